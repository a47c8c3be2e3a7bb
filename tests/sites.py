"""Sites of whole sessions without sound, as their folders would tell of them."""

from __future__ import annotations

import datetime
import uuid
from pathlib import PurePath
from typing import Any

from building import composed

from backrelief_audio.model.care import Avoid
from backrelief_audio.model.exercise import Focus
from backrelief_audio.model.site import Listed, Site

DAY = datetime.date(2026, 3, 2)

DOCUMENTS = (
    composed(5, 3, focus=(Focus.NECK,)).document,
    composed(2).document,
    composed(15, 2, avoid=(Avoid.KNEE,)).document,
    composed(75).document,
)
"""Of a session for an area, a desk break, one with two safety lines, and one of more than an hour."""


def listed(path: str = "neck.mp3", document: dict[str, Any] = DOCUMENTS[0], **changes: Any) -> Listed:
    """A session of a folder; ``title`` may be another."""
    if "title" in changes:
        document = {**document, "title": changes.pop("title")}
    made = datetime.datetime.combine(changes.get("day", DAY), datetime.time(12), tzinfo=datetime.timezone.utc)
    usual: dict[str, Any] = {
        "size": 1_234_567,
        "day": DAY,
        "appeared": made,
        "guid": str(uuid.uuid5(uuid.NAMESPACE_URL, path)),
    }
    return Listed(path=PurePath(path), document=document, **{**usual, **changes})


def site(*sessions: Listed, title: str = "Upper-back sessions", about: str = "To follow by ear.") -> Site:
    """A folder of these."""
    return Site(title=title, about=about, sessions=sessions)


SITE = site(
    listed("later/core 50%.mp3", DOCUMENTS[3], day=DAY + datetime.timedelta(days=1), album="Later"),
    listed("neck.mp3", DOCUMENTS[0]),
    listed("posture.mp3", DOCUMENTS[1], has_cover=False),
    listed("zwölf/rücken & mehr.mp3", DOCUMENTS[2], size=9_876_543),
)
"""Four sessions of two days and three folders, in the order of a site."""
