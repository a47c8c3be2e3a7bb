"""The library's page in a real browser: its list, its filters, and every link of the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from folders import Session, Site
from visiting import Visit, Visiting

pytestmark = pytest.mark.real

LENGTHS = {
    "Up to 5 minutes": (0, 5),
    "6 to 10 minutes": (5, 10),
    "11 to 20 minutes": (10, 20),
    "Over 20 minutes": (20, 1000),
}


def library(visit: Visiting, address: str = "", **options: Any) -> Visit:
    """Open the library and wait for its script."""
    page = visit(address, **options)
    page.page.locator("#filters").wait_for()
    return page


def pages(visit: Visit) -> set[str]:
    """The addresses of the session pages that are listed and seen."""
    links = visit.page.locator("#sessions a[href$='.html']").locator("visible=true")
    return {link.get_attribute("href") or "" for link in links.all()}


def areas(session: Session) -> list[str]:
    """What a session is for."""
    return list(session.document["request"]["focus"]) or ["balanced"]


def fitting(sessions: Mapping[str, Session], focus: str | None, length: str | None) -> set[str]:
    """The pages that a choice leaves, worked out from the documents."""
    least, most = LENGTHS[length] if length else (0, 1000)
    return {
        session.page
        for session in sessions.values()
        if (focus is None or focus in areas(session)) and least < session.document["request"]["minutes"] <= most
    }


def options(visit: Visit, name: str) -> list[str]:
    """The labels of a choice."""
    return [label.strip() for label in visit.page.locator(f"#{name} option").all_inner_texts()]


def test_it_lists_every_session(visit: Visiting, site: Site) -> None:
    """Each session has its page, its MP3 to be kept, and its minutes, and the count says how many there are."""
    page = library(visit)
    assert pages(page) == {session.page for session in site.sessions.values()}
    text = page.page.locator("#sessions").inner_text()
    for session in site.sessions.values():
        assert session.document["title"] in text
        sound = session.page.removesuffix(".html") + ".mp3"
        assert page.page.locator(f"#sessions a[href='{sound}']").locator("visible=true").count() == 1
        assert str(int(session.document["request"]["minutes"])) in text
    count = page.page.locator("#count")
    assert re.findall(r"\d+", count.inner_text())[-1] == str(len(site.sessions))
    assert count.get_attribute("role") == "status"


def test_it_filters_by_focus_and_length(visit: Visiting, site: Site) -> None:
    """Every choice of focus and length leaves the sessions that fit, and only choices that exist are offered."""
    page = library(visit)
    focuses = page.page.locator("#focus option").all()
    assert options(page, "focus")[0] == "All areas"
    there = {area for session in site.sessions.values() for area in areas(session)}
    values = [one.get_attribute("value") or "" for one in focuses]
    assert {value for value in values if value and value != "all"} == there
    lengths = options(page, "length")
    assert lengths[0] == "Any length"
    assert lengths[1:] == [name for name in LENGTHS if fitting(site.sessions, None, name)]
    for value in values:
        for label in lengths:
            page.page.locator("#focus").select_option(value)
            page.page.locator("#length").select_option(label=label)
            left = fitting(site.sessions, value if value in there else None, label if label in LENGTHS else None)
            assert pages(page) == left, (value, label)
            numbers = re.findall(r"\d+", page.page.locator("#count").inner_text())
            assert int(numbers[0]) == len(left)


def test_nothing_found_leads_back(visit: Visiting, site: Site) -> None:
    """Where no session fits it is said, with a button that shows all of them again."""
    page = library(visit)
    nothing(page, site)
    assert pages(page) == set()
    page.page.get_by_role("button", name="Show all").click()
    assert pages(page) == {session.page for session in site.sessions.values()}
    assert page.page.get_by_role("button", name="Show all").locator("visible=true").count() == 0
    assert page.page.locator("#focus").evaluate("(one) => one.selectedIndex") == 0
    assert page.page.locator("#length").evaluate("(one) => one.selectedIndex") == 0


def nothing(page: Visit, site: Site) -> None:
    """Choose what no session has: the neck's focus with the longest length."""
    page.page.locator("#focus").select_option("neck")
    page.page.locator("#length").select_option(label="Over 20 minutes")
    assert fitting(site.sessions, "neck", "Over 20 minutes") == set()
    page.page.get_by_role("button", name="Show all").wait_for()


