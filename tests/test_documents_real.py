"""Every command that the documents show, run as shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from backrelief_audio.cli import commands

pytestmark = pytest.mark.real

PROJECT = Path(__file__).parent.parent
DOCUMENTS = (PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md")))
PROGRAM = "backrelief-audio"


def shown() -> list[str]:
    """The lines of shell blocks; README's two whole commands are run elsewhere, with an install of their own."""
    lines: list[str] = []
    for document in DOCUMENTS:
        text = re.sub(
            r"<!-- command: \w+ -->\n```sh\n.+?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        for block in re.findall(r"```sh\n(.+?)```", text, flags=re.DOTALL):
            lines += [line for line in block.splitlines() if line.strip()]
    return lines


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the commands are run, one after the other."""
    return tmp_path_factory.mktemp("documents")


def test_documents_show_something() -> None:
    """There are commands to run, and each is the program's own."""
    assert len(shown()) >= 8
    assert [line for line in shown() if not line.startswith(f"{PROGRAM} ")] == []


@pytest.mark.parametrize("line", shown())
def test_a_shown_command_works(line: str, folder: Path) -> None:
    """A command of the documents ends well when it is typed as it stands."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BACKRELIEF_"))}
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**kept, "HOME": str(folder), "PATH": programs}
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_is_documented() -> None:
    """README shows every command and explains every option of build."""
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    assert [name for name in commands.commands if f"{PROGRAM} {name}" not in readme] == []
    options = [option for parameter in commands.commands["build"].params for option in parameter.opts]
    assert [option for option in options if f"`{option}`" not in readme] == []
