"""What a phone makes of a session's page: controls of its lock screen, a screen that stays on, a place that is kept."""

from __future__ import annotations

import json
import re

import pytest
from folders import Session, Site
from visiting import Visiting, opened

pytestmark = pytest.mark.real

GOES_ON = re.compile("goes on at", re.IGNORECASE)

NO_STORAGE = """
for (const name of ["getItem", "setItem", "removeItem", "clear", "key"]) {
  Storage.prototype[name] = () => { throw new DOMException("no", "SecurityError"); };
}
"""

NO_STORAGE_AT_ALL = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
"""


METADATA = (
    "(({ title, artist, album, artwork }) => ({ title, artist, album, artwork }))(navigator.mediaSession.metadata)"
)


def test_the_lock_screen_names_the_exercise(visit: Visiting, site: Site) -> None:
    """The media session has exercise, session and cover, and changes at every chapter, by a seek and by playing."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    page.play()
    page.until("navigator.mediaSession.playbackState === 'playing'")
    for chapter in session.chapters:
        page.seek(chapter["start"] + 0.1)
        page.until("navigator.mediaSession.metadata.title === arg", chapter["title"])
    told = page.ask(METADATA)
    assert told["artist"] == "backrelief-audio"
    assert told["album"] == session.document["title"]
    (picture,) = told["artwork"]
    assert (picture["sizes"], picture["type"]) == ("1400x1400", "image/jpeg")
    assert picture["src"].startswith(page.base)
    answer = page.page.request.get(picture["src"])
    assert answer.ok
    assert answer.body()[:2] == b"\xff\xd8"
    page.pause()
    page.until("navigator.mediaSession.playbackState === 'paused'")
    page.seek(session.chapters[2]["start"] - 0.5)
    page.ask("audio.play()")
    page.until("navigator.mediaSession.metadata.title === arg", session.chapters[2]["title"])


def test_the_lock_screen_s_buttons_go_by_exercise(visit: Visiting, site: Site) -> None:
    """Next and previous track move by exercise, seeks go where they are told, and play and pause do just that.

    Steps by seconds are not offered: a lock screen with room for two buttons would show these instead.
    """
    session = site.sessions["neck"]
    starts = [chapter["start"] for chapter in session.chapters]
    page = opened(visit, session)

    def act(action: str, start: float, target: float, **details: object) -> None:
        page.seek(start)
        page.ask("watching.handlers[arg.action](arg) ?? 0", {"action": action, **details})
        page.until("Math.abs(audio.currentTime - arg) < 0.05 && !audio.seeking", target)

    act("nexttrack", starts[1] + 4, starts[2])
    act("previoustrack", starts[2] + 1, starts[1])
    act("previoustrack", starts[2] + 8, starts[2])
    act("seekto", 10, 77.5, seekTime=77.5)
    page.ask("watching.handlers.play({ action: 'play' }) ?? 0")
    page.until("!audio.paused && audio.currentTime > 77.6")
    page.ask("watching.handlers.pause({ action: 'pause' }) ?? 0")
    page.until("audio.paused")
    assert page.ask("[watching.handlers.seekbackward ?? null, watching.handlers.seekforward ?? null]") == [None, None]


def test_a_lock_screen_that_forgets_is_told_again(visit: Visiting, site: Site) -> None:
    """Where name and buttons were forgotten by the time the sound begins, as Safari does, they are there again."""
    page = opened(visit, site.sessions["neck"])
    before = page.ask("Object.entries(watching.handlers).filter(([, act]) => act).map(([name]) => name).sort()")
    page.ask("(watching.handlers = {}, navigator.mediaSession.metadata = null)")
    page.play()
    page.until("navigator.mediaSession.metadata?.title === arg", site.sessions["neck"].chapters[0]["title"])
    after = page.ask("Object.entries(watching.handlers).filter(([, act]) => act).map(([name]) => name).sort()")
    assert after == before


