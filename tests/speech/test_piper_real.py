"""Piper through the installed command: a model fetched, tried, and a whole session made with it."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from building import TONE_VOICE
from mutagen.mp3 import MP3
from voices_home import NAME, Home

pytest.importorskip("piper", reason="piper-tts is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the model for these tests, is not installed")

from piper_model import CONFIG, model

from backrelief_audio.model.script import Line
from backrelief_audio.speech.piper_engine import PiperEngine
from backrelief_audio.speech.stored import StoredSpeech
from backrelief_audio.store import Store

pytestmark = pytest.mark.real

COMMAND = Path(sys.executable).parent / "backrelief-audio"
VOICE = replace(TONE_VOICE, engine="piper", voice=NAME, words_per_minute=145)


@pytest.fixture(scope="module")
def home() -> Home:
    """A home of voices whose model can speak."""
    return Home({f"{NAME}.onnx": model(), f"{NAME}.onnx.json": json.dumps(CONFIG).encode()})


@pytest.fixture(scope="module")
def folder(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's home in which the model was fetched by the command."""
    folder = tmp_path_factory.mktemp("user")
    with home.served() as address:
        told = run(folder, "voices", "get", NAME, "--yes", BACKRELIEF_PIPER_VOICES=address)
    assert told == "lessac\n"
    return folder


def run(folder: Path, *arguments: str, **more: str) -> str:
    """What the command prints, in a home of its own. Fails where it fails, or says anything of a library's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BACKRELIEF_"))}
    env = {**kept, "HOME": str(folder), "SOURCE_DATE_EPOCH": "1700000000", "no_proxy": "*", **more}
    done = subprocess.run([COMMAND, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "get" in arguments or done.stderr == ""
    return done.stdout


def test_getting_a_model_makes_its_voices_work(folder: Path) -> None:
    """Our own neural voice and the one that was written by get are listed as working."""
    told = {voice["name"]: voice["works"] for voice in json.loads(run(folder, "voices", "--json"))}
    assert told["neural"]
    assert told["lessac"]
    assert told["clear"]


def test_the_list_is_quick(folder: Path) -> None:
    """Whether voices work is told without speaking or opening a model: it takes less than two seconds of processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(folder, "voices")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_the_doctor_speaks_with_it(folder: Path) -> None:
    """The doctor has the neural voice speak."""
    findings = json.loads(run(folder, "doctor", "--voice", "neural", "--json"))
    assert {finding["what"] for finding in findings if finding["fine"]} == {"content", "speech", "sound", "store"}


def test_it_can_be_tried(folder: Path) -> None:
    """A sample by the fetched voice is about ten seconds of MP3."""
    path = folder / run(folder, "voices", "try", "lessac").strip()
    assert MP3(path).info.length == pytest.approx(11, abs=3)


def test_a_session_is_made_twice_the_same(folder: Path) -> None:
    """A whole session by the neural voice has its length, and from an empty store it is the same to the byte."""
    run(folder, "build", "--minutes", "2", "--seed", "3", "--voice", "neural", "-o", "a.mp3")
    empty = str(folder / "empty")
    run(folder, "build", "--minutes", "2", "--seed", "3", "--voice", "neural", "-o", "b.mp3", BACKRELIEF_CACHE=empty)
    assert MP3(folder / "a.mp3").info.length == pytest.approx(120, abs=0.03)
    assert (folder / "a.mp3").read_bytes() == (folder / "b.mp3").read_bytes()
    assert (folder / "a.json").read_bytes() == (folder / "b.json").read_bytes()
    assert json.loads((folder / "a.json").read_text(encoding="utf-8"))["voice"] == "neural"


def test_it_is_stored_as_any_speech(folder: Path, tmp_path: Path) -> None:
    """Clips by Piper are levelled, kept, and as long as the rate says; a second reading needs no model."""
    models = folder / ".local" / "share" / "backrelief-audio" / "models"
    lines = [Line("Shoulders low, wrists straight."), Line("Shoulders low, wrists straight.", 0.8), Line("one")]
    measures = StoredSpeech(PiperEngine(models), VOICE, Store(tmp_path)).measures(lines)
    assert measures[lines[1]].length > 1.15 * measures[lines[0]].length

    class Mute(PiperEngine):
        def speak(self, *_: object) -> None:  # type: ignore[override]
            """Never asked."""
            raise AssertionError("spoken again")

    again = StoredSpeech(Mute(models), VOICE, Store(tmp_path))
    assert again.measures(lines) == measures
    clip = again.clip(lines[0])
    assert np.abs(np.frombuffer(clip.audio.raw_data, "<i2")).max() > 1000
