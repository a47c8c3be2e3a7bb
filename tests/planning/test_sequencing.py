"""A routine keeps its order and its settled doses, is fitted to any sensible length, and spares whom it has to."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import Any

import pytest
from building import ask, exercises, floor_positions, ids
from hypothesis import event, given
from hypothesis import strategies as st

from backrelief_audio.checks import CHECKS
from backrelief_audio.content import load_routines
from backrelief_audio.errors import RequestError
from backrelief_audio.model.care import Avoid, CautionCode, Effect, Level
from backrelief_audio.model.exercise import Equipment, Exercise, Position, Side, Sides, Version
from backrelief_audio.model.plan import PhaseName, Plan, StepKind
from backrelief_audio.model.request import AT_HOME, Instruction, Request
from backrelief_audio.model.routine import Item, Routine
from backrelief_audio.planning import plan, refit, usual_length
from backrelief_audio.planning.costs import Costs
from backrelief_audio.planning.resolving import resolve
from backrelief_audio.units import Ms, minutes, seconds

INSTEAD = {
    "superman": ("scapular-squeeze", "band-pull-apart", "wall-angel", "bird-dog"),
    "locust": ("scapular-squeeze", "band-pull-apart", "wall-angel", "bird-dog"),
    "cobra": ("thoracic-extension", "scapular-squeeze"),
    "prone-ytw": ("scapular-squeeze", "band-pull-apart", "wall-angel", "bird-dog"),
    "seated-row": ("band-pull-apart", "scapular-squeeze", "prone-ytw"),
    "reverse-fly": ("band-pull-apart", "scapular-squeeze"),
    "doorway-stretch": ("shoulder-opener", "chest-opener"),
    "cat-cow": ("box-cat", "thoracic-extension", "seated-twist"),
    "thread-the-needle": ("open-book", "eagle-arms"),
    "childs-pose": ("upper-back-stretch", "neck-side-stretch"),
    "neck-side-stretch": ("levator-stretch",),
}
"""Some substitutions of the domain reference, so that these tests stand on their own."""


@cache
def catalogue() -> tuple[Exercise, ...]:
    """Ours, with what takes whose place."""
    return tuple(replace(one, instead=INSTEAD.get(one.id, ())) for one in exercises().values())


@cache
def routines() -> dict[str, Routine]:
    """Our playlists by id."""
    return {routine.id: routine for routine in load_routines(catalogue())}


def length_of(text: str) -> Ms:
    """How long a line takes to say: at the speed of the usual voice."""
    return Ms(round(69.2 * len(text)))


def wanted(routine: Routine, asked: float = 0, **options: Any) -> Request:
    """A request for a routine as asking makes it: with what the routine decides."""
    usual: dict[str, Any] = {
        "focus": routine.focus,
        "avoid": routine.avoid,
        "equipment": tuple(item for item in Equipment if item in (*AT_HOME, *routine.equipment)),
        "instruction": Instruction(routine.instruction or "full"),
    }
    return ask(asked or (routine.length or minutes(15)) / 60_000, routine=routine, **{**usual, **options})


def followed(request: Request, **how: Any) -> Plan:
    """The plan of a routine, as the pipeline asks for it."""
    return plan(request, catalogue(), CHECKS, length_of, **how)


def firm(routine: Routine) -> list[str]:
    """The exercises that are always there."""
    return [item.exercise for item in routine.items if not item.extra]


def mine(*items: Item | str, **keys: Any) -> Routine:
    """A routine of a user's."""
    made = tuple(Item(exercise=item) if isinstance(item, str) else item for item in items)
    return Routine(id="mine", title="Mine", about="", items=made, own=True, **keys)


def in_order(part: list[str], whole: list[str]) -> bool:
    """Whether one list is another with some left out."""
    rest = iter(whole)
    return all(id_ in rest for id_ in part)


LACKING = {"seed-ten": {"chin-up"}, "desk-break": {"seated-twist"}}
"""What the usual session is without: there is no bar, and four moves at half doses take more than three minutes."""


@pytest.mark.parametrize("id_", sorted(routines()))
def test_a_usual_session_is_the_whole_sequence(id_: str) -> None:
    """At its own length a playlist has all its moves in their order and no extra one."""
    made = followed(wanted(routines()[id_]))
    assert ids(made) == [one for one in firm(routines()[id_]) if one not in LACKING.get(id_, ())]