def test_the_lock_screen_knows_the_place(visit: Visiting, site: Site) -> None:
    """The last position told to the media session is that of the audio, and never behind the end."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    page.play()
    page.seek(123.0)
    page.until("watching.positions.length && Math.abs(watching.positions.at(-1).position - audio.currentTime) < 5")
    page.ask("audio.playbackRate = 2")
    page.until("watching.positions.at(-1).playbackRate === 2")
    for told in page.ask("watching.positions"):
        assert 0 <= told["position"] <= told["duration"] == pytest.approx(session.document["seconds"], abs=0.05)


def test_the_screen_stays_on_while_it_plays(visit: Visiting, site: Site) -> None:
    """On a secure origin the screen's lock is held while it plays, and taken again when the page is seen again."""
    page = opened(visit, site.sessions["neck"])
    assert page.ask("watching.locks") == {"asked": 0, "given": 0, "held": 0}
    page.play()
    page.until("watching.locks.held === 1")
    assert "stays on" in page.page.locator("#awake").inner_text()
    page.ask("watching.turn('hidden')")
    page.until("watching.locks.held === 0")
    page.ask("watching.turn('visible')")
    page.until("watching.locks.held === 1 && watching.locks.asked === 2")
    page.pause()
    page.until("watching.locks.held === 0")
    page.ask("watching.turn('hidden')")
    page.ask("watching.turn('visible')")
    page.play()
    page.until("watching.locks.held === 1 && watching.locks.asked === 3")
    page.ask("audio.currentTime = audio.duration - 0.3")
    page.until("audio.ended && watching.locks.held === 0")


def test_a_lock_that_comes_late_is_given_back(visit: Visiting, site: Site) -> None:
    """Paused before the system has given the lock, or played twice meanwhile, the page holds none, or one."""
    page = opened(visit, site.sessions["neck"])
    page.ask("watching.close()")
    page.play()
    page.until("watching.locks.asked === 1")
    page.pause()
    page.ask("watching.open()")
    page.until("watching.locks.given === 1 && watching.locks.held === 0")
    page.ask("watching.close()")
    page.play()
    page.pause()
    page.play()
    asked = page.ask("watching.locks.asked")
    page.ask("watching.open()")
    page.until("watching.locks.given === arg && watching.locks.held === 1", asked)
    page.pause()
    page.until("watching.locks.held === 0")


def test_a_screen_that_can_not_stay_on_is_told(visit: Visiting, site: Site) -> None:
    """On an insecure origin there is no such lock: one line says that the screen may go dark and the audio goes on."""
    page = opened(visit, site.sessions["neck"], insecure=True)
    assert page.ask("[isSecureContext, 'wakeLock' in navigator]") == [False, False]
    page.play()
    told = page.page.locator("#awake").inner_text()
    assert "goes on" in told
    assert "stays on" not in told
    assert "\n" not in told.strip()


def test_a_refused_lock_is_no_fault(visit: Visiting, site: Site) -> None:
    """Where the system refuses the lock, such as to save power, it plays all the same and nothing is promised."""
    page = opened(visit, site.sessions["neck"])
    page.ask("(navigator.wakeLock.request = async () => { throw new DOMException('no', 'NotAllowedError') }) && 0")
    page.play()
    page.until("audio.currentTime > 0.5 && !audio.paused")
    page.until("!document.getElementById('awake').textContent.includes('stays on')")


def test_the_place_is_kept(visit: Visiting, site: Site) -> None:
    """Left in the middle, the page goes on from there the next time, says so, and can begin again."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    page.leave_at(192.0)
    left_at = page.time
    page.page.reload()
    page.ready()
    page.until("Math.abs(audio.currentTime - arg) < 3", left_at)
    told = page.page.get_by_text(GOES_ON).first
    told.wait_for()
    assert re.search(r"3:(09|1\d)", told.inner_text())
    page.until("watching.shown().move === arg", chapter_title(session, left_at))
    again = page.page.get_by_role("button", name=re.compile("beg(i|a)n|start", re.IGNORECASE)).locator("visible=true")
    again.first.click()
    page.until("audio.currentTime < 1")
    page.page.reload()
    page.ready()
    page.until("audio.currentTime < 1")


def chapter_title(session: Session, time: float) -> str:
    """The name of the chapter at a moment."""
    return next(str(one["title"]) for one in session.chapters if one["start"] <= time < one["end"])


def test_the_place_is_kept_without_a_pause(visit: Visiting, site: Site) -> None:
    """A page that is left while it plays keeps its place, and another session's page does not go there."""
    page = opened(visit, site.sessions["neck"])
    page.seek(150.0)
    page.play()
    page.go(site.sessions["core"].page)
    page.ready()
    page.until("audio.currentTime === 0")
    assert page.page.get_by_text(GOES_ON).locator("visible=true").count() == 0
    page.go(site.sessions["neck"].page)
    page.ready()
    page.until("Math.abs(audio.currentTime - 150) < 8")


