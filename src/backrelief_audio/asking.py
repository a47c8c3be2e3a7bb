"""What was typed to a Request: every name resolved, every fault told at once, with the nearest right word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from .errors import RequestError
from .legible import oddity, told
from .model.care import Avoid, Level
from .model.exercise import Equipment, Exercise, Focus
from .model.request import (
    AT_HOME,
    LEAST_MINUTES,
    MOST_MINUTES,
    MOST_SEED,
    NO_BED,
    BedDistance,
    Counting,
    Instruction,
    Request,
)
from .model.routine import Routine
from .names import as_name, did_you_mean
from .units import Ms, minutes, ms_of, nearest_tick

T = TypeVar("T")
E = TypeVar("E", bound=Enum)

USUAL_MINUTES = 15
"""The length of a session for which none is asked."""

FOCUS_ALIASES: Mapping[str, Focus] = {
    "thor": Focus.THORACIC,
    "upper-back": Focus.THORACIC,
    "mid-back": Focus.THORACIC,
    "stiffness": Focus.THORACIC,
    "rotation": Focus.THORACIC,
    "scap": Focus.SCAPULAR,
    "shoulder-blades": Focus.SCAPULAR,
    "rhomboids": Focus.SCAPULAR,
    "strength": Focus.SCAPULAR,
    "stiff-neck": Focus.NECK,
    "neck-tension": Focus.NECK,
    "open-chest": Focus.CHEST,
    "rounded-shoulders": Focus.CHEST,
    "shld": Focus.SHOULDERS,
    "shoulder": Focus.SHOULDERS,
    "tight-shoulders": Focus.SHOULDERS,
    "stability": Focus.CORE,
    "belly": Focus.CORE,
    "post": Focus.POSTURE,
    "tech-neck": Focus.POSTURE,
    "text-neck": Focus.POSTURE,
    "desk": Focus.POSTURE,
    "slouch": Focus.POSTURE,
    "tension": Focus.CALM,
    "stress": Focus.CALM,
    "bedtime": Focus.CALM,
}
"""What people search for, by the focus area that answers it."""


AVOID_ALIASES: Mapping[str, Avoid] = {
    "pregnant": Avoid.PREGNANCY,
    "postnatal": Avoid.POSTPARTUM,
    "shoulders": Avoid.SHOULDER,
    "wrists": Avoid.WRIST,
    "knees": Avoid.KNEE,
    "low-back-extension": Avoid.LOW_BACK,
    "lower-back": Avoid.LOW_BACK,
    "nerve": Avoid.DISC,
    "bones": Avoid.OSTEOPOROSIS,
    "hypertension": Avoid.BLOOD_PRESSURE,
    "glaucoma": Avoid.HEAD_DOWN,
    "vertigo": Avoid.HEAD_DOWN,
}
"""What people type, by what it asks to be spared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Options as they were typed."""

    minutes: str
    """Empty where a routine decides."""

    seed: int
    focus: Sequence[str] = ()
    equipment: Sequence[str] = ()
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    level: str = "standard"
    avoid: Sequence[str] = ()
    learn: bool = False
    routine: str = ""
    """Name or file of a routine; empty where the moves are to be chosen."""

    instruction: str = "full"
    """Empty where a routine decides."""

    counting: str = "full"
    voice: str
    bed: str = NO_BED
    bed_distance: str = "standard"


def request_from(
    asked: Asked,
    catalogue: Sequence[Exercise],
    voices: Iterable[str],
    beds: Sequence[str] = (),
    routine: Routine | None = None,
) -> Request:
    """The request that was meant; what it leaves open, its ``routine`` decides. Raises RequestError: every fault."""
    faults: list[str] = []
    names = {name: exercise.id for exercise in catalogue for name in (exercise.id, *exercise.aliases)}
    areas = {focus.value: focus for focus in Focus} | dict(FOCUS_ALIASES)
    if routine is not None:
        asked = _as_routine(asked, routine, faults)
    request = Request(
        length=_length(asked.minutes, faults),
        seed=_seed(asked.seed, faults),
        focus=_resolved("--focus", asked.focus, areas, [focus.value for focus in Focus], faults),
        equipment=_equipment(asked.equipment, faults),
        include=_resolved("--include", asked.include, names, sorted(set(names.values())), faults),
        exclude=_resolved("--exclude", asked.exclude, names, sorted(set(names.values())), faults),
        level=_chosen("--level", asked.level, _values(Level), Level.STANDARD, faults),
        avoid=_avoid(asked.avoid, faults),
        learn=asked.learn,
        routine=routine,
        instruction=_chosen("--instruction", asked.instruction, _values(Instruction), Instruction.FULL, faults),
        counting=_chosen("--counting", asked.counting, _values(Counting), Counting.FULL, faults),
        voice=_chosen("--voice", asked.voice, {name: name for name in sorted(voices)}, "", faults),
        bed=_bed(asked.bed, beds, faults),
        bed_distance=_chosen("--bed-distance", asked.bed_distance, _values(BedDistance), BedDistance.STANDARD, faults),
    )
    if faults:
        raise RequestError("\n".join(faults))
    return request


def _as_routine(asked: Asked, routine: Routine, faults: list[str]) -> Asked:
    """The options with what a routine decides; faults for those that would choose moves."""
    for option, typed in (("--focus", asked.focus), ("--include", asked.include)):
        if typed:
            faults.append(f"{option}: the routine {routine.id} settles the moves; leave {option} or --routine out")
    length = routine.length or minutes(USUAL_MINUTES)
    return replace(
        asked,
        minutes=asked.minutes or f"{length / 60_000!r}",
        focus=[focus.value for focus in routine.focus],
        include=(),
        equipment=asked.equipment or [item.value for item in routine.brings(AT_HOME)] or ["none"],
        avoid=[*asked.avoid, *(avoid.value for avoid in routine.avoid)],
        instruction=asked.instruction or routine.instruction or Instruction.FULL.value,
    )


def _length(text: str, faults: list[str]) -> Ms:
    """Minutes as typed to the nearest tick."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not LEAST_MINUTES <= value <= MOST_MINUTES:
        allowed = f"a number from {LEAST_MINUTES} to {MOST_MINUTES} (fractions such as 8.5 are fine)"
        faults.append(f"--minutes: {told(text)} is not {allowed}")
        return minutes(USUAL_MINUTES)
    return ms_of(nearest_tick(minutes(value)))