def test_half_doses_in_a_desk_break() -> None:
    """In three minutes moves have about half their usual doses; in twice the time all four are there."""
    made = followed(wanted(routines()["desk-break"]))
    assert all(move.reps is not None and 5 <= move.reps < 10 for move in made.moves)
    assert set(firm(routines()["desk-break"])) <= set(ids(followed(wanted(routines()["desk-break"], 6))))


def test_the_row_has_its_sets() -> None:
    """The row has two sets in the strong session, and in the ten a second one where there is no bar."""
    strong = followed(wanted(routines()["strong-upper-back"]))
    assert [move.sets for move in strong.moves if move.exercise.id == "seated-row"] == [2]
    ten = routines()["seed-ten"]
    sets = [move.sets for move in followed(wanted(ten)).moves if move.exercise.id == "seated-row"]
    assert sets == [2]
    with_bar = followed(wanted(ten, 22, equipment=tuple(Equipment)))
    assert "chin-up" in ids(with_bar)
    assert [move.sets for move in with_bar.moves if move.exercise.id == "seated-row"] == [1]


def test_a_twist_is_small_in_pregnancy() -> None:
    """The pregnancy-friendly twist is said to be small, as its caution asks."""
    made = followed(wanted(routines()["pregnancy-friendly"]))
    options = {move.exercise.id: move.option for move in made.moves}
    assert "small" in options["seated-twist"]


BROKEN = {
    # The reference's own sequence, or what is left of it in less time, breaks these of its ordering rules.
    "tech-neck": set(),
    "desk-break": {"does not end with slow breath", "no stretch before the last breath"},  # it has no cool-down
    "office-standing": set(),
    "pregnancy-friendly": set(),
    "postpartum-feeding": set(),
    "strong-upper-back": {
        "two pulls in a row",  # seated row, reverse fly
        "the hardest move is not in the middle",  # they open main, and nothing after them is harder
    },
    "bedtime-release": {"3 moves in a row on one focus"},  # upper-back reach, cat-cow, open book are all thoracic
    "morning-mobility": {"4 moves in a row on one focus"},  # four thoracic moves after each other are what it is
    "no-equipment": {"the hardest move is not prepared"},  # bird dog is its first for core and shoulder blades
    "yoga-flow": {
        "no counterpose follows",  # cobra, then locust, and one child's pose after both
        "the hardest move is not in the middle",  # camel comes last
        "the hardest move is not prepared",  # downward dog, where camel is left out
        "3 moves in a row on the wrists",  # cat-cow, thread the needle, downward dog
        "a long hold before strength",  # thread the needle before locust
    },
    "seed-ten": {
        "two pulls in a row",  # seated row, reverse fly
        "the hardest move is not in the middle",  # plank and superman close the ten
        "does not end with slow breath",  # it ends in child's pose
        "no stretch before the last breath",
    },
}


@pytest.mark.parametrize("times", [0.5, 0.75, 1, 1.3, 1.6, 2])
@pytest.mark.parametrize("id_", sorted(routines()))
def test_half_to_twice_the_usual_length_is_met(id_: str, times: float) -> None:
    """From half to twice its length a playlist has a plan in its order, with all in it from the usual length on.

    It breaks no rule that the reference's sequence does not break itself.
    """
    routine = routines()[id_]
    assert routine.length is not None
    made = followed(wanted(routine, routine.length * times / 60_000))
    hold(made)
    assert in_order(ids(made), [item.exercise for item in routine.items])
    if times > 1:
        lacking = LACKING.get(id_, set()) if times < 1.5 else {"chin-up"}
        assert set(firm(routine)) - set(ids(made)) <= lacking
    assert {fault.what for check in CHECKS for fault in check(made)} <= BROKEN[id_]


def hold(made: Plan) -> None:
    """What every session of a routine keeps, whatever is asked."""
    request = made.request
    assert request.routine is not None
    hold_listener(made)
    counts = Counter(ids(made))
    assert all(count == 1 or id_ in ("childs-pose", "breath-reset") for id_, count in counts.items())
    written = [item.exercise for item in request.routine.items]
    replaced = {id_ for instead in INSTEAD.values() for id_ in instead}
    assert in_order([id_ for id_ in ids(made) if id_ in written and id_ not in replaced], written)
    phases = [list(PhaseName).index(move.phase) for move in made.moves]
    assert phases == sorted(phases)
    assert made.phase(PhaseName.MAIN)
    costs = Costs(length_of, request)
    total = costs.session(made.moves, Ms(0), Ms(0))
    assert total.least < request.length < total.most + seconds(60)
    for index, move in enumerate(made.moves):
        if move.exercise.sides is Sides.EACH:
            work = [step for step in made.steps if step.index == index and step.kind in (StepKind.REPS, StepKind.HOLD)]
            assert [step.side for step in work] == [Side.RIGHT, Side.LEFT] * move.sets


