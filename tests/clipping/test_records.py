"""Clips as the store keeps them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import syllables

from backrelief_audio import clipping


@given(count=st.integers(1, 4), hertz=st.floats(90, 250))
def test_a_record_gives_the_clip_back(count: int, hertz: float) -> None:
    """Reading what was written gives the same samples, measure and name."""
    clip = clipping.clip_of(syllables(count, hertz=hertz), 22_050, name="some-name")
    record, brief = clipping.to_bytes(clip)
    again = clipping.from_bytes("some-name", record)
    assert (again.name, again.measure) == (clip.name, clip.measure)
    assert again.audio.raw_data == clip.audio.raw_data
    assert clipping.measure_of(record[:brief]) == clipping.measure_of(record) == clip.measure
    assert clipping.to_bytes(again) == (record, brief)


BROKEN = [
    b"",
    b"\n",
    b"{}\n",
    b"[1]\n",
    b"null\n",
    b'{"length": 10, "centre": 2}\n',
    b'{"length": "x", "centre": 2}\n',
    b"\xff\n12",
]


@pytest.mark.parametrize("record", BROKEN)
def test_what_is_no_record_is_told(record: bytes) -> None:
    """A foreign or shortened file is a ValueError, never a clip."""
    with pytest.raises(ValueError, match="record of a clip"):
        clipping.from_bytes("x", record)


def test_a_shortened_record_is_told() -> None:
    """A record that lost a sample is noticed by its length."""
    record, _ = clipping.to_bytes(clipping.clip_of(syllables(), 22_050, name="x"))
    with pytest.raises(ValueError, match="record of a clip"):
        clipping.from_bytes("x", record[:-2])
