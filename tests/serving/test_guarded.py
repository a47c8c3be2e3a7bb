"""Who gets an answer, and who does not."""

from __future__ import annotations

import pytest
from serving_asked import AT, HOST, SPELLINGS, TOKEN, Site, ask

from backrelief_audio.serving.guards import MOST_ADDRESS, MOST_HEADERS, SAFE


def test_every_answer_is_careful(site: Site) -> None:
    """The headers of a careful site are on answers and refusals alike, and none says what serves it."""
    answers = [
        site.ask(),
        site.ask("a.mp3"),
        site.ask("a.mp3", headers=[("range", "bytes=0-0")]),
        site.ask("a.mp3", headers=[("range", "bytes=90000-")]),
        site.ask("a.mp3", headers=[("if-none-match", "*")]),
        site.ask("none.mp3"),
        site.ask(method="POST"),
        ask(site.app(), f"/{TOKEN}"),
        ask(site.app(), "/", host="evil.example"),
    ]
    assert [one.status for one in answers] == [200, 200, 206, 416, 304, 404, 405, 301, 421]
    for one in answers:
        assert dict(SAFE).items() <= one.headers.items()
        assert "server" not in one.headers
        assert ("no-store" if one.status >= 400 or one.status == 301 else "no-cache") in one.headers["cache-control"]
    policy = answers[0].headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "screen-wake-lock=(self)" in answers[0].headers["permissions-policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", "PROPFIND"])
def test_only_get_and_head_are_answered(site: Site, method: str) -> None:
    """Everything else is told which are, and nothing is looked for."""
    answer = site.ask(method=method)
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert site.asked == []


@pytest.mark.parametrize(
    "host",
    [AT, HOST, f"{HOST}:1", "LAPTOP.local:8740", "laptop.local.", "[fd00::5]:8740", "[FD00:0:0:0:0:0:0:5]"],
)
def test_it_answers_by_its_names(site: Site, host: str) -> None:
    """Whatever the port, the letters' case and the way an address is written; links begin with what was typed."""
    assert ask(site.app(), f"/{TOKEN}/", host=host).status == 200
    assert site.asked == [("", f"http://{host.lower()}/{TOKEN}/")]


def test_it_answers_by_the_address_it_was_reached_at(site: Site) -> None:
    """A network that this machine joined after the server began is known by the connection itself."""
    for there in ("10.9.8.7", "fd00::9"):
        host = f"[{there}]" if ":" in there else there
        assert ask(site.app(), f"/{TOKEN}/", host=host).status == 421
        assert ask(site.app(), f"/{TOKEN}/", host=host, server=(there, 8740)).status == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("evil.example", 421),
        ("evil.example:8740", 421),
        (f"{HOST}.evil.example", 421),
        (f"{HOST}.nip.io", 421),
        ("192.168.1.50", 421),
        ("3232235781", 421),
        ("0xc0.0xa8.1.5", 421),
        ("[::ffff:192.168.1.50]", 421),
        ("fd00::5", 400),
        (f"user@{HOST}", 400),
        (f"{HOST}/x", 400),
        (f"{HOST}:80:80", 400),
        (f"{HOST} evil.example", 400),
        ("laptop.local\x00", 400),
        ("löptop.local", 400),
        ("", 400),
        (None, 400),
    ],
)
def test_strange_hosts_are_refused(site: Site, host: str | None, status: int) -> None:
    """Another name could be that of a site which leads here to read what is answered."""
    answer = ask(site.app(), f"/{TOKEN}/", host=host)
    assert (answer.status, site.asked) == (status, [])
    assert answer.headers["connection"] == "close"
    assert TOKEN not in answer.text


def test_two_hosts_are_none(site: Site) -> None:
    """Which of them would be meant, nobody knows."""
    assert site.ask(headers=[("Host", AT)]).status == 400


def test_a_refused_host_is_told_what_to_type(site: Site) -> None:
    """Whoever has a name of their own for this machine reads how it gets known."""
    answer = ask(site.app(), "/", host="Nas.Home:8740")
    assert "backrelief-audio serve --public-url http://nas.home:8740/" in answer.text
    assert "--host" in answer.text


