"""Which blocks are encoded together: those so near each other that their frames would meet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .. import segments
from ..model.sound import PlacedBlock
from ..units import SAMPLE_RATE, TICK_SAMPLES
from .frames import KBPS, LEAD, QUALITY, TAIL, encoder_version

VERSION = 1
"""Part of every stored name: raise it when the same blocks would be encoded otherwise."""

LONG = 1250
"""Ticks (30 s) after which a block begins a run of its own even if its lead is short of full, for memory's sake."""


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks encoded together as one sound; most often a single block."""

    lead: int
    """Ticks of silence ahead, at most LEAD."""

    blocks: tuple[PlacedBlock, ...]

    @property
    def start(self) -> int:
        """The tick its first frame goes to."""
        return self.blocks[0].start - self.lead

    def key(self) -> str:
        """A name for its frames, 64 hexadecimal digits: equal names are equal frames."""
        settings = [VERSION, encoder_version(), KBPS, QUALITY, SAMPLE_RATE, self.lead]
        held = [[placed.block.name, placed.start - self.start] for placed in self.blocks]
        return hashlib.sha256(json.dumps([settings, held]).encode()).hexdigest()

    def pcm(self) -> bytes:
        """Its sound, lead and all, in whole ticks of 16-bit samples."""
        import numpy as np

        mixed = np.zeros((max(map(_end, self.blocks)) - self.start) * TICK_SAMPLES, dtype="<i2")
        for placed in self.blocks:
            heard = segments.samples(placed.block.render())
            assert len(heard) == placed.block.ticks * TICK_SAMPLES, f"block {placed.block.name} has another length"
            at = (placed.start - self.start) * TICK_SAMPLES
            mixed[at : at + len(heard)] += heard
        return mixed.tobytes()


def in_runs(blocks: Iterable[PlacedBlock]) -> Iterator[Run]:
    """Blocks, which come in order, as runs whose frames do not meet. Draws no more than one block ahead."""
    run: list[PlacedBlock] = []
    lead = 0
    free = 0  # the first frame not taken by the blocks before
    for placed in blocks:
        if run and not _joins(placed, run, free):
            yield Run(lead, tuple(run))
            run = []
        if not run:
            lead = min(LEAD, placed.start - free)
        run.append(placed)
        free = max(free, _end(placed) + TAIL)
    if run:
        yield Run(lead, tuple(run))


def _joins(placed: PlacedBlock, run: list[PlacedBlock], free: int) -> bool:
    assert placed.start >= run[-1].start, "blocks come in order"
    long = free - run[0].start > LONG
    return placed.start < free or (placed.start - LEAD < free and not long)


def _end(placed: PlacedBlock) -> int:
    """The tick after a block's last."""
    assert placed.block.ticks, f"block {placed.block.name} is empty"
    return placed.start + placed.block.ticks
