"""A site to ask."""

from __future__ import annotations

from pathlib import Path

import pytest
from serving_asked import Site

from backrelief_audio.model.site import Resource


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A page in memory, and a sound of 10 kB in a folder."""
    folder = tmp_path / "sessions"
    folder.mkdir()
    (folder / "a.mp3").write_bytes(bytes(number % 251 for number in range(10_000)))
    site = Site(folder)
    site.held = {
        "": Resource(body=b"<!doctype html>", kind="text/html"),
        "feed.xml": Resource(body="<rss>ü</rss>".encode(), kind="application/rss+xml"),
        "a.mp3": Resource(body=folder / "a.mp3", kind="audio/mpeg"),
        "a.chapters.json": Resource(body=b"{}", kind="application/json+chapters"),
    }
    return site
