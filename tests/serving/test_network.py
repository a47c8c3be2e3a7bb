"""Where this machine can be reached."""

from __future__ import annotations

import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from backrelief_audio.model.network import Interface
from backrelief_audio.serving import network


def test_this_machine_has_at_least_itself() -> None:
    """The real thing: loopback is there, and every address is one."""
    found = network.interfaces()
    assert "127.0.0.1" in [one.address for one in found]
    for one in found:
        socket.inet_pton(socket.AF_INET6 if ":" in one.address else socket.AF_INET, one.address)


def adapter(nice_name: str, *ips: tuple[object, str]) -> SimpleNamespace:
    """As ifaddr tells one."""
    return SimpleNamespace(nice_name=nice_name, ips=[SimpleNamespace(ip=ip, nice_name=name) for ip, name in ips])


def test_names_and_defaults_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows a card has two names, and both may say what it is; a zone is left out."""
    adapters = [
        adapter("eth0", ("192.168.1.5", "eth0"), (("fd00::5", 0, 3), "eth0")),
        adapter("Hyper-V Virtual Ethernet Adapter", ("172.28.0.1", "vEthernet (WSL)")),
    ]
    monkeypatch.setattr(network, "_adapters", lambda: adapters)
    monkeypatch.setattr(network, "_default", lambda: frozenset(["192.168.1.5"]))
    assert network.interfaces() == (
        Interface(name="eth0", address="192.168.1.5", default=True),
        Interface(name="eth0", address="fd00::5"),
        Interface(name="vEthernet (WSL), Hyper-V Virtual Ethernet Adapter", address="172.28.0.1"),
    )


def test_nothing_is_ever_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that tells nothing of its networks, or has none, is served all the same."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "socket", refuse)
    assert all(not one.default for one in network.interfaces())
    monkeypatch.setattr(network, "_adapters", refuse)
    assert network.interfaces() == ()
    monkeypatch.setattr(socket, "gethostname", refuse)
    assert network.names() == ()


@pytest.mark.parametrize(
    ("called", "names"),
    [
        ("Laptop", ("laptop", "laptop.local")),
        ("mac.local", ("mac.local", "mac")),
        ("host.example.org", ("host.example.org", "host", "host.local")),
        ("", ()),
    ],
)
def test_a_machine_has_its_names(monkeypatch: pytest.MonkeyPatch, called: str, names: tuple[str, ...]) -> None:
    """As it is called, and as its network may know it."""
    monkeypatch.setattr(socket, "gethostname", lambda: called)
    assert network.names() == names


@pytest.mark.parametrize(
    ("release", "docker", "addresses", "inside"),
    [
        ("6.1.0-18-amd64", False, ["172.20.5.9"], ""),
        ("5.15.146.1-microsoft-standard-WSL2", False, ["172.28.1.5"], "WSL"),
        ("5.15.146.1-Microsoft-standard-WSL2", False, ["192.168.1.5"], ""),
        ("6.1.0-18-amd64", True, ["172.17.0.2", "127.0.0.1"], "a container"),
        ("6.1.0-18-amd64", True, ["192.168.1.5"], ""),
        ("6.1.0-18-amd64", True, ["fd00::5"], ""),
        ("6.1.0-18-amd64", True, [], ""),
    ],
)
def test_what_is_reached_through_another_machine_is_known(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    release: str,
    docker: bool,
    addresses: list[str],
    inside: str,
) -> None:
    """By its kernel or a file, and an address as it gives them; one that shares the network of its host is not."""
    (tmp_path / ".dockerenv").touch() if docker else None
    monkeypatch.setattr("platform.release", lambda: release)
    monkeypatch.setattr(network, "_OF_DOCKER", tmp_path / ".dockerenv")
    assert network.shelter(addresses) == inside
