"""Texts of unknown origin: what is shown of them, what can be said, and what can be a file's name."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backrelief_audio.legible import MOST_NAME, escaped, oddity, on_a_line, told, unfit, unspeakable
from backrelief_audio.speech import check_line
from backrelief_audio.speech.tone import ToneEngine

ODD = ["\0", "\x1b", "\n", "\x7f", "\x9b", "\u061c", "\u200f", "\u2028", "\u202e", "\u2067", "\ud800", "\udcff"]
"""One of each kind that is not shown as it is."""

LETTERS = st.characters(exclude_categories=[])


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_what_can_not_be_shown_is_found(odd: str) -> None:
    """Each such character is named by its number, stands as an escape, and is gone from files of lines."""
    text = f"a{odd}b"
    assert oddity(text) == f"U+{ord(odd):04X}"
    assert escaped(text).isprintable()
    assert len(escaped(text)) > 3
    assert on_a_line(text) in ("ab", "a b")
    assert oddity("Łódź, 漢字, שלום, naïve, 5 ½ · “so” — 👍🏽 a\u00a0b") == ""


@given(st.text(LETTERS, max_size=40))
@settings(max_examples=60)
def test_an_escaped_text_moves_no_cursor(text: str) -> None:
    """Whatever comes in, one line that every stream can encode comes out; nothing else is changed."""
    line = escaped(text)
    assert line.encode("utf-8").decode().split("\n") == [line]
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in line)
    assert line == text or oddity(text)
    assert escaped(text, lines=True).count("\n") == text.count("\n")
    assert on_a_line(on_a_line(text)) == on_a_line(text)


def test_a_value_is_told_in_a_few_words() -> None:
    """Texts, numbers and lists of any size and depth are told without an error, and briefly."""
    deep: list[object] = []
    for _ in range(50_000):
        deep = [deep]
    for value in ("x" * 10**6, 16**9999, deep, {"a": "\x1b"}, float("nan")):
        assert len(told(value)) < 200
        assert told(value).isprintable()
    assert told("a\nb") == r"'a\nb'"


SAID = {
    "Reach, and breathe.": "",
    "wall push-up plus, 12 times & more: 50 %": "",
    "smile \U0001f600": "",
    "שלום": "",
    "<speak>hello</speak>": "command",
    "wait <break time='10s'/> here": "command",
    "[[h@l'oU]]": "command",
    "{name}": "command",
    "?!...": "nothing in it",
    "\U0001f600": "nothing in it",
    "": "nothing in it",
    "9" * 41: "word of 41",
    "a " * 201: "402 letters",
    "bell \a": "U+0007",
    "\u202etfel": "U+202E",
    "soft\u00adhyphen": "U+00AD",
}


@pytest.mark.parametrize(("text", "why"), SAID.items(), ids=[ascii(text[:20]) for text in SAID])
def test_what_can_not_be_said_is_found(text: str, why: str) -> None:
    """Plain text of any script can be said; what an engine could take for a command, or would leave out, can't."""
    found = unspeakable(text)
    assert (why in found) if why else not found


@given(st.text(LETTERS, max_size=30))
@settings(max_examples=60)
def test_what_can_be_said_is_taken_by_engines(text: str) -> None:
    """No engine is given a line that it refuses, where the content was found to be speakable."""
    if not unspeakable(text):
        check_line(text, 1.0, ToneEngine().info)


NAMES = {
    "a.mp3": "",
    "": "",
    "..": "",
    "-a.mp3": "",
    "~/Müller & co/%d/a b.mp3": "",
    "out/": "",
    "a\x1b[31m.mp3": "U+001B",
    "a\nb.mp3": "U+000A",
    "\u202e3pm.mp3": "U+202E",
    "\udcff.mp3": "U+DCFF",
    "ä" * 121: "242 bytes",
    f"{'a' * 300}/b.mp3": "300 bytes",
    "aaaaaaa/" * 501: "4008 bytes",
    "NUL.mp3": "Windows",
    "out/com1": "Windows",
}


@pytest.mark.parametrize(("name", "why"), NAMES.items(), ids=[ascii(name[:20]) for name in NAMES])
def test_what_can_be_no_name_is_found(name: str, why: str, tmp_path: Path) -> None:
    """Names with controls, for another direction of writing, too long or reserved are told; the longest can be made."""
    found = unfit(name)
    assert (why in found) if why else not found
    (tmp_path / f"{'a' * (MOST_NAME - 4)}.mp3").with_suffix(".json").touch()
