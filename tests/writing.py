"""Writing whole files in tests, and finding the programs that read them back."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from backrelief_audio.encoding import mp3_parts
from backrelief_audio.model.sound import PlacedBlock
from backrelief_audio.store import write_atomically
from backrelief_audio.tagging import Tags
from backrelief_audio.units import Tick


def write_mp3(path: Path, blocks: Iterable[PlacedBlock], ticks: Tick, tags: Tags | None = None, **how: Any) -> None:
    """Blocks to an MP3 file under its name, with tags around them where some are given."""
    front, back = ([tags.front], [tags.back]) if tags else ([], [])
    write_atomically(path, chain(front, mp3_parts(path.parent, blocks, ticks, **how), back))


def require(program: str) -> str:
    """Where a program is. Skips the test where there is none; on CI, where nothing may be left untested, fails."""
    if found := shutil.which(program):
        return found
    if program == "ffmpeg" and importlib.util.find_spec("imageio_ffmpeg"):
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    reason = f"{program} is not on the path"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
