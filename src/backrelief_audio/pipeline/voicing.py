"""Voices: which of them work here, a sample of one, and fetching one that is not here yet."""

from __future__ import annotations

import io
import os
import textwrap
import wave
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from .. import segments
from ..content import VOICES, load_sample
from ..content.toml import read_toml
from ..content.voice_file import voice_toml
from ..encoding import mp3_parts
from ..errors import BackreliefError, RequestError
from ..fetching import Progress, RemoteFile, RemoteVoice, card_of, fetch, lacking, licence_lines, voice_at
from ..mixing import blocks
from ..model.sample import Sample
from ..model.script import CueKind, Line
from ..model.sound import PlacedBlock, Voice
from ..model.timeline import Placed, Timeline
from ..speech import Engine, EngineVoice, check_voice, load_engine
from ..speech.stored import StoredSpeech
from ..store import write_atomically, write_together
from ..units import SAMPLE_RATE, TICK_SAMPLES, Db, Ms, Tick, ms_of, ticks_covering
from . import Workshop, check_free, make_folder
from .sounding import Sounding

LEAD = Ms(312)
"""Silence before a sample, and after it."""

BREATH = Ms(500)
"""Between its parts."""

BEAT = Ms(1008)
"""Between its counts: the whole ticks nearest to a second. A voice too slow for that has longer beats."""

APART = Ms(150)
"""The least silence between two counts."""

WORDS_PER_MINUTE = 145
"""The speed of a fetched voice."""

MS_PER_LETTER = 64.0
"""Of a fetched voice, estimated: at 150 words a minute a letter takes 62 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Whether a voice works here, as far as can be told without speaking."""

    voice: Voice
    why: str
    """Why it does not, and what to type; empty where it does."""

    @property
    def works(self) -> bool:
        """Whether sessions can be made with it."""
        return not self.why


def conditions(voices: Sequence[Voice], models: Path) -> tuple[Condition, ...]:
    """Whether each voice works here. Each engine is asked once for what it has; nothing is spoken, no model opened."""
    why: dict[str, str] = {}
    for name in dict.fromkeys(voice.engine for voice in voices):
        why.update(_faults(name, [voice for voice in voices if voice.engine == name], models))
    return tuple(Condition(voice=voice, why=why[voice.name]) for voice in voices)


def _faults(name: str, voices: Iterable[Voice], models: Path) -> dict[str, str]:
    """What is the matter with each voice of one engine."""
    try:
        with closing(load_engine(name, models)) as engine:
            listed = engine.voices()
            return {voice.name: _fault(engine, voice, listed) for voice in voices}
    except BackreliefError as fault:
        return dict.fromkeys((voice.name for voice in voices), _told(fault))


def _fault(engine: Engine, voice: Voice, listed: Sequence[EngineVoice]) -> str:
    try:
        check_voice(engine, voice, listed)
    except BackreliefError as fault:
        return _told(fault)
    return ""


def _told(fault: BackreliefError) -> str:
    """An error in a line; of the many voices that an engine may have instead, the nearest."""
    told = textwrap.shorten(str(fault), 160, placeholder=" ...")
    return f"{told}: {fault.hint}" if fault.hint else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A voice that can be fetched, before anything of it is."""

    voice: RemoteVoice
    licence: tuple[str, ...]
    """What its card says of where it comes from."""

    lacking: tuple[RemoteFile, ...]
    """What has to be fetched; empty where all is here."""

    @property
    def size(self) -> int:
        """Bytes to be fetched."""
        return sum(file.size for file in self.lacking)


def offer(home: str, name: str, models: Path) -> Offer:
    """What there is to fetch for a voice. Raises RequestError, MissingError, FetchError."""
    voice = voice_at(home, name)
    return Offer(voice=voice, licence=licence_lines(card_of(home, voice)), lacking=lacking(voice, models))


def accept(home: str, offer: Offer, *, models: Path, own: Path, progress: Progress | None = None) -> str:
    """Fetch what an offer lacks, and see that the user has a voice file for it; the name of that voice.

    ``own`` is the user's folder. A file that is there is never changed. Raises MissingError, FetchError, OutputError.
    """
    if offer.lacking:
        fetch(home, offer.lacking, models, progress)
    return _furnished(offer, own / "voices")


def _furnished(offer: Offer, folder: Path) -> str:
    """The name of the user's voice for a fetched model, written where there is none."""
    remote = offer.voice
    names = dict.fromkeys([remote.short, f"{remote.short}-{remote.name.rpartition('-')[2]}", remote.name])
    for name in filter(None, names):
        path = folder / f"{name}.toml"
        if os.path.lexists(path):
            if (read_toml(path, []) or {}).get("voice") == remote.name:
                return name
        elif not (VOICES / path.name).exists():
            make_folder(folder)
            write_atomically(path, [voice_toml(_fetched(name, remote), _COMMENT).encode()])
            return name
    hint = f'write a voice file of your own there, with engine = "piper" and voice = "{remote.name}"'
    raise RequestError(f"{remote.name} is here, but every name for it is taken in {folder}", hint=hint)


