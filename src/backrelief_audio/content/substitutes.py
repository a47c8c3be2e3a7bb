"""What takes an exercise's place where it can't be done: names that exist, ending where nothing is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..errors import Problem
from ..model.exercise import Exercise


def check_substitutes(catalogue: Sequence[tuple[str, Exercise]]) -> Iterator[Problem]:
    """Every fault of the lists under ``instead``, against the whole catalogue; each exercise with its file's name."""
    known = {exercise.id: exercise for _, exercise in catalogue}
    for file, exercise in catalogue:
        where = f"{file}: instead"
        for name in exercise.instead:
            if name not in known:
                yield Problem(where=where, what=f"{name!r} is no exercise", allowed="ids, as the files are named")
        if exercise.id in exercise.instead or len(set(exercise.instead)) < len(exercise.instead):
            yield Problem(where=where, what="names itself, or one of them twice", allowed="each other exercise once")
        last = known.get(exercise.instead[-1]) if exercise.instead else None
        if last is not None and () not in last.equipment:
            yield Problem(
                where=where,
                what=f"ends with {last.id!r}, which needs equipment",
                allowed="an exercise at the end that needs nothing",
            )
