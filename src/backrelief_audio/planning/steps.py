"""Moves to steps: the smallest planned things, each with the time it may take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from ..model.exercise import Side, Sides, Way
from ..model.plan import NO_GLUE, Glue, Move, Step, StepKind
from ..model.request import Request
from ..units import Ms
from .transitions import rest_after, rest_between_sets, side_switch, travel, turn_after, way_turn

WORK = frozenset({StepKind.REPS, StepKind.HOLD})


def work_time(move: Move) -> Ms:
    """How long one set takes on one side; a pair counts as one rep where sides alternate. Never bends."""
    if move.hold is not None:
        return move.hold
    assert move.reps is not None
    return Ms(move.reps * move.rep_time)


def steps_of(moves: Sequence[Move], request: Request) -> tuple[Step, ...]:
    """All the steps of a session, opening and closing included.

    Moves of a group do their sets in turn; any other move does all of its own before the next one comes.
    """
    steps = [Step(kind=StepKind.OPENING, time=NO_GLUE)]
    before: Move | None = None
    for block in blocks(moves):
        steps.extend(steps_of_block({index: moves[index] for index in block}, before, slow=request.slow))
        before = moves[block[-1]]
    steps.append(Step(kind=StepKind.CLOSING, time=NO_GLUE))
    return tuple(steps)


def blocks(moves: Sequence[Move]) -> list[tuple[int, ...]]:
    """Which moves are done together, by their indices: the neighbours of one group, else one at a time."""
    keyed = groupby(enumerate(moves), lambda pair: pair[0] if pair[1].group is None else f"group {pair[1].group}")
    return [tuple(index for index, _ in pairs) for _, pairs in keyed]


def steps_of_block(block: Mapping[int, Move], before: Move | None, *, slow: bool) -> list[Step]:
    """The steps of one move, or of several in turn; by their indices, in order. ``before`` is the move before them."""
    turns = [(index, number) for number in _rounds(block) for index in block if number <= block[index].sets]
    steps: list[Step] = []
    last: int | None = None
    for index, number in turns:
        move = block[index]
        if number == 1:
            came = before if last is None else block[last]
            rest, way = rest_after(came, move, slow=slow), travel(came, move, slow=slow)
            steps.append(Step(kind=StepKind.INTRODUCE, time=rest, index=index, travel=way))
        elif last == index:
            steps.append(_own_rest(index, number, move, slow=slow))
        else:
            assert last is not None
            steps.append(_way_back(index, number, move, last, block[last], slow=slow))
        steps.extend(_set(index, number, move, slow=slow))
        last = index
    return _rested(steps, block, slow=slow) if len(block) > 1 else steps


def _rounds(block: Mapping[int, Move]) -> range:
    return range(1, max(move.sets for move in block.values()) + 1)


def _own_rest(index: int, number: int, move: Move, *, slow: bool) -> Step:
    """Between two sets of one move."""
    way = _way(move, number)
    rest = way_turn(slow=slow) if way else rest_between_sets(move.exercise, slow=slow)
    return Step(kind=StepKind.WAY if way else StepKind.REST, time=rest, index=index, set=number, way=way)


def _way_back(index: int, number: int, move: Move, last: int, before: Move, *, slow: bool) -> Step:
    """From a set of another move back to this one."""
    way = travel(before, move, slow=slow, again=True)
    rest = turn_after(before, slow=slow)
    return Step(kind=StepKind.REST, time=rest, index=index, after=last, set=number, way=_way(move, number), travel=way)


def _set(index: int, number: int, move: Move, *, slow: bool) -> Iterator[Step]:
    """The work of one set, on both sides where they are done in turn."""
    exercise, way = move.exercise, _way(move, number)
    kind = StepKind.REPS if move.reps is not None else StepKind.HOLD
    sides: tuple[Side | None, ...] = (Side.RIGHT, Side.LEFT) if exercise.sides is Sides.EACH else (None,)
    for side in sides:
        if side is Side.LEFT:
            turn = side_switch(exercise, slow=slow)
            yield Step(kind=StepKind.SWITCH, time=turn, index=index, set=number, side=side, way=way)
        yield Step(kind=kind, time=Glue.fixed(work_time(move)), index=index, set=number, side=side, way=way)


def _way(move: Move, number: int) -> Way | None:
    ways = move.exercise.ways
    return ways[(number - 1) % len(ways)] if ways else None


def _rested(steps: list[Step], block: Mapping[int, Move], *, slow: bool) -> list[Step]:
    """The steps with longer rests before a round, where the others' work and the changes are too short a rest."""
    breaks = _breaks(steps)
    for at in breaks:
        lacks = [_lack(steps, at, index, move, slow=slow) for index, move in block.items()]
        time = steps[at].time
        least = Ms(time.least + max(least for least, _ in lacks))
        natural = max(Ms(time.natural + max(natural for _, natural in lacks)), least)
        steps[at] = replace(steps[at], time=Glue(least=least, natural=natural, most=max(time.most, natural)))
    return steps


def _breaks(steps: Sequence[Step]) -> list[int]:
    """Where a later round begins: at the first step of each set number."""
    numbers = [step.set for step in steps]
    return [at for at, step in enumerate(steps) if step.set > 1 and step.set not in numbers[:at]]


def _lack(steps: Sequence[Step], at: int, index: int, move: Move, *, slow: bool) -> tuple[int, int]:
    """How much longer a break has to be, at least and naturally, for a move's rest between the sets around it."""
    first = next((number for number in range(at, len(steps)) if _works(steps[number], index)), None)
    if first is None or move.exercise.ways:
        return 0, 0
    last = next(number for number in range(at, -1, -1) if _works(steps[number], index))
    needed = rest_between_sets(move.exercise, slow=slow)
    between = [step.time for step in steps[last + 1 : first]]
    return (
        max(needed.least - sum(time.least for time in between), 0),
        max(needed.natural - sum(time.natural for time in between), 0),
    )


def _works(step: Step, index: int) -> bool:
    return step.index == index and step.kind in WORK
