"""What is told of a folder that is being served: to programs the address, to people a code for the phone's camera."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from ..addressing import is_loopback, split_host
from ..publish import places
from ..units import counted
from .reporting import say, warn


@dataclass(frozen=True, slots=True)
class Offered:
    """What is served, and where."""

    folder: Path
    sessions: int
    addresses: tuple[str, ...]
    """Of the library, best first."""

    doubt: str
    """Why no phone can open them; empty where that is not known."""

    @property
    def feed(self) -> str:
        """The address of the feed."""
        return f"{self.addresses[0]}{places.address(places.FEED)}"


def tell(offered: Offered, as_json: bool) -> None:
    """The address alone on stdout, now that it answers; the rest for people, on a terminal."""
    address, *others = offered.addresses
    if as_json:
        what = {"address": address, "others": others, "feed": offered.feed}
        where = {"folder": str(offered.folder), "sessions": offered.sessions}
        click.echo(json.dumps({**what, **where}, ensure_ascii=False))
    else:
        click.echo(address)
    sys.stdout.flush()
    if offered.doubt:
        warn(offered.doubt)
    if sys.stderr.isatty():
        show(offered)


def show(offered: Offered) -> None:
    """All that a person needs who stands before this terminal with a phone.

    The code comes last: so it is seen whole in a window of 24 lines.
    """
    address, *others = offered.addresses
    sessions = counted(offered.sessions, "session")
    say(f"Serving {sessions} of {offered.folder} to whoever has this address and can reach this machine.")
    near = [other for other in others if is_loopback(split_host(urlsplit(other).netloc))]
    _list("On this computer:", near)
    _list("For a podcast app, the feed:", [offered.feed])
    _list("If the code leads nowhere, these lead here as well:", others, near)
    code = _code(address)
    if code:
        say("Phone in the same network? Point its camera here, or type the address below:")
        click.echo(code, err=True, nl=False, color=True)
        say(address)
    else:
        say(f"The phone has to be in the same network. Type this address on it:\n  {address}")
    say("Ctrl-C ends it.")


def _code(address: str) -> str:
    """The QR code as this terminal can show it; empty where it can't, and said where a wider one could."""
    from ..serving.qr import NARROWEST, qr

    colours = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("dumb", "linux")
    columns = shutil.get_terminal_size().columns
    code = qr(address, colours=colours, encoding=sys.stderr.encoding or "ascii", columns=columns)
    if not code and columns < NARROWEST:
        say(f"This window has {columns} columns; in one of {NARROWEST}, a code for the phone's camera would be here.")
    return code


def _list(what: str, addresses: Sequence[str], without: Sequence[str] = ()) -> None:
    """Addresses below what they are for; nothing where there are none."""
    told = [f"  {one}" for one in addresses if one not in without]
    if told:
        say("\n".join([what, *told]))