def test_links_begin_with_the_public_address(site: Site) -> None:
    """Behind somebody else's server, what a listener typed is not what arrives here."""
    app = site.app(public="https://example.org/back/")
    assert ask(app, f"/{TOKEN}/feed.xml").status == 200
    assert site.asked == [("feed.xml", f"https://example.org/back/{TOKEN}/")]


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "",
        "*",
        "//",
        f"/{TOKEN[:-1]}/",
        f"/{TOKEN}x/",
        f"/{TOKEN.lower()}/",
        f"/%41{TOKEN[1:]}/",
        f"//{TOKEN}/",
        f"/x/{TOKEN}/",
        f"/./{TOKEN}/",
        f"/x/../{TOKEN}/",
        "/favicon.ico",
        "/robots.txt",
    ],
)
def test_without_the_token_there_is_nothing(site: Site, target: str) -> None:
    """A wrong one gets what an unknown path gets, to the letter, and nothing is looked for."""
    answer = ask(site.app(), target)
    assert site.asked == []
    assert answer == site.ask("none.mp3")
    assert answer.status == 404


def test_an_address_told_whole_is_taken(site: Site) -> None:
    """As servers have to take it; which host is asked, the header says."""
    assert ask(site.app(), f"http://{AT}/{TOKEN}/a.mp3").body == ask(site.app(), f"/{TOKEN}/a.mp3").body
    assert ask(site.app(), f"http://evil.example/{TOKEN}/a.mp3").status == 200
    assert ask(site.app(), f"http://{AT}http://{AT}/{TOKEN}/").status == 404


def test_the_token_alone_leads_to_the_library(site: Site) -> None:
    """Also below another server's path: the way is told from where one is."""
    answer = ask(site.app(), f"/{TOKEN}")
    assert (answer.status, answer.headers["location"]) == (301, f"{TOKEN}/")


@pytest.mark.parametrize("below", SPELLINGS)
def test_no_spelling_leads_elsewhere(site: Site, below: str) -> None:
    """Steps up, empty steps, other separators and controls never reach what looks for files, however they are spelt."""
    assert len(SPELLINGS) > 40
    answer = site.ask(below)
    assert (answer.status, site.asked) == (404, [])
    assert answer.text == "There is nothing here.\n"


@pytest.mark.parametrize(
    ("below", "path"),
    [
        ("a%20b.mp3", "a b.mp3"),
        ("r%C3%BCcken/a.mp3", "rücken/a.mp3"),
        ("%252e%252e/a.mp3", "%2e%2e/a.mp3"),
        ("..a/...", "..a/..."),
        ("a.mp3?x=../..", "a.mp3"),
    ],
)
def test_names_are_decoded_once(site: Site, below: str, path: str) -> None:
    """What looks for files gets the plain name; a query says nothing."""
    site.ask(below)
    assert [asked for asked, _ in site.asked] == [path]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("content-length", "0")], 200),
        ([("content-length", "1")], 413),
        ([("content-length", "99999999999999999999")], 413),
        ([("content-length", "-1")], 413),
        ([("content-length", "0"), ("content-length", "5")], 413),
        ([("transfer-encoding", "chunked")], 413),
        ([("transfer-encoding", "identity")], 413),
        ([("Transfer-Encoding", "chunked"), ("content-length", "0")], 413),
    ],
)
def test_nothing_is_taken(site: Site, headers: list[tuple[str, str]], status: int) -> None:
    """Whoever sends something along is refused, and the connection ends: none of it can be taken for a request."""
    answer = site.ask(headers=headers)
    assert answer.status == status
    assert status == 200 or answer.headers["connection"] == "close"


def test_long_addresses_are_refused(site: Site) -> None:
    """With the query; the longest allowed one is looked for."""
    room = MOST_ADDRESS - len(f"/{TOKEN}/")
    assert site.ask("a" * room).status == 404
    assert len(site.asked) == 1
    assert site.ask("a" * (room + 1)).status == 414
    assert site.ask("a.mp3?" + "x" * room).status == 414


def test_large_headers_are_refused(site: Site) -> None:
    """All of them together, one or many."""
    assert site.ask(headers=[("x", "y" * (MOST_HEADERS - 100))]).status == 200
    assert site.ask(headers=[("x", "y" * MOST_HEADERS)]).status == 431
    assert site.ask(headers=[("x", "y" * 99)] * (MOST_HEADERS // 100 + 1)).status == 431
