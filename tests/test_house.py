"""The law of the house, read off the source: imports go down only, and everything stays small and told."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import backrelief_audio

PACKAGE = "backrelief_audio"
SOURCE = Path(backrelief_audio.__file__).parent
TESTS = Path(__file__).parent

FLOORS: dict[str, int] = {
    **dict.fromkeys(("units", "errors", "names", "legible", "checked", "segments", "levels", "claims", "importing"), 0),
    "model": 1,
    **dict.fromkeys(("planning", "checks", "scripting", "layout", "mixing", "chiming", "clipping"), 2),
    **dict.fromkeys(("covering", "document", "asking", "publish", "bedding", "programming"), 2),
    "addressing": 2,
    **dict.fromkeys(("content", "speech", "fetching", "music", "encoding", "tagging", "store"), 3),
    **dict.fromkeys(("history", "program_file", "document_file", "serving"), 3),
    "pipeline": 4,
    "cli": 5,
}
"""Every room, by its floor. A new room is entered here, so that somebody decides where it belongs."""

MAY_USE_BESIDE = {"store"}
"""The one hand that the others may use."""

NOUNS = {"planning": 3, "scripting": 3, "clipping": 5, "layout": 2, "content": 2, "cli": 2, "model": 8}
"""Rooms with at least so many files, so that a reader which sees only their doors is noticed."""

MOST_FUNCTION_LINES = 40
MOST_FILE_LINES = 320


@dataclass(frozen=True)
class Import:
    """One import statement, resolved."""

    where: str
    """File and line."""

    importer: str
    target: str
    """Modules below the package, dotted; empty for the package itself."""

    at_load: bool
    """Whether it stands outside of every function. What is imported for types alone counts as well."""


def files(folder: Path) -> dict[str, Path]:
    """Modules of a package by their dotted name below it; the package itself is empty."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


@cache
def parsed(path: Path) -> ast.Module:
    """A file as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imports(folder: Path) -> list[Import]:
    """Every import of the package's own modules, anywhere in its files."""
    modules = files(folder)
    found = []
    for name, path in modules.items():
        tree = parsed(path)
        package = name.split(".") if path.name == "__init__.py" and name else name.split(".")[:-1]
        inside = {id(node) for outer in _functions(tree) for node in ast.walk(outer) if node is not outer}
        for node in ast.walk(tree):
            for target in _targets(node, package, modules):
                where = f"{path.relative_to(folder)}:{node.lineno}"  # type: ignore[attr-defined]
                found.append(Import(where, name, target, id(node) not in inside))
    return found


def _targets(node: ast.AST, package: list[str], modules: dict[str, Path]) -> Iterator[str]:
    """The modules of this package that an import statement names."""
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.name.split(".")[0] == PACKAGE:
                yield ".".join(alias.name.split(".")[1:])
    elif isinstance(node, ast.ImportFrom):
        named = node.module.split(".") if node.module else []
        if node.level:
            base = package[: len(package) - node.level + 1] + named
        elif named[:1] == [PACKAGE]:
            base = named[1:]
        else:
            return
        for alias in node.names:
            inner = ".".join([*base, alias.name])
            yield inner if inner in modules else ".".join(base)


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def room(module: str) -> str:
    """The room a module is in: the first part of its name."""
    return module.partition(".")[0]


def lawless(folder: Path) -> list[str]:
    """Every import that goes up, or sideways where that is not allowed, and every room without a floor."""
    faults = [f"{name}: no floor is known for it" for name in files(folder) if name and room(name) not in FLOORS]
    for one in imports(folder):
        a, b = room(one.importer), room(one.target)
        if a in FLOORS and b in FLOORS and a != b and not _allowed(a, b):
            faults.append(f"{one.where}: {a} (floor {FLOORS[a]}) imports {b} (floor {FLOORS[b]})")
    return faults


def _allowed(a: str, b: str) -> bool:
    if FLOORS[a] == FLOORS[b]:
        return FLOORS[a] == 0 or (FLOORS[a] == 3 and b in MAY_USE_BESIDE)
    return FLOORS[b] < FLOORS[a]


def cycles(folder: Path) -> list[str]:
    """Modules that can be reached from themselves through imports outside of functions."""
    graph: dict[str, set[str]] = {}
    for one in imports(folder):
        if one.at_load and one.importer != one.target:
            graph.setdefault(one.importer, set()).add(one.target)
    return [name for name in graph if name in _reached(graph, name)]


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting.extend(graph.get(here, ()))
    return reached


def oversized(folder: Path) -> list[str]:
    """Files and functions that have outgrown their measure."""
    faults = []
    for path in files(folder).values():
        source = path.read_text(encoding="utf-8")
        lines = len(source.splitlines())
        if lines > MOST_FILE_LINES:
            faults.append(f"{path.relative_to(folder)}: {lines} lines")
        for function in _functions(parsed(path)):
            assert function.end_lineno is not None
            lines = function.end_lineno - function.lineno + 1
            if lines > MOST_FUNCTION_LINES:
                faults.append(f"{path.relative_to(folder)}:{function.lineno}: {function.name} has {lines} lines")
    return faults


def untold(folder: Path) -> list[str]:
    """Public modules, classes and functions without a docstring. An empty file needs none."""
    faults = []
    for path in files(folder).values():
        tree = parsed(path)
        if tree.body and ast.get_docstring(tree) is None:
            faults.append(f"{path.relative_to(folder)}: the module")
        faults += [
            f"{path.relative_to(folder)}:{node.lineno}: {node.name}" for node in _public(tree) if not _told(node)
        ]
    return faults


