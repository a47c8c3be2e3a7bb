"""The sockets that are listened on."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from backrelief_audio.errors import OutputError, RequestError
from backrelief_audio.serving import listening


@contextmanager
def listened(host: str, port: int | None) -> Iterator[int]:
    """The port, as long as it is listened on."""
    sockets, chosen = listening.listen(host, port)
    with ExitStack() as opened:
        for one in sockets:
            opened.enter_context(one)
        yield chosen


def test_any_free_port_is_found() -> None:
    """With 0 the system chooses, and it really listens there."""
    with listened("127.0.0.1", 0) as port, socket.create_connection(("127.0.0.1", port), 5):
        assert port > 0


def test_the_next_port_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody typed one and the usual one is taken; when all are, that is told."""
    with listened("127.0.0.1", 0) as taken:
        monkeypatch.setattr(listening, "PORT", taken)
        monkeypatch.setattr(listening, "NEXT", 20)
        with listened("127.0.0.1", None) as port:
            assert taken < port <= taken + 20
        monkeypatch.setattr(listening, "NEXT", 0)
        with pytest.raises(OutputError, match="all taken") as refused, listened("127.0.0.1", None):
            pass
        assert refused.value.hint == "backrelief-audio serve --port 0"


def test_a_typed_port_is_that_or_none() -> None:
    """Whoever types one has told it to a phone."""
    with (
        listened("127.0.0.1", 0) as taken,
        pytest.raises(RequestError, match=f"--port: {taken} is taken"),
        listened("127.0.0.1", taken),
    ):
        pass
    with listened("127.0.0.1", taken) as port:
        assert port == taken, "a port is free again at once"


@pytest.mark.parametrize("host", ["192.0.2.77", "no-such-name.invalid", "a" * 300, "a..b", "ü" * 80])
def test_another_machine_can_not_be_listened_on(host: str) -> None:
    """An address that is not ours, or no name at all: told, with what to type."""
    with pytest.raises(RequestError, match="--host") as refused, listened(host, 0):
        pass
    assert refused.value.hint == "backrelief-audio serve --host 0.0.0.0"


def test_what_the_system_forbids_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Low ports are for the administrator."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(OutputError, match="does not let you listen on port 80"), listened("127.0.0.1", 80):
        pass


def test_names_and_ipv6_are_listened_on() -> None:
    """All addresses of a name have one port; on :: IPv4 comes as well."""
    with listened("localhost", 0) as port, socket.create_connection(("127.0.0.1", port), 5):
        pass
    if not socket.has_ipv6:
        pytest.skip("this Python has no IPv6")
    with listened("::", 0) as port:
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, port), 5).close()
