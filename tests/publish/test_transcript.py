"""The transcript, read back by the rules of WebVTT."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sites import DOCUMENTS, listed

from backrelief_audio.legible import oddity
from backrelief_audio.publish.transcript import vtt

TIMING = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3}) --> (?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
TEXT = re.compile(r"(?:[^&<\n\r]|&(?:amp|lt|gt);)+")
"""A line of a cue without tags (WebVTT, 4.2.2)."""


def heard(text: str) -> list[tuple[int, int, str]]:
    """Start, end and words of every cue, in milliseconds; fails where the text is not the simplest kind of WebVTT."""
    header, *blocks = text.split("\n\n")
    assert header.removesuffix("\n") == "WEBVTT"
    assert text.endswith("\n")
    found = []
    for block in blocks:
        timing, words = block.removesuffix("\n").split("\n")
        match = TIMING.fullmatch(timing)
        assert match, timing
        assert TEXT.fullmatch(words) and "-->" not in words, words
        numbers = [int(number or 0) for number in match.groups()]
        start, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (numbers[:4], numbers[4:]))
        found.append((start, end, html.unescape(words)))
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["title"])
def test_every_spoken_word_is_there_in_time(document: dict[str, Any]) -> None:
    """Each spoken cue of a session is a cue, no signal is, and they are ascending and apart."""
    found = heard(vtt(listed(document=document)))
    spoken = [cue for cue in document["cues"] if cue["kind"] != "chime"]
    assert found == [(round(cue["start"] * 1000), round(cue["end"] * 1000), cue["text"]) for cue in spoken]
    assert all(start < end for start, end, _ in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert len(found) < len(document["cues"])


def test_hours_stand_where_there_are_any() -> None:
    """Below an hour minutes come first, from there on hours."""
    timings = re.findall("^.* --> .*$", vtt(listed(document=DOCUMENTS[3])), re.MULTILINE)
    assert re.match(r"00:0\d\.\d{3} --> ", timings[0])
    assert re.match(r"01:1[45]:\d\d\.\d{3} --> 01:1[45]:", timings[-1])


def cue(text: str, start: float, end: float) -> dict[str, Any]:
    """A spoken cue of a document."""
    return {"kind": "setup", "text": text, "start": start, "end": end}


@given(st.lists(st.text(min_size=1).filter(lambda text: not oddity(text)), max_size=5))
def test_no_words_break_the_form(texts: list[str]) -> None:
    """Whatever is said, a cue stays one line, and reads as it was said."""
    texts = [text for text in (" ".join(text.split()) for text in (*texts, "a --> b", "<i>&amp;")) if text]
    cues = [cue(text, number, number + 0.5) for number, text in enumerate(texts)]
    found = heard(vtt(listed(document={"cues": cues})))
    assert [words for _, _, words in found] == texts
