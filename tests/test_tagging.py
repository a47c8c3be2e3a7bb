"""Tags, read back as a player would."""

from __future__ import annotations

import datetime
import io
import os
import tracemalloc
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import APIC, ID3, TALB, TDRC, CTOCFlags, Encoding, PictureType

from backrelief_audio.errors import ContentError
from backrelief_audio.model.episode import Episode, Lyric
from backrelief_audio.model.timeline import Chapter
from backrelief_audio.tagging import MOST_CHAPTERS, MOST_FRONT, Marks, read_marks, tags
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


JPEG = b"\xff\xd8\xff a picture \xff\xd9"
PNG = b"\x89PNG a picture"
SOUND = b"\xff\xfb\x94\x64" + bytes(188)


def marks(folder: Path, front: bytes) -> Marks:
    """What is read of a file that begins like this."""
    path = folder / "a.mp3"
    path.write_bytes(front + SOUND)
    return read_marks(path)


def foreign(*frames: object, version: int = 4) -> bytes:
    """A tag as another program writes it."""
    made = ID3()
    for frame in frames:
        made.add(frame)
    written = io.BytesIO()
    made.save(written, v2_version=version, padding=lambda _: 0)
    return written.getvalue()


def picture(kind: PictureType, data: bytes) -> APIC:
    """A picture, whatever it is."""
    return APIC(encoding=3, mime="image/any", type=kind, desc=str(kind), data=data)


def test_marks_come_back(tmp_path: Path) -> None:
    """Day, show and cover of a session are read as they were written; what a session lacks is empty."""
    front = tags(replace(EPISODE, cover=JPEG)).front
    assert marks(tmp_path, front) == Marks(datetime.date(2024, 5, 3), "Morning, łatwo", JPEG)
    bare = tags(replace(EPISODE, cover=b"", album="")).front
    assert marks(tmp_path, bare) == Marks(datetime.date(2024, 5, 3), "", b"")


FOREIGN = {
    "nothing": (b"", Marks()),
    "a year alone": (foreign(TDRC(text="1999")), Marks()),
    "a moment": (foreign(TDRC(text="2021-02-03 04:05:06")), Marks(day=datetime.date(2021, 2, 3))),
    "a day that is none": (foreign(TDRC(text="2021-02-30")), Marks()),
    "two lines": (foreign(TALB(encoding=3, text="A\nb\u202e")), Marks(album="A b")),
    "much text": (foreign(TALB(encoding=3, text="a" * 9999)), Marks(album="a" * 400)),
    "a picture of another kind": (foreign(picture(PictureType.COVER_FRONT, PNG)), Marks()),
    "the front and other pictures": (
        foreign(picture(PictureType.COVER_BACK, JPEG + b"back"), picture(PictureType.COVER_FRONT, JPEG)),
        Marks(cover=JPEG),
    ),
    "the back alone": (foreign(picture(PictureType.COVER_BACK, JPEG), version=3), Marks(cover=JPEG)),
    "a tag of another version": (b"ID3\x07" + tags(EPISODE).front[4:], Marks()),
    "a tag cut off": (tags(EPISODE).front[:8], Marks()),
    "a tag of absurd size": (b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f", Marks()),
}


@pytest.mark.parametrize(("front", "expected"), FOREIGN.values(), ids=FOREIGN)
def test_foreign_tags_say_what_they_can(tmp_path: Path, front: bytes, expected: Marks) -> None:
    """What another program wrote is taken where it says the same, and is no fault where it does not."""
    assert marks(tmp_path, front) == expected


@given(data=st.data())
def test_broken_tags_are_no_fault(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever was changed in a tag or cut off it, something is read of it, or nothing, without an error."""
    front = bytearray(tags(replace(EPISODE, cover=JPEG)).front)
    for _ in range(data.draw(st.integers(1, 8))):
        front[data.draw(st.integers(3, len(front) - 1) | st.integers(3, 60))] = data.draw(st.integers(0, 255))
    found = marks(tmp_path_factory.mktemp("tags"), bytes(front[: data.draw(st.integers(0, len(front)))]))
    assert found.cover == b"" or found.cover.startswith(b"\xff\xd8\xff")
    assert len(found.album) <= 400


def test_a_file_of_tags_is_not_read_whole(tmp_path: Path) -> None:
    """A tag far larger than any of ours is passed by, so that it takes no memory."""
    huge = MOST_FRONT + 1
    head = b"ID3\x04\x00\x00" + bytes(huge >> shift & 0x7F for shift in (21, 14, 7, 0))
    body = foreign(TALB(encoding=3, text="Mine"))[10:]
    assert marks(tmp_path, head + body + bytes(huge - len(body))) == Marks()
    small = b"ID3\x04\x00\x00" + bytes(100_000 >> shift & 0x7F for shift in (21, 14, 7, 0))
    assert marks(tmp_path, small + body + bytes(100_000 - len(body))) == Marks(album="Mine")


@pytest.mark.parametrize(("version", "flags"), [(4, 0x0009), (3, 0x0080)])
def test_what_unpacks_to_more_than_it_is_stays_packed(tmp_path: Path, version: int, flags: int) -> None:
    """A compressed frame is passed by: a tag of 60 kB could ask for any memory. The others are read."""
    packed = zlib.compress(bytes(60_000_000), 9)
    size = len(packed) + 4
    told = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0)) if version == 4 else size.to_bytes(4, "big")
    bomb = b"APIC" + told + flags.to_bytes(2, "big") + bytes(4) + packed
    body = foreign(TALB(encoding=1, text="Mine"), version=version)[10:] + bomb
    head = b"ID3" + bytes([version, 0, 0]) + bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    tracemalloc.start()
    assert marks(tmp_path, head + body) == Marks(album="Mine")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5_000_000


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_no_sound(tmp_path: Path) -> None:
    """Nobody waits for what is at its other end."""
    os.mkfifo(tmp_path / "a.mp3")
    assert read_marks(tmp_path / "a.mp3") == Marks()


def test_a_file_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    """What is not there, or is a folder, is told by its path."""
    for path in (tmp_path / "missing.mp3", tmp_path):
        with pytest.raises(ContentError, match="can't be read") as raised:
            read_marks(path)
        assert str(path) in str(raised.value)
