"""Keeping the store small: what is in it, what was used least lately, and what may be removed.

Only files in places and with names that this program gives are ever removed; whatever else is there stays.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ..errors import OutputError
from .keeping import DAY, FORMAT, Upkeep
from .writing import is_half, long_ago, remove_half

_VERSION = re.compile(r"v([1-9][0-9]{0,3})")
_KIND = re.compile(r"[a-z]{1,20}")
_SHELF = re.compile(r"[0-9a-f]{1,2}")
"""One digit; in versions 1 and 2 there were two."""

_NAME = re.compile(r"[0-9a-f]{64}")
_OLD_HALF = re.compile(r"\.[0-9a-f]{40}\.[0-9a-f]{16}\.part")
"""What version 1 called files that were not whole. Nobody held them: only their age tells that nobody writes them."""

_GONE = {errno.ENOENT, errno.ENOTDIR}


@dataclass(frozen=True, slots=True)
class Amount:
    """So many files, and their bytes."""

    files: int = 0
    bytes: int = 0

    def and_one(self, size: int) -> Amount:
        """The same with one file more."""
        return Amount(self.files + 1, self.bytes + size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What is in a store."""

    kinds: tuple[tuple[str, Amount], ...]
    """By kind, in the order of their names."""

    older: Amount
    """What older versions of this program left."""

    @property
    def bytes(self) -> int:
        """All of it."""
        return sum(amount.bytes for _, amount in self.kinds) + self.older.bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was removed, and what is left."""

    gone: Amount
    left: int
    """Bytes."""


@dataclass(slots=True)
class _Found:
    """All files of ours under one folder."""

    kept: list[_File] = field(default_factory=list)
    halves: list[_File] = field(default_factory=list)
    folders: list[tuple[int, str]] = field(default_factory=list)
    """Versions and paths, the deepest after those they are in."""

    faults: list[OSError] = field(default_factory=list)

    def note(self, fault: OSError) -> None:
        """Note a fault, but not that something is gone: another process was faster."""
        if fault.errno not in _GONE:
            self.faults.append(fault)


class _File(NamedTuple):
    version: int
    kind: str
    name: str
    path: str
    size: int
    used: float


def contents(cache: Path) -> Contents:
    """What is in the store of that folder. Raises OutputError where it can't be read."""
    found = _found(cache)
    _raise_first(found.faults, "can't read")
    kinds: dict[str, Amount] = {}
    older = Amount()
    for file in found.kept:
        if file.version < FORMAT:
            older = older.and_one(file.size)
        else:
            kinds[file.kind] = kinds.get(file.kind, Amount()).and_one(file.size)
    return Contents(kinds=tuple(sorted(kinds.items())), older=older)


def prune(cache: Path, to: int, now: float) -> Removed:
    """Remove what older versions and killed processes left, then what was used least lately, to so many bytes.

    Raises OutputError where something can't be removed, after the rest was.
    """
    found = _found(cache)
    older = [file for file in found.kept if file.version < FORMAT]
    mine = [file for file in found.kept if file.version == FORMAT]
    return _removing(found, [*older, *_beyond(mine, to, now, ())], now, lambda version: version < FORMAT)


def clear(cache: Path, now: float) -> Removed:
    """Remove all of it but what is being written right now. Raises OutputError as ``prune`` does."""
    found = _found(cache)
    return _removing(found, found.kept, now, lambda _: True)


def tend(cache: Path, upkeep: Upkeep, used: Collection[str]) -> Removed:
    """Bring a store under its limit: what older versions left goes first, then what was used least lately.

    What has one of the names in ``used`` goes last. Raises OutputError as ``prune`` does.
    """
    found = _found(cache)
    files = _beyond(found.kept, upkeep.limit, upkeep.now, used)
    return _removing(found, files, upkeep.now, lambda _: False)


