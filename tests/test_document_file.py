"""Session documents read back: what our program writes comes back, and what is anything else is told."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from building import composed
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio import document_file, legible
from backrelief_audio.checked import Table
from backrelief_audio.document_file import MOST_CUES, MOST_IDS, read
from backrelief_audio.errors import ContentError
from backrelief_audio.model.care import Avoid, Level
from backrelief_audio.model.exercise import Equipment, Focus

DOCUMENT = composed(5).document


def written(folder: Path, told: object) -> Path:
    """A file that holds this as JSON."""
    path = folder / "a.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def refused(path: Path) -> ContentError:
    """What is told where a file is refused: it names the file, and says what to do."""
    with pytest.raises(ContentError) as raised:
        read(path)
    assert path.name in str(raised.value)
    assert "build the session again" in raised.value.hint
    assert not legible.oddity(str(raised.value).replace("\n", ""))
    return raised.value


ASKED: dict[str, tuple[float, dict[str, Any]]] = {
    "two minutes at the desk": (2, {}),
    "an hour": (60, {}),
    "much that is asked for": (
        12,
        {
            "focus": (Focus.NECK, Focus.CALM),
            "equipment": tuple(Equipment),
            "avoid": (Avoid.KNEE, Avoid.WRIST),
            "level": Level.GENTLE,
            "exclude": ("bird-dog",),
            "recent": ("cat-cow",),
            "sets": 2,
            "learn": True,
            "bed": "a/b/my music.mp3",
        },
    ),
}


@pytest.mark.parametrize(("asked", "options"), ASKED.values(), ids=ASKED)
def test_what_is_written_comes_back(tmp_path: Path, asked: float, options: dict[str, Any]) -> None:
    """A document of ours is read as it was written, whatever was asked for."""
    told = composed(asked, **options).document
    assert read(written(tmp_path, told)) == told


def test_a_newer_program_s_keys_are_left_out(tmp_path: Path) -> None:
    """Keys that nobody knows are no fault, and nothing of them is handed on: not even what JSON can't tell."""
    told = copy.deepcopy(DOCUMENT)
    for table in (told, told["request"], told["moves"][0], told["chapters"][0], told["cues"][3]):
        table["later"] = float("nan")
    assert read(written(tmp_path, told)) == DOCUMENT


def test_an_older_program_s_options_have_their_defaults(tmp_path: Path) -> None:
    """Options that came later may be missing, and are as they were when nobody could ask for them."""
    told = copy.deepcopy(DOCUMENT)
    for key in ("recent", "learn", "sets", "dosing", "routine", "bed_distance", "avoid"):
        del told["request"][key]
    assert read(written(tmp_path, told)) == DOCUMENT


def changed(place: str, value: object) -> dict[str, Any]:
    """The document with something else in one place, such as ``cues 3 text``."""
    told = copy.deepcopy(DOCUMENT)
    *way, last = (int(part) if part.isdigit() else part for part in place.split())
    inner: Any = told
    for part in way:
        inner = inner[part]
    inner[last] = value
    return told


START, END = DOCUMENT["cues"][3]["start"], DOCUMENT["cues"][3]["end"]

WRONG: dict[str, tuple[str, object, str]] = {
    "newer": ("version", 2, "is of a newer version"),
    "no version": ("version", "1", "version: '1' is not a whole number"),
    "no title": ("title", "", "title: empty"),
    "a title of two lines": ("title", "a\nb", "title: 'a\\nb' holds the character U+000A"),
    "no length": ("seconds", 0, "seconds: 0 is out of range"),
    "too long": ("seconds", 5400.1, "seconds: 5400.1 is out of range"),
    "milliseconds": ("seconds", 300_000, "seconds: 300000 is out of range"),
    "endless": ("seconds", float("inf"), "seconds: inf is out of range"),
    "shorter than its chapters": ("seconds", 200.0, "chapters: reach to 05:00.000 of 03:20.000"),
    "a seed of letters": ("seed", "x", "seed: 'x' is not a whole number"),
    "no request": ("request", [], "request: [] is not a table"),
    "an area nobody knows": ("request focus", ["knee"], "request.focus: 'knee' is unknown"),
    "areas as one text": ("request focus", "neck", "request.focus: 'neck' is not a list"),
    "as many areas as one likes": ("request focus", ["neck"] * 1000, "request.focus: has 1000 of them"),
    "too many recent moves": ("request recent", ["a"] * (MOST_IDS + 1), "request.recent: has 2001 of them"),
    "no moves": ("moves", None, "moves: None is not a list"),
    "a move that is none": ("moves 0", 1, "moves[0]: 1 is not a table"),
    "a phase nobody knows": ("moves 0 phase", "dance", "moves[0].phase: 'dance' is unknown"),
    "no sets": ("moves 0 sets", 0, "moves[0].sets: 0 is out of range"),
    "a move without an end": ("moves 0 end", 0.0, "moves[0]: lasts from"),
    "a move beyond the end": ("moves 0 end", 301.0, "moves[0]: lasts from"),
    "a gap between chapters": ("chapters 1 start", 299.0, "chapters[1]: lasts from"),
    "chapters that begin late": ("chapters 0 start", 0.5, "chapters[0]: lasts from 00:00.500"),
    "no chapters": ("chapters", [], "chapters: reach to 00:00.000 of 05:00.000"),
    "a kind nobody knows": ("cues 3 kind", "song", "cues[3].kind: 'song' is unknown"),
    "a kind that is a list": ("cues 3 kind", [], "cues[3].kind: [] is not one of"),
    "words that are none": ("cues 3 text", " ", "cues[3].text: empty"),
    "too many words": ("cues 3 text", "a" * 401, "cues[3].text: has 401 letters"),
    "words that turn around": ("cues 3 text", "a\u202eb", "U+202E"),
    "half a letter": ("cues 3 text", "\ud800", "is no JSON"),
    "a moment that is none": ("cues 3 start", float("nan"), "cues[3].start: nan is out of range"),
    "a moment in words": ("cues 3 beat", "12", "cues[3].beat: '12' is not a number"),
    "a cue over the next": ("cues 3 end", END + 30, "cues[4]: lasts from"),
    "a cue that ends before it begins": ("cues 3 end", START - 0.001, "cues[3]: lasts from"),
    "a cue of no length": ("cues 3 end", START, "cues[3]: lasts from"),
    "a third side": ("cues 3 side", "middle", "cues[3].side: 'middle' is unknown"),
    "half a rep": ("cues 3 rep", 1.5, "cues[3].rep: 1.5 is not a whole number"),
    "true for one": ("cues 3 set", True, "cues[3].set: True is not a whole number"),
    "an exercise of no move": ("cues 3 exercise", "juggling", "cues[3].exercise: juggling is no move's"),
    "more cues than there can be": ("cues", [0] * (MOST_CUES + 1), "cues: has 20001 of them"),
}


