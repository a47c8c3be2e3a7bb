"""What a session is made of, in one line, so that it is known when it has to be made again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from .. import __version__, bedding
from ..model.request import NO_BED, Request
from ..model.script import Line
from ..speech.stored import StoredSpeech
from .composing import Composed
from .ledger import sha256_of
from .rendering import Face, faced


def fingerprint(composed: Composed, face: Face, speech: StoredSpeech, digests: dict[str, str]) -> str:
    """Equal fingerprints give equal files, but for the day in their tags.

    The document has every moment, word and option; the names of the clips have voice, engine and respellings in them.
    ``digests`` keeps those of the listener's own files from session to session.
    """
    lines = dict.fromkeys(cue.sound for cue in composed.timeline.cues if isinstance(cue.sound, Line))
    made_of = {
        "program": __version__,
        "document": faced(composed, face),
        "face": asdict(face),
        "clips": [speech.name(line) for line in lines],
        "bed": _bed(composed.plan.request, digests),
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()


def _bed(request: Request, digests: dict[str, str]) -> str:
    """What tells a bed from others of its name: of the listener's own file its content."""
    if request.bed == NO_BED or request.bed in bedding.BEDS:
        return str(bedding.VERSION)
    if request.bed not in digests:
        try:
            digests[request.bed] = sha256_of(Path(request.bed))
        except (OSError, ValueError):
            return ""  # was never made so: making it tells what is wrong
    return digests[request.bed]
