"""Content-addressed files that remember what is dear to make, and atomic writes.

``keeping`` has the store, ``writing`` gives files their names, and ``tending``, imported where it is needed, keeps the
store small and clears it.
"""

from __future__ import annotations

from .keeping import LIMIT, Store, Upkeep
from .writing import MOST_JSON, json_text, read_json, set_aside, sweep, write_atomically, write_together

__all__ = [
    "LIMIT",
    "MOST_JSON",
    "Store",
    "Upkeep",
    "json_text",
    "read_json",
    "set_aside",
    "sweep",
    "write_atomically",
    "write_together",
]
