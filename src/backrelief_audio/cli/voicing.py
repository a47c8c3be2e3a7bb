"""``voices``: which there are, trying one, and fetching one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import FetchError, RequestError
from ..legible import told, unspeakable
from .opening import open_workshop
from .options import config_folder, data_folder, voices_home, writable
from .reporting import print_json, say
from .shows import OUTPUT

if TYPE_CHECKING:
    from ..fetching import Progress

_GET = """\b
Example:
  backrelief-audio voices get en_US-lessac-medium

Fetch a neural voice by Piper, once, from the internet; sessions are made offline afterwards. What the voice was made
from and its licence are shown before it is fetched. Names, and how they sound:

https://rhasspy.github.io/piper-samples
"""


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def voices(context: click.Context, as_json: bool) -> None:
    """List the voices, try one, or get one."""
    if context.invoked_subcommand is not None:
        return
    from ..content import load_voices
    from ..pipeline import models_in, voicing

    found = voicing.conditions(load_voices(config_folder() / "voices"), models_in(data_folder()))
    if as_json:
        print_json([{**asdict(one.voice), "works": one.works, "why": one.why} for one in found])
        return
    widest = max(len(one.voice.name) for one in found)
    for one in found:
        voice = one.voice
        why = f"  ({one.why})" if one.why else ""
        works = "works" if one.works else "-"
        click.echo(f"{voice.name:<{widest}}  {voice.engine:<8}  {voice.language:<6}  {works:<5}  {voice.title}{why}")


@voices.command(name="try")
@click.argument("name")
@click.option("-o", "--output", metavar="FILE", help="An .mp3 or .wav file.  [default: output/voice-NAME.mp3]")
@click.option("--text", default="", metavar="TEXT", help="What to say, instead of a setup, a count and a closing.")
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def try_(name: str, output: str | None, text: str, force: bool) -> None:
    """Make some ten seconds of sound with a voice."""
    from ..pipeline import voicing

    if text and (why := unspeakable(text)):
        raise RequestError(f"--text: {told(text)} can't be said: {why}", hint='--text "a sentence in plain words"')
    path = writable(output or str(OUTPUT / f"voice-{name}.mp3"))
    workshop = open_workshop()
    voicing.try_voice(workshop, name, path, text=text, force=force)
    click.echo(str(path))


@voices.command(help=_GET, short_help="Fetch a neural voice by Piper.")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Fetch without asking.")
def get(name: str, yes: bool) -> None:
    """Fetch a neural voice by Piper."""
    from ..pipeline import models_in, voicing

    home, models = voices_home(), models_in(data_folder())
    offered = voicing.offer(home, name, models)
    say("\n".join([f"{offered.voice.name}: {offered.voice.title}", *offered.licence]))
    if offered.lacking and not yes:
        _ask(offered.voice.name, offered.size, models)
    with _fetching(bool(offered.lacking)) as report:
        voice = voicing.accept(home, offered, models=models, own=config_folder(), progress=report)
    click.echo(voice)
    if sys.stderr.isatty():
        click.echo(f"Next: backrelief-audio voices try {voice}", err=True)


def _ask(name: str, size: int, models: Path) -> None:
    """Go on only where the user wants it. Raises RequestError where nobody can be asked, FetchError on no."""
    if not sys.stdin.isatty():
        told = "nobody can be asked whether to fetch it, because this is no terminal"
        raise RequestError(told, hint=f"backrelief-audio voices get {name} --yes")
    if not click.confirm(f"Fetch {size / 1e6:.1f} MB into {models}?", err=True):
        raise FetchError("nothing was fetched")


@contextmanager
def _fetching(anything: bool) -> Iterator[Progress | None]:
    """A progress bar in bytes; None where stderr is not a terminal, or there is nothing to fetch."""
    if not anything or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TransferSpeedColumn

    with Progress(
        BarColumn(), DownloadColumn(), TransferSpeedColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
