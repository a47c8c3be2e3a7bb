"""A composed session to its files: cover and tags are made beside the sound, and all three files are whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from building import TONE_VOICE, composed

from backrelief_audio.errors import OutputError
from backrelief_audio.pipeline import rendering
from backrelief_audio.pipeline.composing import Composed
from backrelief_audio.speech.stored import StoredSpeech
from backrelief_audio.speech.tone import ToneEngine
from backrelief_audio.store import Store

PATIENCE = 30.0
"""Seconds to wait for what another thread does at once."""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[], tuple[Path, ...]]:
    """Write a session's files into a folder of their own; where they go."""
    made = composed(1)
    session = Composed(plan=made.plan, script=made.script, timeline=made.timeline)
    folder, store = tmp_path / "out", Store(tmp_path / "cache")
    folder.mkdir()
    paths = tuple(folder / f"session{ending}" for ending in rendering.ENDINGS)

    def written() -> tuple[Path, ...]:
        speech = StoredSpeech(ToneEngine(), TONE_VOICE, store)
        rendering.write_session(paths, session, speech, bed=None, store=store, date="2026-03-02", progress=None)
        return paths

    return written


def test_cover_is_drawn_while_the_sound_is_encoded(
    write: Callable[[], tuple[Path, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither waits for the other, and the file begins and ends with its tags, frames in between."""
    encoding, drawn = Event(), Event()

    def sound(*_: Any, **__: Any) -> Iterator[bytes]:
        encoding.set()
        assert drawn.wait(PATIENCE)
        yield b"header"
        yield b"frames"

    def cover(*_: str) -> bytes:
        assert encoding.wait(PATIENCE)
        drawn.set()
        return b"the cover"

    monkeypatch.setattr(rendering, "mp3_parts", sound)
    monkeypatch.setattr(rendering, "cover", cover)
    mp3 = write()[0].read_bytes()
    front, back = mp3.split(b"headerframes")
    assert front.startswith(b"ID3")
    assert b"the cover" in front
    assert back.startswith(b"TAG")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (MemoryError("no room to draw in"), "no room to draw in"),
        (OSError("encoder error"), "can't draw the cover: enc"),
    ],
)
def test_a_cover_that_fails_leaves_no_file(
    write: Callable[[], tuple[Path, ...]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    fault: Exception,
    told: str,
) -> None:
    """What goes wrong beside the sound is raised as what it is, and none of the files is there."""

    def cover(*_: str) -> bytes:
        raise fault

    monkeypatch.setattr(rendering, "mp3_parts", lambda *_, **__: iter([b"header", b"frames"]))
    monkeypatch.setattr(rendering, "cover", cover)
    with pytest.raises((MemoryError, OutputError), match=told):
        write()
    assert list((tmp_path / "out").iterdir()) == []
