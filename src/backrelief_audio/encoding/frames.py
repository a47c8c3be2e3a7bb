"""Sound to MP3 frames by LAME, and the settings that are the same for every file."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..segments import SAMPLE_BYTES
from ..units import SAMPLE_RATE, TICK_SAMPLES
from .formats import Format

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

QUALITY = 7
"""LAME's own scale, 0 to 9. Here 7 is not only twice as fast as 5 but nearer to the uncoded sound as well: so says a
blind measure at each quality and rate, ``benchmarks/encoders.py``, whose figures are in docs/performance.md."""

LEAD = 4
"""Frames of silence before a sound. They fill the encoder's reservoir of 511 bytes, so that the first sound has as many
bits as it would have in the middle of a file: three do for MONO, two for STEREO (measured)."""

TAIL = 1
"""Frames that a fresh encoder gives beyond those of its input, for its delay."""

DELAY = 576
"""Samples that LAME puts ahead of its input. A decoder adds 529 of its own, and knows it."""


def encode(sound: Iterable[npt.NDArray[np.int16]], form: Format) -> bytes:
    """A sound in pieces, each of shape (n, channels) in C order, as the frames of a fresh encoder.

    The pieces are whole ticks together; how it is cut changes nothing. LAME copies each piece as floats, so they had
    better be short. There are TAIL more frames than ticks, and the first refers to no bytes before it. The
    interpreter's lock is free most of the time.
    """
    encoder = _fresh(form)
    samples = 0
    coded = []
    for piece in sound:
        assert piece.shape[1:] == (form.channels,), piece.shape
        samples += len(piece)
        coded.append(bytes(encoder.encode(piece)))  # a copy: its own has room for five times as much
    frames = b"".join([*coded, encoder.flush()])
    assert len(frames) == (samples // TICK_SAMPLES + TAIL) * form.frame_bytes, len(frames)
    return frames


@functools.cache
def silent_frame(form: Format) -> bytes:
    """A frame that stands on its own and decodes to digital silence: the first of a fresh encoder.

    Made without numpy, which a session of known frames does not need.
    """
    encoder = _fresh(form)
    frames: bytes = encoder.encode(bytes(2 * TICK_SAMPLES * form.channels * SAMPLE_BYTES)) + encoder.flush()
    return frames[: form.frame_bytes]


def _fresh(form: Format) -> Any:
    """A LAME encoder that has heard nothing."""
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()  # its messages, not its sound
    encoder.set_channels(form.channels)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(SAMPLE_RATE)
    encoder.set_bit_rate(form.kbps)
    encoder.set_quality(QUALITY)
    return encoder


@functools.cache
def encoder_version() -> str:
    """The version of the encoder's package, a part of every stored name."""
    from importlib.metadata import version

    return version("lameenc")
