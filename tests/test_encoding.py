"""Blocks to a file, read back by libsndfile and mutagen; other decoders are asked in test_encoding_real.py."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import struct
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from building import rendered
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.mp3 import MP3, BitrateMode
from pydub import AudioSegment
from writing import write_mp3

from backrelief_audio import encoding, segments
from backrelief_audio.encoding import MONO, STEREO, Format, decode
from backrelief_audio.encoding.checksums import crc_of_frames, crc_of_silence, joined
from backrelief_audio.encoding.frames import LEAD, QUALITY, TAIL, silent_frame
from backrelief_audio.encoding.header import header_frame
from backrelief_audio.encoding.runs import LONG, Run, in_runs
from backrelief_audio.errors import OutputError
from backrelief_audio.model.sound import Block, PlacedBlock
from backrelief_audio.store import Store
from backrelief_audio.units import SAMPLE_RATE, TICK_MS, TICK_SAMPLES, Tick

FRAME_BYTES = 192


def as_block(name: str, sound: AudioSegment) -> Block:
    """A sound of whole ticks as a block."""
    return Block(name=name, ticks=Tick(len(sound) // TICK_MS), render=lambda: iter([sound]))


def tone(ticks: int, hertz: float = 330.0) -> Block:
    """A soft tone with fades, silent for its first and last milliseconds."""
    time = np.arange(ticks * TICK_SAMPLES) / SAMPLE_RATE
    envelope = np.minimum(1, np.minimum(np.arange(len(time)), np.arange(len(time))[::-1]) / 400)
    samples = np.round(6000 * envelope * np.sin(2 * np.pi * hertz * time) * (1 + 0.5 * np.sin(40 * time)))
    name = hashlib.sha256(f"tone {ticks} {hertz}".encode()).hexdigest()
    return as_block(name, segments.segment(samples.astype("<i2")))


def samples_in(run: Run) -> int:
    """How long a run's sound is."""
    return sum(map(len, run.pieces()))


def placed(*starts: int, block: Block | None = None) -> list[PlacedBlock]:
    """One block at these ticks."""
    return [PlacedBlock(start=Tick(start), block=block or tone(20)) for start in starts]


def laid(blocks: list[PlacedBlock], ticks: int) -> np.ndarray:
    """What ought to be heard."""
    sound = np.zeros(ticks * TICK_SAMPLES)
    for one in blocks:
        samples = segments.samples(rendered(one.block))
        sound[one.start * TICK_SAMPLES :][: len(samples)] += samples
    return sound


