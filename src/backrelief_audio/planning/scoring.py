"""What is better rather than right: a number for a session, higher is better, made of named parts with weights.

Sums are exact (``fsum``): those of ``sum`` differ in the last place between versions of Python, and with them the
choice between two sessions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum
from random import Random

from ..model.care import Level
from ..model.exercise import Equipment, Exercise, Focus
from ..model.plan import PhaseName
from ..model.request import AT_HOME, Request
from ..model.roles import COUNTERPOSE, MAY_REPEAT, is_work
from ..units import Ms
from .budgets import Budget
from .costs import Costs
from .fitting import Fitted
from .freshness import familiarity
from .placing import Choice

WEIGHTS = {
    "focus": 6.0,
    "areas": 1.5,
    "work": 1.5,
    "effort": 1.5,
    "fresh": 2.0,
    "changes": 0.4,
    "floor": 2.0,
    "peak": 0.5,
    "warming": 1.5,
    "gear": 1.5,
    "stretches": 0.8,
    "taste": 4.0,
    "time": 1.5,
    "phases": 1.0,
    "doses": 1.0,
}
"""What each part, 0 to 1, adds to the score."""

_FITTED = ("time", "phases", "doses")
MOST_BY_DOSES = fsum(WEIGHTS[name] for name in _FITTED)
"""What the parts that are known only when doses are fitted can add at most: with it, the others bound the score."""

WORK = {Level.GENTLE: 0.25, Level.STANDARD: 0.5, Level.STRONG: 0.7}
"""Share of main that is strength or core where all areas are worked on. Where one is asked for, the share among what is
there for it, as far up or down as the level is from the standard: an evening for calm is no strength session."""

EFFORT = {Level.GENTLE: 1.3, Level.STANDARD: 2.1, Level.STRONG: 3.0}
"""Mean intensity of main, in the same way."""

PEAK = 0.45
"""Where in main the hardest move is best: the middle of its window of 30 to 60 %."""

_WARMING = (1.0, 0.6, 0.1)
"""What it is worth to begin with small mobility, with larger mobility, with activation."""

_OFF = 0.06
"""Share of the length by which the natural length may be off before nothing is left of its part."""

_WORTH = 3
"""Moves on the floor that make it worth to get down."""

_ENOUGH = 0.6
"""Part of its share that is enough of an area: more of it is neither better nor worse."""

_LESS = 0.8
"""How much a further focus area is wanted, against the one before it."""

_DOWN_SHARE = {Level.GENTLE: 0.5, Level.STANDARD: 0.65, Level.STRONG: 0.85}
"""Share of seeds whose session would rather visit the floor, where half the catalogue is and most of what is hard."""

_AREAS = tuple(Focus)

_HARD = 4
"""From this intensity on a move is for those who like it."""


@dataclass(frozen=True, slots=True)
class Wants:
    """What one request likes, and one seed among those that would do."""

    work: float
    """Share of main that is to be strength or core."""

    effort: float
    """Mean intensity that main is to have."""

    shares: tuple[float, ...]
    """How much of each area is wanted, in the order of the areas; together 1."""

    focus: Mapping[str, float]
    """How much each exercise works on what is wanted, 0 to 1."""

    fresh: Mapping[str, float]
    """1 for each exercise that was not heard lately, towards 0."""

    taste: Mapping[str, float]
    """0 to 1 for each exercise, drawn by the seed: why two seeds differ."""

    gear: frozenset[Equipment]
    """What the listener has beyond what everybody has: who names it wants to use it."""

    goes_down: bool
    """Whether this seed would rather visit the floor."""


def wants(request: Request, catalogue: Sequence[Exercise], attempt: int) -> Wants:
    """What a request likes; another attempt has another taste."""
    asked = request.focus or _AREAS
    amounts = {area: _LESS**rank if request.focus else 1.0 for rank, area in enumerate(asked)}
    name = f"{request.seed} {attempt or ''}"
    work, effort = _character(request, catalogue)
    return Wants(
        work=work,
        effort=effort,
        shares=tuple(amounts.get(area, 0.0) / fsum(amounts.values()) for area in _AREAS),
        focus={exercise.id: focus_score(exercise, request.focus) for exercise in catalogue},
        fresh={exercise.id: 1 - familiarity(exercise.id, request.recent) for exercise in catalogue},
        taste={exercise.id: _taste(exercise, request, name) for exercise in catalogue},
        gear=frozenset(request.equipment) - frozenset(AT_HOME),
        goes_down=Random(f"{name}floor").random() < _DOWN_SHARE[request.level],
    )


def _taste(exercise: Exercise, request: Request, name: str) -> float:
    """How much a seed likes an exercise, 0 to 1.

    A third as much where it is hard and nobody asked for strong, or where it has to be done another way: there is
    mostly one that suits as it is.
    """
    liked = Random(f"{name}{exercise.id}").random()
    hard = exercise.intensity >= _HARD and request.level is not Level.STRONG
    changed = any(caution.code in request.spared for caution in exercise.cautions)
    return liked / 3 if hard or changed else liked


def _character(request: Request, catalogue: Sequence[Exercise]) -> tuple[float, float]:
    """How much work main is to have, and how intense it is to be."""
    work, effort = WORK[request.level], EFFORT[request.level]
    for_it = [(focus_score(exercise, request.focus), exercise) for exercise in catalogue]
    whole = fsum(score for score, _ in for_it)
    if whole:
        usual = fsum(score * is_work(exercise) for score, exercise in for_it) / whole
        hard = fsum(score * exercise.intensity for score, exercise in for_it) / whole
        work = min(max(work + usual - WORK[Level.STANDARD], 0.0), 1.0)
        effort = max(effort + hard - EFFORT[Level.STANDARD], 1.0)
    return work, effort


def order_score(moves: Sequence[Choice], limits: Budget, wanted: Wants) -> float:
    """What the choice and the order of moves are worth, whatever their doses."""
    return fsum(WEIGHTS[name] * value for name, value in order_parts(moves, limits, wanted).items())


def dose_score(fitted: Fitted, limits: Budget, asked: Ms, costs: Costs) -> float:
    """What their doses are worth."""
    return fsum(WEIGHTS[name] * value for name, value in dose_parts(fitted, limits, asked, costs).items())


def order_parts(moves: Sequence[Choice], limits: Budget, wanted: Wants) -> dict[str, float]:
    """The parts of the score that doses do not change, each from 0 to 1."""
    free = [move.id for move in moves if move.id not in MAY_REPEAT] or [move.id for move in moves]
    main = [move for move in moves if move.move.phase is PhaseName.MAIN]
    intensities = [move.intensity for move in main] or [0]
    working = sum(move.work for move in main) / max(len(main), 1)
    changes = sum(a.position is not b.position for a, b in pairwise(moves))
    down = sum(move.on_floor for move in moves)
    return {
        "focus": _mean(wanted.focus, free),
        "areas": _evenness(moves, wanted.shares),
        "work": 1 - abs(working - wanted.work),
        "effort": max(0.0, 1 - abs(sum(intensities) / len(intensities) - wanted.effort) / 2),
        "fresh": _mean(wanted.fresh, free),
        "changes": max(0.0, 1 - changes / (limits.changes + 1)),
        "floor": min(down / _WORTH, 1.0) if wanted.goes_down else float(down == 0),
        "peak": _peak(intensities),
        "warming": _WARMING[moves[0].stage] if moves and moves[0].move.phase is PhaseName.WARM_UP else 1.0,
        "stretches": 1 - _after_stretches(main) / max(len(main), 1),
        "taste": _mean(wanted.taste, free),
        "gear": _used(moves, wanted.gear),
    }


def dose_parts(fitted: Fitted, limits: Budget, asked: Ms, costs: Costs) -> dict[str, float]:
    """The parts of the score that doses decide, each from 0 to 1: time, phases near their budgets, usual doses."""
    spent = dict.fromkeys(PhaseName, 0)
    unusual = 0.0
    for before, move in zip((None, *fitted.moves), fitted.moves, strict=False):
        spent[move.phase] += costs.introduction(before, move).natural + costs.work(move).natural
        dose, amount = move.dosed
        unusual += min(1.0, abs(amount - dose.default) / dose.default)
    phases = sum(abs(spent[name] - limits.phases[name]) for name in PhaseName) / asked
    return {
        "time": max(0.0, 1 - abs(fitted.total.natural - asked) / asked / _OFF),
        "phases": max(0.0, 1 - phases),
        "doses": 1 - unusual / max(len(fitted.moves), 1),
    }


def focus_score(exercise: Exercise, wanted: Sequence[Focus]) -> float:
    """0 to 1: how much an exercise works on the areas wanted. Its main area weighs 1, its others a half."""
    scores = [0.0]
    for rank, focus in enumerate(wanted):
        if focus in exercise.focus:
            scores.append((1.0 if exercise.focus[0] is focus else 0.5) * _LESS**rank)
    return max(scores)


def _used(moves: Sequence[Choice], gear: frozenset[Equipment]) -> float:
    """How much of what the listener named is used; all where nothing was named."""
    used = {item for move in moves for item in move.move.equipment}
    return len(gear & used) / len(gear) if gear else 1.0


def _mean(of: Mapping[str, float], ids: Sequence[str]) -> float:
    return fsum(of[id_] for id_ in ids) / max(len(ids), 1)


def _evenness(moves: Sequence[Choice], shares: Sequence[float]) -> float:
    """How much of the wanted areas gets enough of the work on them, 1 if all do."""
    spent = [0.0] * len(shares)
    for move in moves:
        for area, weight in move.areas:
            spent[area] += weight
    total = fsum(amount for amount, share in zip(spent, shares, strict=True) if share) or 1.0
    enough = (min(amount / total, share * _ENOUGH) for amount, share in zip(spent, shares, strict=True))
    return fsum(enough) / _ENOUGH


def _after_stretches(main: Sequence[Choice]) -> int:
    """How many movements of main come after a held stretch; child's pose is none, as it follows a backbend."""
    held = [move.still and move.id != COUNTERPOSE for move in main]
    return held[held.index(True) :].count(False) if True in held else 0


def _peak(intensities: Sequence[int]) -> float:
    """1 where the hardest move of main is in the middle of its window, less towards both ends."""
    if max(intensities, default=0) < 3:
        return 1.0
    at = (intensities.index(max(intensities)) + 0.5) / len(intensities)
    return 1 - abs(at - PEAK) / max(PEAK, 1 - PEAK)
