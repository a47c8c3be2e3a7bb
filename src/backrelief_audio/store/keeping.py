"""The store: things kept by kind and name, each checked when it is read.

Every file begins with a mark, its length and the SHA-256 of its kind, its name and what it holds: a file that was cut
short, changed, exchanged for another or never ours is noticed on reading, and what it held is made again. Its first
bytes may have a checksum of their own, so that they can be read, and trusted, without the rest. Files are
written beside and renamed into place, so many processes may use one store at once, and be killed at any moment. Nothing
waits for the disk: what a power cut leaves of a file is noticed like any other damage.
"""

from __future__ import annotations

import errno
import hashlib
import os
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from ..errors import OutputError
from .writing import told, write_atomically

FORMAT = 3
"""Part of every path: another format never meets these files."""

LIMIT = 2_000_000_000
"""Bytes, where nobody says otherwise: room for 4000 clips, more than one voice says, and the frames of a
hundred sessions over a bed. Measured: a clip has some 220 kB, the frames of 15 minutes some 12 MB."""

DAY = 86_400.0
"""Seconds. A file is marked as used at most so often, and a moment further ahead than this is the fault of a clock."""

_HEAD = struct.Struct(">8sQ32s")
"""The mark, how many bytes it holds, the checksum of all that follows."""

_BRIEF = struct.Struct(">I32s")
"""How many of the first bytes can be read by themselves, and the checksum of these."""

_MARK = b"backrlf\0"

_AHEAD = _HEAD.size + _BRIEF.size
"""Bytes before what is kept."""

_TRIES = 4
"""Folders are made when one is missing; by somebody who clears the store they may be removed under a writer again."""

_ANOTHER = "set BACKRELIEF_CACHE to a folder that can be written"

_AT_ONCE: int = getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """How a store is kept small."""

    now: float
    """The moment, in seconds since 1970."""

    limit: int = LIMIT
    """Bytes it may have when a run has ended."""


