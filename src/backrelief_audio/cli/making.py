"""``build`` and ``plan``: one session, made or only written down."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from .clock import today
from .options import asked_from, cache_folder, config_folder, data_folder, history_option, session_options
from .remembering import freshened, remember
from .reporting import progress_bar, summary, warn

OUTPUT = Path("output")
"""Where builds go by default, from the folder the command is run in."""

_BUILD = """\b
Examples:
  backrelief-audio build --minutes 15
  backrelief-audio build --minutes 10 --focus neck -o neck.mp3

Make one session: an MP3 with its timed script (.json) and lyrics (.lrc).
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
@click.option("--force", is_flag=True, help="Replace files that are there.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was made as JSON.")
def build(output: str | None, force: bool, as_json: bool, no_history: bool, **values: Any) -> None:
    """Make one session."""
    from .. import pipeline

    workshop = pipeline.workshop(cache_folder(), config_folder(), data_folder())
    request = freshened(workshop, workshop.request(asked_from(values)), values, no_history)
    with progress_bar() as report:
        built = workshop.build(
            request,
            target=Path(output) if output else OUTPUT,
            into_folder=output is None or output.endswith(("/", os.sep)),
            force=force,
            date=today().isoformat(),
            progress=report,
            notice=warn,
        )
    if not no_history:
        remember(built, request)
    if as_json:
        click.echo(json.dumps(built.told(), indent=2, ensure_ascii=False))
    else:
        summary(built)


@click.command(help=_PLAN)
@session_options
@history_option
@click.option("--json", "as_json", is_flag=True, help="The session document, as build writes it beside the MP3.")
def plan(as_json: bool, no_history: bool, **values: Any) -> None:
    """Show the timed script of a session without making it."""
    from .. import pipeline

    workshop = pipeline.workshop(cache_folder(), config_folder(), data_folder())
    request = freshened(workshop, workshop.request(asked_from(values)), values, no_history)
    with progress_bar() as report:
        document = workshop.document(request, progress=report, notice=warn)
    if as_json:
        click.echo(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        from ..publish.timed_script import timed_script

        click.echo(timed_script(document), nl=False)
