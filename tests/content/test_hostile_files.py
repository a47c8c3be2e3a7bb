"""Files that are too large, endless, nested or not what they seem, and texts that are more than words."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import hostile
import pytest

from backrelief_audio.content import load_routine, load_voices
from backrelief_audio.content.exercise_file import parse_exercise
from backrelief_audio.content.own_phrases import with_own_phrases
from backrelief_audio.content.routine_file import MOST_ITEMS, parse_routine
from backrelief_audio.content.toml import MOST_BYTES, MOST_DOTS, parse_toml, read_toml
from backrelief_audio.errors import MOST_TOLD, ContentError, Problem
from backrelief_audio.legible import MOST_TITLE

BIRD_DOG = next(hostile.seeds("content")).decode()


def refused(path: Path) -> str:
    """Why a file can't be read as TOML."""
    problems: list[Problem] = []
    assert read_toml(path, problems) is None
    (problem,) = problems
    assert problem.where == path.name
    assert problem.allowed
    return problem.what


def test_a_file_may_have_so_many_bytes(tmp_path: Path) -> None:
    """The largest file is read; one byte more, or a hundred megabytes, is refused before it is parsed."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"a = 1\n".ljust(MOST_BYTES, b"#"))
    assert read_toml(path, []) == {"a": 1}
    path.write_bytes(b"a = 1\n".ljust(MOST_BYTES + 1, b"#"))
    assert f"more than {MOST_BYTES} bytes" in refused(path)
    os.truncate(path, 100_000_000)
    before = time.process_time()
    assert "more than" in refused(path)
    assert time.process_time() - before < 0.2


@pytest.mark.parametrize("what", ["a pipe", "a device", "a loop", "a folder", "too long a name"])
def test_what_is_no_file_is_not_opened(what: str, tmp_path: Path) -> None:
    """A pipe that nobody writes to, a device without an end and a link to itself are told, not waited for."""
    path = tmp_path / "a.toml"
    if what == "a pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("this system has no named pipes")
        os.mkfifo(path)
    elif what == "a device":
        path.symlink_to("/dev/zero")
    elif what == "a loop":
        path.symlink_to(path)
    elif what == "a folder":
        path.mkdir()
    else:
        path = tmp_path / f"{'a' * 300}.toml"
    assert "can't be read" in refused(path)


@pytest.mark.parametrize("key", ["a.", '"a".', "a . "])
def test_a_key_of_many_parts_costs_nothing(key: str) -> None:
    """The longest line of dots that is parsed takes no time; a longer one is told by its number."""
    before = time.process_time()
    found = parse_toml(f"{key * MOST_DOTS}b = 1\n", "a.toml", [])
    assert found is not None
    parse_toml("".join(f"x{number}.{key * (MOST_DOTS - 1)}b = 1\n" for number in range(100)), "a.toml", [])
    problems: list[Problem] = []
    assert parse_toml(f"c = 1\n{key * 80_000}b = 1", "a.toml", problems) is None
    assert time.process_time() - before < 2
    assert "line 2 is full of dots" in problems[0].what


def test_thousands_of_items_are_told_at_once(tmp_path: Path) -> None:
    """A list of thousands of unknown exercises is told in a moment, as many of its faults as can be read."""
    path = tmp_path / "a.toml"
    one = '{exercise = "qwerty"}, '
    path.write_text(f'title = "T"\nitems = [{one * 10_000}]', encoding="utf-8")
    before = time.process_time()
    with pytest.raises(ContentError) as raised:
        load_routine(path, tuple(hostile.CATALOGUE.values()))
    assert time.process_time() - before < 2
    assert len(raised.value.problems) == MOST_ITEMS + 1
    lines = str(raised.value).splitlines()
    assert (len(lines), lines[-1]) == (MOST_TOLD + 2, f"  and {MOST_ITEMS + 1 - MOST_TOLD} more")


def faults(kind: str, data: dict[str, Any]) -> list[str]:
    """What one reader says of a document."""
    return [str(problem) for problem in hostile.read_by(hostile.PARSERS[kind], data)]


BRACES = {
    "{name!r}": "more than a name",
    "{name:>999999999}": "more than a name",
    "{name!s:^{name}}": "more than a name",
    "{name.__class__}": "holds ['name.__class__']",
    "{name[0]}": "holds ['name[0]']",
    "{0}": "holds ['0']",
    "{}": "holds ['']",
    "{name": "expected '}'",
    "{{name}}": "'{'",
    "[[{name}]]": "'['",
    "{name} <emphasis>": "'<'",
    "{name}\u00ad": "U+00AD",
}


@pytest.mark.parametrize(("phrase", "why"), BRACES.items(), ids=BRACES)
def test_braces_hold_names_and_nothing_else(phrase: str, why: str) -> None:
    """What could make a text of a gigabyte, look into the program or be obeyed by an engine is refused by its key."""
    problems: list[Problem] = []
    with_own_phrases(hostile.BOOK, {"varied": {"announce": [phrase]}}, "a.toml", problems)
    assert any(why in problem.what for problem in problems)
    assert {problem.where for problem in problems} == {"a.toml: varied.announce"}
    plain = phrase.replace("name", "side")
    document = parse_toml(BIRD_DOG, "a.toml", [])
    assert document is not None
    document["lines"]["breath"] = plain
    told = faults("exercise", dict(document))
    assert told
    assert all("lines.breath" in fault for fault in told)


@pytest.mark.parametrize(
    "key", ["spoken", "lines.fault", "lines.setup", "lines.praise", "words.work", "options.easier", "way.line"]
)
@pytest.mark.parametrize("text", ["[[h@l'oU]]", "a <break time='10s'/> b", "?!", "\U0001f600", "9" * 400, "a\u202eb"])
def test_what_can_not_be_said_is_a_fault_of_the_file(key: str, text: str) -> None:
    """Every text of an exercise that is spoken is looked at when the file is read, not when a session is made."""
    document = parse_toml(BIRD_DOG, "a.toml", [])
    assert document is not None
    *outer, last = key.split(".")
    inner: Any = document
    if outer == ["way"]:
        inner = {"name": "forward"}
        document["way"] = [inner, {"name": "back", "line": "Go back."}]
    else:
        for name in outer:
            inner = inner[name]
    inner[last] = [text, text] if isinstance(inner.get(last), list) else text
    problems: list[Problem] = []
    parse_exercise(document, "bird-dog", "a.toml", problems)
    assert any(key.partition(".")[0] in problem.where for problem in problems)


@pytest.mark.parametrize("place", ["equipment", "areas", "places"])
def test_names_of_things_can_be_said(place: str) -> None:
    """What is put into phrases is looked at as they are."""
    key = next(iter(getattr(hostile.BOOK, place)))
    problems: list[Problem] = []
    with_own_phrases(hostile.BOOK, {place: {key: "{name}"}}, "a.toml", problems)
    assert [problem.where for problem in problems] == [f"a.toml: {place}.{key}"]


@pytest.mark.parametrize("odd", ["\x1b[2J", "\u202e", "a\nb", "\x9b31m"])
def test_titles_are_one_line_without_commands(odd: str) -> None:
    """What players, calendars and terminals are shown holds no control; nor does the message that says so."""
    data = {"title": f"Mine{odd}", "about": odd, odd: 1, "items": [{"exercise": f"cat-cow{odd}"}]}
    problems: list[Problem] = []
    parse_routine(data, "mine", "a.toml", problems, hostile.CATALOGUE, own=True)
    assert {problem.where for problem in problems} >= {"a.toml: title", "a.toml: about", f"a.toml: {odd}"}
    assert all(str(problem).isprintable() for problem in problems)


def test_a_voice_has_a_name_that_can_be_shown(tmp_path: Path) -> None:
    """A voice is called as its file is, and that may be anything."""
    good = list(hostile.seeds("content"))[-1]
    (tmp_path / "a\x1b[2J.toml").write_bytes(good)
    (tmp_path / f"{'a' * 61}.toml").write_bytes(good)
    with pytest.raises(ContentError) as raised:
        load_voices(tmp_path)
    assert len(raised.value.problems) == 2
    assert all("is not a good name" in problem.what for problem in raised.value.problems)
    assert "\x1b" not in str(raised.value)


def test_a_title_leaves_room_for_a_number_and_a_length() -> None:
    """A show of the longest title is remembered, and read again; a longer title is told with what is allowed."""
    problems: list[Problem] = []
    data = {"title": "T" * (MOST_TITLE + 1), "items": [{"exercise": "cat-cow"}]}
    parse_routine(data, "mine", "a.toml", problems, hostile.CATALOGUE)
    assert [str(problem) for problem in problems] == ["a.toml: title: has 101 letters; allowed: a text of at most 100"]
