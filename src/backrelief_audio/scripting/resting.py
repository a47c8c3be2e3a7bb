"""What is said before a later set: between two sets of one move, or on the way back to a move of a superset.

A long rest is told first what comes next, and is silent to its end; a short one is silent first.
"""

from __future__ import annotations

from ..model.exercise import Side, Sides
from ..model.plan import TOLD_AS_REST, Move, Plan, Step
from ..model.request import Instruction
from ..model.script import Chime, Cue, CueKind
from .coaching import Coaching
from .cues import BETWEEN, chime, flow, gap
from .talking import ARRIVING, arrival, leaving, silent_rest, start, way_there
from .words import Words, sentences


def rest(plan: Plan, step: Step, words: Words, coaching: Coaching, praise: str | None) -> list[Cue]:
    """Let go, what comes next, and the word to begin. With less instruction in fewer words."""
    assert step.index is not None
    move = plan.moves[step.index]
    side = Side.RIGHT if move.exercise.sides is Sides.EACH else None
    if step.after is not None:
        return _back(plan, step, words, coaching, praise)
    resting = leaving(move) + flow(CueKind.REST, sentences(words.varied("rest")), gap(0.3, 0.5, 1.5), BETWEEN)
    next_set = [words.varied("again", set=words.number(step.set), sets=words.number(move.sets))]
    next_set += _setup(plan, move, step, words)
    fresh = _fresh(plan, move, coaching)
    if step.long:
        said = _praised(praise) + flow(CueKind.SETUP, next_set, gap(0.8, 1.2, 3.0), ARRIVING) + fresh
        over = silent_rest(step, words, told=plan.request.instruction is not Instruction.BRIEF)
        return [*resting, *said, *over, *start(move.exercise, side, words)]
    short = chime(Chime.REST_OVER, gap(1.5, 2.5, 60.0))
    said = flow(CueKind.SETUP, next_set, gap(0.2, 0.3, 0.5), ARRIVING) + fresh
    return [*resting, short, *said, *start(move.exercise, side, words)]


def _back(plan: Plan, step: Step, words: Words, coaching: Coaching, praise: str | None) -> list[Cue]:
    """From a set of another move back to this one: which set, where to go, what to pick up, the short setup."""
    assert step.index is not None
    assert step.after is not None
    move, before = plan.moves[step.index], plan.moves[step.after]
    side = Side.RIGHT if move.exercise.sides is Sides.EACH else None
    resting = step.time.natural >= TOLD_AS_REST
    cues = flow(CueKind.REST, sentences(words.varied("rest")), gap(0.3, 0.5, 1.5), BETWEEN) if resting else []
    cues = [*leaving(before), *cues, *_praised(praise)]
    numbers = {"set": words.number(step.set), "sets": words.number(move.sets)}
    line = words.varied("back", name=move.exercise.spoken, **numbers)
    cues += flow(CueKind.TRANSITION, [line], gap(0.6, 0.9, 2.5))
    cues += way_there(before, move, step, words)
    waiting = arrival(step.travel, slow=plan.request.slow) if step.travel else BETWEEN
    told = flow(CueKind.SETUP, _setup(plan, move, step, words), waiting, ARRIVING) + _fresh(plan, move, coaching)
    over = silent_rest(step, words, told=step.long and bool(told)) if resting else []
    begin = start(move.exercise, side, words)
    if told:
        return [*cues, *told, *over, *begin]
    gone = chime(Chime.REST_OVER, arrival(step.travel, slow=plan.request.slow))
    return [*cues, *(over or ([gone] if step.travel else [])), *begin]


def _setup(plan: Plan, move: Move, step: Step, words: Words) -> list[str]:
    """The next way of a move, or its short setup; with least instruction nothing."""
    if step.way is not None:
        return list(sentences(step.way.line))
    if plan.request.instruction is Instruction.BRIEF:
        return []
    return [words.sided(move.exercise.setup_again, Side.RIGHT if move.exercise.sides is Sides.EACH else None)]


def _fresh(plan: Plan, move: Move, coaching: Coaching) -> list[Cue]:
    """One reminder, with full instruction; holds are kept quiet."""
    side = Side.RIGHT if move.exercise.sides is Sides.EACH else None
    if move.hold is not None or plan.request.instruction is not Instruction.FULL:
        return []
    point = coaching.next(side)
    return [] if point is None else flow(point[0], [point[1]], BETWEEN)


def _praised(praise: str | None) -> list[Cue]:
    return flow(CueKind.ENCOURAGEMENT, sentences(praise), gap(0.4, 0.6, 2.0)) if praise else []
