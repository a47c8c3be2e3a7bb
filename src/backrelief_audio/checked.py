"""Reading a table of unknown content by a strict schema: typed values, and every fault as a Problem.

A getter never raises: it notes what is wrong, with the key's path and what is allowed, and returns a harmless value
of the right type, so that one reading finds all the faults of a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from .errors import Problem
from .legible import MOST_LETTERS, escaped, oddity
from .legible import told as shown
from .units import Ms, seconds

E = TypeVar("E", bound=Enum)
_REQUIRED: Any = object()


class Table:
    """One table being read. ``problems`` is shared with the tables inside it."""

    def __init__(self, data: Mapping[str, Any], where: str, problems: list[Problem], path: str = "") -> None:
        self._data = data
        self._where = where
        self._path = path
        self._read: set[str] = set()
        self.problems = problems

    def fault(self, key: str, what: str, allowed: str = "") -> None:
        """Note that the value under ``key`` is wrong."""
        self.problems.append(Problem(where=f"{self._where}: {self._path}{key}", what=what, allowed=allowed))

    def _take(self, key: str, kind: type | tuple[type, ...], told: str, default: Any) -> Any:
        self._read.add(key)
        if key not in self._data:
            if default is _REQUIRED:
                self.fault(key, "missing", told)
            return None if default is _REQUIRED else default
        value = self._data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fault(key, f"{shown(value)} is not {told}", told)
            return None if default is _REQUIRED else default
        return value

    def has(self, key: str) -> bool:
        """Whether the key is there at all; who asks knows the key."""
        self._read.add(key)
        return key in self._data

    def given(self, key: str) -> bool:
        """Whether the key is there with a value: null, which JSON has for none, is no value."""
        self._read.add(key)
        return self._data.get(key) is not None

    def names(self) -> tuple[str, ...]:
        """The keys there are, for tables whose keys are names."""
        return tuple(self._data)

    def text(self, key: str, default: str = _REQUIRED, most: int = MOST_LETTERS) -> str:
        """A text; one that is empty, has more letters than ``most`` or can't be shown on a line is a fault."""
        value = self._take(key, str, "a text", default)
        if isinstance(value, str) and key in self._data:
            return self._plain(key, value, most)
        return value or ""

    def _plain(self, key: str, value: str, most: int) -> str:
        """A text as it is, or what is left of it after its faults are told."""
        if not value.strip():
            self.fault(key, "empty", "a text")
        if len(value) > most:
            self.fault(key, f"has {len(value)} letters", f"a text of at most {most}")
        if odd := oddity(value):
            self.fault(
                key, f"{shown(value)} holds the character {odd}", "a text on one line, without control characters"
            )
        return escaped(value[:most])

    def flag(self, key: str, default: bool = _REQUIRED) -> bool:
        """True or false."""
        return bool(self._take(key, bool, "true or false", default))

    def number(self, key: str, least: float, most: float, default: float = _REQUIRED) -> float:
        """A number within limits, both included."""
        told = f"a number from {least:g} to {most:g}"
        value = self._take(key, (int, float), told, default)
        if value is None:
            return least
        if not least <= value <= most:  # so is what is no number
            self.fault(key, f"{shown(value)} is out of range", told)
            return least
        return float(value)

    def whole(self, key: str, least: int, most: int, default: int = _REQUIRED) -> int:
        """A whole number within limits, both included."""
        told = f"a whole number from {least} to {most}"
        value = self._take(key, int, told, default)
        if value is None:
            return least
        if not least <= value <= most:
            self.fault(key, f"{shown(value)} is out of range", told)
            return least
        return int(value)

    def duration(self, key: str, most: float, default: float = _REQUIRED) -> Ms:
        """Seconds in the file, milliseconds in the program. A limit catches milliseconds given for seconds."""
        return seconds(self.number(key, 0, most, default))

    def choice(self, key: str, kind: type[E], default: E = _REQUIRED) -> E:
        """One value of an enumeration."""
        self._read.add(key)
        if key not in self._data and default is not _REQUIRED:
            return default
        value = self._take(key, str, one_of(kind), _REQUIRED)
        return self._member(key, kind, value) if value is not None else next(iter(kind))

    def _member(self, key: str, kind: type[E], value: object) -> E:
        try:
            return kind(value)
        except ValueError:
            self.fault(key, f"{shown(value)} is unknown", one_of(kind))
            return next(iter(kind))

    def texts(
        self, key: str, least: int = 0, default: tuple[str, ...] = _REQUIRED, most: int | None = None
    ) -> tuple[str, ...]:
        """A list of texts, at least so many; of one that has more than ``most`` nothing is read."""
        told = f"a list of at least {least} texts"
        values = self._take(key, (list, tuple), told, default)
        if values is None:
            return ()
        if most is not None and len(values) > most:
            self.fault(key, f"has {len(values)} of them", f"a list of at most {most} texts")
            return ()
        kept = []
        for number, value in enumerate(values):
            if isinstance(value, str) and value.strip():
                kept.append(self._plain(f"{key}[{number}]", value, MOST_LETTERS))
            else:
                self.fault(f"{key}[{number}]", f"{shown(value)} is not a text", "a text")
        if len(values) < least:
            self.fault(key, f"has {len(values)} of them", told)
        return tuple(kept)

    def choices(self, key: str, kind: type[E], least: int = 1) -> tuple[E, ...]:
        """A list of values of an enumeration, at least so many, none twice."""
        members = tuple(self._member(key, kind, value) for value in self.texts(key, least, most=len(kind)))
        if len(set(members)) < len(members):
            self.fault(key, "a value stands twice", "each value once")
        return members

    def alternatives(self, key: str, kind: type[E]) -> tuple[tuple[E, ...], ...]:
        """A list of lists of values of an enumeration; the inner ones may be empty."""
        told = f"a list of lists of {one_of(kind)}"
        values = self._take(key, list, told, _REQUIRED)
        if values is None:
            return ()
        if not values or not all(isinstance(inner, list) for inner in values):
            self.fault(key, f"{shown(values)} is not a list of lists", told)
            return ()
        return tuple(tuple(self._member(key, kind, value) for value in inner) for inner in values)

    def table(self, key: str, optional: bool = False) -> Table | None:
        """A table inside; None where it is missing (a fault unless optional)."""
        value = self._take(key, dict, "a table", None if optional else _REQUIRED)
        return None if value is None else Table(value, self._where, self.problems, f"{self._path}{key}.")

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables, perhaps none."""
        values = self._take(key, list, "a list of tables", [])
        for number, value in enumerate(values):
            if not isinstance(value, dict):
                self.fault(f"{key}[{number}]", f"{shown(value)} is not a table", "a table")
        return tuple(
            Table(value, self._where, self.problems, f"{self._path}{key}[{number}].")
            for number, value in enumerate(values)
            if isinstance(value, dict)
        )

    def close(self) -> None:
        """Note every key that nothing asked for."""
        for key in self._data:
            if key not in self._read:
                self.fault(key, "unknown key", ", ".join(sorted(self._read)))


@cache
def one_of(kind: type[Enum]) -> str:
    """The values of an enumeration, for a message."""
    return "one of " + ", ".join(str(member.value) for member in kind)
