"""Disks that are full, folders that can't be written or vanish, clocks set back, and a terminal that goes away."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from contextlib import suppress
from pathlib import Path

import pytest
from faulting import FULL, NAMES, Files, Place, ended, small, speaking, under

pytestmark = [pytest.mark.real, pytest.mark.skipif(sys.platform != "linux", reason="these faults are made on Linux")]


@pytest.fixture
def warm(place: Place, made: Place) -> Place:
    """A place where all was spoken and encoded before."""
    place.stock(made.cache, lambda: True)
    return place


def test_a_full_disk_for_the_session_leaves_what_was_there(warm: Place, wanted: Files) -> None:
    """Where the file does not fit, the error names it and its disk, nothing is left, and the earlier files stay."""
    old = dict.fromkeys(NAMES, b"old")
    for name, data in old.items():
        (warm.out / name).write_bytes(data)
    code, out, err, left = under(warm, small("out", "400k"), "--force")
    assert (code, out) == (1, "")
    assert "can't write out/a.mp3: No space left on device" in err
    assert "try: free some space" in err
    assert "Traceback" not in err
    assert left.split() == sorted(NAMES)
    assert len(wanted["a.mp3"]) > 400_000


def test_a_full_disk_for_temporary_files_is_told(place: Place) -> None:
    """Where what is spoken finds no room, the error says so at once, and nothing wrong is kept."""
    code, out, err, left = under(place, small("tmp", "40k"))
    assert (code, out, left) == (1, "", ""), err
    assert "can't speak" in err
    assert FULL in err
    assert "Traceback" not in err
    assert place.build().returncode == 0


def test_no_room_for_a_temporary_folder_is_told(place: Place) -> None:
    """Where not even a folder can be made, the error says which, and what to set."""
    code, out, err, left = under(place, "mount -t tmpfs -o nr_inodes=2 tmpfs tmp")
    assert (code, out, left) == (4, "", "")
    assert str(place.tmp) in err
    assert FULL in err
    assert "TMPDIR" in err
    assert "Traceback" not in err


def test_a_read_only_folder_for_the_session_is_told(warm: Place) -> None:
    """Nothing is made where nothing can be written, and the error says where and what to type."""
    code, out, err, left = under(warm, "mount -t tmpfs -o ro tmpfs out")
    assert (code, out, left) == (1, "", "")
    assert "can't write out/a.mp3: Read-only file system" in err
    assert "--output" in err
    assert "Traceback" not in err


def test_without_a_home_sessions_are_made(place: Place, wanted: Files) -> None:
    """A service has no HOME: with folders named in the environment that does not matter."""
    env = {name: value for name, value in place.env().items() if name != "HOME"}
    done = place.build(env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert place.made_of() == wanted


def test_the_session_s_folder_may_vanish(place: Place) -> None:
    """Where its folder is gone when the file is to be written, the error says so; nothing is half made."""
    running = speaking(place)
    place.out.rmdir()
    code, out, err = ended(running)
    assert (code, out) == (1, ""), err
    assert "can't write out/a.mp3: No such file or directory" in err
    assert "Traceback" not in err
    assert list(place.tmp.iterdir()) == []


def test_the_current_folder_may_vanish(place: Place) -> None:
    """Started where there is no folder any more, or left there, the command says what is wrong without a traceback."""
    gone = place.folder / "gone"
    gone.mkdir()
    script = 'rmdir "$PWD"; exec "$@"'
    command = ["sh", "-c", script, "sh", *place.command()]
    done = subprocess.run(command, cwd=gone, env=place.env(), check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr
    there = [*place.command()[:-1], str(place.out / "a.mp3")]
    done = subprocess.run(["sh", "-c", script, "sh", *there], cwd=place_again(gone), env=place.env(), check=False)
    assert done.returncode == 0


def place_again(folder: Path) -> Path:
    """A folder, made again."""
    folder.mkdir(exist_ok=True)
    return folder


def test_a_folder_in_the_place_of_a_file_is_told(warm: Place) -> None:
    """Where a folder has the name of one of the files, even --force removes nothing, and changes none of the others."""
    (warm.out / "a.json" / "mine").mkdir(parents=True)
    (warm.out / "a.mp3").write_bytes(b"old")
    done = warm.build("--force")
    assert (done.returncode, done.stdout) == (1, "")
    assert "can't write out/a.json: Is a directory" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in warm.out.iterdir()) == ["a.json", "a.mp3"]
    assert (warm.out / "a.mp3").read_bytes() == b"old"
    assert (warm.out / "a.json" / "mine").is_dir()


def test_a_file_in_the_place_of_a_folder_is_told(place: Place) -> None:
    """Where a file stands where sessions are to go, the error says so."""
    place.out.rmdir()
    place.out.write_text("mine")
    done = place.build()
    assert (done.returncode, done.stdout) == (1, "")
    assert "out" in done.stderr
    assert "Traceback" not in done.stderr
    assert place.out.read_text() == "mine"


def test_a_clock_set_back_changes_nothing(warm: Place, wanted: Files) -> None:
    """With every file from tomorrow's decade, the store is used, the history goes on, and folders are kept."""
    later = time.time() + 10 * 365 * 86_400
    first = warm.build(env=warm.env(SOURCE_DATE_EPOCH="4000000000"))
    assert first.returncode == 0
    for path in warm.folder.rglob("*"):
        os.utime(path, (later, later))
    kept = {path for path in warm.cache.rglob("*") if path.is_file()}
    done = warm.build("--force")
    assert (done.returncode, done.stderr) == (0, "")
    assert warm.made_of() == wanted
    assert {path for path in warm.cache.rglob("*") if path.is_file()} >= kept
    years = [one["when"][:4] for one in json.loads((warm.state / "history.json").read_text())["sessions"]]
    assert years == ["2096", "2023"]


