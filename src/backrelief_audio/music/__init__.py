"""The listener's own music as a bed: it goes on from passage to passage, and around its end without a click.

It is decoded once, at 48 kHz, to a nameless file that lives as long as the bed does, so that memory stays flat however
long it is, every part is exactly where it was, and what becomes of the listener's file during a build can't matter.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import weakref
from contextlib import closing
from pathlib import Path
from typing import IO, TYPE_CHECKING

from ..errors import OutputError, RequestError
from ..levels import Integration
from ..model.sound import BED_LEVEL, Bed, Passage
from ..units import SAMPLE_RATE, Lufs, Ms, samples_of
from .decoding import HINT, decoded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Stereo = NDArray[np.float32]

__all__ = ["FADE", "SHORTEST", "SILENT", "file_bed"]

VERSION = 1
"""Part of every key: raise it when the same file would sound different."""

SHORTEST = Ms(5000)
"""What is shorter is no music to be repeated."""

SILENT = Lufs(-70.0)
"""What is softer is silence."""

FADE = Ms(2000)
"""How long the end is crossfaded with the beginning; of short files a quarter at most."""

_SCALE = 16_384
"""Of the samples kept, 16 bit: decoders overshoot full scale, and 6 dB are room enough."""

_FRAME = 4
"""Bytes of one sample of both channels."""


def file_bed(path: Path, longest: Ms, *, folder: Path | None = None) -> Bed:
    """A sound file as a bed for a session of at most ``longest``; only so much of the file, and a crossfade, is used.

    What is decoded of it is kept in a file without a name in ``folder``, else where the system keeps temporary files:
    11.5 MB a minute.

    Raises RequestError where the file is not there, is not sound, too short, silent, absurd or changes meanwhile,
    MissingError where a decoder for it is not installed, OutputError where there is no room in ``folder``.
    """
    meter, digest = Integration(), hashlib.sha256()
    left = samples_of(Ms(longest + FADE))
    kept = _nameless(folder)
    try:
        before = _state(path)
        with closing(decoded(path)) as pieces:
            for piece in pieces:
                meter.add(piece[:left])
                data = _as_bytes(piece[:left])
                digest.update(data)
                _write(kept, data)
                left -= len(piece)
                if left <= 0:
                    break
        if _state(path) != before:
            raise RequestError(f"{path} changed while it was read", hint="try again when it is whole")
        samples = kept.seek(0, os.SEEK_END) // _FRAME
        _check(path, samples, meter.loudness())
        return _FileBed(str(path), kept, samples, meter.loudness(), digest.hexdigest())
    except BaseException:
        kept.close()
        raise


def _check(path: Path, samples: int, loudness: Lufs) -> None:
    """That there is enough of it to be heard."""
    if samples < samples_of(SHORTEST):
        told = f"{path} is too short to be repeated: {samples / SAMPLE_RATE:.1f} seconds of it can be played"
        raise RequestError(f"{told}, allowed are {SHORTEST // 1000} and more", hint=HINT)
    if loudness < SILENT:
        raise RequestError(f"{path} is silent", hint=HINT)


def _state(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written; None where it is not there, which reading it tells better."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _as_bytes(piece: Stereo) -> bytes:
    import numpy as np

    whole: NDArray[np.int16] = np.rint(np.clip(piece * np.float32(_SCALE), -32768, 32767)).astype("<i2")
    return whole.tobytes()


def _nameless(folder: Path | None) -> IO[bytes]:
    try:
        return tempfile.TemporaryFile(dir=folder, buffering=0)
    except OSError as fault:
        raise _no_room(fault) from fault


def _write(kept: IO[bytes], data: bytes) -> None:
    try:
        while data:
            data = data[kept.write(data) :]
    except OSError as fault:
        raise _no_room(fault) from fault


def _no_room(fault: OSError) -> OutputError:
    told = f"can't keep the decoded music: {fault.strerror or fault}"
    return OutputError(told, hint="free some space, or choose a shorter piece of music")


class _FileBed:
    """A bed that is read from decoded samples."""

    def __init__(self, name: str, kept: IO[bytes], samples: int, loudness: Lufs, digest: str) -> None:
        self.name = name
        self._kept = kept
        self._digest = digest
        self._fade = min(samples_of(FADE), samples // 4)
        self._loop = samples - self._fade
        self._gain = 10.0 ** ((BED_LEVEL - loudness) / 20.0) / _SCALE
        self._reading = threading.Lock()
        weakref.finalize(self, kept.close)

    def key(self, passage: Passage) -> str:
        return f"file {VERSION} {self._digest} at {passage.at} length {passage.length}"

    def play(self, passage: Passage) -> Stereo:
        import numpy as np

        played = np.empty((samples_of(passage.length), 2), dtype=np.float32)
        done = 0
        while done < len(played):
            rounds, at = divmod(samples_of(passage.at) + done, self._loop)
            few = min(len(played) - done, self._loop - at)
            played[done : done + few] = self._part(at, few, again=rounds > 0)
            done += few
        return played

    def _part(self, at: int, few: int, *, again: bool) -> Stereo:
        """So many samples from one on, before the loop's end; ``again`` if the end was heard before its beginning.

        What was the end fades out, by a crossfade of equal power, over the beginning of the next round.
        """
        import numpy as np

        part = self._samples(at, few)
        both = min(few, self._fade - at)
        if again and both > 0:
            way = ((np.arange(at, at + both) + 0.5) * (np.pi / 2 / self._fade)).astype(np.float32)[:, None]
            part[:both] = part[:both] * np.sin(way) + self._samples(self._loop + at, both) * np.cos(way)
        return part

    def _samples(self, at: int, few: int) -> Stereo:
        """What was decoded, levelled."""
        import numpy as np

        size = few * _FRAME
        data = b""
        with self._reading:
            self._kept.seek(at * _FRAME)
            while len(data) < size and (more := self._kept.read(size - len(data))):
                data += more
        assert len(data) == size, "decoded music ends before its length"
        return np.frombuffer(data, dtype="<i2").reshape(-1, 2).astype(np.float32) * np.float32(self._gain)
