"""A language's phrases: TOML to a Phrasebook, or every fault of it as Problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..checked import Table
from ..errors import Problem
from ..legible import told
from ..model.exercise import Equipment, Focus, Position, Side
from ..model.phrases import FEWEST, FIXED, NUMBERS_TO, PLACES_FROM, VARIED, Phrasebook
from .spoken_text import check_said, listed, names_in


def parse_phrases(data: Mapping[str, Any], where: str, problems: list[Problem]) -> Phrasebook:
    """A phrasebook from its TOML document; what is wrong is appended to ``problems``."""
    top = Table(data, where, problems)
    numbers = top.texts("numbers", least=NUMBERS_TO)
    check_said(top, "numbers", numbers)
    book = Phrasebook(
        numbers=numbers,
        varied=_lists(top, "varied", VARIED, FEWEST),
        fixed=_lists(top, "fixed", FIXED, 1),
        places=_names(top, "places", [*(position.value for position in Position), *PLACES_FROM]),
        equipment=_names(top, "equipment", [item.value for item in Equipment]),
        areas=_names(top, "areas", [focus.value for focus in Focus]),
        sides=_names(top, "sides", [side.value for side in Side]),
    )
    top.close()
    return book


def _lists(top: Table, key: str, allowed: Mapping[str, set[str]], fewest: int) -> dict[str, tuple[str, ...]]:
    table = top.table(key) or Table({}, "", [])
    lists = {}
    for name, fields in allowed.items():
        lists[name] = table.texts(name, least=fewest)
        for phrase in lists[name]:
            check_fields(table, name, phrase, fields)
        if len(set(lists[name])) < len(lists[name]):
            table.fault(name, "a phrasing stands twice", "each once")
    table.close()
    return lists


def check_fields(table: Table, name: str, phrase: str, fields: set[str]) -> None:
    """Note a phrase that does not hold exactly these names in braces."""
    found = names_in(table, name, phrase, listed(fields))
    if found is not None and found != fields:
        table.fault(name, f"{told(phrase)} holds {sorted(found)}", listed(fields))


def _names(top: Table, key: str, wanted: list[str]) -> dict[str, str]:
    table = top.table(key) or Table({}, "", [])
    names = {name: table.text(name) for name in wanted}
    for name, text in names.items():
        check_said(table, name, [text])
    table.close()
    return names
