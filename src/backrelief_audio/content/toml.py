"""Reading TOML files: a mapping, or a Problem."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import Problem

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_BYTES = 262_144
"""Of a file. The largest of ours has 14 kB."""

MOST_DOTS = 100
"""In a line: a key of thousands of parts would take the parser minutes, and a sentence has a few."""


def parse_toml(text: str, where: str, problems: list[Problem]) -> Mapping[str, Any] | None:
    """TOML text as a mapping; None, and a Problem with line and column where there is one, where it is not TOML."""
    dotted = next((number for number, line in enumerate(text.split("\n"), 1) if line.count(".") > MOST_DOTS), 0)
    if dotted:
        problems.append(Problem(where=where, what=f"line {dotted} is full of dots", allowed=f"at most {MOST_DOTS}"))
        return None
    try:
        return tomllib.loads(text)
    except RecursionError:
        what = "not TOML that can be read: nested too deep"
    except tomllib.TOMLDecodeError as fault:
        what = f"not TOML: {fault}"
    except ValueError:  # of a number of thousands of digits
        what = "not TOML that can be read: a number is too long"
    problems.append(Problem(where=where, what=what, allowed="a TOML document"))
    return None


def read_toml(path: Path, problems: list[Problem], where: str = "") -> Mapping[str, Any] | None:
    """A TOML file as a mapping; None and a Problem, at ``where`` or the file's name, where it can't be read.

    Only a file is opened, and no more than ``MOST_BYTES`` of it read. A byte order mark, as some editors write, is
    passed over.
    """
    where = where or path.name
    try:
        text = _bytes(path).decode("utf-8-sig")
    except (OSError, ValueError) as fault:
        allowed = f"a UTF-8 TOML file of at most {MOST_BYTES} bytes"
        problems.append(Problem(where=where, what=f"can't be read: {fault}", allowed=allowed))
        return None
    return parse_toml(text, where, problems)


def _bytes(path: Path) -> bytes:
    """All of a file. Raises OSError, and ValueError for what is none, or too long."""
    if path.exists() and not path.is_file():  # a pipe would never end, nor would a device
        raise ValueError("it is not a file")
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES} bytes")
    return data
