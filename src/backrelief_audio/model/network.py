"""A network that this machine is in, as another device would reach it there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One address of one network interface."""

    name: str
    """As the system tells it, such as ``wlan0``, ``en0`` or ``vEthernet (WSL)``."""

    address: str
    """IPv4 or IPv6, without a zone."""

    default: bool = False
    """Whether what goes to the internet leaves by this address."""
