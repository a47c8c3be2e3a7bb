"""The frame in front of all others: how long the file is, and what to leave out at both ends.

Fields, their order and their values are those of LAME's VbrTag.c.
"""

from __future__ import annotations

import re
import struct

from ..units import TICK_SAMPLES
from .checksums import crc16
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
    return (head + struct.pack(">H", crc16(head))).ljust(form.frame_bytes, b"\0")


def _encoder(form: Format) -> bytes:
    """How the encoder signs its silence, such as LAME3.100; players know the extension by the first four letters."""
    found = re.search(rb"LAME\d+\.\d+", silent_frame(form))
    return found[0] if found else b"LAME"
