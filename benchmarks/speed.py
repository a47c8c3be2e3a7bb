"""What sessions cost: our program against the plain way, and how cost grows. One command makes the whole table.

    python benchmarks/speed.py                     # about 20 minutes; writes docs/performance.md and its picture
    python benchmarks/speed.py --quick             # half a minute, short sessions once each; only printed
    python benchmarks/speed.py --stages            # only where processor time goes; only printed
    python benchmarks/speed.py --told              # nothing is measured; all is written anew from the last full run

Whole processes, one at a time, each with a home and store of its own, ours and the plain way in turns; medians of
``--runs``. The plain way is benchmarks/plain.py, or with ``--yardstick`` (or BACKRELIEF_YARDSTICK) another script that
takes SESSION.json OUT.mp3 [--bed]. Nothing else should run meanwhile;
``processor`` suffers least from what does.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import speed_page
from results import NEW, Changed, Folder, Growth, Profile, Results, Row, results_from, session_name
from running import Cost, cores, machine, ours, run, together
from sizes import AFTER, BED, BEFORE, FULL, OTHER_SEED, QUICK, ROUTINE, SEED, Measure
from stages import ENCODING

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"


class Bench:
    """The measurements, each told on stderr when it is done."""

    def __init__(self, measure: Measure, yardstick: Path) -> None:
        self._measure = measure
        self._yardstick = yardstick
        self._start = time.monotonic()

    def results(self) -> Results:
        """All of them."""
        if self._measure.runs > 1:  # what the very first run compiles is not what a session costs
            with home() as folder:
                ours(self._build(1, folder, bed=BED), folder)
        return Results(
            machine=machine(),
            cores=cores(),
            quick=self._measure.session < FULL.session,
            versions=", ".join(f"{name} {version(name)}" for name in ("numpy", "lameenc", "pyttsx3", "pydub")),
            runs=self._measure.runs,
            rows=(*self._voice_only(), *self._with_bed(), *self._long(), *self._answers()),
            changed=self._changed(),
            growth=tuple(self._growth()),
            folders=tuple(self._folders()),
            profiles=self.profiles(),
        )

    def profiles(self) -> tuple[Profile, ...]:
        """Where processor time goes."""
        return tuple(self._profile(*case) for case in self._measure.profiles)

    def _voice_only(self) -> Iterator[Row]:
        """A voice alone: nothing stored, all stored, and other sessions by the same voice."""
        length = self._measure.session
        plain, cold, warm, other, later = [], [], [], [], []
        for _ in self._runs("voice only"):
            with home() as folder:
                first = ours(self._build(length, folder), folder)
                plain.append(self._plain(folder, bed=False))
                cold.append(first)
                warm.append(ours(self._build(length, folder), folder))
                other.append(ours(self._build(length, folder, seed=OTHER_SEED), folder))
                for seed in self._measure.week:
                    latest = ours(self._build(length, folder, seed=seed), folder)
                later.append(latest)
        yardstick, name = together(plain), session_name(length, bed=False)
        yield Row(f"{name}: {NEW}", together(cold), yardstick, times=5)
        yield Row(f"{name}: built before", together(warm), yardstick, times=25)
        yield Row(f"{name}: another seed, one session stored", together(other), yardstick, times=12)
        stored = len(self._measure.week) + 1
        yield Row(f"{name}: another seed, {stored} sessions stored", together(later), yardstick, times=12)

    def _with_bed(self) -> Iterator[Row]:
        length = self._measure.session
        plain, cold, warm = [], [], []
        for _ in self._runs("with a bed"):
            with home() as folder:
                cold.append(ours(self._build(length, folder, bed=BED), folder))
                plain.append(self._plain(folder, bed=True))
                warm.append(ours(self._build(length, folder, bed=BED), folder))
        yardstick, name = together(plain), session_name(length, bed=True)
        yield Row(f"{name}: {NEW}", together(cold), yardstick, times=3)
        yield Row(f"{name}: built before", together(warm), yardstick, times=15)

    def _long(self) -> Iterator[Row]:
        length = self._measure.long
        if length == self._measure.session:
            return
        plain, cold = [], []
        for _ in self._runs(f"{length:g} minutes over a bed"):
            with home() as folder:
                cold.append(ours(self._build(length, folder, bed=BED), folder))
                plain.append(self._plain(folder, bed=True))
        yield Row(f"{session_name(length, bed=True)}: {NEW}", together(cold), together(plain), times=15)

    def _answers(self) -> Iterator[Row]:
        """What is answered at once: help, and a plan whose lines are stored."""
        length = self._measure.session
        shown, planned = [], []
        with home() as folder:
            plan = ["plan", *self._options(length)]
            ours(plan, folder)
            for _ in self._runs("help and plan"):
                shown.append(ours(["--help"], folder))
                planned.append(ours(plan, folder))
        yield Row("`--help`", together(shown), limit=0.3)
        yield Row(f"`plan`, {length:g} minutes, lines stored", together(planned), limit=0.6)

    def _changed(self) -> Changed:
        """A routine over a bed, built, built again, and built with one of its exercises changed."""
        cold, warm, changed = [], [], []
        share = 0.0
        for _ in self._runs("one exercise changed"):
            with home() as folder:
                before, after = (self._routine(folder / f"{name}.toml") for name in (BEFORE, AFTER))
                cold.append(ours(before, folder))
                warm.append(ours(before, folder))
                changed.append(ours(after, folder))
                share = share_of(AFTER, document(folder / f"{AFTER}.json"))
        return Changed(together(cold), together(warm), together(changed), share)

    def _growth(self) -> Iterator[Growth]:
        """How cost grows with minutes."""
        for bed in self._measure.beds:
            for length in self._measure.lengths:
                cold, warm = [], []
                for _ in self._runs(f"{length:g} minutes, bed {bed}", least=3):
                    with home() as folder:
                        build = self._build(length, folder, bed=bed)
                        cold.append(ours(build, folder))
                        warm.append(ours(build, folder))
                        size = (folder / "session.mp3").stat().st_size
                        stored = stored_bytes(folder)
                yield Growth(length, bed != "none", together(cold), together(warm), size, stored)

    def _folders(self) -> Iterator[Folder]:
        """How cost grows with sessions."""
        for areas, count in self._measure.folders:
            with home() as folder:
                focus = [word for area in ("neck", "scapular")[:areas] for word in ("--focus", area)]
                options = [*self._options(self._measure.in_folder), *focus, "-n", str(count), "-o", str(folder / "out")]
                made = ours(["playlist", *options], folder)
                kept = ours(["playlist", *options], folder)
                yield Folder(areas * count, self._measure.in_folder, made, kept, stored_bytes(folder))
            self._tell(f"{areas * count} sessions")

    def _profile(self, length: float, bed: str, times: int) -> Profile:
        """Processor time by stage of the last of so many builds of the same."""
        with home() as folder:
            build = self._build(length, folder, bed=bed)
            for _ in range(times - 1):
                ours(build, folder)
            told = folder / "stages.json"
            run([sys.executable, HERE / "stages.py", told, *build], folder)
            found = document(told)
            least = run([sys.executable, "-c", "pass"], folder).processor + found["stages"][ENCODING]
            if found["amounts"]["lines"]:
                run([sys.executable, HERE / "least.py", folder / "session.json", told], folder)
                least += document(told)["seconds"]
            self._tell(f"stages of {length:g} minutes, bed {bed}, {'built before' if times > 1 else 'nothing stored'}")
            return Profile(length, bed != "none", times > 1, least=least, **found)

    def _plain(self, folder: Path, *, bed: bool) -> Cost:
        """The session in the folder, made the plain way."""
        files = [folder / "session.json", folder / "plain.mp3"]
        return run([sys.executable, self._yardstick, *files, *(["--bed"] if bed else [])], folder)

    @staticmethod
    def _options(length: float, *, bed: str = "none", seed: str = SEED) -> list[str]:
        return ["--minutes", f"{length:g}", "--seed", seed, "--bed", bed]

    def _build(self, length: float, folder: Path, *, bed: str = "none", seed: str = SEED) -> list[str]:
        files = ["-o", str(folder / "session.mp3"), "--force", "--no-history"]
        return ["build", *self._options(length, bed=bed, seed=seed), *files]

    def _routine(self, path: Path) -> list[str]:
        """A build of the routine, with the exercise of the file's name where BEFORE was."""
        items = [(path.stem if name == BEFORE else name, ROUTINE[name]) for name in self._measure.routine]
        told = "\n".join(f'  {{ exercise = "{name}", {dose} }},' for name, dose in items)
        title = 'title = "Fifteen minutes"\nabout = "One exercise of it is changed."'
        path.write_text(f"{title}\nitems = [\n{told}\n]\n", encoding="utf-8")
        files = ["-o", str(path.with_suffix(".mp3")), "--force", "--no-history"]
        return ["build", "--routine", str(path), "--seed", SEED, "--bed", BED, *files]

    def _runs(self, what: str, least: int | None = None) -> Iterator[int]:
        """So many runs, each told when it is done; ``least`` where fewer do."""
        runs = min(self._measure.runs, least or self._measure.runs)
        for number in range(runs):
            yield number
            self._tell(f"{what}, run {number + 1} of {runs}")

    def _tell(self, what: str) -> None:
        print(f"{time.monotonic() - self._start:6.0f} s  {what}", file=sys.stderr, flush=True)


