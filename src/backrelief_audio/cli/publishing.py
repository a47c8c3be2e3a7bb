"""``publish``: a folder of sessions as a site of plain files."""

from __future__ import annotations

import click

from ..units import counted
from .options import writable
from .reporting import print_json, say, warn
from .shows import fit_title, sessions_folder

_HELP = """\b
Examples:
  backrelief-audio publish --base-url https://example.org/back/
  backrelief-audio publish output/neck-10min --base-url http://nas.local/back/ -o site/

Write a page for each session, a page that lists them, a podcast feed, covers, chapters and transcripts as plain files,
for a web server, a bucket or a NAS. FOLDER is where the sessions are [default: output/]; the files go there, too, or,
with --output and copies of the sessions, into another folder.

Run again, it writes only what has changed. What this program did not write there is never replaced without --force, and
nothing is ever removed.
"""


@click.command(help=_HELP)
@click.argument("folder", required=False)
@click.option(
    "--base-url", metavar="URL", required=True, help="Where the site will be found: its feed has whole addresses."
)
@click.option("-o", "--output", metavar="FOLDER", help="Where the site is written.  [default: FOLDER]")
@click.option(
    "--title", default="", help="What the site is called.  [default: as the playlist in FOLDER, or a plain one]"
)
@click.option("--force", is_flag=True, help="Replace files that this program did not write.")
@click.option("--json", "as_json", is_flag=True, help="Tell what was written and kept as JSON.")
def publish(*, folder: str | None, base_url: str, output: str | None, title: str, force: bool, as_json: bool) -> None:
    """Write the site."""
    from ..pipeline import publishing
    from ..pipeline.sites import SiteFolder
    from ..publish.base import base_address
    from ..publish.places import FEED

    base = base_address(base_url, "--base-url")
    source = sessions_folder(folder, "publish")
    target = writable(output) if output else source
    site = SiteFolder(source, title=fit_title(title), identity=base.partition("://")[2], notice=warn)
    done = publishing.publish(site, target, base, force=force)
    if done.left:
        warn(f"no longer part of the site; remove them where nobody should find them: {', '.join(done.left)}")
    sessions, written = counted(done.sessions, "session"), counted(len(done.written), "file")
    say(f"{done.folder}: {sessions}, wrote {written}, kept {done.kept}")
    if as_json:
        outcome = {"folder": str(done.folder), "base": base, "feed": f"{base}{FEED}", "sessions": done.sessions}
        print_json({**outcome, "written": [str(path) for path in done.written], "kept": done.kept})
        return
    click.echo(base)
    click.echo(f"{base}{FEED}")
