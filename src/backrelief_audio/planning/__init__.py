"""Request and catalogue to Plan: which moves, in what order, at what dose.

The search is random and seeded (``searching``). Same request, same plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.exercise import Exercise
from ..model.plan import Plan
from ..model.request import Request
from ..units import NO_TIME, Ms
from .budgets import budget, loosened
from .costs import Costs, LengthOf
from .fitting import fit, under_dosed
from .placing import usable
from .refusals import explain, refuse_clashes
from .searching import Check, Searching
from .sequencing import follow, refollow, usual_length
from .steps import steps_of


def plan(
    request: Request,
    catalogue: Sequence[Exercise],
    checks: Sequence[Check],
    length_of: LengthOf,
    *,
    spare: Ms = NO_TIME,
    attempt: int = 0,
) -> Plan:
    """The best plan found for a request.

    ``length_of`` estimates a spoken line. ``spare`` is added to the length planned for, where laying out an earlier
    plan showed that the estimates were off by so much; another ``attempt`` draws other drafts.

    Raises RequestError where the request can't be met, naming what clashes and by how much.
    """
    if request.routine is not None:
        return follow(request, catalogue, length_of, spare=spare, attempt=attempt)
    refuse_clashes(request, catalogue, budget(request.length, request.sets))
    searching = Searching(catalogue, checks, length_of)
    found, shortfall = searching.best(request, spare, attempt)
    if found is not None:
        return found
    works = (length for length in shortfall.offers() if not spare and searching.meets(request, length))
    left = sum(usable(exercise, request) for exercise in catalogue)
    raise explain(request, left, shortfall, next(works, None))


def refit(made: Plan, length_of: LengthOf, spare: Ms) -> Plan:
    """The same moves at doses for a length that is off by ``spare``; the plan itself where no dose comes nearer."""
    if made.request.routine is not None:
        return refollow(made, length_of, spare)
    length = made.request.length
    under = any(under_dosed(move) for move in made.moves)
    limits = (loosened if under else budget)(length, made.request.sets)
    costs = Costs(length_of, made.request)
    moves = fit(made.moves, limits, costs, Ms(length + spare)).moves
    return replace(made, moves=moves, steps=steps_of(moves, made.request))


__all__ = ["Check", "LengthOf", "plan", "refit", "usual_length"]
