"""Long sessions as they are heard: strength has its rests, supersets are done in turn, long rests are told first."""

from __future__ import annotations

from itertools import pairwise

import pytest
from building import Made, ask, compose, composed
from hypothesis import event, given, settings
from hypothesis import strategies as st

from backrelief_audio.errors import RequestError
from backrelief_audio.model.care import Avoid, Level
from backrelief_audio.model.exercise import Equipment, Exercise, Kind, Side, Sides
from backrelief_audio.model.plan import Step, StepKind
from backrelief_audio.model.request import AT_HOME, Instruction, Request
from backrelief_audio.model.script import Chime, CueKind
from backrelief_audio.model.timeline import Stretch
from backrelief_audio.units import ms_of, nearest_tick

WORK = (StepKind.REPS, StepKind.HOLD)


def works(made: Made, index: int) -> list[tuple[Step, Stretch]]:
    """The work of one move, with its times."""
    both = zip(made.plan.steps, made.timeline.stretches, strict=True)
    return [(step, stretch) for step, stretch in both if step.index == index and step.kind in WORK]


def rest_of(exercise: Exercise) -> int:
    """The least seconds between two sets (domain reference, 2.4)."""
    if exercise.kinds[0] not in (Kind.STRENGTH, Kind.CORE):
        return 0
    if exercise.intensity >= 4:
        return 60
    return 20 if Kind.CORE in exercise.kinds else 30


def hold_rests(made: Made) -> None:
    """From the end of a set of strength to the start of its next there is the rest of the table, or more."""
    slower = 1.5 if made.plan.request.slow else 1
    for index, move in enumerate(made.plan.moves):
        if move.exercise.ways:
            continue
        for (_, a), (step, b) in pairwise(works(made, index)):
            if step.side is not Side.LEFT:
                assert b.start - a.end >= rest_of(move.exercise) * 1000 * slower, move.exercise.id


def hold_turns(made: Made) -> None:
    """The moves of a group do a set each, round by round; both sides get the same time."""
    for number in {move.group for move in made.plan.moves if move.group is not None}:
        event("with a superset")
        members = [index for index, move in enumerate(made.plan.moves) if move.group == number]
        work = sorted(((s.start, step.set, index) for index in members for step, s in works(made, index)))
        turns = list(dict.fromkeys((turn, index) for _, turn, index in work))
        assert turns == [(turn, index) for turn in range(1, made.plan.moves[members[0]].sets + 1) for index in members]
    for index, move in enumerate(made.plan.moves):
        if move.exercise.sides is Sides.EACH:
            right = [s.end - s.start for step, s in works(made, index) if step.side is Side.RIGHT]
            assert right == [s.end - s.start for step, s in works(made, index) if step.side is Side.LEFT]


def hold_chapters(made: Made) -> None:
    """Chapters leave no gap, begin where a slot begins, and are named by what is done in them."""
    chapters = made.timeline.chapters
    assert all(a.end == b.start for a, b in pairwise(chapters))
    assert len(chapters) <= 255
    assert {chapter.start for chapter in chapters} <= {stretch.start for stretch in made.timeline.stretches}
    for chapter in chapters:
        if chapter.title.startswith("Round "):
            begun = {
                made.plan.moves[stretch.index].exercise.name
                for stretch in made.timeline.stretches
                if stretch.index is not None and chapter.start <= stretch.start < chapter.end
            }
            assert all(name in chapter.title for name in begun)
            assert len(begun) == 2


def hold_all(request: Request) -> None:
    """Every rule at once, of a session as it is heard."""
    try:
        made = compose(request)
    except RequestError:
        event("refused")
        return
    assert made.timeline.ticks == nearest_tick(request.length)
    assert made.timeline.stretches[-1].end == ms_of(made.timeline.ticks)
    hold_rests(made)
    hold_turns(made)
    hold_chapters(made)


REQUESTS = st.builds(
    ask,
    st.floats(min_value=22, max_value=90),
    st.integers(min_value=0, max_value=2**32 - 1),
    equipment=st.sampled_from([tuple(Equipment), AT_HOME, (*AT_HOME, Equipment.BAND)]),
    level=st.sampled_from(Level),
    avoid=st.sampled_from([(), (Avoid.PREGNANCY,), (Avoid.FLOOR,)]),
    instruction=st.sampled_from(Instruction),
)


@settings(max_examples=6)
@given(REQUESTS)
def test_long_sessions_rest_and_take_turns(request: Request) -> None:
    """Whatever is asked for, rests are kept, turns are taken, sides are even, and the end is on the tick."""
    hold_all(request)


@pytest.mark.real
@settings(max_examples=50)
@given(REQUESTS)
def test_many_long_sessions_rest_and_take_turns(request: Request) -> None:
    """The same for many more."""
    hold_all(request)


SLOW = {"level": Level.GENTLE, "equipment": (*AT_HOME, Equipment.BAND)}


@pytest.mark.parametrize("asked", [30, 45])
def test_a_long_rest_is_silent_to_its_end(asked: float) -> None:
    """In rests over half a minute the talk comes first; then there is silence, the signal, and the word to begin."""
    found = 0
    for step, stretch, made in (
        (step, stretch, session)
        for session in (composed(asked, seed, **SLOW) for seed in (1, 2, 3))
        for step, stretch in zip(session.plan.steps, session.timeline.stretches, strict=True)
    ):
        if not step.long:
            continue
        cues = [cue for cue in made.timeline.cues if stretch.start < cue.start < stretch.end and cue.beat is None]
        *told, over, begin = [cue for cue in cues if cue.kind is not CueKind.TIME]
        assert over.sound is Chime.REST_OVER
        assert begin.kind is CueKind.ACTION
        assert begin.start - over.end <= 3_500
        quiet = over.start - told[-1].end
        filled = sum(cue.end - cue.start for cue in told) > 0.6 * (stretch.end - stretch.start)  # told with an option
        assert all(b.start - a.end <= quiet for a, b in pairwise(told)) or step.travel or filled
        found += quiet >= 5_000
    assert found >= 2
