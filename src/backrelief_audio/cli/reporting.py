"""Progress while a session is made, and the summary after it. On a terminal only: otherwise stderr stays quiet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ..legible import escaped
from ..units import minutes_text

if TYPE_CHECKING:
    from pathlib import Path

    from ..pipeline import Built, Progress
    from ..pipeline.showing import Ended

STAGES = {"plan": "Planning", "speak": "Speaking", "encode": "Encoding"}
"""What the pipeline calls its stages, for people."""


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A progress bar with stages; None where stderr is not a terminal."""
    with show_progress() as (report, _):
        yield report


@contextmanager
def show_progress() -> Iterator[tuple[Progress | None, Ended]]:
    """A progress bar with stages, above which each session is told when it ends; no bar where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None, lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks = {stage: bar.add_task(name, total=None, start=False) for stage, name in STAGES.items()}

        def report(stage: str, done: int, total: int) -> None:
            bar.start_task(tasks[stage])
            bar.update(tasks[stage], completed=done, total=total)

        def ended(path: Path, what: str) -> None:
            bar.console.print(f"{what:<6}  {path.name}", markup=False, highlight=False)
            for task in tasks.values():
                bar.reset(task, total=None, start=False)

        yield report, ended


def say(message: str) -> None:
    """A message on stderr. What a terminal would obey, perhaps from somebody else's file, stands there as an escape."""
    click.echo(escaped(message, lines=True), err=True)


def warn(message: str) -> None:
    """Tell what the user should know although all went well; heard on any stderr, as errors are."""
    say(f"warning: {message}")


def summary(built: Built) -> None:
    """What was made and where it is; the path alone on stdout, the rest for people on stderr."""
    click.echo(str(built.path))
    if not sys.stderr.isatty():
        return

    size = built.path.stat().st_size / 1e6
    click.echo(
        f"{built.title}: {built.moves} moves, {minutes_text(built.length)}, {size:.1f} MB, seed {built.seed}\n"
        f"Beside it: {', '.join(path.name for path in built.beside)}\n"
        "Next: copy it to your phone, put the phone on the floor, and press play.",
        err=True,
    )


def print_json(value: Any) -> None:
    """Data on stdout."""
    import json

    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
