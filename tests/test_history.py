"""The history of sessions: what is remembered, and that no file of it ever stops anything."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from backrelief_audio import history
from backrelief_audio.errors import OutputError
from backrelief_audio.history import MOST, NAME, Entry, clear, latest_moves, recall, remember

GOOD = {"when": "2026-03-02T18:30:00+01:00", "title": "10 minutes", "seed": 7, "minutes": 10.0}


def entry(seed: int = 7, moves: tuple[str, ...] = ("cat-cow", "bird-dog")) -> Entry:
    """A session that was built."""
    return Entry(
        when="2026-03-02T18:30:00+01:00", title="Zehn ☕", seed=seed, minutes=10.0, focus=("neck",), moves=moves
    )


def unheard(message: str) -> None:
    """Nothing is to be told."""
    raise AssertionError(message)


def names(folder: Path) -> list[str]:
    """All files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_what_was_built_is_remembered_newest_last(tmp_path: Path) -> None:
    """Sessions come back as they were, in the order they were built; the folder is made where it is missing."""
    folder = tmp_path / "state" / "deep"
    assert recall(folder, unheard) == ()
    for seed in (3, 1, 2):
        remember(folder, entry(seed), unheard)
    assert recall(folder, unheard) == (entry(3), entry(1), entry(2))
    assert names(folder) == [NAME]


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    """There are at most sixty, and it is the newest that stay."""
    for seed in range(MOST + 3):
        remember(tmp_path, entry(seed), unheard)
    assert [one.seed for one in recall(tmp_path, unheard)] == list(range(3, MOST + 3))


UNUSABLE: dict[str, bytes] = {
    "cut off": b'{"version": 1, "sessions": [{"when": "20',
    "empty": b"",
    "not text": b"\xff\xfe\x00",
    "another thing": b"[1, 2]",
    "deep": b"[" * 100_000,
    "newer": b'{"version": 2, "sessions": []}',
    "no version": b'{"sessions": []}',
    "no sessions": b'{"version": 1}',
    "more than there is": b'{"version": 1, "sessions": [], "extra": 1}',
    "a session of another form": b'{"version": 1, "sessions": [{"when": "2026"}]}',
    "half a character": json.dumps({"version": 1, "sessions": [{**GOOD, "focus": [], "moves": ["\ud800"]}]}).encode(),
    "not finite": b'{"version": 1, "sessions": [{"when": "a", "title": "b", "seed": 1, "minutes": NaN, "focus": [], '
    b'"moves": []}]}',
    "too large": b" " * 1_000_001,
}


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE)
def test_what_cant_be_used_is_set_aside(tmp_path: Path, content: bytes) -> None:
    """Reading tells of it and changes nothing; the next session is remembered, and what was there keeps its bytes."""
    (tmp_path / NAME).write_bytes(content)
    (tmp_path / "history-set-aside-1.json").write_bytes(b"an older one")
    told: list[str] = []
    assert recall(tmp_path, told.append) == ()
    assert len(told) == 1
    assert (tmp_path / NAME).read_bytes() == content
    remember(tmp_path, entry(), told.append)
    assert "history-set-aside-2.json" in told[1]
    assert (tmp_path / "history-set-aside-2.json").read_bytes() == content
    assert (tmp_path / "history-set-aside-1.json").read_bytes() == b"an older one"
    assert recall(tmp_path, unheard) == (entry(),)
    assert len(told) == 2


def test_a_newer_version_is_told_as_such(tmp_path: Path) -> None:
    """Whoever goes back to an older release reads why the history is not used."""
    (tmp_path / NAME).write_bytes(UNUSABLE["newer"])
    told: list[str] = []
    recall(tmp_path, told.append)
    assert "newer version (2)" in told[0]


def test_a_folder_in_its_place_is_set_aside_too(tmp_path: Path) -> None:
    """A folder of the file's name, with all in it, gets another name."""
    (tmp_path / NAME / "inside").mkdir(parents=True)
    told: list[str] = []
    remember(tmp_path, entry(), told.append)
    assert recall(tmp_path, unheard) == (entry(),)
    assert (tmp_path / "history-set-aside-1.json" / "inside").is_dir()


def full(*_: object) -> None:
    """A disk with no room."""
    raise OutputError("can't write: No space left on device")


def test_what_cant_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is a warning, and what was remembered stays."""
    remember(tmp_path, entry(1), unheard)
    monkeypatch.setattr(history, "write_atomically", full)
    told: list[str] = []
    remember(tmp_path, entry(2), told.append)
    assert "not remembered" in told[0]
    assert "No space left" in told[0]
    assert recall(tmp_path, unheard) == (entry(1),)


def test_a_place_that_is_none_is_told(tmp_path: Path) -> None:
    """Where the folder can't be made, reading finds nothing and remembering warns."""
    (tmp_path / "file").write_text("")
    told: list[str] = []
    assert recall(tmp_path / "file", told.append) == ()
    told.clear()
    remember(tmp_path / "file", entry(), told.append)
    assert "not remembered" in told[0]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="who may do everything is never refused")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    """A folder nobody may write to is a warning, and what is in it is still read."""
    remember(tmp_path, entry(), unheard)
    tmp_path.chmod(0o500)
    told: list[str] = []
    try:
        remember(tmp_path, entry(2), told.append)
    finally:
        tmp_path.chmod(0o700)
    assert len(told) == 1
    assert recall(tmp_path, unheard) == (entry(),)


def at_once(number: int, work: Callable[[int], None]) -> None:
    """Run the same work in several threads."""
    threads = [threading.Thread(target=work, args=(index,)) for index in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_builds_at_once_never_break_it(tmp_path: Path) -> None:
    """Many at once may lose entries, but the file is whole, and what was set aside is there once."""
    (tmp_path / NAME).write_bytes(b"damaged")
    told: list[str] = []

    def work(index: int) -> None:
        for seed in range(index, 40, 8):
            remember(tmp_path, entry(seed), told.append)

    at_once(8, work)
    assert 1 <= len(recall(tmp_path, unheard)) <= 40
    aside = [(tmp_path / name).read_bytes() for name in names(tmp_path) if name != NAME]
    assert aside.count(b"damaged") == 1
    assert not any(name.endswith(".part") for name in names(tmp_path))


def test_clearing_forgets_and_counts(tmp_path: Path) -> None:
    """All are forgotten, and how many that were is told; clearing nothing is no fault."""
    remember(tmp_path, entry(1), unheard)
    remember(tmp_path, entry(2), unheard)
    assert clear(tmp_path, unheard) == 2
    assert recall(tmp_path, unheard) == ()
    assert clear(tmp_path, unheard) == 0


def test_clearing_what_cant_be_read_keeps_it_aside(tmp_path: Path) -> None:
    """What nobody could look into is not deleted."""
    (tmp_path / NAME).write_bytes(b"damaged")
    told: list[str] = []
    assert clear(tmp_path, told.append) == 0
    assert (tmp_path / "history-set-aside-1.json").read_bytes() == b"damaged"
    assert recall(tmp_path, unheard) == ()


def test_the_latest_moves_come_first() -> None:
    """Of the last sessions the moves are told backwards, as the planner counts how long ago each was."""
    entries = [entry(1, ("a",)), entry(2, ("b", "c")), entry(3, ("d", "e"))]
    assert latest_moves(entries, 2) == ("e", "d", "c", "b")
