"""Where the processor time of one command goes, by stage.

    python benchmarks/stages.py OUT.json build --minutes 5 --bed none -o session.mp3

The command runs in this process as always, but doors of the rooms are watched: each second of processor time of each
thread is counted for the innermost watched door it was spent behind, and what is behind none is the rest. OUT.json has
``stages``, seconds by name, and ``amounts``, what there was to do.
benchmarks/speed.py runs it for its table.
"""

from __future__ import annotations

import builtins
import functools
import json
import resource
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PACKAGE = "backrelief_audio"

IMPORTS, CONTENT, PLANNING, SPEECH, CLIPS = "start and imports", "content", "planning and layout", "speech", "clips"
MIXING, ENCODING, STORE, WRITING, REST = "mixing", "encoding", "store", "tags and files", "the rest"
STAGES = (IMPORTS, CONTENT, PLANNING, SPEECH, CLIPS, MIXING, ENCODING, STORE, WRITING, REST)
"""In the order of the walk."""

DOORS = {
    "pipeline:workshop": CONTENT,
    "pipeline:Workshop.composed": PLANNING,
    "pipeline:load_engine": SPEECH,
    "speech.stored:StoredSpeech.measures": SPEECH,
    "speech.stored:StoredSpeech.clip": SPEECH,
    "speech.pyttsx3_engine:Pyttsx3Engine.speak": SPEECH,
    "clipping:clip_of": CLIPS,
    "encoding:in_runs": MIXING,
    "encoding.runs:Run.pieces": MIXING,
    "encoding:encode": ENCODING,
    "store:Store.get": STORE,
    "store:Store.get_brief": STORE,
    "store:Store.put": STORE,
    "pipeline:write_session": WRITING,
    "pipeline.rendering:_shown": WRITING,
}
"""Module and name of what is watched, where it is looked up when it is called, and the stage behind it."""


class Watch:
    """Counts processor time by stage, in all threads."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.amounts: dict[str, float] = defaultdict(float)
        self._behind = threading.local()
        self._lock = threading.Lock()
        self._closed = dict(DOORS)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What is done in the block counts for a stage, unless a door in it leads to another."""
        inner = self._behind.__dict__
        outside, inner["spent"] = inner.get("spent", 0.0), 0.0
        start = time.thread_time()
        try:
            yield
        finally:
            took = time.thread_time() - start
            with self._lock:
                self.seconds[name] += took - inner["spent"]
            inner["spent"] = outside + took

    def watched(self, work: Callable[..., Any], name: str, note: Callable[..., None]) -> Callable[..., Any]:
        """A function that is counted for a stage, or one that yields; ``note`` is told arguments and outcome."""

        @functools.wraps(work)
        def counted(*given: Any, **named: Any) -> Any:
            with self.stage(name):
                made = work(*given, **named)
            if isinstance(made, Iterator):
                return self._drawn(made, name)
            note(given, made)
            return made

        return counted

    def _drawn(self, made: Iterator[Any], name: str) -> Iterator[Any]:
        end = object()
        while True:
            with self.stage(name):
                value = next(made, end)
            if value is end:
                return
            yield value

    def watch_imports(self) -> None:
        """Count imports from now on, and open each door as soon as its module is there."""
        before = builtins.__import__

        def counted(*given: Any, **named: Any) -> Any:
            with self.stage(IMPORTS):
                module = before(*given, **named)
            if self._closed:
                self._open()
            return module

        builtins.__import__ = counted

    def _open(self) -> None:
        for door, name in list(self._closed.items()):
            where, _, path = door.partition(":")
            module = sys.modules.get(f"{PACKAGE}.{where}")
            if module is None or getattr(getattr(module, "__spec__", None), "_initializing", False):
                continue
            del self._closed[door]
            *owners, last = path.split(".")
            owner = functools.reduce(getattr, owners, module)
            if not hasattr(owner, last):
                sys.exit(f"benchmarks/stages.py watches {door}, which is no longer there")
            setattr(owner, last, self.watched(getattr(owner, last), name, self._noting(door)))

    def _noting(self, door: str) -> Callable[..., None]:
        """What is counted of the work behind a door besides its time."""

        def note(given: tuple[Any, ...], made: Any) -> None:
            with self._lock:
                if door == "clipping:clip_of":
                    self.amounts["lines"] += 1
                    self.amounts["clips"] += made.measure.length / 1000
                elif door == "encoding:encode":
                    self.amounts["encoded"] += len(made) / given[1].frame_bytes * 0.024

        return note


def main(out: Path, arguments: list[str]) -> None:
    """Run the command, and write what it took."""
    watch = Watch()
    watch.seconds[IMPORTS] += time.process_time()
    watch.watch_imports()
    from backrelief_audio.cli import main as command

    try:
        command(arguments)
    except SystemExit as end:
        if end.code:
            raise
    total = time.process_time()
    spoken = resource.getrusage(resource.RUSAGE_CHILDREN)
    watch.seconds[REST] += total - sum(watch.seconds.values())
    watch.seconds[SPEECH] += spoken.ru_utime + spoken.ru_stime
    stages = {name: round(watch.seconds[name], 4) for name in STAGES}
    amounts = {name: round(watch.amounts[name], 3) for name in ("lines", "clips", "encoded")}
    out.write_text(json.dumps({"stages": stages, "amounts": amounts}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
