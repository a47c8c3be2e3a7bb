"""A QR code for a terminal, dark on light whatever colours the terminal has."""

from __future__ import annotations

from collections.abc import Iterator

QUIET = 4
"""Light modules on every side, as ISO/IEC 18004 asks."""

NARROWEST = 80
"""Columns in which every code that is likely has room, however it is drawn."""

_HALVES = "█▀▄ "
"""Ink above and below; above; below; nowhere."""

_INK = {True: "38;5;16", False: "38;5;231"}
_GROUND = {True: "48;5;16", False: "48;5;231"}
"""Black for dark and white for light, of the 256 colours that no theme of a terminal changes."""

_RESET = "\x1b[0m"

Rows = list[list[bool]]
"""Modules by rows; True is dark."""


def qr(text: str, *, colours: bool, encoding: str, columns: int = NARROWEST) -> str:
    """A text as a QR code, a line for two rows of modules, or for one where the encoding has no half blocks.

    Without colours the light modules are drawn as ink: right on a dark terminal, and on a light one inverted, which
    phones read as well. Empty where there are neither colours nor half blocks, or fewer columns than it takes: what
    could be drawn then, no camera would read.
    """
    rows = _modules(text)
    if len(rows[0]) * (1 if _has_halves(encoding) else 2) > columns:
        return ""
    if _has_halves(encoding):
        lines = _coloured(rows) if colours else _plain(rows)
    elif colours:
        lines = _spaced(rows)
    else:
        return ""
    return "".join(f"{line}\n" for line in lines)


def _modules(text: str) -> Rows:
    """The code with its quiet zone, in an even number of rows; it is as small as it can be: a screen has no stains."""
    import segno

    code = segno.make(text, error="l", micro=False, boost_error=True)
    rows = [[bool(module) for module in row] for row in code.matrix_iter(scale=1, border=QUIET)]
    return rows if len(rows) % 2 == 0 else [*rows, [False] * len(rows[0])]


def _has_halves(encoding: str) -> bool:
    try:
        _HALVES.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _coloured(rows: Rows) -> Iterator[str]:
    """Upper halves in the colour of one row on the colour of the next; a colour is told where it changes."""
    for above, below in zip(rows[::2], rows[1::2], strict=True):
        line, before = "", None
        for pair in zip(above, below, strict=True):
            if pair != before:
                line += f"\x1b[{_INK[pair[0]]};{_GROUND[pair[1]]}m"
            before = pair
            line += _HALVES[1]
        yield line + _RESET


def _plain(rows: Rows) -> Iterator[str]:
    """Ink where it is light."""
    for above, below in zip(rows[::2], rows[1::2], strict=True):
        yield "".join(_HALVES[2 * upper + lower] for upper, lower in zip(above, below, strict=True))


def _spaced(rows: Rows) -> Iterator[str]:
    """Two coloured spaces a module, which any encoding has."""
    for row in rows:
        line, before = "", None
        for dark in row:
            if dark != before:
                line += f"\x1b[{_GROUND[dark]}m"
            before = dark
            line += "  "
        yield line + _RESET
