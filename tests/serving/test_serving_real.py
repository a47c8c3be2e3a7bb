"""A server with many listeners, with listeners of bad will, and how it ends."""

from __future__ import annotations

import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from faulting import until
from serving_asked import TOKEN, Site
from wire import Line, Served, request, served

from backrelief_audio.serving.listening import listen
from backrelief_audio.serving.patience import Limits
from backrelief_audio.serving.running import running

pytestmark = pytest.mark.real

SIZE = 7_200_000
"""Of 15 minutes at 64 kbit/s."""

SOUND = random.Random(3).randbytes(SIZE)
LISTENERS = 50
SECONDS = 3.0
MEGABYTE = 1_000_000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server of one session."""
    folder = tmp_path / "sessions"
    folder.mkdir()
    (folder / "a.mp3").write_bytes(SOUND)
    with served(folder, tmp_path / "state") as running:
        yield running


class Listening:
    """Listeners in threads, each pulling random ranges on a connection of its own."""

    def __init__(self, server: Served, number: int) -> None:
        self.wrong: list[str] = []
        self.pulled = [0] * number
        self._server = server
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._pull, args=(seed,)) for seed in range(number)]

    def __enter__(self) -> Listening:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(20)

    def _pull(self, seed: int) -> None:
        chosen = random.Random(seed)
        with suppress(EOFError, ConnectionError), self._server.line() as line:
            while not self._over.is_set():
                start = chosen.randrange(SIZE)
                end = min(start + chosen.choice((1, 5000, 65_536, 200_000)), SIZE)
                got = line.ask(f"/{self._server.token}/a.mp3", f"Range: bytes={start}-{end - 1}")
                if got.status != 206 or got.body != SOUND[start:end]:
                    self.wrong.append(f"{start}-{end}: {got.status}")
                self.pulled[seed] += len(got.body)


def test_fifty_listeners_are_served_without_growing(server: Served) -> None:
    """Each gets the right bytes, all get on, and what the server needs for them it has after a moment."""
    with Listening(server, LISTENERS) as listening:
        until(lambda: all(listening.pulled), "each has got something")
        time.sleep(SECONDS / 2)
        memory, files = server.memory(), server.files()
        time.sleep(SECONDS / 2)
        grown, more = server.memory() - memory, server.files() - files
    assert listening.wrong == []
    assert min(listening.pulled) > 65_536
    assert grown < 4 * MEGABYTE, f"{grown / MEGABYTE:.1f} MB"
    assert more <= LISTENERS, "at most one file for each more than at another moment"
    until(lambda: server.files() < 20, "all is closed when they have gone")
    assert server.end() == (0, "", ALONE)


ALONE = "warning: only this machine can open that address: it is in no network, or --host says so\n"


def test_ctrl_c_ends_it_while_they_listen(server: Served) -> None:
    """Within three seconds, with exit code 0, without a word of Python's."""
    with Listening(server, 20) as listening:
        until(lambda: all(listening.pulled), "each has got something")
        began = time.monotonic()
        code, out, err = server.end()
        assert time.monotonic() - began < 3
    assert (code, out, err) == (0, "", ALONE)
    assert listening.wrong == []


@contextmanager
def stalled(server: Served) -> Iterator[Line]:
    """A listener who takes nothing of what is being sent."""
    with server.line(buffer=4096) as line:
        line.say(request(f"/{server.token}/a.mp3", host=f"127.0.0.1:{server.port}"))
        assert line.socket.recv(1)
        yield line


def test_a_download_is_cut_at_the_end(server: Served) -> None:
    """Nobody can keep it from ending by taking nothing; nor by half a request, nor by an open connection."""
    with stalled(server), server.line() as half, server.line():
        half.say(b"GET /")
        began = time.monotonic()
        assert server.end() == (0, "", ALONE)
        assert time.monotonic() - began < 3


def refused(server: Served) -> bool:
    """Whether nobody can come in any more."""
    try:
        server.line().socket.close()
    except ConnectionError:
        return True
    return False


def test_a_second_ctrl_c_ends_it_at_once(server: Served) -> None:
    """While it waits for what is being sent; as an interrupted command ends."""
    with stalled(server):
        server.process.send_signal(signal.SIGINT)
        until(lambda: refused(server), "it has begun to end")
        code, _, err = server.end()
    assert code == 130
    assert "Traceback" not in err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_other_signals_end_it_as_ever(server: Served, number: int, code: int) -> None:
    """As shells tell it, and as cleanly."""
    assert server.end(number) == (code, "", ALONE)