def _seed(seed: int, faults: list[str]) -> int:
    if not 0 <= seed <= MOST_SEED:
        faults.append(f"--seed: {seed} is not a whole number from 0 to {MOST_SEED}")
    return seed


def _equipment(typed: Sequence[str], faults: list[str]) -> tuple[Equipment, ...]:
    """Equipment in the catalogue's order; what is at home where nothing is said."""
    if not typed:
        return AT_HOME
    names = {item.value: item for item in Equipment}
    words = [word for words in typed for word in _words(words)]
    if "none" in words and len(words) > 1:
        faults.append("--equipment: none and something else at once; choose one")
    chosen = _resolved("--equipment", [word for word in words if word != "none"], names, [*names, "none"], faults)
    return tuple(item for item in Equipment if item in chosen)


def _avoid(typed: Sequence[str], faults: list[str]) -> tuple[Avoid, ...]:
    """What is to be avoided, in the enumeration's order."""
    names = _values(Avoid)
    chosen = _resolved("--avoid", typed, {**names, **AVOID_ALIASES}, list(names), faults)
    return tuple(avoid for avoid in Avoid if avoid in chosen)


def _chosen(option: str, typed: str, names: Mapping[str, T], without: T, faults: list[str]) -> T:
    """The one thing that a name stands for; ``without`` where there is a fault."""
    found = _resolved(option, [typed], names, list(names), faults)
    if len(found) > 1:
        faults.append(f"{option}: {told(typed)} is more than one; choose one")
    return next(iter(found), without)


def _values(kind: type[E]) -> dict[str, E]:
    return {member.value: member for member in kind}


def _bed(typed: str, beds: Sequence[str], faults: list[str]) -> str:
    """The name of a bed, or the path of a file: what has a folder or an ending. Whether it is there is seen later."""
    name = as_name(typed)
    if name in (*beds, NO_BED):
        return name
    if any(sign in typed for sign in "./\\"):
        if odd := oddity(typed):
            faults.append(f"--bed: {told(typed)} holds the character {odd}, which can't be shown; rename the file")
        return typed
    meant = did_you_mean(name, [*beds, NO_BED])
    there = ", ".join([*beds, NO_BED])
    faults.append(f"--bed: {told(typed)} is unknown{meant} (there are: {there}, or a sound file such as ./music.mp3)")
    return NO_BED


def _words(text: str) -> list[str]:
    return [word.strip().lower() for word in text.split(",")]


def _resolved(
    option: str, typed: Sequence[str], names: Mapping[str, T], listed: Sequence[str], faults: list[str]
) -> tuple[T, ...]:
    """The things that names stand for, each once, in the order typed; faults for the unknown."""
    found: dict[T, None] = {}
    for word in [word for words in typed for word in _words(words)]:
        known = names.get(as_name(word))
        if known is not None:
            found[known] = None
            continue
        meant = did_you_mean(word, names)
        faults.append(f"{option}: {told(word)} is unknown{meant} (there are: {', '.join(listed)})")
    return tuple(found)
