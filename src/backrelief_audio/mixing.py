"""Timeline and clips to blocks: what is heard, each stretch on the tick it can be encoded from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from . import segments
from .model.script import Sound
from .model.sound import Block, Clip, PlacedBlock
from .model.timeline import Timeline
from .units import SAMPLES_PER_MS, TICK_MS, TICK_SAMPLES, Ms, Tick, ticks_covering

if TYPE_CHECKING:
    from pydub import AudioSegment

VERSION = 1
"""Part of every block's name: raise it when the same clip and pad would sound different."""


def blocks(timeline: Timeline, clip_of: Callable[[Sound], Clip]) -> Iterator[PlacedBlock]:
    """The blocks of a session without a bed, one a cue, in order; each is made as it is asked for.

    A block starts on the last tick not after its cue and holds silence up to the cue, the clip, and silence to a whole
    tick. Blocks of cues less than a tick apart share a tick, where at most one is not silent: their sum is right.

    ``clip_of`` is asked for each cue in turn, so that clips need not all be in memory. Asserts that cues last as long
    as their clips, never overlap, and end with the timeline at the latest.
    """
    free = Ms(0)
    for cue in timeline.cues:
        clip = clip_of(cue.sound)
        assert cue.start >= free, f"{cue.sound} at {cue.start} ms begins before the cue before it ends, at {free} ms"
        assert len(clip.audio) == cue.end - cue.start, f"{cue.sound} at {cue.start} ms is not as long as its clip"
        start, pad = divmod(cue.start, TICK_MS)
        placed = PlacedBlock(start=Tick(start), block=_block(clip, Ms(pad)))
        assert start + ticks_covering(Ms(pad + len(clip.audio))) <= timeline.ticks, f"{cue.sound} runs past the end"
        yield placed
        free = cue.end


def _block(clip: Clip, pad: Ms) -> Block:
    """A clip so many milliseconds after a tick."""
    name = hashlib.sha256(f"block {VERSION} {pad} {clip.name}".encode()).hexdigest()
    ticks = ticks_covering(Ms(pad + len(clip.audio)))
    return Block(name=name, ticks=ticks, render=partial(_padded, clip.audio, pad))


def _padded(audio: AudioSegment, pad: Ms) -> AudioSegment:
    import numpy as np

    heard = segments.samples(audio)
    before = pad * SAMPLES_PER_MS
    ticks = -(-(before + len(heard)) // TICK_SAMPLES)
    padded = np.zeros(ticks * TICK_SAMPLES, dtype="<i2")
    padded[before : before + len(heard)] = heard
    return segments.segment(padded)
