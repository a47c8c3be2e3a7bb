"""A plan without speaking a word, for choosing among sessions before one is made."""

from __future__ import annotations

from ..checks import CHECKS
from ..model.plan import Plan
from ..model.request import Request
from ..planning import plan
from ..units import Ms
from . import Workshop, voice_named


def estimated(workshop: Workshop, request: Request) -> Plan:
    """The plan of a request by how long its voice is likely to speak; what is made may differ in a move.

    Raises RequestError where the request can't be met.
    """
    per_letter = voice_named(workshop.voices, request.voice).ms_per_letter
    return plan(request, workshop.catalogue, CHECKS, lambda text: Ms(round(len(text) * per_letter)))
