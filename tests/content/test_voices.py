"""Our voices, and what is told of a faulty voice file."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from backrelief_audio.content import VOICES, load_voices
from backrelief_audio.content.toml import parse_toml
from backrelief_audio.content.voice_file import parse_voice, voice_toml
from backrelief_audio.errors import ContentError, Problem
from backrelief_audio.model.request import Request
from backrelief_audio.units import Db

GOOD: dict[str, Any] = {
    "title": "A test",
    "engine": "tone",
    "voice": "tone",
    "language": "en",
    "words_per_minute": 145,
    "pitch": 40,
    "gain": -1.5,
    "ms_per_letter": 65.5,
}


def test_our_voices_load() -> None:
    """There are four voices of eSpeak or more, and the one that is used when none is named is among them."""
    voices = {voice.name: voice for voice in load_voices() if voice.engine == "pyttsx3"}
    assert len(voices) >= 4
    default = next(field for field in Request.__dataclass_fields__.values() if field.name == "voice").default
    assert default in voices


def test_our_voices_speak_at_a_pace_that_can_be_followed() -> None:
    """Every voice of ours is English, titled, and between 110 and 160 words a minute."""
    voices = load_voices()
    assert voices
    for voice in voices:
        assert 110 <= voice.words_per_minute <= 160, voice.name
        assert voice.language.startswith("en"), voice.name
        assert len({other.title for other in voices}) == len(voices)


def test_our_voices_differ_usefully() -> None:
    """No two voices of eSpeak sound the same: they differ in the voice, by a tenth in speed, or by 15 in pitch."""
    voices = [voice for voice in load_voices() if voice.engine == "pyttsx3"]
    for one, other in combinations(voices, 2):
        apart = abs(one.words_per_minute - other.words_per_minute) / min(one.words_per_minute, other.words_per_minute)
        assert one.voice != other.voice or apart >= 0.1 or abs(one.pitch - other.pitch) >= 15, (one.name, other.name)


def test_a_letter_takes_as_long_as_the_speed_says() -> None:
    """What planning believes of a voice is near what eSpeak takes: 10 s a letter at a word a minute, to a tenth."""
    for voice in load_voices():
        if voice.engine == "pyttsx3":
            assert voice.ms_per_letter * voice.words_per_minute == pytest.approx(10_200, rel=0.1), voice.name


def test_the_folder_of_our_voices_is_found() -> None:
    """In a checkout the voices are at its top."""
    assert VOICES.is_dir()
    assert VOICES.name == "voices"


def test_a_good_file_is_a_voice() -> None:
    """Every key of a voice comes over, and pitch and gain have defaults."""
    problems: list[Problem] = []
    voice = parse_voice(GOOD, "made", "made.toml", problems)
    assert problems == []
    assert (voice.name, voice.engine, voice.words_per_minute, voice.pitch, voice.gain) == (
        "made",
        "tone",
        145,
        40,
        -1.5,
    )
    short = {key: value for key, value in GOOD.items() if key not in ("pitch", "gain")}
    voice = parse_voice(short, "made", "made.toml", problems)
    assert problems == []
    assert (voice.pitch, voice.gain) == (50, 0.0)


def test_a_written_voice_file_is_read_back_as_it_was() -> None:
    """What is written for a fetched voice is the voice that is read from it, whatever its title holds."""
    problems: list[Problem] = []
    title = 'A "voice" \\ of São = [Paulo] # 1'
    voice = replace(parse_voice(GOOD, "made", "", problems), title=title, pitch=50, gain=Db(0.0), noise=0.25)
    text = voice_toml(voice, "A comment")
    assert text.startswith("# A comment\n")
    data = parse_toml(text, "made.toml", problems)
    assert data is not None
    assert parse_voice(data, "made", "made.toml", problems) == voice
    assert problems == []


def test_the_neural_voice_repeats_itself() -> None:
    """The voice by Piper that we ship has no noise, so that a session made anew is the same."""
    neural = next(voice for voice in load_voices() if voice.engine == "piper")
    assert (neural.voice, neural.noise, neural.rhythm_noise) == ("en_US-lessac-medium", 0, 0)


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("title", "", "a text"),
        ("engine", 3, "a text"),
        ("voice", None, "a text"),
        ("language", ["en"], "a text"),
        ("words_per_minute", 79, "a whole number from 80 to 300"),
        ("words_per_minute", 145.5, "a whole number from 80 to 300"),
        ("pitch", 101, "a whole number from 0 to 100"),
        ("gain", 7, "a number from -12 to 6"),
        ("gain", float("nan"), "a number from -12 to 6"),
        ("ms_per_letter", 0.065, "a number from 20 to 200"),
        ("speed", 145, "engine, fallback"),
    ],
)
def test_a_fault_is_told(key: str, value: Any, allowed: str) -> None:
    """A wrong value is told by file, key and what would have been right."""
    problems: list[Problem] = []
    parse_voice({**GOOD, key: value}, "made", "made.toml", problems)
    assert [problem.where for problem in problems] == [f"made.toml: {key}"]
    assert problems[0].allowed.startswith(allowed)


@pytest.mark.parametrize("key", ["title", "engine", "voice", "language", "words_per_minute", "ms_per_letter"])
def test_a_missing_key_is_told(key: str) -> None:
    """What has no default has to be there."""
    problems: list[Problem] = []
    parse_voice({name: value for name, value in GOOD.items() if name != key}, "made", "made.toml", problems)
    assert [(problem.where, problem.what) for problem in problems] == [(f"made.toml: {key}", "missing")]


TONE = 'title = "A"\nengine = "tone"\nvoice = "tone"\nlanguage = "en"\nwords_per_minute = 140\nms_per_letter = 60\n'


def test_all_faults_of_all_voices_come_at_once(tmp_path: Path) -> None:
    """One ContentError tells the faults of every voice file, of the listener's own by their full paths."""
    (tmp_path / "a.toml").write_text(TONE.replace("140", "14"))
    (tmp_path / "b.toml").write_text(TONE.replace('title = "A"', ""))
    (tmp_path / "c.toml").write_text(TONE)
    with pytest.raises(ContentError) as raised:
        load_voices(tmp_path)
    assert [problem.where for problem in raised.value.problems] == [
        f"{tmp_path / 'a.toml'}: words_per_minute",
        f"{tmp_path / 'b.toml'}: title",
    ]


def test_further_voices_join_ours(tmp_path: Path) -> None:
    """Voices of further folders join ours, a later one replaces one of the same name, and no folder has to exist."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, title in ((one, "First"), (two, "Second")):
        folder.mkdir()
        (folder / "mine.toml").write_text(TONE.replace('"A"', f'"{title}"'))
    ours = {voice.name for voice in load_voices()}
    voices = {voice.name: voice.title for voice in load_voices(one, tmp_path / "none", two)}
    assert set(voices) == ours | {"mine"}
    assert voices["mine"] == "Second"
    assert list(voices) == sorted(voices)
