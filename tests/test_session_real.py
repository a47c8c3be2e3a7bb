"""Whole sessions with the real voice, made by the installed command and listened to by other programs."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from writing import require

pytestmark = pytest.mark.real

RATE = 48_000
MINUTES = (5.0, 8.5, 15.0)
COMMAND = Path(sys.executable).parent / "backrelief-audio"


@dataclass(frozen=True)
class Session:
    """A session that was made, with what its document says and what is heard."""

    path: Path
    minutes: float
    document: dict[str, Any]
    samples: np.ndarray[Any, np.dtype[np.float64]]
    """Mono, full scale 1, as ffmpeg decodes it."""

    def cues(self, *kinds: str) -> list[dict[str, Any]]:
        """Cues of some kinds."""
        return [cue for cue in self.document["cues"] if cue["kind"] in kinds]

    def heard(self, start: float, end: float) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The samples between two moments in seconds."""
        return self.samples[round(start * RATE) : round(end * RATE)]


def run(folder: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """The command as a user has it, in a home of its own."""
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, env=home(folder), capture_output=True, text=True, check=False, **more
    )


def home(folder: Path) -> dict[str, str]:
    """An environment whose home is ``folder``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BACKRELIEF_"))}
    return {**kept, "HOME": str(folder), "SOURCE_DATE_EPOCH": "1700000000"}


def decoded(path: Path) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What ffmpeg hears."""
    raw = subprocess.run(
        [require("ffmpeg"), "-v", "error", "-i", path, "-f", "s16le", "-ac", "1", "-"], capture_output=True, check=True
    ).stdout
    return np.frombuffer(raw, "<i2") / 32768


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sessions are made."""
    return tmp_path_factory.mktemp("sessions")


@pytest.fixture(scope="session", params=MINUTES, ids=lambda value: f"{value:g} minutes")
def session(request: pytest.FixtureRequest, folder: Path) -> Session:
    """One session of each length."""
    minutes = request.param
    path = folder / f"{minutes:g}.mp3"
    done = run(folder, "build", "--minutes", str(minutes), "--seed", "7", "-o", str(path))
    assert done.returncode == 0, done.stderr
    document = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return Session(path, minutes, document, decoded(path))


def test_two_decoders_and_mutagen_agree_on_the_length(session: Session) -> None:
    """The file is as long as asked, within 30 ms, by ffmpeg, mpg123 and mutagen, and the document says the same."""
    asked = session.minutes * 60
    raw = subprocess.run([require("mpg123"), "-q", "-s", session.path], capture_output=True, check=True).stdout
    lengths = {
        "ffmpeg": len(session.samples) / RATE,
        "mpg123": len(raw) / 2 / RATE,
        "mutagen": MP3(session.path).info.length,
        "document": session.document["seconds"],
    }
    assert {name: abs(length - asked) < 0.03 for name, length in lengths.items()} == dict.fromkeys(lengths, True)


def test_chapters_are_the_document_s(session: Session) -> None:
    """The chapters that ffprobe sees are those of the document, contiguous from the first to the last moment."""
    ffprobe = require("ffprobe")
    seen = json.loads(
        subprocess.run(
            [ffprobe, "-v", "error", "-show_chapters", "-of", "json", session.path], capture_output=True, check=True
        ).stdout
    )["chapters"]
    told = [(float(one["start_time"]), float(one["end_time"]), one["tags"]["title"]) for one in seen]
    wanted = [(one["start"], one["end"], one["title"]) for one in session.document["chapters"]]
    assert told == wanted
    assert [end for _, end, _ in told[:-1]] == [start for start, _, _ in told[1:]]
    assert (told[0][0], told[-1][1]) == (0, session.document["seconds"])


def test_tags_are_there(session: Session) -> None:
    """Version 2.3 with title, cover, lyrics plain and timed, length, seed and one table of contents."""
    tags = ID3(session.path, translate=False)
    assert tags.version == (2, 3, 0)
    assert int(str(tags["TLEN"])) == round(session.document["seconds"] * 1000)
    assert f"seed {session.document['seed']}" in str(tags.getall("COMM")[0])
    assert tags.getall("APIC")[0].data[:2] == b"\xff\xd8"
    spoken = [cue for cue in session.document["cues"] if cue["kind"] != "chime"]
    timed = tags.getall("SYLT")[0]
    assert (timed.format, timed.type) == (2, 1)
    assert [text.strip() for text, _ in timed.text] == [cue["text"] for cue in spoken]
    assert len(tags.getall("CTOC")) == 1
    assert len(tags.getall("USLT")) == 1
    lyrics = session.path.with_suffix(".lrc").read_text(encoding="utf-8")
    assert all(cue["text"] in lyrics for cue in spoken)


def test_every_cue_is_heard_where_the_document_has_it(session: Session) -> None:
    """Each cue has sound through its time, and no cue's sound goes on after its end."""
    for cue in session.document["cues"]:
        inside = np.abs(session.heard(cue["start"], cue["end"])).max()
        assert inside > 0.02, cue


