"""Request and catalogue to Plan: which moves, in what order, at what dose.

The search is random and seeded: drafts are drawn that keep the rules of order as they grow, doses are fitted to the
time, and of the drafts that pass every rule the best by score is taken. Same request, same plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from ..errors import Problem
from ..model.exercise import Exercise
from ..model.plan import Plan
from ..model.request import Request
from ..units import NO_TIME, Ms
from .budgets import budget
from .choosing import Draft
from .costs import Costs, LengthOf
from .fitting import fit
from .refusals import Shortfall, explain, refuse_clashes
from .scoring import score
from .steps import steps_of

Check = Callable[[Plan], Iterable[Problem]]

_DRAFTS = 400
"""Most drafts looked at for one plan."""

_DRAFTS_TO_OFFER = 60
"""The same for each other length that a refusal looks at, to offer one that works."""

_ENOUGH = 10
"""Sound drafts among which the best is taken."""

_TASTE = 0.5
"""How much better by score a draft must be to be taken for certain; below it, seeds differ in taste."""

_DOWN_SHARE = 0.65
"""Share of seeds whose session visits the floor, where half the catalogue is. The last quarter of the drafts tries the
other way, for requests that only that can meet."""


def plan(
    request: Request,
    catalogue: Sequence[Exercise],
    checks: Sequence[Check],
    length_of: LengthOf,
    spare: Ms = NO_TIME,
) -> Plan:
    """The best plan found for a request.

    ``length_of`` estimates a spoken line. ``spare`` is added to the length planned for, where laying out an earlier
    plan showed that the estimates were off by so much. Raises RequestError where the request can't be met, naming what
    clashes and by how much.
    """
    refuse_clashes(request, catalogue, budget(request.length))
    searching = _Searching(catalogue, checks, length_of)
    found, shortfall = searching.best(request, spare, _DRAFTS)
    if found is not None:
        return found
    works = (length for length in shortfall.offers() if not spare and searching.meets(request, length))
    raise explain(request, catalogue, shortfall, next(works, None))


@dataclass(frozen=True, slots=True)
class _Searching:
    """Looking for plans, with what it takes to look."""

    catalogue: Sequence[Exercise]
    checks: Sequence[Check]
    length_of: LengthOf

    def best(self, request: Request, spare: Ms, drafts: int) -> tuple[Plan | None, Shortfall]:
        """The best of the first sound drafts, or None, and how near the others came."""
        limits = budget(request.length)
        costs = Costs(self.length_of, brief=request.desk_break)
        asked = Ms(request.length + spare)
        shortfall = Shortfall(asked, request.include)
        sound: list[tuple[float, Plan]] = []
        goes_down = Random(f"{request.seed} floor").random() < _DOWN_SHARE
        for number in range(drafts):
            random = Random(f"{request.seed} {number}")
            moves = Draft(request, limits, self.catalogue, random, goes_down == (number < drafts * 3 // 4)).draw()
            if moves is None:
                continue
            fitted = fit(moves, limits, costs, asked)
            if not shortfall.fits(fitted):
                continue
            made = Plan(request=request, moves=fitted.moves, steps=steps_of(fitted.moves))
            if shortfall.passes([fault for check in self.checks for fault in check(made)]):
                sound.append((score(fitted, limits, request, asked) + _TASTE * random.random(), made))
                if len(sound) == _ENOUGH:
                    break
        return max(sound, key=lambda scored: scored[0], default=(0, None))[1], shortfall

    def meets(self, request: Request, length: Ms) -> bool:
        """Whether the same request for another length has a plan."""
        return self.best(replace(request, length=length), NO_TIME, _DRAFTS_TO_OFFER)[0] is not None


def refit(made: Plan, length_of: LengthOf, spare: Ms) -> Plan:
    """The same moves at doses for a length that is off by ``spare``; the plan itself where no dose comes nearer."""
    limits = budget(made.request.length)
    costs = Costs(length_of, brief=made.request.desk_break)
    moves = fit(made.moves, limits, costs, Ms(made.request.length + spare)).moves
    return replace(made, moves=moves, steps=steps_of(moves))


__all__ = ["Check", "LengthOf", "plan", "refit"]
