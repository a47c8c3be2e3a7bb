"""How a move is told: which of its lines are said before it is done, and how fast things are said."""

from __future__ import annotations

from ..units import minutes, seconds
from .care import Avoid
from .exercise import Exercise
from .request import Instruction, Request
from .roles import is_calm

# Words a minute from the domain reference, 4, as ratios to the 145 that voices are set to.
TALK_PACE = 1.0
"""Setups and all that is said around the work, and counts: 135 to 145."""

DESK_PACE = 1.03
"""The same in a desk break: up to 150."""

LEARN_PACE = 0.93
"""The same where the moves are taught: 135."""

FRAGMENT_PACE = 0.88
"""Coaching and tempo words while one moves: 110 to 130."""

CALM_PACE = 0.79
"""Everything inside holds, all of a calm move, and the closing: 100 to 115."""

_TOLD_FROM = seconds(2)
"""Work parts that have room for a count and a word that tells something: "one, slide" takes 1.1 seconds (measured)."""


_SAFETY = {
    Avoid.PREGNANCY: ("safety-pregnancy",),
    Avoid.POSTPARTUM: ("safety-postpartum",),
    Avoid.SHOULDER: ("safety-shoulder",),
    Avoid.NECK: ("safety-neck",),
    Avoid.BALANCE: ("safety-balance",),
    Avoid.DISC: ("safety-disc",),
    Avoid.OSTEOPOROSIS: ("safety-osteoporosis",),
    Avoid.BLOOD_PRESSURE: ("safety-blood-pressure", "safety-head-down"),
    Avoid.HEAD_DOWN: ("safety-head-down",),
}
"""The phrases that tell what to mind, by what is to be spared (domain reference, 3)."""

_STOPPING = {
    "safety-pregnancy": "safety-pregnancy-brief",
    "safety-postpartum": "safety-postpartum",
    "safety-disc": "safety-disc",
}
"""Of these what means stop, in as few words as can be; the rest is told with each move that it changes, and dizziness
by the lines that everybody hears."""

_STOPPING_UNDER = minutes(8)
"""Shorter sessions tell only what means stop, so that there is time to move."""

SAFETY_KEYS = tuple(dict.fromkeys((*(key for keys in _SAFETY.values() for key in keys), *_STOPPING.values())))
"""All of them."""


def safety_keys(request: Request) -> tuple[str, ...]:
    """The fixed phrases that follow the general safety lines for this listener, in order."""
    keys = dict.fromkeys(key for avoid in request.avoid for key in _SAFETY.get(avoid, ()))
    if request.length < _STOPPING_UNDER:
        return tuple(_STOPPING[key] for key in keys if key in _STOPPING)
    return tuple(keys)


def as_desk_break(request: Request) -> bool:
    """Whether a session is told in the few words of a desk break; one that teaches never is."""
    return request.desk_break and not request.learn


def instruction_of(request: Request) -> Instruction:
    """How much is told: all of it where the moves are taught."""
    return Instruction.FULL if request.learn else request.instruction


def talk_pace(exercise: Exercise | None, request: Request) -> float:
    """How fast what surrounds a move's work is said; of the opening where there is no move."""
    if exercise is not None and is_calm(exercise):
        return CALM_PACE
    if request.learn:
        return LEARN_PACE
    return DESK_PACE if request.desk_break else TALK_PACE


def work_pace(exercise: Exercise) -> float:
    """How fast words are said while a move is done."""
    return CALM_PACE if is_calm(exercise) or exercise.dose.hold is not None else FRAGMENT_PACE


def setup_of(exercise: Exercise, request: Request) -> tuple[str, ...]:
    """How to get into position, in full or in a few words."""
    return (exercise.setup_again,) if request.brief else exercise.setup


def actions_of(exercise: Exercise, request: Request) -> tuple[str, ...]:
    """What is said of how a move goes before it is done.

    With medium instruction the tempo words of the first reps tell it. A hold has no such reps, and a short work part
    has one short word beside the count, such as "slide": they keep the line that leads into the movement.
    """
    if instruction_of(request) is Instruction.FULL:
        return exercise.actions
    untold = exercise.tempo is None or exercise.tempo.work < _TOLD_FROM
    if request.instruction is Instruction.MEDIUM and untold:
        return exercise.actions[:1]
    return ()
