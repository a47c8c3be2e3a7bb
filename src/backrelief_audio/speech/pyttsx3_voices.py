"""How the voices of pyttsx3 are found by what people write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import unknown

if TYPE_CHECKING:
    from collections.abc import Sequence


def find_voice(asked: str, voices: Sequence[str], variants: Sequence[str]) -> str:
    """The engine's own id for a voice: ``gmw/en-us+f3`` for ``en-us+F3``.

    It has to be one of those listed: eSpeak takes names for paths and says nothing of a variant that it does not find.
    Raises RequestError with those there are, the nearest first.
    """
    known = {name: voice for voice in voices for name in (voice.rpartition("/")[2].lower(), voice.lower(), voice)}
    if asked in known:
        return known[asked]
    base, plus, variant = asked.partition("+")
    if base.lower() not in known:
        raise unknown("pyttsx3", "voice", base, voices)
    if not plus:
        return known[base.lower()]
    spellings = {name.lower(): name for name in variants}
    if variant.lower() not in spellings:
        raise unknown("pyttsx3", "variant of a voice", variant, variants)
    return f"{known[base.lower()]}+{spellings[variant.lower()]}"
