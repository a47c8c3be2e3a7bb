"""The page of a session: it is whole without script, leads to the right places, and lets no text become markup."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_reading import DESK, NECK, ROUNDS, files_of, read_session, target
from sites import listed, site

from backrelief_audio.legible import on_a_line
from backrelief_audio.publish.page.routine import steps_of
from backrelief_audio.publish.places import LIBRARY

NASTY = "</script><script>alert(1)</script><!-- \"quoted\" & 'single' ${about} $title"


def with_texts(document: dict[str, Any], text: str) -> dict[str, Any]:
    """A document in which every text that a page shows is another."""
    return {
        **document,
        "title": text,
        "moves": [{**move, "name": text} for move in document["moves"]],
        "chapters": [{**chapter, "title": text} for chapter in document["chapters"]],
        "cues": [{**cue, "text": text} for cue in document["cues"]],
    }


@pytest.mark.parametrize("path", ["neck.mp3", "week 1/day-1.mp3", "zwölf & mehr/100%/a:b?#.mp3"])
@pytest.mark.parametrize("has_cover", [True, False])
def test_every_link_leads_to_a_file_of_the_site(path: str, has_cover: bool) -> None:
    """All addresses in the page are relative, and lead to files of the site from whatever folder the page is in."""
    one = listed(path, has_cover=has_cover)
    page = read_session(one)
    of = site(one)
    place = one.path.with_suffix(".html")
    assert {target(place, link) for link in [*page.links, page.data["cover"]]} <= files_of(of)
    assert target(place, page.one("audio")[0]["src"]) == one.path
    assert [target(place, attrs["href"]) for attrs, text in page.all("a") if text == "All sessions"] == [LIBRARY]
    assert target(place, page.data["cover"]) == (one.path.with_suffix(".jpg") if has_cover else PurePath("cover.jpg"))


@pytest.mark.parametrize("document", [NECK, DESK, ROUNDS], ids=["neck", "desk", "rounds"])
def test_the_page_is_sound(document: dict[str, Any]) -> None:
    """Elements close in order, an id is there once, and there is one heading of the first rank and a language."""
    page = read_session(listed(document=document))
    ids = [attrs["id"] for attrs, _ in page.all() if "id" in attrs]
    assert len(set(ids)) == len(ids)
    assert page.one("h1")[1] == document["title"]
    assert page.one("html")[0]["lang"] == "en"
    for attrs, _ in page.all():
        assert "style" not in attrs and not any(name.startswith("on") for name in attrs), attrs
        for named in ("aria-labelledby", "aria-describedby"):
            assert attrs.get(named, ids[0]) in ids


def test_the_player_is_hidden_until_the_script_runs() -> None:
    """What needs the script is hidden; the audio with controls of its own and the routine are not."""
    page = read_session(listed())
    for needs_script in ("player", "list", "words", "keys"):
        assert "hidden" in page.one(id=needs_script)[0], needs_script
    assert {"controls": "", "preload": "metadata", "src": "neck.mp3"}.items() <= page.one("audio")[0].items()
    assert "open" in page.one("details", id="routine")[0]


def test_the_script_is_given_the_document() -> None:
    """The data are the document's moves, chapters and cues as they are, with what the session is known by."""
    page = read_session(listed(album="Gentle weeks"))
    assert page.one("script", id="session")[0]["type"] == "application/json"
    assert {name: page.data[name] for name in ("title", "seconds", "moves", "chapters", "cues")} == {
        name: NECK[name] for name in ("title", "seconds", "moves", "chapters", "cues")
    }
    assert (page.data["album"], page.data["guid"]) == ("Gentle weeks", listed().guid)


@pytest.mark.parametrize("document", [NECK, DESK, ROUNDS], ids=["neck", "desk", "rounds"])
def test_each_chapter_has_its_button(document: dict[str, Any]) -> None:
    """The exercises are the chapters in order with their exact starts; those that begin a move tell its dose."""
    page = read_session(listed(document=document))
    buttons = [(float(attrs["data-start"]), text) for attrs, text in page.all("button") if "data-start" in attrs]
    assert [start for start, _ in buttons] == [chapter["start"] for chapter in document["chapters"]]
    for (_, text), chapter in zip(buttons, document["chapters"], strict=True):
        assert text.startswith(chapter["title"])
    doses = [text for _, text in page.all("span", class_="dose") if text]
    assert len(doses) == len(document["moves"])


