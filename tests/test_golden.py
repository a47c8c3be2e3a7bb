"""Golden scripts: whole sessions as prose, spoken by plain tones whose length is a function of the text.

A changed phrase, dose or rest shows here as a changed line. Read the diff as a listener would; if the session is better
for it, rewrite the files with ``pytest tests/test_golden.py --update-golden``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import unified_diff
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from building import TONE_VOICE, ask, compose

from backrelief_audio.chiming import chime_measure
from backrelief_audio.clipping import clip_of
from backrelief_audio.model.care import Avoid
from backrelief_audio.model.exercise import Equipment, Focus
from backrelief_audio.model.request import AT_HOME, Counting, Instruction, Request
from backrelief_audio.model.script import Line, Sound
from backrelief_audio.model.sound import Measure
from backrelief_audio.publish.timed_script import timed_script
from backrelief_audio.speech.tone import ToneEngine, tone_ms
from backrelief_audio.units import Ms

GOLDEN = Path(__file__).parent / "golden"
SHOWN = 40
"""Lines of a difference that are shown."""

TONE: dict[str, Any] = {"voice": "tone"}
REQUESTS: dict[str, Request] = {
    "03-minutes": ask(3, 1, **TONE),
    "05-minutes": ask(5, 1, **TONE),
    "10-minutes-neck-posture": ask(10, 1, focus=(Focus.NECK, Focus.POSTURE), **TONE),
    "15-minutes": ask(15, 7, **TONE),
    "10-minutes-brief-last-three": ask(10, 2, instruction=Instruction.BRIEF, counting=Counting.LAST_THREE, **TONE),
    "30-minutes-strength": ask(
        30, 1, focus=(Focus.SCAPULAR,), equipment=(*AT_HOME, Equipment.BAND, Equipment.DUMBBELLS), **TONE
    ),
    "10-minutes-pregnancy": ask(10, 1, avoid=(Avoid.PREGNANCY,), **TONE),
    "08-minutes-learn": ask(8, 1, learn=True, **TONE),
    "45-minutes-rounds": ask(45, 2, equipment=(*AT_HOME, Equipment.BAND), **TONE),
}

WORDS_PER_MINUTE = 150
TRIMMED, CENTRE = 53, 31
"""What trimming leaves around a tone, and where a tone is heard to begin. Milliseconds."""


def tone_measure(sound: Sound) -> Measure:
    """The length of a tone, without making it."""
    if isinstance(sound, Line):
        return Measure(Ms(tone_ms(sound.text, WORDS_PER_MINUTE, sound.pace) + TRIMMED), Ms(CENTRE))
    return chime_measure(sound)


@cache
def script_of(name: str) -> str:
    """The timed script of one of the requests."""
    made = compose(REQUESTS[name], tone_measure, lambda text: tone_measure(Line(text)).length)
    return timed_script(made.document)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_session_reads_as_it_did(name: str, request: pytest.FixtureRequest) -> None:
    """The timed script of a request is the one that was reviewed."""
    path, made = GOLDEN / f"{name}.txt", script_of(name)
    if request.config.getoption("--update-golden"):
        path.write_text(made, encoding="utf-8")
    reviewed = path.read_text(encoding="utf-8") if path.exists() else ""
    if made != reviewed:
        lines = unified_diff(
            reviewed.splitlines(), made.splitlines(), f"{path.name} as reviewed", "as made now", n=1, lineterm=""
        )
        difference = "\n".join(islice(lines, SHOWN))
        pytest.fail(
            f"{path.name} has changed. Read the difference; if the session is better for it, run\n"
            f"    pytest tests/test_golden.py --update-golden\n\n{difference}",
            pytrace=False,
        )


def test_no_golden_script_is_left_behind() -> None:
    """Every file of the folder is held by a request."""
    assert {path.stem for path in GOLDEN.iterdir()} == set(REQUESTS)


def test_golden_scripts_read_as_prose() -> None:
    """A script is a title, a line about the request, chapters with their times, and a time, a kind and words a line."""
    for name in REQUESTS:
        title, about, *lines = script_of(name).splitlines()
        assert "minutes for your" in title
        assert about.startswith("seed ")
        for line in filter(None, lines):
            assert re.fullmatch(r"\d\d:\d\d\.\d{3}  (== .+|[a-z]+ +(“.+”|\([\w-]+ chime\)|\(tick\))|end)", line), line
        assert lines[-1].endswith("end")


def test_a_tone_is_as_long_as_the_formula() -> None:
    """What is measured here without a sound is what the tone engine really makes, once trimmed."""
    voice = replace(TONE_VOICE, words_per_minute=WORDS_PER_MINUTE)
    for text in ("one", "Right side first.", "Draw your shoulder blades together and slightly down."):
        spoken = ToneEngine().speak(text, voice, 1.0)
        assert clip_of(spoken.samples, spoken.rate, name=text).measure == tone_measure(Line(text))
