"""A session document as it lies beside its MP3, read back and checked: what a site tells of a session comes from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from .checked import Table
from .errors import ContentError, Problem
from .legible import MOST_LETTERS, oddity
from .model.care import Avoid, Level, Variant
from .model.exercise import Equipment, Focus, Position, Side, Sides
from .model.plan import PhaseName
from .model.request import MOST_MINUTES, MOST_SEED, BedDistance, Counting, Dosing, Instruction
from .model.script import CueKind
from .store import read_json
from .units import clock, seconds

T = TypeVar("T")

VERSION = 1
"""Of the form that is read."""

MOST_SECONDS = MOST_MINUTES * 60

MOST_BYTES = 4_000_000
"""Of a file; that of 90 minutes has some 400,000."""

MOST_MOVES = 500
MOST_CHAPTERS = 1_000
MOST_CUES = 20_000
"""Of a document: many times what the longest sessions have."""

MOST_TIMES = 1_000
"""Sets or reps."""

MOST_IDS = 2_000
"""Of exercises, in what was asked for."""

_MOST_INTENSITY = 5
_LEAST_SECONDS = 0.001

_KINDS = frozenset(kind.value for kind in CueKind)
_SIDES = frozenset(side.value for side in Side)
_OF_CUES = frozenset(("kind", "text", "start", "end", "beat", "exercise", "side", "set", "rep"))


def read(path: Path) -> dict[str, Any]:
    """The document in a file, in the form that ``document`` writes, holding nothing that was not checked.

    Keys that are not known are left out, so that a newer program's documents can be read; options that an older one
    did not know have their defaults. Chapters follow each other from 0 to the end, cues follow each other without
    overlap, and each of both lasts. Raises ContentError, with every fault, where the file can't be read or is anything
    else.
    """
    problems: list[Problem] = []
    told: dict[str, Any] = {}
    try:
        data = read_json(path, MOST_BYTES)
    except OSError as fault:
        problems.append(Problem(where=str(path), what=f"can't be read: {fault.strerror or fault}"))
    except (ValueError, RecursionError):
        what = f"is no JSON of at most {MOST_BYTES} bytes, perhaps because it was edited or cut off"
        problems.append(Problem(where=str(path), what=what))
    else:
        told = _document(data, str(path), problems)
    if problems:
        raise ContentError(problems, hint=f"build the session again, or move {path} away")
    return told


def _document(data: Any, where: str, problems: list[Problem]) -> dict[str, Any]:
    """What a file holds, by its schema; every fault is noted."""
    if not isinstance(data, dict):
        problems.append(Problem(where=where, what="is no session document"))
        return {}
    version = data.get("version")
    if isinstance(version, int) and version > VERSION:
        told = "is of a newer version, from a newer backrelief-audio"
        problems.append(Problem(where=where, what=told, allowed=f"version {VERSION}"))
        return {}
    table = Table(data, where, problems)
    document = {
        "version": table.whole("version", VERSION, VERSION),
        "title": table.text("title"),
        "seconds": table.number("seconds", _LEAST_SECONDS, MOST_SECONDS),
        "seed": table.whole("seed", 0, MOST_SEED),
        "request": _request(table.table("request")),
        "voice": table.text("voice"),
        "bed": _or_none(table, "bed", table.text),
        "moves": [_move(inner) for inner in _tables(table, data, "moves", MOST_MOVES)],
        "chapters": [_chapter(inner) for inner in _tables(table, data, "chapters", MOST_CHAPTERS)],
        "cues": _cues(table, data),
    }
    if not problems:
        for key, fault in _disorder(document):
            table.fault(key, fault)
    return document


def _tables(table: Table, data: Mapping[str, Any], key: str, most: int) -> tuple[Table, ...]:
    """A list of tables that has to be there; of one that is too long nothing is read."""
    values = data.get(key)
    if isinstance(values, list) and len(values) > most:
        table.fault(key, f"has {len(values)} of them", f"a list of at most {most} tables")
        return ()
    if not table.has(key):
        table.fault(key, "missing", "a list of tables")
    return table.tables(key)


def _or_none(table: Table, key: str, get: Callable[[str], T]) -> T | None:
    """A value where there is one: JSON has null for none."""
    return get(key) if table.given(key) else None


def _values(members: Sequence[Enum]) -> list[str]:
    return [member.value for member in members]


def _ids(table: Table, key: str) -> list[str]:
    return list(table.texts(key, default=(), most=MOST_IDS))


def _request(table: Table | None) -> dict[str, Any]:
    """What was asked for; what programs learned to be asked later may be missing."""
    if table is None:
        return {}
    return {
        "minutes": table.number("minutes", 0, MOST_MINUTES),
        "focus": _values(table.choices("focus", Focus, least=0)),
        "equipment": _values(table.choices("equipment", Equipment, least=0)),
        "include": _ids(table, "include"),
        "exclude": _ids(table, "exclude"),
        "level": table.choice("level", Level, Level.STANDARD).value,
        "avoid": _values(table.choices("avoid", Avoid, least=0)) if table.has("avoid") else [],
        "dosing": table.choice("dosing", Dosing, Dosing.FULL).value,
        "sets": _or_none(table, "sets", lambda key: table.whole(key, 1, MOST_TIMES)),
        "learn": table.flag("learn", False),
        "recent": _ids(table, "recent"),
        "routine": _or_none(table, "routine", table.text),
        "instruction": table.choice("instruction", Instruction, Instruction.FULL).value,
        "counting": table.choice("counting", Counting, Counting.FULL).value,
        "voice": table.text("voice"),
        "bed": _or_none(table, "bed", table.text),
        "bed_distance": table.choice("bed_distance", BedDistance, BedDistance.STANDARD).value,
        "seed": table.whole("seed", 0, MOST_SEED),
    }


def _move(table: Table) -> dict[str, Any]:
    reps = _or_none(table, "reps", lambda key: table.whole(key, 1, MOST_TIMES))
    hold = _or_none(table, "hold", lambda key: _time(table, key))
    if reps is None and hold is None:
        table.fault("reps", "missing, and there is no hold", "the reps of a set, or the seconds held")
    return {
        "exercise": table.text("exercise"),
        "name": table.text("name"),
        "phase": table.choice("phase", PhaseName).value,
        "variant": table.choice("variant", Variant).value,
        "position": table.choice("position", Position).value,
        "equipment": _values(table.choices("equipment", Equipment, least=0)),
        "focus": _values(table.choices("focus", Focus, least=0)),
        "intensity": table.whole("intensity", 1, _MOST_INTENSITY),
        "sets": table.whole("sets", 1, MOST_TIMES),
        "reps": reps,
        "hold": hold,
        "sides": table.choice("sides", Sides).value,
        "start": _time(table, "start"),
        "end": _time(table, "end"),
    }


def _chapter(table: Table) -> dict[str, Any]:
    return {"title": table.text("title"), "start": _time(table, "start"), "end": _time(table, "end")}


def _time(table: Table, key: str) -> float:
    """A moment or a length in seconds."""
    return table.number(key, 0, MOST_SECONDS)


def _cues(table: Table, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The cues; a list of nothing but right ones is taken as it is, because a session of an hour has some 1,500."""
    inner = _tables(table, data, "cues", MOST_CUES)
    values = data.get("cues")
    if isinstance(values, list) and len(values) == len(inner) and all(map(_as_written, values)):
        return values
    return [_cue(one) for one in inner]


