"""Clips as the store keeps them."""

from __future__ import annotations

import json

from .. import segments
from ..model.sound import Clip, Measure
from ..units import SAMPLES_PER_MS, Ms


def measure_of(record: bytes) -> Measure:
    """The measure of a record that begins with one. Raises ValueError where there is none."""
    try:
        head = json.loads(record.partition(b"\n")[0])
        return Measure(length=Ms(int(head["length"])), centre=Ms(int(head["centre"])))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as fault:
        raise ValueError("not the record of a clip") from fault


def to_bytes(clip: Clip) -> tuple[bytes, int]:
    """A clip's record: its measure as a line of JSON, then 16-bit little-endian samples; and how long that line is."""
    brief = json.dumps({"length": clip.measure.length, "centre": clip.measure.centre}).encode() + b"\n"
    return brief + bytes(clip.audio.raw_data), len(brief)


def from_bytes(name: str, record: bytes) -> Clip:
    """The clip of a record. Raises ValueError where it is not whole."""
    head, _, samples = record.partition(b"\n")
    measure = measure_of(head)
    if len(samples) != measure.length * SAMPLES_PER_MS * 2:
        raise ValueError(f"the record of a clip of {measure.length} ms holds {len(samples)} bytes")
    return Clip(name=name, audio=segments.segment_of(samples), measure=measure)
