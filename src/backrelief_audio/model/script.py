"""A session in words: symbolic, because the length of a spoken line is not known until it is spoken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ..units import Ms
from .exercise import Side
from .plan import NO_GLUE, Glue, StepKind


class CueKind(Enum):
    """What a cue is for (the kinds of the session document)."""

    INTRO = "intro"
    SAFETY = "safety"
    SETUP = "setup"
    ACTION = "action"
    BREATH = "breath"
    FORM = "form"
    COUNT = "count"
    COUNTDOWN = "countdown"
    SIDE = "side"
    HALFWAY = "halfway"
    TIME = "time"
    ENCOURAGEMENT = "encouragement"
    TRANSITION = "transition"
    REST = "rest"
    CLOSING = "closing"
    CHIME = "chime"


LOOKING_BACK = frozenset({CueKind.REST, CueKind.ENCOURAGEMENT})
"""What an introduction or a rest may begin with that is still about the work before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """Text to speak: one sentence or less of a kind that engines speak well."""

    text: str
    pace: float = 1.0
    """How fast, as a ratio to the voice's normal speed: holds and breath are paced slower than setups."""


class Chime(Enum):
    """The sounds that mark a moment without words."""

    START = "start"
    SIDE = "side"
    """The end of the first side's work: the other side comes."""

    DONE = "done"
    """The end of any other work."""

    REST_OVER = "rest-over"
    TICK = "tick"
    """A beat without a number."""

    END = "end"


Sound = Line | Chime
"""What a cue makes heard."""


class Overrun(Enum):
    """What becomes of a cue that is longer than the room it has, when no wording of it fits."""

    EXTEND = "extend"
    """Its slot grows, paid for by the rests."""

    DROP = "drop"
    """It is left out whole."""

    FAIL = "fail"
    """The session can't be laid out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Begin so long after the cue before, or after the slot's start."""

    gap: Glue


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBeat:
    """Let the perceptual centre fall on this moment, counted from the slot's start."""

    at: Ms


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """Begin at this moment of the slot, or later where something else is being said, but not after ``until``."""

    at: Ms
    until: Ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Float: begin as near as silence allows to the moment so long before the session's end."""

    end: Ms
    within: Ms
    """How far off it may be and still be true."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A thing to be heard."""

    kind: CueKind
    wordings: tuple[Sound, ...]
    """What it may say, the fullest first."""

    when: After | OnBeat | From | Before
    overrun: Overrun
    side: Side | None = None
    set: int | None = None
    rep: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A stretch of time with the cues that belong in it, in order."""

    kind: StepKind
    time: Glue
    cues: tuple[Cue, ...]
    index: int | None = None
    """Which of the plan's moves it belongs to."""

    chapter: str = ""
    """The title of the chapter that begins with it; empty where the one before goes on."""

    tail: Glue = NO_GLUE
    """Silence after its last cue."""

    bar: Ms | None = None
    """From one rep to the next, where there are reps; where sides alternate, from one side to the other."""

    @property
    def rigid(self) -> bool:
        """Whether its length never bends."""
        return self.time.least == self.time.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """All slots in order, and the cues that float over them."""

    slots: tuple[Slot, ...]
    calls: tuple[Cue, ...]
    """Calls of the time, each placed by ``Before``."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Chapter titles: the opening, each move, each later round of a superset, the closing."""
        return tuple(slot.chapter for slot in self.slots if slot.chapter)

    def expected(self) -> tuple[Sound, ...]:
        """Every distinct sound that is needed where all finds room in its fullest wording, in order of first use."""
        cues = [cue for slot in self.slots for cue in slot.cues] + list(self.calls)
        return tuple(dict.fromkeys(cue.wordings[0] for cue in cues))
