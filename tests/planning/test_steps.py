"""A move's steps: what is done, in which order, for how long."""

from __future__ import annotations

import pytest
from building import ask, move, plan_of

from backrelief_audio.model.care import Level
from backrelief_audio.model.exercise import Equipment, Position
from backrelief_audio.model.plan import Move, Step, StepKind
from backrelief_audio.planning.steps import blocks, steps_of, work_time
from backrelief_audio.units import Ms

ROW, TILT = (move(id_, sets=2, group=1) for id_ in ("seated-row", "wall-pelvic-tilt"))
PRESS = move("wall-push-up-plus", sets=3, group=2)


def told(step: Step) -> str:
    """A step in a few letters: kind, set, side, way."""
    side = {None: "", "right": "R", "left": "L"}[step.side.value if step.side else None]
    way = f" {step.way.name}" if step.way else ""
    return f"{step.kind.value}{step.set}{side}{way}"


CASES: dict[str, tuple[Move, list[str]]] = {
    "once, both sides": (move("wall-angel"), ["introduce1", "reps1"]),
    "alternating": (move("bird-dog"), ["introduce1", "reps1"]),
    "a hold": (move("childs-pose"), ["introduce1", "hold1"]),
    "two sets": (move("wall-angel", sets=2), ["introduce1", "reps1", "rest2", "reps2"]),
    "three holds": (move("locust"), ["introduce1", "hold1", "rest2", "hold2", "rest3", "hold3"]),
    "each side": (move("neck-side-stretch"), ["introduce1", "hold1R", "switch1L", "hold1L"]),
    "each side, two sets": (
        move("open-book", sets=2),
        ["introduce1", "reps1R", "switch1L", "reps1L", "rest2", "reps2R", "switch2L", "reps2L"],
    ),
    "two ways": (move("shoulder-roll"), ["introduce1", "reps1 forward", "way2 back", "reps2 back"]),
    "three letters": (
        move("prone-ytw"),
        [
            "introduce1",
            "reps1 letter Y",
            "way2 letter T",
            "reps2 letter T",
            "way3 letter W",
            "reps3 letter W",
        ],
    ),
}


@pytest.mark.parametrize(("one", "steps"), CASES.values(), ids=CASES)
def test_the_steps_of_a_move(one: Move, steps: list[str]) -> None:
    """A move is introduced, then worked set by set, right before left, with a rest, turn or switch between."""
    made = plan_of([one]).steps
    assert made[0].kind is StepKind.OPENING
    assert made[-1].kind is StepKind.CLOSING
    assert [told(step) for step in made[1:-1]] == steps
    assert all(step.index == 0 for step in made[1:-1])


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (move("wall-angel", reps=10), 10 * 7_000),
        (move("bird-dog", reps=10), 10 * 2 * 6_000),
        (move("open-book", reps=6), 6 * 8_000),
        (move("breath-reset", reps=6), 60_000),
        (move("childs-pose", hold=Ms(45_000)), 45_000),
    ],
    ids=lambda value: value.exercise.id if isinstance(value, Move) else "",
)
def test_work_takes_its_time(one: Move, expected: int) -> None:
    """Work lasts reps by tempo, a pair counting as one where sides alternate; or as long as it is held."""
    assert work_time(one) == expected


def test_work_never_bends() -> None:
    """Reps and holds have one length and no other."""
    for one, _ in CASES.values():
        for step in plan_of([one]).steps:
            if step.kind in (StepKind.REPS, StepKind.HOLD):
                assert step.time.least == step.time.natural == step.time.most == work_time(one)


def in_turn(*moves: Move, level: Level = Level.STANDARD) -> list[Step]:
    """The steps of moves, without opening and closing."""
    return list(steps_of(moves, ask(30, equipment=tuple(Equipment), level=level)))[1:-1]


def order(steps: list[Step]) -> list[str]:
    """Each step as its move's index and what it is."""
    return [f"{step.index} {told(step)}" for step in steps]


def test_a_superset_is_done_in_turn() -> None:
    """Each is introduced and worked once, then they come again in rounds, each told from which move one comes."""
    steps = in_turn(ROW, TILT, move("neck-turn"))
    assert order(steps) == [
        *("0 introduce1", "0 reps1", "1 introduce1", "1 reps1"),
        *("0 rest2", "0 reps2", "1 rest2", "1 reps2"),
        *("2 introduce1", "2 reps1"),
    ]
    rests = [step for step in steps if step.kind is StepKind.REST]
    assert [(step.index, step.after) for step in rests] == [(0, 1), (1, 0)]
    assert all(step.after is None for step in steps if step.kind is not StepKind.REST)


