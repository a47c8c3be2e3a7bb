"""How bars are fitted to reps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.bedding.grid import RATE, Grid, fitted
from backrelief_audio.units import Ms

NATURAL, LEAST = Ms(6000), Ms(4000)


def grid(bar: int, beats: int) -> Grid:
    """A grid by its bar in milliseconds."""
    return Grid(bar * RATE // 1000, beats)


FITTED = {
    "a rep of a bar": (6000, grid(6000, 6)),
    "two reps a bar": (3000, grid(6000, 6)),
    "two bars a rep": (14_000, grid(7000, 7)),
    "beats that are no seconds": (7300, grid(7300, 7)),
    "two reps a bar, of two beats each": (2500, grid(5000, 4)),
    "the shortest bar": (4000, grid(4000, 4)),
    "a rep too long for one": (8000, grid(4000, 4)),
    "one that three bars divide": (16_001, Grid(64_004, 5)),
    "no reps": (None, grid(6000, 6)),
    "no music": (300, grid(6000, 6)),
    "longer than any rep": (90_000, grid(6000, 6)),
}


@pytest.mark.parametrize(("rep", "expected"), FITTED.values(), ids=FITTED)
def test_bars_are_fitted_to_reps(rep: int | None, expected: Grid) -> None:
    """Whole reps in a bar or whole bars in a rep, and about a beat a second."""
    assert fitted(None if rep is None else Ms(rep), NATURAL, LEAST) == expected


@given(rep=st.integers(1000, 40_000), least=st.sampled_from([4000, 5000]))
def test_every_rep_begins_on_a_bar_or_beat(rep: int, least: int) -> None:
    """Whatever a rep lasts, it begins on a beat of a bar of the right length, to the sample."""
    found = fitted(Ms(rep), NATURAL, Ms(least))
    samples = rep * RATE // 1000
    assert least * RATE // 1000 <= found.bar < 2 * least * RATE // 1000
    if samples < found.bar:
        assert found.bar % samples == 0
        assert found.beats % (found.bar // samples) == 0
    else:
        assert samples % found.bar == 0
    assert 0.66 * RATE <= found.bar / found.beats <= 1.5 * RATE
