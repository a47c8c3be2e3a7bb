"""Whatever is asked for, a plan keeps every rule of the domain reference, or the refusal says what clashes and how.

The rules are told a second time for it, in ``holding_rules``: not as the checks that the planner itself is given.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from asking_all import IDS, REQUESTS
from building import ask, exercises, floor_positions, ids, length_of
from holding_rules import hold_all
from hypothesis import event, example, given

from backrelief_audio.checks import CHECKS
from backrelief_audio.errors import RequestError
from backrelief_audio.model.care import Avoid, Level, Variant
from backrelief_audio.model.exercise import Equipment, Focus, Position
from backrelief_audio.model.plan import PhaseName, Plan, StepKind
from backrelief_audio.model.request import Request
from backrelief_audio.planning import plan
from backrelief_audio.planning.budgets import budget
from backrelief_audio.planning.costs import Costs
from backrelief_audio.units import Ms


def planned(request: Request, spare: int = 0) -> Plan:
    """A plan, as the pipeline first makes it."""
    return plan(request, tuple(exercises().values()), CHECKS, length_of, spare=Ms(spare))


@cache
def quarter(seed: int) -> Plan:
    """A plan of fifteen minutes."""
    return planned(ask(15, seed))


def planned_or_refused(request: Request) -> Plan | RequestError:
    """A plan, or why there is none."""
    try:
        return planned(request)
    except RequestError as told:
        return told


@cache
def refusal(request: Request) -> RequestError:
    """Why a request can't be met; looked for once, as it takes all drafts there are."""
    with pytest.raises(RequestError) as raised:
        planned(request)
    return raised.value


@given(REQUESTS)
@example(ask(45, 3, focus=(Focus.SCAPULAR, Focus.CORE), equipment=tuple(Equipment)))
@example(ask(60, 1))
@example(ask(90, 2, equipment=tuple(Equipment)))
@example(ask(1, 5, equipment=()))
@example(ask(15, 8, focus=tuple(Focus), equipment=tuple(Equipment), include=("chin-up", "camel")))
def test_every_request_is_met_or_refused_well(request: Request) -> None:
    """A request gives a plan that keeps every rule, or a refusal that names options and tells what to do."""
    made = planned_or_refused(request)
    event(type(made).__name__)
    if isinstance(made, Plan):
        hold_all(made)
    else:
        assert made.exit_code == 2
        assert made.hint
        assert re.search(r"--\w+|included|exercises", str(made)), str(made)


@pytest.mark.parametrize("asked", [1, 2, 3, 4, 5, 7.77, 8.5, 10, 12.5, 15, 20, 25, 30, 45, 60])
def test_plain_requests_are_always_met(asked: float) -> None:
    """With a chair, a wall and a mat every length has a plan."""
    hold_all(planned(ask(asked, 0)))


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("avoid", Avoid)
def test_whatever_is_avoided_there_is_a_session(avoid: Avoid, level: Level) -> None:
    """Each thing to avoid leaves sessions at every level, with what is at home and, for a short one, with nothing."""
    hold_all(planned(ask(10, 3, avoid=(avoid,), level=level)))
    hold_all(planned(ask(5, 3, avoid=(avoid,), level=level, equipment=())))


@pytest.mark.parametrize("asked", [5, 8, 15, 30])
def test_all_there_is_to_avoid_at_once(asked: float) -> None:
    """Who avoids everything still gets a gentle session."""
    hold_all(planned(ask(asked, 3, avoid=tuple(Avoid), level=Level.GENTLE)))


@pytest.mark.parametrize("asked", [5, 7, 10, 15, 20, 30])
def test_moves_are_taught_at_any_length(asked: float) -> None:
    """A session that teaches can be had, with more moves than usual, each of few reps."""
    made = planned(ask(asked, 3, learn=True))
    hold_all(made)
    reps = [(move.reps, exercises()[move.exercise.id].dose.reps) for move in made.moves if move.reps]
    assert all(usual is not None and done <= usual.default for done, usual in reps)


