"""``cache``: what is kept of what was spoken and encoded, and removing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ..units import counted
from .clock import moment
from .opening import cache_limit, size_in_bytes
from .options import cache_folder
from .reporting import print_json

if TYPE_CHECKING:
    from ..store.tending import Removed

_CACHE = """\b
Examples:
  backrelief-audio cache
  backrelief-audio cache prune --to 500MB
  backrelief-audio cache clear

What was spoken or encoded is kept, so that the next session is made faster. Nothing is lost by removing it: it is made
again when it is needed. BACKRELIEF_CACHE names another folder; BACKRELIEF_CACHE_LIMIT, or cache_limit in the settings
file, says how large it may get (2 GB unless set): what was used least lately goes when a command ends.
"""


@click.group(invoke_without_command=True, help=_CACHE)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def cache(context: click.Context, as_json: bool) -> None:
    """Show what is kept."""
    if context.invoked_subcommand is not None:
        return
    from ..store import tending

    limit = cache_limit()
    found = tending.contents(cache_folder())
    if as_json:
        kinds = {kind: {"files": amount.files, "bytes": amount.bytes} for kind, amount in found.kinds}
        older = {"files": found.older.files, "bytes": found.older.bytes}
        told = {"folder": str(cache_folder()), "bytes": found.bytes, "limit": limit, "kinds": kinds, "older": older}
        print_json(told)
        return
    rows = [("folder", str(cache_folder())), ("size", f"{_size(found.bytes)} of {_size(limit)}")]
    kept = [*found.kinds, ("older", found.older)] if found.older.files else found.kinds
    rows += [(kind, f"{counted(amount.files, 'file')}, {_size(amount.bytes)}") for kind, amount in kept]
    for label, value in rows:
        click.echo(f"{label:<6}  {value}")
    if found.older.files:
        click.echo("older is what an older version left; to remove it: backrelief-audio cache prune", err=True)


@cache.command(short_help="Remove what was used least lately.")
@click.option("--to", default="", metavar="SIZE", help="Down to this size, such as 500MB.  [default: its limit]")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def prune(to: str, as_json: bool) -> None:
    """Remove what was used least lately, and what older versions and killed processes left."""
    from ..store import tending

    most = size_in_bytes(to, "--to") if to else cache_limit()
    _tell(tending.prune(cache_folder(), most, moment()), as_json)


@cache.command(short_help="Remove all of it.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def clear(as_json: bool) -> None:
    """Remove all that is kept; nothing else in that folder."""
    from ..store import tending

    _tell(tending.clear(cache_folder(), moment()), as_json)


def _tell(removed: Removed, as_json: bool) -> None:
    gone = removed.gone
    if as_json:
        print_json({"removed": {"files": gone.files, "bytes": gone.bytes}, "bytes": removed.left})
    else:
        click.echo(f"{counted(gone.files, 'file')} removed, {_size(gone.bytes)}; {_size(removed.left)} left")


def _size(number: int) -> str:
    """Bytes as people read them."""
    unit, name = (10**9, "GB") if number >= 10**9 else (10**6, "MB")
    return f"{number / unit:.1f} {name}"
