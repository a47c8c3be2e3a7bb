"""A process that uses a store as hard as it can: keeps, reads, evicts and clears the same things as others do.

``python hammering.py FOLDER SEED STEPS``; ends with 3 where it was ever given wrong bytes, else with 0.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from backrelief_audio.store import Store, Upkeep
from backrelief_audio.store.tending import clear

NAMES = tuple(f"{shelf:02x}{number:062x}" for shelf in range(4) for number in range(8))
BRIEF = 40
NOW = 1_700_000_000.0


def made(name: str) -> bytes:
    """What belongs under a name: 60 to 120 kB, so that it takes a while to be written."""
    return random.Random(name).randbytes(60_000 + 2_000 * (int(name, 16) % 31))


def main(folder: str, seed: str, steps: str) -> int:
    """Do so many things, in an order that the seed decides."""
    choose = random.Random(int(seed))
    known = {name: made(name) for name in NAMES}
    store = Store(Path(folder), Upkeep(now=NOW + int(seed), limit=1_500_000))
    for step in range(int(steps)):
        name = choose.choice(NAMES)
        found = store.get("clips", name)
        if found is None:
            store.put("clips", name, known[name], brief=BRIEF)
        elif found != known[name]:
            return 3
        if store.get_brief("clips", name) not in (None, known[name][:BRIEF]):
            return 3
        if step % 50 == 49:
            store.finish(lambda told: print(told, flush=True))
        if step % 400 == 399:
            clear(Path(folder), NOW)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
