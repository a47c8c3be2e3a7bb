"""Sound to MP3 frames by LAME, and the settings that are the same for every file."""

from __future__ import annotations

import functools

from ..segments import SAMPLE_BYTES
from ..units import SAMPLE_RATE, TICK_SAMPLES

KBPS = 64
"""At which LAME turns everything down by 0.45 dB (measured): its preset for the rate scales by 0.95."""

QUALITY = 5
"""LAME's own scale, 0 best. Three times as fast as libsndfile's setting (measured)."""

FRAME_BYTES = KBPS * 1000 // 8 * TICK_SAMPLES // SAMPLE_RATE
"""192: at 48 kHz a constant rate has frames of one size."""

LEAD = 4
"""Frames of silence before a sound. Three fill the encoder's reservoir of 511 bytes (measured), so that the first sound
has as many bits as it would have in the middle of a file."""

TAIL = 1
"""Frames that a fresh encoder gives beyond those of its input, for its delay."""

DELAY = 576
"""Samples that LAME puts ahead of its input. A decoder adds 529 of its own, and knows it."""


def encode(pcm: bytes) -> bytes:
    """Whole ticks of mono 16-bit samples as the frames of a fresh encoder, TAIL more of them than ticks.

    The first frame refers to no bytes before it. The interpreter's lock is free meanwhile.
    """
    import lameenc

    encoder = lameenc.Encoder()
    encoder.silence()  # its messages, not its sound
    encoder.set_channels(1)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(SAMPLE_RATE)
    encoder.set_bit_rate(KBPS)
    encoder.set_quality(QUALITY)
    frames = bytes(encoder.encode(pcm)) + bytes(encoder.flush())
    assert len(frames) == (len(pcm) // SAMPLE_BYTES // TICK_SAMPLES + TAIL) * FRAME_BYTES, len(frames)
    return frames


@functools.cache
def silent_frame() -> bytes:
    """A frame that stands on its own and decodes to digital silence."""
    return encode(bytes(2 * TICK_SAMPLES * SAMPLE_BYTES))[:FRAME_BYTES]


@functools.cache
def encoder_version() -> str:
    """The version of the encoder's package, a part of every stored name."""
    from importlib.metadata import version

    return version("lameenc")
