"""A program as a calendar file (RFC 5545), which phones and mail programs read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from ..legible import oddity
from ..model.program import Listing, Program

_LINE = 75
"""Octets of a line at most, its end not counted (RFC 5545, 3.1)."""

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})

SAFETY = "Move within comfort; stop for sharp pain, tingling or dizziness."


def calendar(
    program: Program, listings: Sequence[Listing], *, at: datetime.time | None, stamp: datetime.datetime
) -> str:
    """One event a session, whole days or, with ``at``, at that time wherever the listener is.

    The identity of an event depends on the program alone: a calendar read in again replaces the one before. ``stamp``
    is the moment the file says it was made, in UTC.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//backrelief-audio//program//EN", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{escaped(program.title)}")
    for listing in listings:
        lines += _event(program, listing, at, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """Text as a value: what means something in the file loses it, and what can't be shown is gone."""
    return "".join(sign for sign in text if sign == "\n" or not oddity(sign)).translate(_ESCAPES)


def folded(line: str) -> Iterator[str]:
    """A line in parts of at most 75 octets, those after the first begun with a space; no character is cut."""
    part, room = "", _LINE
    for character in line:
        octets = len(character.encode())
        if octets > room:
            yield part
            part, room = " ", _LINE - 1
        part += character
        room -= octets
    yield part


def _event(program: Program, listing: Listing, at: datetime.time | None, stamp: datetime.datetime) -> Iterator[str]:
    session = listing.session
    yield "BEGIN:VEVENT"
    own = f"{program.start:%Y%m%d}-{program.weeks}x{program.days}-seed{program.seed}"
    yield f"UID:{own}-week{session.week}-day{session.day}@backrelief-audio"
    yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
    if at is None:
        yield f"DTSTART;VALUE=DATE:{session.date:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{session.date + datetime.timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    else:
        yield f"DTSTART:{datetime.datetime.combine(session.date, at):%Y%m%dT%H%M%S}"
        yield f"DURATION:PT{round(session.length / 1000)}S"
    yield f"SUMMARY:{escaped(f'{session.title}, {session.length / 60_000:g} minutes')}"
    yield f"DESCRIPTION:{escaped(_about(listing))}"
    yield "END:VEVENT"


def _about(listing: Listing) -> str:
    session = listing.session
    moves = f"{'Moves' if listing.there else 'Planned moves'}: {', '.join(listing.moves)}"
    return "\n".join([moves, f"File: {session.path}", SAFETY])
