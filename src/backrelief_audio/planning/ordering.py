"""The rules of order along a session as it grows: which move may follow what is there."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.exercise import Focus, Position
from ..model.plan import Move, PhaseName
from ..model.roles import COUNTERPOSE, WARM_UP_MOST_INTENSITY
from .budgets import Budget
from .placing import Choice, Places

Unit = tuple[PhaseName, str]
"""A move of a session by its phase and its exercise's id; the pose that has to follow a backbend is not told."""

_HARD = 4


class Path:
    """A session being put together, from its first move on."""

    def __init__(self, limits: Budget, places: Places, *, goes_down: bool = True) -> None:
        self.moves: list[Choice] = []
        self.changes = 0
        """Changes of position so far."""

        self.here = Position.STAND
        """Where the last move was done."""

        self.mains: dict[Focus, int] = dict.fromkeys(Focus, 0)
        """How many moves have each area as their main one."""

        self.hardest = 0
        """The intensity of the hardest move of main so far."""

        self._places = places
        self._most_changes = limits.changes + places.bends
        self._goes_down = goes_down
        self._been_down = False
        self._there: set[str] = set()
        self._held: bool = False
        """Whether a long hold has come in main, after which there is no strength."""

        self._enough: Focus | None = None
        """The main area of both of the last two moves, where it is one."""

        self._wrists = False
        """Whether both of them were on the wrists."""

        self._pulled = False
        """Whether the last move is a pull."""

    @property
    def last(self) -> Choice | None:
        """The last move."""
        return self.moves[-1] if self.moves else None

    def has(self, id_: str) -> bool:
        """Whether an exercise is there already."""
        return id_ in self._there

    def allows(self, choice: Choice) -> bool:
        """Whether the rules of order let a move follow what is there."""
        if choice.id in self._there or not self._in_order(choice):
            return False
        # never three in a row on one focus or on the wrists, nor two pulls
        if choice.main is self._enough or (choice.wrists and self._wrists) or (choice.pull and self._pulled):
            return False
        if choice.counterpose and self._counterpose(choice.move.phase) is None:
            return False
        return self._reachable(choice)

    def add(self, choice: Choice) -> None:
        """Add a move, and the pose that has to follow it."""
        self._add(choice)
        if choice.counterpose:
            pose = self._counterpose(choice.move.phase)
            assert pose is not None  # allows() saw it
            self._add(pose)

    def follow(self, units: Iterable[Unit]) -> bool:
        """Add these moves in turn, each in the nearest place; False where the rules don't let one follow."""
        for phase, id_ in units:
            choice = self._places.moves(phase, self.here).get(id_)
            if choice is None or not self.allows(choice):
                return False
            self.add(choice)
        return True

    def units(self) -> list[Unit]:
        """The moves by phase and id, without the poses that follow backbends."""
        found = []
        bent = False
        for choice in self.moves:
            if not bent:
                found.append((choice.move.phase, choice.id))
            bent = choice.counterpose
        return found

    def planned(self) -> list[Move]:
        """The moves themselves."""
        return [choice.move for choice in self.moves]

    def _reachable(self, choice: Choice) -> bool:
        """Whether one can get there with the changes of position left, down to the floor and up again once."""
        here, there = self.here, choice.position
        changes = self.changes + (bool(self.moves) and here is not there)
        on_floor = choice.on_floor
        if choice.counterpose:
            changes += there is not Position.KNEEL
            on_floor = True
        if on_floor:
            if not self._goes_down or (self._been_down and not here.on_floor):
                return False
            changes += not self._places.ends_down  # one change is kept for getting up
        return changes <= self._most_changes

    def _in_order(self, choice: Choice) -> bool:
        """Small mobility before larger, dynamic before strength, long static holds after."""
        phase = choice.move.phase
        if phase is PhaseName.WARM_UP:  # which is the first, so that all moves so far are of it
            gentle = choice.intensity <= WARM_UP_MOST_INTENSITY
            return gentle and (not self.moves or choice.stage >= self.moves[-1].stage)
        if not self.moves and choice.intensity >= _HARD:
            return False
        return phase is PhaseName.COOL_DOWN or not (choice.work and self._held)

    def _counterpose(self, phase: PhaseName) -> Choice | None:
        return self._places.moves(phase, self.here).get(COUNTERPOSE)

    def _add(self, choice: Choice) -> None:
        last = self.last
        if last is not None:
            self.changes += last.position is not choice.position
            self._enough = choice.main if last.main is choice.main else None
            self._wrists = last.wrists and choice.wrists
        self._pulled = choice.pull
        self._been_down = self._been_down or choice.on_floor
        self.here = choice.position
        self.mains[choice.main] += 1
        if choice.move.phase is PhaseName.MAIN:
            self.hardest = max(self.hardest, choice.intensity)
        self.moves.append(choice)
        self._there.add(choice.id)
        if choice.still and choice.id != COUNTERPOSE and choice.move.phase is PhaseName.MAIN:
            self._held = True
