"""The ``[[version]]`` tables of an exercise file: other ways to do it, by what they are for."""

from __future__ import annotations

from ..checked import Table
from ..model.care import CautionCode, Variant
from ..model.exercise import STANDS_ON, Equipment, Position, Version
from ..units import Ms, seconds
from .ranges import read_range
from .word_file import read_words

_MOST_REPS = 30
_MOST_HOLD = 90
_MOST_HELD = 12
"""Seconds."""

_OPTIONS = {variant.value: variant for variant in (Variant.EASIER, Variant.HARDER)}


def parse_versions(top: Table) -> list[tuple[Version, Variant | None]]:
    """Every version, with the option it belongs to; None for those that answer cautions."""
    return [_version(table) for table in top.tables("version")]


def _version(table: Table) -> tuple[Version, Variant | None]:
    named = table.texts("for", least=1)
    variant = _OPTIONS.get(named[0]) if len(named) == 1 else None
    codes = {code.value: code for code in CautionCode}
    if variant is None:
        for name in named:
            if name not in codes:
                table.fault("for", f"{name!r} is unknown", f"one of easier, harder, or of {', '.join(codes)}")
    version = Version(
        answers=tuple(codes[name] for name in named if variant is None and name in codes),
        option=table.text("option"),
        position=table.choice("position", Position) if table.has("position") else None,
        equipment=table.choices("equipment", Equipment, least=0) if table.has("equipment") else None,
        setup=table.texts("setup", default=()),
        setup_again=table.text("setup_again", default=""),
        actions=table.texts("actions", default=()),
        reminders=table.texts("reminders", default=()),
        breath=table.text("breath", default=""),
        reps=read_range(table, "reps", _MOST_REPS),
        hold=read_range(table, "hold", _MOST_HOLD),
        held=_held(table),
        words=read_words(table, optional=True),
    )
    _check_place(version, table)
    table.close()
    return version, variant


def _held(table: Table) -> Ms | None:
    return seconds(table.number("held", 0, _MOST_HELD)) if table.has("held") else None


def _check_place(version: Version, table: Table) -> None:
    """A version that says where it is done says what it needs there."""
    if version.position is None:
        return
    needed = Equipment.MAT if version.position.on_floor else STANDS_ON.get(version.position)
    if version.equipment is None:
        table.fault("equipment", "missing, and a position is given", "what the version needs, perhaps nothing")
    elif needed is not None and needed not in version.equipment:
        table.fault("equipment", f"a place without its {needed.value}", f"{needed.value} among it")
