"""The loudness of beds, beside that of an implementation of BS.1770 of its own."""

from __future__ import annotations

import numpy as np
import pytest

from backrelief_audio.bedding.level import Meter
from backrelief_audio.units import SAMPLE_RATE


def tone(hertz: float, seconds: float, level: float) -> np.ndarray:
    """The same sine wave in both channels, the right one softer."""
    wave = level * np.sin(2 * np.pi * hertz * np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE)
    return np.stack([wave, 0.5 * wave], axis=1).astype(np.float32)


def told(sound: np.ndarray, rate: int = SAMPLE_RATE, pieces: int = 7001) -> float:
    """What the meter tells when it is given the sound in pieces."""
    meter = Meter(rate)
    for at in range(0, len(sound), pieces):
        meter.add(sound[at : at + pieces])
    return meter.integrated()


SOUNDS = {
    "bass": tone(70, 3, 0.3),
    "middle": tone(440, 3, 0.1),
    "high": tone(3000, 3, 0.1),
    "noise": np.random.default_rng(1).standard_normal((3 * SAMPLE_RATE, 2)).astype(np.float32) * np.float32(0.05),
    "half of it silence": np.concatenate([tone(300, 3, 0.1), np.zeros((3 * SAMPLE_RATE, 2), np.float32)]),
    "half of it soft": np.concatenate([tone(300, 3, 0.1), tone(300, 3, 0.02)]),
    "a part softer": np.concatenate([tone(300, 3, 0.1), tone(300, 3, 0.05)]),
}


@pytest.mark.parametrize("sound", SOUNDS.values(), ids=SOUNDS)
def test_the_level_is_that_of_the_oracle(sound: np.ndarray) -> None:
    """Whatever is measured, gates and all, differs from what pyloudnorm tells by 0.1 LU at most."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    expected = pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(sound.astype(np.float64))
    assert told(sound) == pytest.approx(expected, abs=0.1)


def test_pieces_make_no_difference() -> None:
    """A sound given in pieces is as loud as in one."""
    assert told(SOUNDS["noise"], pieces=999) == pytest.approx(told(SOUNDS["noise"], pieces=10**9), abs=1e-6)


def test_a_lower_rate_is_measured_alike() -> None:
    """The same sound at a quarter of the rate is as loud."""
    assert told(tone(440, 3, 0.1)[::4], SAMPLE_RATE // 4) == pytest.approx(told(tone(440, 3, 0.1)), abs=0.05)


@pytest.mark.parametrize("samples", [0, 100, 19_199, SAMPLE_RATE])
def test_silence_and_fragments_are_infinitely_soft(samples: int) -> None:
    """Nothing, less than a block, and digital silence have no loudness, and nothing is divided by them."""
    assert told(np.zeros((samples, 2), dtype=np.float32)) == float("-inf")
