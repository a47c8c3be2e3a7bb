"""Many sessions into one folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import document
from ..errors import BackreliefError
from ..model.request import Request
from . import Notice, Progress, Workshop, _unheard


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One session of a show."""

    stem: str
    """Its file's name without ending, ASCII."""

    request: Request
    title: str = ""
    """For players; empty: the session's own."""

    track: tuple[int, int] | None = None
    """Number and total for players; None: its place among the sessions wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMade:
    """What became of a show."""

    folder: Path
    made: tuple[Path, ...]
    kept: tuple[Path, ...]
    """There already, whole and unchanged."""

    failed: tuple[tuple[str, str], ...]
    """Stem and why."""


def make_show(
    workshop: Workshop,
    folder: Path,
    *,
    title: str,  # noqa: ARG001
    about: str,  # noqa: ARG001
    wanted: Sequence[Wanted],
    force: bool = False,
    date: str,
    progress: Progress | None = None,
    notice: Notice = _unheard,
) -> ShowMade:
    """Make what is missing or changed."""
    made: list[Path] = []
    kept: list[Path] = []
    failed: list[tuple[str, str]] = []
    for one in wanted:
        path = folder / f"{one.stem}.mp3"
        beside = path.with_suffix(".json")
        if path.exists() and beside.exists() and not force:
            told = json.loads(beside.read_text(encoding="utf-8"))["request"]
            if told == json.loads(json.dumps(document._request(one.request))):
                kept.append(path)
                continue
        try:
            workshop.build(one.request, target=path, force=True, date=date, progress=progress, notice=notice)
            made.append(path)
        except BackreliefError as fault:
            failed.append((one.stem, str(fault)))
    return ShowMade(folder=folder, made=tuple(made), kept=tuple(kept), failed=tuple(failed))