@pytest.mark.parametrize("equipment", [(), (Equipment.MAT,), (Equipment.CHAIR,)])
def test_pregnancy_ends_sitting_kneeling_or_moving(equipment: tuple[Equipment, ...]) -> None:
    """In pregnancy the last minute is on a chair, else on the mat, else a gentle movement."""
    last = planned(ask(10, 3, avoid=(Avoid.PREGNANCY,), equipment=equipment)).moves[-1]
    if equipment:
        assert last.exercise.id == "breath-reset"
        assert last.position in (Position.SEAT, Position.KNEEL)
    else:
        assert last.reps is not None


def test_what_was_heard_lately_is_less_wanted() -> None:
    """The session after one has little of it, where another seed alone would have more."""
    first = ids(quarter(1))
    again = [len(set(first) & set(ids(quarter(seed)))) for seed in range(2, 8)]
    other = [len(set(first) & set(ids(planned(ask(15, seed, recent=tuple(first)))))) for seed in range(2, 8)]
    assert sum(other) < sum(again) * 0.75


@pytest.mark.parametrize("focus", [(Focus.NECK, Focus.CORE), (Focus.CHEST, Focus.CALM), (Focus.CORE, Focus.NECK)])
def test_every_focus_asked_for_is_worked_on(focus: tuple[Focus, ...]) -> None:
    """Where two areas are asked for, both have moves."""
    for seed in range(3):
        made = planned(ask(15, seed, focus=focus))
        for area in focus:
            assert sum(area in move.exercise.focus for move in made.moves) >= 2


def test_the_level_is_felt() -> None:
    """Of the same seeds, gentle sessions have the softest main, and strong ones the hardest, with harder options."""
    mains = {
        level: [move for seed in range(5) for move in planned(ask(20, seed, level=level)).phase(PhaseName.MAIN)]
        for level in Level
    }
    gentle, standard, strong = (
        sum(move.exercise.intensity for move in mains[level]) / len(mains[level]) for level in Level
    )
    assert gentle < standard - 0.2 < strong - 0.2
    assert any(move.variant is Variant.HARDER for move in mains[Level.STRONG])


@pytest.mark.parametrize("focus", Focus)
@pytest.mark.parametrize("asked", [3, 8])
def test_every_focus_is_met_and_worked_on(focus: Focus, asked: float) -> None:
    """Each area can be asked for with chair, wall and mat alone, and a quarter of the moves or more work on it."""
    made = planned(ask(asked, 4, focus=(focus,)))
    hold_all(made)
    share = sum(focus in move.exercise.focus for move in made.moves) / len(made.moves)
    assert share >= 1 / 4


def test_what_is_usual_is_kept_where_it_can_be() -> None:
    """A session of fifteen minutes for no focus in particular keeps its three changes and a move in each place."""
    for seed in range(10):
        made = quarter(seed)
        assert sum(a.position is not b.position for a, b in pairwise(made.moves)) <= 3
        assert [len(made.phase(phase)) >= least for phase, least in zip(PhaseName, (2, 5, 2), strict=True)] == [
            True
        ] * 3


@pytest.mark.parametrize(("asked", "seed", "focus"), [(8.5, 128, Focus.CORE), (5, 239, Focus.NECK)])
def test_no_session_fails_for_being_usual(asked: float, seed: int, focus: Focus) -> None:
    """Where no draft with the usual number of moves and changes is sound, one with a little less of them is."""
    made = planned(ask(asked, seed, focus=(focus,)), spare=-20_000)
    hold_all(made)


def test_the_same_request_gives_the_same_plan() -> None:
    """Planning is a function of the request: twice the same, and another seed another."""
    request = ask(20, 42, focus=(Focus.POSTURE,), equipment=tuple(Equipment))
    assert planned(request) == planned(request)
    assert ids(planned(request)) != ids(planned(replace(request, seed=43)))


def test_seeds_give_variety() -> None:
    """Ten seeds of fifteen minutes give at least eight different sequences."""
    assert len({tuple(ids(quarter(seed))) for seed in range(10)}) >= 8


def test_some_sessions_visit_the_floor_and_some_do_not() -> None:
    """With a mat, seeds differ in whether they go down."""
    floors = [any(move.position in floor_positions() for move in quarter(seed).moves) for seed in range(10)]
    assert 2 <= sum(floors) <= 9


