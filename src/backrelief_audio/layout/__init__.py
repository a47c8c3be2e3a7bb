"""Script and measured lengths to Timeline, exact to the tick.

Work never bends. Everything between is glue: rests, transitions and the pauses between sentences have a least, a
natural and a most, and the session is set to the asked length as a line of type is set to its measure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import LayoutError, LengthError, Problem
from ..model.script import Overrun, Script, Slot, Sound
from ..model.sound import Measure
from ..model.timeline import Chapter, Placed, Stretch, Timeline
from ..units import Ms, Tick, ms_of, nearest_tick, ticks_covering
from .calls import placed_call, said_first, said_in_flow, silence_for
from .crowding import crowded, gaps, hurried, is_work, needed, said
from .glue import Bend, at_least, bend, rigid, settled, share, total
from .work import MeasureOf, Spot, Work, place_work, ticks_of, too_long

__all__ = ["crowded", "hurried", "lay_out", "surplus"]


@dataclass(frozen=True, slots=True)
class _Measured:
    """A slot with what its words need."""

    slot: Slot
    bend: Bend
    spots: tuple[Spot, ...]
    """Cues of work, from the slot's start; flowing cues get their places when the slot has its length."""

    sounds: tuple[Sound, ...]
    """What flowing cues say."""

    late: Tick
    """How far the last word of the work before reaches into this slot."""


def lay_out(script: Script, measures: Mapping[Sound, Measure], length: Ms) -> Timeline:
    """Every cue's absolute time.

    Raises LengthError where the session can't be bent to ``length``, LayoutError with every word that finds no room.
    """
    ticks, measure_of = nearest_tick(length), measures.__getitem__
    cues, stretches = _set(_measure(script, measure_of), measure_of, ticks)
    flowing = _with_calls(script, cues, stretches, measure_of)
    if flowing is not script:
        try:
            cues, stretches = _set(_measure(flowing, measure_of), measure_of, ticks)
            script = flowing
        except LengthError:  # there is no time to begin with calls: those that can wait for a silence
            script = _with_crowded(script, cues, stretches, measure_of)
            cues, stretches = _set(_measure(script, measure_of), measure_of, ticks)
    for call in script.calls:
        start = silence_for(call, cues, stretches, measure_of)
        if start is not None:
            cues.append(placed_call(call, start, cues, measure_of))
    return Timeline(
        ticks=ticks,
        cues=tuple(sorted(cues, key=lambda cue: cue.start)),
        stretches=tuple(stretches),
        chapters=_chapters(script, stretches),
    )


def _with_calls(script: Script, cues: Sequence[Placed], stretches: Sequence[Stretch], measure_of: MeasureOf) -> Script:
    """The script with those calls in its slots that are to be said in the flow of the talk; itself where none is."""
    return _with_crowded(said_first(script, cues, stretches), cues, stretches, measure_of)


def _with_crowded(
    script: Script, cues: Sequence[Placed], stretches: Sequence[Stretch], measure_of: MeasureOf
) -> Script:
    """The script with those calls in its slots for which there is no silence; itself where none is."""
    crowded = [call for call in script.calls if silence_for(call, cues, stretches, measure_of) is None]
    return said_in_flow(script, crowded, cues, stretches)


def _set(slots: Sequence[_Measured], measure_of: MeasureOf, ticks: Tick) -> tuple[list[Placed], list[Stretch]]:
    """All slots at their lengths, with their cues, in order. Raises LengthError as ``lay_out``."""
    bends = [slot.bend for slot in slots]
    whole = total(bends)
    if not whole.least <= ticks <= whole.most:
        raise LengthError(ms_of(ticks - (whole.least if ticks < whole.least else whole.most)))
    cues: list[Placed] = []
    stretches: list[Stretch] = []
    at = 0
    for slot, taken in zip(slots, settled(bends, ticks), strict=True):
        cues.extend(_place(slot, at, taken, measure_of))
        stretches.append(_stretch(slot.slot, at, taken))
        at += taken
    return cues, stretches


