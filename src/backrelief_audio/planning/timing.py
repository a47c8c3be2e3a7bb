"""The least time that moves take, known before any dose is fitted: so what is hopeless is not begun."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..model.exercise import Position
from ..model.plan import Move, PhaseName
from ..model.roles import CALM_DOWN
from ..units import Ms
from .budgets import Budget
from .costs import Costs
from .fitting import least_of
from .placing import Choice, Places

_TALK = 0.84
"""Share of its natural length that an introduction takes at least."""


class Times:
    """Least times of moves within one budget, and the room there is for them."""

    def __init__(self, limits: Budget, costs: Costs, places: Places, asked: Ms) -> None:
        self.room = asked - limits.opening - limits.closing
        """Milliseconds for all moves."""

        self._limits = limits
        self._costs = costs
        found = places.moves(PhaseName.MAIN, Position.STAND).values()
        self.least = {choice.id: self._least(choice.move) for choice in found}
        """What each exercise takes at least: at its least dose, with nothing to fetch and no way to go."""

        cooling = places.fitting(PhaseName.COOL_DOWN, Position.STAND)
        calm = places.moves(PhaseName.COOL_DOWN, Position.STAND).get(CALM_DOWN)
        self.stretch = min((self.least[choice.id] for choice in cooling if choice.still), default=0)
        """Of the shortest stretch for the end."""

        self.calm = self.least[calm.id] if calm else 0
        """Of the slow breath after it."""

        self.needed = {phase: self._needed(phase, places) for phase in PhaseName}
        """What the fewest moves of each phase take."""

    def of(self, moves: Iterable[Choice]) -> int:
        """What these moves take at least."""
        return sum(self.least[choice.id] for choice in moves)

    def _least(self, move: Move) -> int:
        talk = self._costs.talk(move.exercise)
        return int(talk * _TALK) + self._costs.work(_least_dosed(move, self._limits)).least

    def _needed(self, phase: PhaseName, places: Places) -> int:
        fewest = self._limits.counts[phase][0]
        if phase is PhaseName.COOL_DOWN:
            return self.calm * bool(fewest) + self.stretch * max(fewest - 1, 0)
        shortest = min((self.least[choice.id] for choice in places.fitting(phase, Position.STAND)), default=0)
        return fewest * shortest


def _least_dosed(move: Move, limits: Budget) -> Move:
    dose = move.exercise.dose
    if dose.reps is not None:
        return replace(move, sets=dose.sets.least, reps=least_of(dose.reps, half=limits.half))
    assert dose.hold is not None
    return replace(move, sets=dose.sets.least, hold=Ms(1000 * least_of(dose.hold, half=limits.half)))
