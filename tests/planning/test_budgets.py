"""The budgets of the domain reference (2.2), and those between its rows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.model.plan import PhaseName
from backrelief_audio.planning.budgets import Budget, budget, loosened
from backrelief_audio.units import minutes

W, M, C = PhaseName.WARM_UP, PhaseName.MAIN, PhaseName.COOL_DOWN

ROWS = [
    # minutes, seconds of warm-up and cool-down, moves of warm-up, main, cool-down, most changes of position
    (5, (60, 45), ((1, 2), (2, 3), (1, 1)), 1),
    (10, (110, 100), ((2, 2), (3, 4), (2, 2)), 2),
    (
        15,
        (160, 160),
        ((2, 2), (5, 5), (2, 2)),
        3,
    ),  # the table allows 2 or 3 around main, and at 20 minutes 6 or 7 in it
    (20, (200, 220), ((3, 3), (6, 6), (3, 3)), 4),
    (30, (300, 320), ((4, 4), (5, 6), (4, 4)), 5),
]

LENGTHS = st.floats(min_value=1, max_value=90)


@pytest.mark.parametrize(("asked", "around", "counts", "changes"), ROWS, ids=[f"{row[0]} minutes" for row in ROWS])
def test_a_row_of_the_reference(
    asked: float, around: tuple[int, int], counts: tuple[tuple[int, int], ...], changes: int
) -> None:
    """Numbers of moves, most changes of position, and the time around main are those of the table."""
    limits = budget(minutes(asked))
    assert tuple(limits.counts[phase] for phase in PhaseName) == counts
    assert limits.changes == changes
    assert (limits.phases[W], limits.phases[C]) == (around[0] * 1000, around[1] * 1000)


def test_sets_begin_where_rounds_do() -> None:
    """Moves may be done in two sets from 22 minutes on, in three from 40; shorter sessions do each once."""
    assert [budget(minutes(asked)).sets for asked in (5, 10, 15, 20, 21.9)] == [1] * 5
    assert [budget(minutes(asked)).sets for asked in (22, 25, 30, 39.9)] == [2] * 4
    assert [budget(minutes(asked)).sets for asked in (40, 45, 60, 90)] == [3] * 4


@pytest.mark.parametrize(("asked", "most"), [(30, 14), (45, 18), (60, 20)])
def test_long_sessions_are_not_a_tour_of_the_catalogue(asked: float, most: int) -> None:
    """Longer sessions do more of each move before they do more moves."""
    assert sum(high for _, high in budget(minutes(asked)).counts.values()) <= most


def test_a_desk_break_is_small() -> None:
    """Three minutes have three or four moves at half their dose; from five minutes on doses are whole."""
    short, whole = budget(minutes(3)), budget(minutes(5))
    assert short.half
    assert not whole.half
    assert (sum(low for low, _ in short.counts.values()), sum(high for _, high in short.counts.values())) == (3, 4)


def test_guidance_of_ten_minutes_is_met() -> None:
    """An hour has nine minutes or more of warm-up and of cool-down, and none has more than ten."""
    for asked in (60, 75, 90):
        limits = budget(minutes(asked))
        assert minutes(9) <= limits.phases[W] <= minutes(10)
        assert minutes(9) <= limits.phases[C] <= minutes(10)


def whole(limits: Budget) -> int:
    """All of a budget's time."""
    return limits.opening + sum(limits.phases.values()) + limits.closing


@pytest.mark.parametrize(
    "asked", [1, 2, 3, 4.999, 5, 7.77, 8.5, 10, 12.5, 15, 17, 20, 25, 30, 37, 45, 60, 75, 89.9, 90]
)
def test_the_parts_add_up(asked: float) -> None:
    """Opening, phases and closing are the asked length together, but for what rounding to milliseconds leaves."""
    assert abs(whole(budget(minutes(asked))) - minutes(asked)) <= 3


@given(LENGTHS)
def test_every_length_has_a_budget(asked: float) -> None:
    """Any length from one to ninety minutes is shared out whole, into parts and counts that can be met."""
    limits = budget(minutes(asked))
    assert abs(whole(limits) - minutes(asked)) <= 3
    assert all(length >= 0 for length in limits.phases.values())
    assert limits.phases[M] > limits.phases[W]
    assert all(0 <= low <= high for low, high in limits.counts.values())
    assert limits.counts[M][0] >= 1


@given(st.lists(LENGTHS, min_size=2, max_size=6).map(sorted))
def test_longer_sessions_never_have_less(lengths: list[float]) -> None:
    """Where there is more time there are no fewer changes of position or sets, and no shorter phases."""
    for a, b in pairwise(budget(minutes(asked)) for asked in lengths):
        assert a.changes <= b.changes
        assert a.sets <= b.sets
        assert all(a.phases[phase] <= b.phases[phase] + 1 for phase in PhaseName)
        assert a.opening <= b.opening


def test_a_loosened_budget_gives_way_a_little() -> None:
    """A move less in each phase that has several, a change more, half doses in short sessions; nothing else changes."""
    usual, loose = budget(minutes(15)), loosened(minutes(15))
    assert [loose.counts[name] for name in PhaseName] == [(1, 2), (4, 5), (1, 2)]
    assert loose.changes == usual.changes + 1
    assert not loose.half
    assert loosened(minutes(5)).half
    assert (loose.phases, loose.opening, loose.closing) == (usual.phases, usual.opening, usual.closing)


def test_more_sets_are_fewer_moves() -> None:
    """Where more sets are asked for than a length would have, main has fewer moves; where fewer, it may have more."""
    for asked, sets in ((10, 2), (15, 2), (20, 2), (20, 3)):
        usual, more = budget(minutes(asked)), budget(minutes(asked), sets)
        assert more.sets == sets
        assert more.counts[M][0] < usual.counts[M][0]
        assert 2 <= more.counts[M][0] <= more.counts[M][1] <= usual.counts[M][1]
        assert (more.counts[W], more.counts[C], more.phases) == (usual.counts[W], usual.counts[C], usual.phases)
    assert budget(minutes(45), 1).sets == 1
    assert budget(minutes(45), 1).counts[M] == (6, 12)
    assert budget(minutes(45), 3) == budget(minutes(45))
    assert budget(minutes(3), 3) == budget(minutes(3))
    assert loosened(minutes(20), 2).sets == 2
