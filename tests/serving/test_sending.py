"""What is sent of what was found."""

from __future__ import annotations

import os
import re
from email.utils import formatdate
from pathlib import Path

import pytest
from serving_asked import TOKEN, Site, ask, leave

from backrelief_audio.errors import OutputError
from backrelief_audio.model.site import Resource


def test_a_page_is_sent_with_its_kind(site: Site) -> None:
    """Text says its encoding; what has a stricter type stays as it is."""
    page, feed, chapters, sound = (site.ask(name) for name in ("", "feed.xml", "a.chapters.json", "a.mp3"))
    assert (page.status, page.body, page.headers["content-type"]) == (
        200,
        b"<!doctype html>",
        "text/html; charset=utf-8",
    )
    assert feed.headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert chapters.headers["content-type"] == "application/json+chapters"
    assert (sound.headers["content-type"], sound.headers["accept-ranges"]) == ("audio/mpeg", "bytes")
    assert sound.body == (site.folder / "a.mp3").read_bytes()


@pytest.mark.parametrize("below", ["", "feed.xml", "a.mp3", "none.mp3"])
def test_head_tells_what_get_sends(site: Site, below: str) -> None:
    """The same headers, the true length among them, and no body; of all of it, since ranges are of GET alone."""
    got, head = site.ask(below), site.ask(below, method="HEAD")
    assert (head.status, head.headers, head.body) == (got.status, got.headers, b"")
    assert int(got.headers["content-length"]) == len(got.body)
    for span in ("bytes=5-9", "bytes=90000-"):
        assert site.ask(below, headers=[("range", span)], method="HEAD") == head


def test_a_range_is_sent(site: Site) -> None:
    """Exactly the bytes asked for, and where they are from."""
    body = (site.folder / "a.mp3").read_bytes()
    for asked, there in (("5-9", slice(5, 10)), ("-7", slice(9993, 10000)), ("9990-", slice(9990, 10000))):
        answer = site.ask("a.mp3", headers=[("range", f"bytes={asked}")])
        assert (answer.status, answer.body) == (206, body[there])
        assert answer.headers["content-range"] == f"bytes {there.start}-{there.stop - 1}/10000"


def test_several_ranges_are_sent_in_parts(site: Site) -> None:
    """Each with its place, between boundaries that the header tells."""
    answer = site.ask("a.mp3", headers=[("range", "bytes=0-2,100-103,-1")])
    body = (site.folder / "a.mp3").read_bytes()
    found = re.fullmatch(r"multipart/byteranges; boundary=([\w-]+)", answer.headers["content-type"])
    assert found
    assert answer.status == 206
    *parts, end = answer.body.split(f"\r\n--{found[1]}".encode())[1:]
    assert end == b"--\r\n"
    told = [part.partition(b"\r\n\r\n") for part in parts]
    assert [one[2] for one in told] == [body[0:3], body[100:104], body[9999:]]
    assert b"Content-Range: bytes 100-103/10000" in told[1][0]
    assert b"Content-Type: audio/mpeg" in told[1][0]


def test_what_is_not_there_is_told_with_the_length(site: Site) -> None:
    """A player learns how long the file is; ranges that say nothing get all of it."""
    answer = site.ask("a.mp3", headers=[("range", "bytes=10000-")])
    assert (answer.status, answer.headers["content-range"]) == (416, "bytes */10000")
    assert site.ask("a.mp3", headers=[("range", "bytes=" + ",".join(["0-0"] * 50))]).status == 416
    for nothing in ("bytes=9-5", "seconds=0-1", "garbage"):
        assert site.ask("a.mp3", headers=[("range", nothing)]).status == 200
    assert site.ask("a.mp3", headers=[("range", "bytes=0-1"), ("range", "bytes=3-4")]).status == 200


