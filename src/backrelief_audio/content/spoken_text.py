"""Texts that are said, with names in braces or without: what may stand in them, or every fault of them."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable

from ..checked import Table
from ..legible import told, unspeakable

_FILLED = "side"
"""What stands for a name while the rest is looked at."""


def check_said(table: Table, key: str, texts: Iterable[str]) -> None:
    """Note texts that can't be said as they stand."""
    for text in texts:
        if text and (why := unspeakable(text)):
            table.fault(key, f"{told(text)} can't be said: {why}", "a sentence in plain letters, digits and signs")


def names_in(table: Table, key: str, text: str, allowed: str) -> frozenset[str] | None:
    """The names that a text holds in braces; None, and the fault noted, where braces hold anything else.

    Nothing but a name is understood there: what else Python would do with it could take a file or all memory. The rest
    of the text has to be what can be said.
    """
    if "{" not in text and "}" not in text:  # as most are
        check_said(table, key, [text])
        return frozenset()
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as fault:
        table.fault(key, f"{told(text)}: {fault}", allowed)
        return None
    if any(format_ or conversion for _, _, format_, conversion in parts):
        table.fault(key, f"{told(text)} has more than a name in its braces", allowed)
        return None
    check_said(table, key, ["".join(plain + (_FILLED if name is not None else "") for plain, name, _, _ in parts)])
    return frozenset(name for _, name, _, _ in parts if name is not None)


def listed(names: Collection[str]) -> str:
    """The names that may stand in braces, for a message."""
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no braces"
