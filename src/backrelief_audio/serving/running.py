"""The server: it runs in a thread of its own, while the main thread waits for a signal that asks for the end."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn

from ..errors import BackreliefError
from .patience import Limits, patient

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from .app import Tell

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals that ask to end. Windows has no SIGHUP."""

_KEPT_SECONDS = 10
"""A connection stays open for the next request."""

_MOST_HEAD = 16 * 1024
"""Bytes of a request with all its headers."""

_FINISH_SECONDS = 1
"""For what is being sent when the end is asked for; then it is cut."""

_END_SECONDS = 3.0
"""For the server to have ended after that. It is a daemon of this process in any case."""

_POLL_SECONDS = 0.5
"""Windows gives signals to Python only between waits."""


def serve(app: ASGIApp, sockets: Sequence[socket.socket], tell: Tell, listening: Callable[[], None]) -> int:
    """Serve until a signal asks for the end, and give its number; the next one does what it did before.

    ``listening`` is called when requests are answered, ``tell`` hears what goes wrong then. To be called in the main
    thread. Raises BackreliefError where the server does not start or ends by itself.
    """
    ended: SimpleQueue[int] = SimpleQueue()  # whose put may be called in a signal's handler
    with _signals(ended), running(app, sockets, tell, ended=lambda: ended.put(0)):
        listening()
        number = _next(ended)
    if not number:
        raise BackreliefError("the server ended by itself", hint="backrelief-audio serve")
    return number


def _next(ended: SimpleQueue[int]) -> int:
    while True:
        try:
            return ended.get(timeout=_POLL_SECONDS)
        except Empty:
            continue


@contextmanager
def _signals(ended: SimpleQueue[int]) -> Iterator[None]:
    """Put the number of the first signal that asks for the end into a queue; those that are ignored stay so."""
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = {number: handler for number in numbers if (handler := signal.getsignal(number)) != signal.SIG_IGN}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

    def end(number: int, _: FrameType | None) -> None:
        restore()
        ended.put(number)

    for number in before:
        signal.signal(number, end)
    try:
        yield
    finally:
        restore()


@contextmanager
def running(
    app: ASGIApp,
    sockets: Sequence[socket.socket],
    tell: Tell,
    *,
    limits: Limits | None = None,
    ended: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """A server that answers for the length of a block; ``ended`` is called where it ends, by itself or after it.

    The sockets are closed with it. Raises BackreliefError where it does not start.
    """
    server = _Server(_config(app, limits or Limits()), tell)
    thread = threading.Thread(target=server.live, args=(list(sockets), ended), name="server", daemon=True)
    thread.start()
    try:
        server.begun.wait()
        if not server.started:
            raise BackreliefError(f"the server did not start: {server.fault}", hint="backrelief-audio doctor")
        yield
    finally:
        server.should_exit = True
        thread.join(_FINISH_SECONDS + _END_SECONDS)
        for one in sockets:
            one.close()


def _config(app: ASGIApp, limits: Limits) -> uvicorn.Config:
    """What is answered is told nowhere: addresses have the token in them, and who listens when is nobody's business."""
    return uvicorn.Config(
        app,
        http=patient(limits),
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEPT_SECONDS,
        timeout_graceful_shutdown=_FINISH_SECONDS,
        h11_max_incomplete_event_size=_MOST_HEAD,
    )


class _Server(uvicorn.Server):
    """A server that says when it answers, and leaves no connection behind."""

    def __init__(self, config: uvicorn.Config, tell: Tell) -> None:
        super().__init__(config)
        self.begun = threading.Event()
        """Set when it answers, or never will."""

        self.fault = ""
        self._tell = tell

    def live(self, sockets: list[socket.socket], ended: Callable[[], None]) -> None:
        """All of its life."""
        try:
            self.run(sockets)
        except BaseException as fault:  # SystemExit among it
            self.fault = f"{type(fault).__name__}: {fault}"
        finally:
            self.begun.set()
            ended()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        asyncio.get_running_loop().set_exception_handler(self._told)
        await super().startup(sockets)
        self.begun.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; what is still being sent after a while is cut."""
        await super().shutdown(sockets)
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    def _told(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Tell what asyncio would write with all its frames, such as that no more files can be opened."""
        if not self.should_exit:
            fault = context.get("exception")
            self._tell(f"{context.get('message', 'something went wrong')}{f' ({fault})' if fault else ''}")
