"""Content-addressed files that remember what is dear to make, and atomic writes.

Every file begins with the SHA-256 of the rest, so that a truncated or foreign file is noticed on reading and made
again. Files are written beside and renamed into place: many processes may use one store at once.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from .errors import OutputError

FORMAT = 1
"""Part of every path: another format never meets these files."""


class Store:
    """Things kept by kind and name under one folder, which is made when first needed."""

    def __init__(self, root: Path) -> None:
        self.root = root / f"v{FORMAT}"

    def _path(self, kind: str, name: str) -> Path:
        return self.root / kind / name[:2] / name

    def get(self, kind: str, name: str) -> bytes | None:
        """What was kept, or None where there is nothing or what is there is not whole."""
        try:
            kept = self._path(kind, name).read_bytes()
        except OSError:
            return None
        digest, data = kept[:32], kept[32:]
        return data if hashlib.sha256(data).digest() == digest else None

    def put(self, kind: str, name: str, data: bytes) -> None:
        """Keep ``data``. Raises OutputError where it can't be written."""
        path = self._path(kind, name)
        try:
            with _telling(path.parent):
                path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, (hashlib.sha256(data).digest(), data))
        except OutputError as fault:
            fault.hint = "free some space, or set BACKRELIEF_CACHE to a folder that can be written"
            raise


def json_text(value: object) -> str:
    """A value as JSON, as all files for people and programs have it."""
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


MOST_JSON = 16_000_000
"""Bytes of a JSON file. A folder of a hundred sessions is told in some 60 kB."""


def read_json(path: Path) -> Any:
    """What a JSON file holds. Raises OSError; ValueError or RecursionError where that is nothing that can be shown.

    Only a file is opened, because a pipe would never end, and no more than ``MOST_JSON`` of it read.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ValueError("it is not a file")
    with path.open("rb") as file:
        text = file.read(MOST_JSON + 1)
    if len(text) > MOST_JSON:
        raise ValueError(f"it has more than {MOST_JSON} bytes")
    data = json.loads(text.decode("utf-8"))
    json.dumps(data, ensure_ascii=False).encode()  # half a character can be read, but never be shown
    return data


def write_atomically(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file beside its place and rename it there, so that no half file ever has the name.

    Raises OutputError where it can't be written; nothing is left behind then.
    """
    write_together([(path, parts)])


def write_together(files: Iterable[tuple[Path, Iterable[bytes]]]) -> None:
    """Write several files, none of which gets its name before all are whole.

    Raises OutputError where one can't be written; nothing is left behind then.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, parts in files:
            staged.append((_stage(path, parts), path))
        while staged:
            temporary, path = staged[0]
            with _telling(path):
                temporary.replace(path)
            del staged[0]
    finally:
        for temporary, _ in staged:
            with suppress(OSError):
                temporary.unlink()


def sweep(path: Path) -> None:
    """Remove what killed processes left beside ``path`` of writing it. Nobody else may be writing it now."""
    left = re.compile(re.escape(_staged(path, "")) + r"[0-9a-f]{16}\.part")
    with suppress(OSError):
        for beside in list(path.parent.iterdir()):
            if left.fullmatch(beside.name):
                beside.unlink()


def _staged(path: Path, random: str) -> str:
    """The name that a file has before it is whole; without ``random``, how such names begin."""
    return f".{path.name[:40]}.{f'{random}.part' if random else ''}"


def _stage(path: Path, parts: Iterable[bytes]) -> Path:
    """A whole file beside ``path``, under a name of its own, with the rights that any new file has."""
    temporary = path.with_name(_staged(path, os.urandom(8).hex()))
    with _telling(path):
        file = temporary.open("xb")
    try:
        with _telling(path), file:
            for part in parts:
                file.write(part)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return temporary


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise _told(path, fault) from fault


def _told(path: Path, fault: OSError) -> OutputError:
    reason = fault.strerror or str(fault)
    hint = "free some space, or choose another folder with --output" if fault.errno == errno.ENOSPC else ""
    return OutputError(f"can't write {path}: {reason}", hint=hint or "choose another place with --output")
