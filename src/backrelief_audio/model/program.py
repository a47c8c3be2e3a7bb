"""A program: weeks of sessions that progress, and how the listener is getting on with them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

from ..units import Ms
from .care import Level
from .request import Dosing, Instruction, Request

WEEKS = (4, 8)
"""So many weeks a program can last."""

MOST_PAIN = 10
"""Pain is told from 0, none, to this, the worst."""

YEARS = range(2000, 2200)
"""A day outside of these is a slip of the hand."""

LEAST_DAYS, MOST_DAYS = 3, 7
"""So many sessions a week can have."""


class Stage(Enum):
    """What a week is for (domain reference, 2.5)."""

    LEARN = "learn"
    BUILD = "build"
    STRENGTHEN = "strengthen"
    MAINTAIN = "maintain"


class DayKind(Enum):
    """What a session is for."""

    STRENGTH = "strength"
    MOBILITY = "mobility"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much a session asks for."""

    dosing: Dosing
    sets: int
    """Most sets of a move."""

    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of a program, as planned."""

    number: int
    """From 1, over all weeks."""

    week: int
    day: int
    """Of the week, from 1; a week begins on the program's first day."""

    date: datetime.date
    kind: DayKind
    stage: Stage
    length: Ms
    load: Load
    instruction: Instruction
    request: Request
    """What it is asked for with, at its planned load."""

    @property
    def title(self) -> str:
        """What players show."""
        return f"Week {self.week}, day {self.day}: {self.kind.value}"

    @property
    def stem(self) -> str:
        """Its file's name, without ending."""
        return f"day-{self.day}-{self.kind.value}"

    @property
    def path(self) -> PurePosixPath:
        """Its MP3, from the program's folder."""
        return PurePosixPath(week_folder(self.week)) / f"{self.stem}.mp3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """All sessions, in the order they are done."""

    weeks: int
    days: int
    start: datetime.date
    seed: int
    sessions: tuple[Session, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return f"{self.weeks} weeks for your upper back"

    def week(self, number: int) -> tuple[Session, ...]:
        """The sessions of one week."""
        return tuple(session for session in self.sessions if session.week == number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A session as the calendar shows it."""

    session: Session
    moves: tuple[str, ...]
    """Names of its moves, in order: of the file where it is there, else as planned."""

    there: bool
    """Whether its file is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the listener told on one day, and what came of it. One a day: the last one told."""

    day: datetime.date
    pain: int
    """Yesterday's, 0 to 10."""

    session: int | None = None
    """Number of the session that was due; None where the day was for rest."""

    rung: int = 0
    """That its load was moved by; for the record."""

    made: bool = False
    """Whether that session's file was there in the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the listener is getting on."""

    rung: int = 0
    """So many steps above (at most one) or below the planned load."""

    comfortable: int = 0
    """Comfortable strength sessions in a row at this rung."""

    raised: bool = False
    """Whether pain was above the comfortable at the last report."""


class Verdict(Enum):
    """What a day's pain asks for."""

    CONTINUE = "continue"
    PROGRESS = "progress"
    HOLD = "hold"
    """Stay at this rung, and do less today."""

    REGRESS = "regress"
    """A rung down: pain of 4 or 5 that has not settled since the report before."""

    EASE = "ease"
    """A rung down, and nothing but gentle mobility today."""

    REST = "rest"
    """A rung down, and no session today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a report leads to."""

    verdict: Verdict
    standing: Standing
    """After the report."""

    rung: int
    """That today's session is done at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a program was begun with: all that is needed to schedule it again."""

    weeks: int
    days: int
    start: datetime.date
    at: datetime.time | None
    """When its sessions are, where the listener is; None for all-day events."""

    options: tuple[tuple[str, Any], ...]
    """Session options as they were typed, lists as tuples, and the seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What came of planning a session when its program was begun; so that all later days find it the same."""

    length: Ms
    """Less than scheduled where the listener's exercises do not fill it."""

    moves: tuple[str, ...]
    """Ids of its exercises, from which the sessions after it are to differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a program's folder remembers."""

    settled: Settled
    planned: tuple[Planned, ...]
    """One a session."""

    reports: tuple[Report, ...] = ()
    """By day, the oldest first."""


def week_folder(number: int) -> str:
    """Where the sessions of a week are, from the program's folder."""
    return f"week-{number}"
