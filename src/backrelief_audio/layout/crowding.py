"""What a line may do that is too long for its place: be said shorter, then a little faster."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ..model.plan import StepKind
from ..model.script import After, Cue, Line, Script, Slot, Sound
from ..model.sound import Measure
from ..units import TICK_MS
from .glue import Bend, bend, rigid, total
from .work import MeasureOf, place_work, ticks_of

HURRY = (1.08, 1.15)
"""How much faster a line may be spoken again, as ratios to its own pace; beyond some 15 % haste is heard."""

_SHORTEST = 1 / 1.2
"""Of its length, the least that a line may take at the faster paces: engines round, and trim what they begin with."""

LIMITED = frozenset({StepKind.SWITCH, StepKind.WAY, StepKind.REST})
"""Talk that has to fit a rest; introductions take what their words take."""


def crowded(script: Script, measures: Mapping[Sound, Measure]) -> tuple[Cue, ...]:
    """Cues that have no room at their own pace in any wording: in work, and in changes of side and rests.

    Of these not those that no haste would make fit: they needn't be spoken for it.
    """
    found: list[Cue] = []
    for slot in script.slots:
        if is_work(slot):
            work = place_work(slot, measures.__getitem__)
            found += work.crowded + work.crowding
        elif slot.kind in LIMITED:
            sounds = said(slot, measures.__getitem__)
            if not _fits(slot, sounds, measures.__getitem__) and _fits(slot, sounds, measures.__getitem__, _SHORTEST):
                found += slot.cues
    return tuple(found)


def hurried(script: Script, cues: Collection[Cue]) -> Script:
    """The script with faster wordings of these cues, to be used where nothing else fits."""
    wanted = set(cues)
    slots = tuple(
        replace(slot, cues=tuple(_hurried(cue) if cue in wanted else cue for cue in slot.cues)) for slot in script.slots
    )
    return replace(script, slots=slots)


def _hurried(cue: Cue) -> Cue:
    last = cue.wordings[-1]
    if not isinstance(last, Line):
        return cue
    faster = (replace(last, pace=round(last.pace * ratio, 3)) for ratio in HURRY)
    return replace(cue, wordings=(*cue.wordings, *faster))


def is_work(slot: Slot) -> bool:
    """Whether a slot is work, which never bends."""
    return slot.rigid and slot.kind in (StepKind.REPS, StepKind.HOLD)


def said(slot: Slot, measure_of: MeasureOf) -> tuple[Sound, ...]:
    """Which wording of each cue in a stretch of talk is said.

    The fullest; where that is longer than the stretch may be, the shortest, then all of it a little faster. Where
    nothing makes it fit it is not hurried in vain: the stretch grows.
    """
    fullest = tuple(cue.wordings[0] for cue in slot.cues)
    if slot.kind not in LIMITED or _fits(slot, fullest, measure_of):
        return fullest
    shortest = tuple(min(_usual(cue), key=lambda sound: measure_of(sound).length) for cue in slot.cues)
    ways = [shortest, *(tuple(_faster(cue, step) for cue in slot.cues) for step in range(len(HURRY)))]
    return next((way for way in ways if _fits(slot, way, measure_of)), shortest)


def _usual(cue: Cue) -> tuple[Sound, ...]:
    """A cue's wordings without the faster ones."""
    return cue.wordings[: -len(HURRY)] if _is_hurried(cue) else cue.wordings


def _faster(cue: Cue, step: int) -> Sound:
    """A cue at one of the faster paces, where it has them."""
    return cue.wordings[step - len(HURRY)] if _is_hurried(cue) else cue.wordings[-1]


def _is_hurried(cue: Cue) -> bool:
    first, last = cue.wordings[0], cue.wordings[-1]
    return isinstance(first, Line) and isinstance(last, Line) and last.pace > first.pace


def _fits(slot: Slot, sounds: Collection[Sound], measure_of: MeasureOf, share: float = 1.0) -> bool:
    """Whether words, at a share of their length, and the least silences are within the most a stretch may last."""
    words = sum(ticks_of(sound, measure_of) for sound in sounds) * share
    return words + total(gaps(slot)).least <= max(slot.time.most // TICK_MS, 1)


def gaps(slot: Slot) -> list[Bend]:
    """The silences of a slot: before each cue, and the tail."""
    whens = [cue.when for cue in slot.cues]
    return [*(bend(when.gap) for when in whens if isinstance(when, After)), bend(slot.tail)]


def needed(slot: Slot, sounds: Collection[Sound], late: int, measure_of: MeasureOf) -> Bend:
    """What a stretch of talk takes: its words, its silences, and what of the work before reaches into it."""
    return total([*gaps(slot), rigid(sum(ticks_of(sound, measure_of) for sound in sounds) + late)])
