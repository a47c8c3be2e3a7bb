"""Speech that is remembered: spoken once, kept by all that can be heard, and never silently wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from building import TONE_VOICE

from backrelief_audio import clipping
from backrelief_audio.errors import Problem, SpeechError
from backrelief_audio.model.pronunciation import Pronunciation
from backrelief_audio.model.script import Line
from backrelief_audio.model.sound import Clip, Shelf, Voice
from backrelief_audio.speech import EngineInfo, EngineVoice, Spoken
from backrelief_audio.speech.stored import KIND, StoredSpeech
from backrelief_audio.speech.tone import ToneEngine
from backrelief_audio.store import Store
from backrelief_audio.store.keeping import FORMAT
from backrelief_audio.units import Db

VOICE = TONE_VOICE
LINES = [Line(text) for text in ("one", "two", "three", "two", "Shoulders low, wrists straight.", "one")]
TONE = ToneEngine()

Speak = Callable[[str, int], Spoken]


class FakeEngine:
    """An engine that speaks as a test wants it to, and remembers what it was asked."""

    info: EngineInfo = TONE.info

    def __init__(self, speak: Speak | None = None) -> None:
        self._speak = speak or (lambda text, _: TONE.speak(text, VOICE, 1.0))
        self._lock = threading.Lock()
        self.asked: list[tuple[str, float]] = []

    def voices(self) -> tuple[EngineVoice, ...]:
        """The voices of the tone engine."""
        return TONE.voices()

    def check(self) -> list[Problem]:
        """Nothing is checked."""
        return []

    def speak(self, text: str, voice: Voice, rate: float) -> Spoken:  # noqa: ARG002
        """Speak as told, with the number of times that this text was asked for."""
        with self._lock:
            self.asked.append((text, rate))
            times = sum(asked == text for asked, _ in self.asked)
        return self._speak(text, times)

    def close(self) -> None:
        """Nothing to let go of."""


def records(folder: Path) -> list[Path]:
    """Every file of a store."""
    return [path for path in folder.rglob("*") if path.is_file()]


def silence(_text: str, _times: int) -> Spoken:
    """Half a second of nothing."""
    return Spoken(samples=np.zeros(24_000, dtype=np.float32), rate=48_000)


def garbage(_text: str, _times: int) -> Spoken:
    """A hundredth of a second of noise."""
    return Spoken(samples=np.random.default_rng(1).standard_normal(480).astype(np.float32), rate=48_000)


def broken(_text: str, _times: int) -> Spoken:
    """Samples that are no numbers."""
    return Spoken(samples=np.full(24_000, np.nan, dtype=np.float32), rate=48_000)


def nothing(_text: str, _times: int) -> Spoken:
    """No samples."""
    return Spoken(samples=np.zeros(0, dtype=np.int16), rate=48_000)


def clips(speech: StoredSpeech) -> dict[Line, Clip]:
    """The clips of all lines."""
    return {line: speech.clip(line) for line in speech.measures(LINES)}


def test_each_distinct_line_is_spoken_once(tmp_path: Path) -> None:
    """Repeated lines cost nothing, and the measures are those of the clips."""
    engine = FakeEngine()
    speech = StoredSpeech(engine, VOICE, Store(tmp_path))
    measures = speech.measures(LINES)
    assert list(measures) == list(dict.fromkeys(LINES))
    assert sorted(text for text, _ in engine.asked) == sorted({line.text for line in LINES})
    assert {line: speech.clip(line).measure for line in measures} == measures
    assert len(engine.asked) == 4


def test_a_warm_store_asks_the_engine_for_nothing(tmp_path: Path) -> None:
    """A second build reads everything and does not make the engine speak; the clips are the same."""
    first = clips(StoredSpeech(FakeEngine(), VOICE, Store(tmp_path)))
    engine = FakeEngine()
    speech = StoredSpeech(engine, VOICE, Store(tmp_path))
    again = clips(speech)
    assert engine.asked == []
    assert speech.measures(LINES) == {line: clip.measure for line, clip in first.items()}
    for line, clip in first.items():
        assert again[line].name == clip.name == speech.key(line).digest()
        assert again[line].audio.raw_data == clip.audio.raw_data


CHANGES = {
    "voice": {"voice": "other"},
    "speed": {"words_per_minute": 151},
    "pitch": {"pitch": 51},
    "gain": {"gain": Db(1.0)},
    "equaliser": {"shelves": (Shelf(hertz=4000, gain=Db(-6.0), high=True),)},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_can_be_heard_is_in_the_key(tmp_path: Path, change: dict[str, object]) -> None:
    """Another voice, speed, pitch, gain or equaliser never plays what was stored for this one."""
    StoredSpeech(FakeEngine(), VOICE, Store(tmp_path)).measures(LINES)
    engine = FakeEngine()
    StoredSpeech(engine, replace(VOICE, **change), Store(tmp_path)).measures(LINES)  # type: ignore[arg-type]
    assert len(engine.asked) == 4


def test_rate_version_and_engine_are_in_the_key(tmp_path: Path) -> None:
    """So are the rate, the engine's name and its version; the voice's title and file name are not."""
    speech = StoredSpeech(FakeEngine(), VOICE, Store(tmp_path))
    line = Line("one")
    engine = FakeEngine()
    engine.info = replace(TONE.info, version="2")
    other = FakeEngine()
    other.info = replace(TONE.info, name="horn")
    digests = {
        speech.key(line).digest(),
        speech.key(Line("one", 1.1)).digest(),
        speech.key(Line("two")).digest(),
        StoredSpeech(engine, VOICE, Store(tmp_path)).key(line).digest(),
        StoredSpeech(other, VOICE, Store(tmp_path)).key(line).digest(),
    }
    assert len(digests) == 5
    renamed = StoredSpeech(FakeEngine(), replace(VOICE, name="x", title="y"), Store(tmp_path))
    assert renamed.key(line) == speech.key(line)


def test_a_faster_rate_is_asked_for_and_kept_apart(tmp_path: Path) -> None:
    """The rate reaches the engine, and both speeds stay in the store."""
    engine = FakeEngine()
    speech = StoredSpeech(engine, VOICE, Store(tmp_path))
    speech.measures([Line("one")])
    speech.measures([Line("one", 1.15)])
    speech.clip(Line("one", 1.15))
    assert engine.asked == [("one", 1.0), ("one", 1.15)]


def test_a_line_that_can_not_be_spoken_fails_by_name(tmp_path: Path) -> None:
    """The engine's error comes through, the others stay stored, and nothing is stored for that line."""

    def speak(text: str, _times: int) -> Spoken:
        if text == "three":
            raise SpeechError(f"can't speak {text!r}: the engine crashed")
        return TONE.speak(text, VOICE, 1.0)

    speech = StoredSpeech(FakeEngine(speak), VOICE, Store(tmp_path))
    with pytest.raises(SpeechError, match="'three'"):
        speech.measures(LINES)
    assert not (tmp_path / "v1" / KIND / speech.key(Line("three")).digest()[:2]).exists()
    with pytest.raises(SpeechError, match="'three'"):
        speech.clip(Line("three"))


