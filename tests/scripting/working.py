"""What tests of reps and holds share: one move written out, and what its cues say when."""

from __future__ import annotations

from building import phrases, plan_of, text

from backrelief_audio.model.exercise import Exercise
from backrelief_audio.model.plan import Move, Step, StepKind
from backrelief_audio.model.request import Counting, Instruction
from backrelief_audio.model.script import Cue, CueKind, From, Line, OnBeat
from backrelief_audio.scripting.coaching import Coaching
from backrelief_audio.scripting.holding import hold
from backrelief_audio.scripting.words import Words
from backrelief_audio.scripting.working import reps

COACHING = {CueKind.BREATH, CueKind.FORM, CueKind.ENCOURAGEMENT}
NUMBERS = phrases().numbers


def works(
    one: Move, counting: Counting = Counting.FULL, seed: int = 1, instruction: Instruction = Instruction.FULL
) -> list[tuple[Step, list[Cue]]]:
    """Each piece of work of a move with its cues, in order."""
    choice = Words(phrases(), seed)
    coaching = Coaching(one.exercise, choice, instruction)
    write = reps if one.reps is not None else hold
    work = [step for step in plan_of([one]).steps if step.kind in (StepKind.REPS, StepKind.HOLD)]
    return [(step, write(one, step, coaching, choice, counting)) for step in work]


def doses(exercise: Exercise) -> list[int]:
    """The doses worth looking at: half the least, the least, the usual, the most."""
    amount = exercise.dose.reps or exercise.dose.hold
    assert amount is not None
    return sorted({-(-amount.least // 2), amount.least, amount.default, amount.most})


def at(cue: Cue) -> int:
    """When a cue is meant to be heard."""
    assert isinstance(cue.when, OnBeat | From)
    return cue.when.at


def said(cue: Cue) -> str:
    """The fullest wording of a cue; empty for a chime."""
    return text(cue.wordings[0])


def words_of(cue: Cue) -> list[Line]:
    """The wordings of a cue that are words."""
    return [sound for sound in cue.wordings if isinstance(sound, Line)]
