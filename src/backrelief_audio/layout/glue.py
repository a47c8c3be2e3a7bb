"""Sharing out time: gaps inside a slot, slots inside a session. All in ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.plan import Glue
from ..units import Tick, nearest_tick, ticks_covering


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
    wanted = ticks - surplus
    grow = wanted >= whole.natural
    room = (whole.most - whole.natural) if grow else (whole.natural - whole.least)
    ratio = abs(wanted - whole.natural) / room if room else 0.0
    lengths, exact, used = [], 0.0, 0
    for one in bends:
        exact += one.natural + ratio * ((one.most - one.natural) if grow else (one.least - one.natural))
        length = max(round(exact) - used, 0)
        lengths.append(Tick(length))
        used += length
    lengths[surplus_to] = Tick(lengths[surplus_to] + surplus + wanted - used)
    return lengths
