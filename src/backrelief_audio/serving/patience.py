"""A connection that is ended where nothing comes of it, so that a few listeners can't keep all others out.

uvicorn waits for ever for the first request of a connection and for a request that comes letter by letter, and for a
listener who takes nothing of what is sent.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

from .app import crowded
from .guards import SAFE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many are served, and how long one waits for them."""

    connections: int = 100
    """At once. Phones use some six for a page, and one for sound; macOS gives a process 256 open files."""

    request_seconds: float = 15.0
    """For a request to have come whole. A phone takes a part of a second."""

    stalled_seconds: float = 300.0
    """For the next 50 kB or so to be taken. A player that is paused takes nothing; when it goes on it asks again."""


class Patient(H11Protocol):
    """A connection with an end."""

    limits: ClassVar[Limits] = Limits()

    _idle_since = 0.0
    """Since when it has not been answering."""

    _stuck_since: float | None = None
    """Since when the listener takes nothing."""

    _looking: asyncio.TimerHandle | None = None

    _cut = False
    """Whether it has no more to come, though asyncio has not let go of it yet."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin; where there are too many, the one that has been idle longest goes, or this one is told so."""
        super().connection_made(transport)
        self._idle_since = self.loop.time()
        self._look()
        others = [one for one in self.connections if isinstance(one, Patient) and one is not self and not one._cut]
        if len(others) >= self.limits.connections:
            self._make_room(others)

    def _make_room(self, others: list[Patient]) -> None:
        """Cut whoever has been idle longest, else who has taken nothing for longest; without either, tell of it.

        A player that is paused takes nothing, too; when it goes on it asks again.
        """
        now, patience = self.loop.time(), self.limits.request_seconds
        idle = {one: one._idle_since for one in others if one.idle}
        stuck = {one: since for one in others if (since := one._stuck_since) is not None and now - since > patience}
        waiting = idle or stuck
        if waiting:
            min(waiting, key=lambda one: waiting[one]).cut()
        else:
            self.app = crowded()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._looking:
            self._looking.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._idle_since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Note when the listener took something last."""
        self._stuck_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Note that they take it again."""
        self._stuck_since = None
        super().resume_writing()

    def cut(self) -> None:
        """End it, whatever is still to be sent."""
        self._cut = True
        self.transport.abort()

    @property
    def idle(self) -> bool:
        """Whether nothing is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _look(self) -> None:
        """End the connection where it was waited for long enough, or look again."""
        now = self.loop.time()
        since, most = self._stuck_since, self.limits.stalled_seconds
        if since is None and self.idle:
            since = self._idle_since
            if not self.transport.get_write_buffer_size():  # else there is still something of the last answer
                most = self.limits.request_seconds
        if since is not None and now - since > most:
            self.cut()
            return
        self._looking = self.loop.call_later(self.limits.request_seconds / 4, self._look)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request at all, with the headers that every answer has, and nothing after it."""
        if not self.idle:
            self.cycle.disconnected = True  # its answer would come in the midst of this one, or this in that
            if self.cycle.response_started:
                self.cut()
                return
        lines = ["HTTP/1.1 400 Bad Request", "content-type: text/plain; charset=utf-8", "cache-control: no-store"]
        lines += [f"content-length: {len(msg) + 1}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in SAFE]
        self.transport.write("\r\n".join([*lines, "", f"{msg}\n"]).encode("latin-1"))
        self.transport.close()


def patient(limits: Limits) -> type[Any]:
    """The class of connections with other limits."""
    return type("Limited", (Patient,), {"limits": limits})
