"""Routines in the pipeline: found by name, as long as their doses take, told where they differ."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from building import TONE_VOICE, FakeSpeech, MeasureOf, ask, exercises, length_of, phrases, scaled, sounds_of

from backrelief_audio import pipeline
from backrelief_audio.asking import Asked
from backrelief_audio.content import load_routines
from backrelief_audio.errors import RequestError
from backrelief_audio.layout import surplus
from backrelief_audio.mixing.parts import parts
from backrelief_audio.model.exercise import Equipment
from backrelief_audio.model.request import AT_HOME, Instruction, Request
from backrelief_audio.model.routine import Item, Routine
from backrelief_audio.pipeline import Workshop
from backrelief_audio.pipeline.composing import Composed, compose
from backrelief_audio.pipeline.settling import notes, settled, undecided
from backrelief_audio.units import TICK_MS, ms_of, seconds

CATALOGUE = tuple(exercises().values())
SETTLED = Routine(
    id="mine",
    title="Mine",
    about="",
    items=tuple(
        Item(exercise=name, reps=reps)
        for name, reps in {"shoulder-roll": 10, "chin-tuck": 10, "seated-twist": 6, "cat-cow": 9}.items()
    ),
    own=True,
)


def speech(measure_of: MeasureOf) -> FakeSpeech:
    """A voice without sound."""
    return FakeSpeech(measure_of, length_of)


def at_its_length(routine: Routine, voice: FakeSpeech) -> Request:
    """A request for a routine of which nobody said how long it is."""
    request = ask(15, routine=routine)
    assert undecided(request, "")
    return replace(request, length=settled(request, CATALOGUE, phrases(), voice))  # type: ignore[arg-type]


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.3])
def test_a_settled_length_is_what_the_words_take(scale: float) -> None:
    """Whatever a voice takes for its words, settled doses get a length that needs no bending, on a tick."""
    voice = speech(scaled(scale, 40))
    request = at_its_length(SETTLED, voice)
    assert request.length % TICK_MS == 0
    made = compose(request, CATALOGUE, phrases(), voice)  # type: ignore[arg-type]
    assert ms_of(made.timeline.ticks) == request.length
    assert (
        surplus(made.script, {sound: voice.measure_of(sound) for sound in sounds_of(made.script)}, request.length) == 0
    )
    assert [move.reps for move in made.plan.moves] == [10, 10, 6, 9]


LONGER = ("shoulder-roll", "wall-angel", "scapular-squeeze", "cat-cow", "bird-dog", "chest-opener", "breath-reset")


def sounded(names: tuple[str, ...]) -> tuple[Composed, list[tuple[object, ...]]]:
    """A routine at its own length, and all that decides how each part of it sounds over a bed."""
    routine = replace(SETTLED, items=tuple(Item(exercise=name, reps=8) for name in names))
    voice = speech(scaled(1.0, 40))
    made = compose(at_its_length(routine, voice), CATALOGUE, phrases(), voice)  # type: ignore[arg-type]
    found: list[tuple[object, ...]] = []
    for part in parts(made.timeline):
        start = ms_of(part.start)
        cues = tuple((cue.kind, cue.sound, cue.start - start) for cue in part.cues)
        found.append((cues, part.passage.length, part.passage.zero, part.passage.bar))
    return made, found


@pytest.mark.parametrize("at", range(1, len(LONGER) - 1))
def test_one_exercise_changed_changes_its_own_sound(at: int) -> None:
    """Of a routine with settled doses in which one exercise is another, most of what is new is about that one.

    Four others may be: its neighbour's introduction, where the way there is another, the opening, where the length is
    told otherwise, the step in which the half is called, and one where a phrasing would come again too soon.
    """
    _, before = sounded(LONGER)
    made, after = sounded((*LONGER[:at], "wall-pelvic-tilt", *LONGER[at + 1 :]))
    new = [part for part in after if part not in before]
    own = [stretch for stretch in made.timeline.stretches if stretch.index == at]
    assert len(new) <= len(own) + 4


@pytest.mark.parametrize("scale", [0.85, 1.0, 1.15])
@pytest.mark.parametrize("routine", load_routines(CATALOGUE), ids=lambda routine: routine.id)
def test_playlists_fit_any_voice(routine: Routine, scale: float) -> None:
    """Each playlist is composed to its length, however long the voice takes, with nothing but the order kept."""
    assert routine.length is not None
    request = ask(
        routine.length / 60_000,
        routine=routine,
        focus=routine.focus,
        avoid=routine.avoid,
        equipment=tuple(item for item in Equipment if item in (*AT_HOME, *routine.equipment)),
        instruction=Instruction(routine.instruction or "full"),
    )
    made = compose(request, CATALOGUE, phrases(), speech(scaled(scale, 40)))  # type: ignore[arg-type]
    assert ms_of(made.timeline.ticks) == routine.length
    there = [move.exercise.id for move in made.plan.moves]
    order = iter(item.exercise for item in routine.items)
    assert all(id_ in order for id_ in there)


def test_what_can_not_be_bent_is_refused_with_a_length() -> None:
    """Where the words are far from their estimates, a refusal offers the length that the doses really take."""
    request = ask(8, routine=SETTLED)
    with pytest.raises(RequestError) as raised:
        compose(request, CATALOGUE, phrases(), speech(scaled(1.4, 40)))  # type: ignore[arg-type]
    offered = raised.value.hint
    assert offered.startswith("--minutes ")
    longer = ask(float(offered.removeprefix("--minutes ")), routine=SETTLED)
    assert compose(longer, CATALOGUE, phrases(), speech(scaled(1.4, 40)))  # type: ignore[arg-type]


def test_notes_are_for_the_users_own() -> None:
    """Broken rules and unusual doses are told of a routine of the user's, and of none of ours."""
    unusual = replace(SETTLED, items=(*SETTLED.items, Item(exercise="superman", reps=15)))
    request = at_its_length(unusual, speech(scaled(1, 40)))
    made = compose(request, CATALOGUE, phrases(), speech(scaled(1, 40))).plan  # type: ignore[arg-type]
    told = list(notes(made, CATALOGUE))
    assert "superman: 15 reps (usual: 10 to 12)" in told
    assert "superman: no counterpose follows (better: childs-pose)" in told
    ours = replace(made, request=replace(request, routine=replace(unusual, own=False)))
    assert list(notes(ours, CATALOGUE)) == []
    assert list(notes(replace(made, request=ask(15)), CATALOGUE)) == []


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Our content with the tone voice."""
    loaded = pipeline.workshop(tmp_path / "cache", tmp_path / "own", tmp_path / "data")
    return replace(loaded, voices=(TONE_VOICE,))


def test_the_workshop_has_the_playlists(workshop: Workshop) -> None:
    """The eleven are there by name, typed with spaces or capitals too, and lead to a request."""
    assert len(workshop.routines) == 11
    assert workshop.routine_named("Tech Neck") is workshop.routine_named("tech-neck")
    request = workshop.request(Asked(minutes="", seed=1, routine="desk-break", voice="test"))
    assert (request.length, request.routine) == (180_000, workshop.routine_named("desk-break"))
    with pytest.raises(RequestError, match="did you mean yoga-flow"):
        workshop.routine_named("yoga-flaw")


@pytest.mark.parametrize(
    "item",
    [
        Item(exercise="shoulder-roll", reps=1),
        Item(exercise="eagle-arms", hold=seconds(5)),
        Item(exercise="upper-back-stretch", hold=seconds(90), sets=3),
        Item(exercise="bird-dog", reps=60),
        Item(exercise="shoulder-circle", reps=1, sets=10),
        Item(exercise="thoracic-extension", reps=2, sets=10),
    ],
    ids=lambda item: item.exercise,
)
def test_any_settled_dose_has_a_session(item: Item) -> None:
    """Doses far from the usual, also where so little is left that less is said, become a session."""
    routine = replace(SETTLED, items=(Item(exercise="wall-angel", reps=8), item, Item(exercise="breath-reset", reps=5)))
    voice = speech(scaled(1.1, 40))
    made = compose(at_its_length(routine, voice), CATALOGUE, phrases(), voice)  # type: ignore[arg-type]
    assert len(made.plan.moves) == 3
    moved = made.plan.moves[1]
    assert (moved.reps, moved.hold) == (item.reps, item.hold)


def test_what_takes_longer_than_any_session_is_refused() -> None:
    """Settled doses of more than ninety minutes are refused, with what to do about them."""
    routine = replace(SETTLED, items=(Item(exercise="open-book", reps=60, sets=10),))
    with pytest.raises(RequestError, match="no length from 1 to 90 minutes") as raised:
        at_its_length(routine, speech(scaled(1, 40)))
    assert raised.value.hint == "other doses in its file"
