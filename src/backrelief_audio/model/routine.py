"""A sequence of exercises somebody has settled: a named playlist of ours, or a routine of the user's own."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import Ms
from .care import Avoid
from .exercise import Equipment, Focus


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One exercise of a routine; what is None is fitted to the session's length."""

    exercise: str
    """Its id."""

    sets: int | None = None
    reps: int | None = None
    hold: Ms | None = None

    rank: int = 1
    """1: always there. From 2 on it is left out where time is short, the highest first."""

    extra: bool = False
    """Whether it is there only where time is left when all others are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routine:
    """Exercises in the order they are done."""

    id: str
    """Lower-case words joined by hyphens; the name of its file."""

    title: str
    about: str
    """One line for lists and the index."""

    items: tuple[Item, ...]
    length: Ms | None = None
    """Its usual length; None where its doses decide."""

    focus: tuple[Focus, ...] = ()
    avoid: tuple[Avoid, ...] = ()
    """What every session of it spares, whatever else is asked."""

    equipment: tuple[Equipment, ...] = ()
    """What it needs beyond what a first-time user has."""

    ends_on_floor: bool = False
    """Whether it may end on the mat, as yoga and bedtime do."""
