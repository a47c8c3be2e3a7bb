"""The only room that knows the order: request, plan, script, clips, timeline, blocks, MP3, episode."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..asking import Asked, request_from
from ..bedding import BEDS
from ..content import CONTENT, load_exercises, load_phrases, load_pronunciation, load_routines, load_voices
from ..document import title
from ..errors import OutputError, RequestError
from ..model.exercise import Exercise
from ..model.phrases import Phrasebook
from ..model.pronunciation import Pronunciation
from ..model.request import Request
from ..model.routine import Routine
from ..model.sound import Voice
from ..speech import load_engine
from ..speech.stored import StoredSpeech
from ..store import Store, Upkeep
from ..units import Ms, in_seconds, minutes_number, ms_of
from .composing import Composed, Progress
from .rendering import ENDINGS, write_session
from .settling import composed_telling, routine_named, settled, undecided
from .speaking import Notice, Speakers, unheard, voice_named
from .underlying import bed_of

if TYPE_CHECKING:
    from .examining import Finding

__all__ = ["Built", "Notice", "Progress", "Workshop", "models_in", "voice_named", "workshop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made."""

    path: Path
    beside: tuple[Path, ...]
    title: str
    length: Ms
    seed: int
    voice: str
    """The voice that spoke: the one asked for, or its fallback."""

    exercises: tuple[str, ...]
    """Ids of what its moves are, in order."""

    @property
    def moves(self) -> int:
        """How many moves there are."""
        return len(self.exercises)

    def told(self) -> dict[str, Any]:
        """As JSON types."""
        return {
            "path": str(self.path),
            "beside": [str(path) for path in self.beside],
            "title": self.title,
            "seconds": in_seconds(self.length),
            "bytes": self.path.stat().st_size,
            "seed": self.seed,
            "voice": self.voice,
            "moves": self.moves,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """All that sessions are made from: content, and the store that remembers."""

    catalogue: tuple[Exercise, ...]
    book: Phrasebook
    voices: tuple[Voice, ...]
    store: Store
    models: Path
    """Where models of engines are."""
    pronunciation: Pronunciation | None = None
    """Respellings for engines; none where words are spoken as they are written."""

    routines: tuple[Routine, ...] = ()
    """The named playlists, ours and the user's own."""

    def request(self, asked: Asked, *, notice: Notice = unheard) -> Request:
        """What was typed as a request; where doses decide its length, words are spoken. Raises RequestError."""
        routine = self.routine_named(asked.routine) if asked.routine else None
        request = request_from(asked, self.catalogue, [voice.name for voice in self.voices], tuple(BEDS), routine)
        if not undecided(request, asked.minutes):
            return request
        with self.speakers(notice) as speakers:
            length = speakers.spoken(request, lambda this, speech: settled(this, self.catalogue, self.book, speech))
        return replace(request, length=length)

    def routine_named(self, name: str) -> Routine:
        """A routine by its name, or from a file. Raises RequestError, ContentError."""
        return routine_named(name, self.routines, self.catalogue)

    def examine(self, name: str) -> Iterator[Finding]:
        """What works here, with a voice of that name. Raises RequestError where there is none."""
        from .examining import Finding, examine

        told = f"{len(self.catalogue)} exercises, {len(self.voices)} voices"
        yield Finding(what="content", fine=True, told=told)
        yield from examine(voice_named(self.voices, name), self.store, self.models)

    def document(
        self, request: Request, *, progress: Progress | None = None, notice: Notice = unheard
    ) -> dict[str, Any]:
        """The session document of a request, with nothing rendered; ``notice`` as ``build``."""

        def made(request: Request, speech: StoredSpeech) -> dict[str, Any]:
            return self.composed(request, speech, progress, notice).document

        with self.speakers(notice) as speakers:
            return speakers.spoken(request, made)

    def build(
        self,
        request: Request,
        *,
        target: Path,
        into_folder: bool = False,
        force: bool = False,
        date: str,
        progress: Progress | None = None,
        notice: Notice = unheard,
    ) -> Built:
        """Make the MP3 with its document and lyrics beside it; all three are whole or none is there.

        ``target`` is an .mp3 file, or a folder that is made where it is missing. ``notice`` is told when another voice
        had to speak. Raises OutputError where something is there already and not to be replaced, or can't be written.
        """
        path = _target(request, target, into_folder)
        beside = tuple(path.with_suffix(ending) for ending in ENDINGS[1:])
        check_free((path, *beside), force, "--force to replace, --output for another name, or another --seed")
        bed = bed_of(request, path.parent)
        make_folder(path.parent)

        def made(request: Request, speech: StoredSpeech) -> Composed:
            composed = self.composed(request, speech, progress, notice)
            write_session((path, *beside), composed, speech, bed=bed, store=self.store, date=date, progress=progress)
            return composed

        with self.speakers(notice) as speakers:
            composed = speakers.spoken(request, made)
        return Built(
            path=path,
            beside=beside,
            title=title(request),
            length=ms_of(composed.timeline.ticks),
            seed=request.seed,
            voice=composed.plan.request.voice,
            exercises=tuple(move.exercise.id for move in composed.plan.moves),
        )

    def composed(
        self, request: Request, speech: StoredSpeech, progress: Progress | None = None, notice: Notice = unheard
    ) -> Composed:
        """A request planned, spoken and laid out, and nothing rendered; ``notice`` is told of a routine's changes.

        Raises as ``composing.compose`` does.
        """
        return composed_telling(request, self.catalogue, self.book, speech, progress=progress, notice=notice)

    def speakers(self, notice: Notice = unheard) -> Speakers:
        """The voices, each with its engine from its first to the last use in a block; ``notice`` as ``build``."""
        return Speakers(self.voices, self.speech, notice)

    @contextmanager
    def speech(self, name: str) -> Iterator[StoredSpeech]:
        """A voice, with its engine until the end of the block. Raises RequestError, MissingError."""
        voice = voice_named(self.voices, name)
        with closing(load_engine(voice.engine, self.models)) as engine:
            yield StoredSpeech(engine, voice, self.store, pronunciation=self.pronunciation)


def workshop(cache: Path, own: Path, data: Path, *, upkeep: Upkeep | None = None) -> Workshop:
    """Everything loaded. Raises ContentError.

    ``cache`` is where what was spoken and encoded is kept, ``upkeep`` how that stays small; ``own`` the user's folder,
    whose voices, exercises and playlists win over ours; ``data`` where what was fetched is.
    """
    catalogue = load_exercises(CONTENT / "exercises", own / "exercises")
    return Workshop(
        catalogue=catalogue,
        routines=load_routines(catalogue, CONTENT / "playlists", own / "playlists"),
        book=load_phrases(CONTENT / "phrases" / "en.toml", own / "phrases" / "en.toml"),
        voices=load_voices(own / "voices"),
        store=Store(cache, upkeep),
        models=models_in(data),
        pronunciation=load_pronunciation(),
    )


def models_in(data: Path) -> Path:
    """Where in the folder of fetched data the models are."""
    return data / "models"


def _target(request: Request, target: Path, into_folder: bool) -> Path:
    """The MP3's path: the file asked for, or a name of its own in the folder asked for."""
    if not into_folder and target.suffix and not _is_folder(target):
        if target.suffix.lower() != ".mp3":
            raise RequestError(
                f"--output: {target} is neither an .mp3 file nor a folder", hint=f"--output {target.stem}.mp3"
            )
        return target
    areas = request.routine.id if request.routine else "-".join(focus.value for focus in request.focus)
    return target / f"{areas or 'upper-back'}-{minutes_number(request.length)}min-seed{request.seed}.mp3"


def _is_folder(path: Path) -> bool:
    """Whether a folder is there; a name that can't be one (too long) is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def check_free(paths: Sequence[Path], force: bool, hint: str) -> None:
    """Refuse, with OutputError, to write where something is, unless that is forced."""
    taken = [str(path) for path in paths if os.path.lexists(path)]
    if taken and not force:
        raise OutputError(f"already there: {', '.join(taken)}", hint=hint)


def make_folder(folder: Path) -> None:
    """A folder to write into, made where it is missing. Raises OutputError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(
            f"can't make the folder {folder}: {fault.strerror or fault}", hint="choose another place with --output"
        ) from fault
