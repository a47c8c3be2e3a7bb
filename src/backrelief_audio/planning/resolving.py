"""A routine's items as one listener can do them: what is replaced or left out, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ..model.care import Avoid
from ..model.exercise import Equipment, Exercise, Position
from ..model.plan import Move, PhaseName
from ..model.request import DESK_BREAK_UNDER, Request
from ..model.roles import COUNTERPOSE, MAY_REPEAT
from ..model.routine import Item
from .adapting import adapted
from .placing import placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A routine for one listener."""

    items: tuple[Item, ...]
    """In its order, all of them doable."""

    told: tuple[str, ...]
    """What was replaced or left out of what is always there, a sentence each."""


def resolve(request: Request, catalogue: Sequence[Exercise]) -> Resolved:
    """The routine of a request, each item that this listener can't do replaced by the nearest that can be, or left out.

    A replacement is none that the routine has anyway, and brings no second trip to the floor. Asserts that there is a
    routine.
    """
    assert request.routine is not None
    return _Resolving(request, {exercise.id: exercise for exercise in catalogue}).resolved()


class _Resolving:
    """One routine being gone through."""

    def __init__(self, request: Request, catalogue: Mapping[str, Exercise]) -> None:
        assert request.routine is not None
        self._request = request
        self._catalogue = catalogue
        self._items = request.routine.items
        self._written = [catalogue[item.exercise].positions[0].on_floor for item in self._items]
        self._trips = max(trips(self._written), 1)
        self._taken = {item.exercise for item in self._items if not item.extra}
        self._down: list[bool] = []
        """Whether each of the items kept so far is on the floor."""

    def resolved(self) -> Resolved:
        kept, told = [], []
        more: set[str] = set()
        for index, item in enumerate(self._items):
            found = next(self._candidates(index), None)
            if found is not None:
                kept.append(found)
                self._taken.add(found.exercise)
                self._down.append(self._floored(found.exercise))
            elif self._gives(item):
                more.add(item.more)
            if not item.extra and (found is None or found.exercise != item.exercise):
                told.append(self._told(item, found))
        kept = [self._with_a_set_more(item) if item.exercise in more else item for item in kept]
        firm = {item.exercise for item in kept if not item.extra} - MAY_REPEAT
        return Resolved(
            items=tuple(item for item in kept if not (item.extra and item.exercise in firm)), told=tuple(told)
        )

    def _gives(self, item: Item) -> bool:
        """Whether another item can have the set more that this one gives where it is left out."""
        return bool(item.more) and self._move(item.more) is not None

    def _candidates(self, index: int) -> Iterator[Item]:
        """The item itself, then what may take its place, each only where it can be done there."""
        item = self._items[index]
        if self._fits(index, item.exercise):
            yield item
        if self._gives(item):
            return
        for id_ in self._catalogue[item.exercise].instead:
            if id_ in self._catalogue and id_ not in self._taken and self._replaces(index, self._catalogue[id_]):
                yield Item(exercise=id_, rank=item.rank, extra=item.extra)

    def _replaces(self, index: int, exercise: Exercise) -> bool:
        """Whether it can be done here, asks nobody down who would have stayed up, and has its counterpose."""
        after = self._items[index + 1].exercise if index + 1 < len(self._items) else ""
        if exercise.counterpose and after != COUNTERPOSE:
            return False
        return self._fits(index, exercise.id) and (self._written[index] or not self._floored(exercise.id))

    def _fits(self, index: int, id_: str) -> bool:
        """Whether it can be done, without a trip to the floor that the routine as written does not have."""
        if self._move(id_) is None:
            return False
        return trips([*self._down, self._floored(id_), *self._as_written(index + 1)]) <= self._trips

    def _as_written(self, start: int) -> list[bool]:
        """Whether each of the later items is on the floor; those that an option moves elsewhere have to fit in."""
        later = zip(self._items[start:], self._written[start:], strict=True)
        doable = [(self._floored(item.exercise), down) for item, down in later if self._move(item.exercise) is not None]
        return [floored for floored, down in doable if floored is down]

    def _floored(self, id_: str) -> bool:
        move = self._move(id_)
        return move is not None and move.position.on_floor

    def _move(self, id_: str) -> Move | None:
        return placed(self._catalogue[id_], PhaseName.MAIN, Position.STAND, self._request)

    def _with_a_set_more(self, item: Item) -> Item:
        exercise = self._catalogue[item.exercise]
        return replace(item, sets=(item.sets or exercise.dose.sets.default) + max(len(exercise.ways), 1))

    def _told(self, item: Item, found: Item | None) -> str:
        why = why_not(self._catalogue[item.exercise], self._request)
        instead = (
            f"; {found.exercise} instead" if found else f"; a set more of {item.more}" if self._gives(item) else ""
        )
        return f"{item.exercise} is left out {why}{instead}"


def trips(down: Sequence[bool]) -> int:
    """How often one goes to the floor."""
    return sum(on_floor for on_floor, _ in groupby(down))


def why_not(exercise: Exercise, request: Request) -> str:
    """Why an exercise of a routine has no place in a session of it."""
    if exercise.id in request.exclude:
        return "by --exclude"
    if adapted(exercise, replace(request, avoid=())) is None:
        return f"by --level {request.level.value}"
    found = adapted(exercise, request)
    if found is None:
        alone = [avoid for avoid in request.avoid if adapted(exercise, replace(request, avoid=(avoid,))) is None]
        return " ".join(["by", *(f"--avoid {avoid.value}" for avoid in alone or request.avoid)])
    lacking = [set(needs) - set(request.equipment) for needs in found.exercise.equipment]
    if lacking and all(lacking):
        return f"(needs {_listed(min(lacking, key=len))}; see --equipment)"
    if request.no_floor and all(position.on_floor for position in found.exercise.positions):
        return _off_the_floor(request)
    return (
        "(it has no place here; see --equipment)"
        if placed_nowhere(exercise, request)
        else "(done another way, it would take a second trip to the floor)"
    )


def placed_nowhere(exercise: Exercise, request: Request) -> bool:
    """Whether it can't be done at all."""
    return placed(exercise, PhaseName.MAIN, Position.STAND, request) is None


def _off_the_floor(request: Request) -> str:
    if Avoid.FLOOR in request.avoid:
        return "by --avoid floor"
    if request.desk_break:
        return f"(under {DESK_BREAK_UNDER // 60_000} minutes nobody goes down to the floor)"
    return "(needs mat; see --equipment)"


def _listed(equipment: set[Equipment]) -> str:
    return " and ".join(item.value for item in Equipment if item in equipment)
