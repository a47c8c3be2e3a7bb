"""What an exercise is: its dose, tempo, sides, positions, cautions and the words that teach it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from ..units import Ms
from .care import Caution, CautionCode


class Kind(Enum):
    """What an exercise does for the body."""

    __hash__ = object.__hash__  # members are alone of their kind; Enum's own hash is many times slower

    STRENGTH = "strength"
    CORE = "core"
    ACTIVATION = "activation"
    MOBILITY = "mobility"
    POSTURE = "posture"
    YOGA = "yoga"
    STRETCH = "stretch"
    CALM = "calm"


class Focus(Enum):
    """The areas a session can be asked for."""

    __hash__ = object.__hash__  # members are alone of their kind; Enum's own hash is many times slower

    THORACIC = "thoracic"
    SCAPULAR = "scapular"
    NECK = "neck"
    CHEST = "chest"
    SHOULDERS = "shoulders"
    CORE = "core"
    POSTURE = "posture"
    CALM = "calm"


class Position(Enum):
    """How the body is placed."""

    __hash__ = object.__hash__  # members are alone of their kind; Enum's own hash is many times slower

    STAND = "stand"
    SEAT = "seat"
    WALL = "wall"
    BAR = "bar"
    QUAD = "quad"
    PLANK = "plank"
    KNEEL = "kneel"
    PRONE = "prone"
    SIDE = "side"

    @cached_property
    def on_floor(self) -> bool:
        """Whether one has to get down onto the mat for it."""
        return self in _FLOOR


_FLOOR = frozenset({Position.QUAD, Position.PLANK, Position.KNEEL, Position.PRONE, Position.SIDE})


class Equipment(Enum):
    """What a listener may have."""

    __hash__ = object.__hash__  # members are alone of their kind; Enum's own hash is many times slower

    CHAIR = "chair"
    WALL = "wall"
    MAT = "mat"
    BAND = "band"
    DUMBBELLS = "dumbbells"
    BAR = "bar"
    DOORWAY = "doorway"
    TOWEL = "towel"


STANDS_ON = {Position.SEAT: Equipment.CHAIR, Position.WALL: Equipment.WALL, Position.BAR: Equipment.BAR}
"""What places off the floor need; those on it need the mat, and standing nothing."""


class Sides(Enum):
    """How an exercise treats left and right."""

    BOTH = "both"
    """Both at once."""

    ALTERNATING = "alternating"
    """Right, left, right, left: one rep is a pair."""

    EACH = "each"
    """Everything on the right, then everything on the left, for the same time."""


class Side(Enum):
    """A side of the body. The right always comes first."""

    RIGHT = "right"
    LEFT = "left"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.LEFT if self is Side.RIGHT else Side.RIGHT


class Part(Enum):
    """A part of one rep."""

    WORK = "work"
    HOLD = "hold"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """How long each part of one rep lasts, and which part comes first."""

    work: Ms
    hold: Ms
    back: Ms
    """The return."""

    first: Part = Part.WORK
    """WORK: work, hold, return. RETURN: return, work, hold, as in a push-up, which begins by bending."""

    @property
    def period(self) -> Ms:
        """One whole rep, of one side where sides alternate."""
        return Ms(self.work + self.hold + self.back)

    def parts(self) -> tuple[tuple[Part, Ms], ...]:
        """The parts that take time, in the order they are done, each with its offset from the rep's start."""
        lengths = {Part.WORK: self.work, Part.HOLD: self.hold, Part.RETURN: self.back}
        order = (Part.WORK, Part.HOLD, Part.RETURN)
        if self.first is Part.RETURN:
            order = (Part.RETURN, Part.WORK, Part.HOLD)
        placed = []
        at = 0
        for part in order:
            if lengths[part]:
                placed.append((part, Ms(at)))
            at += lengths[part]
        return tuple(placed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A default with the least and the most that keep an exercise what it is."""

    default: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much of an exercise. Exactly one of ``reps`` and ``hold`` is set; ``sets`` always."""

    sets: Range
    reps: Range | None = None
    """Reps a set; a pair is one rep where sides alternate, and each side gets them all where sides are done in turn."""

    hold: Range | None = None
    """Seconds held a set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of several ways a move is done in turn, each a set of its own: forward then back; letters Y, T, W."""

    name: str
    line: str
    """What is said as it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatWords:
    """The few words said on the beats of a rep."""

    work: str
    """Said as the work begins; ``{side}`` and ``{other}`` stand for the sides."""

    hold: str = ""
    back: str = ""
    """Said as the return begins; for a hold, the words that end it."""

    side: str = "{side}"
    """Alternating moves, after the first two reps: which side now."""

    every: bool = False
    """Whether the turns of the movement are said after the first reps too (breathing moves)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Another way to do an exercise, with what differs; what is empty or None stays as it is."""

    answers: tuple[CautionCode, ...]
    """The cautions that it answers; empty for the versions of easier and harder options."""

    option: str
    """How it is done, in a few words that are said as an option: ``seated, hands on your thighs``."""

    position: Position | None = None
    equipment: tuple[Equipment, ...] | None = None
    """What it needs instead."""

    setup: tuple[str, ...] = ()
    setup_again: str = ""
    actions: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    breath: str = ""
    reps: Range | None = None
    hold: Range | None = None
    """Doses, for the exercise's own."""

    held: Ms | None = None
    """The hold inside each rep."""

    words: BeatWords | None = None
    """All the words on the beats, for the exercise's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """A catalogue entry: everything about a movement that does not depend on a session."""

    id: str
    """Lower-case words joined by hyphens; the name of its file."""

    name: str
    spoken: str
    """The name inside a sentence, as it is announced."""

    aliases: tuple[str, ...]
    kinds: tuple[Kind, ...]
    """Main kind first."""

    focus: tuple[Focus, ...]
    """Main focus first."""

    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    """Muscles."""

    intensity: int
    """1 very gentle to 5 advanced."""

    positions: tuple[Position, ...]
    """Where it can be done, the usual one first."""

    equipment: tuple[tuple[Equipment, ...], ...]
    """Alternatives, each a set of things needed together; ``((),)`` needs nothing."""

    sides: Sides
    dose: Dose
    tempo: Tempo | None
    """None for holds."""

    switch: Ms
    """Time to change sides, for moves of each side."""

    ways: tuple[Way, ...]
    words: BeatWords
    setup: tuple[str, ...]
    """Sentences to get into position by ear, in order."""

    setup_again: str
    """The setup in a few words, for later sets and the second side."""

    actions: tuple[str, ...]
    """What to do, in order."""

    breath: str
    reminders: tuple[str, ...]
    """Form reminders, each a few words."""

    praise: tuple[str, ...]
    """Specific encouragement: what was probably done well."""

    fault: str
    """What often happens instead, as a sentence without a verb of its own: ``Letting the hips rock.``"""

    cautions: tuple[Caution, ...]
    easier: tuple[str, ...]
    harder: tuple[str, ...]
    """Options in a few words, the first of which is told where the level asks for one."""

    counterpose: bool
    """Whether a neutral pose has to follow (deep backbends)."""

    wrists: bool
    """Whether weight rests on the hands."""

    source: tuple[str, ...]
    """Where dose and form come from."""

    feel: str = ""
    """A sentence on where it is felt, for sessions that teach; required in files."""

    leave: str = ""
    """How to come out of it, said as its work ends: of places that nobody can rest in, such as a plank or a bar."""

    versions: tuple[Version, ...] = ()
    """Other ways to do it, for cautions."""

    easier_version: Version | None = None
    harder_version: Version | None = None
    """What differs in the first easier and the first harder option, beyond its words."""

    instead: tuple[str, ...] = ()
    """Ids of the exercises that take its place where it can't be done, the nearest first."""
