"""``serve``: a page and a feed of a folder's sessions, for phones on the same network."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from ..addressing import is_loopback, ranked, split_host, web_address
from ..errors import BackreliefError, RequestError
from ..legible import told, unfit
from ..publish import places
from ..publish.base import base_address
from ..serving.guards import Door
from .options import state_folder
from .reporting import say, warn
from .shows import usual_root

if TYPE_CHECKING:
    from ..model.network import Interface

_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104 (phones are to reach it, and only by its token)
_SIGNALLED = 128
"""What is added to the number of the signal that ended a process, as shells tell it."""

_HELP = """\b
Examples:
  backrelief-audio serve
  backrelief-audio serve output/neck
  backrelief-audio serve --port 8080
  backrelief-audio serve --public-url https://example.org/back/

Show the sessions of FOLDER (output/ unless said otherwise) on a page for your phone, and as a podcast feed. Point its
camera at the code; both devices have to be in the same network. Ctrl-C ends it.

Whoever has the address can listen; it holds a secret part that nobody guesses and that stays the same from day to day.
"""


@click.command(help=_HELP)
@click.argument("folder", required=False)
@click.option(
    "--host",
    default=_ANYWHERE[0],
    show_default=True,
    envvar="BACKRELIEF_HOST",
    metavar="ADDRESS",
    help="The address of this machine to listen on; :: for IPv6 as well.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    envvar="BACKRELIEF_PORT",
    help="0 for any that is free.  [default: 8740, or one of the ten after it]",
)
@click.option(
    "--public-url",
    default="",
    envvar="BACKRELIEF_PUBLIC_URL",
    metavar="URL",
    help="Where a server of yours hands requests on to this one; the links of the feed begin with it.",
)
@click.option("--new-token", is_flag=True, help="Another secret part: the addresses of before stop working.")
@click.option("--json", "as_json", is_flag=True, help="The addresses as JSON, on one line.")
def serve(*, folder: str | None, host: str, port: int | None, public_url: str, new_token: bool, as_json: bool) -> int:
    """Serve a folder until a signal asks for the end; what the command ends with."""
    public = base_address(public_url, "--public-url") if public_url else ""
    path = _folder(folder)
    from ..pipeline.sites import SiteFolder
    from ..serving import listening, network
    from ..serving.app import application
    from ..serving.running import serve as run

    token = _token(new=new_token)
    site = SiteFolder(path, identity=token, notice=warn)
    sessions = len(site.site().sessions)
    if not sessions:
        raise BackreliefError(f"there are no sessions in {path}", hint="backrelief-audio build")
    sockets, chosen = listening.listen(host, port)
    if port is None and chosen != listening.PORT:
        say(f"port {listening.PORT} is taken: this is {chosen}, where a podcast app does not find the feed of before")
    reached = _reached(host, ranked(network.interfaces()))
    door = Door(token=token, hosts=_hosts(host, public, (*reached, *network.names())), folders=(path,), public=public)
    bases = (*([public] if public else []), *(web_address(name, chosen) for name in reached))
    offered = _Offered(
        path, sessions, tuple(f"{base}{token}/" for base in bases), "" if public else _doubt(reached, host)
    )
    number = run(application(site.find, door, warn), sockets, warn, lambda: _tell(offered, as_json))
    return 0 if number == signal.SIGINT else _SIGNALLED + number


def _token(*, new: bool) -> str:
    """The secret part of the address. Randomness is read here."""
    from ..serving import token

    return token.kept_token(state_folder(), token.token_of(os.urandom(token.BYTES)), warn, new=new)


def _folder(typed: str | None) -> Path:
    """The folder to serve. Raises RequestError where there is none."""
    if typed and (why := unfit(typed)):
        raise RequestError(f"FOLDER: {told(typed)} {why}", hint="backrelief-audio serve output")
    path = Path(typed) if typed else usual_root()
    if not path.is_dir():
        what = "is one file, and a folder is served" if path.exists() else "is not there"
        hint = f"backrelief-audio serve {path.parent}" if path.exists() else "backrelief-audio build"
        raise RequestError(f"FOLDER: {path} {what}", hint=hint)
    return path


def _reached(host: str, interfaces: Sequence[Interface]) -> tuple[str, ...]:
    """The addresses that this machine is reached by where it listens on a host, best first; at least one."""
    if host not in _ANYWHERE:
        return (host,)
    found = tuple(one.address for one in interfaces if host == "::" or ":" not in one.address)
    return found or ("127.0.0.1",)


def _doubt(reached: Sequence[str], host: str) -> str:
    """Why a phone can't open these addresses; empty where that is not known."""
    from ..serving.network import shelter

    if is_loopback(reached[0]):
        return "only this machine can open that address: it is in no network, or --host says so"
    if host in _ANYWHERE and (inside := shelter(reached)):
        return (
            f"this runs in {inside}, which phones can't reach: hand the port on from outside, and start with "
            "--public-url and the address there"
        )
    return ""


def _hosts(host: str, public: str, known: tuple[str, ...]) -> frozenset[str]:
    """What this machine may be asked as."""
    hosts = {"localhost", "127.0.0.1", "::1", *known, split_host(urlsplit(public).netloc)}
    if host not in _ANYWHERE:
        hosts.add(host)
    return frozenset(name.lower() for name in hosts if name)


@dataclass(frozen=True, slots=True)
class _Offered:
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


def _tell(offered: _Offered, as_json: bool) -> None:
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
        _show(offered)


def _show(offered: _Offered) -> None:
    """All that a person needs who stands before this terminal with a phone."""
    from ..serving.qr import qr

    address, *others = offered.addresses
    colours = not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("dumb", "linux")
    code = qr(address, colours=colours, encoding=sys.stderr.encoding or "ascii")
    if code:
        click.echo(code, err=True, nl=False, color=True)
        say("Point your phone's camera here, or type the address on it:")
    else:
        say("Type this address on your phone:")
    say(f"  {address}")
    near = [other for other in others if is_loopback(split_host(urlsplit(other).netloc))]
    _list(
        "If it does not open, these lead here as well; phone and computer have to be in the same network:", others, near
    )
    _list("On this computer:", near)
    _list("For a podcast app, the feed:", [offered.feed])
    number = f"{offered.sessions} session{'' if offered.sessions == 1 else 's'}"
    say(f"Serving {number} of {offered.folder} to whoever has this address and can reach this machine.")
    say("Ctrl-C ends it.")


def _list(what: str, addresses: Sequence[str], without: Sequence[str] = ()) -> None:
    """Addresses below what they are for; nothing where there are none."""
    told = [f"  {one}" for one in addresses if one not in without]
    if told:
        say("\n".join([what, *told]))
