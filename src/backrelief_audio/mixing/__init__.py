"""Timeline and clips to blocks: what is heard, each stretch on the tick it can be encoded from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from .. import segments
from ..model.script import Sound
from ..model.sound import Block, Clip, PlacedBlock
from ..model.timeline import Placed, Timeline
from ..units import SAMPLES_PER_MS, TICK_MS, TICK_SAMPLES, Ms, Tick, ticks_covering
from .beneath import blocks_over_bed
from .sounds import Sounds

if TYPE_CHECKING:
    from pydub import AudioSegment

__all__ = ["Sounds", "blocks", "blocks_over_bed"]

VERSION = 1
"""Part of every block's name: raise it when the same clip and pad would sound different."""


def blocks(timeline: Timeline, sounds: Sounds) -> Iterator[PlacedBlock]:
    """The blocks of a session without a bed, one a cue, in order, mono.

    A block starts on the last tick not after its cue and holds silence up to the cue, the clip, and silence to a whole
    tick. Blocks of cues less than a tick apart share a tick, where at most one is not silent: their sum is right.

    Clips are asked for when a block is rendered, so that they need not all be in memory. Asserts that cues last as long
    as their clips, never overlap, and end with the timeline at the latest.
    """
    free = Ms(0)
    for cue in timeline.cues:
        assert cue.start >= free, f"{cue.sound} at {cue.start} ms begins before the cue before it ends, at {free} ms"
        start, pad = divmod(cue.start, TICK_MS)
        block = _block(cue, Ms(pad), sounds)
        assert start + block.ticks <= timeline.ticks, f"{cue.sound} runs past the end"
        yield PlacedBlock(start=Tick(start), block=block)
        free = cue.end


def _block(cue: Placed, pad: Ms, sounds: Sounds) -> Block:
    """A clip so many milliseconds after a tick."""
    name = hashlib.sha256(f"block {VERSION} {pad} {sounds.name(cue.sound)}".encode()).hexdigest()
    ticks = ticks_covering(Ms(pad + cue.end - cue.start))
    return Block(name=name, ticks=ticks, render=partial(_rendered, cue, pad, ticks, sounds.clip))


def _rendered(cue: Placed, pad: Ms, ticks: Tick, clip_of: Callable[[Sound], Clip]) -> Iterator[AudioSegment]:
    import numpy as np

    heard = segments.samples(clip_of(cue.sound).audio)
    assert len(heard) == (cue.end - cue.start) * SAMPLES_PER_MS, (
        f"{cue.sound} at {cue.start} ms is not as long as its clip"
    )
    padded = np.zeros(ticks * TICK_SAMPLES, dtype="<i2")
    before = pad * SAMPLES_PER_MS
    padded[before : before + len(heard)] = heard
    yield segments.segment(padded)
