"""A whole stereo file, voice over a bed in blocks of seconds, heard by ffmpeg, mpg123 and libsndfile."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hearing import READERS, heard, levelled, noise, output, write_whole
from writing import require, write_mp3

from backrelief_audio import segments
from backrelief_audio.encoding import STEREO
from backrelief_audio.model.episode import Episode
from backrelief_audio.model.sound import Block, PlacedBlock
from backrelief_audio.model.timeline import Chapter
from backrelief_audio.tagging import tags
from backrelief_audio.units import SAMPLE_RATE, TICK_SAMPLES, Ms, Tick, ms_of

pytestmark = pytest.mark.real

STARTS = ((0, 210), (215, 420), (660, 330), (995, 260), (1300, 350))
"""Ticks at which steps start and that they last: the first from the first moment, some five ticks apart, some far."""

ONE_SIDED = 3
"""The step that is heard on the left alone."""

TICKS = Tick(1650)


def step(ticks: int, seed: int) -> np.ndarray:
    """Something like a voice in the middle over a wide bed 14 dB below, which fades in and out with the step."""
    random_numbers = np.random.default_rng(seed)
    time = np.arange(ticks * TICK_SAMPLES) / SAMPLE_RATE
    pitch = np.cumsum(110 + 30 * np.sin(2 * np.pi * 0.7 * time + seed)) / SAMPLE_RATE
    voice = np.zeros(len(time))
    for multiple in range(1, 30):
        formant = 700 + 500 * np.sin(2 * np.pi * 2.3 * time + seed)
        voice += np.exp(-(((110 * multiple - formant) / 400) ** 2)) * np.sin(2 * np.pi * multiple * pitch)
    voice = voice * np.clip(np.sin(2 * np.pi * 0.5 * time), 0, 1) + 0.03 * random_numbers.normal(size=len(time))
    chord = [
        sum(np.sin(2 * np.pi * hertz * (1 + side / 700) * time + 9 * side) for hertz in (147, 220, 294, 370, 587))
        for side in (0, 1)
    ]
    bed = np.stack(chord, axis=1) + 0.2 * random_numbers.normal(size=(len(time), 2))
    sound = voice[:, None] / voice.std() + bed / bed.std() * 10 ** (-14 / 20)
    edge = np.minimum(1, np.minimum(np.arange(len(time)), np.arange(len(time))[::-1]) / 24_000)
    sound *= np.sin(np.pi / 2 * edge)[:, None] ** 2
    return np.round(14_000 * sound / np.abs(sound).max()).astype("<i2")


@dataclass(frozen=True)
class Made:
    """Blocks, what ought to be heard, the file of the blocks joined, and one encoded in a single piece."""

    blocks: tuple[PlacedBlock, ...]
    expected: np.ndarray
    joined: Path
    whole: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The files that are listened to."""
    folder = tmp_path_factory.mktemp("stereo")
    expected = np.zeros((TICKS * TICK_SAMPLES, 2), dtype="<i2")
    blocks = []
    for seed, (start, ticks) in enumerate(STARTS):
        sound = step(ticks, seed)
        if seed == ONE_SIDED:
            sound[:, 1] = 0
        expected[start * TICK_SAMPLES : (start + ticks) * TICK_SAMPLES] = sound
        held = segments.segment(sound)
        name = hashlib.sha256(sound.tobytes()).hexdigest()
        block = Block(name=name, ticks=Tick(ticks), render=lambda held=held: iter([held]))  # type: ignore[misc]
        blocks.append(PlacedBlock(start=Tick(start), block=block))
    write_mp3(folder / "joined.mp3", blocks, TICKS, form=STEREO, jobs=2)
    write_whole(folder / "whole.mp3", expected, STEREO)
    return Made(tuple(blocks), expected, folder / "joined.mp3", folder / "whole.mp3")


def samples(tick: int) -> int:
    """Where a tick begins."""
    return tick * TICK_SAMPLES


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_hears_the_exact_length(made: Made, reader: str) -> None:
    """Three decoders give exactly as many samples as were asked for, in two channels."""
    assert heard(made.joined, reader, 2).shape == (TICKS * TICK_SAMPLES, 2)


@pytest.mark.parametrize("reader", READERS)
def test_every_block_is_heard_at_its_sample(made: Made, reader: str) -> None:
    """No block is a single sample early or late, left or right."""
    sound = heard(made.joined, reader, 2).astype(float)
    for seed, (start, ticks) in enumerate(STARTS):
        for side in (0,) if seed == ONE_SIDED else (0, 1):
            begin, end = samples(start) + 100, samples(start + ticks) - 100
            block = made.expected[begin:end, side].astype(float)
            likeness = [block @ sound[begin + late : end + late, side] for late in range(-20, 21)]
            assert int(np.argmax(likeness)) == 20, (seed, side)


