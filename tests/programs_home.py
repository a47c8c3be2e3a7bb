"""What tests of programs share: the making of a show without sound, which can be interrupted."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backrelief_audio.pipeline.showing import ShowMade, Wanted


@dataclass
class Showing:
    """Stands for ``make_show``: writes what was wanted instead of sound, and keeps what is unchanged."""

    step: Callable[[], None] = lambda: None
    """Called before and after each file; may interrupt."""

    shows: list[tuple[str, list[Wanted]]] = field(default_factory=list)
    refuses: str = ""
    """Stem of a session that can't be made."""

    def __call__(self, _: Any, folder: Path, *, wanted: Sequence[Wanted], force: bool = False, **told: Any) -> ShowMade:
        """Make a show."""
        self.shows.append((told["title"], list(wanted)))
        made: list[Path] = []
        kept: list[Path] = []
        failed: list[tuple[str, str]] = []
        for one in wanted:
            path = folder / f"{one.stem}.mp3"
            content = repr(one).encode()
            if one.stem == self.refuses:
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
        return ShowMade(folder=folder, made=tuple(made), kept=tuple(kept), failed=tuple(failed))
