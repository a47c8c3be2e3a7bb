"""What a listener is sent: bytes, or of a file the ones asked for; or word that they have them already.

Starlette's FileResponse looks at a file by its name and opens it a moment later, when it may be another one: sessions
are rebuilt while they are served. Here a file is opened once, and all that is told of it is of the open file. Nor does
FileResponse answer conditions, and ranges that it does not understand it refuses instead of sending all.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timezone
from email.utils import formatdate, parsedate_to_datetime
from hashlib import blake2s
from pathlib import Path
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ..model.site import Resource
from .guards import Refused, nothing_here
from .ranges import Spans, UnsatisfiableError, spans

_CHUNK = 64 * 1024
"""Bytes read at once: what one listener costs in memory."""

_FLAGS: int = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
"""So that opening neither waits for a pipe's other end nor follows a link."""

_FRESH = {"cache-control": "private, no-cache"}
"""Kept, but asked about each time: a session may have been built again."""

_WITH_CHARSET = ("text/", "application/rss+xml", "application/xml")

_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)


async def answer(resource: Resource, folders: Iterable[Path], asked: Headers, *, head: bool) -> Response:
    """The answer to a request for a resource. Raises Refused, and OSError where a file can't be read."""
    if isinstance(resource.body, bytes):
        return _of_bytes(resource.body, _kind(resource), asked, head=head)
    opened = await run_in_threadpool(_open, resource.body, tuple(folders))
    if opened is None:
        raise nothing_here()
    try:
        response = _of_file(opened, _kind(resource), asked, head=head)
    except BaseException:
        opened.file.close()
        raise
    if not isinstance(response, _Streamed):
        opened.file.close()
    return response


def _kind(resource: Resource) -> str:
    plain = resource.kind.startswith(_WITH_CHARSET) and "charset" not in resource.kind
    return f"{resource.kind}; charset=utf-8" if plain else resource.kind


def _of_bytes(body: bytes, kind: str, asked: Headers, *, head: bool) -> Response:
    headers = {"content-type": kind, "content-length": str(len(body)), "etag": _tag(body), **_FRESH}
    if _unchanged(asked, headers["etag"], None):
        return _not_modified(headers)
    return Response(b"" if head else body, headers=headers)


def _tag(*parts: object) -> str:
    """A strong tag."""
    told = b" ".join(part if isinstance(part, bytes) else str(part).encode() for part in parts)
    return f'"{blake2s(told, digest_size=12).hexdigest()}"'


@dataclass(frozen=True, slots=True)
class _Open:
    """A regular file, open to be read."""

    file: BinaryIO
    status: os.stat_result


def _open(path: Path, folders: tuple[Path, ...]) -> _Open | None:
    """Open a file that really lies in one of the folders; None where it does not, or is none. Raises OSError."""
    try:
        real = path.resolve(strict=True)
        homes = [folder.resolve(strict=True) for folder in folders]
        if not any(real.is_relative_to(home) for home in homes) or not real.is_file():
            return None
        file = os.fdopen(os.open(real, _FLAGS), "rb", buffering=0)
    except (RuntimeError, ValueError):  # links in a circle, as Python told of them before 3.13; a NUL
        return None
    except OSError as fault:
        if fault.errno in _ABSENT:
            return None
        raise
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        file.close()
        return None
    return _Open(file, status)


def _of_file(opened: _Open, kind: str, asked: Headers, *, head: bool) -> Response:
    size, changed = opened.status.st_size, opened.status.st_mtime
    headers = {
        "content-type": kind,
        "content-length": str(size),
        "accept-ranges": "bytes",
        "etag": _tag(opened.status.st_mtime_ns, size, opened.status.st_ino),
        "last-modified": _date(changed),
        **_FRESH,
    }
    if _unchanged(asked, headers["etag"], changed):
        return _not_modified(headers)
    parts: tuple[_Part, ...] = ((0, size),)
    status = 200
    pieces = None if head else _asked_spans(asked, headers, size)  # ranges are of GET alone
    if pieces is not None:
        status = 206
        parts = _parts(pieces, size, headers)
        headers["content-length"] = str(sum(len(p) if isinstance(p, bytes) else p[1] - p[0] for p in parts))
    if head:
        return Response(status_code=status, headers=headers)
    return _Streamed(opened.file, parts, status, headers)


def _date(moment: float) -> str:
    """A time as headers have it; of one that no calendar has the beginning of them all."""
    try:
        return formatdate(int(moment), usegmt=True)
    except (ValueError, OverflowError, OSError):
        return formatdate(0, usegmt=True)


def _not_modified(headers: dict[str, str]) -> Response:
    kept = {name: value for name, value in headers.items() if name in ("etag", "last-modified", "cache-control")}
    return Response(status_code=304, headers=kept)


def _unchanged(asked: Headers, tag: str, changed: float | None) -> bool:
    """Whether the listener has it already; the tag tells, or the time where no tag is asked about."""
    if (tags := asked.get("if-none-match")) is not None:
        known = [one.strip().removeprefix("W/") for one in tags.split(",")]
        return tag in known or known == ["*"]
    if changed is None or (since := asked.get("if-modified-since")) is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
        return int(changed) <= moment.replace(tzinfo=moment.tzinfo or timezone.utc).timestamp()
    except (ValueError, OverflowError):
        return False


def _asked_spans(asked: Headers, headers: dict[str, str], size: int) -> Spans | None:
    """The bytes asked for; None where all are to be sent. Raises Refused where none of them are there."""
    told = asked.getlist("range")
    if len(told) != 1 or asked.get("if-range", headers["etag"]) not in (headers["etag"], headers["last-modified"]):
        return None
    try:
        return spans(told[0], size)
    except UnsatisfiableError:
        raise Refused(416, "Those bytes are not there.", {"content-range": f"bytes */{size}"}) from None


_Part = bytes | tuple[int, int]
"""Bytes as they are, or those of the file from one place up to another."""


def _parts(pieces: Spans, size: int, headers: dict[str, str]) -> tuple[_Part, ...]:
    """What is sent of the pieces; the headers then say which they are."""
    if len(pieces) == 1:
        start, end = pieces[0]
        headers["content-range"] = f"bytes {start}-{end - 1}/{size}"
        return pieces
    between = f"backrelief-{headers['etag'].strip(chr(34))}"
    found: list[_Part] = []
    for start, end in pieces:
        told = f"Content-Type: {headers['content-type']}\r\nContent-Range: bytes {start}-{end - 1}/{size}"
        found += [f"\r\n--{between}\r\n{told}\r\n\r\n".encode(), (start, end)]
    headers["content-type"] = f"multipart/byteranges; boundary={between}"
    return (*found, f"\r\n--{between}--\r\n".encode())


class _Streamed(StreamingResponse):
    """Parts of an open file, which is closed when they are sent, or nobody waits for them any more."""

    def __init__(self, file: BinaryIO, parts: tuple[_Part, ...], status: int, headers: dict[str, str]) -> None:
        super().__init__(_read(file, parts), status_code=status, headers=headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()


async def _read(file: BinaryIO, parts: tuple[_Part, ...]) -> AsyncIterator[bytes]:
    """The bytes of the parts. Raises OSError where the file has become shorter."""
    for part in parts:
        if isinstance(part, bytes):
            yield part
            continue
        place, end = part
        while place < end:
            chunk = await run_in_threadpool(_at, file, place, min(_CHUNK, end - place))
            if not chunk:
                raise OSError(errno.EIO, "a file became shorter while it was sent")
            place += len(chunk)
            yield chunk


def _at(file: BinaryIO, place: int, length: int) -> bytes:
    file.seek(place)
    return file.read(length)
