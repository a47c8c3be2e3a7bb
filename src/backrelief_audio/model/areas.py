"""What the areas are called where people read them; what is said of them aloud is in the phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .exercise import Focus

AREAS: Mapping[Focus, str] = {
    Focus.THORACIC: "mid back",
    Focus.SCAPULAR: "shoulder blades",
    Focus.NECK: "neck",
    Focus.CHEST: "chest",
    Focus.SHOULDERS: "shoulders",
    Focus.CORE: "core",
    Focus.POSTURE: "posture",
    Focus.CALM: "calm",
}
"""Their names, in the order they are offered."""


def purpose(areas: Sequence[Focus]) -> str:
    """What a session for these areas is for: ``your neck and posture``, ``calm``; for none ``your upper back``."""
    own = " and ".join(AREAS[area] for area in areas if area is not Focus.CALM)
    calm = AREAS[Focus.CALM] if Focus.CALM in areas else ""
    return " and ".join(filter(None, (own and f"your {own}", calm))) or "your upper back"
