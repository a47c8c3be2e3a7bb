"""Building cues: the few shapes they come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..model.exercise import Side
from ..model.plan import Glue
from ..model.script import After, Before, Chime, Cue, CueKind, From, Line, OnBeat, Overrun
from ..model.telling import TALK_PACE
from ..units import Ms, seconds


def gap(least: float, natural: float, most: float) -> Glue:
    """A silence that gives way, in seconds."""
    return Glue(least=seconds(least), natural=seconds(natural), most=seconds(most))


BETWEEN = gap(0.35, 0.6, 1.5)
"""Between two sentences of one thought."""


def flow(kind: CueKind, texts: Iterable[str], first: Glue, then: Glue = BETWEEN, side: Side | None = None) -> list[Cue]:
    """Sentences one after the other; the slot grows to hold them."""
    return [
        Cue(
            kind=kind,
            wordings=(Line(text),),
            when=After(gap=then if number else first),
            overrun=Overrun.EXTEND,
            side=side,
        )
        for number, text in enumerate(texts)
    ]


def chime(sound: Chime, first: Glue) -> Cue:
    """A chime in the flow."""
    return Cue(kind=CueKind.CHIME, wordings=(sound,), when=After(gap=first), overrun=Overrun.EXTEND)


def on_beat(
    kind: CueKind,
    text: str,
    at: int,
    *,
    side: Side | None = None,
    set_: int | None = None,
    rep: int | None = None,
    must: bool = True,
    pace: float = TALK_PACE,
) -> Cue:
    """A word whose perceptual centre falls on a beat; one that must be heard fails the session rather than be lost."""
    return Cue(
        kind=kind,
        wordings=(Line(text, pace),),
        when=OnBeat(at=Ms(at)),
        overrun=Overrun.FAIL if must else Overrun.DROP,
        side=side,
        set=set_,
        rep=rep,
    )


def between_beats(
    kind: CueKind,
    texts: Sequence[str],
    at: int,
    until: int,
    *,
    side: Side | None = None,
    set_: int | None = None,
    pace: float = TALK_PACE,
) -> Cue:
    """Coaching that finds its place between the beats, or is left out."""
    return Cue(
        kind=kind,
        wordings=tuple(Line(text, pace) for text in texts),
        when=From(at=Ms(at), until=Ms(until)),
        overrun=Overrun.DROP,
        side=side,
        set=set_,
    )


def call(text: str, before_end: Ms, within: Ms) -> Cue:
    """A call of the time, near the moment it is true."""
    return Cue(
        kind=CueKind.TIME, wordings=(Line(text),), when=Before(end=before_end, within=within), overrun=Overrun.DROP
    )


def mark(at: int, side: Side | None, set_: int | None) -> Cue:
    """The signal at the end of work on a side, on the moment; heard in any case. It may last into what follows.

    After the right side it says that the other comes, else that it is done.
    """
    chime = Chime.SIDE if side is Side.RIGHT else Chime.DONE
    when = OnBeat(at=Ms(at))
    return Cue(kind=CueKind.CHIME, wordings=(chime,), when=when, overrun=Overrun.FAIL, side=side, set=set_)


def tick(at: int, side: Side | None, set_: int | None, rep: int | None = None) -> Cue:
    """A beat without a word, left out where a word is."""
    return Cue(
        kind=CueKind.CHIME,
        wordings=(Chime.TICK,),
        when=OnBeat(at=Ms(at)),
        overrun=Overrun.DROP,
        side=side,
        set=set_,
        rep=rep,
    )


def paced(cues: Iterable[Cue], pace: float) -> list[Cue]:
    """The same, their words said at another pace."""
    return [
        replace(
            cue,
            wordings=tuple(replace(sound, pace=pace) if isinstance(sound, Line) else sound for sound in cue.wordings),
        )
        for cue in cues
    ]
