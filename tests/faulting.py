"""Builds that something happens to: started, stopped, and looked through for what they leave."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from measuring import COMMAND, home

BUILD = ("build", "--minutes", "2", "--seed", "11", "--instruction", "brief", "--bed", "none")
"""A session that is made in two seconds from nothing, and in half a second where all was said before."""

NAMES = ("a.mp3", "a.json", "a.lrc")
SECONDS = 60.0
"""After which something that should happen never will."""

Files = Mapping[str, bytes]


def until(happened: Callable[[], object], what: str) -> None:
    """Wait until something is so; a failure where it never is."""
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end, f"it never happened: {what}"
        time.sleep(0.005)


@dataclass(frozen=True)
class Place:
    """A home of its own, with a folder for everything that a build writes."""

    folder: Path

    @classmethod
    def made(cls, folder: Path) -> Place:
        """A place with nothing in it."""
        for name in ("out", "tmp", "cache", "state"):
            (folder / name).mkdir(parents=True)
        return cls(folder)

    @property
    def out(self) -> Path:
        """Where sessions are written to."""
        return self.folder / "out"

    @property
    def tmp(self) -> Path:
        """Where temporary files are."""
        return self.folder / "tmp"

    @property
    def cache(self) -> Path:
        """Where the store is."""
        return self.folder / "cache"

    @property
    def state(self) -> Path:
        """Where the history is."""
        return self.folder / "state"

    def env(self, **more: str) -> dict[str, str]:
        """The environment that leads here."""
        return home(
            self.folder,
            **{
                "TMPDIR": str(self.tmp),
                "BACKRELIEF_CACHE": str(self.cache),
                "BACKRELIEF_STATE": str(self.state),
                **more,
            },
        )

    def command(self, *arguments: str, name: str = "a.mp3") -> list[str]:
        """What builds a session of that name here."""
        return [str(COMMAND), *BUILD, *arguments, "-o", f"out/{name}"]

    def start(self, *arguments: str, name: str = "a.mp3", **more: Any) -> subprocess.Popen[str]:
        """A build in a process group of its own; ``more`` is for the process."""
        given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": self.env(), **more}
        command = self.command(*arguments, name=name)
        return subprocess.Popen(command, cwd=self.folder, text=True, start_new_session=True, **given)

    def build(self, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """The same, to its end."""
        running = self.start(*arguments, **more)
        out, err = running.communicate(timeout=SECONDS)
        return subprocess.CompletedProcess(running.args, running.returncode, out, err)

    def made_of(self) -> Files:
        """What lies where sessions are written to."""
        return {path.name: path.read_bytes() for path in self.out.iterdir()}

    def leftovers(self) -> list[str]:
        """Everything that is neither a session nor kept for the next one."""
        beside = [path for path in self.out.iterdir() if path.name not in NAMES]
        hidden = [path for kept in (self.cache, self.state) for path in kept.rglob("*") if _unfinished(path)]
        return [str(path.relative_to(self.folder)) for path in (*beside, *hidden, *self.tmp.iterdir())]

    def processes(self) -> list[int]:
        """Processes that live with this environment, the children of the build among them."""
        wanted = f"TMPDIR={self.tmp}\0".encode()
        return [int(path.parent.name) for path in Path("/proc").glob("[0-9]*/environ") if wanted in _read(path)]

    def quiet(self) -> None:
        """Wait until no process is left."""
        until(lambda: not self.processes(), f"all processes in {self.tmp} end")

    def stock(self, store: Path, share: Callable[[], bool]) -> None:
        """Fill the store from another one with some of its files."""
        for path in store.rglob("*"):
            if path.is_file() and share():
                there = self.cache / path.relative_to(store)
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, there)


def _unfinished(path: Path) -> bool:
    return path.name.startswith(".") or path.suffix == ".part"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes() + b"\0"
    except OSError:  # ended meanwhile
        return b""


def signalled(running: subprocess.Popen[str], number: int, *, group: bool) -> None:
    """Send a signal to a process, or to all of its group as a terminal does; it may have ended before."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, number) if group else os.kill(running.pid, number)


def ended(running: subprocess.Popen[str]) -> tuple[int, str, str]:
    """How a process ends: exit code (negative for a signal), stdout and stderr."""
    out, err = running.communicate(timeout=SECONDS)
    return running.returncode, out, err


KILL = signal.SIGKILL


FULL = "No space left on device"
"""What the system says then."""


def under(place: Place, mounting: str, *arguments: str, env: dict[str, str] | None = None) -> tuple[int, str, str, str]:
    """A build with something mounted for it alone: its exit code, stdout, stderr, and what lies in ``out`` then.

    Skips where this user may not mount anything, even in a name space of their own.
    """
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    script = f'set -e; {mounting}; set +e; "$@" >../stdout 2>../stderr; code=$?; ls -A out >../left; exit $code'
    command = [unshare, "-rm", "sh", "-c", script, "sh", *place.command(*arguments)]
    done = subprocess.run(
        command, cwd=place.folder, env=env or place.env(), check=False, capture_output=True, text=True
    )
    assert done.stderr == ""
    told = [(place.folder.parent / name).read_text() for name in ("stdout", "stderr", "left")]
    return done.returncode, told[0], told[1], told[2]


def small(folder: str, size: str) -> str:
    """What mounts a small disk over a folder, with a copy of what was in it."""
    return f"cp -r {folder} ../copy; mount -t tmpfs -o size={size} tmpfs {folder}; cp -r ../copy/. {folder}"


def speaking(place: Place) -> subprocess.Popen[str]:
    """A build that is in the midst of speaking."""
    running = place.start()
    until(lambda: len(list(place.cache.rglob("clips/*/*"))) > 3, "some lines are spoken")
    return running
