"""Where a session over a bed is parted: at the silences nearest to the borders of its steps.

What is said of the work just done belongs to it: the praise for one move is no part of the introduction to the next.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..model.sound import Passage
from ..model.timeline import Placed, Stretch, Timeline
from ..units import TICK_MS, Ms, Tick, ms_of, nearest_tick, ticks_covering

APART = 5
"""Ticks of silence before each part: what a fresh encoder needs ahead of its first sound, and adds after its last."""

NEAR = Ms(2000)
"""How far from a step's border the silence may be; where there is none, two steps stay together."""

LEAST = 60
"""Ticks of the shortest part: less than it takes a bed to rise and fall is no part of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a session that is one block."""

    start: Tick
    end: Tick
    cues: tuple[Placed, ...]
    passage: Passage


def parts(timeline: Timeline) -> Iterator[Part]:
    """The parts of a session in order, APART ticks of silence between them; every cue lies whole in one of them."""
    starts = _starts(timeline)
    ends = [*(start - APART for start in starts[1:]), timeline.ticks]
    cues: list[list[Placed]] = [[] for _ in starts]
    for cue in timeline.cues:
        number = bisect_right(starts, cue.start // TICK_MS) - 1
        assert cue.end <= ms_of(ends[number]), f"{cue.sound} at {cue.start} ms runs past the end of its part"
        cues[number].append(cue)
    for start, end, inside in zip(starts, ends, cues, strict=True):
        yield Part(Tick(start), Tick(end), tuple(inside), _passage(start, end, timeline.stretches))


def _starts(timeline: Timeline) -> list[int]:
    """The ticks at which parts begin."""
    starts = [0]
    quiet = list(_quiet(timeline))
    for _, stretch in pairwise(timeline.stretches):
        border = nearest_tick(stretch.begun(timeline.cues))
        near = (min(max(border, first), last) for first, last in quiet)
        found = min(near, key=lambda tick: abs(tick - border), default=None)
        if found is None or abs(found - border) > NEAR // TICK_MS:
            continue
        if found - starts[-1] >= LEAST and timeline.ticks - found >= LEAST:
            starts.append(found)
    return starts


def _quiet(timeline: Timeline) -> Iterator[tuple[int, int]]:
    """The first and last tick of each silence at which a part may begin, with APART ticks of silence before it."""
    for before, after in pairwise(timeline.cues):
        first, last = ticks_covering(before.end) + APART, after.start // TICK_MS
        if first <= last:
            yield first, last


def _passage(start: int, end: int, stretches: Sequence[Stretch]) -> Passage:
    """What a bed has to know of a part: where its beats are."""
    at, length = ms_of(start), ms_of(end - start)
    inside = [stretch for stretch in stretches if stretch.end > at + length // 4 and stretch.start < at + length]
    work = next((stretch for stretch in inside if stretch.bar is not None), None)
    if work is None or work.bar is None:
        return Passage(at=at, length=length, zero=Ms(0), bar=None)
    zero = work.start - at
    return Passage(at=at, length=length, zero=Ms(zero % work.bar if zero < 0 else zero), bar=work.bar)
