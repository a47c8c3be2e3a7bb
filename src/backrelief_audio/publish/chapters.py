"""A session's chapters as a file that podcast apps fetch beside the MP3: JSON chapters 1.2.0."""

from __future__ import annotations

import json

from ..model.site import Listed

VERSION = "1.2.0"
"""Of the format (podcast namespace, JSON chapters)."""


def chapters(listed: Listed) -> str:
    """The chapters of a session, in seconds as its document has them; ends in a line break."""
    told = [
        {"startTime": chapter["start"], "endTime": chapter["end"], "title": chapter["title"]}
        for chapter in listed.document["chapters"]
    ]
    whole = {"version": VERSION, "title": listed.document["title"], "chapters": told}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