def test_the_address_stays_the_same(tmp_path: Path) -> None:
    """Over two runs; --new-token makes another, and a fault of the site is told without it."""
    folder = tmp_path / "sessions"
    folder.mkdir()
    (folder / "a.mp3").write_bytes(b"a")
    tokens = []
    for arguments in ([], [], ["--new-token"]):
        with served(folder, tmp_path / "state", *arguments) as server:
            tokens.append(server.token)
            assert server.ask("fault.mp3").status == 500
            _, _, err = server.end()
            assert "ZeroDivisionError: http://127.0.0.1" in err
            assert server.token not in err
    assert tokens[0] == tokens[1] != tokens[2]


@contextmanager
def limited(site: Site, **limits: float) -> Iterator[int]:
    """The port of a server in this process that has little patience."""
    sockets, port = listen("127.0.0.1", 0)
    told: list[str] = []
    given = {"connections": 5, "request_seconds": 0.4, "stalled_seconds": 0.8, **limits}
    with running(site.app(hosts=frozenset(["127.0.0.1"])), sockets, told.append, limits=Limits(**given)):  # type: ignore[arg-type]
        yield port
    assert told == []


def ended(line: Line) -> bool:
    """Whether the server closed the connection, without an answer."""
    try:
        return line.socket.recv(1) == b""
    except ConnectionError:
        return True


def test_who_never_asks_is_sent_away(site: Site) -> None:
    """No request, half a one, letter by letter, or half a second one after a first: all have their time."""
    with limited(site) as port, ExitStack() as opened:
        silent, half, slow, second = (opened.enter_context(Line(port)) for _ in range(4))
        assert second.ask(f"/{TOKEN}/").status == 200
        half.say(b"GET /")
        second.say(b"GET /")
        stop = time.monotonic() + 10
        while not _closed(slow) and time.monotonic() < stop:
            slow.say(b"X")
            time.sleep(0.05)
        assert time.monotonic() < stop
        assert all(ended(line) for line in (silent, half, second))


def _closed(line: Line) -> bool:
    line.socket.setblocking(False)
    try:
        return line.socket.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    finally:
        line.socket.settimeout(10)


def test_idle_connections_make_room(site: Site) -> None:
    """However many there are, who asks is answered; the one that has been idle longest goes."""
    with limited(site, request_seconds=30) as port, ExitStack() as opened:
        idle = [opened.enter_context(Line(port)) for _ in range(12)]
        for _ in range(3):
            with Line(port) as line:
                assert line.ask(f"/{TOKEN}/").status == 200
        left = [line for line in idle if not _closed(line)]
        assert left == idle[-len(left) :], "the newest stay"
        assert 0 < len(left) <= 5


def large(site: Site) -> str:
    """A sound that no buffer of the system holds."""
    (site.folder / "a.mp3").write_bytes(SOUND)
    return f"/{TOKEN}/a.mp3"


def keep_busy(port: int, path: str, opened: ExitStack) -> None:
    """As many listeners as are served, each of whom takes the beginning of a sound and then nothing more."""
    for _ in range(5):
        line = opened.enter_context(Line(port, buffer=4096))
        line.say(request(path, host="127.0.0.1"))
        assert line.socket.recv(1)


def test_where_all_are_busy_it_says_so(site: Site) -> None:
    """One more than can be served is told to come again, politely and carefully."""
    path = large(site)
    with limited(site, stalled_seconds=30, request_seconds=30) as port, ExitStack() as opened:
        keep_busy(port, path, opened)
        with Line(port) as more:
            got = more.ask(path)
            assert (got.status, got.headers["retry-after"], got.headers["connection"]) == (503, "5", "close")
            assert "content-security-policy" in got.headers


def test_where_all_are_stuck_there_is_room(site: Site) -> None:
    """Who has taken nothing for a while makes room for who comes: a paused player asks again when it goes on."""
    path = large(site)
    with limited(site, stalled_seconds=30, request_seconds=0.4) as port, ExitStack() as opened:
        keep_busy(port, path, opened)

        def served_again() -> bool:
            with Line(port) as more:
                return more.ask(path).status == 200

        until(served_again, "room for another")


def test_who_takes_nothing_is_cut(site: Site) -> None:
    """After a while in which nothing was taken; who takes little, but something, gets all of it."""
    path = large(site)
    with limited(site) as port, Line(port, buffer=4096) as none, Line(port) as some:
        none.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        none.say(request(path, host="127.0.0.1"))
        assert none.socket.recv(1)
        began = time.monotonic()
        some.say(request(path, host="127.0.0.1"))
        taken = len(some.socket.recv(1000))
        while time.monotonic() - began < 1.6:
            taken += len(some.socket.recv(200_000))
            time.sleep(0.05)
        while more := some.socket.recv(1 << 20):
            taken += len(more)
            if taken > SIZE:
                break
        assert taken > SIZE
        rest = 0
        with suppress(ConnectionError):
            while more := none.socket.recv(1 << 20):
                rest += len(more)
        assert rest < SIZE
