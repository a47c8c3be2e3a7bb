"""Where an exercise can be done, and with what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.exercise import STANDS_ON, Exercise, Focus, Kind, Position
from ..model.plan import Move, PhaseName
from ..model.request import Request
from ..model.roles import (
    CALM_DOWN,
    fits_cool_down,
    fits_main,
    fits_warm_up,
    is_pull,
    is_rest_pose,
    is_still,
    is_work,
    warm_up_stage,
)
from ..units import Ms
from .adapting import Adapted, adapted
from .fitting import default_of

_IN_MAIN = {
    **dict.fromkeys(Kind, 1.0),
    Kind.STRENGTH: 3.0,
    Kind.CORE: 3.0,
    Kind.YOGA: 2.0,
    Kind.ACTIVATION: 1.5,
    Kind.POSTURE: 1.5,
}
"""How much each kind is wanted in main."""

_AREAS = tuple(Focus)
_FITS = {PhaseName.WARM_UP: fits_warm_up, PhaseName.MAIN: fits_main, PhaseName.COOL_DOWN: fits_cool_down}


@dataclass(frozen=True, slots=True)
class Choice:
    """A move that may be chosen, with what the rules of order ask of it; worked out once, looked at again and again."""

    move: Move
    id: str
    position: Position
    on_floor: bool
    main: Focus
    """The main area of its exercise."""

    areas: tuple[tuple[int, float], ...]
    """The areas it works on, by their place in the enumeration, and their weights: the main one 1, the others ½."""

    focus: frozenset[Focus]
    intensity: int
    stage: int
    """Its place in the warm-up (roles.warm_up_stage)."""

    work: bool
    still: bool
    """A stretch held still, child's pose among them."""

    rest_pose: bool
    wanted_in_main: float
    """How much its kind is wanted there."""

    pull: bool
    wrists: bool
    counterpose: bool
    """Whether child's pose has to follow."""


def choice(move: Move) -> Choice:
    """A move as the rules of order see it."""
    exercise = move.exercise
    return Choice(
        move=move,
        id=exercise.id,
        position=move.position,
        on_floor=move.position.on_floor,
        main=exercise.focus[0],
        areas=tuple((_AREAS.index(area), 0.5 if rank else 1.0) for rank, area in enumerate(exercise.focus)),
        focus=frozenset(exercise.focus),
        intensity=exercise.intensity,
        stage=warm_up_stage(exercise),
        work=is_work(exercise),
        still=is_still(exercise),
        rest_pose=is_rest_pose(exercise),
        wanted_in_main=max(weight for kind, weight in _IN_MAIN.items() if kind in exercise.kinds),
        pull=is_pull(exercise),
        wrists=exercise.wrists,
        counterpose=exercise.counterpose,
    )


def placed(exercise: Exercise, phase: PhaseName, here: Position, request: Request) -> Move | None:
    """The exercise as a move at its default dose, as near to ``here`` as can be; None where it can't be done."""
    if exercise.id in request.exclude:
        return None
    found = adapted(exercise, request)
    return None if found is None else _placed(found, phase, here, request)


def _placed(found: Adapted, phase: PhaseName, here: Position, request: Request) -> Move | None:
    exercise, have = found.exercise, set(request.equipment)
    position = _nearest(exercise, here, request)
    needs = next((needs for needs in exercise.equipment if have.issuperset(needs)), None)
    if position is None or needs is None:
        return None
    stands_on = STANDS_ON.get(position)
    dose = exercise.dose
    return Move(
        exercise=exercise,
        phase=phase,
        position=position,
        equipment=needs if stands_on is None or stands_on in needs else (*needs, stands_on),
        sets=dose.sets.default,
        reps=default_of(dose.reps, half=request.desk_break) if dose.reps else None,
        hold=Ms(1000 * default_of(dose.hold, half=request.desk_break)) if dose.hold else None,
        variant=found.variant,
        option=found.option,
    )


