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
from ..model.sound import PlacedBlock
from ..store import Store
from ..units import Tick
from .formats import MONO, STEREO, Format
from .frames import TAIL, encode, silent_frame
from .header import header_frame, music_crc
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
    front: bytes = b"",
    back: bytes = b"",
    store: Store | None = None,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Generator[bytes, None, None]:
    """The bytes, in pieces, of an MP3 file that plays so many ticks exactly: ``front``, header frame, frames, ``back``.

    ``front`` and ``back`` are tags (ID3v2, ID3v1). Blocks have the channels of ``form`` and come in order of their
    start; they may share a tick where at most one of them is not silent. Frames are kept in ``store``, and on their way
    in a nameless file in ``folder``. ``jobs`` runs of blocks, at most four, are encoded at once; ``progress`` is told
    the ticks done so far, and at last all. The bytes depend on blocks, length, format and tags alone, not on store or
    jobs.

    Raises OSError where there is no room in ``folder``, OutputError where there is none in the store.
    """
    assert ticks > 0, ticks
    yield front
    yield from _frames(folder, blocks, ticks, form, _Laying(store=store, jobs=jobs, progress=progress))
    if progress:
        progress(ticks)
    yield back


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
        jobs = min(laying.jobs, _MOST_JOBS)
        with ThreadPoolExecutor(jobs) as pool:
            coming = _ahead(in_runs(blocks, form), laying.store, pool, _AHEAD)
            for laid in _lay(reel, coming, total, form):
                if laying.progress:
                    laying.progress(min(laid, ticks))
        yield header_frame(total, music_crc(_chunks(reel, form), form), form)
        yield from _chunks(reel, form)


def _chunks(reel: IO[bytes], form: Format) -> Iterator[bytes]:
    reel.seek(0)
    return iter(lambda: reel.read(_CHUNK * form.frame_bytes), b"")


def _lay(
    reel: IO[bytes], runs: Iterable[tuple[Run, str, Future[bytes] | None]], total: int, form: Format
) -> Iterator[int]:
    """Lay every run's frames on its tick and silence between; yields how many frames lie there, after each run."""
    silence = silent_frame(form)
    places: dict[str, tuple[int, int]] = {}
    laid = 0
    for run, key, coming in runs:
        reel.write(silence * (run.start - laid))
        if coming:
            found = coming.result()
            places[key] = (reel.tell(), len(found))
        else:
            found = _again(reel, *places[key])
        reel.write(found)
        laid = run.start + len(found) // form.frame_bytes
        yield laid
    assert laid <= total, f"blocks run {laid - total} ticks past the end"
    reel.write(silence * (total - laid))


def _again(reel: IO[bytes], at: int, length: int) -> bytes:
    """Frames that were laid before: reading them back is what keeps memory flat without a store."""
    reel.seek(at)
    found = reel.read(length)
    reel.seek(0, 2)
    return found


def _ahead(
    runs: Iterable[Run], store: Store | None, pool: Executor, most: int
) -> Iterator[tuple[Run, str, Future[bytes] | None]]:
    """Each run with its name and its frames to come, or None where a run before had the same name.

    No more than ``most`` runs are under way or waiting to be read.
    """
    known: set[str] = set()
    waiting: deque[tuple[Run, str, Future[bytes] | None]] = deque()
    for run in runs:
        key = run.key()
        waiting.append((run, key, None if key in known else pool.submit(_encoded, run, key, store)))
        known.add(key)
        if len(waiting) >= most:
            yield waiting.popleft()
    yield from waiting


def _encoded(run: Run, key: str, store: Store | None) -> bytes:
    """A run's frames, from the store, or encoded and stored."""
    found = store.get("frames", key) if store else None
    if found is None:
        found = encode(run.pieces(), run.form)
        if store:
            store.put("frames", key, found)
    return found