@pytest.mark.parametrize("speak", [silence, garbage, broken, nothing])
def test_a_wrong_sound_is_tried_again_then_fails_by_name(tmp_path: Path, speak: Speak) -> None:
    """Silence, fragments and broken samples never enter the store: twice is enough to tell."""
    engine = FakeEngine(speak)
    with pytest.raises(SpeechError, match="did not speak 'three more'") as caught:
        StoredSpeech(engine, VOICE, Store(tmp_path)).measures([Line("three more")])
    assert len(engine.asked) == 2
    assert records(tmp_path) == []
    assert caught.value.hint


def test_a_sound_that_is_right_the_second_time_is_taken(tmp_path: Path) -> None:
    """A passing fault of an engine costs one more try, nothing else."""

    def speak(text: str, times: int) -> Spoken:
        return silence(text, times) if times == 1 else TONE.speak(text, VOICE, 1.0)

    engine = FakeEngine(speak)
    measures = StoredSpeech(engine, VOICE, Store(tmp_path)).measures([Line("three")])
    sound = StoredSpeech(FakeEngine(), VOICE, Store(tmp_path / "other")).measures([Line("three")])
    assert measures == sound
    assert len(engine.asked) == 2


def test_damaged_records_are_made_again(tmp_path: Path) -> None:
    """A file that was cut, or is whole and no clip or no measure, is spoken again instead of being believed."""
    store = Store(tmp_path)
    engine = FakeEngine()
    speech = StoredSpeech(engine, VOICE, store)
    before = speech.clip(Line("one"))
    for path in records(tmp_path):
        path.write_bytes(path.read_bytes()[:-2])
    assert speech.measures([Line("one")])[Line("one")] == before.measure
    store.put(KIND, before.name, b"{}\nnot a clip")
    assert speech.clip(Line("one")).audio.raw_data == before.audio.raw_data
    store.put(KIND, before.name, b"{}\nnot a measure", brief=3)
    assert speech.measures([Line("one")])[Line("one")] == before.measure
    assert len(engine.asked) == 4


