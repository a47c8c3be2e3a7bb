"""A settled sequence to a Plan: its order kept, its doses fitted to the length, moves left out or added by rank."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..errors import RequestError
from ..model.exercise import Dose, Exercise, Position, Range
from ..model.plan import Glue, Move, PhaseName, Plan
from ..model.request import LEAST_MINUTES, MOST_MINUTES, Request
from ..model.roles import COUNTERPOSE, MAY_REPEAT, fits_cool_down, fits_warm_up, is_calm
from ..model.routine import Item
from ..units import NO_TIME, Ms, minutes
from .budgets import Budget, budget
from .costs import Costs, LengthOf
from .fitting import Fitted, fit
from .placing import placed
from .resolving import resolve
from .steps import steps_of

_SETS_AT_THE_END = 2
"""Sets that a move may grow to where every extra is in already, whatever the length."""

_FEWEST_SECONDS = 10
"""What a hold may come down to."""

_AT_EASE = 0.5
"""By how much longer than usual a session has to be for usual doses."""

_OFF = 4.0
"""What a share of the length counts for that no dose fills, against usual doses that are off by as much."""

_DOUBT = 0.1
"""By how much estimates may be off: lengths so near are tried with the spoken words before they are refused."""

_GRID = 6000
"""Offered lengths are in tenths of a minute."""

_STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 34)
"""So many grid steps inward of the estimated ends, lengths are looked at until one works."""


def follow(
    request: Request,
    catalogue: Sequence[Exercise],
    length_of: LengthOf,
    *,
    spare: Ms = NO_TIME,
    attempt: int = 0,
) -> Plan:
    """The plan of a request that has a routine; ``spare`` and ``attempt`` as of ``planning.plan``.

    Of the choices of items that fit the length, the one whose usual doses come nearest to it is taken; later attempts
    take the next. Raises RequestError with the shortest and the longest length where none fits.
    """
    following = _Following(request, catalogue, length_of)
    found = following.sessions(Ms(request.length + spare))
    if not found:
        raise _refusal(request, catalogue, length_of)
    moves = found[min(attempt // 2, len(found) - 1)].moves
    return Plan(request=request, moves=moves, steps=steps_of(moves, request))


def refollow(made: Plan, length_of: LengthOf, spare: Ms) -> Plan:
    """The same moves at doses for a length that is off by ``spare``; settled doses stay as they are."""
    length = made.request.length
    limits = replace(budget(length), half=False)  # a half dose is in the moves' own ranges
    moves = fit(made.moves, limits, Costs(length_of, made.request), Ms(length + spare)).moves
    return replace(made, moves=moves, steps=steps_of(moves, made.request))


def usual_length(request: Request, catalogue: Sequence[Exercise], length_of: LengthOf) -> Ms:
    """How long the routine of a request is by its own doses, as far as can be estimated; 1 to 90 minutes.

    In a short session less is said, which makes it shorter: the length is looked for at which both agree.
    """
    length = request.length
    for _ in range(3):
        following = _Following(replace(request, length=length), catalogue, length_of)
        natural = following.usual(following.choices.home)
        length = Ms(min(max(natural, minutes(LEAST_MINUTES)), minutes(MOST_MINUTES)))
    return length


@dataclass(frozen=True, slots=True)
class _Choices:
    """Which items may be in: each choice has all of the one before it and something more."""

    items: tuple[tuple[Item, ...], ...]
    """The choices, from only what can't be left out to everything."""

    home: tuple[Item, ...]
    """All that is always there where the length is the usual one."""


def _choices(items: Sequence[Item], catalogue: dict[str, Exercise]) -> _Choices:
    """By rank: the highest is left out first, and of one rank the last; extras come after all others."""
    keys = [_key(items, index, catalogue) for index in range(len(items))]
    order = sorted(range(len(items)), key=lambda index: keys[index])
    least = max(sum(not extra and rank == 1 for extra, rank, _ in keys), 1)
    made = [
        _without_repeats([items[index] for index in sorted(order[:count])]) for count in range(least, len(items) + 1)
    ]
    return _Choices(items=tuple(made), home=made[sum(not extra for extra, _, _ in keys) - least])


def _key(items: Sequence[Item], index: int, catalogue: dict[str, Exercise]) -> tuple[bool, int, float]:
    """What an item is added by: whether it is extra, its rank, its place; what a backbend needs comes before it."""
    item, before = items[index], items[index - 1] if index else None
    if before and item.exercise == COUNTERPOSE and catalogue[before.exercise].counterpose:
        return (*min((item.extra, item.rank), (before.extra, before.rank)), index - 1.5)
    return item.extra, item.rank, index


