"""What a session is known by to podcast apps, wherever it lies and from wherever it is served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

_OURS = UUID("0d8bb0b4-9e0c-5a3f-8b43-1f6a4c1d2e57")
"""The name space of sessions, drawn once."""


def guid(document: Mapping[str, Any], beyond: str = "") -> str:
    """The UUID of a session: of its request with its seed, so that making it again leaves it what it was.

    ``beyond`` tells apart sessions of one request.
    """
    return str(uuid5(_OURS, json.dumps([document["request"], document["seed"], beyond], sort_keys=True)))
