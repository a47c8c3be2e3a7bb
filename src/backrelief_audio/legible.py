"""Texts of unknown origin: what can be shown on a line, what can be said, and what a file can be called."""

from __future__ import annotations

import re

MOST_LETTERS = 400
"""Of any text in a content file, and of a line to be said, a sentence each: eSpeak reads past the end of long ones."""

MOST_ID = 60
"""Letters of an id or a name that is typed, and becomes part of a file's name."""

MOST_TITLE = 100
"""Letters of a title: with a number and a length after it, it is still a text that may be remembered."""

MOST_WORD = 40
"""Letters of a word that is said. eSpeak leaves out what comes after 134 letters or 44 digits; ours have at most 15."""

MOST_NAME = 240
"""Bytes of a file's name: systems have 255, of which an ending takes some."""

MOST_PATH = 4000
"""Bytes of a path as it is typed: systems have 4096."""

_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, which terminals obey; what ends a line or turns its direction; halves of characters."""

_ODD_IN_LINES = re.compile(_ODD.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))

_COMMANDS = re.compile(r"[<>\[\]{}]")
"""Signs that speech engines take for commands: tags, phonemes between double brackets, and our own braces."""

_LONG_WORD = re.compile(rf"[^ ]{{{MOST_WORD + 1},}}")
"""Of texts that can be said: no other space is in them."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps to itself, with any ending."""

_MOST_TOLD = 120


def oddity(text: str) -> str:
    """The first character of a text that can't be shown on a line, such as ``U+001B``; empty where all can."""
    found = _ODD.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def escaped(text: str, *, lines: bool = False) -> str:
    """A text in which what can't be shown on a line stands as an escape; ``lines`` may stay apart."""
    return (_ODD_IN_LINES if lines else _ODD).sub(lambda found: ascii(found[0])[1:-1], text)


def on_a_line(text: str) -> str:
    """A text for files that have something a line: spaces are single, and what can't be shown is gone."""
    return _ODD.sub("", " ".join(text.split()))


def told(value: object) -> str:
    """A value as a message shows it: never long, whatever it is."""
    try:
        shown = repr(value)
    except (ValueError, RecursionError):  # whole numbers of thousands of digits, and lists in lists in lists
        return f"something huge ({type(value).__name__})"
    return shown if len(shown) <= _MOST_TOLD else f"{shown[:_MOST_TOLD]}..."


def unsayable(text: str) -> str:
    """Why a text should be given to no engine; empty where it may be."""
    if not text.isprintable():  # some engines obey such characters
        sign = next(letter for letter in text if not letter.isprintable())
        return f"it holds the character U+{ord(sign):04X}, which is neither letter, sign nor plain space"
    if not any(letter.isalnum() for letter in text):
        return "there is nothing in it to say"
    if len(text) > MOST_LETTERS:
        return f"it has {len(text)} letters, and at most {MOST_LETTERS} are spoken at once"
    return ""


def unspeakable(text: str) -> str:
    """Why a text can't be said word for word by every engine; empty where it can."""
    if why := unsayable(text):
        return why
    if found := _COMMANDS.search(text):
        return f"it holds {found[0]!r}, which some speech engines take for a command"
    if long := _LONG_WORD.search(text):
        return f"it holds a word of {len(long[0])} letters, and at most {MOST_WORD} are spoken"
    return ""


def unfit(path: str) -> str:
    """Why something can't be written under a path; empty where nothing is wrong with it as a text."""
    if odd := oddity(path):
        return f"holds the character {odd}, which can't be shown"
    names = re.split(r"[/\\]", path)
    longest = max(map(_bytes, names))
    if longest > MOST_NAME:
        return f"has a name of {longest} bytes; allowed: {MOST_NAME}"
    if _bytes(path) > MOST_PATH:
        return f"is {_bytes(path)} bytes long; allowed: {MOST_PATH}"
    if _RESERVED.fullmatch(names[-1]):
        return "is a name that Windows keeps to itself"
    return ""


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogateescape"))
