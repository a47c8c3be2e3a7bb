"""The sessions that lie in a folder and in the folders in it, read again where they have changed."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from .. import document_file
from ..errors import ContentError, OutputError
from ..legible import escaped, oddity
from ..model.site import Listed
from ..publish.identity import guid
from ..publish.places import DOCUMENT, beside, taken
from ..tagging import read_marks
from .speaking import Notice

_DEEPEST = 3
"""Folders in folders: a program's weeks lie two deep below where builds go."""

_SOUND = ".mp3"

_STILL_ITS_DAY = datetime.timedelta(hours=36)
"""After its midnight in UTC, a day goes on for so long in some part of the world."""

_Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A session as it was read, and by what is known whether it still is so."""

    stamp: _Stamp
    listed: Listed | None
    """None where it can't be shown."""

    @property
    def written(self) -> int:
        """When the sound was written, as its file system counts."""
        return self.stamp[1] if self.stamp else 0


class SessionFolder:
    """A folder looked at as often as somebody asks; files that did not change are not read again."""

    def __init__(self, path: Path, notice: Notice) -> None:
        self.path = path.resolve()
        self._notice = notice
        self._told: set[str] = set()
        self._seen: dict[PurePath, _Seen] = {}

    def sessions(self) -> tuple[Listed, ...]:
        """Every MP3 with a session document of its name beside it; the newest day first, within a day by their paths.

        Hidden folders and what leads out of this one are left out. An MP3 that is left out is told, once. Raises
        OutputError where the folder can't be read.
        """
        self._seen = {path: self._look(path) for path in self._pairs()}
        return tuple(sorted(_told_apart(self._seen.values()), key=lambda one: (-one.day.toordinal(), one.path)))

    def changed(self, path: PurePath) -> bool:
        """Whether the session at ``path`` is no longer as it was when the sessions were read."""
        seen = self._seen.get(path)
        return seen is None or seen.stamp != self._stamp(path)

    def _pairs(self) -> Iterator[PurePath]:
        """Every MP3 that has a document."""
        for place, below, names in os.walk(self.path, onerror=self._unread):
            here = Path(place).relative_to(self.path)
            deeper = len(here.parts) < _DEEPEST
            below[:] = sorted(name for name in below if deeper and not name.startswith("."))
            there = set(names)
            for name in sorted(name for name in names if name.endswith(_SOUND) and not name.startswith(".")):
                document = beside(PurePath(name), DOCUMENT).name
                if document in there:
                    yield here / name
                else:
                    self._tell(f"left out: {escaped(str(here / name))}: there is no {escaped(document)} beside it")

    def _unread(self, fault: OSError) -> None:
        """A folder that can't be listed; without the first there is nothing at all."""
        told = f"can't read the folder {fault.filename}: {fault.strerror or fault}"
        if Path(fault.filename) == self.path:
            raise OutputError(told, hint="name a folder of sessions") from fault
        self._tell(told)

    def _look(self, path: PurePath) -> _Seen:
        stamp = self._stamp(path)
        seen = self._seen.get(path)
        return seen if seen and seen.stamp == stamp else _Seen(stamp, self._read(path))

    def _stamp(self, path: PurePath) -> _Stamp:
        """Sizes and times of a session's two files; empty where they can't be seen."""
        try:
            found = [(self.path / one).stat() for one in (path, beside(path, DOCUMENT))]
        except OSError:
            return ()
        return tuple(number for one in found for number in (one.st_size, one.st_mtime_ns))

    def _read(self, path: PurePath) -> Listed | None:
        """A session as its files tell of it; None, and why told, where it can't be shown."""
        try:
            self._check(path)
            return self._listed(path)
        except (OSError, RuntimeError) as fault:  # links in a circle, as Python told of them before 3.13
            why = f"can't be read: {getattr(fault, 'strerror', None) or fault}"
        except (ContentError, OutputError) as fault:
            why = str(fault)
        self._tell(f"left out: {escaped(str(path))}: {why}")
        return None

    def _check(self, path: PurePath) -> None:
        """Raises OutputError where a session can't be part of a site by where it lies or what it is called."""
        if odd := oddity(str(path)):
            raise OutputError(f"its name holds the character {odd}")
        if why := taken(path):
            raise OutputError(why)
        if not all((self.path / one).is_file() for one in (path, beside(path, DOCUMENT))):
            raise OutputError("it is no file, or its document is none")
        real = [(self.path / one).resolve() for one in (path, beside(path, DOCUMENT))]
        if not all(one.is_relative_to(self.path) for one in real):
            raise OutputError("it leads out of the folder")

    def _listed(self, path: PurePath) -> Listed:
        document = document_file.read(self.path / beside(path, DOCUMENT))
        marks = read_marks(self.path / path)
        found = (self.path / path).stat()
        written = _moment(found.st_mtime)
        day = marks.day or written.date()
        return Listed(
            path=path,
            document=document,
            size=found.st_size,
            day=day,
            appeared=_appeared(day, written),
            guid="",  # known when all are
            album=marks.album,
            has_cover=bool(marks.cover),
        )

    def _tell(self, message: str) -> None:
        if message not in self._told:
            self._told.add(message)
            self._notice(message)


def _moment(seconds: float) -> datetime.datetime:
    """A time of a file; where it is none that a calendar has, the beginning of them all."""
    try:
        return datetime.datetime.fromtimestamp(int(seconds), tz=datetime.timezone.utc)
    except (ValueError, OverflowError, OSError):
        return datetime.datetime.fromtimestamp(0, tz=datetime.timezone.utc)


def _appeared(day: datetime.date, written: datetime.datetime) -> datetime.datetime:
    """When a session of a day came to be there.

    That is when its file was written, unless this was long after the day: then the file was copied, and only the day
    is still known.
    """
    midnight = datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.timezone.utc)
    return written if written < midnight + _STILL_ITS_DAY else midnight


def _told_apart(found: Iterable[_Seen]) -> Iterator[Listed]:
    """The sessions with what each is known by; of those of one request the one written first by that alone."""
    known: set[str] = set()
    listed = [(seen.written, seen.listed.path, seen.listed) for seen in found if seen.listed]
    for _, _, one in sorted(listed, key=lambda all_of_it: all_of_it[:2]):
        own = guid(one.document)
        if own in known:
            own = guid(one.document, one.path.as_posix())
        known.add(own)
        yield replace(one, guid=own)
