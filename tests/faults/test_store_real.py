"""A store that can't be written stops no session."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from faulting import FULL, Files, Place, ended, small, speaking, under, until

pytestmark = [pytest.mark.real, pytest.mark.skipif(sys.platform != "linux", reason="these faults are made on Linux")]


def test_a_full_disk_for_the_store_stops_no_session(place: Place, wanted: Files) -> None:
    """Where nothing more can be kept, the session is made all the same, and one warning says so."""
    code, out, err, _ = under(place, small("cache", "1m"))
    assert (code, out) == (0, "out/a.mp3\n"), err
    assert err.startswith("warning: ")
    assert err.count("\n") == 1
    assert FULL in err
    assert place.made_of() == wanted


def test_a_read_only_home_stops_no_session(place: Place, wanted: Files) -> None:
    """Where neither store nor history can be written, the session is made all the same, and warnings say so."""
    mounting = "mount -t tmpfs -o ro tmpfs cache; mount -t tmpfs -o ro tmpfs state"
    code, out, err, _ = under(place, mounting)
    assert (code, out) == (0, "out/a.mp3\n"), err
    assert "Traceback" not in err
    assert {line.partition(":")[0] for line in err.splitlines()} == {"warning"}
    assert "this session is not remembered" in err
    assert place.made_of() == wanted


def test_the_store_may_vanish(place: Place, wanted: Files) -> None:
    """Where the store is removed while it is used, what it held is made again, and the session is right."""
    running = speaking(place)
    until(lambda: _removed(place.cache), "the store is removed")
    code, out, err = ended(running)
    assert (code, out) == (0, "out/a.mp3\n"), err
    assert "Traceback" not in err
    assert place.made_of() == wanted
    assert place.leftovers() == []


def _removed(folder: Path) -> bool:
    """Whether a folder could be removed, into which others write."""
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists() or not any(folder.rglob("clips/*/*"))
