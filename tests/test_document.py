"""The session document, held to its description to the letter: keys, their order, types, and values that agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from building import ask, composed, exercises

from backrelief_audio.document import title
from backrelief_audio.model.exercise import Equipment, Focus
from backrelief_audio.model.request import Counting, Instruction

KINDS = ("intro", "safety", "setup", "action", "breath", "form", "count", "countdown", "side", "halfway", "time")
KINDS += ("encouragement", "transition", "rest", "closing", "chime")

IS_TEXT: Callable[[Any], bool] = lambda value: isinstance(value, str) and bool(value)  # noqa: E731
IS_SECONDS: Callable[[Any], bool] = (  # noqa: E731
    lambda value: isinstance(value, float) and value >= 0 and round(value, 3) == value
)
IS_WHOLE: Callable[[Any], bool] = lambda value: isinstance(value, int) and not isinstance(value, bool)  # noqa: E731


def one_of(*values: object) -> Callable[[Any], bool]:
    """Exactly one of these."""
    return lambda value: value in values


def or_none(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """None, or what the check allows."""
    return lambda value: value is None or check(value)


def all_of(*values: object) -> Callable[[Any], bool]:
    """A list with only these in it."""
    return lambda value: isinstance(value, list) and set(value) <= set(values)


EQUIPMENT = ("chair", "wall", "mat", "band", "dumbbells", "bar", "doorway", "towel")
AREAS = ("thoracic", "scapular", "neck", "chest", "shoulders", "core", "posture", "calm")
POSITIONS = ("stand", "seat", "wall", "bar", "quad", "plank", "kneel", "prone", "side")

SHAPE: dict[str, Callable[[Any], bool]] = {
    "version": one_of(1),
    "title": IS_TEXT,
    "seconds": IS_SECONDS,
    "seed": IS_WHOLE,
    "request": lambda value: isinstance(value, dict),
    "voice": IS_TEXT,
    "bed": or_none(IS_TEXT),
    "moves": lambda value: isinstance(value, list),
    "chapters": lambda value: isinstance(value, list),
    "cues": lambda value: isinstance(value, list),
}
MOVE: dict[str, Callable[[Any], bool]] = {
    "exercise": lambda value: value in exercises(),
    "name": IS_TEXT,
    "phase": one_of("warm-up", "main", "cool-down"),
    "variant": one_of("standard", "easier", "harder"),
    "position": one_of(*POSITIONS),
    "equipment": all_of(*EQUIPMENT),
    "focus": all_of(*AREAS),
    "intensity": one_of(1, 2, 3, 4, 5),
    "sets": IS_WHOLE,
    "reps": or_none(IS_WHOLE),
    "hold": or_none(IS_SECONDS),
    "sides": one_of("both", "alternating", "each", "none"),
    "start": IS_SECONDS,
    "end": IS_SECONDS,
}
CHAPTER: dict[str, Callable[[Any], bool]] = {"title": IS_TEXT, "start": IS_SECONDS, "end": IS_SECONDS}
CUE: dict[str, Callable[[Any], bool]] = {
    "kind": one_of(*KINDS),
    "text": IS_TEXT,
    "start": IS_SECONDS,
    "end": IS_SECONDS,
    "beat": or_none(IS_SECONDS),
    "exercise": or_none(lambda value: value in exercises()),
    "side": or_none(one_of("left", "right")),
    "set": or_none(IS_WHOLE),
    "rep": or_none(IS_WHOLE),
}
REQUEST = {
    "minutes",
    "focus",
    "level",
    "equipment",
    "avoid",
    "dosing",
    "sets",
    "learn",
    "recent",
    "routine",
    "include",
    "exclude",
    "instruction",
    "counting",
    "voice",
    "bed",
    "bed_distance",
    "seed",
}
"""Every option of the command line that changes a session."""

SESSIONS = [
    (1, 1, {}),
    (3, 2, {}),
    (8.5, 3, {"focus": (Focus.CALM, Focus.NECK)}),
    (15, 7, {"exclude": ("superman", "camel"), "include": ("open-book",)}),
    (30, 4, {"equipment": tuple(Equipment)}),
]


def hold_shape(value: dict[str, Any], shape: dict[str, Callable[[Any], bool]]) -> None:
    """Exactly these keys in this order, each with a value of its kind."""
    assert list(value) == list(shape)
    for key, check in shape.items():
        assert check(value[key]), (key, value[key])


@pytest.mark.parametrize(("asked", "seed", "options"), SESSIONS)
def test_it_has_the_described_shape(asked: float, seed: int, options: dict[str, Any]) -> None:
    """Keys, their order and their types are those of the description, at every level; nothing is left over."""
    document = composed(asked, seed, **options).document
    hold_shape(document, SHAPE)
    for key, shape in (("moves", MOVE), ("chapters", CHAPTER), ("cues", CUE)):
        assert document[key]
        for one in document[key]:
            hold_shape(one, shape)
    assert set(document["request"]) == REQUEST


@pytest.mark.parametrize(("asked", "seed", "options"), SESSIONS)
def test_it_survives_being_written(asked: float, seed: int, options: dict[str, Any]) -> None:
    """The document is plain JSON: no value that JSON has no word for, and the same when read again."""
    document = composed(asked, seed, **options).document
    assert json.loads(json.dumps(document, allow_nan=False)) == document


@pytest.mark.parametrize(("asked", "seed", "options"), SESSIONS)
def test_its_parts_agree(asked: float, seed: int, options: dict[str, Any]) -> None:
    """Chapters are contiguous, moves fill theirs, cues never overlap and belong to the move in whose time they are."""
    made = composed(asked, seed, **options)
    document = made.document
    chapters, moves, cues = document["chapters"], document["moves"], document["cues"]
    assert document["seconds"] == pytest.approx(asked * 60, abs=0.0125)
    assert (chapters[0]["start"], chapters[-1]["end"]) == (0.0, document["seconds"])
    assert [chapter["end"] for chapter in chapters[:-1]] == [chapter["start"] for chapter in chapters[1:]]
    assert [move["exercise"] for move in moves] == [move.exercise.id for move in made.plan.moves]
    titled = [(chapter["title"], chapter["start"], chapter["end"]) for chapter in chapters[1:-1]]
    alone = [move for move, planned in zip(moves, made.plan.moves, strict=True) if planned.group is None]
    assert all((move["name"], move["start"], move["end"]) in titled for move in alone)
    assert all(a["end"] < b["start"] for a, b in pairwise(cues))
    for cue in cues:
        assert cue["start"] < cue["end"]
        if cue["beat"] is not None:
            assert cue["start"] <= cue["beat"] <= cue["end"]
            inside = [move["exercise"] for move in moves if move["start"] <= cue["beat"] <= move["end"]]
            assert cue["exercise"] in inside  # the signal at the end of work is on the first moment of what follows


def test_moves_of_a_superset_overlap() -> None:
    """A move that takes turns lasts from its introduction to its last set, over a chapter for each later round."""
    sessions = (composed(45, seed, equipment=tuple(Equipment)) for seed in range(10))
    made = next(session for session in sessions if any(move.group for move in session.plan.moves))
    chapters, moves = made.document["chapters"], made.document["moves"]
    assert [move["exercise"] for move in moves] == [move.exercise.id for move in made.plan.moves]
    begun = [(one["title"], one["start"]) for one in chapters[1:-1] if not one["title"].startswith("Round ")]
    assert begun == [(move["name"], move["start"]) for move in moves]
    pairs = [
        (first, second)
        for (a, first), (b, second) in pairwise(zip(made.plan.moves, moves, strict=True))
        if a.group is not None and a.group == b.group
    ]
    assert pairs
    for first, second in pairs:
        assert first["start"] < second["start"] < first["end"] < second["end"]
        rounds = [one for one in chapters if first["name"] in one["title"] and one["title"].startswith("Round ")]
        assert len(rounds) == first["sets"] - 1
        assert rounds[-1]["end"] == second["end"]


def test_cues_are_those_of_the_timeline() -> None:
    """Every cue of the timeline is there with its times in seconds to the millisecond; chimes by their names."""
    made = composed(15, 7)
    cues = made.document["cues"]
    assert len(cues) == len(made.timeline.cues)
    for cue, placed in zip(cues, made.timeline.cues, strict=True):
        assert round(cue["start"] * 1000) == placed.start
        assert round(cue["end"] * 1000) == placed.end
        assert cue["kind"] == placed.kind.value
    chimes = [cue["text"] for cue in cues if cue["kind"] == "chime"]
    assert (chimes[0], chimes[-1]) == ("start", "end")


def test_how_much_is_said_and_counted_is_echoed() -> None:
    """Instruction and counting as they were asked for."""
    request = composed(5, 3, instruction=Instruction.BRIEF, counting=Counting.LAST_THREE).document["request"]
    assert (request["instruction"], request["counting"]) == ("brief", "last-three")


def test_the_request_is_echoed_with_its_defaults() -> None:
    """The request comes back whole, with the defaults of what can't be chosen yet."""
    request = composed(8.5, 3, focus=(Focus.CALM, Focus.NECK), exclude=("camel",)).document["request"]
    assert request == {
        "minutes": 8.5,
        "focus": ["calm", "neck"],
        "level": "standard",
        "equipment": ["chair", "wall", "mat"],
        "avoid": [],
        "dosing": "full",
        "sets": None,
        "learn": False,
        "recent": [],
        "routine": None,
        "include": [],
        "exclude": ["camel"],
        "instruction": "full",
        "counting": "full",
        "voice": "clear",
        "bed": None,
        "bed_distance": "standard",
        "seed": 3,
    }


