"""The perceptual centre: where a sound is heard to happen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import burst

from backrelief_audio import clipping
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS


@given(at=st.integers(0, 500), ramp=st.sampled_from([0, 5, 20, 40, 80]), hertz=st.sampled_from([400.0, 1000.0, 2500.0]))
def test_the_centre_is_where_the_rise_is_steepest(at: int, ramp: int, hertz: float) -> None:
    """A click's onset and a ramp's steepest moment are found to 5 ms, wherever in the file they lie."""
    clip = clipping.clip_of(burst(at, ramp, hertz=hertz), SAMPLE_RATE, name="x")
    along = np.arange(0, max(ramp, 1) + 1, 0.1)
    energy = np.sin(np.pi / 2 * np.clip(along / max(ramp, 1), 0, 1)) ** 4
    steepest = along[np.argmax(np.gradient(energy))] if ramp else 0.0
    begins = np.argmax(energy > 10 ** (clipping.TRIM / 10)) * 0.1 if ramp else 0.0
    assert clip.measure.centre == pytest.approx(clipping.LEAD + steepest - begins, abs=5)


def test_a_click_of_20_ms_is_heard_at_its_start() -> None:
    """The shortest sound that the centre is promised for."""
    sound = burst(100, 0, hertz=2000.0)
    sound[120 * SAMPLES_PER_MS :] = 0
    clip = clipping.clip_of(sound, SAMPLE_RATE, name="x")
    assert clip.measure.centre == pytest.approx(clipping.LEAD, abs=5)


def test_the_centre_is_in_the_first_word() -> None:
    """A louder second word, 400 ms later, does not draw the beat away from the first."""
    both = np.concatenate([burst(50, 20, 250), 2 * burst(50, 20, 250)])
    clip = clipping.clip_of(both, SAMPLE_RATE, name="x")
    assert clip.measure.centre < 50


def test_a_hiss_before_the_vowel_is_not_the_centre() -> None:
    """As in "six": the beat is where the voiced part begins, not where the hiss at 6 kHz does."""
    hiss, vowel = burst(0, 10, 150, 6000.0), burst(0, 20, 250, 500.0)
    sound = np.zeros(30_000, dtype=np.float32)
    sound[: len(hiss)] += 0.5 * hiss
    sound[120 * SAMPLES_PER_MS :][: len(vowel)] += vowel
    assert clipping.clip_of(sound, SAMPLE_RATE, name="x").measure.centre == pytest.approx(clipping.LEAD + 130, abs=10)


def two_words() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """A weak word, then a stressed one that begins at 400 ms, both from the sound's start."""
    sound = np.zeros(40_000, dtype=np.float32)
    for at_ms, level, length in ((0, 0.3, 250), (400, 1.0, 250)):
        part = burst(0, 20, length, 500.0)
        sound[at_ms * SAMPLES_PER_MS :][: len(part)] += np.float32(level) * part
    return sound


@pytest.mark.parametrize("rate", [48_000, 24_000])
@pytest.mark.parametrize("before", [0, 250])
def test_a_known_vowel_moves_the_centre_to_its_syllable(rate: int, before: int) -> None:
    """As in "and lower": where the engine knows the stressed vowel, the rise near it is the beat, at any rate."""
    silence = np.zeros(before * SAMPLES_PER_MS, dtype=np.float32)
    sound = np.concatenate([silence, two_words()])[:: 48_000 // rate]
    plain = clipping.clip_of(sound, rate, name="x").measure.centre
    vowel = (before + 430) * rate // 1000
    stressed = clipping.clip_of(sound, rate, name="x", vowel=vowel).measure.centre
    assert plain < 30
    assert stressed == pytest.approx(clipping.LEAD + 400 + 10, abs=8)


def test_a_vowel_within_the_first_word_changes_little() -> None:
    """Where the rise near the vowel is the steepest of all anyway, knowing the vowel changes nothing."""
    plain = clipping.clip_of(burst(50, 20, 300, 500.0), SAMPLE_RATE, name="x").measure.centre
    told = clipping.clip_of(burst(50, 20, 300, 500.0), SAMPLE_RATE, name="x", vowel=70 * SAMPLES_PER_MS)
    assert told.measure.centre == plain


@pytest.mark.parametrize("vowel", [-5000, 39_000, 10**7])
def test_a_vowel_that_can_not_be_is_not_believed(vowel: int) -> None:
    """Before the sound, in the silence after it, or far beyond: the centre is where it is without it."""
    plain = clipping.clip_of(two_words(), SAMPLE_RATE, name="x").measure
    assert clipping.clip_of(two_words(), SAMPLE_RATE, name="x", vowel=vowel).measure == plain


def test_a_vowel_in_a_fall_is_not_believed() -> None:
    """Where nothing rises near what an engine took for the vowel, the centre is where it is without it."""
    sound = burst(0, 20, 600, 500.0) * np.exp(-np.arange(700 * SAMPLES_PER_MS) / 4800).astype(np.float32)
    plain = clipping.clip_of(sound, SAMPLE_RATE, name="x").measure
    assert clipping.clip_of(sound, SAMPLE_RATE, name="x", vowel=300 * SAMPLES_PER_MS).measure == plain
