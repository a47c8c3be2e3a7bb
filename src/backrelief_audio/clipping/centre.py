"""Where a sound is heard to happen: the moment that falls on the beat."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..units import SAMPLE_RATE, SAMPLES_PER_MS, Ms
from .trimming import LEAD

if TYPE_CHECKING:
    from .trimming import Sound

_BAND = (250.0, 3000.0)
_SMOOTH = 41
"""Milliseconds of the window over the band's energy, half of that at half height. One of 15 follows each pulse of a low
voice: the centre of "four" by three voices was at 152, 156 and 198 ms; so it is at 149, 146 and 146."""

_FIRST_WORD = Ms(300)
"""How far into the sound its centre is looked for: of "three more" it is the first word that counts."""

_BEFORE_VOWEL, _AFTER_VOWEL = Ms(120), Ms(60)
"""How far around the vowel's beginning, where that is known, the rise is looked for. Before it, because a voiced
consonant (the l of "lift") can carry the rise and lasts about a tenth of a second; after it what a vowel swells in."""

_FEWER = 4
"""A quarter of the samples is enough for a band that ends below 4 kHz."""

_SIZES = 6000
"""Sizes of transforms are multiples of this, which has small factors, whole milliseconds and whole quarters of them."""


def centre_of(sound: Sound, vowel: Ms | None = None) -> Ms:
    """The perceptual centre of a trimmed sound: the steepest rise of its smoothed mid-band energy, in its first word.

    Where the beginning of the first stressed vowel is known, it is the steepest rise near that; a vowel that is not in
    the sound, or near which nothing rises, is not believed. Exact for onsets of sounds that last 20 ms and more.
    """
    import numpy as np

    most = len(sound) // SAMPLES_PER_MS
    if vowel is not None and 0 <= vowel < most:
        start, end = max(0, vowel - _BEFORE_VOWEL), min(most, vowel + _AFTER_VOWEL)
        rises = _rises(sound, Ms(end))[start:]
        if rises.max() > 0.0:
            return Ms(start + int(np.argmax(rises)))
    return Ms(int(np.argmax(_rises(sound, Ms(LEAD + _FIRST_WORD)))))


def _rises(sound: Sound, until: Ms) -> Sound:
    """How steeply the smoothed energy of the middle of the spectrum rises in each millisecond before ``until``."""
    import numpy as np

    first = sound[: (until + _SMOOTH) * SAMPLES_PER_MS]
    size = -(-(len(first) + SAMPLE_RATE // 50) // _SIZES) * _SIZES
    band = _band(size)
    heard = np.fft.irfft(np.fft.rfft(first, size)[: len(band)] * band, size // _FEWER)[: len(first) // _FEWER]
    energy = np.square(heard, dtype=np.float64).reshape(-1, SAMPLES_PER_MS // _FEWER).sum(axis=1)
    window = np.hanning(_SMOOTH + 2)[1:-1]
    smooth = np.convolve(np.pad(energy, (_SMOOTH // 2, _SMOOTH // 2)), window, mode="valid")
    rises: Sound = np.gradient(smooth)[:until]
    return rises


@lru_cache(maxsize=4)
def _band(size: int) -> Sound:
    """The share of each bin that belongs to the band, of a transform of so many samples, as far as any does."""
    import numpy as np

    hertz, (low, high) = np.arange(size // (2 * _FEWER) + 1) * (SAMPLE_RATE / size), _BAND
    slopes = np.minimum((hertz - 0.7 * low) / (0.3 * low), (1.3 * high - hertz) / (0.3 * high))
    shares: Sound = np.clip(slopes, 0.0, 1.0).astype(np.float32)
    shares.flags.writeable = False  # it is shared
    return shares
