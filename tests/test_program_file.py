"""``program.json``: what is written comes back, and what can't be read is told and left alone."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from backrelief_audio.errors import ContentError
from backrelief_audio.model.program import Kept, Planned, Report, Settled
from backrelief_audio.program_file import LISTS, NAME, TEXTS, read, write
from backrelief_audio.units import minutes

DAY = datetime.date(2026, 3, 2)

OPTIONS: dict[str, Any] = {**dict.fromkeys(LISTS, ()), **dict.fromkeys(TEXTS, "standard"), "seed": 7}

KEPT = Kept(
    settled=Settled(
        weeks=4,
        days=3,
        start=DAY,
        at=datetime.time(18, 30),
        options=tuple({**OPTIONS, "avoid": ("wrist", "knee"), "bed": "/music/ö.mp3"}.items()),
    ),
    planned=tuple(Planned(length=minutes(10), moves=("cat-cow", f"move-{number}")) for number in range(12)),
    reports=(
        Report(day=DAY, pain=2, session=1, rung=-1, made=True),
        Report(day=DAY + datetime.timedelta(days=1), pain=7),
    ),
)


def test_what_is_remembered_comes_back(tmp_path: Path) -> None:
    """Everything is as it was, with and without a time of day and reports; a folder without a program has none."""
    assert read(tmp_path) is None
    assert read(tmp_path / "missing") is None
    write(tmp_path, KEPT)
    assert read(tmp_path) == KEPT
    bare = Kept(
        settled=Settled(weeks=4, days=3, start=DAY, at=None, options=tuple(OPTIONS.items())), planned=KEPT.planned
    )
    write(tmp_path, bare)
    assert read(tmp_path) == bare
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def changed(**changes: Any) -> str:
    """The file with other values; None takes a key away."""
    folder = Path(changes.pop("folder"))
    write(folder, KEPT)
    told = {**json.loads((folder / NAME).read_text(encoding="utf-8")), **changes}
    return json.dumps({key: value for key, value in told.items() if value is not None})


REPORT = {"day": "2026-03-02", "pain": 2, "session": 1, "rung": 0, "made": True}

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "newer": ({"version": 2}, "is of version 2, from a newer backrelief-audio"),
    "no version": ({"version": None}, "version: missing"),
    "weeks": ({"weeks": 5}, "weeks: 5 is out of range"),
    "days": ({"days": 2}, "days: 2 is out of range"),
    "start": ({"start": "tomorrow"}, "start: 'tomorrow' is no day"),
    "long ago": ({"start": "0001-01-01"}, "in 2000 to 2199"),
    "time": ({"at": "25:00"}, "at: '25:00' is no time of day"),
    "options": ({"options": {"seed": "x"}}, "options.seed: 'x' is not a whole number"),
    "no options": ({"options": []}, "options: [] is not a table"),
    "fewer sessions": ({"planned": []}, "has 0 sessions"),
    "a session of numbers": (
        {"planned": [{"seconds": 600, "moves": [1]}] * 12},
        "planned[0].moves[0]: 1 is not a text",
    ),
    "pain": ({"reports": [{**REPORT, "pain": 11}]}, "reports[0].pain: 11 is out of range"),
    "a session that is none": ({"reports": [{**REPORT, "session": 13}]}, "reports[0].session: 13 is out of range"),
    "a day twice": ({"reports": [REPORT, REPORT]}, "days are not in order"),
    "more": ({"colour": "red"}, "colour: unknown key"),
}


@pytest.mark.parametrize(("changes", "told"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_told_and_left_alone(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    """The message names file and fault, and what to do; not a byte is changed."""
    content = changed(folder=tmp_path, **changes)
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read(tmp_path)
    assert told in str(raised.value)
    assert str(tmp_path / NAME) in str(raised.value)
    assert "move it away" in raised.value.hint
    assert (tmp_path / NAME).read_text(encoding="utf-8") == content


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"[" * 100_000, b'{"version": "\\ud800"}'])
def test_what_is_no_program_is_told(tmp_path: Path, content: bytes) -> None:
    """Whatever the bytes are, it is told as a fault of that file."""
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(ContentError, match=NAME):
        read(tmp_path)
    assert (tmp_path / NAME).read_bytes() == content


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Who mends the file by hand reads everything that is wrong with it."""
    (tmp_path / NAME).write_text(changed(folder=tmp_path, weeks=5, start="x", at="y"), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        read(tmp_path)
    assert len(raised.value.problems) == 3
