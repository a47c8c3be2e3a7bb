"""The sockets that a server listens on."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import ExitStack

from ..errors import OutputError, RequestError

PORT = 8740
"""Always the same, so that a feed stays subscribed. Anybody may use it (above 1023), no connection gets it by chance
(below 32768, where Linux begins), and it is none of those that developers' own servers take (8000, 8080, 8888)."""

NEXT = 10
"""So many ports after it are tried."""

_BACKLOG = 128

_TCP = socket.IPPROTO_TCP
"""Told, though it goes without saying: asyncio has small answers sent at once only where it is (else 40 ms later)."""

_TAKEN = (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE))
_NOT_OURS = (errno.EADDRNOTAVAIL, getattr(errno, "WSAEADDRNOTAVAIL", errno.EADDRNOTAVAIL))
_FORBIDDEN = (errno.EACCES, errno.EPERM)


def listen(host: str, port: int | None) -> tuple[tuple[socket.socket, ...], int]:
    """Sockets that listen on all addresses of a host, and their port: ``PORT`` or one of the next where none was typed.

    With 0, any that is free. Raises RequestError where the host is not this machine or the typed port is taken, and
    OutputError where all are, or the system does not allow it.
    """
    families = _families(host)
    for number in [port] if port is not None else range(PORT, PORT + NEXT + 1):
        try:
            return _all(families, number)
        except OSError as fault:
            if fault.errno not in _TAKEN:
                raise _told(host, number, fault) from fault
    if port is not None:
        raise RequestError(
            f"--port: {port} is taken by another program",
            hint="another --port, or none" if port == PORT else f"leave --port out, or --port {PORT}",
        )
    raise OutputError(
        f"the ports {PORT} to {PORT + NEXT} are all taken; perhaps it is being served already",
        hint="backrelief-audio serve --port 0",
    )


def _families(host: str) -> list[tuple[int, str]]:
    """The kinds of addresses that a host has, and these. Raises RequestError where it has none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as fault:
        told = f"--host: {host!r} is neither a name nor an address of this machine"
        raise RequestError(told, hint="backrelief-audio serve --host 0.0.0.0") from fault
    return list(dict.fromkeys((int(family), str(address[0])) for family, _, _, _, address in found))


def _all(families: list[tuple[int, str]], port: int) -> tuple[tuple[socket.socket, ...], int]:
    """A socket for each address, all with one port. Raises OSError; none is open then."""
    with ExitStack() as opened:
        sockets: list[socket.socket] = []
        for family, address in families:
            one = opened.enter_context(socket.socket(family, socket.SOCK_STREAM, _TCP))
            _prepare(one, alone=len(families) == 1)
            one.bind((address, port))
            one.listen(_BACKLOG)
            port = one.getsockname()[1]
            sockets.append(one)
        opened.pop_all()
    return tuple(sockets), port


def _prepare(one: socket.socket, *, alone: bool) -> None:
    """Let a port be taken again at once after its server ended, and IPv6 bring IPv4 with it where it stands alone."""
    if os.name == "posix":
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # on Windows it would let two share a port
    elif hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    if one.family == socket.AF_INET6:
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0 if alone else 1)


def _told(host: str, port: int, fault: OSError) -> RequestError | OutputError:
    if fault.errno in _NOT_OURS:
        return RequestError(
            f"--host: {host} is no address of this machine", hint="backrelief-audio serve --host 0.0.0.0"
        )
    if fault.errno in _FORBIDDEN:
        return OutputError(f"the system does not let you listen on port {port}", hint=f"--port {PORT}, or leave it out")
    return OutputError(f"can't listen on {host}, port {port}: {fault.strerror or fault}", hint="--host 127.0.0.1")
