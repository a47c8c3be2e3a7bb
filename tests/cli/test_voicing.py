"""``voices``: listing, trying and getting, as they are typed."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from commanding import TONE, Command
from mutagen.mp3 import MP3
from voices_home import NAME, SMALL, Home

from backrelief_audio import speech
from backrelief_audio.clipping import centre_of
from backrelief_audio.content import load_sample, load_voices
from backrelief_audio.errors import ContentError, MissingError
from backrelief_audio.pipeline import voicing
from backrelief_audio.speech import EngineVoice
from backrelief_audio.speech.tone import ToneEngine


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home of voices that the command knows."""
    home = Home()
    with home.served() as address:
        monkeypatch.setenv("BACKRELIEF_PIPER_VOICES", address)
        yield home


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's voice files."""
    return tmp_path / "config" / "backrelief-audio" / "voices"


def condition(command: Command, name: str) -> tuple[bool, str]:
    """Whether a voice works, and why not."""
    voices = {voice["name"]: voice for voice in json.loads(command("voices", "--json").out)}
    return voices[name]["works"], voices[name]["why"]


def test_voices_are_listed(command: Command) -> None:
    """Our voices and the user's own are listed, a line each, also as JSON with all their settings."""
    lines = command("voices").out.splitlines()
    told = json.loads(command("voices", "--json").out)
    assert [line.split()[0] for line in lines] == [voice["name"] for voice in told]
    assert {"clear", "light", "neural", "tone"} <= {voice["name"] for voice in told}
    tone = next(voice for voice in told if voice["name"] == "tone")
    assert (tone["works"], tone["why"], tone["words_per_minute"]) == (True, "", 150)
    assert next(line for line in lines if line.startswith("tone")).split()[1:4] == ["tone", "en", "works"]


def test_a_model_that_is_not_here_is_listed_with_its_command(command: Command) -> None:
    """The neural voice is listed before its model is here, with what to type, and does not work until then."""
    pytest.importorskip("piper", reason="piper-tts is not installed")
    line = next(line for line in command("voices").out.splitlines() if line.startswith("neural"))
    assert "not here: backrelief-audio voices get en_US-lessac-medium" in line
    assert not condition(command, "neural")[0]
    refused = command("build", "--minutes", "1", "--voice", "neural")
    assert refused.code == 4
    assert "backrelief-audio voices get en_US-lessac-medium" in refused.err


def test_what_can_not_speak_is_listed_with_the_reason(command: Command, own: Path) -> None:
    """A voice of an engine that is not installed, or that its engine does not have, is listed and says so."""
    (own / "lost.toml").write_text(TONE.replace('engine = "tone"', 'engine = "horn"'), encoding="utf-8")
    (own / "odd.toml").write_text(TONE.replace('voice = "tone"', 'voice = "trumpet"'), encoding="utf-8")
    works, why = condition(command, "lost")
    assert not works
    assert why.startswith("this program has no speech engine 'horn'")
    works, why = condition(command, "odd")
    assert not works
    assert why == "tone has no voice 'trumpet'; it has tone"
    assert condition(command, "tone") == (True, "")


