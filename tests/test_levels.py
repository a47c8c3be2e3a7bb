"""Loudness, true peaks and the limiter, for one channel and for two, against an implementation of another's."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import Floats, oversampled_peak, syllables

from backrelief_audio.levels import (
    LIMITER_REACH,
    Integration,
    _lowest,
    integrated,
    limited,
    loudness,
    true_peaks,
    turn,
)
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, Db


@cache
def music(seconds: int = 20, seed: int = 3) -> Floats:
    """Something like music, of two channels: chords that swell and fall over soft pink noise, wider on one side."""
    random = np.random.default_rng(seed)
    at = np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE
    sound = np.zeros((len(at), 2))
    for hertz in (110.0, 164.8, 220.0, 329.6, 1318.5):
        swell = 0.5 + 0.5 * np.sin(2 * np.pi * at * random.uniform(0.05, 0.4) + random.uniform(0, 6))
        pan = random.uniform(0.2, 0.8)
        sound += (swell * np.sin(2 * np.pi * hertz * at))[:, None] * np.array([pan, 1 - pan])
    pink = np.cumsum(random.standard_normal((len(at), 2)), axis=0)
    sound += 0.002 * (pink - pink.mean(axis=0))
    return (0.1 * sound).astype(np.float32)


def talk(pauses: bool = True) -> Floats:
    """Syllables in sentences, with pauses that the gate has to leave out."""
    sentence = syllables(9, rate=SAMPLE_RATE, after=1500 if pauses else 30)
    soft = sentence * np.float32(0.5)
    return np.concatenate([sentence, soft, sentence, sentence])


def faded_in() -> Floats:
    """Half a minute that begins below the absolute gate, and grows."""
    sound = music(30)
    return sound * np.geomspace(1e-4, 1.0, len(sound))[:, None].astype(np.float32)


SOUNDS = {
    "speech": talk(),
    "speech without pauses": talk(pauses=False),
    "music": music(),
    "music, one side": music() * np.array([1.0, 0.0], dtype=np.float32),
    "a long fade": faded_in(),
    "speech, then much softer music": np.concatenate([np.stack([talk()] * 2, axis=1), 0.05 * music(10, 4)]),
}


@pytest.mark.parametrize("sound", SOUNDS.values(), ids=SOUNDS)
def test_integrated_loudness_is_that_of_the_oracle(sound: Floats) -> None:
    """Speech and music, one channel or two, with pauses and fades: what pyloudnorm says, to 0.1 LU."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    told = pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(sound.astype(np.float64))
    assert integrated(sound) == pytest.approx(told, abs=0.1)


