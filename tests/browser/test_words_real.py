"""A session's words in a real browser: transcript, announcements, and the page without sound or without script."""

from __future__ import annotations

import re
from itertools import takewhile

import pytest
from folders import Session, Site
from visiting import Visit, Visiting, opened

pytestmark = pytest.mark.real


def spoken(session: Session) -> list[dict[str, object]]:
    """The cues that are words, in order."""
    return sorted((cue for cue in session.document["cues"] if cue["kind"] != "chime"), key=lambda cue: cue["start"])


CURRENT = "document.querySelector('#transcript [aria-current=true]')"
INSIDE = """(() => {
  const line = document.querySelector('#transcript [aria-current=true]');
  let box = line.parentElement;
  while (box && !(box.scrollHeight > box.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(box).overflowY)))
    box = box.parentElement;
  if (!box || box === document.documentElement || box === document.body) return 'it has no box of its own';
  const [inner, outer] = [line.getBoundingClientRect(), box.getBoundingClientRect()];
  return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
})()"""


def open_transcript(page: Visit) -> None:
    """Open the transcript as a visitor does."""
    page.page.locator("details:has(#transcript) > summary, details#transcript > summary").first.click()
    page.page.locator("#transcript button").first.wait_for()


def test_the_transcript_has_every_word(visit: Visiting, site: Site) -> None:
    """It has one line for each spoken cue, in order, with its time."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    open_transcript(page)
    lines = page.ask(
        "[...document.querySelectorAll('#transcript button')].map((a) => [Number(a.dataset.start), a.textContent])"
    )
    cues = spoken(session)
    assert [start for start, _ in lines] == [cue["start"] for cue in cues]
    assert all(str(cue["text"]) in " ".join(text.split()) for (_, text), cue in zip(lines, cues, strict=True))


def test_the_transcript_follows_and_seeks(visit: Visiting, site: Site) -> None:
    """The current line is in sight within its own box, the page does not move, and a press on a line goes there."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    open_transcript(page)
    cues = spoken(session)
    top = page.ask("scrollY")
    for index in (len(cues) - 2, 3, len(cues) // 2):
        page.seek(float(str(cues[index]["start"])) + 0.05)
        page.until(f"Number({CURRENT}?.dataset.start) === arg", cues[index]["start"])
        page.until(f"{INSIDE} === true")
        assert page.page.locator("#transcript [aria-current=true]").count() == 1
    assert page.ask("scrollY") == top
    line = page.page.locator("#transcript button").nth(8)
    line.click()
    page.until("Math.abs(audio.currentTime - arg) < 0.05 && !audio.seeking", cues[8]["start"])
    page.until(f"Number({CURRENT}.dataset.start) === arg", cues[8]["start"])


def test_the_transcript_follows_while_it_plays(visit: Visiting, site: Site) -> None:
    """While it plays, the line that is being said is the current one."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    open_transcript(page)
    cue = next(cue for cue in spoken(session) if float(str(cue["start"])) > 20)
    page.seek(float(str(cue["start"])) - 0.7)
    page.ask("audio.play()")
    page.until(f"Number({CURRENT}?.dataset.start) >= arg", cue["start"])
    assert page.time >= float(str(cue["start"])) - 0.1


def test_the_transcript_is_one_stop_of_the_keyboard(visit: Visiting, site: Site) -> None:
    """Of its hundreds of lines one takes the focus by Tab; the arrows go from line to line, and Enter goes there."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    open_transcript(page)
    assert page.page.locator("#transcript button[tabindex='0']").count() == 1
    assert page.page.locator("#transcript button:not([tabindex='-1'])").count() == 1
    page.page.locator("#transcript button[tabindex='0']").focus()
    page.page.keyboard.press("Home")
    for _ in range(4):
        page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowUp")
    wanted = spoken(session)[3]["start"]
    page.until("Number(document.activeElement.dataset.start) === arg", wanted)
    page.page.keyboard.press("Enter")
    page.until("Math.abs(audio.currentTime - arg) < 0.05 && !audio.seeking", wanted)
    page.page.keyboard.press("End")
    page.until("Number(document.activeElement.dataset.start) === arg", spoken(session)[-1]["start"])


ANNOUNCED = """(() => {
  window.announced = [];
  const region = document.getElementById('announcer');
  new MutationObserver(() => announced.push(region.textContent.trim()))
    .observe(region, { childList: true, subtree: true, characterData: true });
})()"""


def test_a_screen_reader_hears_exercises_and_no_seconds(visit: Visiting, site: Site) -> None:
    """The polite live region is told each chapter once, while it plays and by a seek, and nothing between."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    region = page.page.locator("#announcer")
    assert region.get_attribute("aria-live") == "polite" or region.get_attribute("role") == "status"
    page.ask(f"{ANNOUNCED} ?? 0")
    second, third = session.chapters[1], session.chapters[2]
    page.seek(third["start"] - 1.5)
    page.until("announced.some((text) => text.includes(arg))", second["title"])
    page.ask("audio.play()")
    page.until("audio.currentTime > arg + 1.5", third["start"])
    page.ask("audio.pause()")
    told = [text for text in page.ask("announced") if text]
    assert [title["title"] in text for title, text in zip((second, third), told, strict=True)] == [True, True], told
    assert not any(re.search(r"\d+:\d\d|\bseconds?\b", text) for text in told)
    live = page.page.locator("[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], [role=timer]")
    for one in live.all():
        assert one.locator("#left, #rep, #progress").count() == 0
        assert one.get_attribute("id") not in ("left", "rep", "progress")


def test_a_missing_mp3_is_told(visit: Visiting, site: Site) -> None:
    """Where the MP3 can't be had one plain line says so as an alert; when it is back, Play plays, and the line goes."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    fault = page.page.locator("#fault")
    assert not fault.is_visible()
    page.page.route("**/*.mp3", lambda route: route.fulfill(status=404, body="not here"))
    page.page.reload()
    page.page.locator("#play").click()
    fault.wait_for()
    assert fault.get_attribute("role") == "alert"
    assert len(fault.inner_text().strip()) > 20
    page.forgive("404")
    page.page.unroute("**/*.mp3")
    page.page.locator("#play").click()
    page.until("!audio.paused && audio.currentTime > 0.1")
    fault.wait_for(state="hidden")


def test_a_broken_mp3_is_told(visit: Visiting, site: Site) -> None:
    """Where the file is no MP3 the same line appears, in place of an endless wait."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    page.page.route("**/*.mp3", lambda route: route.fulfill(content_type="audio/mpeg", body="<html>not sound</html>"))
    page.page.reload()
    page.page.locator("#fault").wait_for()


def to_do(session: Session) -> list[str]:
    """What is said on how to do each move before its work begins, in the order of the moves."""
    lines = []
    for move in session.document["moves"]:
        own = [cue for cue in session.document["cues"] if cue["exercise"] == move["exercise"]]
        before = takewhile(lambda cue: cue["set"] is None, own)
        lines += [str(cue["text"]) for cue in before if cue["kind"] in ("setup", "action")]
    return lines


@pytest.mark.parametrize("name", ["neck", "rounds"])
def test_without_script_it_is_a_written_routine(visit: Visiting, site: Site, name: str) -> None:
    """Without script all that is to be done can be read, safety first, and the browser's own controls play it."""
    session = site.sessions[name]
    page = visit(session.page, java_script_enabled=False)
    routine = page.page.locator("#routine")
    assert routine.is_visible()
    text = " ".join(routine.inner_text().split())
    for move in session.document["moves"]:
        assert move["name"] in text
    place = 0
    for line in to_do(session):
        assert line in text[place:], f"{line!r} is not there, or before its time"
        place += text[place:].index(line)
    safety = [text.index(str(cue["text"])) for cue in session.document["cues"] if cue["kind"] == "safety"]
    assert safety == sorted(safety)
    assert max(safety) < text.index(to_do(session)[0])
    audio = page.page.locator("audio")
    assert audio.is_visible()
    assert audio.get_attribute("controls") is not None
    assert page.page.locator("button, select, input").locator("visible=true").count() == 0


def test_without_script_the_library_is_a_list(visit: Visiting, site: Site) -> None:
    """Without script every session is listed with its links, and no filter is shown that could do nothing."""
    page = visit(java_script_enabled=False)
    for session in site.sessions.values():
        assert page.page.locator(f"#sessions a[href='{session.page}']").first.is_visible()
    assert page.page.locator("button, select, input").locator("visible=true").count() == 0
