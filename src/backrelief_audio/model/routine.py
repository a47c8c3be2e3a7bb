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
    """Runs on one side, as of a move; where reps or a hold are given and sets are not, the exercise's usual ones."""

    reps: int | None = None
    """Reps a set; a pair is one rep where sides alternate."""

    hold: Ms | None = None
    """Time held a set."""

    rank: int = 1
    """1: always there. From 2 on it is left out where time is short, the highest first."""

    extra: bool = False
    """Whether it is there only where time is left when all others are."""

    more: str = ""
    """Id of an exercise of the same routine that gets a set more where this one can't be done; empty for none."""

    @property
    def dosed(self) -> bool:
        """Whether its dose is settled."""
        return self.reps is not None or self.hold is not None


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

    instruction: str = ""
    """How much is said where the listener does not say: the value of an ``Instruction``; empty leaves it as usual."""

    focus: tuple[Focus, ...] = ()
    avoid: tuple[Avoid, ...] = ()
    """What every session of it spares, whatever else is asked."""

    equipment: tuple[Equipment, ...] = ()
    """What it needs beyond what a first-time user has."""

    without: tuple[Equipment, ...] = ()
    """What it leaves aside of what a first-time user has."""

    ends_on_floor: bool = False
    """Whether it may end on the mat, as yoga and bedtime do."""

    own: bool = False
    """Whether the user wrote it: rules of order that it breaks are told, and nothing is changed."""

    def brings(self, at_home: tuple[Equipment, ...]) -> tuple[Equipment, ...]:
        """What it is done with where nobody says what is there."""
        return tuple(item for item in (*at_home, *self.equipment) if item not in self.without)

    @property
    def dosed(self) -> bool:
        """Whether the doses of all that is always there are settled, so that they alone can decide the length."""
        return all(item.dosed for item in self.items if not item.extra)
