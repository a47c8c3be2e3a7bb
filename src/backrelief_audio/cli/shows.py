"""Making shows: where they go, what is told while they are made and after it, and what the command ends with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..errors import BackreliefError, RequestError
from ..legible import MOST_TITLE, oddity, unfit
from ..legible import told as shown
from .clock import today
from .options import settings, writable
from .reporting import print_json, say, show_progress, warn

if TYPE_CHECKING:
    from ..pipeline import Workshop
    from ..pipeline.showing import ShowMade
    from ..pipeline.wanting import WantedShow

OUTPUT = Path("output")
"""Where builds go by default, from the folder the command is run in."""


def usual_root() -> Path:
    """Where things go in general, by environment or settings; an .mp3 file there is nothing for a folder.

    Raises RequestError where nothing can be written under that name.
    """
    chosen = os.environ.get("BACKRELIEF_OUTPUT") or settings().get("output")
    path = writable(chosen) if chosen else OUTPUT
    return OUTPUT if path.suffix.lower() == ".mp3" else path


def sessions_folder(typed: str | None, command: str) -> Path:
    """The folder whose sessions a command is to show. Raises RequestError where there is none."""
    if typed and (why := unfit(typed)):
        raise RequestError(f"FOLDER: {shown(typed)} {why}", hint=f"backrelief-audio {command} output")
    path = Path(typed) if typed else usual_root()
    if path.is_dir():
        return path
    if path.exists():
        raise RequestError(f"FOLDER: {path} is a file", hint=f"backrelief-audio {command} {path.parent}")
    here = not typed and any(Path().glob("*.mp3"))
    raise RequestError(
        f"FOLDER: {path} is not there", hint=f"backrelief-audio {command} ." if here else "backrelief-audio build"
    )


def fit_title(title: str) -> str:
    """A title as it was typed. Raises RequestError where it can't be shown on a line, or is too long."""
    if oddity(title) or len(title) > MOST_TITLE:
        raise RequestError(f"--title: {shown(title)} is no title; allowed: one line of at most {MOST_TITLE} letters")
    return title.strip()


def output_root(output: str | None) -> tuple[Path, bool]:
    """The folder for a show, and whether it was typed; else it is where the show's own folder goes.

    Raises RequestError where an .mp3 file was typed, or nothing can be written under that name.
    """
    typed = click.get_current_context().get_parameter_source("output") is ParameterSource.COMMANDLINE
    if not typed or not output:
        return usual_root(), False
    path = writable(output)
    if path.suffix.lower() == ".mp3":
        raise RequestError(f"--output: {path} is one file, and this makes a folder", hint=f"--output {path.stem}/")
    return path, True


def make_shows(workshop: Workshop, shows: Iterable[tuple[Path, WantedShow]], *, force: bool, as_json: bool) -> int:
    """Make shows, each in its folder, and tell of them; what the command ends with.

    On stdout are the paths of all there is; what was made, kept and failed is told on stderr. Raises what stops a show
    where it is the only one.
    """
    from ..pipeline.showing import ShowMade, exit_code

    wanted = list(shows)
    made: list[ShowMade] = []
    for folder, show in wanted:
        try:
            done = _made(workshop, folder, show, force)
        except BackreliefError as fault:
            if len(wanted) == 1:
                raise
            done = ShowMade(folder=folder, made=(), kept=(), failed=(("", str(fault)),), faults=(fault.exit_code,))
        made.append(done)
        tell([done], folder, show.seed)
        if not as_json:
            for path in done.there:
                click.echo(str(path))
    if as_json:
        folders = [{"folder": str(folder), "title": show.title, "seed": show.seed} for folder, show in wanted]
        print_json({"folders": folders, **told(made)})
    return exit_code(made)


def _made(workshop: Workshop, folder: Path, show: WantedShow, force: bool) -> ShowMade:
    from ..pipeline.showing import make_show

    with show_progress() as (progress, ended):
        return make_show(
            workshop,
            folder,
            title=show.title,
            about=show.about,
            wanted=show.wanted,
            force=force,
            date=today().isoformat(),
            seed=show.seed,
            fresh=True,
            progress=progress,
            notice=warn,
            ended=ended,
        )


def tell(shows: Sequence[ShowMade], folder: Path, seed: int) -> None:
    """What became of the sessions in a folder, or below it, on any stderr."""
    for one in shows:
        for stem, why in one.failed:
            say(f"error: {one.folder / stem}: {why}")
    counts = {word: len(which) for word, which in told(shows).items()}
    said = ", ".join(f"{word} {number}" for word, number in counts.items() if number)
    say(f"{folder}: {said}, seed {seed}")


def told(shows: Sequence[ShowMade]) -> dict[str, list[Any]]:
    """The same as JSON types."""
    return {
        "made": [str(path) for one in shows for path in one.made],
        "kept": [str(path) for one in shows for path in one.kept],
        "failed": [{"session": str(one.folder / stem), "why": why} for one in shows for stem, why in one.failed],
    }
