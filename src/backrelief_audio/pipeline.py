"""The only room that knows the order: request, plan, script, clips, timeline, blocks, MP3, episode."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import __version__
from .asking import Asked, request_from
from .checks import CHECKS
from .chiming import chime_clip, chime_measure
from .content import load_exercises, load_phrases, load_voices
from .covering import cover
from .document import document, minutes_text, text_of, title
from .encoding import decode, mp3_parts
from .errors import BackreliefError, LengthError, OutputError, RequestError
from .layout import lay_out, surplus
from .mixing import blocks
from .model.episode import Episode, Lyric
from .model.exercise import Exercise
from .model.phrases import Phrasebook
from .model.plan import Plan
from .model.request import Request
from .model.script import Chime, CueKind, Line, Script, Sound
from .model.sound import Measure, Voice
from .model.timeline import Placed, Timeline
from .planning import plan
from .publish.lyrics import lrc
from .scripting import write
from .speech import load_engine
from .speech.stored import StoredSpeech
from .store import Store, write_together
from .tagging import Tags, tags
from .units import SAMPLES_PER_MS, Ms, in_seconds, ms_of, nearest_tick, samples_of, seconds

Progress = Callable[[str, int, int], None]
"""Told a stage (plan, speak, encode), how much is done and how much there is."""

ROUNDS = 4
"""How often a plan may be made again when its spoken lines turn out longer or shorter than estimated."""

GOOD = 0.015
"""Share of the length by which the natural length may be off before a better plan is looked for."""

GOOD_ENOUGH = Ms(4000)
"""The same for short sessions, whose pauses give that much."""

_OTHERWISE = "another --minutes or --seed, or fewer exercises included"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A session that has its times, and nothing rendered."""

    plan: Plan
    timeline: Timeline

    @property
    def document(self) -> dict[str, Any]:
        """The session document."""
        return document(self.plan, self.timeline)


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
class Finding:
    """One thing that was tried, and whether it works."""

    what: str
    fine: bool
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """All that sessions are made from: content, and the store that remembers."""

    catalogue: tuple[Exercise, ...]
    book: Phrasebook
    voices: tuple[Voice, ...]
    store: Store

    def request(self, asked: Asked) -> Request:
        """What was typed as a request. Raises RequestError with every fault."""
        return request_from(asked, self.catalogue, [voice.name for voice in self.voices])

    def document(self, request: Request, progress: Progress | None = None) -> dict[str, Any]:
        """The session document of a request, with nothing rendered."""
        with self._speech(request.voice) as speech:
            return self._compose(request, speech, progress).document

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
            composed = self._compose(request, speech, progress)
            episode = _episode(composed, date)
            sound = self._sound(path.parent, composed.timeline, speech, tags(episode), progress)
            text = json.dumps(composed.document, indent=1, ensure_ascii=False) + "\n"
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
            yield StoredSpeech(engine, voice, self.store)

    def _compose(self, request: Request, speech: StoredSpeech, progress: Progress | None) -> Composed:
        """Plan, script and timeline; planned again where the spoken lines were not as long as estimated."""
        best: tuple[int, Composed] | None = None
        refused: RequestError | None = None
        good = max(round(GOOD * request.length), GOOD_ENOUGH)
        spare = Ms(0)
        for _ in range(ROUNDS):
            try:
                made, script, measures = self._written(request, speech, spare, progress)
            except RequestError as fault:  # of the request itself, or of a length that only a correction asks for
                refused = refused or fault
                break
            left = surplus(script, measures, request.length)
            try:
                timeline = lay_out(script, measures, request.length)
            except LengthError as fault:
                refused = RequestError(f"can't be bent to {minutes_text(request.length)}: {fault}", hint=_OTHERWISE)
            else:
                if best is None or abs(left) < best[0]:
                    best = (abs(left), Composed(plan=made, timeline=timeline))
            if abs(left) <= good:
                break
            spare = Ms(spare + left)
        if best is None:
            assert refused is not None
            raise refused
        return best[1]

    def _written(
        self, request: Request, speech: StoredSpeech, spare: Ms, progress: Progress | None
    ) -> tuple[Plan, Script, Mapping[Sound, Measure]]:
        per_letter = voice_named(self.voices, request.voice).ms_per_letter
        if progress:
            progress("plan", 0, 1)
        made = plan(request, self.catalogue, CHECKS, lambda line: Ms(round(len(line) * per_letter)), spare)
        script = write(made, self.book)
        if progress:
            progress("plan", 1, 1)
        lines = [sound for sound in script.sounds() if isinstance(sound, Line)]
        spoken = (lambda done, total: progress("speak", done, total)) if progress else None
        measures: dict[Sound, Measure] = {chime: chime_measure(chime) for chime in Chime}
        for line, measure in speech.measures(lines, progress=spoken).items():
            measures[line] = measure
        return made, script, measures


