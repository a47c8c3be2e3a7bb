"""Weeks, days and the listener's options to a Program: which session on which day, and how much it asks for.

The table of the domain reference, 2.5. Where it leaves a choice, it is made here and said where it stands.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from ..model.care import Avoid, Level
from ..model.exercise import Exercise, Focus
from ..model.program import DayKind, Load, Program, Session, Stage
from ..model.request import Dosing, Instruction, Request
from ..model.roles import is_work
from ..units import Ms, minutes, ms_of, nearest_tick
from .climbing import at_rung, steps_without_effect

LOOKS_BACK = 3
"""A session is meant to differ from so many before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Week:
    """What a week asks for."""

    stage: Stage
    minutes: int
    """Of its strength sessions."""

    load: Load
    strong: bool = False
    """Whether one of its strength sessions has harder variants."""


def _week(stage: Stage, length: int, dosing: Dosing, sets: int, *, strong: bool = False) -> _Week:
    level = Level.GENTLE if stage is Stage.LEARN else Level.STANDARD
    return _Week(stage=stage, minutes=length, load=Load(dosing=dosing, sets=sets, level=level), strong=strong)


_WEEKS = {
    4: (
        _week(Stage.LEARN, 10, Dosing.LOW, 1),
        _week(Stage.BUILD, 12, Dosing.FULL, 1),
        _week(Stage.STRENGTHEN, 15, Dosing.FULL, 2),
        _week(Stage.MAINTAIN, 20, Dosing.HIGH, 2, strong=True),
    ),
    8: (
        _week(Stage.LEARN, 10, Dosing.LOW, 1),
        _week(Stage.LEARN, 10, Dosing.LOW, 1),
        _week(Stage.BUILD, 12, Dosing.FULL, 1),
        _week(Stage.BUILD, 15, Dosing.FULL, 2),
        _week(Stage.STRENGTHEN, 15, Dosing.FULL, 2),
        _week(Stage.STRENGTHEN, 20, Dosing.HIGH, 2),
        _week(Stage.MAINTAIN, 20, Dosing.HIGH, 2, strong=True),
        _week(Stage.MAINTAIN, 20, Dosing.HIGH, 3, strong=True),
    ),
}
"""Minutes, part of the dose and sets of each week: never less than the week before."""

_DAYS = {3: (0, 2, 4), 4: (0, 2, 4, 6), 5: (0, 1, 2, 4, 5), 6: (0, 1, 2, 3, 4, 5), 7: (0, 1, 2, 3, 4, 5, 6)}
"""Days of the week with a session, from the program's first day; the rests between them are spread."""

_STRENGTH = {True: (0, 4), False: (0, 2, 4)}
"""Days of strength, while learning and after it: two or three, never next to each other, over the week's end too."""

_MOBILITY_MOST = 15
"""Minutes of a mobility session at most."""

_LIGHT_MINUTES = 10
"""The same where every day has a session: then these are light, so that they leave the body its rest."""

_RELIEF_MINUTES = 7
"""Of the session on a day of pain."""

_SHORTER, _SHORTEST = 0.8, 6
"""What a rung down takes of a session's time where its load is the least already, and minutes that are left it."""

_STRENGTH_AREAS = ((Focus.SCAPULAR, Focus.POSTURE), (Focus.SCAPULAR, Focus.CORE), (Focus.SCAPULAR, Focus.SHOULDERS))
_MOBILITY_AREAS = ((Focus.THORACIC, Focus.CHEST), (Focus.NECK, Focus.SHOULDERS), (Focus.THORACIC, Focus.CALM))
"""What sessions are for in turn, after what the listener asked for."""

_MOBILE = frozenset({Focus.THORACIC, Focus.NECK, Focus.CHEST, Focus.SHOULDERS, Focus.POSTURE, Focus.CALM})
"""Areas that a session without strength can serve."""

_LEVELS = tuple(Level)


