"""Sessions made by the command, as a site that is served under an address with folders in it."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from measuring import run

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What `serve` sends with every answer, told again here: the page has to live with it wherever its files lie."""

OTHER_NAME = "phone.test"
"""A name that the browser is told to find on this machine: its origin is not secure, as in a network."""

PREFIX = "/some/where"
"""A site may lie anywhere below its host."""


@dataclass(frozen=True)
class Sort:
    """A session that the tests need: where it lies and how it is asked for."""

    path: PurePath
    options: tuple[str, ...]


SORTS = {
    "neck": Sort(PurePath("neck-5min.mp3"), ("--minutes", "5", "--focus", "neck", "--seed", "7")),
    "core": Sort(PurePath("Für später & more", "core-8min.mp3"), ("--minutes", "8", "--focus", "core", "--seed", "7")),
    "rounds": Sort(
        PurePath("long", "rounds.mp3"),
        ("--minutes", "25", "--level", "strong", "--equipment", "band,mat,chair,wall", "--seed", "2"),
    ),
}
"""Counted alternating sides; holds, in a folder whose name has to be quoted; a superset in rounds."""


@dataclass(frozen=True)
class Session:
    """A session of the site."""

    path: PurePath
    document: Mapping[str, Any]

    @property
    def page(self) -> str:
        """The address of its page within the site."""
        return quote(self.path.with_suffix(".html").as_posix())

    @property
    def chapters(self) -> list[dict[str, Any]]:
        """Its chapters."""
        return list(self.document["chapters"])


@dataclass(frozen=True)
class Site:
    """A site as a browser reaches it."""

    folder: Path
    secure: str
    """Its address on a secure origin, ending in a slash."""

    insecure: str
    """The same on one that is not."""

    sessions: Mapping[str, Session]


def make(place: Path) -> None:
    """Make a session of every sort, and the site of them, in ``place/output``."""

    def build(sort: Sort) -> None:
        done = run(place, "build", *sort.options, "--bed", "none", "-o", str(Path("output", sort.path)))
        assert done.returncode == 0, done.stderr

    with ThreadPoolExecutor() as pool:
        list(pool.map(build, SORTS.values()))
    done = run(place, "publish", "output", "--base-url", f"http://127.0.0.1{PREFIX}/")
    assert done.returncode == 0, done.stderr


def found(folder: Path) -> dict[str, Session]:
    """The sessions that were made in a folder."""
    sessions = {}
    for name, sort in SORTS.items():
        document = (folder / sort.path).with_suffix(".json").read_text(encoding="utf-8")
        sessions[name] = Session(sort.path, json.loads(document))
    assert any(chapter["title"].startswith("Round ") for chapter in sessions["rounds"].chapters), "no superset in it"
    return sessions


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """A folder's files below PREFIX, by a server in a thread that knows byte ranges and sends POLICY."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    files = Starlette(routes=[Mount(PREFIX, StaticFiles(directory=folder, html=True))])
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    config = uvicorn.Config(careful(files), log_level="error", lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield Site(folder, f"http://127.0.0.1:{port}{PREFIX}/", f"http://{OTHER_NAME}:{port}{PREFIX}/", found(folder))
    finally:
        server.should_exit = True
        thread.join()


def careful(application: ASGIApp) -> ASGIApp:
    """The same with the content security policy in every answer."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"content-security-policy", POLICY.encode())]
            await send(message)

        await application(scope, receive, with_policy)

    return answer
