"""A folder of finished sessions as a site: what is in it, and what each address of it holds."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One session of a folder, as its document and its MP3 tell of it."""

    path: PurePath
    """Of the MP3, relative to the site's folder."""

    document: Mapping[str, Any]
    """The session document, checked."""

    size: int
    """Bytes of the MP3."""

    day: datetime.date
    """What it is for, by its tags: the day when it was made, or of a program the day when it is due."""

    appeared: datetime.datetime
    """When it came to be there, in UTC: apps that know the sessions before it show it as the newest."""

    guid: str
    """What it is known by wherever it lies: a UUID."""

    album: str = ""
    """The show that it belongs to, by its tags."""

    has_cover: bool = True
    """Whether the MP3 has a cover of its own in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Every session of a folder and of the folders in it."""

    title: str
    about: str
    sessions: tuple[Listed, ...]
    """In the order they are shown: the newest day first, within a day by their paths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What is found under one address of a site."""

    body: bytes | Path
    """The content, or the file that holds it."""

    kind: str
    """Its media type."""
