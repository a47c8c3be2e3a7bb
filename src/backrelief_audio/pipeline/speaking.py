"""The voices of one session or of many: each engine is loaded once, and a voice that breaks gives way for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from types import TracebackType
from typing import TypeVar

from ..errors import MissingError, RequestError, SpeechError
from ..model.request import Request
from ..model.sound import Voice
from ..speech.stored import StoredSpeech

T = TypeVar("T")

Notice = Callable[[str], None]
"""Told what the user should know although all went well in the end."""


def unheard(_: str) -> None:
    """No one to tell."""


def voice_named(voices: Sequence[Voice], name: str) -> Voice:
    """A voice by its name. Raises RequestError with those there are."""
    for voice in voices:
        if voice.name == name:
            return voice
    there = ", ".join(voice.name for voice in voices)
    raise RequestError(f"there is no voice {name!r}; there are: {there}", hint="backrelief-audio voices")


class Speakers:
    """Voices whose engines are loaded when they are first needed and closed at the end of the block.

    ``opened`` gives a voice with its engine; ``notice`` is told when another voice has to speak.
    """

    def __init__(
        self, voices: Sequence[Voice], opened: Callable[[str], AbstractContextManager[StoredSpeech]], notice: Notice
    ) -> None:
        self._voices = voices
        self._opened = opened
        self._notice = notice
        self._open = ExitStack()
        self._speaking: dict[str, StoredSpeech] = {}
        self._broken: set[str] = set()

    def __enter__(self) -> Speakers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def spoken(self, request: Request, make: Callable[[Request, StoredSpeech], T]) -> T:
        """What is made of a request with its voice.

        Where that voice's engine breaks and its file names a fallback, all of it is made with that voice instead, and
        so is everything asked for later: two voices in one session or one show would confuse.
        """
        voice = voice_named(self._voices, request.voice)
        if voice.name not in self._broken:
            try:
                return make(request, self._speech(voice.name))
            except (SpeechError, MissingError) as fault:
                if not voice.fallback:
                    raise
                self._broken.add(voice.name)
                told = f"the voice {voice.name} failed, so its fallback {voice.fallback} speaks: {fault}"
            self._notice(told)
        return make(replace(request, voice=voice.fallback), self._speech(voice.fallback))

    def _speech(self, name: str) -> StoredSpeech:
        if name not in self._speaking:
            self._speaking[name] = self._open.enter_context(self._opened(name))
        return self._speaking[name]
