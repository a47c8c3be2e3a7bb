"""What is heard during reps: counts or ticks on the beat, tempo words, coaching where there is room."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.exercise import Part, Side, Sides
from ..model.plan import Move, Step
from ..model.request import Counting
from ..model.roles import is_calm
from ..model.script import Cue, CueKind, From
from ..model.telling import CALM_PACE, TALK_PACE, work_pace
from ..units import seconds
from .coaching import Coaching
from .counting import COUNTDOWN_FROM, LAST, count_of, counts_down, counts_held_seconds
from .cues import between_beats, mark, on_beat, tick
from .words import Words

LEARNING = 2
"""In so many reps the tempo words are said; in later sets the movement is known."""

HALFWAY_FROM = 10
"""Reps from which half-way is called; with fewer, the last three come too soon after it."""

_AFTER_COUNT = 600
"""Milliseconds from a beat to the earliest beginning of a reminder."""

_SLOW_FROM = seconds(2)
"""Parts of a rep whose word may be said slowly; in shorter ones it has to be crisp."""

_ROOMY_FROM = seconds(5)
"""Reps from which a reminder may be said slowly and still end before the next count."""

_TICKED = seconds(2)
"""Holds inside a rep of so long have a tick a second. Of longer ones only the beginning has one: a tick every second
for minutes wears, and leaves no room for a reminder."""


def reps(move: Move, step: Step, coaching: Coaching, words: Words, counting: Counting) -> list[Cue]:
    """One set of reps on one side (or both), up to the signal at its end."""
    points = list(_coaching(move, step, coaching))
    coached = {when.at // move.rep_time + 1 for when in (point.when for point in points) if isinstance(when, From)}
    return [*_Set(move, step, words, counting).cues(coached), *points]


class _Set:
    """One set being written."""

    def __init__(self, move: Move, step: Step, words: Words, counting: Counting) -> None:
        assert move.exercise.tempo is not None and move.reps is not None
        self._exercise, self._tempo = move.exercise, move.exercise.tempo
        self._step, self._words, self._counting = step, words, counting
        self._total, self._length = move.reps, move.rep_time
        self._pairs = move.exercise.sides is Sides.ALTERNATING
        self._learning, self._calm = _learning(move, step), is_calm(move.exercise)
        self._half = move.reps // 2 if move.reps >= HALFWAY_FROM else None
        parts = {Part.WORK: self._tempo.work, Part.HOLD: self._tempo.hold, Part.RETURN: self._tempo.back}
        pace = work_pace(move.exercise)
        self._paces = {part: pace if length >= _SLOW_FROM else TALK_PACE for part, length in parts.items()}

    def cues(self, coached: set[int]) -> Iterator[Cue]:
        """All but the coaching; in reps that have some of it, nothing that can be spared stands in its way."""
        for rep in range(1, self._total + 1):
            at = (rep - 1) * self._length
            free = rep not in coached
            yield from self._pair(rep, at, free) if self._pairs else self._rep(rep, at, free)
            yield from self._announced(rep, at)
        yield mark(self._total * self._length, self._step.side, self._step.set)

    def _rep(self, rep: int, at: int, free: bool) -> Iterator[Cue]:
        """A rep counted as it begins."""
        said, side = self._exercise.words, self._step.side
        yield self._count(rep, at, side)
        words = {Part.WORK: said.work, Part.HOLD: said.hold, Part.RETURN: said.back}
        for part, offset in self._tempo.parts():
            if self._says(part, offset, rep, free):
                # After a short work part the hold's word waits for the two before it, so that all are heard.
                pressed = part is Part.HOLD and self._tempo.work < _SLOW_FROM
                yield self._tempo_word(part, words[part], at + offset, side, on_its_beat=offset > 0 and not pressed)
            elif self._exercise.words.every and self._calm and offset > 0:
                yield tick(at + offset, side, self._step.set)  # a breath has one word: its number, or how it turns
            if part is Part.HOLD:
                yield from self._held(at + offset, rep, side, free)

    def _numberless(self, rep: int) -> bool:
        return count_of(rep, self._total, self._counting) is None

    def _pair(self, rep: int, at: int, free: bool) -> Iterator[Cue]:
        """Right, then left; the pair is counted as the second side returns, so that ten means ten on each side.

        The second side's hold is not counted: its number would stand beside the pair's.
        """
        said, tempo, learning = self._exercise.words, self._tempo, rep <= self._learning
        for start, side in ((at, Side.RIGHT), (at + tempo.period, Side.LEFT)):
            called = self._words.sided(said.work if learning else said.side, side)
            yield on_beat(CueKind.SIDE, called, start, side=side, set_=self._step.set)
            for part, offset in tempo.parts()[1:]:
                if part is Part.HOLD:
                    if learning:
                        yield self._tempo_word(part, said.hold, start + offset, side)
                    yield from self._held(start + offset, rep, side, free)
                elif part is Part.RETURN:
                    spoken = learning or self._ends_hold(free or side is Side.LEFT)
                    if side is Side.LEFT and not (spoken and self._numberless(rep)):
                        yield self._count(rep, start + offset, side)
                    elif spoken:
                        yield self._tempo_word(part, said.back, start + offset, side)

    def _count(self, rep: int, at: int, side: Side | None) -> Cue:
        """A rep's number, or a tick. A pair's number is its own to the end: it is said when the pair is done."""
        counted = count_of(rep, self._total, self._counting)
        if counted is None:
            return tick(at, side, self._step.set, rep)
        kind, number = (CueKind.COUNT, rep) if self._pairs else counted
        return on_beat(kind, self._words.number(number), at, side=side, set_=self._step.set, rep=rep)

    def _says(self, part: Part, offset: int, rep: int, free: bool) -> bool:
        """Whether a part's word is said: all while one learns, then the end of each longer hold and turns of breath."""
        if rep <= self._learning:
            return True
        if self._exercise.words.every and part is not Part.HOLD:
            if self._calm:
                return offset > 0 and (rep == self._learning + 1 or self._numberless(rep))
            return free if offset > 0 else self._step.set == 1
        return part is Part.RETURN and offset > 0 and self._ends_hold(free)

    def _ends_hold(self, free: bool) -> bool:
        """Whether the end of a hold is told after the learning: of a short one not where there is a reminder."""
        return self._tempo.hold >= _TICKED and (free or self._tempo.hold > _TICKED)

    def _tempo_word(self, part: Part, word: str, at: int, side: Side | None, *, on_its_beat: bool = True) -> Cue:
        """A part's word: on its beat, or right after the count that has it."""
        text, pace, set_ = self._words.sided(word, side), self._paces[part], self._step.set
        if on_its_beat:
            return on_beat(CueKind.ACTION, text, at, side=side, set_=set_, must=False, pace=pace)
        return between_beats(CueKind.ACTION, [text], at + 100, at + 900, side=side, set_=set_, pace=pace)

    def _held(self, at: int, rep: int, side: Side | None, free: bool) -> Iterator[Cue]:
        """A hold's seconds on their beats: spoken once, of the first rep, and after that soft ticks.

        In the second rep they would stand beside its number.
        """
        held, set_ = self._tempo.hold // 1000, self._step.set
        once = rep == 1 and set_ == 1 and not (self._pairs and side is Side.LEFT)
        if once and counts_held_seconds(self._counting):
            for second in range(2, held + 1):
                number = self._words.number(second)
                yield on_beat(CueKind.COUNT, number, at + (second - 1) * 1000, side=side, set_=set_, must=False)
        elif free and self._tempo.hold >= _TICKED and rep - 1 != self._half:  # half-way is told there
            first = 1 if rep <= self._learning else 0  # the word that begins the hold is its first beat
            for second in range(first, held if self._tempo.hold == _TICKED else 1):
                yield tick(at + second * 1000, side, set_)

    def _announced(self, rep: int, at: int) -> Iterator[Cue]:
        """The half, and that the end is near."""
        end = at + self._length
        back = self._tempo.back if self._pairs else 0  # pairs are counted as they end, others as they begin
        if rep > self._learning and (near := self._near(rep)):
            spoken, until = (end - back + 300, end + 1000) if self._pairs else (at + 500, end)
            last = self._words.fixed(near)
            yield between_beats(CueKind.COUNTDOWN, last, spoken, until, set_=self._step.set)
        if rep == self._half:
            half, pace = [self._words.varied("halfway")], CALM_PACE if self._calm else TALK_PACE
            middle = end - back
            yield between_beats(
                CueKind.HALFWAY, half, middle + 400, middle + self._length, set_=self._step.set, pace=pace
            )

    def _near(self, rep: int) -> str | None:
        """Which phrase announces the end after a rep, if one does."""
        left = self._total - rep
        if self._counting is Counting.NONE:
            return "last-time" if left == 1 and self._total >= LAST else None
        if self._pairs:
            return {3: "three-more", 1: "last-one"}.get(left) if self._total >= COUNTDOWN_FROM else None
        return "last-three" if left == LAST and counts_down(self._total, self._counting) else None


def _learning(move: Move, step: Step) -> int:
    """In how many reps the tempo words are said: none in later sets, but for a new way of the move."""
    if step.set > 1:
        return 1 if move.exercise.ways else 0
    return 1 if is_calm(move.exercise) else LEARNING


def _coaching(move: Move, step: Step, coaching: Coaching) -> Iterator[Cue]:
    """Reminders at a distance, each right after a count or call.

    There are none in the learning reps, the third quarter (the quiet stretch) or the last three.
    In later sets there is one at most.
    """
    assert move.reps is not None
    assert move.exercise.tempo is not None
    length, period = move.rep_time, move.exercise.tempo.period
    total, pace = move.reps * length, work_pace(move.exercise) if period >= _ROOMY_FROM else TALK_PACE
    beat = LEARNING * length
    while beat < total - LAST * length:
        if not total * 0.45 <= beat < total * 0.75:
            point = coaching.next(step.side)
            if point is None:
                return
            at, until = beat + _AFTER_COUNT, beat + _AFTER_COUNT + 3000
            yield between_beats(point[0], [point[1]], at, until, side=step.side, set_=step.set, pace=pace)
            if step.set > 1:
                return
        beat += -(-coaching.every // period) * period
