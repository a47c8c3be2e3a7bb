"""How much of a move there is to do, in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def dose_of(move: Mapping[str, Any]) -> str:
    """The dose of a move of a session document: ``2 x 10 reps each side``, ``25 s``."""
    sets = f"{move['sets']} x " if move["sets"] > 1 else ""
    amount = f"{move['reps']} reps" if move["reps"] is not None else f"{move['hold']:g} s"
    sides = {"each": " each side", "alternating": " a side, alternating"}.get(move["sides"], "")
    return f"{sets}{amount}{sides}"
