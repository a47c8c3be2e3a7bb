"""QR codes as a terminal draws them, read by a reader of another make."""

from __future__ import annotations

import re

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray

from backrelief_audio.serving.qr import QUIET, qr

ADDRESS = "http://192.168.178.123:8740/AbCdEfGhIjKlMnOp/"
GREYS = {"16": 0, "231": 255}
DARK, LIGHT = (20, 200), (240, 30)
"""Terminals: ground and ink."""

Pixels = NDArray[np.uint8]

_PIECE = re.compile(r"\x1b\[([\d;]*)m|(.)")


def drawn(text: str, ground: int, ink: int, *, wide: int = 8) -> Pixels:
    """What a terminal shows of a text: a cell is twice as high as wide, and what is behind it is the ground."""
    lines = [_cells(line, ground, ink) for line in text.splitlines()]
    shown = np.array(lines, np.uint8).transpose(0, 2, 1).reshape(2 * len(lines), -1)
    return np.pad(np.kron(shown, np.ones((wide, wide), np.uint8)), 40, constant_values=ground)


def _cells(line: str, ground: int, ink: int) -> list[tuple[int, int]]:
    cells, front, back = [], ink, ground
    for codes, letter in _PIECE.findall(line):
        if not letter:
            named = re.fullmatch(r"(?:38;5;(\d+))?;?(?:48;5;(\d+))?", codes)
            if codes == "0":
                front, back = ink, ground
            else:
                assert named
                front, back = (GREYS[named[1]] if named[1] else front), (GREYS[named[2]] if named[2] else back)
            continue
        upper, lower = {"█": (front, front), "▀": (front, back), "▄": (back, front), " ": (back, back)}[letter]
        cells.append((upper, lower))
    assert (front, back) == (ink, ground), "the line leaves its colours behind"
    return cells


def read(pixels: Pixels, *, inverted: bool) -> str:
    """What a reader sees there; empty where that is no code."""
    found = zxingcpp.read_barcodes(pixels, zxingcpp.BarcodeFormat.QRCode, try_invert=inverted, try_rotate=False)
    return found[0].text if found else ""


@pytest.mark.parametrize("terminal", [DARK, LIGHT, (0, 255), (255, 0), (128, 128)])
@pytest.mark.parametrize("encoding", ["utf-8", "cp437", "ascii", "latin-1", "no such encoding"])
def test_with_colours_it_is_read_anywhere(terminal: tuple[int, int], encoding: str) -> None:
    """Dark on light whatever the terminal's own colours are, and whatever letters it has."""
    text = qr(ADDRESS, colours=True, encoding=encoding)
    assert read(drawn(text, *terminal), inverted=False) == ADDRESS
    text.encode("utf-8" if encoding.startswith("no") else encoding)


@pytest.mark.parametrize(("terminal", "inverted"), [(DARK, False), (LIGHT, True)])
def test_without_colours_it_is_read_on_both(terminal: tuple[int, int], inverted: bool) -> None:
    """On a dark terminal it is right, on a light one inverted, as phones read it too."""
    text = qr(ADDRESS, colours=False, encoding="utf-8")
    assert "\x1b" not in text
    assert read(drawn(text, *terminal), inverted=inverted) == ADDRESS


def test_nothing_is_drawn_that_no_camera_reads() -> None:
    """With neither colours nor half blocks there is no code, rather than one of letters."""
    assert qr(ADDRESS, colours=False, encoding="latin-1") == ""


def test_it_is_quiet_around_the_code() -> None:
    """Four light modules on every side, also where the terminal around it is dark; it fits a small terminal."""
    rows = qr(ADDRESS, colours=True, encoding="utf-8").splitlines()
    shown = np.array([_cells(row, *DARK) for row in rows], np.uint8).transpose(0, 2, 1).reshape(2 * len(rows), -1)
    dark = np.argwhere(shown == 0)
    assert dark.min() == QUIET
    assert dark.max(axis=0)[1] == shown.shape[1] - QUIET - 1
    assert shown.shape[0] - 1 - dark.max(axis=0)[0] in (QUIET, QUIET + 1)
    assert len(rows) <= 20
    assert shown.shape[1] <= 40


@pytest.mark.parametrize(
    "address", ["http://[fd00:1234:5678:9abc:def0:1234:5678:9abc]:65535/AbCdEfGhIjKlMnOp/", "http://a/"]
)
def test_long_and_short_addresses_fit(address: str) -> None:
    """Whatever version of code they need."""
    assert read(drawn(qr(address, colours=True, encoding="utf-8"), *DARK), inverted=False) == address
