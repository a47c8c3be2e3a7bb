"""What sessions sound like: built by the command with its default voice, decoded by ffmpeg, and measured."""

from __future__ import annotations

import json
import subprocess
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyloudnorm
import pytest
import soxr
from measuring import (
    RATE,
    Session,
    centre_of,
    counted,
    curve,
    decibels,
    edges_of,
    gaps,
    highs_of,
    lag_of,
    level,
    loudness,
    made,
    onset_of,
    outside,
    silences_of,
    true_peak,
)
from writing import require

from backrelief_audio import pipeline
from backrelief_audio.asking import Asked
from backrelief_audio.pipeline.composing import compose

pytestmark = pytest.mark.real

LITTLE_TALK = ("--counting", "none", "--instruction", "brief")
BUILDS = {
    "alone": ("--minutes", "8", "--seed", "8", "--bed", "none"),
    "default": ("--minutes", "8", "--seed", "8"),
    "slow-pulse": ("--minutes", "5", "--seed", "3", "--bed", "slow-pulse", "--counting", "sparse"),
    "own": ("--minutes", "3", "--seed", "5", "--bed", "./own.wav", *LITTLE_TALK),
    "little talk": ("--minutes", "5", "--seed", "3", *LITTLE_TALK),
    "little talk, alone": ("--minutes", "5", "--seed", "3", "--bed", "none", *LITTLE_TALK),
    **{
        name: ("--minutes", "2", "--seed", "2", "--bed", name)
        for name in ("low-strings", "soft-bells", "ocean", "soft-rain")
    },
}
OVER_A_BED = tuple(name for name in BUILDS if "alone" not in name)
LONG = 2.5
"""Seconds: a silence in which a bed has all of its level for a while."""

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
"""What a recogniser knows, more than these sessions count to."""


class Sessions:
    """The sessions of this module, each built when it is first asked for; they share what was spoken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: dict[str, Session] = {}

    def __getitem__(self, name: str) -> Session:
        if name not in self._made:
            self._made[name] = made(self.folder, name, *BUILDS[name])
        return self._made[name]


@pytest.fixture(scope="module")
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Sessions:
    """Sessions by what is special about them, in a folder with the listener's own music."""
    folder = tmp_path_factory.mktemp("sound")
    write_music(folder / "own.wav")
    return Sessions(folder)


