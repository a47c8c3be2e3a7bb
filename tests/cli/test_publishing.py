"""``publish``: what it writes, tells and refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commanding import Command

URL = ("--base-url", "https://example.org/back")
BUILD = ("build", "--minutes", "1", "--seed", "3", "-o", "output/")


def test_a_site_is_written_beside_its_sessions(command: Command) -> None:
    """Typed alone, it takes the folder where builds go; the addresses of site and feed are on stdout."""
    command(*BUILD)
    done = command("publish", *URL)
    assert done.code == 0, done.err
    assert done.out == "https://example.org/back/\nhttps://example.org/back/feed.xml\n"
    assert done.err.startswith("output: 1 session, wrote ")
    assert Path("output/upper-back-1min-seed3.html").is_file()
    assert "https://example.org/back/upper-back-1min-seed3.mp3" in Path("output/feed.xml").read_text(encoding="utf-8")
    assert ", wrote 0 files, " in command("publish", *URL).err


def test_what_was_done_is_told_as_json(command: Command) -> None:
    """With --json one object: folder, addresses, sessions, what was written and how much was kept."""
    command(*BUILD)
    told = json.loads(command("publish", "output", *URL, "-o", "site", "--title", "Mine", "--json").out)
    assert (told["folder"], told["base"], told["sessions"]) == ("site", "https://example.org/back/", 1)
    assert told["feed"] == "https://example.org/back/feed.xml"
    assert "site/index.html" in told["written"]
    assert told["kept"] == 0
    assert "<title>Mine</title>" in Path("site/feed.xml").read_text(encoding="utf-8")


def test_files_of_others_are_refused_with_what_to_type(command: Command) -> None:
    """A page in the way ends with 1, is named, and --force replaces it."""
    command(*BUILD)
    Path("output/index.html").write_text("mine", encoding="utf-8")
    refused = command("publish", *URL)
    assert refused.code == 1
    assert "index.html" in refused.err
    assert "--force" in refused.err
    assert Path("output/index.html").read_text(encoding="utf-8") == "mine"
    assert command("publish", *URL, "--force").code == 0


def test_sessions_that_are_gone_are_told(command: Command) -> None:
    """What no session is left for is warned of, by name."""
    command(*BUILD)
    command("build", "--minutes", "1", "--seed", "4", "-o", "output/")
    command("publish", *URL)
    Path("output/upper-back-1min-seed4.mp3").unlink()
    told = command("publish", *URL).err
    assert "nobody should find them: upper-back-1min-seed4.chapters.json" in told


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (("publish",), 2, "--base-url"),
        (("publish", "--base-url", "example.org"), 2, "https://"),
        (("publish", "nowhere", *URL), 2, "FOLDER: nowhere is not there"),
        (("publish", "empty", *URL), 1, "backrelief-audio build -o empty"),
        (("publish", "empty", *URL, "--title", "a\nb"), 2, "--title"),
        (("publish", "empty", *URL, "-o", "a\x1b"), 2, "--output"),
    ],
)
def test_what_can_not_be_done_is_told(typed: tuple[str, ...], code: int, said: str, command: Command) -> None:
    """No address or folder, no session, a title or a place that can't be: said, and nothing is written."""
    Path("empty").mkdir()
    done = command(*typed)
    assert done.code == code
    assert said in done.err
    assert [path.name for path in Path().rglob("*")] == ["empty"]
