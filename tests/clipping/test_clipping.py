"""Clips by their properties: level, peak, whole milliseconds, the same each time."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import burst, heard, oversampled_peak, syllables

from backrelief_audio import clipping
from backrelief_audio.model.sound import Measure
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, Ms

PEAK = 10 ** (clipping.PEAK / 20)


@given(
    level=st.floats(0.01, 0.99),
    hertz=st.floats(80, 300),
    count=st.integers(1, 12),
    rate=st.sampled_from([16_000, 22_050, 24_000, 44_100, 48_000]),
    kind=st.sampled_from(["float32", "float64", "int16", "stereo"]),
)
def test_every_clip_is_even_in_level_and_within_the_peak(
    level: float, hertz: float, count: int, rate: int, kind: str
) -> None:
    """However loud, high, long or sampled the speech: 48 kHz mono 16 bit, whole ms, level to 1 LU, peak to 0.05 dB."""
    spoken = syllables(count, hertz=hertz, rate=rate, level=level)
    given_as = {
        "float32": spoken,
        "float64": spoken.astype(np.float64),
        "int16": (spoken * 32767).astype(np.int16),
        "stereo": np.stack([spoken, spoken], axis=1),
    }[kind]
    clip = clipping.clip_of(given_as, rate, name="x")
    samples = heard(clip)
    audio = clip.audio
    assert (audio.frame_rate, audio.channels, audio.sample_width) == (SAMPLE_RATE, 1, 2)
    assert len(samples) == clip.measure.length * SAMPLES_PER_MS
    assert oversampled_peak(samples) <= PEAK * 10 ** (0.05 / 20)
    assert clipping.loudness(samples) == pytest.approx(clipping.LEVEL, abs=1.0)


def test_a_clip_that_needs_no_limiting_has_exactly_the_level() -> None:
    """Where no pulse is too high, the active speech is at the level to 0.05 LU, and a voice's gain adds to it."""
    spoken = burst(50, 40, 900)
    plain = clipping.loudness(heard(clipping.clip_of(spoken, SAMPLE_RATE, name="x")))
    softer = clipping.loudness(heard(clipping.clip_of(spoken, SAMPLE_RATE, name="x", gain=-6.0)))
    assert plain == pytest.approx(clipping.LEVEL, abs=0.05)
    assert softer == pytest.approx(clipping.LEVEL - 6.0, abs=0.05)


def test_a_great_gain_does_not_lift_the_peak() -> None:
    """A voice file with a gain of 20 dB gets loud speech, not clipped speech."""
    samples = heard(clipping.clip_of(syllables(6), 22_050, name="x", gain=20.0))
    assert oversampled_peak(samples) <= PEAK * 10 ** (0.05 / 20)


def test_silence_makes_no_clip() -> None:
    """What can't be heard is an error, never an empty clip."""
    for nothing in (
        np.zeros(0, dtype=np.float32),
        np.zeros(9000, dtype=np.float32),
        np.full(9000, 0.2, dtype=np.float32),
    ):
        with pytest.raises(ValueError, match="nothing to hear"):
            clipping.clip_of(nothing, 22_050, name="x")


def test_the_same_samples_give_the_same_clip() -> None:
    """Nothing is random: a clip's record is the same bytes each time."""
    records = {clipping.to_bytes(clipping.clip_of(syllables(), 22_050, name="x")) for _ in range(3)}
    assert len(records) == 1


def test_measures_are_whole_milliseconds() -> None:
    """A measure holds plain whole numbers, so that it can be written as JSON."""
    measure = clipping.clip_of(syllables(), 22_050, name="x").measure
    assert measure == Measure(Ms(int(measure.length)), Ms(int(measure.centre)))
    assert type(measure.length) is int
    assert type(measure.centre) is int


READY = """
import sys, threading
from backrelief_audio import clipping

assert "numpy" not in sys.modules
sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=clipping.get_ready) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("fft" in vars(sys.modules["numpy"]))
"""


def test_threads_that_are_ready_leave_numpy_nothing_to_import() -> None:
    """However many get ready at once in a fresh process, ``numpy.fft`` is there, so that no two ask for it."""
    done = subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("True\n", "")
