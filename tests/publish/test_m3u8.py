"""The playlist, read back as players read it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from backrelief_audio.model.episode import Show, Track
from backrelief_audio.publish.m3u8 import m3u8
from backrelief_audio.units import Ms


def track(name: str, title: str, length: int) -> Track:
    """A track without moves."""
    return Track(path=PurePath(f"{name}.mp3"), title=title, length=Ms(length), moves=())


SHOW = Show(
    title="Neck,\n3 minutes, łatwo",
    about="",
    tracks=(track("01-neck-3min", "Neck 1, 3 minutes", 180_000), track("02 50%", "Neck\r\n2", 183_336)),
)


def entries(text: str) -> list[tuple[float, str, str]]:
    """Length, title and file of each entry, as a simple player finds them."""
    found, seconds, title = [], -1.0, ""
    for line in text.splitlines():
        if line.startswith("#EXTINF:"):
            length, _, title = line.removeprefix("#EXTINF:").partition(",")
            seconds = float(length)
        elif not line.startswith("#"):
            found.append((seconds, title, line))
    return found


def test_players_find_every_file_with_its_length() -> None:
    """Files come in order, named as they are in the same folder, with true lengths and titles of one line."""
    assert entries(m3u8(SHOW)) == [
        (180.0, "Neck 1, 3 minutes", "01-neck-3min.mp3"),
        (183.336, "Neck 2", "02 50%.mp3"),
    ]


def test_no_title_breaks_a_line_or_moves_a_cursor() -> None:
    """A title with line ends of any kind, escapes or marks of direction is one plain line."""
    odd = replace(SHOW, title="a\u2028b\x1b[2J\x85c", tracks=(replace(SHOW.tracks[0], title="\u202ed\r\n#EXTM3U"),))
    lines = m3u8(odd).split("\n")
    assert lines[1:3] == ["#PLAYLIST:a b[2J c", "#EXTINF:180,d #EXTM3U"]
    assert all(line.isprintable() for line in lines)


def test_no_name_is_taken_for_something_else() -> None:
    """A file whose name begins like a comment or with a space is named so that players find it in its folder."""
    odd = replace(SHOW, tracks=tuple(track(name, "A", 1000) for name in ("#1", " 2", "3/#3")))
    assert [name for _, _, name in entries(m3u8(odd))] == ["./#1.mp3", "./ 2.mp3", "3/#3.mp3"]


def test_it_says_what_it_is() -> None:
    """The first line marks it, the second is the show's title in one line; a whole length is written as one."""
    lines = m3u8(SHOW).splitlines()
    assert lines[:3] == ["#EXTM3U", "#PLAYLIST:Neck, 3 minutes, łatwo", "#EXTINF:180,Neck 1, 3 minutes"]
    assert m3u8(SHOW).endswith(".mp3\n")
