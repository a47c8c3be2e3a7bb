"""The site as the installed command serves it, with its own headers, in a real browser."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import OTHER_NAME, Site, found
from measuring import COMMAND, home
from visiting import Visiting, opened

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def site(place: Path) -> Iterator[Site]:
    """The same sessions, served by the command; the other name is one that it was told it is reached by."""
    command = [COMMAND, "serve", "output", "--host", "127.0.0.1", "--port", "0"]
    more = ["--public-url", f"http://{OTHER_NAME}/", "--json"]
    running = subprocess.Popen(
        [*command, *more], cwd=place, env=home(place), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    line = running.stdout.readline()
    assert line, running.communicate()
    told = json.loads(line)
    (secure,) = (one for one in (told["address"], *told["others"]) if "//127.0.0.1:" in one)
    yield Site(place / "output", secure, secure.replace("127.0.0.1", OTHER_NAME), found(place / "output"))
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out) == (0, "")
    assert "Traceback" not in err


@pytest.mark.parametrize("insecure", [False, True], ids=["secure origin", "insecure origin"])
def test_from_the_library_to_the_last_exercise(visit: Visiting, site: Site, insecure: bool) -> None:
    """A session is chosen, plays, and goes to its last exercise: no header of the server is in the way."""
    session = site.sessions["core"]
    page = visit(insecure=insecure)
    page.page.locator("#filters").wait_for()
    assert page.page.locator("#sessions a[href$='.html']").locator("visible=true").count() == len(site.sessions)
    page.page.get_by_role("link", name=session.document["title"]).first.click()
    page.ready()
    page.play()
    last = session.chapters[-2]
    page.page.locator("#exercises button").nth(len(session.chapters) - 2).click()
    page.until("audio.currentTime > arg + 0.3 && !audio.paused", last["start"])
    page.until("watching.shown().move === arg", last["title"])
    page.until("navigator.mediaSession.metadata.title === arg", last["title"])


def test_pictures_are_there(visit: Visiting, site: Site) -> None:
    """Every picture that the library shows was found and drawn, and so was the page's style."""
    page = visit()
    page.page.locator("#filters").wait_for()
    page.page.locator("#sessions img").last.scroll_into_view_if_needed()
    page.until("[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
    assert page.ask("document.styleSheets.length") >= 1
    assert page.ask("document.images.length") >= len(site.sessions)


def test_it_goes_on_after_the_page_was_left(visit: Visiting, site: Site) -> None:
    """The place that was kept is found again at the same address."""
    page = opened(visit, site.sessions["neck"])
    page.leave_at(120.0)
    page.go("")
    page.page.get_by_text("Goes on at 2:0").wait_for()
    page.go(site.sessions["neck"].page)
    page.ready()
    page.until("Math.abs(audio.currentTime - 120) < 5")


def test_the_feed_is_offered(visit: Visiting, site: Site) -> None:
    """The library names its feed where a podcast app looks for it, and the feed is there."""
    page = visit()
    feed = page.ask("document.querySelector('link[rel=alternate][type=\"application/rss+xml\"]').href")
    assert feed == site.secure + "feed.xml"
    answer = page.page.request.get(feed)
    assert answer.ok
    assert "<enclosure" in answer.text()