def test_a_choice_is_kept_in_the_address(visit: Visiting, site: Site) -> None:
    """The choice is there after a reload, in an address that was sent to somebody, and when one comes back."""
    page = library(visit)
    page.page.locator("#focus").select_option("core")
    left = fitting(site.sessions, "core", None)
    assert pages(page) == left
    chosen = page.page.url
    page.page.reload()
    page.page.locator("#filters").wait_for()
    assert page.page.locator("#focus").input_value() == "core"
    assert pages(page) == left
    sent = library(visit, chosen.removeprefix(page.base))
    assert pages(sent) == left
    page.page.locator("#sessions a[href$='.html']").locator("visible=true").first.click()
    page.ready()
    page.page.go_back()
    page.page.locator("#filters").wait_for()
    assert pages(page) == left


def test_back_undoes_a_choice(visit: Visiting, site: Site) -> None:
    """Each choice is a step that the browser's back and forward go over."""
    page = library(visit)
    page.page.locator("#focus").select_option("core")
    page.page.locator("#length").select_option(label="Over 20 minutes")
    assert pages(page) == set()
    page.page.go_back()
    page.until("document.getElementById('length').selectedIndex === 0")
    assert pages(page) == fitting(site.sessions, "core", None)
    page.page.go_back()
    page.until("document.getElementById('focus').selectedIndex === 0")
    assert pages(page) == fitting(site.sessions, None, None)
    page.page.go_forward()
    page.until("document.getElementById('focus').value === 'core'")
    assert pages(page) == fitting(site.sessions, "core", None)


def test_a_strange_address_lists_everything(visit: Visiting, site: Site) -> None:
    """What the address asks for and nobody offers is passed over."""
    page = library(visit)
    for strange in ("#focus=nothing&length=77", "#%E0%A4%A", "?focus=<b>", "#focus", "#focus=neck&focus=core&length"):
        page.page.goto("about:blank")
        page.go("index.html" + strange)
        page.page.locator("#filters").wait_for()
        assert pages(page) >= fitting(site.sessions, "neck", None), strange
        assert page.page.locator("#count").inner_text() != ""


def test_every_link_leads_somewhere(visit: Visiting, site: Site) -> None:
    """Every link, picture, style and script of every page is in the site and is there."""
    page = library(visit)
    addresses = set()
    for address in ("", *(session.page for session in site.sessions.values())):
        page.go(address)
        found = page.ask(
            "[...document.querySelectorAll('[href], [src]')].map((one) => one.href?.baseVal ?? one.href ?? one.src)"
        )
        addresses |= {one.partition("#")[0] for one in found}
    assert len(addresses) > 10
    for one in sorted(addresses):
        assert one.startswith(page.base), one
        assert page.page.request.head(one).ok, one


def test_a_session_leads_back_to_the_library(visit: Visiting, site: Site) -> None:
    """From a session in a folder a link leads to the library."""
    page = visit(site.sessions["core"].page)
    page.ready()
    link = page.page.locator("a[href$='index.html'], a[href='../'], a[href='./']").locator("visible=true").first
    link.click()
    page.page.locator("#sessions").wait_for()
    assert page.page.url.startswith(page.base)


def test_from_the_library_to_sound(visit: Visiting, site: Site) -> None:
    """A session is chosen in the library, opens, and plays, on the insecure origin that a phone has too."""
    page = library(visit, insecure=True)
    title = site.sessions["core"].document["title"]
    page.page.get_by_role("link", name=title).first.click()
    page.ready()
    assert page.page.get_by_role("heading", name=title).count() >= 1
    page.play()
