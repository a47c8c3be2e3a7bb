"""Saying no well: which options clash, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..errors import Problem, RequestError
from ..model.exercise import Equipment, Exercise
from ..model.request import DESK_BREAK_UNDER, LEAST_MINUTES, MOST_MINUTES, Request
from ..units import Ms
from .budgets import Budget
from .fitting import Fitted
from .placing import usable

_HALF = 30_000
"""Offered lengths are in half minutes."""

_STEPS = (0, 2, 5, 10, 20, 40)
"""Half minutes from the nearest miss at which a length that works is looked for."""


class Shortfall:
    """How near the drafts came, for an explanation."""

    def __init__(self, asked: Ms, include: Iterable[str]) -> None:
        self.asked = asked
        self._include = frozenset(include)
        self.longest = 0
        self.shortest = 0
        """Of those with everything that has to be in; 0 where there was none."""

        self.faults: Counter[str] = Counter()

    def fits(self, fitted: Fitted) -> bool:
        """Whether the session can be stretched or shrunk to the asked length; remembers the nearest misses."""
        self.longest = max(self.longest, fitted.total.most)
        if self._include <= {move.exercise.id for move in fitted.moves}:
            self.shortest = min(self.shortest or fitted.total.least, fitted.total.least)
        return fitted.total.least <= self.asked <= fitted.total.most

    def passes(self, faults: Sequence[Problem]) -> bool:
        """Whether there is no fault; counts those there are."""
        self.faults.update(fault.what for fault in faults)
        return not faults

    def offers(self) -> tuple[Ms, ...]:
        """Lengths in half minutes that may work instead, the most likely first."""
        if self.longest and self.longest < self.asked:
            steps = [self.longest // _HALF - step for step in _STEPS]
        else:
            nearest = max(self.shortest, self.asked)
            steps = [-(-nearest // _HALF) + step for step in _STEPS]
        return tuple(Ms(step * _HALF) for step in steps if LEAST_MINUTES <= step / 2 <= MOST_MINUTES)


def refuse_clashes(request: Request, catalogue: Sequence[Exercise], limits: Budget) -> None:
    """Raise RequestError for what can be known before any draft is made; every clash at once."""
    clashes = []
    by_id = {exercise.id: exercise for exercise in catalogue}
    for wanted in request.include:
        exercise = by_id[wanted]
        if wanted in request.exclude:
            clashes.append(f"{wanted} is both included and excluded")
            continue
        have = set(request.equipment)
        if not any(have.issuperset(needs) for needs in exercise.equipment):
            needed = " or ".join("+".join(item.value for item in needs) for needs in exercise.equipment)
            clashes.append(f"{wanted} needs {needed}; --equipment has {told(have)}")
        elif not usable(exercise, request):
            floor = all(position.on_floor for position in exercise.positions)
            why = (
                f"is done on the floor, which starts at {DESK_BREAK_UNDER // 60_000} minutes"
                if floor
                else "has no place here"
            )
            clashes.append(f"{wanted} {why} (--equipment {told(have)}, --minutes {request.length / 60_000:g})")
    clashes += _focus_clash(request, catalogue)
    room = sum(limits.counts[phase][1] for phase in limits.counts)
    if len(request.include) > room:
        clashes.append(
            f"{len(request.include)} included exercises; --minutes {request.length / 60_000:g} has room for {room}"
        )
    if clashes:
        raise RequestError("these options clash: " + "; ".join(clashes), hint="take one of each pair away")
    if not any(usable(exercise, request) for exercise in catalogue):
        raise RequestError("no exercise is left after --equipment and --exclude", hint="backrelief-audio exercises")


def _focus_clash(request: Request, catalogue: Sequence[Exercise]) -> list[str]:
    """The first focus has to be worked on; with what, where nothing usable does it."""
    focus = request.focus[:1]
    works = [exercise for exercise in catalogue if set(focus) & set(exercise.focus)]
    if not focus or any(usable(exercise, request) for exercise in works):
        return []
    needs = sorted({told(needed) for exercise in works for needed in exercise.equipment})
    have = f"--equipment has {told(request.equipment)}, --minutes {request.length / 60_000:g}"
    return [f"every exercise for {focus[0].value} needs one of: {'; '.join(needs)}; {have}"]


def told(equipment: Iterable[Equipment]) -> str:
    """Equipment for a message."""
    return ", ".join(sorted(item.value for item in equipment)) or "none"


def explain(request: Request, catalogue: Sequence[Exercise], shortfall: Shortfall, offer: Ms | None) -> RequestError:
    """The error for a request that no draft met. ``offer`` is another length at which it can be met."""
    options = _options(request)
    left = sum(usable(exercise, request) for exercise in catalogue)
    instead = f"--minutes {offer / 60_000:g}, or " if offer else ""
    if shortfall.longest and shortfall.longest < shortfall.asked:
        by = (shortfall.asked - shortfall.longest) / 1000
        return RequestError(
            f"the {left} exercises left by {options} fill at most {_clock(shortfall.longest)}; "
            f"--minutes asks for {_clock(shortfall.asked)}, {by:.0f} s more",
            hint=f"{instead}allow more exercises",
        )
    if shortfall.shortest > shortfall.asked:
        by = (shortfall.shortest - shortfall.asked) / 1000
        return RequestError(
            f"{options} need at least {_clock(shortfall.shortest)}; "
            f"--minutes gives {_clock(shortfall.asked)}, {by:.0f} s too little",
            hint=f"{instead}include fewer exercises",
        )
    common = "; ".join(what for what, _ in shortfall.faults.most_common(3)) or "no order of the moves keeps the rules"
    return RequestError(
        f"no sound session found for {options}: {common}",
        hint=f"{instead}allow more --equipment or other exercises",
    )


def _options(request: Request) -> str:
    parts = [f"--equipment {told(request.equipment)}"]
    parts += [f"--focus {focus.value}" for focus in request.focus]
    parts += [f"--include {wanted}" for wanted in request.include]
    parts += [f"--exclude {unwanted}" for unwanted in request.exclude]
    return " ".join(parts)


def _clock(length: int) -> str:
    return f"{length // 60_000}:{length // 1000 % 60:02d}"
