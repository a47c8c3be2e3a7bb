"""The listener's own music: every format, going on, going around, and what is refused."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from backrelief_audio import music
from backrelief_audio.errors import MissingError, OutputError, RequestError
from backrelief_audio.model.sound import BED_LEVEL, Passage
from backrelief_audio.music import FADE, file_bed
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, Ms, samples_of

HOUR = Ms(3_600_000)


def passage(at: int, length: int) -> Passage:
    """A passage that begins somewhere in the session."""
    return Passage(at=Ms(at), length=Ms(length), zero=Ms(0), bar=None)


def tune(seconds: float, rate: int = 44_100, channels: int = 2) -> np.ndarray:
    """Something that never repeats: tones that rise, another in each channel, and a little noise."""
    at = np.arange(int(seconds * rate)) / rate
    tones = [0.3 * np.sin(2 * np.pi * at * (200 + 60 * channel + 7 * at)) for channel in range(channels)]
    noise = np.random.default_rng(3).standard_normal((len(at), channels)) * 0.01
    return (np.stack(tones, axis=1) + noise).astype(np.float32)


def written(path: Path, sound: np.ndarray, rate: int = 44_100, **kind: str) -> Path:
    """A sound file."""
    soundfile.write(path, sound, rate, **kind)
    return path


KINDS = {
    "WAV": ("a.wav", 44_100, 2, {}),
    "WAV of floats, at 48 kHz": ("a.wav", 48_000, 2, {"subtype": "FLOAT"}),
    "mono WAV at an odd rate": ("a.wav", 11_117, 1, {"subtype": "PCM_24"}),
    "six channels": ("a.wav", 48_000, 6, {}),
    "AIFF": ("a.aiff", 32_000, 2, {}),
    "FLAC": ("a.flac", 44_100, 2, {}),
    "OGG": ("a.ogg", 44_100, 2, {}),
    "Opus": ("a.opus", 48_000, 1, {"format": "OGG", "subtype": "OPUS"}),
    "MP3": ("a.mp3", 44_100, 2, {}),
    "a misleading ending": ("a.txt", 22_050, 1, {"format": "MP3"}),
}


@pytest.mark.parametrize(("name", "rate", "channels", "kind"), KINDS.values(), ids=KINDS)
def test_every_format_is_heard_as_it_is(
    tmp_path: Path, name: str, rate: int, channels: int, kind: dict[str, str]
) -> None:
    """Any part of a file is what another reading of the whole finds there, but for its level, to 16 bits."""
    path = written(tmp_path / name, tune(7, rate, channels), rate, **kind)
    whole, _ = soundfile.read(path, dtype="float32", always_2d=True)
    expected = soxr.resample(whole[:, [0, min(1, channels - 1)]], rate, SAMPLE_RATE, quality="HQ")
    bed = file_bed(path, HOUR)
    for at, length in ((1234, 3000), (0, 500), (3111, 77)):
        heard = bed.play(passage(at, length))
        part = expected[at * SAMPLES_PER_MS :][: length * SAMPLES_PER_MS]
        gain = float((heard * part).sum() / (part * part).sum())
        assert heard.dtype == np.float32
        assert np.abs(heard / gain - part).max() < 2e-4
    assert bed.name == str(path)


@pytest.mark.parametrize("level", [0.002, 0.2, 0.99])
def test_music_has_the_level_of_a_bed(tmp_path: Path, level: float) -> None:
    """However loud a file is, and though half of it is silence, it plays at -24 LUFS, by the oracle."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    sound = np.concatenate([tune(6, 12_000) * (level / 0.35), np.zeros((12_000 * 7, 2), dtype=np.float32)])
    bed = file_bed(written(tmp_path / "a.flac", sound, 12_000, subtype="PCM_24"), HOUR)
    heard = bed.play(passage(0, 11_000))
    assert pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(heard) == pytest.approx(BED_LEVEL, abs=0.3)


def test_music_goes_on_from_passage_to_passage(tmp_path: Path) -> None:
    """Passages one after the other are one piece of music, around its end and around again."""
    bed = file_bed(written(tmp_path / "a.wav", tune(7)), HOUR)
    whole = bed.play(passage(0, 20_000))
    edges = [0, 1, 3000, 4999, 5250, 5251, 6000, 13_777, 20_000]
    parts = [bed.play(passage(0, 20_000).part(Ms(at), Ms(end))) for at, end in pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), whole)
    alone = [bed.play(passage(at, end - at)) for at, end in pairwise(edges)]
    assert all(np.array_equal(one, other) for one, other in zip(parts, alone, strict=True))


