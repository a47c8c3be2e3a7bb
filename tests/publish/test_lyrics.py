"""LRC files."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from backrelief_audio.model.episode import Episode, Lyric
from backrelief_audio.publish.lyrics import lrc
from backrelief_audio.units import Ms


def episode(*lyrics: Lyric, title: str = "Upper back", length: int = 900_000) -> Episode:
    """An episode with these words."""
    return Episode(
        title=title,
        artist="Backrelief",
        album="Morning",
        genre="Exercise",
        date="2024-05-03",
        comment="",
        length=Ms(length),
        chapters=(),
        lyrics=lyrics,
        cover=b"",
    )


def test_lrc_is_written_as_players_expect() -> None:
    """Four tags come first, then the lines with minutes, seconds and hundredths, then a line break."""
    told = lrc(episode(Lyric(Ms(1239), "Welcome."), Lyric(Ms(61_000), "Stand tall.")))
    assert told == (
        "[ti:Upper back]\n[ar:Backrelief]\n[al:Morning]\n[length:15:00]\n[00:01.23]Welcome.\n[01:01.00]Stand tall.\n"
    )


def test_minutes_go_on_past_the_hour() -> None:
    """A session of ninety minutes counts its minutes on."""
    assert lrc(episode(Lyric(Ms(5_399_990), "Rest."), length=5_400_000)).endswith("[89:59.99]Rest.\n")
    assert "[length:90:00]" in lrc(episode(length=5_400_000))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5_400_000), st.text(max_size=20)), max_size=6), st.text(max_size=20))
def test_no_text_breaks_the_form(words: list[tuple[int, str]], title: str) -> None:
    """Whatever a text holds, every line is one tag and one text, and times ascend and are never late."""
    told = lrc(episode(*(Lyric(Ms(start), text) for start, text in words), title=title))
    lines = told.split("\n")
    assert lines.pop() == ""
    assert len(told.splitlines()) == 4 + len(words)
    found = [re.fullmatch(r"\[(\d\d):(\d\d)\.(\d\d)\][^\[\]]*", line) for line in lines[4:]]
    times = [int(m[1]) * 60_000 + int(m[2]) * 1000 + int(m[3]) * 10 for m in found if m]
    assert times == [start // 10 * 10 for start in sorted(start for start, _ in words)]
    assert all(re.fullmatch(r"\[\w+:[^\[\]]*\]", line) for line in lines[:4])
