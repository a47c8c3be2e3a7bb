"""Which moves, in which order: one seeded try at a session that keeps the rules of order as it grows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from ..model.exercise import Exercise, Focus, Kind, Position
from ..model.plan import Move, PhaseName
from ..model.request import Request
from ..model.roles import (
    CALM_DOWN,
    COUNTERPOSE,
    WARM_UP_MOST_INTENSITY,
    is_pull,
    is_rest_pose,
    is_still,
    is_work,
    warm_up_stage,
)
from .budgets import Budget, one_less
from .placing import Places

_MAIN_WEIGHTS = {Kind.STRENGTH: 3.0, Kind.CORE: 3.0, Kind.YOGA: 2.0, Kind.ACTIVATION: 1.5, Kind.POSTURE: 1.5}
"""How much each kind is wanted in main, where mobility and the rest weigh 1."""


@dataclass
class Draft:
    """A session being put together."""

    request: Request
    budget: Budget
    places: Places
    random: Random
    goes_down: bool
    """Whether this session visits the floor; decided first, as getting down is only worth it for some time there."""

    moves: list[Move] = field(default_factory=list)
    mains: list[Focus] = field(default_factory=list)
    """The main area of each."""

    changes: int = 0
    been_down: bool = False

    def draw(self) -> list[Move] | None:
        """All moves of one try, at their default doses; None where it ran into a corner."""
        for phase in PhaseName:
            least, most = self.budget.counts[phase]
            if self.request.include:  # what was asked for outranks the usual number of moves
                least = one_less(least)
            wanted = self.random.randint(least, most)
            filled = sum(self._draw_one(phase, place, wanted) for place in range(wanted))
            if filled < min(wanted, 1):
                return None
        return self.moves

    def _draw_one(self, phase: PhaseName, place: int, wanted: int) -> bool:
        """Add one move, and the pose that has to follow it; False where nothing fits."""
        there = {move.exercise.id for move in self.moves}
        due = self._due(phase, place, wanted)
        allowed = [move for move in due if move.exercise.id not in there and self._allowed(move)]
        if not allowed:
            return False
        waiting = [exercise for exercise in self.places.wished if exercise.id not in there]
        weights = [self._weight(move, (place + 0.5) / wanted, waiting) for move in allowed]
        move = self.random.choices(allowed, weights)[0]
        self._add(move)
        if move.exercise.counterpose:
            pose = self._counterpose(phase)
            assert pose is not None  # _allowed saw it
            self._add(pose)
        return True

    def _due(self, phase: PhaseName, place: int, wanted: int) -> Iterable[Move]:
        """The moves whose kind may stand at this place."""
        last = place == wanted - 1
        fitting = self.places.fitting(phase, self._here())
        if phase is PhaseName.WARM_UP:
            return fitting
        if phase is PhaseName.MAIN:
            only_still = last and self.budget.counts[PhaseName.COOL_DOWN][1] < 2 and wanted > 1
        else:
            calm = self.places.moves(phase, self._here()).get(CALM_DOWN)
            if last and calm is not None:
                return (calm,)
            only_still = place >= wanted - 2
        return (move for move in fitting if is_still(move.exercise)) if only_still else fitting

    def _here(self) -> Position:
        return self.moves[-1].position if self.moves else Position.STAND

    def _allowed(self, move: Move) -> bool:
        """Whether the rules of order let it follow what is there."""
        exercise = move.exercise
        if exercise.counterpose and self._counterpose(move.phase) is None:
            return False
        return self._reachable(move) and self._in_order(exercise, move.phase) and self._varied(exercise)

    def _reachable(self, move: Move) -> bool:
        """Whether one can get there with the changes of position left, down to the floor and up again once."""
        here, there = self._here(), move.position
        changes = self.changes + (bool(self.moves) and here is not there)
        if move.exercise.counterpose:
            changes += there is not Position.KNEEL
            there = Position.KNEEL
        if there.on_floor:
            if not self.goes_down or (self.been_down and not here.on_floor):
                return False
            changes += 1  # one change is kept for getting up
        return changes <= self.budget.changes + self.places.bends

    def _in_order(self, exercise: Exercise, phase: PhaseName) -> bool:
        """Small mobility before larger, dynamic before strength, long static holds after."""
        if phase is PhaseName.WARM_UP:  # which is the first, so that all moves so far are of it
            gentle = exercise.intensity <= WARM_UP_MOST_INTENSITY
            return gentle and (not self.moves or warm_up_stage(exercise) >= warm_up_stage(self.moves[-1].exercise))
        if not self.moves and exercise.intensity >= 4:
            return False
        if phase is PhaseName.COOL_DOWN or not is_work(exercise):
            return True
        before = (move.exercise for move in self.moves if move.phase is phase)
        return not any(is_still(other) and other.id != COUNTERPOSE for other in before)

    def _varied(self, exercise: Exercise) -> bool:
        """Never three in a row on one focus or on the wrists, nor two pulls."""
        if len(self.moves) >= 2:
            one, other = self.moves[-2].exercise, self.moves[-1].exercise
            if one.focus[0] is other.focus[0] is exercise.focus[0]:
                return False
            if one.wrists and other.wrists and exercise.wrists:
                return False
        return not (self.moves and is_pull(exercise) and is_pull(self.moves[-1].exercise))

    def _counterpose(self, phase: PhaseName) -> Move | None:
        return self.places.moves(phase, self._here()).get(COUNTERPOSE)

    def _add(self, move: Move) -> None:
        here = self._here()
        self.changes += bool(self.moves) and here is not move.position
        self.been_down = self.been_down or move.position.on_floor
        self.moves.append(move)
        self.mains.append(move.exercise.focus[0])

    def _weight(self, move: Move, at: float, waiting: Sequence[Exercise]) -> float:
        """How much a move is wanted at this point of its phase, 0 to 1; ``waiting`` is asked for and still to come."""
        exercise = move.exercise
        weight = 60.0 if exercise.id in self.request.include else 1.0
        weight *= self._focus_weight(exercise)
        if move.position is self._here():
            weight *= 3.0
        elif exercise.id not in self.request.include and waiting:
            weight *= 0.1  # changes of position are kept for what has to come
        if waiting and any(set(exercise.focus) & set(other.focus) for other in waiting):
            weight *= 3.0  # and it is prepared
        if move.phase is PhaseName.MAIN:
            weight *= self._main_weight(move, at)
        elif move.phase is PhaseName.WARM_UP and move.position.on_floor:
            weight *= 0.3
        return weight

    def _main_weight(self, move: Move, at: float) -> float:
        """Work before mobility, the hardest in the middle, and time on the floor where this session goes there."""
        exercise = move.exercise
        kinds = [weight for kind, weight in _MAIN_WEIGHTS.items() if kind in exercise.kinds]
        weight = 0.3 if is_rest_pose(exercise) else max(kinds, default=1.0)
        if exercise.intensity >= 3:
            outside = 0.01 if exercise.id in self.request.include else 0.5  # a wish must not pull it out of the middle
            weight *= 3.0 if 0.2 <= at <= 0.6 else outside
        return weight * (8.0 if move.position.on_floor else 1.0)

    def _focus_weight(self, exercise: Exercise) -> float:
        """Wanted focus areas draw; without any, the areas that had the least so far."""
        if self.request.focus:
            return 0.12 + 3 * focus_score(exercise, self.request.focus)
        return 1 / (1 + 2 * self.mains.count(exercise.focus[0]))


def focus_score(exercise: Exercise, wanted: Sequence[Focus]) -> float:
    """0 to 1: how much an exercise works on the areas wanted. Its main area weighs 1, its others a half."""
    scores = [0.0]
    for rank, focus in enumerate(wanted):
        if focus in exercise.focus:
            scores.append((1.0 if exercise.focus[0] is focus else 0.5) * 0.8**rank)
    return max(scores)
