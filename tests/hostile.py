"""What reads files that others write, each given any bytes: only our own errors come out, and what is taken is usable.

``TARGETS`` are run by Hypothesis, over the corpus in ``tests/corpus`` (a folder a target) and by ``tests/fuzzing.py``.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

from backrelief_audio import clipping, document_file, history, legible, program_file
from backrelief_audio.cli.options import settings
from backrelief_audio.content import CONTENT, load_exercises, load_phrases
from backrelief_audio.content.exercise_file import parse_exercise
from backrelief_audio.content.own_phrases import with_own_phrases
from backrelief_audio.content.phrase_file import parse_phrases
from backrelief_audio.content.pronunciation_file import parse_pronunciation
from backrelief_audio.content.routine_file import parse_routine
from backrelief_audio.content.substitutes import check_substitutes
from backrelief_audio.content.toml import read_toml
from backrelief_audio.content.voice_file import parse_voice
from backrelief_audio.errors import BackreliefError, ContentError, Problem
from backrelief_audio.model.exercise import Exercise
from backrelief_audio.model.phrases import FIXED, VARIED, Phrasebook
from backrelief_audio.model.sound import Passage
from backrelief_audio.music import decoding, file_bed
from backrelief_audio.pipeline.ledger import MANIFEST, read_ledger
from backrelief_audio.speech import check_line
from backrelief_audio.speech.tone import ToneEngine
from backrelief_audio.store import json_text
from backrelief_audio.units import Ms

CORPUS = Path(__file__).parent / "corpus"
TOKENS = CORPUS / "tokens.dict"
"""What a fuzzer is to put into its inputs, as libFuzzer's dictionaries are written."""

CATALOGUE = {exercise.id: exercise for exercise in load_exercises()}
BOOK = load_phrases()

SIDES = {"side": "right", "other": "left", "Side": "Right", "Other": "Left"}
_FIELDS = {name: "ten" for names in (*VARIED.values(), *FIXED.values()) for name in names}
_TONE = ToneEngine().info

Parser = Callable[[Mapping[str, Any], list[Problem]], object]

PARSERS: dict[str, Parser] = {
    "exercise": lambda data, problems: parse_exercise(data, "easy-reach", "a.toml", problems),
    "routine": lambda data, problems: parse_routine(data, "mine", "a.toml", problems, CATALOGUE, own=True),
    "phrases": lambda data, problems: parse_phrases(data, "a.toml", problems),
    "own phrases": lambda data, problems: with_own_phrases(BOOK, data, "a.toml", problems),
    "pronunciation": lambda data, problems: parse_pronunciation(data, "a.toml", problems),
    "voice": lambda data, problems: parse_voice(data, "mine", "a.toml", problems),
}
"""Every reader of a TOML document."""


def read_all(data: Mapping[str, Any]) -> bool:
    """A document through every parser: faults are told, each on a line, and what has none can be said.

    Whether one of them had none.
    """
    faults = [read_by(parse, data) for parse in PARSERS.values()]
    return not all(faults)


def read_by(parse: Parser, data: Mapping[str, Any]) -> list[Problem]:
    """A document through one parser; its faults, without those of an exercise that no other can take the place of."""
    problems: list[Problem] = []
    found = parse(data, problems)
    alone = isinstance(found, Exercise) and not problems
    told = str(ContentError([*problems, *(check_substitutes([("a.toml", found)]) if alone else ())]))
    assert not legible.oddity(told.replace("\n", "")), told
    assert len(told.splitlines()) <= 52
    if not problems:
        for line in said(found):
            check_line(line, 1.0, _TONE)
    return problems


def said(found: object) -> Iterator[str]:
    """What is spoken of an exercise or of phrases, as it is spoken."""
    if isinstance(found, Exercise):
        words = found.words
        sided = (*found.setup, found.setup_again, *found.actions, found.breath, *found.reminders, *found.praise)
        sided += (found.feel, found.leave, words.work, words.hold, words.back, words.side)
        yield from (line.format(**SIDES) for line in sided if line)
        yield from (found.spoken, found.fault, *(way.line for way in found.ways), *found.easier, *found.harder)
    elif isinstance(found, Phrasebook):
        phrases = (*found.varied.items(), *found.fixed.items())
        yield from (phrase.format(**_FIELDS) for _, lines in phrases for phrase in lines)
        yield from (*found.places.values(), *found.equipment.values(), *found.areas.values())


def content(folder: Path, data: bytes) -> bool:
    """A file of content or settings."""
    home = folder / "config" / "backrelief-audio"
    home.mkdir(parents=True, exist_ok=True)
    path = home / "config.toml"
    path.write_bytes(data)
    found = read_toml(path, problems := [])
    assert (found is None) == bool(problems)
    taken = found is not None and read_all(found)
    with mock.patch.dict(os.environ, {"XDG_CONFIG_HOME": str(folder / "config")}), suppress(ContentError):
        chosen = settings()
        assert not any(legible.oddity(str(value)) for value in chosen.values())
        taken = taken or bool(chosen)
    return taken


def state(folder: Path, data: bytes) -> bool:
    """What a program, a show, a session or the history is remembered in; what is taken is written and read back."""
    session = folder / "session.json"
    for name in (program_file.NAME, MANIFEST, history.NAME, session.name):
        (folder / name).write_bytes(data)
    taken = False
    with suppress(BackreliefError):
        kept = program_file.read(folder)
        assert kept is not None
        program_file.write(folder, kept)
        assert program_file.read(folder) == kept
        taken = True
    with suppress(BackreliefError):
        ledger = read_ledger(folder)
        assert ledger is not None
        ledger.text(ledger.entries)
        assert all(path.parent == folder for stem in ledger.entries for path in ledger.paths(stem))
        taken = True
    with suppress(BackreliefError):
        document = document_file.read(session)
        session.write_text(json_text(document), encoding="utf-8")
        assert document_file.read(session) == document
        taken = True
    told: list[str] = []
    entries = history.recall(folder, told.append)
    assert not (entries and told)
    return taken or bool(entries)


