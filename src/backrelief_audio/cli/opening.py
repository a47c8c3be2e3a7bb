"""Everything that sessions are made from, opened for one command, and the store tidied when it ends."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import click

from ..errors import RequestError
from .clock import moment
from .options import cache_folder, config_folder, data_folder, settings
from .reporting import warn

if TYPE_CHECKING:
    from ..pipeline import Workshop

_SIZE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) *(?:([KMGT])B?)?", re.IGNORECASE)
_UNITS = {"k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
"""Bytes; a number alone is in MB."""


def open_workshop() -> Workshop:
    """Content and store; when the command ends the store tells what was the matter, and is brought under its limit.

    Raises ContentError, RequestError.
    """
    from .. import pipeline
    from ..store import Upkeep

    upkeep = Upkeep(now=moment(), limit=cache_limit())
    workshop = pipeline.workshop(cache_folder(), config_folder(), data_folder(), upkeep=upkeep)
    click.get_current_context().call_on_close(lambda: workshop.store.finish(warn))
    return workshop


def cache_limit() -> int:
    """Bytes that the cache may have, by environment, settings or default. Raises RequestError, ContentError."""
    from ..store import LIMIT

    typed = os.environ.get("BACKRELIEF_CACHE_LIMIT")
    if typed:
        return size_in_bytes(typed, "BACKRELIEF_CACHE_LIMIT")
    chosen = settings().get("cache_limit")
    return LIMIT if chosen is None else size_in_bytes(chosen, f"{config_folder() / 'config.toml'}: cache_limit")


def size_in_bytes(typed: str, where: str) -> int:
    """A size as people type it. Raises RequestError, naming where it was typed."""
    found = _SIZE.fullmatch(typed.strip())
    if found is None:
        allowed = "a number of MB, or a number with kB, MB, GB or TB; 0 to keep nothing"
        raise RequestError(f"{where}: {typed!r} is no size; allowed: {allowed}", hint="such as 500MB or 2GB")
    return round(float(found[1]) * _UNITS[(found[2] or "m").lower()])
