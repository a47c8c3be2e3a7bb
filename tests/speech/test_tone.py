"""The tone engine, and what all engines share: their door, their limits, their errors."""

from __future__ import annotations

import importlib.metadata
import math
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from building import TONE_VOICE
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio import clipping
from backrelief_audio.errors import MissingError, RequestError, SpeechError
from backrelief_audio.legible import MOST_LETTERS
from backrelief_audio.model.sound import Voice
from backrelief_audio.speech import (
    EngineVoice,
    check_line,
    check_voice,
    edition,
    engine_names,
    load_engine,
    unknown,
)
from backrelief_audio.speech.tone import ToneEngine, tone_ms


def voice(words_per_minute: int = 150, pitch: int = 50, name: str = "tone") -> Voice:
    """A voice of the tone engine."""
    return replace(TONE_VOICE, words_per_minute=words_per_minute, pitch=pitch, voice=name)


TEXTS = st.text("abcdefghij ,.'-", max_size=120).map(lambda text: "a" + text)


@given(TEXTS, st.integers(80, 300), st.floats(0.5, 2.0))
def test_the_length_is_the_formula_of_the_text(text: str, words_per_minute: int, rate: float) -> None:
    """The sound lasts (120 + 62 a letter) ms at 150 words a minute, and in proportion at other speeds."""
    spoken = ToneEngine().speak(text, voice(words_per_minute), rate)
    length = tone_ms(text, words_per_minute, rate)
    assert len(spoken.samples) == length * spoken.rate // 1000
    assert length == pytest.approx((120 + 62 * len(text)) * 150 / words_per_minute / rate, abs=0.5)


@given(TEXTS, st.integers(0, 100), st.integers(80, 300))
def test_a_tone_is_a_clip_with_a_clear_centre(text: str, pitch: int, words_per_minute: int) -> None:
    """At every pitch and speed the tone is plausible for its text, and its beat is in its attack, always the same."""
    spoken = ToneEngine().speak(text, voice(words_per_minute, pitch), 1.0)
    assert clipping.implausible(text, spoken.samples, spoken.rate, words_per_minute) == ""
    measure = clipping.clip_of(spoken.samples, spoken.rate, name="x").measure
    assert measure.centre == pytest.approx(32, abs=3)
    assert abs(measure.length - tone_ms(text, words_per_minute, 1.0) - clipping.LEAD - clipping.TAIL) <= 10


def test_a_tone_is_the_same_each_time() -> None:
    """Two engines give the same samples for the same line, and others at another pitch."""
    first = ToneEngine().speak("three", voice(), 1.0)
    again = ToneEngine().speak("three", voice(), 1.0)
    other = ToneEngine().speak("three", voice(pitch=80), 1.0)
    assert np.array_equal(first.samples, again.samples)
    assert not np.array_equal(first.samples, other.samples)


def test_the_tone_engine_describes_itself() -> None:
    """It has one voice, needs nothing, and closing it twice is harmless."""
    engine = ToneEngine()
    assert engine.info.name == "tone"
    assert [each.id for each in engine.voices()] == ["tone"]
    assert engine.check() == []
    engine.close()
    engine.close()
    with pytest.raises(RequestError, match="tone has no voice 'anna'; it has tone"):
        engine.speak("one", voice(name="anna"), 1.0)


REFUSED = {
    "empty": ("", 1.0, "nothing in it to say"),
    "spaces": ("   ", 1.0, "nothing in it to say"),
    "signs": ("... !", 1.0, "nothing in it to say"),
    "a line break": ("one\ntwo", 1.0, r"U\+000A"),
    "an eSpeak command": ("\x0150S one", 1.0, r"U\+0001"),
    "half a character": ("one \udcff", 1.0, r"U\+DCFF"),
    "too long": ("a" * (MOST_LETTERS + 1), 1.0, "at most 400"),
    "too slow": ("one", 0.4, "0.5 to 2 times"),
    "too fast": ("one", 2.5, "0.5 to 2 times"),
    "no rate": ("one", math.nan, "0.5 to 2 times"),
}


