"""``program.json`` in a program's folder: what it was begun with, and what the listener told. Written atomically."""

from __future__ import annotations

import datetime
from contextlib import suppress
from pathlib import Path
from typing import Any

from .checked import Table
from .errors import ContentError, OutputError, Problem
from .legible import MOST_PATH
from .model.program import LEAST_DAYS, MOST_DAYS, MOST_PAIN, WEEKS, YEARS, Kept, Planned, Report, Settled
from .model.request import MOST_SEED
from .store import json_text, read_json, write_atomically
from .units import in_seconds

VERSION = 1
"""Of the file's form."""

NAME = "program.json"

LISTS = ("focus", "equipment", "include", "exclude", "avoid")
TEXTS = ("level", "instruction", "counting", "voice", "bed", "bed_distance")
"""Options of a session that a program keeps as they were typed."""

_MOST_RUNGS = 20
_MOST_SECONDS = 5400


def read(folder: Path) -> Kept | None:
    """What the folder remembers; None where it holds no program.

    Raises ContentError, with every fault, where the file can't be used, OutputError where the folder is a file. Nothing
    is changed then.
    """
    path = folder / NAME
    problems: list[Problem] = []
    kept = None
    try:
        data = read_json(path)
    except FileNotFoundError:
        return None
    except NotADirectoryError as fault:
        raise OutputError(f"{folder} is a file, and a program has a folder", hint="name another folder") from fault
    except OSError as fault:
        problems.append(Problem(where=str(path), what=f"can't be read: {fault.strerror or fault}"))
    except (ValueError, RecursionError):
        problems.append(Problem(where=str(path), what="is no JSON, perhaps because it was edited or cut off"))
    else:
        kept = _kept(data, str(path), problems)
    if problems:
        failed = ContentError(problems)
        failed.hint = f"mend {path}, or move it away and begin again: backrelief-audio program -o {folder}"
        raise failed
    return kept


def write(folder: Path, kept: Kept) -> None:
    """Remember, whole or not at all. Raises OutputError."""
    settled = kept.settled
    told = {
        "version": VERSION,
        "weeks": settled.weeks,
        "days": settled.days,
        "start": settled.start.isoformat(),
        **({"at": settled.at.strftime("%H:%M")} if settled.at else {}),
        "options": dict(settled.options),
        "planned": [{"seconds": in_seconds(one.length), "moves": one.moves} for one in kept.planned],
        "reports": [_told(report) for report in kept.reports],
    }
    write_atomically(folder / NAME, [json_text(told).encode()])


def _told(report: Report) -> dict[str, Any]:
    return {
        "day": report.day.isoformat(),
        "pain": report.pain,
        **({"session": report.session} if report.session else {}),
        "rung": report.rung,
        "made": report.made,
    }


def _kept(data: Any, where: str, problems: list[Problem]) -> Kept | None:
    """What a file holds, by its schema; every fault is noted."""
    if not isinstance(data, dict):
        problems.append(Problem(where=where, what="is no program"))
        return None
    version = data.get("version")
    if isinstance(version, int) and version > VERSION:
        told = f"is of version {version}, from a newer backrelief-audio"
        problems.append(Problem(where=where, what=told, allowed=f"version {VERSION}"))
        return None
    table = Table(data, where, problems)
    table.whole("version", VERSION, VERSION)
    planned = tuple(_planned(inner) for inner in table.tables("planned"))
    kept = Kept(settled=_settled(table), planned=planned, reports=_reports(table, len(planned)))
    table.close()
    sessions = kept.settled.weeks * kept.settled.days
    if not problems and len(planned) != sessions:
        table.fault("planned", f"has {len(planned)} sessions", f"as many as weeks and days make, {sessions}")
    return kept


def _settled(table: Table) -> Settled:
    weeks = table.whole("weeks", min(WEEKS), max(WEEKS))
    if weeks not in WEEKS:
        table.fault("weeks", f"{weeks} is out of range", " or ".join(map(str, WEEKS)))
    return Settled(
        weeks=weeks,
        days=table.whole("days", LEAST_DAYS, MOST_DAYS),
        start=_date(table, "start"),
        at=_time(table, "at"),
        options=_options(table.table("options")),
    )


def _options(table: Table | None) -> tuple[tuple[str, Any], ...]:
    if table is None:
        return ()
    found: dict[str, Any] = {key: table.texts(key) for key in LISTS}
    found |= {key: table.text(key, most=MOST_PATH) for key in TEXTS}
    found["seed"] = table.whole("seed", 0, MOST_SEED)
    table.close()
    return tuple(found.items())


def _planned(table: Table) -> Planned:
    planned = Planned(length=table.duration("seconds", _MOST_SECONDS), moves=table.texts("moves", least=1))
    table.close()
    return planned


def _date(table: Table, key: str) -> datetime.date:
    text = table.text(key)
    with suppress(ValueError):
        day = datetime.date.fromisoformat(text)
        if day.year in YEARS:
            return day
    table.fault(key, f"{text!r} is no day", f"a day such as 2026-03-02, in {YEARS[0]} to {YEARS[-1]}")
    return datetime.date(YEARS[0], 1, 1)


def _time(table: Table, key: str) -> datetime.time | None:
    if not table.has(key):
        return None
    text = table.text(key)
    try:
        return datetime.datetime.strptime(text, "%H:%M").time()
    except ValueError:
        table.fault(key, f"{text!r} is no time of day", "a time such as 18:30")
        return None


def _reports(table: Table, sessions: int) -> tuple[Report, ...]:
    """By day, the oldest first, one a day."""
    found = [_report(inner, sessions) for inner in table.tables("reports")]
    if [report.day for report in found] != sorted({report.day for report in found}):
        table.fault("reports", "days are not in order", "each day once, the oldest first")
    return tuple(found)


def _report(table: Table, sessions: int) -> Report:
    report = Report(
        day=_date(table, "day"),
        pain=table.whole("pain", 0, MOST_PAIN),
        session=table.whole("session", 1, max(sessions, 1)) if table.has("session") else None,
        rung=table.whole("rung", -_MOST_RUNGS, _MOST_RUNGS),
        made=table.flag("made"),
    )
    table.close()
    return report
