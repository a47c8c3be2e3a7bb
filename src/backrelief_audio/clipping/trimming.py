"""One channel of what was spoken, without the silence around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..units import SAMPLE_RATE, SAMPLES_PER_MS, Db, Ms

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
    sound: Sound = (given.mean(axis=1) if given.ndim > 1 else given).astype(np.float32)
    if given.dtype == np.int16:
        sound *= np.float32(1.0 / 32768.0)
    if len(sound):
        sound -= np.float32(sound.mean(dtype=np.float64))
    return sound


def span(sound: Sound) -> tuple[int, int]:
    """Its first sample above the trimming level and the one after its last; (0, 0) where all is zero."""
    import numpy as np

    size = np.abs(sound)
    loud = size > size.max(initial=0.0) * 10.0 ** (TRIM / 20.0)
    return (int(loud.argmax()), len(loud) - int(loud[::-1].argmax())) if loud.any() else (0, 0)


def trimmed(sound: Sound, rate: int = SAMPLE_RATE) -> tuple[Sound, int]:
    """The sound with its lead and tail, long enough for a whole number of milliseconds; and where it begins.

    It begins at that sample of what was given; before it, where silence had to be added. Raises ValueError where there
    is nothing to hear.
    """
    import numpy as np

    start, end = span(sound)
    if start == end:
        raise ValueError("nothing to hear")
    lead = -(-LEAD * rate // 1000)
    length = -(-1000 * (lead + end - start) // rate) + TAIL
    cut = np.zeros(-(-length * rate // 1000), dtype=np.float32)
    missing = max(0, lead - start)
    kept = sound[start - lead + missing :][: len(cut) - missing]
    cut[missing : missing + len(kept)] = kept
    return cut, start - lead


def faded(sound: Sound) -> Sound:
    """As many whole milliseconds as there are, faded at both ends. What is given is used up."""
    import numpy as np

    kept, fade = sound[: len(sound) // SAMPLES_PER_MS * SAMPLES_PER_MS], FADE * SAMPLES_PER_MS
    ramp = (0.5 - 0.5 * np.cos(np.pi * (np.arange(fade) + 0.5) / fade)).astype(np.float32)
    kept[:fade] *= ramp
    kept[-fade:] *= ramp[::-1]
    return kept
