"""Listening to files in tests, by decoders that have nothing to do with the encoder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
from writing import require

from backrelief_audio.encoding import Format, decode
from backrelief_audio.encoding.checksums import crc_of_frames
from backrelief_audio.encoding.frames import encode
from backrelief_audio.encoding.header import header_frame

READERS = ("ffmpeg", "mpg123", "soundfile")


def output(*command: str | Path) -> bytes:
    """What a program writes to stdout; asserts that it has nothing to complain of."""
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout


def heard(path: Path, reader: str, channels: int = 1) -> np.ndarray:
    """A file's samples as one of the readers decodes them: (n,), or (n, 2) for two channels."""
    if reader == "soundfile":
        return decode(path)
    program = require(reader)
    checks = ("-err_detect", "crccheck+bitstream+buffer+explode")
    raw = ("-f", "s16le", "-ac", str(channels), "-")
    commands = {
        "ffmpeg": (program, "-v", "warning", *checks, "-i", path, "-map", "0:a", *raw),
        "mpg123": (program, "-q", "-s", "-m" if channels == 1 else "--stereo", path),
    }
    sound = np.frombuffer(output(*commands[reader]), dtype="<i2")
    return sound if channels == 1 else sound.reshape(-1, channels)


def write_whole(path: Path, sound: np.ndarray, form: Format) -> None:
    """A file of samples that are encoded in one piece, to compare one of joined blocks with."""
    frames = encode([sound.reshape(-1, form.channels)], form)
    path.write_bytes(header_frame(len(frames) // form.frame_bytes, crc_of_frames(frames, form), form) + frames)


def levelled(expected: np.ndarray, sound: np.ndarray) -> np.ndarray:
    """What ought to be heard at the level at which it is heard."""
    wanted = expected.astype(float)
    return wanted * (np.vdot(sound, wanted) / np.vdot(wanted, wanted))


def noise(expected: np.ndarray, sound: np.ndarray) -> float:
    """Decibels from the signal down to what the encoder changed."""
    wanted = levelled(expected, sound)
    return float(10 * np.log10(np.vdot(wanted, wanted) / np.vdot(sound - wanted, sound - wanted)))
