"""Sound files of any kind to samples: a piece at a time, at 48 kHz, in two channels.

libsndfile reads WAV, AIFF, FLAC, OGG and MP3. For M4A and what else it can't read there is the ffmpeg program that the
package ``imageio-ffmpeg`` carries, the extra ``m4a``.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import MissingError, RequestError
from ..units import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Stereo = NDArray[np.float32]

HINT = "give the path of a WAV, FLAC, OGG, MP3 or M4A file"

MOST_TAG = 32_000_000
"""Bytes of a tag before the sound of an MP3, pictures and all: the library reads it whole."""

MOST_CHANNELS = 32
RATES = range(4_000, 768_001)
"""Hertz that a file may have."""

_PATIENCE = 30.0
"""Seconds that ffmpeg may take for the next piece: it searches some files for sound without an end."""

_PIECE = 2 * 48_000
"""Numbers to be read at once, as many as a second of two channels has: files may have more channels and rates."""

_FOREIGN = {".m4a", ".mp4", ".m4b", ".aac", ".alac", ".wma", ".webm", ".mka", ".mkv", ".mov", ".ac3", ".ape", ".wv"}
"""Endings of what ffmpeg reads and libsndfile does not."""


def decoded(path: Path) -> Generator[Stereo, None, None]:
    """The sound of a file from its beginning, in pieces of about a second: full scale 1.0, of shape (samples, 2).

    One channel goes to both; of more than two the first two are left and right. What is broken off ends where it can't
    be read on. Close the generator where not all of it is taken.

    Raises RequestError for what is no file, can't be opened, is not sound or is absurd, MissingError where the extra
    for its kind is not installed.
    """
    import numpy as np

    head = _head(path)
    opened = _opened(path)
    pieces = _read(opened) if opened is not None else _piped(path, _program(path, head))
    with closing(pieces):
        for piece in pieces:
            if not np.isfinite(piece).all():
                raise RequestError(f"{path} holds samples that are no numbers", hint="export it again, as 16-bit WAV")
            yield piece


def _head(path: Path) -> bytes:
    """The first bytes of a file that can be opened."""
    try:
        if path.is_dir():
            raise RequestError(f"{path} is a folder, not a sound file", hint=HINT)
        if path.exists() and not path.is_file():  # a pipe would never end, nor would a device
            raise RequestError(f"{path} is not a file", hint=HINT)
        with path.open("rb") as file:
            head = file.read(64)
    except FileNotFoundError as fault:
        raise RequestError(f"there is no file {path}", hint=HINT) from fault
    except (OSError, ValueError) as fault:
        raise RequestError(f"can't read {path}: {getattr(fault, 'strerror', None) or fault}", hint=HINT) from fault
    if _tag(head) > MOST_TAG:
        told = f"{path} begins with a tag of {_tag(head)} bytes; allowed: {MOST_TAG}"
        raise RequestError(told, hint="export it again, without pictures")
    return head


def _tag(head: bytes) -> int:
    """How long an ID3 tag at the beginning of a file says it is; it counts in sevens of bits."""
    size = head[6:10]
    if head[:3] != b"ID3" or len(size) < 4:
        return 0
    return sum((byte & 0x7F) << shift for byte, shift in zip(size, (21, 14, 7, 0), strict=True))


def _opened(path: Path) -> Any:
    """The file as libsndfile sees it; None where that can't read it."""
    import soundfile

    try:
        file = soundfile.SoundFile(str(path.absolute()))
    except (soundfile.LibsndfileError, TypeError):  # the latter for .raw, which needs to be told all
        return None
    except UnicodeEncodeError as unsaid:
        raise RequestError(f"the name of {path} is no text", hint="rename the file") from unsaid
    fault = ""
    if not 1 <= file.channels <= MOST_CHANNELS:
        fault = f"{file.channels} channels; allowed: 1 to {MOST_CHANNELS}"
    elif file.samplerate not in RATES:
        fault = f"{file.samplerate} samples a second; allowed: {RATES.start} to {RATES.stop - 1}"
    if fault:
        file.close()
        raise RequestError(f"{path} has {fault}", hint="export it again, in stereo at 44100 or 48000 Hz")
    return file


def _read(file: Any) -> Generator[Stereo, None, None]:
    """What libsndfile reads, from one end to the other: seeking in MP3 is not exact where frames borrow bits."""
    import numpy as np
    import soundfile
    import soxr

    rate = file.samplerate
    most = min(rate, max(_PIECE // file.channels, 1))
    stream = soxr.ResampleStream(rate, SAMPLE_RATE, 2, dtype="float32", quality="HQ") if rate != SAMPLE_RATE else None
    with file:
        last = False
        while not last:
            try:
                piece = file.read(most, dtype="float32", always_2d=True)
            except soundfile.LibsndfileError:
                piece = np.zeros((0, file.channels), dtype=np.float32)
            last = len(piece) < most
            both = np.ascontiguousarray(piece[:, [0, min(1, file.channels - 1)]])
            yield both if stream is None else stream.resample_chunk(both, last=last)


def _program(path: Path, head: bytes) -> str:
    """The ffmpeg program, for a file that libsndfile can't read."""
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as fault:
        if path.suffix.lower() in _FOREIGN or head[4:8] == b"ftyp":
            raise MissingError(
                f"{path} needs a decoder that is not installed", hint="pip install 'backrelief-audio[m4a]'"
            ) from fault
        raise _not_sound(path) from fault


def _piped(path: Path, program: str) -> Generator[Stereo, None, None]:
    """What ffmpeg decodes. It is let read nothing but the file itself."""
    import numpy as np

    command = [program, "-v", "quiet", "-nostdin", "-protocol_whitelist", "file", "-i", f"file:{path.resolve()}"]
    command += ["-map", "0:a:0", "-ac", "2", "-ar", str(SAMPLE_RATE), "-f", "f32le", "-c:a", "pcm_f32le"]
    found = False
    with subprocess.Popen(  # noqa: S603 - the program of an installed package, and no shell
        [*command, "-protocol_whitelist", "pipe", "pipe:1"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        try:
            while data := _within(_PATIENCE, process, path):
                found = True
                yield np.frombuffer(data[: len(data) // 8 * 8], dtype="<f4").reshape(-1, 2)
        finally:
            process.kill()
    if not found:
        raise _not_sound(path)


def _within(seconds: float, process: subprocess.Popen[bytes], path: Path) -> bytes:
    """A second of what a program makes of a file. Raises RequestError where it is not there in time."""
    assert process.stdout is not None
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        process.kill()

    late = threading.Timer(seconds, stop)
    late.start()
    try:
        data = process.stdout.read(SAMPLE_RATE * 8)
    finally:
        late.cancel()
    if stopped.is_set():
        raise RequestError(f"a second of {path} takes longer than {seconds:g} s to be decoded", hint=HINT)
    return data


def _not_sound(path: Path) -> RequestError:
    return RequestError(f"{path} is not a sound file, or is broken", hint=HINT)
