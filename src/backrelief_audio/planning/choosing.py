"""Which moves, in which order: one seeded try at a session that keeps the rules of order as it grows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from ..model.care import Level
from ..model.exercise import Focus
from ..model.plan import PhaseName
from ..model.request import Request
from ..model.roles import CALM_DOWN
from ..units import Ms
from .budgets import Budget, loosened, one_less
from .ordering import Path
from .placing import Choice, Places
from .scoring import Wants
from .timing import Times

_AFTER = {phase: tuple(PhaseName)[rank + 1 :] for rank, phase in enumerate(PhaseName)}

_HARDER = {Level.GENTLE: 0.6, Level.STANDARD: 1.0, Level.STRONG: 1.6}
"""How much more a move is wanted in main for each step of intensity."""

_WISH = 60.0
"""How much more something included is wanted than anything else."""


def counts(limits: Budget, request: Request) -> dict[PhaseName, tuple[int, int]]:
    """Fewest and most moves of each phase.

    What was asked for outranks the usual number of moves. In a session that teaches, each is shorter, and there may be
    half as many again.
    """
    found = dict(limits.counts)
    for phase, (least, most) in limits.counts.items():
        more = -(-most * 3 // 2) if request.learn and most > 1 else most
        found[phase] = (one_less(least) if request.include else least, more)
    return found


def widened(length: Ms, sets: int | None = None) -> Budget:
    """A budget for what the usual one is too short to fill: up to half as many moves again, and two changes more."""
    limits = loosened(length, sets)
    more = {phase: (most, -(-most * 3 // 2)) for phase, (_, most) in limits.counts.items()}
    return replace(limits, counts=more, changes=limits.changes + 1)


class Draft:
    """A session being put together at random."""

    def __init__(
        self,
        *,
        request: Request,
        limits: Budget,
        places: Places,
        times: Times,
        wanted: Wants,
        random: Random,
        goes_down: bool,
    ) -> None:
        self._request = request
        self._limits = limits
        self._places = places
        self._wanted = wanted
        self._random = random
        self._times = times
        self._path = Path(limits, places, goes_down=goes_down or places.ends_down)
        self._spent = 0
        """The least time that the moves so far take."""

    def draw(self) -> tuple[Path, bool]:
        """All moves of one try, at their default doses, and whether it has some in every phase that should."""
        whole = True
        for phase, (least, most) in counts(self._limits, self._request).items():
            wanted = self._random.randint(least, most)
            filled = sum(self._draw_one(phase, place, wanted) for place in range(wanted))
            whole = whole and filled >= min(wanted, 1)
        return self._path, whole

    def _draw_one(self, phase: PhaseName, place: int, wanted: int) -> bool:
        """Add one move, and the pose that has to follow it; False where nothing fits."""
        room = self._times.room - self._spent - self._reserve(phase, place, wanted)
        wished = self._request.include  # a wish is tried even where it is too long: so it is known by how much
        due = self._due(phase, place, wanted)
        least = self._times.least
        short = [choice for choice in due if least[choice.id] <= room or choice.id in wished]
        allowed = [choice for choice in short if self._path.allows(choice)]
        if not allowed:
            return False
        wishes = (exercise for exercise in self._places.wished if not self._path.has(exercise.id))
        waiting = frozenset(area for exercise in wishes for area in exercise.focus)
        weights = [self._weight(choice, (place + 0.5) / wanted, waiting) for choice in allowed]
        before = len(self._path.moves)
        self._path.add(self._random.choices(allowed, weights)[0])
        self._spent += self._times.of(self._path.moves[before:])
        return True

    def _reserve(self, phase: PhaseName, place: int, wanted: int) -> int:
        """The time that is kept for what has to come: the later phases, and the end of this one."""
        later = sum(self._times.needed[other] for other in _AFTER[phase])
        if place == wanted - 1 or phase is PhaseName.WARM_UP:
            return later
        if phase is PhaseName.COOL_DOWN:
            return self._times.calm + (self._times.stretch if place < wanted - 2 else 0)
        return later + (self._times.stretch if self._still_in_main else 0)

    @property
    def _still_in_main(self) -> bool:
        """Whether the last stretch is in main, because the cool-down has room for slow breath alone."""
        return self._limits.counts[PhaseName.COOL_DOWN][1] < 2

    def _due(self, phase: PhaseName, place: int, wanted: int) -> Iterable[Choice]:
        """The moves whose kind may stand at this place."""
        last = place == wanted - 1
        here = self._path.here
        fitting = self._places.fitting(phase, here)
        if phase is PhaseName.WARM_UP:
            return fitting
        if phase is PhaseName.MAIN:
            only_still = last and self._still_in_main and wanted > 1
        else:
            calm = self._places.moves(phase, here).get(CALM_DOWN)
            if last and calm is not None:
                return (calm,)
            only_still = place >= wanted - 2
        return (choice for choice in fitting if choice.still) if only_still and self._places.stills else fitting

    def _weight(self, choice: Choice, at: float, waiting: frozenset[Focus]) -> float:
        """How much a move is wanted at this point of its phase, 0 to 1.

        ``waiting`` are the areas of what is asked for and still to come.
        """
        wished = choice.id in self._request.include
        weight = _WISH if wished else 1.0
        weight *= self._focus_weight(choice) * (0.2 + self._wanted.taste[choice.id]) * self._wanted.fresh[choice.id]
        if choice.position is self._path.here:
            weight *= 3.0
        elif waiting and not wished:
            weight *= 0.1  # changes of position are kept for what has to come
        if not choice.focus.isdisjoint(waiting):
            weight *= 3.0  # and it is prepared
        if choice.move.phase is PhaseName.MAIN:
            weight *= self._main_weight(choice, at, wished=wished)
        elif choice.move.phase is PhaseName.WARM_UP and choice.on_floor:
            weight *= 0.3
        return weight + 1e-6

    def _main_weight(self, choice: Choice, at: float, *, wished: bool) -> float:
        """Work before mobility, the hardest in the middle, and time on the floor where this session goes there."""
        weight = 0.3 if choice.rest_pose else choice.wanted_in_main
        weight *= _HARDER[self._request.level] ** (choice.intensity - 2)
        if choice.intensity >= 3:
            weight *= 3.0 if self._in_its_window(choice, at) else (0.01 if wished else 0.03)
        return weight * (8.0 if choice.on_floor else 1.0)

    def _in_its_window(self, choice: Choice, at: float) -> bool:
        """Whether a hard move is prepared and, where it would be the hardest of main, in the middle of it."""
        if at < 0.2 or (at > 0.6 and choice.intensity > self._path.hardest):
            return False
        related = sum(not choice.focus.isdisjoint(move.focus) for move in self._path.moves)
        return related >= 2

    def _focus_weight(self, choice: Choice) -> float:
        """Wanted focus areas draw; without any, the areas that had the least so far."""
        if self._request.focus:
            return 0.12 + 3 * self._wanted.focus[choice.id]
        return 1 / (1 + 2 * self._path.mains[choice.main])
