"""What the listener asked for, with every default filled in."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import Ms, minutes
from .exercise import Equipment, Focus

AT_HOME = (Equipment.CHAIR, Equipment.WALL, Equipment.MAT)
"""What a first-time user has."""

LEAST_MINUTES, MOST_MINUTES = 1, 90
"""The lengths a session can have."""

DESK_BREAK_UNDER = minutes(5)
"""Shorter sessions are desk breaks: two or three minutes, a few moves at half their dose, no floor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One session as asked for. Everything that changes the session is in here, so that it can be made again."""

    length: Ms
    """From the file's first to its last moment; 1 to 90 minutes."""

    seed: int
    """Chooses among the sessions that meet the rest."""

    focus: tuple[Focus, ...] = ()
    """Areas wanted, the first weighing most; empty for a balance of all."""

    equipment: tuple[Equipment, ...] = AT_HOME
    include: tuple[str, ...] = ()
    """Ids of exercises that must be in it."""

    exclude: tuple[str, ...] = ()
    """Ids of exercises that must not."""

    voice: str = "clear"
    """Name of a voice file."""

    @property
    def desk_break(self) -> bool:
        """Whether it is too short for the floor, for full doses and for long explanations."""
        return self.length < DESK_BREAK_UNDER
