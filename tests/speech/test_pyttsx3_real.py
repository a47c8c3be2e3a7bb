"""pyttsx3 and eSpeak themselves, in their worker: the same bytes each time, and no fault that is not told."""

from __future__ import annotations

import hashlib
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from building import TONE_VOICE

from backrelief_audio import clipping
from backrelief_audio.errors import MissingError, RequestError, SpeechError
from backrelief_audio.model.script import Line
from backrelief_audio.speech import Spoken, check_voice, load_engine, pyttsx3_engine, pyttsx3_process, pyttsx3_worker
from backrelief_audio.speech.pyttsx3_engine import Pyttsx3Engine
from backrelief_audio.speech.pyttsx3_process import Worker, WorkerError
from backrelief_audio.speech.pyttsx3_voices import find_voice
from backrelief_audio.speech.stored import StoredSpeech
from backrelief_audio.store import Store

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(sys.platform != "linux", reason="eSpeak comes with the package on Linux only"),
]

VOICE = replace(TONE_VOICE, engine="pyttsx3", voice="gmw/en-us+f3", words_per_minute=145)
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
LINES = [*NUMBERS, "three more", "half-way", "last one", "Shoulders low, wrists straight.", "Breathe out as you reach."]


@pytest.fixture
def engine() -> Iterator[Pyttsx3Engine]:
    """An engine that is closed again."""
    with closing(Pyttsx3Engine()) as engine:
        yield engine


def digest(spoken: Spoken) -> str:
    """A name for what was heard, to the last bit."""
    return hashlib.sha256(spoken.samples.tobytes()).hexdigest()


def spoken_by(engine: Pyttsx3Engine, lines: list[str], threads: int) -> dict[str, str]:
    """Digests of the lines, spoken in this order by so many threads."""
    with ThreadPoolExecutor(threads) as pool:
        return dict(zip(lines, pool.map(lambda line: digest(engine.speak(line, VOICE, 1.0)), lines), strict=True))


def process_of(engine: Pyttsx3Engine) -> subprocess.Popen[bytes]:
    """The engine's child process."""
    assert engine._worker is not None
    return engine._worker.process


def test_it_speaks(engine: Pyttsx3Engine) -> None:
    """Words come as plausible sound at eSpeak's rate, longer ones longer, slower ones slower."""
    one = engine.speak("one", VOICE, 1.0)
    line = engine.speak(LINES[-1], VOICE, 1.0)
    slow = engine.speak(LINES[-1], VOICE, 0.8)
    assert one.rate == line.rate == 22_050
    assert clipping.implausible("one", one.samples, one.rate, 145) == ""
    assert len(one.samples) < len(line.samples) < len(slow.samples)
    assert len(slow.samples) / len(line.samples) == pytest.approx(1.25, abs=0.1)


def test_a_line_is_the_same_bytes_whenever_it_is_spoken() -> None:
    """Two workers, another order, one at a time or eight at once, seconds apart: not one bit differs."""
    with closing(Pyttsx3Engine()) as first:
        one_by_one = spoken_by(first, LINES, 1)
        again = spoken_by(first, LINES[::-1], 8)
    with closing(Pyttsx3Engine()) as second:
        at_once = spoken_by(second, sorted(LINES * 3), 8)
    assert len(set(one_by_one.values())) == len(set(LINES))
    assert again == one_by_one
    assert at_once == one_by_one


def test_counts_are_heard_at_their_beat(engine: Pyttsx3Engine, tmp_path: Path) -> None:
    """Every count is short, and its perceptual centre lies within its first 300 ms."""
    measures = StoredSpeech(engine, VOICE, Store(tmp_path)).measures([Line(number) for number in NUMBERS])
    for line, measure in measures.items():
        assert 300 <= measure.length <= 900, line
        assert 8 <= measure.centre <= 300, line


def test_it_starts_only_for_what_is_missing(tmp_path: Path) -> None:
    """A build from a warm store starts no process, and describing the engine neither."""
    with closing(Pyttsx3Engine()) as engine:
        cold = StoredSpeech(engine, VOICE, Store(tmp_path)).measures([Line(text) for text in LINES])
    with closing(Pyttsx3Engine()) as engine:
        speech = StoredSpeech(engine, VOICE, Store(tmp_path))
        assert speech.measures([Line(text) for text in LINES]) == cold
        assert speech.clip(Line("one")).measure == cold[Line("one")]
        assert "espeakng-loader" in engine.info.version
        assert engine._worker is None


