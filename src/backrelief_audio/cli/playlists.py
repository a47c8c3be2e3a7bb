"""``playlist``: a folder of sessions for an area, or a named playlist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from ..errors import RequestError
from ..model.exercise import Focus
from .opening import open_workshop
from .options import drawn_seed, requested, session_options
from .reporting import print_json
from .shows import make_shows, output_root

if TYPE_CHECKING:
    from ..model.request import Request
    from ..pipeline import Workshop
    from ..pipeline.wanting import WantedShow

    Plot = Callable[[int], WantedShow]

_AREA_COUNT = 3
"""How many sessions an area gets where nothing is said."""

_HELP = """\b
Examples:
  backrelief-audio playlist
  backrelief-audio playlist --focus neck --focus chest --minutes 10
  backrelief-audio playlist --all-focuses --minutes 5 -n 2

Make a folder of sessions with a playlist (.m3u8) and an index: several for each area, or a named playlist.

Without NAME and area, list the named playlists. Run again, it makes only what is missing, changed or damaged.
"""


@click.command(help=_HELP)
@click.argument("name", required=False)
@session_options
@click.option("--all-focuses", is_flag=True, help="All eight areas, a folder each.")
@click.option(
    "-n",
    "--count",
    type=click.IntRange(1, 99),
    help="How many sessions an area gets, or variations a named playlist.  [default: 3, or 1]",
)
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    envvar="BACKRELIEF_OUTPUT",
    help="The folder; for several areas the one that theirs are in.  [default: a name of its own in output/]",
)
@click.option("--force", is_flag=True, help="Replace files that this program did not write.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was made, kept and failed as JSON.")
def playlist(
    *,
    name: str | None,
    all_focuses: bool,
    count: int | None,
    output: str | None,
    force: bool,
    as_json: bool,
    **values: Any,
) -> int:
    """Make a folder of sessions."""
    from ..pipeline.showing import seed_of

    _check_alone(name, values["routine"], all_focuses)
    name = name or values["routine"] or None
    workshop = open_workshop()
    if name is None and not _typed("focus") and not all_focuses:
        _list(workshop, as_json)
        return 0
    drawn = drawn_seed()
    values["seed"] = drawn if (seed := values["seed"]) is None else seed
    if name is not None:
        plots = [_of_routine(workshop, name, values, count or 1)]
    else:
        plots = list(_of_areas(workshop, values, count or _AREA_COUNT, tuple(Focus) if all_focuses else ()))
    root, typed = output_root(output)
    shows = []
    for plot in plots:
        show = plot(values["seed"])
        folder = root if typed and len(plots) == 1 else root / show.name
        if seed is None and (before := seed_of(folder)) is not None:
            show = plot(before)
        shows.append((folder, show))
    return make_shows(workshop, shows, force=force, as_json=as_json)


def _check_alone(name: str | None, routine: str, all_focuses: bool) -> None:
    """Raise RequestError where two things to make are typed at once."""
    if name and routine:
        told = f"a name and --routine exclude each other: {name}, {routine}"
        raise RequestError(told, hint=f"backrelief-audio playlist {name}")
    name = name or routine
    if bool(name) + _typed("focus") + all_focuses > 1:
        told = "a name, --focus and --all-focuses exclude each other; choose one of them"
        raise RequestError(told, hint=f"backrelief-audio playlist {name or '--all-focuses'}")


def _of_areas(workshop: Workshop, values: Mapping[str, Any], count: int, areas: tuple[Focus, ...]) -> Iterator[Plot]:
    """A show for each area: those given, or those that were typed."""
    from ..pipeline.wanting import area_show

    request = requested(workshop, {**values, "focus": [area.value for area in areas] or values["focus"]})
    for area in request.focus:
        yield partial(lambda area, seed: area_show(replace(request, seed=seed), area, count), area)


def _of_routine(workshop: Workshop, name: str, values: Mapping[str, Any], count: int) -> Plot:
    """The show of a named playlist, as long as it usually is where no length was asked for."""
    from ..pipeline.wanting import routine_show

    request = _following(workshop, name, values)
    return lambda seed: routine_show(replace(request, seed=seed), count)


def _following(workshop: Workshop, name: str, values: Mapping[str, Any]) -> Request:
    """The request for a session of a named playlist, which settles what nobody typed."""
    _check_name(workshop, name)
    return requested(workshop, {**values, "routine": name})


def _list(workshop: Workshop, as_json: bool) -> None:
    """The named playlists, a line each."""
    routines = workshop.routines
    if as_json:
        print_json([{"name": each.id, "title": each.title, "about": each.about} for each in routines])
        return
    widest = max((len(each.id) for each in routines), default=0)
    for each in routines:
        click.echo(f"{each.id:<{widest}}  {each.about}")
    if not routines:
        click.echo("there are no named playlists; try: backrelief-audio playlist --focus neck", err=True)


def _check_name(workshop: Workshop, name: str) -> None:
    """Raise RequestError where the name is an area's: what was meant is plain then."""
    wanted = name.strip().lower()
    if wanted in {area.value for area in Focus} - {routine.id for routine in workshop.routines}:
        told = f"{wanted} is an area, not a named playlist"
        raise RequestError(told, hint=f"backrelief-audio playlist --focus {wanted}")


def _typed(option: str) -> bool:
    """Whether it stands on the command line: what environment and settings say of an area is meant for ``build``."""
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE
