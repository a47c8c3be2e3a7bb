"""Bars and beats of a bed, fitted to the reps they are heard under."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import Ms

RATE = 12_000
"""Hertz that loops are made at: nothing in a bed is higher than some 4 kHz."""

_BEAT = Ms(1000)
_SHORTEST, _LONGEST = Ms(1000), Ms(40_000)
"""Reps outside of these are no music: the bed then keeps its own bar."""

_DIVISIONS = (1, 2, 3, 4, 6)
"""Into how many bars a long rep may be divided. Each divides a millisecond of RATE, so that bars are whole samples."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The bars of a loop."""

    bar: int
    """Samples at RATE."""

    beats: int
    """In a bar, evenly spaced."""


def fitted(rep: Ms | None, natural: Ms, least: Ms) -> Grid:
    """The grid under reps of a length: a bar lasts so many whole reps, or a rep so many whole bars.

    Bars are at least ``least`` and less than twice that, and as many beats as come nearest to a second are in a rep.
    ``natural`` is the bar where there are no reps, or none that bars can agree with.
    """
    if rep is None or not _SHORTEST <= rep <= _LONGEST:
        return Grid(natural * RATE // 1000, round(natural / _BEAT))
    if rep < least:
        reps = -(-least // rep)
        return Grid(reps * rep * RATE // 1000, reps * round(rep / _BEAT))
    division = next(division for division in _DIVISIONS if rep < 2 * least * division)
    return Grid(rep * RATE // 1000 // division, round(rep / division / _BEAT))
