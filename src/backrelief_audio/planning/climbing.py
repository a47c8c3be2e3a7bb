"""One change of a session: another move, two in each other's place, one more, one less."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from ..model.plan import PhaseName
from ..model.request import Request
from ..model.roles import CALM_DOWN
from .budgets import Budget
from .choosing import counts
from .ordering import Unit
from .placing import Places

_REPLACE, _SWAP, _ADD = 0.6, 0.8, 0.9
"""Up to so much of 1 a move is replaced, two are swapped, one is added; above it one is left out."""


def neighbour(
    units: Sequence[Unit], request: Request, limits: Budget, places: Places, random: Random
) -> list[Unit] | None:
    """The session with one change drawn at random; None where this one can't be made.

    Slow breath stays at the end, what was asked for stays in, and every phase keeps to its numbers of moves; whether
    the rules of order let the moves follow each other is not seen here.
    """
    changed = list(units)
    kind = random.random()
    free = [at for at, (_, id_) in enumerate(units) if id_ not in request.include and id_ != CALM_DOWN]
    if kind < _REPLACE:
        return _replaced(changed, free, places, random)
    if kind < _SWAP:
        return _swapped(changed, places, random)
    sizes = {phase: sum(unit[0] is phase for unit in units) for phase in PhaseName}
    if kind < _ADD:
        room = [phase for phase, (_, most) in counts(limits, request).items() if sizes[phase] < most]
        return _added(changed, random.choice(room), places, random) if room else None
    least = {phase: least for phase, (least, _) in counts(limits, request).items()}
    free = [at for at in free if sizes[units[at][0]] > max(least[units[at][0]], 1)]
    if not free:
        return None
    del changed[random.choice(free)]
    return changed


def _replaced(units: list[Unit], free: Sequence[int], places: Places, random: Random) -> list[Unit] | None:
    if not free:
        return None
    at = random.choice(free)
    phase = units[at][0]
    others = _others(units, phase, places)
    if not others:
        return None
    units[at] = (phase, random.choice(others))
    return units


def _swapped(units: list[Unit], places: Places, random: Random) -> list[Unit] | None:
    """Two moves in each other's place; a neighbour one time in two, as order matters most there."""
    last = len(units) - (units[-1][1] == CALM_DOWN)
    if last < 2:
        return None
    if random.random() < 0.5:
        one = random.randrange(last - 1)
        other = one + 1
    else:
        one, other = random.sample(range(last), 2)
    (phase, id_), (other_phase, other_id) = units[one], units[other]
    if phase is not other_phase and not (other_id in places.ids(phase) and id_ in places.ids(other_phase)):
        return None
    units[one], units[other] = (phase, other_id), (other_phase, id_)
    return units


def _added(units: list[Unit], phase: PhaseName, places: Places, random: Random) -> list[Unit] | None:
    others = _others(units, phase, places)
    inside = [at for at, unit in enumerate(units) if unit[0] is phase]
    if not others or not inside:
        return None
    at = random.randint(inside[0], inside[-1] + 1)
    if at > 0 and units[at - 1][1] == CALM_DOWN:
        at -= 1
    units.insert(at, (phase, random.choice(others)))
    return units


def _others(units: Sequence[Unit], phase: PhaseName, places: Places) -> list[str]:
    """What else could be done in a phase."""
    there = {id_ for _, id_ in units}
    return [id_ for id_ in places.ids(phase) if id_ not in there]
