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

_SIZE = 1 << 14
"""Samples of a transform: what is filtered at a time, and the echo of that. Small enough to stay in a core's cache."""


def equalised(sound: Sound, shelves: tuple[Shelf, ...]) -> Sound:
    """The sound, at 48 kHz, through its shelves; a little longer than it was, or as it came where there are none."""
    import numpy as np

    if not shelves or not len(sound):
        return sound
    heard: Sound = np.zeros(len(sound) + _ECHO * SAMPLES_PER_MS, dtype=np.float32)
    few = _SIZE - _ECHO * SAMPLES_PER_MS
    response = _response(shelves)
    for at in range(0, len(sound), few):
        rung = np.fft.irfft(np.fft.rfft(sound[at : at + few], _SIZE) * response, _SIZE)
        room = heard[at : at + _SIZE]
        room += rung[: len(room)]
    return heard


@lru_cache(maxsize=16)
def _response(shelves: tuple[Shelf, ...]) -> NDArray[np.complex64]:
    """What shelves make of each bin of a transform."""
    import numpy as np

    product = np.ones(_SIZE // 2 + 1, dtype=np.complex128)
    for shelf in shelves:
        product *= _shelf(shelf)
    response = product.astype(np.complex64)
    response.flags.writeable = False  # it is shared
    return response


def _shelf(shelf: Shelf) -> NDArray[np.complex128]:
    """A shelf's response.

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
    delays = np.exp(-2j * np.pi * np.outer(np.arange(_SIZE // 2 + 1) / _SIZE, np.arange(3)))
    response: NDArray[np.complex128] = (delays @ over) / (delays @ under)
    return response
