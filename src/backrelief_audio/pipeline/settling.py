"""Routines: finding the one that is meant, how long it is by its own doses, and what is told of a session of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..checks import CHECKS
from ..content import load_routine
from ..errors import RequestError
from ..model.exercise import Dose, Exercise
from ..model.phrases import Phrasebook
from ..model.plan import Plan
from ..model.request import LEAST_MINUTES, MOST_MINUTES, Request
from ..model.routine import Item, Routine
from ..names import as_name, did_you_mean
from ..planning import usual_length
from ..planning.resolving import resolve
from ..speech.stored import StoredSpeech
from ..units import Ms, minutes, ms_of, nearest_tick
from .composing import Composed, Progress, compose, natural_length

_NEAR = Ms(1000)
_TRIES = 4
"""How often a length is tried: what is said depends a little on it."""


def routine_named(name: str, routines: Sequence[Routine], catalogue: Sequence[Exercise]) -> Routine:
    """A routine by its name, or from a file: what has a folder or an ending.

    Raises RequestError with those there are, ContentError with every fault of a file.
    """
    typed = as_name(name)
    known = {routine.id: routine for routine in routines}
    if typed in known:
        return known[typed]
    if any(sign in name for sign in "./\\"):
        if not os.path.isfile(name):  # noqa: PTH113 - that of a Path raises where the name is too long
            raise RequestError(f"there is no file {name} to take a routine from", hint="backrelief-audio playlist")
        return load_routine(Path(name), catalogue)
    meant = did_you_mean(typed, known)
    there = ", ".join([*known, "or a file such as ./mine.toml"])
    raise RequestError(f"there is no playlist {name!r}{meant} (there are: {there})", hint="backrelief-audio playlist")


def settled(request: Request, catalogue: tuple[Exercise, ...], book: Phrasebook, speech: StoredSpeech) -> Ms:
    """The length that the doses of a request's routine and the spoken words come to, to the tick."""
    length = usual_length(request, catalogue, speech.estimate)
    for _ in range(_TRIES):
        request = replace(request, length=_to_tick(length))
        length = natural_length(request, catalogue, book, speech)
        if abs(length - request.length) <= _NEAR:
            break
    return _to_tick(length)


def undecided(request: Request, typed: str) -> bool:
    """Whether nobody said how long it is: no ``typed`` minutes, a routine without a length, and all doses settled."""
    routine = request.routine
    return routine is not None and not typed and routine.length is None and routine.dosed


def composed_telling(
    request: Request,
    catalogue: tuple[Exercise, ...],
    book: Phrasebook,
    speech: StoredSpeech,
    *,
    progress: Progress | None,
    notice: Callable[[str], None],
) -> Composed:
    """A session as ``compose`` makes it; ``notice`` is told what is to be known of its routine."""
    composed = compose(request, catalogue, book, speech, progress)
    for note in notes(composed.plan, catalogue):
        notice(note)
    return composed


def _to_tick(length: Ms) -> Ms:
    within = min(max(length, minutes(LEAST_MINUTES)), minutes(MOST_MINUTES))
    return ms_of(nearest_tick(within))


def notes(plan: Plan, catalogue: Sequence[Exercise]) -> Iterator[str]:
    """What the listener should know of a session of a routine: what is not as written.

    Of one of their own also where doses and order differ from what is usual, which they may want.
    """
    routine = plan.request.routine
    if routine is None:
        return
    yield from resolve(plan.request, catalogue).told
    if not routine.own:
        return
    by_id = {exercise.id: exercise for exercise in catalogue}
    for item in routine.items:
        yield from _doses(item, by_id[item.exercise].dose)
    for fault in (fault for check in CHECKS for fault in check(plan)):
        yield f"{fault.where}: {fault.what} (better: {fault.allowed})" if fault.allowed else str(fault)


def _doses(item: Item, dose: Dose) -> Iterator[str]:
    """A sentence for each amount that is outside the exercise's own range."""
    amounts = (
        ("sets", item.sets, dose.sets),
        ("reps", item.reps, dose.reps),
        ("seconds", item.hold // 1000 if item.hold else None, dose.hold),
    )
    for unit, amount, usual in amounts:
        if amount is not None and usual is not None and not usual.least <= amount <= usual.most:
            span = f"{usual.least} to {usual.most}" if usual.least < usual.most else f"{usual.most}"
            yield f"{item.exercise}: {amount} {unit} (usual: {span})"
