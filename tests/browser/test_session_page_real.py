"""A session's page in a real browser: it plays, goes where it is told, and shows what the audio has come to."""

from __future__ import annotations

import re
from typing import Any

import pytest
from folders import Session, Site
from showing import EARLY, LATE, changes, chapter_at, not_right, seconds_in, shown, wrong
from visiting import Visit, Visiting, opened

pytestmark = pytest.mark.real


STALLED = 0.12
"""Seconds between two frames from which a busy browser is to blame for what is shown late, and not the page."""


def titles(session: Session) -> list[str]:
    """The names of the chapters."""
    return [chapter["title"] for chapter in session.chapters]


def test_it_plays_a_real_mp3(visit: Visiting, site: Site) -> None:
    """A press of Play plays the MP3, which is as long as its document says, and a second press pauses it."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    page.page.get_by_role("button", name="Play", exact=True).wait_for()
    page.play()
    page.until("audio.currentTime > 0.8")
    page.page.get_by_role("button", name="Pause", exact=True).wait_for()
    assert page.ask("audio.error") is None
    assert page.ask("audio.duration") == pytest.approx(session.document["seconds"], abs=0.05)
    page.pause()
    page.page.get_by_role("button", name="Play", exact=True).wait_for()
    rested = page.time
    page.ask("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))")
    assert page.time == rested


@pytest.mark.parametrize("name", ["neck", "rounds"])
def test_each_exercise_begins_at_its_chapter(visit: Visiting, site: Site, name: str) -> None:
    """A press of each entry of the exercise list goes to the start of its chapter, which becomes the current one."""
    session = site.sessions[name]
    page = opened(visit, session)
    entries = page.page.locator("#exercises button")
    assert entries.count() == len(session.chapters)
    for index, chapter in enumerate(session.chapters):
        assert chapter["title"] in entries.nth(index).inner_text()
    for index in reversed(range(len(session.chapters))):
        chapter = session.chapters[index]
        entries.nth(index).click()
        page.until("Math.abs(audio.currentTime - arg) < 0.05 && !audio.seeking", chapter["start"])
        page.until("watching.shown().chapter === arg", index)
        page.until("watching.shown().move === arg", chapter["title"])
        assert page.page.locator("#exercises [aria-current=true]").count() == 1


def test_the_buttons_go_by_exercise_and_by_fifteen_seconds(visit: Visiting, site: Site) -> None:
    """Next, previous, back and forward go where their names say, and stay within the session."""
    session = site.sessions["neck"]
    starts = [chapter["start"] for chapter in session.chapters]
    end = session.document["seconds"]
    page = opened(visit, session)

    def press(name: str, start: float, target: float) -> None:
        page.seek(start)
        page.page.get_by_role("button", name=name, exact=True).click()
        page.until("Math.abs(audio.currentTime - arg) < 0.05 && !audio.seeking", target)

    press("Next exercise", 0, starts[1])
    press("Next exercise", starts[1] + 5, starts[2])
    press("Previous exercise", starts[2] + 1, starts[1])
    press("Previous exercise", starts[2] + 6, starts[2])
    press("Previous exercise", 1, 0)
    press("Back 15 seconds", 100, 85)
    press("Back 15 seconds", 7, 0)
    press("Forward 15 seconds", 100, 115)
    press("Forward 15 seconds", end - 20, end - 5)


LENGTH = 3.0
"""Seconds of audio that are watched at once."""


def stretches(session: Session) -> list[tuple[float, float]]:
    """From where to where the display is worth watching: around a border of chapters, and where most changes."""
    document = session.document
    turns = [one for one in changes(document) if shown(document, one) != shown(document, one - 0.001)]

    def lively(start: float) -> int:
        return sum(start + 0.5 < turn < start + LENGTH - 0.5 for turn in turns)

    borders = [chapter["start"] - LENGTH / 2 for chapter in session.chapters[1:]]
    starts = (max(borders, key=lively), max((turn - 0.7 for turn in turns), key=lively))
    return [(start, start + LENGTH) for start in starts]


@pytest.mark.parametrize(("name", "rate"), [("neck", 1), ("rounds", 1), ("neck", 2)])
def test_the_display_follows_the_audio(visit: Visiting, site: Site, name: str, rate: float) -> None:
    """While it plays, exercise, rep, side and what is next change within 250 ms of the audio, at double speed too.

    Where something was late while the browser itself drew nothing for longer than STALLED, it is played again, twice
    at most: what is not drawn no page can show.
    """
    session = site.sessions[name]
    page = opened(visit, session)
    for start, end in stretches(session):
        for _ in range(3):
            seen, gap = recorded(page, start, end, rate)
            assert len({(one["move"], one["rep"], one["side"]) for one in seen}) > 1, "nothing changed"
            faults = [*wrong(session.document, seen), *faulty_clocks(session, seen, LATE * rate)]
            if not faults or gap < STALLED * rate:
                break
        assert faults == [], f"with no more than {gap * 1000 / rate:.0f} ms between two frames"


def recorded(page: Visit, start: float, end: float, rate: float) -> tuple[list[dict[str, Any]], float]:
    """Everything that was shown while the audio played so far, and the widest gap between two frames by the audio."""
    page.seek(start)
    page.ask("audio.playbackRate = arg", rate)
    page.ask("audio.play()")
    recording = page.ask("watching.record(arg)", end)
    page.ask("audio.pause()")
    return recording["seen"], recording["gap"]


def faulty_clocks(session: Session, seen: list[dict[str, Any]], late: float) -> list[str]:
    """Where the time left or the ring were not right, allowing for ``late`` seconds; a clock shows whole seconds."""
    faults = []
    for one in seen:
        time = one["time"]
        chapters = {chapter_at(session.document, at) for at in (time - late, time, time + EARLY)}
        if not any(clock_is_right(session, index, time, one, late) for index in chapters):
            faults.append(f"{time:.3f}: {one['left']} and {one['fraction']}")
    return faults


def clock_is_right(session: Session, index: int, time: float, one: dict[str, Any], late: float) -> bool:
    """Whether the time left and the ring are those of a chapter."""
    chapter = session.chapters[index]
    length, left = chapter["end"] - chapter["start"], chapter["end"] - time
    in_words = -1 <= seconds_in(one["left"]) - left <= 1 + late
    in_the_ring = abs(one["fraction"] - left / length) <= 0.011 + late / length
    return bool(in_words and in_the_ring)


@pytest.mark.parametrize("name", ["neck", "rounds"])
def test_the_display_is_right_after_a_seek(visit: Visiting, site: Site, name: str) -> None:
    """Paused, the page shows what belongs to where the audio was put, two frames after it has arrived there."""
    session = site.sessions[name]
    page = opened(visit, session)
    moments = changes(session.document)
    looked_at = sorted({at for change in moments[:: max(len(moments) // 24, 1)] for at in (change - 0.4, change + 0.4)})
    for time in [at for at in looked_at if at > 0] + [0.0, session.document["seconds"] - 0.2]:
        seen = page.ask("watching.look(arg)", time)
        assert not_right(session.document, time, seen, late=0.03) == []
        assert seen["chapter"] == chapter_at(session.document, time)
        assert faulty_clocks(session, [seen], 0) == []


def test_it_goes_on_after_a_seek_while_playing(visit: Visiting, site: Site) -> None:
    """A seek while it plays changes the display, and the audio goes on from there."""
    session = site.sessions["core"]
    page = opened(visit, session)
    page.play()
    chapter = session.chapters[3]
    page.page.locator("#exercises button").nth(3).click()
    page.until("audio.currentTime > arg + 0.3 && !audio.paused", chapter["start"])
    page.until("watching.shown().move === arg", chapter["title"])
    assert chapter["start"] < page.time < chapter["start"] + 10


def test_the_end_is_shown(visit: Visiting, site: Site) -> None:
    """Played to its end, the button says Play again, and another press begins from the start."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    page.seek(session.document["seconds"] - 0.6)
    page.ask("audio.play()")
    page.until("audio.ended")
    button = page.page.get_by_role("button", name="Play", exact=True)
    button.wait_for()
    assert re.fullmatch("0:00", page.page.locator("#left").inner_text())
    button.click()
    page.until("!audio.paused && audio.currentTime > 0 && audio.currentTime < 30")
    page.until("watching.shown().move === arg", session.chapters[0]["title"])
