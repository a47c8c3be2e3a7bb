"""The calendar of a program, read back by another reader."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from programs import AWKWARD, STAMP, START, listings, program

from backrelief_audio.legible import oddity
from backrelief_audio.publish.calendar import calendar, escaped, folded

EVENING = datetime.time(18, 30)


def read(at: datetime.time | None = None, weeks: int = 4, days: int = 3, **options: Any) -> list[Any]:
    """The events of a program's calendar."""
    of = program(weeks, days, **options)
    found = Calendar.from_ical(calendar(of, listings(of), at=at, stamp=STAMP))
    assert (str(found["VERSION"]), bool(found["PRODID"])) == ("2.0", True)
    return list(found.walk("VEVENT"))


@pytest.mark.parametrize(("weeks", "days"), [(4, 3), (8, 7)])
def test_every_session_has_its_day(weeks: int, days: int) -> None:
    """There is an event a session, over its whole day, with its title and length."""
    events = read(None, weeks, days)
    sessions = program(weeks, days).sessions
    assert [event.decoded("DTSTART") for event in events] == [session.date for session in sessions]
    assert all(event.decoded("DTEND") - event.decoded("DTSTART") == datetime.timedelta(days=1) for event in events)
    assert str(events[0]["SUMMARY"]) == "Week 1, day 1: strength, 10 minutes"
    assert events[0].decoded("DTSTAMP") == STAMP


def test_a_time_of_day_floats() -> None:
    """With a time, an event begins then wherever the listener is, and lasts as long as its session."""
    first = read(EVENING)[0]
    assert first.decoded("DTSTART") == datetime.datetime.combine(START, EVENING)
    assert first.decoded("DTSTART").tzinfo is None
    assert first.decoded("DURATION") == datetime.timedelta(minutes=10)


def test_an_event_says_what_is_done_and_where_the_file_is() -> None:
    """Moves, whatever stands in their names, are told as planned until the file is there; then its path, and care."""
    made, planned = (str(event["DESCRIPTION"]) for event in read()[:2])
    assert made.startswith("Moves: Cat-Cow, ")
    assert planned.startswith("Planned moves: Cat-Cow, ")
    assert AWKWARD.strip() in made
    assert "\nFile: week-1/day-1-strength.mp3\n" in made
    assert "stop for sharp pain" in made


def test_events_keep_their_identity() -> None:
    """A calendar written again has the same identities, all different; another program has others."""
    first = [str(event["UID"]) for event in read()]
    assert first == [str(event["UID"]) for event in read(EVENING)]
    assert len(set(first)) == len(first)
    assert not set(first) & {str(event["UID"]) for event in read(None, 8, 3)}


def test_lines_are_as_the_standard_wants_them() -> None:
    """Every line ends in CR LF, none has more than 75 octets, and no character is cut in two."""
    of = program()
    raw = calendar(of, listings(of), at=None, stamp=STAMP).encode()
    lines = raw.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) == 75
    assert all(line.decode() for line in lines[:-1])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_loses_nothing(text: str) -> None:
    """The parts, each after the first without its space, are the line again."""
    first, *others = folded(text)
    assert first + "".join(part[1:] for part in others) == text
    assert all(part.startswith(" ") for part in others)
    assert all(len(part.encode()) <= 75 for part in (first, *others))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50))
def test_escaping_can_be_undone(text: str) -> None:
    """What means something in the file is marked, nothing else is, and what can't be shown on a line is gone."""
    text = "".join(sign for sign in text if sign == "\n" or not oddity(sign))
    plain = escaped(text).replace("\\\\", "\0").replace("\\;", ";").replace("\\,", ",").replace("\\n", "\n")
    assert plain.replace("\0", "\\") == text.replace("\0", "\\")
    assert "\n" not in escaped(text)
