"""A language's respellings: TOML to a Pronunciation, or every fault of it as Problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..checked import Table
from ..errors import Problem
from ..legible import oddity
from ..model.pronunciation import Pronunciation

ENGINES = ("pyttsx3", "piper")
"""Engines that have respellings of their own."""


def parse_pronunciation(data: Mapping[str, Any], where: str, problems: list[Problem]) -> Pronunciation:
    """A pronunciation from its TOML document; what is wrong is appended to ``problems``."""
    top = Table(data, where, problems)
    everywhere = _respellings(top, "all")
    engines = {engine: _respellings(top, engine) for engine in ENGINES}
    top.close()
    return Pronunciation(everywhere=everywhere, engines=engines)


def _respellings(top: Table, key: str) -> dict[str, str]:
    table = top.table(key, optional=True)
    found: dict[str, str] = {}
    if table is None:
        return found
    for word in table.names():
        respelled = table.text(word)
        if oddity(word) or word.split() != word.split(" ") or not (word[:1] + word[-1:]).isalnum():
            table.fault(word, "no word or phrase", "words with one space between, no sign at either end")
        elif word.lower() in found:
            table.fault(word, "stands twice, but for capitals", "each word once")
        if respelled.strip() and not (respelled.isprintable() and any(letter.isalnum() for letter in respelled)):
            table.fault(word, f"{respelled!r} has no sound", "letters, digits, signs and plain spaces")
        found[word.lower()] = respelled
    return found
