"""How a session's time is shared among its phases, by its length."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum

from ..model.plan import PhaseName
from ..model.request import DESK_BREAK_UNDER
from ..units import Ms, minutes, seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a session of one length is made of."""

    opening: Ms
    closing: Ms
    phases: dict[PhaseName, Ms]
    """Time of each phase."""

    counts: dict[PhaseName, tuple[int, int]]
    """Fewest and most moves of each phase."""

    changes: int
    """Most changes of position."""

    sets: int
    """Most sets of a move that is usually done once."""

    half: bool
    """Whether a move may be done at half its usual dose."""


@dataclass(frozen=True, slots=True)
class _Row:
    minutes: float
    parts: tuple[float, float, float, float, float]
    """Seconds of opening, warm-up, main, cool-down, closing."""

    least: tuple[int, int, int]
    most: tuple[int, int, int]
    """Moves of warm-up, main, cool-down."""

    changes: int


_HALF_UNDER = minutes(8)
"""Sessions that may be met by half doses where nothing else does: in them one move more or less is much."""

_ROWS = (
    _Row(1, (19, 0, 31, 0, 10), (0, 1, 0), (0, 1, 0), 0),
    _Row(3, (20, 45, 75, 30, 10), (1, 1, 1), (1, 2, 1), 1),
    # 5 to 30 minutes: the domain reference's table of time budgets, but for opening and closing: what has to be said
    # there (plan, equipment, safety) takes 25 and 20 seconds whatever the length, and main makes up the difference.
    _Row(5, (25, 60, 150, 45, 20), (1, 2, 1), (2, 3, 1), 1),
    _Row(10, (25, 110, 345, 100, 20), (2, 3, 2), (2, 4, 2), 2),
    # At 15 and 20 it is the fewer of the moves that the table allows: more of them leaves each near its least dose.
    _Row(15, (25, 160, 535, 160, 20), (2, 5, 2), (2, 5, 2), 3),
    _Row(20, (25, 200, 735, 220, 20), (3, 6, 3), (3, 6, 3), 4),
    _Row(30, (25, 300, 1135, 320, 20), (4, 5, 4), (4, 6, 4), 5),
    # Beyond it: warm-up and cool-down grow to the ten minutes that guidance asks for, the rest is main. There it is
    # rounds of two and three sets that fill the time, and only then more moves.
    _Row(45, (25, 430, 1785, 440, 20), (4, 6, 4), (5, 8, 5), 6),
    _Row(60, (25, 540, 2475, 540, 20), (4, 8, 4), (5, 10, 5), 8),
    _Row(90, (25, 600, 4155, 600, 20), (5, 10, 5), (6, 12, 6), 10),
)

_SETS_FROM = (minutes(22), minutes(40))
"""Lengths from which moves may be done in two sets, and in three."""


def budget(length: Ms, sets: int | None = None) -> Budget:
    """The budget of a session, between the table's rows by straight lines.

    Numbers of moves span both rows where the length lies well between them. ``sets`` are the most that were asked for:
    where they are more than the length would have, main has fewer moves, and where they are fewer it may have more.
    """
    asked = length / 60_000
    lower, upper, share = _between(asked)
    parts = [a + (b - a) * share for a, b in zip(lower.parts, upper.parts, strict=True)]
    scale = (asked * 60 - parts[0] - parts[-1]) / fsum(parts[1:-1])
    phases = [seconds(part * scale) for part in parts[1:-1]]
    least = [round(a + (b - a) * share - 0.25) for a, b in zip(lower.least, upper.least, strict=True)]
    most = [round(a + (b - a) * share + 0.25) for a, b in zip(lower.most, upper.most, strict=True)]
    usual = 1 + sum(length >= least for least in _SETS_FROM)
    counts = dict(zip(PhaseName, zip(least, most, strict=True), strict=True))
    if sets is not None and length >= _HALF_UNDER:
        counts[PhaseName.MAIN] = _in_sets(*counts[PhaseName.MAIN], sets - usual)
        usual = sets
    return Budget(
        opening=seconds(parts[0]),
        closing=seconds(parts[-1]),
        phases=dict(zip(PhaseName, phases, strict=True)),
        counts=counts,
        changes=int(lower.changes + (upper.changes - lower.changes) * share),
        sets=usual,
        half=length < DESK_BREAK_UNDER,
    )


def _in_sets(least: int, most: int, more: int) -> tuple[int, int]:
    """Fewest and most moves of main, where each may be done in so many sets more, or fewer, than usual.

    A set more takes a third of what a move took: its introduction is not repeated.
    """
    if more <= 0:
        return least, most - 2 * more
    share = 1 + more / 3
    return max(int(least / share), min(least, 2)), math.ceil(most / share)


def loosened(length: Ms, sets: int | None = None) -> Budget:
    """A budget for what the usual one can't meet.

    A move less in any phase that has several, a change of position more, and half doses in short sessions.
    """
    usual = budget(length, sets)
    counts = {name: (one_less(least), most) for name, (least, most) in usual.counts.items()}
    return replace(usual, counts=counts, changes=usual.changes + 1, half=length < _HALF_UNDER)


def one_less(least: int) -> int:
    """A move less, but not none where there was one."""
    return max(least - 1, min(least, 1))


def _between(asked: float) -> tuple[_Row, _Row, float]:
    """The rows on either side of a length, and how far it is from the first to the second."""
    at = bisect_right([row.minutes for row in _ROWS], asked)
    lower, upper = list(pairwise(_ROWS))[min(max(at - 1, 0), len(_ROWS) - 2)]
    return lower, upper, (asked - lower.minutes) / (upper.minutes - lower.minutes)
