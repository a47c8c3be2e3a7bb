"""Every rule of a sound plan, broken by hand one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from building import ask, move, plan_of

from backrelief_audio.checks import CHECKS
from backrelief_audio.model.care import Avoid, Level, Variant
from backrelief_audio.model.exercise import Equipment, Focus, Position, Side
from backrelief_audio.model.plan import Glue, Move, PhaseName, Plan, Step, StepKind
from backrelief_audio.units import Ms, seconds

W, M, C = PhaseName.WARM_UP, PhaseName.MAIN, PhaseName.COOL_DOWN

WARM_UP = (move("shoulder-roll", W), move("standing-twist", W))
MAIN = (move("wall-angel", M), move("wall-push-up-plus", M), move("bird-dog", M), move("cat-cow", M))
COOL_DOWN = (move("childs-pose", C), move("breath-reset", C))
EVERYTHING = tuple(Equipment)


def made(
    warm_up: tuple[Move, ...] = WARM_UP, main: tuple[Move, ...] = MAIN, cool_down: tuple[Move, ...] = COOL_DOWN
) -> Plan:
    """The sound plan, or one with another phase."""
    return plan_of((*warm_up, *main, *cool_down))


def asked(**options: object) -> Plan:
    """The sound plan, for another request."""
    return plan_of((*WARM_UP, *MAIN, *COOL_DOWN), ask(15, **{"equipment": EVERYTHING, **options}))


def steps_changed(plan: Plan, kind: StepKind, change: Callable[[Step], Step | None]) -> Plan:
    """A plan with the steps of one kind changed, or left out."""
    changed = [change(step) if step.kind is kind else step for step in plan.steps]
    return replace(plan, steps=tuple(step for step in changed if step is not None))


def one_sided() -> Plan:
    """A sound plan with a move that is done right, then left."""
    return made(cool_down=(move("eagle-arms", C), move("breath-reset", C)))


def shorter_left(step: Step) -> Step:
    """Five seconds less for the left side."""
    less = Glue.fixed(Ms(step.time.natural - 5000)) if step.side is Side.LEFT else step.time
    return replace(step, time=less)


def other_side(step: Step) -> Step:
    """The right for the left, and the left for the right."""
    return replace(step, side=step.side.other if step.side else None)


def hasty(least: float) -> Callable[[Step], Step]:
    """A rest that may shrink to so many seconds."""
    return lambda step: replace(step, time=replace(step.time, least=seconds(least)))


def sets_of(id_: str, least: float) -> Plan:
    """A plan with two sets of one move, and a rest of so many seconds between them."""
    return steps_changed(made(main=(*MAIN[:2], move(id_, sets=2), MAIN[3])), StepKind.REST, hasty(least))


def with_main(*main: Move, **options: object) -> Plan:
    """The sound plan with another main, for another request."""
    return plan_of((*WARM_UP, *main, *COOL_DOWN), ask(15, **{"equipment": EVERYTHING, **options}))


def eased(id_: str) -> Move:
    """A move as its easier variant, told."""
    return move(id_, variant=Variant.EASIER, option="a little less of it")


def expecting(*last: Move, equipment: tuple[Equipment, ...] = EVERYTHING) -> Plan:
    """A session in pregnancy that keeps every rule, but for how it may end."""
    moves = (move("shoulder-roll", W), move("chest-opener", W), move("scapular-squeeze"), move("chin-tuck"))
    return plan_of((*moves, *last), ask(15, avoid=(Avoid.PREGNANCY,), equipment=equipment))


def backbend(sets: int = 1, least: float = 60) -> Plan:
    """A plan with a deep backbend and its counterpose; rests of so many seconds between its sets."""
    main = (*MAIN[:2], move("superman", sets=sets), move("childs-pose"))
    plan = made(main=main, cool_down=(move("doorway-stretch", C), move("breath-reset", C)))
    return steps_changed(plan, StepKind.REST, hasty(least))


def superset(**changes: object) -> Plan:
    """A plan with two moves that take turns; ``changes`` are of the second."""
    pair = (move("wall-push-up-plus", sets=2, group=1), move("wall-pelvic-tilt", **{"sets": 2, "group": 1, **changes}))
    return made(main=(MAIN[0], *pair, MAIN[2], MAIN[3]))


def one_after_the_other() -> Plan:
    """The same, whose sets are not done in turn."""
    return replace(superset(), steps=superset(group=None).steps)


def short_turns() -> Plan:
    """A hard plank and a short hold in turn, with no rest before the second round but for the change."""
    pair = (
        move("plank-arm-raise", sets=2, group=1, position=Position.PLANK),
        move("wall-pelvic-tilt", sets=2, reps=1, group=1, position=Position.QUAD),
    )
    plan = made(main=(*MAIN[:2], *pair, move("open-book")))
    return steps_changed(plan, StepKind.REST, hasty(20))


def gentle(least: float) -> Plan:
    """Two sets of core for somebody who is to be given time, with so many seconds between them."""
    moves = (*WARM_UP, *MAIN[:2], move("bird-dog", sets=2), MAIN[3], *COOL_DOWN)
    eased = [
        replace(one, variant=Variant.EASIER, option="lower") if one.exercise.intensity > Level.GENTLE.plain_to else one
        for one in moves
    ]
    plan = plan_of(eased, ask(15, equipment=EVERYTHING, level=Level.GENTLE))
    return steps_changed(plan, StepKind.REST, hasty(least))


SOUND: dict[str, Callable[[], Plan]] = {
    "the plan that the others spoil": made,
    "with a move of each side": one_sided,
    "without any move": lambda: plan_of([]),
    "with rest poses twice": lambda: made(
        warm_up=(move("breath-reset", W), *WARM_UP), main=(*MAIN[:3], move("childs-pose"), MAIN[3])
    ),
    "with what was wished": lambda: asked(include=("cat-cow",), exclude=("camel",), focus=(Focus.CORE, Focus.CHEST)),
    "a desk break that ends with a stretch": lambda: plan_of(
        [move("shoulder-roll", W), move("chin-tuck"), move("upper-back-stretch", C)], ask(3)
    ),
    "slow breath excluded": lambda: plan_of((*WARM_UP, *MAIN[:2]), ask(15, exclude=("breath-reset",))),
    "a deep backbend and its counterpose": backbend,
    "what is to be spared, made easier": lambda: with_main(
        *MAIN[:2], eased("bird-dog"), MAIN[3], avoid=(Avoid.POSTPARTUM,)
    ),
    "a step beyond the level, made easier": lambda: with_main(
        *MAIN[:2], eased("bird-dog"), MAIN[3], level=Level.GENTLE
    ),
    "harder at the strong level": lambda: with_main(
        *MAIN[:2], move("bird-dog", variant=Variant.HARDER, option="hold for five"), MAIN[3], level=Level.STRONG
    ),
    "sitting still in pregnancy": lambda: expecting(
        move("upper-back-stretch", C, position=Position.SEAT), move("breath-reset", C)
    ),
    "pregnancy without a chair ends on the mat": lambda: expecting(
        eased("childs-pose"), move("breath-reset", C, position=Position.KNEEL), equipment=(Equipment.MAT,)
    ),
    "pregnancy without chair or mat keeps moving": lambda: expecting(move("neck-turn", C), equipment=()),
    "two sets of core with their rest": lambda: sets_of("bird-dog", 20),
    "two sets of light strength with their rest": lambda: sets_of("band-pull-apart", 30),
    "two sets of hard strength with their rest": lambda: backbend(sets=2),
    "two moves in turn": superset,
    "half a minute of rest where time is given": lambda: gentle(30),
}

BROKEN: dict[str, tuple[str, str, Callable[[], Plan]]] = {
    # what is wrong: (the check that tells it, what it tells, the plan)
    "no mat": ("equipment", "needs mat", lambda: asked(equipment=(Equipment.WALL, Equipment.CHAIR))),
    "a band that nobody has": (
        "equipment",
        "needs band",
        lambda: plan_of((*WARM_UP, *MAIN[:2], move("band-pull-apart"), *COOL_DOWN), ask(15)),
    ),
    "an included move is missing": ("wishes", "locust found no place", lambda: asked(include=("locust",))),
    "an excluded move is there": ("wishes", "cat-cow is in although excluded", lambda: asked(exclude=("cat-cow",))),
    "nothing for the first focus": ("wishes", "nothing works on chest", lambda: asked(focus=(Focus.CHEST, Focus.CORE))),
    "a move twice": (
        "repetition",
        "shoulder-roll comes twice",
        lambda: made(warm_up=(*WARM_UP, move("shoulder-roll", W))),
    ),
    "hard at the start": (
        "hardest",
        "starts with a hard move",
        lambda: made(warm_up=(), main=(move("plank-arm-raise"), move("open-book"))),
    ),
    "the hardest last": (
        "hardest",
        "the hardest move is not in the middle",
        lambda: made(main=(*MAIN[:2], move("cat-cow"), move("bird-dog"))),
    ),
    "the hardest first of main": (
        "hardest",
        "the hardest move is not in the middle",
        lambda: made(
            warm_up=(*WARM_UP, move("wall-angel", W), move("scapular-squeeze", W)),
            main=(move("bird-dog"), move("open-book"), move("cat-cow"), move("box-cat")),
        ),
    ),
    "the hardest unprepared": (
        "hardest",
        "the hardest move is not prepared",
        lambda: made(main=(move("chest-opener"), move("neck-turn"), move("bird-dog"), move("cat-cow"))),
    ),
    "three on one focus": (
        "variety",
        "3 moves in a row on one focus",
        lambda: made(warm_up=(move("standing-twist", W), move("seated-twist", W), move("thoracic-extension", W))),
    ),
    "three on the wrists": (
        "variety",
        "3 moves in a row on the wrists",
        lambda: made(main=(*MAIN, move("box-cat"))),
    ),
    "what is to be left out": (
        "cautions",
        "superman is not for low-back",
        lambda: plan_of(
            (*WARM_UP, *MAIN[:2], eased("superman"), move("childs-pose"), move("doorway-stretch", C), COOL_DOWN[1]),
            ask(15, equipment=EVERYTHING, avoid=(Avoid.LOW_BACK,)),
        ),
    ),
    "what is to be made easier": (
        "cautions",
        "bird-dog is not modified for balance",
        lambda: with_main(*MAIN, avoid=(Avoid.BALANCE,)),
    ),
    "easier, and nobody is told how": (
        "cautions",
        "bird-dog is not modified for balance",
        lambda: with_main(*MAIN[:2], move("bird-dog", variant=Variant.EASIER), MAIN[3], avoid=(Avoid.BALANCE,)),
    ),
    "too hard for the level": (
        "level",
        "has intensity 4",
        lambda: with_main(*MAIN[:2], eased("plank-arm-raise"), move("open-book"), level=Level.GENTLE),
    ),
    "a step too hard, and not easier": ("level", "has intensity 3", lambda: with_main(*MAIN, level=Level.GENTLE)),
    "harder than asked for": (
        "level",
        "harder variant",
        lambda: with_main(*MAIN[:2], move("bird-dog", variant=Variant.HARDER, option="hold for five"), MAIN[3]),
    ),
    "standing still in pregnancy": (
        "pregnancy",
        "stands motionless",
        lambda: expecting(move("upper-back-stretch", C, position=Position.STAND), move("breath-reset", C)),
    ),
    "on the front in pregnancy": (
        "pregnancy",
        "lies on the front",
        lambda: expecting(move("open-book", position=Position.PRONE), eased("childs-pose"), move("breath-reset", C)),
    ),
    "to the floor although it is to be avoided": (
        "floor",
        "goes to the floor",
        lambda: asked(avoid=(Avoid.FLOOR,)),
    ),
    "two pulls": (
        "variety",
        "two pulls in a row",
        lambda: made(main=(*MAIN[:2], move("seated-row"), move("band-pull-apart"))),
    ),
    "to the floor twice": (
        "floor",
        "goes to the floor 2 times",
        lambda: made(cool_down=(move("doorway-stretch", C), *COOL_DOWN)),
    ),
    "an end on the floor": (
        "floor",
        "ends on the floor",
        lambda: made(cool_down=(COOL_DOWN[0], move("breath-reset", C, position=Position.KNEEL))),
    ),
    "a backbend and no counterpose": (
        "counterpose",
        "no counterpose follows",
        lambda: made(main=(*MAIN[:2], move("cobra"), move("cat-cow"))),
    ),
    "a backbend at the very end": (
        "counterpose",
        "no counterpose follows",
        lambda: plan_of((*WARM_UP, *MAIN[:2], move("cobra", C, position=Position.STAND)), ask(3)),
    ),
    "phases mixed": (
        "order",
        "the phases are mixed",
        lambda: plan_of((WARM_UP[0], MAIN[0], WARM_UP[1], *MAIN[1:], *COOL_DOWN)),
    ),
    "a held stretch in the warm-up": (
        "order",
        "a held stretch or strength in the warm-up",
        lambda: made(warm_up=(*WARM_UP, move("shoulder-opener", W))),
    ),
    "strength in the warm-up": (
        "order",
        "a held stretch or strength in the warm-up",
        lambda: made(warm_up=(*WARM_UP, move("wall-pelvic-tilt", W))),
    ),
    "a long hold before strength": (
        "order",
        "a long hold before strength",
        lambda: made(main=(*MAIN[:2], move("shoulder-opener"), *MAIN[2:])),
    ),
    "no slow breath at the end": (
        "order",
        "does not end with slow breath",
        lambda: made(cool_down=(*COOL_DOWN[:1], move("doorway-stretch", C))),
    ),
    "no stretch before the last breath": (
        "order",
        "no stretch before the last breath",
        lambda: made(cool_down=(move("open-book", C), move("breath-reset", C))),
    ),
    "the left is shorter": ("sides", "right", lambda: steps_changed(one_sided(), StepKind.HOLD, shorter_left)),
    "the left is missing": (
        "sides",
        "right",
        lambda: steps_changed(one_sided(), StepKind.HOLD, lambda step: None if step.side is Side.LEFT else step),
    ),
    "the left comes first": ("sides", "right", lambda: steps_changed(one_sided(), StepKind.HOLD, other_side)),
    "no side at all": (
        "sides",
        "right",
        lambda: steps_changed(one_sided(), StepKind.HOLD, lambda step: replace(step, side=None)),
    ),
    "core hardly rests": ("rests", "rests 19000 ms", lambda: sets_of("bird-dog", 19)),
    "light strength hardly rests": ("rests", "rests 29000 ms", lambda: sets_of("band-pull-apart", 29)),
    "hard strength hardly rests": ("rests", "rests 59000 ms", lambda: backbend(sets=2, least=59)),
    "core hardly rests where time is given": ("rests", "rests 29000 ms", lambda: gentle(29)),
    "no rest at all": (
        "rests",
        "rests 0 ms",
        lambda: steps_changed(sets_of("bird-dog", 20), StepKind.REST, lambda _: None),
    ),
    "the turns of a superset are too short a rest": ("rests", "rests 46000 ms", short_turns),
    "a superset of one": (
        "rounds",
        "does not stand together",
        lambda: made(main=(*MAIN[:2], move("bird-dog", sets=2, group=1), MAIN[3])),
    ),
    "a superset with a move between": (
        "rounds",
        "does not stand together",
        lambda: made(main=(move("wall-angel", group=1), MAIN[1], move("bird-dog", group=1), MAIN[3])),
    ),
    "a superset of unequal sets": ("rounds", "the sets of a superset are 2, 3", lambda: superset(sets=3)),
    "a superset one after the other": ("rounds", "not done in turn", one_after_the_other),
    "a hard plank hardly rests": (
        "rests",
        "rests 59000 ms",
        lambda: steps_changed(
            made(main=(*MAIN[:2], move("plank-arm-raise", sets=2), move("open-book"))), StepKind.REST, hasty(59)
        ),
    ),
}


def faults(plan: Plan) -> dict[str, list[str]]:
    """What each check tells, for those that tell anything."""
    told = {check.__name__: [fault.what for fault in check(plan)] for check in CHECKS}
    return {name: what for name, what in told.items() if what}


@pytest.mark.parametrize("plan", SOUND.values(), ids=SOUND)
def test_a_sound_plan_passes(plan: Callable[[], Plan]) -> None:
    """A plan that keeps every rule is told no fault by any check."""
    assert faults(plan()) == {}


@pytest.mark.parametrize(("check", "told", "plan"), BROKEN.values(), ids=BROKEN)
def test_one_broken_rule_is_told_by_its_check_alone(check: str, told: str, plan: Callable[[], Plan]) -> None:
    """A plan that breaks one rule is told by the check for it, and by no other."""
    found = faults(plan())
    assert list(found) == [check]
    assert any(told in what for what in found[check])


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_every_check_is_tried(check: Callable[[Plan], object]) -> None:
    """Each check is broken by at least one plan above, says what it holds, and names what would be right."""
    plans = [plan() for name, _, plan in BROKEN.values() if name == check.__name__]
    assert plans
    assert check.__doc__
    for plan in plans:
        assert all(problem.where and problem.allowed for problem in check(plan))  # type: ignore[attr-defined]