def test_a_killed_worker_is_replaced(engine: Pyttsx3Engine) -> None:
    """Between lines, and in the middle of many, the death of the process costs nothing but time."""
    before = digest(engine.speak("one", VOICE, 1.0))
    first = process_of(engine)
    first.kill()
    first.wait()
    assert digest(engine.speak("one", VOICE, 1.0)) == before
    second = process_of(engine)
    assert second.pid != first.pid
    lines = [f"{number} and {other}" for number in NUMBERS[:8] for other in NUMBERS[:8]]
    with ThreadPoolExecutor(8) as pool:
        tasks = [pool.submit(engine.speak, line, VOICE, 1.0) for line in lines]
        tasks[0].result()
        second.kill()
        assert all(len(task.result().samples) for task in tasks)


def test_a_stopped_worker_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that says nothing any more is killed after the time a line may take, and the line said by another."""
    monkeypatch.setattr(pyttsx3_process, "_SPARE_SECONDS", 0.2)
    with closing(Pyttsx3Engine(seconds=1.0)) as engine:
        engine.speak("one", VOICE, 1.0)
        stopped = process_of(engine)
        os.kill(stopped.pid, signal.SIGSTOP)
        assert len(engine.speak("two", VOICE, 1.0).samples)
        assert process_of(engine).pid != stopped.pid
        assert stopped.wait() == -signal.SIGKILL


@pytest.mark.parametrize("said", ["nonsense", '{"id": 987654321}', "[]"])
def test_a_worker_out_of_its_mind_is_replaced(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply that is none ends the process at once, without a word on stderr, and the line is said by another."""
    mad = tmp_path / "worker.py"
    ready = '{"id": 0, "ok": true}'
    mad.write_text(f"print({ready!r}, flush=True); input(); print({said!r}, flush=True); input()", encoding="utf-8")
    sane = pyttsx3_worker.__file__
    with closing(Pyttsx3Engine(seconds=30.0)) as engine:
        engine.voices()
        engine.close()
        monkeypatch.setattr(pyttsx3_worker, "__file__", str(mad))
        worker = Worker()
        monkeypatch.setattr(pyttsx3_worker, "__file__", sane)
        engine._worker = worker
        before = time.monotonic()
        assert len(engine.speak("two", VOICE, 1.0).samples)
        assert time.monotonic() - before < 10.0
        assert worker.process.returncode is not None
        worker.close()


def test_a_line_that_takes_too_long_fails_by_name() -> None:
    """A child that does not end is stopped after its time; the error names line, voice and time; others still speak."""
    with closing(Pyttsx3Engine(seconds=0.002)) as engine:
        with pytest.raises(SpeechError, match=r"'three more' with gmw/en-us\+f3: it took longer than 0.002 s"):
            engine.speak("three more", VOICE, 1.0)
        worker = process_of(engine)
        engine._seconds = 20.0
        engine.speak("three more", VOICE, 1.0)
        assert process_of(engine).pid == worker.pid


def test_a_file_that_can_not_be_written_is_told_at_once() -> None:
    """Where its file can't be written, pyttsx3 alone hangs for ever: here the reason comes back at once."""
    worker = Worker()
    request = {"do": "speak", "text": "one", "voice": "gmw/en-us", "rate": 150, "pitch": 50, "seconds": 20.0}
    try:
        with pytest.raises(WorkerError, match="No such file or directory"):
            worker.ask({**request, "path": str(worker.folder / "nowhere" / "one.wav")})
        worker.ask({**request, "path": str(worker.folder / "one.wav")})
        assert (worker.folder / "one.wav").stat().st_size > 10_000
    finally:
        worker.close()


