"""How long a plan takes, and how much two seeds differ.

    python benchmarks/planning.py [SEEDS]

Processor time after loading, the least of three runs for each seed; sessions with a chair, a wall and a mat.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import combinations
from time import process_time

from backrelief_audio.checks import CHECKS
from backrelief_audio.content import load_exercises
from backrelief_audio.errors import RequestError
from backrelief_audio.model.request import Request
from backrelief_audio.model.roles import MAY_REPEAT
from backrelief_audio.planning import plan
from backrelief_audio.units import Ms, minutes

LENGTHS = (3, 5, 10, 15, 30, 60, 90)
RUNS = 3


def length_of(text: str) -> Ms:
    """How long a line takes to say: about 16 letters a second."""
    return Ms(120 + 60 * len(text))


def table(seeds: int) -> Iterator[str]:
    """The figures as Markdown."""
    catalogue = load_exercises()
    plan(Request(length=minutes(15), seed=0), catalogue, CHECKS, length_of)
    yield "| minutes | median | 95 of 100 | same moves | moves shared |"
    yield "|---|---|---|---|---|"
    for asked in LENGTHS:
        took, sessions = [], []
        for seed in range(seeds):
            request = Request(length=minutes(asked), seed=seed)
            runs = []
            for _ in range(RUNS):
                start = process_time()
                try:
                    made = plan(request, catalogue, CHECKS, length_of)
                except RequestError:
                    continue
                runs.append(process_time() - start)
            if runs:
                took.append(min(runs) * 1000)
                sessions.append([move.exercise.id for move in made.moves if move.exercise.id not in MAY_REPEAT])
        pairs = list(combinations(sessions, 2))
        same = sum(one == other for one, other in pairs) / len(pairs)
        shared = sum(len({*one} & {*other}) / len({*one, *other}) for one, other in pairs) / len(pairs)
        took.sort()
        late = took[-1 - len(took) // 20]
        yield f"| {asked} | {took[len(took) // 2]:.0f} | {late:.0f} | {same:.1%} | {shared:.0%} |"


if __name__ == "__main__":
    for line in table(int([*sys.argv, "30"][1])):
        print(line, flush=True)
