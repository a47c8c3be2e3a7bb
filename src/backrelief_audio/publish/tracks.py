"""A session document as one track of a show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from ..model.episode import Track
from ..units import seconds
from .doses import dose_of


def track_of(stem: str, document: Mapping[str, Any]) -> Track:
    """One session as the playlist and the index tell it; ``stem`` is its file's name without the ending."""
    moves = document["moves"]
    needs = dict.fromkeys(item for move in moves for item in move["equipment"])
    return Track(
        path=PurePath(f"{stem}.mp3"),
        title=document["title"],
        length=seconds(document["seconds"]),
        moves=tuple(move["name"] for move in moves),
        doses=tuple(dose_of(move) for move in moves),
        needs=tuple(needs),
        safety=tuple(cue["text"] for cue in document["cues"] if cue["kind"] == "safety"),
    )
