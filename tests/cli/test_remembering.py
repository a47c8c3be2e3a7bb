"""``history``, and how build and plan use it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commanding import Command

from backrelief_audio.cli import remembering


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the history is."""
    return tmp_path / "state" / "backrelief-audio" / "history.json"


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often a further seed was drawn."""
    drawn: list[int] = []

    def draw() -> int:
        drawn.append(len(drawn))
        return len(drawn)

    monkeypatch.setattr(remembering, "drawn_seed", draw)
    return drawn


def seeds(path: Path) -> list[int]:
    """The seeds that are remembered."""
    return [entry["seed"] for entry in json.loads(path.read_text(encoding="utf-8"))["sessions"]]


def test_a_build_is_remembered_as_it_was(command: Command, path: Path) -> None:
    """The history holds what the session document says, and lists it."""
    command("build", "--minutes", "2", "--seed", "3", "--focus", "neck", "-o", "a.mp3")
    document = Path("a.json")
    made = json.loads(document.read_text(encoding="utf-8"))
    (told,) = json.loads(command("history", "--json").out)
    assert told == json.loads(path.read_text(encoding="utf-8"))["sessions"][0]
    assert (told["title"], told["seed"], told["focus"]) == (made["title"], 3, ["neck"])
    assert told["moves"] == [move["exercise"] for move in made["moves"]]
    listed = command("history")
    assert told["title"] in listed.out
    assert listed.err == ""


def test_without_a_seed_the_last_sessions_matter(command: Command, draws: list[int], path: Path) -> None:
    """The first build takes its seed at once; the next looks among several, and so does plan, which writes nothing."""
    command("build", "--minutes", "1", "-o", "a.mp3")
    assert draws == []
    command("build", "--minutes", "1", "-o", "b.mp3")
    assert len(draws) == 5
    before = path.read_bytes()
    command("plan", "--minutes", "1")
    assert len(draws) == 10
    assert path.read_bytes() == before


def test_a_typed_seed_never_looks_at_the_history(command: Command, draws: list[int], path: Path) -> None:
    """Neither is a damaged history told of, nor is another seed tried, where --seed is typed or set."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    told = command("plan", "--minutes", "1", "--seed", "3")
    assert (told.code, told.err, draws) == (0, "", [])
    assert path.read_bytes() == b"damaged"


def test_no_history_neither_reads_nor_writes(
    command: Command, draws: list[int], path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """By option, by the environment and by the settings file alike."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    told = [command("build", "--minutes", "1", "--no-history", "-o", "a.mp3")]
    monkeypatch.setenv("BACKRELIEF_NO_HISTORY", "1")
    told.append(command("build", "--minutes", "1", "-o", "b.mp3"))
    monkeypatch.delenv("BACKRELIEF_NO_HISTORY")
    (tmp_path / "config" / "backrelief-audio" / "config.toml").write_text("no_history = true\n", encoding="utf-8")
    told.append(command("build", "--minutes", "1", "-o", "c.mp3"))
    assert [(one.code, one.err) for one in told] == [(0, "")] * 3
    assert path.read_bytes() == b"damaged"
    assert draws == []


def test_a_setting_that_is_neither_is_told(command: Command, tmp_path: Path) -> None:
    """A flag in the settings file is true or false."""
    (tmp_path / "config" / "backrelief-audio" / "config.toml").write_text('no_history = "no"\n', encoding="utf-8")
    told = command("plan", "--minutes", "1")
    assert told.code == 1
    assert "no_history: 'no' is neither; allowed: true or false" in told.err


def test_a_damaged_history_is_set_aside_and_the_session_made(command: Command, path: Path) -> None:
    """It is a warning: the session is there, and so are the history's bytes."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    told = command("build", "--minutes", "1", "--seed", "3", "-o", "a.mp3")
    assert (told.code, told.out) == (0, "a.mp3\n")
    assert told.err.startswith("warning: the history was set aside as history-set-aside-1.json")
    assert (path.parent / "history-set-aside-1.json").read_bytes() == b"damaged"
    assert seeds(path) == [3]


def test_a_history_that_cant_be_written_is_a_warning(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """BACKRELIEF_STATE leads to a file, so nothing can be kept, and the session is made all the same."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BACKRELIEF_STATE", str(tmp_path / "file"))
    told = command("build", "--minutes", "1", "--seed", "3", "-o", "a.mp3")
    assert (told.code, told.out) == (0, "a.mp3\n")
    assert "warning: this session is not remembered" in told.err


def test_clearing_says_what_was_forgotten(command: Command, path: Path) -> None:
    """One session is forgotten, then none; a history without sessions lists nothing."""
    command("build", "--minutes", "1", "--seed", "3", "-o", "a.mp3")
    assert command("history", "--clear").out == "1 session forgotten\n"
    assert not path.exists()
    assert command("history", "--clear", "--json").out == '{\n  "forgotten": 0\n}\n'
    assert command("history").out == ""
    assert json.loads(command("history", "--json").out) == []
