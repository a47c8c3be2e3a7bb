"""A voice's equaliser: shelves that raise or lower everything below or above a frequency."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

from ..model.sound import Shelf
from ..units import SAMPLE_RATE, Ms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .trimming import Sound

_ECHO = Ms(100)
"""What is added for the filters to die away in; the slowest, 12 dB below 40 Hz, has fallen by 100 dB then."""

_ECHOES = 4
"""So many echoes are in what is filtered at a time: small enough to stay in a core's cache."""


def equalised(sound: Sound, shelves: tuple[Shelf, ...], rate: int = SAMPLE_RATE) -> Sound:
    """The sound through its shelves; a little longer than it was, or as it came where there are none.

    ``rate`` in hertz is the sound's own: what an engine gives has half the samples that a clip will have.
    """
    import numpy as np

    if not shelves or not len(sound):
        return sound
    echo = _ECHO * rate // 1000
    size = 1 << (_ECHOES * echo - 1).bit_length()
    heard: Sound = np.zeros(len(sound) + echo, dtype=np.float32)
    response = _response(shelves, rate, size)
    for at in range(0, len(sound), size - echo):
        rung = np.fft.irfft(np.fft.rfft(sound[at : at + size - echo], size) * response, size)
        room = heard[at : at + size]
        room += rung[: len(room)]
    return heard


@lru_cache(maxsize=16)
def _response(shelves: tuple[Shelf, ...], rate: int, size: int) -> NDArray[np.complex64]:
    """What shelves make of each bin of a transform of so many samples."""
    import numpy as np

    hertz = np.fft.rfftfreq(size, 1.0 / rate)
    product = np.ones(len(hertz), dtype=np.complex128)
    for shelf in shelves:
        product *= _shelf(shelf, hertz)
    response = product.astype(np.complex64)
    response.flags.writeable = False  # it is shared
    return response


def _shelf(shelf: Shelf, hertz: NDArray[np.floating]) -> NDArray[np.complex128]:
    """A shelf's response at these frequencies.

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
    delays = np.exp(-2j * np.pi * np.outer(hertz / SAMPLE_RATE, np.arange(3)))
    response: NDArray[np.complex128] = (delays @ over) / (delays @ under)
    return response
