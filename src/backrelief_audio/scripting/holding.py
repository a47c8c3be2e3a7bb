"""What is heard in a hold: mostly nothing; a reminder where there is time, half-way, and the seconds to its end."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from ..model.exercise import Side
from ..model.plan import Move, Step
from ..model.request import Counting
from ..model.script import Cue, CueKind, Line, OnBeat, Overrun
from ..model.telling import CALM_PACE
from ..units import Ms, seconds
from .coaching import Coaching
from .cues import between_beats, mark, on_beat, tick
from .words import Words

SETTLE = seconds(5)
"""Quiet after entering a hold, at least four seconds."""

SHORT_HOLD, LONG_HOLD = seconds(8), seconds(20)

WARNED_FROM = seconds(25)
"""Holds of one side from which the change of sides is told ahead: shorter ones have no room for it."""

_STAY_AFTER = seconds(28)
"""From here on a choice is offered in place of a reminder."""

_SPEECH_SHARE = 0.25
"""Most of a hold that may be speech (domain reference, 4)."""

_LETTERS, _LEAST_LETTERS = 44, 20
"""Of a whole point, and of a short one; with room for less there is none."""

_MS_A_LINE, _MS_A_LETTER = 380, 61
"""About what a line takes at a voice's normal speed, for that share: measured of ``light``, the slower voice."""


def hold(move: Move, step: Step, coaching: Coaching, words: Words, counting: Counting) -> list[Cue]:
    """One hold: quiet, a reminder where there is time, half-way, the seconds to its end, and the signal that it is."""
    assert move.hold is not None
    length = move.hold
    release = _release(move, step, words)
    end = mark(length, step.side, step.set)
    cues = list(_seconds(length, step, words, counting))
    if length >= SHORT_HOLD:
        told = fsum(_about(text, 1.0) for text in (_text(release), *(_text(cue) for cue in cues)))
        cues = [*_quiet(length, step, coaching, words, length * _SPEECH_SHARE - told), *cues]
    return [*cues, end, release]  # where there is no room for both, it is the word that gives way to a shorter one


def _text(cue: Cue) -> str:
    return getattr(cue.wordings[0], "text", "")


def _about(text: str, pace: float = CALM_PACE) -> float:
    """About how many milliseconds a line takes to say."""
    return _lasting(len(text)) / pace


def _lasting(letters: int) -> int:
    return _MS_A_LINE + letters * _MS_A_LETTER


def _seconds(length: Ms, step: Step, words: Words, counting: Counting) -> Iterator[Cue]:
    """The seconds that are counted: all of a short hold but its last, or "three, two"."""
    if length >= SHORT_HOLD:
        for left in (3, 2) if counting is not Counting.NONE else ():
            yield on_beat(CueKind.COUNTDOWN, words.number(left), length - left * 1000, side=step.side, set_=step.set)
        return
    for second in range(1, length // 1000 - 1):
        if counting is Counting.FULL:
            yield on_beat(CueKind.COUNT, words.number(second), second * 1000, side=step.side, set_=step.set)
        else:
            yield tick(second * 1000, step.side, step.set)


def _release(move: Move, step: Step, words: Words) -> Cue:
    """The word that ends a hold, in its last second; a shorter one where the voice needs longer for it."""
    word = words.sided(move.exercise.words.back, step.side)
    texts = dict.fromkeys((*words.fixed("release", word=word), word, *words.fixed("let-go")))
    return Cue(
        kind=CueKind.ACTION,
        wordings=tuple(Line(text) for text in texts),
        when=OnBeat(at=Ms((move.hold or 0) - 1000)),
        overrun=Overrun.FAIL,
        side=step.side,
        set=step.set,
    )


def _quiet(length: Ms, step: Step, coaching: Coaching, words: Words, room: float) -> Iterator[Cue]:
    """What may be said inside a hold of eight seconds or more, in about so many milliseconds of speech."""
    sided = step.side is not None and length >= WARNED_FROM  # room for the warning on the right, the same on the left
    warning = words.varied("warn-switch") if sided and step.side is Side.RIGHT else ""
    half = words.varied("halfway") if length > LONG_HOLD else ""
    books = words.book.varied  # by the longest of each, so that both sides have as much
    for key in ("halfway",) * bool(half) + ("warn-switch",) * sided:
        room -= _about(max(books[key], key=len))
    yield from _points(length, step, coaching, words, room)
    if half:
        yield on_beat(CueKind.HALFWAY, half, length // 2, side=step.side, set_=step.set, must=False, pace=CALM_PACE)
    if warning:
        yield between_beats(
            CueKind.SIDE, [warning], length - 7000, length - 5000, side=step.side, set_=step.set, pace=CALM_PACE
        )


def _points(length: Ms, step: Step, coaching: Coaching, words: Words, room: float) -> Iterator[Cue]:
    """Reminders at a distance, away from the half and from the end: rather one in full than two cut short."""
    times, room = _times(length, step, coaching.every), room * CALM_PACE
    if not times or room < _lasting(_LEAST_LETTERS):
        return
    most = min(max(int(room / _lasting(_LETTERS)), 1), len(times))
    letters = int((room / most - _MS_A_LINE) / _MS_A_LETTER)
    for at in times[:: -(-len(times) // most)]:
        point = (CueKind.ENCOURAGEMENT, words.varied("stay")) if at > _STAY_AFTER else coaching.next(step.side, letters)
        if point is not None:
            yield between_beats(point[0], [point[1]], at, at + 4000, side=step.side, set_=step.set, pace=CALM_PACE)


def _times(length: Ms, step: Step, every: Ms) -> list[int]:
    """When there may be a reminder."""
    last = length - seconds(8 if step.side is not None and length >= WARNED_FROM else 5)
    halfway = length // 2 if length > LONG_HOLD else None
    times = range(SETTLE, last - 1500, every)
    return [at for at in times if halfway is None or abs(at + 1000 - halfway) > 3000]
