"""Every word that can be said was looked at: the list of words is whole, and holds nothing else."""

from __future__ import annotations

import re

import pytest
from building import composed, sounds_of
from saying import COMMAND, FRAGMENTS, LIST, in_context, lines, reviewed, words, words_of

from backrelief_audio.model.script import Line

TOLD = f"run `{COMMAND}`, and read the lines of {LIST.name} that change: are the phonemes right?"

HOMOGRAPHS = frozenset(
    (
        *("row", "rows", "lead", "leads", "close", "closer", "live", "lives", "wind", "winds", "wound", "read", "use"),
        *("used", "bow", "bows", "tear", "tears", "minute", "minutes", "separate", "present", "console", "reset"),
        *("perfect", "content", "object", "record", "house", "excuse", "moderate", "alternate", "increase", "permit"),
        *("contract", "refuse", "desert", "dove", "bass", "sow", "project", "progress", "insert", "articulate"),
        *("deliberate", "estimate", "overhand", "resume", "polish", "upset", "graduate", "sewer", "invalid", "subject"),
    )
)
"""Words that are spelled alike and said differently, or that eSpeak knows only one way of."""


def test_every_word_that_can_be_said_is_in_the_list() -> None:
    """Who adds a word to an exercise or phrase has to look at how it is said; a word no longer said goes."""
    listed = set(reviewed())
    assert len(words()) > 500
    assert sorted(words() - listed) == [], f"not reviewed yet: {TOLD}"
    assert sorted(listed - words()) == [], f"not said any more: {TOLD}"


def test_the_list_has_phonemes() -> None:
    """Each word of the list has its phonemes, with a stress mark in nearly all."""
    phonemes = reviewed().values()
    assert all(phonemes)
    assert sum("\u02c8" in said or "\u02cc" in said for said in phonemes) > 0.95 * len(phonemes)


@pytest.mark.parametrize(("minutes", "seed"), [(3, 1), (15, 1), (15, 2)])
def test_sessions_say_only_words_of_the_list(minutes: int, seed: int) -> None:
    """Whole scripts, as they are written, hold no word that the list does not know of."""
    said = [sound.text for sound in sounds_of(composed(minutes, seed).script) if isinstance(sound, Line)]
    assert len(said) > 30
    assert {word for text in said for word in words_of(text)} - words() == set()


def test_words_are_told_from_each_other() -> None:
    """Hyphens and apostrophes belong to a word, capitals do not, but for letters that are spoken as such."""
    assert words_of("Letter Y: let's do twenty-one, I'll say. A band's") == [
        *("letter", "Y", "let's", "do", "twenty-one", "i'll", "say", "a", "band's")
    ]


def test_every_homograph_is_tested_in_its_lines() -> None:
    """Each line that holds a word of two pronunciations holds a fragment whose phonemes are tested, and none idles."""
    holding = {line: set(re.findall(r"\w+", line.lower())) & HOMOGRAPHS for line in lines()}
    untested = [
        (line, word)
        for line, found in holding.items()
        for word in found
        if not any(fragment in line.lower() and word in fragment.split() for fragment in in_context())
    ]
    assert untested == [], f"add a fragment with the right phonemes to {FRAGMENTS.name}"
    said = "\n".join(lines()).lower()
    assert [fragment for fragment in in_context() if fragment not in said] == []
