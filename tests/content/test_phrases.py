"""What is told of a faulty phrase file."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from backrelief_audio.content import CONTENT, load_phrases
from backrelief_audio.content.phrase_file import parse_phrases
from backrelief_audio.content.toml import parse_toml
from backrelief_audio.errors import ContentError, Problem
from backrelief_audio.model.phrases import FIXED, VARIED, Phrasebook

ENGLISH = CONTENT / "phrases" / "en.toml"
GONE = object()
FIVE = ["One.", "Two.", "Three.", "Four.", "Five."]


def spoiled(path: str, value: Any) -> dict[str, Any]:
    """Our phrases with one value changed, or gone."""
    data = parse_toml(ENGLISH.read_text(encoding="utf-8"), "en.toml", [])
    assert data is not None
    changed = deepcopy(dict(data))
    table: Any = changed
    *outer, last = path.split(".")
    for key in outer:
        table = table[key]
    if value is GONE:
        del table[last]
    else:
        table[last] = value
    return changed


FAULTS = [
    ("numbers", GONE, "numbers", "a list of at least 90 texts"),
    ("numbers", ["one", "two"], "numbers", "a list of at least 90 texts"),
    ("numbers", list(range(1, 91)), "numbers[0]", "a text"),
    ("varied", GONE, "varied", "a table"),
    ("varied.stay", GONE, "varied.stay", "a list of at least 5 texts"),
    ("varied.stay", FIVE[:4], "varied.stay", "a list of at least 5 texts"),
    ("varied.stay", "Stay.", "varied.stay", "a list of at least 5 texts"),
    ("varied.stay", [*FIVE[:4], "One."], "varied.stay", "each once"),
    ("varied.stay", [*FIVE, "Stay {side}."], "varied.stay", "no braces"),
    ("varied.stay", [*FIVE, "Stay {."], "varied.stay", "no braces"),
    ("varied.switch", FIVE, "varied.switch", "{side}"),
    ("varied.switch", [f"{line} {{place}}" for line in FIVE], "varied.switch", "{side}"),
    ("varied.again", [f"{line} {{set}}" for line in FIVE], "varied.again", "{set}, {sets}"),
    ("varied.wait", FIVE, "varied.wait", "again, announce"),
    ("fixed.safety", [], "fixed.safety", "a list of at least 1 texts"),
    ("fixed.release", ["and"], "fixed.release", "{word}"),
    ("fixed.hello", ["Hello."], "fixed.hello", "about, and"),
    ("places.quad", GONE, "places.quad", "a text"),
    ("places.moon", "go to the moon", "places.moon", "bar, kneel"),
    ("equipment.mat", "", "equipment.mat", "a text"),
    ("areas.calm", 3, "areas.calm", "a text"),
    ("sides.left", GONE, "sides.left", "a text"),
    ("sides", GONE, "sides", "a table"),
    ("jokes", {}, "jokes", "areas, equipment"),
]


@pytest.mark.parametrize(("path", "value", "key", "allowed"), FAULTS)
def test_a_fault_is_told(path: str, value: Any, key: str, allowed: str) -> None:
    """A wrong phrase is told by the file, the key's whole path and what would have been right."""
    problems: list[Problem] = []
    parse_phrases(spoiled(path, value), "en.toml", problems)
    assert problems
    assert problems[0].where == f"en.toml: {key}"
    assert problems[0].allowed.startswith(allowed)
    assert {problem.where.split("[")[0] for problem in problems} == {f"en.toml: {key}".split("[")[0]}


def test_our_phrases_have_no_faults(book: Phrasebook) -> None:
    """The file that the faults are made from is right, and holds every key and no other."""
    assert set(book.varied) == set(VARIED)
    assert set(book.fixed) == set(FIXED)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """One ContentError tells every fault of the file."""
    text = ENGLISH.read_text(encoding="utf-8")
    path = tmp_path / "xx.toml"
    path.write_text(text.replace('right = "right"', "right = 1").replace('quad = "', 'qad = "'), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_phrases(path)
    assert [problem.where for problem in raised.value.problems] == [
        "xx.toml: places.quad",
        "xx.toml: places.qad",
        "xx.toml: sides.right",
    ]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A phrase file that can't be read is a ContentError that names it."""
    with pytest.raises(ContentError, match=r"none\.toml: can't be read"):
        load_phrases(tmp_path / "none.toml")
