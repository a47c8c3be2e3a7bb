"""What part an exercise can play in a session."""

from __future__ import annotations

from .exercise import Exercise, Focus, Kind

CALM_DOWN = "breath-reset"
"""Ends every session that has a cool-down."""

COUNTERPOSE = "childs-pose"
"""Follows deep backbends. Like CALM_DOWN it may come more than once."""

MAY_REPEAT = frozenset({CALM_DOWN, COUNTERPOSE})
WARM_UP_MOST_INTENSITY = 2
_WORK = frozenset({Kind.STRENGTH, Kind.CORE})
_WARMING = frozenset({Kind.MOBILITY, Kind.ACTIVATION, Kind.POSTURE})


def is_calm(exercise: Exercise) -> bool:
    """A move that is there to calm: its words are slow and few."""
    return Kind.CALM in exercise.kinds or exercise.id in MAY_REPEAT


def is_work(exercise: Exercise) -> bool:
    """Strength or core work first of all."""
    return exercise.kinds[0] in _WORK or Kind.STRENGTH in exercise.kinds


def is_still(exercise: Exercise) -> bool:
    """A stretch held still."""
    return Kind.STRETCH in exercise.kinds and exercise.dose.hold is not None


def is_rest_pose(exercise: Exercise) -> bool:
    """A stretch or a calm pose: better at the end than in the middle."""
    return is_still(exercise) or exercise.kinds[0] is Kind.CALM


def is_pull(exercise: Exercise) -> bool:
    """Strength for between the shoulder blades, which alternates with chest-opening or core."""
    return exercise.kinds[0] is Kind.STRENGTH and exercise.focus[0] is Focus.SCAPULAR


def warm_up_stage(exercise: Exercise) -> int:
    """0 small mobility, 1 larger mobility, 2 activation."""
    if exercise.kinds[0] not in (Kind.MOBILITY, Kind.YOGA):
        return 2
    small = exercise.intensity == 1 and exercise.focus[0] in (Focus.SHOULDERS, Focus.NECK)
    return 0 if small else 1


def fits_warm_up(exercise: Exercise) -> bool:
    """Gentle and moving."""
    moving = exercise.dose.reps is not None and exercise.intensity <= WARM_UP_MOST_INTENSITY
    return moving and (exercise.kinds[0] in _WARMING or Kind.MOBILITY in exercise.kinds) and not is_work(exercise)


def fits_main(exercise: Exercise) -> bool:
    """Anything but lying down to rest."""
    return exercise.id not in MAY_REPEAT


def fits_cool_down(exercise: Exercise) -> bool:
    """Stretches and gentle, calming movement."""
    gentle = exercise.intensity <= 2 and not is_work(exercise) and not exercise.counterpose
    return exercise.id != CALM_DOWN and gentle and (is_still(exercise) or Focus.CALM in exercise.focus)
