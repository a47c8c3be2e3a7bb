"""One channel of what was spoken, without the silence around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..units import SAMPLES_PER_MS, Db, Ms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]
    Samples = NDArray[np.float32] | NDArray[np.float64] | NDArray[np.int16]

TRIM = Db(-45.0)
"""What is quieter than this below the clip's own peak is silence at its ends."""

LEAD = Ms(8)
"""Kept before the first sound. Where an engine left less, silence is added, so that the fade never bites a word."""

TAIL = Ms(50)
"""Kept after the last sound, likewise."""

FADE = Ms(4)


def mono(samples: Samples) -> Sound:
    """One channel around zero, whatever came."""
    import numpy as np

    given: NDArray[Any] = np.asarray(samples)
    scale = np.float32(1.0 / 32768.0 if given.dtype == np.int16 else 1.0)
    sound: Sound = (given.mean(axis=1) if given.ndim > 1 else given).astype(np.float32) * scale
    return sound - np.float32(sound.mean(dtype=np.float64)) if len(sound) else sound


def span(sound: Sound) -> tuple[int, int]:
    """Its first sample above the trimming level and the one after its last; (0, 0) where all is zero."""
    import numpy as np

    size = np.abs(sound)
    loud = size > size.max(initial=0.0) * 10.0 ** (TRIM / 20.0)
    return (int(loud.argmax()), len(loud) - int(loud[::-1].argmax())) if loud.any() else (0, 0)


def trimmed(sound: Sound) -> tuple[Sound, int]:
    """The sound with its lead and tail, faded at both ends, a whole number of milliseconds long; and where it begins.

    It begins at that sample of what was given; before it, where silence had to be added. Raises ValueError where there
    is nothing to hear.
    """
    import numpy as np

    start, end = span(sound)
    if start == end:
        raise ValueError("nothing to hear")
    lead, fade = LEAD * SAMPLES_PER_MS, FADE * SAMPLES_PER_MS
    least = lead + (end - start) + TAIL * SAMPLES_PER_MS
    cut = np.zeros(-(-least // SAMPLES_PER_MS) * SAMPLES_PER_MS, dtype=np.float32)
    missing = max(0, lead - start)
    kept = sound[start - lead + missing :][: len(cut) - missing]
    cut[missing : missing + len(kept)] = kept
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)
    cut[:fade] *= ramp
    cut[-fade:] *= ramp[::-1]
    return cut, start - lead
