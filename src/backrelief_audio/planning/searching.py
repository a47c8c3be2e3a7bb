"""The search: seeded drafts to begin with, then the best of them changed a move at a time for as long as it helps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from ..errors import Problem
from ..model.exercise import Exercise
from ..model.plan import Plan
from ..model.request import Request
from ..units import NO_TIME, Ms, minutes
from .budgets import Budget, budget, loosened
from .choosing import Draft, widened
from .climbing import neighbour
from .costs import Costs, LengthOf
from .fitting import Doses, Fitted
from .ordering import Path
from .pairing import Pairs
from .placing import Places
from .refusals import Shortfall
from .scoring import MOST_BY_DOSES, Wants, dose_score, order_score, wants
from .steps import steps_of
from .timing import Times

Check = Callable[[Plan], Iterable[Problem]]

DRAFTS = 160
"""Most drafts looked at that keep to the usual numbers of moves and of changes of position, and most that are looked at
after them where none is sound: a move less in a phase or a change of position more is better than no session."""

FEWEST = 30
"""Where the length makes each take longer, fewer are looked at, but at least so many; and no more where all of these
are too short."""

_LONG = minutes(15)

STARTS = 4
"""Sound drafts among which the best is taken to begin with."""

LOOKS = 160
"""Changes of a move that are tried on it, one after the other."""


TWICE = 0.3
"""Share of looks that try two changes at once: so it comes past sessions that are worse, or not sound."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sound session and what it is worth."""

    path: Path
    plan: Plan
    score: float


@dataclass
class Search:
    """Looking for one request's plan within one budget."""

    request: Request
    limits: Budget
    places: Places
    wanted: Wants
    costs: Costs
    checks: Sequence[Check]
    shortfall: Shortfall
    times: Times
    pairs: Pairs = field(init=False)
    doses: Doses = field(init=False)
    tried: int = field(default=0, init=False)
    """Sessions whose doses were fitted."""

    def __post_init__(self) -> None:
        self.pairs = Pairs(self.limits, self.request)
        self.doses = Doses(self.limits, self.costs)

    def within(self, limits: Budget, shortfall: Shortfall) -> Search:
        """The same search within another budget; what is known of places and lengths is kept."""
        times = Times(limits, self.costs, self.places, shortfall.asked)
        return replace(self, limits=limits, shortfall=shortfall, times=times)

    def best(self, name: str, drafts: int = DRAFTS, starts: int = STARTS, looks: int = LOOKS) -> Found | None:
        """The best plan found; ``name`` is what drafts and changes are drawn by."""
        sound: list[Found] = []
        drafts = min(drafts, max(FEWEST, drafts * _LONG // self.request.length))
        for number in range(drafts):
            found = self._drafted(Random(f"{name}{number}"), number < drafts * 3 // 4)
            if found is not None:
                sound.append(found)
            if len(sound) == starts or (not sound and number >= FEWEST and self.shortfall.all_short()):
                break
        if not sound:
            return None
        return self._climbed(max(sound, key=lambda found: found.score), Random(f"{name}climb"), looks)

    def _drafted(self, random: Random, liked: bool) -> Found | None:
        """A sound draft, on the floor or off it as is ``liked``; None where this one is none."""
        down = self.wanted.goes_down is liked and self.limits.changes + self.places.bends > 1
        draft = Draft(
            request=self.request,
            limits=self.limits,
            places=self.places,
            times=self.times,
            wanted=self.wanted,
            random=random,
            goes_down=down,
        )
        path, whole = draft.draw()
        if whole:
            return self.fitted(path)
        if not self.shortfall.longest and path.moves:  # nothing fills a phase: a refusal tells how far it goes
            self.shortfall.fits(self._with_doses(path))
        return None

    def _with_doses(self, path: Path) -> Fitted:
        """The path's moves, some of them as supersets, with the doses that come nearest to the length."""
        return self.doses.fit(self.pairs.paired(path.planned()), self.shortfall.asked)

    def fitted(self, path: Path, above: float = -1.0) -> Found | None:
        """The path with its doses; None where it is not worth more than ``above``, or not sound."""
        worth = order_score(path.moves, self.limits, self.wanted)
        if worth + MOST_BY_DOSES <= above:
            return None
        if above >= 0 and self.times.of(path.moves) > self.times.room:
            return None
        self.tried += 1
        fitted = self._with_doses(path)
        if not self.shortfall.fits(fitted):
            return None
        worth += dose_score(fitted, self.limits, self.shortfall.asked, self.costs)
        if worth <= above:
            return None
        made = Plan(request=self.request, moves=fitted.moves, steps=steps_of(fitted.moves, self.request))
        faults = [fault for check in self.checks for fault in check(made)]
        return Found(path, made, worth) if self.shortfall.passes(faults) else None

    def _climbed(self, found: Found, random: Random, looks: int) -> Found:
        """The session changed a move at a time, for as many looks."""
        units = found.path.units()
        for _ in range(looks):
            changed = neighbour(units, self.request, self.limits, self.places, random)
            if changed is not None and random.random() < TWICE:
                changed = neighbour(changed, self.request, self.limits, self.places, random)
            if changed is None:
                continue
            path = Path(self.limits, self.places)
            if not path.follow(changed):
                continue
            better = self.fitted(path, above=found.score)
            if better is not None:
                found, units = better, changed
        return found


@dataclass(frozen=True, slots=True)
class Searching:
    """Looking for plans, with what it takes to look."""

    catalogue: Sequence[Exercise]
    checks: Sequence[Check]
    length_of: LengthOf

    def best(self, request: Request, spare: Ms, attempt: int) -> tuple[Plan | None, Shortfall]:
        """The best plan found, or None, and how near the others came."""
        shortfall = Shortfall(Ms(request.length + spare), request.include)
        rounds = [budgeted(request.length, request.sets) for budgeted in (budget, loosened, widened)]
        first = self.search(request, rounds[0], spare, attempt, shortfall)
        for number, limits in enumerate(rounds):
            if number == 2 and not shortfall.all_short():
                break
            search = first.within(limits, shortfall) if number else first
            found = search.best(f"{request.seed} {attempt or ''}{'loose' * number}")
            if found is not None:
                return found.plan, shortfall
        return None, shortfall

    def meets(self, request: Request, length: Ms) -> bool:
        """Whether the same request for another length has a plan."""
        other = replace(request, length=length)
        usual = self.search(other, budget(length, request.sets), NO_TIME, 0)
        loose = usual.within(loosened(length, request.sets), Shortfall(length, request.include))
        searches = (("", usual), ("loose", loose))
        # the drafts that it would begin with
        return any(
            search.best(f"{request.seed} {name}", FEWEST, starts=1, looks=0) is not None for name, search in searches
        )

    def search(
        self, request: Request, limits: Budget, spare: Ms, attempt: int, shortfall: Shortfall | None = None
    ) -> Search:
        """The search for a request within one budget; misses are told to ``shortfall``."""
        shortfall = shortfall or Shortfall(Ms(request.length + spare), request.include)
        places, costs = Places(request, self.catalogue), Costs(self.length_of, request)
        return Search(
            request=request,
            limits=limits,
            places=places,
            times=Times(limits, costs, places, shortfall.asked),
            wanted=wants(request, self.catalogue, attempt),
            costs=costs,
            checks=self.checks,
            shortfall=shortfall,
        )
