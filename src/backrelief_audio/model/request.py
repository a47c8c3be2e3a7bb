"""What the listener asked for, with every default filled in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..units import Ms, minutes
from .care import Avoid, CautionCode, Level
from .exercise import Equipment, Focus
from .routine import Routine

AT_HOME = (Equipment.CHAIR, Equipment.WALL, Equipment.MAT)
"""What a first-time user has."""

LEAST_MINUTES, MOST_MINUTES = 1, 90
"""The lengths a session can have."""

MOST_SEED = 2**32 - 1
"""Seeds are whole numbers from 0 to this."""

DESK_BREAK_UNDER = minutes(5)
"""Shorter sessions are desk breaks: two or three minutes, a few moves at half their dose, no floor."""


class Instruction(Enum):
    """How much is said."""

    FULL = "full"
    """Setup, how it goes, how much, and reminders."""

    MEDIUM = "medium"
    """Setup and how much; how it goes is told by the tempo words of the first reps, and reminders are fewer."""

    BRIEF = "brief"
    """Name, a short setup and how much, for those who know the moves."""


class Counting(Enum):
    """Which reps and seconds are counted aloud."""

    FULL = "full"
    SPARSE = "sparse"
    LAST_THREE = "last-three"
    NONE = "none"


class Dosing(Enum):
    """Which part of an exercise's range of doses may be used; programs progress by it."""

    LOW = "low"
    """From the least to the usual dose."""

    FULL = "full"
    """The whole range."""

    HIGH = "high"
    """From the usual dose to the most."""


class BedDistance(Enum):
    """How far a bed stays under the voice."""

    NEARER = "nearer"
    STANDARD = "standard"
    FARTHER = "farther"


NO_BED = "none"
"""The name of silence under the voice."""


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

    level: Level = Level.STANDARD
    avoid: tuple[Avoid, ...] = ()
    """What the listener asks to be spared, in the order of the enumeration."""

    dosing: Dosing = Dosing.FULL
    sets: int | None = None
    """Most sets of a move; None leaves it to the length."""

    learn: bool = False
    """A slow session that teaches the moves: full setups, where each is felt, what often happens, few reps."""

    recent: tuple[str, ...] = ()
    """Ids of exercises of the sessions before this one, which are less wanted in it."""

    routine: Routine | None = None
    """A sequence to follow, where the moves are not to be chosen."""

    instruction: Instruction = Instruction.FULL
    counting: Counting = Counting.FULL

    voice: str = "clear"
    """Name of a voice file."""

    bed: str = NO_BED
    """Name of a generated bed, or the path of a user's own sound file."""

    bed_distance: BedDistance = BedDistance.STANDARD

    @property
    def desk_break(self) -> bool:
        """Whether it is too short for the floor, for full doses and for long explanations."""
        return self.length < DESK_BREAK_UNDER

    @property
    def spared(self) -> frozenset[CautionCode]:
        """The cautions that this listener wakes."""
        return frozenset(code for avoid in self.avoid for code in avoid.codes)

    @property
    def no_floor(self) -> bool:
        """Whether nobody has to get down onto the mat; what the listener wrote themselves may be short and there."""
        short = self.desk_break and not (self.routine is not None and self.routine.own)
        return short or Avoid.FLOOR in self.avoid or Equipment.MAT not in self.equipment

    @property
    def may_rest(self) -> bool:
        """Whether there is a place to hold still: in pregnancy nobody stands for it, and needs a chair or the mat."""
        return Avoid.PREGNANCY not in self.avoid or Equipment.CHAIR in self.equipment or not self.no_floor

    @property
    def slow(self) -> bool:
        """Whether every rest and change of place takes half as long again (domain reference, 2.4)."""
        return self.level is Level.GENTLE or Avoid.PREGNANCY in self.avoid

    @property
    def brief(self) -> bool:
        """Whether moves are introduced in few words."""
        return not self.learn and (self.desk_break or self.instruction is Instruction.BRIEF)
