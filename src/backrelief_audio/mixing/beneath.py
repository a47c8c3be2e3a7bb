"""A session over a bed: one block a step, stereo, in which the bed makes room for the words."""

from __future__ import annotations

import hashlib
import json
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import segments
from ..levels import GATE, LIMITER_REACH, limited, turn
from ..model.request import BedDistance
from ..model.script import Chime
from ..model.sound import BED_LEVEL, Bed, Block, PlacedBlock
from ..model.timeline import Placed, Timeline
from ..units import Db, Lufs, Ms, Tick, ms_of, samples_of
from .ducking import breathe, duck, leads
from .parts import Part, parts
from .sounds import Sounds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pydub import AudioSegment

VERSION = 2
"""Part of every block's name: raise it when the same part would sound different."""

VOICE_LEVEL = Lufs(-16.0)
"""What sessions integrate to where the voice comes from both channels: three above the -19 of one."""

UNDER_VOICE = {BedDistance.NEARER: Db(-10.0), BedDistance.STANDARD: Db(-14.0), BedDistance.FARTHER: Db(-18.0)}
"""How far below the voice a bed is, between words. Listeners want at least 10 LU between speech and music, those who
are no experts some 4 more (Torcoli et al., JAES 2019)."""

FARTHEST = Db(-20.0)
"""A bed farther below the voice would hardly be heard."""

MARGIN = Db(-1.0)
"""How far a bed, which is not equally loud at all times, stays below what a loudness meter counts."""

PEAK = Db(-2.0)
"""The most the true peak of a mix may be, to full scale."""

FADE = Ms(700)
"""How long a bed takes to rise at the start of a step and to fall at its end."""

_PIECE = Ms(1000)
"""How much is mixed at a time: little enough to stay in a processor's cache from step to step."""

_EDGES = Ms(200)
"""How much longer than a cue the blocks are that hear half of it or more."""

LONG_FADE = Ms(2500)
"""The same at both ends of the session."""


@dataclass(frozen=True, slots=True)
class _Mix:
    """One part with all that decides how it sounds."""

    part: Part
    sounds: Sounds
    bed: Bed
    under: Db
    """The bed's level between words, relative to the voice."""

    rise: Ms
    fall: Ms

    def name(self) -> str:
        """A name for its sound, 64 hexadecimal digits."""
        start = ms_of(self.part.start)
        cues = [[cue.start - start, leads(cue), self.sounds.name(cue.sound)] for cue in self.part.cues]
        bed = [self.bed.key(self.part.passage), self.under, self.rise, self.fall]
        told = json.dumps([VERSION, self.part.end - self.part.start, bed, cues])
        return hashlib.sha256(told.encode()).hexdigest()

    def render(self) -> Iterator[AudioSegment]:
        """Its sound, stereo, in pieces of at most _PIECE."""
        length = self.part.passage.length
        gain, words = self._gain(), _Words(self.part, self.sounds)
        for start in range(0, length, _PIECE):
            end = min(start + _PIECE, length)
            first, last = Ms(max(start - LIMITER_REACH, 0)), Ms(min(end + LIMITER_REACH, length))
            sound = limited(self._mixed(first, last, gain, words), PEAK)
            yield segments.segment(_whole(sound[samples_of(Ms(start - first)) : samples_of(Ms(end - first))]))

    def _mixed(self, first: Ms, last: Ms, gain: NDArray[np.float32], words: _Words) -> NDArray[np.float32]:
        """Bed and words from one millisecond of the part to another, before the limiter."""
        sound = self.bed.play(self.part.passage.part(first, last))
        samples = samples_of(Ms(last - first))
        assert sound.shape == (samples, 2), f"the bed {self.bed.name} gave {sound.shape} for {samples} samples"
        turn(sound, gain[first : last + 1])
        words.add(sound, first, last)
        return sound

    def _gain(self) -> NDArray[np.float32]:
        """The bed's gain at each millisecond: its level under the voice, ducked, from silence and back to it."""
        import numpy as np

        length = self.part.passage.length
        level = np.float32(10.0 ** ((VOICE_LEVEL + self.under - BED_LEVEL) / 20.0))
        return duck(self.part.cues, ms_of(self.part.start), length) * breathe(length, self.rise, self.fall) * level


