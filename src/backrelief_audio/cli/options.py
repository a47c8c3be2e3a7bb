"""Options that several commands share, and where their values come from when they are not typed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from ..asking import Asked
from ..errors import ContentError, Problem, RequestError
from ..legible import MOST_PATH, oddity, told, unfit
from ..model.request import MOST_SEED
from .reporting import warn

if TYPE_CHECKING:
    from ..model.request import Request
    from ..pipeline import Workshop

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_VOICE = "clear"

DEFAULT_BED = "warm-pad"
"""The bed that listeners get who ask for none; docs/sound.md says why."""

_MINUTES = click.option(
    "--minutes",
    default="15",
    show_default=True,
    envvar="BACKRELIEF_MINUTES",
    help="Length of the whole file, 1 to 90; fractions are fine.",
)
_LEVEL = click.option(
    "--level",
    default="standard",
    show_default=True,
    envvar="BACKRELIEF_LEVEL",
    metavar="LEVEL",
    help="gentle (easier moves and options, slower changes), standard, or strong.",
)
_LEARN = click.option("--learn", is_flag=True, help="A slow session that teaches the moves, with few reps.")
_ROUTINE = click.option(
    "--routine",
    default="",
    metavar="NAME or FILE",
    help="A settled sequence in place of moves chosen for you: a named playlist, or a file such as ./mine.toml.",
)

_OPTIONS = (
    _MINUTES,
    click.option(
        "--focus",
        multiple=True,
        envvar="BACKRELIEF_FOCUS",
        metavar="AREA",
        help="thoracic, scapular, neck, chest, shoulders, core, posture, calm; repeatable. Default: a balance.",
    ),
    click.option(
        "--equipment",
        multiple=True,
        envvar="BACKRELIEF_EQUIPMENT",
        metavar="LIST",
        help="chair, wall, mat, band, dumbbells, bar, doorway, towel, or none; commas or repeated. "
        "Default: chair,wall,mat.",
    ),
    click.option("--include", multiple=True, metavar="ID", help="An exercise that must be in; repeatable."),
    click.option(
        "--exclude",
        multiple=True,
        metavar="ID",
        envvar="BACKRELIEF_EXCLUDE",
        help="An exercise that must not be in; repeatable.",
    ),
    _LEVEL,
    click.option(
        "--avoid",
        multiple=True,
        envvar="BACKRELIEF_AVOID",
        metavar="WHAT",
        help="What to be spared: pregnancy, postpartum, shoulder, neck, wrist, knee, balance, low-back, disc, "
        "osteoporosis, blood-pressure, head-down, migraine, floor; repeatable. Moves are left out or done another way.",
    ),
    _ROUTINE,
    _LEARN,
    click.option(
        "--instruction",
        default="full",
        show_default=True,
        envvar="BACKRELIEF_INSTRUCTION",
        metavar="HOW",
        help="full, medium or brief: how much is said about each move.",
    ),
    click.option(
        "--counting",
        default="full",
        show_default=True,
        envvar="BACKRELIEF_COUNTING",
        metavar="HOW",
        help="full, sparse, last-three or none: which reps have their number said; the others have a soft tick.",
    ),
    click.option(
        "--voice",
        default=DEFAULT_VOICE,
        show_default=True,
        envvar="BACKRELIEF_VOICE",
        metavar="NAME",
        help="See: backrelief-audio voices.",
    ),
    click.option(
        "--bed",
        default=DEFAULT_BED,
        show_default=True,
        envvar="BACKRELIEF_BED",
        metavar="NAME, FILE or none",
        help="What plays under the voice: warm-pad, low-strings, slow-pulse, soft-bells, ocean, soft-rain, or a sound "
        "file of your own.",
    ),
    click.option(
        "--bed-distance",
        default="standard",
        show_default=True,
        envvar="BACKRELIEF_BED_DISTANCE",
        metavar="DISTANCE",
        help="How far it stays under the voice: nearer, standard, farther.",
    ),
    click.option(
        "--seed",
        type=int,
        envvar="BACKRELIEF_SEED",
        help=f"Chooses among the sessions that fit, 0 to {MOST_SEED}. Default: drawn anew, and told.",
    ),
)

_PROGRAM_SETS = (_MINUTES, _LEVEL, _LEARN, _ROUTINE)
"""What a program settles by itself, week by week."""

_LISTS = ("focus", "equipment", "include", "exclude", "avoid")
_FLAGS = ("no_history",)
_TEXTS = ("minutes", "level", "instruction", "counting", "voice", "bed", "bed_distance", "output", "cache_limit")
SETTINGS = (*_TEXTS, *_LISTS, "seed", *_FLAGS)
"""What a settings file may hold."""


def session_options(command: F) -> F:
    """The options that say which session is wanted."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def program_options(command: F) -> F:
    """The same without what a program settles by itself."""
    for option in reversed(_OPTIONS):
        if option not in _PROGRAM_SETS:
            command = option(command)
    return command


def history_option(command: F) -> F:
    """Whether earlier sessions matter."""
    return click.option(
        "--no-history",
        is_flag=True,
        envvar="BACKRELIEF_NO_HISTORY",
        help="Neither look at earlier sessions nor remember this one.",
    )(command)


