"""What is said between the work: opening, introductions, changes of side, rests, closing."""

from __future__ import annotations

from ..model.care import Variant
from ..model.exercise import Equipment, Exercise, Position, Side, Sides
from ..model.plan import Glue, Move, Plan, Step, StepKind
from ..model.request import Instruction
from ..model.script import Chime, Cue, CueKind
from ..model.telling import actions_of, as_desk_break, instruction_of, safety_keys, setup_of
from ..units import Ms, seconds
from .cues import BETWEEN, chime, flow, gap
from .words import Words, clause, flat, sentences

ARRIVING = gap(0.9, 1.3, 3.0)
"""After a line that asks for a movement into place."""

PRAISE_EVERY = seconds(70)
"""Encouragement no more often than every 60 to 90 seconds."""

_FAR_OFF = seconds(60)
"""Rests before a move in which so much silence is left that one has to be told of it."""

_PLACES_OF_THEIR_OWN = frozenset({Equipment.CHAIR, Equipment.WALL, Equipment.MAT, Equipment.BAR, Equipment.DOORWAY})
"""One goes to these; the rest is picked up."""


def opening(plan: Plan, words: Words) -> list[Cue]:
    """A soft start, what is coming and what is needed, and the safety lines, those for this listener last."""
    return [
        chime(Chime.START, gap(0, 0, 0)),
        *flow(CueKind.INTRO, flat((_intro(plan, words), _bring(plan, words))), gap(0.1, 0.3, 1.0)),
        *flow(CueKind.SAFETY, words.fixed("safety"), gap(0.5, 0.8, 1.5)),
        *(
            cue
            for key in safety_keys(plan.request)
            for cue in flow(CueKind.SAFETY, words.fixed(key), gap(0.4, 0.7, 1.5))
        ),
    ]


def _intro(plan: Plan, words: Words) -> str:
    """What is coming."""
    focus = [words.book.areas[area.value] for area in plan.request.focus] or list(words.fixed("whole"))
    told = {"minutes": words.minutes(plan.request.length), "areas": words.listing(focus)}
    if plan.request.learn:
        return words.varied("intro-learn", moves=words.moves(len(plan.moves)), **told)
    if plan.request.desk_break:
        return words.varied("intro-brief", **told)
    return words.varied("intro", moves=words.number(len(plan.moves)), **told)


def _bring(plan: Plan, words: Words) -> str:
    """What is needed, in the order of all equipment: other moves that need the same leave the sentence as it is."""
    needed = sorted({item for move in plan.moves for item in move.equipment}, key=list(Equipment).index)
    if needed:
        return words.varied("bring", equipment=words.listing([words.book.equipment[item.value] for item in needed]))
    return "" if as_desk_break(plan.request) else words.varied("bring-nothing")


def closing(plan: Plan, words: Words) -> list[Cue]:
    """A few calm words, and the end chime."""
    lines = sentences(words.varied("closing-brief" if as_desk_break(plan.request) else "closing"))
    if plan.moves and plan.moves[-1].position.on_floor:
        lines = (*lines, *words.fixed("rise"))
    return [*flow(CueKind.CLOSING, lines, gap(1.0, 1.6, 3.0), gap(0.5, 0.9, 2.0)), chime(Chime.END, gap(0.5, 0.9, 2.0))]


def leaving(move: Move) -> list[Cue]:
    """How to come out of a place that nobody can rest in."""
    return flow(CueKind.REST, sentences(move.exercise.leave), gap(0.3, 0.5, 1.5), BETWEEN)


