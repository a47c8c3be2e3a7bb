"""How the pages say what the session document says in codes; and how a text of unknown origin gets into HTML."""

from __future__ import annotations

import datetime
import html
from collections.abc import Iterable, Mapping
from typing import Any

from ...legible import on_a_line
from ...model.areas import AREAS as NAMES
from ...units import minutes_text, seconds

BALANCED = "balanced"
"""The area of a session that was asked for none."""

_AREAS = {focus.value: name.capitalize() for focus, name in NAMES.items()} | {BALANCED: "Balanced"}

AREAS = tuple(_AREAS)
"""Every area a session can be listed under, in the order they are offered."""

_PHASES = {"warm-up": "Warm-up", "main": "Main part", "cool-down": "Cool-down"}

_EQUIPMENT = {
    "chair": "a chair",
    "wall": "a wall",
    "mat": "a mat",
    "band": "a band",
    "dumbbells": "dumbbells",
    "bar": "a bar",
    "doorway": "a doorway",
    "towel": "a towel",
}

_POSITIONS = {
    "stand": "standing",
    "seat": "sitting",
    "wall": "at the wall",
    "bar": "at the bar",
    "quad": "on hands and knees",
    "plank": "in a plank",
    "kneel": "kneeling",
    "prone": "lying face down",
    "side": "lying on your side",
}


def text(value: str) -> str:
    """A text as it stands in HTML, within an element or an attribute in double quotes; on a line."""
    return html.escape(on_a_line(value))


def areas_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The areas a session was asked for, by their codes."""
    return tuple(document["request"]["focus"]) or (BALANCED,)


def area(code: str) -> str:
    """An area as the page calls it; one it does not know by its code."""
    return _AREAS.get(code, code)


def phase(code: str) -> str:
    """A phase as the page calls it."""
    return _PHASES.get(code, code)


def position(code: str) -> str:
    """How the body is placed, as it goes on from a name."""
    return _POSITIONS.get(code, code)


def needs_of(document: Mapping[str, Any]) -> str:
    """What a session needs, as a phrase: ``a chair and a mat``; without anything ``only a little room``."""
    found = {item for move in document["moves"] for item in move["equipment"]}
    known = [words for code, words in _EQUIPMENT.items() if code in found]
    return enumerated([*known, *sorted(found - set(_EQUIPMENT))]) or "only a little room"


def about(document: Mapping[str, Any]) -> str:
    """A session on one line: its length, its areas, and what it needs."""
    areas = enumerated(area(code) for code in areas_of(document))
    return f"{minutes_text(seconds(document['seconds']))} · {areas} · you need {needs_of(document)}"


def enumerated(parts: Iterable[str]) -> str:
    """Parts in a phrase: ``a``, ``a and b``, ``a, b and c``."""
    *before, last = [*parts] or [""]
    return f"{', '.join(before)} and {last}" if before else last


def clock(moment: float) -> str:
    """A moment in seconds as players show it, minutes and whole seconds that have begun: ``0:24``, ``75:30``."""
    return f"{int(moment) // 60}:{int(moment) % 60:02d}"


def day(value: datetime.date) -> str:
    """A day for people: ``23 November 2026``."""
    return f"{value.day} {value:%B %Y}"