def test_the_first_round_begins_as_the_file_does(tmp_path: Path) -> None:
    """The end is faded over the beginning where it was heard before, not at the start of the session."""
    bed = file_bed(written(tmp_path / "a.wav", tune(12, 48_000), 48_000, subtype="FLOAT"), HOUR)
    loop = samples_of(Ms(12_000)) - samples_of(FADE)
    heard = bed.play(passage(0, 26_000))
    original = tune(12, 48_000)
    gain = float((heard[:loop] * original[:loop]).sum() / (original[:loop] ** 2).sum())
    assert np.abs(heard[:loop] / gain - original[:loop]).max() < 1e-4
    fade = samples_of(FADE)
    assert np.array_equal(heard[fade:loop], heard[loop + fade : 2 * loop])
    assert not np.array_equal(heard[:fade], heard[loop : loop + fade])
    middle = loop + fade // 2
    both = (original[fade // 2] + original[loop + fade // 2]) * np.sqrt(0.5)
    assert np.abs(heard[middle] / gain - both).max() < 1e-3


@pytest.mark.parametrize("seconds", [5.0, 5.01, 9.973])
def test_there_is_no_click_where_it_begins_again(tmp_path: Path, seconds: float) -> None:
    """A tone that ends in mid-wave, and one that grows to its end, bend nowhere more than a tone of that size does."""
    at = np.arange(int(seconds * 48_000)) / 48_000
    tone = np.sin(2 * np.pi * 221.7 * at)
    sound = np.stack([0.3 * tone, 0.5 * at / seconds * tone], axis=1)
    bed = file_bed(written(tmp_path / "a.wav", sound, 48_000, subtype="FLOAT"), HOUR)
    heard = bed.play(passage(0, 22_000))
    loop = len(sound) - min(samples_of(FADE), len(sound) // 4)
    bends = np.abs(np.diff(heard, 2, axis=0))
    assert bends[loop - 100 :].max() < 1.5 * bends[: loop - 100].max() + 1e-4
    assert np.abs(np.diff(heard, axis=0)).max() < 1.5 * np.abs(np.diff(heard[: loop - 100], axis=0)).max()


def test_no_more_than_the_session_is_used(tmp_path: Path) -> None:
    """Of a long file nothing after the session and a crossfade is read; a file may be broken there."""
    sound = tune(30, 48_000)
    sound[20 * 48_000 :] = np.nan
    path = written(tmp_path / "a.wav", sound, 48_000, subtype="FLOAT")
    bed = file_bed(path, Ms(10_000))
    assert np.array_equal(bed.play(passage(10_000 + FADE, 3000)), bed.play(passage(FADE, 3000)))
    with pytest.raises(RequestError, match="no numbers"):
        file_bed(path, HOUR)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
def test_what_is_left_of_a_broken_off_file_is_played(tmp_path: Path, name: str) -> None:
    """A download that stopped half-way plays as far as it goes, and around."""
    path = written(tmp_path / name, tune(12, 22_050, 1), 22_050)
    whole = file_bed(path, HOUR).play(passage(0, 3000))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 5 // 8])
    heard = file_bed(path, HOUR).play(passage(0, 9000))
    assert np.corrcoef(heard[: len(whole), 0], whole[:, 0])[0, 1] > 0.999
    assert (np.abs(heard.reshape(-1, 4800, 2)).max(axis=1) > 0.01).all()


def test_threads_play_at_once(tmp_path: Path) -> None:
    """Passages that are played by several threads are those that one plays."""
    bed = file_bed(written(tmp_path / "a.ogg", tune(9)), HOUR)
    passages = [passage(at, 1500) for at in range(0, 30_000, 1400)]
    alone = [bed.play(each) for each in passages]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(bed.play, passages))
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))


def test_keys_tell_music_and_moments_apart(tmp_path: Path) -> None:
    """A key is of what is heard: the sound, from when on and how long; not of the file's name or the reps."""
    path = written(tmp_path / "a.wav", tune(8))
    bed = file_bed(path, HOUR)
    copy = path.rename(tmp_path / "b.wav")
    other = written(tmp_path / "c.wav", tune(8)[::-1])
    keys = [bed.key(passage(0, 1000)), bed.key(passage(1, 1000)), bed.key(passage(0, 1001))]
    keys.append(file_bed(other, HOUR).key(passage(0, 1000)))
    assert len(set(keys)) == 4
    assert file_bed(copy, HOUR).key(passage(0, 1000)) == keys[0]
    reps = Passage(at=Ms(0), length=Ms(1000), zero=Ms(99), bar=Ms(5000))
    assert bed.key(reps) == keys[0]


