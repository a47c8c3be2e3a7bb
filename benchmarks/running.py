"""Programs run as a user runs them, each in folders of its own, and what each cost. Linux and macOS.

This file imports nothing big: on Linux the peak memory of a program is at least that of whoever started it.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

PROGRAM = Path(sys.executable).parent / "backrelief-audio"

_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes that ``ru_maxrss`` counts in."""

_OURS = ("BACKRELIEF_", "XDG_", "PYTHONDONTWRITEBYTECODE", "NO_COLOR")
"""Beginnings of what a run does not inherit: settings and caches of whoever measures."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run cost."""

    seconds: float
    """By the clock, from the start of the process until it was gone."""

    processor: float
    """Seconds of processor time, those of its children with it."""

    megabytes: float
    """The most memory (resident, 10⁶ bytes) that it or one of its children had."""


def together(costs: Sequence[Cost]) -> Cost:
    """Several runs of the same: the medians of their times, and the most memory of any."""
    return Cost(
        seconds=median(cost.seconds for cost in costs),
        processor=median(cost.processor for cost in costs),
        megabytes=max(cost.megabytes for cost in costs),
    )


def run(command: Sequence[str | Path], home: Path) -> Cost:
    """Run a program whose home, store and temporary files are in a folder. Exits, with its last words, if it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    own = {"HOME": str(home), "TMPDIR": str(home), "BACKRELIEF_CACHE": str(home / "store")}
    with tempfile.TemporaryFile() as told:
        start = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 (our own commands)
            [str(word) for word in command],
            env={**kept, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=told,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            last = told.read().decode(errors="replace").strip().splitlines()[-3:]
            shown = " ".join(Path(str(word)).name for word in command)
            sys.exit("\n".join([f"{shown} ended with {process.returncode}:", *last]))
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * _PEAK_UNIT / 1e6)


def ours(arguments: Sequence[str | Path], home: Path) -> Cost:
    """Our own program with these arguments. Exits where it is not installed beside this interpreter."""
    if not PROGRAM.exists():
        sys.exit(f"{PROGRAM.name} is not installed beside {Path(sys.executable).name}; try: pip install -e .")
    return run([PROGRAM, *arguments], home)


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def machine() -> str:
    """What it runs on, in a line."""
    name = platform.processor() or platform.machine()
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{name}, {cores()} cores, {platform.system()}, {python}"
