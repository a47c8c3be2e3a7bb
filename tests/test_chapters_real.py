"""A session made by the installed command, as its chapters and its place in a feed are found by other programs."""

from __future__ import annotations

import datetime
import json
import subprocess
from pathlib import Path
from typing import Any

import feedparser
import pytest
from measuring import run
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from writing import require

from backrelief_audio.model.site import Listed, Site
from backrelief_audio.pipeline.session_folder import SessionFolder
from backrelief_audio.publish.chapters import chapters
from backrelief_audio.publish.feed import feed

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Listed]:
    """A short session, and what its folder tells of it."""
    folder = tmp_path_factory.mktemp("site")
    path = folder / "neck.mp3"
    done = run(folder, "build", "--minutes", "2.5", "--focus", "neck", "--seed", "5", "--bed", "none", "-o", str(path))
    assert done.returncode == 0, done.stderr
    (listed,) = SessionFolder(folder, pytest.fail).sessions()
    assert listed.day == datetime.date(2023, 11, 14)
    return path, listed


def probed(path: Path, what: str) -> dict[str, Any]:
    """What ffprobe says of a file."""
    asked = [require("ffprobe"), "-v", "error", what, "-of", "json", path]
    told: dict[str, Any] = json.loads(subprocess.run(asked, capture_output=True, check=True).stdout)
    return told


def test_chapters_agree_by_three_ways(built: tuple[Path, Listed]) -> None:
    """The JSON beside it has the titles and moments, to the millisecond, that ffprobe and mutagen find in the MP3."""
    path, listed = built
    told = json.loads(chapters(listed))["chapters"]
    wanted = [(one["title"], round(one["startTime"] * 1000), round(one["endTime"] * 1000)) for one in told]
    assert len(wanted) >= 4
    seen = [
        (one["tags"]["title"], round(float(one["start_time"]) * 1000), round(float(one["end_time"]) * 1000))
        for one in probed(path, "-show_chapters")["chapters"]
    ]
    tags = ID3(path)
    (table,) = tags.getall("CTOC")
    tagged = [tags[f"CHAP:{name}"] for name in table.child_element_ids]
    assert seen == wanted
    assert [(str(one.sub_frames["TIT2"]), one.start_time, one.end_time) for one in tagged] == wanted


def test_the_feed_tells_the_file_as_it_is(built: tuple[Path, Listed]) -> None:
    """Bytes and duration in the feed are those of the file, by the file system, ffprobe and mutagen."""
    path, listed = built
    site = Site(title="Neck", about="", sessions=(listed,))
    (entry,) = feedparser.parse(feed(site, "http://192.168.1.7/t/", "neck").encode()).entries
    (enclosure,) = entry.enclosures
    assert int(enclosure.length) == path.stat().st_size
    lengths = {float(probed(path, "-show_format")["format"]["duration"]), MP3(path).info.length, 150.0}
    assert all(abs(float(entry.itunes_duration) - length) < 0.5 for length in lengths)
    assert entry.image.href.endswith("neck.jpg")
    assert entry.id == listed.guid