def test_three_in_turn_with_sides() -> None:
    """Three moves take turns as two do, and a move of each side has both sides in its turn."""
    sided = move("open-book", sets=2, group=1)
    steps = in_turn(move("bird-dog", sets=2, group=1), sided, move("box-cat", sets=2, group=1))
    work = [f"{step.index}{told(step)}" for step in steps if step.kind in (StepKind.REPS, StepKind.SWITCH)]
    assert work == [
        *("0reps1", "1reps1R", "1switch1L", "1reps1L", "2reps1"),
        *("0reps2", "1reps2R", "1switch2L", "1reps2L", "2reps2"),
    ]


def test_one_may_have_a_set_more() -> None:
    """Where a routine asks for unequal sets, all are done, and none is lost."""
    steps = in_turn(ROW, move("wall-pelvic-tilt", sets=3, group=1))
    assert order(steps)[-5:] == ["0 reps2", "1 rest2", "1 reps2", "1 rest3", "1 reps3"]
    assert steps[-2].after is None


def test_neighbours_of_different_groups_stay_apart() -> None:
    """Moves of no group and of other groups are done for themselves."""
    press = move("wall-plank", sets=3, group=2)
    assert blocks([move("neck-turn"), ROW, TILT, PRESS, press, move("cat-cow")]) == [(0,), (1, 2), (3, 4), (5,)]


@pytest.mark.parametrize("level", [Level.STANDARD, Level.GENTLE])
@pytest.mark.parametrize(
    ("moves", "least"),
    [
        ([ROW, TILT], (30, 20)),
        ([move("chest-opener", sets=3, group=1), move("band-pull-apart", sets=3, group=1)], (0, 30)),
        (
            [move("plank-arm-raise", sets=3, group=1, reps=10), move("wall-plank", sets=3, group=1, hold=Ms(10_000))],
            (60, 20),
        ),
    ],
    ids=["row and tilt", "opener and pull", "a hard plank and a short hold"],
)
def test_the_others_work_counts_as_rest(moves: list[Move], least: tuple[int, int], level: Level) -> None:
    """From the end of one of its sets to the start of the next there is what a move needs."""
    steps = in_turn(*moves, level=level)
    slower = 1.5 if level is Level.GENTLE else 1
    for index, needed in enumerate(least):
        ends: list[int] = []
        at = 0
        for step in steps:
            if step.index == index and step.kind in (StepKind.REPS, StepKind.HOLD):
                assert not ends or at - ends[-1] >= needed * 1000 * slower
                ends.append(at + step.time.least)
            at += step.time.least
        assert len(ends) == moves[index].sets


def test_what_lacks_is_rest_before_the_next_round() -> None:
    """A hard move with a short partner rests longer before a round, and not before its partner's turn."""
    plank, hold = move("plank-arm-raise", sets=2, group=1), move("wall-plank", sets=2, group=1, hold=Ms(10_000))
    first, second = (step for step in in_turn(plank, hold) if step.kind is StepKind.REST)
    assert first.time.least == 60_000 - 20_000 - 10_000
    assert second.time.least == 20_000


def test_going_back_is_a_step_and_a_grip() -> None:
    """On the way back one changes place, but what was fetched for the first set lies at hand."""
    steps = in_turn(ROW, TILT)
    ways = {step.kind: step.travel for step in steps if step.index == 0 and step.travel}
    assert ways[StepKind.INTRODUCE] == 8_000 + 10_000
    assert ways[StepKind.REST] == 8_000 + 3_000


def test_gentle_takes_its_time() -> None:
    """Rests, ways and changes of side take half as long again for a gentle session; work stays as it is."""
    moves = (ROW, TILT, move("open-book"), move("shoulder-roll", position=Position.STAND))
    for usual, slow in zip(in_turn(*moves), in_turn(*moves, level=Level.GENTLE), strict=True):
        work = usual.kind in (StepKind.REPS, StepKind.HOLD)
        assert slow.time.least == usual.time.least * (1 if work else 1.5)
        assert slow.time.natural == usual.time.natural * (1 if work else 1.5)
        assert slow.travel == usual.travel * 1.5