def spoil_the_sound(folder: Path) -> None:
    """Change what is read last of each clip: a warm session does not need it and does not look at it."""
    for path in records(folder):
        path.write_bytes(path.read_bytes()[:-1] + b"\x55")


def test_a_measure_is_known_without_the_rest_of_its_clip(tmp_path: Path) -> None:
    """Where the sound of clips is damaged, lines keep their measures, and a clip that is needed is spoken as it was."""
    engine = FakeEngine()
    speech = StoredSpeech(engine, VOICE, Store(tmp_path))
    measures, before = speech.measures(LINES), speech.clip(LINES[1])
    spoil_the_sound(tmp_path)
    again = FakeEngine()
    speech = StoredSpeech(again, VOICE, Store(tmp_path))
    assert speech.measures(LINES) == measures
    assert again.asked == []
    assert speech.clip(LINES[1]).audio.raw_data == before.audio.raw_data
    assert len(again.asked) == 1


def test_a_voice_that_varies_never_gives_a_clip_of_another_length(tmp_path: Path) -> None:
    """Where a clip was damaged and its line comes out otherwise now, that is told by name, and the next time works."""
    engine = FakeEngine(slower_each_time)
    before = StoredSpeech(engine, VOICE, Store(tmp_path)).measures([Line("one")])
    spoil_the_sound(tmp_path)
    speech = StoredSpeech(engine, VOICE, Store(tmp_path))
    assert speech.measures([Line("one")]) == before
    with pytest.raises(SpeechError, match="'one' differently"):
        speech.clip(Line("one"))
    next_time = StoredSpeech(engine, VOICE, Store(tmp_path))
    measures = next_time.measures([Line("one")])
    assert measures != before
    assert next_time.clip(Line("one")).measure == measures[Line("one")]


def slower_each_time(text: str, times: int) -> Spoken:
    """A voice that never says a thing twice alike."""
    return TONE.speak(text, VOICE, 1.0 - 0.1 * times)


def test_without_a_store_a_voice_that_varies_is_spoken_once(tmp_path: Path) -> None:
    """Where nothing can be kept, the clip is the one that was measured."""
    blocked = tmp_path / "blocked"
    blocked.write_text("not a folder", encoding="utf-8")
    engine = FakeEngine(slower_each_time)
    speech = StoredSpeech(engine, VOICE, Store(blocked))
    measures = speech.measures(LINES)
    assert {line: speech.clip(line).measure for line in LINES} == measures
    assert len(engine.asked) == len(set(LINES))


def test_a_clip_that_another_process_replaced_agrees_the_next_time(tmp_path: Path) -> None:
    """Of two processes that speak a line at once, one measures what the other then replaces: told, and right again."""
    engine = FakeEngine(slower_each_time)
    speech = StoredSpeech(engine, VOICE, Store(tmp_path))
    measures = speech.measures([Line("one")])
    theirs = StoredSpeech(FakeEngine(), VOICE, Store(tmp_path / "other"))
    theirs.measures([Line("one")])
    (mine,), (other,) = records(tmp_path / f"v{FORMAT}"), records(tmp_path / "other")
    mine.write_bytes(other.read_bytes())
    with pytest.raises(SpeechError, match="'one' differently"):
        speech.clip(Line("one"))
    speech = StoredSpeech(engine, VOICE, Store(tmp_path))
    assert speech.measures([Line("one")])[Line("one")] == speech.clip(Line("one")).measure
    assert speech.measures([Line("one")]) != measures
    assert len(engine.asked) == 1


