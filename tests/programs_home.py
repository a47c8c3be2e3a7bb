"""What tests of programs share: the making of a show without sound, which can be interrupted."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backrelief_audio.pipeline.showing import ShowMade, Wanted

FAULT = 4
"""Exit code of what can't be made: as of an engine that is missing."""


@dataclass
class Showing:
    """Stands for ``make_show``: writes what was wanted instead of sound, and keeps what is unchanged."""

    step: Callable[[], None] = lambda: None
    """Called before and after each file; may interrupt."""

    shows: list[tuple[str, list[Wanted]]] = field(default_factory=list)
    refuses: str = ""
    """How the stems of sessions begin that can't be made; empty where all can."""

    def __call__(self, _: Any, folder: Path, *, wanted: Sequence[Wanted], force: bool = False, **told: Any) -> ShowMade:
        """Make a show."""
        self.shows.append((told["title"], list(wanted)))
        made: list[Path] = []
        kept: list[Path] = []
        failed: list[tuple[str, str]] = []
        for one in wanted:
            path = folder / f"{one.stem}.mp3"
            content = repr(one).encode()
            if self.refuses and one.stem.startswith(self.refuses):
                failed.append((one.stem, "the horn cracked"))
            elif not force and path.exists() and path.read_bytes() == content:
                kept.append(path)
            else:
                self.step()
                told_moves = [{"name": f"Move of {one.stem}"}]
                path.with_suffix(".json").write_text(json.dumps({"moves": told_moves}), encoding="utf-8")
                path.write_bytes(content)
                made.append(path)
                self.step()
        faults = (FAULT,) * len(failed)
        return ShowMade(folder=folder, made=tuple(made), kept=tuple(kept), failed=tuple(failed), faults=faults)
