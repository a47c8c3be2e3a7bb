"""How files come by their names and rights, and what killed processes left."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from backrelief_audio.errors import OutputError
from backrelief_audio.store import MOST_JSON, Store, read_json, set_aside, sweep, write_atomically, write_together
from backrelief_audio.store.writing import remove_half

locks = pytest.mark.skipif(sys.platform == "win32", reason="there a file that is open can't be removed, nor be locked")

HALF = ".0123456789abcdef.backrelief.part"


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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no masks")
@pytest.mark.usefixtures("strict_and_hasty")
def test_files_get_the_rights_that_the_user_gives(tmp_path: Path) -> None:
    """However many threads write, every file has the rights of the user's mask, and the mask stays as it was."""
    store = Store(tmp_path)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: store.put("clips", f"{number:064d}", b"sound"), range(1500)))
    rights = [path.stat().st_mode & 0o777 for path in tmp_path.rglob("0*") if path.is_file()]
    assert rights == [0o640] * 1500
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


def test_the_bytes_are_on_the_disk_before_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of the user's are waited for, all before the first has its name; files of the store are not."""
    seen: list[list[str]] = []
    real = os.fsync

    def watched(number: int) -> None:
        real(number)
        seen.append([name for name in left(tmp_path) if not name.endswith(".part")])

    monkeypatch.setattr(os, "fsync", watched)
    write_together([(tmp_path / "a", [b"a"]), (tmp_path / "b", [b"b"])])
    assert seen == [[], []]
    write_atomically(tmp_path / "c", [b"c"], durable=False)
    assert len(seen) == 2


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    """Half files go; whole files, and what only looks like one, stay; a folder that is not there is no error."""
    write_atomically(tmp_path / "a.mp3", [b"whole"])
    others = [".a.mp3.mine.part", ".a.mp3.0123456789abcdef.part", f"a.mp3{HALF}"]
    for name in (*others, f".a.mp3{HALF}", f".b.mp3{HALF}", f".a.mp3.x{HALF}"):
        (tmp_path / name).write_bytes(b"half")
    sweep(tmp_path)
    assert left(tmp_path) == sorted([*others, "a.mp3"])
    sweep(tmp_path / "nowhere")


@locks
def test_the_next_file_in_a_folder_removes_what_was_left_there(tmp_path: Path) -> None:
    """Sessions have other names each time: half files go whatever they were to be called, and nothing else does."""
    others = [".a.mp3.part", ".a.mp3.0123456789abcdef.part", f"a.mp3{HALF}", f".a.mp3{HALF}.bak"]
    for name in (*others, f".seed7.mp3{HALF}", f".{'n' * 40}{HALF}"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / f".folder{HALF}").mkdir()
    write_atomically(tmp_path / "seed8.mp3", [b"whole"])
    assert left(tmp_path) == sorted([*others, f".folder{HALF}", "seed8.mp3"])


@locks
def test_what_is_being_written_is_never_swept(tmp_path: Path) -> None:
    """While a file is written, neither another file in its folder nor a sweep of the folder takes it away."""
    path = tmp_path / "long.mp3"

    def parts() -> Iterator[bytes]:
        yield b"first, "
        write_atomically(tmp_path / "other.mp3", [b"other"])
        sweep(tmp_path)
        yield b"second"

    write_together([(path, parts()), (tmp_path / "long.json", iter(parts()))])
    assert path.read_bytes() == (tmp_path / "long.json").read_bytes() == b"first, second"
    assert left(tmp_path) == ["long.json", "long.mp3", "other.mp3"]


@locks
def test_a_file_swept_before_it_was_locked_is_begun_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the making of a file and its lock another process may sweep: then it is made under another name."""
    import fcntl

    real = fcntl.flock
    swept: list[Path] = []

    def late(file: int, how: int) -> None:
        if not swept:
            swept.extend(tmp_path.iterdir())
            swept[0].unlink()
        real(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    write_atomically(tmp_path / "a.mp3", [b"whole"])
    assert swept
    assert (tmp_path / "a.mp3").read_bytes() == b"whole"
    assert left(tmp_path) == ["a.mp3"]


@locks
def test_without_locks_nothing_is_taken_for_abandoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a file system without locks files are written all the same, and half files stay but where nobody writes."""
    import fcntl

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    half, other = tmp_path / f".a.mp3{HALF}", tmp_path / f".c.mp3{HALF}"
    for path in (half, other):
        path.write_bytes(b"half")
    write_atomically(tmp_path / "b.mp3", [b"whole"])
    sweep(tmp_path)
    assert left(tmp_path) == [half.name, other.name, "b.mp3"]
    assert not remove_half(half, unheld=False)
    sweep(tmp_path, ["a.mp3"])
    assert left(tmp_path) == [other.name, "b.mp3"]


FINISHED = """
import pathlib, sys
from backrelief_audio import claims
from backrelief_audio.store import write_together

folder = pathlib.Path(sys.argv[1])
replace = pathlib.Path.replace

def ended(self, target):
    pathlib.Path.replace = replace
    replace(self, target)
    claims.undo_all()
    print(sorted(path.name for path in folder.iterdir()))
    raise SystemExit

pathlib.Path.replace = ended
write_together([(folder / name, [b"new"]) for name in "abc"])
"""


def test_a_signal_among_the_names_finishes_them(tmp_path: Path) -> None:
    """Where the end is asked for when the first of three files has its name, the others get theirs: no mixture."""
    done = subprocess.run([sys.executable, "-c", FINISHED, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout == "['a', 'b', 'c']\n"
    assert left(tmp_path) == ["a", "b", "c"]


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


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_a_private_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """From its first byte on, and whatever rights the one before it had."""
    path = tmp_path / "secret"
    path.write_bytes(b"open to all")
    path.chmod(0o644)
    seen = []

    def parts() -> Iterator[bytes]:
        yield b"secret"
        seen.extend(stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir() if one != path)

    write_atomically(path, parts(), private=True)
    assert seen == [0o600]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == b"secret"


def test_what_is_set_aside_is_lost_to_nobody(tmp_path: Path) -> None:
    """Files and folders get a free name, one after the other; what is gone already is an error."""
    for number in (1, 2, 3):
        (tmp_path / "a.json").write_text(str(number)) if number < 3 else (tmp_path / "a.json").mkdir()
        assert set_aside(tmp_path / "a.json") == f"a-set-aside-{number}.json"
    assert [(tmp_path / f"a-set-aside-{number}.json").read_text() for number in (1, 2)] == ["1", "2"]
    assert (tmp_path / "a-set-aside-3.json").is_dir()
    with pytest.raises(FileNotFoundError):
        set_aside(tmp_path / "a.json")
    assert len(list(tmp_path.iterdir())) == 3
