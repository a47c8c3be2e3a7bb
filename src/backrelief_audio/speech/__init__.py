"""Speech engines: what one is, what it says of itself, and the door they come in by.

Storing, trimming, levelling and fitting belong to the core; an engine only turns a line into samples. Engines are
called from several threads at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from ..errors import MissingError, Problem, RequestError, SpeechError
from ..legible import unsayable
from ..model.sound import Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

ENGINES = "backrelief_audio.engines"
"""The entry-point group of engines; each entry names something that, called without arguments, gives an Engine.

One that has a parameter ``models`` is given the folder where models are kept, a Path, under that name.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """What an engine says of itself. To know it starts no process and opens no model."""

    name: str
    """Its entry point."""

    version: str
    """Of everything that can change its sound; part of every clip's key."""

    offline: bool
    licence: str
    languages: tuple[str, ...]
    """Language codes; empty where only its voices can tell."""

    slowest: float
    """The least rate it can do, as a ratio to a voice's normal speed."""

    fastest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineVoice:
    """A voice that an engine has."""

    id: str
    """What stands under ``voice`` in a voice file."""

    name: str
    """For people."""

    language: str
    """A language code, or empty where the engine does not say."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spoken:
    """A line as an engine gave it."""

    samples: NDArray[np.float32] | NDArray[np.int16]
    """Shape (n,), mono; floats have full scale 1.0."""

    rate: int
    """Hertz."""

    vowel: int | None = None
    """The sample at which the first stressed vowel begins, where the engine knows it."""


class Engine(Protocol):
    """Turns lines into samples. A wrapper of an engine is an engine."""

    @property
    def info(self) -> EngineInfo:
        """What it is."""

    def voices(self) -> tuple[EngineVoice, ...]:
        """The voices it has. Raises MissingError where the engine can't run."""

    def check(self) -> list[Problem]:
        """Speak a word, for ``doctor``; empty where all is well."""

    def speak(self, text: str, voice: Voice, rate: float) -> Spoken:
        """Speak one line; ``rate`` is a ratio to the voice's normal speed.

        Raises SpeechError, which names the line, where it can't be spoken; RequestError for a voice there is none of;
        MissingError where the engine can't run.
        """

    def close(self) -> None:
        """Let go of processes and files. It may be called twice; what is spoken afterwards starts anew."""


@runtime_checkable
class KnowsVoices(Protocol):
    """An engine that has more voices than it lists, such as variants or files anywhere."""

    def check_voice(self, voice: Voice) -> None:
        """Nothing where the voice can be spoken with, as far as can be told without speaking.

        Raises RequestError where there is none of that name; MissingError where it is not here, or the engine can't
        run.
        """


@runtime_checkable
class HasEditions(Protocol):
    """An engine whose voices are files that may be replaced by others of the same name."""

    def edition(self, voice: Voice) -> str:
        """What tells this edition of a voice from any other, such as a digest of its files; part of every clip's key.

        Raises RequestError and MissingError as ``KnowsVoices.check_voice`` does.
        """


@runtime_checkable
class StartsSlowly(Protocol):
    """An engine that can begin to start while its first line is not at hand yet."""

    def start(self) -> None:
        """Begin to start, without waiting for it. Raises MissingError where it can't."""


def check_voice(engine: Engine, voice: Voice, listed: Sequence[EngineVoice] | None = None) -> None:
    """Whether an engine has a voice: nothing where it has, else RequestError or MissingError, which say why not.

    ``listed`` is what the engine lists, where that was asked before.
    """
    if isinstance(engine, KnowsVoices):
        engine.check_voice(voice)
        return
    known = [each.id for each in (engine.voices() if listed is None else listed)]
    if voice.voice not in known:
        raise unknown(engine.info.name, "voice", voice.voice, known)


def edition(engine: Engine, voice: Voice) -> str:
    """Which edition of a voice an engine has; empty where its version says all."""
    return engine.edition(voice) if isinstance(engine, HasEditions) else ""


def start(engine: Engine) -> None:
    """Let an engine that starts slowly begin to. Raises MissingError where it can't."""
    if isinstance(engine, StartsSlowly):
        engine.start()


def engine_names() -> tuple[str, ...]:
    """The engines that are installed, sorted."""
    from importlib.metadata import entry_points

    return tuple(sorted({entry.name for entry in entry_points(group=ENGINES)}))


def load_engine(name: str, models: Path | None = None) -> Engine:
    """An engine by the name of its entry point, not started yet; ``models`` is where models are kept.

    Raises RequestError where no engine has that name; MissingError where it can't be imported.
    """
    from importlib.metadata import entry_points

    found = [entry for entry in entry_points(group=ENGINES) if entry.name == name]
    if not found:
        names = engine_names()
        if not names:
            raise MissingError("no speech engine is installed", hint="install this program with pip, not only copy it")
        raise unknown("this program", "speech engine", name, names)
    try:
        engine = _made(found[0].load(), models)
    except ImportError as fault:
        raise MissingError(f"the speech engine {name!r} can't be loaded: {fault}") from fault
    return engine


def _made(factory: Callable[..., Engine], models: Path | None) -> Engine:
    """An engine from what its entry point names, which gets the folder of models where it asks for it."""
    from inspect import signature

    wanted: dict[str, Any] = {"models": models} if "models" in signature(factory).parameters else {}
    return factory(**wanted)


def check_line(text: str, rate: float, info: EngineInfo) -> None:
    """Refuse, with SpeechError, what no engine should be given, and a rate that this one can't do."""
    why = unsayable(text)
    if not why and not info.slowest <= rate <= info.fastest:
        why = f"{info.name} speaks at {info.slowest:g} to {info.fastest:g} times the normal speed, not {rate:g}"
    if why:
        raise SpeechError(f"can't speak {text[:60]!r}: {why}")


def unknown(owner: str, what: str, asked: str, names: Sequence[str]) -> RequestError:
    """The error for a name that ``owner`` does not have, with those it has, the nearest first."""
    import difflib

    nearest = difflib.get_close_matches(asked, names, n=5, cutoff=0.0)
    listed = ", ".join([*nearest, *(name for name in names if name not in nearest)])
    return RequestError(f"{owner} has no {what} {asked!r}; it has {listed or 'none'}")
