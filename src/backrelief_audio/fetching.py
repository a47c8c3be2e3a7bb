"""Fetching Piper's voices: the index at their home, and the files of one of them, each checked by size and digest.

The home is a folder at an http, https or file address. Its ``voices.json`` tells for each voice, by name, the paths of
its files below the home with ``size_bytes`` and ``md5_digest``; of these a model, its configuration and its MODEL_CARD
are fetched. Nothing from the index becomes part of a path here but the name, which is checked.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import urlopen

from .checked import Table
from .errors import FetchError, MissingError, OutputError, Problem, RequestError
from .store import write_together

HOME = "https://huggingface.co/rhasspy/piper-voices/resolve/main/"
"""Where the voices are."""

CARD = "MODEL_CARD"
"""The file that tells where a voice comes from and under which licence."""

_MODEL, _CONFIG = ".onnx", ".onnx.json"
_NAME = re.compile(r"\w+(-[\w+]+)+")
_SEGMENT = re.compile(r"[\w+-][\w.+-]*")
_MOST_INDEX = 20_000_000
"""Bytes; the index has some hundred thousand."""

_MOST_TEXT = 1_000_000
_MOST_MODEL = 2_000_000_000
_SECONDS = 30.0
"""To wait for an answer, or for more of it."""

_PIECE = 1 << 18

Progress = Callable[[int, int], None]
"""Called with how many of how many bytes are here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """One file of a voice at its home."""

    path: str
    """Below the home, with slashes."""

    name: str
    """What it is called here."""

    size: int
    """Bytes."""

    md5: str
    """Hexadecimal; the only digest the index has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteVoice:
    """A voice as the index tells of it."""

    name: str
    """Such as ``en_US-lessac-medium``."""

    short: str
    """Such as ``lessac``."""

    title: str
    """A line for people."""

    language: str
    """A language code such as ``en-US``."""

    files: tuple[RemoteFile, ...]
    """Model, configuration and card, in this order."""


def voice_at(home: str, name: str) -> RemoteVoice:
    """A voice of the index by its name, or by one of its older names.

    Raises RequestError, with the nearest names, where there is none; MissingError and FetchError where the index can't
    be had or can't be understood.
    """
    index = _index(home)
    older = {
        alias: key
        for key, entry in index.items()
        if isinstance(entry, dict) and isinstance(entry.get("aliases"), list)
        for alias in entry["aliases"]
        if isinstance(alias, str)
    }
    key = name if name in index else older.get(name, "")
    if not key:
        raise _unknown(name, sorted(index))
    problems: list[Problem] = []
    where = f"voices.json: {_printable(key)}"
    voice = _voice(key, Table(index[key] if isinstance(index[key], dict) else {}, where, problems))
    if problems:
        raise FetchError(f"the index at {home} can't be used: {'; '.join(map(str, problems))}")
    return voice


def card_of(home: str, voice: RemoteVoice) -> str:
    """What a voice's MODEL_CARD says, with nothing a terminal could obey. Raises MissingError, FetchError."""
    data = b"".join(_checked(home, voice.files[-1]))
    return "\n".join(_printable(line) for line in data.decode("utf-8", errors="replace").splitlines())


def licence_lines(card: str) -> tuple[str, ...]:
    """The lines of a card about the data the voice was made from, and any that name a licence; all where none does."""
    lines = [line.strip(" *\t") for line in card.splitlines() if line.strip()]
    found = []
    inside = False
    for line in lines:
        if line.startswith("#"):
            inside = "dataset" in line.lower()
        elif inside or re.search("licen[cs]e", line, re.IGNORECASE):
            found.append(line)
    return tuple(found or lines)


def lacking(voice: RemoteVoice, folder: Path) -> tuple[RemoteFile, ...]:
    """The files of a voice that are not in a folder, or are not right there."""
    return tuple(file for file in voice.files if not _is_right(folder / file.name, file))


def fetch(home: str, files: Sequence[RemoteFile], folder: Path, progress: Progress | None = None) -> None:
    """Fetch files into a folder, which is made; all are there and right at the end, or none.

    Raises MissingError without a connection; FetchError, which names the file, for one that is not there or not what
    the index promised; OutputError where there is no room.
    """
    total = sum(file.size for file in files)
    done = 0

    def parts(file: RemoteFile) -> Iterator[bytes]:
        nonlocal done
        for piece in _checked(home, file):
            yield piece
            done += len(piece)
            if progress:
                progress(done, total)

    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_together([(folder / file.name, parts(file)) for file in files])
    except OSError as fault:
        raise OutputError(f"can't make the folder {folder}: {fault.strerror or fault}", hint=_ROOM) from fault
    except OutputError as fault:
        fault.hint = _ROOM
        raise


_ROOM = "free some space, or set BACKRELIEF_DATA to a folder that can be written"


def _index(home: str) -> Mapping[str, Any]:
    data = b"".join(_pieces(home, "voices.json", _MOST_INDEX))
    try:
        index = json.loads(data)
    except ValueError as fault:
        raise FetchError(f"the index at {home} is no JSON: {fault}", hint=_ELSEWHERE) from fault
    if not isinstance(index, dict):
        raise FetchError(f"the index at {home} is no table of voices", hint=_ELSEWHERE)
    return index


