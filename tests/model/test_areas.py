"""What the areas are called."""

from __future__ import annotations

import pytest

from backrelief_audio.model.areas import AREAS, purpose
from backrelief_audio.model.exercise import Focus


def test_every_area_has_a_name() -> None:
    """Each stands once, in the order that the program knows them in."""
    assert list(AREAS) == list(Focus)
    assert len(set(AREAS.values())) == len(Focus)


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        ((), "your upper back"),
        ((Focus.SCAPULAR,), "your shoulder blades"),
        ((Focus.NECK, Focus.POSTURE), "your neck and posture"),
        ((Focus.CALM,), "calm"),
        ((Focus.CALM, Focus.NECK), "your neck and calm"),
    ],
)
def test_a_session_says_what_it_is_for(areas: tuple[Focus, ...], told: str) -> None:
    """In words that stand behind ``for``; calm is nobody's own."""
    assert purpose(areas) == told
