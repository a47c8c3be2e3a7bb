"""A move's steps: what is done, in which order, for how long."""

from __future__ import annotations

import pytest
from building import move, plan_of

from backrelief_audio.model.plan import Move, Step, StepKind
from backrelief_audio.planning.steps import work_time
from backrelief_audio.units import Ms


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
