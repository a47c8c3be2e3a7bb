"""The ladder of loads, and what a day's pain does to the place on it: every transition."""

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from building import ask, exercises

from backrelief_audio.model.care import Level
from backrelief_audio.model.program import DayKind, Load, Program, Report, Standing, Verdict
from backrelief_audio.model.request import Dosing
from backrelief_audio.programming import schedule
from backrelief_audio.programming.climbing import (
    HIGHEST,
    LOWEST,
    at_rung,
    decide,
    due,
    easier,
    harder,
    standing,
    steps_without_effect,
    strength_before,
    two_in_a_row,
)

FIRST = datetime.date(2026, 3, 2)

LADDER = [
    ("low", 1, "gentle"),
    ("full", 1, "gentle"),
    ("high", 1, "gentle"),
    ("high", 2, "gentle"),
    ("high", 3, "gentle"),
    ("high", 3, "standard"),
    ("high", 3, "strong"),
]
"""Up from the bottom: doses, then sets, then the level."""

DESCENT = [
    ("high", 3, "strong"),
    ("full", 3, "strong"),
    ("low", 3, "strong"),
    ("low", 2, "strong"),
    ("low", 1, "strong"),
    ("low", 1, "standard"),
    ("low", 1, "gentle"),
]
"""Down from the top, in the same order."""


def load(told: tuple[str, int, str]) -> Load:
    """A load as it stands in the tables."""
    dosing, sets, level = told
    return Load(dosing=Dosing(dosing), sets=sets, level=Level(level))


@pytest.mark.parametrize(("below", "above"), list(pairwise(LADDER)))
def test_each_rung_up(below: tuple[str, int, str], above: tuple[str, int, str]) -> None:
    """One thing changes with each step up."""
    assert harder(load(below), Level.STRONG) == load(above)


@pytest.mark.parametrize(("above", "below"), list(pairwise(DESCENT)))
def test_each_rung_down(above: tuple[str, int, str], below: tuple[str, int, str]) -> None:
    """One thing changes with each step down."""
    assert easier(load(above)) == load(below)


def test_the_ladder_ends() -> None:
    """There is nothing above the top or below the bottom, and nothing above the listener's ceiling."""
    assert harder(load(LADDER[-1]), Level.STRONG) == load(LADDER[-1])
    assert easier(load(LADDER[0])) == load(LADDER[0])
    assert harder(load(("high", 3, "gentle")), Level.GENTLE) == load(("high", 3, "gentle"))
    assert harder(load(("high", 3, "standard")), Level.STANDARD) == load(("high", 3, "standard"))


def test_rungs_are_steps() -> None:
    """So many rungs are so many steps, and none is the plan."""
    planned = load(("full", 2, "standard"))
    assert at_rung(planned, 0, Level.STRONG) == planned
    assert at_rung(planned, 1, Level.STRONG) == load(("high", 2, "standard"))
    assert at_rung(planned, -2, Level.STRONG) == load(("low", 1, "standard"))


def at(rung: int, comfortable: int = 0, raised: bool = False) -> Standing:
    """How a listener is getting on."""
    return Standing(rung=rung, comfortable=comfortable, raised=raised)


TRANSITIONS: list[tuple[Standing, int, bool, Verdict, Standing, int]] = [
    # before, pain, after strength → verdict, after, rung of today's session
    (at(0), 0, False, Verdict.CONTINUE, at(0), 0),
    (at(0), 3, True, Verdict.CONTINUE, at(0, 1), 0),
    (at(0, 1), 3, False, Verdict.CONTINUE, at(0, 1), 0),
    (at(0, 1), 3, True, Verdict.PROGRESS, at(1), 1),
    (at(0, 1), 0, True, Verdict.PROGRESS, at(1), 1),
    (at(-3, 1), 2, True, Verdict.PROGRESS, at(-2), -2),
    (at(1), 3, True, Verdict.CONTINUE, at(1, 1), 1),
    (at(1, 1), 3, True, Verdict.CONTINUE, at(1, 2), 1),
    (at(1, 2), 3, True, Verdict.CONTINUE, at(1, 2), 1),
    (at(0, 0, True), 3, False, Verdict.CONTINUE, at(0), 0),
    (at(0, 0, True), 3, True, Verdict.CONTINUE, at(0, 1), 0),
    (at(0, 1), 4, True, Verdict.HOLD, at(0, 0, True), -1),
    (at(1, 2), 5, True, Verdict.HOLD, at(1, 0, True), 0),
    (at(LOWEST), 4, True, Verdict.HOLD, at(LOWEST, 0, True), LOWEST),
    (at(0, 0, True), 4, False, Verdict.REGRESS, at(-1, 0, True), -1),
    (at(0, 0, True), 5, True, Verdict.REGRESS, at(-1, 0, True), -1),
    (at(LOWEST, 0, True), 5, True, Verdict.REGRESS, at(LOWEST, 0, True), LOWEST),
    (at(0, 1), 6, True, Verdict.EASE, at(-1, 0, True), -1),
    (at(1, 1), 7, False, Verdict.EASE, at(0, 0, True), 0),
    (at(0, 0, True), 6, False, Verdict.EASE, at(-1, 0, True), -1),
    (at(LOWEST), 7, True, Verdict.EASE, at(LOWEST, 0, True), LOWEST),
    (at(0, 1), 8, True, Verdict.REST, at(-1, 0, True), -1),
    (at(1), 10, False, Verdict.REST, at(0, 0, True), 0),
]


