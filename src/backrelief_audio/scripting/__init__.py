"""Plan and phrases to Script: every line, in its slot, before any of it is spoken."""

from __future__ import annotations

from ..model.phrases import Phrasebook
from ..model.plan import NO_GLUE, Plan, Step, StepKind
from ..model.request import Instruction
from ..model.script import Cue, Script, Slot
from ..model.telling import CALM_PACE, DESK_PACE, as_desk_break, instruction_of, talk_pace
from ..units import Ms, minutes, seconds
from . import resting, talking
from .coaching import Coaching
from .cues import call, gap, paced
from .holding import hold
from .pausing import with_pauses
from .words import Words
from .working import reps

__all__ = ["with_pauses", "write"]

HALF_TIME_FROM = minutes(10)
"""Sessions from which the half is called."""

TWO_MINUTES_FROM = minutes(15)
"""Sessions from which the last two minutes are called."""

_ABOUT_HALF, _ABOUT_TWO = seconds(30), seconds(6)
"""How far off they may be called, but for what their own time then moves: the half by a twentieth of the shortest
session, and two minutes by as much."""

_TAILS = {
    StepKind.OPENING: gap(0.5, 0.9, 2.0),
    StepKind.INTRODUCE: gap(0.8, 1.0, 2.0),
    StepKind.WAY: gap(0.7, 0.9, 1.5),
    StepKind.SWITCH: gap(0.6, 0.8, 1.2),
    StepKind.REST: gap(0.8, 1.0, 2.0),
    StepKind.CLOSING: gap(0.8, 1.2, 2.5),
}
"""Silence from the last word of a step to what comes next: the first beat, mostly."""

_TALK = seconds(25)
"""About what an introduction lasts, for the distance of praise."""


def write(plan: Plan, book: Phrasebook) -> Script:
    """The whole script. Same plan and book, same words."""
    writer = _Writer(plan, Words(book, plan.request.seed))
    slots = tuple(writer.slot(step) for step in plan.steps)
    return Script(slots=slots, calls=writer.calls())


def _chapter(plan: Plan, step: Step) -> str:
    """The title of the chapter that a step begins: the opening, a move, a later round of a superset, the closing."""
    if step.index is None:
        return "Welcome" if step.kind is StepKind.OPENING else "Closing"
    move = plan.moves[step.index]
    if step.kind is StepKind.INTRODUCE:
        return move.exercise.name
    first = step.index == 0 or plan.moves[step.index - 1].group != move.group
    if step.after is None or not first:
        return ""
    *others, last = (other.exercise.name for other in plan.moves if other.group == move.group)
    return f"Round {step.set}: {', '.join(others)} and {last}"


class _Writer:
    """Writes steps in order; remembers what was said of each move and when there was praise."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self._plan = plan
        self._words = words
        self._request = plan.request
        self._instruction = instruction_of(plan.request)
        self._coaching = [Coaching(move.exercise, words, self._instruction) for move in plan.moves]
        self._since_praise = 0

    def slot(self, step: Step) -> Slot:
        """A step with its words."""
        cues = self._cues(step)
        self._since_praise += max(step.time.least, _TALK if step.kind is StepKind.INTRODUCE else 0)
        tail = _TAILS.get(step.kind, NO_GLUE)
        bar = self._bar(step)
        title = _chapter(self._plan, step)
        return Slot(
            kind=step.kind, time=step.time, cues=tuple(cues), index=step.index, chapter=title, tail=tail, bar=bar
        )

    def _bar(self, step: Step) -> Ms | None:
        """How far apart the beats are on which movements begin."""
        if step.index is None or step.kind is not StepKind.REPS:
            return None
        tempo = self._plan.moves[step.index].exercise.tempo
        return tempo.period if tempo else None

    def _cues(self, step: Step) -> list[Cue]:
        self._words.place = step.index or 0
        if step.index is None:
            if step.kind is StepKind.OPENING:
                return paced(talking.opening(self._plan, self._words), talk_pace(None, self._request))
            pace = DESK_PACE if as_desk_break(self._request) else CALM_PACE
            return paced(talking.closing(self._plan, self._words), pace)
        move, coaching = self._plan.moves[step.index], self._coaching[step.index]
        if step.kind is StepKind.REPS:
            return reps(move, step, coaching, self._words, self._request.counting)
        if step.kind is StepKind.HOLD:
            return hold(move, step, coaching, self._words, self._request.counting)
        return paced(self._between(step, step.index, coaching), talk_pace(move.exercise, self._request))

    def _between(self, step: Step, index: int, coaching: Coaching) -> list[Cue]:
        move = self._plan.moves[index]
        if step.kind is StepKind.INTRODUCE:
            return talking.introduction(self._plan, step, self._words, self._praise(index - 1))
        if step.kind is StepKind.SWITCH:
            return talking.switch(move, step, self._words)
        if step.kind is StepKind.WAY:
            return talking.way(step)
        praise = self._praise(index if step.after is None else step.after) if step.long else None
        return resting.rest(self._plan, step, self._words, coaching, praise)

    def _praise(self, done: int) -> str | None:
        """What went well in the move just done, where the last praise is long enough ago; not in few words."""
        if self._instruction is Instruction.BRIEF:
            return None
        if done < 0 or self._since_praise < talking.PRAISE_EVERY:
            return None
        self._since_praise = 0
        exercise = self._plan.moves[done].exercise
        return self._words.one_of(f"praise {exercise.id}", exercise.praise)

    def calls(self) -> tuple[Cue, ...]:
        """Calls of the time for sessions long enough to need them."""
        length = self._plan.request.length
        made = []
        if length >= HALF_TIME_FROM:
            made.append(call(self._words.varied("half-time"), Ms(length // 2), _ABOUT_HALF))
        if length >= TWO_MINUTES_FROM:
            made.append(call(self._words.varied("two-minutes"), minutes(2), _ABOUT_TWO))
        return tuple(made)