def test_progress_counts_distinct_lines_up_to_all(tmp_path: Path) -> None:
    """The bar starts at what is stored and ends full, a step a line."""
    speech = StoredSpeech(FakeEngine(), VOICE, Store(tmp_path))
    speech.measures([Line("one")])
    told: list[tuple[int, int]] = []
    speech.measures(LINES, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    told.clear()
    speech.measures(LINES, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 4)]


def test_lines_are_spoken_at_the_same_time(tmp_path: Path) -> None:
    """Eight lines wait for each other inside of the engine: only when all are there do they go on."""
    barrier = threading.Barrier(8, timeout=10)

    def speak(text: str, _times: int) -> Spoken:
        barrier.wait()
        return TONE.speak(text, VOICE, 1.0)

    lines = [Line(f"line {letter}") for letter in "abcdefgh"]
    assert len(StoredSpeech(FakeEngine(speak), VOICE, Store(tmp_path)).measures(lines)) == 8


def test_each_thread_is_ready_before_it_speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever line comes first: what all is made with is imported, by one thread alone, before any line is spoken."""
    ready: set[int] = set()
    clip_of = clipping.clip_of

    def checked(*given: Any, **named: Any) -> Clip:
        assert threading.get_ident() in ready
        return clip_of(*given, **named)

    def speak(text: str, _times: int) -> Spoken:
        assert threading.get_ident() in ready
        return TONE.speak(text, VOICE, 1.0)

    monkeypatch.setattr(clipping, "get_ready", lambda: ready.add(threading.get_ident()))
    monkeypatch.setattr(clipping, "clip_of", checked)
    StoredSpeech(FakeEngine(speak), VOICE, Store(tmp_path)).measures(LINES)
    assert len(ready) > 1


def test_a_slow_engine_starts_while_what_clips_need_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told to start before all else, and only where there is something to say."""
    done: list[str] = []

    class SlowEngine(FakeEngine):
        def start(self) -> None:
            done.append("started")

    get_ready = clipping.get_ready
    monkeypatch.setattr(clipping, "get_ready", lambda: (done.append("ready"), get_ready()))
    speech = StoredSpeech(SlowEngine(), VOICE, Store(tmp_path))
    speech.measures(LINES)
    assert done[:2] == ["started", "ready"]
    speech.measures(LINES)
    assert done.count("started") == 1


def test_after_a_fault_the_rest_is_not_spoken(tmp_path: Path) -> None:
    """The first failure ends the work: hundreds more lines, which take their time, are not spoken in vain."""

    def speak(text: str, _times: int) -> Spoken:
        if text == "line 0":
            raise SpeechError(f"can't speak {text!r}")
        threading.Event().wait(0.01)
        return TONE.speak(text, VOICE, 1.0)

    engine = FakeEngine(speak)
    with pytest.raises(SpeechError, match="'line 0'"):
        StoredSpeech(engine, VOICE, Store(tmp_path), threads=2).measures([Line(f"line {n}") for n in range(500)])
    assert len(engine.asked) < 250


def test_no_lines_need_no_engine(tmp_path: Path) -> None:
    """Nothing asked, nothing done."""
    engine = FakeEngine()
    speech = StoredSpeech(engine, VOICE, Store(tmp_path))
    assert speech.measures([]) == {}
    assert engine.asked == []


def test_the_gain_of_the_voice_is_heard(tmp_path: Path) -> None:
    """A voice file's gain changes the clip's level by as much."""
    plain = StoredSpeech(FakeEngine(), VOICE, Store(tmp_path)).clip(LINES[4])
    softer = StoredSpeech(FakeEngine(), replace(VOICE, gain=Db(-6.0)), Store(tmp_path)).clip(LINES[4])
    assert plain.audio.rms / softer.audio.rms == pytest.approx(10 ** (6 / 20), rel=0.02)
    assert plain.measure.length == softer.measure.length
    assert clipping.CHAIN >= 1


