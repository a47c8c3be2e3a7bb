"""The frame in front of all others: how long the file is, and what to leave out at both ends.

Fields, their order and their values are those of LAME's VbrTag.c; the checksums are its CRC-16 (polynomial 0x8005,
reflected, from zero).
"""

from __future__ import annotations

import functools
import re
import struct
from collections.abc import Iterable

from ..units import TICK_SAMPLES
from .formats import Format
from .frames import DELAY, QUALITY, TAIL, silent_frame

_ALL_FIELDS = 0b1111
"""Frames, bytes, seek table and quality are there."""

_VBR_SCALE = 4
"""LAME's default, which its quality field holds for a constant rate too."""

_CONSTANT_RATE = 1
_NOT_MEASURED = 0
_NSPSYTUNE_ATH_4 = 0x14
_SHAPING_2_48_KHZ = 0x82
_JOINT_STEREO = 3 << 2
"""In the same byte; mono is 0."""


def header_frame(frames: int, crc: int, form: Format) -> bytes:
    """The header frame of so many frames, itself not counted, with their checksum: "Info" with LAME's extension.

    Its side information is all zero, so a decoder that takes it for sound hears silence.
    """
    size = (frames + 1) * form.frame_bytes
    padding = TAIL * TICK_SAMPLES - DELAY
    table = bytes(256 * percent // 100 for percent in range(100))
    quality = 100 - 10 * _VBR_SCALE - QUALITY
    head = silent_frame(form)[:4] + bytes(form.side_info_bytes)
    head += struct.pack(">4sIII100s", b"Info", _ALL_FIELDS, frames, size, table)
    head += struct.pack(">I9sBB", quality, _encoder(form), _CONSTANT_RATE, form.lowpass // 100)
    head += struct.pack(">IHH", _NOT_MEASURED, _NOT_MEASURED, _NOT_MEASURED)  # peak, two gains
    head += struct.pack(">BB3s", _NSPSYTUNE_ATH_4, form.kbps, (DELAY << 12 | padding).to_bytes(3, "big"))
    mode = _JOINT_STEREO if form.channels > 1 else 0
    head += struct.pack(">BBHIH", _SHAPING_2_48_KHZ | mode, 0, form.kbps, size, crc)
    return (head + struct.pack(">H", _crc16(head))).ljust(form.frame_bytes, b"\0")


def music_crc(chunks: Iterable[bytes], form: Format) -> int:
    """The checksum of all frames, given in pieces of whole frames.

    numpy takes every frame's own, all at once and two bytes at a time, and these are put together: the sum is linear,
    so a frame's checksum only has to be added to what the state before it becomes after a frame of zeros.
    """
    import numpy as np

    assert form.frame_bytes % 2 == 0
    table = np.array(_table(), dtype=np.uint16)
    after_two = np.arange(1 << 16, dtype=np.uint16)
    for _ in range(2):
        after_two = table[after_two & 0xFF] ^ (after_two >> 8)
    states = np.concatenate([np.arange(256), np.arange(256) << 8]).astype(np.uint16)
    for _ in range(form.frame_bytes // 2):
        states = after_two[states]
    low, high = states[:256].tolist(), states[256:].tolist()
    crc = 0
    for chunk in chunks:
        columns = np.frombuffer(chunk, dtype="<u2").reshape(-1, form.frame_bytes // 2).T
        sums = np.zeros(columns.shape[1], dtype=np.uint16)
        for column in columns:
            sums = after_two[sums ^ column]
        for one in sums.tolist():
            crc = low[crc & 0xFF] ^ high[crc >> 8] ^ one
    return crc


def _encoder(form: Format) -> bytes:
    """How the encoder signs its silence, such as LAME3.100; players know the extension by the first four letters."""
    found = re.search(rb"LAME\d+\.\d+", silent_frame(form))
    return found[0] if found else b"LAME"


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _table()[(crc ^ byte) & 0xFF]
    return crc


@functools.cache
def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        state = byte
        for _ in range(8):
            state = state >> 1 ^ (0xA001 if state & 1 else 0)
        table.append(state)
    return tuple(table)
