"""The user's own phrases over ours: a file like ours that may hold as little as one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..checked import Table
from ..errors import Problem
from ..model.phrases import FIXED, VARIED, Phrasebook
from .phrase_file import check_fields
from .spoken_text import check_said


def with_own_phrases(book: Phrasebook, data: Mapping[str, Any], where: str, problems: list[Problem]) -> Phrasebook:
    """The book with what a file of the user's says; what is wrong is appended to ``problems``.

    Phrasings of the varied kinds are added; fixed lines, places, equipment and areas are replaced.
    """
    top = Table(data, where, problems)
    varied, fixed = _lists(top, "varied", VARIED), _lists(top, "fixed", FIXED)
    changed = replace(
        book,
        varied={key: tuple(dict.fromkeys((*lines, *varied.get(key, ())))) for key, lines in book.varied.items()},
        fixed={**book.fixed, **fixed},
        places={**book.places, **_names(top, "places", book.places)},
        equipment={**book.equipment, **_names(top, "equipment", book.equipment)},
        areas={**book.areas, **_names(top, "areas", book.areas)},
    )
    top.close()
    return changed


def _lists(top: Table, key: str, allowed: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """The lists that are there, each of at least one phrase."""
    table = top.table(key, optional=True)
    if table is None:
        return {}
    lists = {}
    for name, fields in allowed.items():
        if table.has(name):
            lists[name] = table.texts(name, least=1)
            for phrase in lists[name]:
                check_fields(table, name, phrase, fields)
    table.close()
    return lists


def _names(top: Table, key: str, known: Iterable[str]) -> dict[str, str]:
    """The names that are there."""
    table = top.table(key, optional=True)
    if table is None:
        return {}
    names = {name: table.text(name) for name in known if table.has(name)}
    for name, text in names.items():
        check_said(table, name, [text])
    table.close()
    return names
