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
from .budgets import Budget, budget, loosened
from .choosing import Draft
from .costs import Costs, LengthOf
from .fitting import fit, under_dosed
from .pairing import paired
from .placing import Places
from .refusals import Shortfall, explain, refuse_clashes
from .scoring import score
from .sequencing import follow, refollow, usual_length
from .steps import steps_of

Check = Callable[[Plan], Iterable[Problem]]

_DRAFTS = 400
"""Most drafts looked at that keep to the usual numbers of moves and of changes of position, and most that are looked at
after them where none is sound: a move less in a phase or a change of position more is better than no session."""

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
    searching = _Searching(catalogue, checks, length_of)
    found, shortfall = searching.best(request, spare, attempt)
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

    def best(self, request: Request, spare: Ms, attempt: int) -> tuple[Plan | None, Shortfall]:
        """The best of the first sound drafts, or None, and how near the others came."""
        shortfall = Shortfall(Ms(request.length + spare), request.include)
        for number, limits in enumerate((budget(request.length, request.sets), loosened(request.length, request.sets))):
            name = f"{request.seed} {attempt or ''}{'loose' * number}"
            sound = self._sound(request, limits, shortfall, name, _DRAFTS)
            if sound:
                return max(sound, key=lambda scored: scored[0])[1], shortfall
        return None, shortfall

    def meets(self, request: Request, length: Ms) -> bool:
        """Whether the same request for another length has a plan."""
        other, shortfall = replace(request, length=length), Shortfall(length, request.include)
        return bool(self._sound(other, budget(length, request.sets), shortfall, f"{request.seed} ", _DRAFTS_TO_OFFER))

    def _sound(
        self, request: Request, limits: Budget, shortfall: Shortfall, name: str, drafts: int
    ) -> list[tuple[float, Plan]]:
        """The first sound drafts, with their scores; ``name`` is what they are drawn by."""
        costs, places = Costs(self.length_of, request), Places(request, self.catalogue)
        sound: list[tuple[float, Plan]] = []
        goes_down = Random(f"{request.seed} floor").random() < _DOWN_SHARE
        for number in range(drafts):
            random = Random(f"{name}{number}")
            down = goes_down == (number < drafts * 3 // 4)
            moves = Draft(request, limits, places, random, down).draw()
            if moves is None:
                continue
            fitted = fit(paired(moves, limits, request), limits, costs, shortfall.asked)
            if not shortfall.fits(fitted):
                continue
            made = Plan(request=request, moves=fitted.moves, steps=steps_of(fitted.moves, request))
            if shortfall.passes([fault for check in self.checks for fault in check(made)]):
                sound.append((score(fitted, limits, request, shortfall.asked) + _TASTE * random.random(), made))
                if len(sound) == _ENOUGH:
                    break
        return sound


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
