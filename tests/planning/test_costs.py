"""How long talk is reckoned before it is spoken: near enough that the first plan is nearly right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from building import ask, exercises, fake_measure, length_of, move, phrases

from backrelief_audio.checks import CHECKS
from backrelief_audio.layout import surplus
from backrelief_audio.model.care import Level
from backrelief_audio.model.exercise import Equipment, Exercise
from backrelief_audio.model.request import AT_HOME, Instruction, Request
from backrelief_audio.pipeline.composing import GOOD
from backrelief_audio.planning import plan
from backrelief_audio.planning.costs import Costs
from backrelief_audio.planning.steps import work_time
from backrelief_audio.scripting import write
from backrelief_audio.units import NO_TIME

FULL, MEDIUM, BRIEF = (ask(15, instruction=instruction) for instruction in Instruction)
DESK = ask(3)


def talk(exercise: Exercise, request: Request) -> int:
    """How long an introduction is reckoned."""
    return Costs(length_of, request).talk(exercise)


@pytest.mark.parametrize("id_", exercises())
def test_less_is_said_in_less_time(id_: str) -> None:
    """An introduction takes less time with medium instruction, and least with brief; a desk break tells no dose."""
    exercise = exercises()[id_]
    assert talk(exercise, BRIEF) < talk(exercise, MEDIUM) < talk(exercise, FULL)
    assert talk(exercise, DESK) < talk(exercise, FULL)


def test_calm_moves_take_longer_to_tell() -> None:
    """What is said slowly is reckoned so: the words by the calm pace, the silences between them as they are."""
    slow = {id_: talk(exercises()[id_], FULL) for id_ in ("breath-reset", "cat-cow")}
    lines = {id_: (*exercises()[id_].setup, *exercises()[id_].actions) for id_ in slow}
    letters = {id_: sum(length_of(line) for line in lines[id_]) for id_ in slow}
    assert len(lines["breath-reset"]) == len(lines["cat-cow"])
    assert letters["breath-reset"] < letters["cat-cow"] * 1.05
    assert slow["breath-reset"] > slow["cat-cow"]


def test_a_rest_with_less_talk_may_be_shorter() -> None:
    """Between two holds the talk decides how long the rest is, so that it follows the instruction."""
    lifts = move("locust", sets=3)
    full, medium, brief = (Costs(length_of, request).work(lifts).natural for request in (FULL, MEDIUM, BRIEF))
    assert brief < medium < full


def off(request: Request) -> float:
    """How far the first plan's natural length is from the asked one, as a share of it."""
    made = plan(request, tuple(exercises().values()), CHECKS, length_of)
    script = write(made, phrases())
    return surplus(script, {sound: fake_measure(sound) for sound in script.sounds()}, request.length) / request.length


@pytest.mark.parametrize("instruction", Instruction)
def test_the_first_plan_is_nearly_right(instruction: Instruction) -> None:
    """Told in so many words, sessions planned by estimates are within some percent of their length, on average one."""
    found = [off(ask(asked, seed, instruction=instruction)) for seed in (1, 2) for asked in (3, 5, 10, 15, 30)]
    assert max(map(abs, found)) <= 0.07
    assert abs(sum(found)) / len(found) <= 0.015


@pytest.mark.parametrize("instruction", Instruction)
@pytest.mark.parametrize("level", [Level.STANDARD, Level.GENTLE])
def test_the_first_plan_of_a_long_session_is_nearly_right(instruction: Instruction, level: Level) -> None:
    """Sets, rounds and longer rests are reckoned as they are told: within a share that composing takes at once."""
    equipment = (*AT_HOME, Equipment.BAND)
    found = [off(ask(asked, 4, instruction=instruction, level=level, equipment=equipment)) for asked in (25, 30, 45)]
    assert max(map(abs, found)) <= GOOD


ROUNDS = [move("seated-row", sets=2, group=1), move("wall-pelvic-tilt", sets=2, group=1)]


def test_a_superset_costs_its_work_and_its_turns() -> None:
    """What moves take together is their sets, and the rests on the way back, never shorter than their talk."""
    costs = Costs(length_of, ask(30))
    work = sum(one.sets * work_time(one) for one in ROUNDS)
    together = costs.together(ROUNDS)
    assert work + 2 * 20_000 <= together.least <= together.natural <= work + 2 * 36_000
    assert costs.together(ROUNDS[:1]) == costs.work(ROUNDS[0])


def test_a_session_with_a_superset_costs_less_than_one_after_the_other() -> None:
    """Moves in turn rest in each other's sets, so that less time is spent on rest alone."""
    costs = Costs(length_of, ask(30))
    apart = [replace(one, group=None) for one in (move("band-pull-apart", sets=3), move("chest-opener", sets=3))]
    in_turn = [replace(one, group=1) for one in apart]
    assert costs.session(in_turn, NO_TIME, NO_TIME).natural < costs.session(apart, NO_TIME, NO_TIME).natural


def test_a_gentle_session_costs_more_time() -> None:
    """Where time is given, rests and ways between the same moves are reckoned longer."""
    moves = [*ROUNDS, move("open-book", sets=2), move("breath-reset")]
    usual, slow = (
        Costs(length_of, ask(30, level=level)).session(moves, NO_TIME, NO_TIME)
        for level in (Level.STANDARD, Level.GENTLE)
    )
    assert usual.least + 30_000 <= slow.least
    assert usual.natural + 30_000 <= slow.natural
