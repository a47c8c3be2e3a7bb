"""Sharing out time as TeX sets a line: exact, within limits, in proportion, and rigid lengths stay rigid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.layout.glue import LEVELS, Bend, at_least, bend, rigid, settled, share, total
from backrelief_audio.model.plan import Glue
from backrelief_audio.units import Ms

SMALL = st.integers(min_value=0, max_value=400)


def a_bend(least: int, more: int, most: int) -> Bend:
    """A bend from its least and what it may have more."""
    return Bend(least=least, natural=least + more, most=least + more + most)


BENDS = st.lists(st.one_of(st.builds(a_bend, SMALL, SMALL, SMALL), SMALL.map(rigid)), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("glue", "expected"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((24, 48, 72), (1, 2, 3)),
        ((25, 48, 72), (2, 2, 3)),  # the least is never undercut
        ((60, 60, 60), (3, 3, 3)),
        ((350, 600, 1500), (15, 25, 63)),
    ],
)
def test_milliseconds_become_ticks(glue: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    """A least is rounded up, natural and most to the nearest tick and never below what is less."""
    least, natural, most = (Ms(value) for value in glue)
    made = bend(Glue(least=least, natural=natural, most=most))
    assert (made.least, made.natural, made.most) == expected


def test_two_demands_at_once() -> None:
    """A length that has to satisfy two demands has the greater of each."""
    assert at_least(a_bend(10, 10, 10), rigid(15)) == Bend(least=15, natural=20, most=30)
    assert at_least(rigid(3), rigid(5)) == rigid(5)


TABLE = [
    # lengths, wanted, shared out
    ([rigid(5)], 5, [5]),
    ([a_bend(0, 10, 10), a_bend(0, 10, 10)], 20, [10, 10]),
    ([a_bend(0, 10, 10), a_bend(0, 10, 10)], 30, [15, 15]),
    ([a_bend(0, 10, 10), a_bend(0, 10, 30)], 40, [15, 25]),
    ([a_bend(0, 10, 10), a_bend(5, 5, 30)], 10, [3, 7]),
    ([a_bend(4, 6, 0), rigid(7), a_bend(1, 4, 2)], 12, [4, 7, 1]),
    ([a_bend(0, 1, 1), rigid(5), a_bend(0, 1, 1)], 8, [1, 5, 2]),
]


@pytest.mark.parametrize(("bends", "ticks", "expected"), TABLE)
def test_sharing(bends: list[Bend], ticks: int, expected: list[int]) -> None:
    """What is over or missing is shared in proportion to what each can give."""
    shared = share(bends, ticks, 0)
    assert sum(shared) == ticks
    assert all(abs(a - b) <= 1 for a, b in zip(shared, expected, strict=True))
    assert all(length == one.natural for length, one in zip(shared, bends, strict=True) if one.least == one.most)


@given(BENDS, st.data())
def test_shares_are_exact_and_within_their_limits(bends: list[Bend], data: st.DataObject) -> None:
    """The shares add up to the tick, none is below its least or above its most, and what is rigid stays as it is."""
    whole = total(bends)
    ticks = data.draw(st.integers(min_value=whole.least, max_value=whole.most))
    shared = share(bends, ticks, data.draw(st.integers(min_value=0, max_value=len(bends) - 1)))
    assert sum(shared) == ticks
    for length, one in zip(shared, bends, strict=True):
        assert one.least <= length <= one.most


@given(BENDS)
def test_natural_time_bends_nothing(bends: list[Bend]) -> None:
    """Where there is just the natural time, everything has its natural length; at the limits its least or most."""
    whole = total(bends)
    assert share(bends, whole.natural, 0) == [one.natural for one in bends]
    assert share(bends, whole.least, 0) == [one.least for one in bends]
    assert share(bends, whole.most, 0) == [one.most for one in bends]


@given(BENDS, st.integers(min_value=1, max_value=5000), st.data())
def test_what_is_over_goes_to_one(bends: list[Bend], surplus: int, data: st.DataObject) -> None:
    """Beyond all that can be given, the rest goes to the one that was named."""
    index = data.draw(st.integers(min_value=0, max_value=len(bends) - 1))
    shared = share(bends, total(bends).most + surplus, index)
    expected = [one.most for one in bends]
    expected[index] += surplus
    assert shared == expected


@given(BENDS, st.data())
def test_more_time_makes_nothing_much_shorter(bends: list[Bend], data: st.DataObject) -> None:
    """With a tick more each share is at most a tick shorter, by rounding, and the whole is that tick longer."""
    whole = total(bends)
    ticks = data.draw(st.integers(min_value=whole.least, max_value=max(whole.most - 1, whole.least)))
    if ticks < whole.most:
        before, after = share(bends, ticks, 0), share(bends, ticks + 1, 0)
        assert all(b >= a - 1 for a, b in zip(before, after, strict=True))
        assert sum(after) == sum(before) + 1


@given(BENDS, st.data())
def test_shares_are_in_proportion(bends: list[Bend], data: st.DataObject) -> None:
    """Each is bent by the same share of what it can give, to the tick."""
    whole = total(bends)
    ticks = data.draw(st.integers(min_value=whole.least, max_value=whole.most))
    grow = ticks >= whole.natural
    room = whole.most - whole.natural if grow else whole.natural - whole.least
    for length, one in zip(share(bends, ticks, 0), bends, strict=True):
        own = one.most - one.natural if grow else one.natural - one.least
        exact = one.natural + ((ticks - whole.natural) * own / room if room else 0)
        assert abs(length - exact) < 1.000001


def test_too_little_is_refused() -> None:
    """Less than all the leasts can't be shared out."""
    with pytest.raises(AssertionError):
        share([a_bend(5, 1, 1)], 4, 0)


@given(BENDS, st.data())
def test_settled_lengths_are_exact_and_few(bends: list[Bend], data: st.DataObject) -> None:
    """They add up to the tick within every limit; all but one are at two neighbouring levels, on the side of need."""
    whole = total(bends)
    ticks = data.draw(st.integers(min_value=whole.least, max_value=whole.most))
    lengths = settled(bends, ticks)
    assert sum(lengths) == ticks
    longer = ticks >= whole.natural
    levels: list[set[int]] = []
    for length, one in zip(lengths, bends, strict=True):
        assert one.least <= length <= one.most
        assert length >= one.natural if longer else length <= one.natural
        room = one.most - one.natural if longer else one.natural - one.least
        levels.append({level for level in range(LEVELS + 1) if room * level // LEVELS == abs(length - one.natural)})
    assert any(sum(not {low, low + 1} & of for of in levels) <= 1 for low in range(LEVELS))


@given(BENDS)
def test_settled_natural_time_bends_nothing(bends: list[Bend]) -> None:
    """With just the natural time all have their natural lengths; at the limits their least or most."""
    whole = total(bends)
    assert settled(bends, whole.natural) == [one.natural for one in bends]
    assert settled(bends, whole.least) == [one.least for one in bends]
    assert settled(bends, whole.most) == [one.most for one in bends]


def test_a_stretch_has_the_same_length_in_sessions_that_differ_a_little() -> None:
    """Of forty pauses, a second more or less to share out changes a few; shared in proportion it would change half."""
    bends = [a_bend(10, 15, 20 + number % 7) for number in range(40)]
    natural = total(bends).natural
    before, after = settled(bends, natural + 100), settled(bends, natural + 140)
    assert sum(a != b for a, b in zip(before, after, strict=True)) <= 10
    even = [share(bends, natural + more, 0) for more in (100, 140)]
    assert sum(a != b for a, b in zip(*even, strict=True)) >= 20
