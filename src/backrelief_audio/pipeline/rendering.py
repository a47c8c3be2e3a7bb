"""A composed session to its files: the MP3 with its tags, the session document and the lyrics."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..covering import cover, cover_name
from ..document import text_of, title
from ..encoding import mp3_parts
from ..errors import OutputError
from ..model.areas import AREAS
from ..model.episode import Episode, Lyric
from ..model.script import CueKind
from ..model.sound import Bed
from ..publish.lyrics import lrc
from ..speech.stored import StoredSpeech
from ..store import Store, json_text, write_together
from ..tagging import Tags, tags
from ..units import minutes_number, ms_of
from .composing import Composed, Progress
from .sounding import Sounding
from .underlying import blocks_of

if TYPE_CHECKING:
    from concurrent.futures import Future

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
    """The session's MP3, document and lyrics, each to its path; all three are whole or none is there.

    What players show, the cover above all, is made beside the sound.
    """
    from concurrent.futures import ThreadPoolExecutor

    told, ticks = faced(composed, face), composed.timeline.ticks
    form, placed = blocks_of(composed.timeline, Sounding(speech), bed, composed.plan.request)
    sound = mp3_parts(
        paths[0].parent,
        placed,
        ticks,
        form=form,
        store=store,
        jobs=os.cpu_count() or 1,
        progress=(lambda done: progress("encode", done, ticks)) if progress else None,
    )
    with ThreadPoolExecutor(1) as beside:
        shown = beside.submit(_shown, composed, face, told["request"], date, store)
        write_together(zip(paths, _contents(sound, told, shown), strict=True))


def _contents(sound: Iterator[bytes], told: Mapping[str, Any], shown: Future[_Shown]) -> Iterator[Iterable[bytes]]:
    """What each file of a session holds, in the order of their endings."""
    yield _tagged(sound, shown)
    yield [json_text(told).encode()]
    yield [lrc(shown.result().episode).encode()]


def _tagged(sound: Iterator[bytes], shown: Future[_Shown]) -> Iterator[bytes]:
    """An MP3's bytes with the tags around them, which are waited for when all of it is encoded."""
    header = next(sound)  # it tells of all that follows
    marks = shown.result().tags
    yield marks.front
    yield header
    yield from sound
    yield marks.back


@dataclass(frozen=True, slots=True)
class _Shown:
    """What players show of a session."""

    episode: Episode
    tags: Tags


def _shown(composed: Composed, face: Face, options: Mapping[str, Any], date: str, store: Store) -> _Shown:
    episode = _episode(composed, face, options, date, store)
    return _Shown(episode, tags(episode))


def _episode(composed: Composed, face: Face, options: Mapping[str, Any], date: str, store: Store) -> Episode:
    """What the tags say; ``options`` is the request as the session document has it."""
    request, timeline = composed.plan.request, composed.timeline
    length = ms_of(timeline.ticks)
    focus = request.focus[0].value if request.focus else "balanced"
    areas = request.routine.title if request.routine else ", ".join(AREAS[area] for area in request.focus)
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
        try:
            found = cover(number, subtitle, key)
        except OSError as fault:  # of fonts and coders; as it is, it would be told of the file that is being written
            told = f"can't draw the cover: {fault}"
            raise OutputError(told, hint="pip install --force-reinstall pillow") from fault
        store.put("covers", name, found)
    return found