_COMMENT = "A fetched voice. Its speed and ms_per_letter are estimates; change what you like, this file is yours."


def _fetched(name: str, remote: RemoteVoice) -> Voice:
    return Voice(
        name=name,
        title=remote.title,
        engine="piper",
        voice=remote.name,
        language=remote.language,
        words_per_minute=WORDS_PER_MINUTE,
        pitch=50,
        gain=Db(0.0),
        ms_per_letter=MS_PER_LETTER,
    )


def try_voice(workshop: Workshop, name: str, path: Path, *, text: str = "", force: bool = False) -> None:
    """Make a sample of a voice, an .mp3 or .wav file, as sessions are made; ``text`` is said instead of our own words.

    Raises RequestError for another kind of file, OutputError where something is there already, SpeechError.
    """
    kind = path.suffix.lower()
    if kind not in (".mp3", ".wav"):
        raise RequestError(f"--output: {path} is neither an .mp3 nor a .wav file", hint=f"--output {path.stem}.mp3")
    check_free([path], force, "--force to replace, or --output for another name")
    with workshop.speech(name) as speech:
        timeline = _laid_out(Sample(setup=text) if text else load_sample(), speech)
        make_folder(path.parent)
        placed = blocks(timeline, Sounding(speech))
        if kind == ".wav":
            write_atomically(path, [_wav(placed, timeline.ticks)])
        else:
            write_together([(path, mp3_parts(path.parent, placed, timeline.ticks, store=workshop.store))])


def _laid_out(sample: Sample, speech: StoredSpeech) -> Timeline:
    """When each of its lines is said: one after the other, the counts on beats."""
    lines = [Line(text) for text in (sample.setup, *sample.counts, sample.closing) if text]
    measures = speech.measures(lines)
    longest = max((measures[Line(count)].length for count in sample.counts), default=Ms(0))
    step = max(BEAT, ms_of(ticks_covering(Ms(longest + APART))))
    cues: list[Placed] = []

    def place(kind: CueKind, text: str, start: Ms, beat: Ms | None = None) -> Ms:
        line = Line(text)
        cues.append(Placed(kind=kind, sound=line, start=start, end=Ms(start + measures[line].length), beat=beat))
        return cues[-1].end

    end = place(CueKind.SETUP, sample.setup, LEAD)
    first = ms_of(ticks_covering(Ms(end + BREATH + longest)))
    for number, count in enumerate(sample.counts):
        beat = Ms(first + number * step)
        end = place(CueKind.COUNT, count, Ms(beat - measures[Line(count)].centre), beat)
    if sample.closing:
        end = place(CueKind.CLOSING, sample.closing, Ms(end + BREATH))
    return Timeline(ticks=ticks_covering(Ms(end + LEAD)), cues=tuple(cues), stretches=(), chapters=())


def _wav(placed: Iterator[PlacedBlock], ticks: Tick) -> bytes:
    """A WAV file of these blocks."""
    import numpy as np

    heard = np.zeros(ticks * TICK_SAMPLES, dtype="<i2")
    for one in placed:
        at = one.start * TICK_SAMPLES
        for piece in map(segments.samples, one.block.render()):
            heard[at : at + len(piece)] += piece
            at += len(piece)
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(segments.SAMPLE_BYTES)
        written.setframerate(SAMPLE_RATE)
        written.writeframes(heard.tobytes())
    return file.getvalue()
