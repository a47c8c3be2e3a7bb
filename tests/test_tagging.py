"""Tags, read back as a player would."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from mutagen.id3 import ID3, CTOCFlags, Encoding

from backrelief_audio.model.episode import Episode, Lyric
from backrelief_audio.model.timeline import Chapter
from backrelief_audio.tagging import MOST_CHAPTERS, tags
from backrelief_audio.units import Ms


def chapters(count: int) -> tuple[Chapter, ...]:
    """Chapters of ten seconds without gaps; every third has letters that Latin-1 lacks."""
    return tuple(
        Chapter(title=f"Wall Angels {n}" + ", łatwo" * (n % 3 == 1), start=Ms(n * 10_000), end=Ms((n + 1) * 10_000))
        for n in range(count)
    )


EPISODE = Episode(
    title="Upper back, 15 minutes",
    artist="Backrelief",
    album="Morning, łatwo",
    genre="Exercise",
    date="2024-05-03",
    comment="seed 7\nvoice anna",
    length=Ms(120_000),
    chapters=chapters(12),
    lyrics=(Lyric(Ms(500), "Welcome."), Lyric(Ms(3250), "Stand tall, łatwo.")),
    cover=b"\xff\xd8 a cover \xff\xd9",
    track=(2, 6),
)


def read(episode: Episode) -> ID3:
    """The tags of an episode as mutagen reads them, with nothing translated to 2.4."""
    return ID3(io.BytesIO(tags(episode).front), translate=False)


def test_text_comes_back() -> None:
    """Titles, names, day, track, length and comment are read back as they were given."""
    found = read(EPISODE)
    assert found.version == (2, 3, 0)
    told = {key: str(found[key]) for key in ("TIT2", "TPE1", "TALB", "TCON", "TRCK", "TLEN", "TYER", "TDAT")}
    assert told == {
        "TIT2": EPISODE.title,
        "TPE1": "Backrelief",
        "TALB": "Morning, łatwo",
        "TCON": "Exercise",
        "TRCK": "2/6",
        "TLEN": "120000",
        "TYER": "2024",
        "TDAT": "0305",
    }
    assert found["COMM::eng"].text == [EPISODE.comment]
    assert "TRCK" not in read(replace(EPISODE, track=None))


def test_chapters_stand_in_the_order_they_are_heard() -> None:
    """Chapter frames lie in the file by time, for players that show them as they lie, and join without gaps."""
    found = read(EPISODE)
    lying = [frame for key, frame in found.items() if key.startswith("CHAP")]
    assert [str(frame.sub_frames["TIT2"]) for frame in lying] == [chapter.title for chapter in EPISODE.chapters]
    assert [(frame.start_time, frame.end_time) for frame in lying] == [
        (chapter.start, chapter.end) for chapter in EPISODE.chapters
    ]
    assert {(frame.start_offset, frame.end_offset) for frame in lying} == {(0xFFFFFFFF, 0xFFFFFFFF)}


def test_one_table_of_contents_lists_every_chapter() -> None:
    """There is exactly one table, top level and ordered, with a title of its own."""
    found = read(EPISODE)
    (table,) = (frame for key, frame in found.items() if key.startswith("CTOC"))
    assert table.flags == CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    assert table.child_element_ids == [key.removeprefix("CHAP:") for key in found if key.startswith("CHAP")]
    assert str(table.sub_frames["TIT2"]) == EPISODE.title


def test_no_more_chapters_than_the_table_can_count() -> None:
    """Of too many chapters the last one kept lasts until the end."""
    found = read(replace(EPISODE, chapters=chapters(300)))
    kept = [frame for key, frame in found.items() if key.startswith("CHAP")]
    assert len(kept) == MOST_CHAPTERS
    assert kept[-1].end_time == 3_000_000


def test_words_are_there_plain_and_timed() -> None:
    """The transcript is there as plain text and with milliseconds."""
    found = read(EPISODE)
    assert found["USLT::eng"].text == "Welcome.\nStand tall, łatwo."
    timed = found["SYLT::eng"]
    assert (timed.format, timed.type) == (2, 1)
    assert timed.text == [("Welcome.", 500), ("Stand tall, łatwo.", 3250)]


def test_cover_is_the_front_cover() -> None:
    """The picture is there unchanged as a front cover."""
    (picture,) = read(EPISODE).getall("APIC")
    assert (picture.type, picture.mime, picture.data) == (3, "image/jpeg", EPISODE.cover)


def test_text_is_as_old_players_read_it() -> None:
    """Text is Latin-1 where it can be and UTF-16 else, inside chapters too: 2.3 knows no UTF-8."""
    found = read(EPISODE)
    inside = [found[f"CHAP:c{n}"].sub_frames["TIT2"].encoding for n in range(3)]
    assert inside == [Encoding.LATIN1, Encoding.UTF16, Encoding.LATIN1]
    assert (found["TIT2"].encoding, found["TALB"].encoding) == (Encoding.LATIN1, Encoding.UTF16)


def test_the_oldest_players_find_a_title() -> None:
    """ID3v1 has title, artist and year."""
    back = tags(EPISODE).back
    assert len(back) == 128
    assert back.startswith(b"TAGUpper back, 15 minutes")
    assert back[93:97] == b"2024"


def test_tag_says_its_own_size() -> None:
    """The size in the header is that of the frames, so that sound begins right behind."""
    front = tags(EPISODE).front
    size = 0
    for byte in front[6:10]:
        size = size << 7 | byte
    assert front[:6] == b"ID3\x03\x00\x00"
    assert len(front) == 10 + size


@pytest.mark.parametrize("episode", [EPISODE, replace(EPISODE, chapters=(), lyrics=(), cover=b"")])
def test_equal_episodes_give_equal_bytes(episode: Episode) -> None:
    """The same episode gives the same bytes, and what it lacks is left out."""
    assert tags(episode) == tags(replace(episode))
    assert len(read(episode)) == (25 if episode.chapters else 9)
