"""How long it takes to rest, to change position and to change sides (the domain reference's table of rests)."""

from __future__ import annotations

from ..model.exercise import Equipment, Exercise, Kind, Position, Sides
from ..model.plan import Glue, Move
from ..units import Ms, seconds

_WORK = frozenset({Kind.STRENGTH, Kind.CORE})
_FETCHED = frozenset({Equipment.BAND, Equipment.DUMBBELLS, Equipment.TOWEL})


def _glue(least: float, natural: float, most: float) -> Glue:
    return Glue(least=seconds(least), natural=seconds(natural), most=seconds(most))


MOBILITY_REST = _glue(5, 6.5, 8)
CORE_REST = _glue(20, 24, 45)
LIGHT_REST = _glue(30, 36, 60)
HARD_REST = _glue(60, 70, 120)
HOLD_REST = _glue(6, 8, 12)
"""Between two holds of one gentle pose; the table has no row for it."""

WAY_REST = _glue(2, 3, 5)
"""Turning a circle round; the table has no row for it."""


def rest_between_sets(exercise: Exercise) -> Glue:
    """The rest between two sets of one move."""
    if exercise.kinds[0] in _WORK and exercise.intensity >= 4:
        return HARD_REST
    if Kind.CORE in exercise.kinds:
        return CORE_REST
    if exercise.kinds[0] is Kind.STRENGTH:
        return LIGHT_REST
    if exercise.dose.hold is not None:
        return HOLD_REST
    return CORE_REST if exercise.kinds[0] in (Kind.ACTIVATION, Kind.POSTURE) else HOLD_REST


def rest_after(before: Move | None, move: Move) -> Glue:
    """The least, natural and most time from the end of one move to the work of the next.

    What follows a strength move is another movement or a stretch, so all but the hardest need no more than core work.
    """
    if before is None:
        return _glue(0, 0, 0)
    if before.exercise.kinds[0] not in _WORK:
        return MOBILITY_REST
    hard = before.exercise.intensity >= 4 and before.exercise.kinds[0] is Kind.STRENGTH
    return HARD_REST if hard and Kind.STRETCH not in move.exercise.kinds else CORE_REST


def travel(before: Move | None, move: Move) -> Ms:
    """How long the body needs to get from one move's place to the next, with what it needs in hand."""
    places = _between(before.position if before else Position.STAND, move.position)
    had = set(before.equipment) if before else set()
    fetch = seconds(10) if (set(move.equipment) & _FETCHED) - had else Ms(0)
    return Ms(places + fetch)


def _between(a: Position, b: Position) -> Ms:
    if a is b:
        return Ms(0)
    if Position.BAR in (a, b):
        return seconds(15)
    if a.on_floor != b.on_floor:
        return seconds(15 if b.on_floor else 20)
    if a.on_floor:
        near = {Position.QUAD, Position.PLANK, Position.KNEEL}
        return seconds(5 if {a, b} <= near else 8)
    return seconds(8 if Position.SEAT in (a, b) else 5)


def side_switch(exercise: Exercise) -> Glue:
    """The time to change sides; longer where the whole body turns over."""
    assert exercise.sides is Sides.EACH
    return Glue(least=Ms(exercise.switch - 1000), natural=exercise.switch, most=Ms(exercise.switch + 1000))
