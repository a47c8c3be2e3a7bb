"""What is better rather than right: a number for a fitted draft, higher is better."""

from __future__ import annotations

from itertools import pairwise

from ..model.plan import Move, PhaseName
from ..model.request import Request
from ..model.roles import is_work
from ..units import Ms
from .budgets import Budget
from .choosing import focus_score
from .fitting import Fitted
from .steps import work_time


def score(fitted: Fitted, limits: Budget, request: Request, asked: Ms) -> float:
    """Time that fits, phases near their budgets, the wanted focus (or a balance of all), few changes of position."""
    moves = fitted.moves
    off = abs(fitted.total.natural - asked) / asked
    phases = 0.0
    for name in PhaseName:
        spent = sum(move.sets * work_time(move) for move in moves if move.phase is name)
        phases += abs(spent - limits.phases[name] * 0.6) / asked
    changes = sum(a.position is not b.position for a, b in pairwise(moves))
    down = sum(move.position.on_floor for move in moves)
    main = [move for move in moves if move.phase is PhaseName.MAIN]
    work = sum(is_work(move.exercise) for move in main) / max(len(main), 1)
    short = sum(_under_dose(move) for move in moves) / len(moves)
    if request.focus:
        focus = sum(focus_score(move.exercise, request.focus) for move in moves) / len(moves)
    else:
        focus = len({move.exercise.focus[0] for move in moves}) / min(len(moves), 8)
    return 2 * focus + min(work, 0.6) - 6 * off - 2 * phases - 0.1 * changes - 0.8 * short - (0.6 if down == 1 else 0)


def _under_dose(move: Move) -> float:
    """0 at the usual dose, towards 1 the less is left of it."""
    dose, amount = move.dosed
    return max(0.0, 1 - amount / dose.default)
