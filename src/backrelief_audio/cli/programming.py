"""``program``: weeks of sessions that progress, and the next of them by how the listener is getting on."""

from __future__ import annotations

import datetime
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import RequestError
from ..model.program import LEAST_DAYS, MOST_DAYS, MOST_PAIN, WEEKS, YEARS, Kept, Settled, Verdict
from ..program_file import LISTS, TEXTS
from ..units import counted
from .clock import epoch, today
from .opening import open_workshop
from .options import drawn_seed, program_options
from .reporting import print_json, progress_bar, say, warn
from .shows import OUTPUT, output_root, tell, told, usual_root

if TYPE_CHECKING:
    from ..pipeline.following import Followed

NAME = "program"
"""A program's folder by default, where things go in general."""

FOLDER = OUTPUT / NAME
"""The same where nothing is set."""

_PROGRAM = f"""\b
Examples:
  backrelief-audio program --weeks 4 --days 3 --avoid wrist -o back/
  backrelief-audio program next --pain 2 back/

Weeks of sessions that progress: learn, build, strengthen, maintain. Makes the first week (--all: every week), and a
calendar (program.ics) and a page to print (overview.html) of all weeks. What is there already is kept. Then, before
each session, "program next" takes yesterday's pain and makes the one that is due.

General exercise guidance, not medical advice: have new or unexplained pain assessed first. Default folder: {FOLDER}/
"""

_NEXT = """\b
Example:
  backrelief-audio program next --pain 2 back/

Take yesterday's pain, 0 (none) to 10 (the worst), and make the session that is due; its path is printed. Up to 3 it
goes on, and after two comfortable strength sessions a little harder; 4 or 5 asks less of today; 6 or more goes a step
back, with gentle mobility or rest today. A second report on one day replaces the first.
"""

_USUAL = {"instruction": "full"}
"""Of options that are empty where nothing was typed."""

_WHY = {
    Verdict.CONTINUE: "comfortable, so it goes on at the load you have",
    Verdict.PROGRESS: "two comfortable strength sessions in a row, so a little more from now on",
    Verdict.HOLD: "hold: a smaller range and less load today. Pain of 4 or 5 should settle within 24 hours; if it "
    "stays raised, ask a clinician",
    Verdict.REGRESS: "pain has stayed raised, so it goes a step back. If it stays raised beyond 24 hours, ask a "
    "clinician",
    Verdict.EASE: "a step back: rest today, or move gently with this, within comfort. Ask a clinician if pain stays "
    "raised beyond 24 hours, or at once where it is new, severe or unexplained",
    Verdict.REST: "a step back, and rest today: no session was made. Ask a clinician if pain stays raised beyond 24 "
    "hours, or at once where it is new, severe or unexplained",
}
"""What is told of a decision."""


@click.group(invoke_without_command=True, help=_PROGRAM)
@click.option("--weeks", type=click.Choice([str(weeks) for weeks in WEEKS]), default="8", show_default=True)
@click.option(
    "--days",
    type=click.IntRange(LEAST_DAYS, MOST_DAYS),
    default=4,
    show_default=True,
    help="Sessions a week; the others are days of rest.",
)
@click.option(
    "--level",
    default="strong",
    show_default=True,
    envvar="BACKRELIEF_LEVEL",
    metavar="LEVEL",
    help="The most that is asked in any week: gentle, standard or strong.",
)
@program_options
@click.option("--start", metavar="YYYY-MM-DD", help="The first day.  [default: next Monday]")
@click.option("--at", metavar="HH:MM", help="When in the day, for the calendar.  [default: all day]")
@click.option("-o", "--output", metavar="FOLDER", help=f"Where to.  [default: {FOLDER}/]")
@click.option("--all", "all_weeks", is_flag=True, help="Make every week's sessions now.")
@click.option("--force", is_flag=True, help="Replace files that this program did not write.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was made, kept and failed as JSON.")
@click.pass_context
def program(
    context: click.Context, /, output: str | None, all_weeks: bool, force: bool, as_json: bool, **values: Any
) -> int:
    """Begin a program, or make what is missing of it."""
    if context.invoked_subcommand is not None:
        return 0
    from .. import program_file
    from ..pipeline import following
    from ..pipeline.showing import exit_code

    root, typed = output_root(output)
    path = root if typed else root / NAME
    settled = _settled(values, program_file.read(path))
    workshop = open_workshop()
    with progress_bar() as report:
        shows = following.begin(
            workshop,
            path,
            settled,
            all_weeks=all_weeks,
            force=force,
            stamp=epoch(),
            progress=report,
            notice=warn,
        )
    seed = dict(settled.options)["seed"]
    tell(shows, path, seed)
    if as_json:
        print_json({"folder": str(path), "seed": seed, **told(shows)})
    else:
        for one in (there for show in shows for there in show.there):
            click.echo(str(one))
    return exit_code(shows)


