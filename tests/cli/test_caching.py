"""``cache``, its limit, and sessions whose store is broken, too small or not to be written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commanding import Command

from backrelief_audio.store.keeping import FORMAT

BUILD = ("build", "--minutes", "1", "--seed", "3")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of one's own."""
    folder = tmp_path / "my-cache"
    monkeypatch.setenv("BACKRELIEF_CACHE", str(folder))
    return folder


def kept(folder: Path) -> list[Path]:
    """All files in a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_the_cache_tells_what_is_in_it(command: Command, store: Path) -> None:
    """Folder, size, limit, and the files of each kind; the same as JSON; an empty one is no error."""
    empty = command("cache")
    assert (empty.code, empty.err) == (0, "")
    assert empty.out == f"folder  {store}\nsize    0.0 MB of 2.0 GB\n"
    assert not store.exists()
    command(*BUILD, "-o", "a.mp3")
    told = json.loads(command("cache", "--json").out)
    files = kept(store)
    assert told["bytes"] == sum(path.stat().st_size for path in files)
    assert {kind: amount["files"] for kind, amount in told["kinds"].items()} == {
        kind: len(kept(store / f"v{FORMAT}" / kind)) for kind in told["kinds"]
    }
    assert {"clips", "frames"} <= set(told["kinds"])
    assert (told["folder"], told["limit"], told["older"]) == (str(store), 2 * 10**9, {"files": 0, "bytes": 0})
    assert f"frames  {told['kinds']['frames']['files']} files, " in command("cache").out


def test_pruning_and_clearing_say_what_is_left(command: Command, store: Path) -> None:
    """Down to a size, or to nothing; a session is made again after it, the same to the byte."""
    command(*BUILD, "-o", "a.mp3")
    (store / "notes.txt").write_text("mine")
    before = len(kept(store))
    told = json.loads(command("cache", "prune", "--to", "300 kB", "--json").out)
    assert 0 < told["bytes"] <= 300_000
    assert told["removed"]["files"] == before - len(kept(store))
    assert command("cache", "prune").out == f"0 files removed, 0.0 MB; {told['bytes'] / 1e6:.1f} MB left\n"
    assert command("cache", "clear").out.endswith("; 0.0 MB left\n")
    assert kept(store) == [store / "notes.txt"]
    assert command(*BUILD, "-o", "b.mp3").code == 0
    assert Path("a.mp3").read_bytes() == Path("b.mp3").read_bytes()


def test_what_an_older_version_left_is_told(command: Command, store: Path) -> None:
    """It is counted by itself, with what to type, and goes by that."""
    old = store / "v1" / "clips" / "ab" / f"ab{'0' * 62}"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"old")
    told = command("cache")
    assert "older   1 file, 0.0 MB\n" in told.out
    assert "backrelief-audio cache prune" in told.err
    command("cache", "prune")
    assert not (store / "v1").exists()


def test_the_limit_holds_when_a_command_ends(
    command: Command, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set in the settings file, or by the environment, which wins; with 0 nothing is kept, and the session is there."""
    (tmp_path / "config" / "backrelief-audio" / "config.toml").write_text("cache_limit = 0.3\n", encoding="utf-8")
    command(*BUILD, "-o", "a.mp3")
    assert 0 < sum(path.stat().st_size for path in kept(store)) <= 300_000
    monkeypatch.setenv("BACKRELIEF_CACHE_LIMIT", "0")
    assert command(*BUILD, "-o", "b.mp3").code == 0
    assert kept(store) == []
    assert Path("a.mp3").read_bytes() == Path("b.mp3").read_bytes()


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("typed", "size"),
    [("500", 500 * 10**6), ("1.5GB", 1500 * 10**6), ("2 tb", 2 * 10**12), (" 64 k ", 64_000), ("0", 0)],
)
def test_a_limit_is_a_size(command: Command, monkeypatch: pytest.MonkeyPatch, typed: str, size: int) -> None:
    """A number alone is in MB; units may be long or short, with a space or not."""
    monkeypatch.setenv("BACKRELIEF_CACHE_LIMIT", typed)
    assert json.loads(command("cache", "--json").out)["limit"] == size


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("typed", ["much", "-1", "1e9", "500B", "5 PB", "GB", "1,5 GB", "9" * 40, "nan", "٣"])
def test_nonsense_is_no_limit(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    """It is refused with 2 wherever it was typed, and told with what is allowed."""
    (tmp_path / "config" / "backrelief-audio" / "config.toml").write_text(
        f'cache_limit = "{typed}"\n', encoding="utf-8"
    )
    set_ = command("plan", "--minutes", "1")
    monkeypatch.setenv("BACKRELIEF_CACHE_LIMIT", typed)
    for told, where in (
        (set_, "config.toml: cache_limit"),
        (command("cache"), "BACKRELIEF_CACHE_LIMIT"),
        (command("cache", "prune", "--to", typed), "--to"),
    ):
        assert told.code == 2
        assert f"{where}: {typed!r} is no size; allowed: a number of MB" in told.err
    assert command("cache", "clear").code == 0


def test_a_broken_store_is_made_again(command: Command, store: Path) -> None:
    """Files that were cut short, emptied or are something else change nothing of what is made, and are told once."""
    command(*BUILD, "-o", "a.mp3")
    files = kept(store)
    assert files
    for number, path in enumerate(files):
        path.write_bytes([b"", b"something else", path.read_bytes()[:-7]][number % 3])
    told = command(*BUILD, "-o", "b.mp3")
    assert (told.code, told.out) == (0, "b.mp3\n")
    assert told.err.count("warning") == 1
    found = re.search(r"(\d+) files in the cache were damaged .*, and made again where needed: (.*)", told.err)
    assert found
    assert len(files) // 2 <= int(found[1]) <= len(files)  # a clip is not read where its measure is damaged too
    assert found[2].startswith(str(store))
    assert Path("a.mp3").read_bytes() == Path("b.mp3").read_bytes()
    assert command(*BUILD, "-o", "c.mp3").err == ""


def test_a_store_that_cant_be_written_stops_no_session(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session is made, the same to the byte, and a warning says once what to do about the store."""
    command(*BUILD, "-o", "a.mp3")
    blocked = tmp_path / "blocked"
    blocked.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("BACKRELIEF_CACHE", str(blocked))
    told = command(*BUILD, "-o", "b.mp3")
    assert (told.code, told.out) == (0, "b.mp3\n")
    assert told.err.count("warning") == 1
    assert "BACKRELIEF_CACHE" in told.err
    assert Path("a.mp3").read_bytes() == Path("b.mp3").read_bytes()
    assert blocked.read_text(encoding="utf-8") == "not a folder"


def test_the_store_is_told_of_before_the_error_that_ended_the_command(command: Command, store: Path) -> None:
    """A command that fails tells what was the matter with the store as well."""
    store.write_text("not a folder", encoding="utf-8")
    Path("a.json").mkdir()
    told = command(*BUILD, "-o", "a.mp3", "--force")
    assert told.code == 1
    assert "can't write" in told.err.split("error:")[1]
    assert told.err.startswith("warning: what is made is not kept")
