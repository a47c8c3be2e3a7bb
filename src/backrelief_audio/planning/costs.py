"""How long moves will take, before a word of them has been spoken."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from ..model.exercise import Exercise, Sides
from ..model.plan import LONG_REST, TOLD_AS_REST, Glue, Move, Step, StepKind
from ..model.request import Instruction, Request
from ..model.telling import actions_of, as_desk_break, instruction_of, safety_keys, setup_of, talk_pace
from ..units import Ms, seconds
from .steps import blocks, steps_of_block, work_time
from .transitions import rest_after, rest_between_sets, side_switch, travel, way_turn

LengthOf = Callable[[str], Ms]
"""How long a line takes to say: an estimate, or a measured length."""

_AROUND = {Instruction.FULL: seconds(11.6), Instruction.MEDIUM: seconds(9.7), Instruction.BRIEF: seconds(7.3)}
"""Name, place, dose, praise and the word to begin, spoken around an exercise's own lines, and the signal before them.

Measured over sessions of every length and instruction, as the other constants here.
"""

_AROUND_DESK = seconds(5.7)
_PAUSE = seconds(1.0)
"""The usual silence between two lines of an introduction."""

_LEAST_SHARE, _MOST_SHARE = 0.9, 1.35
"""How far the silences of an introduction give way, as shares of its natural length."""

_LEAST_SHARE_BRIEF = 0.84

_AGAIN = {Instruction.FULL: seconds(15.5), Instruction.MEDIUM: seconds(14.5), Instruction.BRIEF: seconds(10.5)}
"""What the talk in a rest between sets needs: that it is a rest, and what comes next."""

_BACK = {Instruction.FULL: seconds(11.7), Instruction.MEDIUM: seconds(10.3), Instruction.BRIEF: seconds(7.4)}
"""What the talk on the way back to a move of a superset needs, besides getting there."""

_LET_GO = seconds(5)
"""The same where it is a rest from work: saying so, and the signal that it is over."""

_REST_ON = seconds(3)
"""Saying in a long rest that it goes on to its signal."""

_SETS = seconds(2)
"""Saying how many sets there will be."""

_OPTION = seconds(1.7)
"""Saying that there is an option, before saying which."""

_OFTEN = seconds(2.4)
"""The words around what often happens."""

SAFETY = {
    "safety-pregnancy": seconds(18.6),
    "safety-pregnancy-brief": seconds(12.1),
    "safety-postpartum": seconds(6.2),
    "safety-shoulder": seconds(5.2),
    "safety-neck": seconds(5.4),
    "safety-balance": seconds(3.1),
    "safety-disc": seconds(4.7),
    "safety-osteoporosis": seconds(4.5),
    "safety-blood-pressure": seconds(4.8),
    "safety-head-down": seconds(3.5),
}
"""The safety lines for what a listener asks to be spared, with their silences."""
_OVER = seconds(4)
"""Saying that a long rest begins, and the signal that it is over."""

_SWITCH = seconds(8.6)
"""Naming the other side and repeating the short setup."""

_TURN = seconds(4.7)
"""What it takes to say the next way of a move."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Lengths of moves for one voice."""

    length_of: LengthOf
    request: Request
    """How much is said, and how fast."""

    _talks: dict[tuple[str, str], Ms] = field(default_factory=dict, init=False, repr=False, compare=False)
    _works: dict[tuple[str, int, int | None, int | None], Glue] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was reckoned before, by the exercise's id and the dose: hundreds of drafts ask for the same again."""

    _introductions: dict[tuple[Hashable, ...], Glue] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """By what they depend on, of both moves."""

    @property
    def safety(self) -> Ms:
        """What the opening takes longer for the safety lines of this listener."""
        spoken = sum(SAFETY[key] for key in safety_keys(self.request))
        return Ms(round(spoken / talk_pace(None, self.request)))

    def introduction(self, before: Move | None, move: Move) -> Glue:
        """From the end of the move before to the first beat of this one."""
        came = before and (before.exercise.id, before.position, before.equipment)
        in_turn = before is not None and before.group is not None and before.group == move.group
        key = came, in_turn, move.exercise.id, move.option, move.position, move.equipment
        known = self._introductions.get(key)
        if known is None:
            known = self._introductions[key] = self._introduction(before, move)
        return known

    def _introduction(self, before: Move | None, move: Move) -> Glue:
        rest = rest_after(before, move, slow=self.request.slow)
        talk = self.talk(move.exercise, move.option) + travel(before, move, slow=self.request.slow)
        talk += _OVER if rest.natural > LONG_REST else 0
        return Glue(
            least=max(rest.least, Ms(int(talk * (_LEAST_SHARE_BRIEF if self.request.brief else _LEAST_SHARE)))),
            natural=max(rest.natural, Ms(talk)),
            most=max(rest.most, Ms(int(talk * _MOST_SHARE))),
        )

    def talk(self, exercise: Exercise, option: str = "") -> Ms:
        """What an introduction takes to say, with its pauses, where nothing has to be fetched or changed."""
        known = self._talks.get((exercise.id, option))
        if known is None:
            known = self._talks[exercise.id, option] = self._talk(exercise, option)
        return known

    def _talk(self, exercise: Exercise, option: str) -> Ms:
        first_way = tuple(way.line for way in exercise.ways[:1])
        lines = setup_of(exercise, self.request) + actions_of(exercise, self.request) + first_way
        around = self._around()
        if option:
            lines, around = (*lines, option), Ms(around + _OPTION)
        if self.request.learn:
            lines, around = (*lines, exercise.feel, exercise.fault), Ms(around + _OFTEN)
        spoken = sum(self.length_of(line) for line in lines) + around
        return Ms(round(spoken / talk_pace(exercise, self.request)) + _PAUSE * (len(lines) + 1))

    def _around(self) -> Ms:
        if as_desk_break(self.request):
            return _AROUND_DESK
        return _AROUND[instruction_of(self.request)]

    def work(self, move: Move) -> Glue:
        """From the first beat to the end of the last set of a move that stands alone, rests and switches included.

        Saying how many sets there are is counted here too, as it comes and goes with them.
        """
        dosed = move.exercise.id, move.sets, move.reps, move.hold
        known = self._works.get(dosed)
        if known is None:
            known = self._works[dosed] = self._work(move)
        return known

    def _work(self, move: Move) -> Glue:
        exercise, slow = move.exercise, self.request.slow
        each = exercise.sides is Sides.EACH
        again = _AGAIN[instruction_of(self.request)]
        fixed = move.sets * work_time(move) * (2 if each else 1)
        fixed += _SETS if move.sets > 1 and not exercise.ways else 0
        rest = rest_between_sets(exercise, slow=slow)
        between = _at_least(way_turn(slow=slow), _TURN) if exercise.ways else _at_least(rest, again)
        switch = _at_least(side_switch(exercise, slow=slow), _SWITCH) if each else Glue.fixed(Ms(0))
        rests, turns = move.sets - 1, move.sets if each else 0
        return Glue(
            least=Ms(fixed + rests * between.least + turns * switch.least),
            natural=Ms(fixed + rests * between.natural + turns * switch.natural),
            most=Ms(fixed + rests * between.most + turns * switch.most),
        )

    def together(self, moves: Sequence[Move]) -> Glue:
        """The work of a block: of a move that stands alone, or of a superset's; introductions are not in it."""
        if len(moves) == 1:
            return self.work(moves[0])
        total = Glue.fixed(_SETS)
        for step in steps_of_block(dict(enumerate(moves)), None, slow=self.request.slow):
            if step.kind is not StepKind.INTRODUCE:
                total = add(total, self._part(step))
        return total

    def _part(self, step: Step) -> Glue:
        """A step of a superset with the talk that it needs."""
        if step.kind is StepKind.REST:
            told = (_BACK if step.after is not None else _AGAIN)[self.request.instruction]
            resting = _LET_GO if step.after is not None and step.time.natural >= TOLD_AS_REST else 0
            longer = _REST_ON if step.time.natural > LONG_REST else 0
            return _at_least(step.time, Ms(told + resting + longer + step.travel))
        if step.kind is StepKind.SWITCH:
            return _at_least(step.time, _SWITCH)
        return _at_least(step.time, _TURN) if step.kind is StepKind.WAY else step.time

    def session(self, moves: Sequence[Move], opening: Ms, closing: Ms) -> Glue:
        """All moves with their introductions, opening and closing; those of a group in turn."""
        total = Glue.fixed(Ms(opening + self.safety + closing))
        for before, move in zip([None, *moves], moves, strict=False):
            total = add(total, self.introduction(before, move))
        for block in blocks(moves):
            total = add(total, self.together([moves[index] for index in block]))
        return total


def add(a: Glue, b: Glue) -> Glue:
    """Two lengths one after the other."""
    return Glue(least=Ms(a.least + b.least), natural=Ms(a.natural + b.natural), most=Ms(a.most + b.most))


def _at_least(glue: Glue, length: Ms) -> Glue:
    return Glue(least=max(glue.least, length), natural=max(glue.natural, length), most=max(glue.most, length))
