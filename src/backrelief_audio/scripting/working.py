"""What is heard during reps and holds: counts on the beat, tempo words, coaching where there is room."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.exercise import Exercise, Kind, Part, Side, Sides, Tempo
from ..model.plan import Move, Step
from ..model.script import Cue, CueKind
from ..units import Ms, seconds
from .cues import between_beats, on_beat
from .words import Words

LEARNING = 2
"""In so many reps the tempo words are said."""

COACHING_EVERY = seconds(14)
"""At most one reminder in 12 to 15 seconds."""

CALM_EVERY = seconds(24)
"""The same where the move is there to calm."""

SETTLE = seconds(5)
"""Quiet after entering a hold, at least four seconds."""

HALFWAY_FROM = 10
"""Reps from which half-way is called; with fewer, the last three come too soon after it."""

COUNTDOWN_FROM = 7
"""Reps from which the last three are counted down, after they were announced."""

LAST = 3

SHORT_HOLD, LONG_HOLD = seconds(8), seconds(20)


class Coaching:
    """The coaching points of one move, each said once before any is said again."""

    def __init__(self, exercise: Exercise, words: Words) -> None:
        self._waiting = [(CueKind.BREATH, exercise.breath)]
        self._reminders = words.shuffled(exercise.reminders)
        self._words = words

    def next(self, side: Side | None) -> tuple[CueKind, str]:
        """The next point: the breath first, then reminders in turn."""
        if not self._waiting:
            self._waiting = [(CueKind.FORM, reminder) for reminder in self._reminders]
        kind, text = self._waiting.pop(0)
        return kind, self._words.sided(text, side)


def reps(move: Move, step: Step, coaching: Coaching, words: Words) -> list[Cue]:
    """One set of reps on one side (or both)."""
    tempo, length = tempo_of(move), move.rep_time
    assert move.reps is not None
    pairs = move.exercise.sides is Sides.ALTERNATING
    cues: list[Cue] = []
    for rep in range(1, move.reps + 1):
        at = (rep - 1) * length
        one = _pair if pairs else _rep
        cues += one(move, step, rep, at, words)
        if rep == move.reps - LAST and move.reps >= COUNTDOWN_FROM and not pairs:
            last = words.fixed("last-three")
            cues.append(between_beats(CueKind.COUNTDOWN, last, at + 500, at + length, set_=step.set))
        if rep == move.reps // 2 and move.reps >= HALFWAY_FROM:
            middle = at + length - (tempo.back if pairs else 0)  # pairs are counted as they end, others as they begin
            cues.append(
                between_beats(CueKind.HALFWAY, [words.varied("halfway")], middle + 400, middle + length, set_=step.set)
            )
    return cues + list(_coaching(move, step, coaching, length))


def tempo_of(move: Move) -> Tempo:
    """The tempo of a move that is done in reps."""
    assert move.exercise.tempo is not None
    return move.exercise.tempo


def _rep(move: Move, step: Step, rep: int, at: int, words: Words) -> Iterator[Cue]:
    """A rep counted as it begins."""
    beat_words, tempo = move.exercise.words, tempo_of(move)
    text, kind = _count(rep, move.reps or 0, words)
    yield on_beat(kind, text, at, side=step.side, set_=step.set, rep=rep)
    said = {Part.WORK: beat_words.work, Part.HOLD: beat_words.hold, Part.RETURN: beat_words.back}
    for part, offset in tempo.parts():
        word = words.sided(said[part], step.side)
        if offset == 0:
            if rep <= LEARNING or beat_words.every:
                yield between_beats(CueKind.ACTION, [word], at + 100, at + 900, side=step.side, set_=step.set)
        elif rep <= LEARNING or (part is Part.RETURN and _keeps_return(move.exercise, tempo)):
            yield on_beat(CueKind.ACTION, word, at + offset, side=step.side, set_=step.set, must=False)
        if part is Part.HOLD and rep <= _counted_holds(tempo):
            yield from _held_seconds(at + offset, tempo, step, step.side, words)


def _keeps_return(exercise: Exercise, tempo: Tempo) -> bool:
    """Whether the listener needs to hear the end of every hold, or the turn of every breath."""
    return exercise.words.every or tempo.hold >= seconds(2)


def _counted_holds(tempo: Tempo) -> int:
    """In how many reps a hold's seconds are counted. Longer ones only once: two rows of numbers at a time confuse."""
    return LEARNING if tempo.hold <= seconds(2) else 1


