"""What belongs to a living process: files and folders held by a lock that ends with it, however it ends.

What should not outlive the process is also noted here, so that a signal can end it at any moment: to raise an exception
instead, wherever the main thread happens to be, can leave Python's own locks taken or released once too often.

The lock is the kernel's (``flock``), so nothing has to be written down and nothing goes stale. On a file system without
such locks nothing is taken for forsaken, unless who asks knows better. On Windows (untried) an open file can't be
removed by others anyway.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

LOCKS = sys.platform != "win32"
"""Whether files and folders can be held. On Windows what is open can't be removed or renamed."""

KINDS = ("speech", "doctor")
"""Of temporary folders."""

_OURS = re.compile(rf"backrelief-held-({'|'.join(KINDS)})-[a-z0-9_]{{8}}")
"""What they are called, as ``tempfile`` makes names."""

_SAFELY: int = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
"""So that opening neither waits for a pipe's other end nor follows a link."""

_LOCK_SECONDS = 2.0
"""For another thread to open a file; more is a disk that does not answer."""

_EMPTY_SECONDS = 2.0
"""For others to end who still write into a folder or remove it, too; it takes them some milliseconds."""

_beginning = threading.RLock()
_undo: dict[object, Callable[[], object]] = {}


def hold(descriptor: int) -> bool:
    """Hold the file or folder behind a descriptor until that, and all its copies in other processes, are closed.

    Whether it is still there: what was made a moment ago and not held yet may have been taken for forsaken.
    """
    if LOCKS:
        import fcntl

        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
    return os.fstat(descriptor).st_nlink > 0


def note(key: object, undo: Callable[[], object]) -> None:
    """Note what is to be done where the process is ended by a signal before ``forget`` is called."""
    with _beginning:
        _undo[key] = undo


def forget(key: object) -> None:
    """It is done, or was never there."""
    _undo.pop(key, None)


def undo_all() -> None:
    """Do all that was noted, the newest first; nothing can be noted from now on. For the end of the process alone."""
    _beginning.acquire(timeout=_LOCK_SECONDS)
    for undo in reversed(list(_undo.values())):
        with suppress(Exception):  # one that fails is no reason to leave the others
            undo()


def new_file(path: Path) -> BinaryIO:
    """A file that was not there, opened to be written, and noted to be removed. Raises OSError."""
    with _beginning:
        note(path, path.unlink)
        return path.open("xb")


def _root() -> Path:
    """Where temporary folders go: as a rule where ``tempfile`` would put them.

    That tries a folder by a file with a name of no meaning, which would stay if the process were killed in that moment.
    """
    usual = "/tmp" if os.name == "posix" else None  # noqa: S108 (names in it are made by mkdtemp)
    for path in (tempfile.tempdir, *map(os.environ.get, ("TMPDIR", "TEMP", "TMP")), usual):
        if path and os.access(path, os.W_OK | os.X_OK) and Path(path).is_dir():
            return Path(path).absolute()
    return Path(tempfile.gettempdir())


def held_folder(kind: str) -> tuple[Path, int | None]:
    """A new temporary folder of one of the KINDS, noted to be removed, held by the descriptor that comes with it.

    There is none where folders can't be held. Raises OSError where it can't be made.
    """
    while True:
        with _beginning:
            folder = Path(tempfile.mkdtemp(prefix=f"backrelief-held-{kind}-", dir=_root()))
            note(folder, partial(_remove_all, folder))
        if not LOCKS:
            return folder, None
        with suppress(FileNotFoundError):
            descriptor = os.open(folder, os.O_RDONLY)
            if hold(descriptor):
                return folder, descriptor
            os.close(descriptor)
        forget(folder)


def remove_folder(folder: Path, descriptor: int | None) -> None:
    """Remove what ``held_folder`` gave, as far as it can be."""
    _remove_all(folder)
    forget(folder)
    if descriptor is not None:
        os.close(descriptor)


def _remove_all(folder: Path) -> None:
    """Remove a folder, however often it takes.

    A process that is being killed may still put a file into it; or another thread is about to remove it, which takes
    files away that were to be removed here, and is not to be ended in its midst.
    """
    end = time.monotonic() + _EMPTY_SECONDS
    shutil.rmtree(folder, ignore_errors=True)
    while folder.exists() and time.monotonic() < end:
        time.sleep(0.001)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def temporary_folder(kind: str) -> Iterator[Path]:
    """A folder for the length of a block. Raises OSError where it can't be made."""
    folder, descriptor = held_folder(kind)
    try:
        yield folder
    finally:
        remove_folder(folder, descriptor)


def sweep_folders() -> None:
    """Remove the temporary folders of processes that were killed."""
    with suppress(OSError):
        for folder in _root().iterdir():
            if _OURS.fullmatch(folder.name):
                with suppress(OSError):  # what can't be opened is not ours
                    remove_forsaken(folder, shutil.rmtree, flags=getattr(os, "O_DIRECTORY", 0))


def remove_forsaken(
    path: Path, remove: Callable[[Path], object] = Path.unlink, *, flags: int = 0, unheld: bool = False
) -> bool:
    """Remove a file or folder that no living process holds; whether it was removed. Raises OSError.

    ``flags`` are more of those that it is opened with. ``unheld`` decides where nothing can be held.
    """
    if not LOCKS:
        if unheld:
            remove(path)
        return unheld
    descriptor = os.open(path, os.O_RDONLY | _SAFELY | flags)
    try:
        forsaken = _forsaken(descriptor, unheld)
        if forsaken:
            remove(path)
        return forsaken
    finally:
        os.close(descriptor)


def _forsaken(descriptor: int, unheld: bool) -> bool:
    """Whether nobody held it, and we do until the descriptor is closed; ``unheld`` where nothing can be held."""
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return unheld
    return True
