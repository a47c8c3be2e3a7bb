"""What sessions are called where they stand in a list: several that were asked for alike have one title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from ..model.plan import PhaseName
from ..model.site import Listed

_TOLD = 2
"""Moves that tell one session from another."""


def titles(sessions: Sequence[Listed]) -> Mapping[PurePath, str]:
    """The title of each session by its path; of those that share it with what is in them, then with their seeds."""
    short = {one.path: str(one.document["title"]) for one in sessions}
    fuller = {one.path: f"{short[one.path]}: {_hardest(one.document)}" for one in sessions}
    whole = {one.path: f"{fuller[one.path]}, seed {one.document['seed']}" for one in sessions}
    return _where_shared(_where_shared(short, fuller), whole)


def _where_shared(told: Mapping[PurePath, str], more: Mapping[PurePath, str]) -> dict[PurePath, str]:
    """The same, with more told of those that are told alike."""
    count = Counter(told.values())
    return {path: title if count[title] == 1 else more[path] for path, title in told.items()}


def _hardest(document: Mapping[str, Any]) -> str:
    """The names of the hardest moves of the main part, in the order of the session."""
    main = [move for move in document["moves"] if move["phase"] == PhaseName.MAIN.value] or document["moves"]
    hardest = sorted(main, key=lambda move: -move["intensity"])[:_TOLD]
    return ", ".join(dict.fromkeys(move["name"] for move in main if move in hardest))
