"""What a session is known by, wherever it lies, and in later versions too."""

from __future__ import annotations

from typing import Any

import pytest
from building import composed

from backrelief_audio.publish.identity import guid

ASKED: dict[str, Any] = {
    "minutes": 10.0,
    "focus": ["neck"],
    "equipment": ["chair", "wall"],
    "include": [],
    "exclude": ["cobra"],
    "level": "standard",
    "avoid": [],
    "dosing": "full",
    "sets": None,
    "learn": False,
    "recent": [],
    "routine": None,
    "instruction": "full",
    "counting": "full",
    "voice": "clear",
    "bed": "warm-pad",
    "bed_distance": "standard",
    "seed": 7,
}


def test_it_is_the_same_for_ever() -> None:
    """A podcast app downloads again what it does not know: this one was so in the first version."""
    assert guid({"request": ASKED, "seed": 7}) == "dc607b6f-3aed-5c18-8357-999d1bae71bb"


@pytest.mark.parametrize("name", ASKED)
def test_each_option_counts(name: str) -> None:
    """Sessions that were asked for otherwise are others."""
    assert guid({"request": {**ASKED, name: "other"}, "seed": 7}) != guid({"request": ASKED, "seed": 7})


def test_an_option_of_later_versions_does_not() -> None:
    """An old session read by a newer program stays what it was."""
    assert guid({"request": {**ASKED, "later": True}, "seed": 7}) == guid({"request": ASKED, "seed": 7})


def test_every_option_of_a_document_is_thought_of() -> None:
    """Whoever adds an option decides here whether sessions are known by it."""
    assert composed(2).document["request"].keys() == ASKED.keys()