def test_a_later_round_has_no_dose() -> None:
    """The moves of a superset overlap: the chapter of a later round begins none of them, and the first does."""
    page = read_session(listed(document=ROUNDS))
    texts = [text for attrs, text in page.all("button") if "data-start" in attrs]
    rounds = [text for text in texts if text.startswith("Round ")]
    assert rounds and not any("reps" in text for text in rounds)


@pytest.mark.parametrize("document", [NECK, DESK, ROUNDS], ids=["neck", "desk", "rounds"])
def test_the_routine_has_every_line_before_the_work(document: dict[str, Any]) -> None:
    """Safety words first, then each move's setup and action lines in the order they are said, then the closing."""
    page = read_session(listed(document=document))
    text = page.one("details", id="routine")[1]
    wanted = [cue["text"] for cue in document["cues"] if cue["kind"] == "safety"]
    for move in document["moves"]:
        own = [cue for cue in document["cues"] if cue["exercise"] == move["exercise"]]
        own = [cue for cue in own if move["start"] <= cue["start"] < move["end"]]
        begins = min(cue["start"] for cue in own if cue["set"] is not None)
        wanted.append(move["name"])
        wanted += [cue["text"] for cue in own if cue["kind"] in {"setup", "action"} and cue["start"] < begins]
    wanted += [cue["text"] for cue in document["cues"] if cue["kind"] == "closing"]
    place = 0
    for line in wanted:
        place = text.index(line, place) + len(line)


def cue(kind: str, text: str, start: float, **changes: Any) -> dict[str, Any]:
    """A cue of one exercise."""
    usual = {"exercise": "eagle-arms", "side": None, "set": None, "rep": None}
    return {"kind": kind, "text": text, "start": start, "end": start + 0.5, "beat": None, **usual, **changes}


def test_the_other_side_is_told_and_later_sets_are_not() -> None:
    """Steps have what is said between the two sides of the first set, and end where a pause leads to the next."""
    cues = [
        cue("transition", "We go on with eagle arms.", 10),
        cue("side", "Right side first.", 11),
        cue("setup", "Cross your arms.", 12),
        cue("setup", "Another exercise.", 12.5, exercise="other"),
        cue("countdown", "three", 13, set=1, side="right"),
        cue("side", "And the left side.", 14, side="left"),
        cue("setup", "Left arm under.", 15, side="left"),
        cue("form", "Elbows up.", 16, set=1, side="left"),
        cue("rest", "Rest.", 17),
        cue("setup", "Here comes set two.", 18),
        cue("countdown", "three", 19, set=2),
        cue("setup", "Long after it.", 30),
    ]
    move = {"exercise": "eagle-arms", "start": 10.0, "end": 20.0}
    steps = list(steps_of({"cues": cues}, move))
    assert steps == ["Right side first.", "Cross your arms.", "And the left side.", "Left arm under."]


def test_no_text_becomes_markup() -> None:
    """A text with markup, quotes and the end of a script in it is shown as it is, wherever it stands."""
    page = read_session(listed(document=with_texts(NECK, NASTY), album=NASTY), site(title=NASTY))
    assert page.one("h1")[1] == NASTY
    assert page.one("audio")[0]["aria-label"] == NASTY
    assert page.data["cues"][0]["text"] == page.data["album"] == NASTY
    assert len(page.all("script")) == 2


@given(st.text())
def test_any_text_is_shown_or_left_out(text: str) -> None:
    """Whatever a title is, the page has the same elements, can be written as UTF-8, and its data are exact."""
    one = listed(document=with_texts(DESK, text))
    page = read_session(one)
    assert [tag for tag, _, _ in page.elements] == [tag for tag, _, _ in read_session(listed(document=DESK)).elements]
    shown = page.one("h1")[1]
    assert shown == on_a_line(text)
    shown.encode()
    assert json.dumps(page.data["title"]) == json.dumps(text)