@contextmanager
def home() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="speed-") as folder:
        yield Path(folder)


def document(path: Path) -> dict[str, Any]:
    """A JSON file."""
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def share_of(exercise: str, session: dict[str, Any]) -> float:
    """Which part of a session an exercise takes."""
    move = next(move for move in session["moves"] if move["exercise"] == exercise)
    return float((move["end"] - move["start"]) / session["seconds"])


def stored_bytes(folder: Path) -> int:
    """How big the store in a home is."""
    return sum(path.stat().st_size for path in (folder / "store").rglob("*") if path.is_file())


def typed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="What sessions cost, against the plain way.")
    parser.add_argument("--runs", type=int, help=f"medians of so many (default {FULL.runs})")
    parser.add_argument("--quick", action="store_true", help="short sessions, once each")
    parser.add_argument("--stages", action="store_true", help="only where processor time goes")
    parser.add_argument("--yardstick", type=Path, help="another script for the plain way")
    parser.add_argument("--told", action="store_true", help="measure nothing, tell what the last full run found")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="write there, beside a performance.md, not in docs")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and write."""
    chosen = typed()
    measure = QUICK if chosen.quick else FULL
    if chosen.runs:
        measure = replace(measure, runs=chosen.runs)
    yardstick = chosen.yardstick or Path(os.environ.get("BACKRELIEF_YARDSTICK") or HERE / "plain.py")
    bench = Bench(measure, yardstick)
    if chosen.stages:
        print(speed_page.stages(bench.profiles()))
        return
    if chosen.into and not (chosen.into / "performance.md").is_file():  # else it would be told after all was measured
        sys.exit(f"there is no performance.md in {chosen.into}: copy docs/performance.md there first")
    kept = (chosen.into or HERE) / "speed.json"
    results = results_from(document(kept) if chosen.told else bench.results().told())
    for section in speed_page.sections(results).values():
        print(section, end="\n\n")
    if chosen.into or not chosen.quick:
        kept.write_text(json.dumps(results.told(), indent=1) + "\n", encoding="utf-8")
        speed_page.write(results, chosen.into or DOCS)


if __name__ == "__main__":
    main()
