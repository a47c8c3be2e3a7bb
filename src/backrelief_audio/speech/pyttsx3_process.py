"""The process that pyttsx3 lives in, seen from ours: asked by JSON lines, watched, and ended."""

from __future__ import annotations

import itertools
import json
import os
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
from functools import partial
from pathlib import Path
from typing import IO

from ..claims import forget, held_folder, note, remove_folder
from . import pyttsx3_worker
from .pyttsx3_worker import Reply, Request

START_SECONDS = 60.0
"""For the first import on a slow machine; it usually takes a tenth of a second."""

_SPARE_SECONDS = 5.0
"""What the worker has on top of a line's time before it counts as hanging itself."""

_END_SECONDS = 2.0
"""For the worker to end by itself, which takes it a few milliseconds."""

_numbers = itertools.count(1)
"""Of requests."""


class WorkerError(Exception):
    """Raised when the worker could not do what it was asked, or is gone."""


class Worker:
    """One child process, its private folder for sound files, and the thread that hands out its replies.

    The folder is held by both processes: only when both were killed is it forsaken, and the next engine that is closed
    removes it. It is on its way when this has been made: ``wait`` tells whether it starts. Raises OSError.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._started: Future[Reply] = Future()
        self._asked = {0: self._started}
        self.gone = False
        self.folder, claim = held_folder("speech")
        try:
            self._faults = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115 (as long open as the process)
            self.process = _process(self.folder, claim, self._faults)
        except BaseException:
            remove_folder(self.folder, claim)
            raise
        note(self.process, partial(_abandon, self.process))
        listener = threading.Thread(target=self._listen, name="speech replies", daemon=True)
        listener.start()
        self.close = weakref.finalize(self, _end, self.process, listener, self.folder, claim, self._faults)

    def wait(self) -> None:
        """Nothing when it has started. Raises WorkerError where it does not."""
        self._reply(self._started, START_SECONDS)

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
            _kill(self.process)
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
        _kill(self.process)
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
        start_new_session=True,
    )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the process with all it forked.

    One that stands still since before it could ask to die with its parent would hold the pipe of the replies open.
    """
    if sys.platform == "win32":
        process.kill()
    elif process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


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
        _kill(process)
        process.wait()
    listener.join(timeout=_END_SECONDS)
    if not listener.is_alive():  # else to close what it reads would wait for it
        process.stdout.close()
    faults.close()
    forget(process)
    remove_folder(folder, claim)


def _abandon(process: subprocess.Popen[bytes]) -> None:
    """Let the process end, or kill it, without waiting for a lock that we may hold: this process is ending itself."""
    assert process.stdin is not None
    with suppress(ValueError):  # it was closed before
        os.close(process.stdin.fileno())
    if sys.platform == "linux" and process.returncode is None:  # else its number may be somebody else's by now
        handle = os.pidfd_open(process.pid)
        if not select.select([handle], [], [], _END_SECONDS)[0]:
            _kill(process)
            select.select([handle], [], [], _END_SECONDS)
