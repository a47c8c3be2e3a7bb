"""Where an exercise can be done, and with what."""

from __future__ import annotations

from collections.abc import Sequence

from ..model.exercise import Equipment, Exercise, Position
from ..model.plan import Move, PhaseName
from ..model.request import Request
from ..model.roles import CALM_DOWN, fits_cool_down, fits_main, fits_warm_up
from ..units import Ms
from .adapting import Adapted, adapted
from .fitting import default_of

_STANDS_ON = {Position.SEAT: Equipment.CHAIR, Position.WALL: Equipment.WALL, Position.BAR: Equipment.BAR}
"""What a position needs, beyond what its exercise needs."""

_FITS = {PhaseName.WARM_UP: fits_warm_up, PhaseName.MAIN: fits_main, PhaseName.COOL_DOWN: fits_cool_down}


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
    stands_on = _STANDS_ON.get(position)
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
        self._catalogue = catalogue
        self.wished = [exercise for exercise in catalogue if exercise.id in request.include]
        self.bends = any(exercise.counterpose for exercise in self.wished)
        self._known: dict[tuple[PhaseName, Position], dict[str, Move]] = {}
        self._fitting: dict[tuple[PhaseName, Position], list[Move]] = {}

    def moves(self, phase: PhaseName, here: Position) -> dict[str, Move]:
        """What can be done next, coming from ``here``, by the exercise's id; in the catalogue's order."""
        known = self._known.get((phase, here))
        if known is None:
            found = (placed(exercise, phase, here, self._request) for exercise in self._catalogue)
            known = self._known[phase, here] = {move.exercise.id: move for move in found if move is not None}
        return known

    def fitting(self, phase: PhaseName, here: Position) -> list[Move]:
        """Of these moves, those whose kind suits the phase."""
        known = self._fitting.get((phase, here))
        if known is None:
            found = self.moves(phase, here).values()
            known = self._fitting[phase, here] = [move for move in found if _FITS[phase](move.exercise)]
        return known


def _nearest(exercise: Exercise, here: Position, request: Request) -> Position | None:
    """Here if possible, else the exercise's usual place.

    The last calm minute is on the floor only in a routine that ends there.
    """
    have = request.equipment
    stays_down = request.routine is not None and request.routine.ends_on_floor
    upright_only = request.no_floor or (exercise.id == CALM_DOWN and not stays_down)
    possible = [
        position
        for position in exercise.positions
        if _STANDS_ON.get(position) in (None, *have) and not (position.on_floor and upright_only)
    ]
    return here if here in possible else next(iter(possible), None)


def usable(exercise: Exercise, request: Request) -> bool:
    """Whether an exercise can stand in any session of this request."""
    return placed(exercise, PhaseName.MAIN, Position.STAND, request) is not None
