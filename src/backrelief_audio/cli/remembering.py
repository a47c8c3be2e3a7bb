"""``history``: which sessions were built, and forgetting them; and what building and planning do with it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ..units import counted
from .clock import now
from .options import drawn_seed, state_folder
from .reporting import print_json, warn

if TYPE_CHECKING:
    from ..model.request import Request
    from ..pipeline import Built, Workshop

_HISTORY = """\b
Examples:
  backrelief-audio history
  backrelief-audio history --clear

List the sessions built, newest first, or forget them. Where no --seed is typed, build and plan choose a session that
differs from the last ones.
"""


@click.command(help=_HISTORY)
@click.option("--clear", is_flag=True, help="Forget all of them.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def history(clear: bool, as_json: bool) -> None:
    """List the sessions built, or forget them."""
    from .. import history as kept

    if clear:
        number = kept.clear(state_folder(), warn)
        told = f"{counted(number, 'session')} forgotten"
        print_json({"forgotten": number}) if as_json else click.echo(told)
        return
    entries = kept.recall(state_folder(), warn)[::-1]
    if as_json:
        print_json([asdict(entry) for entry in entries])
        return
    if not entries:
        click.echo("no sessions yet", err=True)
    for entry in entries:
        click.echo(f"{entry.when}  {entry.title}  seed {entry.seed}  {', '.join(entry.moves)}")


def freshened(workshop: Workshop, request: Request, values: dict[str, Any], no_history: bool) -> Request:
    """The request, with a seed whose session differs from the last ones where none was typed or set.

    A routine's moves are settled: its seed chooses words alone.
    """
    if no_history or values["seed"] is not None or request.routine is not None:
        return request
    from .. import history as kept
    from ..pipeline import freshening

    recent = kept.latest_moves(kept.recall(state_folder(), warn), freshening.SESSIONS)
    return freshening.fresh(workshop, request, drawn_seed, recent)


def remember(built: Built, request: Request) -> None:
    """Keep in mind what was built."""
    from .. import history as kept

    entry = kept.Entry(
        when=now().isoformat(timespec="seconds"),
        title=built.title,
        seed=built.seed,
        minutes=round(built.length / 60_000, 6),
        focus=tuple(focus.value for focus in request.focus),
        moves=built.exercises,
    )
    kept.remember(state_folder(), entry, warn)
