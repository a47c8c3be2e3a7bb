"""The engine ``pyttsx3``: eSpeak NG on Linux, the system's own voices elsewhere (untried), in a child process."""

from __future__ import annotations

import itertools
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswerError
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from ..errors import MissingError, Problem, SpeechError
from ..model.sound import Voice
from . import EngineInfo, EngineVoice, Spoken, check_line, pyttsx3_worker, unknown
from .pyttsx3_worker import AT_ONCE, SOUND, Reply, Request
from .trying import try_word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

_numbers = itertools.count(1)
"""Of requests and files."""

_SLOWEST_WPM, _FASTEST_WPM = 80, 450
"""Words a minute, eSpeak's own limits."""

_SPARE_SECONDS = 5.0
"""What the worker has on top of a line's time before it counts as hanging itself."""

_START_SECONDS = 60.0
"""For the first import on a slow machine; it usually takes a tenth of a second."""

T = TypeVar("T")


class WorkerError(Exception):
    """Raised when the worker could not do what it was asked, or is gone."""


class Worker:
    """One child process, its private folder for sound files, and the thread that hands out its replies.

    Raises WorkerError where it does not start.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="backrelief-speech-"))
        self._faults = tempfile.TemporaryFile()  # noqa: SIM115 (it stays open as long as the process)
        self._lock = threading.Lock()
        started: Future[Reply] = Future()
        self._asked = {0: started}
        self.gone = False
        self.process = subprocess.Popen(  # noqa: S603 (our own module; texts come by its stdin)
            [sys.executable, pyttsx3_worker.__file__, str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._faults,
            env={**os.environ, "PYTHONSAFEPATH": "1"},  # a wave.py in the user's folder is not the library's
        )
        listener = threading.Thread(target=self._listen, name="speech replies", daemon=True)
        listener.start()
        self.close = weakref.finalize(self, _end, self.process, listener, self.folder, self._faults)
        try:
            self._reply(started, _START_SECONDS)
        except WorkerError:
            self.close()
            raise

    def ask(self, request: Request) -> Reply:
        """What the worker replies. Raises WorkerError where it reports a fault, dies or says nothing for too long."""
        future: Future[Reply] = Future()
        with self._lock:
            if self.gone:
                raise WorkerError("the speech process has ended")
            number = next(_numbers)
            self._asked[number] = future
            assert self.process.stdin is not None
            try:
                self.process.stdin.write(json.dumps({**request, "id": number}).encode() + b"\n")
                self.process.stdin.flush()
            except (OSError, ValueError) as fault:
                self.gone = True
                raise WorkerError(f"the speech process does not listen: {fault}") from fault
        return self._reply(future, request["seconds"] + _SPARE_SECONDS)

    def _reply(self, future: Future[Reply], seconds: float) -> Reply:
        try:
            reply = future.result(timeout=seconds)
        except NoAnswerError as fault:
            self.gone = True
            self.process.kill()
            raise WorkerError(f"no answer for {seconds:g} s") from fault
        if "error" in reply:
            raise WorkerError(str(reply["error"]))
        return reply

    def _listen(self) -> None:
        """Hand replies to those who wait for them; when the process ends, tell all who still wait."""
        assert self.process.stdout is not None
        with suppress(ValueError):  # a line cut short by the end of the process
            for line in self.process.stdout:
                reply: Reply = json.loads(line)
                with self._lock:
                    future = self._asked.pop(reply["id"])
                future.set_result(reply)
        code = self.process.wait()
        with self._lock:
            self.gone = True
            left = list(self._asked.values())
            self._asked.clear()
        for future in left:
            future.set_exception(WorkerError(f"the speech process ended (exit code {code}){self._last_words()}"))

    def _last_words(self) -> str:
        self._faults.seek(0)
        lines = [line for line in self._faults.read().decode(errors="replace").split("\n") if line.strip()]
        return f": {lines[-1].strip()}" if lines else ""


def _end(process: subprocess.Popen[bytes], listener: threading.Thread, folder: Path, faults: IO[bytes]) -> None:
    """Let the process end by closing its stdin; kill it where it doesn't; leave no file."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(timeout=2.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    listener.join(timeout=2.0)
    process.stdout.close()
    faults.close()
    shutil.rmtree(folder, ignore_errors=True)


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
                self._known = self._twice(lambda worker: worker.ask({"do": "voices", "seconds": _START_SECONDS}))
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

    def _started(self) -> Worker:
        with self._lock:
            if self._worker is None or self._worker.gone:
                if self._worker is not None:
                    self._worker.close()
                    self._worker = None
                try:
                    self._worker = Worker()
                except (OSError, WorkerError) as fault:
                    told = f"the speech engine pyttsx3 does not start: {fault}"
                    raise MissingError(told, hint="pip install --force-reinstall pyttsx3") from fault
            return self._worker

    def close(self) -> None:
        """End the worker and remove its files."""
        with self._lock:
            if self._worker is not None:
                self._worker.close()
                self._worker = None


def _heard(worker: Worker, request: Request) -> Spoken:
    """Let the worker speak, and read the sound file it made. Raises WorkerError."""
    import soundfile

    path = worker.folder / f"{next(_numbers)}.wav"
    try:
        worker.ask({**request, "path": str(path)})
        samples, rate = soundfile.read(path, dtype="float32")
    except (soundfile.SoundFileError, OSError) as fault:
        raise WorkerError(f"what came is no sound file: {fault}") from fault
    finally:
        path.unlink(missing_ok=True)
    mono: NDArray[np.float32] = samples if samples.ndim == 1 else samples.mean(axis=1)
    return Spoken(samples=mono, rate=rate)


def find_voice(asked: str, voices: Sequence[str], variants: Sequence[str]) -> str:
    """The engine's own id for a voice: ``gmw/en-us+f3`` for ``en-us+F3``.

    It has to be one of those listed: eSpeak takes names for paths and says nothing of a variant that it does not find.
    Raises RequestError with those there are, the nearest first.
    """
    known = {name: voice for voice in voices for name in (voice.rpartition("/")[2].lower(), voice.lower(), voice)}
    if asked in known:
        return known[asked]
    base, plus, variant = asked.partition("+")
    if base.lower() not in known:
        raise unknown("pyttsx3", "voice", base, voices)
    if not plus:
        return known[base.lower()]
    spellings = {name.lower(): name for name in variants}
    if variant.lower() not in spellings:
        raise unknown("pyttsx3", "variant of a voice", variant, variants)
    return f"{known[base.lower()]}+{spellings[variant.lower()]}"
