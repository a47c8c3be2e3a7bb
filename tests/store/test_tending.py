"""What goes when the store is too large, and what never does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.errors import OutputError
from backrelief_audio.store import Store, Upkeep, write_atomically
from backrelief_audio.store.keeping import FORMAT
from backrelief_audio.store.tending import Amount, clear, contents, prune, tend

NOW = 1_700_000_000.0
DAY = 86_400.0
HALF = ".0123456789abcdef.backrelief.part"


def name_of(number: int) -> str:
    """One of many names, in one of two folders."""
    return f"{'ab' if number % 2 else 'cd'}{number:062d}"


def placed(cache: Path, number: int, *, days: float = 0, size: int = 100, version: int = FORMAT) -> Path:
    """A file as the store places it, last used so many days ago."""
    name = name_of(number)
    path = cache / f"v{version}" / "clips" / name[: 1 if version == FORMAT else 2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (NOW - days * DAY, NOW - days * DAY))
    return path


def there(cache: Path) -> set[Path]:
    """All files in a folder, and links."""
    return {path for path in cache.rglob("*") if path.is_file() or path.is_symlink()}


def test_what_was_used_least_lately_goes_first(tmp_path: Path) -> None:
    """Nothing goes below the limit; above it the oldest go, so many as have to."""
    files = [placed(tmp_path, number, days=days) for number, days in enumerate((5, 1, 9, 3))]
    assert tend(tmp_path, Upkeep(now=NOW, limit=400), ()).gone == Amount()
    removed = tend(tmp_path, Upkeep(now=NOW, limit=210), ())
    assert (removed.gone, removed.left) == (Amount(2, 200), 200)
    assert there(tmp_path) == {files[1], files[3]}


def test_what_a_run_used_goes_last(tmp_path: Path) -> None:
    """What this run wrote or read stays, however old, where something else can go; a limit is a limit still."""
    old, new = placed(tmp_path, 0, days=9), placed(tmp_path, 1)
    tend(tmp_path, Upkeep(now=NOW, limit=100), {old.name})
    assert there(tmp_path) == {old}
    new.write_bytes(b"")
    tend(tmp_path, Upkeep(now=NOW, limit=0), {old.name})
    assert old not in there(tmp_path)


def test_files_of_the_future_are_the_oldest(tmp_path: Path) -> None:
    """They were written before the clock was set back and not used since; another run may be a little ahead of us."""
    files = [placed(tmp_path, number, days=days) for number, days in enumerate((-4000, 30, -0.1))]
    tend(tmp_path, Upkeep(now=NOW, limit=200), ())
    assert there(tmp_path) == {files[1], files[2]}
    tend(tmp_path, Upkeep(now=NOW, limit=100), ())
    assert there(tmp_path) == {files[2]}


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9), st.booleans()), max_size=12), st.integers(0, 300))
def test_no_more_goes_than_has_to(
    tmp_path_factory: pytest.TempPathFactory, asked: list[tuple[int, int, bool]], limit: int
) -> None:
    """What is left is under the limit, would not be with one file more, and is what was used latest."""
    cache = tmp_path_factory.mktemp("cache")
    files = {placed(cache, n, size=size, days=days): (used, -days) for n, (size, days, used) in enumerate(asked)}
    sizes = {path: path.stat().st_size for path in files}
    used = {path.name for path, (mine, _) in files.items() if mine}
    removed = tend(cache, Upkeep(now=NOW, limit=limit), used)
    stays = there(cache)
    gone = set(files) - stays
    assert removed.left == sum(sizes[path] for path in stays) <= limit
    if gone:
        last = max(gone, key=lambda path: (files[path], sizes[path]))
        assert all(files[path] >= files[last] for path in stays)
        assert removed.left + max(sizes[path] for path in gone if files[path] == files[last]) > limit


def test_a_run_that_kept_nothing_removes_nothing(tmp_path: Path) -> None:
    """A store is only looked through when it grew; then what this run kept stays."""
    old = placed(tmp_path, 0, days=9)
    store = Store(tmp_path, Upkeep(now=NOW, limit=150))
    store.get("clips", name_of(3))
    old.write_bytes(bytes(500))
    store.finish(lambda _: None)
    assert there(tmp_path) == {old}
    store.put("clips", name_of(3), b"new")
    os.utime(tmp_path / f"v{FORMAT}" / "clips" / "a" / name_of(3), (1, 1))
    store.finish(lambda _: None)
    assert {path.name for path in there(tmp_path)} == {name_of(3)}
    Store(tmp_path).put("clips", name_of(4), bytes(9000))
    assert len(there(tmp_path)) == 2


def test_what_older_versions_left_goes(tmp_path: Path) -> None:
    """First where the store is too large, always when it is pruned, and with its folders; newer ones never."""
    older = [placed(tmp_path, number, version=1) for number in range(3)]
    mine, newer = placed(tmp_path, 9, days=99), placed(tmp_path, 9, version=FORMAT + 1)
    found = contents(tmp_path)
    assert (found.kinds, found.older, found.bytes) == ((("clips", Amount(1, 100)),), Amount(3, 300), 400)
    tend(tmp_path, Upkeep(now=NOW, limit=250), ())
    assert len(there(tmp_path) & set(older)) == 1
    assert prune(tmp_path, 10**9, NOW).left == 100
    assert there(tmp_path) == {mine, newer}
    assert not (tmp_path / "v1").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_what_is_not_ours_is_never_removed(tmp_path: Path) -> None:
    """Files in other places, with other names, or behind links are neither counted nor touched."""
    cache, elsewhere = tmp_path / "cache", tmp_path / "elsewhere"
    placed(cache, 0)
    placed(cache, 0, version=1)
    good, other = name_of(0), name_of(1)
    mine = [
        "notes.txt", good, "v1/notes.txt", "v1/clips/notes.txt", "v1/clips/cd/notes.txt", f"v3/clips/c/{good}.bak",
        f"v3/clips/c/{other}", f"v3/clips/{good}", f"v3/my-clips/cd/{good}", f"v3/clips/C/{good}",
        f"v02/clips/cd/{good}", f"v0/clips/cd/{good}", f"v1.bak/clips/cd/{good}", f"v3/clips/c/deep/{good}",
        "v3/clips/c/.x.part", f"v3/{HALF}",
    ]  # fmt: skip
    for name in mine:
        (cache / name).parent.mkdir(parents=True, exist_ok=True)
        (cache / name).write_text("mine")
    (elsewhere / "cd").mkdir(parents=True)
    (elsewhere / "cd" / good).write_text("mine")
    (cache / "v1" / "frames").symlink_to(elsewhere)
    (cache / "v3" / "clips" / "a").symlink_to(elsewhere / "cd")
    (cache / "v3" / "clips" / "c" / f"cd{'9' * 62}").symlink_to(elsewhere / "cd" / good)
    before = there(tmp_path)
    assert contents(cache).bytes == 200
    assert prune(cache, 0, NOW).gone == Amount(2, 200)
    assert clear(cache, NOW).gone == Amount()
    assert len(before - there(tmp_path)) == 2
    assert all((cache / name).read_text() == "mine" for name in mine)
    assert (elsewhere / "cd" / good).read_text() == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locks that tell who is alive")
def test_what_killed_processes_left_goes_and_what_is_written_stays(tmp_path: Path) -> None:
    """A half file goes when the next run ends, whether it kept anything; one that is being written is its writer's."""
    placed(tmp_path, 0)
    shelf = tmp_path / f"v{FORMAT}" / "clips" / "c"
    half = shelf / f".{name_of(0)[:40]}{HALF}"
    half.write_bytes(b"half")

    def parts() -> Iterator[bytes]:
        yield b"first, "
        clear(tmp_path, NOW)
        yield b"second"

    write_atomically(shelf / name_of(2), parts(), durable=False)
    assert {path.name: path.read_bytes() for path in there(tmp_path)} == {name_of(2): b"first, second"}
    for new in (name_of(1), ""):
        half.write_bytes(b"half")
        store = Store(tmp_path, Upkeep(now=NOW))
        if new:
            store.put("clips", new, b"new")
        store.finish(lambda _: None)
        assert half not in there(tmp_path)


