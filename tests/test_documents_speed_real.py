"""benchmarks/speed.py, run as it is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

PROJECT = Path(__file__).parent.parent


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="what a process cost is asked of the system")
def test_the_benchmark_runs(tmp_path: Path) -> None:
    """A quick run measures every row, and writes its tables into the page and the picture beside it."""
    page = tmp_path / "performance.md"
    page.write_text((PROJECT / "docs" / "performance.md").read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, str(PROJECT / "benchmarks" / "speed.py"), "--quick", "--into", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "speed.json").read_text(encoding="utf-8"))
    for row in found["rows"]:
        assert row["ours"]["seconds"] > 0
        assert 5 < row["ours"]["megabytes"] < 2000
        assert row["plain"] is None or row["plain"]["seconds"] > 0
        assert f"| {row['case']} |" in page.read_text(encoding="utf-8")
    new, before = (one["stages"] for one in found["profiles"])
    assert new["encoding"] > 0
    assert new["clips"] > 0
    assert before["encoding"] == before["clips"] == 0
    assert (tmp_path / "pictures" / "speed.svg").stat().st_size > 1000
