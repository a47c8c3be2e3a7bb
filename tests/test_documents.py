"""docs/sound.md, held to the code: the numbers it gives are the code's own, and the pictures it shows are there."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pages import check_sentence

from backrelief_audio import clipping, encoding, levels
from backrelief_audio.bedding.recipes import RECIPES
from backrelief_audio.chiming import chime_measure
from backrelief_audio.cli.options import DEFAULT_BED, DEFAULT_VOICE
from backrelief_audio.clipping import trimming
from backrelief_audio.content import load_voices
from backrelief_audio.encoding import frames
from backrelief_audio.layout.crowding import HURRY
from backrelief_audio.layout.work import BEATS_APART
from backrelief_audio.mixing import beneath, ducking, parts
from backrelief_audio.model import telling
from backrelief_audio.model.request import BedDistance
from backrelief_audio.model.script import Chime
from backrelief_audio.model.sound import BED_LEVEL, Shelf
from backrelief_audio.music import FADE
from backrelief_audio.scripting import coaching, counting, cues, holding
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, TICK_MS, Db

DOCS = Path(__file__).parent.parent / "docs"
PAGE = " ".join((DOCS / "sound.md").read_text(encoding="utf-8").split())
"""Without its breaks of lines: what is looked for may be broken anywhere."""

PICTURE = re.compile(r"""(?:!\[[^\]]+\]\(|<img src=")([^)"]*pictures/[^)"]+)(?:\)|" width="\d+" alt="[^"]{20,}">)""")
"""A picture in a document, with words for who can't see it."""

N = r"(-?\d+(?:\.\d+)?)"
MARKS = [chime_measure(chime) for chime in (Chime.SIDE, Chime.DONE, Chime.REST_OVER)]

TOLD: dict[str, tuple[float, ...]] = {
    rf"Everything is {N} kHz, so that a millisecond is {N} samples and an MP3 frame is {N} ms": (
        SAMPLE_RATE / 1000,
        SAMPLES_PER_MS,
        TICK_MS,
    ),
    rf"more than {N} dB below the clip's own peak": (-trimming.TRIM,),
    rf"{N} ms are kept before the first sound and {N} ms after the last, with fades of {N} ms": (
        trimming.LEAD,
        trimming.TAIL,
        trimming.FADE,
    ),
    rf"Every clip is brought to {N} LUFS": (clipping.LEVEL,),
    rf"frames of 21 ms down to {N} dB below the loudest": (-levels.ACTIVE,),
    rf"four times oversampled\) is held at {N} dBTP": (clipping.PEAK,),
    rf"setups and counts {N}, desk breaks {N}, .+? in motion {N}, .+? and the closing {N} \(": (
        telling.TALK_PACE,
        telling.DESK_PACE,
        telling.FRAGMENT_PACE,
        telling.CALM_PACE,
    ),
    rf"between two sentences {N}, {N} and {N} s": (
        cues.BETWEEN.least / 1000,
        cues.BETWEEN.natural / 1000,
        cues.BETWEEN.most / 1000,
    ),
    rf"Two words on beats have {N} ms or more between": (BEATS_APART,),
    rf"faster by {N} %, then by {N} %": tuple(round(ratio * 100 - 100) for ratio in HURRY),
    rf"from {N} reps on": (counting.COUNTDOWN_FROM,),
    rf"Holds of {N} s and more end .+? for their first {N} s": (holding.SHORT_HOLD / 1000, holding.SETTLE / 1000),
    rf"Reminders are {N} s apart": (coaching.COACHING_EVERY / 1000,),
    rf"start {N} s, end {N} s": tuple(chime_measure(chime).length / 1000 for chime in (Chime.START, Chime.END)),
    rf"rest over .+?, {N} to {N} s each": (
        min(mark.length for mark in MARKS) // 100 / 10,
        -(-max(mark.length for mark in MARKS) // 100) / 10,
    ),
    rf"Marks and ticks are heard {N} ms": tuple({mark.centre for mark in (*MARKS, chime_measure(Chime.TICK))}),
    rf"Every loop is levelled to {N} LUFS": (BED_LEVEL,),
    rf"a crossfade of {N} s": (FADE / 1000,),
    rf"which is then at {N} LUFS": (beneath.VOICE_LEVEL,),
    rf"the bed is {N} LU below; `nearer` is {N}, `farther` {N}\.": tuple(
        -beneath.UNDER_VOICE[way] for way in (BedDistance.STANDARD, BedDistance.NEARER, BedDistance.FARTHER)
    ),
    rf"it goes farther, to {N} at most": (-beneath.FARTHEST,),
    rf"leaves out what is {N} LU below the mean": (-levels.GATE,),
    rf"it is {N} LU below the voice and what": (-levels.GATE - beneath.MARGIN,),
    rf"it goes down by {N} dB: by a raised cosine over {N} ms before the word, and up again over {N} ms after": (
        -ducking.DUCK,
        ducking.BEFORE,
        ducking.AFTER,
    ),
    rf"silences under {N} s,": (ducking.BRIDGED / 1000,),
    rf"under {N} s from one\s+word of the movement": (ducking.THROUGH_COUNTS / 1000,),
    rf"at the end, over {N} s \({N} s at both ends of the session\), with {N} ticks": (
        beneath.FADE / 1000,
        beneath.LONG_FADE / 1000,
        parts.APART,
    ),
    rf"within {N} s of a border": (parts.NEAR / 1000,),
    rf"The mix's true peak is held at {N} dBTP": (beneath.PEAK,),
    rf"by LAME, quality {N},": (frames.QUALITY,),
    rf"mono at {N} kbit/s; over a bed it is joint stereo at {N} kbit/s": (encoding.MONO.kbps, encoding.STEREO.kbps),
}
"""What the page says, and what it has to say there."""


@pytest.mark.parametrize("pattern", TOLD)
def test_the_numbers_of_the_page_are_the_code_s(pattern: str) -> None:
    """A sentence of the page stands there once, with the numbers that the code has."""
    check_sentence(PAGE, pattern, TOLD[pattern])


def rows(first: str) -> dict[str, list[str]]:
    """The cells of a table by the name in its first column, the default marked; ``first`` is that column's title."""
    lines = (DOCS / "sound.md").read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first} |"))
    found = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        found[name] = cells
    return found


