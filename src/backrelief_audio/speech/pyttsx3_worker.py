"""The child process that pyttsx3 lives in: ``python pyttsx3_worker.py FOLDER``.

The file runs alone, without the package: each line is spoken by a copy of this process, and all it holds is copied.

JSON lines in on stdin: ``{"id", "do": "speak", "seconds", "text", "voice", "rate", "pitch", "path"}`` with ``rate`` in
words a minute, or ``{"id", "do": "voices", "seconds"}``; ``seconds`` is the time it may take. JSON lines out on what
was stdout, in any order: ``{"id", "ok": true, ...}`` or ``{"id", "error"}``; the first has id 0 and says that it is
ready. When stdin closes, it stops its children, removes FOLDER and ends.

On Linux this is a fork server: everything is imported and pyttsx3's engine made once, then each line is spoken by a
child of its own, several at once. eSpeak's sound depends on all it has said before and on a random seed, so a process
in which it has not spoken and a fixed seed make a line the same bytes each time, whatever was spoken before; and a line
that crashes or hangs costs only itself. Forking is sound only because nothing here has a thread before it forks.

Elsewhere (untried) one process speaks line after line with pyttsx3's own driver for the system.
"""

from __future__ import annotations

import ctypes
import json
import os
import selectors
import shutil
import signal
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

AT_ONCE = 8 if sys.platform == "linux" else 1
"""Lines spoken at the same time. Two cores were busy with six to eight children, which sleep half of their time."""

SOUND = 1
"""Version of how lines are spoken here; part of the engine's version."""

_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG: what the kernel sends to a process when its parent dies, even if it stands still."""

_SEED = 1
_POLL = 0.0005

_RETRIEVAL, _BUFFER = 0, 1000
"""How pyttsx3 wants sound: not played, not waited for, so many milliseconds at a time."""

Request = dict[str, Any]
Reply = dict[str, Any]
Made = tuple[Any, list[Exception]]
"""pyttsx3's engine, and the list that its faults go into: it swallows what setProperty raises."""


def main(arguments: list[str]) -> int:
    """Serve until stdin closes."""
    folder = Path(arguments[0])
    replies = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # pyttsx3 prints what it saves
    for name in ("SIGINT", "SIGHUP"):  # Ctrl-C and a closed terminal are the parent's business; it closes stdin
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    try:
        if sys.platform == "linux":
            _import_espeak()
            _Forks(replies, _ready_engine()).serve()
        else:
            _serve_in_turn(replies)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _import_espeak() -> None:
    """Import pyttsx3 with the eSpeak NG that ``espeakng_loader`` carries, or the system's where it is not installed.

    pyttsx3 loads ``libespeak-ng.so.1`` by name; glibc then takes the library of that name that is loaded already. Its
    data has to be of its own version, so both are set or neither.
    """
    try:
        import espeakng_loader
    except ImportError:
        pass
    else:
        os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
        ctypes.CDLL(espeakng_loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)
    import pyttsx3
    import pyttsx3.drivers.espeak

    _espeak = pyttsx3.drivers.espeak._espeak
    if hasattr(_espeak.dll, "espeak_ng_InitializePath"):
        _espeak.dll.espeak_ng_InitializePath(None)
        _espeak.ListVoices(None)  # starts no thread; else each child reads 290 voice files, a third of its work


def _send(replies: int, reply: Reply) -> None:
    data = json.dumps(reply).encode() + b"\n"
    while data:
        data = data[os.write(replies, data) :]


class _Child(NamedTuple):
    """One line being spoken."""

    pid: int
    request: Request
    answer: bytearray


class _Forks:
    """The fork server: requests wait, at most AT_ONCE children run, each answers through a pipe of its own."""

    def __init__(self, replies: int, engine: Callable[[], Made]) -> None:
        self._replies = replies
        self._engine = engine
        self._prctl = ctypes.CDLL(None).prctl
        self._waiting: deque[Request] = deque()
        self._children: dict[int, _Child] = {}
        self._unread = b""
        self._selector = selectors.DefaultSelector()
        self._selector.register(0, selectors.EVENT_READ)

    def serve(self) -> None:
        """Answer requests until stdin closes, then stop what still runs."""
        _send(self._replies, {"id": 0, "ok": True})
        try:
            while True:
                while self._waiting and len(self._children) < AT_ONCE:
                    self._start(self._waiting.popleft())
                for key, _ in self._selector.select():
                    if key.fd == 0 and not self._take_requests():
                        return
                    if key.fd != 0:
                        self._listen(key.fd)
        finally:
            for child in self._children.values():
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)

    def _take_requests(self) -> bool:
        """Whether stdin is still open."""
        data = os.read(0, 1 << 16)
        *lines, self._unread = (self._unread + data).split(b"\n")
        self._waiting.extend(json.loads(line) for line in lines)
        return bool(data)

    def _start(self, request: Request) -> None:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(self._replies)
            os.close(reading)
            self._prctl(_DEATH_SIGNAL, signal.SIGKILL)
            _be_child(self._engine, request, writing)
        os.close(writing)
        self._children[reading] = _Child(pid, request, bytearray())
        self._selector.register(reading, selectors.EVENT_READ)

    def _listen(self, reading: int) -> None:
        """Read what a child says; when it has ended, pass its answer on."""
        child = self._children[reading]
        data = os.read(reading, 1 << 16)
        child.answer.extend(data)
        if data:
            return
        self._selector.unregister(reading)
        os.close(reading)
        del self._children[reading]
        code = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        _send(self._replies, {"id": child.request["id"], **_outcome(child, code)})