@pytest.mark.parametrize("reader", READERS)
def test_left_is_left_and_right_is_right(made: Made, reader: str) -> None:
    """Each channel is heard as it was laid out, not as the other; what is on the left alone leaves the right silent."""
    sound = heard(made.joined, reader, 2)
    for side in (0, 1):
        assert noise(made.expected[:, side], sound[:, side]) > noise(made.expected[:, side], sound[:, 1 - side]) + 6
    start, ticks = STARTS[ONE_SIDED]
    alone = sound[samples(start) : samples(start + ticks)].astype(int)
    assert np.abs(alone[:, 0]).max() > 5000
    assert np.abs(alone[:, 1]).max() <= 1


@pytest.mark.parametrize("reader", READERS)
def test_joined_blocks_sound_as_well_as_one_piece(made: Made, reader: str) -> None:
    """Signal to noise of joined blocks and of the file encoded in one piece are alike, in the whole and each block."""
    joined, whole = heard(made.joined, reader, 2), heard(made.whole, reader, 2)
    assert noise(made.expected, joined) > 15
    assert abs(noise(made.expected, joined) - noise(made.expected, whole)) < 0.3
    for start, ticks in STARTS:
        span = slice(samples(start), samples(start + ticks))
        assert abs(noise(made.expected[span], joined[span]) - noise(made.expected[span], whole[span])) < 0.3


@pytest.mark.parametrize("reader", READERS)
def test_it_is_silent_between_blocks(made: Made, reader: str) -> None:
    """From a tick and a half after a block until as long before the next there is digital silence."""
    sound = heard(made.joined, reader, 2)
    ends = [start + ticks for start, ticks in STARTS]
    begins = [start for start, _ in STARTS[1:]] + [TICKS]
    for end, begin in zip(ends, begins, strict=True):
        assert not sound[samples(end) + 1800 : samples(begin) - 1800].any()


@pytest.mark.parametrize("reader", READERS)
def test_no_border_clicks(made: Made, reader: str) -> None:
    """Within 30 ms of where a block begins or ends, steps between samples stray no further than in one piece."""
    strayed = {}
    for path in (made.joined, made.whole):
        sound = heard(path, reader, 2).astype(float)
        steps = np.abs(np.diff(sound - levelled(made.expected, sound), axis=0))
        borders = [samples(tick) for start, ticks in STARTS for tick in (start, start + ticks)]
        strayed[path] = max(steps[max(0, border - 1440) : border + 1440].max() for border in borders)
    assert strayed[made.joined] <= 1.25 * strayed[made.whole] + 1  # of 32768: the fades leave next to nothing there


def test_players_see_rate_mode_length_and_chapters_behind_the_tags(made: Made, tmp_path: Path) -> None:
    """With tags in front ffprobe tells rate, channels, length and chapters, and the sound is the same as without."""
    probe = require("ffprobe")
    length = ms_of(TICKS)
    episode = Episode(
        title="Upper back",
        artist="Backrelief",
        album="Backrelief",
        genre="Exercise",
        date="2024-05-03",
        comment="seed 7",
        length=length,
        chapters=(
            Chapter(title="Opening", start=Ms(0), end=Ms(12_000)),
            Chapter(title="Closing", start=Ms(12_000), end=length),
        ),
        lyrics=(),
        cover=b"",
    )
    wrapped = tags(episode)
    path = tmp_path / "tagged.mp3"
    write_mp3(path, made.blocks, TICKS, form=STEREO, tags=wrapped, jobs=2)
    asked = ("-show_chapters", "-show_streams", "-select_streams", "a")
    told = json.loads(output(probe, "-v", "warning", *asked, "-of", "json", path))
    (stream,) = told["streams"]
    assert (stream["codec_name"], stream["channels"], stream["channel_layout"]) == ("mp3", 2, "stereo")
    assert (int(stream["bit_rate"]), int(stream["sample_rate"])) == (112_000, SAMPLE_RATE)
    assert abs(float(stream["duration"]) * 1000 - length) <= 48  # it does not take off what decoders leave out
    assert [round(1000 * float(one["end_time"])) for one in told["chapters"]] == [12_000, length]
    for reader in READERS:
        assert np.array_equal(heard(path, reader, 2), heard(made.joined, reader, 2))
