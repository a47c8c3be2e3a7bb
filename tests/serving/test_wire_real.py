"""The server as it is reached over the network: raw bytes to a process of its own, and what comes back."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Iterator

import pytest
from faulting import until
from serving_asked import SPELLINGS
from wire import Got, Line, Served, request, served

from backrelief_audio.serving.guards import SAFE

pytestmark = pytest.mark.real

SIZE = 500_000
SOUND = random.Random(1).randbytes(SIZE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a folder with a sound in it, and ways out of it."""
    home = tmp_path_factory.mktemp("served")
    folder = home / "sessions"
    folder.mkdir()
    (folder / "a.mp3").write_bytes(SOUND)
    (home / "secret.mp3").write_bytes(b"secret")
    (folder / "link.mp3").symlink_to(home / "secret.mp3")
    (folder / "up").symlink_to(home)
    (folder / "passwd.mp3").symlink_to("/etc/passwd")
    with served(folder, home / "state") as running:
        yield running
        code, out, err = running.end()
        assert (code, out) == (0, "")
        assert err.splitlines()[1:] == [], "something was told while it was asked"


def careful(got: Got) -> Got:
    """Every answer has to be."""
    assert dict(SAFE).items() <= got.headers.items()
    assert "server" not in got.headers
    assert "cache-control" in got.headers
    return got


RANGES = {
    "first": ("bytes=0-0", 206, slice(0, 1)),
    "last": (f"bytes={SIZE - 1}-", 206, slice(SIZE - 1, SIZE)),
    "suffix": ("bytes=-100", 206, slice(SIZE - 100, SIZE)),
    "long suffix": (f"bytes=-{2 * SIZE}", 206, slice(0, SIZE)),
    "open": ("bytes=300000-", 206, slice(300_000, SIZE)),
    "all": ("bytes=0-", 206, slice(0, SIZE)),
    "beyond": (f"bytes=499990-{10 * SIZE}", 206, slice(499_990, SIZE)),
    "over chunks": ("bytes=65535-131073", 206, slice(65_535, 131_074)),
    "unsatisfiable": (f"bytes={SIZE}-", 416, None),
    "no suffix": ("bytes=-0", 416, None),
    "too many": ("bytes=" + ",".join(f"{n}-{n}" for n in range(0, 400, 2)), 416, None),
    "backwards": ("bytes=5-4", 200, slice(0, SIZE)),
    "garbage": ("lines=1-2; x", 200, slice(0, SIZE)),
    "huge": ("bytes=" + "9" * 400 + "-", 200, slice(0, SIZE)),
    "negative": ("bytes=--5", 200, slice(0, SIZE)),
}


@pytest.mark.parametrize(("asked", "status", "there"), RANGES.values(), ids=RANGES)
def test_ranges(server: Served, asked: str, status: int, there: slice | None) -> None:
    """Exactly the bytes, their place and their number; what is not there is refused with the length."""
    got = careful(server.ask("a.mp3", f"Range: {asked}"))
    assert got.status == status
    if there is None:
        assert got.headers["content-range"] == f"bytes */{SIZE}"
    else:
        assert got.body == SOUND[there]
        told = f"bytes {there.start}-{there.stop - 1}/{SIZE}" if status == 206 else None
        assert got.headers.get("content-range") == told


def test_several_ranges(server: Served) -> None:
    """In parts, of the length that was told."""
    got = careful(server.ask("a.mp3", "Range: bytes=0-9,100000-100009"))
    assert got.status == 206
    assert SOUND[:10] in got.body
    assert SOUND[100_000:100_010] in got.body
    assert len(got.body) < 400


def test_one_connection_is_kept(server: Served) -> None:
    """Many requests one after the other, HEAD and not modified among them; and several sent at once."""
    with server.line() as line:
        path = f"/{server.token}/a.mp3"
        for _ in range(3):
            first = careful(line.ask(path, "Range: bytes=0-9"))
            assert first.body == SOUND[:10]
            head = careful(line.ask(path, method="HEAD"))
            assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(SIZE))
            assert careful(line.ask(path, f"If-None-Match: {head.headers['etag']}")).status == 304
            assert careful(line.ask(f"/{server.token}/none.mp3")).status == 404
        host = f"127.0.0.1:{server.port}"
        line.say(b"".join(request(path, f"Range: bytes={n}-{n}", host=host) for n in range(20)))
        assert [line.answer().body for _ in range(20)] == [SOUND[n : n + 1] for n in range(20)]


def test_no_spelling_leads_out(server: Served) -> None:
    """Whatever is sent as a path, on the wire itself: there is nothing."""
    bare = ["/etc/passwd", "/../secret.mp3", "//", f"/{server.token}", f"http://127.0.0.1:{server.port}/etc/passwd"]
    with server.line() as line:
        for spelling in SPELLINGS:
            got = careful(line.ask(f"/{server.token}/{spelling}"))
            assert (got.status, got.body) == (404, b"There is nothing here.\n"), spelling
        assert [careful(line.ask(path)).status for path in bare] == [404, 404, 404, 301, 404]
    for odd in (b"\xff", b"\x00", b"\r", b"a b", b"\xc0\xae\xc0\xae/secret.mp3"):
        with server.line() as line:
            line.say(b"GET /%s/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % (server.token.encode(), odd))
            assert careful(line.answer()).status in (400, 404)


def test_links_do_not_lead_out(server: Served) -> None:
    """Though the site finds them, what lies outside is not sent; nor by a part of a way."""
    for name in ("link.mp3", "passwd.mp3", "up/secret.mp3", "up"):
        assert careful(server.ask(name)).status == 404, name


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:1", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example:80", 421),
        ("169.254.169.254", 421),
        ("2130706433", 421),
        ("a b", 400),
        ("", 400),
        ("127.0.0.1, evil.example", 400),
        ("127.0.0.1\r\nHost: evil.example", 400),
    ],
)
def test_hosts(server: Served, host: str, status: int) -> None:
    """A name that leads here by somebody else's doing gets nothing (DNS rebinding)."""
    with server.line() as line:
        assert careful(line.ask(f"/{server.token}/", host=host)).status == status


