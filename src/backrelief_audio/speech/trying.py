"""An engine's check of itself: that it really speaks a word."""

from __future__ import annotations

from ..clipping import implausible
from ..errors import BackreliefError, Problem
from ..model.sound import Voice
from ..units import Db
from . import Engine, EngineVoice

_WORD = "ready"


def try_word(engine: Engine, name: str, voiceless: Problem) -> list[Problem]:
    """What is wrong when an engine speaks a word with the first voice it has, an English one where there is one.

    ``name`` is the engine's; ``voiceless`` is what is told where it has no voice.
    """
    try:
        voices = engine.voices()
        if not voices:
            return [voiceless]
        english = [voice for voice in voices if voice.language.startswith("en")]
        voice = _plain((english or voices)[0], name)
        spoken = engine.speak(_WORD, voice, 1.0)
    except BackreliefError as fault:
        return [Problem(where=name, what=str(fault), allowed=fault.hint)]
    why = implausible(_WORD, spoken.samples, spoken.rate, voice.words_per_minute)
    return [Problem(where=name, what=f"it did not speak: {why}", allowed="a spoken word")] if why else []


def _plain(voice: EngineVoice, engine: str) -> Voice:
    """An engine's voice with settings that need nothing."""
    return Voice(
        name="check",
        title=voice.name,
        engine=engine,
        voice=voice.id,
        language=voice.language,
        words_per_minute=150,
        pitch=50,
        gain=Db(0.0),
        ms_per_letter=66.0,
    )
