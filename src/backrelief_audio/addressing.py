"""Which of this machine's addresses a phone can most likely reach, and how one is written in a web address.

The commonest failure of such pages is to offer the address of a VPN or of a virtual machine. It looks like any other:
only the interface's name tells. Where nothing is known of a name, it is taken for a network card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address

from .model.network import Interface

_PRIVATE = tuple(IPv4Network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""What homes and offices use (RFC 1918)."""

_CARRIER = IPv4Network("100.64.0.0/10")
"""Between a provider and its customers (RFC 6598); some VPNs use it, too."""

_TUNNELS = re.compile(
    r"(tun|tap|wg|ppp|ham|gpd|ipsec|utun|proton|tailscale|nordlynx|nordtun|mullvad|cscotun|nebula)(?![a-z])"
    r"|zt[a-z0-9]{8,}$"
    r"|.*(vpn|wireguard|wintun|tap-windows|tunnel|wan miniport|tailscale|zerotier|nordlynx|warp|hamachi|fortinet|pangp)"
)
"""VPNs, by their lower-case names: how Linux and macOS begin them, and words in those of Windows."""

_VIRTUAL = re.compile(
    r"(docker|veth|virbr|vmnet|vnet|vboxnet|lxc|lxd|incus|podman|cni|flannel|kube|cali|cilium)"
    r"|br-[0-9a-f]{8,}|bridge1\d\d$|local area connection\*"
    r"|.*(hyper-v|virtualbox|vmware|host-only|wi-fi direct|default switch|\(wsl)"
)
"""Ways to virtual machines and containers, and networks that this machine makes for others to join."""

_MOBILE = re.compile(r"(rmnet|ccmni|wwan|wwp|pdp_ip)")
"""Mobile networks: nobody reaches this machine through these."""


class _Rank(IntEnum):
    """How likely a phone in the same house reaches it, best first."""

    HOME = 0
    """A private IPv4 address of a network card."""

    PUBLIC = 1
    CARD_6 = 2
    """IPv6, of a network card."""

    TUNNEL = 3
    VIRTUAL = 4
    CARRIER = 5
    SELF_MADE = 6
    """Chosen by the machine itself where nobody gave it one (169.254/16)."""

    LOOPBACK = 7


def ranked(interfaces: Iterable[Interface]) -> tuple[Interface, ...]:
    """The addresses that can be offered, best first, each once; of equals, that of the default route is first.

    An address that is none, or can't stand in a web address because it needs a zone (fe80::/10), is left out.
    """
    found: dict[str, tuple[tuple[int, bool, bool], Interface]] = {}
    for one in interfaces:
        address = _address(one.address)
        if address is None or address.is_unspecified or address.is_multicast:
            continue
        if address.version == 6 and address.is_link_local:
            continue
        key = (_rank(one, address), address.version == 6, not one.default)
        if str(address) not in found or key < found[str(address)][0]:
            found[str(address)] = (key, one)
    return tuple(one for _, one in sorted(found.values(), key=lambda pair: pair[0]))


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _rank(one: Interface, address: IPv4Address | IPv6Address) -> _Rank:
    """By the address where that says it all, else by the interface."""
    if address.is_loopback:
        return _Rank.LOOPBACK
    if address.is_link_local:
        return _Rank.SELF_MADE
    if address.version == 4 and address in _CARRIER:
        return _Rank.CARRIER
    return _rank_by_name(one) or _rank_of_card(address)


def _rank_by_name(one: Interface) -> _Rank | None:
    """Of an interface that is no card; None of others."""
    name = one.name.lower()
    if _MOBILE.match(name):
        return _Rank.CARRIER
    if _TUNNELS.match(name):
        return _Rank.TUNNEL
    if _VIRTUAL.match(name) and not one.default:  # where all goes out by it, it is a switch that has the real card
        return _Rank.VIRTUAL
    return None


def _rank_of_card(address: IPv4Address | IPv6Address) -> _Rank:
    if isinstance(address, IPv6Address):
        return _Rank.CARD_6
    return _Rank.HOME if any(address in net for net in _PRIVATE) else _Rank.PUBLIC


def is_loopback(host: str) -> bool:
    """Whether an address, or the name ``localhost``, leads to this machine alone."""
    address = _address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def host_in_address(host: str) -> str:
    """A host as it stands in a web address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def web_address(host: str, port: int) -> str:
    """The beginning of a web address, ending in ``/``; the port that http has by itself is not told."""
    return f"http://{host_in_address(host)}{'' if port == 80 else f':{port}'}/"


def split_host(text: str) -> str:
    """The host of a ``Host`` header, in lower case, without port and brackets; empty where it is no such thing."""
    found = _HOST.fullmatch(text)
    if not found:
        return ""
    host = found["six"] or found["name"]
    address = _address(host)
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or address)  # as a socket for both tells of IPv4
    return str(address) if address else host.lower().removesuffix(".")


_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9._-]{1,253}))(?::\d{0,5})?")