def _without_repeats(items: Sequence[Item]) -> tuple[Item, ...]:
    """Poses that may repeat don't come twice in a row, as where what stood between them is left out."""
    pairs = zip([None, *items], items, strict=False)
    return tuple(item for before, item in pairs if not (before and item.exercise == before.exercise in MAY_REPEAT))


class _Following:
    """A routine for one request."""

    def __init__(self, request: Request, catalogue: Sequence[Exercise], length_of: LengthOf) -> None:
        self._request = request
        self._catalogue = {exercise.id: exercise for exercise in catalogue}
        self._costs = Costs(length_of, request)
        resolved = resolve(request, catalogue)
        if all(item.extra for item in resolved.items):
            told = "; ".join(resolved.told)
            raise RequestError(f"nothing of the routine is left: {told}", hint="fewer --avoid and --exclude")
        self.choices = _choices(resolved.items, self._catalogue)

    def sessions(self, asked: Ms) -> list[Fitted]:
        """What fits the length, the best first; with short doses where nothing else does."""
        found = self._sessions(asked, short=self._brisk()) or self._sessions(asked, short=True)
        return found or self._nearly(asked)

    def _nearly(self, asked: Ms) -> list[Fitted]:
        """Where all doses are settled, the nearest that may yet fit when its words are spoken."""
        found: list[Fitted] = []
        if self._request.routine is None or not self._request.routine.dosed:
            return found
        for items in self.choices.items:
            fitted = fit(self._moves(items, short=True), self._limits(items), self._costs, asked)
            if fitted.total.least * (1 - _DOUBT) <= asked <= fitted.total.most * (1 + _DOUBT):
                found.append(fitted)
        return sorted(found, key=lambda fitted: abs(fitted.total.natural - asked))[:1]

    def _sessions(self, asked: Ms, *, short: bool) -> list[Fitted]:
        ranked: list[tuple[bool, float, int, Fitted]] = []
        pace = self._pace(asked)
        for index, items in enumerate(self.choices.items):
            moves = self._moves(items, short=short)
            fitted = fit(moves, self._limits(items), self._costs, asked)
            if fitted.total.least <= asked <= fitted.total.most:
                bent = abs(math.log(self._natural(moves) * pace / asked))
                off = abs(fitted.total.natural - asked) / asked
                ranked.append((self._lacks(items, asked), bent + _OFF * off, index, fitted))
        return [fitted for *_, fitted in sorted(ranked, key=lambda found: found[:3])]

    def _lacks(self, items: Sequence[Item], asked: Ms) -> bool:
        """Whether something is left out although there is the usual time or more."""
        routine = self._request.routine
        assert routine is not None
        enough = routine.length is not None and asked >= routine.length
        return enough and len(items) < len(self.choices.home)

    def _pace(self, asked: Ms) -> float:
        """The share of the usual doses at which the routine is meant to be done: what is in is decided by it.

        That of its usual length, up to which all that is always there stays as long as doses reach; in longer sessions
        there is time for usual doses first.
        """
        routine = self._request.routine
        assert routine is not None
        if routine.length is None:
            return 1.0
        pace = routine.length / self._natural(self._moves(self.choices.home, short=False))
        beyond = min(max(asked / routine.length - 1, 0) / _AT_EASE, 1)
        return pace + (1 - pace) * beyond

    def _brisk(self) -> bool:
        """Whether usual doses are too long for the routine's own length, so that short ones are due."""
        routine = self._request.routine
        assert routine is not None
        if self._request.desk_break or routine.length is None:
            return self._request.desk_break
        home = self.choices.home
        return (
            fit(self._moves(home, short=False), self._limits(home), self._costs, NO_TIME).total.natural > routine.length
        )

    def ends(self) -> tuple[int, int]:
        """The shortest and the longest that can be made, as far as can be estimated."""
        least: list[Glue] = []
        most: list[Glue] = []
        for items in self.choices.items:
            for asked, totals in ((NO_TIME, least), (minutes(2 * MOST_MINUTES), most)):
                totals.append(fit(self._moves(items, short=True), self._limits(items), self._costs, asked).total)
        return min(total.least for total in least), max(total.most for total in most)

    def usual(self, items: Sequence[Item]) -> int:
        """How long these items are at their usual or settled doses."""
        return self._natural(self._moves(items, short=self._request.desk_break))

    def _natural(self, moves: Sequence[Move]) -> int:
        limits = budget(self._request.length)
        return self._costs.session(moves, limits.opening, limits.closing).natural

    def _limits(self, items: Sequence[Item]) -> Budget:
        usual = budget(self._request.length)
        sets = max(usual.sets, _SETS_AT_THE_END) if items is self.choices.items[-1] else usual.sets
        return replace(usual, half=False, sets=sets)

    def _moves(self, items: Sequence[Item], *, short: bool) -> list[Move]:
        """The items as moves in their phases, each with the range that its dose may be fitted in."""
        moves: list[Move] = []
        for item in items:
            here = moves[-1].position if moves else Position.STAND
            move = placed(self._catalogue[item.exercise], PhaseName.MAIN, here, self._request)
            assert move is not None, item  # resolving saw it
            moves.append(_dosed(move, item, short=short, learn=self._request.learn))
        return _phased(moves, budget(self._request.length).counts[PhaseName.WARM_UP][1])


