"""Talking to a server by sockets, as anybody may."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

SECONDS = 20.0
"""After which something that should happen never will."""


@dataclass(frozen=True)
class Got:
    """One answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """A connection."""

    def __init__(self, port: int, *, buffer: int = 0) -> None:
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(SECONDS)
        try:
            self.socket.connect(("127.0.0.1", port))
        except OSError:
            self.socket.close()
            raise
        self._read = b""

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def say(self, data: bytes) -> None:
        """Send bytes, as many as are taken."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):  # refused before it was all sent
            return

    def ask(self, target: str, *headers: str, method: str = "GET", host: str | None = None) -> Got:
        """A request and its answer."""
        name = f"127.0.0.1:{self.socket.getpeername()[1]}" if host is None else host
        self.say(request(target, *headers, method=method, host=name))
        return self.answer(head=method == "HEAD")

    def answer(self, *, head: bool = False) -> Got:
        """The next answer. Raises EOFError where there is none."""
        while b"\r\n\r\n" not in self._read:
            self._more()
        told, _, self._read = self._read.partition(b"\r\n\r\n")
        status, *lines = told.decode("latin-1").split("\r\n")
        pairs = [line.split(": ", 1) for line in lines]
        headers = {name.lower(): value for name, value in pairs}
        assert len(headers) == len(pairs), "a header is there twice"
        length = 0 if head or status.split()[1] == "304" else int(headers["content-length"])
        while len(self._read) < length:
            self._more()
        body, self._read = self._read[:length], self._read[length:]
        return Got(int(status.split()[1]), headers, body)

    def _more(self) -> None:
        try:
            more = self.socket.recv(1 << 16)
        except ConnectionResetError:
            more = b""
        if not more:
            raise EOFError(self._read)
        self._read += more

    def all(self) -> list[Got]:
        """Every answer there is until the connection ends."""
        found = []
        while True:
            try:
                found.append(self.answer())
            except EOFError:
                assert self._read == b"", "the last answer was cut"
                return found


def request(target: str, *headers: str, method: str = "GET", host: str) -> bytes:
    """A request as it goes over the wire."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", f"Host: {host}", *headers, "", ""]).encode("latin-1")


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    port: int
    token: str

    def line(self, **more: Any) -> Line:
        """A new connection."""
        return Line(self.port, **more)

    def ask(self, below: str, *headers: str, **more: Any) -> Got:
        """One request below the token, on a connection of its own."""
        with self.line() as line:
            return line.ask(f"/{self.token}/{below}", *headers, **more)

    def memory(self) -> int:
        """Bytes of memory in use, by what the system tells."""
        if not Path("/proc/self/status").exists():
            pytest.skip("only Linux tells in /proc what a process uses")
        found = re.search(r"VmRSS:\s*(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
        assert found
        return int(found[1]) * 1024

    def files(self) -> int:
        """How many files it has open."""
        if not Path("/proc/self/fd").exists():
            pytest.skip("only Linux tells in /proc what a process has open")
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def end(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Ask it to end: its exit code, stdout and stderr."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=SECONDS)
        return self.process.returncode, out, err


@contextmanager
def served(folder: Path, state: Path, *arguments: str, **env: str) -> Iterator[Served]:
    """The command, serving a folder to this machine."""
    script = Path(__file__).with_name("standing_in.py")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BACKRELIEF_")}
    given = ["--json", "--host", "127.0.0.1", "--port", "0", *arguments]
    with subprocess.Popen(
        [sys.executable, str(script), "serve", str(folder), *given],
        env={**kept, "BACKRELIEF_STATE": str(state), **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line, process.communicate(timeout=SECONDS)
            address = urlsplit(json.loads(line)["address"])
            assert address.port
            yield Served(process, address.port, address.path.strip("/"))
        finally:
            if process.poll() is None:
                process.kill()
