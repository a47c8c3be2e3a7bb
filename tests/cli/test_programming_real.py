"""Programs with sound, in processes of their own, one of which is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commanding import furnish
from mutagen.mp3 import MP3

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL"),
]

RUN = "import sys; from backrelief_audio.cli import main; main(sys.argv[1:])"
NEXT = ("program", "next", "--pain", "5", "--day", "2026-03-02", "back")
PATIENCE = 120
"""Seconds that anything may take."""

SESSION = Path("back") / "week-1" / "day-1-strength.mp3"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the tone's voice, where a program was begun in ``work/back``."""
    home = tmp_path_factory.mktemp("home")
    furnish(home)
    (home / "work").mkdir()
    ran = start(
        home, "program", "--weeks", "4", "--days", "3", "--seed", "7", "--start", "2026-03-02", "-o", "back"
    ).wait(PATIENCE)
    assert ran == 0
    return home


def start(home: Path, *arguments: str, work: Path | None = None) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    environment = {**os.environ, **furnish_again(home)}
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        cwd=work or home / "work",
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def furnish_again(home: Path) -> dict[str, str]:
    """The environment that leads to a home which is furnished already."""
    shutil.rmtree(home / "config")
    return furnish(home)


def reports(work: Path) -> list[dict[str, Any]]:
    """What a program remembers of its listener."""
    told: list[dict[str, Any]] = json.loads((work / "back" / "program.json").read_text(encoding="utf-8"))["reports"]
    return told


def content(work: Path) -> dict[str, bytes]:
    """All files of a program."""
    return {str(path.relative_to(work)): path.read_bytes() for path in (work / "back").rglob("*") if path.is_file()}


def test_a_week_is_whole_and_kept(home: Path) -> None:
    """Each session is an MP3 of its length; begun again, not a byte changes."""
    work = home / "work"
    sounds = sorted((work / "back" / "week-1").glob("*.mp3"))
    assert [path.stem for path in sounds] == ["day-1-strength", "day-3-mobility", "day-5-strength"]
    assert all(MP3(path).info.length == pytest.approx(600, abs=0.05) for path in sounds)
    before = content(work)
    assert start(home, "program", "--weeks", "4", "--days", "3", "-o", "back").wait(PATIENCE) == 0
    assert content(work) == before


def at_once(_: Path) -> bool:
    """Before it could do anything."""
    return True


def told(work: Path) -> bool:
    """When the report is written, and the session is not."""
    return bool(reports(work))


def writing(work: Path) -> bool:
    """While the session's sound is being written beside its place."""
    return any((work / SESSION).parent.glob(".*.part"))


def replaced(work: Path) -> bool:
    """When the session's sound is another file than before."""
    return (work / SESSION).stat().st_ino != BEFORE[work]


BEFORE: dict[Path, int] = {}
"""Which file the session's sound was, by the folder of work."""


@pytest.mark.parametrize("moment", [at_once, told, writing, replaced])
def test_killed_at_any_moment_it_can_be_repeated(home: Path, tmp_path: Path, moment: Callable[[Path], bool]) -> None:
    """SIGKILL at a moment leaves whole files; typed again, ``next`` leaves what it would have left, counted once."""
    work, whole = tmp_path / "killed", tmp_path / "whole"
    for folder in (work, whole):
        shutil.copytree(home / "work", folder)
    BEFORE[work] = (work / SESSION).stat().st_ino
    running = start(home, *NEXT, work=work)
    deadline = time.monotonic() + PATIENCE
    while not moment(work) and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.wait(PATIENCE)
    assert running.returncode == -signal.SIGKILL or moment in {writing, replaced}  # which may pass unseen
    json.loads((work / "back" / "program.json").read_text(encoding="utf-8"))
    assert round(MP3(work / SESSION).info.length, 1) in {600, 480}  # as planned, or shorter after a day of pain
    for folder in (work, whole):
        assert start(home, *NEXT, work=folder).wait(PATIENCE) == 0
    left = {name: data for name, data in content(work).items() if not name.endswith(".part")}
    assert left == content(whole)
    assert [(report["pain"], report["made"]) for report in reports(work)] == [(5, True)]
