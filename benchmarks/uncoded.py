"""A session as it is before it is encoded, alone and over beds that are easy and hard to code."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from backrelief_audio import pipeline, segments
from backrelief_audio.asking import Asked
from backrelief_audio.bedding import generated_bed
from backrelief_audio.levels import integrated
from backrelief_audio.mixing import blocks, blocks_over_bed
from backrelief_audio.model.request import BedDistance, Request
from backrelief_audio.model.sound import BED_LEVEL, Bed, Passage, PlacedBlock
from backrelief_audio.pipeline.composing import Composed
from backrelief_audio.pipeline.sounding import Sounding
from backrelief_audio.speech.stored import StoredSpeech
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, TICK_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pcm = NDArray[np.int16]
    Sound = NDArray[np.float32]

SEED = 7


@dataclass(frozen=True, slots=True)
class Material:
    """A sound to be coded."""

    name: str
    pcm: Pcm
    """Of shape (samples, channels) at 48 kHz."""

    voice: Pcm
    """The voice in it, mono: what each channel has of it."""


class Loop:
    """A stretch of sound as a bed: it is repeated, and goes on from passage to passage."""

    def __init__(self, name: str, loop: Sound) -> None:
        self.name = name
        self._loop = loop

    def key(self, passage: Passage) -> str:
        """Asked of beds whose blocks are kept; none is here."""
        return f"{self.name} {passage.at} {passage.length}"

    def play(self, passage: Passage) -> Sound:
        """So much of it."""
        at = np.arange(passage.at * SAMPLES_PER_MS, (passage.at + passage.length) * SAMPLES_PER_MS)
        played: Sound = self._loop[at % len(self._loop)]
        return played


def hard_beds() -> tuple[Loop, Loop, Loop]:
    """Silence, which leaves the voice as it is mixed; and two that are hard to code: dense music, and broad noise."""
    drawn = np.random.default_rng(1)
    chords = np.concatenate([_chord(number, drawn) for number in range(8)])
    hiss = drawn.standard_normal(chords.shape).astype(np.float32)
    noises = {"dense music": chords + hiss * np.float32(0.004), "broad noise": hiss}
    silence = Loop("silence", np.zeros((1, 2), dtype=np.float32))
    loud = [Loop(name, sound * _turned(BED_LEVEL - integrated(sound))) for name, sound in noises.items()]
    return silence, loud[0], loud[1]


def _turned(decibels: float) -> np.float32:
    return np.float32(10.0 ** (decibels / 20.0))


def _chord(number: int, noise: np.random.Generator) -> Sound:
    """Two seconds: four notes, all overtones to 14 kHz, struck anew each half second."""
    at = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    struck = np.exp(-3.0 * (at % 0.5))
    sound = np.zeros((len(at), 2))
    for step in (0, 4, 7, 14):
        hertz = 110.0 * 2.0 ** ((step + (0, 5, 7, 2)[number % 4]) / 12.0)
        for overtone in range(1, int(14_000 / hertz)):
            for side in (0, 1):
                wave = np.sin(2.0 * np.pi * hertz * overtone * at + noise.uniform(0.0, 6.28))
                sound[:, side] += wave * struck * noise.uniform(0.5, 1.0) / overtone**0.7
    chord: Sound = (sound * 0.02).astype(np.float32)
    return chord


def materials(seconds: int) -> tuple[Material, ...]:
    """The session as it is before it is encoded, three times."""
    with tempfile.TemporaryDirectory() as folder:
        workshop = pipeline.workshop(Path(folder), Path(folder) / "own", Path(folder) / "data")
        request = workshop.request(Asked(minutes=f"{seconds / 60:g}", seed=SEED, voice="clear", bed="none"))

        def made(request: Request, speech: StoredSpeech) -> tuple[Material, ...]:
            return tuple(_mixed(workshop.composed(request, speech), Sounding(speech)))

        with workshop.speakers() as speakers:
            return speakers.spoken(request, made)


def _mixed(composed: Composed, sounds: Sounding) -> Iterator[Material]:
    timeline = composed.timeline
    alone = _laid(blocks(timeline, sounds), timeline.ticks, 1)
    yield Material("voice only", alone, alone[:, 0])

    def over(bed: Bed) -> Pcm:
        return _laid(blocks_over_bed(timeline, sounds, bed, BedDistance.STANDARD), timeline.ticks, 2)

    silence, *hard = hard_beds()
    voice = over(silence)[:, 0]
    for bed in (generated_bed("warm-pad"), *hard):
        yield Material(f"over {bed.name}", over(bed), voice)


def _laid(placed: Iterator[PlacedBlock], ticks: int, channels: int) -> Pcm:
    whole = np.zeros((ticks * TICK_SAMPLES, channels), dtype="<i2")
    for one in placed:
        at = one.start * TICK_SAMPLES
        for piece in one.block.render():
            heard = segments.samples(piece).reshape(-1, channels)
            whole[at : at + len(heard)] += heard
            at += len(heard)
    return whole
