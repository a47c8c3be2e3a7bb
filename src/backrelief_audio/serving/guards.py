"""Who may ask for what: every request is looked at here before anything is looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from ..addressing import split_host
from ..legible import oddity

if TYPE_CHECKING:
    from starlette.types import Scope

MOST_ADDRESS = 4000
"""Characters of an address: a file three folders deep, with every letter of its names encoded, has some 2000."""

MOST_HEADERS = 16_000
"""Bytes of all headers together. Browsers send less than one thousand."""

_METHODS = ("GET", "HEAD")

SAFE = (
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "screen-wake-lock=(self), accelerometer=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "serial=(), usb=(), xr-spatial-tracking=()",
    ),
)
"""Headers of every answer. The address has the token in it: no other site is told where a link came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """By which addresses one comes in, and which files may go out."""

    token: str
    """The first part of every path."""

    hosts: frozenset[str]
    """Names and addresses of this machine, in lower case and without ports; IPv6 without brackets."""

    folders: tuple[Path, ...] = ()
    """Only files that really lie in one of these are sent."""

    public: str = ""
    """The web address that leads here through somebody else's server, ending in ``/``; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a request asks for, once it may."""

    path: str
    """Below the token, decoded, without a ``/`` at its beginning; empty for the library."""

    base: str
    """The address of the library as this listener knows it, ending in ``/``."""


@dataclass(slots=True)
class Refused(Exception):  # noqa: N818 (an answer, not a fault of ours)
    """Raised where a request gets nothing; says what it is answered."""

    status: int
    told: str
    headers: Mapping[str, str] = field(default_factory=dict)


_WHOLE = re.compile(rb"https?://[^/]*/", re.IGNORECASE)
"""How an address begins that is told whole, as servers have to take it (RFC 9112, 3.2.2); the ``Host`` counts then."""

_CLOSE = {"connection": "close"}


def nothing_here() -> Refused:
    """What is answered to all that is not there, may not be seen, or has another token: it looks the same."""
    return Refused(404, "There is nothing here.")


def wanted(scope: Scope, door: Door) -> Wanted:
    """What a request asks for. Raises Refused."""
    headers = [(name.lower(), value.decode("latin-1")) for name, value in scope["headers"]]
    if sum(len(name) + len(value) for name, value in headers) > MOST_HEADERS:
        raise Refused(431, f"The headers of a request may have {MOST_HEADERS} bytes.", _CLOSE)
    if scope["method"] not in _METHODS:
        raise Refused(405, "Only GET and HEAD are answered here.", {"allow": ", ".join(_METHODS)} | _CLOSE)
    host = _host(headers, scope.get("server"), door)
    _refuse_body(headers)
    raw: bytes = scope["raw_path"]
    if len(raw) + len(scope["query_string"]) > MOST_ADDRESS:
        raise Refused(414, f"An address may have {MOST_ADDRESS} characters.", _CLOSE)
    path = _below(raw, door.token)
    return Wanted(path=path, base=f"{door.public or f'http://{host}/'}{door.token}/")


def _host(headers: list[tuple[bytes, str]], server: Any, door: Door) -> str:
    """The ``Host`` that was asked for. Raises Refused where that is not this machine.

    A page of another site can have its own name lead here, and would then read what is answered (DNS rebinding). The
    address that this very connection came to is ours, too, though it be younger than the server.
    """
    told = [value for name, value in headers if name == b"host"]
    if len(told) != 1:
        raise Refused(400, "A request has to say once which host it asks.", _CLOSE)
    host = split_host(told[0].strip())
    if not host:
        raise Refused(400, "That is no host.", _CLOSE)
    here = split_host(f"[{server[0]}]" if ":" in str(server[0]) else str(server[0])) if server else ""
    if host not in door.hosts and host != here:
        raise Refused(
            421,
            f"This server does not know itself as {host}. If it is yours and should, start it with\n"
            f"  backrelief-audio serve --public-url http://{told[0].strip().lower()}/\n"
            "or, where that is a name or an address of its own machine, with --host and that.",
            _CLOSE,
        )
    return told[0].strip().lower()


def _refuse_body(headers: list[tuple[bytes, str]]) -> None:
    """Raise Refused where something is sent along: nothing is taken here."""
    lengths = [value.strip() for name, value in headers if name == b"content-length"]
    if any(length.strip("0") for length in lengths) or any(name == b"transfer-encoding" for name, _ in headers):
        raise Refused(413, "Nothing is taken here.", _CLOSE)


def _below(raw: bytes, token: str) -> str:
    """The path below the token. Raises Refused where there is another one, and for what is no plain path."""
    raw = _WHOLE.sub(b"/", raw, count=1) if raw[:1] != b"/" else raw
    first, slash, below = raw.removeprefix(b"/").partition(b"/")
    if raw[:1] != b"/" or not compare_digest(first, token.encode()):
        raise nothing_here()
    if not slash:
        raise Refused(301, "It is one step further.", {"location": f"{token}/"})
    return "/".join(map(_part, below.split(b"/"))) if below else ""


def _part(raw: bytes) -> str:
    """One part of a path, decoded. Raises Refused where it could lead anywhere else than one step down."""
    try:
        part = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise nothing_here() from None
    if part in ("", ".", "..") or "/" in part or "\\" in part or oddity(part):
        raise nothing_here()
    return part