def _outcome(child: _Child, code: int) -> Reply:
    """What became of a child, by its exit code (negative: a signal)."""
    if code == 0 and child.answer:
        reply: Reply = json.loads(child.answer)
        return reply
    if code == -signal.SIGALRM:
        return {"error": f"it took longer than {child.request['seconds']:g} s"}
    return {"error": f"the engine crashed ({signal.Signals(-code).name if code < 0 else f'exit code {code}'})"}


def _be_child(engine: Callable[[], Made], request: Request, writing: int) -> None:
    """Answer one request and end the process, at the latest when its time is over."""
    code = 1
    try:
        os.close(0)
        sys.unraisablehook = lambda fault: _give_up(fault, writing)
        signal.setitimer(signal.ITIMER_REAL, request["seconds"])  # ends the process even inside of eSpeak
        _send(writing, _answer(engine, request))
        code = 0
    finally:
        os._exit(code)


def _give_up(fault: Any, writing: int) -> None:
    """Answer with what went wrong in a function that eSpeak calls: pyttsx3 waits for ever for what that did not do."""
    if fault.err_msg and "ctypes" in fault.err_msg:
        _send(writing, {"error": f"{type(fault.exc_value).__name__}: {fault.exc_value}"})
        os._exit(0)


def _answer(make: Callable[[], Made], request: Request) -> Reply:
    """Do what is asked. Whatever goes wrong becomes an answer: it has to reach the one who asked."""
    try:
        made = make()
        if request["do"] == "voices":
            return {"ok": True, **_list_voices(made)}
        speak = _speak_espeak if sys.platform == "linux" else _speak_elsewhere
        speak(made, request)
        if not Path(request["path"]).is_file():
            return {"error": "no sound was written"}
    except Exception as fault:
        return {"error": f"{type(fault).__name__}: {fault}"}
    return {"ok": True}


def _new_engine() -> Made:
    import pyttsx3

    faults: list[Exception] = []
    engine = pyttsx3.init()
    engine.connect("error", lambda **told: faults.append(told["exception"]))
    return engine, faults


def _ready_engine() -> Callable[[], Made]:
    """What gives a child an engine: eSpeak has read its data and its first voice before the fork.

    pyttsx3 asks for sound by a thread of eSpeak's, which a fork would not copy. So the engine is made without, and the
    thread started in the child, by what eSpeak's own initialisation ends with. Only eSpeak NG can do that.
    """
    from pyttsx3.drivers import _espeak

    if not hasattr(_espeak.dll, "espeak_ng_InitializeOutput"):
        return _new_engine
    _espeak.AUDIO_OUTPUT_RETRIEVAL = _espeak.AUDIO_OUTPUT_SYNCHRONOUS
    made = _new_engine()

    def awakened() -> Made:
        _espeak.dll.espeak_ng_InitializeOutput(_RETRIEVAL, _BUFFER, None)
        return made

    return awakened


def _list_voices(made: Made) -> Reply:
    engine, _ = made
    voices = [
        {"id": str(voice.id), "name": str(voice.name), "language": str((voice.languages or [""])[0])}
        for voice in engine.getProperty("voices")
    ]
    return {"voices": voices, "variants": _list_variants() if sys.platform == "linux" else []}


def _list_variants() -> list[str]:
    """The names after a ``+``: files in the folder of the data that the library itself names."""
    from pyttsx3.drivers import _espeak

    data = ctypes.c_char_p()
    _espeak.Info(ctypes.addressof(data))
    return sorted(path.name for path in (Path(os.fsdecode(data.value or b"")) / "voices" / "!v").glob("*"))


def _speak_espeak(made: Made, request: Request) -> None:
    """Speak in a process in which eSpeak has not spoken yet.

    pyttsx3 queues the settings until its loop begins, and the loop's first act is to cancel what is still being done:
    in 2 of 100 lines the speed was lost. ``setBusy(False)`` lets it set them at once, and all is waited for before the
    text follows. Its loop does not wait for the sound either.
    """
    engine, faults = made
    from pyttsx3.drivers import _espeak

    engine.proxy.setBusy(False)
    for name in ("voice", "rate", "pitch"):
        engine.setProperty(name, request[name])
    _settle(_espeak)
    seeding = getattr(_espeak.dll, "espeak_ng_SetRandSeed", None)
    if seeding is not None:
        seeding(ctypes.c_long(_SEED))  # else it is the time in seconds
    engine.save_to_file(request["text"], request["path"])
    engine.runAndWait()
    _settle(_espeak)
    if faults:
        raise faults[0]
    found = [_espeak.dll.espeak_GetParameter(number, 1) for number in (_espeak.RATE, _espeak.PITCH)]
    if found != [request["rate"], request["pitch"]] or engine.getProperty("voice") != request["voice"].lower():
        raise ValueError(f"eSpeak spoke with {engine.getProperty('voice')}, speed and pitch {found}")


def _settle(espeak: Any) -> None:
    """Wait until eSpeak has done all it was told to. Its own Synchronize does so in steps of 20 ms."""
    while espeak.IsPlaying():
        time.sleep(_POLL)


def _serve_in_turn(replies: int) -> None:
    _send(replies, {"id": 0, "ok": True})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _send(replies, {"id": request["id"], **_answer(_new_engine, request)})


def _speak_elsewhere(made: Made, request: Request) -> None:
    """Speak with the system's own engine. Pitch works on eSpeak only, and the others complain of it."""
    engine, faults = made
    engine.setProperty("voice", request["voice"])
    engine.setProperty("rate", request["rate"])
    engine.save_to_file(request["text"], request["path"])
    engine.runAndWait()
    if faults:
        raise faults[0]


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # the parent is gone
        sys.exit(main(sys.argv[1:]))
