"""From a recipe and a grid to a loop: circular, levelled, and the same bytes each time."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from ..levels import Integration
from ..model.sound import BED_LEVEL
from ..units import SAMPLE_RATE
from .grid import RATE, Grid
from .recipes import Chords, Layer, Noise, Note, Recipe, Strikes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Stereo = NDArray[np.float32]

_CHORD_SIZE = 1 << 17
"""Samples of a chord, 10.9 s: more than the longest bar and crossfade. Its partials lie on the bins of this size."""

_NOISE_SIZE = 1 << 18
_NOISE_OVERLAP = RATE
"""Noise is one piece as long as the loop, whose end is crossfaded with its beginning for a second."""

_WIDTH = 0.85
"""How far to a side the outermost voices of a chord are, 0 the middle and 1 one channel alone."""


def loop_of(name: str, recipe: Recipe, grid: Grid) -> Stereo:
    """The bars of a bed once, of shape (samples, 2) at 48 kHz: at BED_LEVEL, and without a seam from end to beginning.

    ``name`` seeds what varies in it. The first beat of its first bar is its first sample.
    """
    import numpy as np

    loop = _mapped(recipe.bars * grid.bar)
    for number, layer in enumerate(recipe.layers):
        chance = np.random.default_rng([zlib.crc32(name.encode()), number])
        sound = _layer(layer, grid, recipe.bars, chance)
        sound *= np.float32(layer.share)
        loop += sound
        del sound  # a loop is made in what memory there is beside the session: none of it longer than needed
    heard = Integration(RATE)
    heard.add(loop)
    heard.add(loop[: RATE // 2])  # over its seam
    loop *= np.float32(10.0 ** ((BED_LEVEL - heard.loudness()) / 20.0))
    finished = _upsampled(loop)
    finished.flags.writeable = False  # it is shared by all who play it
    return finished


def _layer(layer: Layer, grid: Grid, bars: int, chance: np.random.Generator) -> Stereo:
    import numpy as np

    if isinstance(layer, Strikes):
        return _strikes(layer, grid)
    if isinstance(layer, Chords):
        pieces = (_chord(layer, bar, chance) for bar in layer.chords)
        sound = _joined(pieces, len(layer.chords), grid.bar, layer.overlap * RATE // 1000)
    else:
        sound = _joined([_noise(layer, chance)], 1, bars * grid.bar, _NOISE_OVERLAP)
    beats = np.cos(2.0 * np.pi * np.arange(grid.bar) / grid.bar)
    each_bar = sound.reshape(bars, grid.bar, 2)
    each_bar *= (1.0 + layer.swell * beats).astype(np.float32)[:, None]
    return sound


def _joined(pieces: Iterable[Stereo], count: int, length: int, overlap: int) -> Stereo:
    """So many pieces one after the other, each so long, in a circle.

    The crossfades' middles are where the next one begins.

    The crossfade is of equal power: pieces have nothing to do with each other.
    """
    import numpy as np

    total = count * length
    assert length >= overlap
    rise = np.sin(np.pi / 2 * (np.arange(overlap) + 0.5) / overlap).astype(np.float32)[:, None]
    loop = _mapped(total)
    for number, piece in enumerate(pieces):
        assert len(piece) >= length + overlap
        part = piece[: length + overlap].copy()
        part[:overlap] *= rise
        part[-overlap:] *= rise[::-1]
        _add(loop, part, number * length - overlap // 2)
    return loop


def _add(loop: Stereo, part: Stereo, at: int) -> None:
    """Add a part to a loop in place, from a sample on, around its end as often as needed."""
    total, at = len(loop), at % len(loop)
    done = 0
    while done < len(part):
        few = min(len(part) - done, total - at)
        loop[at : at + few] += part[done : done + few]
        done, at = done + few, 0


def _chord(layer: Chords, notes: tuple[Note, ...], chance: np.random.Generator) -> Stereo:
    """A chord that neither begins nor ends. Its partials are sine waves of random phase."""
    import numpy as np

    place = np.linspace(-1.0, 1.0, layer.voices)
    chance.shuffle(place)  # else pitch and place would go together
    partial = np.arange(1, layer.partials + 1)
    hertz = np.array(notes)[:, None, None] * partial * (1.0 + layer.detune / 2 * np.sort(place))[:, None]
    steep = 1.0 / np.sqrt(1.0 + (hertz / layer.soft) ** 6)
    size = np.broadcast_to(partial**-layer.tilt, hertz.shape) * steep
    turn = np.exp(2j * np.pi * chance.random(hertz.shape))
    bins = np.rint(hertz * _CHORD_SIZE / RATE).astype(int)
    spectrum = np.zeros((2, _CHORD_SIZE // 2 + 1), dtype=complex)
    for side, sign in enumerate((-1, 1)):
        gain = np.sqrt((1.0 + sign * _WIDTH * place) / 2.0)[:, None]
        np.add.at(spectrum[side], bins, size * gain * turn)
    channels = np.fft.irfft(spectrum, _CHORD_SIZE)
    del spectrum
    return _steady(channels)


def _noise(layer: Noise, chance: np.random.Generator) -> Stereo:
    """Noise that neither begins nor ends."""
    import numpy as np

    bins = _NOISE_SIZE // 2 + 1
    where, level = zip(*layer.shape, strict=True)
    hertz = np.maximum(np.fft.rfftfreq(_NOISE_SIZE, 1.0 / RATE), 1.0)
    shape = 10.0 ** (np.interp(np.log(hertz), np.log(where), level) / 20.0)
    shape[0] = 0.0
    spectrum = np.empty((2, bins), dtype=complex)
    spectrum.real = chance.standard_normal((2, bins))
    spectrum.imag = chance.standard_normal((2, bins))
    spectrum *= shape
    middle, side = np.fft.irfft(spectrum, _NOISE_SIZE)
    del spectrum
    if layer.drops:
        middle, side = middle * _patter(layer.drops, chance), side * _patter(layer.drops, chance)
    return _steady(np.stack([middle + layer.width * side, middle - layer.width * side]))


def _patter(drops: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """A gain that swells with each of so many drops a second, at random moments."""
    import numpy as np

    falls = np.zeros(_NOISE_SIZE)
    count = drops * _NOISE_SIZE // RATE
    np.add.at(falls, chance.integers(0, _NOISE_SIZE, count), chance.random(count) ** 2)
    drop = _note_shape(RATE * 35 // 1000, RATE * 60 // 1000)
    return 0.35 + np.fft.irfft(np.fft.rfft(falls) * np.fft.rfft(drop, _NOISE_SIZE), _NOISE_SIZE)


def _strikes(layer: Strikes, grid: Grid) -> Stereo:
    """Notes on their beats, alone."""
    import numpy as np

    loop = _mapped(len(layer.notes) * grid.bar)
    early = layer.attack * RATE // 1000 * 2 // 3  # the energy of a raised cosine rises most steeply after two thirds
    for bar, notes in enumerate(layer.notes):
        for number in range(grid.beats if len(notes) == 1 else len(notes)):
            beat = number if len(notes) == 1 else number * grid.beats // len(notes)
            at = bar * grid.bar + round(beat * grid.bar / grid.beats)
            sound = _struck(layer, notes[number % len(notes)])
            _add(loop, sound if number else np.float32(layer.accent) * sound, at - early)
    return loop


@lru_cache(maxsize=16)
def _struck(layer: Strikes, note: Note) -> Stereo:
    """A single note of two voices a little apart in pitch and place, its root mean square 1 at its loudest."""
    import numpy as np

    attack, decay = layer.attack * RATE // 1000, layer.decay * RATE // 1000
    shape = _note_shape(attack, decay)
    time = np.arange(len(shape)) / RATE
    voices = [
        sum(share * np.sin(2 * np.pi * note * apart * k * time) for k, share in enumerate(layer.partials, 1))
        for apart in (0.9992, 1.0008)
    ]
    power = sum(share**2 for share in layer.partials) / 2 * 2
    near, far = np.sqrt(0.65), np.sqrt(0.35)
    left, right = near * voices[0] + far * voices[1], far * voices[0] + near * voices[1]
    sound: Stereo = (np.stack([left, right], axis=1) * shape[:, None] / np.sqrt(power)).astype(np.float32)
    return sound


def _note_shape(attack: int, decay: int) -> NDArray[np.float64]:
    """A raised cosine up and an exponential down, to exactly nothing at last."""
    import numpy as np

    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(attack) / attack)
    time = np.arange(6 * decay)
    fall = np.exp(-time / decay) * np.cos(np.pi / 2 * time / len(time))
    return np.concatenate([rise, fall])


def _steady(channels: NDArray[np.float64]) -> Stereo:
    """Two rows as a sound whose root mean square is 1."""
    import numpy as np

    channels /= np.sqrt(np.mean(channels**2))
    scaled: Stereo = channels.T.astype(np.float32)
    return scaled


def _upsampled(loop: Stereo) -> Stereo:
    """A loop at 48 kHz, as circular as it was."""
    import soxr

    around = RATE // 10
    stream = soxr.ResampleStream(RATE, SAMPLE_RATE, 2, dtype="float32", quality="HQ")
    sound = _mapped(len(loop) * (SAMPLE_RATE // RATE))
    at = -around * (SAMPLE_RATE // RATE)
    seconds = (loop[begin : begin + RATE] for begin in range(0, len(loop), RATE))
    for given in (loop[-around:], *seconds, loop[:around]):
        at = _laid(sound, at, stream.resample_chunk(given))
    at = _laid(sound, at, stream.resample_chunk(loop[:0], last=True))
    assert at >= len(sound), (at, len(sound))
    return sound


def _laid(sound: Stereo, at: int, piece: Stereo) -> int:
    """Lay a piece into a sound from a sample on, as far as it is inside; where the next one goes."""
    inside = piece[max(-at, 0) : max(len(sound) - at, 0)]
    sound[max(at, 0) :][: len(inside)] = inside
    return at + len(piece)


def _mapped(samples: int) -> Stereo:
    """Room for so many samples, in memory of its own.

    What is this large, comes and goes had better not come from the heap, which would keep much of it (measured, glibc).
    """
    import numpy as np

    return np.frombuffer(mmap.mmap(-1, samples * 8), dtype=np.float32).reshape(-1, 2)
