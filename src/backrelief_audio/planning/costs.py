"""How long moves will take, before a word of them has been spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..model.exercise import Exercise, Sides
from ..model.plan import Glue, Move
from ..model.request import Instruction, Request
from ..model.telling import actions_of, as_desk_break, instruction_of, safety_keys, setup_of, talk_pace
from ..units import Ms, seconds
from .steps import work_time
from .transitions import WAY_REST, rest_after, rest_between_sets, side_switch, travel

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

    @property
    def safety(self) -> Ms:
        """What the opening takes longer for the safety lines of this listener."""
        spoken = sum(SAFETY[key] for key in safety_keys(self.request))
        return Ms(round(spoken / talk_pace(None, self.request)))

    def introduction(self, before: Move | None, move: Move) -> Glue:
        """From the end of the move before to the first beat of this one."""
        talk = self.talk(move.exercise, move.option) + travel(before, move) + (_SETS if move.sets > 1 else 0)
        rest = rest_after(before, move)
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
        """From the first beat to the end of the last set, rests and side switches included."""
        dosed = move.exercise.id, move.sets, move.reps, move.hold
        known = self._works.get(dosed)
        if known is None:
            known = self._works[dosed] = self._work(move)
        return known

    def _work(self, move: Move) -> Glue:
        exercise = move.exercise
        each = exercise.sides is Sides.EACH
        again = _AGAIN[instruction_of(self.request)]
        fixed = move.sets * work_time(move) * (2 if each else 1)
        between = _at_least(WAY_REST, _TURN) if exercise.ways else _at_least(rest_between_sets(exercise), again)
        switch = _at_least(side_switch(exercise), _SWITCH) if each else Glue.fixed(Ms(0))
        rests, turns = move.sets - 1, move.sets if each else 0
        return Glue(
            least=Ms(fixed + rests * between.least + turns * switch.least),
            natural=Ms(fixed + rests * between.natural + turns * switch.natural),
            most=Ms(fixed + rests * between.most + turns * switch.most),
        )

    def whole(self, before: Move | None, move: Move) -> Glue:
        """A move with its introduction."""
        return add(self.introduction(before, move), self.work(move))

    def session(self, moves: Sequence[Move], opening: Ms, closing: Ms) -> Glue:
        """All moves with opening and closing."""
        total = Glue.fixed(Ms(opening + self.safety + closing))
        before: Move | None = None
        for move in moves:
            total = add(total, self.whole(before, move))
            before = move
        return total


def add(a: Glue, b: Glue) -> Glue:
    """Two lengths one after the other."""
    return Glue(least=Ms(a.least + b.least), natural=Ms(a.natural + b.natural), most=Ms(a.most + b.most))


def _at_least(glue: Glue, length: Ms) -> Glue:
    return Glue(least=max(glue.least, length), natural=max(glue.natural, length), most=max(glue.most, length))
