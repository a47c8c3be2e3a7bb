"""Music and ambience made here: beds whose bars follow the reps, and that leave room for the voice.

A loop of a few bars is made once for each length of bar, and passages are read from it in a circle, with the first beat
of its first bar on the passage's first beat. So a passage's sound depends on its length, its first beat and its reps,
and not on where in a session it is.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from ..errors import RequestError
from ..model.sound import Bed, Passage
from ..units import samples_of
from .grid import Grid, fitted
from .making import loop_of
from .recipes import RECIPES

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BEDS", "VERSION", "generated_bed"]

VERSION = 1
"""Part of every key: raise it when a bed sounds different."""

BEDS = {name: recipe.title for name, recipe in RECIPES.items()}
"""The names of the generated beds, each with a line for people, in the order they are told."""

_ROOM = 12_000_000
"""Bytes of loops that are kept beside those that are being played. One takes 3 to 13 million, and 0.05 s to make: with
room for more, an hour needed 8 MB more and no less time (measured)."""


def generated_bed(name: str) -> Bed:
    """The generated bed of a name. Raises RequestError where there is none."""
    if name not in RECIPES:
        raise RequestError(f"there is no bed {name!r}", hint=f"choose one of: {', '.join(RECIPES)}")
    return _GeneratedBed(name)


@dataclass(frozen=True, slots=True)
class _GeneratedBed:
    """A bed that is read from loops."""

    name: str

    def key(self, passage: Passage) -> str:
        return f"{self.name} {VERSION} length {passage.length} zero {passage.zero} bar {passage.bar}"

    def play(self, passage: Passage) -> NDArray[np.float32]:
        import numpy as np

        recipe = RECIPES[self.name]
        loop = _LOOPS.get(self.name, fitted(passage.bar, recipe.natural, recipe.least))
        played = np.empty((samples_of(passage.length), 2), dtype=np.float32)
        done, at = 0, -samples_of(passage.zero) % len(loop)
        while done < len(played):
            few = min(len(played) - done, len(loop) - at)
            played[done : done + few] = loop[at : at + few]
            done, at = done + few, 0
        return played


class _Latest(threading.local):
    """The loop that a thread had last."""

    key: tuple[str, Grid] | None = None
    loop: NDArray[np.float32] | None = None


class _Loops:
    """Loops that were made, the ones used last, of at most so many bytes together, and each thread's latest.

    A passage is played piece after piece in one thread: its loop is there until the thread plays another. All are made
    in a thread of their own: the memory that it takes is not given back to the system, and every thread would keep as
    much for itself (10 MB with glibc).
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._maker: Executor | None = None
        self._latest = _Latest()
        self._kept: OrderedDict[tuple[str, Grid], NDArray[np.float32]] = OrderedDict()
        self._there: WeakValueDictionary[tuple[str, Grid], NDArray[np.float32]] = WeakValueDictionary()
        """All that anyone still has."""

    def get(self, name: str, grid: Grid) -> NDArray[np.float32]:
        """A bed's loop, made once however many threads ask for it."""
        latest = self._latest
        if latest.loop is None or latest.key != (name, grid):
            latest.loop = None  # the next takes its place, and need not stand beside it
            latest.loop = self._shared(name, grid)
            latest.key = (name, grid)
        return latest.loop

    def _shared(self, name: str, grid: Grid) -> NDArray[np.float32]:
        with self._lock:
            loop = self._there.get((name, grid))
            if loop is None:
                loop = self._there[name, grid] = self._made(name, grid)
            self._kept[name, grid] = loop
            self._kept.move_to_end((name, grid))
            while len(self._kept) > 1 and sum(each.nbytes for each in self._kept.values()) > self._room:
                self._kept.popitem(last=False)
        return loop

    def _made(self, name: str, grid: Grid) -> NDArray[np.float32]:
        from concurrent.futures import ThreadPoolExecutor

        if self._maker is None:
            self._maker = ThreadPoolExecutor(1)
        return self._maker.submit(loop_of, name, RECIPES[name], grid).result()


_LOOPS = _Loops(_ROOM)