def introduction(plan: Plan, step: Step, words: Words, praise: str | None) -> list[Cue]:
    """From the end of one move to the first beat of the next: its name, the way there, how it goes, how much.

    Where it is done otherwise than usual, that is said once one is in place, and in however few words the rest is.
    """
    assert step.index is not None
    move, before = plan.moves[step.index], plan.moves[step.index - 1] if step.index else None
    exercise = move.exercise
    desk_break = as_desk_break(plan.request)
    side = Side.RIGHT if exercise.sides is Sides.EACH else None
    cues = leaving(before) if before else []
    cues += flow(CueKind.REST, sentences(words.varied("rest")), gap(0.3, 0.5, 1.5), BETWEEN) if step.long else []
    cues += flow(CueKind.ENCOURAGEMENT, sentences(praise), gap(0.4, 0.6, 2.0)) if praise else []
    cues += flow(CueKind.TRANSITION, [_announcement(plan, step.index, words)], gap(0.5, 0.7, 2.5))
    cues += way_there(before, move, step, words)
    waiting = arrival(step.travel, slow=plan.request.slow)
    if side is not None:
        first = words.fixed("right-first", side=words.book.sides[side.value].capitalize())
        cues += flow(CueKind.SIDE, first, waiting, side=side)
        waiting = BETWEEN
    setup = setup_of(exercise, plan.request)
    cues += flow(CueKind.SETUP, [words.sided(line, side) for line in setup], waiting, ARRIVING)
    cues += _option(move, words)
    first_way = sentences(exercise.ways[0].line) if exercise.ways else ()
    actions = [words.sided(line, side) for line in actions_of(exercise, plan.request)]
    whole = instruction_of(plan.request) is Instruction.FULL and not desk_break
    preview = (words.varied("preview"),) if whole else ()  # what follows is heard first and done on the count
    cues += flow(CueKind.ACTION, (*preview, *actions, *first_way), gap(1.0, 1.5, 3.5))
    if plan.request.learn:
        cues += _lesson(exercise, side, words)
    if not desk_break:
        cues += flow(CueKind.SETUP, [_dose(move, words)], gap(0.5, 0.8, 2.0))
    cues += _sets(plan, step.index, words)
    if step.long:
        told = step.time.natural >= _FAR_OFF and plan.request.instruction is not Instruction.BRIEF
        cues += silent_rest(step, words, told=told)
    return cues + start(exercise, side, words)


def _option(move: Move, words: Words) -> list[Cue]:
    """How the move differs from what its exercise usually is, where it does."""
    if not move.option:
        return []
    key = "option-harder" if move.variant is Variant.HARDER else "option"
    return flow(CueKind.SETUP, [words.varied(key, option=move.option)], ARRIVING)


def _lesson(exercise: Exercise, side: Side | None, words: Words) -> list[Cue]:
    """Where it is felt, and what often happens instead."""
    often = sentences(words.varied("often", fault=clause(exercise.fault)))
    return flow(CueKind.ACTION, [words.sided(exercise.feel, side), *often], gap(0.8, 1.2, 3.0))


def _announcement(plan: Plan, index: int, words: Words) -> str:
    name = plan.moves[index].exercise.spoken
    if index == 0:
        return words.varied("announce-first", name=name)
    last = index == len(plan.moves) - 1 and plan.moves[index].group is None
    return words.varied("announce-last" if last else "announce", name=name)


def way_there(before: Move | None, move: Move, step: Step, words: Words) -> list[Cue]:
    """Where to go and what to fetch, where that changes."""
    here = before.position if before else None
    cues: list[Cue] = []
    if here is not move.position:
        key = _manner(here, move.position)
        there = move.position.value
        from_here = f"{there}-from-{here.value}" if here else there
        line = words.varied(key, place=words.book.places.get(from_here, words.book.places[there]))
        cues += flow(CueKind.TRANSITION, sentences(line), gap(0.3, 0.5, 1.5))
    fetched = [item for item in move.equipment if item not in _PLACES_OF_THEIR_OWN]
    if fetched and step.travel and not (before and set(fetched) <= set(before.equipment)):
        things = words.listing([words.book.equipment[item.value] for item in fetched])
        cues += flow(CueKind.TRANSITION, [words.varied("fetch", equipment=things)], gap(0.4, 0.8, 2.0))
    return cues


def _manner(here: Position | None, there: Position) -> str:
    if here is None:
        return "go-first"
    if here.on_floor == there.on_floor:
        return "go"
    return "go-down" if there.on_floor else "go-up"


