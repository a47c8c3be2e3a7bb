"""The rules of a sound plan told a second time, from the domain reference and not from the checks or the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise

from building import exercises, floor_positions, ids

from backrelief_audio.model.care import Avoid, Level, Variant
from backrelief_audio.model.exercise import Equipment, Position, Side, Sides
from backrelief_audio.model.plan import PhaseName, Plan, StepKind

CHANGES = [(1, 0), (3, 1), (5, 1), (10, 2), (15, 3), (20, 4), (30, 5), (45, 6), (60, 8), (90, 10)]
"""Up to so many minutes, at most so many changes of position: 2.2, and what was set for lengths it does not name."""

BACKBENDS = {"camel", "cobra", "locust", "superman"}
MAY_REPEAT = {"childs-pose", "breath-reset"}
STANDS_ON = {Position.SEAT: Equipment.CHAIR, Position.WALL: Equipment.WALL, Position.BAR: Equipment.BAR}


def hold_wishes(made: Plan) -> None:
    """What was asked for is there, what was not is not, and nothing is needed that nobody has."""
    request, names = made.request, ids(made)
    assert set(request.include) <= set(names)
    assert not set(request.exclude) & set(names)
    for move in made.moves:
        assert set(move.equipment) <= set(request.equipment), move.exercise.id
        assert any(set(needs) <= set(move.equipment) for needs in move.exercise.equipment), move.exercise.id
        assert move.position in move.exercise.positions
        if move.position in STANDS_ON:
            assert STANDS_ON[move.position] in move.equipment, move.exercise.id
        if move.position in floor_positions():
            assert Equipment.MAT in request.equipment
    if request.focus:
        assert any(request.focus[0] in move.exercise.focus for move in made.moves)


def hold_order(made: Plan) -> None:
    """Phases in order, no repeats, nothing hard first, a counterpose after each deep backbend, calm at the end."""
    names = ids(made)
    phases = [list(PhaseName).index(move.phase) for move in made.moves]
    assert phases == sorted(phases)
    assert PhaseName.MAIN in {move.phase for move in made.moves}
    assert len(set(names)) == len([name for name in names if name not in MAY_REPEAT]) + len(set(names) & MAY_REPEAT)
    assert made.moves[0].exercise.intensity < 4
    for here, after in pairwise([*names, None]):
        assert here not in BACKBENDS or after == "childs-pose"
    mains = [move.exercise.focus[0] for move in made.moves]
    assert all(len(list(run)) <= 2 for _, run in groupby(mains))
    request = made.request
    mat = Equipment.MAT in request.equipment and Avoid.FLOOR not in request.avoid
    may_rest = Avoid.PREGNANCY not in request.avoid or Equipment.CHAIR in request.equipment or mat
    if request.length >= 300_000 and "breath-reset" not in request.exclude and may_rest:
        assert names[-1] == "breath-reset"


def hold_floor(made: Plan) -> None:
    """Down to the floor at most once and up again, not at all in a desk break, and few changes of position.

    One change more than usual is better than no session, and where time could not be filled two.
    """
    down = [move.position in floor_positions() for move in made.moves]
    visits = [here for here, _ in groupby(down)].count(True)
    assert visits <= 1
    seated = Equipment.CHAIR in made.request.equipment or Avoid.PREGNANCY not in made.request.avoid
    assert not (down[-1] and seated)  # but for slow breath in pregnancy, which has to be on a chair or the mat
    if made.request.length < 300_000:
        assert visits == 0
    changes = sum(a.position is not b.position for a, b in pairwise(made.moves))
    most = next(most for asked, most in CHANGES if made.request.length <= asked * 60_000)
    assert changes <= most + 2 + bool(made.request.include)  # a wish is worth one more


def hold_doses(made: Plan) -> None:
    """Reps, seconds and sets within each exercise's range; half the least at least in a short one; one set a way."""
    half = made.request.length < 480_000
    for move in made.moves:
        dose = move.exercise.dose
        amount, unit = (dose.reps, move.reps) if move.hold is None else (dose.hold, move.hold / 1000)
        assert amount is not None
        assert unit is not None
        least = -(-amount.least // 2) if half else amount.least
        assert least <= unit <= amount.most, move.exercise.id
        assert dose.sets.least <= move.sets <= dose.sets.most, move.exercise.id
        if move.exercise.ways:
            assert move.sets % len(move.exercise.ways) == 0


def hold_sides(made: Plan) -> None:
    """Every set of a one-sided move is worked on the right, then as long on the left, with a change between."""
    for index, move in enumerate(made.moves):
        work = [step for step in made.steps if step.index == index and step.kind in (StepKind.REPS, StepKind.HOLD)]
        switches = [step for step in made.steps if step.index == index and step.kind is StepKind.SWITCH]
        if move.exercise.sides is Sides.EACH:
            assert [step.side for step in work] == [Side.RIGHT, Side.LEFT] * move.sets
            assert all(right.time == left.time for right, left in zip(work[::2], work[1::2], strict=True))
            assert len(switches) == move.sets
        else:
            assert [step.side for step in work] == [None] * move.sets
            assert not switches


CAUTIONS: dict[str, tuple[set[str], set[str]]] = {
    # each tag of the reference: the exercises that it leaves out, and those that it modifies (1.2)
    "PP": ({"superman", "cobra", "locust", "prone-ytw"}, set()),
    "PC": (
        {"chin-up", "camel"},
        {"plank-arm-raise", "seated-twist", "downward-dog", "cat-cow", "childs-pose", "standing-twist"},
    ),
    "PN": ({"chin-up", "plank-arm-raise"}, {"superman", "bird-dog", "chest-opener"}),
    "SH": (
        {"chin-up", "doorway-stretch"},
        {
            *("seated-row", "reverse-fly", "plank-arm-raise", "shoulder-roll", "wall-angel", "chest-opener"),
            *("downward-dog", "shoulder-circle", "shoulder-opener", "thread-the-needle", "open-book"),
            *("scapular-squeeze", "eagle-arms", "prone-ytw", "band-pull-apart", "wall-push-up-plus", "wall-plank"),
        },
    ),
    "NK": (
        {"camel"},
        {
            *("chin-up", "superman", "cobra", "chin-tuck", "neck-side-stretch", "neck-turn", "thread-the-needle"),
            *("thoracic-extension", "levator-stretch"),
        },
    ),
    "WR": (
        set(),
        {
            *("plank-arm-raise", "bird-dog", "downward-dog", "cat-cow", "cobra", "thread-the-needle"),
            *("wall-push-up-plus", "box-cat"),
        },
    ),
    "KN": ({"childs-pose"}, {"bird-dog", "cat-cow", "camel", "thread-the-needle", "box-cat"}),
    "BL": (set(), {"bird-dog", "standing-twist"}),
    "LB": ({"superman", "camel"}, {"reverse-fly", "cobra", "locust", "thoracic-extension", "prone-ytw"}),
    "DS": (
        set(),
        {"reverse-fly", "seated-twist", "cat-cow", "standing-twist", "upper-back-stretch", "thread-the-needle"},
    ),
    "OS": (
        {"upper-back-stretch"},
        {
            *("reverse-fly", "seated-twist", "cat-cow", "childs-pose", "standing-twist", "thread-the-needle"),
            *("open-book", "box-cat"),
        },
    ),
    "BP": ({"camel"}, {"seated-row", "chin-up", "plank-arm-raise", "superman", "locust", "wall-plank"}),
    "HD": ({"downward-dog"}, {"reverse-fly", "childs-pose"}),
    "migraine": (set(), {"camel"}),
}

WAKES: dict[Avoid, tuple[str, ...]] = {
    Avoid.PREGNANCY: ("PP", "PC"),
    Avoid.POSTPARTUM: ("PN",),
    Avoid.SHOULDER: ("SH",),
    Avoid.NECK: ("NK",),
    Avoid.WRIST: ("WR",),
    Avoid.KNEE: ("KN",),
    Avoid.BALANCE: ("BL",),
    Avoid.LOW_BACK: ("LB",),
    Avoid.DISC: ("DS",),
    Avoid.OSTEOPOROSIS: ("OS",),
    Avoid.BLOOD_PRESSURE: ("BP", "HD"),  # no head-down where it is not controlled (3)
    Avoid.HEAD_DOWN: ("HD",),
    Avoid.MIGRAINE: ("migraine",),
    Avoid.FLOOR: (),
}


def left_out(avoid: Iterable[Avoid]) -> set[str]:
    """What nobody who avoids these is given."""
    return {id_ for each in avoid for tag in WAKES[each] for id_ in CAUTIONS[tag][0]}


def hold_cautions(made: Plan) -> None:
    """Nothing that is left out for this listener, and what is modified is easier, with words that say how."""
    avoid = made.request.avoid
    modified = {id_ for each in avoid for tag in WAKES[each] for id_ in CAUTIONS[tag][1]}
    for move in made.moves:
        assert move.exercise.id not in left_out(avoid)
        if move.exercise.id in modified:
            assert (move.variant, bool(move.option)) == (Variant.EASIER, True), move.exercise.id
        if Avoid.PREGNANCY in avoid:
            assert move.position is not Position.PRONE
            assert move.position is not Position.STAND or not (move.hold or move.exercise.id == "breath-reset")
    if Avoid.FLOOR in avoid:
        assert not any(move.position in floor_positions() for move in made.moves)


def hold_level(made: Plan) -> None:
    """Gentle to 2, standard to 4, strong to 5; one step more only where it is made easier."""
    most = {Level.GENTLE: 2, Level.STANDARD: 4, Level.STRONG: 5}[made.request.level]
    for move in made.moves:
        intensity = exercises()[move.exercise.id].intensity
        assert intensity <= most + (move.variant is Variant.EASIER), move.exercise.id
        assert move.variant is not Variant.HARDER or made.request.level is Level.STRONG
        assert (move.variant is Variant.STANDARD) == (not move.option)


def hold_all(made: Plan) -> None:
    """Every rule at once."""
    hold_cautions(made)
    hold_level(made)
    hold_wishes(made)
    hold_order(made)
    hold_floor(made)
    hold_doses(made)
    hold_sides(made)
