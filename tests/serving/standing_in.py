"""The command with another site in the place of the real one: what is held lies in the folder, as it lies there.

Run as a program it is ``backrelief-audio`` with that site, links that lead out of the folder and all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace

from backrelief_audio.errors import OutputError
from backrelief_audio.model.site import Resource

NAME = "backrelief_audio.pipeline.sites"


@dataclass
class SiteFolder:
    """Every file of a folder under its own name, and a library of one line."""

    path: Path
    title: str
    identity: str
    notice: Callable[[str], None] = field(default=print)

    def filled(self) -> SimpleNamespace:
        """As many sessions as there are sounds."""
        if not (sessions := tuple(self.path.glob("*.mp3"))):
            raise OutputError(f"there are no sessions in {self.path}", hint="backrelief-audio build")
        return SimpleNamespace(sessions=sessions)

    def find(self, path: str, base: str) -> Resource | None:
        """What lies there."""
        if not path:
            return Resource(body=f"<!doctype html><title>{base}</title>".encode(), kind="text/html")
        if path == "fault.mp3":
            raise ZeroDivisionError(base)
        there = self.path / path
        return Resource(body=there, kind="audio/mpeg") if there.exists() or there.is_symlink() else None


def module() -> ModuleType:
    """The module that the command finds it in."""
    made = ModuleType(NAME)
    made.__dict__["SiteFolder"] = SiteFolder
    return made


if __name__ == "__main__":
    sys.modules[NAME] = module()
    from backrelief_audio.cli import main

    main()