def test_who_has_it_gets_it_not_again(site: Site) -> None:
    """By its tag, and by its time where no tag is asked about; until it is written again."""
    for below in ("", "feed.xml", "a.mp3"):
        first = site.ask(below)
        tag = first.headers["etag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = site.ask(below, headers=[("if-none-match", known)])
            assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert site.ask(below, headers=[("if-none-match", '"other"')]).status == 200
    changed = site.ask("a.mp3").headers["last-modified"]
    assert site.ask("a.mp3", headers=[("if-modified-since", changed)]).status == 304
    assert site.ask("a.mp3", headers=[("if-modified-since", changed), ("if-none-match", '"other"')]).status == 200
    assert site.ask("a.mp3", headers=[("if-modified-since", formatdate(0, usegmt=True))]).status == 200
    for odd in ("yesterday", "Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359"):
        assert site.ask("a.mp3", headers=[("if-modified-since", odd)]).status in (200, 304)
    tag = site.ask("a.mp3").headers["etag"]
    os.utime(site.folder / "a.mp3", ns=(1, 1))
    assert site.ask("a.mp3", headers=[("if-none-match", tag)]).status == 200


def test_a_range_of_another_file_is_all_of_it(site: Site) -> None:
    """A player that goes on with what it has is given the rest of the same file only."""
    first = site.ask("a.mp3").headers
    for own in (first["etag"], first["last-modified"]):
        assert site.ask("a.mp3", headers=[("range", "bytes=0-1"), ("if-range", own)]).status == 206
    for other in ('"other"', f"W/{first['etag']}", formatdate(0, usegmt=True)):
        assert site.ask("a.mp3", headers=[("range", "bytes=0-1"), ("if-range", other)]).status == 200


def outside(site: Site) -> Path:
    """A file that nobody is to get."""
    secret = site.folder.parent / "secret.mp3"
    secret.write_bytes(b"secret")
    return secret


def test_only_files_in_the_folder_are_sent(site: Site) -> None:
    """Whatever was found: a link out, one through a folder, a pipe, a folder and what is gone are nothing."""
    secret = outside(site)
    (site.folder / "link.mp3").symlink_to(secret)
    (site.folder / "up").symlink_to(site.folder.parent)
    (site.folder / "round.mp3").symlink_to(site.folder / "round.mp3")
    (site.folder / "folder.mp3").mkdir()
    os.mkfifo(site.folder / "pipe.mp3")
    beside = site.folder.parent / "sessions-of-mine"
    beside.mkdir()
    (beside / "a.mp3").write_bytes(b"secret")
    names = ("link.mp3", "up/secret.mp3", "round.mp3", "folder.mp3", "pipe.mp3", "gone.mp3", "a.mp3/x", "a\0.mp3")
    paths = [*(site.folder / name for name in names), secret, beside / "a.mp3", site.folder / "../secret.mp3"]
    for path in [*paths, Path("/etc/hostname"), Path("/dev/zero")]:
        site.held["x.mp3"] = Resource(body=path, kind="audio/mpeg")
        assert site.ask("x.mp3").status == 404, path
    assert site.told == []


def test_a_link_within_the_folder_is_followed(site: Site) -> None:
    """One file under two names, or a folder that is itself a link, is as good as any."""
    (site.folder / "b.mp3").symlink_to("a.mp3")
    other = site.folder.parent / "other"
    other.symlink_to(site.folder)
    site.held["b.mp3"] = Resource(body=other / "b.mp3", kind="audio/mpeg")
    assert site.ask("b.mp3").status == 200


def test_a_fault_is_answered_and_told(site: Site) -> None:
    """The listener reads where to look; there it stands on a line, without the token, and once where it goes on."""

    def find(path: str, _: str) -> Resource | None:
        raise faults[path]

    faults = {"a": OutputError(f"can't read {base_of(site)}\x1b"), "b": ZeroDivisionError("odd\nthing")}
    app = site.app(find)
    for path in ("a", "a", "b"):
        answer = ask(app, f"/{TOKEN}/{path}")
        assert answer.status == 500
        assert "backrelief-audio serve" in answer.text
        assert "odd" not in answer.text
    assert site.told == [f"can't read {base_of(site).replace(TOKEN, 'TOKEN')}", "ZeroDivisionError: odd thing"]


def base_of(site: Site) -> str:
    """An address with the token in it."""
    return f"http://{site.folder.name}/{TOKEN}/"


def test_a_file_that_can_not_be_read_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is there, so it is no 404, and who runs the server learns of it."""

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("backrelief_audio.serving.sending.os.open", refuse)
    assert site.ask("a.mp3").status == 500
    assert site.told == ["PermissionError: [Errno 13] Permission denied"]


BEFORE, AFTER = b"a" * 300_000, b"b" * 500_000
"""A session, and the same made again."""


def test_a_session_that_is_made_again_does_not_harm_who_listens(site: Site) -> None:
    """They get the one that they began to get, to its end; the next request gets the other."""
    path = site.folder / "a.mp3"
    path.write_bytes(BEFORE)

    def make_again() -> None:
        (site.folder / "new").write_bytes(AFTER)
        (site.folder / "new").replace(path)

    for headers in ([], [("range", "bytes=0-299999")], [("range", "bytes=0-99999,150000-299999")]):
        path.write_bytes(BEFORE)
        got = site.ask("a.mp3", headers=headers, during=make_again)
        assert got.whole
        assert b"bb" not in got.body
        assert len(got.body) == int(got.headers["content-length"]) >= len(BEFORE) - 50_000
        assert site.ask("a.mp3").body == AFTER


def test_a_file_that_is_cut_ends_the_answer(site: Site) -> None:
    """It is not filled up with anything: the listener sees that something is missing, and it is told."""
    path = site.folder / "a.mp3"
    path.write_bytes(BEFORE)
    got = site.ask("a.mp3", during=lambda: os.truncate(path, 100_000))
    assert (got.status, got.whole) == (200, False)
    assert len(got.body) == 100_000
    assert len(site.told) == 1
    assert "became shorter" in site.told[0]


def test_a_listener_who_leaves_leaves_nothing_open(site: Site) -> None:
    """The file is closed though it was not sent to its end, and nobody is told of it."""
    path = site.folder / "a.mp3"
    path.write_bytes(BEFORE)
    before = len(list(Path("/dev/fd").iterdir()))
    for _ in range(5):
        assert not site.ask("a.mp3", during=leave).whole
    assert len(list(Path("/dev/fd").iterdir())) == before
    assert site.told == []
