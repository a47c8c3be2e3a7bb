"""What benchmarks/speed.py measures: the sessions, and how many of which length."""

from __future__ import annotations

from dataclasses import dataclass

BED = "warm-pad"
SEED, OTHER_SEED = "7", "8"

ROUTINE = {
    "shoulder-roll": "reps = 10",
    "wall-angel": "reps = 10",
    "scapular-squeeze": "reps = 10",
    "cat-cow": "reps = 8",
    "bird-dog": "reps = 10",
    "doorway-stretch": "hold = 30",
    "childs-pose": "hold = 45",
    "breath-reset": "reps = 6",
}
"""About 15 minutes. All doses are settled, so that nothing but what is changed makes it longer or shorter."""

BEFORE, AFTER = "scapular-squeeze", "wall-pelvic-tilt"
"""The one that is changed, and what takes its place."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How big the sessions are that are measured."""

    runs: int
    session: float
    """Minutes of the session that most rows are about."""

    long: float
    lengths: tuple[float, ...]
    """Minutes over which growth is looked at."""

    beds: tuple[str, ...]
    folders: tuple[tuple[int, int], ...]
    """Areas and sessions for each."""

    in_folder: float
    """Minutes of each of these."""

    week: tuple[str, ...]
    """Seeds of the sessions of one voice that follow two others; the last is measured."""

    routine: tuple[str, ...]
    """Exercises of the routine of which one is changed."""

    profiles: tuple[tuple[float, str, int], ...]
    """Minutes, bed, and which build of the same is looked into."""


FULL = Measure(
    runs=5,
    session=15,
    long=60,
    lengths=(5, 15, 30, 60, 90),
    beds=("none", BED),
    folders=((1, 1), (1, 10), (2, 50)),
    in_folder=5,
    week=("9", "10", "11", "12", "13", "14"),
    routine=tuple(ROUTINE),
    profiles=((15, "none", 1), (15, "none", 2), (15, BED, 1), (15, BED, 2), (60, BED, 1)),
)
QUICK = Measure(
    runs=1,
    session=1,
    long=1,
    lengths=(1,),
    beds=("none",),
    folders=((1, 1),),
    in_folder=2,
    week=("9",),
    routine=(BEFORE, "breath-reset"),
    profiles=((1, BED, 1), (1, BED, 2)),
)
