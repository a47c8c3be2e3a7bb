"""The command line: options in, messages out. What is done, the pipeline does.

Here is only the door: it is open before anything else is imported, so that Ctrl-C ends even that without a word of
Python's.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from types import FrameType

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
"""Signals that ask to end. Windows has no SIGHUP."""

_INTERRUPTED = "interrupted; nothing was left half-made"
_SIGNALLED = 128
"""What is added to the number of the signal that ended a process, as shells tell it."""

_NEW_OBJECTS = 10_000
"""After so many, Python looks for cycles among them. Its own 700 are soon made and mostly stay: 3 % of a short run."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit.

    0 done, 1 failed, 2 usage, 3 some of a batch failed, 4 something missing, 130 interrupted; 143 and 129 where SIGTERM
    and SIGHUP asked for the end. Without ``arguments``, those of this process are taken, with its streams and signals.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's products here are small: its threads only wait, busily
    if arguments is None:
        gc.set_threshold(_NEW_OBJECTS)
        _end_by_signals()
    try:
        code = _run(arguments)
    except KeyboardInterrupt:
        print(_INTERRUPTED, file=sys.stderr)
        code = _SIGNALLED + signal.SIGINT
    if arguments is None:
        _ignore_signals()  # all is done, and Python would be killed by one that comes while it ends
        gc.freeze()  # nor has it to look for cycles in all that is left, which takes it some 20 ms
    sys.exit(code)


def _run(arguments: list[str] | None) -> int:
    from .streams import Streams

    streams = Streams() if arguments is None else None
    from .commands import run

    code = run(arguments)
    lost = streams.lost() if streams else ""
    if lost:
        print(f"error: standard output can't be written: {lost}", file=sys.stderr)
        return code or 1
    return code


def _end_by_signals() -> None:
    """Let signals that ask for the end bring it, unless whoever started us wants them ignored, as nohup does."""
    for number in (getattr(signal, name) for name in _ENDING if hasattr(signal, name)):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _end)


def _ignore_signals() -> None:
    for number in (getattr(signal, name) for name in _ENDING if hasattr(signal, name)):
        signal.signal(number, signal.SIG_IGN)


def _end(number: int, _: FrameType | None) -> None:
    """End the process here and now, and leave nothing half-made. Nothing is unwound: see ``claims``.

    Nothing is imported either: any module may be half imported now. Where ``claims`` is not there, nothing was noted.
    """
    _ignore_signals()
    undo_all = getattr(sys.modules.get("backrelief_audio.claims"), "undo_all", None)
    if undo_all:
        undo_all()
    bar = "\r\x1b[2K\x1b[?25h" if os.isatty(2) else ""  # there may be one, and the cursor hidden
    with suppress(OSError):
        os.write(2, f"{bar}{_INTERRUPTED}\n".encode())
    os._exit(_SIGNALLED + number)
