"""Which of several seeds makes the session that was heard least lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..errors import RequestError
from ..model.request import Request
from ..planning.freshness import familiar
from ..units import Ms, minutes
from . import Workshop
from .estimating import estimated

SESSIONS = 3
"""So many sessions back a new one is meant to differ from."""

_CANDIDATES = ((minutes(4), 6), (minutes(60), 3))
"""How many seeds are tried up to a length; one beyond. Together they take about 0.3 s at most: a plan takes some 15 ms
for a desk break, 50 to 100 ms up to an hour, and up to a second above."""


def candidates(length: Ms) -> int:
    """How many seeds are worth trying for a session of that length."""
    return next((number for most, number in _CANDIDATES if length <= most), 1)


def fresh(workshop: Workshop, request: Request, draw: Callable[[], int], recent: Sequence[str]) -> Request:
    """The request with that one of several seeds whose moves are least familiar from ``recent`` (ids, latest first).

    The request's own seed is the first of them, the others are drawn. Nothing but the seed changes: it alone makes the
    session again, whatever the history was. Planned by estimates, so nothing is spoken. Where no seed has a session,
    the request is as it was.
    """
    if not recent:
        return request
    found: list[tuple[float, int, Request]] = []
    for number in range(candidates(request.length)):
        candidate = replace(request, seed=draw()) if number else request
        try:
            made = estimated(workshop, candidate)
        except RequestError:
            continue
        found.append((familiar([move.exercise.id for move in made.moves], recent), number, candidate))
    return min(found, key=lambda one: one[:2])[2] if found else request