Named = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _public(tree: ast.Module | ast.ClassDef) -> Iterator[Named]:
    """Public functions, classes, and what is public in these."""
    for node in tree.body:
        if isinstance(node, Named) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _told(node: Named) -> bool:
    return ast.get_docstring(node) is not None


def test_the_reader_sees_every_room_and_its_imports() -> None:
    """The law is held over all rooms of the design: an empty or moved source tree can't pass it."""
    modules = files(SOURCE)
    seen = {room(name) for name in modules if name}
    assert set(FLOORS) - seen == set(), "rooms that are not where they were"
    for name, least in NOUNS.items():
        assert sum(room(module) == name for module in modules) >= least, name
    pairs = {(room(one.importer), room(one.target)) for one in imports(SOURCE)}
    assert {("planning", "model"), ("content", "checked"), ("model", "units"), ("layout", "errors")} <= pairs
    assert len(imports(SOURCE)) > 100


def test_imports_go_down_only() -> None:
    """No room imports one above it, no verb another verb, and no hand another hand but the store."""
    assert lawless(SOURCE) == []


def test_there_are_no_import_cycles() -> None:
    """No module can be reached from itself by imports at module level, those for types included."""
    assert cycles(SOURCE) == []


def test_functions_and_files_are_small() -> None:
    """No function is longer than 40 lines, no file longer than 320."""
    assert oversized(SOURCE) == []


def test_everything_public_is_told() -> None:
    """Every public module, class and function of the source has a docstring."""
    assert untold(SOURCE) == []


def test_every_test_says_what_it_holds() -> None:
    """Every test function has a docstring."""
    silent = []
    seen = 0
    for path in TESTS.rglob("test_*.py"):
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            if function.name.startswith("test_"):
                seen += 1
                if not _told(function):
                    silent.append(f"{path.relative_to(TESTS)}: {function.name}")
    assert silent == []
    assert seen > 100


PLANTED = {
    "a verb imports a verb": (
        "scripting/talk.py",
        "from ..layout import lay_out\n",
        "scripting (floor 2) imports layout",
    ),
    "a verb imports a hand": ("layout/read.py", "from ..content import toml\n", "imports content (floor 3)"),
    "a noun imports a verb": ("model/plan.py", "import backrelief_audio.checks\n", "model (floor 1) imports checks"),
    "a hand imports a hand": (
        "content/say.py",
        "from backrelief_audio import speech\n",
        "content (floor 3) imports speech",
    ),
    "a room calls back": ("encoding/back.py", "from .. import pipeline\n", "encoding (floor 3) imports pipeline"),
    "for types alone": (
        "units.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .model import plan\n",
        "units (floor 0) imports model",
    ),
    "inside a function": ("planning/late.py", "def now():\n    from ..speech import tone\n", "imports speech"),
    "a room nobody placed": ("attic.py", "", "attic: no floor is known"),
}


@pytest.mark.parametrize(("path", "source", "told"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_noticed(tmp_path: Path, path: str, source: str, told: str) -> None:
    """The law would notice if it went blind: each kind of forbidden import is found where it was planted."""
    for name in FLOORS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("")
    planted = tmp_path / path
    planted.write_text(source)
    if path == "units.py":
        (tmp_path / "units" / "__init__.py").unlink()
    (tmp_path / "model" / "plan.py").touch()
    faults = lawless(tmp_path)
    assert len(faults) == 1
    assert told in faults[0]


def test_a_hand_may_use_the_store(tmp_path: Path) -> None:
    """What the law allows is not told as a fault: a hand uses the store, a verb its nouns, the pipeline all below."""
    sources = {
        "speech": "from ..store import Store\nfrom ..clipping import clip_of\n",
        "store": "",
        "clipping": "from ..model.sound import Clip\nfrom ..errors import Problem\n",
        "model": "from ..units import Ms\n",
        "pipeline": "from . import speech, store, clipping\n",
        "checked": "from . import units\n",
    }
    for name, source in sources.items():
        (tmp_path / f"{name}.py").write_text(source.replace("from ..", "from ."))
    assert lawless(tmp_path) == []
    assert len(imports(tmp_path)) == 9


def test_a_planted_cycle_is_noticed(tmp_path: Path) -> None:
    """A loop of imports is found, also when one of them is for types alone; one inside a function is no loop."""
    (tmp_path / "units.py").write_text("from . import errors\n")
    (tmp_path / "errors.py").write_text("if TYPE_CHECKING:\n    from . import units\n")
    (tmp_path / "checked.py").write_text("from . import segments\n")
    (tmp_path / "segments.py").write_text("def late():\n    from . import checked\n")
    assert sorted(cycles(tmp_path)) == ["errors", "units"]


def test_what_is_too_long_or_untold_is_noticed(tmp_path: Path) -> None:
    """A file, function or missing docstring over the measure is found, and one at the measure is not."""
    body = "    x = 1\n"
    (tmp_path / "units.py").write_text('"""Told."""\n' + "def long():\n" + body * MOST_FUNCTION_LINES)
    (tmp_path / "errors.py").write_text("def right():\n" + body * (MOST_FUNCTION_LINES - 1))
    (tmp_path / "checked.py").write_text('"""Told."""\n' * (MOST_FILE_LINES + 1))
    assert oversized(tmp_path) == ["checked.py: 321 lines", "units.py:2: long has 41 lines"]
    assert untold(tmp_path) == ["errors.py: the module", "errors.py:1: right", "units.py:2: long"]
