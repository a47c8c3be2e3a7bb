"""A whole file, heard by decoders that have nothing to do with the encoder: ffmpeg, mpg123, libsndfile."""

from __future__ import annotations

import hashlib
import json
import random
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from building import Clips
from hearing import READERS, heard, levelled, noise, output, write_whole
from mutagen.mp3 import MP3
from writing import require, write_mp3

from backrelief_audio import segments
from backrelief_audio.encoding import MONO
from backrelief_audio.mixing import blocks
from backrelief_audio.model.episode import Episode, Lyric
from backrelief_audio.model.script import CueKind, Line
from backrelief_audio.model.sound import Clip, Measure, PlacedBlock
from backrelief_audio.model.timeline import Chapter, Placed, Timeline
from backrelief_audio.tagging import tags
from backrelief_audio.units import SAMPLE_RATE, TICK_SAMPLES, Ms, Tick

pytestmark = pytest.mark.real

MINUTES = 3


def spoken(length: int, seed: int) -> Clip:
    """Something like a word: a buzz that slides, through moving formants, with syllables, hiss and faded ends."""
    random_numbers = np.random.default_rng(seed)
    time = np.arange(length * 48) / SAMPLE_RATE
    pitch = np.cumsum(110 + 40 * np.sin(2 * np.pi * (1 + seed % 3) * time)) / SAMPLE_RATE
    sound = np.zeros(len(time))
    for multiple in range(1, 30):
        formant = 600 + 500 * np.sin(2 * np.pi * 2 * time + seed)
        sound += np.exp(-(((110 * multiple - formant) / 400) ** 2)) * np.sin(2 * np.pi * multiple * pitch)
    sound = sound * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)) + 0.05 * random_numbers.normal(size=len(time))
    edge = np.minimum(1, np.minimum(np.arange(len(time)), np.arange(len(time))[::-1]) / 240)
    samples = np.round(9000 * edge * sound / np.abs(sound).max()).astype("<i2")
    name = hashlib.sha256(f"spoken {length} {seed}".encode()).hexdigest()
    return Clip(name=name, audio=segments.segment(samples), measure=Measure(Ms(length), Ms(20)))


@cache
def clips() -> Clips:
    """Forty of them; made when first wanted, as the quick suite imports this file as well."""
    return Clips({Line(f"line {n}"): spoken(250 + 97 * n % 2200, n) for n in range(40)})


