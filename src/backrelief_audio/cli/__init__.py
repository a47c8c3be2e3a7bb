"""The command line: options in, messages out. What is done, the pipeline does."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from .. import __version__
from ..errors import BackreliefError
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


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit.

    0 done, 1 failed, 2 usage, 3 some of a batch failed, 4 something missing, 130 interrupted.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's products here are small: its threads only wait, busily
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    try:
        outcome: Any = commands.main(args=arguments, standalone_mode=False, prog_name="backrelief-audio")
    except click.exceptions.Abort:
        say("interrupted; nothing was left half-made")
        return 130
    except click.ClickException as fault:
        fault.show()
        return fault.exit_code
    except BackreliefError as fault:
        say(f"error: {fault}")
        if fault.hint:
            say(f"try: {fault.hint}")
        return fault.exit_code
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return outcome if isinstance(outcome, int) else 0
