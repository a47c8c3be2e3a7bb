"""Weeks and days to sessions: the table of the domain reference, for every listener."""

from __future__ import annotations

import datetime
from itertools import pairwise
from typing import Any

import pytest
from building import ask, exercises
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.model.care import Avoid, Level
from backrelief_audio.model.exercise import Equipment, Focus
from backrelief_audio.model.program import DayKind, Program, Session, Stage
from backrelief_audio.model.request import Dosing, Instruction
from backrelief_audio.model.roles import is_work
from backrelief_audio.programming import at_load, lasting, relief, schedule
from backrelief_audio.units import minutes, ms_of, nearest_tick

START = datetime.date(2026, 3, 2)

MINUTES = {Stage.LEARN: (10, 10), Stage.BUILD: (12, 15), Stage.STRENGTHEN: (15, 20), Stage.MAINTAIN: (20, 20)}
"""Of strength sessions, by the domain reference, 2.5."""

SETS = {Stage.LEARN: (1, 1), Stage.BUILD: (1, 2), Stage.STRENGTHEN: (2, 2), Stage.MAINTAIN: (2, 3)}

WEEKS = st.sampled_from([4, 8])
DAYS = st.integers(3, 7)
LISTENERS = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 2**32 - 1),
        "level": st.sampled_from(Level),
        "focus": st.lists(st.sampled_from(Focus), max_size=3, unique=True).map(tuple),
        "avoid": st.lists(st.sampled_from(Avoid), max_size=3, unique=True).map(tuple),
        "equipment": st.lists(st.sampled_from(Equipment), unique=True).map(tuple),
        "include": st.lists(st.sampled_from(["seated-row", "cat-cow"]), unique=True).map(tuple),
        "exclude": st.lists(st.sampled_from(["bird-dog", "cobra"]), unique=True).map(tuple),
        "instruction": st.sampled_from(Instruction),
        "bed": st.sampled_from(["none", "ocean"]),
        "voice": st.sampled_from(["clear", "deep"]),
    }
)


def begun(weeks: int, days: int, **options: Any) -> Program:
    """A program for a listener."""
    listener = ask(10, **{"seed": 7, "level": Level.STRONG, **options})
    return schedule(weeks, days, START, listener, tuple(exercises().values()))


def of_kind(program: Program, kind: DayKind) -> list[Session]:
    """The sessions for strength, or those for mobility."""
    return [session for session in program.sessions if session.kind is kind]


