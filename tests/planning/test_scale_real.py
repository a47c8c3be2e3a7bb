"""Twenty thousand requests of every kind: no plan breaks a rule, and every refusal says what to do.

PYTHONPATH=tests python tests/planning/test_scale_real.py [REQUESTS]     the tables of docs/planning.md
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count
from random import Random

import pytest
from asking_all import drawn
from building import exercises, length_of
from holding_rules import hold_cautions, hold_doses, hold_floor, hold_level, hold_order, hold_sides, hold_wishes

from backrelief_audio.checks import CHECKS
from backrelief_audio.errors import RequestError
from backrelief_audio.model.plan import Plan
from backrelief_audio.planning import plan

REQUESTS = 20_000
CHUNK = 250

HOLDS: tuple[Callable[[Plan], None], ...] = (
    hold_cautions,
    hold_level,
    hold_wishes,
    hold_order,
    hold_floor,
    hold_doses,
    hold_sides,
)

REASONS = {
    # why, by words of the refusal
    "an included exercise is left out by --avoid": "is left out by --avoid",
    "an included exercise is left out by --level": "is left out by --level",
    "an included exercise needs equipment that is not there": " needs ",
    "an included exercise is excluded too": "both included and excluded",
    "an included exercise is done on the floor, which is to be avoided": "is done on the floor",
    "an included backbend lacks its counterpose": "has to be followed by",
    "an included exercise means standing still in pregnancy": "means standing still",
    "nothing is left for the first focus": "exercise for ",
    "nothing is left": "no exercise is left",
    "too little is left to fill the time": "fill at most",
    "what is included takes too long": "need at least",
    "more is included than there is room for": "has room for",
    "what is included finds no place that keeps the rules of order": "found no place",
    "no exercise for the first focus is short enough": "nothing works on",
    "no order of what is left keeps the rules": "no sound session",
}
"""Most telling first."""


def tally(numbers: Iterable[int]) -> Counter[str]:
    """What became of the requests with these numbers."""
    catalogue = tuple(exercises().values())
    counted: Counter[str] = Counter()
    for number in numbers:
        request = drawn(Random(number))
        try:
            made = plan(request, catalogue, CHECKS, length_of)
        except RequestError as refused:
            counted["refused"] += 1
            counted[f"refused: {reason(str(refused))}"] += 1
            counted["without a hint"] += not refused.hint
            continue
        counted["planned"] += 1
        counted.update(f"kept: {check.__name__}" for check in CHECKS if not list(check(made)))
        counted.update(f"kept: {hold.__name__}" for hold in HOLDS if held(hold, made, number))
    return counted


def reason(told: str) -> str:
    """Why a request was refused."""
    return next((why for why, words in REASONS.items() if words in told), "another reason")


def held(hold: Callable[[Plan], None], made: Plan, number: int) -> bool:
    """Whether a plan keeps a rule of the second telling; tells the request where not."""
    try:
        hold(made)
    except AssertionError as broken:
        print(f"request {number} breaks {hold.__name__}: {broken}")
        return False
    return True


def counts(requests: int) -> Counter[str]:
    """What became of so many requests, planned on all cores."""
    chunks = [range(start, min(start + CHUNK, requests)) for start in range(0, requests, CHUNK)]
    with ProcessPoolExecutor(cpu_count(), get_context("spawn")) as pool:
        return sum(pool.map(tally, chunks), Counter())


def tables(counted: Counter[str]) -> str:
    """The counts as two tables of Markdown."""
    asked = counted["planned"] + counted["refused"]
    refused = [(name, many) for name, many in counted.most_common() if name.startswith("refused")]
    kept = [(name, counted[name]) for name in sorted(counted) if name.startswith("kept")]
    lines = ["| what became of the requests | share |", "|---|---|", f"| planned | {counted['planned'] / asked:.1%} |"]
    lines += [f"| {name} | {many / asked:.1%} |" for name, many in refused]
    lines += ["", "| rule | kept by |", "|---|---|"]
    lines += [f"| `{name.removeprefix('kept: ')}` | {many} of {counted['planned']} plans |" for name, many in kept]
    return "\n".join(lines)


@pytest.mark.real
def test_no_plan_of_twenty_thousand_breaks_a_rule() -> None:
    """Of requests of every kind each is planned so that all rules hold, told twice, or refused with a hint."""
    counted = counts(REQUESTS)
    print(tables(counted))
    assert counted["planned"] + counted["refused"] == REQUESTS
    assert counted["planned"] > REQUESTS * 0.7
    for rule in (*CHECKS, *HOLDS):
        assert counted[f"kept: {rule.__name__}"] == counted["planned"], rule.__name__
    assert not counted["without a hint"]
    assert not counted["refused: another reason"]


if __name__ == "__main__":
    print(tables(counts(int([*sys.argv, str(REQUESTS)][1]))))