def test_a_host_has_to_be_told(server: Served) -> None:
    """In any version of the protocol."""
    for version in ("1.0", "1.1"):
        with server.line() as line:
            line.say(f"GET /{server.token}/ HTTP/{version}\r\n\r\n".encode())
            assert careful(line.answer()).status == 400
            assert line.all() == []


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW", "get"])
def test_methods(server: Served, method: str) -> None:
    """Nothing but GET and HEAD."""
    got = careful(server.ask("a.mp3", method=method))
    assert (got.status, got.headers["allow"]) == (405, "GET, HEAD")


def test_tunnels_and_other_protocols(server: Served) -> None:
    """Neither a proxy nor a WebSocket is had here."""
    upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAA")
    assert careful(server.ask("", *upgrade)).status == 200
    assert careful(server.ask("", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c")).status == 200
    with server.line() as line:
        assert careful(line.ask("example.org:443", method="CONNECT")).status == 405


def test_huge_requests_are_refused(server: Served) -> None:
    """Long addresses, long headers, many headers, a head that never ends."""
    assert careful(server.ask("a" * 5000)).status == 414
    many = [f"X-{number}: {'y' * 100}" for number in range(1000)]
    for headers in (["X: " + "y" * 100_000], many):
        with server.line() as line:
            line.say(request("/", *headers, host="127.0.0.1"))
            answers = answered(line)
            assert [one.status for one in answers] in ([431], [400], [])
    with server.line() as line:
        line.say(b"GET /" + b"a" * 1_000_000)
        assert [one.status for one in answered(line)] in ([400], [])
    assert server.ask("").status == 200


def answered(line: Line) -> list[Got]:
    """All answers, all careful. Where the rest of a refused request was never read, its answer may be lost."""
    try:
        return [careful(got) for got in line.all()]
    except ConnectionError:
        return []


CHUNKED = b"Transfer-Encoding: chunked\r\n"
INNER = b"GET /inner HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SMUGGLED = {
    "a body": (b"Content-Length: 5\r\n\r\nhello", {413}),
    "a body that never comes": (b"Content-Length: 5000000000\r\n\r\n", {413}),
    "a body that has to be asked for": (b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n", {413}),
    "chunks": (CHUNKED + b"\r\n5\r\nhello\r\n0\r\n\r\n", {413}),
    "chunks that are none": (CHUNKED + b"\r\nZZ\r\n", {400, 413}),
    "length and chunks": (b"Content-Length: 4\r\n" + CHUNKED + b"\r\n0\r\n\r\n" + INNER, {400, 413}),
    "chunks and length": (CHUNKED + b"Content-Length: 4\r\n\r\n0\r\n\r\n" + INNER, {400, 413}),
    "two lengths": (b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + INNER, {400}),
    "two lengths in one": (b"Content-Length: 0, 44\r\n\r\n" + INNER, {400}),
    "a length that is none": (b"Content-Length: +5\r\n\r\nhello", {400}),
    "a negative length": (b"Content-Length: -1\r\n\r\n" + INNER, {400}),
    "another coding": (b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + INNER, {400, 501}),
    "two codings": (b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + INNER, {400, 501}),
    "space before the colon": (b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + INNER, {400}),
    "space before the name": (b" Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INNER, {400}),
    "a request as a body": (b"Content-Length: %d\r\n\r\n%s" % (len(INNER), INNER), {413}),
    "a lone return": (b"X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INNER, {400}),
    "a NUL": (b"X: \x00\r\n\r\n" + INNER, {400}),
}


@pytest.mark.parametrize(("rest", "allowed"), SMUGGLED.values(), ids=SMUGGLED)
def test_nothing_is_smuggled(server: Served, rest: bytes, allowed: set[int]) -> None:
    """One answer at most, and the connection ends: what came after is never taken for another request."""
    with server.line() as line:
        line.say(b"GET /%s/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" % server.token.encode() + rest)
        answers = answered(line)
    assert len(answers) <= 1
    assert {one.status for one in answers} <= allowed


def test_what_is_no_request_is_refused(server: Served) -> None:
    """Another protocol, letters, or half a request and no more: an answer or an end, and the server goes on."""
    pieces = (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),
        b"hello\r\n\r\n",
        b"\r\n\r\n\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        random.Random(2).randbytes(5000),
        b"",
    )
    for piece in pieces:
        with server.line() as line:
            line.say(piece)
            line.socket.shutdown(socket.SHUT_WR)
            assert {one.status for one in answered(line)} <= {400, 405}, piece
    assert server.ask("").status == 200


def test_listeners_who_leave_cost_nothing(server: Served) -> None:
    """Downloads that are left in their midst leave no file open."""
    before = server.files()
    for _ in range(20):
        with server.line(buffer=4096) as line:
            line.say(request(f"/{server.token}/a.mp3", host="127.0.0.1"))
            line.socket.recv(1000)
    until(lambda: server.files() <= before, "its files are closed")


def test_small_answers_come_at_once(server: Served) -> None:
    """Twenty requests on one connection, none of which waits for the network to be told that the last one came."""
    with server.line() as line:
        began = time.monotonic()
        for _ in range(20):
            line.ask(f"/{server.token}/", "Range: bytes=0-0")
        assert time.monotonic() - began < 0.6, "each took some 40 ms where small pieces wait for one another"
