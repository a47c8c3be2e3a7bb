"""The pages of a site: plain HTML that works without script, and with it becomes a player for the floor."""

from __future__ import annotations

from .library import library_page
from .session import session_page

__all__ = ["library_page", "session_page"]
