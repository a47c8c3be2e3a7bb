"""Silences between sentences, as long as a voice wants them."""

from __future__ import annotations

from dataclasses import replace

from ..model.plan import Glue
from ..model.script import After, Cue, Script
from ..units import Ms


def with_pauses(script: Script, ratio: float) -> Script:
    """The script with the silences of its talk so many times as long; what must be silent at least stays so.

    Beats are where they were: only what flows has such silences.
    """
    if ratio == 1.0:
        return script
    slots = tuple(replace(slot, cues=tuple(_paused(cue, ratio) for cue in slot.cues)) for slot in script.slots)
    return replace(script, slots=slots)


def _paused(cue: Cue, ratio: float) -> Cue:
    if not isinstance(cue.when, After):
        return cue
    gap = cue.when.gap
    natural = Ms(max(gap.least, round(gap.natural * ratio)))
    most = Ms(max(natural, round(gap.most * ratio)))
    return replace(cue, when=After(gap=Glue(least=gap.least, natural=natural, most=most)))
