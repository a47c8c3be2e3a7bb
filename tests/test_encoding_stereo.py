"""Stereo blocks to a file, read back by libsndfile and mutagen; other decoders in test_encoding_stereo_real.py."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import numpy as np
import pytest
from building import rendered
from hearing import noise
from mutagen.mp3 import JOINTSTEREO, MP3, BitrateMode
from writing import write_mp3

from backrelief_audio import segments
from backrelief_audio.encoding import MONO, STEREO, decode
from backrelief_audio.encoding.frames import LEAD, TAIL
from backrelief_audio.encoding.runs import in_runs
from backrelief_audio.model.sound import Block, PlacedBlock
from backrelief_audio.units import SAMPLE_RATE, TICK_SAMPLES, Tick

FRAME_BYTES = 336


def tones(ticks: int, left: float, right: float, hertz: float = 330.0) -> np.ndarray:
    """A tone at two levels with another beside it in each channel, with fades."""
    time = np.arange(ticks * TICK_SAMPLES) / SAMPLE_RATE
    envelope = np.minimum(1, np.minimum(np.arange(len(time)), np.arange(len(time))[::-1]) / 400)
    both = np.sin(2 * np.pi * hertz * time)
    sound = [4000 * level * (both + np.sin(2 * np.pi * beside * time)) for level, beside in ((left, 220), (right, 550))]
    return np.round(envelope[:, None] * np.stack(sound, axis=1)).astype("<i2")


def at(*starts: int, sound: np.ndarray | None = None) -> list[PlacedBlock]:
    """A block of this sound, or of different ones left and right, at these ticks."""
    sound = tones(20, 1.0, 0.6) if sound is None else sound
    name = hashlib.sha256(sound.tobytes()).hexdigest()
    block = Block(name=name, ticks=Tick(len(sound) // TICK_SAMPLES), render=lambda: iter([segments.segment(sound)]))
    return [PlacedBlock(start=Tick(start), block=block) for start in starts]


def laid(blocks: list[PlacedBlock], ticks: int) -> np.ndarray:
    """What ought to be heard."""
    sound = np.zeros((ticks * TICK_SAMPLES, 2))
    for one in blocks:
        samples = segments.samples(rendered(one.block))
        sound[one.start * TICK_SAMPLES :][: len(samples)] += samples
    return sound


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where to write."""
    return tmp_path / "session.mp3"


@pytest.mark.parametrize("ticks", [1, 2, 42, 1000])
def test_length_is_exact_to_the_sample(path: Path, ticks: int) -> None:
    """A stereo file plays exactly as many samples as were asked for, and says so, its rate and its mode."""
    write_mp3(path, [], Tick(ticks), form=STEREO)
    assert decode(path).shape == (ticks * TICK_SAMPLES, 2)
    told = MP3(path).info
    assert round(told.length * SAMPLE_RATE) == ticks * TICK_SAMPLES
    assert (told.bitrate, told.bitrate_mode, told.sketchy) == (112_000, BitrateMode.CBR, False)
    assert (told.channels, told.sample_rate, told.mode) == (2, SAMPLE_RATE, JOINTSTEREO)
    assert path.stat().st_size == (ticks + 2) * FRAME_BYTES


def test_every_frame_is_one_of_112_kbit_joint_stereo(path: Path) -> None:
    """Each 336 bytes begin alike but for how left and right are joined, never by intensity; both ways are used."""
    write_mp3(path, [*at(3), *at(40, sound=tones(20, 1.0, 0.0))], Tick(100), form=STEREO)
    data = path.read_bytes()
    heads = {data[at : at + 4] for at in range(0, len(data), FRAME_BYTES)}
    assert heads == {b"\xff\xfb\x84\x44", b"\xff\xfb\x84\x64"}


