"""What the store keeps, and how files come by their names and rights."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backrelief_audio.errors import OutputError
from backrelief_audio.store import MOST_JSON, Store, read_json, sweep, write_atomically, write_together


@pytest.fixture
def strict_and_hasty() -> Iterator[None]:
    """A mask that keeps others out, and threads that take turns as often as they can."""
    mask, interval = os.umask(0o027), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)
    os.umask(mask)


def left(folder: Path) -> list[str]:
    """All names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """A thing is found under its kind and name, and only whole."""
    store = Store(tmp_path)
    store.put("clips", "abc", b"sound")
    assert store.get("clips", "abc") == b"sound"
    assert store.get("frames", "abc") is None
    (path,) = (path for path in tmp_path.rglob("abc") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    assert store.get("clips", "abc") is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no masks")
@pytest.mark.usefixtures("strict_and_hasty")
def test_files_get_the_rights_that_the_user_gives(tmp_path: Path) -> None:
    """However many threads write, every file has the rights of the user's mask, and the mask stays as it was."""
    store = Store(tmp_path)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: store.put("clips", f"{number:064d}", b"sound"), range(1500)))
    rights = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("0*") if path.is_file()}
    assert rights == {0o640}
    assert os.umask(0o027) == 0o027


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    """A write that fails half-way leaves the file that was there, and nothing beside it."""
    path = tmp_path / "session.mp3"
    write_atomically(path, [b"old"])

    def parts() -> Iterator[bytes]:
        yield b"new"
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        write_atomically(path, parts())
    assert path.read_bytes() == b"old"
    assert left(tmp_path) == ["session.mp3"]


def test_files_made_together_come_together(tmp_path: Path) -> None:
    """Where one of several can't be written, none gets its name."""
    with pytest.raises(OutputError):
        write_together([(tmp_path / "a", [b"a"]), (tmp_path / "missing" / "b", [b"b"])])
    assert left(tmp_path) == []
    write_together([(tmp_path / "a", [b"a"]), (tmp_path / "b", [b"b"])])
    assert left(tmp_path) == ["a", "b"]


def test_a_long_name_finds_room(tmp_path: Path) -> None:
    """A name as long as a file system allows is written too."""
    path = tmp_path / ("n" * 251 + ".mp3")
    write_atomically(path, [b"sound"])
    assert path.read_bytes() == b"sound"


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    """Half files of one name go; whole files, and half files of other names, stay."""
    write_atomically(tmp_path / "a.mp3", [b"whole"])
    half = "0123456789abcdef"
    names = [f".a.mp3.{half}.part", f".b.mp3.{half}.part", f".a.mp3.x.{half}.part", ".a.mp3.mine.part"]
    for name in names:
        (tmp_path / name).write_bytes(b"half")
    sweep(tmp_path / "a.mp3")
    assert left(tmp_path) == sorted([*names[1:], "a.mp3"])
    sweep(tmp_path / "nowhere" / "a.mp3")


def test_only_a_file_is_read_as_json(tmp_path: Path) -> None:
    """A pipe that nobody writes to, a device without an end and a file of more than its limit are not read."""
    path = tmp_path / "a.json"
    path.write_text('{"a": [1]}', encoding="utf-8")
    assert read_json(path) == {"a": [1]}
    os.truncate(path, MOST_JSON + 1)
    with pytest.raises(ValueError, match="more than 16000000 bytes"):
        read_json(path)
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(ValueError, match="not a file"):
        read_json(path)
    if hasattr(os, "mkfifo"):
        path.unlink()
        os.mkfifo(path)
        with pytest.raises(ValueError, match="not a file"):
            read_json(path)
