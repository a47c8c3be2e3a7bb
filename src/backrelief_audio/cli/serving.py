"""``serve``: a page and a feed of a folder's sessions, for phones on the same network."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from ..addressing import is_loopback, ranked, split_host, web_address
from ..publish.base import base_address
from ..serving.guards import Door
from .offering import Offered, tell
from .options import state_folder
from .reporting import say, warn
from .shows import fit_title, sessions_folder

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

Whoever has the address can listen. It holds a secret part that nobody guesses; each folder has its own, the same from
day to day.
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
@click.option(
    "--title", default="", help="What page and feed are called.  [default: as the playlist in FOLDER, or plain]"
)
@click.option("--new-token", is_flag=True, help="Another secret part: the addresses of before stop working.")
@click.option("--json", "as_json", is_flag=True, help="The addresses as JSON, on one line.")
def serve(
    *, folder: str | None, host: str, port: int | None, public_url: str, title: str, new_token: bool, as_json: bool
) -> int:
    """Serve a folder until a signal asks for the end; what the command ends with."""
    public = base_address(public_url, "--public-url") if public_url else ""
    path = sessions_folder(folder, "serve")
    from ..pipeline.sites import SiteFolder
    from ..serving import listening, network
    from ..serving.app import application
    from ..serving.running import serve as run

    token = _token(path, new=new_token)
    site = SiteFolder(path, title=fit_title(title), identity=token, notice=warn)
    sessions = len(site.filled().sessions)
    sockets, chosen = listening.listen(host, port)
    host = next((bound for one in sockets if (bound := one.getsockname()[0]) in _ANYWHERE), host)  # such as of "0"
    if port is None and chosen != listening.PORT:
        say(
            f"port {listening.PORT} is taken, perhaps because you serve already; this is {chosen}, and a feed has moved"
        )
    reached = _reached(host, ranked(network.interfaces()))
    door = Door(token=token, hosts=_hosts(host, public, (*reached, *network.names())), folders=(path,), public=public)
    bases = (*([public] if public else []), *(web_address(name, chosen) for name in reached))
    offered = Offered(
        path, sessions, tuple(f"{base}{token}/" for base in bases), "" if public else _doubt(reached, host)
    )
    number = run(application(site.find, door, warn), sockets, warn, lambda: tell(offered, as_json))
    return 0 if number == signal.SIGINT else _SIGNALLED + number


def _token(folder: Path, *, new: bool) -> str:
    """The secret part of a folder's address. Randomness is read here."""
    from ..serving import token

    secret = token.kept_token(state_folder(), token.token_of(os.urandom(token.BYTES)), warn, new=new)
    return token.of_folder(secret, folder.resolve())


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
