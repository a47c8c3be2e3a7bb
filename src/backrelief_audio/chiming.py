"""Chimes and the tick, made here note by note: low, slow to rise and soft, so that they never startle."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import segments
from .model.script import Chime
from .model.sound import Clip, Measure
from .units import SAMPLE_RATE, Db, Ms, samples_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

VERSION = 2
"""Part of every chime's name: raise it when one of them sounds different."""

_D3, _A3, _D4, _F4_SHARP, _A4 = 146.83, 220.0, 293.66, 369.99, 440.0
"""Hertz. A D major chord, so that all chimes belong together."""

_PARTIALS = ((1, 1.0), (2, 0.28), (3, 0.07))
"""Multiples of a note and their share. The second keeps the low notes audible on a phone; none is above 1.4 kHz."""

_DETUNE = 1.0012
"""Each note is two voices so far apart: they beat once in some seconds, which is heard as warmth."""


@dataclass(frozen=True, slots=True)
class _Note:
    at: Ms
    hertz: float
    share: float
    attack: Ms
    """A raised cosine from silence."""

    decay: Ms
    """Time to fall to 1/e after the attack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    measure: Measure
    fade: Ms
    """The end, a raised cosine to silence."""

    peak: Db
    """To full scale; chosen so that the loudest 400 ms are at -19 LUFS, as loud as the voice (measured)."""

    notes: tuple[_Note, ...]
    partials: tuple[tuple[int, float], ...] = _PARTIALS


_LEAD = Ms(21)
"""Silence before the tick, so that its centre lies 24 ms after its start, which is a whole frame: on a beat its block
starts on a frame too, and is encoded once for all beats."""

_STRIKE = Ms(36)
"""The attack of the marks: its steepest rise lies two thirds in, at 24 ms, for the same reason."""

_RECIPES = {
    # It swells from nothing: earbuds that wake on sound lose a part of the low lead-in and none of the chord.
    Chime.START: _Recipe(
        measure=Measure(length=Ms(2000), centre=Ms(650)),
        fade=Ms(900),
        peak=Db(-10.0),
        notes=(
            _Note(Ms(0), _D3, 1.0, Ms(700), Ms(1500)),
            _Note(Ms(300), _A3, 0.8, Ms(500), Ms(1200)),
            _Note(Ms(450), _D4, 0.7, Ms(450), Ms(1000)),
            _Note(Ms(600), _F4_SHARP, 0.45, Ms(400), Ms(800)),
        ),
    ),
    # Up a fourth: over to the other side.
    Chime.SIDE: _Recipe(
        measure=Measure(length=Ms(696), centre=Ms(24)),
        fade=Ms(300),
        peak=Db(-10.0),
        notes=(_Note(Ms(0), _A3, 1.0, _STRIKE, Ms(220)), _Note(Ms(200), _D4, 0.8, _STRIKE, Ms(260))),
    ),
    # Down a fifth, quicker: done.
    Chime.DONE: _Recipe(
        measure=Measure(length=Ms(648), centre=Ms(24)),
        fade=Ms(300),
        peak=Db(-9.5),
        notes=(_Note(Ms(0), _A4, 0.9, _STRIKE, Ms(130)), _Note(Ms(150), _D4, 0.9, _STRIKE, Ms(260))),
    ),
    # One note twice, like a knock: get ready again.
    Chime.REST_OVER: _Recipe(
        measure=Measure(length=Ms(840), centre=Ms(24)),
        fade=Ms(300),
        peak=Db(-10.0),
        notes=(_Note(Ms(0), _F4_SHARP, 0.9, _STRIKE, Ms(140)), _Note(Ms(280), _F4_SHARP, 1.0, _STRIKE, Ms(240))),
    ),
    # Like a knuckle on wood: two notes that belong to no chord and die at once.
    Chime.TICK: _Recipe(
        measure=Measure(length=Ms(72), centre=Ms(24)),
        fade=Ms(20),
        peak=Db(-10.6),
        notes=(_Note(_LEAD, 410.0, 1.0, Ms(5), Ms(14)), _Note(_LEAD, 655.0, 0.5, Ms(5), Ms(9))),
        partials=((1, 1.0),),
    ),
    Chime.END: _Recipe(
        measure=Measure(length=Ms(2500), centre=Ms(40)),
        fade=Ms(1200),
        peak=Db(-10.0),
        notes=(
            _Note(Ms(0), _F4_SHARP, 0.85, Ms(80), Ms(600)),
            _Note(Ms(380), _D4, 0.9, Ms(90), Ms(700)),
            _Note(Ms(760), _A3, 0.95, Ms(110), Ms(900)),
            _Note(Ms(1140), _D3, 0.85, Ms(160), Ms(1100)),
        ),
    ),
}


def chime_measure(chime: Chime) -> Measure:
    """How long a chime is and where it is heard to begin. Makes no sound."""
    return _RECIPES[chime].measure


@functools.cache
def chime_name(chime: Chime) -> str:
    """The name of a chime's clip. Makes no sound."""
    return hashlib.sha256(f"chime {VERSION} {chime.value}".encode()).hexdigest()


@functools.cache
def chime_clip(chime: Chime) -> Clip:
    """A chime as a clip: 48 kHz, mono, 16 bit, whole milliseconds, from digital silence and back to it. Made once."""
    audio = segments.segment(_made(_RECIPES[chime]))
    return Clip(name=chime_name(chime), audio=audio, measure=chime_measure(chime))


def _made(recipe: _Recipe) -> npt.NDArray[np.int16]:
    import numpy as np

    length = samples_of(recipe.measure.length)
    sound = np.zeros(length)
    for note in recipe.notes:
        at = samples_of(note.at)
        sound[at:] += _played(note, recipe.partials, length - at)
    fade = samples_of(recipe.fade)
    sound[-fade:] *= _rise(fade)[::-1]
    sound *= 10 ** (recipe.peak / 20) / np.max(np.abs(sound))
    return np.round(sound * 32767).astype("<i2")


def _played(note: _Note, partials: tuple[tuple[int, float], ...], length: int) -> npt.NDArray[np.float64]:
    """A note of two slightly detuned voices, so many samples long."""
    import numpy as np

    time = np.arange(length) / SAMPLE_RATE
    sound = np.zeros(length)
    for hertz in (note.hertz, note.hertz * _DETUNE):
        for multiple, share in partials:
            sound += share * np.sin(2 * np.pi * hertz * multiple * time)
    attack = samples_of(note.attack)
    envelope = np.exp((note.attack / 1000 - time) * 1000 / note.decay)
    envelope[:attack] = _rise(attack)
    return note.share * envelope * sound


def _rise(length: int) -> npt.NDArray[np.float64]:
    """A raised cosine from nothing to one."""
    import numpy as np

    return 0.5 - 0.5 * np.cos(np.pi * np.arange(length) / length)
