"""The checksum of a file's frames, put together from those of its runs: no byte is looked at that was kept before.

It is LAME's CRC-16 (polynomial 0x8005, reflected, from zero). The sum is linear: that of two stretches one after the
other is that of the second, added to what the state after the first becomes over as many zero bytes. A state has 16
bits: two tables of 256 tell what any number of zero bytes makes of it, and make those of twice as many.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from .formats import Format
from .frames import silent_frame

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_FEW = 256
"""Frames looked at at a time."""

_Map = tuple[tuple[int, ...], tuple[int, ...]]
"""What becomes of a state: by its low byte and by its high byte, to be added."""


def crc16(data: bytes) -> int:
    """The checksum of a few bytes."""
    table, crc = _table(), 0
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


def crc_of_frames(frames: bytes, form: Format) -> int:
    """The checksum of whole frames, by numpy: each byte's own part is looked up, and all are added."""
    import numpy as np

    tables, places = _tables(form), np.arange(form.frame_bytes)
    rows = np.frombuffer(frames, dtype=np.uint8).reshape(-1, form.frame_bytes)
    one_on, crc = _zeros(form, 0), 0
    for at in range(0, len(rows), _FEW):
        for own in np.bitwise_xor.reduce(tables[places, rows[at : at + _FEW]], axis=1).tolist():
            crc = _after(one_on, crc) ^ own
    return crc


def crc_of_silence(frames: int, form: Format) -> int:
    """The checksum of so many silent frames."""
    crc = 0
    for bit in range(frames.bit_length()):
        if frames >> bit & 1:
            crc = joined(crc, _silence(form, bit), 1 << bit, form)
    return crc


def joined(crc: int, more: int, frames: int, form: Format) -> int:
    """The checksum of two stretches, given that of each and how many frames the second has."""
    for bit in range(frames.bit_length()):
        if frames >> bit & 1:
            crc = _after(_zeros(form, bit), crc)
    return crc ^ more


def _after(zeros: _Map, state: int) -> int:
    low, high = zeros
    return low[state & 0xFF] ^ high[state >> 8]


def _twice(first: _Map, then: _Map) -> _Map:
    """One after the other."""
    low, high = first
    return tuple(_after(then, state) for state in low), tuple(_after(then, state) for state in high)


@functools.cache
def _zeros(form: Format, doubled: int) -> _Map:
    """What 2 ** ``doubled`` frames of zero bytes make of a state."""
    if doubled:
        half = _zeros(form, doubled - 1)
        return _twice(half, half)
    table = _table()
    power: _Map = (table, tuple(high ^ table[0] for high in range(256)))  # of one byte: the high one moves down
    whole: _Map = (tuple(range(256)), tuple(high << 8 for high in range(256)))
    for bit in range(form.frame_bytes.bit_length()):
        if form.frame_bytes >> bit & 1:
            whole = _twice(whole, power)
        power = _twice(power, power)
    return whole


@functools.cache
def _silence(form: Format, doubled: int) -> int:
    """The checksum of 2 ** ``doubled`` silent frames."""
    if not doubled:
        return crc16(silent_frame(form))
    half = _silence(form, doubled - 1)
    return joined(half, half, 1 << (doubled - 1), form)


@functools.cache
def _table() -> tuple[int, ...]:
    """The checksum of each single byte."""
    table = []
    for byte in range(256):
        state = byte
        for _ in range(8):
            state = state >> 1 ^ (0xA001 if state & 1 else 0)
        table.append(state)
    return tuple(table)


@functools.cache
def _tables(form: Format) -> npt.NDArray[np.uint16]:
    """What each byte adds to a frame's checksum, by its place and value."""
    import numpy as np

    tables = np.empty((form.frame_bytes, 256), dtype=np.uint16)
    single = tables[-1] = np.array(_table(), dtype=np.uint16)
    for place in range(form.frame_bytes - 2, -1, -1):
        later = tables[place + 1]
        tables[place] = single[later & 0xFF] ^ (later >> 8)
    return tables