def test_header_fields_come_back(path: Path) -> None:
    """The header frame tells delay and padding for the exact length, lowpass, mode, rate, and whole-file checksums."""
    write_mp3(path, at(30), Tick(100), form=STEREO)
    data = path.read_bytes()
    assert data[4:36] == bytes(32)
    name, flags, frames, size = struct.unpack_from(">4sIII", data, 36)
    assert (name, flags, frames, size) == (b"Info", 15, 101, len(data))
    method, lowpass = data[165], data[166]
    assert (method, lowpass, data[176]) == (1, 156, 112)
    ends = int.from_bytes(data[177:180], "big")
    assert (ends >> 12, ends & 0xFFF) == (576, frames * TICK_SAMPLES - 100 * TICK_SAMPLES - 576)
    assert data[180] >> 2 & 0b111 == 3
    assert struct.unpack_from(">HI", data, 182) == (112, len(data))


@pytest.mark.parametrize(
    "starts",
    [
        (50,),
        (0,),  # no room for a lead
        (80,),  # to the last tick
        (0, 20, 40, 60, 80),  # without a gap
        (0, 26, 50, 75),  # 150 ms, 96 ms, 120 ms apart
    ],
)
def test_blocks_are_heard_at_their_sample(path: Path, starts: tuple[int, ...]) -> None:
    """Wherever stereo blocks are and however near each other, both channels sound as they were laid out."""
    blocks = at(*starts)
    write_mp3(path, blocks, Tick(100), form=STEREO)
    expected, sound = laid(blocks, 100), decode(path)
    assert noise(expected, sound) > 40
    assert noise(expected[:, 1], sound[:, 1]) > 35


@pytest.mark.parametrize("side", [0, 1])
def test_what_is_on_one_side_stays_there(path: Path, side: int) -> None:
    """A sound on the left alone is heard on the left alone, and so on the right."""
    blocks = at(10, sound=tones(20, 1.0 - side, float(side)))
    write_mp3(path, blocks, Tick(40), form=STEREO)
    sound = decode(path)
    assert noise(laid(blocks, 40)[:, side], sound[:, side]) > 40
    assert np.abs(sound[:, 1 - side].astype(int)).max() <= 1


def test_between_blocks_is_digital_silence(path: Path) -> None:
    """A tick and a half after a stereo block, and until the next, every sample is zero."""
    write_mp3(path, at(10, 80), Tick(120), form=STEREO)
    sound = decode(path).reshape(-1, TICK_SAMPLES, 2)
    assert not sound[:9].any()
    assert not sound[32:79].any()
    assert not sound[102:].any()


def test_blocks_five_ticks_apart_do_not_know_each_other(path: Path) -> None:
    """With room for lead and tail between them a block's frames are the same whatever its neighbours are."""
    soft, loud = tones(15, 0.1, 0.2, 800), tones(15, 2.0, 1.0, 150)
    made = []
    for before, after in ((soft, loud), (loud, soft)):
        first = 15 + LEAD + TAIL
        blocks = [*at(0, sound=before), *at(first), *at(first + 20 + LEAD + TAIL, sound=after)]
        write_mp3(path, blocks, Tick(70), form=STEREO)
        data = path.read_bytes()
        made.append(data[(1 + first - LEAD) * FRAME_BYTES : (1 + first + 20 + TAIL) * FRAME_BYTES])
    assert made[0] == made[1]


def test_formats_have_their_own_names() -> None:
    """What is kept of one format is never taken for the other, nor blocks at other distances."""
    names = {
        run.key() for form in (MONO, STEREO) for starts in ((9,), (0,), (9, 30)) for run in in_runs(at(*starts), form)
    }
    assert len(names) == 6


def test_blocks_with_other_channels_are_refused(path: Path) -> None:
    """A mono block in a stereo file, and the other way round, is a fault of the program that names it."""
    mono = at(3, sound=tones(4, 1.0, 1.0)[:, 0])
    with pytest.raises(AssertionError, match="has 1 channels"):
        write_mp3(path, mono, Tick(40), form=STEREO)
    with pytest.raises(AssertionError, match="has 2 channels"):
        write_mp3(path, at(3), Tick(40))
    assert list(path.parent.iterdir()) == []
