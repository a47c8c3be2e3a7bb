"""Names and texts that a terminal would obey, that break a line or that no disk takes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import hostile
import pytest
from commanding import Command

from backrelief_audio import history, program_file

ESCAPE = "\x1b[2J"


def files() -> set[str]:
    """What is in the working folder, folders too."""
    return {str(path) for path in Path().rglob("*")}


OUTPUTS = {
    f"a{ESCAPE}.mp3": "U+001B",
    "a\nb.mp3": "U+000A",
    "\u202e3pm.mp3": "U+202E",
    "\udcff/": "U+DCFF",
    f"{'a' * 251}.mp3": "255 bytes; allowed: 240",
    f"{'b/' * 2001}": "4002 bytes long; allowed: 4000",
    "con.mp3": "Windows",
}


@pytest.mark.parametrize(("name", "why"), OUTPUTS.items(), ids=[ascii(name[:12]) for name in OUTPUTS])
def test_what_can_not_be_written_is_refused_first(command: Command, name: str, why: str) -> None:
    """A name that no disk takes or nobody can read is a usage error, told on a line, before anything is made."""
    told = command("build", "--minutes", "1", "-o", name)
    assert (told.code, told.out) == (2, "")
    assert "--output" in told.err
    assert why in told.err
    assert told.err.replace("\n", "").isprintable()
    assert len(told.err) < 400
    assert files() == set()


@pytest.mark.parametrize(
    "command_line", ["build --minutes 2 --split 2", "playlist tech-neck", "program", "voices try tone"]
)
def test_every_command_that_writes_refuses_it(command: Command, command_line: str) -> None:
    """Folders and samples have the same rule."""
    told = command(*command_line.split(), "-o", f"a{ESCAPE}")
    assert (told.code, told.out) == (2, "")
    assert "--output: 'a\\x1b[2J' holds the character U+001B" in told.err
    assert files() == set()


def test_the_environment_and_the_settings_name_no_other_files(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused as an option is refused where it is set."""
    monkeypatch.setenv("BACKRELIEF_OUTPUT", f"a{ESCAPE}")
    assert command("build", "--minutes", "1").code == 2
    assert command("playlist", "tech-neck").code == 2
    monkeypatch.delenv("BACKRELIEF_OUTPUT")
    settings = tmp_path / "config" / "backrelief-audio" / "config.toml"
    settings.write_text('output = "a\\u001b[2J"\nminutes = 0xffffffffffffffffff\nfocus = [["neck"], true]\n')
    told = command("build", "--minutes", "1")
    assert told.code == 1
    assert [line.count("is no setting") for line in told.err.splitlines()] == [0, 1, 1, 1, 0]
    assert "\x1b" not in told.err
    assert files() == set()


LONG = "x" * 100_000

TYPED = [
    ("plan", "--include", LONG),
    ("plan", "--focus", ESCAPE),
    ("plan", "--minutes", LONG),
    ("plan", "--minutes", "nan"),
    ("plan", "--seed", "9" * 5000),
    ("plan", "--voice", f"../{ESCAPE}"),
    ("plan", "--bed", f"./{ESCAPE}.wav"),
    ("plan", "--bed", "./\udcff.wav"),
    ("build", "--minutes", "1", "--bed", f"./{'a' * 300}.wav"),
    ("build", "--minutes", "1", "--bed", "."),
    ("plan", "--routine", f"./{ESCAPE}.toml"),
    ("plan", "--routine", f"./{'a' * 300}.toml"),
    ("plan", "--routine", "/dev/zero"),
    ("playlist", ESCAPE),
    ("playlist", ESCAPE, "--routine", "tech-neck"),
    ("exercises", "show", LONG),
    ("exercises", "new", f"a{ESCAPE}"),
    ("exercises", "new", "a" * 61),
    ("exercises", "new", "../a"),
    ("voices", "try", "../../a"),
    ("voices", "try", "tone", "--text", "[[h@l'oU]]"),
    ("voices", "try", "tone", "--text", "a" * 401),
    ("program", "next", "--pain", "2", f"a{ESCAPE}"),
]


@pytest.mark.parametrize("arguments", TYPED, ids=[ascii(" ".join(each))[:40] for each in TYPED])
def test_whatever_is_typed_is_told_back_safely(command: Command, arguments: tuple[str, ...]) -> None:
    """Impossible words, numbers and paths are usage errors; a terminal is told no escape, and nothing is written."""
    told = command(*arguments)
    assert (told.code, told.out) == (2, "")
    assert "Traceback" not in told.err
    assert told.err.replace("\n", "").isprintable()
    assert files() == set()


def test_what_others_wrote_moves_no_cursor(command: Command, tmp_path: Path) -> None:
    """Keys and texts of files and of what is remembered come to the terminal as escapes."""
    home = tmp_path / "config" / "backrelief-audio"
    (home / "playlists").mkdir()
    (home / "playlists" / "mine.toml").write_text(
        'title = "\\u001b[2J"\n"\\u009b2J" = 1\nitems = [{exercise = "\\u202ecat"}]\n', encoding="utf-8"
    )
    told = command("playlist")
    assert told.code == 1
    assert told.err.count("mine.toml: ") == 4
    assert told.err.replace("\n", "").isprintable()
    (home / "playlists" / "mine.toml").unlink()
    state = tmp_path / "state" / "backrelief-audio"
    state.mkdir(parents=True)
    good = list(hostile.seeds("state"))[-1].decode()
    (state / history.NAME).write_text(good.replace('"title": "T"', '"title": "\\u001b[2J"'), encoding="utf-8")
    told = command("history")
    assert told.out == ""
    assert "the history is not used" in told.err
    assert told.err.replace("\n", "").isprintable()


def test_a_program_may_be_anything_but_endless(command: Command, tmp_path: Path) -> None:
    """What stands where a program is remembered is told: a device without an end, lists in lists, a text."""
    folder = tmp_path / "work" / "mine"
    folder.mkdir()
    path = folder / program_file.NAME
    path.symlink_to("/dev/zero")
    assert command("program", "next", "--pain", "1", "mine").code == 1
    path.unlink()
    for data in (b"[" * 5000, b"\x1b", b"\xff", b'{"version": ' + b"9" * 5000 + b"}"):
        path.write_bytes(data)
        told = command("program", "next", "--pain", "1", "mine")
        assert told.code == 1
        assert "mend mine" in told.err


def test_paths_can_be_told_on_any_stream(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told of a folder whose name is no text is told on a strict stream too."""
    strict = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="strict")
    monkeypatch.setattr(sys, "stderr", strict)
    assert command("program", "next", "--pain", "1", "\udcff").code == 2
    strict.seek(0)
    assert "\\udcff" in strict.read()


@pytest.mark.parametrize("typed", ["a\x1b]0;evil\x07b", "--\x1b[31m", "a\u202eb"])
def test_usage_errors_pass_no_escapes_on(command: Command, typed: str) -> None:
    """What a terminal would obey is escaped too where the command line itself is refused."""
    told = command("build", typed)
    assert told.code == 2
    assert "build --help" in told.err
    assert told.err.replace("\n", "").isprintable()
