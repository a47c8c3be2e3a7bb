"""What the generated beds are made of. All are in D major, as the chimes are, and leave 1 to 4 kHz to the voice."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import Db, Ms

B2, D3, E3, F3_SHARP, G3 = 123.47, 146.83, 164.81, 185.00, 196.00
A3, B3, D4, E4, F4_SHARP = 220.00, 246.94, 293.66, 329.63, 369.99
A4, B4, D5 = 440.00, 493.88, 587.33
"""Hertz."""

Note = float
Chord = tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chords:
    """Sustained chords, one a bar, each crossfaded with the next around the bar's first beat."""

    chords: tuple[Chord, ...]
    """One a bar, the tonic first."""

    partials: int
    tilt: float
    """The amplitude of partial k of a note is k ** -tilt."""

    soft: int
    """Hertz above which partials fall off steeply."""

    voices: int
    """Each note is so many, side by side from left to right."""

    detune: float
    """How far apart the outermost voices are, as a ratio."""

    overlap: Ms
    """How long a crossfade takes."""

    swell: float = 0.0
    """How much louder it is on the bar's first beat than in its middle, as a ratio of the mean; may be negative."""

    share: float = 1.0
    """Its root mean square, for weighing layers against each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Rain, wind or water: shaped noise."""

    shape: tuple[tuple[int, Db], ...]
    """Hertz and the level of the spectrum there; in between it goes straight, on a logarithmic axis."""

    width: float
    """Amplitude of the difference of the channels to that of their mean, so many to one."""

    drops: int = 0
    """How many a second make it patter; each swells and ebbs away within a quarter of a second."""

    swell: float = 0.0
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strikes:
    """Soft single notes that begin on beats: the steepest of their rise lies there."""

    notes: tuple[Chord, ...]
    """For each bar the notes that divide it evenly, as far as beats allow; a single one is struck on each beat."""

    partials: tuple[float, ...]
    """Amplitudes of partial 1, 2 and so on."""

    attack: Ms
    """A raised cosine from silence."""

    decay: Ms
    """To 1/e."""

    accent: float = 1.0
    """Amplitude of a bar's first note; that of the others is 1."""

    share: float = 1.0
    """Root mean square of a note at its loudest, beside that of the sustained layers."""


Layer = Chords | Noise | Strikes


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A generated bed."""

    title: str
    """A line for people."""

    natural: Ms
    """Its bar where no reps are done."""

    least: Ms
    """Its shortest bar; all are shorter than twice that."""

    bars: int
    """After so many it repeats."""

    layers: tuple[Layer, ...]


RECIPES = {
    "warm-pad": Recipe(
        title="Slow, warm chords that change with the movement",
        natural=Ms(6000),
        least=Ms(4000),
        bars=4,
        layers=(
            Chords(
                chords=(
                    (D3, A3, D4, F4_SHARP, A4),
                    (D3, G3, B3, D4, A4),
                    (B2, F3_SHARP, B3, D4, A4),
                    (E3, A3, D4, E4, A4),
                ),
                partials=6,
                tilt=1.2,
                soft=900,
                voices=3,
                detune=0.003,
                overlap=Ms(1600),
            ),
        ),
    ),
    "low-strings": Recipe(
        title="Low strings, bowed slowly",
        natural=Ms(7000),
        least=Ms(4000),
        bars=4,
        layers=(
            Chords(
                chords=((D3, A3, D4, F4_SHARP), (B2, F3_SHARP, B3, D4), (D3, G3, B3, D4), (E3, A3, D4, E4)),
                partials=10,
                tilt=0.8,
                soft=800,
                voices=6,
                detune=0.007,
                overlap=Ms(1000),
                swell=-0.12,
            ),
        ),
    ),
    "slow-pulse": Recipe(
        title="A soft pulse, about once a second, over a drone",
        natural=Ms(6000),
        least=Ms(4000),
        bars=4,
        layers=(
            Chords(
                chords=((A3, D4, F4_SHARP), (A3, D4, E4), (A3, B3, F4_SHARP), (A3, D4, E4)),
                partials=5,
                tilt=1.0,
                soft=900,
                voices=3,
                detune=0.002,
                overlap=Ms(2000),
            ),
            Strikes(
                notes=((D3,),) * 4,
                partials=(1.0, 0.8, 0.55, 0.3, 0.15),
                attack=Ms(50),
                decay=Ms(260),
                accent=1.3,
                share=2.2,
            ),
        ),
    ),
    "soft-bells": Recipe(
        title="Soft bells over a quiet chord",
        natural=Ms(6000),
        least=Ms(4000),
        bars=4,
        layers=(
            Chords(
                chords=((D3, A3, D4), (D3, A3, D4, E4), (D3, A3, B3), (E3, A3, D4)),
                partials=4,
                tilt=1.1,
                soft=900,
                voices=3,
                detune=0.002,
                overlap=Ms(2000),
            ),
            Strikes(
                notes=((D4, A4), (F4_SHARP, D5), (D4, B4), (E4, A4)),
                partials=(1.0, 0.22, 0.06),
                attack=Ms(70),
                decay=Ms(1800),
                accent=1.2,
                share=1.3,
            ),
        ),
    ),
    "ocean": Recipe(
        title="Waves at a distance that come with the movement",
        natural=Ms(7000),
        least=Ms(5000),
        bars=2,
        layers=(
            Noise(shape=((30, Db(-40)), (90, Db(0)), (300, Db(-4)), (700, Db(-14)), (5000, Db(-60))), width=0.5),
            Noise(
                shape=((150, Db(-30)), (350, Db(0)), (800, Db(-4)), (1400, Db(-16)), (5000, Db(-60))),
                width=0.6,
                swell=0.55,
                share=0.8,
            ),
        ),
    ),
    "soft-rain": Recipe(
        title="Soft rain, heard from indoors",
        natural=Ms(8000),
        least=Ms(5000),
        bars=2,
        layers=(
            Noise(
                shape=((60, Db(-30)), (200, Db(-3)), (500, Db(0)), (1000, Db(-11)), (3000, Db(-32)), (5000, Db(-60))),
                width=0.6,
                swell=0.1,
            ),
            Noise(
                shape=((250, Db(-30)), (500, Db(0)), (1000, Db(-6)), (2500, Db(-24)), (5000, Db(-60))),
                width=0.6,
                drops=14,
                share=0.6,
            ),
        ),
    ),
}
"""By name, in the order they are told to people."""