def _stretch(slot: Slot, at: int, taken: int) -> Stretch:
    return Stretch(kind=slot.kind, index=slot.index, start=ms_of(at), end=ms_of(at + taken), bar=slot.bar)


def surplus(script: Script, measures: Mapping[Sound, Measure], length: Ms) -> Ms:
    """How much of ``length`` is left when everything has its natural length; negative where it is too long.

    Raises LayoutError as ``lay_out`` does.
    """
    measure_of = measures.__getitem__
    slots = _measure(script, measure_of)
    flowing = _with_calls(script, *_set(slots, measure_of, _natural(slots)), measure_of)
    if flowing is not script:
        slots = _measure(flowing, measure_of)
    return ms_of(nearest_tick(length) - _natural(slots))


def _natural(slots: Sequence[_Measured]) -> Tick:
    """How long slots are of themselves."""
    return Tick(total([slot.bend for slot in slots]).natural)


def _measure(script: Script, measure_of: MeasureOf) -> list[_Measured]:
    """What each slot needs. Raises LayoutError with every word of the session that finds no room."""
    measured: list[_Measured] = []
    problems: list[Problem] = []
    late = Tick(0)
    chapter = ""
    for slot in script.slots:
        chapter = slot.chapter or chapter
        if is_work(slot):
            work = place_work(slot, measure_of)
            problems += _lost(work, measure_of, chapter)
            ticks = nearest_tick(slot.time.natural)
            measured.append(_Measured(slot, rigid(ticks), work.spots, (), Tick(0)))
            over = max((spot.end for spot in work.spots), default=0) - ms_of(ticks)
            late = ticks_covering(Ms(max(over, 0)))
        else:
            sounds = said(slot, measure_of)
            taken = at_least(bend(slot.time), needed(slot, sounds, late, measure_of))
            measured.append(_Measured(slot, taken, (), sounds, late))
            late = Tick(0)
    if problems:
        raise LayoutError(problems)
    return measured


def _lost(work: Work, measure_of: MeasureOf, name: str) -> list[Problem]:
    """A fault for each cue that has to be heard and finds no room. ``name`` is that of its chapter."""
    return [too_long(cue, work, measure_of, name) for cue in work.crowded if cue.overrun is Overrun.FAIL]


def _place(measured: _Measured, at: int, taken: int, measure_of: MeasureOf) -> list[Placed]:
    """A slot's cues in absolute time."""
    slot, start = measured.slot, ms_of(at)
    if measured.spots:
        return [_placed(slot, spot, start) for spot in measured.spots]
    if not slot.cues:
        return []
    words = [ticks_of(sound, measure_of) for sound in measured.sounds]
    # What is over goes before the last cue: after the setup comes silence, then the word to begin.
    silences = share(gaps(slot), taken - sum(words) - measured.late, len(words) - 1)
    placed = []
    here = at + measured.late
    for cue, sound, gap, word in zip(slot.cues, measured.sounds, silences, words, strict=False):
        here += gap
        begin = ms_of(here)
        placed.append(_placed(slot, Spot(cue, sound, begin, Ms(begin + measure_of(sound).length), None), Ms(0)))
        here += word
    return placed


def _placed(slot: Slot, spot: Spot, start: Ms) -> Placed:
    cue = spot.cue
    return Placed(
        kind=cue.kind,
        sound=spot.sound,
        start=Ms(start + spot.start),
        end=Ms(start + spot.end),
        beat=None if spot.beat is None else Ms(start + spot.beat),
        index=slot.index,
        side=cue.side,
        set=cue.set,
        rep=cue.rep,
    )


def _chapters(script: Script, stretches: list[Stretch]) -> tuple[Chapter, ...]:
    """The opening, each move from its introduction on, each later round of a superset, the closing; no gap between."""
    starts = [stretch.start for slot, stretch in zip(script.slots, stretches, strict=True) if slot.chapter]
    ends = [*starts[1:], stretches[-1].end]
    return tuple(
        Chapter(title=title, start=start, end=end)
        for title, start, end in zip(script.titles, starts, ends, strict=True)
    )
