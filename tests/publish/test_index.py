"""The index of a show, as people read it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from backrelief_audio.model.episode import Show, Track
from backrelief_audio.publish.index import index
from backrelief_audio.units import Ms

TRACK = Track(
    path=PurePath("01-neck-5min.mp3"),
    title="Neck 1, 5 minutes",
    length=Ms(300_000),
    moves=("Chin Tuck", "Neck Side Stretch"),
    doses=("5 reps", "25 s each side"),
    needs=("chair",),
    safety=("Move within comfort.",),
)
SHOW = Show(
    title="Neck",
    about="For the neck.",
    tracks=(TRACK, replace(TRACK, title="Neck 2", length=Ms(90_400), needs=(), moves=("Chin Tuck",), doses=())),
)


def test_no_title_breaks_a_line_or_moves_a_cursor() -> None:
    """Titles and names of moves with line ends, escapes or marks of direction stay in their lines."""
    odd = "a\n\x1b[2J\u202eb"
    text = index(Show(title=odd, about=odd, tracks=(replace(TRACK, title=odd, moves=(odd,), doses=("5 reps",)),)))
    assert text.startswith("a [2Jb\n======\n\na [2Jb\n")
    assert "1. a [2Jb\n---------\n" in text
    assert "  - a [2Jb: 5 reps\n" in text
    assert text.replace("\n", "").isprintable()


def test_every_session_is_told() -> None:
    """File, length, what is needed and each move with its dose stand under the session's title."""
    first = index(SHOW).split("1. Neck 1, 5 minutes\n")[1].split("\n\n")[0]
    assert first.splitlines()[1:] == [
        "File: 01-neck-5min.mp3",
        "Length: 5:00",
        "You need: chair",
        "  - Chin Tuck: 5 reps",
        "  - Neck Side Stretch: 25 s each side",
    ]
    assert "Length: 1:30\nYou need: nothing but a little room\n  - Chin Tuck\n" in index(SHOW)


def test_it_begins_with_what_it_is_and_ends_with_safety() -> None:
    """Title, a line about it and the sum come first; what is said of safety comes last, each line once."""
    lines = index(SHOW).splitlines()
    assert lines[:5] == ["Neck", "====", "", "For the neck.", "2 sessions, 6:30 in all."]
    assert lines[-4:-1] == ["Safety", "------", "Move within comfort."]
    assert "not medical advice" in lines[-1]
