"""The only door to pydub: samples to an AudioSegment and back, always 48 kHz, mono, 16 bit.

pydub looks for an ffmpeg program when it is imported and warns where there is none. Nothing here uses that path, so the
warning, and the one that its ``audioop`` is deprecated, are kept from the user in this one place.
"""

from __future__ import annotations

import functools
import threading
import warnings
from typing import TYPE_CHECKING, Any

from .units import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from pydub import AudioSegment

SAMPLE_BYTES = 2
"""Bytes of one sample."""


_importing = threading.Lock()
"""Lines are clipped in several threads, and warnings are silenced for the whole process."""


@functools.cache
def _audio_segment() -> Any:
    """The class of pydub, imported once and in silence."""
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment


def segment(samples: npt.NDArray[np.int16]) -> AudioSegment:
    """Samples as a pydub segment. One-dimensional, int16, 48 kHz; the data is copied."""
    assert samples.ndim == 1, samples.shape
    assert samples.dtype.str == "<i2", samples.dtype
    return segment_of(samples.tobytes())


def segment_of(pcm: bytes) -> AudioSegment:
    """Samples as bytes, 16-bit little-endian at 48 kHz, as a pydub segment."""
    return _audio_segment()(data=pcm, sample_width=SAMPLE_BYTES, frame_rate=SAMPLE_RATE, channels=1)


def samples(segment: AudioSegment) -> npt.NDArray[np.int16]:
    """A segment's samples, one-dimensional int16: a view that can't be written to, not a copy.

    Asserts that the segment is 48 kHz, mono and 16 bit.
    """
    import numpy as np

    shape = (segment.frame_rate, segment.channels, segment.sample_width)
    assert shape == (SAMPLE_RATE, 1, SAMPLE_BYTES), shape
    return np.frombuffer(segment.raw_data, dtype="<i2")
