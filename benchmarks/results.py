"""What benchmarks/speed.py measured, as values that can be kept and read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from running import Cost

NEW = "nothing stored"
"""The case of a first build."""


def session_name(minutes: float, bed: bool) -> str:
    """How a session is called wherever it is told."""
    return f"{minutes:g} minutes{' over a bed' if bed else ', voice only'}"


@dataclass(frozen=True, slots=True)
class Row:
    """One case against the plain way, or against a limit."""

    case: str
    ours: Cost
    plain: Cost | None = None
    times: float | None = None
    """As many times as fast as the plain way is what is wanted."""

    limit: float | None = None
    """So many seconds at most is what is wanted."""

    @property
    def ratio(self) -> float | None:
        """How many times as fast as the plain way it is."""
        return self.plain.seconds / self.ours.seconds if self.plain else None

    @property
    def met(self) -> bool:
        """Whether what was wanted is reached."""
        if self.limit is not None:
            return self.ours.seconds <= self.limit
        return self.ratio is not None and self.times is not None and self.ratio >= self.times


@dataclass(frozen=True, slots=True)
class Changed:
    """A routine with nothing stored, built before, and with one exercise changed after it was built."""

    cold: Cost
    warm: Cost
    changed: Cost
    share: float
    """Which part of the session the new exercise takes."""

    @property
    def exercises(self) -> float:
        """What the change cost beyond a build of what is stored, in such exercises: 1 is one exercise.

        By processor time, which is not a matter of how many cores there are.
        """
        new = (self.cold.processor - self.warm.processor) * self.share
        return (self.changed.processor - self.warm.processor) / new


@dataclass(frozen=True, slots=True)
class Growth:
    """A session of a length."""

    minutes: float
    bed: bool
    cold: Cost
    warm: Cost
    size: int
    """Bytes of the MP3."""

    stored: int
    """Bytes of the store when nothing else was built."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of sessions, made and looked through again."""

    sessions: int
    minutes: float
    made: Cost
    kept: Cost
    stored: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a build's processor time went."""

    minutes: float
    bed: bool
    warm: bool
    """Whether it had been built before."""

    stages: Mapping[str, float]
    """Seconds by stage; together all there are."""

    amounts: Mapping[str, float]
    """What was new: lines spoken, seconds of clips, seconds encoded."""

    least: float
    """Seconds that nobody could save: an interpreter that does nothing, eSpeak NG and LAME alone on what was new."""


@dataclass(frozen=True, slots=True)
class Results:
    """One run of the benchmark."""

    machine: str
    cores: int
    quick: bool
    """Whether it was a try with short sessions, whose figures tell nothing."""

    versions: str
    runs: int
    rows: tuple[Row, ...]
    changed: Changed
    growth: tuple[Growth, ...]
    folders: tuple[Folder, ...]
    profiles: tuple[Profile, ...]

    def told(self) -> dict[str, Any]:
        """As JSON types, without digits that say nothing."""
        rounded: dict[str, Any] = _rounded(asdict(self))
        return rounded


def results_from(told: Mapping[str, Any]) -> Results:
    """What was kept as JSON."""

    def costs(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: Cost(**value) if _is_cost(value) else value for name, value in values.items()}

    return Results(
        machine=told["machine"],
        cores=told["cores"],
        quick=told["quick"],
        versions=told["versions"],
        runs=told["runs"],
        rows=tuple(Row(**costs(row)) for row in told["rows"]),
        changed=Changed(**costs(told["changed"])),
        growth=tuple(Growth(**costs(one)) for one in told["growth"]),
        folders=tuple(Folder(**costs(one)) for one in told["folders"]),
        profiles=tuple(Profile(**one) for one in told["profiles"]),
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return round(value, 4) if isinstance(value, float) else value


def _is_cost(value: object) -> bool:
    return isinstance(value, dict) and "processor" in value