def test_an_engine_that_can_not_run_is_asked_once(command: Command, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that lists no voices is asked once, and all its voices are listed with what is the matter."""
    asked: list[str] = []

    class Broken(ToneEngine):
        def voices(self) -> tuple[EngineVoice, ...]:
            """Nothing, and it says so."""
            asked.append("voices")
            raise MissingError("the horn is not here", hint="buy one")

    load = speech.load_engine
    monkeypatch.setattr(voicing, "load_engine", lambda name, models: Broken() if name == "horn" else load(name, models))
    for name in ("a", "b"):
        (own / f"{name}.toml").write_text(TONE.replace('engine = "tone"', 'engine = "horn"'), encoding="utf-8")
    assert condition(command, "a") == condition(command, "b") == (False, "the horn is not here: buy one")
    assert len(asked) == 2  # once for each of the two listings


def test_a_voice_is_tried(command: Command) -> None:
    """A sample is an MP3 of about ten seconds under output/, and its path is on stdout."""
    told = command("voices", "try", "tone")
    assert (told.code, told.out) == (0, "output/voice-tone.mp3\n")
    assert MP3("output/voice-tone.mp3").info.length == pytest.approx(11, abs=3)
    assert [path.name for path in Path("output").iterdir()] == ["voice-tone.mp3"]


def test_a_sample_counts_on_the_beat(command: Command) -> None:
    """The five counts of a sample are a beat apart, and each rises where a beat may be: on a tick of 24 ms."""
    assert command("voices", "try", "tone", "-o", "a.wav").code == 0
    samples, rate = soundfile.read("a.wav")
    assert rate == 48_000
    loud = np.convolve(np.abs(samples) > 0.01, np.ones(480), mode="same") > 0
    starts = np.flatnonzero(np.diff(loud.astype(int)) == 1) / rate
    assert len(starts) == 2 + len(load_sample().counts)
    assert np.diff(starts[1:6]) == pytest.approx(1.008, abs=0.02)
    clips = [(round(start * 1000), samples[round(start * rate) :][:24_000]) for start in starts[1:6]]
    centres = [start + centre_of(sound.astype(np.float32)) for start, sound in clips]
    assert [min(centre % 24, -centre % 24) <= 2 for centre in centres] == [True] * 5, centres


def test_a_sample_may_say_anything(command: Command) -> None:
    """With --text it says that and nothing else; the longer text takes longer, as MP3 and as WAV."""
    for number, text in enumerate(("Hello.", "Hello there, this is a longer text.")):
        assert command("voices", "try", "tone", "--text", text, "-o", f"{number}.wav").code == 0
    short, long = (soundfile.info(f"{number}.wav").duration for number in (0, 1))
    assert 1 < short < 2 < long < 4
    refused = command("voices", "try", "tone", "--text", "...", "-o", "c.mp3")
    assert refused.code == 2
    assert "nothing in it to say" in refused.err
    assert not Path("c.mp3").exists()


def test_a_sample_replaces_nothing(command: Command) -> None:
    """A file that is there stays unless it is forced, and other kinds of files are refused."""
    Path("mine.mp3").write_bytes(b"mine")
    told = command("voices", "try", "tone", "-o", "mine.mp3")
    assert told.code == 1
    assert "--force" in told.err
    assert Path("mine.mp3").read_bytes() == b"mine"
    assert command("voices", "try", "tone", "-o", "mine.mp3", "--force").code == 0
    assert Path("mine.mp3").stat().st_size > 1000
    assert command("voices", "try", "tone", "-o", "x.ogg").code == 2
    assert command("voices", "try", "../nobody").code == 2
    assert [path.name for path in Path().iterdir()] == ["mine.mp3"]


def test_a_faulty_sample_is_told(tmp_path: Path) -> None:
    """The words of samples are read by the strict schema."""
    (tmp_path / "en.toml").write_text('setup = ""\ncounts = []\nmore = 1\n', encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_sample(tmp_path / "en.toml")
    assert [problem.where.rpartition(" ")[2] for problem in caught.value.problems] == [
        "setup",
        "counts",
        "closing",
        "more",
    ]


def test_a_voice_is_got(command: Command, home: Home, own: Path, tmp_path: Path) -> None:
    """Get shows the licence, fetches the files, writes a voice file, and prints the name to use."""
    told = command("voices", "get", NAME, "--yes")
    assert (told.code, told.out) == (0, "lessac\n")
    assert "License: for research [2J only" in told.err
    assert "\x1b" not in told.err
    models = tmp_path / "data" / "backrelief-audio" / "models"
    assert {path.name for path in models.iterdir()} == {*SMALL, f"{NAME}.MODEL_CARD"}
    voice = {voice.name: voice for voice in load_voices(own)}["lessac"]
    assert (voice.engine, voice.voice, voice.language, voice.noise) == ("piper", NAME, "en-US", 0)
    home.asked.clear()
    assert command("voices", "get", NAME).out == "lessac\n"  # all is here: nothing to ask, nothing fetched
    assert [path for path in home.asked if path.endswith((".onnx", ".onnx.json"))] == []


def test_data_may_be_kept_elsewhere(
    command: Command, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """BACKRELIEF_DATA names the folder that models are kept in."""
    monkeypatch.setenv("BACKRELIEF_DATA", str(tmp_path / "else"))
    assert command("voices", "get", NAME, "--yes").code == 0
    assert (tmp_path / "else" / "models" / f"{NAME}.onnx").exists()
    assert home.asked


def test_a_voice_file_that_is_there_is_never_changed(command: Command, home: Home, own: Path) -> None:
    """A file of the user's with the short name is left alone, and the fetched voice gets a longer name; then none."""
    (own / "lessac.toml").write_text(TONE, encoding="utf-8")
    assert command("voices", "get", NAME, "--yes").out == "lessac-medium\n"
    assert (own / "lessac.toml").read_text(encoding="utf-8") == TONE
    for name in ("lessac-medium", NAME):
        (own / f"{name}.toml").write_text(TONE, encoding="utf-8")
    told = command("voices", "get", NAME, "--yes")
    assert told.code == 2
    assert "every name for it is taken" in told.err
    home.index[NAME]["name"] = "clear"
    assert command("voices", "get", NAME, "--yes").out == "clear-medium\n"  # our own "clear" is not hidden by it


def test_get_asks_first(
    command: Command, home: Home, own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal the size is told and nothing is fetched on no; elsewhere --yes is needed."""
    refused = command("voices", "get", NAME)
    assert refused.code == 2
    assert f"voices get {NAME} --yes" in refused.err
    assert "License" in refused.err
    for answer, code in (("n\n", 1), ("y\n", 0)):
        terminal = io.StringIO(answer)
        monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("sys.stdin", terminal)
        told = command("voices", "get", NAME)
        assert "0.5 MB" in told.err
        assert told.code == code
        assert (own / "lessac.toml").exists() == (tmp_path / "data").exists() == (code == 0)
    assert home.asked


@pytest.mark.parametrize(("name", "told"), [("en_US-lesac-medium", NAME), ("x", "2 others")])
def test_an_unknown_voice_is_not_got(command: Command, home: Home, name: str, told: str) -> None:
    """A name that the index does not have is a usage error with the nearest."""
    refused = command("voices", "get", name, "--yes")
    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert home.asked == ["voices.json"]


def test_a_bad_fetch_leaves_no_voice(command: Command, home: Home, own: Path, tmp_path: Path) -> None:
    """Where a file is not what was promised, it ends with 1, and there is neither model nor voice file."""
    path = next(path for path in home.files if path.endswith(".onnx"))
    home.files[path] = b"M" + home.files[path][1:]
    told = command("voices", "get", NAME, "--yes")
    assert told.code == 1
    assert "MD5" in told.err
    assert [file for file in (tmp_path / "data").rglob("*") if file.is_file()] == []
    assert not (own / "lessac.toml").exists()


def test_without_a_connection_nothing_is_got(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a connection the address is named, and the exit code is that of something missing."""
    monkeypatch.setenv("BACKRELIEF_PIPER_VOICES", "http://127.0.0.1:9/")
    told = command("voices", "get", NAME, "--yes")
    assert told.code == 4
    assert "can't reach http://127.0.0.1:9/voices.json" in told.err
    assert "BACKRELIEF_PIPER_VOICES" in told.err
