"""Piper as an engine, on a model made here: what reaches the model, what comes back, and what is told of faults."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import TONE_VOICE

pytest.importorskip("piper", reason="piper-tts is not installed")
pytest.importorskip("onnx", reason="onnx, which makes the model for these tests, is not installed")

from piper_model import FRAMES, HOP, RATE, scales, write_model

from backrelief_audio.errors import MissingError, RequestError, SpeechError
from backrelief_audio.model.script import Line
from backrelief_audio.model.sound import Voice
from backrelief_audio.speech import check_voice, load_engine, piper_engine
from backrelief_audio.speech.piper_engine import OWN_SPEED, PiperEngine, stressed_vowel
from backrelief_audio.speech.stored import StoredSpeech
from backrelief_audio.store import Store

NAME = "en_US-tiny-medium"
VOICE = replace(TONE_VOICE, engine="piper", voice=NAME, words_per_minute=OWN_SPEED)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one model."""
    folder = tmp_path_factory.mktemp("models")
    write_model(folder)
    return folder


@pytest.fixture(scope="module")
def engine(models: Path) -> Iterator[PiperEngine]:
    """The engine with that folder."""
    with closing(PiperEngine(models)) as engine:
        yield engine


def test_it_comes_in_by_the_door_of_engines(models: Path) -> None:
    """By its name it is loaded with the folder of models; it says what it is and which models are there."""
    engine = load_engine("piper", models)
    assert isinstance(engine, PiperEngine)
    assert (engine.info.name, engine.info.offline) == ("piper", True)
    assert "piper-tts 1." in engine.info.version
    assert "onnxruntime 1." in engine.info.version
    assert [(voice.id, voice.language) for voice in engine.voices()] == [(NAME, "en-US")]
    assert engine.check() == []


@pytest.mark.parametrize(
    ("own", "words_per_minute", "rate", "expected"),
    [(1.0, 150, 1.0, 1.0), (1.0, 120, 1.0, 1.25), (1.0, 150, 1.25, 0.8), (1.2, 100, 0.75, 2.4), (1.0, 150, 0.5, 2.0)],
)
def test_the_speed_reaches_the_model(
    tmp_path: Path, own: float, words_per_minute: int, rate: float, expected: float
) -> None:
    """The model's own length scale, the voice's words a minute and the rate make the scale the model is given."""
    write_model(tmp_path, inference={"noise_scale": 0.667, "length_scale": own, "noise_w": 0.8})
    spoken = PiperEngine(tmp_path).speak("ready", replace(VOICE, words_per_minute=words_per_minute), rate)
    assert scales(spoken.samples)[1] == pytest.approx(expected, abs=1e-5)


def test_the_noise_reaches_the_model(engine: PiperEngine) -> None:
    """The voice's noises are the model's scales, not those of its configuration, also where they are 0."""
    assert scales(engine.speak("ready", VOICE, 1.0).samples) == (0.0, 1.0, 0.0)
    noisy = replace(VOICE, noise=0.25, rhythm_noise=0.5)
    assert scales(engine.speak("ready", noisy, 1.0).samples) == (0.25, 1.0, 0.5)


def test_half_the_rate_lasts_twice_as_long(engine: PiperEngine) -> None:
    """What the length scale does is heard: 3 frames a phoneme id become 6."""
    usual, slow = (engine.speak("ready", VOICE, rate).samples.size for rate in (1.0, 0.5))
    assert slow == 2 * usual


def test_the_level_is_left_as_the_model_gave_it(engine: PiperEngine) -> None:
    """No sentence is brought to full scale: levelling is done later, for all engines alike."""
    assert np.abs(engine.speak("ready", VOICE, 1.0).samples).max() == pytest.approx(0.5, abs=0.01)


def test_sentences_of_a_line_are_joined(engine: PiperEngine) -> None:
    """A line of two sentences is both, one after the other, at the model's own sample rate."""
    both = engine.speak("Stand tall. Breathe in.", VOICE, 1.0)
    parts = [engine.speak(text, VOICE, 1.0) for text in ("Stand tall.", "Breathe in.")]
    assert both.rate == RATE
    assert both.samples.tobytes() == b"".join(part.samples.tobytes() for part in parts)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("ready", 2 + 2 * 2),  # ^ _ then ɹ _ ˈ _ and ɛ
        ("and release", 2 + 2 * 8),  # æ n d, space, ɹ ᵻ l ˈ and iː: not at the first vowel, which has no stress
        ("one", 2 + 2 * 2),  # w ˌ ʌ: where nothing has the first stress, the second
    ],
)
def test_the_stressed_vowel_is_known(engine: PiperEngine, text: str, ids: int) -> None:
    """The first stressed vowel begins after all phoneme ids before it, each of which has its frames."""
    assert engine.speak(text, VOICE, 1.0).vowel == ids * FRAMES * HOP


