"""Coverage-guided fuzzing, a few seconds a target: the kept corpus is where it begins, and it finds nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import hostile
import pytest

SECONDS = 3

TESTS = Path(__file__).parent


def fuzz(script: Path, target: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A fuzzer's run in a process of its own."""
    if find_spec("atheris") is None:
        pytest.skip("atheris is not installed: it has wheels for Linux on x86-64 alone")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])}
    command = [sys.executable, str(script), target, str(folder / "corpus"), str(SECONDS)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.real
@pytest.mark.parametrize("target", hostile.TARGETS)
def test_nothing_is_found(target: str, tmp_path: Path) -> None:
    """Inputs grown from the corpus by what they reach are met with our own errors, in bounded time and memory."""
    ended = fuzz(TESTS / "fuzzing.py", target, tmp_path)
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert "Done " in ended.stderr
    assert not list(tmp_path.glob("found-*"))


@pytest.mark.real
def test_what_breaks_is_found(tmp_path: Path) -> None:
    """An exception that is not ours ends the run, and its input is kept: the check above can fail."""
    script = tmp_path / "breaking.py"
    script.write_text(
        "import sys, fuzzing, hostile\nfrom pathlib import Path\n"
        "def breaks(folder, data):\n    assert not data.startswith(b'{')\n"
        "hostile.TARGETS['record'] = breaks\nfuzzing.main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))\n",
        encoding="utf-8",
    )
    ended = fuzz(script, "record", tmp_path)
    assert ended.returncode != 0
    assert "AssertionError" in ended.stdout + ended.stderr
    assert [path.read_bytes()[:1] for path in tmp_path.glob("found-*")] == [b"{"]
