"""Asking the application as a server would, without one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from backrelief_audio.model.site import Resource
from backrelief_audio.serving.app import application
from backrelief_audio.serving.guards import Door

TOKEN = "AbCdEfGhIjKlMnOp"
HOST = "192.168.1.5"
AT = f"{HOST}:8740"
FOREVER = 3600

SPELLINGS = (Path(__file__).parent / "spellings.txt").read_text(encoding="utf-8").split()
"""Ways to say a path that leads elsewhere."""

Pairs = Sequence[tuple[str, str]]


During = Callable[[], None] | None


def leave() -> None:
    """The listener goes away."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool = True
    """Whether it was said that this is all."""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


@dataclass
class Site:
    """A site in memory and in a folder, which notes what it was asked for."""

    folder: Path

    def __post_init__(self) -> None:
        self.held: dict[str, Resource] = {}
        self.asked: list[tuple[str, str]] = []
        self.told: list[str] = []

    def find(self, path: str, base: str) -> Resource | None:
        """What lies under a path."""
        self.asked.append((path, base))
        return self.held.get(path)

    def app(self, find: Callable[[str, str], Resource | None] | None = None, **more: Any) -> ASGIApp:
        """The application of it."""
        given = {"hosts": frozenset([HOST, "fd00::5", "laptop.local"]), "folders": (self.folder,), **more}
        return application(find or self.find, Door(token=TOKEN, **given), self.told.append)

    def ask(self, below: str = "", *, headers: Pairs = (), method: str = "GET", **more: Any) -> Answer:
        """Ask for what is below the token."""
        return ask(self.app(), f"/{TOKEN}/{below}", headers=headers, method=method, **more)


def ask(
    app: ASGIApp,
    target: str,
    *,
    headers: Pairs = (),
    method: str = "GET",
    host: str | None = AT,
    server: tuple[str, int] | None = None,
    during: During = None,
) -> Answer:
    """One request, its address as it is on the wire; ``during`` is called when the first of the body is sent."""
    raw, _, query = target.partition("?")
    hosts = [] if host is None else [("host", host)]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": raw,
        "raw_path": raw.encode("latin-1"),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in [*hosts, *headers]],
        "server": server,
        "client": ("192.168.1.9", 50000),
    }
    return asyncio.run(_asked(app, scope, during))


async def _asked(app: ASGIApp, scope: MutableMapping[str, Any], during: During) -> Answer:
    sent: list[MutableMapping[str, Any]] = []
    incoming = iter([{"type": "http.request", "body": b"", "more_body": False}])
    gone = asyncio.Event()

    async def receive() -> MutableMapping[str, Any]:
        for message in incoming:
            return message
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)
        if len(sent) == 2 and during:
            during()
            if during is leave:
                gone.set()
                await asyncio.sleep(FOREVER)  # what is sent is taken no more

    await app(scope, receive, send)
    start, *bodies = sent
    found = [(name.decode(), value.decode("latin-1")) for name, value in start["headers"]]
    assert len(dict(found)) == len(found), "a header is there twice"
    whole = not bodies[-1].get("more_body", False)
    return Answer(start["status"], dict(found), b"".join(one.get("body", b"") for one in bodies), whole)