def hold_listener(made: Plan) -> None:
    """Nothing excluded, nothing that nobody has, one trip to the floor, and none where nobody may go."""
    request, known = made.request, exercises()
    assert not set(ids(made)) & set(request.exclude)
    for move in made.moves:
        assert set(move.equipment) <= set(request.equipment)
        cautions = known[move.exercise.id].cautions
        assert not any(c.effect is Effect.EXCLUDE and c.code in request.spared for c in cautions), move.exercise.id
        assert known[move.exercise.id].intensity <= request.level.plain_to + 1
    down = [move.position in floor_positions() for move in made.moves]
    assert [here for here, _ in groupby(down)].count(True) <= (0 if request.no_floor else 1)


@given(
    id_=st.sampled_from(sorted(routines())),
    times=st.floats(0.3, 4),
    avoid=st.lists(st.sampled_from(Avoid), max_size=3, unique=True),
    level=st.sampled_from(Level),
    equipment=st.one_of(st.none(), st.sets(st.sampled_from(Equipment))),
    exclude=st.lists(st.sampled_from(sorted(exercises())), max_size=4, unique=True),
    learn=st.booleans(),
)
def test_any_request_for_a_routine_is_met_or_refused_well(  # noqa: PLR0917
    id_: str,
    times: float,
    avoid: list[Avoid],
    level: Level,
    equipment: set[Equipment] | None,
    exclude: list[str],
    learn: bool,
) -> None:
    """Whoever asks for a playlist gets its order without what they can't do, or the lengths that there are."""
    routine = routines()[id_]
    assert routine.length is not None
    options: dict[str, Any] = {"level": level, "exclude": tuple(exclude), "learn": learn}
    options["avoid"] = tuple(one for one in Avoid if one in {*avoid, *routine.avoid})
    if equipment is not None:
        options["equipment"] = tuple(item for item in Equipment if item in equipment)
    request = wanted(routine, min(max(routine.length * times / 60_000, 1), 90), **options)
    made = followed_or_refused(request)
    event(type(made).__name__)
    if isinstance(made, Plan):
        hold(made)
    else:
        hold_offer(request, made)


def followed_or_refused(request: Request) -> Plan | RequestError:
    """A plan, or why there is none."""
    try:
        return followed(request)
    except RequestError as told:
        return told


def hold_offer(request: Request, told: RequestError) -> None:
    """A refusal says what to do, and a length that it offers is met."""
    assert told.hint
    if told.hint.startswith("--minutes "):
        assert " can last from " in str(told)
        followed(replace(request, length=minutes(float(told.hint.removeprefix("--minutes ")))))


def test_settled_doses_stay() -> None:
    """A dose of the user's own is kept whatever it is, by refitting too, and only the others are fitted."""
    routine = mine(
        Item(exercise="shoulder-roll", reps=20),
        Item(exercise="bird-dog", reps=25, sets=2),
        "cat-cow",
        Item(exercise="childs-pose", hold=seconds(80)),
        "breath-reset",
    )
    for asked in (20, 24):
        made = followed(wanted(routine, asked))
        for again in (made, refit(made, length_of, seconds(20)), refit(made, length_of, Ms(-20_000))):
            amounts = {move.exercise.id: (move.sets, move.reps, move.hold) for move in again.moves}
            assert amounts["shoulder-roll"] == (2, 20, None)
            assert amounts["bird-dog"] == (2, 25, None)
            assert amounts["childs-pose"] == (1, None, 80_000)


def test_settled_doses_are_not_halved_in_a_desk_break() -> None:
    """Under five minutes a settled dose is as it is written, beside half doses of the others."""
    made = followed(wanted(mine(Item(exercise="chin-tuck", reps=9), "shoulder-roll", "chest-opener"), 4))
    assert [move.reps for move in made.moves if move.exercise.id == "chin-tuck"] == [9]


