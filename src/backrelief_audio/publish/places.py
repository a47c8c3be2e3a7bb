"""Where each file of a site lies, relative to the site's folder, and how that is written in an address."""

from __future__ import annotations

import os
from pathlib import PurePath
from urllib.parse import quote

from ..model.site import Listed

LIBRARY = PurePath("index.html")
"""The page that lists the sessions."""

FEED = PurePath("feed.xml")
COVER = PurePath("cover.jpg")
"""Of the feed, and of a session that has none."""

SESSIONS = PurePath("sessions.m3u8")
"""The playlist of all sessions."""

MANIFEST = PurePath("site.json")
"""What says which files of a folder were written for its site."""

ASSETS = PurePath("page")
"""The folder of style and script."""

PAGE = ".html"
DOCUMENT = ".json"
CHAPTERS = ".chapters.json"
TRANSCRIPT = ".vtt"
LYRICS = ".lrc"
PICTURE = ".jpg"
"""Endings of what belongs to one session, in the place of its MP3's own."""


_MOST_NAME = 255
"""Bytes that systems allow the name of a file."""

_OF_ALL = (LIBRARY, FEED, COVER, SESSIONS, MANIFEST)
_OF_ONE = (PAGE, DOCUMENT, CHAPTERS, TRANSCRIPT, LYRICS, PICTURE)


def taken(path: PurePath) -> str:
    """Why the MP3 at ``path`` can be no part of a site because of its name; empty where it can."""
    if path.stem.casefold().endswith(PurePath(CHAPTERS).stem):
        return f"its name ends in {PurePath(CHAPTERS).stem}, as the chapters of a session do"
    if len(os.fsencode(beside(path, CHAPTERS).name)) > _MOST_NAME:
        return f"its name is too long for that of its {PurePath(CHAPTERS).stem.removeprefix('.')}"
    files = {beside(path, ending).as_posix().casefold() for ending in _OF_ONE}
    own = next((one.name for one in _OF_ALL if one.as_posix() in files), "")
    return f"its {own} would be in the place of the site's own" if own else ""


def beside(path: PurePath, ending: str) -> PurePath:
    """The file of that ending which belongs to the MP3 at ``path``."""
    return path.with_suffix(ending)


def picture_of(listed: Listed) -> PurePath:
    """The picture of a session: its own, or that of all where it has none."""
    return beside(listed.path, PICTURE) if listed.has_cover else COVER


def address(path: PurePath) -> str:
    """A path as it stands in an address, relative to the site: with ``/``, and ASCII alone."""
    return quote(path.as_posix())


def upwards(path: PurePath) -> str:
    """What leads from the page at ``path`` to the site's folder: empty, or ``../`` for each folder it is in."""
    return "../" * (len(path.parts) - 1)
