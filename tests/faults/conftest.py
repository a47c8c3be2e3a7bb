"""The session that all faults are made to, once as it should be, and places to make it in."""

from __future__ import annotations

from pathlib import Path

import pytest
from faulting import Files, Place


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place where the session was made from nothing, and nobody disturbed it."""
    place = Place.made(tmp_path_factory.mktemp("made"))
    done = place.build()
    assert (done.returncode, done.stdout, done.stderr) == (0, "out/a.mp3\n", "")
    assert place.leftovers() == []
    return place


@pytest.fixture(scope="session")
def wanted(made: Place) -> Files:
    """The session as it should be."""
    return made.made_of()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place with nothing in it."""
    return Place.made(tmp_path / "place")
