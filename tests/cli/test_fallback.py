"""A voice whose engine breaks: its fallback speaks the whole session, or the build fails by name."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from commanding import TONE, Command

from backrelief_audio import pipeline
from backrelief_audio.errors import SpeechError
from backrelief_audio.model.sound import Voice
from backrelief_audio.speech import Spoken
from backrelief_audio.speech.tone import ToneEngine

LINES = 10
"""The engine that breaks speaks one less than so many."""


class Breaking(ToneEngine):
    """Speaks some lines and then no more."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = itertools.count(1)

    def speak(self, text: str, voice: Voice, rate: float) -> Spoken:
        """Fails from the tenth line on."""
        if next(self._lines) >= LINES:
            raise SpeechError(f"the horn cracked at {text!r}")
        return super().speak(text, voice, rate)


@pytest.fixture(autouse=True)
def horn(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (its home is used)
    """Voices of an engine that breaks: one with a fallback, one without, and one whose fallback breaks too.

    Each speaks at a speed of its own, and the store is empty, so that none finds there what another said.
    """
    monkeypatch.setenv("BACKRELIEF_CACHE", str(tmp_path / "cache"))
    load = pipeline.load_engine
    monkeypatch.setattr(
        pipeline, "load_engine", lambda name, models: Breaking() if name == "horn" else load(name, models)
    )
    for name, fallback in {"covered": "tone", "bare": "", "doomed": "bare"}.items():
        told = TONE.replace('engine = "tone"', 'engine = "horn"').replace("= 150", f"= {150 + len(name)}")
        told += f'fallback = "{fallback}"\n' if fallback else ""
        (tmp_path / "config" / "backrelief-audio" / "voices" / f"{name}.toml").write_text(told, encoding="utf-8")


def build(command: Command, voice: str, folder: str) -> tuple[int, str, str]:
    """Code, stdout and stderr of building a minute with a voice."""
    told = command("build", "--minutes", "1", "--seed", "3", "--bed", "none", "--voice", voice, "-o", f"{folder}/a.mp3")
    return told.code, told.out, told.err


def test_the_fallback_speaks_all_of_it(command: Command) -> None:
    """Where the engine breaks in mid-build, all files are the fallback's to the byte, and a warning names both."""
    code, out, err = build(command, "covered", "covered")
    assert (code, out) == (0, "covered/a.mp3\n")
    assert err.startswith("warning: the voice covered failed, so its fallback tone speaks: the horn cracked at ")
    assert build(command, "tone", "tone") == (0, "tone/a.mp3\n", "")
    for name in ("a.mp3", "a.json", "a.lrc"):
        assert Path("covered", name).read_bytes() == Path("tone", name).read_bytes()
    assert json.loads(Path("covered/a.json").read_text(encoding="utf-8"))["voice"] == "tone"


def test_plan_falls_back_as_build_does(command: Command) -> None:
    """The document that plan prints is that of the fallback, with the same warning on stderr."""
    told = command("plan", "--minutes", "1", "--seed", "3", "--voice", "covered", "--json")
    assert (told.code, json.loads(told.out)["voice"]) == (0, "tone")
    assert "its fallback tone speaks" in told.err


@pytest.mark.parametrize("voice", ["bare", "doomed"])
def test_without_a_voice_that_speaks_nothing_is_left(command: Command, voice: str) -> None:
    """Without a fallback, or with one that breaks too, the build fails by name and leaves no file."""
    code, out, err = build(command, voice, "out")
    assert (code, out) == (1, "")
    assert "the horn cracked at" in err
    assert "Traceback" not in err
    assert ("its fallback" in err) == (voice != "bare")
    assert [path for path in Path().rglob("*") if path.is_file()] == []


def test_the_fallback_speaks_the_whole_show(command: Command) -> None:
    """Where the engine breaks, it is told once, and every session of the show is the fallback's."""
    asked = ("playlist", "--focus", "neck", "--minutes", "2", "-n", "2", "--seed", "3")
    told = command(*asked, "--voice", "covered")
    assert told.code == 0
    assert told.err.count("its fallback tone speaks") == 1
    sounds = [path for path in told.out.splitlines() if path.endswith(".mp3")]
    voices = [json.loads(Path(path).with_suffix(".json").read_text(encoding="utf-8"))["voice"] for path in sounds]
    assert voices == ["tone", "tone"]
    assert "kept 2" in command(*asked, "--voice", "covered").err