def noise(path: Path, blocks: list[PlacedBlock], ticks: int) -> float:
    """Decibels between what ought to be heard, at the level it is heard at, and its difference to what is."""
    expected, heard = laid(blocks, ticks), decode(path)
    expected *= (heard @ expected) / (expected @ expected)
    return float(10 * np.log10((expected**2).sum() / ((heard - expected) ** 2).sum()))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where to write."""
    return tmp_path / "session.mp3"


@pytest.mark.parametrize("ticks", [1, 2, 42, 1000])
def test_length_is_exact_to_the_sample(path: Path, ticks: int) -> None:
    """A file plays exactly as many samples as were asked for, and says so."""
    write_mp3(path, [], Tick(ticks))
    assert len(decode(path)) == ticks * TICK_SAMPLES
    told = MP3(path).info
    assert round(told.length * SAMPLE_RATE) == ticks * TICK_SAMPLES
    assert (told.bitrate, told.bitrate_mode, told.sketchy) == (64_000, BitrateMode.CBR, False)
    assert path.stat().st_size == (ticks + 2) * FRAME_BYTES


def test_every_frame_is_one_of_64_kbit_mono(path: Path) -> None:
    """Each 192 bytes begin alike: MPEG-1 layer III, no checksum, 64 kbit/s, 48 kHz, no padding, mono."""
    write_mp3(path, placed(3, 40), Tick(100))
    data = path.read_bytes()
    assert {data[at : at + 4] for at in range(0, len(data), FRAME_BYTES)} == {b"\xff\xfb\x54\xc4"}


def test_header_fields_come_back(path: Path) -> None:
    """The header frame holds the frames, bytes, seek table, delay, padding and checksums of its file."""
    write_mp3(path, placed(30), Tick(100))
    data = path.read_bytes()
    name, flags, frames, size, table = struct.unpack_from(">4sIII100s", data, 21)
    assert (name, flags, frames, size) == (b"Info", 15, 101, len(data))
    assert list(table) == [percent * 256 // 100 for percent in range(100)]
    ends = int.from_bytes(data[162:165], "big")
    delay, padding = ends >> 12, ends & 0xFFF
    assert (delay, padding) == (576, frames * TICK_SAMPLES - 100 * TICK_SAMPLES - 576)
    length, music, own = struct.unpack_from(">IHH", data, 169)
    assert (length, music, own) == (len(data), crc(data[FRAME_BYTES:]), crc(data[:175]))


def crc(data: bytes) -> int:
    """CRC-16/ARC, bit by bit, with nothing in common with the code."""
    state = 0
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = state >> 1 ^ (0xA001 if state & 1 else 0)
    return state


@pytest.mark.parametrize(("form", "level"), [(MONO, 0.88), (STEREO, 0.722)])  # levels that are their rates
def test_header_is_the_one_that_lame_writes(tmp_path: Path, form: Format, level: float) -> None:
    """For a file whose header LAME wrote itself, ours has every field alike but encoder, quality and their checksum."""
    path = tmp_path / "lame.mp3"
    sound = np.stack(
        [segments.samples(rendered(tone(200, hertz))) for hertz in (330.0, 500.0)[: form.channels]], axis=1
    )
    settings: dict[str, Any] = {"bitrate_mode": "CONSTANT", "compression_level": level}
    soundfile.write(path, sound, SAMPLE_RATE, format="MP3", subtype="MPEG_LAYER_III", **settings)
    theirs, frames = path.read_bytes()[: form.frame_bytes], path.read_bytes()[form.frame_bytes :]
    ours = header_frame(len(frames) // form.frame_bytes, crc_of_frames(frames, form), form)
    at = 4 + form.side_info_bytes
    assert theirs[:3] == ours[:3]
    assert theirs[3] & 0xCF == ours[3] & 0xCF  # all but how left and right are joined, which each frame may choose
    assert theirs[4 : at + 16] == ours[4 : at + 16]
    table = slice(at + 16, at + 116)
    assert all(abs(one - other) <= 4 for one, other in zip(theirs[table], ours[table], strict=True))
    assert theirs[at + 129 : at + 154] == ours[at + 129 : at + 154]
    assert ours[at + 120 : at + 124] == b"LAME"


@settings(max_examples=10)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=4))
def test_checksum_is_put_together_from_pieces(sizes: list[int]) -> None:
    """The checksums of any pieces make that of the whole."""
    for form in (MONO, STEREO):
        data = np.random.default_rng(sum(sizes)).bytes(sum(sizes) * form.frame_bytes)
        ends = np.cumsum([0, *sizes]) * form.frame_bytes
        whole = 0
        for (a, b), frames in zip(itertools.pairwise(ends), sizes, strict=True):
            whole = joined(whole, crc_of_frames(data[a:b], form), frames, form)
        assert whole == crc_of_frames(data, form) == crc(data)


@pytest.mark.parametrize("frames", [0, 1, 2, 5, 300])
@pytest.mark.parametrize("form", [MONO, STEREO])
def test_checksum_of_silence(form: Format, frames: int) -> None:
    """Silence of any length has the checksum of its frames, without a look at them."""
    assert crc_of_silence(frames, form) == crc(silent_frame(form) * frames)


@pytest.mark.parametrize("ticks", [20, 600])
def test_a_voice_alone_is_encoded_as_ever(path: Path, ticks: int) -> None:
    """A mono file is what LAME makes of its sound in one piece at 64 kbit/s, behind its header."""
    import lameenc

    block = tone(ticks)
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(SAMPLE_RATE)
    encoder.set_bit_rate(64)
    encoder.set_quality(QUALITY)
    sound = bytes(LEAD * TICK_SAMPLES * 2) + rendered(block).raw_data
    frames = bytes(encoder.encode(sound)) + bytes(encoder.flush())
    write_mp3(path, placed(LEAD, block=block), Tick(LEAD + ticks))
    data = path.read_bytes()
    assert data[FRAME_BYTES:] == frames
    assert data[:25] == b"\xff\xfb\x54\xc4" + bytes(17) + b"Info"
    assert data[150:169] == bytes.fromhex("01a5 00000000 0000 0000 14 40 240240 82 00 0040")


@pytest.mark.parametrize(
    "starts",
    [
        (50,),
        (0,),  # no room for a lead
        (2, 60),
        (80,),  # to the last tick
        (0, 20, 40, 60, 80),  # without a gap
        (0, 26, 50, 75),  # 150 ms, 96 ms, 120 ms apart
        (3, 24, 47),
    ],
)
def test_blocks_are_heard_at_their_sample(path: Path, starts: tuple[int, ...]) -> None:
    """Wherever blocks are and however near each other, the file sounds as they were laid out."""
    blocks = placed(*starts)
    write_mp3(path, blocks, Tick(100))
    assert noise(path, blocks, 100) > 40


def test_cues_that_share_a_tick_are_both_heard(path: Path) -> None:
    """Two blocks may overlap in a tick in which one of them is silent."""
    half = np.array(segments.samples(rendered(tone(20))))
    half[-TICK_SAMPLES:] = 0
    first = as_block("0" * 64, segments.segment(half))
    blocks = [*placed(10, block=first), *placed(29, block=tone(20, 500))]
    write_mp3(path, blocks, Tick(60))
    assert noise(path, blocks, 60) > 35


def test_between_blocks_is_digital_silence(path: Path) -> None:
    """A tick and a half after a block, and until the next, every sample is zero."""
    write_mp3(path, placed(10, 80), Tick(120))
    sound = decode(path).reshape(-1, TICK_SAMPLES)
    assert not sound[:9].any()
    assert not sound[32:79].any()
    assert not sound[102:].any()


def test_bytes_do_not_depend_on_how_they_came_about(path: Path, tmp_path: Path) -> None:
    """One job or many, without a store, with an empty or a full one: the file is the same."""
    blocks = placed(0, 23, 60) + placed(100, 140, 180, block=tone(10, 200))
    store = Store(tmp_path / "store")
    made = []
    for kept, jobs in ((None, 1), (None, 5), (store, 3), (store, 2)):
        write_mp3(path, iter(blocks), Tick(200), store=kept, jobs=jobs)
        made.append(path.read_bytes())
    assert len(set(made)) == 1


@pytest.mark.parametrize("sizes", [(1,), (7, 1152, 30_000), (960,)])
def test_bytes_do_not_depend_on_the_pieces(path: Path, sizes: tuple[int, ...]) -> None:
    """However a block's sound is cut, overlapping blocks too, the file is the same."""
    whole = [tone(20), tone(30, 200.0), tone(7, 500.0)]

    def cut(block: Block) -> Block:
        sound = segments.samples(rendered(block))
        ends = [0, *(end for end in np.cumsum(sizes * 3) if end < len(sound)), len(sound)]
        parts = [segments.segment(sound[a:b]) for a, b in itertools.pairwise(ends)]
        return Block(name=block.name, ticks=block.ticks, render=lambda: iter(parts))

    made = []
    for blocks in (whole, [cut(block) for block in whole]):
        laid_out = [*placed(10, block=blocks[0]), *placed(29, block=blocks[1]), *placed(200, block=blocks[2])]
        write_mp3(path, laid_out, Tick(300))
        made.append(path.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("wrong", [-1, 1])
def test_a_block_is_as_long_as_it_says(path: Path, wrong: int) -> None:
    """Pieces that are more or less than the block together are a fault of the program."""
    sound = rendered(tone(20 + wrong))
    block = Block(name="0" * 64, ticks=Tick(20), render=lambda: iter([sound]))
    with pytest.raises(AssertionError, match="than it says"):
        write_mp3(path, placed(10, block=block), Tick(60))


def test_no_more_than_a_few_threads_encode(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On many cores four blocks are encoded at once, so that memory does not grow with them."""
    running: list[int] = []
    four, more = threading.Semaphore(0), threading.Event()
    real = encoding.encode

    def counted(sound: Any, form: Format) -> bytes:
        running.append(1)
        four.release()
        assert more.wait(10), "nobody looked"
        return real(sound, form)

    monkeypatch.setattr(encoding, "encode", counted)
    blocks = [PlacedBlock(start=Tick(100 * n), block=tone(5, 200.0 + n)) for n in range(8)]
    with ThreadPoolExecutor(1) as writing:
        done = writing.submit(write_mp3, path, blocks, Tick(900), jobs=64)
        for _ in range(4):
            assert four.acquire(timeout=10)
        assert not four.acquire(timeout=0.2), "a fifth is encoded"
        more.set()
        done.result(20)
    assert len(running) == 8


def test_nothing_is_encoded_twice(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that comes again is encoded once in a file, and never again while the store has it."""
    encoded = []
    real = encoding.encode

    def counted(sound: Any, form: Format) -> bytes:
        encoded.append(form)
        return real(sound, form)

    monkeypatch.setattr(encoding, "encode", counted)
    store = Store(tmp_path / "store")
    write_mp3(path, placed(10, 50, 90, 130), Tick(200))
    assert len(encoded) == 1
    write_mp3(path, placed(10, 50, 90, 130), Tick(200), store=store, jobs=2)
    assert len(encoded) == 2
    write_mp3(path, placed(30, 90), Tick(120), store=store)
    assert len(encoded) == 2


@given(st.lists(st.tuples(st.integers(-1, 12), st.integers(1, 5)), min_size=1, max_size=12), st.integers(0, 6))
def test_frames_of_runs_never_meet(steps: list[tuple[int, int]], first: int) -> None:
    """Whatever the gaps, every block is in one run, no frame is claimed twice, and a lead is as long as it can be."""
    blocks = []
    at = first
    for gap, ticks in steps:
        start = max(at + gap, blocks[-1].start if blocks else 0)
        blocks += placed(start, block=BLOCKS[ticks])
        at = max(at, start + ticks)
    runs = list(in_runs(iter(blocks), MONO))
    assert [block for run in runs for block in run.blocks] == blocks
    free = 0
    for run in runs:
        assert run.start >= free
        assert run.lead == LEAD or run is runs[0]
        free = run.start + samples_in(run) // TICK_SAMPLES + TAIL


BLOCKS = {ticks: tone(ticks) for ticks in range(1, 6)}


def test_an_endless_run_is_parted_where_it_can_be() -> None:
    """Blocks a little apart for minutes do not become one long sound: that would not stay in memory."""
    blocks = placed(*range(0, 4 * LONG, 22))
    runs = list(in_runs(blocks, MONO))
    assert len(runs) == 4
    assert all(samples_in(run) < 1.1 * LONG * TICK_SAMPLES for run in runs)
    assert {run.lead for run in runs} == {0, 1}


def test_a_long_block_is_a_run_of_its_own() -> None:
    """A block longer than a run may be is not joined to what is near it, before or behind, only to what it touches."""
    silent = as_block("0" * 64, segments.segment(np.zeros((LONG + 10) * TICK_SAMPLES, dtype="<i2")))
    blocks = [*placed(10), *placed(32, block=silent), *placed(32 + LONG + 12)]
    assert [len(run.blocks) for run in in_runs(blocks, MONO)] == [1, 1, 1]
    blocks = [*placed(10), *placed(30, block=silent), *placed(30 + LONG + 10)]
    assert [len(run.blocks) for run in in_runs(blocks, MONO)] == [3]


def test_parted_runs_sound_as_laid_out(path: Path) -> None:
    """Where a long run is parted, the next begins with less than its lead and is heard all the same."""
    blocks = placed(*range(0, 2 * LONG, 22))
    write_mp3(path, blocks, Tick(2 * LONG + 30), jobs=2)
    assert noise(path, blocks, 2 * LONG + 30) > 40


def test_progress_ends_with_the_whole(path: Path) -> None:
    """Progress goes up and ends with all ticks."""
    told: list[int] = []
    write_mp3(path, placed(10, 50, 80), Tick(100), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 100
    assert len(told) == 4


class Full:
    """A file on a disk that has no room left after so many bytes."""

    def __init__(self, file: Any, room: int) -> None:
        self.file = file
        self.room = room

    def write(self, data: bytes) -> int:
        """Write, or say that there is no room."""
        self.room -= len(data)
        if self.room < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return int(self.file.write(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *fault: object) -> None:
        self.file.close()


@pytest.mark.parametrize(("module", "opener"), [(tempfile, "TemporaryFile"), (Path, "open")])
def test_a_full_disk_leaves_nothing_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, opener: str
) -> None:
    """Where there is no room, for frames or file, the error names the file and the old one stays as it was."""
    path.write_bytes(b"old")
    real: Callable[..., Any] = getattr(module, opener)
    monkeypatch.setattr(module, opener, lambda *args, **named: Full(real(*args, **named), 5000))
    with pytest.raises(OutputError, match=r"session\.mp3.*[Nn]o space") as told:
        write_mp3(path, placed(10, 50, 90), Tick(200), jobs=2)
    assert "free some space" in told.value.hint
    assert [file.name for file in path.parent.iterdir()] == ["session.mp3"]
    assert path.read_bytes() == b"old"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """An unwritable place is told before anything is encoded."""
    asked: list[int] = []
    with pytest.raises(OutputError, match="nowhere"):
        write_mp3(tmp_path / "nowhere" / "session.mp3", placed(10), Tick(40), progress=asked.append)
    assert asked == []


@pytest.mark.parametrize("blocks", [placed(30), [*placed(30), *placed(10)]])
def test_blocks_that_can_not_be_laid_are_refused(path: Path, blocks: list[PlacedBlock]) -> None:
    """Blocks past the end or out of order are faults of the program, and no file is left."""
    with pytest.raises(AssertionError):
        write_mp3(path, blocks, Tick(40))
    assert list(path.parent.iterdir()) == []


def test_what_is_no_sound_is_not_decoded(path: Path) -> None:
    """A file that can't be decoded is an error that names it."""
    path.write_bytes(b"no sound")
    with pytest.raises(OutputError, match=r"session\.mp3"):
        decode(path)
    with pytest.raises(OutputError, match="missing"):
        decode(path.with_name("missing.mp3"))
