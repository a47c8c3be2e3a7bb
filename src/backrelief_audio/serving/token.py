"""The secret part of the address, kept in a small file, so that a feed stays subscribed from one day to the next."""

from __future__ import annotations

import os
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from ..errors import OutputError
from ..store import json_text, read_json, set_aside, write_atomically

VERSION = 1
"""Of the file's form."""

NAME = "serve.json"

BYTES = 12
"""Random bytes of a token: 96 bits, which nobody guesses over a network."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")

_FOR_NOW = "the address holds for this run only, and a podcast app would lose the feed"

Tell = Callable[[str], None]
"""Told, for the user, what was wrong with the file and what became of it."""


def token_of(random: bytes) -> str:
    """A token of random bytes, as it can stand in an address."""
    return urlsafe_b64encode(random).rstrip(b"=").decode()


def of_folder(secret: str, folder: Path) -> str:
    """The token of a folder, by the secret that is kept: so no app takes one folder's feed for another's."""
    digest = blake2b(os.fsencode(folder), key=secret.encode(), digest_size=BYTES).digest()
    return token_of(digest)


def kept_token(folder: Path, fresh: str, tell: Tell, *, new: bool = False) -> str:
    """The token kept in a folder; ``fresh``, kept from now on, where there is none, or a ``new`` one is asked for.

    A file that can't be used is set aside first, under a name that is told. Never raises: where nothing can be kept,
    that is told, and ``fresh`` holds for this run.
    """
    path = folder / NAME
    token, fault = _read(path)
    if token and not new:
        return token
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if fault:
            tell(f"the address of before was lost, and this is a new one: {fault}; it is now {set_aside(path)}")
        write_atomically(path, [json_text({"version": VERSION, "token": fresh}).encode()], private=True)
    except (OSError, OutputError) as failed:
        why = f"can't change {folder}: {failed.strerror or failed}" if isinstance(failed, OSError) else str(failed)
        tell(f"{_FOR_NOW}: {why}; set BACKRELIEF_STATE to a folder that can be written")
    return fresh


def _read(path: Path) -> tuple[str, str]:
    """The token, or why there is none; neither where there is no file."""
    try:
        if not path.exists() and not path.is_symlink():
            return "", ""
        data = read_json(path)
    except OSError as fault:
        return "", f"{path} can't be read: {fault.strerror or fault}"
    except (ValueError, RecursionError):
        return "", f"{path} is no file of ours, or was cut off"
    version, token = (data.get("version"), data.get("token")) if isinstance(data, dict) else (None, None)
    if version != VERSION or not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return "", f"{path} holds no token of this version"
    return token, ""
