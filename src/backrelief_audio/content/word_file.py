"""The beat words of an exercise file, and of the versions in it."""

from __future__ import annotations

from ..checked import Table
from ..model.exercise import BeatWords


def read_words(top: Table, *, optional: bool = False) -> BeatWords | None:
    """The words under ``words``; None where there are none, which is a fault unless they are optional."""
    table = top.table("words", optional=optional)
    if table is None:
        return None
    words = BeatWords(
        work=table.text("work"),
        hold=table.text("hold", default=""),
        back=table.text("return"),
        side=table.text("side", default="{side}"),
        every=table.flag("every", default=False),
    )
    table.close()
    return words
