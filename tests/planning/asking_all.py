"""Requests of every kind there is, drawn at random: for the quick tests by Hypothesis, for the real ones by number."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from building import ask, exercises
from hypothesis import strategies as st

from backrelief_audio.model.care import Avoid, Level
from backrelief_audio.model.exercise import Equipment, Focus
from backrelief_audio.model.request import AT_HOME, Dosing, Request

T = TypeVar("T")

IDS = tuple(sorted(exercises()))
USUAL = (1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 5.0, 7.0, 8.5, 10.0, 10.0, 12.0, 15.0, 15.0, 20.0, 30.0)


def drawn(random: Random) -> Request:
    """One request with all its options drawn, short ones more often than long; most options are left alone in most."""
    return ask(
        _minutes(random),
        random.randrange(2**32),
        focus=tuple(random.sample(tuple(Focus), random.choice((0, 0, 1, 1, 2, 3)))),
        level=random.choice((Level.STANDARD, Level.STANDARD, Level.GENTLE, Level.STRONG)),
        equipment=_equipment(random),
        avoid=_some(random, tuple(Avoid), (0, 0, 0, 1, 1, 2, 3, 4)),
        include=tuple(random.sample(IDS, random.choice((0, 0, 0, 0, 0, 1, 1, 2)))),
        exclude=tuple(random.sample(IDS, random.choice((0, 0, 0, 1, 2, 6)))),
        dosing=random.choice((Dosing.FULL, Dosing.FULL, Dosing.LOW, Dosing.HIGH)),
        sets=random.choice((None, None, None, 1, 2, 3)),
        learn=random.random() < 0.1,
        recent=tuple(random.sample(IDS, random.choice((0, 0, 5, 12, 25)))),
    )


REQUESTS = st.integers(0, 2**32 - 1).map(lambda number: drawn(Random(number)))
"""The same for Hypothesis."""


def _minutes(random: Random) -> float:
    kind = random.random()
    if kind < 0.6:
        return random.choice(USUAL)
    if kind < 0.95:
        return random.uniform(1, 20)
    return random.uniform(20, 60) if kind < 0.99 else random.uniform(60, 90)


def _equipment(random: Random) -> tuple[Equipment, ...]:
    kind = random.random()
    if kind < 0.5:
        return AT_HOME
    if kind < 0.65:
        return tuple(Equipment)
    return _some(random, tuple(Equipment), range(len(Equipment) + 1))


def _some(random: Random, of: tuple[T, ...], many: Sequence[int]) -> tuple[T, ...]:
    """Some of these, in their own order."""
    chosen = random.sample(of, random.choice(many))
    return tuple(each for each in of if each in chosen)
