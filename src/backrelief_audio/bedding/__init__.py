"""Music and ambience made here: beds whose bars follow the reps, and that leave room for the voice.

A loop of a few bars is made once for each length of bar, and passages are read from it in a circle, with the first beat
of its first bar on the passage's first beat. So a passage's sound depends on its length, its first beat and its reps,
and not on where in a session it is.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import RequestError
from ..model.sound import Bed, Passage
from ..units import samples_of
from .grid import Grid, fitted
from .making import loop_of
from .recipes import RECIPES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BEDS", "VERSION", "generated_bed"]

VERSION = 1
"""Part of every key: raise it when a bed sounds different."""

BEDS = {name: recipe.title for name, recipe in RECIPES.items()}
"""The names of the generated beds, each with a line for people, in the order they are told."""

_ROOM = 48_000_000
"""Bytes of loops that are kept: those of a session's four or five commonest bars. Each takes 3 to 13 million."""


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


@dataclass(slots=True)
class _Place:
    """Where one loop is made and kept; who comes while it is being made waits for it."""

    making: threading.Lock = field(default_factory=threading.Lock)
    loop: NDArray[np.float32] | None = None


class _Loops:
    """Loops that were made, the ones used last, of at most so many bytes together."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._places: OrderedDict[tuple[str, Grid], _Place] = OrderedDict()

    def get(self, name: str, grid: Grid) -> NDArray[np.float32]:
        """A bed's loop, made once however many threads ask for it."""
        with self._lock:
            place = self._places.setdefault((name, grid), _Place())
            self._places.move_to_end((name, grid))
        with place.making:
            if place.loop is None:
                place.loop = loop_of(name, RECIPES[name], grid)
            loop = place.loop
        self._tidy()
        return loop

    def _tidy(self) -> None:
        """Forget those unused for longest where they take too much."""
        with self._lock:
            sizes = {key: place.loop.nbytes for key, place in self._places.items() if place.loop is not None}
            excess = sum(sizes.values()) - self._room
            for key, size in list(sizes.items())[:-1]:
                if excess > 0:
                    del self._places[key]
                    excess -= size


_LOOPS = _Loops(_ROOM)
