"""Reading a table of unknown content: every getter's good value, and every fault told with key and remedy."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.checked import Table, one_of
from backrelief_audio.errors import Problem


class Fruit(Enum):
    """Something to choose from."""

    APPLE = "apple"
    PEAR = "pear"


Getter = Callable[[Table], Any]

GETTERS: dict[str, Getter] = {
    "text": lambda table: table.text("key"),
    "flag": lambda table: table.flag("key"),
    "number": lambda table: table.number("key", 1, 5),
    "whole": lambda table: table.whole("key", 1, 5),
    "duration": lambda table: table.duration("key", 12),
    "choice": lambda table: table.choice("key", Fruit),
    "texts": lambda table: table.texts("key", least=2),
    "choices": lambda table: table.choices("key", Fruit),
    "alternatives": lambda table: table.alternatives("key", Fruit),
    "table": lambda table: table.table("key"),
}
"""Every getter of a key that has to be there."""

GOOD: list[tuple[str, Any, Any]] = [
    ("text", "a word", "a word"),
    ("flag", False, False),
    ("flag", True, True),
    ("number", 1, 1.0),
    ("number", 5.0, 5.0),
    ("whole", 5, 5),
    ("duration", 2.5, 2500),
    ("duration", 0, 0),
    ("choice", "pear", Fruit.PEAR),
    ("texts", ["a", "b"], ("a", "b")),
    ("choices", ["pear", "apple"], (Fruit.PEAR, Fruit.APPLE)),
    ("alternatives", [["pear"], []], ((Fruit.PEAR,), ())),
]

WRONG: list[tuple[str, Any, str, str]] = [
    ("text", 5, "key", "a text"),
    ("text", "", "key", "a text"),
    ("text", "  ", "key", "a text"),
    ("flag", 1, "key", "true or false"),
    ("flag", "yes", "key", "true or false"),
    ("number", "2", "key", "a number from 1 to 5"),
    ("number", True, "key", "a number from 1 to 5"),
    ("number", 0.5, "key", "a number from 1 to 5"),
    ("number", 5.01, "key", "a number from 1 to 5"),
    ("number", float("nan"), "key", "a number from 1 to 5"),
    ("number", float("inf"), "key", "a number from 1 to 5"),
    ("whole", 2.0, "key", "a whole number from 1 to 5"),
    ("whole", True, "key", "a whole number from 1 to 5"),
    ("whole", 6, "key", "a whole number from 1 to 5"),
    ("duration", 2000, "key", "a number from 0 to 12"),
    ("duration", -1, "key", "a number from 0 to 12"),
    ("choice", "plum", "key", "one of apple, pear"),
    ("choice", 1, "key", "one of apple, pear"),
    ("texts", "ab", "key", "a list of at least 2 texts"),
    ("texts", ["a"], "key", "a list of at least 2 texts"),
    ("texts", ["a", 2], "key[1]", "a text"),
    ("texts", ["", "a"], "key[0]", "a text"),
    ("choices", ["plum"], "key", "one of apple, pear"),
    ("choices", ["plum"] * 3, "key", "a list of at most 2 texts"),
    ("choices", ["pear", "pear"], "key", "each value once"),
    ("choices", [], "key", "a list of at least 1 texts"),
    ("alternatives", ["pear"], "key", "a list of lists of one of apple, pear"),
    ("alternatives", [], "key", "a list of lists of one of apple, pear"),
    ("alternatives", [["plum"]], "key", "one of apple, pear"),
    ("alternatives", [[["pear"]]], "key", "one of apple, pear"),
    ("table", [], "key", "a table"),
]


def table_of(data: dict[str, Any]) -> tuple[Table, list[Problem]]:
    """A table to read, and its list of problems."""
    problems: list[Problem] = []
    return Table(data, "file.toml", problems), problems


@pytest.mark.parametrize(("getter", "value", "expected"), GOOD)
def test_a_good_value_is_typed(getter: str, value: Any, expected: Any) -> None:
    """A right value comes back in its type and leaves no problem."""
    table, problems = table_of({"key": value})
    assert GETTERS[getter](table) == expected
    table.close()
    assert problems == []


@pytest.mark.parametrize("getter", GETTERS)
def test_a_missing_key_is_told(getter: str) -> None:
    """A key that has to be there is named with what would have been right."""
    table, problems = table_of({})
    GETTERS[getter](table)
    assert [(problem.where, problem.what) for problem in problems] == [("file.toml: key", "missing")]
    assert problems[0].allowed


@pytest.mark.parametrize(("getter", "value", "key", "allowed"), WRONG)
def test_a_wrong_value_is_told(getter: str, value: Any, key: str, allowed: str) -> None:
    """A value of the wrong type or out of range is one problem, with its key's path and what is allowed."""
    table, problems = table_of({"key": value})
    GETTERS[getter](table)
    assert [problem.where for problem in problems] == [f"file.toml: {key}"]
    assert problems[0].allowed == allowed


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (lambda table: table.text("key", default=""), ""),
        (lambda table: table.flag("key", default=True), True),
        (lambda table: table.number("key", 1, 5, default=2.0), 2.0),
        (lambda table: table.whole("key", 1, 5, default=3), 3),
        (lambda table: table.duration("key", 12, default=7), 7000),
        (lambda table: table.choice("key", Fruit, default=Fruit.PEAR), Fruit.PEAR),
        (lambda table: table.texts("key", default=()), ()),
        (lambda table: table.table("key", optional=True), None),
        (lambda table: table.tables("key"), ()),
    ],
    ids=["text", "flag", "number", "whole", "duration", "choice", "texts", "table", "tables"],
)
def test_a_default_stands_in(read: Getter, expected: Any) -> None:
    """What may be missing is replaced by its default, without a problem."""
    table, problems = table_of({})
    assert read(table) == expected
    assert problems == []


