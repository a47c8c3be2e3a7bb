"""The secret part of the address, from one day to the next."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from backrelief_audio.serving.token import BYTES, NAME, kept_token, of_folder, token_of

FIRST, SECOND = "A" * 16, "B" * 16


def test_a_token_can_stand_in_an_address() -> None:
    """Sixteen letters for 96 bits, none of which has to be encoded."""
    assert token_of(bytes(BYTES)) == "A" * 16
    assert token_of(b"\xff" * BYTES) == "_" * 16
    assert token_of(b"\xfb" * BYTES) == "-_v7" * 4


def test_a_folder_has_its_own() -> None:
    """Of one secret every folder's token is another, always the same, and as long; the secret itself is none."""
    here, there = (of_folder(FIRST, Path(name)) for name in ("/a/output", "/a/other"))
    assert len({here, there, FIRST, of_folder(SECOND, Path("/a/output"))}) == 4
    assert of_folder(FIRST, Path("/a/output")) == here
    assert len(here) == len(FIRST)
    assert of_folder(FIRST, Path(os.fsdecode(b"/r\xfccken")))


def test_it_stays_the_same(tmp_path: Path) -> None:
    """The first one is kept, for its owner alone, and given again."""
    told: list[str] = []
    folder = tmp_path / "state" / "deep"
    assert kept_token(folder, FIRST, told.append) == FIRST
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
    assert kept_token(folder, SECOND, told.append) == FIRST
    assert kept_token(folder, SECOND, told.append, new=True) == SECOND
    assert kept_token(folder, FIRST, told.append) == SECOND
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert told == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"AAAAAAAAAAAAAAAA"',
        '{"version": 1}',
        '{"version": 1, "token": "short"}',
        '{"version": 1, "token": "../../../../../../.."}',
        '{"version": 1, "token": ["AAAAAAAAAAAAAAAA"]}',
        '{"version": 2, "token": "AAAAAAAAAAAAAAAA"}',
        '{"version": true, "token": 5}',
        "[" * 100_000,
        '{"version": 1, "token": "\\ud800AAAAAAAAAAAAAAAA"}',
    ],
)
def test_a_damaged_file_is_set_aside(tmp_path: Path, text: str) -> None:
    """It is told, what was in it stays beside, and from now on there is a new one."""
    told: list[str] = []
    (tmp_path / NAME).write_text(text)
    assert kept_token(tmp_path, FIRST, told.append) == FIRST
    assert len(told) == 1
    assert "serve-set-aside-1.json" in told[0]
    assert (tmp_path / "serve-set-aside-1.json").read_text() == text
    assert kept_token(tmp_path, SECOND, told.append) == FIRST


def test_strange_things_in_its_place_are_set_aside(tmp_path: Path) -> None:
    """A folder, a pipe and a link that leads nowhere are moved, not followed and not lost."""
    told: list[str] = []
    path = tmp_path / NAME
    for make in (path.mkdir, lambda: os.mkfifo(path), lambda: path.symlink_to(tmp_path / "nowhere")):
        make()
        assert kept_token(tmp_path, FIRST, told.append) == FIRST
        assert path.is_file()
        path.unlink()
    assert len(told) == len([one for one in tmp_path.iterdir() if "set-aside" in one.name]) == 3


def test_where_nothing_can_be_kept_it_holds_for_now(tmp_path: Path) -> None:
    """A state folder that is a file: told with what to set, and the run goes on."""
    told: list[str] = []
    (tmp_path / "state").write_text("mine")
    assert kept_token(tmp_path / "state", FIRST, told.append) == FIRST
    assert kept_token(tmp_path / "state" / "deeper", SECOND, told.append) == SECOND
    assert len(told) == 2
    assert all("BACKRELIEF_STATE" in one and "this run only" in one for one in told)
    assert (tmp_path / "state").read_text() == "mine"


def test_the_file_can_be_read_by_people(tmp_path: Path) -> None:
    """It says what it is."""
    kept_token(tmp_path, FIRST, pytest.fail)
    assert json.loads((tmp_path / NAME).read_text()) == {"version": 1, "token": FIRST}
