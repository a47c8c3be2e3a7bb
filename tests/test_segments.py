"""Samples to pydub segments and back."""

from __future__ import annotations

import numpy as np
import pytest

from backrelief_audio import segments
from backrelief_audio.units import SAMPLE_RATE


@pytest.mark.parametrize("shape", [(96,), (96, 2)])
def test_samples_come_back_as_they_were(shape: tuple[int, ...]) -> None:
    """Mono or stereo, a segment holds the samples it was made of, in their shape, and they can't be written to."""
    sound = np.random.default_rng(1).integers(-32768, 32768, shape).astype("<i2")
    held = segments.segment(sound)
    assert (held.channels, held.frame_rate, held.sample_width) == (len(shape), SAMPLE_RATE, 2)
    back = segments.samples(held)
    assert back.shape == shape
    assert np.array_equal(back, sound)
    assert not back.flags.writeable


def test_left_comes_before_right() -> None:
    """Pydub's own left and right are the first and the second column, and bytes are taken in that order."""
    sound = np.array([[1, -1], [2, -2], [3, -3]], dtype="<i2")
    left, right = segments.segment(sound).split_to_mono()
    assert segments.samples(left).tolist() == [1, 2, 3]
    assert segments.samples(right).tolist() == [-1, -2, -3]
    assert np.array_equal(segments.samples(segments.segment_of(sound.tobytes(), channels=2)), sound)


def test_columns_of_a_larger_array_are_taken_in_order() -> None:
    """Samples that do not lie together in memory, such as channels first, are copied in the order of time."""
    sound = np.arange(12, dtype="<i2").reshape(2, 6).T
    assert np.array_equal(segments.samples(segments.segment(sound)), sound)


@pytest.mark.parametrize("sound", [np.zeros((2, 3), "<i2"), np.zeros((4, 1), "<i2"), np.zeros(4, "<f4")])
def test_other_sounds_are_refused(sound: np.ndarray) -> None:
    """Three channels, one in two dimensions and floats are faults of the program."""
    with pytest.raises(AssertionError):
        segments.segment(sound)
