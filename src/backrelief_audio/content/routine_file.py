"""A routine's TOML document, a named playlist or the user's own, to a Routine, or every fault of it as Problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..checked import Table
from ..errors import Problem
from ..legible import MOST_ID, MOST_TITLE, told
from ..model.care import Avoid
from ..model.exercise import Equipment, Exercise, Focus
from ..model.phrases import NUMBERS_TO
from ..model.request import AT_HOME, LEAST_MINUTES, MOST_MINUTES, Instruction
from ..model.routine import Item, Routine
from ..names import as_name, near
from ..units import Ms, minutes, ms_of, nearest_tick, seconds

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

MOST_ITEMS = 60
"""More do not fit into the longest session, at the shortest doses."""

MOST_SETS, MOST_REPS, LEAST_HOLD, MOST_HOLD = 10, 60, 5, NUMBERS_TO
"""What a routine may ask for: more can't be followed by ear, and seconds are told in words. Seconds held."""

MOST_RANK = 9


def parse_routine(
    data: Mapping[str, Any],
    id_: str,
    where: str,
    problems: list[Problem],
    catalogue: Mapping[str, Exercise],
    *,
    own: bool = False,
) -> Routine:
    """A routine from its TOML document; what is wrong is appended to ``problems``. ``catalogue`` is by id."""
    top = Table(data, where, problems)
    if len(id_) > MOST_ID or not _ID.fullmatch(id_):
        allowed = f"lower-case words or numbers joined by hyphens, {MOST_ID} letters at most"
        top.fault("(file name)", f"{told(id_)} is not a good id", allowed)
    items = tuple(_item(table, catalogue) for table in _items(top))
    routine = Routine(
        id=id_,
        title=top.text("title", most=MOST_TITLE),
        about=top.text("about", default=""),
        items=items,
        length=_length(top),
        instruction=top.choice("instruction", Instruction).value if top.has("instruction") else "",
        focus=top.choices("focus", Focus, least=0) if top.has("focus") else (),
        avoid=top.choices("avoid", Avoid, least=0) if top.has("avoid") else (),
        equipment=top.choices("equipment", Equipment, least=0) if top.has("equipment") else _needed(items, catalogue),
        without=top.choices("without", Equipment, least=0) if top.has("without") else (),
        ends_on_floor=top.flag("ends_on_floor", default=False),
        own=own,
    )
    top.close()
    _check_together(routine, top)
    return routine


def _length(top: Table) -> Ms | None:
    """Minutes to the nearest tick."""
    if not top.has("minutes"):
        return None
    return ms_of(nearest_tick(minutes(top.number("minutes", LEAST_MINUTES, MOST_MINUTES))))


def _items(top: Table) -> tuple[Table, ...]:
    before = len(top.problems)
    tables = top.tables("items")
    if not tables and len(top.problems) == before:
        top.fault("items", "missing" if not top.has("items") else "has none", "a list of at least one exercise")
    if len(tables) > MOST_ITEMS:
        top.fault("items", f"has {len(tables)} of them", f"at most {MOST_ITEMS}")
    return tables[:MOST_ITEMS]


def _item(table: Table, catalogue: Mapping[str, Exercise]) -> Item:
    item = Item(
        exercise=_named(table, "exercise", catalogue),
        sets=table.whole("sets", 1, MOST_SETS) if table.has("sets") else None,
        reps=table.whole("reps", 1, MOST_REPS) if table.has("reps") else None,
        hold=seconds(table.whole("hold", LEAST_HOLD, MOST_HOLD)) if table.has("hold") else None,
        rank=table.whole("rank", 1, MOST_RANK, default=1),
        extra=table.flag("extra", default=False),
        more=_named(table, "more", catalogue) if table.has("more") else "",
    )
    table.close()
    _check_dose(item, table, catalogue)
    return item


def _named(table: Table, key: str, catalogue: Mapping[str, Exercise]) -> str:
    """An exercise's id; other names of it are understood."""
    typed = table.text(key)
    names = {name: exercise.id for exercise in catalogue.values() for name in (exercise.id, *exercise.aliases)}
    found = names.get(as_name(typed))
    if found is None and typed:
        meant = near(typed.lower(), names)
        such = f", such as {meant}" if meant else ""
        table.fault(key, f"{told(typed)} is unknown", f"an exercise of: backrelief-audio exercises{such}")
    return found or typed


def _needed(items: Iterable[Item], catalogue: Mapping[str, Exercise]) -> tuple[Equipment, ...]:
    """What the items need beyond what is at home, where the file does not say: who lists an exercise has its things."""
    needed: set[Equipment] = set()
    for exercise in (catalogue[item.exercise] for item in items if item.exercise in catalogue):
        lacking = [set(needs) - set(AT_HOME) for needs in exercise.equipment]
        if lacking and all(lacking):
            needed |= min(lacking, key=len)
    return tuple(item for item in Equipment if item in needed)


def _check_dose(item: Item, table: Table, catalogue: Mapping[str, Exercise]) -> None:
    """A dose is of the kind that its exercise has, and as many sets for each of its ways."""
    exercise = catalogue.get(item.exercise)
    if exercise is None:
        return
    if item.hold is not None and exercise.dose.hold is None:
        table.fault("hold", f"given, but {exercise.id} is done in reps", f"reps, from 1 to {MOST_REPS}")
    if item.reps is not None and exercise.dose.reps is None:
        table.fault("reps", f"given, but {exercise.id} is held", f"hold, from {LEAST_HOLD} to {MOST_HOLD} seconds")
    ways = len(exercise.ways)
    if ways and item.sets is not None and item.sets % ways:
        allowed = ", ".join(str(sets) for sets in range(ways, MOST_SETS + 1, ways))
        table.fault("sets", f"{item.sets} is not one set for each of the {ways} ways", allowed)


def _check_together(routine: Routine, top: Table) -> None:
    """What needs the whole list: who gets a set more has to be there."""
    there = {item.exercise for item in routine.items}
    for number, item in enumerate(routine.items):
        if item.more and (item.more not in there or item.more == item.exercise):
            top.fault(f"items[{number}].more", f"{item.more!r} is no other item", "an exercise of this routine")
    if routine.items and all(item.extra for item in routine.items):
        top.fault("items", "all of them are extra", "at least one that is always there")
