"""docs/planning.md, held to the code: its tables name every check and every part of the score, with its numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import check_sentence

from backrelief_audio.checks import CHECKS
from backrelief_audio.planning import adapting, scoring, searching

TEXT = (Path(__file__).parent.parent / "docs" / "planning.md").read_text(encoding="utf-8")
PAGE = " ".join(TEXT.split())

N = r"(\d+(?:\.\d+)?)"

TOLD: dict[str, tuple[float, ...]] = {
    rf"first {N} sound ones, of at most {N}, is then changed {N} times": (
        searching.STARTS,
        searching.DRAFTS,
        searching.LOOKS,
    ),
    rf"in {N} % two changes at once": (searching.TWICE * 100,),
    rf"doses add at most {N} to the score": (scoring.MOST_BY_DOSES,),
    rf"`--learn` gives {N} or {N} repetitions and {N} seconds held": (
        *adapting.LEARNT["reps"],
        adapting.LEARNT["hold"][0],
    ),
}
"""What the page says, and what it has to say there."""


@pytest.mark.parametrize("pattern", TOLD)
def test_the_numbers_of_the_page_are_the_code_s(pattern: str) -> None:
    """A sentence of the page stands there once, with the numbers that the code has."""
    check_sentence(PAGE, pattern, TOLD[pattern])


def test_the_page_tells_every_check() -> None:
    """The table of rules has every check there is, and no other."""
    section = TEXT.split("## 1.")[1].split("## 2.")[0]
    told = [name for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(told) == sorted(check.__name__ for check in CHECKS)


def test_the_page_tells_every_part_of_the_score() -> None:
    """The table of the score has every part with its weight, the heaviest first."""
    section = TEXT.split("## 3.")[1].split("## 4.")[0]
    told = [(name, float(weight)) for name, weight in re.findall(rf"^\| `(\w+)` \| {N} \|", section, re.MULTILINE)]
    assert dict(told) == scoring.WEIGHTS
    assert [weight for _, weight in told] == sorted(scoring.WEIGHTS.values(), reverse=True)
