"""``exercises``: what there is, and beginning one of one's own."""

from __future__ import annotations

import sys
from dataclasses import asdict
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Any

import click

from ..errors import RequestError
from ..legible import told
from ..model.exercise import Exercise, Version
from .options import config_folder
from .reporting import print_json


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def exercises(context: click.Context, as_json: bool) -> None:
    """List the exercises, show one, or begin one of your own."""
    if context.invoked_subcommand is not None:
        return
    catalogue, own = _catalogue()
    if as_json:
        print_json([{**_plain(exercise), "own": exercise.id in own} for exercise in catalogue])
        return
    widest = max(len(exercise.id) for exercise in catalogue)
    for exercise in catalogue:
        focus = ", ".join(area.value for area in exercise.focus)
        mark = "  (yours)" if exercise.id in own else ""
        click.echo(f"{exercise.id:<{widest}}  {_amount(exercise):<22}  {_needs(exercise):<14}  {focus}{mark}")


def _catalogue() -> tuple[tuple[Exercise, ...], frozenset[str]]:
    """All exercises, and the ids of the user's own."""
    from ..content import CONTENT, load_exercises

    own = config_folder() / "exercises"
    return load_exercises(CONTENT / "exercises", own), frozenset(path.stem for path in own.glob("*.toml"))


@exercises.command()
@click.argument("words", metavar="ID", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def show(words: tuple[str, ...], as_json: bool) -> None:
    """Show one exercise: dose, setup, action, breath, form, cautions, options and what can take its place."""
    id_ = " ".join(words)
    catalogue, own = _catalogue()
    names = {name: exercise for exercise in catalogue for name in (exercise.id, *exercise.aliases)}
    typed = "-".join(id_.lower().replace("_", " ").replace("-", " ").split())
    found = names.get(typed)
    if found is None:
        near = get_close_matches(typed, list(names), n=1, cutoff=0.4)
        hint = f"backrelief-audio exercises show {near[0]}" if near else "backrelief-audio exercises"
        raise RequestError(f"there is no exercise {told(id_)}", hint=hint)
    if as_json:
        print_json({**_plain(found), "own": found.id in own})
    else:
        click.echo(_page(found) + (f"\n  {'file':<9} {_own_file(found.id)}" if found.id in own else ""))


@exercises.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--force", is_flag=True, help="Replace a file that is there; of an exercise of ours, make a copy to change."
)
def new(id_: str, force: bool) -> None:
    """Begin an exercise of your own: a commented file that works as it stands."""
    from ..content.template import new_exercise

    path = new_exercise(id_, config_folder() / "exercises", force=force)
    click.echo(str(path))
    if sys.stderr.isatty():
        after = f"Next: change it in an editor, then: backrelief-audio plan --minutes 10 --include {id_}"
        click.echo(after, err=True)


def _own_file(id_: str) -> Path:
    return config_folder() / "exercises" / f"{id_}.toml"


def _plain(exercise: Exercise) -> dict[str, Any]:
    """An exercise as JSON types; times in milliseconds, holds of a dose in seconds, as in the model."""
    return {key: _json_type(value) for key, value in asdict(exercise).items()}


def _json_type(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: _json_type(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [_json_type(inner) for inner in value]
    return value


def _amount(exercise: Exercise) -> str:
    dose = exercise.dose
    unit, amount = ("reps", dose.reps) if dose.reps else ("s hold", dose.hold)
    assert amount is not None
    sets = f"{dose.sets.default} x " if dose.sets.default > 1 else ""
    return f"{sets}{amount.default} ({amount.least}-{amount.most}) {unit}"


def _needs(exercise: Exercise) -> str:
    return " or ".join("+".join(item.value for item in needs) or "nothing" for needs in exercise.equipment)


def _version(version: Version) -> str:
    """Another way to do it, in a line: what for, how, where and with what."""
    where = [version.position.value] if version.position else []
    needs = [item.value for item in version.equipment or ()]
    placed = f" [{', '.join((*where, *needs))}]" if where or needs else ""
    return f"{', '.join(code.value for code in version.answers)}: {version.option}{placed}"


def _page(exercise: Exercise) -> str:
    cautions = [
        f"{caution.code.value} ({caution.effect.value})" + (f": {caution.note}" if caution.note else "")
        for caution in exercise.cautions
    ]
    rows = {
        "id": [exercise.id, *exercise.aliases],
        "kind": [", ".join(kind.value for kind in exercise.kinds)],
        "focus": [", ".join(area.value for area in exercise.focus)],
        "muscles": [", ".join((*exercise.primary, *exercise.secondary))],
        "dose": [f"{_amount(exercise)}, sides: {exercise.sides.value}, intensity {exercise.intensity} of 5"],
        "position": [", ".join(position.value for position in exercise.positions)],
        "needs": [_needs(exercise)],
        "setup": list(exercise.setup),
        "action": list(exercise.actions),
        "breath": [exercise.breath],
        "form": list(exercise.reminders),
        "fault": [exercise.fault],
        "feel": [exercise.feel],
        "easier": list(exercise.easier) or ["-"],
        "harder": list(exercise.harder) or ["-"],
        "cautions": cautions or ["none"],
        "versions": [_version(version) for version in exercise.versions] or ["-"],
        "instead": [", ".join(exercise.instead) or "-"],
        "source": [", ".join(exercise.source)],
    }
    lines = [exercise.name]
    for label, texts in rows.items():
        lines += [f"  {label if number == 0 else '':<9} {text}" for number, text in enumerate(texts)]
    return "\n".join(lines)
