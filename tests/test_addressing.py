"""Which address of a machine is offered to a phone."""

from __future__ import annotations

import itertools

import pytest

from backrelief_audio.addressing import host_in_address, is_loopback, ranked, split_host, web_address
from backrelief_audio.model.network import Interface

MACHINES: dict[str, tuple[str, str]] = {
    "laptop": ("lo 127.0.0.1, lo ::1, wlp3s0 192.168.1.23*, wlp3s0 fe80::1", "192.168.1.23"),
    "laptop with docker": (
        "lo 127.0.0.1, docker0 172.17.0.1, br-3f2a91bc77d0 172.18.0.1, veth12ab34 169.254.9.1, wlan0 192.168.0.7*",
        "192.168.0.7",
    ),
    "office in 172.16/12 with docker": (
        "docker0 172.17.0.1, br-3f2a91bc77d0 172.20.0.1, enp0s31f6 172.20.5.9*",
        "172.20.5.9",
    ),
    "office in 172.17 without docker": ("lo 127.0.0.1, eno1 172.17.4.4*", "172.17.4.4"),
    "cable and wireless": ("eth0 10.0.0.5, wlan0 10.0.0.6*", "10.0.0.6"),
    "cable first where both are as good": ("eth0 10.0.0.5, wlan0 192.168.1.6", "10.0.0.5"),
    "all through a VPN": ("wlan0 192.168.1.23, tun0 10.8.0.6*", "192.168.1.23"),
    "wireguard": ("wg0 10.100.0.2*, wg-home 10.101.0.2, enp5s0 192.168.178.20", "192.168.178.20"),
    "tailscale": ("tailscale0 100.101.102.103, wlan0 192.168.1.23*", "192.168.1.23"),
    "tailscale alone": ("lo 127.0.0.1, tailscale0 100.101.102.103, docker0 172.17.0.1", "172.17.0.1"),
    "zerotier": ("ztr2qabcde 10.147.17.5, eth0 192.168.1.5", "192.168.1.5"),
    "nordvpn": ("nordlynx 10.5.0.2*, nordtun 10.6.0.2, wlp2s0 192.168.8.100", "192.168.8.100"),
    "proton, ppp and ipsec": ("proton0 10.2.0.2*, ppp0 10.64.64.64, ipsec0 10.1.1.1, eth0 192.168.1.5", "192.168.1.5"),
    "virtual machines": (
        "virbr0 192.168.122.1, vboxnet0 192.168.56.1, vmnet8 172.16.5.1, lxcbr0 10.0.3.1, lxdbr0 10.44.1.1, "
        "cni-podman0 10.88.0.1, cni0 10.42.0.1, flannel.1 10.42.0.0, podman1 10.89.0.1, "
        "vnet0 10.90.0.1, eno1 10.20.30.40",
        "10.20.30.40",
    ),
    "a bridge with the card in it": ("virbr0 192.168.122.1, br0 192.168.1.2*, eno1 fe80::2", "192.168.1.2"),
    "a bond and a vlan": ("docker0 172.17.0.1, bond0.20 10.20.0.3*", "10.20.0.3"),
    "university with public addresses": ("lo 127.0.0.1, eth0 141.20.1.5*, docker0 172.17.0.1", "141.20.1.5"),
    "private before public": ("eth0 141.20.1.5*, wlan0 192.168.1.5", "192.168.1.5"),
    "no lease yet": ("lo 127.0.0.1, eth0 169.254.12.34, docker0 172.17.0.1", "172.17.0.1"),
    "no lease and nothing else": ("lo 127.0.0.1, eth0 169.254.12.34", "169.254.12.34"),
    "mobile stick": ("wwan0 10.170.3.4*, eth0 192.168.1.9", "192.168.1.9"),
    "behind a carrier": ("wlan0 100.70.1.2*, docker0 172.17.0.1, lo 127.0.0.1", "172.17.0.1"),
    "IPv6 alone": ("lo ::1, eth0 2001:db8::5*, eth0 fe80::5, docker0 172.17.0.1", "2001:db8::5"),
    "IPv6 beside": ("eth0 2001:db8::5*, eth0 fd00::5, eth0 192.168.1.5", "192.168.1.5"),
    "no network": ("lo 127.0.0.1, lo ::1", "127.0.0.1"),
    "mac": (
        "lo0 127.0.0.1, lo0 ::1, en0 192.168.1.30*, awdl0 fe80::3, llw0 fe80::4, utun0 fe80::5, utun4 10.9.0.2, "
        "bridge100 192.168.64.1, bridge100 fd7a::1",
        "192.168.1.30",
    ),
    "mac with a VPN for all": ("en0 192.168.1.30, utun3 10.9.0.2*, ipsec0 10.9.1.2", "192.168.1.30"),
    "mac by cable and wireless": ("en0 192.168.1.30, en7 192.168.1.31*", "192.168.1.31"),
    "mac with thunderbolt bridge": ("bridge0 169.254.1.1, en0 10.0.1.4", "10.0.1.4"),
    "windows": (
        "Loopback Pseudo-Interface 1, Software Loopback Interface 1 127.0.0.1, "
        "vEthernet (WSL (Hyper-V firewall)), Hyper-V Virtual Ethernet Adapter 172.28.16.1, "
        "vEthernet (Default Switch), Hyper-V Virtual Ethernet Adapter #2 172.19.64.1, "
        "Wi-Fi, Intel(R) Wi-Fi 6 AX201 160MHz 192.168.1.44*",
        "192.168.1.44",
    ),
    "windows with an external switch": (
        "vEthernet (WSL), Hyper-V Virtual Ethernet Adapter 172.28.16.1, "
        "vEthernet (External), Hyper-V Virtual Ethernet Adapter #3 192.168.1.45*",
        "192.168.1.45",
    ),
    "windows with virtual machines": (
        "Ethernet 3, VirtualBox Host-Only Ethernet Adapter 192.168.56.1, "
        "VMware Network Adapter VMnet8, VMware Virtual Ethernet Adapter for VMnet8 192.168.40.1, "
        "Ethernet, Realtek PCIe GbE Family Controller 192.168.1.46",
        "192.168.1.46",
    ),
    "windows with VPNs": (
        "Ethernet 2, TAP-Windows Adapter V9 10.8.0.2*, NordLynx, NordLynx Tunnel 10.5.0.2, "
        "OpenVPN Wintun, Wintun Userspace Tunnel 10.7.0.2, Tailscale, Tailscale Tunnel 100.90.1.1, "
        "ZeroTier One [abc], ZeroTier Virtual Port 10.147.1.1, Ethernet 5, Cisco AnyConnect VPN Adapter 10.50.0.1, "
        "Ethernet 6, PANGP Virtual Ethernet Adapter 10.60.0.1, Ethernet 7, Fortinet SSL VPN 10.70.0.1, "
        "CloudflareWARP, Cloudflare WARP Interface 172.16.0.2, Wi-Fi, Killer AX1650 192.168.1.47",
        "192.168.1.47",
    ),
    "windows sharing its own network": (
        "Local Area Connection* 10, Microsoft Wi-Fi Direct Virtual Adapter #2 192.168.137.1, "
        "Ethernet, Intel(R) I219-V 10.1.2.3*",
        "10.1.2.3",
    ),
}
"""What the system tells, the address of the default route with a star, and what is offered."""


