"""Clips by their properties: level, peak, trimming, centre, plausibility and records."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from backrelief_audio import clipping
from backrelief_audio.model.sound import Clip, Measure
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, Ms

Floats = NDArray[np.float32]

PEAK = 10 ** (clipping.PEAK / 20)


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


def test_the_level_is_that_of_the_loudness_oracle() -> None:
    """A steady sound's loudness is what pyloudnorm, an implementation of BS.1770 of its own, says it is."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    for hertz in (200.0, 1000.0, 3000.0):
        sound = (0.1 * np.sin(2 * np.pi * hertz * np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE)).astype(np.float32)
        told = pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(sound.astype(np.float64))
        assert clipping.loudness(sound) == pytest.approx(told, abs=0.1)


@given(before=st.integers(0, 400), after=st.integers(0, 400), count=st.integers(1, 5))
def test_trimming_keeps_the_sound_and_nothing_else(before: int, after: int, count: int) -> None:
    """Whatever silence is around it, the same sound gives a clip of the same length, its lead and tail kept."""
    alone = clipping.clip_of(syllables(count, rate=48_000, before=100, after=100), 48_000, name="x")
    clip = clipping.clip_of(syllables(count, rate=48_000, before=before, after=after), 48_000, name="x")
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


def test_silence_makes_no_clip() -> None:
    """What can't be heard is an error, never an empty clip."""
    for nothing in (
        np.zeros(0, dtype=np.float32),
        np.zeros(9000, dtype=np.float32),
        np.full(9000, 0.2, dtype=np.float32),
    ):
        with pytest.raises(ValueError, match="nothing to hear"):
            clipping.clip_of(nothing, 22_050, name="x")


NOISE = np.random.default_rng(5).standard_normal(8000).astype(np.float32) * np.float32(0.1)
IMPLAUSIBLE = {
    "no samples": (np.zeros(0, dtype=np.float32), "no samples"),
    "not a number": (np.full(9000, np.nan, dtype=np.float32), "no numbers"),
    "silence": (np.zeros(22_050, dtype=np.float32), "silence"),
    "an offset": (np.full(22_050, 0.3, dtype=np.float32), "silence"),
    "a whisper below hearing": (NOISE * np.float32(0.002), "silence"),
    "far too short": (NOISE[:2000], "91 ms of sound"),
    "far too long": (np.tile(NOISE, 40), "ms of sound"),
    "a click and a murmur": (np.concatenate([NOISE[:200], NOISE * np.float32(0.02), NOISE[:20]]), "above a murmur"),
}


@pytest.mark.parametrize(("samples", "told"), IMPLAUSIBLE.values(), ids=IMPLAUSIBLE)
def test_what_can_not_be_the_text_is_told(samples: Floats, told: str) -> None:
    """Silence, fragments, endless sound and broken numbers are recognised, with the reason."""
    assert told in clipping.implausible("three more", samples, 22_050, 150.0)


@given(st.integers(1, 200), st.floats(80, 300))
def test_the_length_expected_is_plausible(letters: int, words_per_minute: float) -> None:
    """Sound of the expected length is accepted for any text and speed, as 16-bit numbers too."""
    expected = (120 + 62 * letters) * 150 / words_per_minute
    sound = np.resize(NOISE, int(22.05 * expected))
    assert clipping.implausible("a" * letters, sound, 22_050, words_per_minute) == ""
    assert clipping.implausible("a" * letters, (sound * 9000).astype(np.int16), 22_050, words_per_minute) == ""


def test_digits_may_take_as_long_as_words() -> None:
    """The text "2024" has four letters and is three words."""
    assert clipping.implausible("2024", np.resize(NOISE, 22_050 * 2), 22_050, 150.0) == ""


@given(count=st.integers(1, 4), hertz=st.floats(90, 250))
def test_a_record_gives_the_clip_back(count: int, hertz: float) -> None:
    """Reading what was written gives the same samples, measure and name."""
    clip = clipping.clip_of(syllables(count, hertz=hertz), 22_050, name="some-name")
    record = clipping.to_bytes(clip)
    again = clipping.from_bytes("some-name", record)
    assert (again.name, again.measure) == (clip.name, clip.measure)
    assert again.audio.raw_data == clip.audio.raw_data
    assert clipping.measure_of(record) == clip.measure
    assert clipping.to_bytes(again) == record


BROKEN = [
    b"",
    b"\n",
    b"{}\n",
    b"[1]\n",
    b"null\n",
    b'{"length": 10, "centre": 2}\n',
    b'{"length": "x", "centre": 2}\n',
    b"\xff\n12",
]


@pytest.mark.parametrize("record", BROKEN)
def test_what_is_no_record_is_told(record: bytes) -> None:
    """A foreign or shortened file is a ValueError, never a clip."""
    with pytest.raises(ValueError, match="record of a clip"):
        clipping.from_bytes("x", record)


def test_a_shortened_record_is_told() -> None:
    """A record that lost a sample is noticed by its length."""
    record = clipping.to_bytes(clipping.clip_of(syllables(), 22_050, name="x"))
    with pytest.raises(ValueError, match="record of a clip"):
        clipping.measure_of(record[:-2])


def test_the_same_samples_give_the_same_clip() -> None:
    """Nothing is random: a clip's record is the same bytes each time."""
    records = {clipping.to_bytes(clipping.clip_of(syllables(), 22_050, name="x")) for _ in range(3)}
    assert len(records) == 1


def test_true_peaks_between_samples_are_seen() -> None:
    """A tone at a quarter of the rate whose samples all miss its crests is 3 dB higher than they are."""
    at = np.arange(4800)
    tone = (0.5 * np.sin(np.pi / 2 * at + np.pi / 4)).astype(np.float32)
    assert np.abs(tone).max() == pytest.approx(0.3536, abs=0.001)
    assert np.median(clipping.true_peaks(tone)) == pytest.approx(0.5, rel=0.01)


def test_measures_are_whole_milliseconds() -> None:
    """A measure holds plain whole numbers, so that it can be written as JSON."""
    measure = clipping.clip_of(syllables(), 22_050, name="x").measure
    assert measure == Measure(Ms(int(measure.length)), Ms(int(measure.centre)))
    assert type(measure.length) is int
    assert type(measure.centre) is int
