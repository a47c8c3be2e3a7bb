"""Placing cues in a slot of fixed length: beats first, then what finds room between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..errors import Problem
from ..model.script import Cue, CueKind, From, OnBeat, Overrun, Slot, Sound
from ..model.sound import Measure
from ..units import Ms, ms_of, nearest_tick, ticks_covering

MeasureOf = Callable[[Sound], Measure]

BEATS_APART = Ms(60)
"""Least silence between two words that each have a beat."""

_APART = {CueKind.ACTION: Ms(80), CueKind.HALFWAY: Ms(150), CueKind.COUNTDOWN: Ms(150)}
_COACHING_APART = Ms(300)
"""Least silence around coaching."""

_RANK = {CueKind.SIDE: 0, CueKind.COUNTDOWN: 1, CueKind.ACTION: 2, CueKind.HALFWAY: 3, CueKind.ENCOURAGEMENT: 5}
"""Who is placed first: side switch, final countdown, names, half-way, coaching, encouragement (domain reference, 4)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cue with its time, from its slot's start."""

    cue: Cue
    sound: Sound
    start: Ms
    end: Ms
    beat: Ms | None


def place_work(slot: Slot, measure_of: MeasureOf, name: str) -> tuple[list[Spot], list[Problem]]:
    """The cues of a slot that never bends, in order of time; a Problem for each that has to be heard and can't be."""
    spots: list[Spot] = []
    problems: list[Problem] = []
    order = sorted(enumerate(slot.cues), key=lambda item: (_rank(item[1]), item[0]))
    for _, cue in order:
        if isinstance(cue.when, OnBeat):
            spot = _on_beat(cue, cue.when, measure_of, spots)
        else:
            assert isinstance(cue.when, From)
            spot = _between(cue, cue.when, measure_of, spots, slot.time.natural)
        if spot is not None:
            spots.append(spot)
        elif cue.overrun is Overrun.FAIL:
            problems.append(_too_long(cue, measure_of, name))
    return sorted(spots, key=lambda spot: spot.start), problems


def _rank(cue: Cue) -> int:
    if isinstance(cue.when, OnBeat):
        return 0 if cue.overrun is Overrun.FAIL else 1
    return 2 + _RANK.get(cue.kind, 4)


def _on_beat(cue: Cue, when: OnBeat, measure_of: MeasureOf, spots: list[Spot]) -> Spot | None:
    """The first wording that is clear of its neighbours with its centre on the beat."""
    beat = ms_of(nearest_tick(when.at))
    for sound in cue.wordings:
        measure = measure_of(sound)
        start = Ms(beat - measure.centre)
        spot = Spot(cue, sound, start, Ms(start + measure.length), beat)
        if _blocked(spot.start, spot.end, BEATS_APART, spots) is None:
            return spot
    return None


def _between(cue: Cue, when: From, measure_of: MeasureOf, spots: list[Spot], length: Ms) -> Spot | None:
    """The first wording that finds room, as early as it can."""
    apart = _APART.get(cue.kind, _COACHING_APART)
    for sound in cue.wordings:
        needed = measure_of(sound).length
        start: int = when.at
        while start <= when.until and start + needed + apart <= length:
            on_tick = ms_of(ticks_covering(Ms(start)))
            blocked = _blocked(on_tick, Ms(on_tick + needed), apart, spots)
            if blocked is None:
                return Spot(cue, sound, on_tick, Ms(on_tick + needed), None)
            start = blocked.end + apart
    return None


def _blocked(start: Ms, end: Ms, apart: Ms, spots: list[Spot]) -> Spot | None:
    """The last of the cues that a stretch comes too near to."""
    near = [spot for spot in spots if spot.start < end + apart and start < spot.end + apart]
    return max(near, key=lambda spot: spot.end, default=None)


def _too_long(cue: Cue, measure_of: MeasureOf, name: str) -> Problem:
    shortest = min(cue.wordings, key=lambda sound: measure_of(sound).length)
    text = getattr(shortest, "text", shortest)
    return Problem(
        where=name,
        what=f"{text!r} takes {measure_of(shortest).length} ms and runs into another word",
        allowed="a slower tempo, a shorter word or a faster voice",
    )
