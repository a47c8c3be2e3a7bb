"""Doses are bent to the time, one step at a time, and never out of an exercise's own range."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from building import ask, exercises, length_of, move
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.model.exercise import Range
from backrelief_audio.model.plan import Move, PhaseName
from backrelief_audio.planning.budgets import Budget, budget
from backrelief_audio.planning.costs import Costs
from backrelief_audio.planning.fitting import HOLD_STEP, Doses, Fitted, default_of, fit, least_of, step
from backrelief_audio.units import Ms, minutes

LONG, SHORT = budget(minutes(60)), budget(minutes(3))
QUARTER = budget(minutes(15))
COSTS = Costs(length_of, ask(15))


def told(dosed: Move | None) -> str:
    """A dose in a few letters: sets by reps or seconds."""
    if dosed is None:
        return "-"
    return f"{dosed.sets}x{dosed.reps}" if dosed.hold is None else f"{dosed.sets}x{dosed.hold // 1000}s"


def dosed(id_: str, dose: str) -> Move:
    """A move at such a dose."""
    sets, amount = dose.split("x")
    if amount.endswith("s"):
        return move(id_, sets=int(sets), hold=Ms(int(amount[:-1]) * 1000))
    return move(id_, sets=int(sets), reps=int(amount))


STEPS = [
    # a dose, the next larger and the next smaller where sets are allowed, and where they are not
    ("wall-angel", "1x10", LONG, "1x11", "-"),
    ("wall-angel", "1x15", LONG, "2x10", "1x14"),
    ("wall-angel", "2x10", LONG, "2x11", "1x15"),
    ("wall-angel", "3x15", LONG, "-", "3x14"),
    ("wall-angel", "1x15", QUARTER, "-", "1x14"),
    ("seated-row", "2x15", LONG, "3x10", "2x14"),
    ("seated-row", "3x15", LONG, "-", "3x14"),
    ("shoulder-roll", "2x15", LONG, "-", "2x14"),
    ("shoulder-roll", "2x10", LONG, "2x11", "-"),
    ("prone-ytw", "3x5", LONG, "-", "3x4"),
    ("prone-ytw", "3x3", LONG, "3x4", "-"),
    ("doorway-stretch", "1x30s", QUARTER, "1x35s", "1x25s"),
    ("doorway-stretch", "1x60s", QUARTER, "-", "1x55s"),
    ("doorway-stretch", "1x60s", LONG, "2x15s", "1x55s"),
    ("doorway-stretch", "1x15s", LONG, "1x20s", "-"),
    ("cobra", "2x15s", QUARTER, "2x20s", "1x30s"),
    ("cobra", "2x30s", QUARTER, "-", "2x25s"),
    ("locust", "3x5s", QUARTER, "3x10s", "2x15s"),
    ("chin-tuck", "1x8", LONG, "1x9", "-"),
    ("chin-tuck", "1x8", SHORT, "1x9", "1x7"),
    ("chin-tuck", "1x4", SHORT, "1x5", "-"),
    ("neck-turn", "1x3", SHORT, "1x4", "-"),
]


@pytest.mark.parametrize(("id_", "dose", "limits", "larger", "smaller"), STEPS)
def test_the_next_dose(id_: str, dose: str, limits: Budget, larger: str, smaller: str) -> None:
    """Reps and seconds go first, then sets; nothing leaves its range; circles and letters keep their sets."""
    here = dosed(id_, dose)
    assert told(step(here, limits, grow=True)) == larger
    assert told(step(here, limits, grow=False)) == smaller


@pytest.mark.parametrize(
    ("dose", "half", "least", "usual"),
    [(Range(default=10, least=8, most=12), False, 8, 10), (Range(default=10, least=8, most=12), True, 4, 5)],
)
def test_half_doses(dose: Range, half: bool, least: int, usual: int) -> None:
    """A desk break may do half the least, and begins with half the usual."""
    assert (least_of(dose, half=half), default_of(dose, half=half)) == (least, usual)


def test_half_of_an_odd_dose_is_rounded_up() -> None:
    """Half of five is three."""
    assert least_of(Range(default=6, least=5, most=8), half=True) == 3


MOVES = st.lists(st.sampled_from(sorted(exercises())), min_size=1, max_size=12, unique=True)
LENGTHS = st.sampled_from([3.0, 5.0, 7.77, 10.0, 15.0, 30.0, 60.0])


def fitted(ids: list[str], asked: float) -> tuple[Fitted, Budget, Costs]:
    """These moves, a third in each phase, fitted to a length."""
    phases = [list(PhaseName)[number * 3 // len(ids)] for number in range(len(ids))]
    limits, costs = budget(minutes(asked)), Costs(length_of, ask(asked))
    moves = [move(id_, phase) for id_, phase in zip(ids, phases, strict=True)]
    return fit(moves, limits, costs, minutes(asked)), limits, costs


@given(MOVES, LENGTHS)
def test_doses_stay_in_their_ranges(ids: list[str], asked: float) -> None:
    """However much time there is, reps, seconds and sets keep to what the exercise allows."""
    made, limits, _ = fitted(ids, asked)
    assert [one.exercise.id for one in made.moves] == ids
    for one in made.moves:
        dose = one.exercise.dose
        amount, unit = (dose.reps, one.reps) if dose.reps else (dose.hold, (one.hold or 0) / 1000)
        assert amount is not None
        assert unit is not None
        assert least_of(amount, half=limits.half) <= unit <= amount.most
        assert dose.sets.least <= one.sets <= dose.sets.most
        if one.exercise.ways:
            assert one.sets == dose.sets.default


@given(MOVES, LENGTHS)
def test_no_single_step_would_come_nearer(ids: list[str], asked: float) -> None:
    """Fitting stops only where no step of any move would bring the whole nearer to the asked length."""
    made, limits, costs = fitted(ids, asked)
    talk = sum(
        costs.introduction(before, one).natural
        for before, one in zip([None, *map(move, ids)], map(move, ids), strict=False)
    )
    work = sum(costs.work(one).natural for one in made.moves)
    missing = minutes(asked) - (limits.opening + talk + work + limits.closing)
    for one in made.moves:
        changed = step(one, limits, grow=missing > 0)
        if changed is not None:
            gained = costs.work(changed).natural - costs.work(one).natural
            assert abs(missing - gained) >= abs(missing), (one.exercise.id, told(one), told(changed))


@given(MOVES)
def test_more_time_is_never_less_work(ids: list[str]) -> None:
    """The same moves in a longer session take no less time."""
    totals = [fitted(ids, asked)[0].total.natural for asked in (10.0, 15.0, 20.0)]
    assert all(a <= b + 1000 * HOLD_STEP * 3 for a, b in pairwise(totals))


def test_what_a_session_costs_is_the_sum_of_its_parts() -> None:
    """Opening, closing, and each move with its way there; least, natural and most in this order."""
    moves = [move("shoulder-roll"), move("bird-dog"), move("thread-the-needle")]
    total = COSTS.session(moves, Ms(25_000), Ms(17_000))
    talk = sum(COSTS.introduction(before, one).natural for before, one in zip([None, *moves], moves, strict=False))
    assert total.natural == 42_000 + talk + sum(COSTS.work(one).natural for one in moves)
    assert total.least < total.natural < total.most


def test_two_sides_cost_twice_the_work_and_a_switch() -> None:
    """A move of each side is worked twice as long, and the change of sides is counted between."""
    one = move("neck-side-stretch", hold=Ms(20_000))
    glue = COSTS.work(one)
    assert 40_000 + 6_000 <= glue.least <= glue.natural <= 40_000 + 13_000
    twice = COSTS.work(replace(one, sets=2))
    assert twice.natural >= 2 * glue.natural


SUPERSET = [
    move("shoulder-roll", PhaseName.WARM_UP),
    move("seated-row", sets=2, group=1),
    move("wall-pelvic-tilt", sets=2, group=1),
    move("breath-reset", PhaseName.COOL_DOWN),
]


@given(st.floats(min_value=3, max_value=30))
def test_a_superset_keeps_its_sets_together(asked: float) -> None:
    """Whatever the time, the moves of a superset have as many sets each, two at least, in their ranges."""
    limits = budget(minutes(60))
    _, row, tilt, _ = fit(SUPERSET, limits, COSTS, minutes(asked)).moves
    assert row.sets == tilt.sets
    assert 2 <= row.sets <= 3
    assert 10 <= (row.reps or 0) <= 15
    assert 8 <= (tilt.reps or 0) <= 12


def test_a_superset_grows_by_rounds() -> None:
    """A superset gains reps until both are at their most, then a round at the least, as one move does."""
    limits = budget(minutes(60))
    sets = [fit(SUPERSET, limits, COSTS, minutes(asked)).moves[1].sets for asked in (8, 20)]
    assert sets == [2, 3]


def test_fitting_reckons_a_superset_as_the_session_does() -> None:
    """What fitting takes a superset for is what the whole is reckoned at: it ends within a rep of what was asked."""
    limits = budget(minutes(60))
    for asked in (11, 12, 13, 14):
        assert abs(fit(SUPERSET, limits, COSTS, minutes(asked)).total.natural - minutes(asked)) <= 6_000


@given(st.lists(st.floats(min_value=3, max_value=60), min_size=2, max_size=4))
def test_earlier_fits_leave_no_trace(lengths: list[float]) -> None:
    """Doses that were fitted to other lengths and in other company before come out as if each fit were the first."""
    limits = budget(minutes(60))
    doses = Doses(limits, COSTS)
    for asked in lengths:
        for moves in (SUPERSET, SUPERSET[1:], SUPERSET[::-1], SUPERSET[:2]):
            made = doses.fit(moves, minutes(asked))
            assert made == fit(moves, limits, COSTS, minutes(asked))
            assert made.total == COSTS.session(made.moves, limits.opening, limits.closing)
