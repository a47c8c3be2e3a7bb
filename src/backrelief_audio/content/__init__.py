"""Reading what is data: exercises, phrases, playlists, pronunciation and voices, from TOML files to nouns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ..checked import Table
from ..errors import ContentError, Problem
from ..model.exercise import Exercise
from ..model.phrases import Phrasebook
from ..model.pronunciation import Pronunciation
from ..model.routine import Routine
from ..model.sample import Sample
from ..model.sound import Voice
from .exercise_file import parse_exercise
from .own_phrases import with_own_phrases
from .phrase_file import parse_phrases
from .pronunciation_file import parse_pronunciation
from .routine_file import parse_routine
from .substitutes import check_substitutes
from .toml import read_toml
from .voice_file import parse_voice

T = TypeVar("T")

CONTENT = Path(__file__).parent
"""Where our own exercises, phrases and respellings are."""

_INSTALLED_VOICES = CONTENT.parent / "voices"
VOICES = _INSTALLED_VOICES if _INSTALLED_VOICES.is_dir() else CONTENT.parents[2] / "voices"
"""Where our own voices are: inside an installed package, or at the top of a checkout."""


def load_exercises(folder: Path = CONTENT / "exercises", *own: Path) -> tuple[Exercise, ...]:
    """The catalogue, sorted by id; an exercise of the user's ``own`` folders wins over another of the same id.

    An own folder need not exist. Raises ContentError with every fault of every file, of own ones by their full paths.
    """
    problems: list[Problem] = []
    found: dict[str, tuple[str, Exercise]] = {}
    for path, where in content_files(folder, own):
        data = read_toml(path, problems, where)
        if data is not None:
            found[path.stem] = where, parse_exercise(data, path.stem, where, problems)
    catalogue = [found[id_] for id_ in sorted(found)]
    _check_names(catalogue, problems)
    problems += check_substitutes(catalogue)
    _refuse(problems, own)
    return tuple(exercise for _, exercise in catalogue)


def _check_names(catalogue: Sequence[tuple[str, Exercise]], problems: list[Problem]) -> None:
    owners: dict[str, str] = {}
    for where, exercise in catalogue:
        for name in (exercise.id, *exercise.aliases):
            if name in owners:
                told = f"{name!r} is also a name of {owners[name]}"
                problems.append(Problem(where=f"{where}: aliases", what=told, allowed="a name used once"))
            owners[name] = exercise.id


def load_routines(
    catalogue: Sequence[Exercise], folder: Path = CONTENT / "playlists", *own: Path
) -> tuple[Routine, ...]:
    """The named playlists, sorted by id; one of the user's ``own`` folders wins over another of the same id.

    Raises ContentError with every fault of every file, of own ones by their full paths.
    """
    problems: list[Problem] = []
    by_id = {exercise.id: exercise for exercise in catalogue}
    found: dict[str, Routine] = {}
    for path, where in content_files(folder, own):
        data = read_toml(path, problems, where)
        if data is not None:
            mine = path.parent != folder
            found[path.stem] = parse_routine(data, path.stem, where, problems, by_id, own=mine)
    _refuse(problems, own)
    return tuple(found[id_] for id_ in sorted(found))


def load_routine(path: Path, catalogue: Sequence[Exercise]) -> Routine:
    """A routine of the user's from a file anywhere; its id is made of the file's name. Raises ContentError."""
    problems: list[Problem] = []
    data = read_toml(path, problems, str(path))
    id_ = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "routine"
    by_id = {exercise.id: exercise for exercise in catalogue}
    routine = parse_routine(data, id_, str(path), problems, by_id, own=True) if data is not None else None
    if problems or routine is None:
        raise ContentError(problems)
    return routine


def load_phrases(path: Path = CONTENT / "phrases" / "en.toml", *own: Path) -> Phrasebook:
    """The phrases of one language, with what the user's ``own`` files, where there are any, add and replace.

    Raises ContentError with every fault.
    """
    book = _read(path, parse_phrases)
    problems: list[Problem] = []
    _check_folders(file.parent for file in own)
    there = [file for file in own if file.exists()]
    for file in there:
        data = read_toml(file, problems, str(file))
        if data is not None:
            book = with_own_phrases(book, data, str(file), problems)
    _refuse(problems, [file.parent for file in there])
    return book


def content_files(folder: Path, own: Sequence[Path]) -> list[tuple[Path, str]]:
    """The TOML files of a folder of ours and of own ones, each with what its faults are told by.

    An own folder need not exist. Raises ContentError where there is something else in its place.
    """
    _check_folders(own)
    ours = [(path, path.name) for path in sorted(folder.glob("*.toml"))]
    return ours + [(path, str(path)) for place in own for path in sorted(place.glob("*.toml"))]


def _check_folders(own: Iterable[Path]) -> None:
    """Raise ContentError where a folder of the user's is a file: it would look empty."""
    for place in own:
        if place.exists() and not place.is_dir():
            problem = Problem(where=str(place), what="is a file", allowed="a folder of TOML files")
            raise ContentError([problem], hint=f"give {place} another name")


def _refuse(problems: Sequence[Problem], own: Sequence[Path]) -> None:
    """Raise ContentError where there are problems, with a way on where a file of the user's has them."""
    if not problems:
        return
    mine = [str(place) for place in own if any(problem.where.startswith(str(place)) for problem in problems)]
    raise ContentError(problems, hint=f"mend the file, or move it out of {mine[0]}" if mine else "")


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

    A folder need not exist. Raises ContentError with every fault of every file, of those by their full paths.
    """
    problems: list[Problem] = []
    voices: dict[str, Voice] = {}
    told: dict[str, str] = {}
    for path, where in content_files(VOICES, folders):
        data = read_toml(path, problems, where)
        if data is not None:
            voices[path.stem], told[path.stem] = parse_voice(data, path.stem, where, problems), where
    problems += _bad_fallbacks(voices, told)
    _refuse(problems, folders)
    return tuple(voices[name] for name in sorted(voices))


def _bad_fallbacks(voices: Mapping[str, Voice], told: Mapping[str, str]) -> Iterator[Problem]:
    for name, voice in voices.items():
        if voice.fallback and (voice.fallback == name or voice.fallback not in voices):
            others = ", ".join(sorted(set(voices) - {name}))
            yield Problem(where=f"{told[name]}: fallback", what=f"{voice.fallback!r} is no other voice", allowed=others)


PAGE_FILES = (
    "session.html",
    "library.html",
    "page.css",
    "session.js",
    "timeline.js",
    "player.js",
    "display.js",
    "transcript.js",
    "phone.js",
    "memory.js",
    "library.js",
    "icon.svg",
)
"""What the pages of a site are made of: the two that end in ``.html`` are shells, the others are served as they are."""


def load_page(folder: Path = CONTENT / "page") -> Mapping[str, bytes]:
    """The files of the pages, by their names. Raises ContentError with every one that is missing."""
    problems: list[Problem] = []
    found: dict[str, bytes] = {}
    for name in PAGE_FILES:
        try:
            found[name] = (folder / name).read_bytes()
        except OSError as fault:
            what = f"can't be read: {fault.strerror}"
            problems.append(Problem(where=f"page/{name}", what=what, allowed="a file of the installed package"))
    if problems:
        raise ContentError(problems, hint="install backrelief-audio again: a part of it is missing")
    return found
