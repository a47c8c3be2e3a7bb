"""What the real engine does with text that looks like markup: it reads it out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backrelief_audio.content import load_voices
from backrelief_audio.errors import MissingError
from backrelief_audio.speech import Engine, load_engine

VOICE = next(voice for voice in load_voices() if voice.name == "clear")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The engine, for all tests."""
    started = load_engine("pyttsx3")
    try:
        started.voices()
    except MissingError as fault:
        pytest.skip(str(fault))
    yield started
    started.close()


def seconds(engine: Engine, text: str) -> float:
    """How long a text is said."""
    spoken = engine.speak(text, VOICE, 1.0)
    return len(spoken.samples) / spoken.rate


@pytest.mark.real
@pytest.mark.parametrize(
    ("marked", "without", "most"),
    [
        ("<speak>hello</speak>", "hello", 4),
        ("hello <break time='10s'/> there", "hello there", 8),
        ("[[h@l'oU]]", "hello", 4),
        ("<prosody rate='x-slow'>hello</prosody>", "hello", 8),
        ("&#x41; &amp;", "A and", 6),
    ],
)
def test_markup_is_read_out(engine: Engine, marked: str, without: str, most: float) -> None:
    """Tags, entities and phonemes take longer than what they would mean, because their signs and letters are read."""
    assert seconds(engine, without) * 1.3 < seconds(engine, marked) < most