def test_a_hang_inside_of_espeak_is_ended() -> None:
    """A child that waits for ever, here for somebody to read a pipe, is stopped in time, and the worker goes on."""
    worker = Worker()
    request = {"do": "speak", "text": "one", "voice": "gmw/en-us", "rate": 150, "pitch": 50}
    os.mkfifo(worker.folder / "pipe")
    try:
        with pytest.raises(WorkerError, match=r"it took longer than 0.5 s"):
            worker.ask({**request, "seconds": 0.5, "path": str(worker.folder / "pipe")})
        worker.ask({**request, "seconds": 20.0, "path": str(worker.folder / "one.wav")})
        assert (worker.folder / "one.wav").stat().st_size > 10_000
    finally:
        worker.close()


def test_a_voice_that_espeak_passes_over_is_noticed() -> None:
    """Of a variant that it does not find eSpeak says nothing; the worker compares what was set."""
    worker = Worker()
    request = {
        "do": "speak",
        "seconds": 20.0,
        "text": "one",
        "rate": 150,
        "pitch": 50,
        "path": str(worker.folder / "x"),
    }
    try:
        for voice in ("gmw/en-us+nobody", "gmw/nobody"):
            with pytest.raises(WorkerError, match="ValueError"):
                worker.ask({**request, "voice": voice})
    finally:
        worker.close()


@pytest.fixture
def shadow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules the worker finds before all others."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    return tmp_path


def test_a_child_that_crashes_is_told(shadow: Path, engine: Pyttsx3Engine) -> None:
    """A line that makes its process crash is named with the signal; the next line finds the worker as it was."""
    (shadow / "wave.py").write_text("import os\n\ndef open(path, mode):\n    os.abort()\n")
    for _ in range(2):
        with pytest.raises(SpeechError, match=r"can't speak 'one' .*the engine crashed \(SIGABRT\)"):
            engine.speak("one", VOICE, 1.0)
    assert engine.voices()


def test_a_child_that_stands_still_from_its_birth_holds_nothing_up(
    shadow: Path, engine: Pyttsx3Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it could ask to die with its parent, and with the replies' pipe in its hands, it goes with the worker."""
    import espeakng_loader

    (shadow / "espeakng_loader.py").write_text(
        "import os, signal\n"
        f"def get_library_path(): return {espeakng_loader.get_library_path()!r}\n"
        f"def get_data_path(): return {espeakng_loader.get_data_path()!r}\n"
        "os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGSTOP))\n"
    )
    monkeypatch.setattr(pyttsx3_process, "_SPARE_SECONDS", 0.2)
    monkeypatch.setattr(pyttsx3_engine, "START_SECONDS", 0.3)
    done: list[BaseException] = []

    def ask() -> None:
        try:
            engine.voices()
        except MissingError as fault:
            done.append(fault)
        engine.close()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout=30)
    assert not asking.is_alive()
    assert ["no answer for" in str(fault) for fault in done] == [True]


def test_missing_data_is_told(shadow: Path, engine: Pyttsx3Engine) -> None:
    """Where eSpeak's data is gone, it ends its process: that is told with its reason, and by the check."""
    import espeakng_loader

    (shadow / "espeakng_loader.py").write_text(
        f"def get_library_path(): return {espeakng_loader.get_library_path()!r}\n"
        f"def get_data_path(): return {str(shadow)!r}\n"
    )
    with pytest.raises(MissingError, match=r"does not start: .*exit code 1.*phontab") as caught:
        engine.speak("one", VOICE, 1.0)
    assert caught.value.exit_code == 4
    assert ["phontab" in str(problem) for problem in engine.check()] == [True]


def test_a_worker_that_does_not_start_is_told(shadow: Path, engine: Pyttsx3Engine) -> None:
    """A broken installation is told with the reason that Python gave, and what to do."""
    (shadow / "pyttsx3.py").write_text("raise ImportError('there is no speech here')\n")
    with pytest.raises(MissingError, match=r"does not start: .*exit code 1.*there is no speech here") as caught:
        engine.voices()
    assert "pip install" in caught.value.hint
    assert len(engine.check()) == 1


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 can't leave the current folder out")
def test_files_of_the_current_folder_are_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wave.py in the folder where somebody builds is not taken for the library's."""
    (tmp_path / "wave.py").write_text("raise SystemExit(7)\n")
    monkeypatch.chdir(tmp_path)
    with closing(Pyttsx3Engine()) as engine:
        assert len(engine.speak("one", VOICE, 1.0).samples)


