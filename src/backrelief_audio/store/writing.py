"""Files that get their names only when they are whole, and what killed processes left of writing them."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from ..claims import LOCKS, forget, hold, new_file, note, remove_forsaken
from ..errors import OutputError

_ENDING = ".backrelief.part"
_HALF = re.compile(r"\..{1,40}\.[0-9a-f]{16}" + re.escape(_ENDING), re.DOTALL)
"""What every half file of ours is called."""

_RANDOM = 16 + len(_ENDING)
"""So many characters at the end of that name do not tell what the file was to be called."""

_LONG_AGO = 3600.0
"""Seconds after which a half file is given up where the file system has no locks."""


def json_text(value: object) -> str:
    """A value as JSON, as all files for people and programs have it."""
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


MOST_JSON = 16_000_000
"""Bytes of a JSON file. A folder of a hundred sessions is told in some 60 kB."""


def read_json(path: Path, most: int = MOST_JSON) -> Any:
    """What a JSON file holds. Raises OSError; ValueError or RecursionError where that is nothing that can be shown.

    Only a file is opened, because a pipe would never end, and no more than ``most`` bytes of it are read.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ValueError("it is not a file")
    with path.open("rb") as file:
        text = file.read(most + 1)
    if len(text) > most:
        raise ValueError(f"it has more than {most} bytes")
    data = json.loads(text.decode("utf-8"))
    json.dumps(data, ensure_ascii=False).encode()  # half a character can be read, but never be shown
    return data


def write_atomically(path: Path, parts: Iterable[bytes], *, durable: bool = True, private: bool = False) -> None:
    """Write a file beside its place and rename it there, so that no half file ever has the name.

    ``durable`` and ``private`` as ``write_together`` has them. Raises OutputError where it can't be written; nothing is
    left behind then.
    """
    write_together([(path, parts)], durable=durable, private=private)


def write_together(
    files: Iterable[tuple[Path, Iterable[bytes]]], *, durable: bool = True, private: bool = False
) -> None:
    """Write several files, none of which gets its name before all are whole.

    ``durable`` files are on the disk before they get their names, so that a power cut leaves no name without its bytes,
    and what killed processes left of earlier ones in their folders is removed. ``private`` ones nobody else may read.
    Raises OutputError where one can't be written; nothing is left behind then.
    """
    staged: list[_Staged] = []
    tidied: set[Path] = set()
    with ExitStack() as held:
        try:
            for path, parts in files:
                if durable and path.parent not in tidied:
                    tidied.add(path.parent)
                    sweep(path.parent)
                staged.append(_stage(path, parts, held, durable=durable, private=private))
            if len(staged) > 1:  # one alone gets its name or does not
                for one in staged:
                    _refuse_folder(one.path)
            note(id(staged), partial(_name_all, tuple(staged)))  # from here on a signal finishes what it would undo
            while staged:
                with _telling(staged[0].path):
                    staged[0].temporary.replace(staged[0].path)
                forget(staged[0].temporary)
                del staged[0]
        finally:
            forget(id(staged))
            for one in staged:
                _drop(one.temporary)


def _name_all(staged: Iterable[_Staged]) -> None:
    """Give all files their names that have none yet."""
    for one in staged:
        with suppress(OSError):
            one.temporary.replace(one.path)


def _refuse_folder(path: Path) -> None:
    """Raise OutputError where a folder has that name: no file could get it, and others would have theirs before."""
    with _telling(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _drop(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink()
    forget(temporary)


def sweep(folder: Path, names: Iterable[str] = ()) -> None:
    """Remove what killed processes left in a folder of writing files; what is being written now stays.

    Where the file system has no locks, only what was to get one of ``names`` goes: nobody else may be writing these.
    """
    unheld = set(map(_beginning, names))
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if is_half(path.name):
                with suppress(OSError):
                    remove_half(path, unheld=path.name[:-_RANDOM] in unheld)


def is_half(name: str) -> bool:
    """Whether a file of that name is one of ours that is not whole."""
    return _HALF.fullmatch(name) is not None


def remove_half(path: Path, *, unheld: bool) -> bool:
    """Remove a half file unless somebody is writing it; whether it was removed. Raises OSError.

    Who writes holds a lock that ends with them, however they end. ``unheld`` decides where there are no locks.
    """
    return remove_forsaken(path, flags=os.O_RDWR, unheld=unheld)


def long_ago(then: float, now: float) -> bool:
    """Whether a moment (seconds) is so far off that nobody still writes; the future, by a clock set back, is so too."""
    return abs(now - then) > _LONG_AGO


def _beginning(name: str) -> str:
    """How a file of that name is called before it is whole, up to what is random."""
    return f".{name[:40]}."


@dataclass(frozen=True, slots=True)
class _Staged:
    """A file that is whole and has not got its name yet."""

    temporary: Path
    path: Path


def _stage(path: Path, parts: Iterable[bytes], held: ExitStack, *, durable: bool, private: bool) -> _Staged:
    """A whole file beside ``path``, under a name of its own; unless ``private``, with the rights any new file has.

    Its lock is held until ``held`` is closed.
    """
    temporary, file = _opened(path)
    try:
        with nullcontext(held) if LOCKS else ExitStack() as until:
            until.callback(_closed, file)
            with _telling(path):
                if private:
                    temporary.chmod(0o600)
                for part in parts:
                    file.write(part)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
    except BaseException:
        _drop(temporary)
        raise
    return _Staged(temporary, path)


def _opened(path: Path) -> tuple[Path, IO[bytes]]:
    """A new file beside ``path``, with a lock that says it is being written."""
    while True:
        temporary = path.with_name(f"{_beginning(path.name)}{os.urandom(8).hex()}{_ENDING}")
        try:
            with _telling(path):
                file = new_file(temporary)
        except OutputError:
            forget(temporary)
            raise
        if hold(file.fileno()):
            return temporary, file
        file.close()  # swept between its making and its lock
        forget(temporary)


def _closed(file: IO[bytes]) -> None:
    """Close a file, all of which was written; of one that could not be written, what is buffered goes."""
    with suppress(OSError):
        file.close()


def set_aside(path: Path) -> str:
    """Give a file or folder another name beside its own, so that nothing in it is lost; the name. Raises OSError."""
    aside = _reserved(path)
    try:
        if path.is_dir():
            aside.unlink()
        path.replace(aside)
    except OSError:
        with suppress(OSError):
            aside.unlink()
        raise
    return aside.name


def _reserved(path: Path) -> Path:
    """A name that is free, taken at once: two processes never set aside under the same one."""
    number = 1
    while True:
        aside = path.with_name(f"{path.stem}-set-aside-{number}{path.suffix}")
        try:
            aside.open("xb").close()
        except FileExistsError:
            number += 1
        else:
            return aside


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise told(path, fault) from fault


def told(path: Path, fault: OSError) -> OutputError:
    """What the user reads where a file can't be written."""
    reason = fault.strerror or str(fault)
    hint = "free some space, or choose another folder with --output" if fault.errno == errno.ENOSPC else ""
    return OutputError(f"can't write {path}: {reason}", hint=hint or "choose another place with --output")
