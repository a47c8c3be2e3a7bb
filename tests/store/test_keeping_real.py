"""The store under many processes at once, some of which are killed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hammering import NAMES, NOW, made

from backrelief_audio.store import Store, Upkeep
from backrelief_audio.store.tending import contents, prune

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody replace what somebody reads"),
]

PATIENCE = 60


def start(cache: Path, seed: int, steps: int) -> subprocess.Popen[str]:
    """A process at work."""
    script = Path(__file__).with_name("hammering.py")
    command = [sys.executable, str(script), str(cache), str(seed), str(steps)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_many_processes_share_a_store_and_some_are_killed(tmp_path: Path) -> None:
    """None is ever given wrong bytes or has anything to tell, and the next run leaves no half file and no damage."""
    cache = tmp_path / "cache"
    steady = [start(cache, seed, 1200) for seed in range(3)]
    moments = random.Random(5)
    for seed in range(10, 22):
        doomed = start(cache, seed, 10**9)
        while not cache.exists():
            assert doomed.poll() is None
            time.sleep(0.001)
        time.sleep(0.1 + moments.random() * 0.15)
        doomed.send_signal(signal.SIGKILL)
        told, _ = doomed.communicate(timeout=PATIENCE)
        assert (doomed.returncode, told) == (-signal.SIGKILL, "")
    for process in steady:
        told, _ = process.communicate(timeout=PATIENCE)
        assert (process.returncode, told) == (0, "")
    store = Store(cache, Upkeep(now=NOW))
    for name in NAMES:
        assert store.get("clips", name) in (None, made(name))
        store.put("clips", name, made(name))
    notices: list[str] = []
    store.finish(notices.append)
    assert notices == []
    assert sorted(path.name for path in cache.rglob("*") if path.is_file()) == sorted(NAMES)
    assert prune(cache, 500_000, NOW).left == contents(cache).bytes <= 500_000
