"""Where mixing gets its sounds from."""

from __future__ import annotations

from typing import Protocol

from ..model.script import Sound
from ..model.sound import Clip


class Sounds(Protocol):
    """The sounds of a session's cues."""

    def name(self, sound: Sound) -> str:
        """What a sound's clip is called, without making it: equal names sound the same."""

    def clip(self, sound: Sound) -> Clip:
        """A sound's clip. Called from several threads."""
