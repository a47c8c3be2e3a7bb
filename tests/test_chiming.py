"""The chimes, looked at as samples."""

from __future__ import annotations

import numpy as np
import pytest

from backrelief_audio import segments
from backrelief_audio.chiming import chime_clip, chime_measure
from backrelief_audio.model.script import Chime
from backrelief_audio.units import SAMPLE_RATE, TICK_MS

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
    assert np.abs(heard[-96:]).max() < 0.001


@CHIMES
def test_chimes_are_low_and_gentle(chime: Chime) -> None:
    """Nearly nothing of a chime lies above 1 kHz and nothing above 1.5 kHz, and its peak leaves headroom."""
    heard = sound(chime)
    energy = np.abs(np.fft.rfft(heard)) ** 2
    hertz = np.fft.rfftfreq(len(heard), 1 / SAMPLE_RATE)
    assert energy[hertz > 1000].sum() < energy.sum() / 200
    assert energy[hertz > 1500].sum() < energy.sum() / 100_000
    assert np.abs(heard).max() <= 10 ** (-6 / 20)


@CHIMES
def test_nothing_startles(chime: Chime) -> None:
    """Marks take 20 ms or more from a tenth to nine tenths of their first peak; the tick, far softer, a few."""
    loud = envelope(chime)
    first = loud[: int(0.15 * SAMPLE_RATE)] if chime in MARKS else loud
    top = int(np.argmax(first))
    rise = np.count_nonzero(first[:top] >= 0.1 * first[top]) / 48
    assert (3 <= rise <= 10) if chime is Chime.TICK else rise >= 20


def loudness(heard: np.ndarray) -> float:
    """Of the loudest 400 ms, in LUFS; silence around what is shorter."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    meter, window = pyloudnorm.Meter(SAMPLE_RATE), int(0.4 * SAMPLE_RATE)
    heard = np.pad(heard, (0, max(window - len(heard), 0)))
    return max(
        meter.integrated_loudness(heard[at : at + window]) for at in range(0, len(heard) - window + 1, window // 4)
    )


@CHIMES
def test_chimes_are_as_loud_as_the_voice(chime: Chime) -> None:
    """The loudest 400 ms of a chime are at -19 LUFS, give or take 1, as sessions are; the tick is far softer."""
    assert loudness(sound(chime)) == pytest.approx(-33 if chime is Chime.TICK else -19, abs=1)


def envelope(chime: Chime) -> np.ndarray:
    """How loud a chime is, smoothed over 10 ms."""
    window = np.hanning(480)
    return np.sqrt(np.convolve(np.square(sound(chime)), window / window.sum(), mode="same"))


MARKS = (Chime.SIDE, Chime.DONE, Chime.REST_OVER)


@pytest.mark.parametrize("chime", [*MARKS, Chime.TICK])
def test_marks_are_heard_on_their_moment(chime: Chime) -> None:
    """The steepest rise of the first note is at the centre that layout puts on the beat, a frame from the start."""
    centre = chime_measure(chime).centre
    first = np.square(envelope(chime)[: int(0.1 * SAMPLE_RATE)])
    assert np.argmax(np.gradient(first)) / 48 == pytest.approx(centre, abs=3)
    assert centre % TICK_MS == 0


def pitches(chime: Chime) -> list[float]:
    """The strongest frequency just after each note's attack, in hertz."""
    heard = sound(chime)
    found = []
    for at in STRIKES[chime]:
        part = heard[int((at + 0.03) * SAMPLE_RATE) :][: int(0.1 * SAMPLE_RATE)]
        spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 4 * SAMPLE_RATE))
        found.append(float(np.argmax(spectrum)) / 4)
    return found


STRIKES = {Chime.SIDE: (0.0, 0.2), Chime.DONE: (0.0, 0.15), Chime.REST_OVER: (0.0, 0.28)}


def test_marks_are_told_apart_by_their_tune() -> None:
    """The other side goes up, done goes down, the end of a rest repeats its note; none takes long."""
    ratio = {chime: second / first for chime, (first, second) in ((mark, pitches(mark)) for mark in MARKS)}
    assert ratio[Chime.SIDE] >= 1.2
    assert ratio[Chime.DONE] <= 0.8
    assert ratio[Chime.REST_OVER] == pytest.approx(1, abs=0.02)
    assert all(chime_measure(chime).length <= 700 for chime in (Chime.SIDE, Chime.DONE))
    assert 40 <= np.count_nonzero(envelope(Chime.TICK) > 1e-4) / 48 <= 80


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
