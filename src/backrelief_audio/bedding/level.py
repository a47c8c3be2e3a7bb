"""Integrated loudness of what beds are made of, by ITU-R BS.1770-4, measured in the frequency domain."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ..units import Lufs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ABSOLUTE = Lufs(-70.0)
_RELATIVE = -10.0
"""The two gates: blocks below the first don't count, nor those so far below the mean of the others."""


class Meter:
    """Takes a sound in pieces and tells how loud all of it is. Nothing of the sound is kept but its power.

    Within 0.1 LU of a meter that filters in time (measured against pyloudnorm); the K-weighting is applied to the
    spectrum of each 100 ms, and four neighbours of these are a block.
    """

    def __init__(self, rate: int) -> None:
        import numpy as np

        self._hop = rate // 10
        self._rate = rate
        self._rest = np.zeros((0, 2), dtype=np.float32)
        self._powers: list[NDArray[np.float64]] = []

    def add(self, sound: NDArray[np.float32]) -> None:
        """Measure a piece more: full scale 1.0, of shape (samples, 2)."""
        import numpy as np

        given = np.concatenate([self._rest, sound])
        whole = len(given) // self._hop
        self._rest = given[whole * self._hop :].copy()
        frames = given[: whole * self._hop].reshape(whole, self._hop, 2)
        for at in range(0, whole, 16):  # few at a time: larger arrays come from fresh pages, which cost more than this
            spectra = np.fft.rfft(frames[at : at + 16], axis=1)
            power = spectra.real**2 + spectra.imag**2
            self._powers.append((power[..., 0] + power[..., 1]) @ k_weights(self._hop, self._rate))

    def integrated(self) -> Lufs:
        """The gated loudness of all that was added; minus infinity for silence, and for less than 400 ms."""
        import numpy as np

        powers = np.concatenate([np.zeros(0), *self._powers])
        if len(powers) < 4:
            return Lufs(float("-inf"))
        blocks = np.convolve(powers, np.full(4, 0.25), mode="valid")
        blocks = blocks[blocks > 10.0 ** ((_ABSOLUTE + 0.691) / 10.0)]
        if not len(blocks):
            return Lufs(float("-inf"))
        blocks = blocks[blocks > blocks.mean() * 10.0 ** (_RELATIVE / 10.0)]
        return Lufs(-0.691 + 10.0 * float(np.log10(blocks.mean())))


@lru_cache(maxsize=4)
def k_weights(size: int, rate: int) -> NDArray[np.float64]:
    """What turns the power at each bin of a transform of so many samples into their K-weighted mean square.

    The standard's own coefficients for 48 kHz, looked at where the bins of ``rate`` lie.
    """
    import numpy as np

    back = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1.0 / rate) / 48_000.0)
    shelf = (1.53512485958697 - 2.69169618940638 * back + 1.19839281085285 * back**2) / (
        1.0 - 1.69065929318241 * back + 0.73248077421585 * back**2
    )
    cut = (1.0 - 2.0 * back + back**2) / (1.0 - 1.99004745483398 * back + 0.99007225036621 * back**2)
    weights: NDArray[np.float64] = np.abs(shelf * cut) ** 2 * (2.0 / size**2)
    weights[0] = 0.0
    return weights
