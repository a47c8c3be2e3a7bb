"""Both pages for everyone: axe-core at WCAG 2.2 AA, the keyboard alone, sizes, and no motion where none is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from folders import Session, Site
from visiting import PHONE, TABLET, Visit, Visiting, opened

pytestmark = pytest.mark.real

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
"""Every rule of axe-core for WCAG 2.0 to 2.2 at levels A and AA."""

SCREENS = {"phone": PHONE, "tablet": TABLET}


def violations(page: Visit) -> list[str]:
    """What axe-core finds, a line each with where it is; what it can't decide by itself is not counted."""
    if not page.ask("'axe' in window"):
        page.page.evaluate(f"() => {{ {axe()} }}")
    found = page.ask("axe.run(document, { runOnly: { type: 'tag', values: arg }, resultTypes: ['violations'] })", TAGS)
    assert len(found["passes"]) > 5, "it looked at nothing"
    return [
        f"{one['id']}: {node['target']}: {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


def axe() -> str:
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def in_both_schemes(page: Visit) -> list[str]:
    """What axe-core finds in the dark and in the light."""
    found = []
    for scheme in ("dark", "light"):
        page.page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {one}" for one in violations(page)]
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_on_a_session_page(visit: Visiting, site: Site, screen: str) -> None:
    """Before it plays, while it plays in the middle of a move, and with transcript and all else open."""
    session = site.sessions["neck"]
    page = opened(visit, session, **SCREENS[screen])
    assert violations(page) == []
    page.play()
    page.seek(in_a_set(session))
    page.until("watching.shown().rep !== '' && watching.shown().side !== ''")
    assert violations(page) == []
    for closed in page.page.locator("details:not([open]) > summary").locator("visible=true").all()[::-1]:
        closed.click()
    page.page.locator("#transcript button").first.wait_for()
    assert in_both_schemes(page) == []


def in_a_set(session: Session) -> float:
    """A moment at which rep and side are shown."""
    return float(next(cue["end"] for cue in session.document["cues"] if cue["rep"] and cue["side"]))


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_in_the_library(visit: Visiting, screen: str) -> None:
    """With everything listed, some of it, and nothing."""
    page = visit(**SCREENS[screen])
    page.page.locator("#filters").wait_for()
    assert in_both_schemes(page) == []
    page.page.locator("#focus").select_option("neck")
    assert violations(page) == []
    page.page.locator("#length").select_option(label="Over 20 minutes")
    page.page.get_by_role("button", name="Show all").wait_for()
    assert in_both_schemes(page) == []


def test_axe_finds_nothing_where_sound_is_missing(visit: Visiting, site: Site) -> None:
    """A page that tells that its MP3 is missing, and that the screen may go dark, is as good."""
    page = opened(visit, site.sessions["neck"], insecure=True)
    page.page.route("**/*.mp3", lambda route: route.fulfill(status=404, body="not here"))
    page.page.reload()
    page.page.locator("#play").click()
    page.page.locator("#fault").wait_for()
    assert in_both_schemes(page) == []
    page.forgive("404")


FOCUSED = """(() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const box = one.getBoundingClientRect();
  const outlined = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
    || style.boxShadow !== 'none';
  const top = document.elementFromPoint(box.x + box.width / 2, Math.min(box.y + box.height / 2, innerHeight - 1));
  window.order = window.order ?? new Map();
  if (!order.has(one)) order.set(one, order.size);
  return {
    number: order.get(one),
    name: `${one.tagName}#${one.id} ${(one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 30)}`,
    outlined: one.tagName === 'AUDIO' || [null, '::before', '::after'].some((p) => outlined(getComputedStyle(one, p))),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    clear: !top || one.contains(top) || top.contains(one),
  };
})()"""


def walk(page: Visit, key: str = "Tab") -> list[dict[str, Any]]:
    """Every stop of the keyboard from the top of the page to its end; the audio's own controls count as one."""
    stops: list[dict[str, Any]] = []
    for _ in range(200):
        page.page.keyboard.press(key)
        stop = page.ask(FOCUSED)
        if stop is None or (stops[1:] and stop["number"] == stops[0]["number"]):
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus does not leave the page: {[stop['name'] for stop in stops[-5:]]}")


@pytest.mark.parametrize("name", ["library", "neck"])
def test_the_keyboard_reaches_everything(visit: Visiting, site: Site, name: str) -> None:
    """Tab reaches every control in turn, each is in sight with its focus to be seen, and nothing holds it."""
    page = visit(site.sessions[name].page if name in site.sessions else "")
    page.page.locator("#filters, #exercises button").first.wait_for()
    stops = walk(page)
    reached = {stop["number"] for stop in stops}
    assert [stop["name"] for stop in stops if not stop["outlined"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    assert [stop["name"] for stop in stops if not stop["clear"]] == []
    controls = page.ask(
        """[...document.querySelectorAll('a[href], button, select, summary, input')].filter((one) =>
          one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0
          && !order.has(one)).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert controls == []
    back = {stop["number"] for stop in walk(page, "Shift+Tab")}
    assert back == reached


def test_the_keyboard_alone_plays(visit: Visiting, site: Site) -> None:
    """Tab to Play, Space and Enter press it; and an entry of the list takes Enter."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    to(page, "#play")
    page.page.keyboard.press("Space")
    page.until("!audio.paused && audio.currentTime > 0.1")
    page.page.keyboard.press("Enter")
    page.until("audio.paused")
    to(page, "#exercises li:nth-child(3) button")
    page.page.keyboard.press("Enter")
    page.until("Math.abs(audio.currentTime - arg) < 0.05", session.chapters[2]["start"])


def to(page: Visit, selector: str) -> None:
    """Go on with Tab until something has the focus."""
    for _ in range(60):
        page.page.keyboard.press("Tab")
        if page.ask("document.activeElement?.matches(arg)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_the_shortcuts(visit: Visiting, site: Site) -> None:
    """With the focus on nothing Space plays and pauses, the arrows go 15 seconds, n and p by exercise."""
    session = site.sessions["neck"]
    starts = [chapter["start"] for chapter in session.chapters]
    page = opened(visit, session)

    def press(key: str, start: float, target: float) -> None:
        page.seek(start)
        page.page.keyboard.press(key)
        page.until("Math.abs(audio.currentTime - arg) < 0.05 && !audio.seeking", target)

    press("ArrowRight", 100, 115)
    press("ArrowLeft", 100, 85)
    press("n", starts[1] + 1, starts[2])
    press("p", starts[2] + 1, starts[1])
    top = page.ask("scrollY")
    page.page.keyboard.press("Space")
    page.until("!audio.paused")
    page.page.keyboard.press("Space")
    page.until("audio.paused")
    assert page.ask("scrollY") == top


def test_the_shortcuts_can_be_turned_off(visit: Visiting, site: Site) -> None:
    """Who speaks to the browser can turn the keys of one letter off (WCAG 2.1.4), and they stay off."""
    page = opened(visit, site.sessions["neck"])
    page.page.locator("summary", has_text="Keys").click()
    page.page.locator("#keys input[type=checkbox]").uncheck()
    page.page.reload()
    page.ready()
    page.page.keyboard.press("n")
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Space")
    page.ask("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")
    assert page.ask("[audio.currentTime, audio.paused, audio.seeking]") == [0, True, False]


def test_the_shortcuts_leave_the_browser_s_own_alone(visit: Visiting, site: Site) -> None:
    """With Control, Alt or Meta held the keys mean what they mean elsewhere, and a pressed button is pressed once."""
    page = opened(visit, site.sessions["neck"])
    page.seek(100)
    for keys in ("Control+n", "Alt+n", "Meta+p", "Control+ArrowRight"):
        page.page.locator("body").dispatch_event(
            "keydown",
            {
                "key": keys.split("+")[1],
                "bubbles": True,
                "cancelable": True,
                "ctrlKey": "Control" in keys,
                "altKey": "Alt" in keys,
                "metaKey": "Meta" in keys,
            },
        )
    assert page.time == 100
    page.page.get_by_role("button", name="Forward 15 seconds").focus()
    page.page.keyboard.press("Space")
    page.until("audio.currentTime === 115")
    assert page.ask("audio.paused")


WIDTHS = [(320, 568), (390, 844), (844, 390), (820, 1180), (1280, 800)]

CUT = """[...document.querySelectorAll('main *')].filter((one) => one.checkVisibility() && !one.children.length
  && one.textContent.trim() && one.getBoundingClientRect().right > innerWidth + 1
  && getComputedStyle(one).position !== 'absolute').map((one) => one.outerHTML.slice(0, 60))"""

SIZES = """(selector) => [...document.querySelectorAll(selector)]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => {
    const { width, height } = one.getBoundingClientRect();
    return { name: one.outerHTML.slice(0, 60), width, height, inline: getComputedStyle(one).display === 'inline' };
  })"""


@pytest.mark.parametrize("name", ["library", "neck", "rounds"])
def test_everything_fits_and_can_be_hit(visit: Visiting, site: Site, name: str) -> None:
    """At every size nothing scrolls sideways, each target is 24 px or more, and those used from the floor 64 px."""
    page = visit(site.sessions[name].page if name in site.sessions else "")
    page.page.locator("#filters, #exercises button").first.wait_for()
    for closed in page.page.locator("details:not([open]) > summary").locator("visible=true").all()[::-1]:
        closed.click()
    for width, height in WIDTHS:
        page.page.set_viewport_size({"width": width, "height": height})
        page.until("innerWidth === arg", width)
        assert page.ask("document.documentElement.scrollWidth") <= width
        assert page.ask(CUT) == [], width
        targets = page.page.evaluate(SIZES, "a[href], button, select, summary, input")
        assert len(targets) > 5
        small = [one for one in targets if not one["inline"] and min(one["width"], one["height"]) < 24]
        assert small == [], width
        if name in site.sessions:
            main = page.page.evaluate(SIZES, "#play, button[aria-label*='exercise'], button[aria-label*='15 seconds']")
            assert len(main) == 5
            assert [one for one in main if min(one["width"], one["height"]) < 64] == [], width


SMALL = {(320, 568): 28, (390, 844): 28, (844, 390): 28, (820, 1180): 56}
"""Least size, in CSS pixels, of the font that an exercise is named in, by the size of the screen.

A CSS pixel of a phone is about 0.16 mm (390 of them on 64 mm), of a tablet about 0.19 mm, and a capital is 0.7 of its
font. Normal sight (20/20) tells letters of 5 minutes of arc, 2.9 mm at two metres: capitals of 28 px are 3.1 mm high,
which is the least that can be read there at all; a tablet has the room for more than twice that.
"""

ROUNDS = 20
"""The same for names longer than LONG, such as of a round of a superset, on the smallest phone."""

LONG = 30


LARGE = """(() => {
  const one = document.getElementById('move');
  const { top, bottom } = one.getBoundingClientRect();
  const whole = one.scrollWidth <= one.clientWidth + 1 && one.scrollHeight <= one.clientHeight + 8;
  return { font: parseFloat(getComputedStyle(one).fontSize), whole, top, bottom };
})()"""


@pytest.mark.parametrize("name", ["neck", "rounds"])
def test_the_exercise_can_be_read_from_two_metres(visit: Visiting, site: Site, name: str) -> None:
    """The name of every exercise is large, whole, and in sight without scrolling, and so is the play button."""
    session = site.sessions[name]
    page = opened(visit, session)
    for (width, height), least in SMALL.items():
        page.page.set_viewport_size({"width": width, "height": height})
        page.until("innerWidth === arg", width)
        for chapter in session.chapters:
            page.seek(chapter["start"] + 0.1)
            page.until("watching.shown().move === arg", chapter["title"])
            found = page.ask(LARGE)
            wanted = ROUNDS if width == 320 and len(chapter["title"]) > LONG else least
            assert found["font"] >= wanted, (width, chapter["title"])
            assert found["whole"], (width, chapter["title"])
            assert found["top"] >= 0 and found["bottom"] <= height, (width, chapter["title"])
        box = page.page.locator("#play").bounding_box()
        assert box and box["y"] + box["height"] <= height, (width, height)


def test_no_motion_where_none_is_wanted(visit: Visiting, site: Site) -> None:
    """With reduced motion asked for nothing is animated, while it plays and across a border of chapters."""
    session = site.sessions["neck"]
    page = opened(visit, session, reduced_motion="reduce")
    page.ask(
        "(window.moved = [], ['animationstart', 'transitionrun'].forEach("
        "(name) => addEventListener(name, (event) => moved.push(event.target.outerHTML.slice(0, 60)), true))) ?? 0"
    )
    page.seek(session.chapters[2]["start"] - 0.5)
    page.play()
    page.until("audio.currentTime > arg + 0.5", session.chapters[2]["start"])
    page.page.locator("#exercises button").nth(4).click()
    page.until("watching.shown().chapter === 4")
    assert page.ask("document.getAnimations().length") == 0
    assert page.ask("moved") == []
    assert page.ask("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
