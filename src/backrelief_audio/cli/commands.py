"""All commands in one group, and what each of them ends with."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

import click

from .. import __version__
from ..errors import BackreliefError
from ..legible import escaped
from .reporting import say

_COMMANDS = {
    "build": ("making", "Make one session, or a day's short breaks."),
    "plan": ("making", "Show the timed script of a session without making it."),
    "playlist": ("playlists", "Make a folder of sessions, by area or from a routine."),
    "program": ("programming", "Weeks of sessions that progress."),
    "serve": ("serving", "A page and a feed for the phone, with a QR code."),
    "publish": ("publishing", "Write a folder of sessions as a site of plain files."),
    "history": ("remembering", "List the sessions built, or forget them."),
    "exercises": ("listing", "List the exercises, show one, or begin one of your own."),
    "voices": ("voicing", "List the voices, try one, or get one."),
    "cache": ("caching", "Show what is kept of sound made, or remove it."),
    "doctor": ("doctoring", "Say what works here, and what is missing."),
}
"""The module of each command, and the line that the list has of it: to list them, none has to be imported."""

EXAMPLES = """\b
Examples:
  backrelief-audio build --minutes 15
  backrelief-audio build --minutes 10 --focus neck --focus posture
  backrelief-audio build --minutes 15 --split 5
  backrelief-audio plan --minutes 8.5 --equipment chair --seed 7
  backrelief-audio playlist --focus neck --focus chest --minutes 10
  backrelief-audio program --weeks 4 --days 3
  backrelief-audio serve
  backrelief-audio exercises show bird-dog
  backrelief-audio doctor
"""


class _Group(click.Group):
    """Commands by name and line, each imported when it is run or its own help is asked for."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, listed, rest = super().resolve_command(ctx, args)
        if name in _COMMANDS:
            listed = getattr(import_module(f".{_COMMANDS[name][0]}", __package__), name)
        return name, listed, rest


@click.group(
    cls=_Group,
    commands=[click.Command(name, short_help=line) for name, (_, line) in _COMMANDS.items()],
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
    from .options import settings

    chosen = settings()
    context.default_map = {"build": chosen, "plan": chosen, "playlist": chosen, "program": _of_program(chosen)}


def _of_program(chosen: dict[str, Any]) -> dict[str, Any]:
    """What of the settings holds for a program; where things go in general, its folder goes."""
    return {key: value for key, value in chosen.items() if key not in ("minutes", "output", "no_history")}


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
