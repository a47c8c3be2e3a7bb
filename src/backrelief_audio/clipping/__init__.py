"""Spoken samples to clips: equalised, trimmed, levelled, limited and measured.

Samples come at any rate, as floats (full scale 1.0) or 16-bit integers, of shape (n,) or (n, channels).
A *sound* is float32 of shape (n,), at 48 kHz unless a rate is given with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import segments
from ..importing import import_all
from ..levels import loudness, true_peaks
from ..model.sound import Clip, Measure, Shelf
from ..units import SAMPLE_RATE, SAMPLES_PER_MS, Ms
from .centre import centre_of
from .equalising import equalised
from .judging import implausible
from .levelling import LEVEL, PEAK, levelled
from .records import from_bytes, measure_of, to_bytes
from .trimming import LEAD, TAIL, TRIM, faded, mono, trimmed

if TYPE_CHECKING:
    from .trimming import Samples

__all__ = [
    "CHAIN",
    "LEAD",
    "LEVEL",
    "PEAK",
    "TAIL",
    "TRIM",
    "centre_of",
    "clip_of",
    "from_bytes",
    "get_ready",
    "implausible",
    "loudness",
    "measure_of",
    "to_bytes",
    "true_peaks",
]

CHAIN = 5
"""Version of all that is done to a clip here; part of every clip's key."""


def get_ready() -> None:
    """Import what clips are made with: a tenth of a second. To be called in each thread before it makes clips."""
    import_all("numpy", "numpy.fft", "soxr")
    segments.segment_of(b"")


def clip_of(
    samples: Samples,
    rate: int,
    *,
    name: str,
    gain: float = 0.0,
    shelves: tuple[Shelf, ...] = (),
    vowel: int | None = None,
) -> Clip:
    """A clip of what was spoken: 48 kHz, mono, 16 bit, whole milliseconds.

    ``shelves`` is the voice's equaliser. ``gain`` in decibels is added after levelling; the limit of the true peak
    holds all the same. ``vowel`` is the sample, of those given, at which the first stressed vowel begins, where that is
    known: the centre is looked for near it. Raises ValueError where there is nothing to hear.
    """
    import numpy as np
    import soxr

    sound, start = trimmed(equalised(mono(samples), shelves, rate), rate)
    sound = sound if rate == SAMPLE_RATE else soxr.resample(sound, rate, SAMPLE_RATE, quality="HQ")
    sound = levelled(faded(sound), gain)
    near = None if vowel is None else Ms(round((vowel - start) * 1000 / rate))
    measure = Measure(length=Ms(len(sound) // SAMPLES_PER_MS), centre=centre_of(sound, near))
    sound *= np.float32(32767.0)
    data = np.rint(sound, out=sound).astype("<i2").tobytes()
    return Clip(name=name, audio=segments.segment_of(data), measure=measure)