def test_the_stressed_vowel_may_be_in_a_later_sentence() -> None:
    """Sentences before the one with the stress count whole."""
    chunks: Any = [chunk([("^", 10), ("m", 20), ("$", 30)]), chunk([("^", 1), ("t", 2), ("ˈ", 3), ("u", 4), ("$", 5)])]
    assert stressed_vowel(chunks) == 60 + 6


def test_times_that_can_not_be_right_are_not_believed() -> None:
    """Where phonemes are said to last otherwise than the sound does, or a sentence tells nothing, no vowel is known."""
    wrong: Any = [chunk([("^", 10), ("ˈ", 20), ("u", 30)], samples=4000)]
    silent: Any = [chunk([("^", 10), ("ˈ", 20), ("u", 30)]), chunk(None)]
    assert stressed_vowel(wrong) is None
    assert stressed_vowel(list(reversed(silent))) is None


def chunk(parts: list[tuple[str, int]] | None, samples: int = 0) -> Any:
    """What Piper gives for a sentence, with phonemes that last so long."""
    from piper import AudioChunk
    from piper.voice import PhonemeAlignment

    told = None if parts is None else [PhonemeAlignment(phoneme, [1], length) for phoneme, length in parts]
    samples = samples or sum(length for _, length in parts or [])
    return AudioChunk(RATE, 2, 1, np.zeros(samples, np.float32), [], [], phoneme_alignments=told)


def test_without_onnx_no_vowel_is_known(
    models: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the package onnx is missing, Piper speaks all the same, is another version, and nothing is logged."""
    monkeypatch.setattr(piper_engine, "_can_align", lambda: False)
    engine = PiperEngine(models)
    assert engine.speak("ready", VOICE, 1.0).vowel is None
    monkeypatch.undo()
    assert engine.info.version != PiperEngine(models).info.version
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_many_threads_share_one_model(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen lines in eight threads load the model once, and each is the same as when it is spoken alone."""
    from piper import PiperVoice

    loads = []
    load = PiperVoice.load

    def counted(*given: Any, **named: Any) -> Any:
        loads.append(given)
        return load(*given, **named)

    monkeypatch.setattr(PiperVoice, "load", staticmethod(counted))
    engine = PiperEngine(models)
    lines = [f"Lift your {side} arm {way}." for side in ("left", "right") for way in ("up", "out", "down", "back")] * 2
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda line: engine.speak(line, VOICE, 1.0), lines))
    assert len(loads) == 1
    alone = [engine.speak(line, VOICE, 1.0) for line in lines]
    assert [spoken.samples.tobytes() for spoken in together] == [spoken.samples.tobytes() for spoken in alone]
    assert [spoken.vowel for spoken in together] == [spoken.vowel for spoken in alone]


def test_a_path_is_a_voice(models: Path, tmp_path: Path) -> None:
    """The path of an .onnx file is a voice wherever it is; one that is not absolute is in the folder of models."""
    path = write_model(tmp_path / "elsewhere", "mine")
    spoken = PiperEngine().speak("ready", replace(VOICE, voice=str(path)), 1.0)
    again = PiperEngine(tmp_path).speak("ready", replace(VOICE, voice="elsewhere/mine.onnx"), 1.0)
    named = PiperEngine(models).speak("ready", VOICE, 1.0)
    assert spoken.samples.tobytes() == again.samples.tobytes() == named.samples.tobytes()


def test_a_model_that_is_not_here_has_its_command(tmp_path: Path) -> None:
    """A name whose files are missing, or only one of them, is told with the command that fetches it."""
    engine = PiperEngine(tmp_path)
    for made in ("", f"{NAME}.onnx"):
        if made:
            (tmp_path / made).write_bytes(b"half a voice")
        with pytest.raises(MissingError, match=f"{NAME} is not here") as caught:
            engine.speak("ready", VOICE, 1.0)
        assert caught.value.hint == f"backrelief-audio voices get {NAME}"
        with pytest.raises(MissingError):
            check_voice(engine, VOICE)
        assert engine.voices() == ()
    assert [problem.where for problem in engine.check()] == ["piper"]


@pytest.mark.parametrize("name", ["../secret", "a/b", "", ".hidden", "C:\\voice", "-x"])
def test_a_name_that_is_no_name_is_refused(engine: PiperEngine, name: str) -> None:
    """What could lead out of the folder, and what no voice is called, is refused with the voices there are."""
    with pytest.raises(RequestError, match=NAME):
        check_voice(engine, replace(VOICE, voice=name))


def test_a_path_with_nothing_there_is_told(tmp_path: Path) -> None:
    """A path whose model or configuration is missing names the file that is."""
    path = write_model(tmp_path)
    Path(f"{path}.json").unlink()
    with pytest.raises(MissingError, match=r"no file .*tiny-medium\.onnx\.json"):
        PiperEngine().speak("ready", replace(VOICE, voice=str(path)), 1.0)


