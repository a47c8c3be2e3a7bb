"""The site as an ASGI application: whatever is asked for is looked for by a function, behind a door."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ..errors import BackreliefError
from ..legible import on_a_line
from ..model.site import Resource
from .guards import SAFE, Door, Refused, nothing_here, wanted
from .sending import answer

Find = Callable[[str, str], "Resource | None"]
"""What lies under a path below the token (empty for the library), for a listener who knows the site by that base."""

Tell = Callable[[str], None]

_BROKEN = "Something went wrong here. The window in which backrelief-audio serve runs says what."

_SAFE = [(name.encode(), value.encode()) for name, value in SAFE]


def application(find: Find, door: Door, tell: Tell) -> ASGIApp:
    """The application. ``find`` is called in threads of its own; ``tell`` hears in a line of what went wrong in it."""
    told = _Told(door.token, tell)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        head = scope["method"] == "HEAD"
        try:
            response = await _answered(scope, find, door, head=head)
        except Refused as refused:
            response = refusal(refused)
        except Exception as fault:  # whatever it is, the listener gets an answer, and the server goes on
            told.fault(fault)
            response = refusal(Refused(500, _BROKEN))
        try:
            await response(scope, receive, _guarded(send, head=head))
        except ClientDisconnect:
            return
        except Exception as fault:  # too late for another answer: the connection is closed, and the rest is missing
            told.fault(fault)

    return app


def crowded() -> ASGIApp:
    """What answers where nobody else can be served."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        full = Refused(
            503, "Too many listen at once. Try again in a moment.", {"retry-after": "5", "connection": "close"}
        )
        await refusal(full)(scope, receive, _guarded(send, head=scope["method"] == "HEAD"))

    return app


def refusal(refused: Refused) -> Response:
    """A refusal in plain words."""
    headers = {"cache-control": "no-store", "content-type": "text/plain; charset=utf-8", **refused.headers}
    return Response(f"{refused.told}\n", status_code=refused.status, headers=headers)


async def _answered(scope: Scope, find: Find, door: Door, *, head: bool) -> Response:
    asked = wanted(scope, door)
    resource = await run_in_threadpool(find, asked.path, asked.base)
    if resource is None:
        raise nothing_here()
    return await answer(resource, door.folders, Headers(scope=scope), head=head)


def _guarded(send: Send, *, head: bool) -> Send:
    """The same with the headers of every answer; without a body where only the head was asked for."""

    async def guarded(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *_SAFE]
        elif head:
            message["body"] = b""
        await send(message)

    return guarded


class _Told:
    """Tells faults, each once in a row, and never the token: whoever sees the terminal need not have it."""

    def __init__(self, token: str, tell: Tell) -> None:
        self._token, self._tell, self._last = token, tell, ""

    def fault(self, fault: Exception) -> None:
        """Tell one; of a group, as some versions of Starlette make of one, the first."""
        while inner := getattr(fault, "exceptions", ()):
            fault = inner[0]
        what = str(fault) if isinstance(fault, BackreliefError) else f"{type(fault).__name__}: {fault}"
        line = on_a_line(what.replace(self._token, "TOKEN"))
        if line != self._last:
            self._tell(line)
        self._last = line
