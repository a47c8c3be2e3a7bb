"""``build`` and ``plan``: one session, made or only written down."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import Any

import click

from ..errors import RequestError
from .clock import today
from .opening import open_workshop
from .options import history_option, requested, session_options, writable
from .remembering import freshened, remember
from .reporting import print_json, progress_bar, summary, warn
from .shows import OUTPUT, make_shows, output_root

_BUILD = """\b
Examples:
  backrelief-audio build --minutes 15
  backrelief-audio build --minutes 10 --focus neck -o neck.mp3
  backrelief-audio build --minutes 15 --split 5
  backrelief-audio build --routine tech-neck

Make one session: an MP3 with its timed script (.json) and lyrics (.lrc); or, with --split, a folder of short breaks.
"""

_PLAN = """\b
Example:
  backrelief-audio plan --minutes 8.5 --seed 7

Show the timed script of a session without making it.
"""


@click.command(help=_BUILD)
@session_options
@history_option
@click.option(
    "-o",
    "--output",
    metavar="FILE or FOLDER",
    envvar="BACKRELIEF_OUTPUT",
    help="An .mp3 file, or a folder for it.  [default: output/]",
)
@click.option(
    "--split",
    type=int,
    metavar="PARTS",
    help="So many breaks instead of one session, 2 to 12 of a minute or more, for the day at the desk: none needs the "
    "floor, each has other moves.",
)
@click.option("--force", is_flag=True, help="Replace files that are there.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was made as JSON.")
def build(output: str | None, split: int | None, force: bool, as_json: bool, no_history: bool, **values: Any) -> int:
    """Make one session, or short breaks in its place."""
    workshop = open_workshop()
    request = requested(workshop, values)
    if split is not None:
        from ..pipeline.showing import seed_of
        from ..pipeline.wanting import desk_breaks

        folder, typed = output_root(output)
        if typed and values["seed"] is None and (before := seed_of(folder)) is not None:
            request = replace(request, seed=before)
        show = desk_breaks(request, split)
        return make_shows(workshop, [(folder if typed else folder / show.name, show)], force=force, as_json=as_json)
    request = freshened(workshop, request, values, no_history)
    with progress_bar() as report:
        built = workshop.build(
            request,
            target=writable(output) if output else OUTPUT,
            into_folder=output is None or output.endswith(("/", os.sep)),
            force=force,
            date=today().isoformat(),
            progress=report,
            notice=warn,
        )
    if not no_history:
        remember(built, request)
    if as_json:
        print_json(built.told())
    else:
        summary(built)
    return 0


@click.command(help=_PLAN)
@session_options
@history_option
@click.option("--split", hidden=True)
@click.option("--json", "as_json", is_flag=True, help="The session document, as build writes it beside the MP3.")
def plan(split: str | None, as_json: bool, no_history: bool, **values: Any) -> None:
    """Show the timed script of a session without making it."""
    if split is not None:
        raise RequestError(
            "--split: plan shows one session, and only build can split it", hint="backrelief-audio plan --minutes 3"
        )
    workshop = open_workshop()
    request = freshened(workshop, requested(workshop, values), values, no_history)
    with progress_bar() as report:
        document = workshop.document(request, progress=report, notice=warn)
    if as_json:
        click.echo(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        from ..publish.timed_script import timed_script

        click.echo(timed_script(document), nl=False)
