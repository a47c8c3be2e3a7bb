"""Where the files of a site lie."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from backrelief_audio.publish.places import CHAPTERS, PAGE, address, beside, taken, upwards


def test_what_belongs_to_a_session_lies_beside_it() -> None:
    """Only the ending differs, also where a name has points in it."""
    sound = PurePath("neck/neck-8.5min-seed7.mp3")
    assert beside(sound, PAGE) == PurePath("neck/neck-8.5min-seed7.html")
    assert beside(sound, CHAPTERS) == PurePath("neck/neck-8.5min-seed7.chapters.json")


def test_addresses_are_ascii() -> None:
    """What can't stand in an address is written by its bytes; folders are parted by slashes."""
    assert address(PurePath("rücken 1", "a#b?.mp3")) == "r%C3%BCcken%201/a%23b%3F.mp3"


@pytest.mark.parametrize(("path", "up"), [("a.html", ""), ("x/a.html", "../"), ("x/y/a.html", "../../")])
def test_pages_find_the_sites_folder(path: str, up: str) -> None:
    """A page goes up as many folders as it is in."""
    assert upwards(PurePath(path)) == up


@pytest.mark.parametrize("path", ["index.mp3", "cover.mp3", "site.mp3", "a/day.chapters.mp3"])
def test_names_of_the_site_are_taken(path: str) -> None:
    """A session whose file would be another's is told why."""
    assert taken(PurePath(path))


@pytest.mark.parametrize("path", ["neck.mp3", "in/index.mp3", "in/cover.mp3", "chapters.mp3", "index.2.mp3"])
def test_other_names_are_free(path: str) -> None:
    """The same names in a folder, and names that only resemble them, are nobody's."""
    assert not taken(PurePath(path))