def test_it_is_silent_between_cues(session: Session) -> None:
    """Where the document has no cue, nothing is heard: from 60 ms after each cue to 60 ms before the next."""
    cues = session.document["cues"]
    for before, after in pairwise(cues):
        between = session.heard(before["end"] + 0.06, after["start"] - 0.06)
        assert between.size == 0 or np.abs(between).max() < 0.002, (before, after)


def test_counts_are_on_the_beat(session: Session) -> None:
    """Nine in ten counts have the steepest rise of their middle-band energy within 25 ms of their beat."""
    off = [abs(rise_of(session, cue) - cue["beat"]) for cue in session.cues("count", "countdown") if cue["beat"]]
    assert len(off) > 10
    assert np.mean(np.array(off) < 0.025) >= 0.9


def rise_of(session: Session, cue: dict[str, Any]) -> float:
    """The moment, in seconds, at which a cue's energy from 250 to 3000 Hz rises most steeply; smoothed over 15 ms."""
    start = cue["start"] - 0.05
    sound = session.heard(start, cue["end"])
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(hertz < 250) | (hertz > 3000)] = 0
    energy = np.fft.irfft(spectrum, len(sound)) ** 2
    window = np.hanning(round(0.03 * RATE))
    smooth = np.convolve(energy, window / window.sum(), mode="same")
    return float(start + np.argmax(np.diff(smooth)) / RATE)


def test_loudness_and_peak(session: Session) -> None:
    """A voice alone is at -19 LUFS, one either way, and no true peak is above -1 dBTP."""
    assert pyloudnorm.Meter(RATE).integrated_loudness(session.samples) == pytest.approx(-19, abs=1)
    spread = np.fft.rfft(session.samples)
    finer = np.fft.irfft(np.concatenate([spread, np.zeros(3 * (len(spread) - 1))]), 4 * len(session.samples)) * 4
    assert 20 * np.log10(np.abs(finer).max()) <= -1


def test_sides_get_the_same_time(session: Session) -> None:
    """A move of each side has as many counted seconds or reps on the left as on the right."""
    each = [move for move in session.document["moves"] if move["sides"] == "each"]
    for move in each:
        beats = {
            side: [cue["beat"] for cue in session.document["cues"] if cue["side"] == side and cue["beat"] is not None
                   and cue["exercise"] == move["exercise"]]
            for side in ("right", "left")
        }  # fmt: skip
        lasts = {side: round(times[-1] - times[0], 3) for side, times in beats.items()}
        assert lasts["right"] == pytest.approx(lasts["left"], abs=0.024)


def test_a_fresh_store_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """The same request spoken anew, by another process from an empty store, is the same file to the byte."""
    arguments = ("build", "--minutes", "3", "--seed", "11", "-o")
    assert run(folder, *arguments, str(tmp_path / "a.mp3")).returncode == 0
    (tmp_path / "home").mkdir()
    assert run(tmp_path / "home", *arguments, str(tmp_path / "b.mp3")).returncode == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert (tmp_path / "a.mp3").read_bytes() == (tmp_path / "b.mp3").read_bytes()


def test_a_full_disk_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """When a file can't grow any further, the message says so, the exit code is 1 and nothing is left."""

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    out = tmp_path / "out"
    out.mkdir()
    done = run(folder, "build", "--minutes", "3", "--seed", "11", "-o", str(out / "a.mp3"), preexec_fn=small_files)
    assert (done.returncode, done.stdout) == (1, "")
    assert "can't write" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(out.iterdir()) == []


def test_an_interrupted_build_leaves_nothing(tmp_path: Path) -> None:
    """Ctrl-C while it speaks ends with 130, a word about it, and no file."""
    done = interrupted_when(tmp_path, lambda: any((tmp_path / ".cache").rglob("clips/*/*")))
    assert done.returncode == 130
    assert "interrupted" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("output/*"))


def interrupted_when(folder: Path, ready: Callable[[], bool]) -> subprocess.CompletedProcess[str]:
    """Start a build and interrupt it as soon as something is so."""
    running = subprocess.Popen(
        [COMMAND, "build", "--minutes", "30", "--seed", "1"],
        cwd=folder,
        env=home(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not ready():
        assert running.poll() is None, "it ended before it could be interrupted"
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    return subprocess.CompletedProcess(running.args, running.returncode, out, err)
