"""Time and level, the only conversions between their units, and how amounts are written for people.

Audio is 48 kHz throughout, so a millisecond is exactly 48 samples and one MP3 frame of 1152 samples,
the *tick* that the timeline is ruled in, is exactly 24 ms.
"""

from __future__ import annotations

from typing import NewType

Ms = NewType("Ms", int)
"""Whole milliseconds."""

Tick = NewType("Tick", int)
"""Whole MP3 frames of 24 ms."""

Db = NewType("Db", float)
"""Decibels, relative; or to full scale where a name says so."""

Lufs = NewType("Lufs", float)
"""Loudness units to full scale, ITU-R BS.1770."""

SAMPLE_RATE = 48_000
"""Hertz of every clip, block and file."""

SAMPLES_PER_MS = SAMPLE_RATE // 1000
TICK_SAMPLES = 1152
"""Samples of one MPEG-1 layer III frame."""

TICK_MS = 24
NO_TIME = Ms(0)
assert TICK_SAMPLES == TICK_MS * SAMPLES_PER_MS


def seconds(value: float) -> Ms:
    """Seconds to the nearest millisecond."""
    return Ms(round(value * 1000))


def minutes(value: float) -> Ms:
    """Minutes to the nearest millisecond."""
    return Ms(round(value * 60_000))


def in_seconds(value: Ms) -> float:
    """Milliseconds as seconds, for documents and people."""
    return round(value / 1000, 3)


def ms_of(ticks: int) -> Ms:
    """Where a tick lies, or how long so many ticks last. Exact."""
    return Ms(ticks * TICK_MS)


def nearest_tick(value: Ms) -> Tick:
    """The tick nearest to a moment; halves go up. At most 12 ms away."""
    return Tick((value + TICK_MS // 2) // TICK_MS)


def ticks_covering(value: Ms) -> Tick:
    """The fewest ticks that are at least so long."""
    return Tick(-(-value // TICK_MS))


def samples_of(value: Ms) -> int:
    """Milliseconds as samples. Exact."""
    return value * SAMPLES_PER_MS


def clock(value: Ms) -> str:
    """A moment as people read it, minutes and seconds to the millisecond: ``03:07.240``."""
    whole, thousandths = divmod(value, 1000)
    return f"{whole // 60:02d}:{whole % 60:02d}.{thousandths:03d}"


def counted(amount: int | str, what: str) -> str:
    """So many of something, whose plural takes an s: ``1 session``, ``15 minutes``."""
    return f"{amount} {what}{'' if str(amount) == '1' else 's'}"


def minutes_number(length: Ms) -> str:
    """How many minutes, without needless zeros: 1, 8.5, 15."""
    return f"{length / 60_000:.2f}".rstrip("0").rstrip(".")


def minutes_text(length: Ms) -> str:
    """Minutes for the eye: 1 minute, 8.5 minutes, 15 minutes."""
    return counted(minutes_number(length), "minute")
