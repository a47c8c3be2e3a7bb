"""``doctor``: whether it works here, really."""

from __future__ import annotations

import json
from typing import Any

import click

from ..errors import MissingError
from .opening import open_workshop
from .options import DEFAULT_VOICE


@click.command()
@click.option("--voice", default=DEFAULT_VOICE, show_default=True, metavar="NAME", help="The voice to try.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def doctor(voice: str, as_json: bool) -> None:
    """Speak, encode and decode a second of sound, and say what is missing."""
    findings: list[dict[str, Any]] = []
    for finding in open_workshop().examine(voice):
        findings.append({"what": finding.what, "fine": finding.fine, "told": finding.told})
        if not as_json:
            click.echo(f"{'ok     ' if finding.fine else 'MISSING'}  {finding.what:<10}  {finding.told}")
    if as_json:
        click.echo(json.dumps(findings, indent=2, ensure_ascii=False))
    if not all(finding["fine"] for finding in findings):
        raise MissingError("something does not work here; the lines marked MISSING say what")