class Places:
    """Where each exercise of a catalogue can be done, for one request; worked out once for all its drafts."""

    def __init__(self, request: Request, catalogue: Sequence[Exercise]) -> None:
        self._request = request
        kept = (exercise for exercise in catalogue if exercise.id not in request.exclude)
        self._adapted = [found for exercise in kept if (found := adapted(exercise, request)) is not None]
        self._moves: dict[tuple[PhaseName, Position], dict[str, Choice]] = {}
        self._fitting: dict[tuple[PhaseName, Position], list[Choice]] = {}
        self._choices: dict[tuple[str, PhaseName, Position | None], Choice | None] = {}
        self._ids: dict[PhaseName, tuple[str, ...]] = {}
        self.usable = [exercise for exercise in catalogue if exercise.id in self.moves(PhaseName.MAIN, Position.STAND)]
        """What can stand in any session of this request, as the catalogue has it."""

        self.wished = [exercise for exercise in catalogue if exercise.id in request.include]
        self.bends = any(exercise.counterpose for exercise in self.wished)
        calm = self.moves(PhaseName.COOL_DOWN, Position.STAND).get(CALM_DOWN)
        self.ends_down = calm is not None and calm.on_floor
        """Whether slow breath at the end is on the floor: in pregnancy nobody stands for it, and there is no chair."""

        self.stills = any(fits_cool_down(exercise) and is_still(exercise) for exercise in self.usable)
        """Whether there is a stretch for the cool-down."""

    def moves(self, phase: PhaseName, here: Position) -> dict[str, Choice]:
        """What can be done next, coming from ``here``, by the exercise's id; in the catalogue's order."""
        known = self._moves.get((phase, here))
        if known is None:
            found = (self._choice(how, phase, here) for how in self._adapted)
            known = self._moves[phase, here] = {each.id: each for each in found if each is not None}
        return known

    def _choice(self, how: Adapted, phase: PhaseName, here: Position) -> Choice | None:
        """An exercise coming from ``here``: most are done in one place, wherever one comes from."""
        key = how.exercise.id, phase, here if here in how.exercise.positions else None
        if key not in self._choices:
            move = _placed(how, phase, here, self._request)
            self._choices[key] = choice(move) if move else None
        return self._choices[key]

    def fitting(self, phase: PhaseName, here: Position) -> list[Choice]:
        """Of these moves, those whose kind suits the phase."""
        known = self._fitting.get((phase, here))
        if known is None:
            found = self.moves(phase, here).values()
            known = [each for each in found if self._fits(phase, each.move.exercise)]
            self._fitting[phase, here] = known
        return known

    def ids(self, phase: PhaseName) -> tuple[str, ...]:
        """The exercises whose kind suits a phase."""
        known = self._ids.get(phase)
        if known is None:
            known = self._ids[phase] = tuple(each.id for each in self.fitting(phase, Position.STAND))
        return known

    def _fits(self, phase: PhaseName, exercise: Exercise) -> bool:
        """A cool-down that can't have a stretch, as in pregnancy without chair or mat, has gentle movement instead."""
        if phase is PhaseName.COOL_DOWN and not self.stills:
            return fits_warm_up(exercise) or fits_cool_down(exercise)
        return _FITS[phase](exercise)


def _nearest(exercise: Exercise, here: Position, request: Request) -> Position | None:
    """Here if possible, else the exercise's usual place; the last calm minute is on the floor only if it has to be.

    It also stays there in a routine that is meant to end on the mat.
    """
    have = request.equipment
    possible = [
        position
        for position in exercise.positions
        if STANDS_ON.get(position) in (None, *have) and not (position.on_floor and request.no_floor)
    ]
    stays_down = request.routine is not None and request.routine.ends_on_floor
    if exercise.id == CALM_DOWN and not stays_down:
        possible = [position for position in possible if not position.on_floor] or possible
    return here if here in possible else next(iter(possible), None)


def usable(exercise: Exercise, request: Request) -> bool:
    """Whether an exercise can stand in any session of this request."""
    return placed(exercise, PhaseName.MAIN, Position.STAND, request) is not None
