"""The page of one session: player, exercises, transcript and written routine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from string import Template
from typing import Any

from ...model.site import Listed, Site
from ..doses import dose_of
from ..places import ASSETS, COVER, FEED, LIBRARY, PAGE, PICTURE, address, beside, upwards
from . import words
from .routine import routine

_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""What could end a block of data in HTML, written so that JSON reads it back."""


def session_page(shell: str, site: Site, listed: Listed) -> str:
    """The page of a session, to lie beside its MP3; every address in it is relative to that place.

    ``shell`` is the HTML with its places named as ``string.Template`` does; KeyError where it names an unknown one.
    """
    document = listed.document
    page = beside(listed.path, PAGE)
    top = upwards(page)
    return Template(shell).substitute(
        title=words.text(document["title"]),
        site=words.text(site.title),
        about=words.text(words.about(document)),
        library=top + address(LIBRARY),
        feed=top + address(FEED),
        assets=top + address(ASSETS),
        cover=_cover(listed),
        audio=_here(listed.path),
        data=_data(listed),
        exercises="\n".join(_exercises(document)),
        routine=routine(document),
    )


def _here(path: PurePath) -> str:
    """The address of a file that lies beside the page."""
    return address(PurePath(path.name))


def _cover(listed: Listed) -> str:
    """The address of the session's cover, or of the site's where it has none."""
    if listed.has_cover:
        return _here(beside(listed.path, PICTURE))
    return upwards(listed.path) + address(COVER)


def _data(listed: Listed) -> str:
    """What the script needs, as JSON that can stand in HTML."""
    document = listed.document
    data = {
        "title": document["title"],
        "album": listed.album,
        "guid": listed.guid,
        "seconds": document["seconds"],
        "cover": _cover(listed),
        "moves": document["moves"],
        "chapters": document["chapters"],
        "cues": document["cues"],
    }
    return json.dumps(data, separators=(",", ":")).translate(_IN_SCRIPT)


def _exercises(document: Mapping[str, Any]) -> Iterator[str]:
    """A button a chapter; those that begin a move tell its dose."""
    moves = {(move["start"], move["name"]): move for move in document["moves"]}
    for chapter in document["chapters"]:
        start, title = chapter["start"], chapter["title"]
        move = moves.get((start, title))
        dose = f' <span class="dose">{words.text(dose_of(move))}</span>' if move else ""
        name = f'<span class="name">{words.text(title)}</span>'
        time = f'<span class="time">{words.clock(start)}</span>'
        yield f'<li><button type="button" data-start="{start}">{name} {time}{dose}</button></li>'
