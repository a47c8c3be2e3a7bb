"""How loud a sound is, how high its peaks are between the samples, and a limiter: for speech and for music.

A *sound* is float32 at 48 kHz, full scale 1.0, of shape (n,) or (n, channels). All channels weigh the same, as left and
right do in ITU-R BS.1770: their powers are summed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from .units import SAMPLE_RATE, SAMPLES_PER_MS, Db, Lufs, Ms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]

ACTIVE = Db(-15.0)
"""Frames down to this below the loudest are active speech."""

SILENT = Lufs(-70.0)
"""The absolute gate of BS.1770-4: quieter blocks are silence."""

GATE = Db(-10.0)
"""Its relative gate: blocks quieter than this below the mean of all that are not silence do not count."""

_K_WEIGHTING = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
"""BS.1770-4's own coefficients for 48 kHz, over and under: a high shelf, then a high-pass."""

_OFFSET = -0.691
"""Decibels. BS.1770's own: with it, a sine of 997 Hz at full scale in one channel measures -3.01."""

_FRAME = 1024

_SEGMENTS_PER_SECOND = 10
"""By a segment the gated blocks are apart: a quarter of a block of 400 ms."""

_BLOCK_SEGMENTS = 4
"""So many are filtered at a time, with one before them: within it the weighting's response has fallen by 190 dB."""

_REACH = 12
"""Samples on each side that an oversampled one is made of."""

_NEAR = 0.7
"""Where no sample reaches this share of a limit, it is taken that none between them passes it."""

_ROWS = 16
"""Milliseconds that are oversampled at a time, never fewer: for a single one sums are taken in another order, and a
sound in pieces is to have the bits of the whole."""

_DIP = 6
"""Milliseconds on each side of a peak within which the limiter holds its gain down."""

LIMITER_REACH = Ms(2 * _DIP + 2)
"""How far on each side sound decides what the limiter makes of a moment."""


def _k_parts(size: int, rate: int = SAMPLE_RATE) -> Iterator[NDArray[np.complex128]]:
    """The responses of the K-weighting's two filters at each bin of a transform of so many samples."""
    import numpy as np

    delays = np.exp(-2j * np.pi * np.outer(np.fft.rfftfreq(size, 1.0 / rate) / SAMPLE_RATE, np.arange(3)))
    return ((delays @ np.array(over)) / (delays @ np.array(under)) for over, under in _K_WEIGHTING)