ODD = {
    "a tag": ("<b>hello</b>", "hello"),
    "SSML": ("<speak>hello</speak>", "hello"),
    "an SSML pause": ("<break time='3s'/>hello", "break time hello"),
    "phonemes": ("[[h@l'oU]]", "hello"),
    "an option": ("-v de hello", "hello"),
    "an entity": ("&lt;", "less"),
}


@pytest.mark.parametrize(("text", "least"), ODD.values(), ids=ODD)
def test_markup_and_options_are_read_out(engine: Pyttsx3Engine, text: str, least: str) -> None:
    """What looks like markup, phonemes or an option is spoken letter by letter or word by word, never obeyed."""
    odd, plain = engine.speak(text, VOICE, 1.0), engine.speak(least, VOICE, 1.0)
    assert len(odd.samples) > len(plain.samples)


@pytest.mark.parametrize("text", ["7", "O'Brien's half-way.", "été", "Three. Two. One.", "HOLD", "2024", "a", "Привет"])
def test_odd_texts_are_spoken(engine: Pyttsx3Engine, text: str) -> None:
    """Digits, signs, capitals and other letters give sound, and the next line is not the worse for it."""
    before = digest(engine.speak("one", VOICE, 1.0))
    assert len(engine.speak(text, VOICE, 1.0).samples)
    assert digest(engine.speak("one", VOICE, 1.0)) == before


@pytest.mark.parametrize("text", ["--", "", "x\n", "\x0150S one", "\udcff"])
def test_what_can_not_be_spoken_fails_by_name(engine: Pyttsx3Engine, text: str) -> None:
    """Signs alone, control characters and half characters are refused before any process starts."""
    with pytest.raises(SpeechError) as caught:
        engine.speak(text, VOICE, 1.0)
    assert repr(text) in str(caught.value)
    assert engine._worker is None


def test_long_lines_are_spoken_whole(engine: Pyttsx3Engine) -> None:
    """A text of the most letters allowed is spoken to its end, eight times at once."""
    text = "hold it there and breathe " * 15
    with ThreadPoolExecutor(8) as pool:
        spoken = list(pool.map(lambda _: engine.speak(text, VOICE, 1.0), range(8)))
    assert len({digest(each) for each in spoken}) == 1
    assert len(spoken[0].samples) / spoken[0].rate > 15


def test_speeds_out_of_range_are_refused(engine: Pyttsx3Engine) -> None:
    """Another speed would be taken for the nearest; the error names the line and what is possible."""
    with pytest.raises(SpeechError, match="'one': 60 words a minute are not within 80 to 450"):
        engine.speak("one", replace(VOICE, words_per_minute=60), 1.0)


def test_an_unknown_voice_lists_those_there_are(engine: Pyttsx3Engine) -> None:
    """A mistyped voice or variant is a usage error, with the nearest that exist in front."""
    with pytest.raises(RequestError, match=r"no voice 'gmw/en-uss'; it has gmw/en-us, .*gmw/en-gb-x-rp") as caught:
        engine.speak("one", replace(VOICE, voice="gmw/en-uss"), 1.0)
    assert caught.value.exit_code == 2
    with pytest.raises(RequestError, match=r"no variant of a voice 'f33'; it has f3, .*Annie"):
        engine.speak("one", replace(VOICE, voice="en-us+f33"), 1.0)
    with pytest.raises(RequestError, match="no voice"):
        engine.speak("one", replace(VOICE, voice="../voices/!v/f3"), 1.0)


def test_every_english_voice_and_variant_speaks(engine: Pyttsx3Engine) -> None:
    """What is listed can be used: short and long names, with variants, in any case of letters."""
    voices = [voice for voice in engine.voices() if voice.language.startswith("en") and voice.id != "gmw/en-shaw"]
    assert len(voices) >= 8
    names = [voice.id for voice in voices] + [f"en-us+{variant}" for variant in engine.variants()] + ["EN-US+ANNIE"]
    assert len(names) > 100
    with ThreadPoolExecutor(8) as pool:
        spoken = list(pool.map(lambda name: engine.speak("ready", replace(VOICE, voice=name), 1.0), names))
    assert len({digest(each) for each in spoken[:-1]}) > 100