@pytest.mark.parametrize("row", TRANSITIONS)
def test_each_transition(row: tuple[Standing, int, bool, Verdict, Standing, int]) -> None:
    """Comfortable goes on and climbs after two strength sessions; more pain holds, then goes down, then stops."""
    before, pain, strength, *expected = row
    decision = decide(before, pain, strength)
    assert [decision.verdict, decision.standing, decision.rung] == expected


def test_more_pain_never_asks_for_more() -> None:
    """From any standing, a higher number leads to no higher rung; and the rungs stay within their limits."""
    for rung in range(LOWEST, HIGHEST + 1):
        for before in (at(rung, comfortable, raised) for comfortable in range(3) for raised in (False, True)):
            for strength in (False, True):
                decisions = [decide(before, pain, strength) for pain in range(11)]
                rungs = [decision.rung for decision in decisions]
                assert rungs == sorted(rungs, reverse=True)
                places = [decision.standing.rung for decision in decisions]
                assert places == sorted(places, reverse=True)
                assert LOWEST <= min(rungs + places) <= max(rungs + places) <= HIGHEST


@pytest.fixture(scope="module")
def program() -> Program:
    """Three days a week: strength, mobility, strength at first."""
    return schedule(4, 3, FIRST, ask(10), tuple(exercises().values()))


def report(day: int, pain: int, session: int | None, made: bool = True) -> Report:
    """What was told on a day of the program."""
    return Report(day=FIRST + datetime.timedelta(days=day), pain=pain, session=session, made=made)


def test_only_strength_sessions_that_were_made_count(program: Program) -> None:
    """A day of rest, a mobility session or one that was never made brings nobody nearer to the next rung."""
    assert [session.kind for session in program.sessions[:3]] == [DayKind.STRENGTH, DayKind.MOBILITY, DayKind.STRENGTH]
    assert not strength_before((), program)
    assert strength_before((report(0, 2, 1),), program)
    assert not strength_before((report(0, 2, 1, made=False),), program)
    assert not strength_before((report(0, 2, 1), report(2, 2, 2)), program)
    assert not strength_before((report(0, 6, None),), program)


def test_reports_add_up(program: Program) -> None:
    """Two comfortable strength sessions, told before the next ones, make a rung; the mobility between them is none."""
    told = [report(0, 2, 1), report(2, 2, 2), report(4, 2, 3), report(7, 2, 4)]
    assert [standing(told[:number], program).rung for number in range(5)] == [0, 0, 0, 0, 1]
    assert standing([*told, report(8, 7, None)], program) == at(0, 0, True)


def test_a_session_is_due_until_it_is_made(program: Program) -> None:
    """Rest and interruptions put no session off the list; after the last there is none."""
    assert due((), program) == 1
    assert due((report(0, 2, 1, made=False),), program) == 1
    assert due((report(0, 2, 1), report(1, 7, None)), program) == 2
    assert due((report(0, 2, len(program.sessions)),), program) is None


def test_two_days_of_strength_are_noticed(program: Program) -> None:
    """Only the day right after a strength session, and only for another one."""
    strength, mobility = program.sessions[2], program.sessions[1]
    told = (report(0, 2, 1),)
    tomorrow = FIRST + datetime.timedelta(days=1)
    assert two_in_a_row(told, tomorrow, strength, program)
    assert not two_in_a_row(told, tomorrow, mobility, program)
    assert not two_in_a_row(told, tomorrow + datetime.timedelta(days=1), strength, program)
    assert not two_in_a_row((), tomorrow, strength, program)


@pytest.mark.parametrize(
    ("planned", "rung", "steps"), [(DESCENT[0], -4, 0), (DESCENT[-2], -3, 2), (DESCENT[-1], -1, 1)]
)
def test_rungs_below_the_least_are_counted(planned: tuple[str, int, str], rung: int, steps: int) -> None:
    """How many rungs down change nothing of a load, which is what makes its session shorter instead; up none does."""
    assert steps_without_effect(load(planned), rung) == steps
    assert steps_without_effect(load(planned), 1) == 0
