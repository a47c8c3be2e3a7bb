"""What makes a plan sound: each check tells the faults it finds, as Problems.

The numbers are the ordering rules of the domain reference. A plan that was chosen by hand is checked the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from .errors import Problem
from .model.care import Avoid, Effect, Level, Variant
from .model.exercise import Equipment, Kind, Position, Side, Sides
from .model.plan import Move, PhaseName, Plan, StepKind
from .model.roles import CALM_DOWN, COUNTERPOSE, MAY_REPEAT, is_calm, is_pull, is_still, is_work
from .units import minutes, seconds

Check = Callable[[Plan], Iterable[Problem]]

HARD = 4
"""From this intensity a move needs preparation."""

SLOWER = 1.5
"""How many times as long rests are for those who are to be given time."""

_WORKED = frozenset({StepKind.REPS, StepKind.HOLD})

WINDOW = (0.3, 0.6)
"""The part of main in which the hardest move comes."""

ENDING_FROM = minutes(5)
"""Shorter sessions are desk breaks and may end with any gentle move."""


def _fault(move: Move | None, what: str, allowed: str) -> Problem:
    return Problem(where=move.exercise.id if move else "session", what=what, allowed=allowed)


def equipment(plan: Plan) -> Iterator[Problem]:
    """Nothing is used that the listener does not have."""
    have = set(plan.request.equipment)
    for move in plan.moves:
        for item in move.equipment:
            if item not in have:
                yield _fault(move, f"needs {item.value}", "what --equipment names")


def cautions(plan: Plan) -> Iterator[Problem]:
    """Nothing is in that a caution leaves out; what it modifies is done as an easier variant that is told."""
    spared = plan.request.spared
    for move in plan.moves:
        for caution in move.exercise.cautions:
            if caution.code not in spared:
                continue
            if caution.effect is Effect.EXCLUDE:
                yield _fault(move, f"{move.exercise.id} is not for {caution.code.value}", "a session without it")
            elif move.variant is not Variant.EASIER or not move.option:
                yield _fault(move, f"{move.exercise.id} is not modified for {caution.code.value}", "an easier variant")


def level(plan: Plan) -> Iterator[Problem]:
    """Nothing is harder than the level allows, and what is a little too hard is done by an easier variant."""
    most = plan.request.level.plain_to
    for move in plan.moves:
        beyond = move.exercise.intensity - most
        if beyond > 1 or (beyond == 1 and (move.variant is not Variant.EASIER or not move.option)):
            yield _fault(move, f"has intensity {move.exercise.intensity}", f"{most}, or {most + 1} made easier")
        if move.variant is Variant.HARDER and plan.request.level is not Level.STRONG:
            yield _fault(move, "is done by its harder variant", "that at --level strong alone")


def pregnancy(plan: Plan) -> Iterator[Problem]:
    """In pregnancy nothing is done on the front, and nobody stands motionless."""
    if Avoid.PREGNANCY not in plan.request.avoid:
        return
    for move in plan.moves:
        if move.position is Position.PRONE:
            yield _fault(move, "lies on the front", "any other place")
        if move.position is Position.STAND and (move.hold is not None or is_calm(move.exercise)):
            yield _fault(move, "stands motionless", "sitting, or on the mat")


def wishes(plan: Plan) -> Iterator[Problem]:
    """What was included is there, what was excluded is not, and the first focus is worked on."""
    ids = {move.exercise.id for move in plan.moves}
    for wanted in plan.request.include:
        if wanted not in ids:
            yield Problem(where=wanted, what=f"{wanted} found no place", allowed="a session with it")
    for unwanted in ids & set(plan.request.exclude):
        yield Problem(where=unwanted, what=f"{unwanted} is in although excluded", allowed="a session without it")
    if plan.request.focus:
        first = plan.request.focus[0]
        if not any(first in move.exercise.focus for move in plan.moves):
            yield _fault(None, f"nothing works on {first.value}", "at least one move of the first focus")


def repetition(plan: Plan) -> Iterator[Problem]:
    """No move twice, but for the poses of rest."""
    seen: set[str] = set()
    for move in plan.moves:
        if move.exercise.id in seen - MAY_REPEAT:
            yield _fault(move, f"{move.exercise.id} comes twice", "a move once a session")
        seen.add(move.exercise.id)


def hardest(plan: Plan) -> Iterator[Problem]:
    """Nothing hard at the start; the hardest move in the middle of main, prepared by two related ones."""
    if plan.moves and plan.moves[0].exercise.intensity >= HARD:
        yield _fault(plan.moves[0], "starts with a hard move", f"an intensity below {HARD}")
    main = plan.phase(PhaseName.MAIN)
    if len(main) < 2:
        return
    at, top = max(enumerate(main), key=lambda pair: (pair[1].exercise.intensity, -pair[0]))
    if top.exercise.intensity < HARD - 1:
        return
    if not (at / len(main) <= WINDOW[1] and (at + 1) / len(main) >= WINDOW[0]):
        yield _fault(top, "the hardest move is not in the middle", "30 to 60 % of main")
    before = plan.moves[: plan.moves.index(top)]
    related = sum(bool(set(move.exercise.focus) & set(top.exercise.focus)) for move in before)
    if related < 2 and len(plan.moves) > 4:
        yield _fault(top, "the hardest move is not prepared", "two related moves before it")


def variety(plan: Plan) -> Iterator[Problem]:
    """At most two moves in a row on one focus or on the wrists; no two pulls in a row."""
    yield from _runs(plan.moves, lambda move: move.exercise.focus[0].value, "on one focus")
    yield from _runs(plan.moves, lambda move: "wrists" if move.exercise.wrists else "", "on the wrists")
    for a, b in pairwise(plan.moves):
        if is_pull(a.exercise) and is_pull(b.exercise):
            yield _fault(b, "two pulls in a row", "chest-opening or core between them")


def _runs(moves: Sequence[Move], key: Callable[[Move], str], told: str) -> Iterator[Problem]:
    for value, group in groupby(moves, key):
        run = list(group)
        if value and len(run) > 2:
            yield _fault(run[2], f"{len(run)} moves in a row {told}", "two")


def floor(plan: Plan) -> Iterator[Problem]:
    """Down to the floor once and up once, and not at all where it is to be avoided; the session ends upright.

    A routine may be meant to end on the mat, and in pregnancy the last calm minute is on it where there is no chair.
    """
    request = plan.request
    down = [on_floor for on_floor, _ in groupby(plan.moves, lambda move: move.position.on_floor)]
    if True in down and (request.desk_break or Avoid.FLOOR in request.avoid):
        yield _fault(None, "goes to the floor", "a session without it")
    if down.count(True) > 1:
        yield _fault(None, f"goes to the floor {down.count(True)} times", "once")
    no_chair = Avoid.PREGNANCY in request.avoid and Equipment.CHAIR not in request.equipment
    stays_down = no_chair or (request.routine is not None and request.routine.ends_on_floor)
    if down and down[-1] and not stays_down:
        yield _fault(plan.moves[-1], "ends on the floor", "standing or sitting")


def counterpose(plan: Plan) -> Iterator[Problem]:
    """A deep backbend is followed by child's pose."""
    for a, b in pairwise((*plan.moves, None)):
        if a is not None and a.exercise.counterpose and (b is None or b.exercise.id != COUNTERPOSE):
            yield _fault(a, "no counterpose follows", COUNTERPOSE)


