"""Voices, and what is heard: clips as they were spoken, blocks as they are encoded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Protocol

from ..units import Db, Lufs, Ms, Tick

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydub import AudioSegment


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One band of an equaliser: everything below, or above, a frequency is raised or lowered."""

    hertz: int
    """Where half of the gain is reached."""

    gain: Db
    high: bool
    """Whether it acts above that frequency, else below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """How to speak: an engine, one of its voices, and its settings."""

    name: str
    """The name of its file."""

    title: str
    """A line for people."""

    engine: str
    voice: str
    """The engine's own id for it."""

    language: str
    words_per_minute: int
    """The normal speed, which a rate of 1.0 means."""

    pitch: int
    """0 to 100, 50 the engine's own; engines without a pitch ignore it."""

    gain: Db
    """Added after levelling."""

    ms_per_letter: float
    """About how long a letter of text takes, for planning before anything is spoken. Measured over the catalogue."""

    pauses: float = 1.0
    """How long the silences between sentences are, as a ratio to the usual."""

    shelves: tuple[Shelf, ...] = ()
    """Its equaliser, applied before levelling."""

    noise: float = 0.0
    """How much a neural voice varies its tone, and (``rhythm_noise``) its rhythm; at 0 it repeats itself exactly."""

    rhythm_noise: float = 0.0
    fallback: str = ""
    """The voice to make the whole session with when this one's engine breaks; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipKey:
    """Everything that can be heard in a clip; what is equal here sounds the same."""

    engine: str
    engine_version: str
    voice: str
    words_per_minute: int
    pitch: int
    gain: Db
    rate: float
    """A ratio to the voice's normal speed."""

    text: str
    """As the engine was given it: respelled where it would say a word wrong."""

    chain: int
    """Version of the trimming and levelling."""

    shelves: tuple[Shelf, ...] = ()
    noise: float = 0.0
    rhythm_noise: float = 0.0

    def digest(self) -> str:
        """A name for it, 64 hexadecimal digits."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}  # asdict would copy each deeply
        return hashlib.sha256(json.dumps(values, sort_keys=True, default=asdict).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Measure:
    """What layout needs to know of a sound."""

    length: Ms
    centre: Ms
    """The perceptual centre, from the clip's start: the moment that is heard as the beat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A line as spoken, trimmed and levelled, or a chime: 48 kHz, mono, 16 bit, whole milliseconds."""

    name: str
    """The digest of what it is made of."""

    audio: AudioSegment
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of sound that starts and ends in digital silence, on a tick, and can be encoded alone."""

    name: str
    """Equal names sound the same."""

    ticks: Tick
    render: Callable[[], Iterator[AudioSegment]]
    """Makes its sound: so many ticks, mono or stereo, in pieces one after the other, each a cue or some seconds.

    Called only where it was not encoded before, in any thread; the pieces are all drawn in that thread.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBlock:
    """Where a block goes."""

    start: Tick
    block: Block


BED_LEVEL = Lufs(-24.0)
"""Integrated loudness, stereo, that every bed plays at; mixing turns it down under the voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a session for a bed to play under: a step of the plan, mostly."""

    at: Ms
    """Where in the session it begins, for beds that go on from passage to passage."""

    length: Ms
    zero: Ms
    """From its start to its first beat; negative in a part that begins later."""

    bar: Ms | None
    """How long a rep lasts, first beat to first beat; None where nothing is done on beats."""

    def part(self, start: Ms, end: Ms) -> Passage:
        """What is heard of it from one moment to another, both from its start."""
        assert 0 <= start <= end <= self.length, (start, end)
        return replace(self, at=Ms(self.at + start), length=Ms(end - start), zero=Ms(self.zero - start))


class Bed(Protocol):
    """Music or ambience underneath."""

    @property
    def name(self) -> str:
        """As it was asked for."""

    def key(self, passage: Passage) -> str:
        """What decides how a passage sounds: equal keys sound the same."""

    def play(self, passage: Passage) -> NDArray[np.float32]:
        """A passage at BED_LEVEL, of shape (samples, 2) at 48 kHz, full scale 1.0. It may begin and end abruptly.

        A part of a passage is what is heard there when the whole is played. Called from several threads at once.
        Whoever gets it may write to it.
        """
