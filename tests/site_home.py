"""Folders of sessions for tests of sites: real documents and tags, and for sound a few bytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from building import composed

from backrelief_audio.covering import cover
from backrelief_audio.model.episode import Episode
from backrelief_audio.store import json_text
from backrelief_audio.tagging import tags
from backrelief_audio.units import seconds

COVER = cover("2", "neck", "neck")


def add_session(
    folder: Path,
    name: str,
    *,
    minutes: float = 2,
    seed: int = 1,
    day: str = "2024-01-01",
    album: str = "Upper-back sessions",
    picture: bytes = COVER,
    sound: bytes = b"sound",
    **options: Any,
) -> dict[str, Any]:
    """A session's three files in a folder, which is made where it is missing; its document."""
    document = composed(minutes, seed, **options).document
    episode = Episode(
        title=document["title"],
        artist="backrelief-audio",
        album=album,
        genre="Exercise",
        date=day,
        comment="",
        length=seconds(document["seconds"]),
        chapters=(),
        lyrics=(),
        cover=picture,
    )
    made = tags(episode)
    path = folder / f"{name}.mp3"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.front + sound + made.back)
    path.with_suffix(".json").write_text(json_text(document), encoding="utf-8")
    path.with_suffix(".lrc").write_text("[00:00.00]\n", encoding="utf-8")
    return document