class Store:
    """Things kept by kind (lower-case letters) and name (64 hexadecimal digits) under one folder, made when needed.

    It never stops a session: what can't be read is not there, and what can't be written is not kept. ``finish`` tells.
    Without ``upkeep`` nothing is marked as used, and nothing is ever removed.
    """

    def __init__(self, cache: Path, upkeep: Upkeep | None = None) -> None:
        self.root = cache / f"v{FORMAT}"
        self._cache = cache
        self._upkeep = upkeep
        self._lock = Lock()
        self._used: set[str] = set()
        self._damaged: dict[Path, None] = {}
        self._unkept: dict[Path, OutputError] = {}
        self._added = False

    def get(self, kind: str, name: str) -> bytes | None:
        """What was kept, or None where there is nothing or what is there is not whole."""
        return self._got(kind, name, whole=True)

    def get_brief(self, kind: str, name: str) -> bytes | None:
        """As many of the first bytes as ``put`` was told, or None; only these are read and checked."""
        return self._got(kind, name, whole=False)

    def _got(self, kind: str, name: str, *, whole: bool) -> bytes | None:
        path = self._path(kind, name)
        try:
            data = self._read(path, kind, name, whole=whole)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError):
            with self._lock:
                self._damaged[path] = None
            return None
        with self._lock:
            self._used.add(name)
        return data

    def put(self, kind: str, name: str, data: bytes, *, brief: int = 0) -> bool:
        """Keep ``data`` if that can be done, and whether it was. ``get_brief`` gives its first ``brief`` bytes."""
        path = self._path(kind, name)
        try:
            self._write(path, kind, name, data, brief)
        except OutputError as fault:
            if not self._has(path, kind, name):  # Windows lets nobody replace what somebody reads just now
                with self._lock:
                    self._unkept[path] = fault
                return False
        with self._lock:
            self._used.add(name)
            self._added = True
        return True

    def prove(self) -> None:
        """See that what is kept comes back. Raises OutputError where it does not."""
        kind, name = "doctor", os.urandom(32).hex()  # its own: two may be at it at once
        path = self._path(kind, name)
        try:
            self._write(path, kind, name, b"fine", 0)
            if not self._has(path, kind, name):
                raise OutputError(f"can't read what was written to {path}")
        except OutputError as fault:
            fault.hint = _advice(fault)
            raise
        with suppress(OSError):
            path.unlink()

    def finish(self, notice: Callable[[str], None]) -> None:
        """Tell, once for all, what was the matter; then remove what killed runs left, and what is over the limit."""
        with self._lock:
            damaged, unkept, added = [*self._damaged], dict(self._unkept), self._added
            self._damaged, self._unkept, self._added = {}, {}, False
        if damaged:
            some = f"{len(damaged)} files in the cache were" if len(damaged) > 1 else "a file in the cache was"
            more = " ..." if len(damaged) > 1 else ""
            notice(f"{some} damaged or unreadable, and made again where needed: {damaged[0]}{more}")
        if unkept:
            fault = next(iter(unkept.values()))
            rest = f" (and {len(unkept) - 1} more)" if len(unkept) > 1 else ""
            notice(f"what is made is not kept for the next time: {fault}{rest}; try: {_advice(fault)}")
        if self._upkeep:
            from .tending import tend, tidy

            try:
                if added:
                    tend(self._cache, self._upkeep, self._used)
                else:
                    tidy(self._cache, self._upkeep.now)
            except OutputError as fault:
                notice(f"the cache can't be kept under its limit: {fault}; try: {fault.hint}")

    def _path(self, kind: str, name: str) -> Path:
        return self.root / kind / name[:1] / name

    def _read(self, path: Path, kind: str, name: str, *, whole: bool = True) -> bytes:
        """What a file holds, or its brief. Raises OSError; ValueError where that is not whole, or not what was kept."""
        with open(path, "rb", buffering=0, opener=lambda path, flags: os.open(path, flags | _AT_ONCE)) as file:
            stat = os.fstat(file.fileno())
            head = file.read(_AHEAD)
            if len(head) < _AHEAD:
                raise ValueError("too short")
            mark, length, digest = _HEAD.unpack_from(head)
            count, brief_digest = _BRIEF.unpack_from(head, _HEAD.size)
            if mark != _MARK or length != stat.st_size - _AHEAD or count > length:  # a foreign file may be huge
                raise ValueError("not ours, or not whole")
            data = file.read(-1 if whole else count)
        found = _digest(kind, name, head[_HEAD.size :], data) if whole else _digest(kind, name, data)
        if found != (digest if whole else brief_digest):
            raise ValueError("changed")
        if self._upkeep and abs(self._upkeep.now - stat.st_mtime) > DAY:
            with suppress(OSError):
                os.utime(path, (self._upkeep.now, self._upkeep.now))
        return data

    def _has(self, path: Path, kind: str, name: str) -> bool:
        try:
            self._read(path, kind, name)
        except (OSError, ValueError):
            return False
        return True

    def _write(self, path: Path, kind: str, name: str, data: bytes, brief: int) -> None:
        brief = min(brief, len(data))
        ahead = _BRIEF.pack(brief, _digest(kind, name, data[:brief]))
        head = _HEAD.pack(_MARK, len(data), _digest(kind, name, ahead, data)) + ahead
        for left in reversed(range(_TRIES)):
            try:
                write_atomically(path, (head, data), durable=False)
                return
            except OutputError as fault:
                if not left or not isinstance(fault.__cause__, FileNotFoundError):
                    raise
                _make(path.parent)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise told(folder, fault) from fault


def _digest(kind: str, name: str, *parts: bytes) -> bytes:
    """SHA-256, which is the fastest here that can be trusted: 1.8 GB a second, BLAKE2 0.9, measured."""
    digest = hashlib.sha256(f"{kind}/{name}\n".encode())
    for part in parts:
        digest.update(part)
    return digest.digest()


def _advice(fault: OutputError) -> str:
    cause = fault.__cause__
    full = isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
    return f"backrelief-audio cache prune --to 500MB, or {_ANOTHER}" if full else _ANOTHER
