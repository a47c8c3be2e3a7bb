"""A session as a written routine, for who reads it instead of hearing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..doses import dose_of
from . import words

_TOLD = frozenset({"setup", "action", "side"})
"""Cues that say what to do; within the work they only keep its time."""

_PAUSES = frozenset({"rest", "transition"})
"""Cues of a pause before a later set: what is said after it was said before."""


def routine(document: Mapping[str, Any]) -> str:
    """HTML: the safety words, what is needed, every move with its steps, and the closing words."""
    return "\n".join(_parts(document))


def steps_of(document: Mapping[str, Any], move: Mapping[str, Any]) -> Iterator[str]:
    """What is said on how to do a move, in order: before its work begins, and for the other side or way of it.

    What is said before later sets is left out.
    """
    working = False
    for cue in document["cues"]:
        if cue["exercise"] != move["exercise"] or not move["start"] <= cue["start"] < move["end"]:
            continue
        if cue["set"] is not None:
            working = True
        elif working and cue["kind"] in _PAUSES:
            return
        elif cue["kind"] in _TOLD:
            yield cue["text"]


def _parts(document: Mapping[str, Any]) -> Iterator[str]:
    yield '<div class="safety">'
    yield from (f"<p>{words.text(line)}</p>" for line in _said(document, "safety"))
    yield "</div>"
    yield f"<p>You need: {words.text(words.needs_of(document))}.</p>"
    yield '<ol class="moves">'
    for move in document["moves"]:
        yield from _move(document, move)
    yield "</ol>"
    yield from (f"<p>{words.text(line)}</p>" for line in _said(document, "closing"))


def _said(document: Mapping[str, Any], kind: str) -> Iterator[str]:
    return (cue["text"] for cue in document["cues"] if cue["kind"] == kind)


def _move(document: Mapping[str, Any], move: Mapping[str, Any]) -> Iterator[str]:
    about = f"{words.phase(move['phase'])}, {words.position(move['position'])}: {dose_of(move)}"
    yield f"<li>\n<h3>{words.text(move['name'])}</h3>"
    yield f'<p class="about">{words.text(about)}</p>'
    yield "<ol>"
    yield from (f"<li>{words.text(step)}</li>" for step in steps_of(document, move))
    yield "</ol>\n</li>"
