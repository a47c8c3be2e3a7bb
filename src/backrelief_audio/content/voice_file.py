"""A voice's TOML document to a Voice, or every fault of it as Problems."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..checked import Table
from ..errors import Problem
from ..legible import MOST_ID, oddity, told
from ..model.sound import Shelf, Voice
from ..units import Db


def parse_voice(data: Mapping[str, Any], name: str, where: str, problems: list[Problem]) -> Voice:
    """A voice from its TOML document; what is wrong is appended to ``problems``."""
    top = Table(data, where, problems)
    if len(name) > MOST_ID or oddity(name):
        allowed = f"at most {MOST_ID} letters and no control characters"
        top.fault("(file name)", f"{told(name)} is not a good name", allowed)
    voice = Voice(
        name=name,
        title=top.text("title"),
        engine=top.text("engine"),
        voice=top.text("voice"),
        language=top.text("language"),
        words_per_minute=top.whole("words_per_minute", 80, 300),
        pitch=top.whole("pitch", 0, 100, default=50),
        gain=Db(top.number("gain", -12, 6, default=0.0)),
        ms_per_letter=top.number("ms_per_letter", 20, 200),
        pauses=top.number("pauses", 0.5, 2.0, default=1.0),
        shelves=tuple(_shelves(top)),
        noise=top.number("noise", 0, 1, default=0.0),
        rhythm_noise=top.number("rhythm_noise", 0, 1, default=0.0),
        fallback=top.text("fallback", default=""),
    )
    top.close()
    return voice


def voice_toml(voice: Voice, comment: str) -> str:
    """A voice file with what a fetched voice needs to say; ``comment`` is one line, all else has its default."""
    values = {
        "title": json.dumps(voice.title, ensure_ascii=False),
        "engine": json.dumps(voice.engine),
        "voice": json.dumps(voice.voice, ensure_ascii=False),
        "language": json.dumps(voice.language, ensure_ascii=False),
        "words_per_minute": voice.words_per_minute,
        "ms_per_letter": voice.ms_per_letter,
        "noise": voice.noise,
        "rhythm_noise": voice.rhythm_noise,
    }
    return "\n".join([f"# {comment}", *(f"{key} = {value}" for key, value in values.items()), ""])


def _shelves(top: Table) -> Iterator[Shelf]:
    """Its equaliser: a shelf below and one above a frequency, each where the voice has it."""
    for key, high in (("low_shelf", False), ("high_shelf", True)):
        table = top.table(key, optional=True)
        if table is not None:
            hertz = table.whole("hertz", 40, 12_000)
            yield Shelf(hertz=hertz, gain=Db(table.number("gain", -18, 12)), high=high)
            table.close()
