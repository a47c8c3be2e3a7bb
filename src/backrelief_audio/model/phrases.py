"""The words around the exercises' own: phrasings by what they are for, and words for numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .telling import SAFETY_KEYS

VARIED = {
    "intro": {"minutes", "areas", "moves"},
    "intro-brief": {"minutes", "areas"},
    "intro-learn": {"minutes", "areas", "moves"},
    "bring": {"equipment"},
    "bring-nothing": set(),
    "announce-first": {"name"},
    "announce": {"name"},
    "announce-last": {"name"},
    "go-first": {"place"},
    "go": {"place"},
    "go-down": {"place"},
    "go-up": {"place"},
    "fetch": {"equipment"},
    "option": {"option"},
    "option-harder": {"option"},
    "preview": set(),
    "often": {"fault"},
    "dose": {"count"},
    "dose-pairs": {"count"},
    "dose-each": {"count"},
    "dose-ways": {"count"},
    "dose-hold": {"seconds"},
    "dose-hold-each": {"seconds"},
    "dose-sets": {"sets"},
    "dose-rounds": {"sets", "name"},
    "ready": set(),
    "enter-hold": {"work"},
    "stay": set(),
    "halfway": set(),
    "warn-switch": set(),
    "switch": {"side"},
    "rest": set(),
    "rest-on": set(),
    "again": {"set", "sets"},
    "back": {"name", "set", "sets"},
    "half-time": set(),
    "two-minutes": set(),
    "closing": set(),
    "closing-brief": set(),
}
"""What can be said in several ways, with the names a phrasing may hold in braces."""

FIXED = {
    "safety": set(),
    **{key: set() for key in SAFETY_KEYS},
    "rise": set(),
    "right-first": {"side"},
    "three-more": set(),
    "last-three": set(),
    "last-one": set(),
    "last-time": set(),
    "release": {"word"},
    "let-go": set(),
    "one-move": set(),
    "moves": {"number"},
    "whole": set(),
    "and": set(),
    "about": {"minutes"},
    "minute": set(),
    "minutes": {"number"},
    "minutes-and-a-half": {"number"},
}
"""What is always said the same way: one line, or one after the other."""

PLACES_FROM = ("stand-from-wall",)
"""Ways to a position that depend on where one is."""

FEWEST = 5
"""Phrasings of what can be varied: none comes again within four."""

NUMBERS_TO = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """All phrases of one language."""

    numbers: tuple[str, ...]
    """Words for one to ninety."""

    varied: Mapping[str, tuple[str, ...]]
    """Phrasings by the keys of VARIED."""

    fixed: Mapping[str, tuple[str, ...]]
    """Lines by the keys of FIXED."""

    places: Mapping[str, str]
    """How to be told to go to each position, after a verb of motion."""

    equipment: Mapping[str, str]
    areas: Mapping[str, str]
    """Spoken names of equipment and of focus areas."""

    sides: Mapping[str, str]

    def number(self, value: int) -> str:
        """A number from 1 to 90 in words."""
        return self.numbers[value - 1]
