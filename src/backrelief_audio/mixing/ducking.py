"""How loud a bed is under the words, millisecond by millisecond."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ..model.script import Chime, CueKind
from ..model.timeline import Placed
from ..units import Db, Ms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DUCK = Db(-6.0)
"""How far the bed goes down under speech and chimes."""

BEFORE = Ms(250)
"""It has gone down when a word begins, by a raised cosine; practice is 200 to 300 ms."""

AFTER = Ms(750)
"""It comes up again over so long after a word; practice is 600 to 900 ms."""

BRIDGED = Ms(1200)
"""It stays down through shorter silences: a bed that comes up between two sentences is heard as pumping."""

THROUGH_COUNTS = Ms(8000)
"""The same from one word of the movement to the next, such as counts: it stays down through a counted set, whatever is
said in between."""

_OF_THE_MOVEMENT = frozenset({CueKind.COUNT, CueKind.COUNTDOWN, CueKind.ACTION, CueKind.SIDE})


def duck(cues: Sequence[Placed], start: Ms, length: Ms) -> NDArray[np.float32]:
    """The gain at each millisecond of a stretch, from 0 to ``length``, both included; 1 is the bed's own level.

    ``cues`` are those heard in the stretch, in order, in absolute time; ``start`` is where the stretch begins.
    """
    import numpy as np

    down = np.zeros(length + 1, dtype=np.float32)
    for begin, end in _spoken(cues):
        _cover(down, begin - start, end - start)
    return 1.0 - np.float32(1.0 - 10.0 ** (DUCK / 20.0)) * down


def leads(cue: Placed) -> bool:
    """Whether a cue is said in work and of the movement: from one such to the next a bed stays down."""
    return cue.set is not None and cue.kind in _OF_THE_MOVEMENT


def _spoken(cues: Sequence[Placed]) -> Iterator[tuple[int, int]]:
    """From when to when the bed stays down: cues, with the silences between them that are bridged."""
    heard = [
        cue for cue in cues if cue.sound is not Chime.TICK
    ]  # a tick is softer than the voice, and part of the music
    spans = [(cue.start, cue.end) for cue in heard]
    leading = [cue for cue in heard if leads(cue)]
    spans += [(a.end, b.start) for a, b in pairwise(leading) if b.start - a.end < THROUGH_COUNTS]
    run: tuple[int, int] | None = None
    for start, end in sorted(spans):
        if run and start - run[1] < BRIDGED:
            run = (run[0], max(run[1], end))
        else:
            if run:
                yield run
            run = (start, end)
    if run:
        yield run


def _cover(down: NDArray[np.float32], begin: int, end: int) -> None:
    """All the way down from ``begin`` to ``end``, with a slope on either side; slopes of neighbours never lower it."""
    import numpy as np

    at = np.arange(max(begin - BEFORE, 0), min(end + AFTER, len(down) - 1) + 1)
    before = np.clip((at - (begin - BEFORE)) / BEFORE, 0.0, 1.0)
    after = np.clip(((end + AFTER) - at) / AFTER, 0.0, 1.0)
    slope = 0.5 - 0.5 * np.cos(np.pi * np.minimum(before, after))
    down[at] = np.maximum(down[at], slope)


def breathe(length: Ms, rise: Ms, fall: Ms) -> NDArray[np.float32]:
    """From silence and back to it: the gain at each millisecond from 0 to ``length``, by raised cosines."""
    import numpy as np

    rise, fall = Ms(max(rise, 1)), Ms(max(fall, 1))
    gain = np.ones(length + 1, dtype=np.float32)
    rising, falling = np.arange(min(rise, length + 1)), np.arange(max(rise, length + 1 - fall), length + 1)
    at = np.concatenate([rising, falling])
    near = np.minimum(at / rise, (length - at) / fall)
    gain[at] = 0.5 - 0.5 * np.cos(np.pi * np.clip(near, 0.0, 1.0))
    return gain