def test_a_store_of_another_version_is_not_used(warm: Place, wanted: Files) -> None:
    """Folders of other formats are not looked at, and records that are whole but not ours are made again."""
    (version,) = (path for path in warm.cache.iterdir() if path.name.startswith("v"))
    other = warm.cache / "v999"
    version.rename(other)
    before = {path: path.read_bytes() for path in other.rglob("*") if path.is_file()}
    done = warm.build()
    assert (done.returncode, done.stderr) == (0, "")
    assert warm.made_of() == wanted
    assert {path: path.read_bytes() for path in other.rglob("*") if path.is_file()} == before


def test_damaged_files_of_the_store_are_made_again(warm: Place, wanted: Files) -> None:
    """Every third file cut off, every third one of another's content, every third one text: the session is right."""
    kept = sorted(path for path in warm.cache.rglob("*/*/*") if path.is_file())
    assert len(kept) > 30
    for number, path in enumerate(kept):
        data = path.read_bytes()
        path.write_bytes((data[: len(data) // 2], kept[number - 1].read_bytes(), b"<html>not here</html>")[number % 3])
    done = warm.build()
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert warm.made_of() == wanted
    assert warm.build("--force").stderr == ""


TERMINALS = {
    "stdout closed": (">&-", 0, ""),
    "stderr closed": ("2>&-", 0, "out/a.mp3\n"),
    "both closed": (">&- 2>&-", 0, ""),
    "all closed": ("<&- >&- 2>&-", 0, ""),
    "stdout full": (">/dev/full", 1, ""),
    "stderr full": ("2>/dev/full", 0, "out/a.mp3\n"),
    "both full": (">/dev/full 2>/dev/full", 1, ""),
}


@pytest.mark.parametrize(("how", "code", "out"), TERMINALS.values(), ids=TERMINALS)
def test_streams_that_can_not_be_written(how: str, code: int, out: str, warm: Place, wanted: Files) -> None:
    """The session is made whatever becomes of what is said about it; only lost data is a failure, and told."""
    (warm.state / "history.json").write_text("[")  # so that there is something to be warned of
    command = ["sh", "-c", f'"$@" {how}', "sh", *warm.command()]
    done = subprocess.run(command, cwd=warm.folder, env=warm.env(), check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (code, out), done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert ("standard output can't be written: No space" in done.stderr) == (how == ">/dev/full")
    assert warm.made_of() == wanted
    assert warm.leftovers() == []


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_pipes_that_nobody_reads(stream: str, warm: Place, wanted: Files) -> None:
    """A reader that is gone has seen enough: the session is made, and the command did not fail."""
    (warm.state / "history.json").write_text("[")
    reading, writing = os.pipe()
    os.close(reading)
    running = warm.start(**{stream: writing})
    os.close(writing)
    code, _, err = ended(running)
    assert code == 0
    assert "Traceback" not in (err or "")
    assert warm.made_of() == wanted


def test_a_listing_that_is_not_read_to_its_end(place: Place) -> None:
    """Many lines into a pipe that is closed after the first: no failure and no word about it."""
    script = f'{place.command()[0]} exercises | head -c 10; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", script], cwd=place.folder, env=place.env(), check=False, capture_output=True, text=True
    )
    assert done.stdout.endswith("0\n")
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [("--help",), ("exercises",), ("build", "--minutes", "many")])
def test_other_commands_on_a_full_device(arguments: tuple[str, ...], place: Place) -> None:
    """What is lost on the way out is a failure of any command."""
    command = ["sh", "-c", '"$@" >/dev/full', "sh", place.command()[0], *arguments]
    done = subprocess.run(command, cwd=place.folder, env=place.env(), check=False, capture_output=True, text=True)
    assert done.returncode == (2 if arguments[0] == "build" else 1)
    assert "Traceback" not in done.stderr
    assert ("standard output" in done.stderr) == (arguments[0] != "build")


def on_a_terminal(place: Place, hang_up: signal.Handlers) -> tuple[subprocess.Popen[str], int]:
    """A build whose terminal is ours: its process, and our end of the terminal, on which a bar has appeared."""
    ours, theirs = os.openpty()

    def begin() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGHUP, hang_up)

    running = place.start(stdin=theirs, stderr=theirs, preexec_fn=begin)
    os.close(theirs)
    os.read(ours, 1)
    return running, ours


def test_ctrl_c_on_a_terminal(place: Place) -> None:
    """Pressed as people press it, with a bar on the screen: 130, a word about it, the cursor is back, no trace."""
    running, ours = on_a_terminal(place, signal.SIG_DFL)
    os.write(ours, b"\x03")
    shown = b""
    with suppress(OSError):  # what a terminal says when all others have closed it
        while more := os.read(ours, 1 << 16):
            shown += more
    os.close(ours)
    code, out, _ = ended(running)
    assert (code, out) == (130, "")
    assert b"interrupted" in shown
    assert b"Traceback" not in shown
    assert shown.rfind(b"\x1b[?25h") > shown.rfind(b"\x1b[?25l")
    place.quiet()
    assert place.leftovers() == []


@pytest.mark.parametrize("hang_up", [signal.SIG_IGN, signal.SIG_DFL], ids=["ignored", "obeyed"])
def test_a_terminal_that_goes_away(hang_up: signal.Handlers, place: Place, wanted: Files) -> None:
    """With its terminal closed, a build goes on where it ignores the hang-up, and else ends with 129."""
    running, ours = on_a_terminal(place, hang_up)
    os.close(ours)
    code, out, _ = ended(running)
    goes_on = hang_up == signal.SIG_IGN
    assert (code, out) == ((0, "out/a.mp3\n") if goes_on else (129, ""))
    place.quiet()
    assert place.leftovers() == []
    assert place.made_of() == (wanted if goes_on else {})


def test_letters_that_a_stream_has_not_are_told_by_number(warm: Place) -> None:
    """A path with letters beyond the stream's encoding ends in no traceback after the session was made."""
    env = {**warm.env(), "PYTHONIOENCODING": "latin-1"}
    command = [*warm.command()[:-1], "out/ćwiczenie.mp3"]
    done = subprocess.run(command, cwd=warm.folder, env=env, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "out/\\u0107wiczenie.mp3\n"), done.stderr


def test_a_slow_reader_of_a_pipe_that_does_not_wait_gets_all(warm: Place) -> None:
    """A stdout that would refuse what it has no room for now is waited for, and nothing is lost."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    command = [*warm.command()[:1], "exercises", "--json"]
    running = subprocess.Popen(command, cwd=warm.folder, env=warm.env(), stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    with os.fdopen(reading) as told:
        assert len(json.load(told)) > 30
    assert running.communicate()[1] == b""
    assert running.returncode == 0


WATCH = """
import os, sys
def watch(event, given):
    if event == "open" and isinstance(given[0], str) and os.path.dirname(given[0]) == os.environ["TMPDIR"]:
        if given[2] & os.O_CREAT and not os.path.basename(given[0]).startswith("backrelief-held-"):
            os.write(2, f"made {given[0]}".encode())
sys.addaudithook(watch)
"""


def test_no_stray_file_is_made_for_a_moment(place: Place, wanted: Files) -> None:
    """Nothing is made in the folder of temporary files but folders that the next run knows if this one is killed."""
    (place.folder / "hook").mkdir()
    (place.folder / "hook" / "sitecustomize.py").write_text(WATCH)
    path = os.pathsep.join([str(place.folder / "hook"), os.environ.get("PYTHONPATH", "")])
    done = place.build(env=place.env(PYTHONPATH=path))
    assert (done.returncode, done.stderr) == (0, "")
    assert place.made_of() == wanted
