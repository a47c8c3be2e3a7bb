"""Sounds that tests of several rooms share: something like speech, bursts, and what a clip holds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backrelief_audio.model.sound import Clip
from backrelief_audio.units import SAMPLES_PER_MS

Floats = NDArray[np.float32]


def syllables(
    count: int = 4, *, hertz: float = 120.0, rate: int = 22_050, level: float = 0.2, before: int = 30, after: int = 300
) -> Floats:
    """Something like speech: pulses at a pitch through a low-pass, in syllables of 180 ms, with silence around."""
    length = count * rate * 180 // 1000
    at = np.arange(length) / rate
    pulses = sum(np.cos(2 * np.pi * hertz * k * at + k * k / 5) / k**0.7 for k in range(1, int(4000 / hertz)))
    shape = np.clip(np.sin(2 * np.pi * at / 0.36) ** 2, 0, None)
    sound = pulses * shape
    sound = level * sound / np.abs(sound).max()
    silence = [np.zeros(rate * ms // 1000) for ms in (before, after)]
    return np.concatenate([silence[0], sound, silence[1]]).astype(np.float32)


def burst(at_ms: int, ramp_ms: int, length_ms: int = 200, hertz: float = 1000.0) -> Floats:
    """A tone at 48 kHz that begins at a moment, rises along a raised cosine and ends softly."""
    samples = np.zeros((at_ms + length_ms + 100) * SAMPLES_PER_MS)
    at = np.arange(length_ms * SAMPLES_PER_MS) / SAMPLES_PER_MS
    rise = np.sin(np.pi / 2 * np.clip(at / max(ramp_ms, 1e-9), 0, 1)) ** 2
    fall = np.sin(np.pi / 2 * np.clip((length_ms - at) / 60, 0, 1)) ** 2
    samples[at_ms * SAMPLES_PER_MS :][: len(at)] = 0.3 * np.sin(2 * np.pi * hertz * at / 1000) * rise * fall
    return samples.astype(np.float32)


def heard(clip: Clip) -> Floats:
    """A clip's samples as floats."""
    samples: Floats = np.frombuffer(clip.audio.raw_data, dtype="<i2").astype(np.float32) / 32768
    return samples


def oversampled_peak(samples: Floats) -> float:
    """The true peak, by a transform of the whole: another way than the one under test."""
    padded = np.pad(samples.astype(np.float64), 4800)
    spectrum = np.fft.rfft(padded)
    return float(np.abs(np.fft.irfft(spectrum, 8 * len(padded))).max() * 8)