@pytest.mark.parametrize(("place", "value", "told"), WRONG.values(), ids=WRONG)
def test_one_wrong_value_is_told(tmp_path: Path, place: str, value: object, told: str) -> None:
    """Where one thing is wrong, the message says where it is and what it is."""
    assert told in str(refused(written(tmp_path, changed(place, value))))


def test_a_move_needs_reps_or_a_hold(tmp_path: Path) -> None:
    """A move that has neither has no dose that could be told."""
    told = copy.deepcopy(DOCUMENT)
    told["moves"][0].update(reps=None, hold=None)
    assert "moves[0].reps: missing, and there is no hold" in str(refused(written(tmp_path, told)))


@pytest.mark.parametrize("key", ["title", "seconds", "seed", "request", "voice", "moves", "chapters", "cues"])
def test_what_is_missing_is_told(tmp_path: Path, key: str) -> None:
    """A document without one of its parts is told so by the part's name."""
    told = {name: value for name, value in DOCUMENT.items() if name != key}
    assert f"{key}: missing" in str(refused(written(tmp_path, told)))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Who mends the file reads everything that is wrong in it."""
    told = changed("cues 3 kind", "song")
    told["title"] = 1
    told["moves"][0]["phase"] = None
    assert len(refused(written(tmp_path, told)).problems) == 3


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"1" * 5000, b"[" * 100_000, b'{"version": 1e999}'])
def test_what_is_no_document_is_told(tmp_path: Path, content: bytes) -> None:
    """Whatever the bytes are, it is told as a fault of that file."""
    path = tmp_path / "a.json"
    path.write_bytes(content)
    refused(path)


def test_what_can_not_be_read_is_told(tmp_path: Path) -> None:
    """So is a file that is not there, or a folder of that name."""
    assert "can't be read" in str(refused(tmp_path / "missing.json"))
    assert "can't be read" in str(refused(tmp_path))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(sorted(DOCUMENT)) | st.text(max_size=9), inner, max_size=5)
    ),
    max_leaves=20,
)


def places(inner: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document, as the keys and numbers that lead there."""
    found = inner.items() if isinstance(inner, dict) else enumerate(inner) if isinstance(inner, list) else ()
    for key, value in found:
        yield (*way, key)
        yield from places(value, (*way, key))


PLACES = list(places(DOCUMENT))


@given(told=JSON)
def test_no_json_is_a_traceback(tmp_path_factory: pytest.TempPathFactory, told: object) -> None:
    """Whatever is in the file, it is refused by a message."""
    refused(written(tmp_path_factory.mktemp("any"), told))


@given(place=st.sampled_from(PLACES), value=JSON)
def test_no_broken_document_is_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[Any, ...], value: object
) -> None:
    """With anything in any one place of a good document it is refused by a message, or read as something checked."""
    told = changed(" ".join(map(str, place)), value)
    path = written(tmp_path_factory.mktemp("broken"), told)
    try:
        found = read(path)
    except ContentError:
        refused(path)
    else:
        assert read(written(path.parent, found)) == found


VALUES = st.one_of(
    JSON,
    st.sampled_from(["count", "chime", "left", "right", "cat-cow", "", " ", "a" * 401, "\u2028"]),
    st.sampled_from([0, 1, 1.0, -0.0, 5400.0, 5400.1, 1000, 1001, True]),
)


@given(key=st.sampled_from(sorted(DOCUMENT["cues"][0])), value=VALUES)
def test_the_quick_look_at_cues_is_the_thorough_one(key: str, value: object) -> None:
    """What the quick look takes for right, the schema finds no fault with and reads the same."""
    cue = {**DOCUMENT["cues"][3], key: value}
    if document_file._as_written(cue):
        table = Table(cue, "a", [])
        assert document_file._cue(table) == cue
        assert table.problems == []


def test_the_quick_look_is_enough_for_our_own() -> None:
    """All cues of our own documents pass by it, so that a folder of many sessions is read in no time."""
    assert all(map(document_file._as_written, composed(60).document["cues"]))
