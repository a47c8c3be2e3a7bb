"""The only room that knows the order: request, plan, script, clips, timeline, blocks, MP3, episode."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from .. import __version__
from ..asking import Asked, request_from
from ..bedding import BEDS
from ..content import load_exercises, load_phrases, load_pronunciation, load_voices
from ..covering import cover
from ..document import minutes_number, text_of, title
from ..encoding import mp3_parts
from ..errors import MissingError, OutputError, RequestError, SpeechError
from ..model.episode import Episode, Lyric
from ..model.exercise import Exercise
from ..model.phrases import Phrasebook
from ..model.pronunciation import Pronunciation
from ..model.request import Request
from ..model.script import CueKind
from ..model.sound import Bed, Voice
from ..publish.lyrics import lrc
from ..speech import load_engine
from ..speech.stored import StoredSpeech
from ..store import Store, write_together
from ..tagging import tags
from ..units import Ms, in_seconds, ms_of
from .composing import Composed, Progress, compose
from .examining import Finding, examine
from .sounding import Sounding
from .underlying import bed_of, blocks_of

__all__ = ["Built", "Finding", "Notice", "Progress", "Workshop", "models_in", "workshop"]


T = TypeVar("T")

Notice = Callable[[str], None]
"""Told what the user should know although all went well in the end."""


def _unheard(_: str) -> None:
    """No one to tell."""


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

    def request(self, asked: Asked) -> Request:
        """What was typed as a request. Raises RequestError with every fault."""
        return request_from(asked, self.catalogue, [voice.name for voice in self.voices], tuple(BEDS))

    def examine(self, name: str) -> Iterator[Finding]:
        """What works here, with a voice of that name. Raises RequestError where there is none."""
        told = f"{len(self.catalogue)} exercises, {len(self.voices)} voices"
        yield Finding(what="content", fine=True, told=told)
        yield from examine(voice_named(self.voices, name), self.store, self.models)

    def document(
        self, request: Request, *, progress: Progress | None = None, notice: Notice = _unheard
    ) -> dict[str, Any]:
        """The session document of a request, with nothing rendered; ``notice`` as ``build``."""

        def made(request: Request, speech: StoredSpeech) -> dict[str, Any]:
            return compose(request, self.catalogue, self.book, speech, progress).document

        return self._spoken(request, made, notice)

    def build(
        self,
        request: Request,
        *,
        target: Path,
        into_folder: bool = False,
        force: bool = False,
        date: str,
        progress: Progress | None = None,
        notice: Notice = _unheard,
    ) -> Built:
        """Make the MP3 with its document and lyrics beside it; all three are whole or none is there.

        ``target`` is an .mp3 file, or a folder that is made where it is missing. ``notice`` is told when another voice
        had to speak. Raises OutputError where something is there already and not to be replaced, or can't be written.
        """
        path = _target(request, target, into_folder)
        beside = (path.with_suffix(".json"), path.with_suffix(".lrc"))
        check_free((path, *beside), force, "--force to replace, --output for another name, or another --seed")
        bed = bed_of(request, path.parent)
        make_folder(path.parent)

        def made(request: Request, speech: StoredSpeech) -> Composed:
            composed = compose(request, self.catalogue, self.book, speech, progress)
            self._write((path, *beside), composed, bed=bed, speech=speech, date=date, progress=progress)
            return composed

        composed = self._spoken(request, made, notice)
        return Built(
            path=path,
            beside=beside,
            title=title(request),
            length=ms_of(composed.timeline.ticks),
            seed=request.seed,
            voice=composed.plan.request.voice,
            exercises=tuple(move.exercise.id for move in composed.plan.moves),
        )

    def _write(
        self,
        paths: Sequence[Path],
        composed: Composed,
        *,
        bed: Bed | None,
        speech: StoredSpeech,
        date: str,
        progress: Progress | None,
    ) -> None:
        """The session's MP3, document and lyrics, each to its path."""
        sounding, document, lyrics = paths
        told = composed.document
        episode = _episode(composed, told["request"], date)
        marks, ticks = tags(episode), composed.timeline.ticks
        form, placed = blocks_of(composed.timeline, Sounding(speech), bed, composed.plan.request)
        sound = mp3_parts(
            sounding.parent,
            placed,
            ticks,
            form=form,
            front=marks.front,
            back=marks.back,
            store=self.store,
            jobs=os.cpu_count() or 1,
            progress=(lambda done: progress("encode", done, ticks)) if progress else None,
        )
        text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
        write_together([(sounding, sound), (document, [text.encode()]), (lyrics, [lrc(episode).encode()])])

    def _spoken(self, request: Request, make: Callable[[Request, StoredSpeech], T], notice: Notice) -> T:
        """What is made of a request with its voice.

        Where that voice's engine breaks and its file names a fallback, all of it is made with that voice instead: two
        voices in one session would confuse.
        """
        voice = voice_named(self.voices, request.voice)
        try:
            with self.speech(voice.name) as speech:
                return make(request, speech)
        except (SpeechError, MissingError) as fault:
            if not voice.fallback:
                raise
            notice(f"the voice {voice.name} failed, so its fallback {voice.fallback} speaks: {fault}")
        with self.speech(voice.fallback) as speech:
            return make(replace(request, voice=voice.fallback), speech)

    @contextmanager
    def speech(self, name: str) -> Iterator[StoredSpeech]:
        """A voice, with its engine until the end of the block. Raises RequestError, MissingError."""
        voice = voice_named(self.voices, name)
        with closing(load_engine(voice.engine, self.models)) as engine:
            yield StoredSpeech(engine, voice, self.store, pronunciation=self.pronunciation)


