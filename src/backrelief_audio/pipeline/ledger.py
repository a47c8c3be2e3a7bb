"""What a show's folder holds that this program wrote, so that it is known again: the manifest ``playlist.json``."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..checked import Table
from ..errors import OutputError, Problem
from ..model.request import MOST_SEED
from ..store import json_text, read_json
from .rendering import ENDINGS

MANIFEST = "playlist.json"
"""What the manifest is called."""

VERSION = 1
"""Of the manifest's form."""

_MOST_BYTES = 2**40
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file as it was written."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One session in the folder."""

    stem: str
    title: str = ""
    fingerprint: str = ""
    """What it was made of; empty while it was never made whole."""

    files: Mapping[str, File] = field(default_factory=dict)
    """By their endings; empty while it was never made whole."""


@dataclass(slots=True)
class Ledger:
    """The sessions of one folder, by their stems. It changes as they are made."""

    folder: Path
    title: str = ""
    seed: int | None = None
    """What the sessions' seeds were derived from, where they were."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def paths(self, stem: str) -> tuple[Path, ...]:
        """Where the files of a session belong."""
        return tuple(self.folder / f"{stem}{ending}" for ending in ENDINGS)

    def whole(self, stem: str, fingerprint: str) -> bool:
        """Whether a session is there as it was written, made of just this."""
        entry = self.entries.get(stem)
        if entry is None or entry.fingerprint != fingerprint:
            return False
        return all(entry.files.get(path.suffix) == _file(path) for path in self.paths(stem))

    def foreign(self, stem: str) -> tuple[Path, ...]:
        """Files in the way of a session that this program did not write there."""
        if stem in self.entries:
            return ()
        return tuple(path for path in self.paths(stem) if os.path.lexists(path))

    def claim(self, stem: str) -> None:
        """Note that files of this stem will be ours, before the first of them is written."""
        self.entries.setdefault(stem, Entry(stem=stem))

    def made(self, stem: str, title: str, fingerprint: str) -> None:
        """Note a session that has just been written."""
        files = {path.suffix: file for path in self.paths(stem) if (file := _file(path)) is not None}
        self.entries[stem] = Entry(stem=stem, title=title, fingerprint=fingerprint, files=files)

    def others(self, stems: Iterable[str]) -> tuple[str, ...]:
        """Sound files of earlier runs that still lie here although no session of these stems is theirs."""
        wanted = set(stems)
        there = (self.paths(stem)[0] for stem in self.entries if stem not in wanted)
        return tuple(path.name for path in there if path.is_file())

    def text(self, stems: Iterable[str]) -> str:
        """The manifest, sessions of these stems first; of the others those that still lie here."""
        first = [stem for stem in stems if stem in self.entries]
        rest = [Path(name).stem for name in self.others(first)]
        told = {
            "version": VERSION,
            "title": self.title,
            "seed": self.seed,
            "sessions": [_told(self.entries[stem]) for stem in (*first, *rest)],
        }
        return json_text(told)


def read_ledger(folder: Path) -> Ledger | None:
    """What the manifest of a folder tells; None where there is none.

    Raises OutputError where what has its name is not a manifest that this program can read.
    """
    path = folder / MANIFEST
    if not os.path.lexists(path):
        return None
    problems: list[Problem] = []
    try:
        data = read_json(path)
    except (OSError, ValueError, RecursionError) as fault:
        problems.append(Problem(where=str(path), what=f"can't be read: {fault}"))
    else:
        ledger = _parsed(folder, data, problems)
    if problems:
        told = "\n".join(map(str, problems))
        raise OutputError(f"this is not a list of sessions that this program wrote:\n{told}", hint=REPLACE)
    return ledger


REPLACE = "--output for another folder, or --force to replace what is there"
"""What to type where something is in the way of a show."""


def _parsed(folder: Path, data: object, problems: list[Problem]) -> Ledger:
    top = Table(data if isinstance(data, dict) else {}, str(folder / MANIFEST), problems)
    if top.whole("version", 1, 10_000) > VERSION:
        top.fault("version", "is of a newer version of this program", str(VERSION))
    seeded = isinstance(data, dict) and data.get("seed") is not None
    return Ledger(
        folder=folder,
        title=top.text("title"),
        seed=top.whole("seed", 0, MOST_SEED) if seeded else None,
        entries={entry.stem: entry for entry in map(_entry, top.tables("sessions"))},
    )


def _entry(table: Table) -> Entry:
    stem = table.text("stem")
    if any(sign in stem for sign in "/\\:") or stem.startswith("."):
        table.fault("stem", f"{stem!r} is no name of a file", "a name without a folder")
    return Entry(
        stem=stem,
        title=table.text("title", ""),
        fingerprint=table.text("fingerprint", ""),
        files={
            file.text("ending"): File(size=file.whole("bytes", 0, _MOST_BYTES), sha256=file.text("sha256"))
            for file in table.tables("files")
        },
    )


def _told(entry: Entry) -> dict[str, Any]:
    if not entry.fingerprint:
        return {"stem": entry.stem}
    files = [{"ending": ending, "bytes": file.size, "sha256": file.sha256} for ending, file in entry.files.items()]
    return {"stem": entry.stem, "title": entry.title, "fingerprint": entry.fingerprint, "files": files}


def _file(path: Path) -> File | None:
    """A file as it is; None where there is none that can be read."""
    try:
        return File(size=path.stat().st_size, sha256=sha256_of(path))
    except OSError:
        return None


def sha256_of(path: Path) -> str:
    """The digest of a file's content. Raises OSError."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
