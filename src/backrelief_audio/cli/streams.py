"""The standard streams, whatever has become of them: closed, a pipe that nobody reads, a full disk, a lost terminal.

Messages that can't be told are lost, and nothing else is. Data that can't be told is lost, too, and the work goes on;
in the end that is a failure, unless the reader of a pipe has seen enough or the stream was closed from the beginning.
"""

from __future__ import annotations

import io
import os
import select
import sys
from typing import Any

_OUT, _ERR = 1, 2


class Streams:
    """stdout and stderr of this process, made anew so that writing to them never raises."""

    def __init__(self) -> None:
        self._data = self._messages = None
        if os.name != "posix":  # a console of Windows is no file
            return
        for descriptor in (0, _OUT, _ERR):
            _open(descriptor)
        self._data, self._messages = _Unfailing(_OUT), _Unfailing(_ERR)
        sys.stdout = _text(self._data, sys.__stdout__)
        sys.stderr = _text(self._messages, sys.__stderr__)

    def lost(self) -> str:
        """Why data that was to be told on stdout was not; empty where it was, or nobody missed it."""
        sys.stdout.flush()
        return self._data.fault if self._data else ""


class _Unfailing(io.FileIO):
    """A stream of bytes that takes everything; ``fault`` is why some of it got nowhere."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "wb", closefd=False)
        self.fault = ""
        self._deaf = False

    def write(self, data: Any, /) -> int:
        """All of it, or at least a claim to it."""
        if self._deaf:
            return len(data)
        try:
            while (written := super().write(data)) is None:  # it does not wait for its reader by itself
                select.select([], [self], [])
            return written
        except BrokenPipeError:  # whoever read this has seen enough
            self._deaf = True
        except OSError as fault:
            self._deaf = True
            self.fault = fault.strerror or str(fault)
        return len(data)


def _open(descriptor: int) -> None:
    """Lead a descriptor that is closed nowhere: the next file to be opened would be in its place."""
    try:
        os.fstat(descriptor)
    except OSError:
        nowhere = os.open(os.devnull, os.O_RDWR)
        if nowhere != descriptor:
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


def _text(raw: _Unfailing, before: io.TextIOBase | None) -> io.TextIOWrapper:
    """Text over bytes, in the encoding that the stream had before; letters it has not are told by their numbers."""
    encoding, errors = (before.encoding, before.errors) if before else ("utf-8", "replace")
    errors = "backslashreplace" if errors == "strict" else errors
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding=encoding, errors=errors, line_buffering=True)