def _dosed(move: Move, item: Item, *, short: bool, learn: bool) -> Move:
    """The move at its settled dose, which is then its whole range, or its usual one. Learning has doses of its own."""
    dose = move.exercise.dose
    reps, hold, sets = dose.reps, dose.hold, dose.sets
    if short:
        reps = reps and replace(reps, least=math.ceil(reps.least / 2))
        hold = hold and replace(hold, least=min(hold.least, max(math.ceil(hold.least / 2), _FEWEST_SECONDS)))
    if not learn and (item.sets is not None or item.dosed):
        move = replace(move, sets=item.sets or move.sets)
        sets = _only(move.sets)
    if not learn and item.reps is not None:
        move, reps = replace(move, reps=item.reps), _only(item.reps)
    if not learn and item.hold is not None:
        move, hold = replace(move, hold=item.hold), _only(item.hold // 1000)
    return replace(move, exercise=replace(move.exercise, dose=Dose(sets=sets, reps=reps, hold=hold)))


def _only(value: int) -> Range:
    return Range(default=value, least=value, most=value)


def _phased(moves: Sequence[Move], most_warm_up: int) -> list[Move]:
    """Gentle movement at the start is warm-up, stretches and calm at the end cool-down, and something is between."""
    count, warm, calm = len(moves), 0, 0
    while warm < min(count - 1, max(most_warm_up, 1)) and _warms(moves[warm].exercise):
        warm += 1
    while calm < count - warm - 1 and _calms(moves[-1 - calm].exercise):
        calm += 1
    names = [PhaseName.WARM_UP] * warm + [PhaseName.MAIN] * (count - warm - calm) + [PhaseName.COOL_DOWN] * calm
    return [replace(move, phase=name) for move, name in zip(moves, names, strict=True)]


def _warms(exercise: Exercise) -> bool:
    return fits_warm_up(exercise) or (is_calm(exercise) and exercise.dose.reps is not None)


def _calms(exercise: Exercise) -> bool:
    return exercise.id in MAY_REPEAT or fits_cool_down(exercise)


def _refusal(request: Request, catalogue: Sequence[Exercise], length_of: LengthOf) -> RequestError:
    """Why no choice of items has the length asked for, and which lengths there are."""
    assert request.routine is not None
    ends = [_end(request, catalogue, length_of, longest=longest) for longest in (False, True)]
    asked = f"--minutes asks for {request.length / 60_000:g}"
    if ends[0] is None or ends[1] is None:
        span = f"{LEAST_MINUTES} to {MOST_MINUTES} minutes"
        told = f"no length from {span} was found for the routine {request.routine.id} with these options; {asked}"
        mend = "other doses in its file" if request.routine.dosed else "fewer --avoid and --exclude, more --equipment"
        return RequestError(told, hint=mend)
    shortest, longest = (f"{end / 60_000:g}" for end in ends if end is not None)
    nearest = shortest if request.length < ends[0] else longest
    told = f"the routine {request.routine.id} can last from {shortest} to {longest} minutes here, and {asked}"
    told = "; ".join([told, *resolve(request, catalogue).told])
    return RequestError(told, hint=f"--minutes {nearest}")


def _end(request: Request, catalogue: Sequence[Exercise], length_of: LengthOf, *, longest: bool) -> Ms | None:
    """The longest or the shortest length that works; how much is said depends on it, so that it is approached."""
    length, inward = int(request.length), -1 if longest else 1
    for _ in range(4):
        end = _Following(replace(request, length=Ms(length)), catalogue, length_of).ends()[longest]
        step = end // _GRID if longest else -(-end // _GRID)
        nearer = min(max(step, LEAST_MINUTES * 10), MOST_MINUTES * 10) * _GRID
        if nearer == length:
            break
        length = nearer
    for step in _STEPS:
        other = Ms(length + inward * step * _GRID)
        if not LEAST_MINUTES * 60_000 <= other <= MOST_MINUTES * 60_000:
            break
        if _Following(replace(request, length=other), catalogue, length_of).sessions(other):
            return other
    return None