def _voice(name: str, top: Table) -> RemoteVoice:
    """A voice from its entry; what is wrong is noted as problems."""
    if not _NAME.fullmatch(name):
        top.fault("key", f"{name!r} is no name of a voice", "a name such as en_US-lessac-medium")
    short = top.text("name", default=name)
    quality = f", {top.text('quality')} quality" if top.has("quality") else ""
    spoken = top.table("language", optional=True) or Table({}, "", [])
    code = spoken.text("code", default=name.partition("-")[0])
    country = spoken.text("country_english", default="")
    told = spoken.text("name_english", default=code) + (f" ({country})" if country else "")
    files = top.table("files") or Table({}, "", [])
    return RemoteVoice(
        name=name,
        short=re.sub(r"[^a-z0-9]+", "-", _plain(short).lower()).strip("-"),
        title=_printable(f"{short.replace('_', ' ').title()}, neural, {told}{quality}"),
        language=_printable(code.replace("_", "-")),
        files=tuple(_file(files, wanted, here, most) for wanted, here, most in _wanted(name)),
    )


def _wanted(name: str) -> Iterator[tuple[str, str, int]]:
    """What the files of a voice are called there and here, and how many bytes they may have."""
    yield f"{name}{_MODEL}", f"{name}{_MODEL}", _MOST_MODEL
    yield f"{name}{_CONFIG}", f"{name}{_CONFIG}", _MOST_TEXT
    yield CARD, f"{name}.{CARD}", _MOST_TEXT


def _file(files: Table, wanted: str, here: str, most: int) -> RemoteFile:
    path = next((path for path in files.names() if path.rpartition("/")[2] == wanted), wanted)
    if not all(_SEGMENT.fullmatch(segment) for segment in path.split("/")):
        files.fault(wanted, f"{path!r} is no path below the home", "a path such as en/en_US/lessac/medium")
    entry = files.table(path) or Table({"size_bytes": 0, "md5_digest": "0"}, "", [])
    size, md5 = entry.whole("size_bytes", 0, most), entry.text("md5_digest").lower()
    return RemoteFile(path=path, name=here, size=size, md5=md5)


def _checked(home: str, file: RemoteFile) -> Iterator[bytes]:
    """The pieces of a file. Raises FetchError, after the last at the latest, where they are not what was promised."""
    digest = hashlib.md5(usedforsecurity=False)
    size = 0
    for piece in _pieces(home, file.path, file.size):
        digest.update(piece)
        size += len(piece)
        yield piece
    if size != file.size:
        raise FetchError(f"{file.path} broke off: {size} of {file.size} bytes came", hint="try again")
    if digest.hexdigest() != file.md5:
        told = f"{file.path} is not what the index promises: its MD5 is {digest.hexdigest()}, not {file.md5}"
        raise FetchError(told, hint="try again; if that does not help, the voices' home is at fault")


def _pieces(home: str, path: str, most: int) -> Iterator[bytes]:
    """What is at a path below the home, at most so many bytes. Raises MissingError, FetchError."""
    url = f"{home.rstrip('/')}/{quote(path)}"
    if home.partition(":")[0].lower() not in ("http", "https", "file"):
        raise RequestError(f"the voices' home {home!r} is no http, https or file address", hint=_ELSEWHERE)
    size = 0
    with _telling(url), urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 (the scheme is checked above)
        while piece := answer.read(_PIECE):
            size += len(piece)
            if size > most:
                raise FetchError(f"{path} is longer than it may be: {most} bytes", hint="try again")
            yield piece


_ELSEWHERE = f"BACKRELIEF_PIPER_VOICES names the voices' home; the usual one is {HOME}"


@contextmanager
def _telling(url: str) -> Iterator[None]:
    """Errors of the connection as those that a user can read."""
    try:
        yield
    except HTTPError as fault:
        with fault:
            raise FetchError(f"{url}: {fault.code} {_printable(str(fault.reason))}", hint=_ELSEWHERE) from fault
    except http.client.IncompleteRead as fault:
        raise FetchError(f"{url} broke off", hint="try again") from fault
    except (URLError, OSError, http.client.HTTPException, ValueError) as fault:
        reason = fault.reason if isinstance(fault, URLError) else fault
        told = f"can't reach {url}: {_printable(str(reason)) or type(reason).__name__}"
        raise MissingError(told, hint=f"look at the connection; {_ELSEWHERE}") from fault


def _is_right(path: Path, file: RemoteFile) -> bool:
    """Whether a file is here as the index has it."""
    digest = hashlib.md5(usedforsecurity=False)
    try:
        if path.stat().st_size != file.size:
            return False
        with path.open("rb") as kept:
            while piece := kept.read(_PIECE):
                digest.update(piece)
    except OSError:
        return False
    return digest.hexdigest() == file.md5


def _unknown(name: str, names: Sequence[str]) -> RequestError:
    """The error for a voice that the index does not have, with the nearest it has."""
    from difflib import get_close_matches

    low = name.lower()
    near = [known for known in names if low in known.lower()] or get_close_matches(name, names, n=5, cutoff=0.5)
    told = ", ".join(_printable(known) for known in near[:8]) or f"{len(names)} others"
    hint = f"backrelief-audio voices get {_printable(near[0])}" if near else f"see {HOME.partition('/resolve')[0]}"
    return RequestError(f"Piper has no voice {name!r}; it has {told}", hint=hint)


def _plain(text: str) -> str:
    """Letters without their accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _printable(text: str) -> str:
    """A text from elsewhere with nothing in it that a terminal obeys."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
