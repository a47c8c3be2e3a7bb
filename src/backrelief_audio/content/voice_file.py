"""A voice's TOML document to a Voice, or every fault of it as Problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..checked import Table
from ..errors import Problem
from ..model.sound import Voice
from ..units import Db


def parse_voice(data: Mapping[str, Any], name: str, where: str, problems: list[Problem]) -> Voice:
    """A voice from its TOML document; what is wrong is appended to ``problems``."""
    top = Table(data, where, problems)
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
    )
    top.close()
    return voice
