"""A folder of sessions as a site: what each of its addresses holds, made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from pathlib import Path, PurePath
from threading import Lock

from ..content import load_page
from ..covering import cover
from ..errors import OutputError
from ..model.episode import Show
from ..model.site import Listed, Resource, Site
from ..publish import places
from ..publish.chapters import chapters
from ..publish.feed import feed
from ..publish.m3u8 import m3u8
from ..publish.page import library_page, session_page
from ..publish.places import beside
from ..publish.titles import titles
from ..publish.tracks import track_of
from ..publish.transcript import vtt
from ..tagging import read_marks
from .ledger import read_ledger
from .rendering import ENDINGS
from .session_folder import SessionFolder
from .speaking import Notice, unheard

Held = Path | Callable[[], bytes]
"""What an address holds: a file as it lies in the folder, or what is made of the sessions."""

_TITLE = "Upper-back sessions"
_ABOUT = "Guided upper-back exercise by ear, made on your own computer."
_LIBRARY_SHELL, _SESSION_SHELL = "library.html", "session.html"

_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".mp3": "audio/mpeg",
    ".json": "application/json",
    ".chapters.json": "application/json+chapters",
    ".vtt": "text/vtt",
    ".lrc": "text/plain",
    ".m3u8": "audio/x-mpegurl",
    ".xml": "application/rss+xml",
}
"""Media types by endings."""


class SiteFolder:
    """The site of a folder, as it is at every moment: sessions that are added or made again are seen."""

    def __init__(self, path: Path, *, title: str = "", identity: str, notice: Notice = unheard) -> None:
        """``title``: empty for that of the playlist that lies there, or a plain one. ``identity``: of the feed."""
        self.typed = path
        """The folder as somebody named it."""

        self._folder = SessionFolder(path, notice)
        self._title = title
        self._identity = identity
        self._looking = Lock()
        self._site: Site | None = None
        self._owners: dict[PurePath, Listed] = {}

    @property
    def path(self) -> Path:
        """The folder, by its real path."""
        return self._folder.path

    def site(self) -> Site:
        """The site as the folder is now. Raises OutputError where the folder can't be read."""
        with self._looking:
            sessions = self._folder.sessions()
            site = Site(title=self._title or self._own_title(sessions), about=_ABOUT, sessions=sessions)
            self._owners = {path: one for one in sessions for path in self._of_session(site, one)}
            self._site = site
            return site

    def filled(self) -> Site:
        """The same. Raises OutputError also where there is no session, which is told of what is there instead."""
        site = self.site()
        if not site.sessions:
            raise OutputError(f"there are no sessions in {self.typed}", hint=f"backrelief-audio build -o {self.typed}")
        return site

    def held(self, site: Site, base: str) -> Mapping[PurePath, Held]:
        """What each address of the site holds, what tells of all sessions last.

        ``base`` is the address of the site's folder, ending in a slash.
        """
        held: dict[PurePath, Held] = {}
        for one in site.sessions:
            held |= self._of_session(site, one)
        return held | self._of_all(site, base)

    def find(self, path: str, base: str) -> Resource | None:
        """What is found under an address below the site's folder, the folder's own being empty; None for nothing.

        Raises OutputError where the folder can't be read.
        """
        asked = PurePath(path) if path else places.LIBRARY
        site, own = self._current(asked)
        found = (self._of_session(site, own) if own else self._of_all(site, base)).get(asked)
        if found is None:
            return None
        return Resource(body=found if isinstance(found, Path) else found(), kind=kind_of(asked))

    def _current(self, asked: PurePath) -> tuple[Site, Listed | None]:
        """The site, and the session whose file is asked for, if it is one's.

        The folder is looked at again where these may have changed, and not for each of the many pieces of a sound.
        """
        site, own = self._site, self._owners.get(asked)
        fixed = asked.parent == places.ASSETS and asked.name in self._assets
        if site and (fixed or (own and not self._folder.changed(own.path))):
            return site, own
        return self.site(), self._owners.get(asked)

    def _of_all(self, site: Site, base: str) -> dict[PurePath, Held]:
        """The addresses that tell of all sessions."""
        return {
            **{places.ASSETS / name: partial(bytes, asset) for name, asset in self._assets.items()},
            places.COVER: partial(_cover, site.title),
            places.SESSIONS: lambda: m3u8(_show(site)).encode(),
            places.LIBRARY: lambda: library_page(self._shell(_LIBRARY_SHELL), site).encode(),
            places.FEED: lambda: feed(site, base, self._identity).encode(),
        }

    def _of_session(self, site: Site, one: Listed) -> dict[PurePath, Held]:
        """The addresses of one session."""
        sound, document, lyrics = (one.path, *(beside(one.path, ending) for ending in (places.DOCUMENT, places.LYRICS)))
        held: dict[PurePath, Held] = {
            sound: self.path / sound,
            document: self.path / document,
            beside(sound, places.CHAPTERS): lambda: chapters(one).encode(),
            beside(sound, places.TRANSCRIPT): lambda: vtt(one).encode(),
            beside(sound, places.PAGE): lambda: session_page(self._shell(_SESSION_SHELL), site, one).encode(),
        }
        if one.has_cover:
            held[beside(sound, places.PICTURE)] = lambda: read_marks(self.path / sound).cover
        if self._is_own(self.path / lyrics):
            held[lyrics] = self.path / lyrics
        return held

    def _is_own(self, path: Path) -> bool:
        """Whether it is a file, and in this folder."""
        return path.is_file() and path.resolve().is_relative_to(self.path)

    def _own_title(self, sessions: Iterable[Listed]) -> str:
        """That of the playlist which was made in this folder, where there is nothing else in it; else a plain one."""
        try:
            ledger = read_ledger(self.path)
        except OutputError:  # told where a playlist is made
            ledger = None
        own = {PurePath(f"{stem}{ENDINGS[0]}") for stem in ledger.entries} if ledger else set()
        return ledger.title if ledger and own.issuperset(one.path for one in sessions) else _TITLE

    def _shell(self, name: str) -> str:
        return self._page[name].decode()

    @cached_property
    def _page(self) -> Mapping[str, bytes]:
        return load_page()

    @cached_property
    def _assets(self) -> Mapping[str, bytes]:
        """What pages load: all of it but the shells, which pages are made from."""
        shells = (_LIBRARY_SHELL, _SESSION_SHELL)
        return {name: body for name, body in self._page.items() if name not in shells}


def kind_of(path: PurePath) -> str:
    """The media type of a file of a site."""
    ending = places.CHAPTERS if path.name.endswith(places.CHAPTERS) else path.suffix
    return _KINDS[ending]


def _show(site: Site) -> Show:
    """The site's sessions as a playlist tells them."""
    called = titles(site.sessions)
    tracks = tuple(
        replace(track_of(one.path.with_suffix("").as_posix(), one.document), title=called[one.path])
        for one in site.sessions
    )
    return Show(title=site.title, about=site.about, tracks=tracks)


@lru_cache(maxsize=1)
def _cover(title: str) -> bytes:
    return cover("", title, "posture")