def shelf(told: str) -> tuple[Shelf, ...]:
    """An equaliser as the table tells it."""
    match = re.fullmatch(rf"{N} dB from {N} kHz", told)
    return (Shelf(hertz=round(float(match[2]) * 1000), gain=Db(float(match[1])), high=True),) if match else ()


def test_the_page_s_voices_are_those_there_are() -> None:
    """Every voice stands in the table with its speed, pauses and equaliser, and the default is marked."""
    told = rows("voice")
    assert [name for name in told if name.endswith(", the default")] == [f"`{DEFAULT_VOICE}`, the default"]
    table = {re.findall(r"`(.+?)`", name)[0]: cells for name, cells in told.items()}
    voices = {voice.name: voice for voice in load_voices()}
    assert set(table) == set(voices)
    for name, (_, speed, pauses, equaliser, _) in table.items():
        voice = voices[name]
        assert (int(speed), float(pauses.split()[-1])) == (voice.words_per_minute, voice.pauses)
        assert shelf(equaliser) == voice.shelves


def test_the_page_s_beds_are_those_there_are() -> None:
    """Every bed stands in the table with its bar, in the order they are told, and the default is marked."""
    told = rows("bed")
    assert [name for name in told if name.endswith(", the default")] == [f"`{DEFAULT_BED}`, the default"]
    bars = {re.findall(r"`(.+?)`", name)[0]: cells[1] for name, cells in told.items()}
    assert list(bars.items()) == [(name, f"{recipe.natural // 1000} s") for name, recipe in RECIPES.items()]


def test_every_picture_is_shown_and_small() -> None:
    """The pictures are those that documents show, of less than 100 kB each, and say in words what is on them."""
    shown = {
        (page.parent / found).resolve()
        for page in (DOCS.parent / "README.md", *DOCS.glob("*.md"))
        for found in PICTURE.findall(page.read_text(encoding="utf-8"))
    }
    there = {path.resolve() for path in (DOCS / "pictures").iterdir()}
    assert there == shown
    assert {path.suffix for path in there} == {".svg", ".png"}
    for path in there:
        assert path.stat().st_size < 100_000
        title = path.suffix == ".png" or ElementTree.parse(path).getroot().findtext("{http://www.w3.org/2000/svg}title")
        assert title
