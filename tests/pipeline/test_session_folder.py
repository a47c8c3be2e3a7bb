"""Which sessions of a folder are shown, in which order, and what is told of those that are not."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path, PurePath
from typing import Any

import pytest
from site_home import add_session

from backrelief_audio import document_file
from backrelief_audio.errors import OutputError
from backrelief_audio.model.exercise import Focus
from backrelief_audio.pipeline import session_folder
from backrelief_audio.pipeline.session_folder import SessionFolder


def paths(folder: SessionFolder) -> list[str]:
    """Where the sessions lie, in the order they are shown."""
    return [one.path.as_posix() for one in folder.sessions()]


def look(path: Path) -> tuple[list[str], list[str]]:
    """The sessions of a folder that is looked at once, and what was told."""
    told: list[str] = []
    return paths(SessionFolder(path, told.append)), told


def test_the_newest_day_comes_first(tmp_path: Path) -> None:
    """Sessions are shown by their tags' day, within a day by their paths, those of folders in the folder too."""
    add_session(tmp_path, "b", day="2024-02-01")
    add_session(tmp_path, "a", day="2024-02-01")
    add_session(tmp_path, "old", day="2023-12-31")
    add_session(tmp_path / "back" / "week-1", "day-1", day="2024-03-01")
    assert look(tmp_path) == (["back/week-1/day-1.mp3", "a.mp3", "b.mp3", "old.mp3"], [])


def test_a_session_is_told_by_its_files(tmp_path: Path) -> None:
    """Size, day and album are those of the MP3, the document that beside it."""
    document = add_session(tmp_path, "neck", day="2024-02-03", album="Neck", focus=(Focus.NECK,))
    (one,) = SessionFolder(tmp_path, print).sessions()
    assert one.path == PurePath("neck.mp3")
    assert one.document == json.loads(json.dumps(document))
    assert (one.size, one.day, one.album) == (
        (tmp_path / "neck.mp3").stat().st_size,
        datetime.date(2024, 2, 3),
        "Neck",
    )
    assert one.has_cover


