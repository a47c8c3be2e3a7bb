"""A site as plain files: what is written, kept and refused, and that every link in it leads somewhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from site_home import add_session

from backrelief_audio.errors import OutputError
from backrelief_audio.model.exercise import Focus
from backrelief_audio.pipeline import publishing
from backrelief_audio.pipeline.publishing import Published
from backrelief_audio.pipeline.sites import SiteFolder

BASE = "https://example.org/a/b/"


def fill(folder: Path) -> None:
    """Three sessions, one of them in a folder."""
    add_session(folder, "neck", focus=(Focus.NECK,))
    add_session(folder, "chest 2", seed=2, focus=(Focus.CHEST,), picture=b"")
    add_session(folder / "week-1", "day-1", seed=3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three sessions."""
    fill(tmp_path / "sessions")
    return tmp_path / "sessions"


def publish(folder: Path, target: Path | None = None, **options: Any) -> Published:
    """Publish a folder."""
    return publishing.publish(SiteFolder(folder, identity="test"), target or folder, BASE, **options)


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Links(HTMLParser):
    """Every address that a page names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take addresses from a tag."""
        self.found += [value for name, value in attrs if name in ("href", "src", "poster") and value]


def links(path: str, body: bytes) -> list[str]:
    """The addresses that a file of a site names, as they stand there."""
    text = body.decode()
    if path.endswith(".html"):
        return Links(text).found
    if path == "feed.xml":
        return re.findall(r'(?:href|url)="([^"]+)"', text) + re.findall(r"<link>([^<]+)</link>", text)
    return [line for line in text.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_every_link_leads_to_a_file(elsewhere: bool, folder: Path, tmp_path: Path) -> None:
    """Pages, feed and playlist name only files that are there, by links that are right below any address."""
    target = tmp_path / "site" if elsewhere else folder
    publish(folder, target)
    written = content(target)
    seen = 0
    for path in [path for path in written if path.endswith((".html", "feed.xml", "sessions.m3u8"))]:
        for link in links(path, written[path]):
            whole = urljoin(BASE + path.replace(" ", "%20"), link)
            if link.startswith("#"):
                continue
            assert whole.startswith(BASE), f"{path}: {link}"
            named = unquote(urlsplit(whole).path).removeprefix("/a/b/") or "index.html"
            assert named in written, f"{path}: {link}"
            seen += 1
    assert seen > 40


def test_a_second_run_writes_nothing(folder: Path) -> None:
    """A site that is as it should be is left alone, to the moment when its files were written."""
    first = publish(folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    second = publish(folder)
    assert first.written
    assert (second.written, second.kept) == ((), len(first.written) + first.kept)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == times


def test_a_copy_has_the_sessions_too(folder: Path, tmp_path: Path) -> None:
    """In another folder the sessions lie as they are; in their own they are not touched."""
    before = content(folder)
    publish(folder, tmp_path / "site")
    assert content(folder) == before
    assert before.items() <= content(tmp_path / "site").items()
    publish(folder)
    assert before.items() <= content(folder).items()
    assert set(content(folder)) == set(content(tmp_path / "site"))


def test_what_changed_is_written_again(folder: Path) -> None:
    """A session made again has its own pages replaced and those that tell of all, and no others."""
    publish(folder)
    add_session(folder, "neck", seed=9, focus=(Focus.NECK,))
    again = publish(folder)
    names = {path.name for path in again.written}
    assert {"neck.html", "neck.vtt", "neck.chapters.json", "feed.xml"} <= names
    assert not any(name.startswith(("chest", "day-1")) for name in names)


@pytest.mark.parametrize("name", ["index.html", "neck.html", "week-1/day-1.vtt", "page/page.css"])
def test_what_others_wrote_is_refused(name: str, folder: Path) -> None:
    """A file that was not written for a site is in the way: nothing is written, it is named, and force replaces it."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("mine", encoding="utf-8")
    before = content(folder)
    with pytest.raises(OutputError, match=re.escape(name)) as refused:
        publish(folder)
    assert "--force" in refused.value.hint
    assert content(folder) == before
    publish(folder, force=True)
    assert (folder / name).read_bytes() != b"mine"


def test_a_page_changed_by_hand_is_refused(folder: Path) -> None:
    """A file of ours that somebody edited is somebody's: it is refused when it would be replaced."""
    publish(folder)
    page = folder / "neck.html"
    page.write_text(page.read_text(encoding="utf-8") + "<!-- mine -->", encoding="utf-8")
    with pytest.raises(OutputError, match=r"neck\.html"):
        publish(folder)


def test_a_link_in_the_way_is_not_followed(folder: Path, tmp_path: Path) -> None:
    """A link under the name of a page is refused, and with force replaced; what it leads to stays."""
    other = tmp_path / "other.txt"
    other.write_text("mine", encoding="utf-8")
    (folder / "index.html").symlink_to(other)
    with pytest.raises(OutputError, match=r"index\.html"):
        publish(folder)
    publish(folder, force=True)
    assert other.read_text(encoding="utf-8") == "mine"
    assert not (folder / "index.html").is_symlink()


def test_a_file_that_happens_to_be_alike_is_not_claimed(folder: Path, tmp_path: Path) -> None:
    """What somebody copied there by hand is kept where it is alike, and refused when it would be replaced."""
    target = tmp_path / "site"
    target.mkdir()
    (target / "neck.mp3").write_bytes((folder / "neck.mp3").read_bytes())
    publish(folder, target)
    add_session(folder, "neck", sound=b"other sound", focus=(Focus.NECK,))
    with pytest.raises(OutputError, match=r"neck\.mp3"):
        publish(folder, target)


@pytest.mark.parametrize("done", range(4))
def test_whoever_was_killed_goes_on(done: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a run that ended between two files, even where sessions have changed since, the next one is not refused."""
    publish(folder)
    fresh = folder.parent / "fresh"
    for number in range(2):
        seed = 20 + number
        add_session(folder, "neck", seed=seed, focus=(Focus.NECK,))
        add_session(folder, "chest 2", seed=seed, focus=(Focus.CHEST,), picture=b"")
        if number == 0:
            break_off(monkeypatch, done)
            with pytest.raises(KeyboardInterrupt):
                publish(folder)
            monkeypatch.undo()
    publish(folder)
    fill(fresh)
    for name in ("neck", "chest 2"):
        for ending in (".mp3", ".json", ".lrc"):
            (fresh / f"{name}{ending}").write_bytes((folder / f"{name}{ending}").read_bytes())
    publish(fresh)
    assert content(fresh) == content(folder)


def break_off(monkeypatch: pytest.MonkeyPatch, done: int) -> None:
    """Let the writing of files end after so many, one at a time."""
    real = publishing.write_together
    count = iter(range(100))

    def ending(files: Any) -> None:
        if next(count) == done:
            raise KeyboardInterrupt
        real(files)

    monkeypatch.setattr(publishing, "_TOGETHER", 1)
    monkeypatch.setattr(publishing, "write_together", ending)


def test_a_session_built_again_meanwhile_is_noted_as_it_was_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a session changes between the look at it and its copy, the next run is not refused."""
    real = publishing._write

    def later(*arguments: Any) -> Any:
        add_session(folder, "neck", sound=b"built again", focus=(Focus.NECK,))
        return real(*arguments)

    monkeypatch.setattr(publishing, "_write", later)
    publish(folder, tmp_path / "site")
    monkeypatch.undo()
    add_session(folder, "neck", sound=b"and again", focus=(Focus.NECK,))
    publish(folder, tmp_path / "site")
    assert (tmp_path / "site" / "neck.mp3").read_bytes() == (folder / "neck.mp3").read_bytes()


def test_long_paths_are_found_in_the_manifest(tmp_path: Path) -> None:
    """Folders whose names are as long as names may be are published again like others."""
    deep = tmp_path / "sessions" / ("a" * 220) / ("b" * 220)
    add_session(deep, "day-1")
    publish(tmp_path / "sessions", tmp_path / "site")
    assert publish(tmp_path / "sessions", tmp_path / "site").written == ()


def test_names_that_differ_in_case_alone_are_refused(folder: Path) -> None:
    """Two sessions that would be one file on many disks are named, and nothing is written."""
    add_session(folder, "Neck", seed=8)
    if len(list(folder.glob("?eck.mp3"))) == 1:
        pytest.skip("this disk takes them for one file")
    before = content(folder)
    with pytest.raises(OutputError, match=r"one file on many disks"):
        publish(folder)
    assert content(folder) == before


def test_a_folder_that_leads_elsewhere_is_refused(folder: Path, tmp_path: Path) -> None:
    """A link in the place of a folder of the site is not written through."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "page").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match=r"page.*leads elsewhere"):
        publish(folder, tmp_path / "site", force=True)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_left_is_told_and_stays(folder: Path) -> None:
    """Pages of a session that is gone are told and not removed, now and later."""
    publish(folder)
    (folder / "neck.mp3").unlink()
    for _ in range(2):
        after = publish(folder)
        assert after.left == ("neck.chapters.json", "neck.html", "neck.jpg", "neck.vtt")
        assert (folder / "neck.html").exists()
    assert b"neck.mp3" not in (folder / "feed.xml").read_bytes()


def test_a_site_is_not_written_into_its_own_sessions(folder: Path) -> None:
    """A target inside the folder would be listed with its copies by the next run: refused."""
    with pytest.raises(OutputError, match="twice"):
        publish(folder, folder / "site")
    assert not (folder / "site").exists()


def test_a_folder_without_sessions_is_refused(tmp_path: Path) -> None:
    """Where there is nothing to show, nothing is written, and what to type is told."""
    with pytest.raises(OutputError, match="no session") as refused:
        publish(tmp_path)
    assert "build" in refused.value.hint
    assert content(tmp_path) == {}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 99, "files": []}', '{"version": 1, "files": [{"path": 3}]}']
)
def test_a_manifest_of_others_is_refused(text: str, folder: Path) -> None:
    """What is called as the manifest and is none stops the run with its name, unless that is forced."""
    (folder / "site.json").write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match=r"site\.json"):
        publish(folder)
    publish(folder, force=True)
    assert json.loads((folder / "site.json").read_text(encoding="utf-8"))["version"] == publishing.VERSION


def test_the_same_folder_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    """Two runs over the same sessions write the same site, byte by byte."""
    publish(folder, tmp_path / "one")
    publish(folder, tmp_path / "two")
    assert content(tmp_path / "one") == content(tmp_path / "two")
