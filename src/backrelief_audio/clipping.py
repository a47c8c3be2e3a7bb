"""Spoken samples to clips: trimmed, levelled, limited and measured; whether they can be right; and their records.

Samples come at any rate, as floats (full scale 1.0) or 16-bit integers, of shape (n,) or (n, channels).
A *sound* is float32 of shape (n,), at 48 kHz unless a rate is given with it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from . import segments
from .model.sound import Clip, Measure
from .units import SAMPLE_RATE, SAMPLES_PER_MS, Db, Lufs, Ms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]
    Samples = NDArray[np.float32] | NDArray[np.float64] | NDArray[np.int16]

CHAIN = 1
"""Version of all that is done to a clip here; part of every clip's key."""

TRIM = Db(-45.0)
"""What is quieter than this below the clip's own peak is silence at its ends."""

LEAD = Ms(8)
"""Kept before the first sound. Where an engine left less, silence is added, so that the fade never bites a word."""

TAIL = Ms(50)
"""Kept after the last sound, likewise."""

FADE = Ms(4)

LEVEL = Lufs(-16.8)
"""K-weighted loudness of a clip's active speech, which makes voice-only sessions integrate to -19 LUFS, mono.

Measured with pyloudnorm 0.2 on 60 lines of the catalogue, 0.7 s apart, by five eSpeak voices at 145 words a minute:
-18.7 to -19.3 (single lines: standard deviation 0.4); the counts one to fifteen, 0.4 s apart: -19.4 to -19.6.
"""

ACTIVE = Db(-15.0)
"""Frames down to this below the loudest are active speech."""

PEAK = Db(-2.0)
"""The most a clip's true peak may be, to full scale: MP3 overshoots, and the file may reach -1."""

_FRAME = 1024
_REACH = 12
"""Samples on each side that an oversampled one is made of."""

_DIP = 6
"""Milliseconds on each side of a peak within which the limiter holds its gain down."""

_BAND = (250.0, 3000.0)
_SMOOTH = 41
"""Milliseconds of the window over the band's energy, half of that at half height. One of 15 follows each pulse of a low
voice: the centre of "four" by three voices was at 152, 156 and 198 ms; so it is at 149, 146 and 146."""

_FIRST_WORD = Ms(300)
"""How far into the sound its centre is looked for: of "three more" it is the first word that counts."""

_QUIET = Db(-50.0)
"""A peak below this, to full scale, is silence."""