def test_what_becomes_of_the_file_later_does_not_matter(tmp_path: Path) -> None:
    """A bed plays on after its file was replaced or deleted, and leaves nothing behind when it is forgotten."""
    path = written(tmp_path / "a.wav", tune(6))
    folder = tmp_path / "kept"
    folder.mkdir()
    bed = file_bed(path, HOUR, folder=folder)
    before = bed.play(passage(500, 4000))
    path.unlink()
    assert np.array_equal(bed.play(passage(500, 4000)), before)
    del bed
    gc.collect()
    assert list(folder.iterdir()) == []


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody is still writing is refused by its name."""
    path = written(tmp_path / "a.wav", tune(8))
    reading = music.decoded

    def meanwhile(path: Path) -> Iterator[np.ndarray]:
        for piece in reading(path):
            with path.open("ab") as file:
                file.write(b"more")
            yield piece

    monkeypatch.setattr(music, "decoded", meanwhile)
    with pytest.raises(RequestError, match=r"a\.wav changed while it was read"):
        file_bed(path, HOUR)


def broken(folder: Path, what: str) -> Path:
    """A path that can't be music."""
    path = folder / "a.wav"
    quiet = tune(6, 8000) * np.float32(1e-5)
    sounds = {
        "too short": (tune(4.9), 44_100),
        "silent": (np.zeros((44_100 * 6, 2)), 44_100),
        "nearly silent": (quiet, 8000),
        "not numbers": (np.full((44_100 * 6, 2), np.nan), 44_100),
        "too many channels": (np.zeros((9000, 33)), 48_000),
        "too slow": (np.zeros((9000, 1)), 1000),
    }
    texts = {"a text": b"la la la\n" * 9000, "empty": b"", "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 999}
    if what in sounds:
        sound, rate = sounds[what]
        return written(path, sound, rate, subtype="FLOAT")
    if what == "a folder":
        path.mkdir()
    elif what == "a pipe":
        os.mkfifo(path)
    elif what in texts:
        path = folder / "a.mp3"
        path.write_bytes(texts[what])
    elif what == "raw":
        path = folder / "a.raw"
        path.write_bytes(b"\0" * 9000)
    elif what == "an impossible name":
        path = folder / "a\0.mp3"
    return path


REFUSED = {
    "missing": "there is no file",
    "a folder": "is a folder",
    "a pipe": "is not a file",
    "a text": "is not a sound file",
    "empty": "is not a sound file",
    "a picture": "is not a sound file",
    "raw": "is not a sound file",
    "an impossible name": "can't read|there is no file",
    "too short": r"too short to be repeated: 4\.9 seconds of it can be played, allowed are 5 and more",
    "silent": "is silent",
    "nearly silent": "is silent",
    "not numbers": "samples that are no numbers",
    "too many channels": "33 channels; allowed: 1 to 32",
    "too slow": "1000 samples a second; allowed: 4000 to",
}


@pytest.mark.parametrize(("what", "told"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_music_is_refused(tmp_path: Path, what: str, told: str) -> None:
    """Whatever is given instead of music, the error names it, says what is wrong and what to do."""
    if what == "a pipe" and not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    path = broken(tmp_path, what)
    with pytest.raises(RequestError, match=told) as refused:
        file_bed(path, HOUR)
    assert str(path) in str(refused.value)
    assert refused.value.hint


def test_what_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without the right to read it is told as that."""
    path = written(tmp_path / "a.wav", tune(6, 8000), 8000)

    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    with pytest.raises(RequestError, match=r"can't read .*a\.wav: Permission denied"):
        file_bed(path, HOUR)


def test_a_missing_decoder_is_told_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """M4A without the extra: the command that installs it. A text file doesn't become music by installing anything."""
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    for name in ("a.m4a", "b.aac"):
        path = tmp_path / name
        path.write_bytes(b"\0\0\0\x20ftypM4A " + b"\0" * 999)
        with pytest.raises(MissingError) as missing:
            file_bed(path, HOUR)
        assert name in str(missing.value)
        assert missing.value.hint == "pip install 'backrelief-audio[m4a]'"
    with pytest.raises(RequestError, match="not a sound file"):
        file_bed(broken(tmp_path, "a text"), HOUR)


def test_no_room_is_told(tmp_path: Path) -> None:
    """Where what is decoded can't be kept, the error says so."""
    path = written(tmp_path / "a.wav", tune(6, 8000), 8000)
    with pytest.raises(OutputError, match="can't keep the decoded music"):
        file_bed(path, HOUR, folder=tmp_path / "nowhere")
