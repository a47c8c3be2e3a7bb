"""The server's life, as far as it can be seen without anybody who asks."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest
from serving_asked import Site

from backrelief_audio.errors import BackreliefError
from backrelief_audio.serving.patience import Limits
from backrelief_audio.serving.running import _config, _Server, running


def test_a_server_that_does_not_start_says_so(site: Site) -> None:
    """Nobody waits for it, and its thread is gone."""
    closed = socket.socket()
    closed.close()
    ended: list[int] = []
    with (
        pytest.raises(BackreliefError, match="the server did not start"),
        running(site.app(), [closed], site.told.append, ended=lambda: ended.append(1)),
    ):
        pytest.fail("nothing listens")
    assert ended == [1]
    assert "server" not in [thread.name for thread in threading.enumerate()]


def test_what_the_system_refuses_is_told_on_a_line(site: Site) -> None:
    """Such as one more open file; not while it ends, when all is cut."""
    server = _Server(_config(site.app(), Limits()), site.told.append)
    context = {"message": "socket.accept() out of system resource", "exception": OSError(24, "Too many open files")}
    loop = asyncio.new_event_loop()
    try:
        server._told(loop, context)
        server.should_exit = True
        server._told(loop, context)
    finally:
        loop.close()
    assert site.told == ["socket.accept() out of system resource ([Errno 24] Too many open files)"]
