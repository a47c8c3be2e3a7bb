"""The page that lists the sessions of a site, with what its filters go by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from string import Template

from ...model.site import Listed, Site
from ...units import counted
from ..places import ASSETS, COVER, FEED, PAGE, SESSIONS, address, beside, picture_of
from ..titles import titles
from . import words

_BANDS = (
    ("5", "Up to 5 minutes", 5),
    ("10", "6 to 10 minutes", 10),
    ("20", "11 to 20 minutes", 20),
    ("more", "Over 20 minutes", None),
)
"""Lengths that can be chosen: value, words, and the most minutes."""


def library_page(shell: str, site: Site) -> str:
    """The page that lists all sessions, to lie at the site's top; every address in it is relative to that place.

    ``shell`` is the HTML with its places named as ``string.Template`` does; KeyError where it names an unknown one.
    """
    return Template(shell).substitute(
        title=words.text(site.title),
        about=words.text(site.about),
        feed=address(FEED),
        playlist=address(SESSIONS),
        cover=address(COVER),
        assets=address(ASSETS),
        areas="\n".join(_area_options(site.sessions)),
        lengths="\n".join(_length_options(site.sessions)),
        count=f"{len(site.sessions)} of {counted(len(site.sessions), 'session')}",
        sessions="\n".join(_groups(site.sessions)),
    )


def band_of(seconds: float) -> str:
    """The value of the choice of lengths that a session of so many seconds falls under."""
    return next(value for value, _, most in _BANDS if most is None or seconds <= most * 60)


def _area_options(sessions: Sequence[Listed]) -> Iterator[str]:
    there = {code for listed in sessions for code in words.areas_of(listed.document)}
    for code in [*words.AREAS, *sorted(there - set(words.AREAS))]:
        if code in there:
            yield f'<option value="{words.text(code)}">{words.text(words.area(code))}</option>'


def _length_options(sessions: Sequence[Listed]) -> Iterator[str]:
    there = {band_of(listed.document["seconds"]) for listed in sessions}
    for value, told, _ in _BANDS:
        if value in there:
            yield f'<option value="{value}">{told}</option>'


def _groups(sessions: Sequence[Listed]) -> Iterator[str]:
    """The sessions of each folder as a list under a heading, which is not shown where there is one folder."""
    folders: dict[PurePath, list[Listed]] = {}
    for listed in sessions:
        folders.setdefault(listed.path.parent, []).append(listed)
    headings, called = _titles(folders), titles(sessions)
    for folder, own in folders.items():
        yield '<section class="group">'
        yield f"<h2>{words.text(headings[folder])}</h2>" if len(folders) > 1 else '<h2 class="unseen">Sessions</h2>'
        yield '<ul class="cards">'
        for listed in own:
            yield from _card(listed, called[listed.path])
        yield "</ul>\n</section>"


def _titles(folders: Mapping[PurePath, Sequence[Listed]]) -> dict[PurePath, str]:
    """What each folder is called: by the album of its sessions, and by its path where that alone would not tell."""
    albums = {folder: {listed.album for listed in own} for folder, own in folders.items()}
    found = {}
    for folder, own in albums.items():
        album = next(iter(own)) if len(own) == 1 else ""
        path = "" if folder == PurePath() else folder.as_posix()
        alone = album and sum(album in other for other in albums.values()) == 1
        found[folder] = album if alone else ", ".join(filter(None, (album, path))) or "Other sessions"
    return found


def _card(listed: Listed, called: str) -> Iterator[str]:
    document = listed.document
    codes, length = words.text(" ".join(words.areas_of(document))), band_of(document["seconds"])
    moves = ", ".join(dict.fromkeys(move["name"] for move in document["moves"]))
    title = words.text(called)
    yield f'<li class="card" data-areas="{codes}" data-length="{length}" '
    yield f'data-seconds="{document["seconds"]:g}" data-guid="{words.text(listed.guid)}">'
    yield f'<img src="{address(picture_of(listed))}" alt="" width="96" height="96" loading="lazy">'
    yield f'<h3><a href="{address(beside(listed.path, PAGE))}">{title}</a></h3>'
    yield f'<p class="about">{words.text(words.about(document))}</p>'
    yield f'<p class="moves">{words.text(moves)}</p>'
    yield '<p class="goes-on" hidden></p>'
    yield '<p class="file">'
    yield f'<time datetime="{listed.day.isoformat()}">{words.day(listed.day)}</time>'
    yield f'<a href="{address(listed.path)}" download aria-label="Download the MP3 of {title}">Download</a>'
    yield "</p>\n</li>"