def write_music(path: Path) -> None:
    """Twenty seconds of a sine in noise, another on each side, with nothing above 2.5 kHz and no matching ends."""
    count = 20 * RATE
    spectrum = np.fft.rfft(np.random.default_rng(5).standard_normal((count, 2)), axis=0)
    hertz = np.fft.rfftfreq(count, 1 / RATE)
    spectrum *= (((hertz > 100) & (hertz < 2500)) / np.maximum(hertz, 200))[:, None]
    noise = np.fft.irfft(spectrum, count, axis=0)
    sines = np.sin(2 * np.pi * np.outer(np.arange(count) / RATE, (311.3, 417.7)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((3000 * (noise / noise.std() + sines)).astype("<i2").tobytes())


def test_counts_are_on_the_beat(sessions: Sessions) -> None:
    """Nine in ten counts rise most steeply within 25 ms of their beat, and a bed moves none of them."""
    alone, over = sessions["alone"], sessions["default"]
    counts = [cue for cue in alone.cues("count", "countdown") if counted(cue)]
    assert alone.cues() == over.cues()
    assert len(counts) > 30
    off = np.array([centre_of(alone, cue) - cue["beat"] for cue in counts])
    later = np.array([lag_of(over, alone, cue) for cue in counts])
    assert np.mean(np.abs(off) < 0.025) >= 0.9
    assert np.mean(np.abs(off + later) < 0.025) >= 0.9
    assert np.abs(later).max() < 0.002


@pytest.mark.parametrize("name", ["alone", "default", "little talk", "slow-pulse"])
def test_ticks_and_marks_are_on_the_beat(sessions: Sessions, name: str) -> None:
    """Every tick and mark begins within 15 ms of its beat: they have one sharp onset, and words have not."""
    marks = [cue for cue in sessions[name].cues("chime") if cue["beat"] is not None]
    assert {cue["text"] for cue in marks} >= {"tick", "done"}
    off = {(cue["text"], cue["beat"]): onset_of(sessions[name], cue) - cue["beat"] for cue in marks}
    assert {mark: error for mark, error in off.items() if abs(error) >= 0.015} == {}


@pytest.mark.parametrize("name", BUILDS)
def test_loudness_and_peak(sessions: Sessions, name: str) -> None:
    """A voice alone is at -19 LUFS and one over a bed at -16, one either way; no true peak is above -1 dBTP."""
    wanted = -16 if name in OVER_A_BED else -19
    assert loudness(sessions[name]) == pytest.approx(wanted, abs=1)
    assert true_peak(sessions[name]) <= -1


@pytest.mark.parametrize("name", ["default", "slow-pulse"])
def test_the_bed_goes_down_under_words(sessions: Sessions, name: str) -> None:
    """Under words the bed is 6 dB softer than in long silences, and it stays down between sentences and counts."""
    session = sessions[name]
    full = silent_level(session)
    under = ducked_level(session)
    assert full - under == pytest.approx(6, abs=1.5)
    between = [session.side(before["end"] + 0.1, after["start"] - 0.1) for before, after in gaps(session, 0.3, 1.1)]
    counts = [
        session.side(before["end"] + 0.3, after["start"] - 0.3)
        for before, after in pairwise(session.cues())
        if counted(before) and counted(after) and 1.3 < after["start"] - before["end"] < 7
    ]
    assert len(between) > 20
    assert len(counts) >= 3
    for short in (between, counts):
        assert np.median([level(sound) for sound in short]) == pytest.approx(under, abs=1.5)


def silent_level(session: Session) -> float:
    """The bed's level in long silences: the median of half seconds."""
    starts = [moment for start, end in silences_of(session, LONG) for moment in np.arange(start, end - 0.5, 0.5)]
    assert len(starts) >= 20
    return float(np.median([level(session.side(start, start + 0.5)) for start in starts]))


def ducked_level(session: Session) -> float:
    """The bed's level under words: the median of lines."""
    lines = [cue for cue in session.cues() if cue["kind"] != "chime" and cue["end"] - cue["start"] > 1]
    assert len(lines) > 20
    return float(np.median([level(session.side(cue["start"], cue["end"])) for cue in lines]))


@pytest.mark.parametrize("name", ["default", "little talk"])
def test_the_bed_is_down_when_a_word_begins(sessions: Sessions, name: str) -> None:
    """After a long silence the bed is at its full level 400 ms before the word, and all the way down at the word."""
    session = sessions[name]
    words, _ = edges_of(session, LONG)
    assert len(words) >= 4
    at, levels = curve(session, words, -1.2, 0.4)
    full, down = levels[at < -0.6].mean(), levels[at > 0.1].mean()
    assert full - down == pytest.approx(6, abs=1.5)
    assert levels[np.abs(at + 0.4).argmin()] == pytest.approx(full, abs=0.7)
    assert levels[np.abs(at + 0.05).argmin()] == pytest.approx(down, abs=1.5)
    assert np.abs(np.diff(levels)).max() < 1.5, "it falls at once instead of along a slope"


@pytest.mark.parametrize("name", ["default", "little talk"])
def test_the_bed_comes_up_slowly(sessions: Sessions, name: str) -> None:
    """After a word the bed takes 600 to 900 ms to come up: it is half of the way after 300 to 450."""
    session = sessions[name]
    _, words = edges_of(session, LONG)
    assert len(words) >= 4
    at, levels = curve(session, words, -0.3, 1.3)
    down, full = levels[at < -0.05].mean(), levels[at > 0.95].mean()
    assert full - down == pytest.approx(6, abs=1.5)
    halfway = (10 ** (down / 20) + 10 ** (full / 20)) / 2
    assert 0.3 <= at[np.argmax(levels > decibels(halfway))] <= 0.45
    assert levels[np.abs(at - 0.9).argmin()] == pytest.approx(full, abs=0.7)


@pytest.mark.parametrize(("name", "least", "most"), [("default", 12, 16), ("little talk", 12, 20)])
def test_the_bed_is_under_the_voice(sessions: Sessions, name: str, least: float, most: float) -> None:
    """Between words the bed is 14 LU below the voice, two either way; where little is said it may be 20 below."""
    session = sessions[name]
    meter = pyloudnorm.Meter(RATE)
    silences = [span for span in silences_of(session, LONG) if span[1] - span[0] > 1]
    bed = [meter.integrated_loudness(session.heard(start, end)) for start, end in silences]
    assert len(bed) >= 5
    lines = [session.heard(cue["start"], cue["end"]) for cue in session.cues() if cue["kind"] != "chime"]
    voice = meter.integrated_loudness(np.concatenate(lines))
    assert least <= voice - float(np.median(bed)) <= most


@pytest.mark.parametrize("name", ["default", "slow-pulse", "little talk", "own"])
def test_nothing_clicks(sessions: Sessions, name: str) -> None:
    """Outside of cues no step from sample to sample is large, and nothing at all is heard above 8 kHz.

    Beds end below 5 kHz; a click has all frequencies. Two neighbouring samples of a bed of 3 kHz at -30 LUFS are at
    most some 0.01 apart.
    """
    session = sessions[name]
    silences = list(outside(session, 0.06))
    heard = sum(end - start for start, end in silences)
    assert heard > session.seconds / 4
    for start, end in silences:
        sound = session.heard(start, end)
        assert np.abs(np.diff(sound, axis=0)).max() < 0.012, (start, end)
        for channel in sound.T:
            inner = highs_of(channel)[128:-128]  # cut out, it begins and ends with a step
            assert inner.size == 0 or decibels(np.abs(inner).max()) < -80, (start, end)


def test_own_music_goes_around_without_a_seam(sessions: Sessions) -> None:
    """Where twenty seconds of music begin again, they go on as loud as before; what clicks is looked for above."""
    session = sessions["own"]
    full = silent_level(session)
    moments = [moment for span in silences_of(session, LONG) for moment in np.arange(span[0], span[1] - 0.5, 0.25)]
    levels = {moment: level(session.side(moment, moment + 0.5)) - full for moment in moments}
    assert len(levels) > 40
    assert {moment: off for moment, off in levels.items() if abs(off) > 2.5} == {}


@pytest.mark.parametrize("name", ["alone", "little talk, alone"])
def test_a_voice_alone_is_silent_between_cues(sessions: Sessions, name: str) -> None:
    """Where the document has no cue, nothing is above -60 dBFS: from 60 ms after each cue to 60 ms before the next."""
    session = sessions[name]
    silences = list(outside(session, 0.06))
    assert len(silences) > 50
    loud = {span: np.abs(session.heard(*span)).max() for span in silences}
    assert {span: peak for span, peak in loud.items() if peak > 0.001} == {}


@pytest.mark.parametrize("name", ["default", "slow-pulse", "little talk"])
def test_the_bed_breathes(sessions: Sessions, name: str, tmp_path: Path) -> None:
    """Over a bed it is silent at both ends and, for five ticks, at the steps' borders; around them nothing jumps."""
    session = sessions[name]
    borders = borders_of(session, sessions.folder, tmp_path)
    silences = session.borders
    found = [border for border in borders if any(start - 2 < border < end + 2 for start, end in silences)]
    assert len(found) >= len(borders) - 2
    for start, end in silences:
        assert 0.09 < end - start < 0.15
        assert np.abs(session.side(start - 0.05, end + 0.05)).max() < 0.001  # in the middle a word may begin at once
    assert np.abs(session.heard(0, 0.02)).max() < 0.001
    assert np.abs(session.heard(session.seconds - 0.02, session.seconds)).max() < 0.001


def borders_of(session: Session, home: Path, tmp_path: Path) -> list[float]:
    """Where the plan of a session goes from step to step, in seconds: composed again from what was spoken."""
    asked = session.document["request"]
    workshop = pipeline.workshop(home / ".cache" / "backrelief-audio", tmp_path, tmp_path)
    request = workshop.request(
        Asked(
            minutes=str(asked["minutes"]),
            seed=asked["seed"],
            instruction=asked["instruction"],
            counting=asked["counting"],
            voice=asked["voice"],
            focus=(),
            equipment=(),
            include=(),
            exclude=(),
        )
    )
    with workshop.speech(request.voice) as speech:
        composed = compose(request, workshop.catalogue, workshop.book, speech)
    assert composed.document["cues"] == session.document["cues"]
    return [stretch.start / 1000 for stretch in composed.timeline.stretches[1:]]


@pytest.mark.parametrize(("name", "channels", "rate"), [("alone", 1, 64_000), ("default", 2, 112_000)])
def test_channels(sessions: Sessions, name: str, channels: int, rate: int) -> None:
    """A voice alone is mono at 64 kbit/s; over a bed it is stereo at 112, the voice in the middle."""
    session = sessions[name]
    probe = [require("ffprobe"), "-v", "error", "-show_streams", "-select_streams", "a", "-of", "json", session.path]
    stream = json.loads(subprocess.run(probe, capture_output=True, check=True).stdout)["streams"][0]
    assert (stream["channels"], int(stream["bit_rate"]), stream["codec_name"]) == (channels, rate, "mp3")
    if channels == 2:
        words = [cue for cue in session.cues() if cue["kind"] != "chime"]
        alike = [np.corrcoef(session.heard(cue["start"], cue["end"]).T)[0, 1] for cue in words]
        assert min(alike) > 0.95
        sides = [session.heard(cue["start"], cue["end"]).T for cue in words]
        assert max(abs(level(left) - level(right)) for left, right in sides) < 0.5
        beds = [session.heard(*span) for span in silences_of(session, LONG)]
        assert np.median([np.corrcoef(bed.T)[0, 1] for bed in beds]) < 0.95


@pytest.mark.parametrize("name", ["alone", "default"])
def test_counts_are_understood(sessions: Sessions, name: str, tmp_path: Path) -> None:
    """A recogniser that knows numbers understands three in four counts, as they come out of the decoder."""
    pocketsphinx = pytest.importorskip("pocketsphinx", reason="pocketsphinx is not installed")
    session = sessions[name]
    grammar = tmp_path / "numbers.gram"
    grammar.write_text(f"#JSGF V1.0;\ngrammar numbers;\npublic <number> = {' | '.join(NUMBERS)} ;\n", encoding="utf-8")
    recogniser = pocketsphinx.Decoder(samprate=16_000, jsgf=str(grammar), lm=None, loglevel="FATAL")
    right = []
    for cue in session.cues("count", "countdown"):
        said = cue["text"].strip(".").lower()
        if said not in NUMBERS:
            continue
        at_rate = soxr.resample(session.middle(cue["start"] - 0.2, cue["end"] + 0.2), RATE, 16_000)
        noise = np.random.default_rng(0).standard_normal(len(at_rate)) * 0.0005  # digital silence confuses recognisers
        recogniser.start_utt()
        recogniser.process_raw(((at_rate + noise) * 32767).astype("<i2").tobytes(), full_utt=True)
        recogniser.end_utt()
        heard = recogniser.hyp()
        right.append(heard is not None and heard.hypstr == said)
    assert len(right) > 30
    assert np.mean(right) >= 0.75
