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
    return Doses(limits, costs).fit(moves, asked)


@dataclass(slots=True, eq=False)
class _Block:
    """Moves done together, at certain doses."""

    moves: tuple[Move, ...]
    work: Glue
    begun: tuple[int, ...]
    """The identities of the moves that fitting began with."""

    larger: tuple[_Step, ...] | None = None
    smaller: tuple[_Step, ...] | None = None
    """The steps to the next doses, once they are wanted; a move at the end of its range has none."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A step in doses: how much its move is dosed already, what the block comes to, and how much longer that takes."""

    stretched: float
    to: _Block
    gained: int


class Doses:
    """The doses of moves within one budget: blocks and the steps between them are worked out once for all fits.

    A search fits the same move in hundreds of drafts, and comes past the same doses of it each time.
    """

    def __init__(self, limits: Budget, costs: Costs) -> None:
        self._limits = limits
        self._costs = costs
        self._around = limits.opening + costs.safety + limits.closing
        self._begun: dict[tuple[int, ...], tuple[tuple[Move, ...], _Block]] = {}
        """By the identities of moves, as hashing whole moves takes long; the moves are kept, so that these stay."""

        self._known: dict[tuple[tuple[int, ...], tuple[tuple[int, int | None, int | None], ...]], _Block] = {}

    def fit(self, moves: Sequence[Move], asked: Ms) -> Fitted:
        """As ``fit`` does it."""
        introductions = [
            self._costs.introduction(before, move) for before, move in zip([None, *moves], moves, strict=False)
        ]
        found = [self._begin(tuple(moves[index] for index in block)) for block in blocks(moves)]
        spent = dict.fromkeys(PhaseName, 0)
        for move, introduction in zip(moves, introductions, strict=True):
            spent[move.phase] += introduction.natural
        for block in found:
            spent[block.moves[0].phase] += block.work.natural
        self._stretch(found, spent, asked)
        times = [*introductions, *(block.work for block in found)]
        total = Glue(
            least=Ms(self._around + sum(time.least for time in times)),
            natural=Ms(self._around + sum(time.natural for time in times)),
            most=Ms(self._around + sum(time.most for time in times)),
        )
        return Fitted(moves=tuple(move for block in found for move in block.moves), total=total)

    def _stretch(self, found: list[_Block], spent: dict[PhaseName, int], asked: Ms) -> None:
        """Take the best step for as long as there is one; the blocks found are changed in their places."""
        budgets = {name: max(time, 1) for name, time in self._limits.phases.items()}
        surplus = {name: time / budgets[name] - 1 for name, time in spent.items()}
        missing = asked - self._around - sum(spent.values())
        while (best := self._best_step(found, surplus, missing)) is not None:
            at, step = best
            found[at] = step.to
            phase = step.to.moves[0].phase
            spent[phase] += step.gained
            surplus[phase] = spent[phase] / budgets[phase] - 1
            missing -= step.gained

    def _best_step(
        self, found: Sequence[_Block], surplus: dict[PhaseName, float], missing: int
    ) -> tuple[int, _Step] | None:
        """Of the steps that bring the total nearer: in the phase that needs it most, for the move changed least.

        ``surplus`` is how far each phase is over its budget, as a share of it.
        """
        grow = missing > 0
        sign = 1 if grow else -1
        nearest, furthest = (0, 2 * missing) if grow else (2 * missing, 0)  # between them it brings the total nearer
        best: tuple[int, _Step] | None = None
        rank = (0.0, 0.0)
        for at, block in enumerate(found):
            steps = block.larger if grow else block.smaller
            if steps is None:
                steps = self._steps(block, grow=grow)
            for step in steps:
                if nearest < step.gained < furthest:
                    other = (sign * surplus[block.moves[0].phase], sign * step.stretched)
                    if best is None or other < rank:
                        best, rank = (at, step), other
        return best

    def _begin(self, moves: tuple[Move, ...]) -> _Block:
        """The block of these moves at the doses they have."""
        begun = tuple(map(id, moves))
        known = self._begun.get(begun)
        if known is None:
            known = self._begun[begun] = moves, self._block(moves, begun)
        return known[1]

    def _block(self, moves: tuple[Move, ...], begun: tuple[int, ...]) -> _Block:
        key = begun, tuple((move.sets, move.reps, move.hold) for move in moves)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Block(moves, self._costs.together(moves), begun)
        return known

    def _steps(self, block: _Block, *, grow: bool) -> tuple[_Step, ...]:
        """The steps from a block's doses to the next larger or smaller ones."""
        steps = []
        for index, move in enumerate(block.moves):
            changed = _changed(block.moves, index, self._limits, 1 if grow else -1)
            if changed is not None:
                to = self._block(changed, block.begun)
                steps.append(_Step(_stretched(move), to, to.work.natural - block.work.natural))
        if grow:
            block.larger = tuple(steps)
        else:
            block.smaller = tuple(steps)
        return tuple(steps)


def _changed(block: tuple[Move, ...], index: int, limits: Budget, sign: int) -> tuple[Move, ...] | None:
    """The block with one of its moves at the next dose; those of a group gain and lose their sets together."""
    if len(block) == 1:
        single = step(block[0], limits, grow=sign > 0)
        return None if single is None else (single,)
    amounts = [_amount_step(move, limits, sign) for move in block]
    if (own := amounts[index]) is not None:
        return (*block[:index], own, *block[index + 1 :])
    made = []
    for move, amount in zip(block, amounts, strict=True):
        changed = _set_step(move, limits, sign) if amount is None else None
        if changed is None or changed.sets < 2:
            return None
        made.append(changed)
    return tuple(made)


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
