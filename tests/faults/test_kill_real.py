"""Builds that are killed, interrupted and run at once: no half file, nothing left behind, the same bytes afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from faulting import KILL, NAMES, Files, Place, ended, signalled, until

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc"),
]

SEED = int(os.environ.get("FAULT_SEED") or int.from_bytes(os.urandom(4), "big"))
"""Of the moments; a failure tells it, and FAULT_SEED sets it."""

PARTS = 6
IN_A_ROW = 3
"""Kills before a build may come to its end, and rows in a part."""

TRIES = 6
"""Builds for one that can be disturbed: one may be done sooner than it took when it was timed."""

WARMTH = (0.0, 0.5, 1.0)
"""Shares of the store that a build finds, besides what those killed before it have left."""


@pytest.fixture(scope="module")
def lasts(made: Place, wanted: Files) -> dict[float, float]:
    """How many seconds a build takes by its share of the store, as the machine is now."""
    times = {}
    for share in (0.0, 1.0):
        place = Place.made(made.folder / f"timed-{share}")
        place.stock(made.cache, lambda share=share: share > 0)
        before = time.monotonic()
        assert place.build().returncode == 0
        times[share] = time.monotonic() - before
        assert place.made_of() == wanted
    return {**times, 0.5: (times[0.0] + times[1.0]) / 2}


def whole_or_absent(place: Place, wanted: Files) -> None:
    """Whatever has its final name is what it should be."""
    assert all(data == wanted[name] for name, data in place.made_of().items() if name in NAMES)


def disturbed(place: Place, made: Place, lasts: dict[float, float], draw: random.Random) -> subprocess.Popen[str]:
    """A build that has been going on for a random time.

    Where one was done before its moment came, the next has half the time: it was timed on a busier machine.
    """
    share = draw.choice(WARMTH)
    place.stock(made.cache, lambda: draw.random() < share)
    running = place.start("--force")
    for number in range(TRIES):
        try:
            running.wait(draw.uniform(0.0, lasts[share] / 2**number))
        except subprocess.TimeoutExpired:
            return running
        ended(running)
        for name in NAMES:  # as if it had never been
            (place.out / name).unlink(missing_ok=True)
        running = place.start("--force")
    return running


@pytest.mark.parametrize("part", range(PARTS))
def test_killed_builds_leave_nothing_that_stays(
    part: int, tmp_path: Path, made: Place, wanted: Files, lasts: dict[float, float]
) -> None:
    """SIGKILL at any moment, to the command alone or to all its processes, leaves no half file under a final name.

    The command's workers end by themselves, and after the next run that ends everything is as if nothing had happened.
    """
    draw = random.Random(f"{SEED} {part}")
    hit = 0
    for row in range(IN_A_ROW):
        told = f"FAULT_SEED={SEED}, part {part}, row {row}"
        place = Place.made(tmp_path / str(row))
        grouped = False
        for _ in range(IN_A_ROW):
            running = disturbed(place, made, lasts, draw)
            group = draw.random() < 0.3
            grouped |= group
            signalled(running, KILL, group=group)
            hit += ended(running)[0] == -KILL
            place.quiet()
            whole_or_absent(place, wanted)
            assert grouped or list(place.tmp.iterdir()) == [], told
        again = place.build("--force")
        assert (again.returncode, again.stderr) == (0, ""), told
        assert place.made_of() == wanted, told
        assert place.leftovers() == [], told
    assert hit >= IN_A_ROW**2 / 2, f"only {hit} were killed in time"


STOPS = {"Ctrl-C": (signal.SIGINT, True), "SIGTERM": (signal.SIGTERM, False), "SIGHUP": (signal.SIGHUP, True)}


@pytest.mark.parametrize("how", STOPS.values(), ids=STOPS)
def test_a_stopped_build_leaves_nothing(
    how: tuple[int, bool], tmp_path: Path, made: Place, wanted: Files, lasts: dict[float, float]
) -> None:
    """A signal that asks for the end, at any moment, ends it with 128 and its number, a word about it and no trace."""
    number, group = how
    draw = random.Random(f"{SEED} {number}")
    for turn in range(5):
        told = f"FAULT_SEED={SEED}, signal {number}, turn {turn}"
        place = Place.made(tmp_path / str(turn))
        running = disturbed(place, made, lasts, draw)
        signalled(running, number, group=group)
        code, out, err = ended(running)
        place.quiet()
        whole_or_absent(place, wanted)
        assert place.leftovers() == [], told
        if code == -number:  # before the first line of ours was run
            assert (out, place.made_of()) == ("", {}), told
        elif code == 128 + number:
            assert "interrupted" in err, told
            assert "Traceback" not in err, f"{told}: {err}"
            assert place.made_of() in ({}, wanted), told
        else:
            assert (code, place.made_of()) == (0, wanted), f"{told}: {err}"


@pytest.mark.parametrize("module", ["click", "numpy", "soxr", "mutagen", "pydub", "lameenc", "PIL.Image"])
def test_ctrl_c_while_something_is_imported_is_quiet(module: str, tmp_path: Path) -> None:
    """Whatever is being imported when Ctrl-C comes, the command ends with 130 and without a word of Python's."""
    place = Place.made(tmp_path / "place")
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "class Finder:\n"
        "    def find_spec(self, name, *rest):\n"
        f"        if name == {module!r}:\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
    )
    done = place.build(env=place.env(PYTHONPATH=os.pathsep.join([str(hook), os.environ.get("PYTHONPATH", "")])))
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.strip() == "interrupted; nothing was left half-made"
    assert place.made_of() == {}
    assert place.leftovers() == []


