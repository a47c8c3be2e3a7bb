"""Time and its conversions: exact where they say so, and never further off than they say."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.units import (
    SAMPLE_RATE,
    TICK_MS,
    TICK_SAMPLES,
    Ms,
    clock,
    in_seconds,
    minutes,
    minutes_text,
    ms_of,
    nearest_tick,
    samples_of,
    seconds,
    ticks_covering,
)

MOMENTS = st.integers(min_value=0, max_value=90 * 60_000).map(Ms)


def test_a_tick_is_one_mp3_frame() -> None:
    """A tick is 1152 samples of 48 kHz, which is 24 ms without a remainder; fifteen minutes are 37,500 of them."""
    assert TICK_SAMPLES * 1000 == TICK_MS * SAMPLE_RATE
    assert nearest_tick(minutes(15)) == 37_500


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 0), (1.5, 1500), (0.0004, 0), (0.0006, 1), (12.3456, 12_346), (5400, 5_400_000)],
)
def test_seconds(value: float, expected: int) -> None:
    """Seconds become the nearest whole millisecond."""
    assert seconds(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(1, 60_000), (8.5, 510_000), (7.77, 466_200), (90, 5_400_000)])
def test_minutes(value: float, expected: int) -> None:
    """Minutes become the nearest whole millisecond."""
    assert minutes(value) == expected


@pytest.mark.parametrize(
    ("value", "nearest", "covering"),
    [(0, 0, 0), (1, 0, 1), (11, 0, 1), (12, 1, 1), (23, 1, 1), (24, 1, 1), (25, 1, 2), (36, 2, 2), (48, 2, 2)],
)
def test_ticks(value: int, nearest: int, covering: int) -> None:
    """The nearest tick takes halves up; covering ticks are never shorter."""
    assert nearest_tick(Ms(value)) == nearest
    assert ticks_covering(Ms(value)) == covering


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "00:00.000"), (7, "00:00.007"), (187_240, "03:07.240"), (59_999, "00:59.999"), (5_400_000, "90:00.000")],
)
def test_clock(value: int, told: str) -> None:
    """A moment is told in minutes, seconds and thousandths; minutes go on past 59."""
    assert clock(Ms(value)) == told


@given(st.integers(min_value=0, max_value=10**7))
def test_ticks_and_back_lose_nothing(ticks: int) -> None:
    """A number of ticks comes back the same from milliseconds, whichever way it is rounded."""
    assert nearest_tick(ms_of(ticks)) == ticks == ticks_covering(ms_of(ticks))


@given(MOMENTS)
def test_ticks_are_as_near_as_they_say(value: Ms) -> None:
    """The nearest tick is at most 12 ms away; the covering one comes at or after, by less than a tick."""
    assert abs(ms_of(nearest_tick(value)) - value) <= TICK_MS // 2
    assert 0 <= ms_of(ticks_covering(value)) - value < TICK_MS


@given(MOMENTS)
def test_samples_are_exact(value: Ms) -> None:
    """A millisecond is exactly 48 samples."""
    assert samples_of(value) * 1000 == value * SAMPLE_RATE


@given(MOMENTS)
def test_seconds_in_a_document_come_back_exactly(value: Ms) -> None:
    """Milliseconds survive being written as seconds and read again, and show no more than three decimals."""
    assert seconds(in_seconds(value)) == value
    assert len(repr(in_seconds(value)).partition(".")[2]) <= 3


@given(MOMENTS)
def test_the_clock_can_be_read_back(value: Ms) -> None:
    """A told moment holds the whole moment."""
    found = re.fullmatch(r"(\d{2,}):([0-5]\d)\.(\d{3})", clock(value))
    assert found
    told_minutes, told_seconds, thousandths = (int(part) for part in found.groups())
    assert told_minutes * 60_000 + told_seconds * 1000 + thousandths == value


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (minutes(1), "1 minute"),
        (minutes(8.5), "8.5 minutes"),
        (minutes(15), "15 minutes"),
        (Ms(466_200), "7.77 minutes"),
    ],
)
def test_minutes_for_the_eye(length: Ms, told: str) -> None:
    """Minutes are written without needless zeros."""
    assert minutes_text(length) == told