def session(minutes: int) -> Timeline:
    """Cues at any millisecond, from 10 ms to 3 s apart, from the first moment to the last."""
    choice = random.Random(minutes)
    end = minutes * 60_000
    cues: list[Placed] = []
    at = 0
    while True:
        sound = choice.choice(list(clips()))
        length = clips()[sound].measure.length
        at = at if at + length <= end - 3000 else end - length  # the last one ends with the file
        cue = Placed(
            kind=CueKind.FORM,
            sound=sound,
            start=Ms(at),
            end=Ms(at + length),
        )
        cues.append(cue)
        if cue.end == end:
            return Timeline(ticks=Tick(end // 24), cues=tuple(cues), stretches=(), chapters=())
        at = cue.end + choice.choice((10, 60, 150, 400, 1000, 3000))


def truth(timeline: Timeline) -> np.ndarray:
    """What ought to be heard, sample by sample."""
    sound = np.zeros(timeline.ticks * TICK_SAMPLES, dtype="<i2")
    for cue in timeline.cues:
        sound[cue.start * 48 : cue.end * 48] = segments.samples(clips()[cue.sound].audio)
    return sound


@dataclass(frozen=True)
class Made:
    """A session, the file of its joined blocks, and one encoded in a single piece."""

    timeline: Timeline
    expected: np.ndarray
    joined: Path
    whole: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The files that are listened to."""
    folder = tmp_path_factory.mktemp("heard")
    timeline = session(MINUTES)
    expected = truth(timeline)
    write_mp3(folder / "joined.mp3", blocks(timeline, clips()), timeline.ticks, jobs=2)
    write_whole(folder / "whole.mp3", expected, MONO)
    return Made(timeline, expected, folder / "joined.mp3", folder / "whole.mp3")


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_hears_the_exact_length(made: Made, reader: str) -> None:
    """Three decoders give exactly as many samples as were asked for, and mutagen says the same."""
    assert len(heard(made.joined, reader)) == len(made.expected) == MINUTES * 60 * SAMPLE_RATE
    assert round(MP3(made.joined).info.length * SAMPLE_RATE) == len(made.expected)


@pytest.mark.parametrize("reader", READERS)
def test_every_clip_is_heard_at_its_sample(made: Made, reader: str) -> None:
    """No clip is a single sample early or late: its correlation with what is heard is greatest at its own place."""
    sound = heard(made.joined, reader).astype(float)
    for cue in made.timeline.cues:
        clip = segments.samples(clips()[cue.sound].audio).astype(float)[100:-100]
        at = cue.start * 48 + 100
        likeness = [clip @ sound[at + late : at + late + len(clip)] for late in range(-20, 21)]
        assert int(np.argmax(likeness)) == 20, cue


@pytest.mark.parametrize("reader", READERS)
def test_joined_blocks_sound_as_well_as_one_piece(made: Made, reader: str) -> None:
    """Signal to noise of joined blocks and of the file encoded in one piece are alike within a quarter of a decibel."""
    joined = noise(made.expected, heard(made.joined, reader))
    whole = noise(made.expected, heard(made.whole, reader))
    assert joined > 15
    assert abs(joined - whole) < 0.25


def gaps(timeline: Timeline) -> Iterator[tuple[int, int]]:
    """Where it ought to be silent, in samples: from a tick and a half after a cue until as long before the next."""
    for before, after in zip(timeline.cues[:-1], timeline.cues[1:], strict=True):
        start, end = before.end * 48 + 1800, after.start * 48 - 1800
        if start < end:
            yield start, end


@pytest.mark.parametrize("reader", READERS)
def test_it_is_silent_between_blocks(made: Made, reader: str) -> None:
    """Between cues there is digital silence."""
    sound = heard(made.joined, reader)
    assert sum(end - start for start, end in gaps(made.timeline)) > 20 * SAMPLE_RATE
    for start, end in gaps(made.timeline):
        assert not sound[start:end].any()


@pytest.mark.parametrize("reader", READERS)
def test_no_border_clicks(made: Made, reader: str) -> None:
    """Within 30 ms of where a cue begins or ends, steps from sample to sample stray no further than in one piece."""
    strayed = {}
    for path in (made.joined, made.whole):
        sound = heard(path, reader).astype(float)
        steps = np.abs(np.diff(sound - levelled(made.expected, sound)))
        borders = [moment * 48 for cue in made.timeline.cues for moment in (cue.start, cue.end)]
        strayed[path] = max(steps[max(0, border - 1440) : border + 1440].max() for border in borders)
    assert strayed[made.joined] <= 1.25 * strayed[made.whole]


def test_players_find_chapters_and_the_sound_behind_the_tags(made: Made, tmp_path: Path) -> None:
    """Chapters are listed by ffprobe in order with times and titles, and the sound is the same as without tags."""
    probe = require("ffprobe")
    titles = ["Opening", "Wall Angels", "Bird Dog, łatwo", "Closing"]
    chapters = tuple(
        Chapter(title=title, start=Ms(n * 45_000), end=Ms((n + 1) * 45_000)) for n, title in enumerate(titles)
    )
    episode = Episode(
        title="Upper back",
        artist="Backrelief",
        album="Backrelief",
        genre="Exercise",
        date="2024-05-03",
        comment="seed 7",
        length=Ms(MINUTES * 60_000),
        chapters=chapters,
        lyrics=(Lyric(Ms(500), "Welcome."),),
        cover=b"",
    )
    wrapped = tags(episode)
    path = tmp_path / "tagged.mp3"
    timeline = made.timeline
    write_mp3(path, blocks(timeline, clips()), timeline.ticks, tags=wrapped, jobs=2)
    told = json.loads(output(probe, "-v", "warning", "-show_chapters", "-show_format", "-of", "json", path))
    assert [
        (round(1000 * float(one["start_time"])), round(1000 * float(one["end_time"])), one["tags"]["title"])
        for one in told["chapters"]
    ] == [(chapter.start, chapter.end, chapter.title) for chapter in chapters]
    assert told["format"]["tags"]["title"] == "Upper back"
    for reader in READERS:
        assert np.array_equal(heard(path, reader), heard(made.joined, reader))


def test_memory_does_not_grow_with_the_session(tmp_path: Path) -> None:
    """Ninety minutes need no more memory than five."""

    def most(minutes: int) -> int:
        timeline = session(minutes)
        tracemalloc.start()
        write_mp3(tmp_path / "long.mp3", counted(timeline), timeline.ticks, jobs=2)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    def counted(timeline: Timeline) -> Iterator[PlacedBlock]:
        yield from blocks(timeline, clips())

    most(1)
    assert most(90) < most(5) + 8_000_000