def order(plan: Plan) -> Iterator[Problem]:
    """Phases in order; movement before strength, and long holds after it; a stretch and slow breath at the end."""
    ranks = [list(PhaseName).index(move.phase) for move in plan.moves]
    if ranks != sorted(ranks):
        yield _fault(None, "the phases are mixed", "warm-up, main, cool-down")
    for move in plan.phase(PhaseName.WARM_UP):
        if is_still(move.exercise) or is_work(move.exercise):
            yield _fault(move, "a held stretch or strength in the warm-up", "gentle movement")
    still: Move | None = None
    for move in plan.phase(PhaseName.MAIN):
        if still is not None and is_work(move.exercise):
            yield _fault(still, "a long hold before strength", "long holds after the last strength move")
        if is_still(move.exercise) and move.exercise.id != COUNTERPOSE:
            still = move
    yield from _ending(plan)


def _ending(plan: Plan) -> Iterator[Problem]:
    request = plan.request
    if request.length < ENDING_FROM or CALM_DOWN in request.exclude or not request.may_rest or len(plan.moves) < 2:
        return
    if plan.moves[-1].exercise.id != CALM_DOWN:
        yield _fault(plan.moves[-1], "does not end with slow breath", CALM_DOWN)
    if not is_still(plan.moves[-2].exercise):
        yield _fault(plan.moves[-2], "no stretch before the last breath", "a held stretch")