def schedule(weeks: int, days: int, start: datetime.date, listener: Request, catalogue: Sequence[Exercise]) -> Program:
    """A program of 4 or 8 weeks with 3 to 7 sessions each; ``start`` is its first day.

    ``listener`` is what holds in every session: what to avoid, equipment, exclusions, voice, bed, counting. Its level
    is the most that is asked, its focus comes first wherever the day's kind allows, its inclusions stand in the
    sessions whose kind they are, and its seed is what all others are drawn from. Same values, same program.
    """
    work = frozenset(exercise.id for exercise in catalogue if is_work(exercise))
    sessions: list[Session] = []
    for number, week in enumerate(_WEEKS[weeks], 1):
        strength = _STRENGTH[week.stage is Stage.LEARN]
        for day in _DAYS[days]:
            kind = DayKind.STRENGTH if day in strength else DayKind.MOBILITY
            turn = sum(session.kind is kind for session in sessions)
            load = _load(week, kind, strong=week.strong and day == strength[1], light=days == max(_DAYS))
            load = replace(load, level=_lower(load.level, listener.level))
            session = Session(
                number=len(sessions) + 1,
                week=number,
                day=day + 1,
                date=start + datetime.timedelta(days=7 * (number - 1) + day),
                kind=kind,
                stage=week.stage,
                length=_length(week, kind, light=days == max(_DAYS)),
                load=load,
                instruction=Instruction.BRIEF if week.stage is Stage.MAINTAIN else listener.instruction,
                request=listener,
            )
            sessions.append(replace(session, request=_request(session, listener, turn, work)))
    return Program(weeks=weeks, days=days, start=start, seed=listener.seed, sessions=tuple(sessions))


def at_load(session: Session, rung: int, ceiling: Level, recent: Sequence[str]) -> Request:
    """What a session is asked for with, so many rungs above or below its planned load, after others.

    ``recent`` is the ids of the exercises of the sessions before it, the latest first.
    """
    load = at_rung(session.load, rung, ceiling)
    whole = session.request.length
    shorter = max(_SHORTER ** steps_without_effect(session.load, rung), _SHORTEST / (whole / 60_000))
    return replace(
        session.request,
        length=_ticked(whole / 60_000 * min(shorter, 1.0)),
        level=load.level,
        dosing=load.dosing,
        sets=load.sets,
        recent=tuple(recent),
    )


def lasting(session: Session, length: Ms) -> Session:
    """The session at another length."""
    return replace(session, length=length, request=replace(session.request, length=length))


def relief(program: Program, day: datetime.date) -> Request:
    """A light mobility session of a few minutes, for a day on which the one that is due would be too much.

    Nobody has to get down to the floor for it.
    """
    light = next(one for one in program.sessions if one.kind is DayKind.MOBILITY)  # learning always has some
    return replace(
        light.request,
        length=min(light.length, _ticked(_RELIEF_MINUTES)),
        seed=Random(f"{program.seed} {day.isoformat()}").getrandbits(16),
        level=Level.GENTLE,
        dosing=Dosing.LOW,
        sets=1,
        avoid=tuple(avoid for avoid in Avoid if avoid in (*light.request.avoid, Avoid.FLOOR)),
        recent=(),
    )


def _load(week: _Week, kind: DayKind, *, strong: bool, light: bool) -> Load:
    if kind is DayKind.STRENGTH:
        return replace(week.load, level=Level.STRONG) if strong else week.load
    easy = light or week.stage in (Stage.LEARN, Stage.BUILD)
    dosing = Dosing.LOW if light or week.stage is Stage.LEARN else Dosing.FULL
    return Load(dosing=dosing, sets=1, level=Level.GENTLE if easy else Level.STANDARD)


def _length(week: _Week, kind: DayKind, *, light: bool) -> Ms:
    most = week.minutes if kind is DayKind.STRENGTH else _LIGHT_MINUTES if light else _MOBILITY_MOST
    return _ticked(min(week.minutes, most))


def _ticked(value: float) -> Ms:
    return ms_of(nearest_tick(minutes(value)))


def _request(session: Session, listener: Request, turn: int, work: frozenset[str]) -> Request:
    """What one session is asked for with."""
    strength = session.kind is DayKind.STRENGTH
    exclude = listener.exclude if strength else tuple(dict.fromkeys((*listener.exclude, *sorted(work))))
    return replace(
        listener,
        length=session.length,
        seed=Random(f"{listener.seed} week {session.week} day {session.day}").getrandbits(16),
        focus=_focus(session.kind, listener.focus, turn),
        include=tuple(id_ for id_ in listener.include if (id_ in work) == strength),
        exclude=exclude,
        level=session.load.level,
        dosing=session.load.dosing,
        sets=session.load.sets,
        instruction=session.instruction,
    )


def _focus(kind: DayKind, wanted: Sequence[Focus], turn: int) -> tuple[Focus, ...]:
    """The listener's areas as far as the kind of day serves them, then the day's own."""
    strength = kind is DayKind.STRENGTH
    areas = _STRENGTH_AREAS if strength else _MOBILITY_AREAS
    served = [focus for focus in wanted if strength or focus in _MOBILE]
    return tuple(dict.fromkeys((*served, *areas[turn % len(areas)])))


def _lower(level: Level, ceiling: Level) -> Level:
    return min(level, ceiling, key=_LEVELS.index)


__all__ = ["LOOKS_BACK", "at_load", "lasting", "relief", "schedule"]
