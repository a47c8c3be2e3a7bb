"""Reading the pages of a site strictly."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

from building import composed
from sites import DOCUMENTS, site

from backrelief_audio.content import load_page
from backrelief_audio.model.exercise import Equipment
from backrelief_audio.model.request import AT_HOME
from backrelief_audio.model.site import Listed, Site
from backrelief_audio.publish.page import library_page, session_page

VOID = {"meta", "link", "br", "img", "input"}
"""Elements without an end."""

SHAPES = {"path", "circle", "rect", "stop"}
"""Drawn in pictures within the page, where an element may end itself."""

NECK, DESK = DOCUMENTS[:2]
ROUNDS = composed(45, 2, equipment=(*AT_HOME, Equipment.BAND)).document


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in order, and each is kept with its attributes and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[int] = []
        self.elements: list[tuple[str, dict[str, str], list[str]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element, and open it."""
        assert len({name for name, _ in attrs}) == len(attrs), (tag, attrs)
        self.elements.append((tag, {name: value or "" for name, value in attrs}, []))
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element that ends itself."""
        assert tag in SHAPES, tag
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.elements[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        """Add the text to every element that is open."""
        for index in self.open:
            self.elements[index][2].append(data)

    def all(self, tag: str = "", **attributes: str) -> list[tuple[dict[str, str], str]]:
        """Attributes and text of the elements of a name that have these attributes (``class_`` for class)."""
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            (attrs, "".join(text))
            for name, attrs, text in self.elements
            if tag in {"", name} and wanted.items() <= attrs.items()
        ]

    def one(self, tag: str = "", **attributes: str) -> tuple[dict[str, str], str]:
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def links(self) -> list[str]:
        """Every address in the page."""
        return [attrs[name] for _, attrs, _ in self.elements for name in ("href", "src") if name in attrs]

    @property
    def data(self) -> dict[str, Any]:
        """What the page gives to its script."""
        found: dict[str, Any] = json.loads(self.one("script", id="session")[1])
        return found


def read_session(one: Listed, of: Site | None = None) -> Page:
    """The page of a session."""
    return Page(session_page(load_page()["session.html"].decode(), of or site(one), one))


def read_library(of: Site) -> Page:
    """The page of all sessions."""
    return Page(library_page(load_page()["library.html"].decode(), of))


def target(page: PurePath, link: str) -> PurePath:
    """The file of the site that a link in a page leads to; fails where it leads out of the site."""
    assert not link.startswith("/") and ":" not in link, link
    parts = list(page.parts[:-1])
    for part in unquote(link.partition("#")[0]).split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return PurePath(*parts)


def files_of(of: Site) -> set[PurePath]:
    """Every file that a page of a site may lead to."""
    own = {PurePath("index.html"), PurePath("feed.xml"), PurePath("cover.jpg"), PurePath("sessions.m3u8")}
    page = {PurePath("page") / name for name in load_page() if not name.endswith(".html")}
    sessions = {one.path.with_suffix(end) for one in of.sessions for end in (".mp3", ".html", ".vtt")}
    covers = {one.path.with_suffix(".jpg") for one in of.sessions if one.has_cover}
    return own | page | sessions | covers