def tidy(cache: Path, now: float) -> None:
    """Remove what killed processes left of writing; for a run that kept nothing, and so looks at names alone."""
    found = _Found()
    for kind in _folders(str(cache / f"v{FORMAT}"), _KIND, found):
        for shelf in _folders(kind.path, _SHELF, found):
            halves = [entry for entry in _entries(shelf.path, found) if is_half(entry.name)]
            for half in halves:
                with suppress(OSError):
                    old = long_ago(half.stat(follow_symlinks=False).st_mtime, now)
                    remove_half(Path(half.path), unheld=old)


def _beyond(files: Iterable[_File], limit: int, now: float, used: Collection[str]) -> list[_File]:
    """What has to go, so that no more than ``limit`` bytes are left."""

    def worth(file: _File) -> tuple[bool, bool, float]:
        # A file of the future was written before the clock was set back, and not used since: that marks it anew.
        return file.version == FORMAT, file.name in used, file.used if file.used <= now + DAY else 0.0

    ordered = sorted(files, key=worth)
    over = sum(file.size for file in ordered) - limit
    going = []
    for file in ordered:
        if over <= 0:
            break
        over -= file.size
        going.append(file)
    return going


def _removing(found: _Found, files: Iterable[_File], now: float, emptied: Callable[[int], bool]) -> Removed:
    """Remove these files, what killed processes left, and the folders of ``emptied`` versions where nothing is left."""
    gone = Amount()
    for file in files:
        try:
            Path(file.path).unlink()
        except OSError as fault:
            if fault.errno not in _GONE:  # else another process was faster
                found.faults.append(fault)
                continue
        gone = gone.and_one(file.size)
    for half in found.halves:
        old = long_ago(half.used, now)
        if old or half.version == FORMAT:
            with suppress(OSError):
                remove_half(Path(half.path), unheld=old)
    for version, folder in reversed(found.folders):
        if emptied(version):
            with suppress(OSError):
                Path(folder).rmdir()
    _raise_first(found.faults, "can't remove")
    return Removed(gone=gone, left=sum(file.size for file in found.kept) - gone.bytes)


def _raise_first(faults: list[OSError], what: str) -> None:
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        told = f"{what} {faults[0].filename}: {faults[0].strerror}{more}"
        raise OutputError(told, hint="see who owns that folder, or set BACKRELIEF_CACHE to another")


def _found(cache: Path) -> _Found:
    """Everything of ours in a folder; links to other folders are not followed."""
    found = _Found()
    for version in _folders(str(cache), _VERSION, found):
        number = int(version.name[1:])
        if number > FORMAT:
            continue
        found.folders.append((number, version.path))
        for kind in _folders(version.path, _KIND, found):
            found.folders.append((number, kind.path))
            for shelf in _folders(kind.path, _SHELF, found):
                found.folders.append((number, shelf.path))
                _look(number, kind.name, shelf, found)
    return found


def _folders(path: str, name: re.Pattern[str], found: _Found) -> Iterator[os.DirEntry[str]]:
    for entry in _entries(path, found):
        if name.fullmatch(entry.name):
            try:
                is_one = entry.is_dir(follow_symlinks=False)
            except OSError as fault:
                found.note(fault)
            else:
                if is_one:
                    yield entry


def _look(version: int, kind: str, shelf: os.DirEntry[str], found: _Found) -> None:
    """Note the files of one folder."""
    for entry in _entries(shelf.path, found):
        name = entry.name
        half = is_half(name) or (version < FORMAT and _OLD_HALF.fullmatch(name) is not None)
        if half or (name.startswith(shelf.name) and _NAME.fullmatch(name)):
            try:
                if entry.is_file(follow_symlinks=False):
                    stat = entry.stat(follow_symlinks=False)
                    file = _File(version, kind, name, entry.path, stat.st_size, stat.st_mtime)
                    (found.halves if half else found.kept).append(file)
            except OSError as fault:
                found.note(fault)


def _entries(path: str, found: _Found) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as listed:
            return list(listed)
    except OSError as fault:
        found.note(fault)
        return []