@program.command(name="next", help=_NEXT, short_help="Make the session that is due, by yesterday's pain.")
@click.argument("folder", type=Path, required=False)
@click.option("--pain", type=click.IntRange(0, MOST_PAIN), required=True, help="Yesterday's pain, 0 to 10.")
@click.option("--day", metavar="YYYY-MM-DD", help="The day this is told on.  [default: today]")
@click.option("--json", "as_json", is_flag=True, help="Tell what was decided and made as JSON.")
def next_(folder: Path | None, pain: int, day: str | None, as_json: bool) -> int:
    """Make the session that is due, by yesterday's pain."""
    from ..pipeline import following

    on = _day("--day", day) if day else today()
    workshop = open_workshop()
    path = folder or usual_root() / NAME
    with progress_bar() as report:
        followed = following.follow(workshop, path, pain, on, stamp=epoch(), progress=report, notice=warn)
    click.echo(f"pain {pain}: {_WHY[followed.decision.verdict]} ({_rung(followed.decision.rung)})", err=True)
    if followed.failed:
        say(f"error: {followed.failed}")
    if as_json:
        print_json(_outcome(followed))
    elif followed.path:
        click.echo(str(followed.path))
    return followed.exit_code


def _outcome(followed: Followed) -> dict[str, Any]:
    """As JSON types."""
    session = followed.session
    return {
        "decision": followed.decision.verdict.value,
        "rung": followed.decision.rung,
        "session": session.title if session else None,
        "path": str(followed.path) if followed.path else None,
    }


def _rung(rung: int) -> str:
    if not rung:
        return "the planned load"
    return f"{counted(abs(rung), 'step')} {'above' if rung > 0 else 'below'} the planned load"


def _settled(values: dict[str, Any], there: Kept | None) -> Settled:
    """What was typed; day, time and seed of the program that is there already where none was.

    Raises RequestError with every fault of the days and times.
    """
    options: dict[str, Any] = {key: tuple(values[key]) for key in LISTS} | {
        key: values[key] or _USUAL.get(key, "") for key in TEXTS
    }
    if any(sign in options["bed"] for sign in "./\\"):
        options["bed"] = str(Path(options["bed"]).absolute())  # the next session may be made from another folder
    was = there.settled if there else None
    seed = values["seed"]
    options["seed"] = seed if seed is not None else dict(was.options)["seed"] if was else drawn_seed()
    start = _day("--start", values["start"]) if values["start"] else was.start if was else _next_monday(today())
    at = _time(values["at"]) if values["at"] else was.at if was else None
    return Settled(weeks=int(values["weeks"]), days=values["days"], start=start, at=at, options=tuple(options.items()))


def _day(option: str, text: str) -> datetime.date:
    with suppress(ValueError):
        day = datetime.date.fromisoformat(text)
        if day.year in YEARS:
            return day
    raise RequestError(f"{option}: {text!r} is no day", hint=f"{option} {YEARS[0] + 26}-03-02")


def _time(text: str) -> datetime.time:
    with suppress(ValueError):
        return datetime.datetime.strptime(text, "%H:%M").time()
    raise RequestError(f"--at: {text!r} is no time of day", hint="--at 18:30")


def _next_monday(day: datetime.date) -> datetime.date:
    """The first Monday after a day."""
    return day + datetime.timedelta(days=7 - day.weekday())
