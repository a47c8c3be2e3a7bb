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


def parse_toml(text: str, where: str, problems: list[Problem]) -> Mapping[str, Any] | None:
    """TOML text as a mapping; None, and a Problem with line and column, where it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        problems.append(Problem(where=where, what=f"not TOML: {fault}", allowed="a TOML document"))
        return None


def read_toml(path: Path, problems: list[Problem], where: str = "") -> Mapping[str, Any] | None:
    """A TOML file as a mapping; None and a Problem, at ``where`` or the file's name, where it can't be read."""
    where = where or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        problems.append(Problem(where=where, what=f"can't be read: {fault}", allowed="a UTF-8 TOML file"))
        return None
    return parse_toml(text, where, problems)
