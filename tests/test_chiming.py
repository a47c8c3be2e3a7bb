"""The chimes, looked at as samples."""

from __future__ import annotations

import numpy as np
import pytest

from backrelief_audio import segments
from backrelief_audio.chiming import chime_clip, chime_measure
from backrelief_audio.model.script import Chime
from backrelief_audio.units import SAMPLE_RATE

CHIMES = pytest.mark.parametrize("chime", list(Chime))


def sound(chime: Chime) -> np.ndarray:
    """Samples from -1 to 1."""
    return segments.samples(chime_clip(chime).audio) / 32768


@CHIMES
def test_measured_length_is_the_length_of_the_clip(chime: Chime) -> None:
    """A chime lasts exactly as long as layout was told, to the sample."""
    measure = chime_measure(chime)
    assert len(sound(chime)) == measure.length * 48
    assert chime_clip(chime).measure == measure
    assert 0 < measure.centre < measure.length


@CHIMES
def test_chimes_begin_and_end_in_silence(chime: Chime) -> None:
    """A chime rises from digital silence and returns to it, without a step at either end."""
    heard = sound(chime)
    assert heard[0] == heard[-1] == 0
    assert np.abs(heard[:48]).max() < 0.005
    assert np.abs(heard[-480:]).max() < 0.001


@CHIMES
def test_chimes_are_low_and_gentle(chime: Chime) -> None:
    """Nearly nothing of a chime lies above 1 kHz, and its peak leaves headroom."""
    heard = sound(chime)
    energy = np.abs(np.fft.rfft(heard)) ** 2
    high = np.fft.rfftfreq(len(heard), 1 / SAMPLE_RATE) > 1000
    assert energy[high].sum() < energy.sum() / 1000
    assert np.abs(heard).max() <= 10 ** (-6 / 20)


@CHIMES
def test_chimes_are_a_little_softer_than_the_voice(chime: Chime) -> None:
    """The loudest 400 ms of a chime are between -24 and -22 LUFS."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    meter = pyloudnorm.Meter(SAMPLE_RATE)
    window = int(0.4 * SAMPLE_RATE)
    heard = sound(chime)
    loudest = max(
        meter.integrated_loudness(heard[at : at + window]) for at in range(0, len(heard) - window + 1, window // 4)
    )
    assert -24 <= loudest <= -22


def test_start_wakes_earbuds_before_its_chord() -> None:
    """The first third of a second of the start chime is a soft lead-in, far below its loudest moment."""
    heard = sound(Chime.START)
    lead = heard[: int(0.3 * SAMPLE_RATE)]
    assert 0 < np.abs(lead).max() < np.abs(heard).max() / 4


def test_names_tell_chimes_apart_and_stay() -> None:
    """Each chime has a name of its own that is the same whenever it is made."""
    names = [chime_clip(chime).name for chime in Chime]
    chime_clip.cache_clear()
    assert len(set(names)) == len(names)
    assert names == [chime_clip(chime).name for chime in Chime]
