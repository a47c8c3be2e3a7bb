"""The page of a program that is printed."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from programs import AWKWARD, program

from backrelief_audio.model.care import Level
from backrelief_audio.model.program import Stage
from backrelief_audio.publish import overview as publish
from backrelief_audio.publish.overview import intent, overview

VOID = {"meta", "br"}
"""Elements without an end."""


class Page(HTMLParser):
    """Reads a page strictly: every element is closed in order, and all text is kept by where it stands."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element, and open it."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the text, and that of the cell it stands in."""
        if "style" in self.open:
            return
        self.text += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def page(weeks: int = 4, days: int = 3) -> Page:
    """A program's page."""
    return Page(overview(program(weeks, days)))


@pytest.mark.parametrize(("weeks", "days"), [(4, 3), (8, 5), (8, 7)])
def test_the_grid_is_weeks_by_days(weeks: int, days: int) -> None:
    """A row a week and seven days in it, each a session with its minutes and doses, or rest."""
    header, *rows = page(weeks, days).rows
    assert header[:2] == ["Week", "Monday"]
    assert [len(row) for row in (header, *rows)] == [8] * (weeks + 1)
    assert [sum(cell == "rest" for cell in row) for row in rows] == [7 - days] * weeks
    assert rows[0][0] == "1Learn the moves"
    assert rows[0][1].startswith("Strength, 10 min1 set, low reps, easier moves")
    assert rows[-1][0].endswith("Maintain")


def test_the_page_is_whole_and_plain() -> None:
    """Elements are closed in order; there is no script, and nothing is fetched from anywhere."""
    found = page()
    assert found.open == []
    assert not {"script", "link", "img", "iframe"} & set(found.tags)
    assert not {"src", "href", "onclick"} & {name for name, _ in found.attributes}
    assert overview(program()).startswith("<!DOCTYPE html>\n")


def test_text_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands in a text is shown as it is, and opens no element."""
    monkeypatch.setattr(publish, "_STAGES", dict.fromkeys(Stage, AWKWARD))
    monkeypatch.setattr(publish, "_LEVELS", dict.fromkeys(Level, AWKWARD))
    found = page()
    assert found.text.count(AWKWARD) == 4 + 12
    assert "b" not in found.tags


@pytest.mark.parametrize(("weeks", "days"), [(8, 7), (8, 3)])
def test_it_is_short_enough_for_one_page(weeks: int, days: int) -> None:
    """At ten pixels a landscape A4 page has room for some fifty lines; the rules take sixteen."""
    rows = page(weeks, days).rows[1:]
    characters = 28
    lines = sum(1 + max(-(-len(cell) // characters) for cell in row) for row in rows)
    assert lines <= 34


def test_the_rules_and_the_safety_note_are_there() -> None:
    """The page says what a number of pain means, how it progresses, and when to ask first; it promises nothing."""
    text = page().text
    for words in (
        "0 to 3: go on",
        "4 or 5: stay",
        "6 or 7: a step back",
        "8 to 10",
        "never on two days in a row",
        "not medical advice",
        "New or unexplained pain should be assessed first",
    ):
        assert words in text
    assert not any(word in text.lower() for word in ("cure", "treat", "heal ", "fix"))


def test_a_load_in_words() -> None:
    """What a session asks for is told by sets, part of the dose and level."""
    sessions = program(8, 3).week(8)
    assert intent(sessions[0]) == "up to 3 sets, high reps, standard moves"
