"""A session in absolute time: every cue and chapter to the millisecond from the start of the file."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter

from ..units import Ms, Tick
from .exercise import Side
from .plan import BETWEEN_WORK, StepKind
from .script import LOOKING_BACK, CueKind, Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cue that has its time."""

    kind: CueKind
    sound: Sound
    start: Ms
    """When its clip begins."""

    end: Ms
    beat: Ms | None = None
    """The beat its perceptual centre falls on, where it has one; always on a tick."""

    index: int | None = None
    """Which of the plan's moves it belongs to."""

    side: Side | None = None
    set: int | None = None
    rep: int | None = None


_START = attrgetter("start")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A slot that has its time."""

    kind: StepKind
    index: int | None
    start: Ms
    end: Ms
    bar: Ms | None = None
    """From one rep to the next, where there are reps; where sides alternate, from one side to the other."""

    def begun(self, cues: Sequence[Placed]) -> Ms:
        """When it is done with what it says of the work before: its start, or later in introductions and rests.

        ``cues`` are all of the session, in order.
        """
        if self.kind not in BETWEEN_WORK:
            return self.start
        own = cues[bisect_left(cues, self.start, key=_START) : bisect_left(cues, self.end, key=_START)]
        back = list(takewhile(lambda cue: cue.kind in LOOKING_BACK, own))
        return back[-1].end if back else self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A titled part of the file."""

    title: str
    start: Ms
    end: Ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything with its time. Cues are in order and never overlap; stretches and chapters leave no gap."""

    ticks: Tick
    """The whole length."""

    cues: tuple[Placed, ...]
    stretches: tuple[Stretch, ...]
    chapters: tuple[Chapter, ...]
