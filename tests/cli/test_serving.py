"""``serve``: what is told, what is refused, and what it ends with; the server in it is the real one."""

from __future__ import annotations

import json
import re
import signal
import socket
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from commanding import Command
from serving.standing_in import NAME, module

from backrelief_audio.cli import offering, serving
from backrelief_audio.model.network import Interface
from backrelief_audio.serving import listening, network

HOME = (
    Interface(name="lo", address="127.0.0.1"),
    Interface(name="docker0", address="172.17.0.1"),
    Interface(name="tun0", address="10.8.0.2", default=True),
    Interface(name="wlan0", address="192.168.1.23"),
    Interface(name="wlan0", address="fd00::23"),
)
ADDRESS = re.compile(r"http://([^/]+):(\d+)/([A-Za-z0-9_-]{16})/\n")

Meanwhile = Callable[[str], object]


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Interrupts are heard, though whoever started the tests had them ignored, as shells do in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def meanwhile(interrupts: None, monkeypatch: pytest.MonkeyPatch) -> list[Meanwhile]:  # noqa: ARG001 (only set up)
    """What is done, with the address, as soon as it was told; then the command is interrupted."""
    todo: list[Meanwhile] = []
    tell = serving.tell

    def told(offered: offering.Offered, as_json: bool) -> None:
        tell(offered, as_json)
        for do in todo:
            do(offered.addresses[0])
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(serving, "tell", told)
    monkeypatch.setitem(sys.modules, NAME, module())
    monkeypatch.setattr(network, "interfaces", lambda: HOME)
    monkeypatch.setattr(network, "names", lambda: ("laptop", "laptop.local"))
    monkeypatch.setattr(network, "_OF_DOCKER", Path("/nowhere"))
    with socket.socket() as free:
        free.bind(("", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(listening, "PORT", port)
    return todo


@pytest.fixture(autouse=True)
def sessions(command: Command, tmp_path: Path) -> Path:
    """Where sessions usually are, in the folder that the command is run from, with two in it."""
    assert command
    folder = tmp_path / "work" / "output"
    folder.mkdir()
    for name in ("a.mp3", "b.mp3"):
        (folder / name).write_bytes(b"sound")
    return folder


@pytest.mark.usefixtures("meanwhile")
def test_the_address_is_told_alone(command: Command, tmp_path: Path) -> None:
    """On stdout, of the interface that a phone reaches; the same the next time."""
    first, second = command("serve"), command("serve")
    assert (first.code, first.err) == (0, "")
    found = ADDRESS.fullmatch(first.out)
    assert found
    assert found[1] == "192.168.1.23"
    assert second.out == first.out
    assert (tmp_path / "state" / "backrelief-audio" / "serve.json").is_file()
    assert command("serve", "--new-token").out != first.out


def test_it_answers_when_the_address_is_told(command: Command, meanwhile: list[Meanwhile]) -> None:
    """Whoever reads the line may ask at once; links begin with what was asked."""
    got = []

    def ask(address: str) -> None:
        here = address.replace("192.168.1.23", "127.0.0.1")
        with urllib.request.urlopen(here, timeout=10) as answer:
            got.append((here, answer.read().decode()))

    meanwhile.append(ask)
    assert command("serve").code == 0
    assert got[0][1] == f"<!doctype html><title>{got[0][0]}</title>"


@pytest.mark.usefixtures("meanwhile")
def test_all_is_told_as_json(command: Command, sessions: Path) -> None:
    """One object on one line: the best address, the others in their order, the feed, what is served."""
    told = command("serve", str(sessions), "--json").out
    assert told.count("\n") == 1
    found = json.loads(told)
    assert found["folder"] == str(sessions)
    assert found["sessions"] == 2
    assert found["feed"] == f"{found['address']}feed.xml"
    hosts = [ADDRESS.fullmatch(f"{one}\n") for one in (found["address"], *found["others"])]
    assert [one and one[1] for one in hosts] == ["192.168.1.23", "10.8.0.2", "172.17.0.1", "127.0.0.1"]


@pytest.mark.usefixtures("meanwhile")
def test_where_it_listens_is_what_is_offered(command: Command) -> None:
    """IPv6 where it is listened on, and no other address than the one that was asked for."""
    if socket.has_ipv6:
        others = json.loads(command("serve", "--host", "::", "--json").out)
        assert any("[fd00::23]" in one for one in others["others"])
    anywhere = json.loads(command("serve", "--json").out)
    assert json.loads(command("serve", "--host", "0", "--json").out) == anywhere
    alone = command("serve", "--host", "127.0.0.1", "--json")
    assert json.loads(alone.out)["others"] == []
    assert "only this machine can open that address" in alone.err


@pytest.mark.usefixtures("meanwhile")
def test_inside_wsl_there_is_a_warning(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its card looks like any other, and no phone reaches it, unless Windows hands on what comes."""
    monkeypatch.setattr(network, "interfaces", lambda: (Interface(name="eth0", address="172.28.1.5", default=True),))
    assert command("serve").err == ""
    monkeypatch.setattr("platform.release", lambda: "5.15.146.1-microsoft-standard-WSL2")
    told = command("serve")
    assert told.code == 0
    assert told.err.startswith("warning: this runs in WSL, which phones can't reach")
    assert command("serve", "--public-url", "http://192.168.1.5:8740").err == ""


@pytest.mark.usefixtures("meanwhile")
def test_a_public_address_comes_first(command: Command) -> None:
    """Behind a server of one's own; by option or environment."""
    told = json.loads(command("serve", "--public-url", "https://example.org/back", "--json").out)
    assert re.fullmatch(r"https://example\.org/back/[\w-]{16}/", told["address"])
    assert len(told["others"]) == 4
    for wrong in ("example.org", "ftp://example.org/", "https://example.org/?a=1"):
        refused = command("serve", "--public-url", wrong)
        assert (refused.code, refused.out) == (2, "")
        assert "--public-url" in refused.err


def test_the_environment_counts(command: Command, meanwhile: list[Meanwhile], monkeypatch: pytest.MonkeyPatch) -> None:
    """Host, port and public address may stand there, and what is typed wins."""
    with socket.socket() as free:
        free.bind(("", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("BACKRELIEF_PORT", str(port))
    monkeypatch.setenv("BACKRELIEF_HOST", "127.0.0.1")
    monkeypatch.setenv("BACKRELIEF_PUBLIC_URL", "https://example.org/")
    told = json.loads(command("serve", "--json").out)
    assert told["address"].startswith("https://example.org/")
    assert told["others"][0].startswith(f"http://127.0.0.1:{port}/")
    assert json.loads(command("serve", "--json", "--public-url", "").out)["address"] == told["others"][0]
    assert meanwhile == []


@pytest.mark.usefixtures("meanwhile")
def test_a_port_that_is_taken(command: Command) -> None:
    """The usual one gives way to the next, and that is said; a typed one does not."""
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", listening.PORT))
        taken.listen()
        told = command("serve")
        found = ADDRESS.fullmatch(told.out)
        assert found
        assert listening.PORT < int(found[2]) <= listening.PORT + listening.NEXT
        assert f"port {listening.PORT} is taken, perhaps because you serve already; this is {found[2]}" in told.err
        typed = command("serve", "--port", str(listening.PORT))
        assert (typed.code, typed.out) == (2, "")
        assert f"--port: {listening.PORT} is taken" in typed.err
        assert "try: another --port, or none\n" in typed.err


@pytest.mark.usefixtures("meanwhile")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nowhere",), 2, "FOLDER: nowhere is not there\ntry: backrelief-audio build"),
        (
            ("output/a.mp3",),
            2,
            "FOLDER: output/a.mp3 is a file\ntry: backrelief-audio serve output",
        ),
        (("a\x1bb",), 2, "U+001B"),
        (("empty",), 1, "there are no sessions in empty\ntry: backrelief-audio build"),
        (("--host", "192.0.2.77"), 2, "--host"),
        (("--port", "65536"), 2, "--port"),
        (("one", "two"), 2, "two"),
    ],
)
def test_what_can_not_be_served_is_told(
    command: Command, sessions: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    """With what to type, and nothing on stdout."""
    (sessions.parent / "empty").mkdir()
    told = command("serve", *arguments)
    assert (told.code, told.out) == (code, "")
    assert message in told.err


@pytest.mark.usefixtures("meanwhile")
def test_the_usual_folder_may_be_missing(command: Command, sessions: Path) -> None:
    """Before the first build there is none: what to type is the build."""
    sessions.rename(sessions.with_name("elsewhere"))
    told = command("serve")
    assert (told.code, told.out) == (2, "")
    assert "FOLDER: output is not there\ntry: backrelief-audio build" in told.err
    Path("neck.mp3").write_bytes(b"")
    assert "try: backrelief-audio serve ." in command("serve").err


@pytest.mark.usefixtures("meanwhile")
def test_each_folder_has_an_address_of_its_own(command: Command, sessions: Path) -> None:
    """A podcast app that knows one folder's feed never finds another's there; by whatever name it is called."""
    other = sessions.with_name("other")
    other.mkdir()
    (other / "c.mp3").write_bytes(b"sound")
    first, second = command("serve").out, command("serve", "other").out
    assert ADDRESS.fullmatch(second)
    assert first != second
    assert command("serve", str(sessions)).out == first


def test_where_no_state_can_be_kept_it_goes_on(command: Command, meanwhile: list[Meanwhile], tmp_path: Path) -> None:
    """The address holds for this run, and that is said."""
    (tmp_path / "state").write_text("mine")
    told = command("serve")
    assert told.code == 0
    assert ADDRESS.fullmatch(told.out)
    assert "this run only" in told.err
    assert meanwhile == []


def offered(*others: str) -> offering.Offered:
    """What a person is shown."""
    return offering.Offered(Path("output"), 1, ("http://192.168.1.23:8740/AbCd/", *others), doubt="")


@pytest.mark.parametrize(
    ("name", "value", "coloured"), [("TERM", "xterm", True), ("TERM", "dumb", False), ("NO_COLOR", "1", False)]
)
def test_a_terminal_shows_the_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, coloured: bool
) -> None:
    """With all that one needs who stands there with a phone: addresses, feed, what is served and to whom, the end."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv(name, value)
    offering.show(offered("http://10.8.0.2:8740/AbCd/", "http://127.0.0.1:8740/AbCd/"))
    told = capsys.readouterr()
    assert told.out == ""
    assert ("\x1b[" in told.err) == coloured
    for part in ("▀", "camera", "http://10.8.0.2:8740/AbCd/\n", "/AbCd/feed.xml\n", "1 session of output", "Ctrl-C"):
        assert part in told.err
    assert "On this computer:\n  http://127.0.0.1:8740/AbCd/\nFor" in told.err
    assert len(told.err.partition("camera")[2].splitlines()) <= 22, "a window of 24 lines shows the code whole"


def test_without_letters_for_it_there_is_no_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything said of a camera."""
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("backrelief_audio.serving.qr._HALVES", "\ud800")
    offering.show(offered())
    told = capsys.readouterr().err
    assert "Type this address on it:\n  http://192.168.1.23:8740/AbCd/\n" in told
    assert "camera" not in told


def test_in_a_narrow_window_there_is_no_code(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A code whose lines are broken is read by no camera: the address is told, and what a wider window would show."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "30")
    offering.show(offered())
    told = capsys.readouterr().err
    assert "▀" not in told
    assert "This window has 30 columns; in one of 80, a code" in told
    assert "Type this address on it:\n  http://192.168.1.23:8740/AbCd/\n" in told
