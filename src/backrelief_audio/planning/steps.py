"""Moves to steps: the smallest planned things, each with the time it may take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.exercise import Side, Sides
from ..model.plan import NO_GLUE, Glue, Move, Step, StepKind
from ..units import Ms
from .transitions import WAY_REST, rest_after, rest_between_sets, side_switch, travel


def work_time(move: Move) -> Ms:
    """How long one set takes on one side; a pair counts as one rep where sides alternate. Never bends."""
    if move.hold is not None:
        return move.hold
    assert move.reps is not None
    return Ms(move.reps * move.rep_time)


def steps_of(moves: Sequence[Move]) -> tuple[Step, ...]:
    """All the steps of a session, opening and closing included."""
    steps = [Step(kind=StepKind.OPENING, time=NO_GLUE)]
    before: Move | None = None
    for index, move in enumerate(moves):
        steps.append(
            Step(kind=StepKind.INTRODUCE, time=rest_after(before, move), index=index, travel=travel(before, move))
        )
        steps.extend(_work(index, move))
        before = move
    steps.append(Step(kind=StepKind.CLOSING, time=NO_GLUE))
    return tuple(steps)


def _work(index: int, move: Move) -> Iterator[Step]:
    exercise = move.exercise
    kind = StepKind.REPS if move.reps is not None else StepKind.HOLD
    sides: tuple[Side | None, ...] = (Side.RIGHT, Side.LEFT) if exercise.sides is Sides.EACH else (None,)
    for number in range(1, move.sets + 1):
        way = exercise.ways[(number - 1) % len(exercise.ways)] if exercise.ways else None
        if number > 1:
            between = StepKind.WAY if way else StepKind.REST
            yield Step(
                kind=between, time=WAY_REST if way else rest_between_sets(exercise), index=index, set=number, way=way
            )
        for side in sides:
            if side is Side.LEFT:
                yield Step(
                    kind=StepKind.SWITCH, time=side_switch(exercise), index=index, set=number, side=side, way=way
                )
            yield Step(kind=kind, time=Glue.fixed(work_time(move)), index=index, set=number, side=side, way=way)
