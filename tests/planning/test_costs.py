"""How long talk is reckoned before it is spoken: near enough that the first plan is nearly right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from building import ask, exercises, fake_measure, length_of, move, phrases, sounds_of

from backrelief_audio.checks import CHECKS
from backrelief_audio.layout import surplus
from backrelief_audio.model.care import Avoid, Level
from backrelief_audio.model.exercise import Equipment, Exercise
from backrelief_audio.model.request import AT_HOME, Instruction, Request
from backrelief_audio.model.telling import SAFETY_KEYS
from backrelief_audio.pipeline.composing import GOOD
from backrelief_audio.planning import plan
from backrelief_audio.planning.costs import SAFETY, Costs
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
    return surplus(script, {sound: fake_measure(sound) for sound in sounds_of(script)}, request.length) / request.length


@pytest.mark.parametrize("instruction", Instruction)
def test_the_first_plan_is_nearly_right(instruction: Instruction) -> None:
    """Told in so many words, sessions planned by estimates are within some percent of their length, on average one."""
    found = [off(ask(asked, seed, instruction=instruction)) for seed in (1, 2) for asked in (3, 5, 10, 15, 30)]
    assert max(map(abs, found)) <= 0.07
    assert abs(sum(found)) / len(found) <= 0.015


MINDED = {
    "pregnancy": (Avoid.PREGNANCY,),
    "after it": (Avoid.POSTPARTUM, Avoid.WRIST),
    "upper": (Avoid.SHOULDER, Avoid.NECK, Avoid.BLOOD_PRESSURE, Avoid.OSTEOPOROSIS),
}


@pytest.mark.parametrize("avoid", MINDED.values(), ids=MINDED)
def test_options_and_safety_lines_are_reckoned(avoid: tuple[Avoid, ...]) -> None:
    """Sessions full of options and safety lines are planned as nearly right as others."""
    found = [off(ask(asked, 1, avoid=avoid)) for asked in (5, 10, 15)]
    assert max(map(abs, found)) <= 0.07
    assert abs(sum(found)) / len(found) <= 0.03


def test_lessons_are_reckoned() -> None:
    """What is told beyond the usual in a session that teaches is reckoned too."""
    found = [off(ask(asked, 1, learn=True)) for asked in (5, 8, 15)]
    assert max(map(abs, found)) <= 0.07


def test_an_option_takes_its_time() -> None:
    """An introduction with an option is reckoned longer by the option's words and those around it."""
    costs = Costs(length_of, FULL)
    exercise = exercises()["bird-dog"]
    longer = costs.talk(exercise, "on fists or forearms") - costs.talk(exercise)
    told = [length_of(line.format(option="on fists or forearms")) for line in phrases().varied["option"]]
    assert min(told) < longer < max(told) + 2000


@pytest.mark.parametrize("key", SAFETY_KEYS)
def test_the_length_of_safety_lines_is_known(key: str) -> None:
    """What the planner reckons for a safety line is what our standard voice takes for it, to a tenth."""
    a_letter, between = 69.2, 700  # milliseconds: of the voice "clear", and the silence before a line
    spoken = sum(len(line) * a_letter + between for line in phrases().fixed[key])
    assert SAFETY[key] == pytest.approx(spoken, rel=0.1)


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
