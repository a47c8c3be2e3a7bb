"""Cues to blocks, without a bed."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from building import Clips, rendered
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio import segments
from backrelief_audio.mixing import blocks
from backrelief_audio.model.script import CueKind, Line
from backrelief_audio.model.sound import Clip, Measure
from backrelief_audio.model.timeline import Placed, Timeline
from backrelief_audio.units import TICK_SAMPLES, Ms, Tick


def clip(text: str, length: int) -> Clip:
    """A clip of so many milliseconds, no sample of which is silent."""
    audio = segments.segment(np.full(length * 48, 1000 + len(text), dtype="<i2"))
    name = hashlib.sha256(f"{text} {length}".encode()).hexdigest()
    return Clip(name=name, audio=audio, measure=Measure(Ms(length), Ms(0)))


def clips_of(*spoken: tuple[str, int]) -> Clips:
    """Clips of texts, each so many milliseconds long."""
    return Clips({Line(text): clip(text, length) for text, length in spoken})


def timeline(*cues: tuple[str, int, int], ticks: int = 1000) -> Timeline:
    """Cues of text, start and length."""
    placed = [
        Placed(
            kind=CueKind.COUNT,
            sound=Line(text),
            start=Ms(start),
            end=Ms(start + length),
        )
        for text, start, length in cues
    ]
    return Timeline(ticks=Tick(ticks), cues=tuple(placed), stretches=(), chapters=())


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 300)), max_size=8))
def test_summed_blocks_are_every_clip_at_its_millisecond(steps: list[tuple[int, int]]) -> None:
    """Laid on their ticks and summed, blocks hold each clip at exactly its sample and silence everywhere else."""
    cues = []
    at = 0
    for gap, length in steps:
        cues.append((f"line of {length}", at + gap, length))
        at += gap + length
    ticks = at // 24 + 1
    clips = clips_of(*((text, length) for text, _, length in cues))
    expected = np.zeros(ticks * TICK_SAMPLES, dtype=np.int16)
    for text, start, length in cues:
        expected[start * 48 : (start + length) * 48] = segments.samples(clips[Line(text)].audio)
    heard = np.zeros_like(expected)
    for placed in blocks(timeline(*cues, ticks=ticks), clips):
        samples = segments.samples(rendered(placed.block))
        assert len(samples) % TICK_SAMPLES == 0
        heard[placed.start * TICK_SAMPLES :][: len(samples)] += samples
    assert np.array_equal(heard, expected)


def test_equal_names_sound_the_same() -> None:
    """The same clip as far after a tick has the same name; another clip or another distance another name."""
    clips = clips_of(("one", 200), ("seven", 200))
    made = blocks(timeline(("one", 5, 200), ("one", 245, 200), ("one", 486, 200), ("seven", 725, 200)), clips)
    names = [placed.block.name for placed in made]
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_a_block_is_rendered_when_its_sound_is_wanted() -> None:
    """A block that was encoded before asks for no clip: only rendering does."""
    clips = clips_of(("one", 200))
    (placed,) = blocks(timeline(("one", 0, 200)), clips)
    assert clips.rendered == []
    rendered(placed.block)
    assert clips.rendered == [Line("one")]


@pytest.mark.parametrize(
    ("cues", "fault"),
    [
        ([("one", 0, 200), ("one", 199, 200)], "before the cue before it ends"),
        ([("one", 0, 199)], "not as long as its clip"),
        ([("one", 23_801, 200)], "past the end"),
    ],
)
def test_a_timeline_that_is_not_true_is_refused(cues: list[tuple[str, int, int]], fault: str) -> None:
    """Overlapping cues, cues that are not as long as their clips and cues past the end are faults of the program."""
    with pytest.raises(AssertionError, match=fault):
        [rendered(placed.block) for placed in blocks(timeline(*cues), clips_of(("one", 200)))]
