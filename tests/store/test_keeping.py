"""What the store keeps, and that it never gives anything else."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backrelief_audio.errors import OutputError
from backrelief_audio.store import Store, Upkeep, keeping, write_atomically
from backrelief_audio.store.keeping import FORMAT
from backrelief_audio.store.tending import clear, prune

NAME = "ab" + "0" * 62
OTHER = "ab" + "1" * 62
NOW = 1_700_000_000.0
DAY = 86_400.0


def file(cache: Path, kind: str = "clips", name: str = NAME) -> Path:
    """Where a thing is kept."""
    (path,) = (path for path in cache.rglob(name) if path.parent.parent.name == kind)
    return path


def told(store: Store) -> list[str]:
    """What a store says at the end of a run."""
    notices: list[str] = []
    store.finish(notices.append)
    return notices


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    """A thing is found under its kind and name, by any process, and nothing is told of it."""
    store = Store(tmp_path)
    store.put("clips", NAME, b"sound")
    store.put("frames", NAME, b"")
    assert Store(tmp_path).get("clips", NAME) == b"sound"
    assert store.get("frames", NAME) == b""
    assert store.get("clips", OTHER) is None
    assert Store(tmp_path / "nowhere").get("clips", NAME) is None
    assert told(store) == []


@given(
    data=st.binary(max_size=40), how=st.sampled_from(["cut", "more", "other", "bit", "zeros"]), where=st.integers(0, 99)
)
def test_damage_is_never_taken_for_sound(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, how: str, where: int
) -> None:
    """Cut short, longer, exchanged, changed in a bit, or all zeros: there is nothing then, and that is told."""
    cache = tmp_path_factory.mktemp("cache")
    store = Store(cache)
    store.put("clips", NAME, data)
    path = file(cache)
    whole = path.read_bytes()
    at = where % len(whole)
    damaged = {
        "cut": whole[:at],
        "more": whole + data + b"\0",
        "other": data,
        "bit": whole[:at] + bytes([whole[at] ^ 1 << where % 8]) + whole[at + 1 :],
        "zeros": bytes(len(whole)),
    }
    path.write_bytes(damaged[how])
    assert store.get("clips", NAME) is None
    store.put("clips", NAME, data)
    assert store.get("clips", NAME) == data
    (notice,) = told(store)
    assert f"a file in the cache was damaged or unreadable, and made again where needed: {path}" in notice


@given(data=st.binary(min_size=1, max_size=300), brief=st.integers(0, 300), where=st.integers(0, 10_000))
def test_a_brief_is_checked_by_itself(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, brief: int, where: int
) -> None:
    """The first bytes come back alone; damage behind them is not looked at, damage in or before them is noticed."""
    cache = tmp_path_factory.mktemp("cache")
    store = Store(cache)
    store.put("clips", NAME, data, brief=brief)
    assert store.get_brief("clips", NAME) == data[:brief]
    path = file(cache)
    whole = path.read_bytes()
    at = where % len(whole)
    behind = at >= len(whole) - len(data[brief:])
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << where % 8]) + whole[at + 1 :])
    assert store.get("clips", NAME) is None
    path.write_bytes(whole[:at])
    assert store.get_brief("clips", NAME) is None
    path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << where % 8]) + whole[at + 1 :])
    unread = behind or at in range(16, 48)  # where the checksum is that is for the whole alone
    assert store.get_brief("clips", NAME) in ([data[:brief]] if unread else [None, data[:brief]])


def test_a_file_is_whole_only_under_its_own_name(tmp_path: Path) -> None:
    """A file that was copied or renamed to another name or kind is noticed."""
    store = Store(tmp_path)
    store.put("clips", NAME, b"seven")
    path = file(tmp_path)
    shutil.copy(path, path.with_name(OTHER))
    shutil.copytree(tmp_path / f"v{FORMAT}" / "clips", tmp_path / f"v{FORMAT}" / "frames")
    assert store.get("clips", OTHER) is None
    assert store.get("frames", NAME) is None
    assert store.get("clips", NAME) == b"seven"


def test_damage_is_told_once_for_all(tmp_path: Path) -> None:
    """However often damaged files are looked for, a run says once how many there were and where; then no more."""
    store = Store(tmp_path)
    for name in (NAME, OTHER):
        store.put("clips", name, b"sound")
        file(tmp_path, name=name).write_bytes(b"no sound")
    assert [store.get("clips", name) for name in (NAME, OTHER, NAME)] == [None] * 3
    (notice,) = told(store)
    assert "2 files in the cache were damaged" in notice
    assert str(tmp_path) in notice
    assert told(store) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_file_holds_nothing_up(tmp_path: Path) -> None:
    """A pipe, a folder and an endless device in place of files are damage like any other; a folder is left alone."""
    store = Store(tmp_path)
    places = [store.root / "clips" / "a" / name for name in (NAME, OTHER, "ab" + "2" * 62)]
    places[0].parent.mkdir(parents=True)
    os.mkfifo(places[0])
    places[1].symlink_to("/dev/zero")
    places[2].mkdir()
    for path in places:
        assert store.get("clips", path.name) is None
        store.put("clips", path.name, b"sound")
    assert [store.get("clips", path.name) for path in places] == [b"sound", b"sound", None]
    assert places[2].is_dir()
    assert len(told(store)) == 2


def test_a_store_that_cant_be_made_stops_nothing(tmp_path: Path) -> None:
    """Where the folder is a file nothing is kept; that is told once, with what to do."""
    blocked = tmp_path / "blocked"
    blocked.write_text("mine")
    store = Store(blocked, Upkeep(now=NOW))
    store.put("clips", NAME, b"sound")
    store.put("clips", OTHER, b"sound")
    assert store.get("clips", NAME) is None
    (notice,) = told(store)
    assert "not kept" in notice
    assert "(and 1 more)" in notice
    assert "BACKRELIEF_CACHE" in notice
    assert blocked.read_text() == "mine"


@contextmanager
def small_files(most: int) -> Iterator[None]:
    """No file can grow beyond so many bytes."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
