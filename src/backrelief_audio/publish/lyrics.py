"""The transcript as an LRC file, which players show in time with the sound."""

from __future__ import annotations

from ..legible import on_a_line
from ..model.episode import Episode
from ..units import Ms

_BRACKETS = str.maketrans("[]", "()")


def lrc(episode: Episode) -> str:
    """An episode's words as LRC text, ending in a line break.

    Tags for title, artist, album and length, then a line a lyric in ascending time, to the hundredth of a second
    and never late. Minutes go on past 59. Square brackets mean something here, so those of a text become round; a line
    stays a line.
    """
    lines = [
        f"[ti:{_safe(episode.title)}]",
        f"[ar:{_safe(episode.artist)}]",
        f"[al:{_safe(episode.album)}]",
        f"[length:{_whole(episode.length)}]",
    ]
    timed = sorted(episode.lyrics, key=lambda lyric: lyric.start)
    lines += [f"[{_stamp(lyric.start)}]{_safe(lyric.text)}" for lyric in timed]
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    return on_a_line(text.translate(_BRACKETS))


def _stamp(value: Ms) -> str:
    minutes, rest = divmod(value // 10, 6000)
    return f"{minutes:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _whole(value: Ms) -> str:
    minutes, rest = divmod(round(value / 1000), 60)
    return f"{minutes:02d}:{rest:02d}"
