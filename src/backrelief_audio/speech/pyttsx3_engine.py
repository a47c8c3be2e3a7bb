"""The engine ``pyttsx3``: eSpeak NG on Linux, the system's own voices elsewhere (untried), in a child process."""

from __future__ import annotations

import itertools
import platform
import sys
import threading
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from ..claims import sweep_folders
from ..errors import MissingError, Problem, SpeechError
from ..model.sound import Voice
from . import EngineInfo, EngineVoice, Spoken, check_line
from .pyttsx3_process import START_SECONDS, Worker, WorkerError
from .pyttsx3_voices import find_voice
from .pyttsx3_worker import AT_ONCE, SOUND, Reply, Request
from .trying import try_word

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

_numbers = itertools.count(1)
"""Of sound files."""

_SLOWEST_WPM, _FASTEST_WPM = 80, 450
"""Words a minute, eSpeak's own limits."""

_RATES = range(8_000, 192_001)
"""Hertz that speech is sampled at."""

_LONGEST_SECONDS = 600.0
"""More sound than the longest line has at the lowest speed: it is not even read into memory."""

T = TypeVar("T")


class Pyttsx3Engine:
    """pyttsx3 by way of a worker that starts when first needed and is replaced when it dies.

    ``seconds`` is the time a line may take. At most ``AT_ONCE`` lines are spoken at the same time, whatever asks.
    """

    def __init__(self, *, seconds: float = 20.0) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._worker: Worker | None = None
        self._known: Reply | None = None

    @cached_property
    def info(self) -> EngineInfo:
        """What it is, from the versions of the installed packages. Raises MissingError without pyttsx3."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            parts = [f"pyttsx3 {version('pyttsx3')}", f"worker {SOUND}"]
        except PackageNotFoundError as fault:
            raise MissingError("the package pyttsx3 is not installed", hint="pip install pyttsx3") from fault
        with suppress(PackageNotFoundError):
            parts.append(f"espeakng-loader {version('espeakng-loader')}")
        return EngineInfo(
            name="pyttsx3",
            version=", ".join(parts) if sys.platform == "linux" else f"{', '.join(parts)}, {platform.platform()}",
            offline=True,
            licence="GPL-3.0-or-later (eSpeak NG)" if sys.platform == "linux" else "the operating system's",
            languages=(),
            slowest=0.6,
            fastest=2.0,
        )

    def voices(self) -> tuple[EngineVoice, ...]:
        """The voices it has; on Linux each may be followed by ``+`` and the name of a variant."""
        return tuple(EngineVoice(**voice) for voice in self._listed()["voices"])

    def variants(self) -> tuple[str, ...]:
        """What may follow a voice after ``+``, such as ``f3``; none but with eSpeak."""
        return tuple(self._listed()["variants"])

    def check_voice(self, voice: Voice) -> None:
        """Whether there is such a voice, with or without a variant."""
        find_voice(voice.voice, [known.id for known in self.voices()], self.variants())

    def _listed(self) -> Reply:
        if self._known is None:
            try:
                self._known = self._twice(lambda worker: worker.ask({"do": "voices", "seconds": START_SECONDS}))
            except WorkerError as fault:
                raise MissingError(f"the speech engine pyttsx3 does not list its voices: {fault}") from fault
        return self._known

    def check(self) -> list[Problem]:
        """Start the worker and speak a word."""
        voiceless = Problem(where="pyttsx3", what="the system has no voices", allowed="at least one voice")
        return try_word(self, "pyttsx3", voiceless)

    def speak(self, text: str, voice: Voice, rate: float) -> Spoken:
        """Speak one line, tried twice."""
        check_line(text, rate, self.info)
        speed = round(voice.words_per_minute * rate)
        if not _SLOWEST_WPM <= speed <= _FASTEST_WPM:
            raise SpeechError(
                f"can't speak {text[:60]!r}: {speed} words a minute are not within {_SLOWEST_WPM} to {_FASTEST_WPM}"
            )
        request = {"do": "speak", "seconds": self._seconds, "text": text, "rate": speed, "pitch": voice.pitch}
        request["voice"] = find_voice(voice.voice, [known.id for known in self.voices()], self.variants())
        try:
            return self._twice(lambda worker: _heard(worker, request))
        except WorkerError as fault:
            told = f"can't speak {text[:60]!r} with {voice.voice}: {fault}"
            raise SpeechError(told, hint="backrelief-audio doctor") from fault

    def _twice(self, act: Callable[[Worker], T]) -> T:
        try:
            with self._room:
                return act(self._started())
        except WorkerError:
            with self._room:
                return act(self._started())

    def start(self) -> None:
        """Launch the worker, without waiting for it: what it can't do is told to the first who asks it."""
        with self._lock:
            self._launched()

    def _started(self) -> Worker:
        with self._lock:
            worker = self._launched()
            try:
                worker.wait()
            except WorkerError as fault:
                self._let_go()
                raise _not_started(fault, "pip install --force-reinstall pyttsx3 espeakng-loader") from fault
            return worker

    def _launched(self) -> Worker:
        if self._worker is None or self._worker.gone:
            self._let_go()
            try:
                self._worker = Worker()
            except OSError as fault:
                raise _not_started(fault, "free some space, or set TMPDIR to a folder that can be written") from fault
        return self._worker

    def _let_go(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def close(self) -> None:
        """End the worker and remove its files, and those of others that were killed."""
        with self._lock:
            self._let_go()
        sweep_folders()


def _not_started(fault: Exception, hint: str) -> MissingError:
    return MissingError(f"the speech engine pyttsx3 does not start: {fault}", hint=hint)


def _heard(worker: Worker, request: Request) -> Spoken:
    """Let the worker speak, and read the sound file it made. Raises WorkerError."""
    path = worker.folder / f"{next(_numbers)}.wav"
    try:
        worker.ask({**request, "path": str(path)})
        return _read_wav(path) or _read_any(path)
    except OSError as fault:
        raise WorkerError(f"what came can't be read: {fault}") from fault
    finally:
        path.unlink(missing_ok=True)


def _read_wav(path: Path) -> Spoken | None:
    """The sound of a WAV file of 16 bits, mono, as pyttsx3 writes with eSpeak; None where it is anything else."""
    import wave

    import numpy as np

    try:
        with wave.open(str(path)) as file:
            given = file.getparams()
            if (given.nchannels, given.sampwidth) != (1, 2):
                return None
            _refuse_odd(given.nframes, given.framerate)
            data = file.readframes(given.nframes)
    except (wave.Error, EOFError):
        return None
    if len(data) != 2 * given.nframes:
        raise WorkerError(f"of {given.nframes} samples that came, {len(data) // 2} are there")
    return Spoken(samples=np.frombuffer(data, dtype="<i2"), rate=given.framerate)


def _read_any(path: Path) -> Spoken:
    """The sound of any file, such as the system's engines write elsewhere. Raises WorkerError."""
    import soundfile

    try:
        with soundfile.SoundFile(path) as file:
            _refuse_odd(file.frames, file.samplerate)
            samples = file.read(dtype="float32")
            rate = file.samplerate
    except soundfile.SoundFileError as fault:
        raise WorkerError(f"what came is no sound file: {fault}") from fault
    mono: NDArray[np.float32] = samples if samples.ndim == 1 else samples.mean(axis=1)
    return Spoken(samples=mono, rate=rate)


def _refuse_odd(samples: int, rate: int) -> None:
    if rate not in _RATES:
        raise WorkerError(f"sound at {rate} Hz came")
    if samples > _LONGEST_SECONDS * rate:
        raise WorkerError(f"{samples / rate:.0f} s of sound came for one line")
