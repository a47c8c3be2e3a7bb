"""A page as a visitor sees it, and everything that goes wrong there while a test looks at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from folders import Session

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, Response

WATCH = Path(__file__).with_name("watch.js")
"""What runs in every page before its own script."""

LONGEST = 10_000
"""Milliseconds that anything waited for may take on a busy machine."""


@dataclass
class Visit:
    """One page of a site. ``faults`` must be empty when the test is over."""

    page: Page
    base: str
    """The site's address, ending in a slash."""

    faults: list[str] = field(default_factory=list)

    shared: bool = False
    """Whether other visits will be made with the same page."""

    forgiven: list[str] = field(default_factory=list)
    """Parts of the faults that the test has caused itself."""

    def __post_init__(self) -> None:
        self.page.set_default_timeout(LONGEST)
        for event, listener in self._listeners:
            self.page.on(event, listener)  # type: ignore[call-overload]

    @property
    def _listeners(self) -> tuple[tuple[str, Callable[[Any], None]], ...]:
        return (
            ("console", self._console),
            ("pageerror", self._error),
            ("request", self._request),
            ("response", self._response),
        )

    def _error(self, error: Exception) -> None:
        self.faults.append(f"error: {error}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning", "assert"):
            self.faults.append(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")

    def close(self) -> None:
        """End the visit, and fail on everything that went wrong in it."""
        if self.page.evaluate("() => 'watching' in window"):
            self.faults += self.page.evaluate("() => watching.violations")
        if self.shared:
            self._leave()
        else:
            self.page.context.close()
        for part in self.forgiven:
            assert any(part in fault for fault in self.faults), f"no fault with {part!r} in {self.faults}"
        assert [fault for fault in self.faults if not any(part in fault for part in self.forgiven)] == []

    def _leave(self) -> None:
        """Make the page as if it had never been here: nothing is kept, routed, emulated or listened to."""
        self.page.goto("about:blank")
        for event, listener in self._listeners:
            self.page.remove_listener(event, listener)
        self.page.unroute_all()
        self.page.emulate_media(color_scheme="null", reduced_motion="null")
        self.page.set_viewport_size(PHONE["viewport"])
        origin = "/".join(self.base.split("/")[:3])
        devtools = self.page.context.new_cdp_session(self.page)
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        devtools.detach()

    def forgive(self, part: str) -> None:
        """Let the faults pass that a test causes itself, whenever the browser tells of them; there has to be one."""
        self.forgiven.append(part)

    def go(self, address: str) -> None:
        """To a page of the site, by its address within it."""
        self.page.goto(self.base + address)

    def until(self, condition: str, argument: Any = None) -> None:
        """Wait for a JavaScript expression, in which ``arg`` is the argument, to be true."""
        self.page.wait_for_function(f"(arg) => ({condition})", arg=argument, timeout=LONGEST)

    def ask(self, expression: str, argument: Any = None) -> Any:
        """The value of a JavaScript expression, in which ``arg`` is the argument; a promise's when it has one."""
        return self.page.evaluate(f"(arg) => ({expression})", argument)

    @property
    def time(self) -> float:
        """Where the audio is, in seconds."""
        return float(self.ask("audio.currentTime"))

    def ready(self) -> None:
        """Wait until the page's script has begun and the length of the audio is known."""
        self.until("document.querySelector('#exercises button') && audio.readyState >= 1")

    def seek(self, seconds: float) -> None:
        """Put the audio somewhere by itself, as the browser's own controls do."""
        self.ask("new Promise((done) => { audio.onseeked = done; audio.currentTime = arg; }).then(() => 0)", seconds)

    def play(self) -> None:
        """Press the play button, and wait until the audio moves."""
        start = self.time
        self.page.locator("#play").click()
        self.until("!audio.paused && audio.currentTime > arg + 0.1", start)

    def pause(self) -> None:
        """Press the same button again."""
        self.page.locator("#play").click()
        self.until("audio.paused")

    def leave_at(self, seconds: float) -> None:
        """Listen there for a moment and stop, as whoever goes on another time."""
        self.seek(seconds)
        self.play()
        self.pause()


Visiting = Callable[..., Visit]
"""What the fixture ``visit`` gives: ``visit(address, insecure=False, alone=False, **options)``.

``alone`` is for a test that adds scripts to the page, ``options`` are those of the browser's context; with either the
page is not shared.
"""

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
TABLET: dict[str, Any] = {**PHONE, "viewport": {"width": 820, "height": 1180}}
"""Options of a context, as such a device has them."""


def opened(visit: Visiting, session: Session, **options: Any) -> Visit:
    """A session's page, when its script has begun."""
    page = visit(session.page, **options)
    page.ready()
    return page
