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
from .steps import blocks

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
        fitting.apply(better)
    total = costs.session(fitting.moves, limits.opening, limits.closing)
    return Fitted(moves=tuple(fitting.moves), total=total)


@dataclass(frozen=True, slots=True)
class _Change:
    """A step in doses: the moves that change with it, by their indices, and how much longer their block takes."""

    moves: tuple[tuple[int, Move], ...]
    gained: int


class _Fitting:
    """Moves being fitted, with what each phase takes and the next steps beside them."""

    def __init__(self, moves: list[Move], limits: Budget, costs: Costs) -> None:
        self.moves = moves
        self._limits = limits
        self._costs = costs
        self._around = limits.opening + costs.safety + limits.closing
        self._block = {index: block for block in blocks(moves) for index in block}
        self._steps: dict[bool, list[_Change | None]] = {}
        """The next larger doses under True, the next smaller under False; once they are wanted."""

        self._spent = dict.fromkeys(PhaseName, 0)
        for before, move in zip([None, *moves], moves, strict=False):
            self._spent[move.phase] += costs.introduction(before, move).natural
        self._work = {block: costs.together([moves[index] for index in block]).natural for block in blocks(moves)}
        for block, work in self._work.items():
            self._spent[moves[block[0]].phase] += work

    def natural(self) -> int:
        return self._around + sum(self._spent.values())

    def apply(self, change: _Change) -> None:
        block = self._block[change.moves[0][0]]
        for index, move in change.moves:
            self.moves[index] = move
        self._spent[self.moves[block[0]].phase] += change.gained
        self._work[block] = Ms(self._work[block] + change.gained)
        for grow, steps in self._steps.items():
            for index in block:
                steps[index] = self._step(index, grow=grow)

    def best_step(self, missing: int) -> _Change | None:
        """Of the steps that bring the total nearer: in the phase that needs it most, for the move changed least."""
        surplus = self._surplus()
        grow = missing > 0
        sign = 1 if grow else -1
        if grow not in self._steps:
            self._steps[grow] = [self._step(index, grow=grow) for index in range(len(self.moves))]
        best: tuple[tuple[float, float], _Change] | None = None
        for move, change in zip(self.moves, self._steps[grow], strict=True):
            if change is None or abs(missing - change.gained) >= abs(missing):
                continue
            rank = (sign * surplus[move.phase], sign * _stretched(move))
            if best is None or rank < best[0]:
                best = (rank, change)
        return None if best is None else best[1]

    def _step(self, index: int, *, grow: bool) -> _Change | None:
        block = self._block[index]
        changed = self._changed(index, block, grow=grow)
        if not changed:
            return None
        work = self._costs.together([changed.get(at, self.moves[at]) for at in block]).natural
        return _Change(tuple(changed.items()), work - self._work[block])

    def _changed(self, index: int, block: tuple[int, ...], *, grow: bool) -> dict[int, Move]:
        """The moves at the next dose; those of a group gain and lose their sets together."""
        if len(block) == 1:
            changed = step(self.moves[index], self._limits, grow=grow)
            return {} if changed is None else {index: changed}
        sign = 1 if grow else -1
        amount = {at: _amount_step(self.moves[at], self._limits, sign) for at in block}
        if (own := amount[index]) is not None:
            return {index: own}
        sets = {at: _set_step(self.moves[at], self._limits, sign) for at in block if amount[at] is None}
        whole = {at: move for at, move in sets.items() if move is not None}
        return whole if len(whole) == len(block) and min(move.sets for move in whole.values()) > 1 else {}

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
    return _amount_step(move, limits, sign) or _set_step(move, limits, sign)


def _amount_step(move: Move, limits: Budget, sign: int) -> Move | None:
    """The move with a rep or some seconds more or less."""
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
    return None


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