@pytest.mark.parametrize(
    ("bed", "told"),
    [("warm-pad", "warm-pad"), ("/home/someone/my music.mp3", "my music.mp3"), ("C:\\Music\\a.ogg", "a.ogg")],
)
def test_a_bed_is_told_by_its_name(bed: str, told: str) -> None:
    """A generated bed by its name; of the listener's own file only its name, because folders may say who they are."""
    document = composed(3, 1, bed=bed).document
    assert document["bed"] == document["request"]["bed"] == told


@pytest.mark.parametrize(("asked", "seed", "options"), SESSIONS)
def test_what_a_move_tells_of_its_dose(asked: float, seed: int, options: dict[str, Any]) -> None:
    """Moves done in reps tell these and the seconds held in each, or none; held moves their seconds and no reps."""
    made = composed(asked, seed, **options)
    for told, move in zip(made.document["moves"], made.plan.moves, strict=True):
        tempo = move.exercise.tempo
        held = tempo.hold if tempo else move.hold
        assert told["reps"] == move.reps
        assert told["hold"] == (held / 1000 if held else None)
        assert (told["reps"] is None) == (tempo is None)
        assert told["sets"] == move.sets


@pytest.mark.parametrize(
    ("focus", "told"),
    [
        ((), "15 minutes for your upper back"),
        ((Focus.NECK,), "15 minutes for your neck"),
        ((Focus.NECK, Focus.POSTURE), "15 minutes for your neck and posture"),
    ],
)
def test_a_title(focus: tuple[Focus, ...], told: str) -> None:
    """A session is titled by its length and what it is for."""
    assert title(ask(15, focus=focus)) == told
    assert title(ask(15, focus=focus, learn=True)) == f"Learn the moves: {told}"