def workshop(cache: Path, own: Path, data: Path) -> Workshop:
    """Everything loaded. Raises ContentError.

    ``cache`` is where what was spoken and encoded is kept; ``own`` the user's folder, whose voices win over ours;
    ``data`` where what was fetched is.
    """
    return Workshop(
        catalogue=load_exercises(),
        book=load_phrases(),
        voices=load_voices(own / "voices"),
        store=Store(cache),
        models=models_in(data),
        pronunciation=load_pronunciation(),
    )


def models_in(data: Path) -> Path:
    """Where in the folder of fetched data the models are."""
    return data / "models"


def voice_named(voices: Sequence[Voice], name: str) -> Voice:
    """A voice by its name. Raises RequestError with those there are."""
    for voice in voices:
        if voice.name == name:
            return voice
    there = ", ".join(voice.name for voice in voices)
    raise RequestError(f"there is no voice {name!r}; there are: {there}", hint="backrelief-audio voices")


def _episode(composed: Composed, options: Mapping[str, Any], date: str) -> Episode:
    """What the tags say; ``options`` is the request as the session document has it."""
    request, timeline = composed.plan.request, composed.timeline
    length = ms_of(timeline.ticks)
    focus = request.focus[0].value if request.focus else "balanced"
    return Episode(
        title=title(request),
        artist="backrelief-audio",
        album="Upper-back sessions",
        genre="Exercise",
        date=date,
        comment=f"backrelief-audio {__version__}, seed {request.seed}, request {json.dumps(options)}",
        length=length,
        chapters=timeline.chapters,
        lyrics=tuple(
            Lyric(placed.start, text_of(placed.sound)) for placed in timeline.cues if placed.kind is not CueKind.CHIME
        ),
        cover=cover(minutes_number(length), ", ".join(area.value for area in request.focus) or "upper back", focus),
    )


def _target(request: Request, target: Path, into_folder: bool) -> Path:
    """The MP3's path: the file asked for, or a name of its own in the folder asked for."""
    if not into_folder and target.suffix and not _is_folder(target):
        if target.suffix.lower() != ".mp3":
            raise RequestError(
                f"--output: {target} is neither an .mp3 file nor a folder", hint=f"--output {target.stem}.mp3"
            )
        return target
    areas = "-".join(focus.value for focus in request.focus) or "upper-back"
    return target / f"{areas}-{minutes_number(request.length)}min-seed{request.seed}.mp3"


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