def test_learning_has_doses_of_its_own() -> None:
    """Who learns the moves of a routine does few of them, whatever doses are settled."""
    made = followed(wanted(mine(Item(exercise="bird-dog", reps=25, sets=3), "cat-cow", "chest-opener"), 5, learn=True))
    assert all(move.reps is not None and move.reps <= 5 and move.sets == 1 for move in made.moves)


def test_a_length_that_settled_doses_can_not_have_is_refused() -> None:
    """Where all doses are settled, another length is refused with the shortest, the longest and what to type."""
    names = ("shoulder-roll", "chin-tuck", "seated-twist", "chest-opener", "wall-angel")
    routine = mine(*(Item(exercise=name, reps=10) for name in names))
    usual = usual_length(wanted(routine, 15), catalogue(), length_of) / 60_000
    for asked, nearer in ((1, "shortest"), (15, "longest")):
        with pytest.raises(RequestError, match="can last from") as raised:
            followed(wanted(routine, asked))
        offered = float(raised.value.hint.removeprefix("--minutes "))
        assert (offered < usual) if nearer == "shortest" else (offered > usual)
        assert abs(offered - usual) < 2
        hold_offer(wanted(routine, asked), raised.value)


def test_the_usual_length_of_settled_doses() -> None:
    """The length that settled doses have of themselves is planned for without a single change."""
    routine = mine(
        Item(exercise="shoulder-roll", reps=10), Item(exercise="bird-dog", reps=10), Item(exercise="chin-tuck", reps=8)
    )
    natural = usual_length(wanted(routine, 15), catalogue(), length_of)
    made = followed(wanted(routine, natural / 60_000))
    assert [(move.reps, move.sets) for move in made.moves] == [(10, 2), (10, 1), (8, 1)]
    more = replace(routine, items=(*routine.items, Item(exercise="cat-cow", reps=10)))
    assert usual_length(wanted(more, 15), catalogue(), length_of) > natural + seconds(60)


def test_ranks_go_from_the_highest() -> None:
    """The shorter the session, the more is left out, always the highest rank first; extras come last."""
    routine = routines()["tech-neck"]
    ranks = {item.exercise: (item.extra, item.rank) for item in routine.items}
    for asked in (5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20):
        there = set(ids(followed(wanted(routine, asked))))
        out = [ranks[id_] for id_ in ranks if id_ not in there]
        assert all(ranks[id_] <= min(out, default=(True, 9)) for id_ in there)


def test_a_pose_of_rest_is_not_done_twice_in_a_row() -> None:
    """Where what stands between two child's poses can't be done, one is enough."""
    routine = mine("cat-cow", "bird-dog", "childs-pose", "camel", "childs-pose", "breath-reset")
    assert ids(followed(wanted(routine, 10, avoid=(Avoid.NECK,)))).count("childs-pose") == 1
    assert ids(followed(wanted(routine, 12))).count("childs-pose") == 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"avoid": (Avoid.LOW_BACK,)}, "superman is left out by --avoid low-back"),
        ({"exclude": ("bird-dog",)}, "bird-dog is left out by --exclude"),
        ({"level": Level.GENTLE}, "chin-up is left out by --level gentle; a set more of seated-row"),
        ({"avoid": (Avoid.FLOOR,)}, "superman is left out by --avoid floor"),
        ({"equipment": AT_HOME}, "reverse-fly is left out (needs dumbbells; see --equipment)"),
        ({"equipment": (Equipment.MAT, Equipment.WALL)}, "seated-twist is left out (needs chair; see --equipment)"),
    ],
)
def test_what_is_not_done_is_told(options: dict[str, Any], told: str) -> None:
    """Each item that this listener can't do is told with the option that says so, and what comes instead."""
    sentences = resolve(wanted(routines()["seed-ten"], 20, **options), catalogue()).told
    assert any(sentence.startswith(told) for sentence in sentences), sentences


