"""Doses to time: more or fewer reps, seconds and sets, within each exercise's own range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..model.exercise import Range
from ..model.plan import Glue, Move, PhaseName
from ..units import Ms
from .budgets import Budget
from .costs import Costs

HOLD_STEP = 5
"""Seconds by which a hold grows or shrinks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Moves with their doses, and how long the session will be."""

    moves: tuple[Move, ...]
    total: Glue


def fit(moves: Sequence[Move], limits: Budget, costs: Costs, asked: Ms) -> Fitted:
    """Change doses step by step, where a phase is furthest from its budget, until none brings the total nearer."""
    fitting = _Fitting(list(moves), limits, costs)
    while (better := fitting.best_step(asked - fitting.natural())) is not None:
        fitting.apply(*better)
    total = costs.session(fitting.moves, limits.opening, limits.closing)
    return Fitted(moves=tuple(fitting.moves), total=total)


class _Fitting:
    """Moves being fitted, with what each phase takes, how long each move is worked and the next steps beside them."""

    def __init__(self, moves: list[Move], limits: Budget, costs: Costs) -> None:
        self.moves = moves
        self._limits = limits
        self._costs = costs
        self._around = limits.opening + costs.safety + limits.closing
        self._work = [costs.work(move).natural for move in moves]
        self._steps: dict[bool, list[tuple[Move, int] | None]] = {}
        """The next larger doses under True, the next smaller under False; once they are wanted."""

        self._spent = dict.fromkeys(PhaseName, 0)
        for before, move, work in zip([None, *moves], moves, self._work, strict=False):
            self._spent[move.phase] += costs.introduction(before, move).natural + work

    def natural(self) -> int:
        return self._around + sum(self._spent.values())

    def apply(self, index: int, changed: Move, work: int) -> None:
        self.moves[index] = changed
        self._spent[changed.phase] += work - self._work[index]
        self._work[index] = Ms(work)
        for grow, steps in self._steps.items():
            steps[index] = self._step(changed, grow=grow)

    def best_step(self, missing: int) -> tuple[int, Move, int] | None:
        """Of the steps that bring the total nearer: in the phase that needs it most, for the move changed least.

        Gives the move's index, the move after the step, and how long its work takes then.
        """
        surplus = self._surplus()
        grow = missing > 0
        sign = 1 if grow else -1
        if grow not in self._steps:
            self._steps[grow] = [self._step(move, grow=grow) for move in self.moves]
        best: tuple[tuple[float, float], int, Move, int] | None = None
        for index, next_step in enumerate(self._steps[grow]):
            if next_step is None:
                continue
            changed, work = next_step
            if abs(missing - (work - self._work[index])) >= abs(missing):
                continue
            move = self.moves[index]
            rank = (sign * surplus[move.phase], sign * _stretched(move))
            if best is None or rank < best[0]:
                best = (rank, index, changed, work)
        return None if best is None else best[1:]

    def _step(self, move: Move, *, grow: bool) -> tuple[Move, int] | None:
        changed = step(move, self._limits, grow=grow)
        return None if changed is None else (changed, self._costs.work(changed).natural)

    def _surplus(self) -> dict[PhaseName, float]:
        """How far each phase is over its budget, as a share of it."""
        return {name: spent / max(self._limits.phases[name], 1) - 1 for name, spent in self._spent.items()}


def _stretched(move: Move) -> float:
    """How much a move is dosed already, 1 for a whole extra set or range."""
    dose, amount = move.dosed
    return move.sets + (amount - dose.least) / max(dose.most - dose.least, 1)


def least_of(dose: Range, *, half: bool) -> int:
    """The least dose: half the range's own in a desk break."""
    return math.ceil(dose.least / 2) if half else dose.least


def under_dosed(move: Move) -> bool:
    """Whether a move is at less than its exercise's least dose, as in a desk break."""
    dose, amount = move.dosed
    return amount < dose.least


def default_of(dose: Range, *, half: bool) -> int:
    """The dose to begin with: half the usual in a desk break."""
    return math.ceil(dose.default / 2) if half else dose.default


def step(move: Move, limits: Budget, *, grow: bool) -> Move | None:
    """The move at the next larger or smaller dose; None where its range ends. Reps and seconds first, then sets."""
    sign = 1 if grow else -1
    dose = move.exercise.dose
    if move.reps is not None:
        assert dose.reps is not None
        if least_of(dose.reps, half=limits.half) <= move.reps + sign <= dose.reps.most:
            return replace(move, reps=move.reps + sign)
    else:
        assert dose.hold is not None and move.hold is not None
        held = move.hold // 1000 + sign * HOLD_STEP
        if least_of(dose.hold, half=limits.half) <= held <= dose.hold.most:
            return replace(move, hold=Ms(held * 1000))
    return _set_step(move, limits, sign)


def _set_step(move: Move, limits: Budget, sign: int) -> Move | None:
    """The move with a set more or less, at its least dose when it gains one and its most when it loses one."""
    dose = move.exercise.dose
    most = min(dose.sets.most, max(limits.sets, dose.sets.default))
    if move.exercise.ways or not dose.sets.least <= move.sets + sign <= most:
        return None
    sets = move.sets + sign
    if dose.reps is not None:
        return replace(move, sets=sets, reps=least_of(dose.reps, half=limits.half) if sign > 0 else dose.reps.most)
    assert dose.hold is not None
    held = least_of(dose.hold, half=limits.half) if sign > 0 else dose.hold.most
    return replace(move, sets=sets, hold=Ms(held * 1000))
