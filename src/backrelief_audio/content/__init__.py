"""Reading what is data: exercises, phrases, pronunciation and voices, from TOML files to nouns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from ..checked import Table
from ..errors import ContentError, Problem
from ..model.exercise import Exercise
from ..model.phrases import Phrasebook
from ..model.pronunciation import Pronunciation
from ..model.sample import Sample
from ..model.sound import Voice
from .exercise_file import parse_exercise
from .phrase_file import parse_phrases
from .pronunciation_file import parse_pronunciation
from .substitutes import check_substitutes
from .toml import read_toml
from .voice_file import parse_voice

T = TypeVar("T")

CONTENT = Path(__file__).parent
"""Where our own exercises, phrases and respellings are."""

_INSTALLED_VOICES = CONTENT.parent / "voices"
VOICES = _INSTALLED_VOICES if _INSTALLED_VOICES.is_dir() else CONTENT.parents[2] / "voices"
"""Where our own voices are: inside an installed package, or at the top of a checkout."""


def load_exercises(folder: Path = CONTENT / "exercises") -> tuple[Exercise, ...]:
    """The catalogue, sorted by id.

    Raises ContentError with every fault of every file.
    """
    problems: list[Problem] = []
    exercises = []
    for path in sorted(folder.glob("*.toml")):
        data = read_toml(path, problems)
        if data is not None:
            exercises.append(parse_exercise(data, path.stem, path.name, problems))
    _check_names(exercises, problems)
    problems += check_substitutes(exercises)
    if problems:
        raise ContentError(problems)
    return tuple(exercises)


def _check_names(exercises: list[Exercise], problems: list[Problem]) -> None:
    owners: dict[str, str] = {}
    for exercise in exercises:
        for name in (exercise.id, *exercise.aliases):
            if name in owners:
                told = f"{name!r} is also a name of {owners[name]}"
                problems.append(Problem(where=f"{exercise.id}.toml: aliases", what=told, allowed="a name used once"))
            owners[name] = exercise.id


def load_phrases(path: Path = CONTENT / "phrases" / "en.toml") -> Phrasebook:
    """The phrases of one language. Raises ContentError with every fault."""
    return _read(path, parse_phrases)


def load_pronunciation(path: Path = CONTENT / "pronunciation" / "en.toml") -> Pronunciation:
    """The respellings of one language. Raises ContentError with every fault."""
    return _read(path, parse_pronunciation)


def _read(path: Path, parse: Callable[[Mapping[str, Any], str, list[Problem]], T]) -> T:
    """What one file holds. Raises ContentError with every fault."""
    problems: list[Problem] = []
    data = read_toml(path, problems)
    found = parse(data, path.name, problems) if data is not None else None
    if problems or found is None:
        raise ContentError(problems)
    return found


def load_sample(path: Path = CONTENT / "sample" / "en.toml") -> Sample:
    """What a voice says when it is tried. Raises ContentError with every fault."""
    return _read(path, _parse_sample)


def _parse_sample(data: Mapping[str, Any], where: str, problems: list[Problem]) -> Sample:
    top = Table(data, where, problems)
    sample = Sample(setup=top.text("setup"), counts=top.texts("counts", least=1), closing=top.text("closing"))
    top.close()
    return sample


def load_voices(*folders: Path) -> tuple[Voice, ...]:
    """Our own voices and those of further folders, sorted by name; a later folder's voice wins over an earlier one's.

    A folder need not exist. Raises ContentError with every fault of every file.
    """
    problems: list[Problem] = []
    voices: dict[str, Voice] = {}
    for path in [path for folder in (VOICES, *folders) for path in sorted(folder.glob("*.toml"))]:
        data = read_toml(path, problems)
        if data is not None:
            voices[path.stem] = parse_voice(data, path.stem, path.name, problems)
    problems += _bad_fallbacks(voices)
    if problems:
        raise ContentError(problems)
    return tuple(voices[name] for name in sorted(voices))


def _bad_fallbacks(voices: Mapping[str, Voice]) -> Iterator[Problem]:
    for name, voice in voices.items():
        if voice.fallback and (voice.fallback == name or voice.fallback not in voices):
            others = ", ".join(sorted(set(voices) - {name}))
            yield Problem(where=f"{name}.toml: fallback", what=f"{voice.fallback!r} is no other voice", allowed=others)
