"""The page of all sessions: every one is listed with what the filters go by, and leads to the right places."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_reading import DESK, NECK, ROUNDS, Page, files_of, read_library, target
from sites import listed, site

from backrelief_audio.model.exercise import Equipment, Focus, Position
from backrelief_audio.model.plan import PhaseName
from backrelief_audio.publish.page import words
from backrelief_audio.publish.page.library import band_of
from backrelief_audio.publish.places import LIBRARY
from backrelief_audio.units import minutes_text, seconds

SITE = site(
    listed("later/rounds 50%.mp3", ROUNDS, album="Later"),
    listed("neck.mp3", NECK, album="Upper-back sessions"),
    listed("desk.mp3", DESK, album="Upper-back sessions", has_cover=False),
    listed("zwölf/rücken & mehr.mp3", NECK, album="Upper-back sessions"),
)


def options(page: Page, name: str) -> list[tuple[str, str]]:
    """Values and words of a choice."""
    found = []
    inside = False
    for tag, attrs, text in page.elements:
        if tag == "select":
            inside = attrs["id"] == name
        elif tag == "option" and inside:
            found.append((attrs["value"], "".join(text)))
    return found


def cards(page: Page) -> list[tuple[dict[str, str], str]]:
    """The sessions of the list."""
    return page.all("li", class_="card")


def test_every_link_leads_to_a_file_of_the_site() -> None:
    """All addresses are relative and lead to files of the site; each session's page and MP3 are among them."""
    targets = {target(LIBRARY, link) for link in read_library(SITE).links}
    assert targets <= files_of(SITE)
    for one in SITE.sessions:
        assert {one.path, one.path.with_suffix(".html")} <= targets


def test_the_page_is_sound() -> None:
    """Elements close in order, an id is there once, a label belongs to each choice, and styles are in their file."""
    page = read_library(SITE)
    ids = [attrs["id"] for attrs, _ in page.all() if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert {attrs["for"] for attrs, _ in page.all("label")} == {attrs["id"] for attrs, _ in page.all("select")}
    assert page.one("h1")[1] == SITE.title
    assert not any("style" in attrs for attrs, _ in page.all())


def test_the_filters_need_the_script() -> None:
    """Without script everything is listed and no choice is shown."""
    page = read_library(SITE)
    assert "hidden" in page.one("form", id="filters")[0]
    assert not any("hidden" in attrs for attrs, _ in cards(page))


def test_a_session_tells_what_it_is() -> None:
    """A session has title, length, areas, what is needed, its moves, its day, and for the script areas and guid."""
    page = read_library(SITE)
    found = {attrs["data-guid"]: (attrs, text) for attrs, text in cards(page)}
    assert list(found) == [one.guid for one in SITE.sessions]
    for one in SITE.sessions:
        attrs, text = found[one.guid]
        assert attrs["data-areas"].split() == (one.document["request"]["focus"] or ["balanced"])
        assert attrs["data-length"] == band_of(one.document["seconds"])
        moves = [move["name"] for move in one.document["moves"]]
        for told in (one.document["title"], minutes_text(seconds(one.document["seconds"])), "2 March 2026", *moves):
            assert told in text


def test_only_choices_that_exist_are_offered() -> None:
    """Areas are offered in the order of the enumeration and lengths from short to long, where there is one."""
    page = read_library(SITE)
    assert options(page, "focus") == [("", "All areas"), ("neck", "Neck"), ("balanced", "Balanced")]
    assert options(page, "length") == [("", "Any length"), ("5", "Up to 5 minutes"), ("more", "Over 20 minutes")]
    assert page.one(id="count")[1] == "4 of 4 sessions"


def test_areas_stand_in_the_order_of_the_enumeration() -> None:
    """A session of every area, in another order, offers them as the program lists them everywhere."""
    request = {**NECK["request"], "focus": [focus.value for focus in reversed(Focus)]}
    page = read_library(site(listed(document={**NECK, "request": request})))
    assert [value for value, _ in options(page, "focus")] == ["", *(focus.value for focus in Focus)]
    assert page.one(id="count")[1] == "1 of 1 session"


@pytest.mark.parametrize(
    ("minutes", "band"), [(1, "5"), (5, "5"), (5.5, "10"), (10, "10"), (20, "20"), (20.5, "more"), (90, "more")]
)
def test_every_length_is_in_one_band(minutes: float, band: str) -> None:
    """A session falls under the first choice that is long enough for it."""
    assert band_of(minutes * 60) == band


def test_folders_have_headings() -> None:
    """Each folder is a group, called by its album, and by its path as well where another has the same."""
    headings = [text for _, text in read_library(SITE).all("h2")]
    assert headings[:3] == ["Later", "Upper-back sessions", "Upper-back sessions, zwölf"]


def test_one_folder_needs_no_heading() -> None:
    """The heading of the only group is there for those who can't see the list."""
    page = read_library(site(listed()))
    assert page.one("h2", class_="unseen")[1] == "Sessions"


def test_a_site_without_sessions_is_a_page_too() -> None:
    """An empty list is no fault."""
    page = read_library(site())
    assert cards(page) == [] and page.one(id="count")[1] == "0 of 0 sessions"


@given(st.text(), st.text())
def test_no_text_becomes_markup(title: str, album: str) -> None:
    """Whatever titles and albums are, the page has the same elements and can be written as UTF-8."""
    document: dict[str, Any] = {**DESK, "title": title}
    usual = read_library(site(listed(document=DESK), listed("a/b.mp3")))
    page = read_library(site(listed(document=document, album=album), listed("a/b.mp3"), title=title, about=album))
    assert [tag for tag, _, _ in page.elements] == [tag for tag, _, _ in usual.elements]
    page.one("h1")[1].encode()


def test_no_code_of_a_document_is_shown() -> None:
    """Every area, phase, position and piece of equipment there is has words of its own."""
    assert set(words.AREAS) == {*(focus.value for focus in Focus), words.BALANCED}
    assert all(words.area(code)[0].isupper() for code in words.AREAS)
    assert all(words.phase(phase.value) != phase.value for phase in PhaseName)
    assert all(words.position(position.value) != position.value for position in Position)
    everything = {"moves": [{"equipment": [item.value for item in Equipment]}]}
    needs = words.needs_of(everything).replace(" and ", ", ").split(", ")
    assert len(needs) == len(Equipment) and "chair" not in needs
