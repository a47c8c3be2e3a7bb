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

_ECHO = Ms(2)
"""How long, at least, a sound is given to die away in; so long before it, too, its response may begin."""

_ECHO_TURNS = 4
"""Within so many turns of its frequency a shelf dies away by 90 dB and more, whatever its gain; by 60 where it lies
beside or over the end of the spectrum (measured)."""

_ECHOES = 4
"""So many echoes, at least, are in what is filtered at a time."""

_AT_ONCE = 16_384
"""Samples transformed at once: they stay in a core's cache; larger arrays come from fresh pages, which cost more."""


def equalised(sound: Sound, shelves: tuple[Shelf, ...], rate: int = SAMPLE_RATE) -> Sound:
    """The sound through its shelves; a little longer than it was, or as it came where there are none.

    ``rate`` in hertz is the sound's own: what an engine gives has half the samples that a clip will have.
    """
    import numpy as np

    if not shelves or not len(sound):
        return sound
    before = _ECHO * rate // 1000
    echo = max(before, _ECHO_TURNS * rate // min(shelf.hertz for shelf in shelves))
    size = max(1024, 1 << (_ECHOES * (before + echo)).bit_length())
    step = size - before - echo
    heard: Sound = np.empty((-(-(len(sound) + echo) // step), step), dtype=np.float32)
    padded = np.zeros(heard.size + before + echo, dtype=np.float32)
    padded[echo : echo + len(sound)] = sound
    around = np.lib.stride_tricks.sliding_window_view(padded, size)[::step]
    few, response = max(1, _AT_ONCE // size), _response(shelves, rate, size)
    for at in range(0, len(heard), few):
        rung = np.fft.irfft(np.fft.rfft(around[at : at + few]) * response, size)
        heard[at : at + few] = rung[:, echo : echo + step]
    return heard.reshape(-1)[: len(sound) + echo]


@lru_cache(maxsize=16)
def _response(shelves: tuple[Shelf, ...], rate: int, size: int) -> NDArray[np.complex64]:
    """What shelves make of each bin of a transform of so many samples.

    At a lower rate than a clip's the spectrum ends where they still turn the phase, which would ring for long, ahead of
    the sound too: so they turn its highest fifth less and less. Nobody hears that.
    """
    import numpy as np

    hertz = np.fft.rfftfreq(size, 1.0 / rate)
    product = np.ones(len(hertz), dtype=np.complex128)
    for shelf in shelves:
        product *= _shelf(shelf, hertz)
    if rate < SAMPLE_RATE:
        turned = np.sin(np.pi / 2.0 * np.minimum(1.0, 5.0 * (1.0 - hertz / hertz[-1]))) ** 2
        product = np.abs(product) * np.exp(1j * turned * np.angle(product))
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
