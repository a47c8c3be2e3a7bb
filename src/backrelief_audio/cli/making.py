"""``build`` and ``plan``: one session, made or only written down."""

from __future__ import annotations

import datetime
import json
import os
from pathlib import Path
from typing import Any

import click

from .options import asked_from, cache_folder, config_folder, data_folder, session_options
from .reporting import progress_bar, summary, warn

OUTPUT = Path("output")
"""Where builds go by default, from the folder the command is run in."""

_BUILD = """\b
Examples:
  backrelief-audio build --minutes 15
  backrelief-audio build --minutes 10 --focus neck -o neck.mp3
  backrelief-audio build --routine tech-neck

Make one session: an MP3 with its timed script (.json) and lyrics (.lrc).
"""

_PLAN = """\b
Example:
  backrelief-audio plan --minutes 8.5 --seed 7

Show the timed script of a session without making it.
"""


@click.command(help=_BUILD)
@session_options
@click.option(
    "-o",
    "--output",
    metavar="FILE or FOLDER",
    envvar="BACKRELIEF_OUTPUT",
    help="An .mp3 file, or a folder for it.  [default: output/]",
)
@click.option("--force", is_flag=True, help="Replace files that are there.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was made as JSON.")
def build(output: str | None, force: bool, as_json: bool, **values: Any) -> None:
    """Make one session."""
    from .. import pipeline

    workshop = pipeline.workshop(cache_folder(), config_folder(), data_folder())
    request = workshop.request(asked_from(values), notice=warn)
    with progress_bar() as report:
        built = workshop.build(
            request,
            target=Path(output) if output else OUTPUT,
            into_folder=output is None or output.endswith(("/", os.sep)),
            force=force,
            date=_today().isoformat(),
            progress=report,
            notice=warn,
        )
    if as_json:
        click.echo(json.dumps(built.told(), indent=2, ensure_ascii=False))
    else:
        summary(built)


@click.command(help=_PLAN)
@session_options
@click.option("--json", "as_json", is_flag=True, help="The session document, as build writes it beside the MP3.")
def plan(as_json: bool, **values: Any) -> None:
    """Show the timed script of a session without making it."""
    from .. import pipeline

    workshop = pipeline.workshop(cache_folder(), config_folder(), data_folder())
    request = workshop.request(asked_from(values), notice=warn)
    with progress_bar() as report:
        document = workshop.document(request, progress=report, notice=warn)
    if as_json:
        click.echo(json.dumps(document, indent=1, ensure_ascii=False))
    else:
        from ..publish.timed_script import timed_script

        click.echo(timed_script(document), nl=False)


def _today() -> datetime.date:
    """The day for the tags; SOURCE_DATE_EPOCH, where set, makes builds the same on any day."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.timezone.utc).date()
    return datetime.datetime.now(tz=datetime.timezone.utc).astimezone().date()
