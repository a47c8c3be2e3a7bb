"""What a voice says when it is tried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """About ten seconds of a session: a setup, counts that fall on beats, a closing."""

    setup: str
    counts: tuple[str, ...] = ()
    closing: str = ""
    """Empty for none."""