def machine(told: str) -> list[Interface]:
    """Its interfaces. A name may hold commas: a new one begins after an address."""
    found, name = [], ""
    for word in told.split(" "):
        bare = word.removesuffix(",").removesuffix("*")
        if bare.count(".") == 3 or "::" in bare:
            found.append(Interface(name=name.strip(), address=bare, default="*" in word))
            name = ""
        else:
            name += f"{word} "
    return found


@pytest.mark.parametrize(("told", "offered"), MACHINES.values(), ids=MACHINES)
def test_the_right_address_is_offered(told: str, offered: str) -> None:
    """In whatever order the system tells them, unless two are as good as each other."""
    interfaces = machine(told)
    assert ranked(interfaces)[0].address == offered
    if "as good" not in told and len({one.default for one in interfaces}) == 2:
        for turned in itertools.islice(itertools.permutations(interfaces), 24):
            assert ranked(turned)[0].address == offered


def test_the_others_follow_in_order() -> None:
    """Cards, VPNs, virtual machines, what a carrier or the machine itself chose; this machine's own comes last."""
    told = (
        "lo 127.0.0.1, lo ::1, docker0 172.17.0.1, eth1 169.254.1.1, wlan0 fd00::2, tun0 10.8.0.2, tun0 fd01::1, "
        "tailscale0 100.64.0.1, eth0 192.168.1.2*, wlan0 192.168.1.3, eth2 141.20.1.1, wlan0 fe80::1"
    )
    assert [one.address for one in ranked(machine(told))] == [
        *("192.168.1.2", "192.168.1.3", "141.20.1.1", "fd00::2", "10.8.0.2", "fd01::1", "172.17.0.1"),
        *("100.64.0.1", "169.254.1.1", "127.0.0.1", "::1"),
    ]


def test_each_address_is_offered_once() -> None:
    """Two interfaces with one address: the better of them counts. What is no address is left out."""
    told = [
        Interface(name="docker0", address="192.168.1.2"),
        Interface(name="eth0", address="192.168.1.2"),
        Interface(name="eth1", address="192.168.1.3"),
        Interface(name="eth2", address="0.0.0.0"),
        Interface(name="eth3", address="nonsense"),
        Interface(name="eth4", address="fe80::1%eth4"),
    ]
    assert [one.name for one in ranked(told)] == ["eth0", "eth1"]
    assert ranked([]) == ()


def test_hosts_stand_in_addresses() -> None:
    """IPv6 needs brackets, and port 80 need not be told."""
    assert host_in_address("192.168.1.2") == "192.168.1.2"
    assert host_in_address("fd00::1") == "[fd00::1]"
    assert web_address("fd00::1", 8740) == "http://[fd00::1]:8740/"
    assert web_address("laptop.local", 80) == "http://laptop.local/"


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("Laptop.local:8740", "laptop.local"),
        ("192.168.1.2", "192.168.1.2"),
        ("[FD00::0:1]:80", "fd00::1"),
        ("example.org.", "example.org"),
        ("a:", "a"),
        ("[fd00::1", ""),
        ("fd00::1", ""),
        ("a b", ""),
        ("a:80:80", ""),
        ("a/b", ""),
        ("", ""),
    ],
)
def test_the_host_is_found_in_its_header(header: str, host: str) -> None:
    """Without port and brackets, in one spelling; empty where it is none."""
    assert split_host(header) == host


def test_loopback_is_known() -> None:
    """By address and by its usual name."""
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "localhost", "LOCALHOST")))
    assert not any(map(is_loopback, ("192.168.1.2", "::", "laptop.local")))
