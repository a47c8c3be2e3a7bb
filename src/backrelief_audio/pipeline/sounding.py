"""Where a session's sounds come from: words from the voice, chimes from the chimes."""

from __future__ import annotations

from dataclasses import dataclass

from ..chiming import chime_clip, chime_name
from ..model.script import Chime, Sound
from ..model.sound import Clip
from ..speech.stored import StoredSpeech


class Chimes:
    """The sounds of a session in which nothing is said."""

    def name(self, sound: Sound) -> str:
        """What a chime's clip is called. Asserts that it is one."""
        assert isinstance(sound, Chime), sound
        return chime_name(sound)

    def clip(self, sound: Sound) -> Clip:
        """A chime's clip. Asserts that it is one."""
        assert isinstance(sound, Chime), sound
        return chime_clip(sound)


@dataclass(frozen=True, slots=True)
class Sounding:
    """The sounds of one voice's sessions, as mixing asks for them."""

    speech: StoredSpeech

    def name(self, sound: Sound) -> str:
        """What a sound's clip is called; nothing is spoken for it."""
        return Chimes().name(sound) if isinstance(sound, Chime) else self.speech.name(sound)

    def clip(self, sound: Sound) -> Clip:
        """A sound's clip. Raises SpeechError where a line is not in the store and can't be spoken."""
        return Chimes().clip(sound) if isinstance(sound, Chime) else self.speech.clip(sound)
