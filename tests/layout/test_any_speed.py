"""No word is ever cut and none overlaps another, at whatever speed a voice speaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pytest
from building import TONE_VOICE, MeasureOf, ask, exercises, phrases, sounds_of
from hypothesis import given, settings
from hypothesis import strategies as st

from backrelief_audio.checks import CHECKS
from backrelief_audio.chiming import chime_measure
from backrelief_audio.clipping import LEAD, TAIL, clip_of
from backrelief_audio.errors import LayoutError
from backrelief_audio.layout import crowded, hurried, lay_out, surplus
from backrelief_audio.layout.crowding import HURRY
from backrelief_audio.model.exercise import Equipment
from backrelief_audio.model.plan import Plan
from backrelief_audio.model.request import Counting, Instruction
from backrelief_audio.model.script import Line, Overrun, Script, Sound
from backrelief_audio.model.sound import Measure
from backrelief_audio.planning import plan
from backrelief_audio.scripting import write
from backrelief_audio.speech.tone import ToneEngine, tone_ms
from backrelief_audio.units import Ms, ms_of

SLOWEST = 105
"""Words a minute from which on nothing is refused; usual voices speak 130 to 175."""


def tone(words_per_minute: int, centre: int) -> MeasureOf:
    """How long the tone engine's clips are, by its own formula, heard at a share of them."""

    def measure(sound: Sound) -> Measure:
        if not isinstance(sound, Line):
            return chime_measure(sound)
        length = LEAD + tone_ms(sound.text, words_per_minute, sound.pace) + TAIL
        return Measure(Ms(length), Ms(min(centre, length // 2)))

    return measure


@cache
def planned(asked: int, seed: int, instruction: Instruction, counting: Counting) -> Plan:
    """A plan with everything at hand."""
    request = ask(asked, seed, equipment=tuple(Equipment), instruction=instruction, counting=counting)
    return plan(request, tuple(exercises().values()), CHECKS, lambda text: Ms(66 * len(text)))


@dataclass(frozen=True)
class Case:
    """A session and how it is spoken."""

    asked: int
    seed: int
    instruction: Instruction
    counting: Counting
    words_per_minute: int
    centre: int


CASES = st.builds(
    Case,
    asked=st.sampled_from([2, 3, 5, 8, 10, 15, 20, 30]),
    seed=st.integers(0, 7),
    instruction=st.sampled_from(Instruction),
    counting=st.sampled_from(Counting),
    words_per_minute=st.integers(75, 260),
    centre=st.integers(0, 220),
)


def hold_whole(case: Case) -> None:
    """Laid out at its natural length, a script's cues last as long as their clips and never touch.

    Only a voice much slower than any usual one may be refused, and then with the milliseconds.
    """
    script = write(planned(case.asked, case.seed, case.instruction, case.counting), phrases())
    measure_of = tone(case.words_per_minute, case.centre)
    measures = {sound: measure_of(sound) for sound in sounds_of(script)}
    tight = crowded(script, measures)
    if tight:
        script = hurried(script, tight)
        measures = {sound: measure_of(sound) for sound in sounds_of(script)}
    try:
        length = Ms(-surplus(script, measures, Ms(0)))
    except LayoutError as fault:
        hold_refusal(fault, case)
        return
    timeline = lay_out(script, measures, length)
    assert ms_of(timeline.ticks) == length
    for cue in timeline.cues:
        assert cue.end - cue.start == measures[cue.sound].length
    assert all(a.end < b.start for a, b in pairwise(timeline.cues))
    assert timeline.cues[0].start >= 0
    assert timeline.cues[-1].end <= length
    hold_heard(script, {cue.sound for cue in timeline.cues})


def hold_refusal(fault: LayoutError, case: Case) -> None:
    """It says how many milliseconds are missing, and only a very slow voice is refused."""
    assert all(" ms more than there is" in problem.what for problem in fault.problems)
    assert case.words_per_minute < SLOWEST, str(fault)


def hold_heard(script: Script, heard: set[Sound]) -> None:
    """What may not be dropped is heard, in one of its wordings and at most an eighth or so faster than it is meant."""
    for slot in script.slots:
        for cue in slot.cues:
            if cue.overrun is not Overrun.DROP:
                assert heard & set(cue.wordings), cue
            paces = [wording.pace for wording in cue.wordings if isinstance(wording, Line)]
            assert all(pace <= paces[0] * HURRY[-1] + 0.001 for pace in paces)


@settings(max_examples=25)
@given(CASES)
def test_no_word_is_cut_at_any_speed(case: Case) -> None:
    """Sessions of any length and style, by voices from half to nearly twice the usual speed, keep every word whole."""
    hold_whole(case)


@pytest.mark.real
@settings(max_examples=2000)
@given(CASES)
def test_no_word_is_cut_in_thousands_of_sessions(case: Case) -> None:
    """The same over thousands of sessions."""
    hold_whole(case)


def test_a_clip_of_the_tone_engine_is_as_long_as_told_here() -> None:
    """The lengths used here are those of the engine's real clips."""
    for text, pace in (("one", 1.0), ("Let your shoulders sink low.", 0.83)):
        spoken = ToneEngine().speak(text, TONE_VOICE, pace)
        clip = clip_of(spoken.samples, spoken.rate, name="tone")
        assert abs(clip.measure.length - tone(150, 0)(Line(text, pace)).length) <= 10
