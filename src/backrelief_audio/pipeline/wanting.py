"""Which sessions a show is made of: several for one area, a named playlist, or desk breaks in place of one session."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace

from ..errors import RequestError
from ..legible import MOST_ID
from ..model.areas import AREAS, purpose
from ..model.care import Avoid
from ..model.exercise import Focus
from ..model.request import LEAST_MINUTES, MOST_SEED, Request
from ..units import Tick, minutes, minutes_number, minutes_text, ms_of, nearest_tick
from .showing import Wanted

LEAST_PARTS, MOST_PARTS = 2, 12
"""How many desk breaks a session can be split into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedShow:
    """A show before it is made."""

    name: str
    """The name of its folder, ASCII."""

    title: str
    about: str
    seed: int
    wanted: tuple[Wanted, ...]


def stem_of(title: str) -> str:
    """A name for files and folders made of any title: ASCII, lower case, words joined by hyphens, and stable.

    A title without a single Latin letter or digit gets a name from its digest.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MOST_ID].strip("-")
    return stem or f"session-{hashlib.sha256(title.encode()).hexdigest()[:8]}"


def area_show(request: Request, area: Focus, count: int) -> WantedShow:
    """So many sessions for one area, whatever others the request names."""
    length, minute = minutes_text(request.length), minutes_number(request.length)
    name = AREAS[area].capitalize()
    return WantedShow(
        name=f"{area.value}-{minute}min",
        title=f"{name}, {length}",
        about=f"For {purpose([area])}. The sessions repeat each other as little as they can.",
        seed=request.seed,
        wanted=tuple(
            Wanted(
                stem=f"{number:02d}-{area.value}-{minute}min",
                request=replace(request, focus=(area,), seed=_seed(request.seed, number)),
                title=f"{name} {number}, {length}",
            )
            for number in range(1, count + 1)
        ),
    )


def routine_show(request: Request, count: int) -> WantedShow:
    """The named playlist of a request, so many times with other words. Asserts that there is one."""
    routine = request.routine
    assert routine is not None
    length, minute, name = minutes_text(request.length), minutes_number(request.length), stem_of(routine.id)
    return WantedShow(
        name=name,
        title=routine.title,
        about=routine.about,
        seed=request.seed,
        wanted=tuple(
            Wanted(
                stem=f"{number:02d}-{name}-{minute}min",
                request=replace(request, seed=_seed(request.seed, number)),
                title=f"{routine.title}{f' {number}' if count > 1 else ''}, {length}",
            )
            for number in range(1, count + 1)
        ),
    )


def desk_breaks(request: Request, parts: int) -> WantedShow:
    """Breaks that together last as long as the session they replace, to the tick; none goes down to the floor.

    Raises RequestError where there are too few or too many of them, they would be too short, or a routine settles the
    moves.
    """
    if request.routine is not None:
        told = "--split: a routine is one session, and breaks have moves of their own; leave one of them out"
        raise RequestError(told, hint="backrelief-audio build --minutes 15 --split 5")
    _check_parts(request, parts)
    whole, more = divmod(nearest_tick(request.length), parts)
    lengths = [ms_of(Tick(whole + (number < more))) for number in range(parts)]
    asked, each = minutes_text(request.length), minutes_number(lengths[-1])
    width = len(str(parts))
    return WantedShow(
        name=f"desk-breaks-{minutes_number(request.length)}min-seed{request.seed}",
        title=f"Desk breaks, {asked} in {parts} parts",
        about=f"{parts} breaks for one day, {asked} together. None needs the floor.",
        seed=request.seed,
        wanted=tuple(
            Wanted(
                stem=f"{number:0{width}d}-break-{each}min",
                request=replace(_off_floor(request), length=length, seed=_seed(request.seed, number)),
                title=f"Desk break {number}, {minutes_text(length)}",
            )
            for number, length in enumerate(lengths, 1)
        ),
    )


def _check_parts(request: Request, parts: int) -> None:
    asked = minutes_text(request.length)
    if not LEAST_PARTS <= parts <= MOST_PARTS:
        told = f"--split: {parts} is not a whole number from {LEAST_PARTS} to {MOST_PARTS}"
        raise RequestError(told, hint="--split 5")
    most = int(request.length // minutes(LEAST_MINUTES))
    if parts > most:
        told = f"--split: {parts} parts of {asked} would be shorter than {LEAST_MINUTES} minute each"
        enough = f"--minutes {parts * LEAST_MINUTES}"
        raise RequestError(told, hint=f"--split {most}, or {enough}" if most >= LEAST_PARTS else enough)


def _off_floor(request: Request) -> Request:
    """The same, also where a part is long enough for the floor."""
    avoid = tuple(avoid for avoid in Avoid if avoid in (*request.avoid, Avoid.FLOOR))
    return replace(request, avoid=avoid)


def _seed(seed: int, number: int) -> int:
    """The seed of one session: the show's own for the first, and those after it."""
    return (seed + number - 1) % (MOST_SEED + 1)