def test_a_lower_rate_is_measured_alike() -> None:
    """A sound without treble is as loud at a quarter of the rate."""
    at = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE
    sound = (0.1 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)
    assert integrated(sound[::4], SAMPLE_RATE // 4) == pytest.approx(integrated(sound), abs=0.05)


def test_a_full_sine_has_the_loudness_of_the_standard() -> None:
    """BS.1770 defines it: 997 Hz at full scale in one channel is -3.01 LUFS, in both 3.01 more."""
    sine = np.sin(2 * np.pi * 997 * np.arange(3 * SAMPLE_RATE) / SAMPLE_RATE).astype(np.float32)
    assert integrated(sine) == pytest.approx(-3.01, abs=0.01)
    assert integrated(np.stack([sine, sine], axis=1)) == pytest.approx(0.0, abs=0.01)


@given(sizes=st.lists(st.integers(0, 60_000), min_size=1, max_size=8), stereo=st.booleans())
def test_pieces_measure_as_the_whole(sizes: list[int], stereo: bool) -> None:
    """However a sound is cut into pieces, empty ones among them, it has the loudness of the whole."""
    sound = music(4) if stereo else music(4)[:, 0]
    pieces = Integration()
    for piece in np.split(sound, np.cumsum(sizes)):
        pieces.add(piece)
        pieces.loudness()  # asking on the way changes nothing
    assert pieces.loudness() == pytest.approx(integrated(sound), abs=1e-6)


def test_measuring_keeps_next_to_nothing() -> None:
    """Of a long sound that comes in pieces, less than a second of samples is kept."""
    measuring = Integration()
    piece = music(10)
    for _ in range(6):
        measuring.add(piece)
    assert measuring._rest is not None
    assert len(measuring._rest) < SAMPLE_RATE
    assert len(measuring._powers) <= 600


@pytest.mark.parametrize("shape", [(0,), (100,), (19_199,), (48_000,), (48_000, 2)])
def test_what_can_not_be_heard_has_no_loudness(shape: tuple[int, ...]) -> None:
    """Silence, and what is shorter than a block, is minus infinity: no error, and no number that looks right."""
    assert integrated(np.zeros(shape, dtype=np.float32)) == -np.inf
    assert loudness(np.zeros(shape, dtype=np.float32)) == -np.inf


def test_a_block_is_enough() -> None:
    """400 ms is the shortest that is measured, and what comes after the last whole tenth does not count."""
    sine = np.sin(2 * np.pi * 997 * np.arange(20_000) / SAMPLE_RATE).astype(np.float32)
    assert integrated(sine[:19_200]) == pytest.approx(-3.01, abs=0.1)
    assert integrated(sine) == integrated(sine[:19_200])


def test_the_level_is_that_of_the_loudness_oracle() -> None:
    """A steady sound's loudness is what pyloudnorm, an implementation of BS.1770 of its own, says it is."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    for hertz in (200.0, 1000.0, 3000.0):
        sound = (0.1 * np.sin(2 * np.pi * hertz * np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE)).astype(np.float32)
        told = pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(sound.astype(np.float64))
        assert loudness(sound) == pytest.approx(told, abs=0.1)


def test_two_channels_are_twice_as_loud() -> None:
    """Active loudness sums the channels' powers, as BS.1770 does: the same in both is 3 LU more than in one."""
    one = talk()
    assert loudness(np.stack([one, one], axis=1)) == pytest.approx(loudness(one) + 3.01, abs=0.01)
    assert loudness(np.stack([one, 0 * one], axis=1)) == pytest.approx(loudness(one), abs=0.01)


@pytest.mark.parametrize("after", [0.25, 0.5, 0.75])
def test_true_peaks_between_samples_are_seen(after: float) -> None:
    """A tone at a quarter of the rate whose crests come that long after a sample is higher than all its samples."""
    tone = (0.5 * np.cos(np.pi / 2 * (np.arange(4800) - after))).astype(np.float32)
    assert np.abs(tone).max() < 0.47
    assert np.median(true_peaks(tone)) == pytest.approx(0.5, rel=0.01)


def test_the_higher_channel_is_the_peak() -> None:
    """Of two channels, each millisecond tells the higher."""
    left, right = music(1)[:, 0], 3 * music(1)[:, 1]
    both = true_peaks(np.stack([left, right], axis=1))
    assert np.array_equal(both, np.maximum(true_peaks(left), true_peaks(right)))


@given(values=st.lists(st.floats(0, 1), min_size=20, max_size=60), width=st.integers(1, 20))
def test_the_lowest_of_neighbours_is_found(values: list[float], width: int) -> None:
    """By twos and fours it is the same as one after the other, for every number of neighbours."""
    found = _lowest(np.array(values), width)
    assert found.tolist() == [min(values[at : at + width]) for at in range(len(values) - width + 1)]


@given(level=st.floats(0.1, 8.0), stereo=st.booleans())
def test_no_peak_over_the_limit_is_overlooked(level: float, stereo: bool) -> None:
    """Where only milliseconds near a limit are looked at, those over it are the same, and no other is over it."""
    sound = np.float32(level / 0.2) * (music(1) if stereo else np.ascontiguousarray(music(1)[:, 0]))
    all_of_it, near = true_peaks(sound), true_peaks(sound, above=0.8)
    over = all_of_it > 0.8
    assert np.array_equal(near > 0.8, over)
    assert np.allclose(near[over], all_of_it[over], rtol=1e-6)


@given(level=st.floats(0.5, 8.0), peak=st.sampled_from([-1.0, -2.0, -6.0]), stereo=st.booleans())
def test_nothing_passes_the_limiter(level: float, peak: float, stereo: bool) -> None:
    """However loud music is, the true peak of each channel stays within the limit to 0.1 dB."""
    sound = np.float32(level / 0.2) * (music(1) if stereo else music(1)[:, 0])
    for channel in np.atleast_2d(limited(sound, Db(peak)).T):
        assert oversampled_peak(channel) <= 10 ** ((peak + 0.1) / 20)


def test_both_channels_get_one_gain() -> None:
    """A peak in one channel lowers the other as much, so that nothing wanders from side to side."""
    sound = 8 * music(1)
    lowered = limited(sound, Db(-2.0))
    left, right = (lowered[:, side] / np.where(sound[:, side] == 0, 1, sound[:, side]) for side in (0, 1))
    assert left.min() < 0.9
    assert np.abs(left - right).max() < 1e-5


def test_what_is_low_enough_is_not_touched() -> None:
    """A sound below the limit comes back as it was, bit for bit."""
    sound = np.float32(0.1) * music(1)
    assert np.array_equal(limited(sound, Db(-2.0)), sound)


@given(sizes=st.lists(st.integers(1, 400), max_size=12), level=st.floats(0.5, 8.0), stereo=st.booleans())
def test_pieces_are_limited_as_the_whole(sizes: list[int], level: float, stereo: bool) -> None:
    """However a sound is cut, a piece that was limited with the reach on each side is what the whole is there."""
    sound = np.float32(level / 0.2) * (music(1) if stereo else np.ascontiguousarray(music(1)[:, 0]))
    whole = limited(sound, Db(-2.0))
    edges = [0, *(int(edge) for edge in np.cumsum(sizes) if edge < 1000), 1000]
    for start, end in pairwise(edges):
        first, last = max(start - LIMITER_REACH, 0), min(end + LIMITER_REACH, 1000)
        piece = limited(sound[first * SAMPLES_PER_MS : last * SAMPLES_PER_MS], Db(-2.0))
        own = piece[(start - first) * SAMPLES_PER_MS :][: (end - start) * SAMPLES_PER_MS]
        assert np.allclose(own, whole[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS], rtol=1e-6, atol=0)


def test_a_gain_goes_straight_from_millisecond_to_millisecond() -> None:
    """Each sample of both channels gets the gain on the line at its moment, where it changes and where it does not."""
    for gain in ([1.0, 0.25, 0.25, 0.75], [0.5] * 4):
        sound = np.ones((3 * SAMPLES_PER_MS, 2), dtype=np.float32) * np.array([1.0, -2.0], dtype=np.float32)
        turn(sound, np.array(gain, dtype=np.float32))
        line = np.interp(np.arange(len(sound)) / SAMPLES_PER_MS, range(4), gain)
        assert np.allclose(sound, line[:, None] * [1.0, -2.0], atol=1e-6)
