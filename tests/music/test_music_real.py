"""Music in kinds that need the ffmpeg program of the extra."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from backrelief_audio.errors import RequestError
from backrelief_audio.model.sound import Passage
from backrelief_audio.music import file_bed
from backrelief_audio.units import Ms

PASSAGE = Passage(at=Ms(2000), length=Ms(3000), zero=Ms(0), bar=None)


@pytest.fixture(scope="module")
def program() -> str:
    """The ffmpeg program."""
    return str(pytest.importorskip("imageio_ffmpeg").get_ffmpeg_exe())


@pytest.mark.real
@pytest.mark.parametrize("name", ["a.m4a", "-a b%d.aac", "a.wma", "a.mka"])
def test_what_libsndfile_can_not_read_is_read_by_ffmpeg(tmp_path: Path, program: str, name: str) -> None:
    """M4A, AAC and others sound like the WAV that they were made of, whatever their names hold."""
    at = np.arange(8 * 44_100) / 44_100
    soundfile.write(tmp_path / "a.wav", np.stack([np.sin(2 * np.pi * f * at) * 0.2 for f in (330, 440)], 1), 44_100)
    coded = tmp_path / name.replace("%d", "%%d")
    subprocess.run([program, "-v", "error", "-i", tmp_path / "a.wav", f"file:{coded}"], check=True)
    heard = file_bed(coded, Ms(60_000)).play(PASSAGE)
    spectrum = np.abs(np.fft.rfft(heard, axis=0))
    assert [int(hertz) for hertz in np.argmax(spectrum, axis=0) / 3] == [330, 440]
    original = file_bed(tmp_path / "a.wav", Ms(60_000)).play(PASSAGE)
    assert 20 * np.log10(np.std(heard) / np.std(original)) == pytest.approx(0, abs=0.3)
    assert file_bed(coded, Ms(60_000)).key(PASSAGE) == file_bed(coded, Ms(60_000)).key(PASSAGE)


@pytest.mark.real
@pytest.mark.usefixtures("program")
@pytest.mark.parametrize("name", ["a.m4a", "a.mp3", "a.m3u8"])
def test_what_ffmpeg_can_not_read_is_refused(tmp_path: Path, name: str) -> None:
    """A text is no music with the extra either, and a list of other files is not followed."""
    (tmp_path / name).write_text("#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n" * 50)
    with pytest.raises(RequestError, match="not a sound file"):
        file_bed(tmp_path / name, Ms(60_000))