def drawn_seed() -> int:
    """A seed where none was typed. Randomness is read here and nowhere else."""
    return int.from_bytes(os.urandom(2), "big")


def asked_from(values: Mapping[str, Any]) -> Asked:
    """The options as typed, with a seed drawn where none was given."""
    seed = values["seed"]
    left_open: dict[str, Any] = _left_open() if values["routine"] else {}
    typed = {**values, **left_open}
    return Asked(
        minutes=typed["minutes"],
        seed=drawn_seed() if seed is None else seed,
        focus=typed["focus"],
        equipment=values["equipment"],
        include=typed["include"],
        exclude=values["exclude"],
        level=values["level"],
        avoid=values["avoid"],
        learn=values["learn"],
        routine=values["routine"],
        instruction=typed["instruction"],
        counting=values["counting"],
        voice=values["voice"],
        bed=values["bed"],
        bed_distance=values["bed_distance"],
    )


def requested(workshop: Workshop, values: Mapping[str, Any]) -> Request:
    """The request that was typed. Raises RequestError with every fault of the options, and where to read of them."""
    try:
        return workshop.request(asked_from(values), notice=warn)
    except RequestError as fault:
        fault.hint = fault.hint or f"{click.get_current_context().command_path} --help"
        raise


def _left_open() -> dict[str, Any]:
    """What a routine decides unless it is typed in this very command; how much is said, unless it is set anywhere."""
    context = click.get_current_context()
    sources = {name: context.get_parameter_source(name) for name in ("minutes", "focus", "include", "instruction")}
    typed = {name for name, source in sources.items() if source is ParameterSource.COMMANDLINE}
    if sources["instruction"] is not ParameterSource.DEFAULT:
        typed.add("instruction")
    empty: dict[str, Any] = {"minutes": "", "focus": (), "include": (), "instruction": ""}
    return {name: value for name, value in empty.items() if name not in typed}


def settings() -> dict[str, Any]:
    """The user's own defaults, from ``config.toml`` in their configuration folder; empty where there is none.

    Raises ContentError where the file has faults.
    """
    path = config_folder() / "config.toml"
    if not path.exists():
        return {}
    from ..content.toml import read_toml

    problems: list[Problem] = []
    data = read_toml(path, problems, str(path)) or {}
    chosen: dict[str, Any] = {}
    for key, value in data.items():
        if key not in SETTINGS or isinstance(value, dict):
            problems.append(Problem(where=f"{path}: {key}", what="unknown key", allowed=", ".join(SETTINGS)))
        elif key in _FLAGS and not isinstance(value, bool):
            problems.append(Problem(where=f"{path}: {key}", what=f"{told(value)} is neither", allowed="true or false"))
        elif key in _FLAGS or (key == "seed" and _is_setting(value) and isinstance(value, int)):
            chosen[key] = value
        else:
            values = value if isinstance(value, list) and key in _LISTS else [value]
            strange = [told(item) for item in values if not _is_setting(item)]
            problems += [
                Problem(where=f"{path}: {key}", what=f"{item} is no setting", allowed=_A_SETTING) for item in strange
            ]
            if not strange:
                chosen[key] = [str(item) for item in values] if key in _LISTS else str(value)
    if problems:
        raise ContentError(problems, hint=f"mend {path}")
    return chosen


_A_SETTING = f"a number, or a text of at most {MOST_PATH} letters without control characters"


def _is_setting(value: object) -> bool:
    """Whether it is something that could have been typed."""
    if isinstance(value, str):
        return len(value) <= MOST_PATH and not oddity(value)
    return isinstance(value, float) or (isinstance(value, int) and abs(value) < 1 << 63)


def writable(output: str) -> Path:
    """Where something is to be written. Raises RequestError where nothing can have that name."""
    if why := unfit(output):
        raise RequestError(f"--output: {told(output)} {why}", hint="choose another name with --output")
    return Path(output)


def config_folder() -> Path:
    """Where the user's settings are. Read from the environment, as all of it is, in the command line alone."""
    from platformdirs import user_config_path

    return user_config_path("backrelief-audio", appauthor=False)


def cache_folder() -> Path:
    """Where what was spoken and encoded is kept."""
    from platformdirs import user_cache_path

    chosen = os.environ.get("BACKRELIEF_CACHE")
    return Path(chosen) if chosen else user_cache_path("backrelief-audio", appauthor=False)


def data_folder() -> Path:
    """Where what was fetched is."""
    from platformdirs import user_data_path

    chosen = os.environ.get("BACKRELIEF_DATA")
    return Path(chosen) if chosen else user_data_path("backrelief-audio", appauthor=False)


def state_folder() -> Path:
    """Where the history of sessions is."""
    from platformdirs import user_state_path

    chosen = os.environ.get("BACKRELIEF_STATE")
    return Path(chosen) if chosen else user_state_path("backrelief-audio", appauthor=False)


def voices_home() -> str:
    """Where Piper's voices are fetched from."""
    from ..fetching import HOME

    return os.environ.get("BACKRELIEF_PIPER_VOICES") or HOME
