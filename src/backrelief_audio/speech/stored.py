"""Speech that is remembered: each distinct line is spoken once, clipped, measured and kept by all that can be heard."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cached_property

from .. import clipping
from ..errors import SpeechError
from ..model.pronunciation import Pronunciation
from ..model.script import Line
from ..model.sound import Clip, ClipKey, Measure, Voice
from ..store import Store
from ..units import Ms
from . import Engine, Spoken, edition, start

KIND = "clips"
"""Where in the store the records are."""

_THREADS = 8
"""Lines under way at once: more than cores, because an engine's processes sleep half of their time."""

Progress = Callable[[int, int], None]
"""Called with how many of how many distinct lines are ready: once at first, then after each that had to be spoken."""


class StoredSpeech:
    """One voice of one engine, in front of a store.

    The engine is asked to speak only what the store does not hold; it is the caller's to close. A line that can't be
    spoken is an error: it is never left out, and nothing is stored for it. The engine is given lines as
    ``pronunciation`` respells them; all others know them as they were written.
    """

    def __init__(
        self,
        engine: Engine,
        voice: Voice,
        store: Store,
        *,
        pronunciation: Pronunciation | None = None,
        threads: int = _THREADS,
    ) -> None:
        self._engine = engine
        self._voice = voice
        self._store = store
        self._pronunciation = pronunciation
        self._threads = threads
        self._names: dict[Line, str] = {}
        self._measured: dict[Line, Measure] = {}
        self._unkept: dict[Line, Clip] = {}
        """Clips that the store did not take: a line is never spoken twice, for not every voice repeats itself."""

        self._clipping = threading.Semaphore(os.cpu_count() or 1)  # more at once are no faster, and need more memory

    @cached_property
    def _edition(self) -> str:
        return edition(self._engine, self._voice)

    def key(self, line: Line) -> ClipKey:
        """What decides how a line sounds."""
        info, voice = self._engine.info, self._voice
        return ClipKey(
            engine=info.name,
            engine_version=f"{info.version}, {self._edition}" if self._edition else info.version,
            voice=voice.voice,
            words_per_minute=voice.words_per_minute,
            pitch=voice.pitch,
            gain=voice.gain,
            rate=line.pace,
            text=self._said(line),
            chain=clipping.CHAIN,
            shelves=voice.shelves,
            noise=voice.noise,
            rhythm_noise=voice.rhythm_noise,
        )

    def name(self, line: Line) -> str:
        """What a line's clip is kept under: the digest of its key."""
        found = self._names.get(line)
        if found is None:
            found = self._names[line] = self.key(line).digest()
        return found

    @property
    def pauses(self) -> float:
        """How long its silences between sentences are, as a ratio to the usual."""
        return self._voice.pauses

    def estimate(self, text: str) -> Ms:
        """About how long a line will be; nothing is spoken for it, and nothing that was spoken changes it."""
        return Ms(round(len(text) * self._voice.ms_per_letter))

    def measures(self, lines: Iterable[Line], *, progress: Progress | None = None) -> dict[Line, Measure]:
        """Length and centre of each distinct line; those not in the store are spoken, several at once.

        Raises SpeechError for the first that can't be spoken; what was spoken until then stays in the store.
        """
        wanted = tuple(dict.fromkeys(lines))
        found = {line: self._recall(line) for line in wanted}
        missing = [line for line, measure in found.items() if measure is None]
        if progress:
            progress(len(wanted) - len(missing), len(wanted))
        spoken = self._speak_all(missing, len(wanted), progress) if missing else {}
        measures = {line: measure or spoken[line] for line, measure in found.items()}
        self._measured.update(measures)
        return measures

    def clip(self, line: Line) -> Clip:
        """One line's clip, read from the store; spoken where it is not there.

        Raises SpeechError, also where it is spoken again and is not as long as it was measured.
        """
        clip = self._unkept.get(line) or self._kept(line) or self._speak(line)
        if clip.measure != self._measured.get(line, clip.measure):
            told = f"{self._voice.name} says {line.text[:60]!r} differently each time, and how it was said is lost"
            raise SpeechError(told, hint="the same command once more")
        return clip

    def _kept(self, line: Line) -> Clip | None:
        name = self.name(line)
        record = self._store.get(KIND, name)
        try:
            return None if record is None else clipping.from_bytes(name, record)
        except ValueError:
            return None  # not one of ours, whatever its checksum says: made again

    def _said(self, line: Line) -> str:
        """A line as the engine is given it."""
        return self._pronunciation.spoken(line.text, self._engine.info.name) if self._pronunciation else line.text

    def _ask(self, line: Line) -> Spoken:
        """What the engine makes of a line. Raises SpeechError, which names the line as it was written."""
        said = self._said(line)
        try:
            return self._engine.speak(said, self._voice, line.pace)
        except SpeechError as fault:
            if said == line.text:
                raise
            raise SpeechError(f"can't speak {line.text[:60]!r}, respelled: {fault}", hint=fault.hint) from fault

    def _recall(self, line: Line) -> Measure | None:
        """What is known of a line without speaking it, or reading more of its clip than that."""
        record = self._store.get_brief(KIND, self.name(line))
        try:
            return None if record is None else clipping.measure_of(record)
        except ValueError:
            return None

    def _speak_all(self, lines: list[Line], total: int, progress: Progress | None) -> Mapping[Line, Measure]:
        measures: dict[Line, Measure] = {}
        start(self._engine)
        clipping.get_ready()
        pool = ThreadPoolExecutor(self._threads, thread_name_prefix="speech")
        try:
            tasks = {pool.submit(self._measure, line): line for line in lines}
            for task in as_completed(tasks):
                measures[tasks[task]] = task.result()
                if progress:
                    progress(total - len(lines) + len(measures), total)
        finally:
            pool.shutdown(cancel_futures=True)  # after a fault, only what is being said is waited for
        return measures

    def _measure(self, line: Line) -> Measure:
        """Speak a line and keep of it, in memory, its measure alone."""
        return self._speak(line).measure

    def _speak(self, line: Line) -> Clip:
        """Speak, judge, clip and store; a second time where what came can't be the line."""
        clipping.get_ready()
        why = ""
        for _ in range(2):
            spoken = self._ask(line)
            with self._clipping:
                why = self._implausible(line, spoken)
                if not why:
                    clip = self._clipped(line, spoken)
                    record, brief = clipping.to_bytes(clip)
                    if not self._store.put(KIND, clip.name, record, brief=brief):
                        self._unkept[line] = clip
                    return clip
        told = f"{self._voice.engine} with {self._voice.voice} did not speak {line.text[:60]!r}: {why}"
        raise SpeechError(told, hint="backrelief-audio doctor, or another --voice")

    def _implausible(self, line: Line, spoken: Spoken) -> str:
        """Why that can't be the line; empty where it may be."""
        speed = self._voice.words_per_minute * line.pace
        return clipping.implausible(line.text, spoken.samples, spoken.rate, speed)

    def _clipped(self, line: Line, spoken: Spoken) -> Clip:
        voice = self._voice
        return clipping.clip_of(
            spoken.samples,
            spoken.rate,
            name=self.name(line),
            gain=voice.gain,
            shelves=voice.shelves,
            vowel=spoken.vowel,
        )
