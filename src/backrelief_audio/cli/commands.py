"""All commands in one group, and what each of them ends with."""

from __future__ import annotations

import io
from typing import Any

import click

from .. import __version__
from ..errors import BackreliefError
from ..legible import escaped
from .caching import cache
from .doctoring import doctor
from .listing import exercises
from .making import build, plan
from .options import settings
from .playlists import playlist
from .programming import program, program_settings
from .remembering import history
from .reporting import say
from .voicing import voices

EXAMPLES = """\b
Examples:
  backrelief-audio build --minutes 15
  backrelief-audio build --minutes 10 --focus neck --focus posture
  backrelief-audio build --minutes 15 --split 5
  backrelief-audio plan --minutes 8.5 --equipment chair --seed 7
  backrelief-audio playlist --focus neck --focus chest --minutes 10
  backrelief-audio program --weeks 4 --days 3
  backrelief-audio exercises show bird-dog
  backrelief-audio doctor
"""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    help=f"""{EXAMPLES}
Make guided upper-back exercise sessions as MP3 files, offline, to the exact second.

General exercise guidance, not medical advice: have new or unexplained pain assessed first.
""",
)
@click.version_option(__version__, prog_name="backrelief-audio")
@click.pass_context
def commands(context: click.Context) -> None:
    """The group of all commands, with defaults from the user's settings file."""
    chosen = settings()
    context.default_map = {"build": chosen, "plan": chosen, "playlist": chosen, "program": program_settings(chosen)}


for command in (build, plan, playlist, program, history, exercises, voices, cache, doctor):
    commands.add_command(command)


def run(arguments: list[str] | None) -> int:
    """Run a command and say what went wrong; what it ends with. Raises KeyboardInterrupt where it was interrupted."""
    try:
        outcome: Any = commands.main(args=arguments, standalone_mode=False, prog_name="backrelief-audio")
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as fault:
        told = io.StringIO()
        fault.show(told)
        click.echo(escaped(told.getvalue(), lines=True), err=True, nl=False)
        return fault.exit_code
    except BackreliefError as fault:
        say(f"error: {fault}")
        if fault.hint:
            say(f"try: {fault.hint}")
        return fault.exit_code
    return outcome if isinstance(outcome, int) else 0
