"""eSpeak itself says every word as it was reviewed, alone and in its lines."""

from __future__ import annotations

import sys

import pytest
from saying import COMMAND, ENGINE, LIST, VOICE, in_context, lines, phonemes, reviewed

from backrelief_audio.content import load_pronunciation, load_voices

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="eSpeak comes with the package on Linux only"),
]


def test_every_word_is_said_as_reviewed() -> None:
    """The phonemes of each word, respelled as for a session, are those of the list."""
    pytest.importorskip("espeakng_loader")
    listed = reviewed()
    said = dict(zip(listed, phonemes(list(listed)), strict=True))
    changed = {word: (listed[word], said[word]) for word in listed if said[word] != listed[word]}
    assert changed == {}, f"said differently than {LIST.name} has it; where that is right, run `{COMMAND}`"


def test_context_changes_no_word_for_the_worse() -> None:
    """Homographs, letters and names are said right in every line that holds them."""
    pytest.importorskip("espeakng_loader")
    said = dict(zip(lines(), phonemes(lines()), strict=True))
    holding = {fragment: [line for line in lines() if fragment in line.lower()] for fragment in in_context()}
    assert all(holding.values())
    assert [
        (line, said[line], right)
        for fragment, right in in_context().items()
        for line in holding[fragment]
        if right not in said[line]
    ] == []


def test_respellings_are_heard() -> None:
    """What is respelled is said otherwise than it would be: the list does not hold what eSpeak says by itself."""
    pytest.importorskip("espeakng_loader")
    respelled = list(load_pronunciation().engines[ENGINE])
    assert respelled
    assert all(own != ours for own, ours in zip(phonemes(respelled, respelled=False), phonemes(respelled), strict=True))


def test_our_voices_are_the_ones_reviewed() -> None:
    """All our voices of eSpeak are of the language that the list was made in."""
    voices = [voice for voice in load_voices() if voice.engine == ENGINE]
    assert voices
    assert {voice.voice.rpartition("/")[2].partition("+")[0] for voice in voices} == {VOICE}
