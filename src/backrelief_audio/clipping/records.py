"""Clips as the store keeps them."""

from __future__ import annotations

import json

from .. import segments
from ..model.sound import Clip, Measure
from ..units import SAMPLES_PER_MS, Ms


def to_bytes(clip: Clip) -> bytes:
    """A clip's record: one line of JSON with its measure, then its samples as 16-bit little-endian."""
    head = {"length": clip.measure.length, "centre": clip.measure.centre}
    return json.dumps(head).encode() + b"\n" + bytes(clip.audio.raw_data)


def measure_of(record: bytes) -> Measure:
    """A record's measure, its samples untouched. Raises ValueError where the record is not whole."""
    line, _, samples = record.partition(b"\n")
    try:
        head = json.loads(line)
        measure = Measure(length=Ms(int(head["length"])), centre=Ms(int(head["centre"])))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as fault:
        raise ValueError("not the record of a clip") from fault
    if len(samples) != measure.length * SAMPLES_PER_MS * 2:
        raise ValueError(f"the record of a clip of {measure.length} ms holds {len(samples)} bytes")
    return measure


def from_bytes(name: str, record: bytes) -> Clip:
    """The clip of a record. Raises ValueError as ``measure_of`` does."""
    measure = measure_of(record)
    return Clip(name=name, audio=segments.segment_of(record[record.index(b"\n") + 1 :]), measure=measure)
