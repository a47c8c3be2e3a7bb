"""What a newcomer does: README's command in a clean clone, a wheel, an editable install; with nothing but Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mutagen.mp3 import MP3

pytestmark = pytest.mark.real

PROJECT = Path(__file__).parent.parent


def environment(home: Path) -> dict[str, str]:
    """A clean home, and programs from Python's folder and the system's basic ones only: no ffmpeg, no espeak."""
    programs = home / "programs"
    programs.mkdir(parents=True, exist_ok=True)
    for name in ("bash", "sh", "env", "ls", "mkdir", "uname", "git"):
        found = shutil.which(name)
        if found and not (programs / name).exists():
            (programs / name).symlink_to(found)
    python = programs / "python3"
    if not python.exists():
        python.symlink_to(sys.base_prefix + "/bin/python3")
    kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "LANG"))}
    return {**kept, "HOME": str(home), "PATH": str(programs)}


def clone(target: Path) -> Path:
    """The project as git has it and as it is being worked on: tracked files and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():  # gone since, or another environment's link to a folder
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, target / name)
    return target


def command(name: str) -> str:
    """One of README's commands."""
    script = PROJECT / ".ci" / "readme_command.py"
    return subprocess.run([sys.executable, script, name], capture_output=True, text=True, check=True).stdout


def run(line: str, folder: Path, env: dict[str, str]) -> str:
    """A shell line's stdout. Fails the test with its stderr where it fails."""
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_readme_s_first_command_makes_fifteen_minutes(tmp_path: Path) -> None:
    """In a clean clone with a clean home and no programs but Python, README's line makes a session of 15 minutes."""
    folder = clone(tmp_path / "clone")
    told = run(command("session"), folder, environment(tmp_path / "home"))
    made = list((folder / "output").glob("*.mp3"))
    assert [str(path.relative_to(folder)) for path in made] == [told.strip()]
    assert MP3(made[0]).info.length == pytest.approx(900, abs=0.03)


@pytest.mark.parametrize("kind", ["wheel", "editable"])
def test_an_installed_package_has_everything(tmp_path: Path, kind: str) -> None:
    """A wheel far from its source and an editable install have all exercises, voices, engines and pages, and speak."""
    folder = clone(tmp_path / "clone")
    env = environment(tmp_path / "home")
    run("python3 -m venv env", tmp_path, env)
    if kind == "wheel":
        run(f"env/bin/pip wheel --quiet --no-deps --wheel-dir wheels {folder}", tmp_path, env)
        shutil.rmtree(folder)
        run("env/bin/pip install --quiet --no-compile wheels/*.whl", tmp_path, env)
    else:
        run(f"env/bin/pip install --quiet --no-compile --editable {folder}", tmp_path, env)
    program = tmp_path / "env" / "bin" / "backrelief-audio"
    assert len(json.loads(run(f"{program} exercises --json", tmp_path, env))) == 37
    ours = sorted(path.stem for path in (PROJECT / "voices").glob("*.toml"))
    assert [voice["name"] for voice in json.loads(run(f"{program} voices --json", tmp_path, env))] == ours
    findings = json.loads(run(f"{program} doctor --json", tmp_path, env))
    assert {finding["what"] for finding in findings if finding["fine"]} == {"content", "speech", "sound", "store"}
    told = json.loads(run(f"{program} build --minutes 1 --seed 3 --json", tmp_path, env))
    assert told["seconds"] == 60.0
    site = json.loads(run(f"{program} publish --base-url http://localhost/ --json", tmp_path, env))
    assert {"index.html", "page.css", "session.js"} <= {Path(path).name for path in site["written"]}
