"""How a program follows the listener: the ladder of loads, and what a day's pain does to the place on it.

Domain reference, 2.5 and 3: pain of 0 to 3 continues; 4 or 5 means less range or load; 6 and more stops. Progress after
two comfortable sessions; a step back at 6 and more, or where pain stays raised beyond 24 hours.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from ..model.care import Level
from ..model.program import DayKind, Decision, Load, Program, Report, Session, Standing, Verdict
from ..model.request import Dosing

COMFORTABLE = 3
"""Pain up to this is comfortable."""

STOPS = 6
"""Pain from this on means no session but gentle mobility."""

RESTS = 8
"""Pain from this on means no session at all: severe pain is for a clinician. A choice made here; 6 is the source's."""

ENOUGH = 2
"""Comfortable strength sessions in a row before the next rung."""

HIGHEST = 1
"""Rungs above the plan at most: the plan itself progresses from week to week."""

LOWEST = -4
"""Rungs below it at most."""

MOST_SETS = 3

_DOSINGS = tuple(Dosing)
_LEVELS = tuple(Level)


def harder(load: Load, ceiling: Level) -> Load:
    """The next load up: more of the dose's range, at its top one more set, with all sets the next level.

    The same where the listener's ceiling leaves nothing.
    """
    dosing, level = _DOSINGS.index(load.dosing), _LEVELS.index(load.level)
    if load.dosing is not Dosing.HIGH:
        return replace(load, dosing=_DOSINGS[dosing + 1])
    if load.sets < MOST_SETS:
        return replace(load, sets=load.sets + 1)
    if level < _LEVELS.index(ceiling):
        return replace(load, level=_LEVELS[level + 1])
    return load


def easier(load: Load) -> Load:
    """The next load down: less of the dose's range, at its bottom one set less, with one set the level below."""
    dosing, level = _DOSINGS.index(load.dosing), _LEVELS.index(load.level)
    if load.dosing is not Dosing.LOW:
        return replace(load, dosing=_DOSINGS[dosing - 1])
    if load.sets > 1:
        return replace(load, sets=load.sets - 1)
    if level:
        return replace(load, level=_LEVELS[level - 1])
    return load


def at_rung(load: Load, rung: int, ceiling: Level) -> Load:
    """A planned load, so many rungs up or, where negative, down."""
    for _ in range(rung):
        load = harder(load, ceiling)
    for _ in range(-rung):
        load = easier(load)
    return load


def steps_without_effect(load: Load, rung: int) -> int:
    """How many of the rungs down find the load at its least already."""
    steps = 0
    for _ in range(-rung):
        steps += easier(load) == load
        load = easier(load)
    return steps


def decide(standing: Standing, pain: int, after_strength: bool) -> Decision:
    """What a report of yesterday's pain leads to; ``after_strength``: a strength session was done since the last."""
    below = max(standing.rung - 1, LOWEST)
    if pain >= STOPS:
        verdict = Verdict.REST if pain >= RESTS else Verdict.EASE
        return Decision(verdict=verdict, standing=Standing(rung=below, raised=True), rung=below)
    if pain > COMFORTABLE:
        if standing.raised:
            return Decision(verdict=Verdict.REGRESS, standing=Standing(rung=below, raised=True), rung=below)
        return Decision(verdict=Verdict.HOLD, standing=Standing(rung=standing.rung, raised=True), rung=below)
    comfortable = min(standing.comfortable + after_strength, ENOUGH)
    if comfortable == ENOUGH and standing.rung < HIGHEST:
        up = standing.rung + 1
        return Decision(verdict=Verdict.PROGRESS, standing=Standing(rung=up), rung=up)
    same = Standing(rung=standing.rung, comfortable=comfortable)
    return Decision(verdict=Verdict.CONTINUE, standing=same, rung=standing.rung)


def standing(reports: Sequence[Report], program: Program) -> Standing:
    """How the listener is getting on after these reports, the oldest first."""
    now = Standing()
    for index, report in enumerate(reports):
        now = decide(now, report.pain, strength_before(reports[:index], program)).standing
    return now


def strength_before(reports: Sequence[Report], program: Program) -> bool:
    """Whether the last of these reports led to a strength session of the program that was made."""
    if not reports or not reports[-1].made or reports[-1].session is None:
        return False
    return program.sessions[reports[-1].session - 1].kind is DayKind.STRENGTH


def two_in_a_row(reports: Sequence[Report], day: datetime.date, session: Session, program: Program) -> bool:
    """Whether a strength session would come the day after one that was made for the last of these reports."""
    return (
        session.kind is DayKind.STRENGTH
        and strength_before(reports, program)
        and reports[-1].day == day - datetime.timedelta(days=1)
    )


def due(reports: Sequence[Report], program: Program) -> int | None:
    """Number of the session that comes after those made; None where all are done."""
    made = [report.session for report in reports if report.made and report.session is not None]
    following = max(made, default=0) + 1
    return following if following <= len(program.sessions) else None
