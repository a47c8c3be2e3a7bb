"""Which bytes of a file are asked for, by RFC 9110, section 14."""

from __future__ import annotations

import re

MOST_RANGES = 8
"""In one request. Players ask for one, some readers of archives for two or three."""

_RANGE = re.compile(r"(\d{1,18})-(\d{0,18})|-(\d{1,18})", re.ASCII)

Spans = tuple[tuple[int, int], ...]
"""First byte and the one after the last, in order, none touching the next."""


class UnsatisfiableError(Exception):
    """Raised where none of the asked bytes are there, or too many pieces are asked for."""


def spans(header: str, size: int) -> Spans | None:
    """The bytes that a ``Range`` header asks for of ``size``; None where it says nothing, and all are to be sent.

    What can't be understood says nothing; of several ranges, those that lie in the file count. Raises
    UnsatisfiableError.
    """
    unit, _, listed = header.partition("=")
    if unit.strip().lower() != "bytes":
        return None
    items = [item.strip(" \t") for item in listed.split(",") if item.strip(" \t")]
    if len(items) > MOST_RANGES:
        raise UnsatisfiableError
    found = [_RANGE.fullmatch(item) for item in items]
    asked = [_span(one, size) for one in found if one]
    if not items or len(asked) < len(items) or None in asked:
        return None
    there = sorted(span for span in asked if span and span[0] < min(span[1], size))
    if not there:
        raise UnsatisfiableError
    return _joined(there)


def _span(found: re.Match[str], size: int) -> tuple[int, int] | None:
    """One range, cut to the file; empty where nothing of it is there, None where it ends before it begins."""
    first, last, suffix = found.groups()
    if suffix:
        return max(size - int(suffix), 0), size
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size


def _joined(there: list[tuple[int, int]]) -> Spans:
    """The same bytes, each once."""
    joined = there[:1]
    for start, end in there[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
