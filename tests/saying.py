"""Every word that a session can say, and how eSpeak says it in American English.

    python tests/saying.py      rewrites tests/content/words.txt from what can be said now

Whoever adds a word runs this, and reads the lines that changed: phonemes that are wrong are mended by a respelling in
``src/backrelief_audio/content/pronunciation/en.toml``, and then this is run again.
"""

from __future__ import annotations

import ctypes
import json
import re
import string
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from backrelief_audio.content import load_exercises, load_phrases, load_pronunciation, load_sample
from backrelief_audio.model.exercise import BeatWords, Exercise, Version
from backrelief_audio.model.phrases import Phrasebook
from backrelief_audio.scripting.words import clause

LIST = Path(__file__).parent / "content" / "words.txt"
FRAGMENTS = Path(__file__).parent / "content" / "in_context.txt"
COMMAND = "python tests/saying.py"
ENGINE, VOICE = "pyttsx3", "en-us"
"""Variants of the voice, such as en-us+m6, change its sound and not its phonemes."""

HEAD = f"""\
# Every word that a session can say, and the phonemes (IPA) that eSpeak NG 1.52 makes of it in {VOICE}, respelled as for
# a session. Each was compared with a pronouncing dictionary of American English. Made by: {COMMAND}
"""

FILLED = {
    **dict.fromkeys(("side", "Side"), "right"),
    **dict.fromkeys(("other", "Other"), "left"),
    **dict.fromkeys(("moves", "count", "seconds", "sets", "set", "number"), "ten"),
    "minutes": "fifteen minutes",
    "areas": "your neck",
    "equipment": "a mat",
    "name": "wall angel",
    "place": "stand tall",
    "work": "lean in",
    "word": "release",
    "option": "on soft fists",
    "fault": "letting the hips rock",
}


class _Gaps(dict[str, str]):
    """Spaces for all names in braces: what is put in there is listed on its own."""

    def __missing__(self, name: str) -> str:
        return " "


def templates() -> Iterator[str]:
    """All that can be said, with names in braces, and all that can be put there."""
    for exercise in load_exercises():
        yield from _of(exercise)
    yield from _around(load_phrases())
    sample = load_sample()
    yield from (sample.setup, *sample.counts, sample.closing)


def _of(exercise: Exercise) -> Iterator[str]:
    yield from _told(exercise)
    yield from (*exercise.praise, exercise.spoken, exercise.feel, exercise.leave, clause(exercise.fault))
    yield from _beats(exercise.words)
    yield from (way.line for way in exercise.ways)
    yield from (*exercise.easier, *exercise.harder, *(caution.note for caution in exercise.cautions))
    for version in (*exercise.versions, exercise.easier_version, exercise.harder_version):
        if version is not None:
            yield from _told(version)
            yield version.option
            yield from _beats(version.words) if version.words else ()


def _told(done: Exercise | Version) -> Iterator[str]:
    lines = (*done.setup, *done.actions, *done.reminders, done.setup_again, done.breath)
    yield from filter(None, lines)


def _beats(words: BeatWords) -> Iterator[str]:
    yield from filter(None, (words.work, words.hold, words.back, words.side))


def _around(book: Phrasebook) -> Iterator[str]:
    for table in (book.varied, book.fixed):
        yield from (line for lines in table.values() for line in lines)
    for names in (book.places, book.equipment, book.areas, book.sides):
        yield from names.values()
    yield from book.numbers


@cache
def lines() -> tuple[str, ...]:
    """Each distinct line that can be said, something put into its braces."""
    return tuple(dict.fromkeys(string.Formatter().vformat(line, (), FILLED) for line in templates()))


@cache
def words() -> frozenset[str]:
    """Each word that can be said."""
    return frozenset(word for line in templates() for word in words_of(string.Formatter().vformat(line, (), _Gaps())))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, but for letters that are spoken as such: "letter Y"."""
    found = re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", text)
    return [word if len(word) == 1 and word not in "AaI" else word.lower() for word in found]


def reviewed() -> Mapping[str, str]:
    """The list: words and their phonemes."""
    return _table(LIST, " ")


def in_context() -> Mapping[str, str]:
    """Fragments of lines, and the phonemes they have to have there."""
    return _table(FRAGMENTS, "|")


def _table(path: Path, sign: str) -> dict[str, str]:
    rows = [row for row in path.read_text(encoding="utf-8").splitlines() if not row.startswith("#")]
    return {left.strip(): right.strip() for left, _, right in (row.partition(sign) for row in rows)}


def phonemes(texts: Sequence[str], respelled: bool = True) -> list[str]:
    """What eSpeak makes of texts, respelled as for a session; asked in a child process, which it may end at will."""
    pronunciation = load_pronunciation()
    given = json.dumps([pronunciation.spoken(text, ENGINE) if respelled else text for text in texts])
    asked = [sys.executable, __file__, "--phonemes"]
    told = subprocess.run(asked, input=given.encode(), stdout=subprocess.PIPE, check=True, timeout=60).stdout
    found: list[str] = json.loads(told)
    return found


def _ask_espeak(texts: Sequence[str]) -> Iterator[str]:
    """In the child: each text's phonemes in IPA, clauses joined by a space."""
    import espeakng_loader

    synchronous, never_exit, utf_8, ipa = 2, 0x8000, 1, 2
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
    data = espeakng_loader.get_data_path().encode()
    assert espeak.espeak_Initialize(synchronous, 0, data, never_exit) > 0
    assert espeak.espeak_SetVoiceByName(VOICE.encode()) == 0
    for text in texts:
        left, found = ctypes.c_char_p(text.encode()), []
        while left.value is not None:  # a clause at a time; it moves the pointer on
            found.append(espeak.espeak_TextToPhonemes(ctypes.byref(left), utf_8, ipa).decode().strip())
        yield " ".join(found)


def main() -> None:
    """Rewrite the list."""
    listed = sorted(words(), key=lambda word: (word.lower(), word))
    width = max(map(len, listed)) + 2
    rows = [f"{word:<{width}}{said}" for word, said in zip(listed, phonemes(listed), strict=True)]
    LIST.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{LIST}: {len(rows)} words; read the lines that changed")


if __name__ == "__main__":
    if sys.argv[1:] == ["--phonemes"]:
        json.dump(list(_ask_espeak(json.load(sys.stdin))), sys.stdout)
    else:
        main()
