"""Which neighbours of main become a superset: two moves that do their sets in turn, each a rest from the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from ..model.exercise import Exercise, Focus, Kind
from ..model.plan import Move, PhaseName
from ..model.request import Request
from ..model.roles import is_calm, is_pull, is_still, is_work
from ..units import seconds
from .budgets import Budget
from .transitions import travel

ROUNDS = 2
"""Sets that both begin with; fitting gives them more where there is time."""

_HARD = 4
"""From this intensity two moves are not done in turn: neither would be a rest from the other."""

_NEAR = seconds(11)
"""Most that the body may need from one to the other: a step to the chair, and a band to be picked up."""

_IDEAL, _GOOD = 4.0, 2.0
"""What a pull with chest-opening or core is worth, and other work with something for another area."""

_FAR = 0.1
"""What each second on the way takes from it."""

_TASTE = 0.8
"""What the seed may add."""


def paired(moves: Sequence[Move], limits: Budget, request: Request) -> list[Move]:
    """The moves, the best pairs of them as groups at the same number of sets; none where each is done once only.

    Of all ways to pair neighbours of main off the one that is worth most is taken. A function of its arguments.
    """
    return Pairs(limits, request).paired(moves)


class Pairs:
    """What pairs of moves are worth within one budget; each is worked out once for all drafts of a search.

    Known by the identities of moves, as hashing whole moves takes long; the moves are kept, so that these stay.
    """

    def __init__(self, limits: Budget, request: Request) -> None:
        self._limits = limits
        self._request = request
        self._values: dict[tuple[int, int], tuple[Move, Move, float]] = {}
        self._grouped: dict[tuple[int, int], tuple[Move, Move]] = {}

    def paired(self, moves: Sequence[Move]) -> list[Move]:
        """As ``paired`` does it; the same move in a group of the same number is the same object each time."""
        if self._limits.sets < ROUNDS:
            return list(moves)
        best: tuple[float, tuple[int, ...]] = (0.0, ())
        before: tuple[float, tuple[int, ...]] = (0.0, ())  # of the moves up to the one before the last
        for index, (a, b) in enumerate(pairwise(moves)):
            value = self._value(a, b)
            better = (before[0] + value, (*before[1], index))
            before, best = best, max(best, better, key=lambda found: found[0]) if value else best
        made = list(moves)
        for group, index in enumerate(best[1], start=1):
            for at in (index, index + 1):
                made[at] = self._in_group(moves[at], group)
        return made

    def _in_group(self, move: Move, group: int) -> Move:
        known = self._grouped.get((id(move), group))
        if known is None:
            known = self._grouped[id(move), group] = move, replace(move, group=group, sets=ROUNDS)
        return known[1]

    def _value(self, a: Move, b: Move) -> float:
        known = self._values.get((id(a), id(b)))
        if known is None:
            known = self._values[id(a), id(b)] = a, b, _value(a, b, self._limits, self._request)
        return known[2]


def _value(a: Move, b: Move, limits: Budget, request: Request) -> float:
    """How good a superset two neighbours make; 0 where they make none."""
    if not (_suits(a, limits) and _suits(b, limits) and _suit(a, b)):
        return 0.0
    ideal = _complete(a.exercise, b.exercise) or _complete(b.exercise, a.exercise)
    taste = Random(f"{request.seed} {a.exercise.id} {b.exercise.id}").random()
    return (_IDEAL if ideal else _GOOD) - _FAR * _way(a, b) / 1000 + _TASTE * taste


def _suits(move: Move, limits: Budget) -> bool:
    """Whether a move can be done in rounds: in main, in sets that are not ways, no pose that is followed or held."""
    exercise, sets = move.exercise, move.exercise.dose.sets
    if move.phase is not PhaseName.MAIN or exercise.ways or exercise.counterpose:
        return False
    if is_still(exercise) or is_calm(exercise):
        return False
    return sets.least <= ROUNDS <= min(sets.most, max(limits.sets, sets.default))


def _suit(a: Move, b: Move) -> bool:
    """Whether two moves go together: work for one area and something for another, near, and not hard with hard."""
    one, other = a.exercise, b.exercise
    if one.focus[0] is other.focus[0] or not (is_work(one) or is_work(other)):
        return False
    if min(one.intensity, other.intensity) >= _HARD or (one.wrists and other.wrists):
        return False
    return a.position.on_floor == b.position.on_floor and _way(a, b) <= _NEAR


def _way(a: Move, b: Move) -> int:
    """The longer of the ways there and back."""
    return max(travel(a, b, again=True), travel(b, a, again=True))


def _complete(pull: Exercise, other: Exercise) -> bool:
    """Whether the first is a pull and the other opens the chest or works the core (domain reference, 2.3)."""
    return is_pull(pull) and (other.focus[0] in (Focus.CHEST, Focus.CORE) or Kind.CORE in other.kinds)
