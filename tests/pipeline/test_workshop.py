"""The workshop: what is loaded, and that it reaches the engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from building import TONE_VOICE, ask

from backrelief_audio import pipeline
from backrelief_audio.content import load_pronunciation
from backrelief_audio.model.pronunciation import Pronunciation
from backrelief_audio.model.sound import Voice
from backrelief_audio.speech import Spoken
from backrelief_audio.speech.tone import ToneEngine


def test_our_respellings_are_loaded(tmp_path: Path) -> None:
    """The workshop has the respellings of our language."""
    assert (
        pipeline.workshop(tmp_path / "cache", tmp_path / "own", tmp_path / "data").pronunciation == load_pronunciation()
    )


def test_a_session_is_spoken_as_respelled_and_told_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine gets the respelled words, and the session document has the words themselves."""
    asked = []

    class Listening(ToneEngine):
        def speak(self, text: str, voice: Voice, rate: float) -> Spoken:
            asked.append(text)
            return super().speak(text, voice, rate)

    monkeypatch.setattr(pipeline, "load_engine", lambda *_: Listening())
    made = replace(
        pipeline.workshop(tmp_path / "cache", tmp_path / "own", tmp_path / "data"),
        voices=(TONE_VOICE,),
        pronunciation=Pronunciation(everywhere={"comfort": "cumfort"}, engines={}),
    )
    document = made.document(ask(3, voice=TONE_VOICE.name))
    assert "Move within cumfort." in asked
    texts = [cue["text"] for cue in document["cues"]]
    assert "Move within comfort." in texts
    assert not any("cumfort" in text for text in texts)
