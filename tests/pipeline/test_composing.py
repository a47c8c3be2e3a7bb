"""A plain request becomes a session, however long the voice takes to say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
from building import FakeSpeech, MeasureOf, ask, compose, exercises, length_of, phrases, scaled
from hypothesis import given, settings
from hypothesis import strategies as st

from backrelief_audio.model.exercise import Focus
from backrelief_audio.model.script import Line, Sound
from backrelief_audio.model.sound import Measure
from backrelief_audio.pipeline import composing
from backrelief_audio.units import Ms, ms_of


def uneven(scale: float) -> MeasureOf:
    """Measures of a voice that takes ``scale`` times as long as estimated, some lines an eighth more or less."""
    even = scaled(scale, 40)

    def measure(sound: Sound) -> Measure:
        given = even(sound)
        if not isinstance(sound, Line):
            return given
        return Measure(Ms(round(given.length * (0.88 + 0.24 * Random(sound.text).random()))), given.centre)

    return measure


FORMERLY_REFUSED = [
    (9, (Focus.NECK,), 13, 1.0),
    (9, (Focus.NECK, Focus.SHOULDERS), 169, 1.12),
    (8.5, (Focus.CORE,), 128, 1.0),
    (9, (Focus.SCAPULAR,), 289, 1.0),
    (5, (Focus.CORE, Focus.CHEST), 160, 1.12),
    (5, (Focus.NECK,), 239, 1.12),
    (5, (), 397, 1.12),
]


@pytest.mark.parametrize(("asked", "focus", "seed", "scale"), FORMERLY_REFUSED)
def test_a_plain_request_is_met(asked: float, focus: tuple[Focus, ...], seed: int, scale: float) -> None:
    """Requests that were refused although sessions exist for them, by seeds that came upon none, are met."""
    hold_met(asked, focus, seed, scale)


@pytest.mark.real
@settings(max_examples=200)
@given(
    asked=st.sampled_from([2, 3, 4, 5, 6, 7, 8, 8.5, 9, 10, 11, 12, 13, 15, 18, 20, 25, 30]),
    focus=st.lists(st.sampled_from(Focus), max_size=2, unique=True).map(tuple),
    seed=st.integers(0, 65_535),
    scale=st.sampled_from([0.85, 1.0, 1.12, 1.22]),
)
def test_no_plain_request_is_refused(asked: float, focus: tuple[Focus, ...], seed: int, scale: float) -> None:
    """What a first-time user has at home is enough for any focus at any usual length, with any voice and seed."""
    hold_met(asked, focus, seed, scale)


def hold_met(asked: float, focus: tuple[Focus, ...], seed: int, scale: float) -> None:
    """A session of the asked length comes, with work on the first focus."""
    made = compose(ask(asked, seed, focus=focus), uneven(scale))
    assert ms_of(made.timeline.ticks) == made.plan.request.length
    assert not focus or any(focus[0] in move.exercise.focus for move in made.plan.moves)


class Listening(FakeSpeech):
    """A voice that remembers what it was asked for."""

    def __init__(self, scale: float) -> None:
        super().__init__(scaled(scale, 40), length_of)
        self.asked: set[Line] = set()

    def measures(self, lines: Sequence[Line], progress: Callable[[int, int], None]) -> dict[Line, Measure]:
        """As any voice."""
        self.asked.update(lines)
        return super().measures(lines, progress)


def test_what_may_be_said_instead_is_spoken_where_it_is_needed() -> None:
    """Of a voice for whose words there is mostly room, no wording is asked for that stands in for one that fits."""
    speech: Any = Listening(0.8)
    made = composing.compose(ask(15, 1), tuple(exercises().values()), phrases(), speech)
    heard = {cue.sound for cue in made.timeline.cues}
    cues = [cue for slot in made.script.slots for cue in slot.cues]
    tight = [cue for cue in cues if cue.wordings[0] not in heard]
    needed = {sound for cue in tight for sound in cue.wordings} | {cue.wordings[0] for cue in cues}
    spare = {sound for cue in cues for sound in cue.wordings} - needed
    assert spare
    assert not spare & speech.asked
    assert {sound for sound in heard if isinstance(sound, Line)} <= speech.asked
