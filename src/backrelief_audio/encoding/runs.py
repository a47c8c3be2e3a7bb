"""Which blocks are encoded together: those so near each other that their frames would meet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import segments
from ..model.sound import Block, PlacedBlock
from ..units import SAMPLE_RATE, TICK_SAMPLES
from .formats import Format
from .frames import LEAD, QUALITY, TAIL, encoder_version

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

VERSION = 2
"""Part of every stored name: raise it when the same blocks would be encoded, or their frames kept, otherwise."""

LONG = 1250
"""Ticks (30 s) after which a block begins a run of its own even if its lead is short of full, for memory's sake.

A block that is longer by itself always does, unless its frames would meet those before: so what isn't one such block,
whose sound comes in pieces, is a minute at most.
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks encoded together as one sound; most often a single block."""

    form: Format
    lead: int
    """Ticks of silence ahead, at most LEAD."""

    blocks: tuple[PlacedBlock, ...]

    @property
    def start(self) -> int:
        """The tick its first frame goes to."""
        return self.blocks[0].start - self.lead

    def key(self) -> str:
        """A name for its frames, 64 hexadecimal digits: equal names are equal frames."""
        settings = [VERSION, encoder_version(), self.form.channels, self.form.kbps, QUALITY, SAMPLE_RATE, self.lead]
        held = [[placed.block.name, placed.start - self.start] for placed in self.blocks]
        return hashlib.sha256(json.dumps([settings, held]).encode()).hexdigest()

    def pieces(self) -> Iterator[npt.NDArray[np.int16]]:
        """Its sound, lead and all, piece after piece: 16-bit samples of shape (n, channels), in C order.

        They are whole ticks together. Only blocks that overlap are held whole. Asserts that each block is as long as it
        says and has the channels of the file.
        """
        import numpy as np

        at = self.start
        for group in _overlapping(self.blocks):
            yield np.zeros(((group[0].start - at) * TICK_SAMPLES, self.form.channels), dtype="<i2")
            if len(group) == 1:
                yield from _pieces(group[0].block, self.form)
            else:
                yield _summed(group, self.form)
            at = max(map(_end, group))


def in_runs(blocks: Iterable[PlacedBlock], form: Format) -> Iterator[Run]:
    """Blocks, which come in order, as runs whose frames do not meet. Draws no more than one block ahead."""
    run: list[PlacedBlock] = []
    lead = 0
    free = 0  # the first frame not taken by the blocks before
    for placed in blocks:
        if run and not _joins(placed, run, free):
            yield Run(form, lead, tuple(run))
            run = []
        if not run:
            lead = min(LEAD, placed.start - free)
        run.append(placed)
        free = max(free, _end(placed) + TAIL)
    if run:
        yield Run(form, lead, tuple(run))


def _overlapping(blocks: Iterable[PlacedBlock]) -> Iterator[list[PlacedBlock]]:
    """Blocks in order, those together that have ticks in common."""
    group: list[PlacedBlock] = []
    for placed in blocks:
        if group and placed.start >= max(map(_end, group)):
            yield group
            group = []
        group.append(placed)
    yield group


def _summed(blocks: Sequence[PlacedBlock], form: Format) -> npt.NDArray[np.int16]:
    """The sound of blocks from the start of the first to the end of the last."""
    import numpy as np

    start = blocks[0].start
    sound = np.zeros(((max(map(_end, blocks)) - start) * TICK_SAMPLES, form.channels), dtype="<i2")
    for placed in blocks:
        at = (placed.start - start) * TICK_SAMPLES
        for piece in _pieces(placed.block, form):
            sound[at : at + len(piece)] += piece
            at += len(piece)
    return sound


def _pieces(block: Block, form: Format) -> Iterator[npt.NDArray[np.int16]]:
    """A block's sound."""
    left = block.ticks * TICK_SAMPLES
    for sound in block.render():
        assert sound.channels == form.channels, f"block {block.name} has {sound.channels} channels"
        piece = segments.samples(sound).reshape(-1, form.channels)
        left -= len(piece)
        assert left >= 0, f"block {block.name} is longer than it says"
        yield piece
    assert left == 0, f"block {block.name} is {left} samples shorter than it says"


def _joins(placed: PlacedBlock, run: list[PlacedBlock], free: int) -> bool:
    assert placed.start >= run[-1].start, "blocks come in order"
    long = free - run[0].start > LONG or placed.block.ticks > LONG
    return placed.start < free or (placed.start - LEAD < free and not long)


def _end(placed: PlacedBlock) -> int:
    """The tick after a block's last."""
    assert placed.block.ticks, f"block {placed.block.name} is empty"
    return placed.start + placed.block.ticks
