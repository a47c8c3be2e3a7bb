"""Running the command in tests: in this process, with folders of its own and the tone engine as its voice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TONE = """title = "A tone, for tests"
engine = "tone"
voice = "tone"
language = "en"
words_per_minute = 150
ms_per_letter = 66
"""


@dataclass(frozen=True)
class Outcome:
    """What a command gave."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


def furnish(home: Path) -> dict[str, str]:
    """A home with the tone voice, and the environment that leads there; without a bed, which takes long to encode."""
    voices = home / "config" / "backrelief-audio" / "voices"
    voices.mkdir(parents=True)
    (voices / "tone.toml").write_text(TONE, encoding="utf-8")
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "BACKRELIEF_VOICE": "tone",
        "BACKRELIEF_BED": "none",
        "no_proxy": "*",
    }
