"""The equaliser, by measuring tones and noise before and after it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import Floats, burst, heard, syllables

from backrelief_audio import clipping
from backrelief_audio.clipping.equalising import equalised
from backrelief_audio.model.sound import Shelf
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, Db

HIGH = Shelf(hertz=4000, gain=Db(-6.0), high=True)
LOW = Shelf(hertz=200, gain=Db(4.0), high=False)
NOISE = np.random.default_rng(2).standard_normal(2 * SAMPLE_RATE).astype(np.float32) * np.float32(0.1)


def gain_at(hertz: float, *shelves: Shelf, rate: int = SAMPLE_RATE) -> float:
    """By how many decibels a tone of 300 ms is raised."""
    tone = np.sin(2 * np.pi * hertz * np.arange(3 * rate // 10) / rate).astype(np.float32)
    inner = slice(rate // 10, rate * 29 // 100)  # away from where it begins and ends
    before, after = tone[inner], equalised(tone, shelves, rate)[inner]
    return float(20 * np.log10(np.sqrt((after**2).mean() / (before**2).mean())))


@pytest.mark.parametrize("high", [True, False])
@pytest.mark.parametrize("gain", [-18.0, -6.0, 3.0, 12.0])
@pytest.mark.parametrize("hertz", [200, 1000, 4000])
def test_a_shelf_gives_half_its_gain_at_its_frequency(high: bool, gain: float, hertz: int) -> None:
    """A tone at the frequency gets half the decibels, one far on its side all of them, one far off none."""
    shelf = Shelf(hertz=hertz, gain=Db(gain), high=high)
    below, above = gain_at(hertz / 5, shelf), gain_at(hertz * 5, shelf)
    assert gain_at(hertz, shelf) == pytest.approx(gain / 2, abs=0.05)
    assert (above if high else below) == pytest.approx(gain, abs=0.35)
    assert (below if high else above) == pytest.approx(0.0, abs=0.35)


@pytest.mark.parametrize("shelf", [HIGH, LOW, Shelf(hertz=1000, gain=Db(12.0), high=True)])
def test_a_shelf_has_no_bumps(shelf: Shelf) -> None:
    """From low tones to high ones the gain only rises or only falls, and stays between nothing and the shelf's own."""
    gains = [gain_at(hertz, shelf) for hertz in range(50, 20_001, 950)]
    steps = np.diff(gains) * (1 if (shelf.gain > 0) == shelf.high else -1)
    assert steps.min() > -0.02
    assert min(0.0, shelf.gain) - 0.05 <= min(gains) <= max(gains) <= max(0.0, shelf.gain) + 0.05


def test_two_shelves_add_up() -> None:
    """Low and high shelf act each on its side of noise, and leave the middle as it was."""
    spectra = [np.abs(np.fft.rfft(sound[: len(NOISE)])) ** 2 for sound in (NOISE, equalised(NOISE, (LOW, HIGH)))]
    hertz = np.fft.rfftfreq(len(NOISE), 1 / SAMPLE_RATE)
    for low, high, told in ((20, 60, 4.0), (700, 1200, 0.0), (12_000, 20_000, -6.0)):
        before, after = (spectrum[(hertz > low) & (hertz < high)].sum() for spectrum in spectra)
        assert 10 * np.log10(after / before) == pytest.approx(told, abs=0.25)


def test_nothing_comes_before_its_cause() -> None:
    """A click through the steepest shelves rings after it, not before, and its echo ends in silence."""
    click = np.zeros(4800, dtype=np.float32)
    click[2400] = 1.0
    steep = (Shelf(hertz=40, gain=Db(-18.0), high=False), Shelf(hertz=12_000, gain=Db(12.0), high=True))
    rung = equalised(click, steep)
    assert np.abs(rung[:2400]).max() < 1e-5
    assert np.abs(rung[-480:]).max() < 1e-4


@given(at=st.integers(0, 30_000), rate=st.sampled_from([16_000, 22_050, 44_100, 48_000, 96_000]))
def test_it_does_not_matter_where_a_sound_lies(at: int, rate: int) -> None:
    """Long sounds are filtered in pieces: across their borders too, a click gives the same echo, at any rate."""
    shelves = (Shelf(hertz=3500, gain=Db(-5.0), high=True), Shelf(hertz=60, gain=Db(6.0), high=False))
    far, reach = rate // 10, rate // 500
    clicks = np.zeros((2, at + 2 * far), dtype=np.float32)
    clicks[0, far], clicks[1, at + far] = 1.0, 1.0
    first, other = (equalised(click, shelves, rate) for click in clicks)
    assert np.abs(first[far - reach : 2 * far] - other[at + far - reach : at + 2 * far]).max() < 1e-4
    assert np.abs(first).argmax() == far
    assert np.abs(first[: far - reach]).max() < 1e-4  # it does not begin much before either


@pytest.mark.parametrize("hertz", [100, 300, 3000, 5000, 9500, 10_500])
def test_a_shelf_is_the_same_at_an_engines_rate(hertz: int) -> None:
    """Half the samples of a clip, and each tone that they can hold is raised as much."""
    for shelf in (HIGH, LOW):
        assert gain_at(hertz, shelf, rate=22_050) == pytest.approx(gain_at(hertz, shelf), abs=0.02)


def test_no_shelves_change_nothing() -> None:
    """A voice without an equaliser sounds as it did, bit for bit, and so does one whose shelves have no gain."""
    plain = clipping.clip_of(syllables(), 22_050, name="x")
    assert equalised(NOISE, ()) is NOISE
    assert clipping.to_bytes(clipping.clip_of(syllables(), 22_050, name="x", shelves=())) == clipping.to_bytes(plain)
    flat = clipping.clip_of(syllables(), 22_050, name="x", shelves=(Shelf(hertz=4000, gain=Db(0.0), high=True),))
    assert np.abs(heard(flat) - heard(plain)).max() <= 2 / 32768


def bright(sound: Floats) -> float:
    """The share of a sound above 4 kHz, in decibels."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    above = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE) > 4000
    return float(10 * np.log10(power[above].sum() / power.sum()))


def test_a_clip_is_equalised_before_it_is_levelled() -> None:
    """A darker clip is as loud as a plain one, as long, as exactly on its beat, and has less above the shelf."""
    sound = NOISE[: SAMPLE_RATE // 2] + burst(100, 20, 300)[: SAMPLE_RATE // 2]
    dark = Shelf(hertz=3000, gain=Db(-12.0), high=True)
    plain = clipping.clip_of(sound, SAMPLE_RATE, name="x")
    darker = clipping.clip_of(sound, SAMPLE_RATE, name="x", shelves=(dark,))
    assert clipping.loudness(heard(darker)) == pytest.approx(clipping.LEVEL, abs=0.3)
    assert bright(heard(darker)) < bright(heard(plain)) - 6
    assert abs(darker.measure.length - plain.measure.length) <= 1
    assert abs(darker.measure.centre - plain.measure.centre) <= 3
    assert len(heard(darker)) % SAMPLES_PER_MS == 0
