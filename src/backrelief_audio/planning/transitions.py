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

TURN_REST = _glue(8, 13, 24)
"""From a light partner back to a move of a superset: the table's 5 to 8 seconds hold where a move begins; here it is
named, and which set of it comes."""

SLOWER = 1.5
"""How many times as long all of this takes where the listener is to be given time (the table's last line)."""

_AT_HAND = seconds(3)
"""To pick up again what lies beside one; fetching takes 10 to 12."""


def paced(glue: Glue, *, slow: bool) -> Glue:
    """A rest, half as long again for those who are to be given time."""
    if not slow:
        return glue
    return Glue(
        least=Ms(round(glue.least * SLOWER)),
        natural=Ms(round(glue.natural * SLOWER)),
        most=Ms(round(glue.most * SLOWER)),
    )


def rest_between_sets(exercise: Exercise, *, slow: bool = False) -> Glue:
    """The rest between two sets of one move."""
    return paced(_between_sets(exercise), slow=slow)


def _between_sets(exercise: Exercise) -> Glue:
    if exercise.kinds[0] in _WORK and exercise.intensity >= 4:
        return HARD_REST
    if Kind.CORE in exercise.kinds:
        return CORE_REST
    if exercise.kinds[0] is Kind.STRENGTH:
        return LIGHT_REST
    if exercise.dose.hold is not None:
        return HOLD_REST
    return CORE_REST if exercise.kinds[0] in (Kind.ACTIVATION, Kind.POSTURE) else HOLD_REST


def rest_after(before: Move | None, move: Move, *, slow: bool = False) -> Glue:
    """The least, natural and most time from the end of one move to the work of the next.

    What follows a strength move is another movement or a stretch, so all but the hardest need no more than core work;
    in a superset that holds for the hardest too, as their rest is from one of their sets to the next.
    """
    if before is None:
        return _glue(0, 0, 0)
    return paced(_after(before, move), slow=slow)


def _after(before: Move, move: Move) -> Glue:
    if before.exercise.kinds[0] not in _WORK:
        return MOBILITY_REST
    hard = before.exercise.intensity >= 4 and before.exercise.kinds[0] is Kind.STRENGTH
    in_turn = before.group is not None and before.group == move.group
    return HARD_REST if hard and not in_turn and Kind.STRETCH not in move.exercise.kinds else CORE_REST


def turn_after(before: Move, *, slow: bool = False) -> Glue:
    """The rest from a set of one move of a superset to a later set of another."""
    return paced(CORE_REST if before.exercise.kinds[0] in _WORK else TURN_REST, slow=slow)


def travel(before: Move | None, move: Move, *, slow: bool = False, again: bool = False) -> Ms:
    """How long the body needs to get from one move's place to the next, with what it needs in hand.

    ``again``: what is needed was in use before and lies at hand, as in the later rounds of a superset.
    """
    places = _between(before.position if before else Position.STAND, move.position)
    had = set(before.equipment) if before else set()
    fetching = _AT_HAND if again else seconds(10)
    fetch = fetching if (set(move.equipment) & _FETCHED) - had else Ms(0)
    return Ms(round((places + fetch) * (SLOWER if slow else 1)))


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


def side_switch(exercise: Exercise, *, slow: bool = False) -> Glue:
    """The time to change sides; longer where the whole body turns over."""
    assert exercise.sides is Sides.EACH
    glue = Glue(least=Ms(exercise.switch - 1000), natural=exercise.switch, most=Ms(exercise.switch + 1000))
    return paced(glue, slow=slow)


def way_turn(*, slow: bool = False) -> Glue:
    """The time to begin the next way of a move."""
    return paced(WAY_REST, slow=slow)
