"""How to write words so that an engine says them right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

PLAIN = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*")
"""A respelling in letters, in which a capital is a capital; others, such as phonemes, are given as they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronunciation:
    """Respellings of one language: whole words or phrases in small letters, and what an engine is given instead."""

    everywhere: Mapping[str, str]
    """For every engine."""

    engines: Mapping[str, Mapping[str, str]]
    """By the engine's name; these win over the ones for every engine."""

    def spoken(self, text: str, engine: str) -> str:
        """The text as that engine has to be given it.

        Words are told from each other as readers do: "let" is not in "let's", "pull" is in "pull-apart". The longest of
        several that begin at one place wins. One pass: what was respelled is not respelled again.
        """
        respellings = {**self.everywhere, **self.engines.get(engine, {})}
        if not respellings:
            return text
        words = tuple(sorted(respellings, key=len, reverse=True))
        return _pattern(words).sub(lambda found: _like(found[0], respellings[words[(found.lastindex or 1) - 1]]), text)


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, where it stands as a whole; each is a group of its own."""
    either = "|".join(f"({re.escape(word)})" for word in words)
    return re.compile(rf"(?<!\w)(?<!\w['\u2019])(?:{either})(?!['\u2019]?\w)", re.IGNORECASE)


def _like(word: str, respelled: str) -> str:
    """The respelling with a capital where the word has one."""
    return respelled[0].upper() + respelled[1:] if word[0].isupper() and PLAIN.fullmatch(respelled) else respelled
