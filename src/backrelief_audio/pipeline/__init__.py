"""The only room that knows the order: request, plan, script, clips, timeline, blocks, MP3, episode."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import __version__
from ..asking import Asked, request_from
from ..chiming import chime_clip
from ..content import load_exercises, load_phrases, load_pronunciation, load_voices
from ..covering import cover
from ..document import minutes_number, text_of, title
from ..encoding import mp3_parts
from ..errors import OutputError, RequestError
from ..mixing import blocks
from ..model.episode import Episode, Lyric
from ..model.exercise import Exercise
from ..model.phrases import Phrasebook
from ..model.pronunciation import Pronunciation
from ..model.request import Request
from ..model.script import Chime, CueKind
from ..model.sound import Voice
from ..model.timeline import Timeline
from ..publish.lyrics import lrc
from ..speech import load_engine
from ..speech.stored import StoredSpeech
from ..store import Store, write_together
from ..tagging import Tags, tags
from ..units import Ms, in_seconds, ms_of
from .composing import Composed, Progress, compose
from .examining import Finding, examine

__all__ = ["Built", "Finding", "Progress", "Workshop", "workshop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made."""

    path: Path
    beside: tuple[Path, ...]
    title: str
    length: Ms
    seed: int
    moves: int

    def told(self) -> dict[str, Any]:
        """As JSON types."""
        return {
            "path": str(self.path),
            "beside": [str(path) for path in self.beside],
            "title": self.title,
            "seconds": in_seconds(self.length),
            "bytes": self.path.stat().st_size,
            "seed": self.seed,
            "moves": self.moves,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """All that sessions are made from: content, and the store that remembers."""

    catalogue: tuple[Exercise, ...]
    book: Phrasebook
    voices: tuple[Voice, ...]
    store: Store
    pronunciation: Pronunciation | None = None
    """Respellings for engines; none where words are spoken as they are written."""

    def request(self, asked: Asked) -> Request:
        """What was typed as a request. Raises RequestError with every fault."""
        return request_from(asked, self.catalogue, [voice.name for voice in self.voices])

    def examine(self, name: str) -> Iterator[Finding]:
        """What works here, with a voice of that name. Raises RequestError where there is none."""
        told = f"{len(self.catalogue)} exercises, {len(self.voices)} voices"
        yield Finding(what="content", fine=True, told=told)
        yield from examine(voice_named(self.voices, name), self.store)

    def document(self, request: Request, progress: Progress | None = None) -> dict[str, Any]:
        """The session document of a request, with nothing rendered."""
        with self._speech(request.voice) as speech:
            return compose(request, self.catalogue, self.book, speech, progress).document

    def build(
        self,
        request: Request,
        *,
        target: Path,
        into_folder: bool = False,
        force: bool = False,
        date: str,
        progress: Progress | None = None,
    ) -> Built:
        """Make the MP3 with its document and lyrics beside it; all three are whole or none is there.

        ``target`` is an .mp3 file, or a folder that is made where it is missing. Raises OutputError where something is
        there already and not to be replaced, or can't be written.
        """
        path = _target(request, target, into_folder)
        beside = (path.with_suffix(".json"), path.with_suffix(".lrc"))
        _free((path, *beside), force)
        _make_folder(path.parent)
        with self._speech(request.voice) as speech:
            composed = compose(request, self.catalogue, self.book, speech, progress)
            document = composed.document
            episode = _episode(composed, document["request"], date)
            sound = self._sound(path.parent, composed.timeline, speech, tags(episode), progress)
            text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
            write_together([(path, sound), (beside[0], [text.encode()]), (beside[1], [lrc(episode).encode()])])
        return Built(
            path=path,
            beside=beside,
            title=episode.title,
            length=episode.length,
            seed=request.seed,
            moves=len(composed.plan.moves),
        )

    def _sound(
        self, folder: Path, timeline: Timeline, speech: StoredSpeech, marks: Tags, progress: Progress | None
    ) -> Iterator[bytes]:
        """The bytes of the MP3, made as they are asked for."""
        ticks = timeline.ticks
        return mp3_parts(
            folder,
            blocks(timeline, lambda sound: chime_clip(sound) if isinstance(sound, Chime) else speech.clip(sound)),
            ticks,
            front=marks.front,
            back=marks.back,
            store=self.store,
            jobs=os.cpu_count() or 1,
            progress=(lambda done: progress("encode", done, ticks)) if progress else None,
        )

    @contextmanager
    def _speech(self, name: str) -> Iterator[StoredSpeech]:
        voice = voice_named(self.voices, name)
        with closing(load_engine(voice.engine)) as engine:
            yield StoredSpeech(engine, voice, self.store, pronunciation=self.pronunciation)


def workshop(cache: Path, own: Path) -> Workshop:
    """Everything loaded. Raises ContentError.

    ``cache`` is where what was spoken and encoded is kept; ``own`` the user's folder, whose voices win over ours.
    """
    voices = load_voices(own / "voices")
    return Workshop(
        catalogue=load_exercises(),
        book=load_phrases(),
        voices=voices,
        store=Store(cache),
        pronunciation=load_pronunciation(),
    )


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


def _free(paths: Sequence[Path], force: bool) -> None:
    taken = [str(path) for path in paths if os.path.lexists(path)]
    if taken and not force:
        raise OutputError(
            f"already there: {', '.join(taken)}",
            hint="--force to replace, --output for another name, or another --seed",
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(
            f"can't make the folder {folder}: {fault.strerror or fault}", hint="choose another place with --output"
        ) from fault
