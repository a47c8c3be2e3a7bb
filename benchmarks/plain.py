"""The plain way to make a session, which benchmarks/speed.py compares with.

    python benchmarks/plain.py SESSION.json OUT.mp3 [--bed]

SESSION.json is what ``build`` writes beside its MP3. Every word of it is spoken by pyttsx3 into a WAV file, pydub adds
these and the silences between them to one long sound, lays it over a tone that stands for music, and lets ffmpeg
encode the whole. Nothing is kept, levelled or laid on a beat: it is what the libraries' own pages lead to.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

WORDS_PER_MINUTE = 150
SPOKEN_RATE, MUSIC_RATE = 22_050, 44_100
"""Samples a second: what eSpeak gives, and what music has."""

KBPS = 96
LOOP = 10_000
"""Milliseconds of the tone."""


class Plain:
    """pyttsx3 and pydub, set up for this machine."""

    def __init__(self) -> None:
        if sys.platform == "linux":
            import espeakng_loader

            os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
            ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
        warnings.simplefilter("ignore")  # pydub would like an ffmpeg on the path, and gets one below
        import imageio_ffmpeg
        import pydub
        import pyttsx3

        self.segment = pydub.AudioSegment
        self.segment.converter = imageio_ffmpeg.get_ffmpeg_exe()
        self._engine = pyttsx3.init()
        self._engine.setProperty("rate", WORDS_PER_MINUTE)
        driver = sys.modules.get("pyttsx3.drivers._espeak")
        self._settle = getattr(driver, "Synchronize", lambda: None)

    def speech(self, text: str, path: Path) -> Any:
        """A text as a segment, by way of a WAV file."""
        with redirect_stdout(StringIO()):  # pyttsx3 prints what it saves
            self._engine.save_to_file(text, str(path))
            self._engine.runAndWait()
            self._settle()  # runAndWait may return before the file is whole
        return self.segment.from_wav(str(path))

    def silence(self, until: float, sound: Any) -> Any:
        """What is lacking of a length, in milliseconds."""
        return self.segment.silent(max(round(until - len(sound)), 0), frame_rate=SPOKEN_RATE)

    def over_bed(self, voice: Any) -> Any:
        """A voice laid over a tone that is repeated as often as it takes."""
        from pydub.generators import Sine

        bar = Sine(196).to_audio_segment(duration=LOOP, volume=-28).set_channels(2)
        bed = (bar * (len(voice) // LOOP + 1))[: len(voice)]
        return bed.overlay(voice.set_frame_rate(MUSIC_RATE).set_channels(2))


def words(session: dict[str, Any]) -> Iterator[tuple[float, str]]:
    """When each thing to be said begins, in milliseconds, and what it is."""
    for cue in session["cues"]:
        if cue["kind"] != "chime" and cue["text"]:
            yield cue["start"] * 1000.0, cue["text"]


def render(session: dict[str, Any], out: Path, *, bed: bool) -> None:
    """The session as an MP3 file."""
    plain = Plain()
    sound = plain.segment.silent(0, frame_rate=SPOKEN_RATE)
    with tempfile.TemporaryDirectory() as folder:
        for number, (start, text) in enumerate(words(session)):
            sound += plain.silence(start, sound)
            sound += plain.speech(text, Path(folder) / f"{number}.wav")
    sound += plain.silence(session["seconds"] * 1000.0, sound)
    if bed:
        sound = plain.over_bed(sound)
    sound.export(str(out), format="mp3", bitrate=f"{KBPS}k", tags={"title": session["title"]})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Make a session the plain way.")
    parser.add_argument("session", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--bed", action="store_true")
    typed = parser.parse_args()
    render(json.loads(typed.session.read_text(encoding="utf-8")), typed.out, bed=typed.bed)