@pytest.mark.parametrize(("age", "goes"), [(7200.0, True), (60.0, False)])
def test_half_files_of_version_1_go_by_their_age(tmp_path: Path, age: float, goes: bool) -> None:
    """It held no locks: only what is old is nobody's any more, and then its folders go too."""
    whole = placed(tmp_path, 1, version=1)
    half = whole.with_name(f".{whole.name[:40]}.0123456789abcdef.part")
    half.write_bytes(b"half")
    os.utime(half, (NOW - age, NOW - age))
    prune(tmp_path, 0, NOW)
    assert half.exists() != goes
    assert (tmp_path / "v1").exists() != goes


@pytest.mark.parametrize(("age", "goes"), [(7200.0, True), (60.0, False), (-60.0, False), (-7200.0, True)])
def test_without_locks_a_half_file_goes_when_it_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: float, goes: bool
) -> None:
    """After an hour; by a clock that was set back it may be of the future, and then it goes as well."""
    from backrelief_audio import claims

    monkeypatch.setattr(claims, "LOCKS", False)
    placed(tmp_path, 0)
    half = tmp_path / f"v{FORMAT}" / "clips" / "c" / f".x{HALF}"
    half.write_bytes(b"half")
    os.utime(half, (NOW - age, NOW - age))
    prune(tmp_path, 10**9, NOW)
    assert half.exists() is not goes


def test_a_store_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """Neither a missing folder nor a file in its place is an error, and nothing is made there."""
    (tmp_path / "file").write_text("mine")
    for cache in (tmp_path / "nowhere", tmp_path / "file"):
        assert contents(cache).bytes == 0
        assert prune(cache, 0, NOW).gone == clear(cache, NOW).gone == Amount()
    assert there(tmp_path) == {tmp_path / "file"}
    assert (tmp_path / "file").read_text() == "mine"


def test_clearing_removes_all_of_it_and_the_folders(tmp_path: Path) -> None:
    """Of this version and of older ones; the folder of the cache itself stays."""
    for version in (1, FORMAT):
        for number in range(5):
            placed(tmp_path, number, version=version)
    removed = clear(tmp_path, NOW)
    assert (removed.gone, removed.left) == (Amount(10, 1000), 0)
    assert list(tmp_path.iterdir()) == []


def test_what_can_not_be_removed_is_told_after_the_rest_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that stays is named; a run is only warned of it; and what is gone already counts as removed."""
    stuck, gone, other = (placed(tmp_path, number) for number in range(3))
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path == stuck:
            raise PermissionError(1, "Operation not permitted", str(path))
        if path == gone:
            real(path)
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(OutputError, match="Operation not permitted") as raised:
        clear(tmp_path, NOW)
    assert str(stuck) in str(raised.value)
    assert there(tmp_path) == {stuck}
    assert not other.exists()
    store = Store(tmp_path, Upkeep(now=NOW, limit=50))
    store.put("clips", name_of(7), b"new")
    notices: list[str] = []
    store.finish(notices.append)
    assert "under its limit" in notices[0]


def test_a_folder_that_can_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be looked into is neither passed over in silence nor taken for empty."""
    placed(tmp_path, 0)
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("clips"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(OutputError, match="Permission denied"):
        contents(tmp_path)