@pytest.mark.parametrize("seed", range(5))
def test_three_minutes_stay_off_the_floor(seed: int) -> None:
    """A desk break has three or four moves, none on the floor, at about half their doses."""
    made = planned(ask(3, seed))
    assert 3 <= len(made.moves) <= 4
    assert all(move.position not in floor_positions() for move in made.moves)
    assert any(
        move.reps is not None and move.exercise.dose.reps and move.reps < move.exercise.dose.reps.least
        for move in made.moves
    )


@pytest.mark.parametrize("asked", [45, 90])
def test_long_sessions_use_sets(asked: float) -> None:
    """From 45 minutes on, several moves are done in two sets or three, with a rest between."""
    made = planned(ask(asked, 1))
    hold_all(made)
    sets = [move for move in made.moves if move.sets > 1 and not move.exercise.ways]
    assert len(sets) >= 4
    rests = [step for step in made.steps if step.kind is StepKind.REST]
    assert len(rests) == sum(move.sets - 1 for move in sets)


INCLUDED = [
    (5, "doorway-stretch"),
    (10, "wall-plank"),
    (15, "camel"),
    (15, "downward-dog"),
    (15, "open-book"),
    (15, "plank-arm-raise"),
    (15, "superman"),
    (20, "locust"),
]


@pytest.mark.parametrize(("asked", "id_"), INCLUDED)
def test_what_is_included_comes_in(asked: float, id_: str) -> None:
    """An exercise that chair, wall and mat are enough for can be asked for by name."""
    assert id_ in ids(planned(ask(asked, 1, include=(id_,))))


TEN = (
    "shoulder-roll",
    "chin-tuck",
    "chest-opener",
    "standing-twist",
    "neck-turn",
    "shoulder-circle",
    "upper-back-stretch",
    "eagle-arms",
    "shoulder-opener",
    "scapular-squeeze",
)
FEW = ("standing-twist", "neck-turn", "shoulder-roll", "shoulder-circle", "upper-back-stretch", "eagle-arms")

REFUSALS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "ten moves in one minute": ({"asked": 1, "include": TEN}, ["10 included exercises", "room for 1"]),
    "nothing to fill ninety minutes with": (
        {"asked": 90, "equipment": (), "exclude": FEW},
        ["5 exercises left", "--equipment none", "--exclude standing-twist", "fill at most", "90:00", "s more"],
    ),
    "in and out": (
        {"asked": 15, "include": ("cobra", "camel"), "exclude": ("camel", "cobra")},
        ["cobra is both included and excluded", "camel is both included and excluded"],
    ),
    "a chin-up without a bar": ({"asked": 15, "include": ("chin-up",)}, ["chin-up needs bar", "chair, mat, wall"]),
    "two things missing": (
        {"asked": 15, "include": ("seated-row", "reverse-fly"), "equipment": ()},
        ["seated-row needs chair+band", "reverse-fly needs dumbbells", "--equipment has none"],
    ),
    "either would do": (
        {"asked": 15, "include": ("doorway-stretch",), "equipment": (Equipment.MAT,)},
        ["doorway-stretch needs doorway or wall"],
    ),
    "the floor in a desk break": ({"asked": 3, "include": ("cat-cow",)}, ["cat-cow", "floor", "5 minutes"]),
    "nothing left": ({"asked": 15, "exclude": tuple(IDS)}, ["no exercise is left", "--exclude"]),
    "nothing for the focus": (
        {"asked": 10, "focus": (Focus.CORE,), "equipment": ()},
        ["every exercise for core needs", "wall", "mat", "--equipment has none"],
    ),
    "a backbend without its counterpose": (
        {"asked": 6, "include": ("camel",), "exclude": ("childs-pose",)},
        ["camel has to be followed by childs-pose, which --exclude leaves out"],
    ),
    "two cautions against one wish": (
        {"asked": 15, "include": ("camel",), "avoid": (Avoid.NECK, Avoid.LOW_BACK)},
        ["camel is left out by --avoid neck and --avoid low-back"],
    ),
    "too hard for the level": (
        {"asked": 15, "include": ("chin-up",), "level": Level.GENTLE, "equipment": tuple(Equipment)},
        ["chin-up is left out by --level gentle"],
    ),
    "the floor where it is to be avoided": (
        {"asked": 15, "include": ("bird-dog",), "avoid": (Avoid.FLOOR,)},
        ["bird-dog is done on the floor, which --avoid floor leaves out"],
    ),
    "standing still in pregnancy": (
        {"asked": 15, "include": ("doorway-stretch",), "avoid": (Avoid.PREGNANCY,)},
        ["doorway-stretch means standing still, which --avoid pregnancy leaves out"],
    ),
    "a backbend whose counterpose the knees rule out": (
        {"asked": 15, "include": ("cobra",), "avoid": (Avoid.KNEE,)},
        ["cobra has to be followed by childs-pose", "left out by --avoid knee"],
    ),
    "no way to be in the focus": (
        {"asked": 15, "focus": (Focus.CORE,), "equipment": (Equipment.MAT,), "avoid": (Avoid.FLOOR,)},
        ["no exercise for core is left by", "--avoid floor", "--equipment mat"],
    ),
    "one long move in one minute": (
        {"asked": 1, "include": ("shoulder-roll",)},
        ["--include shoulder-roll", "need at least", "1:00", "s too little"],
    ),
}


