"""A voice's equaliser: shelves that raise or lower everything below or above a frequency."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from ..model.sound import Shelf
from ..units import SAMPLE_RATE, SAMPLES_PER_MS, Ms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .trimming import Sound

_ECHO = Ms(100)
"""What is added for the filters to die away in; the slowest, 12 dB below 40 Hz, has fallen by 100 dB then."""


def equalised(sound: Sound, shelves: tuple[Shelf, ...]) -> Sound:
    """The sound, at 48 kHz, through its shelves; a little longer than it was, or as it came where there are none."""
    import numpy as np

    if not shelves or not len(sound):
        return sound
    longer = len(sound) + _ECHO * SAMPLES_PER_MS
    size = 1 << (longer - 1).bit_length()
    spectrum = np.fft.rfft(sound, size)
    for shelf in shelves:
        spectrum *= _response(shelf, size)
    heard: Sound = np.fft.irfft(spectrum, size)[:longer].astype(np.float32)
    return heard


@lru_cache(maxsize=16)
def _response(shelf: Shelf, size: int) -> NDArray[np.complex128]:
    """A shelf's response at each bin of a transform of so many samples.

    Sizes are powers of two, of which speech needs six or so; worked out for each line it took longer than the speech.

    A digital filter of the second order (R. Bristow-Johnson's cookbook for audio equalisers), which rings only after
    what made it ring. Its quality of 1/sqrt(2) is the steepest without a bump on either side of the frequency.
    """
    import numpy as np

    root = 10.0 ** (shelf.gain / 40.0)
    angle = 2.0 * math.pi * shelf.hertz / SAMPLE_RATE
    turn = -math.cos(angle) if shelf.high else math.cos(angle)
    slope = math.sqrt(2.0 * root) * math.sin(angle)
    up, down = root + 1.0, root - 1.0
    over = root * np.array([up - down * turn + slope, 2.0 * (down - up * turn), up - down * turn - slope])
    under = np.array([up + down * turn + slope, -2.0 * (down + up * turn), up + down * turn - slope])
    if shelf.high:  # the same filter, its spectrum turned round
        over[1], under[1] = -over[1], -under[1]
    delays = np.exp(-2j * np.pi * np.outer(np.arange(size // 2 + 1) / size, np.arange(3)))
    response: NDArray[np.complex128] = (delays @ over) / (delays @ under)
    response.flags.writeable = False  # it is shared
    return response