def test_a_second_ctrl_c_changes_nothing(tmp_path: Path) -> None:
    """Whoever presses it over and over gets 130, no traceback, and nothing left that the next run does not remove."""
    place = Place.made(tmp_path / "place")
    running = place.start()
    until(lambda: any(place.cache.rglob("clips/*/*")), "a line is spoken")
    while running.poll() is None:
        signalled(running, signal.SIGINT, group=True)
        time.sleep(0.01)
    code, _, err = ended(running)
    assert code == 130
    assert "Traceback" not in err
    assert "interrupted" in err
    place.quiet()
    assert place.made_of() == {}


def test_a_signal_that_is_to_be_ignored_is(tmp_path: Path, wanted: Files) -> None:
    """Under nohup, a terminal that goes away stops nothing."""
    place = Place.made(tmp_path / "place")
    running = place.start(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    until(lambda: any(place.cache.rglob("clips/*/*")), "a line is spoken")
    signalled(running, signal.SIGHUP, group=True)
    code, _, err = ended(running)
    assert (code, err) == (0, "")
    assert place.made_of() == wanted


def test_four_builds_at_once_give_the_same_bytes(tmp_path: Path, wanted: Files) -> None:
    """With one empty store for all, each makes its own session, without a word."""
    places = [Place.made(tmp_path / str(number)) for number in range(4)]
    store = str(places[0].cache)
    running = [place.start(env=place.env(BACKRELIEF_CACHE=store)) for place in places]
    assert [ended(one) for one in running] == [(0, "out/a.mp3\n", "")] * 4
    assert [place.made_of() == wanted for place in places] == [True] * 4
    assert [place.leftovers() for place in places] == [[]] * 4


def test_two_builds_of_one_file_leave_one_whole(tmp_path: Path, wanted: Files) -> None:
    """Two that write the same file at once: each makes it or is refused, and it is whole."""
    place = Place.made(tmp_path / "place")
    outcomes = [ended(one) for one in [place.start(), place.start()]]
    for code, _, err in outcomes:
        assert code == 0 or (code == 1 and "already there" in err), err
    assert 0 in [code for code, _, _ in outcomes]
    assert place.made_of() == wanted
    assert place.leftovers() == []


def test_a_killed_build_does_not_harm_the_one_beside_it(tmp_path: Path, wanted: Files) -> None:
    """Of two with the same store and the same folders, one is killed; the other goes on as if it were alone."""
    place = Place.made(tmp_path / "place")
    killed, other = place.start(name="b.mp3"), place.start()
    until(lambda: len(list(place.cache.rglob("clips/*/*"))) > 5, "some lines are spoken")
    signalled(killed, KILL, group=True)
    assert ended(other) == (0, "out/a.mp3\n", "")
    assert ended(killed)[0] == -KILL
    assert place.made_of() == wanted
    place.quiet()
    assert place.build("--force").returncode == 0
    assert place.leftovers() == []
