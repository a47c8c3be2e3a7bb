"""The sound files that come from pyttsx3's process, read by its engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from sounds import syllables

from backrelief_audio.speech import Spoken
from backrelief_audio.speech.pyttsx3_engine import _heard
from backrelief_audio.speech.pyttsx3_process import WorkerError

RATE = 22_050


class Writer:
    """A worker that answers with a file of its own."""

    def __init__(self, folder: Path, data: bytes) -> None:
        self.folder = folder
        self.data = data

    def ask(self, request: dict[str, Any]) -> None:
        """Write the file where it is wanted."""
        Path(request["path"]).write_bytes(self.data)


def heard(folder: Path, data: bytes) -> Spoken:
    """What the engine makes of a file that came."""
    worker: Any = Writer(folder, data)
    try:
        return _heard(worker, {})
    finally:
        assert list(folder.glob("*.wav")) == []


def as_file(folder: Path, sound: np.ndarray[Any, Any], kind: str, coding: str, rate: int = RATE) -> bytes:
    """A sound file's bytes."""
    path = folder / "made"
    soundfile.write(path, sound, rate, format=kind, subtype=coding)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("kind", "coding", "channels"),
    [("WAV", "PCM_16", 1), ("WAV", "PCM_16", 2), ("WAV", "PCM_24", 1), ("WAV", "FLOAT", 1), ("AIFF", "PCM_16", 1)],
)
def test_any_sound_file_is_read(tmp_path: Path, kind: str, coding: str, channels: int) -> None:
    """What eSpeak's driver writes and what those of other systems may write is the same sound, at its own rate."""
    sound = syllables()
    spoken = heard(tmp_path, as_file(tmp_path, np.stack([sound] * channels, axis=1), kind, coding))
    assert spoken.rate == RATE
    assert spoken.samples.shape == sound.shape
    scale = 32768.0 if spoken.samples.dtype == np.int16 else 1.0
    assert np.abs(spoken.samples / scale - sound).max() < 1e-4


def test_a_sound_file_cut_short_is_told(tmp_path: Path) -> None:
    """Half a line is not taken for the line."""
    data = as_file(tmp_path, syllables(), "WAV", "PCM_16")
    with pytest.raises(WorkerError, match=r"of \d+ samples that came, \d+ are there"):
        heard(tmp_path, data[: len(data) // 2])


@pytest.mark.parametrize("data", [b"", b"RIFF", b"not a sound", bytes(1000), b"RIFF\xff\xff\xff\xffWAVEfmt "])
def test_what_is_no_sound_file_is_told(tmp_path: Path, data: bytes) -> None:
    """An empty file, a text and a broken head are faults of the engine."""
    with pytest.raises(WorkerError, match="what came is no sound file"):
        heard(tmp_path, data)


@pytest.mark.parametrize("rate", [1, 99, 4_000, 400_000])
def test_a_rate_that_speech_does_not_have_is_told(tmp_path: Path, rate: int) -> None:
    """At such a rate nothing could be measured."""
    with pytest.raises(WorkerError, match=f"sound at {rate} Hz came"):
        heard(tmp_path, as_file(tmp_path, syllables(), "WAV", "PCM_16", rate))


def test_a_sound_of_hours_is_not_read(tmp_path: Path) -> None:
    """However long a file is, no more than the longest line is taken into memory."""
    data = as_file(tmp_path, np.zeros(700 * 8000, dtype=np.int16), "WAV", "PCM_16", 8000)
    with pytest.raises(WorkerError, match="700 s of sound came"):
        heard(tmp_path, data)