def test_voices_are_found_by_short_and_long_names() -> None:
    """The engine's own id comes out, whichever way it was written."""
    voices, variants = ["gmw/en-us", "gmw/en", "com.apple.Alex"], ["f3", "Annie", "Mr serious"]
    assert find_voice("en-us", voices, variants) == "gmw/en-us"
    assert find_voice("GMW/en-US+annie", voices, variants) == "gmw/en-us+Annie"
    assert find_voice("en+mr serious", voices, variants) == "gmw/en+Mr serious"
    assert find_voice("com.apple.Alex", voices, []) == "com.apple.Alex"
    assert find_voice("com.apple.alex", voices, []) == "com.apple.Alex"


def test_the_check_really_speaks(engine: Pyttsx3Engine) -> None:
    """Where all is well the check says nothing, and has started the worker to know."""
    assert engine.check() == []
    assert process_of(engine).poll() is None


def test_the_check_tells_of_silence(engine: Pyttsx3Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that gives a sound without a word in it does not pass its check."""
    silence = Spoken(samples=np.zeros(22_050, dtype=np.float32), rate=22_050)
    monkeypatch.setattr(engine, "speak", lambda *_: silence)
    assert [problem.what for problem in engine.check()] == ["it did not speak: silence"]


def test_it_has_its_voices_with_their_variants(engine: Pyttsx3Engine) -> None:
    """A voice is there with or without a variant; one that is not is refused without speaking."""
    check_voice(engine, VOICE)
    check_voice(engine, replace(VOICE, voice="en-us+m6"))
    for wrong in ("en-us+f99", "en-xy"):
        with pytest.raises(RequestError, match="pyttsx3 has no"):
            check_voice(engine, replace(VOICE, voice=wrong))


def test_it_comes_through_the_entry_point() -> None:
    """The built-in engine is registered like any other."""
    with closing(load_engine("pyttsx3")) as engine:
        assert isinstance(engine, Pyttsx3Engine)
        assert engine.info.offline


def test_closing_leaves_nothing_and_speaking_again_starts_anew() -> None:
    """No process and no file remain; an engine may be closed twice, and used again."""
    engine = Pyttsx3Engine()
    engine.speak("one", VOICE, 1.0)
    assert engine._worker is not None
    process, folder = process_of(engine), engine._worker.folder
    assert list(folder.iterdir()) == []
    engine.close()
    engine.close()
    assert process.poll() == 0
    assert not folder.exists()
    engine.speak("one", VOICE, 1.0)
    engine.close()


ORPHAN = """
import sys
from backrelief_audio.speech.pyttsx3_process import Worker
worker = Worker()
worker.ask({"do": "voices", "seconds": 20})
print(worker.process.pid, worker.folder, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "forgot to close it"])
def test_the_worker_ends_with_its_parent(killed: bool) -> None:
    """When the parent dies, however suddenly, the worker ends within seconds and removes its folder."""
    parent = subprocess.Popen([sys.executable, "-c", ORPHAN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        number, _, folder = parent.stdout.readline().strip().partition(" ")
        assert folder.startswith(tempfile.gettempdir())
        handle = os.pidfd_open(int(number))
        if killed:
            parent.kill()
        else:
            assert parent.stdin is not None
            parent.stdin.close()
    try:
        ended, _, _ = select.select([handle], [], [], 10.0)
        assert ended == [handle]
    finally:
        os.close(handle)
    assert not Path(folder).exists()


def test_samples_have_no_steps_at_their_ends(engine: Pyttsx3Engine) -> None:
    """Clips of real speech begin and end in silence, so that blocks can be joined without clicks."""
    spoken = engine.speak("eight", VOICE, 1.0)
    clip = clipping.clip_of(spoken.samples, spoken.rate, name="x")
    samples = np.frombuffer(clip.audio.raw_data, dtype="<i2")
    assert np.abs(samples[[0, 1, -2, -1]]).max() <= 2