MOMENT = datetime.datetime(2024, 2, 3, 20, 15, 7, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize(
    ("written", "appeared"),
    [
        (MOMENT, MOMENT),  # on its day
        (MOMENT - datetime.timedelta(days=7), MOMENT - datetime.timedelta(days=7)),  # a program's, made ahead
        (MOMENT + datetime.timedelta(days=90), datetime.datetime(2024, 2, 3, tzinfo=datetime.timezone.utc)),  # copied
    ],
)
def test_a_session_appears_when_it_was_written(
    written: datetime.datetime, appeared: datetime.datetime, tmp_path: Path
) -> None:
    """What apps sort by is when the file was written, unless that was long after its day, as of copies."""
    add_session(tmp_path, "neck", day="2024-02-03")
    os.utime(tmp_path / "neck.mp3", (written.timestamp(), written.timestamp()))
    (one,) = SessionFolder(tmp_path, print).sessions()
    assert one.appeared == appeared


def test_what_is_no_session_is_left_alone(tmp_path: Path) -> None:
    """Sound without a document is told; documents without sound, other files and hidden folders are not."""
    add_session(tmp_path, "one")
    (tmp_path / "song.mp3").write_bytes(b"")
    (tmp_path / "playlist.json").write_text("{}", encoding="utf-8")
    add_session(tmp_path / ".hidden", "two")
    add_session(tmp_path / "a" / "b" / "c" / "d", "deep")
    assert look(tmp_path) == (["one.mp3"], ["left out: song.mp3: there is no song.json beside it"])


def test_a_damaged_session_is_told_once(tmp_path: Path) -> None:
    """A document that can't be used takes its session out, is told by its name, and once however often it is looked."""
    add_session(tmp_path, "good")
    add_session(tmp_path, "bad")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    told: list[str] = []
    folder = SessionFolder(tmp_path, told.append)
    assert paths(folder) == ["good.mp3"]
    assert paths(folder) == ["good.mp3"]
    assert len(told) == 1
    assert told[0].startswith("left out: bad.mp3: ")


@pytest.mark.parametrize("name", ["index", "Index", "cover", "site", "day.chapters", "n" * 242])
def test_no_session_takes_a_name_of_the_site(name: str, tmp_path: Path) -> None:
    """A session whose page, cover, document or chapters would be in another file's place is left out, and told."""
    add_session(tmp_path, name)
    add_session(tmp_path / "in", "index")
    add_session(tmp_path, "feed")
    shown, told = look(tmp_path)
    assert shown == ["feed.mp3", "in/index.mp3"]
    assert len(told) == 1
    assert told[0].startswith(f"left out: {name}.mp3: its ")


@pytest.mark.parametrize("ending", [".mp3", ".json"])
def test_what_leads_out_of_the_folder_is_left_out(ending: str, tmp_path: Path) -> None:
    """A link to a file elsewhere is no part of a site; a link to one of the folder's own is."""
    shared = tmp_path / "shared"
    add_session(tmp_path / "elsewhere", "secret")
    add_session(shared, "secret")
    (shared / f"secret{ending}").unlink()
    (shared / f"secret{ending}").symlink_to(tmp_path / "elsewhere" / f"secret{ending}")
    add_session(shared, "mine")
    for own in (".mp3", ".json"):
        (shared / f"again{own}").symlink_to(shared / f"mine{own}")
    shown, told = look(shared)
    assert shown == ["again.mp3", "mine.mp3"]
    assert told == ["left out: secret.mp3: it leads out of the folder"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither by these names")
def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    """A pipe, a link in a circle and a folder under a session's name are told, and the others are there."""
    add_session(tmp_path, "good")
    for name in ("pipe", "circle", "folder"):
        (tmp_path / f"{name}.json").write_bytes((tmp_path / "good.json").read_bytes())
    os.mkfifo(tmp_path / "pipe.mp3")
    (tmp_path / "circle.mp3").symlink_to("circle.mp3")
    (tmp_path / "folder.mp3").mkdir()
    shown, told = look(tmp_path)
    assert shown == ["good.mp3"]
    assert sorted(one.split(":")[1].strip() for one in told) == ["circle.mp3", "pipe.mp3"]


@pytest.mark.parametrize("seconds", [3e11, -3e11, 1e20, -1e300])
def test_a_time_that_no_calendar_has_stops_nothing(seconds: float) -> None:
    """File systems hold times of any year; such a file is as old as can be."""
    assert session_folder._moment(seconds) == datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def test_folders_elsewhere_are_not_followed(tmp_path: Path) -> None:
    """A link to a folder is not gone into."""
    add_session(tmp_path / "elsewhere", "secret")
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "in").symlink_to(tmp_path / "elsewhere")
    assert look(tmp_path / "shared") == ([], [])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_can_not_be_shown_is_left_out(tmp_path: Path) -> None:
    """A line end or an escape in a file's name reaches neither page, header nor terminal."""
    add_session(tmp_path, "a\nb\x1b[2J")
    shown, told = look(tmp_path)
    assert shown == []
    assert len(told) == 1
    assert told[0].isprintable()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """A folder that is not there, or is a file, is an error that names it."""
    with pytest.raises(OutputError, match="nowhere"):
        SessionFolder(tmp_path / "nowhere", print).sessions()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="file"):
        SessionFolder(tmp_path / "file", print).sessions()


def test_only_what_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A document is read when it is new or was made again, and not each time somebody looks."""
    read: list[str] = []
    real = document_file.read

    def counted(path: Path) -> dict[str, Any]:
        read.append(path.name)
        return real(path)

    monkeypatch.setattr(document_file, "read", counted)
    add_session(tmp_path, "one")
    add_session(tmp_path, "two")
    folder = SessionFolder(tmp_path, print)
    assert sorted(paths(folder)) == ["one.mp3", "two.mp3"]
    assert not folder.changed(PurePath("one.mp3"))
    add_session(tmp_path, "one", sound=b"other sound")
    add_session(tmp_path, "three")
    assert folder.changed(PurePath("one.mp3"))
    assert folder.changed(PurePath("three.mp3"))
    (tmp_path / "two.mp3").unlink()
    assert sorted(paths(folder)) == ["one.mp3", "three.mp3"]
    assert read == ["one.json", "two.json", "one.json", "three.json"]


def test_a_session_is_known_by_what_it_is(tmp_path: Path) -> None:
    """What podcast apps know a session by stays when it is moved, made again or joined by others; no two share it."""
    add_session(tmp_path / "here", "one", seed=1)
    add_session(tmp_path / "there", "renamed", seed=1, day="2024-05-05", sound=b"made again")
    (before,) = SessionFolder(tmp_path / "here", print).sessions()
    (after,) = SessionFolder(tmp_path / "there", print).sessions()
    assert before.guid == after.guid
    add_session(tmp_path / "here", "other", seed=2)
    add_session(tmp_path / "here", "a copy", seed=1)
    os.utime(tmp_path / "here" / "one.mp3", (MOMENT.timestamp(), MOMENT.timestamp()))
    all_three = SessionFolder(tmp_path / "here", print).sessions()
    assert len({one.guid for one in all_three}) == 3
    assert next(one.guid for one in all_three if one.path == PurePath("one.mp3")) == before.guid
