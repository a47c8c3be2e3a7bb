"""An episode as ID3 tags, and what a site needs of them read back; mutagen lives only here.

ID3v2.3 is what phones read. Chapters follow the ID3v2 Chapter Frame Addendum: integer milliseconds, no byte offsets,
and exactly one table of contents, without which several players show none.
"""

from __future__ import annotations

import datetime
import io
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import ContentError, Problem
from .legible import MOST_LETTERS, on_a_line
from .model.episode import Episode
from .model.timeline import Chapter

MOST_CHAPTERS = 255
"""The table of contents counts them in one byte."""

MOST_FRONT = 20_000_000
"""Bytes of a tag that is read back. Ours have some 200,000; other programs put large covers in."""

_READ = ("APIC", "TALB", "TDAT", "TDRC", "TYER")
"""The frames that are read back: the others, of which a session has hundreds, are passed by."""

_VERSION_4 = (2, 4, 0)
_COMPRESSED_4, _COMPRESSED_3 = 0x08, 0x80
"""Flags of a frame, of ID3v2.4 and those before it."""

_JPEG = b"\xff\xd8\xff"
_NO_OFFSET = 0xFFFFFFFF
_LANGUAGE = "eng"
_HEADER_BYTES = 10
_FRONT_COVER = 3
_MILLISECONDS = 2
_LYRICS = 1


@dataclass(frozen=True, slots=True)
class Tags:
    """What goes before and after the sound of a file."""

    front: bytes
    """ID3v2.3."""

    back: bytes
    """ID3v1, for the oldest players."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the tags of a file say of it; what they don't say, or not as ours do, is empty."""

    day: datetime.date | None = None
    """When it was made."""

    album: str = ""
    """On one line."""

    cover: bytes = b""
    """A JPEG."""


def tags(episode: Episode) -> Tags:
    """The tags of an episode; the same episode gives the same bytes.

    Text is Latin-1 where it can be, UTF-16 else: 2.3 knows no other. Chapters are expected without gaps; of more than
    MOST_CHAPTERS the last one kept takes the rest.
    """
    made = _id3().ID3()
    for frame in _frames(episode):
        made.add(frame)
    made.update_to_v23()
    body = b"".join(_saved(frame)[_HEADER_BYTES:] for frame in made.values())
    assert len(body) < 1 << 28, "a tag holds 256 MB at most"
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return Tags(front=b"ID3\x03\x00\x00" + size + body, back=_id3().MakeID3v1(made))


def _saved(frame: Any) -> bytes:
    """ID3v2.3 of one frame, header first, as mutagen writes it.

    It sorts frames by size, and some players show chapters in the order of the file: so every frame
    is saved alone, and the tag put together from these.
    """
    id3 = _id3()
    made = id3.ID3()
    made.add(frame)
    written = io.BytesIO()
    made.save(written, v1=id3.ID3v1SaveOptions.REMOVE, v2_version=3, v23_sep=None, padding=lambda _: 0)
    return written.getvalue()


def _frames(episode: Episode) -> Iterator[Any]:
    id3 = _id3()
    yield _text(id3.TIT2, episode.title)
    yield _text(id3.TPE1, episode.artist)
    yield _text(id3.TALB, episode.album)
    yield _text(id3.TCON, episode.genre)
    yield _text(id3.TDRC, episode.date)
    yield _text(id3.TLEN, str(episode.length))
    if episode.track:
        yield _text(id3.TRCK, "/".join(map(str, episode.track)))
    yield id3.COMM(encoding=_encoding(episode.comment), lang=_LANGUAGE, desc="", text=[episode.comment])
    yield from _chapter_frames(episode)
    yield from _lyric_frames(episode)
    if episode.cover:
        yield id3.APIC(encoding=_encoding(""), mime="image/jpeg", type=_FRONT_COVER, desc="", data=episode.cover)


def _chapter_frames(episode: Episode) -> Iterator[Any]:
    id3 = _id3()
    chapters = _at_most(episode.chapters)
    if not chapters:
        return
    names = [f"c{number}" for number in range(len(chapters))]
    yield id3.CTOC(
        element_id="toc",
        flags=id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED,
        child_element_ids=names,
        sub_frames=[_text(id3.TIT2, episode.title)],
    )
    for name, chapter in zip(names, chapters, strict=True):
        yield id3.CHAP(
            element_id=name,
            start_time=chapter.start,
            end_time=chapter.end,
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=[_text(id3.TIT2, chapter.title)],
        )


