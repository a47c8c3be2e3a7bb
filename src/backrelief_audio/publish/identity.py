"""What a session is known by to podcast apps, wherever it lies and from wherever it is served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

_OURS = UUID("0d8bb0b4-9e0c-5a3f-8b43-1f6a4c1d2e57")
"""The name space of sessions, drawn once."""


_ASKED = (
    "minutes",
    "focus",
    "equipment",
    "include",
    "exclude",
    "level",
    "avoid",
    "dosing",
    "sets",
    "learn",
    "recent",
    "routine",
    "instruction",
    "counting",
    "voice",
    "bed",
    "bed_distance",
    "seed",
)
"""What a session is known by. Options that later versions add are not among it: old sessions would become others."""


def guid(document: Mapping[str, Any], beyond: str = "") -> str:
    """The UUID of a session: of its request with its seed, so that making it again leaves it what it was.

    ``beyond`` tells apart sessions of one request.
    """
    asked = {name: document["request"].get(name) for name in _ASKED}
    return str(uuid5(_OURS, json.dumps([asked, document["seed"], beyond], sort_keys=True)))