def test_nothing_half_written_stays(tmp_path: Path) -> None:
    """Where a file can't be written to its end, what was there before is there still, and nothing else."""
    store = Store(tmp_path)
    store.put("clips", NAME, b"sound")
    with small_files(10_000):
        store.put("clips", NAME, bytes(20_000))
        store.put("clips", OTHER, bytes(20_000))
    assert store.get("clips", NAME) == b"sound"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [NAME]
    assert "not kept" in told(store)[0]


def test_a_full_disk_has_its_own_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no space, the advice is to make some."""

    def full(*_: object, **__: object) -> None:
        raise OutputError("can't write: full") from OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keeping, "write_atomically", full)
    store = Store(tmp_path)
    store.put("clips", NAME, b"sound")
    assert "backrelief-audio cache prune" in told(store)[0]
    with pytest.raises(OutputError) as raised:
        store.prove()
    assert "backrelief-audio cache prune" in raised.value.hint


def test_what_another_process_kept_meanwhile_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file can't be replaced because somebody reads it, and it is whole, nothing is the matter."""
    store = Store(tmp_path)
    store.put("clips", NAME, b"sound")

    def busy(*_: object, **__: object) -> None:
        raise OutputError("can't write: in use") from PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(keeping, "write_atomically", busy)
    store.put("clips", NAME, b"sound")
    assert told(store) == []


def test_a_folder_that_vanishes_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may clear the store at any moment, even between the making of a folder and that of a file in it."""
    store = Store(tmp_path)
    store.put("clips", NAME, b"sound")
    shutil.rmtree(tmp_path / f"v{FORMAT}")
    vanished: list[Path] = []

    def swept(path: Path, parts: Iterable[bytes], *, durable: bool) -> None:
        if len(vanished) < 3:
            vanished.append(path)
            shutil.rmtree(tmp_path / f"v{FORMAT}", ignore_errors=True)
        write_atomically(path, parts, durable=durable)

    monkeypatch.setattr(keeping, "write_atomically", swept)
    store.put("clips", NAME, b"sound")
    assert len(vanished) == 3
    assert store.get("clips", NAME) == b"sound"
    assert told(store) == []


@pytest.mark.parametrize(("age", "marked"), [(2 * DAY, True), (DAY / 2, False), (-DAY / 2, False), (-400 * DAY, True)])
def test_reading_marks_a_file_as_used_once_a_day(tmp_path: Path, age: float, marked: bool) -> None:
    """Its time is now where it was over a day off, in the past or, by a clock set back, in the future."""
    Store(tmp_path).put("clips", NAME, b"sound")
    path = file(tmp_path)
    os.utime(path, (NOW - age, NOW - age))
    assert Store(tmp_path, Upkeep(now=NOW)).get("clips", NAME) == b"sound"
    assert path.stat().st_mtime == (NOW if marked else NOW - age)
    os.utime(path, (NOW - age, NOW - age))
    Store(tmp_path).get("clips", NAME)
    assert path.stat().st_mtime == NOW - age


def test_a_store_that_works_proves_it_and_leaves_nothing(tmp_path: Path) -> None:
    """What is written for the proof is read back and removed; where that can't be, the store is what the hint names."""
    Store(tmp_path).prove()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    (tmp_path / "blocked").write_text("")
    with pytest.raises(OutputError, match="blocked") as raised:
        Store(tmp_path / "blocked").prove()
    assert "BACKRELIEF_CACHE" in raised.value.hint


NAMES = st.sampled_from([f"{shelf}{number:062d}" for shelf in ("ab", "cd") for number in range(3)])


class Sharing(RuleBasedStateMachine):
    """Two processes at one store, with everything that happens to it in any order."""

    @initialize()
    def begin(self) -> None:
        """A new folder."""
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.cache = Path(self.folder.name)
        self.stores = [Store(self.cache, Upkeep(now=NOW + n, limit=300)) for n in range(2)]

    def teardown(self) -> None:
        """Remove it."""
        self.folder.cleanup()

    @rule(which=st.integers(0, 1), name=NAMES)
    def put(self, which: int, name: str) -> None:
        """One keeps something."""
        self.stores[which].put("clips", name, name.encode())

    @rule(name=NAMES, cut=st.integers(0, 150))
    def damage(self, name: str, cut: int) -> None:
        """A file is cut short."""
        for path in self.cache.rglob(name):
            path.write_bytes(path.read_bytes()[:cut])

    @rule(one=NAMES, other=NAMES)
    def rename(self, one: str, other: str) -> None:
        """A file gets another's name."""
        place = self.cache / f"v{FORMAT}" / "clips" / other[:1]
        for path in [*self.cache.rglob(one)]:
            if place.is_dir():
                path.replace(place / other)

    @rule(which=st.integers(0, 1))
    def finish(self, which: int) -> None:
        """A run ends."""
        self.stores[which].finish(lambda _: None)

    @rule(to=st.integers(0, 400))
    def prune(self, to: int) -> None:
        """Somebody prunes."""
        assert prune(self.cache, to, NOW).left <= to

    @rule()
    def clear(self) -> None:
        """Somebody clears."""
        assert clear(self.cache, NOW).left == 0

    @invariant()
    def holds(self) -> None:
        """Whatever is found is what was kept under that name."""
        if hasattr(self, "cache"):
            for path in self.cache.rglob(f"v{FORMAT}/clips/*/*"):
                assert self.stores[0].get("clips", path.name) in (None, path.name.encode())


TestSharing = Sharing.TestCase
