"""Hostile input: what was once found, and whatever Hypothesis makes of good files, is met with our own errors only."""

from __future__ import annotations

import copy
import datetime
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hostile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backrelief_audio.content.toml import parse_toml

FILES = sorted(path for path in hostile.CORPUS.glob("*/*") if path.is_file())

MOST_SECONDS = 2.0
"""Of processor time for one input; the longest takes a tenth of it."""


def test_the_corpus_is_there() -> None:
    """Every target has files, and no file belongs to none."""
    assert {path.parent.name for path in FILES} == set(hostile.TARGETS)


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.name}" for path in FILES])
def test_what_was_found_stays_mended(path: Path, tmp_path: Path) -> None:
    """What once raised, hung or took all memory is refused, or taken for what it is, at once."""
    before = time.process_time()
    hostile.TARGETS[path.parent.name](tmp_path, path.read_bytes())
    assert time.process_time() - before < MOST_SECONDS


@pytest.mark.parametrize("target", hostile.TARGETS)
def test_good_files_are_good(target: str, tmp_path: Path) -> None:
    """What fuzzing begins with is taken by at least one reader, so that it begins inside."""
    for number, data in enumerate(hostile.seeds(target)):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert hostile.TARGETS[target](folder, data)
    assert not hostile.TARGETS[target](tmp_path, b"junk")


def good_documents() -> Iterator[dict[str, Any]]:
    """The TOML documents among them."""
    for data in hostile.seeds("content"):
        found = parse_toml(data.decode(), "a.toml", [])
        assert found is not None
        yield dict(found)


GOOD = list(good_documents())

NASTY = st.sampled_from(
    [
        *(
            "",
            " ",
            "\x1b[2J",
            "\u202e",
            "\ud800",
            "a\nb",
            "{side!r:>99999999}",
            "{name}",
            "{",
            "}}",
            "[[a]]",
            "<speak>",
        ),
        *("x" * 401, "x" * 41, "9" * 400, "con", "../..", "chin-tuck", "...", "\U0001f600", "hello"),
        *(0, -1, 1 << 63, 10**400, 16**9999, 1e308, float("inf"), float("-inf"), float("nan"), True),
        *([], {}, [[]], [{}], [[[[]]]], {"": {"": []}}, [1, "a", {}], datetime.date(1, 1, 1), datetime.time(0)),
    ]
)


def paths(document: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a document."""
    if before:
        yield before
    pairs = (
        document.items() if isinstance(document, dict) else enumerate(document if isinstance(document, list) else ())
    )
    for key, value in pairs:
        yield from paths(value, (*before, key))


@given(st.data())
@settings(max_examples=40)
def test_a_good_document_with_something_odd_in_it(data: st.DataObject) -> None:
    """Whatever stands in the place of some values, every parser tells the faults, and what has none can be said."""
    document = copy.deepcopy(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(1, 4))):
        *outer, last = data.draw(st.sampled_from(list(paths(document))))
        inner = document
        for key in outer:
            inner = inner[key]
        inner[last] = copy.deepcopy(data.draw(NASTY))
    hostile.read_all(document)


@given(data=st.data())
@settings(max_examples=25)
def test_good_bytes_with_some_changed(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A good file cut off, doubled or with other bytes in it is read or refused, never more."""
    target = data.draw(st.sampled_from(["content", "state", "record"]))
    good = bytearray(data.draw(st.sampled_from(list(hostile.seeds(target)))))
    for _ in range(data.draw(st.integers(1, 3))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(good))] * 2)))
        good[start:end] = data.draw(st.one_of(st.binary(max_size=9), st.just(bytes(good[start:end] * 2)), st.just(b"")))
    hostile.TARGETS[target](tmp_path_factory.mktemp("file"), bytes(good))
