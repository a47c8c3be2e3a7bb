"""Which neighbours take turns: near each other, for different areas, never hard with hard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from building import ask, exercises, length_of, move
from hypothesis import given, settings
from hypothesis import strategies as st

from backrelief_audio.checks import CHECKS
from backrelief_audio.errors import RequestError
from backrelief_audio.model.care import Level
from backrelief_audio.model.exercise import Equipment, Range
from backrelief_audio.model.plan import Move, PhaseName, Plan, StepKind
from backrelief_audio.model.request import AT_HOME, Request
from backrelief_audio.planning import plan
from backrelief_audio.planning.budgets import budget
from backrelief_audio.planning.pairing import Pairs, paired
from backrelief_audio.units import minutes

REQUEST = ask(45, equipment=tuple(Equipment))


def groups(moves: Sequence[Move], asked: float = 45, seed: int = 1) -> list[int | None]:
    """The group that each move gets."""
    return [one.group for one in paired(moves, budget(minutes(asked)), replace(REQUEST, seed=seed))]


def of(*ids: str) -> list[Move]:
    """Moves of main."""
    return [move(id_) for id_ in ids]


PAIRS = {
    "a pull and chest-opening": ("band-pull-apart", "chest-opener"),
    "a pull on the chair and chest-opening": ("seated-row", "chest-opener"),
    "a pull and core": ("band-pull-apart", "wall-pelvic-tilt"),
    "a press and a hold for the core": ("wall-push-up-plus", "wall-plank"),
    "core and turning on the floor": ("bird-dog", "open-book"),
}

STRANGERS = {
    "one area": ("wall-pelvic-tilt", "wall-plank"),
    "no work in it": ("neck-turn", "standing-twist"),
    "a held stretch": ("wall-push-up-plus", "doorway-stretch"),
    "a pose that has to be followed": ("bird-dog", "superman"),
    "to the floor and up each time": ("bird-dog", "band-pull-apart"),
    "weight on the wrists all the time": ("bird-dog", "cat-cow"),
    "sets that are ways": ("wall-push-up-plus", "shoulder-circle"),
    "letters": ("bird-dog", "prone-ytw"),
    "the bar": ("chin-up", "wall-pelvic-tilt"),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_these_take_turns(pair: tuple[str, str]) -> None:
    """Work for one area and something near for another are done in turn, two sets each, in either order."""
    for ids in (pair, pair[::-1]):
        made = paired(of(*ids), budget(minutes(45)), REQUEST)
        assert [one.group for one in made] == [1, 1]
        assert [one.sets for one in made] == [2, 2]
        assert [one.exercise.id for one in made] == list(ids)


def test_pairs_known_from_other_drafts_change_nothing() -> None:
    """Moves that were paired otherwise in other orders are paired as if seen for the first time."""
    limits = budget(minutes(45))
    pairs = Pairs(limits, REQUEST)
    moves = of(*dict.fromkeys(id_ for pair in PAIRS.values() for id_ in pair))
    for turned in range(len(moves)):
        order = moves[turned:] + moves[:turned]
        assert pairs.paired(order) == paired(order, limits, REQUEST)


@pytest.mark.parametrize("pair", STRANGERS.values(), ids=STRANGERS)
def test_these_do_not(pair: tuple[str, str]) -> None:
    """What is no rest from the other, or too far from it, stays alone."""
    for ids in (pair, pair[::-1]):
        assert groups(of(*ids)) == [None, None]


def test_never_hard_with_hard() -> None:
    """Two hard moves are not done in turn, though each may be with an easier one."""
    plank = move("plank-arm-raise")
    hard = move("chest-opener", exercise=replace(exercises()["open-book"], intensity=4), reps=6)
    assert groups([plank, hard]) == [None, None]
    assert groups([plank, move("open-book")]) == [1, 1]


def test_one_set_leaves_all_alone() -> None:
    """Where sessions are too short for sets, or a move is asked for once only, nothing is done in turn."""
    pair = of("band-pull-apart", "chest-opener")
    assert groups(pair, asked=20) == [None, None]
    assert groups(pair, asked=22) == [1, 1]
    once = replace(pair[0].exercise.dose, sets=Range(default=1, least=1, most=1))
    assert groups([replace(pair[0], exercise=replace(pair[0].exercise, dose=once)), pair[1]]) == [None, None]


def test_warm_up_and_cool_down_are_not_paired() -> None:
    """Only main is done in rounds."""
    for phase in (PhaseName.WARM_UP, PhaseName.COOL_DOWN):
        assert groups([move("band-pull-apart", phase), move("chest-opener", phase)]) == [None, None]
    assert groups([move("chest-opener", PhaseName.WARM_UP), move("band-pull-apart")]) == [None, None]


def test_no_move_is_in_two_groups() -> None:
    """Of pairs that share a move the better one is taken: a pull and chest-opening before work with anything else."""
    for seed in range(10):
        assert groups(of("wall-angel", "band-pull-apart", "chest-opener"), seed=seed) == [None, 1, 1]
    assert groups(of("band-pull-apart", "chest-opener", "wall-push-up-plus", "wall-pelvic-tilt")) == [1, 1, 2, 2]


ANY = st.lists(st.sampled_from(sorted(exercises())), min_size=0, max_size=12, unique=True)


@given(ANY, st.integers(min_value=0, max_value=1000))
def test_pairs_stand_together(ids: list[str], seed: int) -> None:
    """Whatever stands in main, groups are of two neighbours each, and pairing is a function of its arguments."""
    moves = of(*ids)
    made = groups(moves, seed=seed)
    assert made == groups(moves, seed=seed)
    for number in set(made) - {None}:
        assert [group for group in made if group == number] == [number, number]
        assert made[made.index(number) + 1] == number


REQUESTS = st.builds(
    ask,
    st.floats(min_value=22, max_value=45),
    st.integers(min_value=0, max_value=2**32 - 1),
    equipment=st.sampled_from([tuple(Equipment), AT_HOME]),
    level=st.sampled_from(Level),
)


def hold_rounds(made: Plan) -> None:
    """Groups of a plan: of two neighbours in main, with equal sets, done in turn."""
    for number in {one.group for one in made.moves if one.group is not None}:
        first, second = (index for index, one in enumerate(made.moves) if one.group == number)
        assert second == first + 1
        one, other = made.moves[first], made.moves[second]
        assert one.phase is other.phase is PhaseName.MAIN
        assert one.sets == other.sets >= 2
        work = [step for step in made.steps if step.kind in (StepKind.REPS, StepKind.HOLD)]
        turns = list(dict.fromkeys((step.index, step.set) for step in work if step.index in (first, second)))
        assert turns == [(index, turn) for turn in range(1, one.sets + 1) for index in (first, second)]


@settings(max_examples=12)
@given(REQUESTS)
def test_the_groups_of_any_session(request: Request) -> None:
    """In sessions of 22 minutes and more the moves of a group take turns, whatever was asked for."""
    try:
        made = plan(request, tuple(exercises().values()), CHECKS, length_of)
    except RequestError:
        return
    hold_rounds(made)


def test_many_long_sessions_have_a_superset() -> None:
    """Of ten sessions of three quarters of an hour at least half have moves that take turns."""
    made = [plan(ask(45, seed), tuple(exercises().values()), CHECKS, length_of) for seed in range(10)]
    for one in made:
        hold_rounds(one)
    assert sum(any(move.group for move in one.moves) for one in made) >= 5


@pytest.mark.parametrize("asked", [15, 20])
def test_sets_can_be_asked_for(asked: float) -> None:
    """Short sessions have one set of each move, and two of several where a program asks for them."""
    twice: dict[int | None, int] = {None: 0, 2: 0}
    for seed in range(4):
        for sets in twice:
            made = plan(ask(asked, seed, sets=sets), tuple(exercises().values()), CHECKS, length_of)
            hold_rounds(made)
            once = [one for one in made.phase(PhaseName.MAIN) if one.exercise.dose.sets.default == 1]
            twice[sets] += sum(one.sets == 2 for one in once)
    assert twice[None] == 0
    assert twice[2] >= 4
