"""A finished session as its file presents itself to players."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from ..units import Ms
from .timeline import Chapter


@dataclass(frozen=True, slots=True)
class Lyric:
    """A line of the transcript and when it is heard."""

    start: Ms
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """What the tags say."""

    title: str
    artist: str
    album: str
    genre: str
    date: str
    """ISO 8601 day."""

    comment: str
    length: Ms
    chapters: tuple[Chapter, ...]
    lyrics: tuple[Lyric, ...]
    cover: bytes
    """A JPEG."""

    track: tuple[int, int] | None = None
    """Number and total, in a playlist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One episode of a show, as its files lie in the folder."""

    path: PurePath
    """Of the MP3, relative to the folder."""

    title: str
    length: Ms
    moves: tuple[str, ...]
    """Names of its moves, in order."""

    doses: tuple[str, ...] = ()
    """How much of each of them there is, in a few words."""

    needs: tuple[str, ...] = ()
    """The equipment that it needs; empty for none."""

    safety: tuple[str, ...] = ()
    """What is said in it of safety."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A folder of episodes in the order they are meant to be heard."""

    title: str
    about: str
    tracks: tuple[Track, ...]
