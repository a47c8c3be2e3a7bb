"""Which reps get a number, in each style of counting; the others get a tick."""

from __future__ import annotations

from ..model.request import Counting
from ..model.script import CueKind

COUNTDOWN_FROM = 7
"""Reps from which the last three are counted down, after they were announced."""

LAST = 3

_FIFTH = 5
"""Counted sparsely, every fifth rep has its number, beside the first two and the last three."""


def counts_down(total: int, counting: Counting) -> bool:
    """Whether the last three reps are counted down; of short sets too where nothing else is counted."""
    return counting is Counting.LAST_THREE or (counting is not Counting.NONE and total >= COUNTDOWN_FROM)


def count_of(rep: int, total: int, counting: Counting) -> tuple[CueKind, int] | None:
    """The number said with a rep: its own, and in the last three how many are left, this one included."""
    left = total - rep + 1
    if left <= LAST and counts_down(total, counting):
        return CueKind.COUNTDOWN, left
    if counting is Counting.FULL or (counting is Counting.SPARSE and (rep <= 2 or rep % _FIFTH == 0)):
        return CueKind.COUNT, rep
    return None


def counts_held_seconds(counting: Counting) -> bool:
    """Whether the seconds of holds inside a rep are spoken where the rep is learnt."""
    return counting in (Counting.FULL, Counting.SPARSE)