def test_the_equaliser_of_the_voice_is_heard(tmp_path: Path) -> None:
    """Noise in place of speech has less above 4 kHz with a voice that is darker, and as much below."""
    noise = np.random.default_rng(1).standard_normal(24_000).astype(np.float32) * np.float32(0.1)
    engine = FakeEngine(lambda *_: Spoken(samples=noise, rate=48_000))
    dark = replace(VOICE, shelves=(Shelf(hertz=4000, gain=Db(-12.0), high=True),))
    spectra = []
    for voice in (VOICE, dark):
        samples = np.frombuffer(StoredSpeech(engine, voice, Store(tmp_path)).clip(Line("noise")).audio.raw_data, "<i2")
        spectra.append(np.abs(np.fft.rfft(samples, 48_000)) ** 2)
    low, high = (
        10 * np.log10(spectra[1][band].sum() / spectra[0][band].sum()) for band in (np.s_[:2000], np.s_[8000:])
    )
    assert high - low == pytest.approx(-12.0, abs=0.5)


def test_the_vowel_that_an_engine_knows_decides_the_centre(tmp_path: Path) -> None:
    """An engine that tells where the stressed vowel begins moves the beat there."""
    at = np.arange(33_600) / 48_000
    two = (0.3 * np.sin(2 * np.pi * 500 * at) * ((at < 0.25) + (at > 0.4)) * np.clip(at * 50, 0, 1)).astype(np.float32)
    centres = [
        StoredSpeech(FakeEngine(lambda *_, vowel=vowel: Spoken(samples=two, rate=48_000, vowel=vowel)), VOICE, store)
        .clip(Line("and lower"))
        .measure.centre
        for vowel, store in ((None, Store(tmp_path / "a")), (20_000, Store(tmp_path / "b")))
    ]
    assert centres[0] < 30
    assert centres[1] == pytest.approx(clipping.LEAD + 400, abs=8)


RESPELLED = Pronunciation(everywhere={"three": "thrie"}, engines={TONE.info.name: {"two": "tew"}})


def test_the_engine_is_given_respellings(tmp_path: Path) -> None:
    """Words that are respelled, for all engines or for this one, reach it so; measures stay by the line as written."""
    engine = FakeEngine()
    measures = StoredSpeech(engine, VOICE, Store(tmp_path), pronunciation=RESPELLED).measures(LINES)
    assert list(measures) == list(dict.fromkeys(LINES))
    assert {text for text, _ in engine.asked} == {"one", "tew", "thrie", "Shoulders low, wrists straight."}


def test_a_respelling_is_in_the_key(tmp_path: Path) -> None:
    """What is respelled anew is spoken anew; all else, and what sounds the same, is taken from the store."""
    plain, engine = FakeEngine(), FakeEngine()
    StoredSpeech(plain, VOICE, Store(tmp_path)).measures(LINES)
    speech = StoredSpeech(engine, VOICE, Store(tmp_path), pronunciation=RESPELLED)
    speech.measures(LINES)
    assert {text for text, _ in engine.asked} == {"tew", "thrie"}
    assert speech.key(Line("Two.")).text == "Tew."
    assert speech.key(Line("one")) == StoredSpeech(plain, VOICE, Store(tmp_path)).key(Line("one"))
    assert speech.estimate("two two") == StoredSpeech(plain, VOICE, Store(tmp_path)).estimate("two two")


def test_an_error_names_the_line_as_it_was_written(tmp_path: Path) -> None:
    """The user looks for the words of the exercise, not for their respelling; the hint stays, and both are told."""

    def fails(text: str, _times: int) -> Spoken:
        raise SpeechError(f"can't speak {text!r}: the engine crashed", hint="backrelief-audio doctor")

    speech = StoredSpeech(FakeEngine(fails), VOICE, Store(tmp_path), pronunciation=RESPELLED)
    with pytest.raises(SpeechError, match=r"^can't speak 'Lift two.', respelled: .*'Lift tew.': the engine") as caught:
        speech.clip(Line("Lift two."))
    assert caught.value.hint == "backrelief-audio doctor"
    with pytest.raises(SpeechError, match=r"^can't speak 'one': the engine crashed"):
        speech.clip(Line("one"))
    speech = StoredSpeech(FakeEngine(silence), VOICE, Store(tmp_path), pronunciation=RESPELLED)
    with pytest.raises(SpeechError, match="did not speak 'two'"):
        speech.clip(Line("two"))
