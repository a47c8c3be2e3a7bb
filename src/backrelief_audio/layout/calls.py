"""Calls of the time: as a move begins, or in the silence nearest to the moment, or, where all is talk, in its flow.

What begins near the moment is begun with the call rather than interrupted by it, and sounds the same wherever in it the
moment is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from ..model.plan import BETWEEN_WORK, Glue, StepKind
from ..model.script import LOOKING_BACK, After, Before, Cue, Overrun, Script
from ..model.timeline import Placed, Stretch
from ..units import TICK_MS, Ms, ms_of, ticks_covering
from .work import MeasureOf

APART = Ms(350)
"""Least silence around a call."""

SETTLING, ENDING = Ms(4000), Ms(5500)
"""Of a hold, what is kept quiet as it begins, and up to its end: "two minutes left, three, two" confuses."""

_IN_FLOW = Glue(least=Ms(500), natural=Ms(800), most=Ms(1500))
"""The silence before a call between two sentences."""


def said_first(script: Script, cues: Sequence[Placed], stretches: Sequence[Stretch]) -> Script:
    """The script with those calls that are due near the start of an introduction or a rest said in it.

    There they come after what is said of the work before; the other calls are left as they are.
    """
    between = [number for number, stretch in enumerate(stretches) if stretch.kind in BETWEEN_WORK]
    begun = {number: stretches[number].begun(cues) for number in between}
    for call in script.calls:
        assert isinstance(call.when, Before)
        due = stretches[-1].end - call.when.end
        at = min(between, key=lambda number: abs(begun[number] - due), default=None)
        if at is not None and abs(begun[at] - due) <= call.when.within:
            back = takewhile(lambda cue: cue.kind in LOOKING_BACK, script.slots[at].cues)
            script = _said(script, call, at, sum(1 for _ in back))
    return script


def _said(script: Script, call: Cue, at: int, before: int) -> Script:
    """The script with a call said in the flow of a slot, before one of its cues."""
    slot = script.slots[at]
    said = replace(call, when=After(gap=_IN_FLOW), overrun=Overrun.EXTEND)
    slot = replace(slot, cues=(*slot.cues[:before], said, *slot.cues[before:]))
    calls = tuple(other for other in script.calls if other is not call)
    return replace(script, slots=(*script.slots[:at], slot, *script.slots[at + 1 :]), calls=calls)


def silence_for(call: Cue, cues: Sequence[Placed], stretches: Sequence[Stretch], measure_of: MeasureOf) -> Ms | None:
    """The silent moment nearest to when a call is due; None where none is near. ``cues`` are in any order."""
    assert isinstance(call.when, Before)
    needed = measure_of(call.wordings[0]).length
    length = stretches[-1].end
    due = length - call.when.end
    near: list[Ms] = []
    begin = 0
    for busy_from, busy_to in [*_busy(cues, stretches), (length, length)]:
        first = ms_of(ticks_covering(Ms(begin + APART)))
        last = busy_from - APART - needed
        if first <= last:
            near.append(Ms(min(max(due, first), last) // TICK_MS * TICK_MS))
        begin = max(begin, busy_to)
    best = min(near, key=lambda start: abs(start - due), default=None)
    return best if best is not None and abs(best - due) <= call.when.within else None


def _busy(cues: Sequence[Placed], stretches: Sequence[Stretch]) -> list[tuple[Ms, Ms]]:
    """When nothing more may be said, in order of beginning; may overlap."""
    holds = [stretch for stretch in stretches if stretch.kind is StepKind.HOLD]
    spans = [(cue.start, cue.end) for cue in cues]
    spans += [(hold.start, Ms(hold.start + SETTLING)) for hold in holds]
    spans += [(Ms(hold.end - ENDING), hold.end) for hold in holds]
    return sorted(spans)


def placed_call(call: Cue, start: Ms, cues: Sequence[Placed], measure_of: MeasureOf) -> Placed:
    """A call at its moment; it belongs to the move that is under way."""
    sound = call.wordings[0]
    before = max((cue for cue in cues if cue.start <= start), key=lambda cue: cue.start, default=None)
    return Placed(
        kind=call.kind,
        sound=sound,
        start=start,
        end=Ms(start + measure_of(sound).length),
        index=before.index if before else None,
    )


def said_in_flow(
    script: Script, crowded: Sequence[Cue], cues: Sequence[Placed], stretches: Sequence[Stretch]
) -> Script:
    """The script with calls that found no silence said between two sentences of the talk nearest to their moment.

    Where that is too far off to be true, a call is left as it is.
    """
    for call in crowded:
        assert isinstance(call.when, Before)
        due = Ms(stretches[-1].end - call.when.end)
        at, before = _between_sentences(due, script, cues, stretches)
        if _away(stretches[at], due) > call.when.within:
            continue
        script = _said(script, call, at, before)
    return script


def _between_sentences(
    due: Ms, script: Script, cues: Sequence[Placed], stretches: Sequence[Stretch]
) -> tuple[int, int]:
    """The slot of talk nearest to a moment, and before which of its cues; never after its last, the word to begin."""
    talk = [number for number, stretch in enumerate(stretches) if stretch.kind not in (StepKind.REPS, StepKind.HOLD)]
    at = min(talk, key=lambda number: _away(stretches[number], due))
    said = [cue for cue in cues if stretches[at].start <= cue.start < stretches[at].end]
    return at, min(sum(cue.start < due for cue in said), len(script.slots[at].cues) - 1)


def _away(stretch: Stretch, due: Ms) -> int:
    """How far a moment is from a stretch; 0 inside it."""
    return max(stretch.start - due, due - stretch.end, 0)
