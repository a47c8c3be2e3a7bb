"""The generated beds in a process of their own."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from backrelief_audio.bedding import BEDS, generated_bed
from backrelief_audio.model.sound import Passage
from backrelief_audio.units import Ms

SAID = """
import hashlib
from backrelief_audio.bedding import BEDS, generated_bed
from backrelief_audio.model.sound import Passage
for name in BEDS:
    played = generated_bed(name).play(Passage(at=0, length=9000, zero=500, bar=5300))
    print(hashlib.sha256(played.tobytes()).hexdigest())
"""


@pytest.mark.real
def test_another_process_makes_the_same_sound() -> None:
    """Every bed has the same bytes in a fresh interpreter: nothing hangs on what was made before, or on its hashes."""
    passage = Passage(at=Ms(0), length=Ms(9000), zero=Ms(500), bar=Ms(5300))
    ours = [hashlib.sha256(generated_bed(name).play(passage).tobytes()).hexdigest() for name in BEDS]
    told = subprocess.run([sys.executable, "-c", SAID], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ours
