"""What the addresses of a folder's site hold, at every moment."""

from __future__ import annotations

import json
import os
from pathlib import Path, PurePath

import pytest
from site_home import COVER, add_session

from backrelief_audio.pipeline import session_folder
from backrelief_audio.pipeline.sites import SiteFolder

BASE = "http://192.168.1.20:8765/token/"

KINDS = {
    "neck.mp3": "audio/mpeg",
    "neck.html": "text/html",
    "neck.json": "application/json",
    "neck.chapters.json": "application/json+chapters",
    "neck.vtt": "text/vtt",
    "neck.lrc": "text/plain",
    "neck.jpg": "image/jpeg",
    "index.html": "text/html",
    "feed.xml": "application/rss+xml",
    "cover.jpg": "image/jpeg",
    "sessions.m3u8": "audio/x-mpegurl",
    "page/page.css": "text/css",
    "page/session.js": "text/javascript",
    "page/icon.svg": "image/svg+xml",
}


@pytest.fixture
def site(tmp_path: Path) -> SiteFolder:
    """The site of a folder with one session."""
    add_session(tmp_path, "neck")
    return SiteFolder(tmp_path, identity="test")


def body(site: SiteFolder, path: str) -> bytes:
    """What is found under an address, which has to be there."""
    found = site.find(path, BASE)
    assert found is not None, path
    return found.body.read_bytes() if isinstance(found.body, Path) else found.body


@pytest.mark.parametrize(("path", "kind"), KINDS.items())
def test_every_address_has_its_kind(path: str, kind: str, site: SiteFolder) -> None:
    """Each file of a site is found, is not empty, and has its media type."""
    found = site.find(path, BASE)
    assert found is not None
    assert found.kind == kind
    assert body(site, path)


def test_every_file_that_is_written_can_be_found(site: SiteFolder) -> None:
    """What is published as a file is found under its address, with the same content."""
    held = site.held(site.site(), BASE)
    assert set(KINDS) <= {path.as_posix() for path in held}
    for path, one in held.items():
        made = one.read_bytes() if isinstance(one, Path) else one()
        assert body(site, path.as_posix()) == made


def test_the_folder_itself_is_the_library(site: SiteFolder) -> None:
    """An empty address is that of the page which lists the sessions."""
    assert body(site, "") == body(site, "index.html")


@pytest.mark.parametrize(
    "path", ["nothing.html", "session.html", "page/session.html", "page", "playlist.json", "../neck.mp3", "NECK.mp3"]
)
def test_nothing_else_is_found(path: str, site: SiteFolder) -> None:
    """Other names find nothing, although some files of theirs lie there or near."""
    (site.path / "playlist.json").write_text("{}", encoding="utf-8")
    assert site.find(path, BASE) is None


def test_sound_is_the_file_itself(site: SiteFolder) -> None:
    """The MP3 is told by where it lies, so that pieces of it can be read."""
    found = site.find("neck.mp3", BASE)
    assert found is not None
    assert found.body == site.path / "neck.mp3"


def test_the_cover_is_that_of_the_tags(site: SiteFolder, tmp_path: Path) -> None:
    """A session's picture is the one in its MP3; where it has none, its address holds nothing."""
    assert body(site, "neck.jpg") == COVER
    add_session(tmp_path, "bare", picture=b"")
    assert site.find("bare.jpg", BASE) is None


def test_the_feed_has_the_address_that_was_asked_at(site: SiteFolder) -> None:
    """Whole addresses in the feed begin with the base."""
    assert f'{BASE}neck.mp3"'.encode() in body(site, "feed.xml")


def test_new_and_changed_sessions_are_seen(site: SiteFolder, tmp_path: Path) -> None:
    """A session that is added, made again or taken away while the site is served is shown so at once."""
    assert site.find("chest.html", BASE) is None
    add_session(tmp_path, "chest", seed=2)
    assert site.find("chest.html", BASE) is not None
    assert b"chest.mp3" in body(site, "")
    before = body(site, "neck.html")
    add_session(tmp_path, "neck", seed=5)
    assert body(site, "neck.html") != before
    (tmp_path / "chest.mp3").unlink()
    assert site.find("chest.html", BASE) is None
    assert b"chest.mp3" not in body(site, "")


def test_a_folder_called_as_ours_is_looked_at_like_any(tmp_path: Path) -> None:
    """Sessions in a folder ``page`` are seen when they are new or changed, beside style and script."""
    add_session(tmp_path / "page", "one")
    site = SiteFolder(tmp_path, identity="")
    before = body(site, "page/one.html")
    add_session(tmp_path / "page", "two")
    assert site.find("page/two.html", BASE) is not None
    add_session(tmp_path / "page", "one", seed=5)
    assert body(site, "page/one.html") != before


def test_pieces_of_sound_do_not_look_at_the_folder_again(site: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A player asks for many pieces of one file: the folder is listed for the first of them at most."""
    body(site, "")
    looked: list[object] = []
    monkeypatch.setattr(session_folder.os, "walk", lambda *some, **_: looked.append(some) or iter(()))
    for _ in range(3):
        site.find("neck.mp3", BASE)
    assert looked == []


def test_a_lyrics_file_that_leads_elsewhere_is_not_served(site: SiteFolder, tmp_path: Path) -> None:
    """A link in the place of the lyrics finds nothing where it leads out of the folder."""
    outside = tmp_path.parent / f"{tmp_path.name}-secret.txt"
    outside.write_text("secret", encoding="utf-8")
    (tmp_path / "neck.lrc").unlink()
    (tmp_path / "neck.lrc").symlink_to(outside)
    assert site.find("neck.lrc", BASE) is None


def test_the_title_is_that_of_the_playlist(tmp_path: Path) -> None:
    """A folder made by ``playlist`` alone keeps its title; another has a plain one, or the one that is typed."""
    add_session(tmp_path, "one")
    assert SiteFolder(tmp_path, identity="").site().title == "Upper-back sessions"
    manifest = {"version": 1, "title": "Neck, 5 minutes", "seed": 1, "sessions": [{"stem": "one"}]}
    (tmp_path / "playlist.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert SiteFolder(tmp_path, identity="").site().title == "Neck, 5 minutes"
    assert SiteFolder(tmp_path, title="Mine", identity="").site().title == "Mine"
    add_session(tmp_path / "more", "one")
    assert SiteFolder(tmp_path, identity="").site().title == "Upper-back sessions"


def test_paths_are_told_with_slashes(tmp_path: Path) -> None:
    """A session in a folder is found, and listed, by a path with slashes on every system."""
    add_session(tmp_path / "back" / "week 1", "day-1")
    site = SiteFolder(tmp_path, identity="")
    assert site.find("back/week 1/day-1.html", BASE) is not None
    assert b"back/week 1/day-1.mp3" in body(site, "sessions.m3u8")
    assert b"/token/back/week%201/day-1.mp3" in body(site, "feed.xml")
    assert os.sep == "/" or PurePath("a/b") == PurePath("a", "b")
