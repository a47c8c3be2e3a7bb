"""The command, ready to be run."""

from __future__ import annotations

from pathlib import Path

import pytest
from commanding import Command, Outcome, furnish

from backrelief_audio.cli import main


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command line with the tone voice, from an empty working folder ``tmp_path / "work"``."""
    for name, value in furnish(tmp_path).items():
        monkeypatch.setenv(name, value)
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)

    def run(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Outcome(ended.value.code, told.out, told.err)

    return run
