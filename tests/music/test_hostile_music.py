"""Files given as music that claim, hide or withhold more than they hold."""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import hostile
import pytest

from backrelief_audio.errors import RequestError
from backrelief_audio.model.sound import Passage
from backrelief_audio.music import decoding, file_bed
from backrelief_audio.units import Ms

QUARTER = Ms(15 * 60_000)
CORPUS = hostile.CORPUS / "sound"


def claiming(folder: Path, hours: int) -> Path:
    """A WAV file that has six seconds of sound and a header of so many hours, which is all there on a sparse disk."""
    path = folder / "long.wav"
    data = bytearray(hostile.sound_file("WAV"))
    size = 4000 * 3600 * hours
    at = data.index(b"data") + 4
    data[at : at + 4] = size.to_bytes(4, "little")
    path.write_bytes(data)
    with path.open("r+b") as file:
        file.truncate(at + 4 + size)
    return path


def test_ten_hours_cost_what_is_used_of_them(tmp_path: Path) -> None:
    """Of a whole file of ten hours as much is read as the session lasts, in a few megabytes."""
    path = claiming(tmp_path, 10)
    assert path.stat().st_size > 140_000_000
    tracemalloc.start()
    before = time.process_time()
    file_bed(path, Ms(60_000), folder=tmp_path)
    used = time.process_time() - before
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 3
    assert most < 20_000_000


@pytest.mark.parametrize("name", ["claims-ten-hours.wav", "claims-all-there-can-be.wav"])
def test_a_header_is_not_believed(name: str, tmp_path: Path) -> None:
    """Six seconds under a header of ten hours, or of all that fits into it, are six seconds played around."""
    bed = file_bed(CORPUS / name, QUARTER, folder=tmp_path)
    six = Ms(6000 - 1500)
    heard = [bed.play(Passage(at=Ms(at), length=Ms(500), zero=Ms(0), bar=None)) for at in (2000, 2000 + six)]
    assert abs(heard[0] - heard[1]).max() < 1e-3
    assert abs(heard[0]).max() > 0.01


REFUSED = {
    "one-sample-a-second.wav": "1 samples a second; allowed: 4000 to",
    "two-thousand-million-a-second.wav": "not a sound file",
    "no-channels.wav": "not a sound file",
    "sixty-thousand-channels.wav": "not a sound file",
    "thirty-two-channels-took-100-megabytes.wav": "too short",
    "tag-of-256-megabytes-was-read-whole.mp3": "a tag of 268435455 bytes; allowed: 32000000",
    "a-zip.mp3": "not a sound file",
    "a-text.mp3": "not a sound file",
    "nothing.wav": "not a sound file",
}


@pytest.mark.parametrize(("name", "why"), REFUSED.items(), ids=REFUSED)
def test_what_is_absurd_is_refused(name: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Impossible numbers in a header, giant tags and other kinds of files are told with the file's name."""
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(RequestError, match=why) as refused:
        file_bed(CORPUS / name, QUARTER, folder=tmp_path)
    assert name in str(refused.value)


def test_the_largest_tag_is_read_over(tmp_path: Path) -> None:
    """A tag of 32 MB, an album's pictures, is no reason to refuse the music after it."""
    size = decoding.MOST_TAG
    path = tmp_path / "a.mp3"
    with path.open("wb") as file:
        file.write(b"ID3\x04\0\0" + bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)))
        file.seek(size, 1)
        file.write(hostile.sound_file("MP3"))
    assert file_bed(path, QUARTER, folder=tmp_path)


def test_many_channels_are_read_in_small_pieces(tmp_path: Path) -> None:
    """A file of the most channels at the highest rate takes no more memory at once than other files."""
    path = tmp_path / "a.wav"
    data = bytearray((CORPUS / "thirty-two-channels-took-100-megabytes.wav").read_bytes())
    path.write_bytes(data + bytes(range(1, 251)) * 64_000)
    tracemalloc.start()
    with pytest.raises(RequestError, match="too short"):
        file_bed(path, QUARTER, folder=tmp_path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10_000_000


@pytest.mark.parametrize("name", [f"{'a' * 300}.wav", "\udcff.wav", "loop.wav"], ids=["long", "no text", "loop"])
def test_names_that_open_nothing(name: str, tmp_path: Path) -> None:
    """A name too long, one that is no text, and a link to itself are told, also where the second is there."""
    if name == "loop.wav":
        (tmp_path / name).symlink_to(tmp_path / name)
    elif name == "\udcff.wav":
        try:
            (tmp_path / name).write_bytes(hostile.sound_file("WAV"))
        except OSError:
            pytest.skip("this system has no such names")
    with pytest.raises(RequestError) as refused:
        file_bed(tmp_path / name, QUARTER, folder=tmp_path)
    assert refused.value.hint


def test_a_decoder_that_says_nothing_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ffmpeg gives no sound in its time, it is killed, and the file told; half of it is never taken for all."""
    program = tmp_path / "ffmpeg"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.stdout.buffer.write(bytes(99))\nsys.stdout.flush()\nwhile True: pass\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    path = tmp_path / "a.m4a"
    path.write_bytes(b"\0\0\0\x20ftypM4A " + bytes(99))
    monkeypatch.setattr(decoding, "_program", lambda *_: str(program))
    monkeypatch.setattr(decoding, "_PATIENCE", 0.2)
    started: list[subprocess.Popen[bytes]] = []
    starting = subprocess.Popen

    def noted(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(starting(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    with pytest.raises(RequestError, match=r"takes longer than 0\.2 s to be decoded"):
        file_bed(path, QUARTER, folder=tmp_path)
    assert [process.returncode for process in started] == [-9]
