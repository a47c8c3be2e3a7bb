"""A session's words in time as WebVTT, which podcast apps and browsers show."""

from __future__ import annotations

from collections.abc import Iterator

from ..legible import on_a_line
from ..model.script import CueKind
from ..model.site import Listed
from ..units import Ms, clock, minutes, seconds

_HOUR = minutes(60)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def vtt(listed: Listed) -> str:
    """The transcript: each spoken cue on a line of its own, from where it begins to where it ends; no signals.

    Cues are ascending and apart as those of a checked document are. Hours stand where there are any.
    """
    return "\n".join(_lines(listed))


def _lines(listed: Listed) -> Iterator[str]:
    yield "WEBVTT\n"
    for cue in listed.document["cues"]:
        if cue["kind"] != CueKind.CHIME.value:
            yield f"{_stamp(seconds(cue['start']))} --> {_stamp(seconds(cue['end']))}"
            yield on_a_line(cue["text"]).translate(_ESCAPES) + "\n"


def _stamp(moment: Ms) -> str:
    hours, rest = divmod(moment, _HOUR)
    return f"{hours:02d}:{clock(Ms(rest))}" if hours else clock(moment)