def clip_of(samples: Samples, rate: int, *, name: str, gain: float = 0.0) -> Clip:
    """A clip of what was spoken: 48 kHz, mono, 16 bit, whole milliseconds.

    ``gain`` in decibels is added after levelling; the limit of the true peak holds all the same.
    Raises ValueError where there is nothing to hear.
    """
    import numpy as np
    import soxr

    sound = _mono(samples)
    sound = _trimmed(sound if rate == SAMPLE_RATE else soxr.resample(sound, rate, SAMPLE_RATE, quality="HQ"))
    sound = _limited(sound * np.float32(10.0 ** ((LEVEL - loudness(sound) + gain) / 20.0)))
    measure = Measure(length=Ms(len(sound) // SAMPLES_PER_MS), centre=centre_of(sound))
    data = np.rint(sound * np.float32(32767.0)).astype("<i2").tobytes()
    return Clip(name=name, audio=segments.segment_of(data), measure=measure)


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
    sound = _mono(samples)
    if float(np.abs(sound).max()) < 10.0 ** (_QUIET / 20.0):
        return "silence"
    slow = sum(letter.isdigit() or letter > "\u024f" for letter in text)
    expected = (120.0 + 62.0 * len(text)) * 150.0 / words_per_minute
    most = 3.0 * (expected + 310.0 * slow * 150.0 / words_per_minute) + 600.0
    start, end = _span(sound)
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


def _mono(samples: Samples) -> Sound:
    """One channel around zero, whatever came."""
    import numpy as np

    given: NDArray[Any] = np.asarray(samples)
    scale = np.float32(1.0 / 32768.0 if given.dtype == np.int16 else 1.0)
    sound: Sound = (given.mean(axis=1) if given.ndim > 1 else given).astype(np.float32) * scale
    return sound - np.float32(sound.mean(dtype=np.float64)) if len(sound) else sound


def _span(sound: Sound) -> tuple[int, int]:
    """Its first sample above the trimming level and the one after its last; (0, 0) where all is zero."""
    import numpy as np

    size = np.abs(sound)
    loud = size > size.max(initial=0.0) * 10.0 ** (TRIM / 20.0)
    return (int(loud.argmax()), len(loud) - int(loud[::-1].argmax())) if loud.any() else (0, 0)


def _trimmed(sound: Sound) -> Sound:
    """The sound with its lead and tail, faded at both ends, a whole number of milliseconds long."""
    import numpy as np

    start, end = _span(sound)
    if start == end:
        raise ValueError("nothing to hear")
    lead, fade = LEAD * SAMPLES_PER_MS, FADE * SAMPLES_PER_MS
    least = lead + (end - start) + TAIL * SAMPLES_PER_MS
    trimmed = np.zeros(-(-least // SAMPLES_PER_MS) * SAMPLES_PER_MS, dtype=np.float32)
    missing = max(0, lead - start)
    kept = sound[start - lead + missing :][: len(trimmed) - missing]
    trimmed[missing : missing + len(kept)] = kept
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)
    trimmed[:fade] *= ramp
    trimmed[-fade:] *= ramp[::-1]
    return trimmed


@lru_cache(maxsize=1)
def _k_weights() -> Sound:
    """The K-weighting's gain of power at each bin of a frame: BS.1770-4's own filter coefficients for 48 kHz."""
    import numpy as np

    shelf = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
    high_pass = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
    delays = np.exp(-2j * np.pi * np.outer(np.arange(_FRAME // 2 + 1) / _FRAME, np.arange(3)))
    power = np.ones(_FRAME // 2 + 1)
    for over, under in (shelf, high_pass):
        power *= np.abs((delays @ np.array(over)) / (delays @ np.array(under))) ** 2
    power[1:-1] *= 2.0
    return (power / _FRAME**2).astype(np.float32)


def loudness(sound: Sound) -> Lufs:
    """K-weighted loudness of the active speech of ``sound``, scaled as one channel of ITU-R BS.1770.

    Frames of 21 ms instead of blocks of 400 ms: so a count of 200 ms is measured like a sentence.
    """
    import numpy as np

    padded = np.zeros(-(-len(sound) // _FRAME) * _FRAME, dtype=np.float32)
    padded[: len(sound)] = sound
    frames = padded.reshape(-1, _FRAME)
    few = 16  # at a time: larger arrays come from fresh pages, and faulting those in costs more than the transform
    spectra = (np.fft.rfft(frames[at : at + few]) for at in range(0, len(frames), few))
    power = np.concatenate([(each.real**2 + each.imag**2) @ _k_weights() for each in spectra])
    active = power[power >= power.max() * 10.0 ** (ACTIVE / 10.0)]
    return Lufs(-0.691 + 10.0 * float(np.log10(active.mean())))


@lru_cache(maxsize=1)
def _oversampler() -> Sound:
    """Turns a millisecond with its neighbours, ``_REACH`` samples on each side, into itself oversampled four times."""
    import numpy as np

    given = np.arange(-_REACH, SAMPLES_PER_MS + _REACH)[:, None]
    distance = given - np.arange(4 * SAMPLES_PER_MS)[None, :] / 4.0
    window = np.where(np.abs(distance) < _REACH, np.cos(np.pi * distance / (2 * _REACH)) ** 2, 0.0)
    return (np.sinc(distance) * window).astype(np.float32)


def true_peaks(sound: Sound, above: float = 0.0) -> Sound:
    """The largest absolute value in each millisecond of ``sound`` oversampled four times; full scale is 1.

    It is exact near and over ``above``; elsewhere the samples themselves are looked at.
    """
    import numpy as np

    blocks = sound.reshape(-1, SAMPLES_PER_MS)
    peaks: Sound = np.maximum(blocks.max(axis=1), -blocks.min(axis=1))
    loud = np.flatnonzero(peaks >= 0.7 * above)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(sound, _REACH), SAMPLES_PER_MS + 2 * _REACH)
    peaks[loud] = np.abs(around[::SAMPLES_PER_MS][loud] @ _oversampler()).max(axis=1, initial=0.0)
    return peaks


def _limited(sound: Sound) -> Sound:
    """The sound with its true peak at most PEAK.

    The gain dips for some 15 ms around each pulse that is too high, looking ahead. To lower the whole clip instead left
    low voices, whose pulses are high, 1 to 3 dB too soft, each line differently.
    """
    import numpy as np

    most = 10.0 ** (PEAK / 20.0)
    peaks = true_peaks(sound, above=most)
    if peaks.max() <= most:
        return sound
    need = np.pad(np.minimum(1.0, most / np.maximum(peaks, 1e-9)), 2 * _DIP + 1, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(need, 2 * _DIP + 2).min(axis=1)
    window = np.hanning(2 * _DIP + 3)[1:-1]
    edges = np.convolve(lowest, window / window.sum(), mode="valid").astype(np.float32)[:, None]
    way = ((np.arange(SAMPLES_PER_MS) + 0.5) / SAMPLES_PER_MS).astype(np.float32)
    limited: Sound = sound * (edges[:-1] + (edges[1:] - edges[:-1]) * way).ravel()
    return limited


def centre_of(sound: Sound) -> Ms:
    """The perceptual centre of a trimmed sound: the steepest rise of its smoothed mid-band energy, in its first word.

    Exact for onsets of sounds that last 20 ms and more.
    """
    import numpy as np

    first = sound[: (LEAD + _FIRST_WORD + _SMOOTH) * SAMPLES_PER_MS]
    size = 1 << (len(first) + SAMPLE_RATE // 50).bit_length()
    hertz, (low, high) = np.fft.rfftfreq(size, 1.0 / SAMPLE_RATE), _BAND
    slopes = np.minimum((hertz - 0.7 * low) / (0.3 * low), (1.3 * high - hertz) / (0.3 * high))
    band = np.fft.irfft(np.fft.rfft(first, size) * np.clip(slopes, 0.0, 1.0), size)[: len(first)]
    energy = np.square(band, dtype=np.float64).reshape(-1, SAMPLES_PER_MS).sum(axis=1)
    window = np.hanning(_SMOOTH + 2)[1:-1]
    smooth = np.convolve(np.pad(energy, (_SMOOTH // 2, _SMOOTH // 2)), window, mode="valid")
    return Ms(int(np.argmax(np.gradient(smooth)[: LEAD + _FIRST_WORD])))


def to_bytes(clip: Clip) -> bytes:
    """A clip's record: one line of JSON with its measure, then its samples as 16-bit little-endian."""
    head = {"length": clip.measure.length, "centre": clip.measure.centre}
    return json.dumps(head).encode() + b"\n" + bytes(clip.audio.raw_data)


def measure_of(record: bytes) -> Measure:
    """A record's measure, its samples untouched. Raises ValueError where the record is not whole."""
    line, _, samples = record.partition(b"\n")
    try:
        head = json.loads(line)
        measure = Measure(length=Ms(int(head["length"])), centre=Ms(int(head["centre"])))
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError("not the record of a clip") from fault
    if len(samples) != measure.length * SAMPLES_PER_MS * 2:
        raise ValueError(f"the record of a clip of {measure.length} ms holds {len(samples)} bytes")
    return measure


def from_bytes(name: str, record: bytes) -> Clip:
    """The clip of a record. Raises ValueError as ``measure_of`` does."""
    measure = measure_of(record)
    return Clip(name=name, audio=segments.segment_of(record[record.index(b"\n") + 1 :]), measure=measure)
