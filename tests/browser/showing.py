"""What a session's page has to show at each moment, worked out from the session document alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

LATE = 0.25
"""Seconds that the display may be behind the audio."""

EARLY = 0.15
"""Seconds that it may be ahead: a word with a beat begins up to so much before it."""


SIGNALS = (("chime", "done"), ("chime", "side"))
"""What ends a set, and one side of it."""


@dataclass(frozen=True)
class Shown:
    """The words of one moment."""

    move: str
    rep: str
    side: str
    next: str


def moment(cue: Mapping[str, Any]) -> float:
    """When a cue counts as said."""
    return float(cue["start"] if cue["beat"] is None else cue["beat"])


def chapter_at(document: Mapping[str, Any], time: float) -> int:
    """Which chapter a moment is in; the last for the very end."""
    starts: list[float] = [chapter["start"] for chapter in document["chapters"]]
    return max(sum(start <= time for start in starts) - 1, 0)


def shown(document: Mapping[str, Any], time: float) -> Shown:
    """What is shown at a moment: the rep counted last in the set that is being done, and the side called last."""
    chapters = document["chapters"]
    index = chapter_at(document, time)
    following = chapters[index + 1]["title"] if index + 1 < len(chapters) else "the end"
    reps = {move["exercise"]: move["reps"] for move in document["moves"]}
    said = _since(_said(document, index, time), "done")
    sides = [cue["side"] for cue in said if cue["side"] is not None]
    counted = [cue for cue in _since(said, "side") if cue["rep"] is not None]
    return Shown(
        move=chapters[index]["title"],
        rep=f"{counted[-1]['rep']} of {reps[counted[-1]['exercise']]}" if counted else "",
        side=f"{sides[-1].capitalize()} side" if sides else "",
        next=f"Next: {following}",
    )


def _said(document: Mapping[str, Any], index: int, time: float) -> list[Mapping[str, Any]]:
    """What was said or sounded in a chapter up to a moment, of the exercise that it was on last."""
    chapter = document["chapters"][index]
    said = [
        cue for cue in document["cues"] if chapter["start"] <= moment(cue) <= time and cue["start"] < chapter["end"]
    ]
    return [cue for cue in said if cue["exercise"] == said[-1]["exercise"]]


def _since(said: list[Mapping[str, Any]], signal: str) -> list[Mapping[str, Any]]:
    """What came after the last signal of a kind; everything where there was none."""
    ends = [number for number, cue in enumerate(said) if cue["kind"] == "chime" and cue["text"] == signal]
    return said[ends[-1] + 1 :] if ends else said


def changes(document: Mapping[str, Any]) -> list[float]:
    """Every moment at which something else may have to be shown."""
    cues = document["cues"]
    telling = [cue for cue in cues if cue["rep"] or cue["side"] or (cue["kind"], cue["text"]) in SIGNALS]
    others = [after for before, after in pairwise(cues) if before["exercise"] != after["exercise"]]
    starts = [chapter["start"] for chapter in document["chapters"]]
    return sorted({*map(moment, telling), *map(moment, others), *starts})


def right_at(document: Mapping[str, Any], time: float, late: float = LATE) -> list[Shown]:
    """What may be shown when the audio is at ``time``: whatever was right at a moment that is near enough."""
    between = [change for change in changes(document) if time - late < change < time + EARLY]
    return [shown(document, at) for at in (time - late, *between, time + EARLY)]


def not_right(document: Mapping[str, Any], time: float, seen: Mapping[str, Any], late: float = LATE) -> list[str]:
    """What of a display is not right when the audio is at ``time``."""
    right = right_at(document, time, late)
    return [
        f"{time:.3f}: {name} is {seen[name]!r}, not {getattr(right[0], name)!r}"
        for name in ("move", "rep", "side", "next")
        if seen[name] not in {getattr(one, name) for one in right}
    ]


def wrong(document: Mapping[str, Any], seen: list[dict[str, Any]]) -> list[str]:
    """Where a recorded display was not right: too late, too early, or not at all.

    ``seen`` has what was shown after each change of the page, with the place of the audio. What is shown stays until
    the next; so it is looked at when it comes, when it goes, and whenever the document had long had something else.
    """
    late = [change + LATE for change in changes(document)]
    faults = []
    for now, after in pairwise(seen):
        for time in (now["time"], *(at for at in late if now["time"] < at < after["time"]), after["time"]):
            faults += not_right(document, time, now)
    return faults


def seconds_in(clock: str) -> int:
    """A time as m:ss in seconds."""
    minutes, _, rest = clock.partition(":")
    assert len(rest) == 2, clock
    return int(minutes) * 60 + int(rest)
