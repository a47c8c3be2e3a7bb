"""Making shows: where they go, what is told while they are made and after it, and what the command ends with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from ..errors import BackreliefError, RequestError
from .clock import today
from .reporting import print_json, show_progress, warn

if TYPE_CHECKING:
    from ..pipeline import Workshop
    from ..pipeline.showing import ShowMade
    from ..pipeline.wanting import WantedShow

OUTPUT = Path("output")
"""Where builds go by default, from the folder the command is run in."""


def output_root(output: str | None) -> tuple[Path, bool]:
    """The folder for a show, and whether it was typed; else it is where the show's own folder goes.

    What environment and settings say of ``--output`` is where things go in general; an .mp3 file there is nothing for a
    show. Raises RequestError where such a file was typed.
    """
    typed = click.get_current_context().get_parameter_source("output") is ParameterSource.COMMANDLINE
    path = Path(output) if output else OUTPUT
    if path.suffix.lower() == ".mp3":
        if typed:
            raise RequestError(f"--output: {path} is one file, and this makes a folder", hint=f"--output {path.stem}/")
        return OUTPUT, False
    return path, typed and bool(output)


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
        _tell(done, show.seed)
        if not as_json:
            for path in done.there:
                click.echo(str(path))
    if as_json:
        print_json(_told(made, [show for _, show in wanted]))
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


def _tell(made: ShowMade, seed: int) -> None:
    """What became of it, on any stderr."""
    for stem, why in made.failed:
        click.echo(f"error: {made.folder / stem}: {why}", err=True)
    counts = (("made", made.made), ("kept", made.kept), ("failed", made.failed))
    told = ", ".join(f"{word} {len(which)}" for word, which in counts if which)
    click.echo(f"{made.folder}: {told}, seed {seed}", err=True)


def _told(made: list[ShowMade], shows: list[WantedShow]) -> dict[str, object]:
    """As JSON types."""
    return {
        "folders": [
            {"folder": str(one.folder), "title": show.title, "seed": show.seed}
            for one, show in zip(made, shows, strict=True)
        ],
        "made": [str(path) for one in made for path in one.made],
        "kept": [str(path) for one in made for path in one.kept],
        "failed": [{"session": str(one.folder / stem), "why": why} for one in made for stem, why in one.failed],
    }
