"""How much of the work is silence: whole sessions of many kinds, held to the shares of the domain reference, 4."""

from __future__ import annotations

import pytest
from building import Made, ask, compose

from backrelief_audio.model.exercise import Equipment
from backrelief_audio.model.plan import Step, StepKind
from backrelief_audio.model.request import AT_HOME, Counting, Instruction
from backrelief_audio.model.roles import CALM_DOWN
from backrelief_audio.model.script import Chime, CueKind, Line
from backrelief_audio.model.timeline import Placed, Stretch

LENGTHS = (5, 8, 10, 15, 20, 30, 12)
SESSIONS = [
    pytest.param(
        LENGTHS[number % len(LENGTHS)], number, instruction, counting, marks=[pytest.mark.real] if again else []
    )
    for number, (instruction, counting, again) in enumerate(
        (instruction, counting, again) for counting in Counting for instruction in Instruction for again in range(3)
    )
]
"""Three of each instruction and counting, of which the quick suite has the first."""


def works(made: Made) -> list[tuple[Step, Stretch, list[Placed]]]:
    """Each piece of work with what is said in it. Calls of the time come where they fall due, and are left out."""
    found = []
    for step, stretch in zip(made.plan.steps, made.timeline.stretches, strict=True):
        if step.kind in (StepKind.REPS, StepKind.HOLD):
            words = [cue for cue in made.timeline.cues if isinstance(cue.sound, Line) and cue.kind is not CueKind.TIME]
            inside = [cue for cue in words if stretch.start <= (cue.beat or cue.start) < stretch.end]
            found.append((step, stretch, inside))
    return found


def most(made: Made, step: Step) -> float:
    """The most of a piece of work that may be speech."""
    assert step.index is not None
    if made.plan.moves[step.index].exercise.id == CALM_DOWN:
        return 0.2
    if step.kind is StepKind.HOLD:
        return 0.25
    return 0.5 if step.set == 1 else 0.3


@pytest.mark.parametrize(("asked", "seed", "instruction", "counting"), SESSIONS)
def test_work_is_mostly_silent(asked: float, seed: int, instruction: Instruction, counting: Counting) -> None:
    """Speech takes at most half of a first set, 30 % of a later one, a quarter of a hold, a fifth of the last rest.

    And each piece of work has its signal on the moment it ends, with no word for a while after it.
    """
    equipment = tuple(Equipment) if seed % 2 else AT_HOME
    made = compose(ask(asked, seed, equipment=equipment, instruction=instruction, counting=counting))
    cues = made.timeline.cues
    for step, stretch, words in works(made):
        spoken, length = sum(cue.end - cue.start for cue in words), stretch.end - stretch.start
        assert spoken <= most(made, step) * length, (step.index, step.set, words)
        (mark,) = [number for number, cue in enumerate(cues) if cue.beat == stretch.end]
        assert cues[mark].sound in (Chime.DONE, Chime.SIDE)
        assert cues[mark + 1].start - cues[mark].end >= 290
