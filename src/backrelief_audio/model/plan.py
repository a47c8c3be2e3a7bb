"""A session as planned: which moves in which phase, at what dose, and the steps they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..units import NO_TIME, Ms, seconds
from .care import Variant
from .exercise import Equipment, Exercise, Position, Range, Side, Sides, Way
from .request import Request


class PhaseName(Enum):
    """The parts of a session, in order."""

    __hash__ = object.__hash__  # members are alone of their kind; Enum's own hash is many times slower

    WARM_UP = "warm-up"
    MAIN = "main"
    COOL_DOWN = "cool-down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Glue:
    """A length that may give way: its natural value, the least and the most, as between words in a line of type."""

    least: Ms
    natural: Ms
    most: Ms

    @classmethod
    def fixed(cls, length: Ms) -> Glue:
        """A length that never bends."""
        return cls(least=length, natural=length, most=length)


NO_GLUE = Glue.fixed(NO_TIME)

LONG_REST = seconds(30)
"""Rests longer than this carry the next setup, then silence (domain reference, 2.4)."""

TOLD_AS_REST = seconds(20)
"""Ways back to a move of a superset that last so long, for the work just done, are told as rests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An exercise as planned into a session."""

    exercise: Exercise
    """As this listener does it: its words, place and doses are those of the variant."""

    phase: PhaseName
    position: Position
    equipment: tuple[Equipment, ...]
    sets: int
    """Runs on one side; an exercise of several ways does a set a way."""

    reps: int | None = None
    """Reps a set and side; None for holds."""

    hold: Ms | None = None
    """Time held, a set and side; None for reps."""

    variant: Variant = Variant.STANDARD
    option: str = ""
    """How the variant differs, in words to be said; empty where it does not."""

    group: int | None = None
    """Moves of one number stand side by side and do their sets in turn (a superset); None where a move stands alone."""

    @property
    def rep_time(self) -> Ms:
        """How long a rep takes; where sides alternate, a pair of them. Asserts that it is done in reps."""
        assert self.exercise.tempo is not None
        return Ms(self.exercise.tempo.period * (2 if self.exercise.sides is Sides.ALTERNATING else 1))

    @property
    def dosed(self) -> tuple[Range, float]:
        """The range that its exercise is dosed in, and its own dose: reps, or seconds held."""
        dose = self.exercise.dose
        if self.reps is not None:
            assert dose.reps is not None
            return dose.reps, self.reps
        assert dose.hold is not None and self.hold is not None
        return dose.hold, self.hold / 1000


class StepKind(Enum):
    """What a step is."""

    __hash__ = object.__hash__  # members are alone of their kind; Enum's own hash is many times slower

    OPENING = "opening"
    INTRODUCE = "introduce"
    """Rest from the move before, get into place, learn the move."""

    REPS = "reps"
    HOLD = "hold"
    WAY = "way"
    """Turn to the next way of the same move."""

    SWITCH = "switch"
    """Change sides."""

    REST = "rest"
    """Before a later set: between two sets of one move, or on the way back to a move of a superset."""

    CLOSING = "closing"


BETWEEN_WORK = frozenset({StepKind.INTRODUCE, StepKind.REST})
"""What is said or waited for before a move's work, or a later set of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The smallest planned thing."""

    kind: StepKind
    time: Glue
    """How long it may take. What is said in it may need more than the least; work is fixed."""

    index: int | None = None
    """Which of the plan's moves it belongs to, or leads to; None for opening and closing."""

    after: int | None = None
    """In a rest that leads back to a move of a superset: which of the plan's moves was worked just before."""

    set: int = 1
    side: Side | None = None
    way: Way | None = None
    travel: Ms = NO_TIME
    """How long the body needs, of that time, to change position or fetch something."""

    @property
    def long(self) -> bool:
        """Whether it is a long rest, before a later set or before the next move."""
        return self.kind in BETWEEN_WORK and self.time.natural > LONG_REST


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole session, before any word is chosen."""

    request: Request
    moves: tuple[Move, ...]
    """In the order they are done; phases are contiguous."""

    steps: tuple[Step, ...]

    def phase(self, name: PhaseName) -> tuple[Move, ...]:
        """The moves of one phase."""
        return tuple(move for move in self.moves if move.phase is name)