def sound(folder: Path, data: bytes) -> bool:
    """A file given as a bed. What libsndfile can't read is refused here; ffmpeg is a program for itself."""
    path = folder / "a.wav"
    path.write_bytes(data)
    refused = decoding._not_sound(path)
    with mock.patch.object(decoding, "_program", side_effect=refused), suppress(BackreliefError):
        bed = file_bed(path, Ms(8000), folder=folder)
        heard = bed.play(Passage(at=Ms(5000), length=Ms(4000), zero=Ms(0), bar=None))
        assert heard.shape == (4 * 48_000, 2)
        assert abs(heard).max() < 1e6
        return True
    return False


def record(folder: Path, data: bytes) -> bool:  # noqa: ARG001
    """A clip of the store, whose checksum says that it is ours."""
    with suppress(ValueError):
        clip = clipping.from_bytes("a", data)
        assert clip.measure.length >= 0
        return True
    return False


TARGETS: dict[str, Callable[[Path, bytes], bool]] = {
    "content": content,
    "state": state,
    "sound": sound,
    "record": record,
}
"""By the folder of the corpus; each is given an empty folder of its own, and says whether anything was taken."""


def seeds(target: str) -> Iterator[bytes]:
    """Good files that a fuzzer begins with, beside the corpus."""
    if target == "content":
        kinds = ("exercises/bird-dog", "exercises/wall-angel", "playlists/tech-neck", "phrases/en", "pronunciation/en")
        yield from ((CONTENT / f"{kind}.toml").read_bytes() for kind in kinds)
        yield b'minutes = 10\nfocus = ["neck"]\nseed = 7\nno_history = true\nbed = "ocean"\n'
        yield (
            b'title = "T"\nengine = "tone"\nvoice = "tone"\nlanguage = "en"\n'
            + b"words_per_minute = 150\nms_per_letter = 66\n"
        )
    elif target == "state":
        yield from (json_text(told).encode() for told in (_PROGRAM, _LEDGER, _HISTORY, _SESSION))
    elif target == "sound":
        yield from (sound_file(kind) for kind in ("WAV", "FLAC", "OGG", "AIFF", "AU", "W64", "MP3"))
    elif target == "record":
        yield b'{"length": 2, "centre": 1}\n' + bytes(2 * 96)


def sound_file(kind: str, seconds: float = 6, rate: int = 4000) -> bytes:
    """A small sound file that can be a bed."""
    import numpy as np
    import soundfile

    at = np.arange(int(seconds * (rate := 8000 if kind in ("MP3", "OGG") else rate))) / rate
    written = io.BytesIO()
    subtype = {"WAV": "PCM_U8", "AIFF": "PCM_S8", "AU": "ULAW", "W64": "PCM_U8", "FLAC": "PCM_S8"}.get(kind)
    soundfile.write(written, np.sin(2 * np.pi * 400 * at) * 0.5, rate, format=kind, subtype=subtype)
    return written.getvalue()


_OPTIONS = {
    **{key: [] for key in program_file.LISTS},
    **dict.fromkeys(program_file.TEXTS, "standard"),
    "seed": 7,
}
_PROGRAM = {
    "version": 1,
    "weeks": 4,
    "days": 3,
    "start": "2026-03-02",
    "at": "18:30",
    "options": _OPTIONS,
    "planned": [{"seconds": 600.0, "moves": ["chin-tuck", "cat-cow"]}] * 12,
    "reports": [{"day": "2026-03-02", "pain": 2, "session": 1, "rung": 0, "made": True}],
}
_LEDGER = {
    "version": 1,
    "title": "Neck",
    "seed": 7,
    "sessions": [
        {
            "stem": "01-neck",
            "title": "Neck",
            "fingerprint": "ab",
            "files": [{"ending": ".mp3", "bytes": 5, "sha256": "cd"}],
        },
        {"stem": "02-neck"},
    ],
}
_HISTORY = {
    "version": 1,
    "sessions": [
        {
            "when": "2026-03-02T18:30:00",
            "title": "T",
            "seed": 7,
            "minutes": 9.5,
            "focus": ["neck"],
            "moves": ["chin-tuck"],
        }
    ],
}
_SESSION = {
    "version": 1,
    "title": "1 minute for your neck",
    "seconds": 60.0,
    "seed": 7,
    "request": {"minutes": 1, "focus": ["neck"], "equipment": ["chair"], "voice": "clear", "bed": None, "seed": 7},
    "voice": "clear",
    "bed": None,
    "moves": [
        {
            "exercise": "chin-tuck",
            "name": "Chin Tuck",
            "phase": "main",
            "variant": "standard",
            "position": "seat",
            "equipment": ["chair"],
            "focus": ["neck"],
            "intensity": 1,
            "sets": 1,
            "reps": 5,
            "hold": 2.0,
            "sides": "both",
            "start": 8.0,
            "end": 60.0,
        }
    ],
    "chapters": [{"title": "Welcome", "start": 0.0, "end": 8.0}, {"title": "Chin Tuck", "start": 8.0, "end": 60.0}],
    "cues": [
        {
            "kind": "count",
            "text": "one",
            "start": 9.9,
            "end": 10.4,
            "beat": 10.0,
            "exercise": "chin-tuck",
            "side": None,
            "set": 1,
            "rep": 1,
        }
    ],
}
