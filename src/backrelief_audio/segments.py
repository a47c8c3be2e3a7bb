"""The only door to pydub: samples to an AudioSegment and back, always 48 kHz, 16 bit, mono or stereo.

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
    """Samples as a pydub segment. Int16 at 48 kHz, of shape (n,) or, left and right, (n, 2); the data is copied."""
    assert samples.ndim == 1 or samples.shape[1:] == (2,), samples.shape
    assert samples.dtype.str == "<i2", samples.dtype
    return segment_of(samples.tobytes(), channels=samples.ndim)


def segment_of(pcm: bytes, channels: int = 1) -> AudioSegment:
    """Samples as bytes, 16-bit little-endian at 48 kHz, left before right where there are two, as a pydub segment."""
    assert channels in (1, 2), channels
    return _audio_segment()(data=pcm, sample_width=SAMPLE_BYTES, frame_rate=SAMPLE_RATE, channels=channels)


def samples(segment: AudioSegment) -> npt.NDArray[np.int16]:
    """A segment's samples, int16, of shape (n,) if mono and (n, 2) if stereo: a view that can't be written to, no copy.

    Asserts that the segment is 48 kHz, mono or stereo, and 16 bit.
    """
    import numpy as np

    shape = (segment.frame_rate, segment.sample_width)
    assert shape == (SAMPLE_RATE, SAMPLE_BYTES) and segment.channels in (1, 2), (*shape, segment.channels)
    held = np.frombuffer(segment.raw_data, dtype="<i2")
    return held if segment.channels == 1 else held.reshape(-1, 2)
