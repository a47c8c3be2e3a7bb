"""A site written as plain files, for whatever serves files; only files that were written for it are ever replaced.

The manifest says what was written. It claims what will be there before the first file is written, and forgets what was
there before after the last: so that whoever is killed goes on where they stopped.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from ..checked import Table
from ..errors import MOST_TOLD, OutputError, Problem
from ..legible import MOST_PATH
from ..publish.places import MANIFEST
from ..store import json_text, read_json, write_atomically, write_together
from . import make_folder
from .ledger import sha256_of
from .sites import Held, SiteFolder

VERSION = 1
"""Of the manifest's form."""

_REPLACE = "--output for another folder, or --force to replace what is there"
_PIECE = 1 << 20

_TOGETHER = 32
"""So many files are open at once; systems allow 256."""

_Digests = Mapping[PurePath, tuple[str, ...]]
"""By the path of each file that was written, what it may hold: while files are replaced, the old or the new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What became of a site."""

    folder: Path
    sessions: int
    written: tuple[Path, ...]
    kept: int
    """So many files were there already, as they should be."""

    left: tuple[str, ...] = ()
    """Files of earlier runs that belong to no session any more."""


def publish(site_folder: SiteFolder, target: Path, base: str, *, force: bool = False) -> Published:
    """Write the site of a folder into ``target``, which may be that folder; ``base`` is where it will be found.

    Raises OutputError as ``SiteFolder.filled`` does, where something that was not written for a site, or was changed
    since, is in the way and is not to be replaced by ``force``, and where something can't be read or written.
    """
    source, root = site_folder.path, target.resolve()
    if root != source and root.is_relative_to(source):
        told = f"{target} lies in {site_folder.typed}, whose sessions it would hold twice"
        raise OutputError(told, hint="--output for a folder elsewhere")
    site = site_folder.filled()
    held = {path: one for path, one in site_folder.held(site, base).items() if one != root / path}
    _refuse_places(root, held)
    before = _manifest(root, force)
    wanted = {path: _digest(one) for path, one in held.items()}
    there = {path: _found(root / path) for path in wanted}
    if not force:
        _refuse(path for path, found in there.items() if found not in ("", wanted[path], *before.get(path, ())))
    needed = {path: one for path, one in held.items() if there[path] != wanted[path]}
    written = _write(root, needed, _merged(before, {path: (wanted[path],) for path in needed}))
    left = [path for path, digests in before.items() if path not in held and _found(root / path) in digests]
    kept = {path: (wanted[path],) for path in held if path in before}
    _remember(root, {**kept, **written, **{path: before[path] for path in left}})
    return Published(
        folder=target,
        sessions=len(site.sessions),
        written=tuple(target / path for path in needed),
        kept=len(held) - len(needed),
        left=tuple(path.as_posix() for path in left),
    )


def _refuse_places(root: Path, paths: Iterable[PurePath]) -> None:
    """Raises OutputError where files would not lie where they seem to, or in each other's place."""
    alike: dict[str, PurePath] = {}
    for path in paths:
        other = alike.setdefault(path.as_posix().casefold(), path)
        if other != path:
            raise OutputError(f"{other} and {path} are one file on many disks", hint=f"give {path.stem} another name")
        if not (root / path).parent.resolve().is_relative_to(root):
            raise OutputError(f"{path.parent} in {root} leads elsewhere", hint=_REPLACE.partition(",")[0])


def _refuse(paths: Iterable[PurePath]) -> None:
    """Raises OutputError where files that are not ours, or not as we wrote them, are in the way."""
    names = [path.as_posix() for path in paths]
    if names:
        more = f" and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else ""
        told = f"not written by this program, or changed since: {', '.join(names[:MOST_TOLD])}{more}"
        raise OutputError(told, hint=_REPLACE)


def _write(root: Path, needed: Mapping[PurePath, Held], claimed: _Digests) -> _Digests:
    """Write files, in their order, a few at a time; before the first of them, that they will be ours.

    What they hold now is told by what was written: a session may have been built again since it was looked at.
    """
    if not needed:
        return {}
    make_folder(root)
    _remember(root, claimed)
    written: dict[PurePath, tuple[str, ...]] = {}
    paths = list(needed)
    for start in range(0, len(paths), _TOGETHER):
        some = paths[start : start + _TOGETHER]
        for folder in {(root / path).parent for path in some}:
            make_folder(folder)
        write_together([(root / path, _noting(_parts(needed[path]), path, written)) for path in some])
    return written


def _noting(parts: Iterable[bytes], path: PurePath, written: dict[PurePath, tuple[str, ...]]) -> Iterator[bytes]:
    """The same parts; after the last of them, their digest is noted."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
        yield part
    written[path] = (digest.hexdigest(),)


def _merged(one: _Digests, other: _Digests) -> _Digests:
    """What files may hold by either."""
    return {path: (*one.get(path, ()), *other.get(path, ())) for path in {**one, **other}}


def _parts(held: Held) -> Iterator[bytes]:
    """What an address holds, in pieces. Raises OutputError where a file can't be read."""
    if not isinstance(held, Path):
        yield held()
        return
    try:
        with held.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as fault:
        raise OutputError(f"can't read {held}: {fault.strerror or fault}") from fault


def _digest(held: Held) -> str:
    digest = hashlib.sha256()
    for part in _parts(held):
        digest.update(part)
    return digest.hexdigest()


def _found(path: Path) -> str:
    """The digest of what lies at a path; empty where nothing does, and a text that is no digest for what is no file."""
    if not os.path.lexists(path):
        return ""
    try:
        return sha256_of(path) if path.is_file() and not path.is_symlink() else "no file"
    except OSError:
        return "can't be read"


def _manifest(root: Path, force: bool) -> _Digests:
    """What the manifest tells; nothing where there is none, or it is to be replaced.

    Raises OutputError where what has its name is not a manifest that this program can read.
    """
    path = root / MANIFEST
    if not os.path.lexists(path):
        return {}
    problems: list[Problem] = []
    told: _Digests = {}
    try:
        data = read_json(path)
    except (OSError, ValueError, RecursionError) as fault:
        problems.append(Problem(where=str(path), what=f"can't be read: {fault}"))
    else:
        top = Table(data if isinstance(data, dict) else {}, str(path), problems)
        if top.whole("version", 1, 10_000) > VERSION:
            top.fault("version", "is of a newer version of this program", str(VERSION))
        told = {PurePath(one.text("path", most=MOST_PATH)): one.texts("sha256") for one in top.tables("files")}
    if problems and not force:
        lines = "\n".join(map(str, problems[:MOST_TOLD]))
        raise OutputError(f"this is not a list of files that this program wrote:\n{lines}", hint=_REPLACE)
    return {} if problems else told


def _remember(root: Path, ours: _Digests) -> None:
    """Write the manifest, unless it says just that."""
    files = [{"path": path.as_posix(), "sha256": list(digests)} for path, digests in sorted(ours.items())]
    text = json_text({"version": VERSION, "files": files}).encode()
    path = root / MANIFEST
    if _found(path) != hashlib.sha256(text).hexdigest():
        write_atomically(path, [text])
