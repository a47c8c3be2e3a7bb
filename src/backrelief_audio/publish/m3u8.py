"""A show as a playlist that music players read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from ..legible import on_a_line
from ..model.episode import Show
from ..units import Ms

PLAYLIST = PurePath("playlist.m3u8")
"""What it is called, beside the files it names."""


def m3u8(show: Show) -> str:
    """An extended M3U playlist, to be written as UTF-8 without a mark before it; ends in a line break.

    Lengths are seconds, whole where they are so and else to the millisecond. Files are named as they are, with ``/``
    and without percent-encoding, which several players take literally; where a name begins as no line may, with ``./``
    before it. A title stays one line.
    """
    return "\n".join(_lines(show)) + "\n"


def _lines(show: Show) -> Iterator[str]:
    yield "#EXTM3U"
    yield f"#PLAYLIST:{on_a_line(show.title)}"
    for track in show.tracks:
        yield f"#EXTINF:{_seconds(track.length)},{on_a_line(track.title)}"
        yield _line(track.path)


def _line(path: PurePath) -> str:
    """A path as players find it: what begins with the sign of a comment, or with a space, would be passed by or cut."""
    name = path.as_posix()
    return f"./{name}" if name.startswith(("#", " ")) else name


def _seconds(length: Ms) -> str:
    return f"{length / 1000:.3f}".rstrip("0").rstrip(".")
