"""An episode as ID3 tags; mutagen lives only here.

ID3v2.3 is what phones read. Chapters follow the ID3v2 Chapter Frame Addendum: integer milliseconds, no byte offsets,
and exactly one table of contents, without which several players show none.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .model.episode import Episode
from .model.timeline import Chapter

MOST_CHAPTERS = 255
"""The table of contents counts them in one byte."""

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
