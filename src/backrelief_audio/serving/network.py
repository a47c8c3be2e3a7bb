"""The networks that this machine is in, and its names."""

from __future__ import annotations

import platform
import socket
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import IPv4Network, ip_address
from pathlib import Path
from typing import Any

from ..model.network import Interface

_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses of documentation (RFC 5737, RFC 3849), by which nothing is reached; nor is anything sent."""


_WITHIN = IPv4Network("172.16.0.0/12")
"""From which WSL and Docker give addresses to what runs in them."""

_OF_DOCKER = Path("/.dockerenv")
"""There in every container of Docker's."""


def interfaces() -> tuple[Interface, ...]:
    """Every address of every interface; none where the system does not tell. Never raises."""
    try:
        adapters = _adapters()
    except Exception:  # ctypes over structures of the system: whatever goes wrong there, the server can do without
        return ()
    default = _default()
    found = []
    for adapter in adapters:
        for ip in adapter.ips:
            address = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            known = dict.fromkeys(name for name in (ip.nice_name, adapter.nice_name) if name)  # two on Windows
            found.append(Interface(name=", ".join(known), address=address, default=address in default))
    return tuple(found)


def _adapters() -> list[Any]:
    import ifaddr

    return list(ifaddr.get_adapters())


def _default() -> frozenset[str]:
    """The addresses by which this machine reaches the internet."""
    found = set()
    for family, elsewhere in _ELSEWHERE:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))  # of UDP: it only chooses the way
            found.add(probe.getsockname()[0])
    return frozenset(found)


def names() -> tuple[str, ...]:
    """What this machine is called in its network: its name, and the same with ``.local``. Never raises."""
    with suppress(OSError):
        name = socket.gethostname().lower().rstrip(".")
        if name:
            short = name.partition(".")[0]
            return tuple(dict.fromkeys((name, short, f"{short}.local")))
    return ()


def shelter(addresses: Sequence[str]) -> str:
    """What keeps phones from the best of these addresses: ``WSL`` or ``a container``; empty where nothing is known to.

    From inside, its network card looks like any other.
    """
    inside = "WSL" if "microsoft" in platform.release().lower() else "a container" if _OF_DOCKER.exists() else ""
    return inside if inside and addresses and ip_address(addresses[0]) in _WITHIN else ""
