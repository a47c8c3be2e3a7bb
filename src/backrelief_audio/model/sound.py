"""Voices, and what is heard: clips as they were spoken, blocks as they are encoded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ..units import Db, Ms, Tick

if TYPE_CHECKING:
    from pydub import AudioSegment


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
    chain: int
    """Version of the trimming and levelling."""

    def digest(self) -> str:
        """A name for it, 64 hexadecimal digits."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


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

    audio: AudioSegment
    """Whole ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBlock:
    """Where a block goes."""

    start: Tick
    block: Block
