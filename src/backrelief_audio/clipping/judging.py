"""Whether what an engine gave can be what it was asked to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..units import Db
from .trimming import mono, span

if TYPE_CHECKING:
    from .trimming import Samples, Sound

_QUIET = Db(-50.0)
"""A peak below this, to full scale, is silence."""


def implausible(text: str, samples: Samples, rate: int, words_per_minute: float) -> str:
    """Why these samples can't be that text, spoken at about that speed; empty where they may be.

    Length and energy are compared with those of real speech: over 500 lines and counts by six eSpeak voices at 80 to
    220 words a minute, the sound lasts 0.7 to 2.5 times ``(120 + 62 * letters) ms * 150 / words_per_minute``. Digits
    and letters that are not Latin may each take as long as six.
    """
    import numpy as np

    if not samples.size:
        return "no samples"
    if not np.isfinite(samples).all():
        return "samples that are no numbers"
    sound = mono(samples)
    if float(np.abs(sound).max()) < 10.0 ** (_QUIET / 20.0):
        return "silence"
    slow = sum(letter.isdigit() or letter > "\u024f" for letter in text)
    expected = (120.0 + 62.0 * len(text)) * 150.0 / words_per_minute
    most = 3.0 * (expected + 310.0 * slow * 150.0 / words_per_minute) + 600.0
    start, end = span(sound)
    length = (end - start) * 1000.0 / rate
    if not 0.4 * expected <= length <= most:
        return f"{length:.0f} ms of sound where about {expected:.0f} were expected"
    active = _active_ms(sound, rate)
    if active < 0.25 * expected:
        return f"only {active:.0f} ms above a murmur where about {expected:.0f} were expected"
    return ""


def _active_ms(sound: Sound, rate: int) -> float:
    """How long the sound is within 30 dB of its loudest hundredth of a second."""
    hop = rate // 100
    power = (sound[: len(sound) // hop * hop].reshape(-1, hop) ** 2).mean(axis=1)
    return float((power > power.max(initial=0.0) * 1e-3).sum()) * 10.0
