"""The session document as a script for people: one cue a line, by its time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..legible import escaped
from ..model.script import Chime
from ..units import clock, seconds
from .doses import dose_of


def timed_script(document: dict[str, Any]) -> str:
    """The timed script, headed by what the session is and divided by its chapters.

    A cue on a beat is shown at its beat, where its perceptual centre falls; the others at their start.
    """
    return "\n".join(map(escaped, _lines(document))) + "\n"


def _lines(document: dict[str, Any]) -> Iterator[str]:
    request = document["request"]
    yield document["title"]
    focus = ", ".join(request["focus"]) or "balanced"
    equipment = ", ".join(request["equipment"]) or "none"
    bed = f" · bed {document['bed']}" if document["bed"] else ""
    yield f"seed {document['seed']} · focus {focus} · equipment {equipment} · voice {document['voice']}{bed}"
    cues = sorted(document["cues"], key=_shown)
    moves = {(move["start"], move["name"]): move for move in document["moves"]}
    for chapter in document["chapters"]:
        yield ""
        move = moves.get((chapter["start"], chapter["title"]))
        yield _heading(chapter, move)
        for cue in cues:
            if chapter["start"] <= _belongs(cue) < chapter["end"]:
                yield f"{clock(seconds(_shown(cue)))}  {cue['kind']:<13}  {_words(cue)}"
    yield ""
    yield f"{clock(seconds(document['seconds']))}  end"


def _heading(chapter: dict[str, Any], move: dict[str, Any] | None) -> str:
    start = clock(seconds(chapter["start"]))
    return f"{start}  == {chapter['title']}{_dose(move) if move else ''}"


def _dose(move: dict[str, Any]) -> str:
    """Phase, place and dose of a move, for its heading."""
    return f" ({move['phase']}, {move['position']}, {dose_of(move)})"


def _shown(cue: dict[str, Any]) -> float:
    return float(cue["start"] if cue["beat"] is None else cue["beat"])


def _belongs(cue: dict[str, Any]) -> float:
    """The moment that decides the chapter; of a signal its beginning, because its beat is where its move ends."""
    return float(cue["start"]) if cue["kind"] == "chime" else _shown(cue)


def _words(cue: dict[str, Any]) -> str:
    if cue["kind"] == "chime" and cue["text"] == Chime.TICK.value:
        return "(tick)"
    return f"({cue['text']} chime)" if cue["kind"] == "chime" else f"“{cue['text']}”"
