"""A plain tone in place of speech: its length is a function of the text, so golden scripts are the same everywhere."""

from __future__ import annotations

from ..errors import Problem
from ..model.sound import Voice
from ..units import SAMPLE_RATE
from . import EngineInfo, EngineVoice, Spoken, check_line, unknown

MS_BASE = 120
MS_PER_LETTER = 62
"""About what a letter takes at 150 words a minute."""

_ATTACK_MS = 40
_RELEASE_MS = 60


def tone_ms(text: str, words_per_minute: int, rate: float) -> int:
    """How long a text sounds: ``(120 + 62 * letters) * 150 / (words_per_minute * rate)`` milliseconds, rounded.

    Every character is a letter here, spaces too. A clip of it is longer by the lead and tail kept in trimming.
    """
    return round((MS_BASE + MS_PER_LETTER * len(text)) * 150 / (words_per_minute * rate))


class ToneEngine:
    """The engine ``tone``, with the one voice ``tone``. Nothing is read, started or kept."""

    info = EngineInfo(
        name="tone",
        version="1",
        offline=True,
        licence="GPL-3.0-or-later",
        languages=(),
        slowest=0.5,
        fastest=2.0,
    )

    def voices(self) -> tuple[EngineVoice, ...]:
        """The one voice."""
        return (EngineVoice(id="tone", name="Plain tone", language=""),)

    def check(self) -> list[Problem]:
        """Nothing can be missing."""
        return []

    def speak(self, text: str, voice: Voice, rate: float) -> Spoken:
        """A tone of ``tone_ms``: 440 Hz at pitch 50, an octave over the whole range, with a soft attack."""
        import numpy as np

        check_line(text, rate, self.info)
        if voice.voice != "tone":
            raise unknown("tone", "voice", voice.voice, ["tone"])
        length = tone_ms(text, voice.words_per_minute, rate)
        at = np.arange(length * SAMPLE_RATE // 1000) / SAMPLE_RATE
        hertz = 440.0 * 2.0 ** ((voice.pitch - 50) / 100)
        attack = np.sin(np.pi / 2 * np.clip(at * 1000 / _ATTACK_MS, 0.0, 1.0)) ** 2
        release = np.sin(np.pi / 2 * np.clip((length - at * 1000) / _RELEASE_MS, 0.0, 1.0)) ** 2
        samples = 0.5 * np.sin(2 * np.pi * hertz * at) * attack * release
        return Spoken(samples=samples.astype(np.float32), rate=SAMPLE_RATE)

    def close(self) -> None:
        """Nothing to let go of."""
