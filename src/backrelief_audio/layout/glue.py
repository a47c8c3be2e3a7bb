"""Sharing out time: gaps inside a slot, slots inside a session. All in ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.plan import Glue
from ..units import Tick, nearest_tick, ticks_covering

LEVELS = 4
"""From a natural length to its most, and to its least: fewer would be less even, more would meet again less often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """A length in ticks that may give way."""

    least: int
    natural: int
    most: int


def bend(glue: Glue) -> Bend:
    """Milliseconds to ticks; the least is never undercut."""
    least = ticks_covering(glue.least)
    natural = max(least, nearest_tick(glue.natural))
    return Bend(least=least, natural=natural, most=max(natural, nearest_tick(glue.most)))


def rigid(ticks: int) -> Bend:
    """A length that never gives way."""
    return Bend(least=ticks, natural=ticks, most=ticks)


def total(bends: Sequence[Bend]) -> Bend:
    """Lengths one after the other."""
    return Bend(
        least=sum(bend.least for bend in bends),
        natural=sum(bend.natural for bend in bends),
        most=sum(bend.most for bend in bends),
    )


def at_least(a: Bend, b: Bend) -> Bend:
    """A length that has to satisfy two demands at once."""
    return Bend(least=max(a.least, b.least), natural=max(a.natural, b.natural), most=max(a.most, b.most))


def share(bends: Sequence[Bend], ticks: int, surplus_to: int) -> list[Tick]:
    """Lengths that add up to ``ticks``, each bent in proportion to what it can give, as TeX sets a line.

    What is over even when all are at their most goes to the one at index ``surplus_to``. ``ticks`` is never less than
    all the leasts.
    """
    whole = total(bends)
    assert ticks >= whole.least
    surplus = max(ticks - whole.most, 0)
    needed = ticks - surplus - whole.natural
    room = (whole.most - whole.natural) if needed > 0 else (whole.natural - whole.least)
    lengths, before, bent = [], 0, 0
    for one in bends:
        before += (one.most - one.natural) if needed > 0 else (one.natural - one.least)
        so_far = needed * before // room if room else 0  # whole numbers: what can't bend is not bent by rounding either
        lengths.append(Tick(one.natural + so_far - bent))
        bent = so_far
    lengths[surplus_to] = Tick(lengths[surplus_to] + surplus)
    return lengths


def settled(bends: Sequence[Bend], ticks: int) -> list[Tick]:
    """Lengths that add up to ``ticks``, each at one of few levels between its natural length and what it can give.

    All are at one level or the next, and one in between makes up the rest; those that can give most go first. So a
    stretch of one session has the very length that it has in another, and is encoded once for both, where to share out
    every tick in proportion would change every stretch a little. ``ticks`` is within the limits of the whole.
    """
    whole = total(bends)
    assert whole.least <= ticks <= whole.most
    sign = 1 if ticks >= whole.natural else -1
    rooms = [one.most - one.natural if sign > 0 else one.natural - one.least for one in bends]
    left = abs(ticks - whole.natural)
    level = next(level for level in range(1, LEVELS + 1) if sum(room * level // LEVELS for room in rooms) >= left)
    given = [room * (level - 1) // LEVELS for room in rooms]
    left -= sum(given)
    for at in sorted(range(len(bends)), key=lambda at: (-rooms[at], at)):
        more = min(rooms[at] * level // LEVELS - given[at], left)
        given[at] += more
        left -= more
    return [Tick(one.natural + sign * bent) for one, bent in zip(bends, given, strict=True)]
