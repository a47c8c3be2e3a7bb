"""How much of a session was heard lately."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from ..model.roles import MAY_REPEAT

_HALF_AFTER = 20
"""So many exercises further back, having heard one counts half: about two sessions."""


def familiarity(id_: str, recent: Sequence[str]) -> float:
    """0 for an exercise that is not among the recent ones, towards 1 the later it was; ``recent`` is latest first."""
    if id_ in MAY_REPEAT or id_ not in recent:
        return 0.0
    return float(0.5 ** (recent.index(id_) / _HALF_AFTER))


def familiar(ids: Iterable[str], recent: Sequence[str]) -> float:
    """The mean familiarity of a session's exercises, 0 to 1; poses that may come at any time don't count."""
    shares = [familiarity(id_, recent) for id_ in ids if id_ not in MAY_REPEAT]
    return fsum(shares) / len(shares) if shares else 0.0
