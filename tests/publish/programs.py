"""A program for the tests of what is published of it."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

from building import ask, exercises

from backrelief_audio.model.program import Listing, Program
from backrelief_audio.programming import schedule

START = datetime.date(2026, 3, 2)
STAMP = datetime.datetime(2026, 3, 1, 12, 30, 5, tzinfo=datetime.timezone.utc)
AWKWARD = 'Rest; reach, <b>& \\ twist</b> "deep"\nthen ” ¬ 🧘 '
"""A name with all that means something in a file."""


@cache
def program(weeks: int = 4, days: int = 3, **options: Any) -> Program:
    """A program from a Monday."""
    return schedule(weeks, days, START, ask(10, 7, **options), tuple(exercises().values()))


def listings(of: Program, moves: tuple[str, ...] = ("Cat-Cow", AWKWARD * 4)) -> tuple[Listing, ...]:
    """Its sessions, the first made."""
    return tuple(Listing(session=session, moves=moves, there=session.number == 1) for session in of.sessions)
