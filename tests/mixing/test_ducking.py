"""How a bed makes room for words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.mixing.ducking import AFTER, BEFORE, BRIDGED, DUCK, THROUGH_COUNTS, breathe, duck
from backrelief_audio.model.script import Chime, CueKind, Line, Sound
from backrelief_audio.model.timeline import Placed
from backrelief_audio.units import Ms

DOWN = 10 ** (DUCK / 20)
LENGTH = Ms(30_000)


def cue(start: int, end: int, *, counted: bool = False, sound: Sound | None = None) -> Placed:
    """Something heard from one millisecond to another."""
    kind = CueKind.CHIME if isinstance(sound, Chime) else CueKind.COUNT if counted else CueKind.FORM
    return Placed(kind=kind, sound=sound or Line("word"), start=Ms(start), end=Ms(end), set=1)


def test_it_is_down_when_a_word_begins_and_up_again_after_it() -> None:
    """Full level until 250 ms before a word, all the way down through it, full level again 750 ms after it."""
    gain = duck([cue(5000, 7000)], Ms(0), LENGTH)
    assert np.all(gain[: 5000 - BEFORE + 1] == 1)
    assert gain[5000:7001] == pytest.approx(DOWN)
    assert np.all(gain[7000 + AFTER :] == 1)
    assert gain[5000 - BEFORE // 2] == pytest.approx((1 + DOWN) / 2, abs=0.01)
    assert gain[7000 + AFTER // 2] == pytest.approx((1 + DOWN) / 2, abs=0.01)


@pytest.mark.parametrize(("gap", "stays"), [(300, True), (BRIDGED - 1, True), (BRIDGED, False), (4000, False)])
def test_short_silences_are_bridged(gap: int, stays: bool) -> None:
    """Between two sentences less than 1.2 s apart the bed does not come up; in a longer silence it does."""
    gain = duck([cue(5000, 6000), cue(6000 + gap, 8000 + gap)], Ms(0), LENGTH)
    between = gain[6000 : 6000 + gap + 1]
    assert bool(np.all(between == pytest.approx(DOWN))) is stays
    assert (between.max() == 1) is not stays


@pytest.mark.parametrize(("gap", "stays"), [(2000, True), (6000, True), (THROUGH_COUNTS, False)])
def test_it_stays_down_through_counts(gap: int, stays: bool) -> None:
    """From count to count of one set the bed does not pump."""
    cues = [cue(5000, 5400, counted=True), cue(5400 + gap, 5800 + gap, counted=True)]
    assert bool(np.all(duck(cues, Ms(0), LENGTH)[5400 : 5400 + gap] == pytest.approx(DOWN))) is stays


def test_a_reminder_between_counts_changes_nothing() -> None:
    """Nor does it after a reminder that is said between two counts."""
    cues = [cue(5000, 5400, counted=True), cue(6000, 8000), cue(11_000, 11_400, counted=True)]
    assert duck(cues, Ms(0), LENGTH)[5000:11_401] == pytest.approx(DOWN)


def test_after_a_reminder_in_a_hold_it_comes_up() -> None:
    """Between reminders, where nothing is counted, the bed is heard."""
    assert duck([cue(5000, 6000), cue(10_000, 11_000)], Ms(0), LENGTH)[8000] == 1


def test_ticks_are_part_of_the_music() -> None:
    """A bed does not make room for ticks; it does for the other chimes."""
    assert np.all(duck([cue(5000, 5060, sound=Chime.TICK)], Ms(0), LENGTH) == 1)
    assert duck([cue(5000, 5600, sound=Chime.DONE)], Ms(0), LENGTH)[5300] == pytest.approx(DOWN)


@given(st.lists(st.tuples(st.integers(50, 3000), st.integers(50, 3000), st.booleans()), max_size=8))
def test_no_words_make_it_jump(steps: list[tuple[int, int, bool]]) -> None:
    """Whatever is said, the bed is all the way down under it, never louder than its level, and moves softly."""
    cues = []
    at = 0
    for gap, length, counted in steps:
        cues.append(cue(at + gap, at + gap + length, counted=counted))
        at += gap + length
    gain = duck(cues, Ms(0), Ms(at + 2000))
    assert gain.max() <= 1
    assert gain.min() >= np.float32(DOWN) - 1e-6
    assert np.abs(np.diff(gain)).max() <= np.pi / 2 * (1 - DOWN) / (BEFORE - 1)
    for one in cues:
        assert np.allclose(gain[one.start : one.end + 1], DOWN, rtol=1e-6, atol=0)


def test_a_stretch_in_the_middle_is_ducked_by_its_own_clock() -> None:
    """Cues are told in the session's time, the gain in the stretch's; a slope that began before it is cut off."""
    later = duck([cue(65_000, 66_000)], Ms(60_000), LENGTH)
    assert np.array_equal(later, duck([cue(5000, 6000)], Ms(0), LENGTH))
    early = duck([cue(60_010, 61_000)], Ms(60_000), LENGTH)
    assert early[10] == pytest.approx(DOWN)


@pytest.mark.parametrize("length", [1440, 3000, 60_000])
def test_a_bed_breathes_from_silence_to_silence(length: int) -> None:
    """It begins and ends at nothing, rises and falls without a corner, and is full between where there is time."""
    gain = breathe(Ms(length), Ms(700), Ms(2500))
    assert gain[0] == 0
    assert gain[-1] == pytest.approx(0, abs=1e-7)
    assert np.abs(np.diff(gain)).max() <= 1.001 * np.pi / 2 / 700
    if length > 3200:
        assert np.all(gain[700 : length - 2500] == 1)