@given(WEEKS, DAYS, LISTENERS)
def test_every_week_has_its_days(weeks: int, days: int, listener: dict[str, Any]) -> None:
    """As many sessions a week as asked for, on days of that week, two or three of them strength, none forgotten."""
    program = begun(weeks, days, **listener)
    assert [session.number for session in program.sessions] == list(range(1, weeks * days + 1))
    for week in range(1, weeks + 1):
        sessions = program.week(week)
        assert len({session.date for session in sessions}) == days
        assert {(session.date - START).days // 7 for session in sessions} == {week - 1}
        assert all((session.date - START).days % 7 == session.day - 1 for session in sessions)
        assert sum(session.kind is DayKind.STRENGTH for session in sessions) in (2, 3)
        assert len({session.path for session in sessions}) == days


@given(WEEKS, DAYS)
def test_strength_is_never_on_two_days_in_a_row(weeks: int, days: int) -> None:
    """Not within a week, and not from one week's end to the next week's beginning."""
    strength = of_kind(begun(weeks, days), DayKind.STRENGTH)
    assert all((after.date - before.date).days > 1 for before, after in pairwise(strength))


@given(WEEKS, DAYS)
def test_rest_is_spread(weeks: int, days: int) -> None:
    """There are never more than two days of rest in a row, and with four sessions or more hardly two."""
    gaps = [(after.date - before.date).days - 1 for before, after in pairwise(begun(weeks, days).sessions)]
    assert max(gaps) <= (2 if days == 3 else 1)


@given(WEEKS, DAYS, LISTENERS)
def test_the_table_holds(weeks: int, days: int, listener: dict[str, Any]) -> None:
    """Strength sessions have their row's minutes and sets; mobility sessions are never longer than fifteen."""
    program = begun(weeks, days, **listener)
    for session in of_kind(program, DayKind.STRENGTH):
        least, most = MINUTES[session.stage]
        assert ms_of(nearest_tick(minutes(least))) <= session.length <= ms_of(nearest_tick(minutes(most)))
        assert SETS[session.stage][0] <= session.load.sets <= SETS[session.stage][1]
    for session in of_kind(program, DayKind.MOBILITY):
        assert minutes(10) - 24 <= session.length <= minutes(10 if days == 7 else 15)
        assert session.load.sets == 1
        assert session.load.level is not Level.STRONG


@pytest.mark.parametrize("weeks", [4, 8])
def test_the_stages_follow_each_other(weeks: int) -> None:
    """Learn, build, strengthen, maintain take the same number of weeks each."""
    program = begun(weeks, 3)
    stages = [program.week(week)[0].stage for week in range(1, weeks + 1)]
    assert stages == [stage for stage in Stage for _ in range(weeks // 4)]


def test_learning_is_gentle_and_told_in_full_and_maintaining_is_brief() -> None:
    """The first weeks have low doses of easier variants; in the last ones cues are brief and some variants harder."""
    program = begun(8, 5)
    learning = [session for session in program.sessions if session.stage is Stage.LEARN]
    assert {(one.load.dosing, one.load.level, one.instruction) for one in learning} == {
        (Dosing.LOW, Level.GENTLE, Instruction.FULL)
    }
    last = program.week(8)
    assert {session.instruction for session in last} == {Instruction.BRIEF}
    assert [session.load.level for session in last].count(Level.STRONG) == 1


@given(WEEKS, DAYS, LISTENERS)
def test_nothing_goes_down_from_week_to_week(weeks: int, days: int, listener: dict[str, Any]) -> None:
    """Minutes, sets, part of the dose and level of strength sessions never fall; nor do those of mobility."""
    program = begun(weeks, days, **listener)
    for kind in DayKind:
        asked = [
            (one.length, one.load.sets, list(Dosing).index(one.load.dosing))
            for one in program.sessions
            if one.kind is kind
        ]
        for before, after in pairwise(asked):
            assert all(a <= b for a, b in zip(before, after, strict=True))
    hardest = [max(list(Level).index(one.load.level) for one in program.week(week)) for week in range(1, weeks + 1)]
    assert hardest == sorted(hardest)


@given(WEEKS, DAYS, LISTENERS)
def test_the_listeners_own_options_hold_in_every_session(weeks: int, days: int, listener: dict[str, Any]) -> None:
    """What is to be spared and what there is, the level as a ceiling, exclusions, voice, bed, and the first focus."""
    levels = list(Level)
    for session in begun(weeks, days, **listener).sessions:
        request = session.request
        assert (request.avoid, request.equipment) == (listener["avoid"], listener["equipment"])
        assert (request.voice, request.bed) == (listener["voice"], listener["bed"])
        assert levels.index(request.level) <= levels.index(listener["level"])
        assert set(listener["exclude"]) <= set(request.exclude)
        if session.kind is DayKind.STRENGTH and listener["focus"]:
            assert request.focus[: len(listener["focus"])] == listener["focus"]
        assert request.level is session.load.level
        assert (request.length, request.sets) == (session.length, session.load.sets)


@given(LISTENERS)
def test_mobility_sessions_have_no_strength(listener: dict[str, Any]) -> None:
    """No strength or core work can stand in them; what is included stands in sessions of its own kind."""
    program = begun(4, 5, **listener)
    work = {id_ for id_, exercise in exercises().items() if is_work(exercise)}
    for session in program.sessions:
        strength = session.kind is DayKind.STRENGTH
        assert strength or work <= set(session.request.exclude)
        assert set(session.request.include) == {id_ for id_ in listener["include"] if (id_ in work) == strength}
        assert not set(session.request.include) & (set(session.request.exclude) - set(listener["exclude"]))


def test_sessions_are_drawn_apart_and_always_the_same() -> None:
    """Each has a seed of its own, which follows from the program's alone."""
    seeds = [session.request.seed for session in begun(8, 7).sessions]
    assert len(set(seeds)) >= len(seeds) - 1
    assert seeds == [session.request.seed for session in begun(8, 7).sessions]
    assert seeds != [session.request.seed for session in begun(8, 7, seed=8).sessions]


def test_a_load_is_asked_for_as_it_is() -> None:
    """A rung down changes the doses of what is asked for, and nothing else; a shorter session only its length."""
    session = begun(8, 3).week(5)[0]
    request = at_load(session, -1, Level.STRONG, ("cat-cow",))
    assert (session.load.dosing, request.dosing, request.recent) == (Dosing.FULL, Dosing.LOW, ("cat-cow",))
    assert (request.seed, request.length, request.focus) == (
        session.request.seed,
        session.length,
        session.request.focus,
    )
    shorter = lasting(session, minutes(8))
    assert (shorter.length, shorter.request.length) == (minutes(8), minutes(8))


@given(WEEKS, DAYS, LISTENERS)
def test_relief_is_gentle(weeks: int, days: int, listener: dict[str, Any]) -> None:
    """Instead of any session there is a short gentle one, without strength or the floor, that spares what is spared."""
    program = begun(weeks, days, **listener)
    work = {id_ for id_, exercise in exercises().items() if is_work(exercise)}
    request = relief(program, START)
    assert (request.level, request.dosing, request.sets) == (Level.GENTLE, Dosing.LOW, 1)
    assert request.length <= minutes(7)
    assert work <= set(request.exclude)
    assert set(request.avoid) == {*listener["avoid"], Avoid.FLOOR}
    assert request == relief(program, START)
    assert request.seed != relief(program, START + datetime.timedelta(days=1)).seed


def test_a_rung_down_is_always_less() -> None:
    """Where a session's load is the least already, a rung down makes it shorter, but never under six minutes."""
    program = begun(4, 3, level=Level.GENTLE)
    for session in program.sessions:
        planned, lower = (at_load(session, rung, Level.GENTLE, ()) for rung in (0, -1))
        assert planned.length == session.length
        assert lower != planned
        assert minutes(6) <= at_load(session, -4, Level.GENTLE, ()).length <= lower.length <= planned.length
