"""Blocks to an MP3 file: constant rate, 48 kHz, mono or stereo, joined frame by frame.

A fresh encoder's first frame refers to no bytes before it, so blocks can be encoded alone, in any order, kept by the
hash of what they hold, and joined by laying their frames on their tick (docs/architecture.md, 4). Nothing holds more
than a few blocks at a time: the frames are laid out in a nameless file beside the target, because the header frame that
goes before them holds their checksum.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..errors import OutputError
from ..importing import import_all
from ..model.sound import PlacedBlock
from ..store import Store
from ..units import Tick
from .checksums import crc_of_frames, crc_of_silence, joined
from .formats import MONO, STEREO, Format
from .frames import TAIL, encode, silent_frame
from .header import header_frame
from .runs import Run, in_runs

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    import numpy as np
    import numpy.typing as npt

__all__ = ["MONO", "STEREO", "Format", "decode", "mp3_parts"]

_AHEAD = 6
"""Runs that are under way or wait to be written. Over a bed, the frames of one are half a megabyte, and two at most."""

_MOST_JOBS = 4
"""Threads that encode, however many cores there are: each takes some 6 MB and holds a loop, and memory stays flat."""

_CHUNK = 4096
"""Frames read back at a time."""


def mp3_parts(
    folder: Path,
    blocks: Iterable[PlacedBlock],
    ticks: Tick,
    *,
    form: Format = MONO,
    store: Store | None = None,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Generator[bytes, None, None]:
    """The bytes, in pieces, of an MP3 file that plays so many ticks exactly: the header frame, then all others.

    Tags go before the first piece, which comes when all is encoded, and behind the last. Blocks have the channels of
    ``form`` and come in order of their start; they may share a tick where at most one of them is not silent. Frames are
    kept in ``store``, and on their way in a nameless file in ``folder``. ``jobs`` runs of blocks, at most four, are
    encoded at once; ``progress`` is told the ticks done so far, and at last all. The bytes depend on blocks, length and
    format alone, not on store or jobs.

    Raises OSError where there is no room in ``folder``.
    """
    assert ticks > 0, ticks
    yield from _frames(folder, blocks, ticks, form, _Laying(store=store, jobs=jobs, progress=progress))
    if progress:
        progress(ticks)


def decode(path: Path) -> npt.NDArray[np.int16]:
    """An MP3 file's samples, int16 at the file's rate, as libsndfile decodes them: (n,) if mono, (n, 2) if stereo.

    Raises OutputError where that can't be done: it is for looking at what has just been written.
    """
    import soundfile

    try:
        samples: npt.NDArray[np.int16] = soundfile.read(path, dtype="int16")[0]
    except (OSError, soundfile.LibsndfileError) as fault:
        raise OutputError(f"can't decode {path}: {fault}") from fault
    return samples


@dataclass(frozen=True, slots=True, kw_only=True)
class _Laying:
    """How frames come about, which changes nothing of what they are."""

    store: Store | None
    jobs: int
    progress: Callable[[int], None] | None


def _frames(
    folder: Path, blocks: Iterable[PlacedBlock], ticks: Tick, form: Format, laying: _Laying
) -> Generator[bytes, None, None]:
    """The header frame, then all others in pieces."""
    from concurrent.futures import ThreadPoolExecutor

    total = ticks + TAIL
    with tempfile.TemporaryFile(dir=folder) as reel:
        laid = _Laid(reel, form)
        with ThreadPoolExecutor(min(laying.jobs, _MOST_JOBS)) as pool:
            for run, key, coming in _ahead(in_runs(blocks, form), laying.store, pool, _AHEAD):
                laid.add(run, key, coming)
                if laying.progress:
                    laying.progress(min(laid.frames, ticks))
        laid.silence(total)
        yield header_frame(total, laid.crc, form)
        yield from _chunks(reel, form)


def _chunks(reel: IO[bytes], form: Format) -> Iterator[bytes]:
    reel.seek(0)
    return iter(lambda: reel.read(_CHUNK * form.frame_bytes), b"")


@dataclass(frozen=True, slots=True)
class _Coded:
    """A run's frames, and their checksum."""

    frames: bytes
    crc: int


class _Laid:
    """Every run's frames on its tick and silence between, and their checksum so far."""

    def __init__(self, reel: IO[bytes], form: Format) -> None:
        self.frames = 0
        self.crc = 0
        self._reel = reel
        self._form = form
        self._places: dict[str, tuple[int, int, int]] = {}

    def silence(self, until: int) -> None:
        """Silence up to a frame."""
        more = until - self.frames
        assert more >= 0, f"blocks run {-more} ticks past the end or into each other"
        self._reel.write(silent_frame(self._form) * more)
        self._count(crc_of_silence(more, self._form), more)

    def add(self, run: Run, key: str, coming: Future[_Coded] | None) -> None:
        """A run; None for one whose frames were laid before."""
        self.silence(run.start)
        if coming:
            coded = coming.result()
            self._places[key] = (self._reel.tell(), len(coded.frames), coded.crc)
        else:
            coded = self._again(*self._places[key])
        self._reel.write(coded.frames)
        self._count(coded.crc, len(coded.frames) // self._form.frame_bytes)

    def _again(self, at: int, length: int, crc: int) -> _Coded:
        """Frames that were laid before: reading them back is what keeps memory flat without a store."""
        self._reel.seek(at)
        frames = self._reel.read(length)
        self._reel.seek(0, 2)
        return _Coded(frames, crc)

    def _count(self, crc: int, more: int) -> None:
        self.crc = joined(self.crc, crc, more, self._form)
        self.frames += more


def _ahead(
    runs: Iterable[Run], store: Store | None, pool: Executor, most: int
) -> Iterator[tuple[Run, str, Future[_Coded] | None]]:
    """Each run with its name and its frames to come, or None where a run before had the same name.

    No more than ``most`` runs are under way or waiting to be read.
    """
    known: set[str] = set()
    waiting: deque[tuple[Run, str, Future[_Coded] | None]] = deque()
    for run in runs:
        key = run.key()
        waiting.append((run, key, None if key in known else _begun(run, key, store, pool)))
        known.add(key)
        if len(waiting) >= most:
            yield waiting.popleft()
    yield from waiting


def _begun(run: Run, key: str, store: Store | None, pool: Executor) -> Future[_Coded]:
    """A run's frames, from the store at once, or to be encoded. They are kept behind two bytes of checksum."""
    found = store.get("frames", key) if store else None
    if found is None:
        return pool.submit(_encoded, run, key, store)
    from concurrent.futures import Future

    done: Future[_Coded] = Future()
    done.set_result(_Coded(found[2:], int.from_bytes(found[:2], "big")))
    return done


def _encoded(run: Run, key: str, store: Store | None) -> _Coded:
    """A run's frames, encoded and stored."""
    import_all("numpy", "numpy.fft")
    frames = encode(run.pieces(), run.form)
    coded = _Coded(frames, crc_of_frames(frames, run.form))
    if store:
        store.put("frames", key, coded.crc.to_bytes(2, "big") + frames)
    return coded
