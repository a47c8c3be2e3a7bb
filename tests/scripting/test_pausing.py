"""Silences as long as a voice wants them."""

from __future__ import annotations

import pytest
from building import composed, phrases, sounds_of

from backrelief_audio.model.plan import StepKind
from backrelief_audio.model.script import After, Script
from backrelief_audio.scripting import with_pauses, write


def gaps(script: Script) -> list[tuple[int, int, int]]:
    """Least, natural and most of every silence in talk."""
    whens = [cue.when for slot in script.slots for cue in slot.cues]
    return [(when.gap.least, when.gap.natural, when.gap.most) for when in whens if isinstance(when, After)]


@pytest.mark.parametrize("ratio", [0.6, 0.8, 1.3, 2.0])
def test_silences_in_talk_are_so_many_times_as_long(ratio: float) -> None:
    """Each natural silence is longer or shorter by the ratio, never below its least, and stays below its most."""
    script = write(composed(8, 3).plan, phrases())
    paused = gaps(with_pauses(script, ratio))
    for (least, natural, most), (least_now, natural_now, most_now) in zip(gaps(script), paused, strict=True):
        assert least_now == least
        assert natural_now == max(least, round(natural * ratio))
        assert most_now == max(natural_now, round(most * ratio))
    assert sum(natural for _, natural, _ in paused) != sum(natural for _, natural, _ in gaps(script))


def test_beats_and_words_stay() -> None:
    """Only silences change: every cue says what it said, and work is as it was."""
    script = write(composed(8, 3).plan, phrases())
    paused = with_pauses(script, 1.5)
    assert sounds_of(paused) == sounds_of(script)
    for before, after in zip(script.slots, paused.slots, strict=True):
        assert (before.time, before.tail, before.kind) == (after.time, after.tail, after.kind)
        if before.kind in (StepKind.REPS, StepKind.HOLD):
            assert before.cues == after.cues


def test_the_usual_pauses_change_nothing() -> None:
    """A ratio of one gives the very same script."""
    script = write(composed(8, 3).plan, phrases())
    assert with_pauses(script, 1.0) is script