def workshop(cache: Path, own: Path) -> Workshop:
    """Everything loaded. Raises ContentError.

    ``cache`` is where what was spoken and encoded is kept; ``own`` the user's folder, whose voices win over ours.
    """
    voices = load_voices(own / "voices")
    return Workshop(catalogue=load_exercises(), book=load_phrases(), voices=voices, store=Store(cache))


def voice_named(voices: Sequence[Voice], name: str) -> Voice:
    """A voice by its name. Raises RequestError with those there are."""
    for voice in voices:
        if voice.name == name:
            return voice
    there = ", ".join(voice.name for voice in voices)
    raise RequestError(f"there is no voice {name!r}; there are: {there}", hint="backrelief-audio voices")


def examine(cache: Path, own: Path, name: str) -> Iterator[Finding]:
    """Really speak, encode and decode a second of sound, telling what works as it is found out."""
    shop = workshop(cache, own)
    yield Finding(what="content", fine=True, told=f"{len(shop.catalogue)} exercises, {len(shop.voices)} voices")
    voice = voice_named(shop.voices, name)
    try:
        with closing(load_engine(voice.engine)) as engine:
            problems = engine.check()
            told = "; ".join(map(str, problems)) or f"{engine.info.name} {engine.info.version} speaks"
            yield Finding(what="speech", fine=not problems, told=told)
        yield _coded()
        shop.store.put("doctor", "0" * 64, b"fine")
        yield Finding(what="store", fine=True, told=str(shop.store.root))
    except BackreliefError as fault:
        yield Finding(what="trouble", fine=False, told=str(fault))


def _coded() -> Finding:
    """A second with a chime in it, encoded, decoded by another library, and heard where it was put."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "second.mp3"
        timeline = _one_chime()
        write_together(
            [(path, mp3_parts(path.parent, blocks(timeline, lambda _: chime_clip(Chime.SIDE)), timeline.ticks))]
        )
        samples = decode(path)
    cue = timeline.cues[0]
    loudest = int(abs(samples.astype(int)).argmax()) // SAMPLES_PER_MS
    fine = len(samples) == samples_of(ms_of(timeline.ticks)) and cue.start <= loudest <= cue.end
    told = f"{len(samples)} samples encoded and decoded, loudest at {loudest} ms"
    return Finding(what="sound", fine=fine, told=told)


def _one_chime() -> Timeline:
    """A second of sound."""
    start = Ms(240)
    chime = Placed(
        kind=CueKind.CHIME,
        sound=Chime.SIDE,
        start=start,
        end=Ms(start + chime_measure(Chime.SIDE).length),
        beat=None,
        index=None,
        side=None,
        set=None,
        rep=None,
    )
    return Timeline(ticks=nearest_tick(seconds(1.2)), cues=(chime,), stretches=(), chapters=())


def _episode(composed: Composed, date: str) -> Episode:
    """What the tags say."""
    request, timeline = composed.plan.request, composed.timeline
    length = ms_of(timeline.ticks)
    focus = request.focus[0].value if request.focus else "balanced"
    options = composed.document["request"]
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
        cover=cover(minutes_text(length), ", ".join(area.value for area in request.focus) or "upper back", focus),
    )


def _target(request: Request, target: Path, into_folder: bool) -> Path:
    """The MP3's path: the file asked for, or a name of its own in the folder asked for."""
    if not into_folder and target.suffix.lower() == ".mp3" and not target.is_dir():
        return target
    areas = "-".join(focus.value for focus in request.focus) or "upper-back"
    value = f"{request.length / 60_000:.2f}".rstrip("0").rstrip(".")
    return target / f"{areas}-{value}min-seed{request.seed}.mp3"


def _free(paths: Sequence[Path], force: bool) -> None:
    taken = [str(path) for path in paths if path.exists()]
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