def test_unknown_keys_are_told() -> None:
    """A key that nothing asked for is a problem that lists the keys there are."""
    table, problems = table_of({"name": "a", "nmae": "b"})
    table.text("name")
    table.flag("fast", default=False)
    table.close()
    assert problems == [Problem(where="file.toml: nmae", what="unknown key", allowed="fast, name")]


def test_paths_lead_into_tables() -> None:
    """A fault inside a table, or a table of a list, is told by its whole path."""
    table, problems = table_of({"dose": {"reps": {"least": "x"}}, "way": [{"name": "a"}, {"name": 1}, 3]})
    dose = table.table("dose")
    assert dose is not None
    reps = dose.table("reps")
    assert reps is not None
    reps.whole("least", 1, 9)
    for way in table.tables("way"):
        way.text("name")
    table.close()
    assert [problem.where for problem in problems] == [
        "file.toml: dose.reps.least",
        "file.toml: way[2]",
        "file.toml: way[1].name",
    ]


def test_null_is_no_value() -> None:
    """A key with null is there and gives nothing; either is known by then."""
    table, problems = table_of({"none": None, "some": 0})
    assert [table.given(key) for key in ("none", "some", "missing")] == [False, True, False]
    assert table.has("none")
    table.close()
    assert problems == []


def test_all_faults_of_a_table_are_told_at_once() -> None:
    """One reading finds every fault."""
    table, problems = table_of({"a": 1, "b": "x", "c": 99, "d": [1]})
    table.text("a")
    table.flag("b")
    table.whole("c", 1, 5)
    table.texts("e", least=1)
    table.close()
    assert [problem.where.removeprefix("file.toml: ") for problem in problems] == ["a", "b", "c", "e", "d"]


def test_what_there_is_to_choose_from() -> None:
    """An enumeration is told by its values."""
    assert one_of(Fruit) == "one of apple, pear"


SIMPLE = st.one_of(
    st.text(max_size=8),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.just(datetime.date(2026, 1, 1)),
    st.sampled_from(["apple", "pear"]),
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
"""Whatever TOML can hold."""

TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "flag": bool,
    "number": float,
    "whole": int,
    "duration": int,
    "choice": Fruit,
    "texts": tuple,
    "choices": tuple,
    "alternatives": tuple,
    "table": (Table, type(None)),
}


@given(st.sampled_from(sorted(GETTERS)), VALUES)
def test_a_getter_never_raises(getter: str, value: Any) -> None:
    """Whatever stands in the file, a getter gives a value of its type, and notes a problem unless it is right."""
    table, problems = table_of({"key": value})
    got = GETTERS[getter](table)
    table.close()
    assert isinstance(got, TYPES[getter]) or (getter == "number" and isinstance(got, int))
    assert all(problem.where.startswith("file.toml: key") and problem.allowed for problem in problems)
    if not problems and getter in ("text", "flag", "whole"):
        assert got == value


@given(st.dictionaries(st.text(max_size=4), VALUES, max_size=4))
def test_tables_never_raise(data: dict[str, Any]) -> None:
    """Reading tables of tables out of anything never raises."""
    table, _ = table_of({"key": [data, data], "table": data})
    inner = table.table("table")
    assert inner is not None
    for one in (inner, *table.tables("key")):
        for name in data:
            one.table(name)
            one.tables(name)
        one.close()
    table.close()
