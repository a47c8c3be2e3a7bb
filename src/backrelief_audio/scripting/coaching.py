"""What a coach says while one works: the breath first, then reminders of form, at a distance from each other."""

from __future__ import annotations

from ..model.exercise import Exercise, Side
from ..model.request import Instruction
from ..model.roles import is_calm
from ..model.script import CueKind
from ..units import Ms, seconds
from .words import Words

COACHING_EVERY = seconds(14)
"""At most one reminder in 12 to 15 seconds."""

CALM_EVERY = seconds(24)
"""The same where the move is there to calm."""


class Coaching:
    """The coaching points of one move, each said once before any is said again."""

    def __init__(self, exercise: Exercise, words: Words, instruction: Instruction = Instruction.FULL) -> None:
        self._all = [
            (CueKind.FORM, reminder) for reminder in words.shuffled(f"reminders {exercise.id}", exercise.reminders)
        ]
        self._waiting = [(CueKind.BREATH, exercise.breath), *self._all]
        self._words = words
        self._left = 1 if instruction is Instruction.BRIEF else None
        every = CALM_EVERY if is_calm(exercise) and exercise.dose.hold is None else COACHING_EVERY
        self.every = Ms(every * (2 if instruction is Instruction.MEDIUM else 1))
        """The distance from one point to the next."""

    def next(self, side: Side | None, letters: int | None = None) -> tuple[CueKind, str] | None:
        """The next point: the breath first, then reminders in turn, each said once before any comes again.

        None where no more are wanted, or none has so few letters.
        """
        point = self._fitting(letters) if self._left != 0 else None
        if point is None:
            return None
        if self._left is not None:
            self._left -= 1
        self._waiting.remove(point)
        return point[0], self._words.sided(point[1], side)

    def _fitting(self, letters: int | None) -> tuple[CueKind, str] | None:
        """The first point that waits and fits, else of all reminders."""
        for _ in range(2):
            for point in self._waiting:
                if letters is None or len(point[1]) <= letters:
                    return point
            said = [point for point in self._all if point not in self._waiting]
            self._waiting += said
        return None
