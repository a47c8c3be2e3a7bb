"""Sessions built before, in a small file, so that tomorrow's can differ. Nothing about it ever stops a session.

Two builds at once may lose one entry of the file; they never break it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .checked import Table
from .errors import OutputError, Problem
from .model.request import MOST_SEED
from .store import json_text, read_json, set_aside, write_atomically

VERSION = 1
"""Of the file's form."""

NAME = "history.json"
MOST = 60
"""So many sessions are remembered: two months of one a day."""

_MOST_BYTES = 1_000_000
"""A longer file is not ours: sixty sessions take some 20 kB."""

Tell = Callable[[str], None]
"""Told, for the user, what was wrong with the file and what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One session that was built."""

    when: str
    """ISO 8601 moment."""

    title: str
    seed: int
    minutes: float
    focus: tuple[str, ...]
    moves: tuple[str, ...]
    """Ids of its exercises, in order."""


def recall(folder: Path, tell: Tell) -> tuple[Entry, ...]:
    """The sessions remembered in a folder, newest last; none, and why told, where the file can't be used."""
    entries, fault = _read(folder / NAME)
    if fault:
        tell(f"the history is not used: {fault}")
    return entries


def remember(folder: Path, entry: Entry, tell: Tell) -> None:
    """Add a session as the newest, and forget the oldest beyond ``MOST``.

    A file that can't be used is set aside first, under a name that is told. Never raises: what can't be kept is told.
    """
    path = folder / NAME
    try:
        _make(folder)
        entries, fault = _read(path)
        if fault:
            tell(f"the history was set aside as {_set_aside(path)}: {fault}")
        write_atomically(path, [_told((*entries, entry)[-MOST:])])
    except OutputError as failed:
        tell(f"this session is not remembered: {failed}")


def clear(folder: Path, tell: Tell) -> int:
    """Forget everything, and say how many sessions that were; what can't be read is set aside instead.

    Raises OutputError where the file can't be removed.
    """
    path = folder / NAME
    entries, fault = _read(path)
    if fault:
        tell(f"the history was set aside as {_set_aside(path)}: {fault}")
        return 0
    try:
        path.unlink(missing_ok=True)
    except OSError as failed:
        raise _untouchable(path, failed) from failed
    return len(entries)


def _read(path: Path) -> tuple[tuple[Entry, ...], str]:
    """The entries, and why there are none to be used; neither where there is no file."""
    try:
        if not path.exists():
            return (), ""
        data = _data(path)
    except OSError as fault:
        return (), f"{path} can't be read: {fault.strerror or fault}"
    except (ValueError, RecursionError):
        return (), f"{path} is no file of ours, or was cut off"
    if isinstance(data, dict) and isinstance(data.get("version"), int) and data["version"] > VERSION:
        return (), f"{path} is of a newer version ({data['version']})"
    problems: list[Problem] = []
    entries = _entries(data, str(path), problems)
    return ((), f"{problems[0]}") if problems else (entries, "")


def _data(path: Path) -> Any:
    """What a file holds. Raises OSError, and ValueError or RecursionError where that can't be ours."""
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        raise ValueError(path)
    return read_json(path)


def _entries(data: Any, where: str, problems: list[Problem]) -> tuple[Entry, ...]:
    """What a file holds, by its schema; every fault is noted."""
    if not isinstance(data, dict):
        problems.append(Problem(where=where, what="is no history of sessions"))
        return ()
    table = Table(data, where, problems)
    table.whole("version", VERSION, VERSION)
    if not table.has("sessions"):
        table.fault("sessions", "missing", "a list of tables")
    entries = tuple(_entry(inner) for inner in table.tables("sessions"))
    table.close()
    return entries


def _entry(table: Table) -> Entry:
    entry = Entry(
        when=table.text("when"),
        title=table.text("title"),
        seed=table.whole("seed", 0, MOST_SEED),
        minutes=table.number("minutes", 0, 90),
        focus=table.texts("focus"),
        moves=table.texts("moves"),
    )
    table.close()
    return entry


def _told(entries: Sequence[Entry]) -> bytes:
    """The file's text."""
    told = {"version": VERSION, "sessions": [asdict(entry) for entry in entries]}
    return json_text(told).encode()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise _untouchable(folder, fault) from fault


def _set_aside(path: Path) -> str:
    """Give a file another name, so that nothing in it is lost. Raises OutputError."""
    try:
        return set_aside(path)
    except FileNotFoundError:
        return "nothing, because another build did it just now"
    except OSError as fault:
        raise _untouchable(path, fault) from fault


def _untouchable(path: Path, fault: OSError) -> OutputError:
    told = f"can't change {path}: {fault.strerror or fault}"
    return OutputError(told, hint="set BACKRELIEF_STATE to a folder that can be written")


def latest_moves(entries: Iterable[Entry], sessions: int) -> tuple[str, ...]:
    """Ids of the exercises of the last so many sessions, the latest first."""
    newest = list(entries)[::-1][:sessions]
    return tuple(id_ for entry in newest for id_ in reversed(entry.moves))
