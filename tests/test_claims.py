"""What living processes hold stays; what the dead have left goes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backrelief_audio import claims

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such locks")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where temporary folders are made, for this test alone."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert not [key for key in claims._undo if str(key).startswith(str(tmp_path))], "something is still noted"


def test_a_folder_lasts_as_long_as_its_block(temporary: Path) -> None:
    """Sweeping leaves it alone while it is used; afterwards it is gone with all that is in it."""
    with claims.temporary_folder("doctor") as folder:
        (folder / "inside").mkdir()
        claims.sweep_folders()
        assert (folder / "inside").is_dir()
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_dead_process_goes(temporary: Path) -> None:
    """Held by two processes, it is forsaken when the second has ended, too."""
    folder, descriptor = claims.held_folder("speech")
    assert descriptor is not None
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[descriptor]) as other:
        os.close(descriptor)
        claims.forget(folder)
        claims.sweep_folders()
        assert folder.is_dir()
        assert other.stdin is not None
        other.stdin.close()
    claims.sweep_folders()
    assert list(temporary.iterdir()) == []


def test_what_is_not_ours_stays(temporary: Path) -> None:
    """Neither what has another name, nor what is no folder, nor what is behind a link is ever removed."""
    for name in ("other", "backrelief-notes", "backrelief-held-speech-of-mine"):
        (temporary / name).mkdir()
    (temporary / "backrelief-held-speech-linklink").symlink_to(temporary / "other")
    os.mkfifo(temporary / "backrelief-held-speech-pipepipe")
    (temporary / "backrelief-held-doctor-filefile").write_text("mine")
    claims.sweep_folders()
    assert len(list(temporary.iterdir())) == 6
    (temporary / "backrelief-held-speech-leftleft").mkdir()
    claims.sweep_folders()
    assert len(list(temporary.iterdir())) == 6


ENDS = """
import sys
from pathlib import Path
from backrelief_audio import claims
folder = Path(sys.argv[1])
claims.new_file(folder / "half").write(b"half")
whole = claims.new_file(folder / "whole")
claims.forget(folder / "whole")
claims.note("fails", lambda: 1 / 0)
claims.note("last", lambda: print("first"))
claims.undo_all()
"""


def test_all_that_was_noted_is_undone(tmp_path: Path) -> None:
    """The newest first, whatever fails among it; what was forgotten stays."""
    done = subprocess.run([sys.executable, "-c", ENDS, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout == "first\n"
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]


SHARED = """
import os, shutil, sys, threading
from contextlib import suppress
from backrelief_audio import claims
folder, _ = claims.held_folder("speech")
for number in range(500):
    (folder / str(number)).touch()
def write():
    with suppress(OSError):  # the folder is gone
        for number in range(500, 1000):
            (folder / str(number)).touch()
other = {"removes": lambda: shutil.rmtree(folder, ignore_errors=True), "writes": write}[sys.argv[1]]
threading.Thread(target=other, daemon=True).start()
claims.undo_all()
print(folder.exists(), flush=True)
os._exit(0)  # as the command ends by a signal: Python would wait for what the other thread holds
"""


@pytest.mark.parametrize("other", ["removes", "writes"])
def test_a_folder_goes_though_others_are_at_it(other: str, temporary: Path) -> None:
    """Another thread that removes it at the same time, or still writes into it, is no reason to leave it."""
    env = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run([sys.executable, "-c", SHARED, other], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert list(temporary.iterdir()) == []