def _at_most(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    if len(chapters) <= MOST_CHAPTERS:
        return chapters
    last = chapters[MOST_CHAPTERS - 1]
    return (*chapters[: MOST_CHAPTERS - 1], Chapter(title=last.title, start=last.start, end=chapters[-1].end))


def _lyric_frames(episode: Episode) -> Iterator[Any]:
    """The words, plain and timed."""
    id3 = _id3()
    if not episode.lyrics:
        return
    whole = "\n".join(lyric.text for lyric in episode.lyrics)
    yield id3.USLT(encoding=_encoding(whole), lang=_LANGUAGE, desc="", text=whole)
    timed = [(lyric.text, lyric.start) for lyric in episode.lyrics]
    yield id3.SYLT(encoding=_encoding(whole), lang=_LANGUAGE, format=_MILLISECONDS, type=_LYRICS, desc="", text=timed)


def _text(kind: Any, text: str) -> Any:
    return kind(encoding=_encoding(text), text=[text])


def _encoding(text: str) -> Any:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return _id3().Encoding.UTF16
    return _id3().Encoding.LATIN1


def _id3() -> Any:
    """The ID3 module of mutagen. It says that it is typed, and its classes are not."""
    from mutagen import id3

    return id3


def read_marks(path: Path) -> Marks:
    """The marks of an MP3, whoever made it: tags of another program, broken ones or none are no fault.

    Raises ContentError where the file can't be read at all.
    """
    try:
        front = _front(path)
    except OSError as fault:
        problem = Problem(where=str(path), what=f"can't be read: {fault.strerror or fault}")
        raise ContentError([problem], hint=f"mend {path}, or move it away") from fault
    found = _parsed(front) if front else None
    return Marks() if found is None else Marks(day=_day(found), album=_album(found), cover=_picture(found))


def _front(path: Path) -> bytes:
    """The whole ID3v2 tag that a file begins with; empty where there is none, or one of absurd size."""
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return b""
        head = file.read(_HEADER_BYTES)
        if head[:3] != b"ID3" or len(head) < _HEADER_BYTES:
            return b""
        size = 0
        for byte in head[6:]:
            size = size << 7 | byte & 0x7F
        return head + file.read(size) if size <= MOST_FRONT else b""


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting: a pipe would for its other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _parsed(front: bytes) -> Any:
    """The frames that are wanted, as of version 2.4; None of a tag that can't be read."""
    from mutagen import MutagenError

    id3 = _id3()
    with suppress(MutagenError):
        return id3.ID3(io.BytesIO(front), known_frames={name: _plain(id3.Frames[name]) for name in _READ})
    return None


def _plain(kind: Any) -> Any:
    """The same kind of frame, passed by where it is compressed: a small one may unpack to gigabytes."""
    from mutagen.id3 import ID3JunkFrameError

    def of_data(cls: Any, header: Any, flags: int, data: bytes) -> Any:
        if flags & (_COMPRESSED_4 if header.version >= _VERSION_4 else _COMPRESSED_3):
            raise ID3JunkFrameError
        return super(made, cls)._fromData(header, flags, data)

    made: Any = type(kind.__name__, (kind,), {"_fromData": classmethod(of_data)})
    return made


def _day(found: Any) -> datetime.date | None:
    """The day of the tags, where it is told to the day."""
    told = [str(text) for frame in found.getall("TDRC") for text in frame.text]
    with suppress(ValueError):
        return datetime.date.fromisoformat(told[0][:10]) if told else None
    return None


def _album(found: Any) -> str:
    return next((on_a_line(text)[:MOST_LETTERS] for frame in found.getall("TALB") for text in frame.text), "")


def _picture(found: Any) -> bytes:
    """The front cover where it is a JPEG, by its first bytes: what it is called is not to be relied on."""
    pictures = sorted(found.getall("APIC"), key=lambda frame: frame.type != _FRONT_COVER)
    return next((bytes(frame.data) for frame in pictures if frame.data.startswith(_JPEG)), b"")