def sides(plan: Plan) -> Iterator[Problem]:
    """Each side gets the same sets for the same time, the right one first."""
    for index, move in enumerate(plan.moves):
        if move.exercise.sides is not Sides.EACH:
            continue
        work = [step for step in plan.steps if step.index == index and step.kind in (StepKind.REPS, StepKind.HOLD)]
        right = [step.time.natural for step in work if step.side is Side.RIGHT]
        left = [step.time.natural for step in work if step.side is Side.LEFT]
        if right != left or not right or work[0].side is not Side.RIGHT:
            yield _fault(move, f"right {right} ms, left {left} ms", "the same, right first")


def rests(plan: Plan) -> Iterator[Problem]:
    """Strength has its rest between its sets: a minute for the hardest, twenty seconds for core, else thirty.

    It is counted from the end of one set to the start of the next, so that in a superset the others' work is rest too;
    half as long again where the listener is to be given time.
    """
    ended: dict[int, int] = {}
    at = 0
    for step in plan.steps:
        if step.index is not None and step.kind in _WORKED:
            if step.index in ended and step.side is not Side.LEFT:
                rest, needed = at - ended[step.index], _rest_needed(plan, plan.moves[step.index])
                if rest < needed:
                    yield _fault(plan.moves[step.index], f"rests {rest} ms", f"at least {needed} ms")
            ended[step.index] = at + step.time.least
        at += step.time.least


def _rest_needed(plan: Plan, move: Move) -> int:
    """The least rest between two sets of a move."""
    exercise = move.exercise
    if exercise.kinds[0] not in (Kind.STRENGTH, Kind.CORE) or exercise.ways:
        return 0
    hard = seconds(60) if exercise.intensity >= HARD else seconds(30)
    needed = seconds(20) if Kind.CORE in exercise.kinds and exercise.intensity < HARD else hard
    return round(needed * (SLOWER if plan.request.slow else 1))


def rounds(plan: Plan) -> Iterator[Problem]:
    """The moves of a superset stand together, have as many sets each, and do them in turn."""
    for number in sorted({move.group for move in plan.moves if move.group is not None}):
        indices = [index for index, move in enumerate(plan.moves) if move.group == number]
        first = plan.moves[indices[0]]
        if len(indices) < 2 or indices[-1] - indices[0] != len(indices) - 1:
            yield _fault(first, "a superset does not stand together", "two neighbours or more")
            continue
        sets = [plan.moves[index].sets for index in indices]
        if len(set(sets)) > 1:
            yield _fault(first, f"the sets of a superset are {', '.join(map(str, sets))}", "as many for each")
            continue
        work = [(step.set, step.index) for step in plan.steps if step.index in indices and step.kind in _WORKED]
        if [turn for turn, _ in groupby(work)] != [
            (turn, index) for turn in range(1, sets[0] + 1) for index in indices
        ]:
            yield _fault(first, "the sets of a superset are not done in turn", "a set of each, round by round")


CHECKS: tuple[Check, ...] = (
    equipment,
    cautions,
    level,
    pregnancy,
    wishes,
    repetition,
    hardest,
    variety,
    floor,
    counterpose,
    order,
    sides,
    rests,
    rounds,
)
"""Every rule a plan is held to."""
