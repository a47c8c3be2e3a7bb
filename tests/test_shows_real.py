"""Whole shows with the real voice, made by the installed command, killed and made again, and decoded elsewhere."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from measuring import COMMAND, RATE, decoded, home, run
from writing import require

pytestmark = pytest.mark.real

NECK = ("playlist", "--focus", "neck", "--minutes", "3", "-n", "2", "--bed", "none", "--seed", "7")
FOLDER = Path("output", "neck-3min")


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def listed(folder: Path) -> list[tuple[float, Path]]:
    """What a playlist names, with the lengths it tells."""
    lines = (folder / "playlist.m3u8").read_text(encoding="utf-8").splitlines()
    told = [float(line.removeprefix("#EXTINF:").partition(",")[0]) for line in lines if line.startswith("#EXTINF")]
    return list(zip(told, [folder / line for line in lines if not line.startswith("#")], strict=True))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the show was made once."""
    folder = tmp_path_factory.mktemp("place")
    done = run(folder, *NECK)
    assert done.returncode == 0, done.stderr
    assert done.stderr == f"{FOLDER}: made 2, seed 7\n"
    assert done.stdout.splitlines() == [
        *(str(path.relative_to(folder)) for _, path in listed(folder / FOLDER)),
        str(FOLDER / "playlist.m3u8"),
    ]
    return folder


def test_lengths_are_true(place: Path) -> None:
    """Each file that the playlist names is as long as it says, by ffmpeg and ffprobe, and as long as was asked."""
    ffprobe = require("ffprobe")
    for told, path in listed(place / FOLDER):
        asking = [ffprobe, "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path]
        probed = float(subprocess.run(asking, capture_output=True, check=True, text=True).stdout)
        assert told == 180.0
        assert len(decoded(path)) / RATE == pytest.approx(180, abs=0.03)
        assert probed == pytest.approx(180, abs=0.1)


def test_again_changes_nothing(place: Path) -> None:
    """The same command again keeps both sessions, says so, and changes no byte."""
    before = content(place / FOLDER)
    done = run(place, *NECK)
    assert (done.returncode, done.stderr) == (0, f"{FOLDER}: kept 2, seed 7\n")
    assert content(place / FOLDER) == before


def killed_when(folder: Path, ready: Callable[[], bool], how: signal.Signals) -> int:
    """Start the show and kill it as soon as something is so; its exit code."""
    running = subprocess.Popen(
        [COMMAND, *NECK], cwd=folder, env=home(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not ready():
        assert running.poll() is None, "it ended before it could be killed"
    running.send_signal(how)
    return running.wait(timeout=60)


@pytest.mark.parametrize(
    "sign", ["playlist.json", ".01-neck-3min.mp3.*.part", "01-neck-3min.mp3", ".02-neck-3min.mp3.*.part"]
)
def test_killed_at_any_moment_it_goes_on(place: Path, tmp_path: Path, sign: str) -> None:
    """Killed before, during or after a session, no half file has a name, and the next run makes the rest of it."""
    out = tmp_path / FOLDER
    killed_when(tmp_path, lambda: out.is_dir() and any(out.glob(sign)), signal.SIGKILL)
    whole = content(place / FOLDER)
    assert {
        name: data for name, data in content(out).items() if name.endswith((".mp3", ".lrc"))
    }.items() <= whole.items()
    done = run(tmp_path, *NECK)
    assert done.returncode == 0, done.stderr
    assert content(out) == whole


def test_interrupted_it_leaves_no_litter(tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and leaves nothing but whole files and the manifest."""
    out = tmp_path / FOLDER
    assert killed_when(tmp_path, (out / "01-neck-3min.mp3").exists, signal.SIGINT) == 130
    names = {path.name for path in out.iterdir()}
    assert names <= {"playlist.json", *(f"0{n}-neck-3min{end}" for n in (1, 2) for end in (".mp3", ".json", ".lrc"))}


def test_a_full_disk_fails_by_name(place: Path, tmp_path: Path) -> None:
    """Where no file can grow any further each session is told, nothing of them is left, and there is no traceback."""
    import resource

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))

    out = tmp_path / "out"
    done = run(place, *NECK, "-o", str(out), preexec_fn=small_files)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("can't write") == 2
    assert "Traceback" not in done.stderr
    assert [path.name for path in out.iterdir()] == ["playlist.json"]


def test_another_bed_under_the_same_name_makes_the_show_again(place: Path, tmp_path: Path) -> None:
    """A file of the listener's own that has other sound makes the sessions again; touched only, it does not."""
    music = tmp_path / "music.wav"
    asked = ("build", "--minutes", "2", "--split", "2", "--bed", str(music), "--seed", "1", "-o", str(tmp_path / "out"))

    def sound(hertz: float) -> None:
        wave = 0.3 * np.sin(2 * np.pi * hertz * np.arange(RATE * 6) / RATE)
        soundfile.write(music, np.stack([wave, wave], axis=1), RATE)

    sound(220.0)
    assert "made 2," in run(place, *asked).stderr
    os.utime(music, (1, 1))
    assert "kept 2," in run(place, *asked).stderr
    sound(330.0)
    assert "made 2," in run(place, *asked).stderr
    music.unlink()
    done = run(place, *asked)
    assert done.returncode == 2
    assert "music.wav" in done.stderr


def test_breaks_add_up(place: Path) -> None:
    """Five desk breaks last exactly as long as the session they replace, decoded, and none has a move on the floor."""
    done = run(place, "build", "--minutes", "15", "--split", "5", "--bed", "none", "--seed", "7")
    assert done.returncode == 0, done.stderr
    sounds = [place / line for line in done.stdout.splitlines() if line.endswith(".mp3")]
    assert [path.name for path in sounds] == [f"{n}-break-3min.mp3" for n in range(1, 6)]
    assert sum(len(decoded(path)) for path in sounds) == 15 * 60 * RATE
    for path in sounds:
        moves = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["moves"]
        assert {move["position"] for move in moves} <= {"stand", "seat", "wall"}
