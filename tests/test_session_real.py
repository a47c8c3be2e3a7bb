"""Whole sessions with the real voice, made by the installed command and listened to by other programs."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from measuring import COMMAND, RATE, Session, home, made, run
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from writing import require

pytestmark = pytest.mark.real

BUILDS = {
    "5 minutes, voice alone": ("--minutes", "5", "--bed", "none"),
    "8.5 minutes, voice alone": ("--minutes", "8.5", "--bed", "none"),
    "5 minutes": ("--minutes", "5"),
    "15 minutes": ("--minutes", "15"),
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sessions are made."""
    return tmp_path_factory.mktemp("sessions")


@pytest.fixture(scope="session", params=BUILDS)
def session(request: pytest.FixtureRequest, folder: Path) -> Session:
    """One session of each kind; without a word about it, over the default bed."""
    return made(folder, request.param, *BUILDS[request.param], "--seed", "7")


def test_two_decoders_and_mutagen_agree_on_the_length(session: Session) -> None:
    """The file is as long as asked, within 30 ms, by ffmpeg, mpg123 and mutagen, and the document says the same."""
    asked = session.document["request"]["minutes"] * 60
    reading = [require("mpg123"), "-q", "-s", "-m", session.path]
    raw = subprocess.run(reading, capture_output=True, check=True).stdout
    lengths = {
        "ffmpeg": session.seconds,
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
    """Each cue has sound in its time, far louder than a bed is."""
    for cue in session.document["cues"]:
        inside = np.abs(session.heard(cue["start"], cue["end"])).max()
        assert inside > 0.1, cue


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


VOICE = """title = "A voice whose model is not here"
engine = "piper"
voice = "en_US-nowhere-medium"
language = "en-US"
words_per_minute = 145
ms_per_letter = 64
"""


def with_lost_voice(folder: Path, *, fallback: str) -> subprocess.CompletedProcess[str]:
    """A minute built with a voice of the user's own that can't speak."""
    pytest.importorskip("piper", reason="piper-tts is not installed")
    voices = folder / ".config" / "backrelief-audio" / "voices"
    voices.mkdir(parents=True)
    more = f'fallback = "{fallback}"\n' if fallback else ""
    (voices / "lost.toml").write_text(VOICE + more, encoding="utf-8")
    return run(folder, "build", "--minutes", "1", "--seed", "1", "--bed", "none", "--voice", "lost", "-o", "out/a.mp3")


def test_a_voice_that_can_not_speak_has_a_fallback(tmp_path: Path) -> None:
    """Where the voice's model is not here, its fallback speaks all of it, and a warning names both."""
    done = with_lost_voice(tmp_path, fallback="clear")
    assert (done.returncode, done.stdout) == (0, "out/a.mp3\n"), done.stderr
    assert done.stderr.startswith("warning: the voice lost failed, so its fallback clear speaks: ")
    assert "en_US-nowhere-medium" in done.stderr
    document = json.loads((tmp_path / "out" / "a.json").read_text(encoding="utf-8"))
    assert (document["voice"], document["request"]["voice"]) == ("clear", "clear")


def test_a_voice_that_can_not_speak_without_one_fails(tmp_path: Path) -> None:
    """Without a fallback the build ends with 4, names what is missing, and leaves no file."""
    done = with_lost_voice(tmp_path, fallback="")
    assert (done.returncode, done.stdout) == (4, "")
    assert "en_US-nowhere-medium" in done.stderr
    assert "Traceback" not in done.stderr
    assert not [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