def _held_seconds(at: int, tempo: Tempo, step: Step, side: Side | None, words: Words) -> Iterator[Cue]:
    """A hold's seconds counted on their beats, after the word that begins it."""
    for second in range(2, tempo.hold // 1000 + 1):
        yield on_beat(
            CueKind.COUNT, words.number(second), at + (second - 1) * 1000, side=side, set_=step.set, must=False
        )


def _pair(move: Move, step: Step, rep: int, at: int, words: Words) -> Iterator[Cue]:
    """Right, then left; the pair is counted as the second side returns, so that ten means ten on each side.

    The second side's hold is not counted: its number would stand beside the pair's.
    """
    beat_words, tempo, total = move.exercise.words, tempo_of(move), move.reps or 0
    for number, side in enumerate((Side.RIGHT, Side.LEFT)):
        start = at + number * tempo.period
        learning = rep <= LEARNING
        called = words.sided(beat_words.work if learning else beat_words.side, side)
        yield on_beat(CueKind.SIDE, called, start, side=side, set_=step.set)
        for part, offset in tempo.parts()[1:]:
            if part is Part.HOLD and learning:
                yield on_beat(CueKind.ACTION, beat_words.hold, start + offset, side=side, set_=step.set, must=False)
                if side is Side.RIGHT and rep <= _counted_holds(tempo):
                    yield from _held_seconds(start + offset, tempo, step, side, words)
            elif part is Part.RETURN and side is Side.LEFT:
                yield on_beat(CueKind.COUNT, words.number(rep), start + offset, side=side, set_=step.set, rep=rep)
            elif part is Part.RETURN and (learning or _keeps_return(move.exercise, tempo)):
                yield on_beat(CueKind.ACTION, beat_words.back, start + offset, side=side, set_=step.set, must=False)
    left = {total - 3: "three-more", total - 1: "last-one"}.get(rep)
    if left and total >= COUNTDOWN_FROM:
        end = at + 2 * tempo.period
        yield between_beats(CueKind.COUNTDOWN, words.fixed(left), end - tempo.back + 300, end, set_=step.set)


def _count(rep: int, total: int, words: Words) -> tuple[str, CueKind]:
    """What is said as a rep begins: its number, and in the last three how many are left, this one included."""
    left = total - rep + 1
    if left <= LAST and total >= COUNTDOWN_FROM:
        return words.number(left), CueKind.COUNTDOWN
    return words.number(rep), CueKind.COUNT


def _coaching(move: Move, step: Step, coaching: Coaching, length: int) -> Iterator[Cue]:
    """Reminders at a distance, none in the learning reps, the third quarter (the quiet stretch) or the last three."""
    assert move.reps is not None
    every = CALM_EVERY if Kind.CALM in move.exercise.kinds else COACHING_EVERY
    total = move.reps * length
    at = LEARNING * length + 600
    while at < total - 3 * length:
        if not total * 0.5 < at < total * 0.75:
            kind, text = coaching.next(step.side)
            yield between_beats(kind, [text], at, at + every // 2, side=step.side, set_=step.set)
        at += every


def hold(move: Move, step: Step, coaching: Coaching, words: Words) -> list[Cue]:
    """One hold: quiet, a reminder where there is time, half-way, and the seconds to its end."""
    assert move.hold is not None
    length = move.hold
    cues: list[Cue] = []
    if length < SHORT_HOLD:
        for second in range(1, length // 1000 - 1):
            cues.append(on_beat(CueKind.COUNT, words.number(second), second * 1000, side=step.side, set_=step.set))
    else:
        cues += _quiet(length, step, coaching, words)
        for left in (3, 2):
            cues.append(
                on_beat(CueKind.COUNTDOWN, words.number(left), length - left * 1000, side=step.side, set_=step.set)
            )
    release = words.fixed("release", word=words.sided(move.exercise.words.back, step.side))[0]
    cues.append(on_beat(CueKind.ACTION, release, length - 1000, side=step.side, set_=step.set))
    return cues


def _quiet(length: Ms, step: Step, coaching: Coaching, words: Words) -> Iterator[Cue]:
    """What may be said inside a hold of eight seconds or more: about a quarter of it."""
    sided = step.side is not None and length >= seconds(25)  # room for the warning on the right, the same on the left
    last = length - seconds(8 if sided else 5)
    halfway = length // 2 if length > LONG_HOLD else None
    at: int = SETTLE
    while at < last - 1500:
        if halfway is None or abs(at + 1000 - halfway) > 3000:
            kind, text = coaching.next(step.side)
            if at > 2 * COACHING_EVERY:
                kind, text = CueKind.ENCOURAGEMENT, words.varied("stay")
            yield between_beats(kind, [text], at, at + 4000, side=step.side, set_=step.set)
        at += COACHING_EVERY
    if halfway is not None:
        yield on_beat(CueKind.HALFWAY, words.varied("halfway"), halfway, side=step.side, set_=step.set, must=False)
    if sided and step.side is Side.RIGHT:
        yield between_beats(
            CueKind.SIDE, [words.varied("warn-switch")], length - 7000, length - 5000, side=step.side, set_=step.set
        )
