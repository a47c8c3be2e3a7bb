"""The engine ``pyttsx3``: eSpeak NG on Linux, the system's own voices elsewhere (untried), in a child process."""

from __future__ import annotations

import itertools
import json
import os
import platform
import select
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NoAnswerError
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

from ..claims import forget, held_folder, note, remove_folder, sweep_folders
from ..errors import MissingError, Problem, SpeechError
from ..model.sound import Voice
from . import EngineInfo, EngineVoice, Spoken, check_line, pyttsx3_worker
from .pyttsx3_voices import find_voice
from .pyttsx3_worker import AT_ONCE, SOUND, Reply, Request
from .trying import try_word

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

_numbers = itertools.count(1)
"""Of requests and files."""

_SLOWEST_WPM, _FASTEST_WPM = 80, 450
"""Words a minute, eSpeak's own limits."""

_SPARE_SECONDS = 5.0
"""What the worker has on top of a line's time before it counts as hanging itself."""

_LONGEST_SECONDS = 600.0
"""More sound than the longest line has at the lowest speed: it is not even read into memory."""

_END_SECONDS = 2.0
"""For the worker to end by itself, which takes it a few milliseconds."""

_START_SECONDS = 60.0
"""For the first import on a slow machine; it usually takes a tenth of a second."""

T = TypeVar("T")


class WorkerError(Exception):
    """Raised when the worker could not do what it was asked, or is gone."""


class Worker:
    """One child process, its private folder for sound files, and the thread that hands out its replies.

    The folder is held by both processes: only when both were killed is it forsaken, and the next engine that is closed
    removes it. Raises WorkerError where it does not start.
    """

    def __init__(self) -> None:
        self._faults = tempfile.TemporaryFile()  # noqa: SIM115 (it stays open as long as the process)
        self._lock = threading.Lock()
        started: Future[Reply] = Future()
        self._asked = {0: started}
        self.gone = False
        self.folder, claim = held_folder("speech")
        try:
            self.process = _process(self.folder, claim, self._faults)
        except BaseException:
            remove_folder(self.folder, claim)
            raise
        note(self.process, partial(_abandon, self.process))
        listener = threading.Thread(target=self._listen, name="speech replies", daemon=True)
        listener.start()
        self.close = weakref.finalize(self, _end, self.process, listener, self.folder, claim, self._faults)
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
        with suppress(ValueError, KeyError, TypeError):  # a line cut short by its end; or it is out of its mind
            for line in self.process.stdout:
                reply: Reply = json.loads(line)
                with self._lock:
                    future = self._asked.pop(reply["id"])
                future.set_result(reply)
        self.process.kill()
        code = self.process.wait()
        forget(self.process)
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


def _process(folder: Path, claim: int | None, faults: IO[bytes]) -> subprocess.Popen[bytes]:
    """The worker's process; it holds ``claim`` too."""
    return subprocess.Popen(  # noqa: S603 (our own module; texts come by its stdin)
        [sys.executable, pyttsx3_worker.__file__, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=faults,
        env={**os.environ, "PYTHONSAFEPATH": "1"},  # a wave.py in the user's folder is not the library's
        pass_fds=() if claim is None else (claim,),
    )


def _end(
    process: subprocess.Popen[bytes], listener: threading.Thread, folder: Path, claim: int | None, faults: IO[bytes]
) -> None:
    """Let the process end by closing its stdin; kill it where it doesn't; leave no file."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(timeout=_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    listener.join(timeout=_END_SECONDS)
    process.stdout.close()
    faults.close()
    forget(process)
    remove_folder(folder, claim)


def _abandon(process: subprocess.Popen[bytes]) -> None:
    """Let the process end and remove its folder, without a lock that this process may hold: it is ending itself."""
    assert process.stdin is not None
    with suppress(ValueError):  # it was closed before
        os.close(process.stdin.fileno())
    if sys.platform == "linux" and process.returncode is None:  # else its number may be somebody else's by now
        handle = os.pidfd_open(process.pid)
        if not select.select([handle], [], [], _END_SECONDS)[0]:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            select.select([handle], [], [], _END_SECONDS)


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
                except OSError as fault:
                    told = f"the speech engine pyttsx3 does not start: {fault}"
                    raise MissingError(
                        told, hint="free some space, or set TMPDIR to a folder that can be written"
                    ) from fault
                except WorkerError as fault:
                    told = f"the speech engine pyttsx3 does not start: {fault}"
                    raise MissingError(told, hint="pip install --force-reinstall pyttsx3") from fault
            return self._worker

    def close(self) -> None:
        """End the worker and remove its files, and those of others that were killed."""
        with self._lock:
            if self._worker is not None:
                self._worker.close()
                self._worker = None
        sweep_folders()


def _heard(worker: Worker, request: Request) -> Spoken:
    """Let the worker speak, and read the sound file it made. Raises WorkerError."""
    import soundfile

    path = worker.folder / f"{next(_numbers)}.wav"
    try:
        worker.ask({**request, "path": str(path)})
        with soundfile.SoundFile(path) as file:
            rate = file.samplerate
            if file.frames > _LONGEST_SECONDS * rate:
                raise WorkerError(f"{file.frames / rate:.0f} s of sound came for one line")
            samples = file.read(dtype="float32")
    except (soundfile.SoundFileError, OSError) as fault:
        raise WorkerError(f"what came is no sound file: {fault}") from fault
    finally:
        path.unlink(missing_ok=True)
    mono: NDArray[np.float32] = samples if samples.ndim == 1 else samples.mean(axis=1)
    return Spoken(samples=mono, rate=rate)