BROKEN: dict[str, Any] = {
    "empty": ("onnx", b""),
    "no model": ("onnx", b"this is no model at all" * 20),
    "not JSON": ("json", b"{"),
    "not text": ("json", b"\xff\xfe\x00"),
    "a list": ("json", b"[]"),
    "nothing in it": ("json", b"{}"),
}


@pytest.mark.parametrize(("which", "data"), BROKEN.values(), ids=BROKEN)
def test_a_broken_model_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str], which: str, data: bytes) -> None:
    """A broken model or configuration is an error by its name that says what to type, and nothing else is printed."""
    path = write_model(tmp_path)
    (path if which == "onnx" else Path(f"{path}.json")).write_bytes(data)
    with pytest.raises(MissingError, match=f"{NAME} can't be loaded: ") as caught:
        PiperEngine(tmp_path).speak("ready", VOICE, 1.0)
    assert caught.value.hint == f"backrelief-audio voices get {NAME}"
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "changes",
    [{"audio": {"sample_rate": "22050"}}, {"audio": {"sample_rate": 7}}, {"inference": {"length_scale": 0}},
     {"inference": {"length_scale": "1"}}, {"phoneme_type": "runes"}],
)  # fmt: skip
def test_a_configuration_that_makes_no_sense_is_told(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Values no voice can have are found when the model is loaded."""
    write_model(tmp_path, **changes)
    with pytest.raises(MissingError, match=f"{NAME} can't be loaded: "):
        PiperEngine(tmp_path).speak("ready", VOICE, 1.0)


def test_a_model_that_fails_in_the_middle_names_the_line(tmp_path: Path) -> None:
    """What goes wrong while a line is spoken is told with the line: here the model wants a speaker it is not given."""
    write_model(tmp_path, num_speakers=3)
    with pytest.raises(SpeechError, match="can't speak 'ready' with en_US-tiny-medium: "):
        PiperEngine(tmp_path).speak("ready", VOICE, 1.0)


def test_letters_a_model_does_not_know_are_not_left_out(tmp_path: Path) -> None:
    """A model that lacks a sound of the line fails by the line, instead of saying half of it."""
    known = {"_": [0], "^": [1], "$": [2], **{letter: [ord(letter)] for letter in "abcdelnorst "}}
    write_model(tmp_path, phoneme_type="text", phoneme_id_map=known)
    engine = PiperEngine(tmp_path)
    with pytest.raises(SpeechError, match="'and lower' with en_US-tiny-medium: it has no sound for w"):
        engine.speak("and lower", VOICE, 1.0)
    assert engine.speak("rest, and on.", VOICE, 1.0).samples.size  # signs may be unknown


def test_what_was_spoken_is_kept_by_the_model_s_content(tmp_path: Path) -> None:
    """A model replaced by another of the same name is not answered from the store; the same files anywhere are."""
    line = Line("ready")
    before = key(tmp_path / "a", VOICE)
    assert before == key(tmp_path / "b", VOICE)
    assert before != key(tmp_path / "c", VOICE, inference={"length_scale": 1.1})
    store = Store(tmp_path / "store")
    speech = StoredSpeech(PiperEngine(tmp_path / "a"), VOICE, store)
    kept = speech.clip(line)
    assert StoredSpeech(PiperEngine(tmp_path / "b"), VOICE, store).measures([line]) == {line: kept.measure}


def key(folder: Path, voice: Voice, **changes: Any) -> str:
    """The name under which a line by a model in that folder is kept."""
    write_model(folder, **changes)
    return StoredSpeech(PiperEngine(folder), voice, Store(folder)).key(Line("ready")).digest()


def test_after_closing_it_speaks_anew(models: Path) -> None:
    """An engine may be closed twice, and used again."""
    engine = PiperEngine(models)
    first = engine.speak("ready", VOICE, 1.0)
    engine.close()
    engine.close()
    assert engine.speak("ready", VOICE, 1.0).samples.tobytes() == first.samples.tobytes()


def test_without_the_package_it_says_what_to_install(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without piper-tts everything that would need it names the command that installs it."""
    from importlib import metadata

    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    engine = PiperEngine(models)
    for use in (engine.voices, lambda: engine.check_voice(VOICE), lambda: engine.speak("ready", VOICE, 1.0)):
        with pytest.raises(MissingError, match="piper-tts is not installed") as caught:
            use()
        assert caught.value.hint == "pip install 'backrelief-audio[piper]'"
    assert [problem.allowed for problem in engine.check()] == ["pip install 'backrelief-audio[piper]'"]


def test_the_configuration_of_these_tests_is_a_real_one(models: Path) -> None:
    """Every key that Piper reads from a configuration is in the one that the tests use."""
    from piper import PiperConfig

    data = json.loads((models / f"{NAME}.onnx.json").read_text(encoding="utf-8"))
    assert PiperConfig.from_dict(data).sample_rate == RATE
