"""Names as people type them."""

from __future__ import annotations

from collections.abc import Iterable


def as_name(typed: str) -> str:
    """A name in the form that names are kept in: lower-case words joined by hyphens."""
    return typed.strip().lower().replace("_", "-").replace(" ", "-")


_MOST_TYPED = 100
"""Letters of a name; what is longer is like none, and would take long to be compared."""


def near(typed: str, names: Iterable[str]) -> str:
    """The name that was probably meant; empty where none is near."""
    from difflib import get_close_matches

    if len(typed) > _MOST_TYPED:
        return ""
    return next(iter(get_close_matches(typed, list(names), n=1, cutoff=0.5)), "")


def did_you_mean(typed: str, names: Iterable[str]) -> str:
    """The question to put behind an unknown name; empty where none is near."""
    meant = near(typed, names)
    return f"; did you mean {meant}?" if meant else ""