def arrival(travel: Ms, *, slow: bool) -> Glue:
    """The silence in which the body gets there: what is left of the travel after the line that asks for it."""
    far = seconds(22.5 if slow else 15)
    spoken = seconds(3) if travel < far else seconds(6)
    wait = max(travel - spoken, 0) / 1000
    return gap(max(0.7, wait), wait + 1.0, wait + 4.0)


def _dose(move: Move, words: Words) -> str:
    """How much is coming."""
    exercise = move.exercise
    each = exercise.sides is Sides.EACH
    if move.hold is not None:
        return words.varied("dose-hold-each" if each else "dose-hold", seconds=words.number(move.hold // 1000))
    count = words.number(move.reps or 0)
    if exercise.ways:
        return words.varied("dose-ways", count=count)
    if exercise.sides is Sides.ALTERNATING:
        return words.varied("dose-pairs", count=count)
    return words.varied("dose-each" if each else "dose", count=count)


def _sets(plan: Plan, index: int, words: Words) -> list[Cue]:
    """How many sets there will be, and between which moves they take turns."""
    move = plan.moves[index]
    if move.sets < 2 or move.exercise.ways:
        return []
    sets = words.number(move.sets)
    if move.group is None:
        return flow(CueKind.SETUP, [words.varied("dose-sets", sets=sets)], BETWEEN)
    others = [other.exercise.spoken for other in plan.moves[index + 1 :] if other.group == move.group]
    if not others or (index and plan.moves[index - 1].group == move.group):
        return []  # it was told with the first of them
    return flow(CueKind.SETUP, [words.varied("dose-rounds", sets=sets, name=words.listing(others))], BETWEEN)


def silent_rest(step: Step, words: Words, *, told: bool) -> list[Cue]:
    """What is left of a rest in silence, and the signal at its end; ``told`` that one may rest until then.

    The silence takes what the talk leaves of the most that the rest may last.
    """
    cues = flow(CueKind.REST, [words.varied("rest-on")], gap(0.5, 0.8, 2.0)) if told else []
    spoken = seconds(40 if step.kind is StepKind.INTRODUCE else 20)
    most = max(step.time.most - spoken, seconds(10)) / 1000
    return [*cues, chime(Chime.REST_OVER, gap(1.5, 2.5, most))]


def start(exercise: Exercise, side: Side | None, words: Words) -> list[Cue]:
    """A signal to begin reps, or the way into a hold."""
    if exercise.dose.hold is None:
        return flow(CueKind.ACTION, [words.varied("ready")], gap(0.6, 1.0, 3.0), side=side)
    entering = words.varied("enter-hold", work=words.sided(exercise.words.work, side))
    return flow(CueKind.ACTION, [entering], gap(0.5, 0.8, 2.0), side=side)


def switch(move: Move, step: Step, words: Words) -> list[Cue]:
    """To the other side, after the chime that ended the first: the side, the short setup, and in again."""
    assert step.side is not None
    line = words.varied("switch", side=words.book.sides[step.side.value])
    again = words.sided(move.exercise.setup_again, step.side)
    turning = max(step.time.natural - seconds(7), 0) / 1000
    return [
        *flow(CueKind.SIDE, [line], gap(0.3, 0.3, 0.5), side=step.side),
        *flow(CueKind.SETUP, [again], gap(0.3 + turning, 0.5 + turning, 1.5 + turning), side=step.side),
        *_start_again(move.exercise, step.side, words),
    ]


def _start_again(exercise: Exercise, side: Side, words: Words) -> list[Cue]:
    """The second side is begun with fewer words: changing sides has to be quick."""
    if exercise.dose.hold is None:
        return start(exercise, side, words)
    return flow(CueKind.ACTION, [words.sentence(exercise.words.work, side)], gap(0.3, 0.5, 1.5), side=side)


def way(step: Step) -> list[Cue]:
    """The next way of the same move."""
    assert step.way is not None
    return flow(CueKind.ACTION, sentences(step.way.line), gap(0.5, 0.9, 1.5))
