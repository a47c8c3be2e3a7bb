"""The timed script: the session document as people read it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from building import composed

from backrelief_audio.model.exercise import Equipment
from backrelief_audio.publish.timed_script import timed_script


def cue(kind: str, text: str, start: float, end: float, beat: float | None = None) -> dict[str, Any]:
    """A cue of a document."""
    return {"kind": kind, "text": text, "start": start, "end": end, "beat": beat}


def move(name: str, start: float, **changes: Any) -> dict[str, Any]:
    """A move of a document."""
    usual = {"phase": "main", "position": "wall", "sets": 1, "reps": 10, "hold": 1.0, "sides": "both"}
    return {"name": name, "start": start, **usual, **changes}


DOCUMENT: dict[str, Any] = {
    "title": "1 minute for your neck",
    "seconds": 60.0,
    "seed": 7,
    "voice": "clear",
    "bed": None,
    "request": {"focus": ["neck", "calm"], "equipment": ["chair"]},
    "moves": [move("Wall Angels", 8.0), move("Side Stretch", 40.0, reps=None, hold=25.0, sides="each", sets=2)],
    "chapters": [
        {"title": "Welcome", "start": 0.0, "end": 8.0},
        {"title": "Wall Angels", "start": 8.0, "end": 40.0},
        {"title": "Side Stretch", "start": 40.0, "end": 55.008},
        {"title": "Closing", "start": 55.008, "end": 60.0},
    ],
    "cues": [
        cue("chime", "start", 0.0, 2.0),
        cue("intro", "Hello.", 2.4, 3.1),
        cue("encouragement", "Tall and easy.", 8.5, 9.5),
        cue("count", "one", 9.965, 10.4, 10.008),
        cue("countdown", "and release", 39.98, 40.7, 40.008),
        cue("side", "Right side first.", 41.0, 42.0),
        cue("chime", "end", 57.0, 59.5),
    ],
}

EXPECTED = """\
1 minute for your neck
seed 7 · focus neck, calm · equipment chair · voice clear

00:00.000  == Welcome
00:00.000  chime          (start chime)
00:02.400  intro          “Hello.”

00:08.000  == Wall Angels (main, wall, 10 reps)
00:08.500  encouragement  “Tall and easy.”
00:10.008  count          “one”

00:40.000  == Side Stretch (main, wall, 2 x 25 s each side)
00:40.008  countdown      “and release”
00:41.000  side           “Right side first.”

00:55.008  == Closing
00:57.000  chime          (end chime)

01:00.000  end
"""


def test_a_script_to_the_letter() -> None:
    """Title, request, chapters with the dose of their moves, a cue a line by its beat or start, and the end."""
    assert timed_script(DOCUMENT) == EXPECTED


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "(main, wall, 10 reps)"),
        ({"sets": 3}, "(main, wall, 3 x 10 reps)"),
        ({"sides": "alternating", "phase": "warm-up"}, "(warm-up, wall, 10 reps a side, alternating)"),
        ({"sides": "each", "position": "side"}, "(main, side, 10 reps each side)"),
        ({"reps": None, "hold": 45.0, "phase": "cool-down"}, "(cool-down, wall, 45 s)"),
        ({"reps": None, "hold": 7.5}, "(main, wall, 7.5 s)"),
    ],
)
def test_the_dose_in_a_heading(changes: dict[str, Any], told: str) -> None:
    """A heading tells phase, place, sets, reps or seconds, and how sides are done."""
    document = {**DOCUMENT, "moves": [move("Wall Angels", 8.0, **changes)]}
    assert f"00:08.000  == Wall Angels {told}\n" in timed_script(document)


def test_a_session_for_everything_says_so() -> None:
    """Without a focus it is balanced, and without equipment that is said."""
    told = timed_script({**DOCUMENT, "request": {"focus": [], "equipment": []}})
    assert "seed 7 · focus balanced · equipment none · voice clear\n" in told


@pytest.mark.parametrize(("asked", "seed"), [(3, 1), (15, 2), (60, 3)])
def test_every_cue_is_there_once_and_in_order(asked: float, seed: int) -> None:
    """Every cue and chapter of a document is one line of its script, and times only go forward."""
    document = composed(asked, seed, equipment=tuple(Equipment)).document
    lines = [line for line in timed_script(document).splitlines()[2:] if line]
    times = [line[:9] for line in lines]
    assert times == sorted(times)
    headings = [line for line in lines if line[11:13] == "=="]
    assert len(headings) == len(document["chapters"])
    cues = [line for line in lines if line not in headings][:-1]
    assert len(cues) == len(document["cues"])
    words = sorted(found[1] for line in cues if (found := re.search(r"“(.*)”", line)))
    assert words == sorted(one["text"] for one in document["cues"] if one["kind"] != "chime")


def test_a_bed_is_named_at_the_top() -> None:
    """What plays under the voice stands beside the voice."""
    assert timed_script({**DOCUMENT, "bed": "warm-pad"}).splitlines()[1].endswith("voice clear · bed warm-pad")


def test_a_bed_of_any_name_moves_no_cursor() -> None:
    """The path of the listener's own file stands there with escapes, on its line."""
    text = timed_script({**DOCUMENT, "bed": "./a\x1b[2J\nb.wav"})
    assert text.splitlines()[1].endswith(r"bed ./a\x1b[2J\nb.wav")