@lru_cache(maxsize=1)
def _k_weights() -> Sound:
    """The K-weighting's gain of power at each bin of a frame, for its real and for its imaginary part."""
    import numpy as np

    power = np.ones(_FRAME // 2 + 1)
    for response in _k_parts(_FRAME):
        power *= np.abs(response) ** 2
    power[1:-1] *= 2.0
    return np.repeat(power / _FRAME**2, 2).astype(np.float32)


@lru_cache(maxsize=2)
def _k_filter(segment: int) -> NDArray[np.complex64]:
    """The K-weighting for a block of segments with one before it."""
    import numpy as np

    shelf, high_pass = _k_parts((1 + _BLOCK_SEGMENTS) * segment, segment * _SEGMENTS_PER_SECOND)
    return (shelf * high_pass).astype(np.complex64)


def _channels(sound: Sound) -> Iterator[Sound]:
    """Each channel, of shape (n,)."""
    return iter(sound.T if sound.ndim > 1 else (sound,))


def loudness(sound: Sound) -> Lufs:
    """K-weighted loudness of the active speech of ``sound``, scaled as ITU-R BS.1770 does.

    Frames of 21 ms instead of blocks of 400 ms: so a count of 200 ms is measured like a sentence. Minus infinity for
    silence.
    """
    import numpy as np

    power: Sound = np.sum([_frame_powers(channel) for channel in _channels(sound)], axis=0)
    active = power[power >= power.max(initial=0.0) * 10.0 ** (ACTIVE / 10.0)]
    level = float(np.log10(active.mean())) if active.any() else -math.inf  # as single: clips hang on its bits
    return Lufs(_OFFSET + 10.0 * level)


def _frame_powers(sound: Sound) -> Sound:
    """K-weighted mean square of each frame of one channel; the last is filled up with silence."""
    import numpy as np

    padded = np.zeros(-(-max(len(sound), 1) // _FRAME) * _FRAME, dtype=np.float32)
    padded[: len(sound)] = sound
    frames = padded.reshape(-1, _FRAME)
    few = 16  # at a time: larger arrays come from fresh pages, and faulting those in costs more than the transform
    spectra = (np.fft.rfft(frames[at : at + few]) for at in range(0, len(frames), few))
    single = (each.astype(np.complex64, copy=False) for each in spectra)  # numpy 1 makes them double
    return np.concatenate([np.square(each.view(np.float32)) @ _k_weights() for each in single])


def _lufs(power: float) -> Lufs:
    return Lufs(_OFFSET + 10.0 * math.log10(power)) if power > 0.0 else Lufs(-math.inf)


class Integration:
    """Integrated loudness of a sound that comes in pieces: what it keeps is eight bytes for each tenth of a second.

    ``rate`` is that of the sound, in hertz.
    """

    def __init__(self, rate: int = SAMPLE_RATE) -> None:
        self._segment = rate // _SEGMENTS_PER_SECOND
        self._powers: list[float] = []
        """Mean squares, K-weighted, of whole segments, channels summed."""

        self._rest: Sound | None = None
        """What came and is not measured yet, with the segment before it."""

    def add(self, sound: Sound) -> None:
        """Go on with ``sound``, of any length; every piece has the channels of the first."""
        import numpy as np

        if self._rest is None:
            self._rest = np.zeros((self._segment, *sound.shape[1:]), dtype=np.float32)
        second = _SEGMENTS_PER_SECOND * self._segment
        for at in range(0, len(sound), second):
            self._go_on(np.concatenate([self._rest, sound[at : at + second]]))

    def _go_on(self, rest: Sound) -> None:
        """Measure what is whole blocks of what is left and what came, and keep the rest."""
        block = _BLOCK_SEGMENTS * self._segment
        at = 0
        while len(rest) - at >= self._segment + block:
            self._powers += _segment_powers(rest[at : at + self._segment + block], self._segment)
            at += block
        self._rest = rest[at:].copy()

    def loudness(self) -> Lufs:
        """The integrated loudness of all that came, by ITU-R BS.1770-4; more may follow.

        Blocks of 400 ms that overlap by three quarters, an absolute gate at -70 LUFS, a relative one 10 LU below what
        passes that. Minus infinity where nothing passes, or where what came is shorter than a block.
        """
        import numpy as np

        powers = np.array(self._powers + self._left())
        if len(powers) < _BLOCK_SEGMENTS:
            return _lufs(0.0)
        blocks = np.lib.stride_tricks.sliding_window_view(powers, _BLOCK_SEGMENTS).mean(axis=1)
        heard = blocks[blocks > 10.0 ** ((SILENT - _OFFSET) / 10.0)]
        if not len(heard):
            return _lufs(0.0)
        return _lufs(float(heard[heard > heard.mean() * 10.0 ** (GATE / 10.0)].mean()))

    def _left(self) -> list[float]:
        """The powers of the whole segments that do not fill a chunk yet."""
        import numpy as np

        if self._rest is None:
            return []
        padded = np.zeros(((1 + _BLOCK_SEGMENTS) * self._segment, *self._rest.shape[1:]), dtype=np.float32)
        padded[: len(self._rest)] = self._rest
        return _segment_powers(padded, self._segment)[: len(self._rest) // self._segment - 1]


def _segment_powers(chunk: Sound, segment: int) -> list[float]:
    """K-weighted mean square, channels summed, of each segment of a chunk but the first, which is there to echo."""
    import numpy as np

    powers = np.zeros(_BLOCK_SEGMENTS)
    for channel in _channels(chunk):
        weighted = np.fft.irfft(np.fft.rfft(channel) * _k_filter(segment), len(channel))[segment:]
        powers += np.square(weighted, dtype=np.float64).reshape(-1, segment).mean(axis=1)
    return [float(power) for power in powers]


def integrated(sound: Sound, rate: int = SAMPLE_RATE) -> Lufs:
    """The integrated loudness of a sound by ITU-R BS.1770-4; ``Integration`` measures long ones in pieces."""
    whole = Integration(rate)
    whole.add(sound)
    return whole.loudness()


@lru_cache(maxsize=1)
def _oversampler() -> Sound:
    """Turns a millisecond with its neighbours, ``_REACH`` samples on each side, into three values after each sample."""
    import numpy as np

    given = np.arange(-_REACH, SAMPLES_PER_MS + _REACH)[:, None]
    wanted = np.arange(SAMPLES_PER_MS)[:, None] + np.array([0.25, 0.5, 0.75])
    distance = given - wanted.ravel()
    window = np.where(np.abs(distance) < _REACH, np.cos(np.pi * distance / (2 * _REACH)) ** 2, 0.0)
    oversampler: Sound = (np.sinc(distance) * window).astype(np.float32)
    return oversampler


def true_peaks(sound: Sound, above: float = 0.0) -> Sound:
    """The largest absolute value in each millisecond of ``sound``, in any channel, oversampled four times.

    The sound is whole milliseconds long; full scale is 1. It is 0 where no sample comes near ``above``.
    """
    import numpy as np

    each_ms = SAMPLES_PER_MS * (sound.shape[1] if sound.ndim > 1 else 1)
    peaks: Sound = np.zeros(sound.size // each_ms, dtype=np.float32)
    near = np.flatnonzero(np.bincount(np.flatnonzero(np.abs(sound) >= _NEAR * above) // each_ms))
    for channel in _channels(sound):
        peaks[near] = np.maximum(peaks[near], _oversampled_peaks(channel, near))
    return peaks


def _oversampled_peaks(channel: Sound, numbers: NDArray[np.intp]) -> Sound:
    """The largest absolute value in the milliseconds of these numbers."""
    import numpy as np

    padded = np.zeros(len(channel) + 2 * _REACH, dtype=np.float32)
    padded[_REACH : _REACH + len(channel)] = channel
    around = np.arange(SAMPLES_PER_MS + 2 * _REACH)
    peaks: Sound = np.zeros(len(numbers), dtype=np.float32)
    some = np.zeros((_ROWS, len(around)), dtype=np.float32)
    for at in range(0, len(numbers), _ROWS):
        few = numbers[at : at + _ROWS]
        some[: len(few)] = padded[few[:, None] * SAMPLES_PER_MS + around]
        between = np.abs(some @ _oversampler()).max(axis=1)
        peaks[at : at + _ROWS] = np.maximum(between, np.abs(some[:, _REACH:-_REACH]).max(axis=1))[: len(few)]
    return peaks


def limited(sound: Sound, peak: Db) -> Sound:
    """The sound, whole milliseconds long, with its true peak at most ``peak``; all channels get the same gain.

    The gain dips for some 15 ms around each pulse that is too high, looking ahead. To lower a whole clip instead left
    low voices, whose pulses are high, 1 to 3 dB too soft, each line differently. A long sound may be limited in pieces:
    with LIMITER_REACH more on each side, cut off afterwards, a piece comes out as it does from the whole.
    """
    import numpy as np

    most = 10.0 ** (peak / 20.0)
    if max(sound.max(initial=0.0), -sound.min(initial=0.0)) < _NEAR * most:
        return sound
    peaks = true_peaks(sound, above=most)
    if peaks.max(initial=0.0) <= most:
        return sound
    need = np.pad(np.minimum(1.0, most / np.maximum(peaks, most)), 2 * _DIP + 1, constant_values=1.0)
    window = np.hanning(2 * _DIP + 3)[1:-1]
    edges = np.convolve(_lowest(need, 2 * _DIP + 2), window / window.sum(), mode="valid").astype(np.float32)
    dips = np.flatnonzero(np.minimum(edges[:-1], edges[1:]) < 1.0)
    lowered: Sound = sound.copy()
    each_ms = _by_ms(lowered)
    each_ms[dips] *= _lines(edges[dips], edges[dips + 1], each_ms.shape[1], ahead=0.5)
    return lowered


def _lowest(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """The lowest of every so many neighbours, found among twice as many in each turn."""
    import numpy as np

    seen = 1
    while seen < width:
        further = min(seen, width - seen)
        values = np.minimum(values[:-further], values[further:])
        seen += further
    return values


def turn(sound: Sound, gain: Sound) -> None:
    """Turn a sound up and down in place, along straight lines from millisecond to millisecond.

    ``gain`` is that of the start of each millisecond, with one more for the end of the last.
    """
    if gain.min() == gain.max():
        sound *= gain[0]
        return
    each_ms = _by_ms(sound)
    each_ms *= _lines(gain[:-1], gain[1:], each_ms.shape[1])


def _by_ms(sound: Sound) -> Sound:
    """The sound itself, a millisecond of all channels in each row: the longer rows are, the faster they are turned."""
    assert sound.flags.c_contiguous
    return sound.reshape(-1, SAMPLES_PER_MS * (sound.shape[1] if sound.ndim > 1 else 1))


def _lines(begin: Sound, end: Sound, values: int, ahead: float = 0.0) -> Sound:
    """The gain of each of a millisecond's values, of all channels, in rows: straight from its begin to its end.

    Each sample gets that of the moment ``ahead`` samples after it.
    """
    import numpy as np

    way = ((np.arange(SAMPLES_PER_MS) + ahead) / SAMPLES_PER_MS).astype(np.float32)
    lines: Sound = (end - begin)[:, None] * np.repeat(way, values // SAMPLES_PER_MS)
    lines += begin[:, None]
    return lines
