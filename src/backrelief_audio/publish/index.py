"""What is inside a show, as a plain text for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import PurePath

from ..legible import on_a_line
from ..model.episode import Show, Track
from ..units import Ms, counted
from .safety import DISCLAIMER

INDEX = PurePath("index.txt")
"""What it is called, beside the files it tells of."""


def index(show: Show) -> str:
    """The sessions of a show with file, length, what is needed and every move with its dose; ends in a line break.

    The note on safety is what the sessions themselves say of it.
    """
    return "\n".join(_lines(show)) + "\n"


def _lines(show: Show) -> Iterator[str]:
    title = on_a_line(show.title)
    yield from (title, "=" * len(title), "")
    yield from filter(None, (on_a_line(show.about),))
    whole = Ms(sum(track.length for track in show.tracks))
    yield f"{counted(len(show.tracks), 'session')}, {_clock(whole)} in all."
    for number, track in enumerate(show.tracks, 1):
        yield ""
        yield from _session(number, track)
    yield from ("", "Safety", "------")
    yield from dict.fromkeys(line for track in show.tracks for line in track.safety)
    yield DISCLAIMER


def _session(number: int, track: Track) -> Iterator[str]:
    heading = f"{number}. {on_a_line(track.title)}"
    yield from (heading, "-" * len(heading))
    yield f"File: {track.path.as_posix()}"
    yield f"Length: {_clock(track.length)}"
    yield f"You need: {', '.join(track.needs) or 'nothing but a little room'}"
    for name, dose in zip_longest(track.moves, track.doses, fillvalue=""):
        yield f"  - {on_a_line(name)}: {dose}" if dose else f"  - {on_a_line(name)}"


def _clock(length: Ms) -> str:
    """Minutes and seconds as players show them: 5:00, 75:30."""
    minutes, rest = divmod(round(length / 1000), 60)
    return f"{minutes}:{rest:02d}"
