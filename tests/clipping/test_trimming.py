"""Trimming keeps every sound and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sounds import heard, syllables

from backrelief_audio import clipping
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS


@given(
    before=st.integers(0, 400),
    after=st.integers(0, 400),
    count=st.integers(1, 5),
    rate=st.sampled_from([16_000, 22_050, 48_000]),
)
def test_trimming_keeps_the_sound_and_nothing_else(before: int, after: int, count: int, rate: int) -> None:
    """Whatever silence is around it, the same sound gives a clip of the same length, its lead and tail kept."""
    alone = clipping.clip_of(syllables(count, rate=48_000, before=100, after=100), 48_000, name="x")
    clip = clipping.clip_of(syllables(count, rate=rate, before=before, after=after), rate, name="x")
    assert abs(clip.measure.length - alone.measure.length) <= 1
    samples = np.abs(heard(clip))
    loud = np.flatnonzero(
        samples > samples.max() * 10 ** ((clipping.TRIM + 4) / 20)
    )  # a limited clip's own peak is lower
    assert clipping.LEAD * SAMPLES_PER_MS <= loud[0] <= (clipping.LEAD + 6) * SAMPLES_PER_MS
    assert (clipping.TAIL - 1) * SAMPLES_PER_MS <= len(samples) - loud[-1] <= (clipping.TAIL + 6) * SAMPLES_PER_MS


def test_a_sound_from_the_first_sample_on_is_not_faded() -> None:
    """An engine that leaves no silence at all loses nothing of the first and last word."""
    sound = (0.3 * np.sin(2 * np.pi * 440 * (np.arange(24_000) + 10) / SAMPLE_RATE)).astype(np.float32)
    samples = heard(clipping.clip_of(sound, SAMPLE_RATE, name="x"))
    kept = samples[clipping.LEAD * SAMPLES_PER_MS :][: len(sound)]
    scale = float(kept @ sound / (sound @ sound))
    assert np.abs(kept - scale * sound).max() < 0.002


def test_a_constant_offset_is_taken_away() -> None:
    """A microphone's or engine's offset does not count as sound."""
    clip = clipping.clip_of(syllables() + np.float32(0.1), 22_050, name="x")
    assert abs(float(heard(clip).mean())) < 0.002
    assert clip.measure.length < 4 * 180 + 80