def test_a_replacement_is_the_nearest_that_can_be_done() -> None:
    """The first substitute that fits is taken: none that is there already, and none that costs a second trip down."""
    lone = mine("shoulder-roll", "superman", "breath-reset")
    found = resolve(wanted(lone, 8, avoid=(Avoid.LOW_BACK,)), catalogue())
    assert [item.exercise for item in found.items] == ["shoulder-roll", "scapular-squeeze", "breath-reset"]
    assert found.told == ("superman is left out by --avoid low-back; scapular-squeeze instead",)
    has_it = mine("scapular-squeeze", "superman", "breath-reset")
    found = resolve(wanted(has_it, 8, avoid=(Avoid.LOW_BACK,)), catalogue())
    assert found.items[1].exercise == "wall-angel"
    between = mine("bird-dog", "superman", "cat-cow", "breath-reset")
    found = resolve(wanted(between, 8, avoid=(Avoid.LOW_BACK,)), catalogue())
    assert [item.exercise for item in found.items] == ["bird-dog", "cat-cow", "breath-reset"]


def test_an_option_that_is_done_elsewhere_has_to_fit_in() -> None:
    """A floor move that this listener does on a chair stays only where that costs no second trip to the floor."""
    seated = Version(
        answers=(CautionCode.SHOULDER,), option="on a chair", position=Position.SEAT, equipment=(Equipment.CHAIR,)
    )
    changed = tuple(replace(one, versions=(seated,)) if one.id == "thread-the-needle" else one for one in catalogue())
    spared = {"avoid": (Avoid.SHOULDER,)}
    between = wanted(mine("standing-twist", "cat-cow", "thread-the-needle", "open-book", "breath-reset"), 8, **spared)
    found = resolve(between, changed)
    assert [item.exercise for item in found.items] == ["standing-twist", "cat-cow", "open-book", "breath-reset"]
    assert found.told == ("thread-the-needle is left out (done another way, it would take a second trip to the floor)",)
    first = wanted(mine("standing-twist", "thread-the-needle", "cat-cow", "open-book"), 8, **spared)
    assert resolve(first, changed).told == ()


def test_a_set_more_is_told_only_where_it_is_done() -> None:
    """Where the exercise that would have a set more is not there either, the nearest that can be done comes instead."""
    routine = mine(Item(exercise="superman", more="seated-row"), "seated-row", "breath-reset")
    found = resolve(wanted(routine, 8, avoid=(Avoid.LOW_BACK,)), catalogue())
    assert [item.exercise for item in found.items] == ["scapular-squeeze", "breath-reset"]
    assert "superman is left out by --avoid low-back; scapular-squeeze instead" in found.told


def test_what_the_user_wrote_of_the_floor_stays() -> None:
    """A routine of the user's may be short and on the floor, or go there twice: it is done as it is written."""
    short = mine(Item(exercise="cat-cow", reps=8), Item(exercise="childs-pose", hold=seconds(30)))
    assert ids(followed(wanted(short, 3))) == ["cat-cow", "childs-pose"]
    twice = mine("cat-cow", "chest-opener", "bird-dog", "breath-reset")
    made = followed(wanted(twice, 8))
    assert ids(made) == ["cat-cow", "chest-opener", "bird-dog", "breath-reset"]
    assert "goes to the floor 2 times" in {fault.what for check in CHECKS for fault in check(made)}
    ours = replace(short, own=False)
    assert resolve(wanted(ours, 3), catalogue()).told == (
        "cat-cow is left out (under 5 minutes nobody goes down to the floor); thoracic-extension instead",
        "childs-pose is left out (under 5 minutes nobody goes down to the floor); upper-back-stretch instead",
    )


def test_nothing_left_is_told() -> None:
    """A routine of which nothing can be done is refused with the reasons."""
    with pytest.raises(RequestError, match="nothing of the routine is left: camel is left out by --avoid neck"):
        followed(wanted(mine("camel"), 5, avoid=(Avoid.NECK,)))


def test_a_routine_may_end_on_the_floor() -> None:
    """Where a routine is meant to end on the mat, its last breath is there, and the check has nothing against it."""
    routine = mine("cat-cow", "bird-dog", "childs-pose", "breath-reset", ends_on_floor=True)
    made = followed(wanted(routine, 8))
    assert made.moves[-1].position.on_floor
    assert "ends on the floor" not in {fault.what for check in CHECKS for fault in check(made)}
    upright = followed(wanted(replace(routine, ends_on_floor=False), 8))
    assert not upright.moves[-1].position.on_floor


def test_another_attempt_takes_another_choice() -> None:
    """Where the words turn out not to fit, later attempts look at other choices of items, as long as there are any."""
    request = wanted(routines()["no-equipment"])
    tried = [ids(followed(request, attempt=attempt)) for attempt in range(6)]
    assert tried[0] == tried[1]
    assert len({tuple(one) for one in tried}) > 1
