"""Placing cues in a slot of fixed length: what must be heard on its beat first, then the rest by its priority."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..errors import Problem
from ..model.script import Cue, CueKind, From, OnBeat, Overrun, Slot, Sound
from ..model.sound import Measure
from ..units import Ms, Tick, ms_of, nearest_tick, ticks_covering

MeasureOf = Callable[[Sound], Measure]

BEATS_APART = Ms(60)
"""Least silence between two words that each have a beat."""

_APART = {CueKind.ACTION: Ms(80), CueKind.HALFWAY: Ms(150), CueKind.COUNTDOWN: Ms(150)}
_COACHING_APART = Ms(300)
"""Least silence around coaching."""

_PRIORITY = {
    CueKind.CHIME: 0,
    CueKind.SIDE: 1,
    CueKind.COUNTDOWN: 2,
    CueKind.ACTION: 3,
    CueKind.COUNT: 3,
    CueKind.HALFWAY: 4,
    CueKind.ENCOURAGEMENT: 6,
}
"""Who is placed first, after all that must be heard: ticks, which take no room to speak of; side switch, final
countdown, what names the movement and its seconds, half-way; then coaching, and encouragement last (domain reference,
4)."""

_COACHING = 5


@dataclass(frozen=True, slots=True)
class Spot:
    """A cue with its time, from its slot's start."""

    cue: Cue
    sound: Sound
    start: Ms
    end: Ms
    beat: Ms | None


@dataclass(frozen=True, slots=True)
class Work:
    """The cues of a slot that never bends."""

    spots: tuple[Spot, ...]
    """In order of time."""

    crowded: tuple[Cue, ...]
    """Those that found no room, whatever their wording."""

    crowding: tuple[Cue, ...]
    """Those of equal priority that stood in their way."""


def place_work(slot: Slot, measure_of: MeasureOf) -> Work:
    """Every cue that finds room: of two that want the same, the one of higher priority."""
    spots: list[Spot] = []
    crowded: list[Cue] = []
    crowding: list[Cue] = []
    for cue in sorted(slot.cues, key=_rank):
        spot = _room(cue, spots, slot, measure_of) or _room_made(cue, spots, slot, measure_of)
        if spot is not None:
            spots.append(spot)
            continue
        crowded.append(cue)
        if isinstance(cue.when, OnBeat):
            wanted = _at_beat(cue, cue.wordings[-1], cue.when, measure_of)
            crowding += [other.cue for other in _near(wanted, BEATS_APART, spots) if _rank(other.cue) == _rank(cue)]
    return Work(tuple(sorted(spots, key=lambda spot: spot.start)), tuple(crowded), tuple(crowding))


def _room(cue: Cue, spots: list[Spot], slot: Slot, measure_of: MeasureOf) -> Spot | None:
    """The first wording that finds room."""
    if isinstance(cue.when, OnBeat):
        return _on_beat(cue, cue.when, measure_of, spots)
    assert isinstance(cue.when, From)
    return _between(cue, cue.when, measure_of, spots, slot.time.natural)


def _room_made(cue: Cue, spots: list[Spot], slot: Slot, measure_of: MeasureOf) -> Spot | None:
    """Room beside a word of equal priority that can be said shorter; that word is changed in ``spots``."""
    for at, other in enumerate(spots):
        if _rank(other.cue) != _rank(cue) or not isinstance(other.cue.when, OnBeat):
            continue
        rest = [spot for spot in spots if spot is not other]
        for sound in other.cue.wordings:
            shorter = _at_beat(other.cue, sound, other.cue.when, measure_of)
            if shorter.end < other.end and not _near(shorter, BEATS_APART, rest):
                spot = _room(cue, [*rest, shorter], slot, measure_of)
                if spot is not None:
                    spots[at] = shorter
                    return spot
    return None


def _rank(cue: Cue) -> tuple[int, bool]:
    """Its priority; of equals, those that have a beat come first."""
    if cue.overrun is Overrun.FAIL:
        return (-1, False)
    return (_PRIORITY.get(cue.kind, _COACHING), isinstance(cue.when, From))


def _on_beat(cue: Cue, when: OnBeat, measure_of: MeasureOf, spots: list[Spot]) -> Spot | None:
    """The first wording that is clear of its neighbours with its centre on the beat."""
    for sound in cue.wordings:
        spot = _at_beat(cue, sound, when, measure_of)
        if not _near(spot, BEATS_APART, spots):
            return spot
    return None


def _at_beat(cue: Cue, sound: Sound, when: OnBeat, measure_of: MeasureOf) -> Spot:
    beat, measure = ms_of(nearest_tick(when.at)), measure_of(sound)
    start = Ms(beat - measure.centre)
    return Spot(cue, sound, start, Ms(start + measure.length), beat)


def _between(cue: Cue, when: From, measure_of: MeasureOf, spots: list[Spot], length: Ms) -> Spot | None:
    """The first wording that finds room, as early as it can."""
    apart = _APART.get(cue.kind, _COACHING_APART)
    for sound in cue.wordings:
        needed = measure_of(sound).length
        start: int = when.at
        while start <= when.until and start + needed + apart <= length:
            on_tick = ms_of(ticks_covering(Ms(start)))
            spot = Spot(cue, sound, on_tick, Ms(on_tick + needed), None)
            near = _near(spot, apart, spots)
            if not near:
                return spot
            start = max(other.end for other in near) + apart
    return None


def _near(spot: Spot, apart: Ms, spots: Iterable[Spot]) -> list[Spot]:
    """The cues that one comes too near to."""
    return [other for other in spots if other.start < spot.end + apart and spot.start < other.end + apart]


def too_long(cue: Cue, work: Work, measure_of: MeasureOf, name: str) -> Problem:
    """The fault that a cue which has to be heard on its beat finds no room there, with the milliseconds it lacks."""
    assert isinstance(cue.when, OnBeat)
    lacking = {}
    for sound in cue.wordings:
        spot = _at_beat(cue, sound, cue.when, measure_of)
        lacking[sound] = sum(_overlap(spot, other) for other in _near(spot, BEATS_APART, work.spots))
    shortest = min(lacking, key=lambda sound: (lacking[sound], measure_of(sound).length))
    text = getattr(shortest, "text", shortest)
    return Problem(
        where=name,
        what=f"{text!r} takes {measure_of(shortest).length} ms, {lacking[shortest]} ms more than there is",
        allowed="a slower tempo, a shorter word or a faster voice",
    )


def ticks_of(sound: Sound, measure_of: MeasureOf) -> Tick:
    """The fewest ticks that hold a sound."""
    return ticks_covering(measure_of(sound).length)


def _overlap(a: Spot, b: Spot) -> int:
    """By how much two cues are too near to each other."""
    return min(a.end - b.start, b.end - a.start) + BEATS_APART