@pytest.mark.parametrize(("text", "rate", "told"), REFUSED.values(), ids=REFUSED)
def test_what_no_engine_should_get_is_refused_by_name(text: str, rate: float, told: str) -> None:
    """Control characters, empty and endless texts and impossible rates are errors that name the line."""
    with pytest.raises(SpeechError, match=told) as caught:
        check_line(text, rate, ToneEngine.info)
    assert repr(text[:60]) in str(caught.value)


@pytest.mark.parametrize("text", ["one", "--help", "<b>x</b>", "[[x]]", "7", "O'Brien's half-way", "été", "x" * 400])
def test_odd_but_harmless_text_is_let_through(text: str) -> None:
    """What only looks like markup or an option is text."""
    check_line(text, 1.0, ToneEngine.info)


def test_engines_come_through_the_entry_points() -> None:
    """The built-in engines are registered as any other would be, and one is loaded by its name."""
    assert {"pyttsx3", "tone"} <= set(engine_names())
    assert isinstance(load_engine("tone"), ToneEngine)


def test_an_engine_that_asks_for_models_gets_their_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A factory with a parameter ``models`` is given the folder, one without is called with nothing, as ever."""

    class Modelled(ToneEngine):
        def __init__(self, models: Path | None = None) -> None:
            self.models = models

    class Entry(importlib.metadata.EntryPoint):
        def load(self) -> object:
            return Modelled if self.name == "modelled" else ToneEngine

    entries = [Entry(name, "anywhere:Engine", "backrelief_audio.engines") for name in ("modelled", "plain")]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: entries)
    engine = load_engine("modelled", tmp_path)
    assert isinstance(engine, Modelled)
    assert engine.models == tmp_path
    assert type(load_engine("plain", tmp_path)) is ToneEngine


def test_an_engine_has_the_voices_it_lists() -> None:
    """An engine that says nothing else of its voices has those it lists, and is asked only where nobody did before."""
    check_voice(ToneEngine(), TONE_VOICE)
    with pytest.raises(RequestError, match="tone has no voice 'horn'; it has tone"):
        check_voice(ToneEngine(), replace(TONE_VOICE, voice="horn"))
    check_voice(ToneEngine(), replace(TONE_VOICE, voice="horn"), [EngineVoice(id="horn", name="", language="")])
    assert edition(ToneEngine(), TONE_VOICE) == ""


def test_an_unknown_engine_is_a_usage_error_that_lists_those_there_are() -> None:
    """A mistyped engine is answered with the right names, the nearest first."""
    with pytest.raises(RequestError, match=r"no speech engine 'ton'; it has tone, .*pyttsx3") as caught:
        load_engine("ton")
    assert caught.value.exit_code == 2


def test_an_engine_that_can_not_be_imported_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine whose library is not installed is told as such, with its reason."""
    entry = importlib.metadata.EntryPoint("broken", "backrelief_audio_nowhere:Engine", "backrelief_audio.engines")
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [entry])
    with pytest.raises(MissingError, match=r"'broken' can't be loaded.*backrelief_audio_nowhere"):
        load_engine("broken")
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [])
    with pytest.raises(MissingError, match="no speech engine is installed"):
        load_engine("tone")


def test_unknown_names_are_answered_nearest_first() -> None:
    """All names are listed, once each, those most alike in front; with none to list it says so."""
    told = str(unknown("pyttsx3", "voice", "gmw/en-uk", ["zle/ru", "gmw/en-us", "aav/vi", "gmw/en-gb", "a", "b", "c"]))
    assert told.startswith("pyttsx3 has no voice 'gmw/en-uk'; it has gmw/en-")
    assert told.count("zle/ru") == 1
    assert "it has none" in str(unknown("x", "voice", "y", []))


def test_what_engines_are_is_light_to_import() -> None:
    """Importing the speech rooms loads no numpy, pydub or sound library, so that --help stays fast."""
    rooms = ", ".join(
        f"backrelief_audio.speech.{name}"
        for name in ("tone", "stored", "pyttsx3_engine", "pyttsx3_process", "pyttsx3_worker")
    )
    heavy = {"numpy", "pydub", "soundfile", "soxr", "pyttsx3"}
    code = f"import sys, {rooms}; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