class _Words:
    """The words of a part, heard from its start to its end; no clip is kept that has been heard, or fetched before."""

    def __init__(self, part: Part, sounds: Sounds) -> None:
        self._start = ms_of(part.start)
        self._sounds = sounds
        self._coming = deque(part.cues)
        self._heard: deque[tuple[Ms, Ms, NDArray[np.int16]]] = deque()
        """From when to when in the part, and the samples."""

    def add(self, sound: NDArray[np.float32], first: Ms, last: Ms) -> None:
        """Add to a sound what is said meanwhile; ``first`` never goes back."""
        import numpy as np

        while self._coming and self._coming[0].start - self._start < last:
            self._fetch(self._coming.popleft())
        while self._heard and self._heard[0][1] <= first:
            self._heard.popleft()
        for start, end, samples in self._heard:
            begin, until = max(start, first), min(end, last)
            few = samples[samples_of(Ms(begin - start)) : samples_of(Ms(until - start))]
            spoken = few * np.float32(1.0 / 32767.0)
            for side in (0, 1):
                sound[samples_of(Ms(begin - first)) : samples_of(Ms(until - first)), side] += spoken

    def _fetch(self, cue: Placed) -> None:
        samples = segments.samples(self._sounds.clip(cue.sound).audio)
        start, end = Ms(cue.start - self._start), Ms(cue.end - self._start)
        assert len(samples) == samples_of(Ms(end - start)), f"{cue.sound} is not as long as its clip"
        self._heard.append((start, end, samples))


def _whole(sound: NDArray[np.float32]) -> NDArray[np.int16]:
    """A sound as 16-bit samples. What is given is used up: another array would cost more than all that is done here."""
    import numpy as np

    sound *= np.float32(32767.0)
    np.rint(sound, out=sound)
    whole: NDArray[np.int16] = sound.astype("<i2")
    return whole


def blocks_over_bed(timeline: Timeline, sounds: Sounds, bed: Bed, distance: BedDistance) -> Iterator[PlacedBlock]:
    """The blocks of a session over a bed, one a step, in order, stereo, five ticks of silence between them.

    The bed is as far under the voice as ``distance`` says, ducked under words, and breathes: it rises from silence at
    the start of each step and falls to it at the end. The voice is in the middle, as loud in each channel as without.
    """
    cut = list(parts(timeline))
    under = under_voice(timeline, distance)
    for number, part in enumerate(cut):
        rise = LONG_FADE if number == 0 else FADE
        fall = LONG_FADE if number == len(cut) - 1 else FADE
        mix = _Mix(part, sounds, bed, under, rise, fall)
        block = Block(name=mix.name(), ticks=Tick(part.end - part.start), render=mix.render)
        yield PlacedBlock(start=part.start, block=block)


def under_voice(timeline: Timeline, distance: BedDistance) -> Db:
    """How far below the voice a session's bed is between words; whole decibels.

    A loudness meter leaves out what is 10 LU below the mean of all. Where little is said the mean is low, and a bed at
    its usual distance would be counted: the session would measure softer than its voice is. There it goes farther away.
    What was asked for as nearer stays near.
    """
    usual = UNDER_VOICE[distance]
    if distance is BedDistance.NEARER:
        return usual
    counted = 10.0 * math.log10(max(_heard_share(timeline), 0.01)) + GATE + MARGIN
    return Db(min(usual, max(float(math.floor(counted)), FARTHEST)))


def _heard_share(timeline: Timeline) -> float:
    """The share of a session's blocks of 400 ms in which something is said, a half of them where it begins or ends."""
    heard = sum(cue.end - cue.start + _EDGES for cue in timeline.cues if cue.sound is not Chime.TICK)
    return min(heard / ms_of(timeline.ticks), 1.0)
