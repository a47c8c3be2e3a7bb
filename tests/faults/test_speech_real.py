"""The process that speaks is killed, hangs, or gives something that is not what it was asked to say."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from building import TONE_VOICE
from faulting import Files, Place, ended, signalled, until

from backrelief_audio.errors import SpeechError
from backrelief_audio.model.script import Line
from backrelief_audio.model.sound import Voice
from backrelief_audio.speech.pyttsx3_engine import Pyttsx3Engine
from backrelief_audio.speech.pyttsx3_process import Worker
from backrelief_audio.speech.stored import StoredSpeech
from backrelief_audio.store import Store

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="eSpeak comes with the package on Linux only"),
]

HASTY = """
import sys
from backrelief_audio.speech import pyttsx3_engine, pyttsx3_process
pyttsx3_process._SPARE_SECONDS = 0.2
pyttsx3_engine.Pyttsx3Engine.__init__.__kwdefaults__["seconds"] = 1.0
from backrelief_audio.cli import main
main()
"""
"""The command, with an engine that loses patience after a second instead of twenty."""


def workers(place: Place) -> list[int]:
    """Processes that have a sound folder of this place in their command line: the worker, and those it forked."""
    found = []
    for process in place.processes():
        try:
            command = Path(f"/proc/{process}/cmdline").read_bytes()
        except OSError:  # ended meanwhile
            continue
        if f"{place.tmp}/backrelief-held-speech-".encode() in command:
            found.append(process)
    return found


def hasty(place: Place) -> subprocess.Popen[str]:
    """A build that is in the midst of speaking, and has little patience."""
    command = [sys.executable, "-c", HASTY, *place.command()[1:]]
    pipes: Mapping[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    running = subprocess.Popen(command, cwd=place.folder, env=place.env(), start_new_session=True, **pipes)
    until(lambda: any(place.cache.rglob("clips/*/*")), "a line is spoken")
    return running


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
def test_a_session_survives_its_worker(number: int, place: Place, wanted: Files) -> None:
    """Whether the worker and all it forked are killed or stand still, others speak, and the session is the same."""
    running = hasty(place)
    struck = workers(place)
    assert struck
    for process in struck:
        os.kill(process, number)
    assert ended(running) == (0, "out/a.mp3\n", "")
    assert place.made_of() == wanted
    place.quiet()
    again = place.build("--force")
    assert (again.returncode, place.made_of(), place.leftovers()) == (0, wanted, [])


def test_ctrl_c_ends_a_worker_that_hangs(place: Place) -> None:
    """Who interrupts because nothing moves any more is not kept waiting, and nothing stays."""
    running = hasty(place)
    (worker, *_) = sorted(workers(place))
    os.kill(worker, signal.SIGSTOP)
    signalled(running, signal.SIGINT, group=False)
    code, out, err = ended(running)
    assert (code, out) == (130, ""), err
    assert "Traceback" not in err
    place.quiet()
    assert place.made_of() == {}
    assert place.leftovers() == []


Spoil = Callable[[Path], object]

RATE = 22_050
LINE = Line("Draw your shoulder blades together.")
VOICE = Voice(
    name="test",
    title="Test",
    engine="pyttsx3",
    voice="gmw/en-us",
    language="en-us",
    words_per_minute=150,
    pitch=50,
    gain=TONE_VOICE.gain,
    ms_per_letter=66.0,
)


def _written(samples: np.ndarray, subtype: str = "PCM_16") -> Spoil:
    return lambda path: soundfile.write(path, samples, RATE, format="WAV", subtype=subtype)


SPOILED: dict[str, Spoil] = {
    "nothing": lambda path: path.write_bytes(b""),
    "no file": Path.unlink,
    "a folder": lambda path: (path.unlink(), path.mkdir(), path.rmdir()),
    "a text": lambda path: path.write_text("<html>not here</html>"),
    "a header alone": lambda path: path.write_bytes(path.read_bytes()[:44]),
    "half a header": lambda path: path.write_bytes(path.read_bytes()[:20]),
    "a tenth of it": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 10]),
    "bytes at random": lambda path: path.write_bytes(random.Random(1).randbytes(80_000)),
    "silence": _written(np.zeros(3 * RATE)),
    "a click": _written(np.eye(1, 2 * RATE, RATE)[0]),
    "half a minute of noise": _written(np.random.default_rng(1).uniform(-0.5, 0.5, 30 * RATE)),
    "ten minutes of silence": _written(np.zeros(601 * RATE, dtype="<i2")),
    "no numbers": _written(np.full(2 * RATE, np.nan), "FLOAT"),
    "infinity": _written(np.full(2 * RATE, np.inf), "FLOAT"),
}


@pytest.fixture
def spoiling(monkeypatch: pytest.MonkeyPatch) -> Callable[[Spoil, int], None]:
    """Spoil, on their way from the worker, so many of the next sound files."""
    asked = Worker.ask

    def begin(spoil: Spoil, times: int) -> None:
        left = [times]

        def ask(worker: Worker, request: dict[str, Any]) -> dict[str, Any]:
            reply = asked(worker, request)
            if request["do"] == "speak" and left[0]:
                left[0] -= 1
                spoil(Path(request["path"]))
            return reply

        monkeypatch.setattr(Worker, "ask", ask)

    return begin


@pytest.fixture(scope="module")
def engine() -> Iterator[Pyttsx3Engine]:
    """An engine for all of them: none of this is a reason to start another worker."""
    with closing(Pyttsx3Engine()) as engine:
        yield engine


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_garbage_is_never_kept(
    spoil: Spoil, tmp_path: Path, spoiling: Callable[[Spoil, int], None], engine: Pyttsx3Engine
) -> None:
    """What can't be the line is asked for again; where it never comes, the error names the line and nothing is kept."""
    right = StoredSpeech(engine, VOICE, Store(tmp_path / "right")).clip(LINE)
    spoiling(spoil, 1)
    assert StoredSpeech(engine, VOICE, Store(tmp_path / "once")).clip(LINE).audio == right.audio
    spoiling(spoil, 99)
    with pytest.raises(SpeechError, match="Draw your shoulder blades together") as told:
        StoredSpeech(engine, VOICE, Store(tmp_path / "always")).measures([LINE])
    assert told.value.exit_code == 1
    assert [path for path in (tmp_path / "always").rglob("*") if path.is_file()] == []