@pytest.mark.parametrize(("options", "told"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_says_what_clashes_and_by_how_much(options: dict[str, Any], told: list[str]) -> None:
    """What can't be met is refused with the options that clash, the amount where there is one, and what to do."""
    refused = refusal(ask(**options))
    for words in told:
        assert words in str(refused)
    assert refused.hint
    assert not re.search(r"\b1 minutes\b", str(refused))


OFFERS: dict[str, tuple[dict[str, Any], bool]] = {
    # a request that is refused, and whether a length that works is near enough to be offered
    "five exercises for 15 minutes": ({"asked": 15, "equipment": (), "exclude": FEW}, True),
    "five exercises for 45 minutes": ({"asked": 45, "equipment": (), "exclude": FEW}, True),
    "long rolls in one minute": ({"asked": 1, "include": ("shoulder-roll",)}, True),
    "a backbend alone": ({"asked": 6, "include": ("camel",), "exclude": ("childs-pose",)}, False),
    "few moves in pregnancy": ({"asked": 45, "equipment": (), "avoid": (Avoid.PREGNANCY,)}, True),
}


@pytest.mark.parametrize(("options", "near"), OFFERS.values(), ids=OFFERS)
def test_the_length_that_a_refusal_offers_can_be_had(options: dict[str, Any], near: bool) -> None:
    """Where a refusal says to ask for so many minutes, asking for them works; where none is near it offers none."""
    hint = refusal(ask(**options)).hint
    offered = re.search(r"--minutes ([\d.]+)", hint)
    assert hint
    assert bool(offered) == near
    if offered:
        hold_all(planned(ask(**{**options, "asked": float(offered[1])})))


@pytest.mark.parametrize("spare", [-60_000, -20_000, 0, 20_000, 60_000])
def test_spare_time_is_planned_for(spare: int) -> None:
    """Where talk turned out longer than estimated, the next plan holds that much less, and the other way round."""
    made = planned(ask(15, 2), spare)
    hold_all(made)
    limits = budget(made.request.length)
    total = Costs(length_of, made.request).session(made.moves, limits.opening, limits.closing)
    assert abs(total.natural - (made.request.length + spare)) <= 15_000


@pytest.mark.parametrize(
    ("options", "ways"),
    [
        ({"asked": 3, "include": ("cat-cow",)}, "leave out an --include, or --minutes 5"),
        (
            {"asked": 15, "include": ("seated-row",), "exclude": ("cobra",), "level": Level.GENTLE},
            "leave out an --include, or name more --equipment",
        ),
        (
            {"asked": 15, "include": ("camel",), "avoid": (Avoid.NECK,), "exclude": ("cobra",)},
            "leave out an --include, or leave out an --avoid that does not apply to you",
        ),
    ],
)
def test_a_hint_offers_what_the_clash_names(options: dict[str, Any], ways: str) -> None:
    """What to type next follows from the options that clash, and not from others that stand beside them."""
    assert refusal(ask(**options)).hint == ways