def test_the_library_tells_of_a_place_that_was_kept(visit: Visiting, site: Site) -> None:
    """The library says of the one session that was left unfinished where it goes on."""
    page = opened(visit, site.sessions["neck"])
    page.leave_at(192.0)
    page.go("")
    told = page.page.locator("#sessions").get_by_text(GOES_ON)
    told.wait_for()
    assert told.count() == 1
    assert "3:1" in told.inner_text()


def test_the_place_is_forgotten_at_the_end(visit: Visiting, site: Site) -> None:
    """Heard to its end, a session begins from its start the next time."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    page.seek(session.document["seconds"] - 0.6)
    page.play()
    page.until("audio.ended")
    page.page.reload()
    page.ready()
    page.until("audio.currentTime === 0")
    assert page.page.get_by_text(GOES_ON).locator("visible=true").count() == 0


@pytest.mark.parametrize("broken", [NO_STORAGE, NO_STORAGE_AT_ALL], ids=["it throws", "there is none"])
def test_it_plays_without_storage(visit: Visiting, site: Site, broken: str) -> None:
    """Where nothing can be kept, both pages do everything else."""
    page = visit(alone=True)
    page.page.context.add_init_script(broken)
    page.go("")
    page.page.locator("#sessions a").first.wait_for()
    page.page.locator("#filters").wait_for()
    page.go(site.sessions["neck"].page)
    page.ready()
    page.play()
    page.pause()


def test_a_damaged_place_is_no_place(visit: Visiting, site: Site) -> None:
    """Whatever stands where the place is kept, the page begins somewhere in the session, and plays."""
    page = opened(visit, site.sessions["neck"], alone=True)
    page.leave_at(60.0)
    assert page.ask("localStorage.length") > 0, "no place was kept"
    for stored in ("", "NaN", "-5", "1e9", '{"seconds": "x"}'):
        page.page.context.add_init_script(
            f"for (const key of Object.keys(localStorage)) localStorage.setItem(key, {json.dumps(stored)})"
        )
        page.page.reload()
        page.ready()
        page.until("audio.currentTime >= 0 && audio.currentTime < audio.duration && !audio.seeking")
        assert page.page.locator("#move").inner_text() != ""
    page.play()


def test_a_session_that_was_done_is_told(visit: Visiting, site: Site) -> None:
    """Heard to its end, a session has no place to go on at; the library says on which day it was done."""
    session = site.sessions["neck"]
    page = opened(visit, session)
    page.seek(session.document["seconds"] - 1.0)
    page.play()
    page.until("audio.ended")
    page.go("")
    card = page.page.locator(".card", has=page.page.locator(f"a[href$='{session.page}']"))
    today = page.ask("new Date().toLocaleDateString('en-GB', {day: 'numeric', month: 'long'})")
    assert card.locator(".goes-on").inner_text() == f"Done on {today}"


def test_a_place_beyond_the_end_is_none(visit: Visiting) -> None:
    """What storage holds of a session that was longer, or of nobody knows what, is not told."""
    page = visit()
    guid = page.ask("document.querySelector('.card').dataset.guid")
    page.ask("localStorage.setItem('backrelief-audio:place:' + arg, '1e9')", guid)
    page.page.reload()
    page.page.locator("#filters").wait_for()
    assert page.page.locator(".goes-on").locator("visible=true").count() == 0


def test_sound_that_is_waited_for_is_told(visit: Visiting, site: Site) -> None:
    """Where the sound stays away for some seconds, as when the computer sleeps, a line says so until it is back."""
    page = opened(visit, site.sessions["neck"])
    before = page.page.locator("#awake").inner_text()
    page.ask("audio.dispatchEvent(new Event('waiting'))")
    assert page.page.locator("#awake").inner_text() == before, "not for every moment"
    page.until("document.getElementById('awake').textContent.startsWith('Waiting for the sound')")
    page.ask("audio.dispatchEvent(new Event('playing'))")
    assert page.page.locator("#awake").inner_text() == before
