"""Every command that the documents show, run as shown."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from backrelief_audio.cli.commands import commands
from backrelief_audio.cli.making import build

pytestmark = pytest.mark.real

PROJECT = Path(__file__).parent.parent
DOCUMENTS = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
PROGRAM = "backrelief-audio"


def shown() -> list[str]:
    """The shell blocks; README's two whole commands are run elsewhere, with an install of their own."""
    blocks: list[str] = []
    for document in DOCUMENTS:
        text = re.sub(
            r"<!-- command: \w+ -->\n```sh\n.+?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        blocks += re.findall(r"```sh\n(.+?)```", text, flags=re.DOTALL)
    return blocks


def files() -> dict[str, str]:
    """The files that the documents show, by their names."""
    text = "\n".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    return dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.+?)```", text, flags=re.DOTALL))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands are run, one after the other, beside the files that the documents show."""
    made = tmp_path_factory.mktemp("documents")
    for name, text in files().items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def test_documents_show_something() -> None:
    """There are commands to run, and each is the program's own; and a file."""
    lines = [line for block in shown() for line in block.splitlines()]
    assert len(lines) >= 20
    assert [line for line in lines if not line.startswith(f"{PROGRAM} ")] == []
    assert files()


@pytest.mark.parametrize("block", shown(), ids=lambda block: block.splitlines()[0])
def test_shown_commands_work(block: str, folder: Path) -> None:
    """Commands of the documents end well when they are typed as they stand; without music where none is named.

    Music is slow to encode, and the sessions are long; one with it is made by README's own first command.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BACKRELIEF_"))}
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**kept, "HOME": str(folder), "PATH": programs, "BACKRELIEF_BED": "none"}
    for line in block.splitlines():
        if line.startswith(f"{PROGRAM} serve"):
            served(line, folder, env)
            continue
        done = subprocess.run(["bash", "-c", line], cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"


def served(line: str, folder: Path, env: dict[str, str]) -> None:
    """A command that goes on until it is interrupted: the page that it names is there, and then it ends well."""
    command = ["bash", "-c", f"exec {line}"]
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            address = server.stdout.readline().strip()
            with urllib.request.urlopen(address, timeout=30) as page:
                assert b'id="sessions"' in page.read()
        finally:
            server.send_signal(signal.SIGINT)
    assert server.returncode == 0, line


def test_every_command_is_documented() -> None:
    """README shows every command and explains every option of build."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert [name for name in commands.commands if f"{PROGRAM} {name}" not in readme] == []
    options = [option for parameter in build.params for option in parameter.opts]
    assert [option for option in options if f"`{option}`" not in readme] == []