def _cue(table: Table) -> dict[str, Any]:
    return {
        "kind": table.choice("kind", CueKind).value,
        "text": table.text("text"),
        "start": _time(table, "start"),
        "end": _time(table, "end"),
        "beat": _or_none(table, "beat", lambda key: _time(table, key)),
        "exercise": _or_none(table, "exercise", table.text),
        "side": _or_none(table, "side", lambda key: table.choice(key, Side).value),
        "set": _or_none(table, "set", lambda key: table.whole(key, 1, MOST_TIMES)),
        "rep": _or_none(table, "rep", lambda key: table.whole(key, 1, MOST_TIMES)),
    }


def _as_written(cue: Mapping[str, Any]) -> bool:
    """Whether a cue has our keys alone and no fault that ``_cue`` would note, seen in a tenth of its time."""
    if cue.keys() != _OF_CUES:
        return False
    kind, side, exercise = cue["kind"], cue["side"], cue["exercise"]
    return (
        (type(kind) is str and kind in _KINDS)
        and _is_text(cue["text"])
        and _is_moment(cue["start"])
        and _is_moment(cue["end"])
        and (cue["beat"] is None or _is_moment(cue["beat"]))
        and (exercise is None or _is_text(exercise))
        and (side is None or (type(side) is str and side in _SIDES))
        and (cue["set"] is None or _is_number_of_times(cue["set"]))
        and (cue["rep"] is None or _is_number_of_times(cue["rep"]))
    )


def _is_text(value: object) -> bool:
    return type(value) is str and len(value) <= MOST_LETTERS and bool(value.strip()) and not oddity(value)


def _is_moment(value: object) -> bool:
    return type(value) is float and 0 <= value <= MOST_SECONDS


def _is_number_of_times(value: object) -> bool:
    return type(value) is int and 1 <= value <= MOST_TIMES


def _disorder(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and fault of whatever has no sense beside the rest, in a document whose values are each right."""
    whole = document["seconds"]
    yield from _gaps(document["chapters"], whole)
    known = {move["exercise"] for move in document["moves"]}
    for number, move in enumerate(document["moves"]):
        if not move["start"] < move["end"] <= whole:
            yield f"moves[{number}]", f"lasts from {_at(move['start'])} to {_at(move['end'])} of {_at(whole)}"
    said = 0.0
    for number, cue in enumerate(document["cues"]):
        if not said <= cue["start"] < cue["end"] <= whole:
            told = f"lasts from {_at(cue['start'])} to {_at(cue['end'])}, between {_at(said)} and {_at(whole)}"
            yield f"cues[{number}]", told
        said = max(said, cue["end"])
        if cue["exercise"] is not None and cue["exercise"] not in known:
            yield f"cues[{number}].exercise", f"{cue['exercise']} is no move's"


def _gaps(chapters: Sequence[Mapping[str, Any]], whole: float) -> Iterator[tuple[str, str]]:
    """Key and fault of each chapter that does not begin where the one before ends, and of the last one's end."""
    reached = 0.0
    for number, chapter in enumerate(chapters):
        if chapter["start"] != reached or chapter["end"] <= chapter["start"]:
            told = f"lasts from {_at(chapter['start'])} to {_at(chapter['end'])}, and begins at {_at(reached)}"
            yield f"chapters[{number}]", told
        reached = chapter["end"]
    if reached != whole:
        yield "chapters", f"reach to {_at(reached)} of {_at(whole)}"


def _at(moment: float) -> str:
    return clock(seconds(moment))
