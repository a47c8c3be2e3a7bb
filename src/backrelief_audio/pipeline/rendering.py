"""A composed session to its files: the MP3 with its tags, the session document and the lyrics."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import __version__
from ..covering import cover, cover_name
from ..document import minutes_number, text_of, title
from ..encoding import mp3_parts
from ..model.episode import Episode, Lyric
from ..model.script import CueKind
from ..model.sound import Bed
from ..publish.lyrics import lrc
from ..speech.stored import StoredSpeech
from ..store import Store, json_text, write_together
from ..tagging import tags
from ..units import ms_of
from .composing import Composed, Progress
from .sounding import Sounding
from .underlying import blocks_of

ENDINGS = (".mp3", ".json", ".lrc")
"""Of the files of one session, the sound first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How a session presents itself to players, beyond what was asked for."""

    title: str = ""
    """Empty for the session's own."""

    album: str = "Upper-back sessions"
    track: tuple[int, int] | None = None
    """Number and total, in a show."""


PLAIN = Face()
"""A session by itself."""


def faced(composed: Composed, face: Face) -> dict[str, Any]:
    """The session document as it is written beside the MP3: with the title that players show."""
    told = composed.document
    return {**told, "title": face.title or told["title"]}


def write_session(
    paths: Sequence[Path],
    composed: Composed,
    speech: StoredSpeech,
    *,
    face: Face = PLAIN,
    bed: Bed | None,
    store: Store,
    date: str,
    progress: Progress | None,
) -> None:
    """The session's MP3, document and lyrics, each to its path; all three are whole or none is there."""
    sounding, document, lyrics = paths
    told = faced(composed, face)
    episode = _episode(composed, face, told["request"], date, store)
    marks, ticks = tags(episode), composed.timeline.ticks
    form, placed = blocks_of(composed.timeline, Sounding(speech), bed, composed.plan.request)
    sound = mp3_parts(
        sounding.parent,
        placed,
        ticks,
        form=form,
        front=marks.front,
        back=marks.back,
        store=store,
        jobs=os.cpu_count() or 1,
        progress=(lambda done: progress("encode", done, ticks)) if progress else None,
    )
    text = json_text(told)
    write_together([(sounding, sound), (document, [text.encode()]), (lyrics, [lrc(episode).encode()])])


def _episode(composed: Composed, face: Face, options: Mapping[str, Any], date: str, store: Store) -> Episode:
    """What the tags say; ``options`` is the request as the session document has it."""
    request, timeline = composed.plan.request, composed.timeline
    length = ms_of(timeline.ticks)
    focus = request.focus[0].value if request.focus else "balanced"
    areas = request.routine.title if request.routine else ", ".join(area.value for area in request.focus)
    return Episode(
        title=face.title or title(request),
        artist="backrelief-audio",
        album=face.album,
        genre="Exercise",
        date=date,
        comment=f"backrelief-audio {__version__}, seed {request.seed}, request {json.dumps(options)}",
        length=length,
        chapters=timeline.chapters,
        lyrics=tuple(
            Lyric(placed.start, text_of(placed.sound)) for placed in timeline.cues if placed.kind is not CueKind.CHIME
        ),
        cover=_cover(store, minutes_number(length), areas or "upper back", focus),
        track=face.track,
    )


def _cover(store: Store, number: str, subtitle: str, key: str) -> bytes:
    """A session's cover, drawn where none of its words was drawn before: that takes as long as to plan it."""
    name = cover_name(number, subtitle, key)
    found = store.get("covers", name)
    if found is None:
        found = cover(number, subtitle, key)
        store.put("covers", name, found)
    return found
