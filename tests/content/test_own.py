"""People's own exercises and phrases, over ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from building import ask, exercises, ids, length_of

from backrelief_audio.checks import CHECKS
from backrelief_audio.content import CONTENT, load_exercises, load_phrases
from backrelief_audio.content.template import new_exercise, template
from backrelief_audio.errors import ContentError, OutputError, RequestError
from backrelief_audio.planning import plan

OURS, ENGLISH = CONTENT / "exercises", CONTENT / "phrases" / "en.toml"


def test_an_own_exercise_stands_beside_ours(tmp_path: Path) -> None:
    """A new id is one exercise more, in the order of ids; a folder that is not there changes nothing."""
    assert load_exercises(OURS, tmp_path / "none") == tuple(exercises().values())
    (tmp_path / "easy-reach.toml").write_text(template("easy-reach"), encoding="utf-8")
    found = [exercise.id for exercise in load_exercises(OURS, tmp_path)]
    assert found == sorted([*exercises(), "easy-reach"])


def test_an_own_exercise_replaces_ours(tmp_path: Path) -> None:
    """With the id of one of ours, aliases and all, the user's is the one that there is."""
    text = (OURS / "bird-dog.toml").read_text(encoding="utf-8").replace('name = "Bird Dog"', 'name = "My Dog"')
    (tmp_path / "bird-dog.toml").write_text(text, encoding="utf-8")
    found = {exercise.id: exercise for exercise in load_exercises(OURS, tmp_path)}
    assert len(found) == len(exercises())
    assert found["bird-dog"].name == "My Dog"
    assert found["cat-cow"] == exercises()["cat-cow"]


def test_faults_of_own_exercises_have_their_whole_paths(tmp_path: Path) -> None:
    """Every fault of every own file is told by its path, names that are taken too, with a way on."""
    good = template("easy-reach")
    (tmp_path / "broken.toml").write_text("name = ", encoding="utf-8")
    (tmp_path / "easy-reach.toml").write_text(good.replace("intensity = 1", "intensity = 9"), encoding="utf-8")
    (tmp_path / "second.toml").write_text(good.replace("aliases = []", 'aliases = ["cat-cow"]'), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_exercises(OURS, tmp_path)
    assert {problem.where for problem in raised.value.problems} == {
        f"{tmp_path / 'broken.toml'}",
        f"{tmp_path / 'easy-reach.toml'}: intensity",
        f"{tmp_path / 'second.toml'}: aliases",
    }
    assert f"move it out of {tmp_path}" in raised.value.hint


def own_phrases(tmp_path: Path, text: str) -> Path:
    """A phrase file of the user's."""
    path = tmp_path / "en.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_own_phrases_may_be_few(tmp_path: Path) -> None:
    """A file of a few lines adds phrasings to what varies and replaces what is fixed; all else stays."""
    ours = load_phrases(ENGLISH)
    path = own_phrases(
        tmp_path,
        '[varied]\nready = ["Off we go.", "Ready."]\n[fixed]\nwhole = ["your back"]\n'
        '[places]\nseat = "sit on your stool"\n[equipment]\nmat = "a rug"\n[areas]\nneck = "that neck"\n',
    )
    book = load_phrases(ENGLISH, path, tmp_path / "none.toml")
    assert book.varied["ready"] == (*ours.varied["ready"], "Off we go.")
    assert {key for key in ours.varied if book.varied[key] != ours.varied[key]} == {"ready"}
    assert (book.fixed["whole"], book.fixed["safety"]) == (("your back",), ours.fixed["safety"])
    assert (book.places["seat"], book.places["stand"]) == ("sit on your stool", ours.places["stand"])
    assert (book.equipment["mat"], book.areas["neck"], book.sides) == ("a rug", "that neck", ours.sides)


def test_faults_of_own_phrases_are_told_by_their_path(tmp_path: Path) -> None:
    """Unknown keys, wrong braces and empty lists are told at once, each by the file's whole path."""
    path = own_phrases(
        tmp_path,
        'numbers = ["one"]\n[varied]\nswitch = ["Turn."]\nstay = []\nhello = ["Hi."]\n[places]\nmoon = "fly"\n',
    )
    with pytest.raises(ContentError) as raised:
        load_phrases(ENGLISH, path)
    assert {problem.where for problem in raised.value.problems} == {
        f"{path}: {key}" for key in ("numbers", "varied.switch", "varied.stay", "varied.hello", "places.moon")
    }
    assert str(tmp_path) in raised.value.hint


def test_a_template_is_whole(tmp_path: Path) -> None:
    """The file that is written loads without a fault and can be planned with, at short and long lengths."""
    path = new_exercise("easy-reach", tmp_path)
    assert path == tmp_path / "easy-reach.toml"
    catalogue = load_exercises(OURS, tmp_path)
    for asked in (5, 10, 20):
        made = plan(ask(asked, include=("easy-reach",)), catalogue, CHECKS, length_of)
        assert "easy-reach" in ids(made)
    assert next(exercise for exercise in catalogue if exercise.id == "easy-reach").name == "Easy Reach"


def test_a_template_explains_every_key() -> None:
    """Each key that a file of ours uses is in the template, and each of its keys has a comment on it or above it."""
    keys = {key for path in OURS.glob("*.toml") for key in re.findall(r"(?m)^(\w+) = |^\[+(\w+)\]+", path.read_text())}
    text = template("easy-reach")
    assert [key for pair in keys for key in pair if key and not re.search(rf"\b{key}\b", text)] == []
    told = [
        line for line in text.splitlines() if re.match(r"(primary|intensity|counterpose|wrists|source|work)\b", line)
    ]
    assert told
    assert all("#" in line for line in told if not line.startswith("work"))


def test_what_is_there_stays(tmp_path: Path) -> None:
    """A file that is there is not replaced unless that is forced."""
    path = new_exercise("easy-reach", tmp_path)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="already there"):
        new_exercise("easy-reach", tmp_path)
    assert path.read_text(encoding="utf-8") == "mine"
    new_exercise("easy-reach", tmp_path, force=True)
    assert path.read_text(encoding="utf-8") == template("easy-reach")


def test_one_of_ours_is_copied_to_be_changed(tmp_path: Path) -> None:
    """An id of ours is refused, and forced a copy of ours, the same exercise until it is changed."""
    with pytest.raises(OutputError, match="one of ours"):
        new_exercise("bird-dog", tmp_path)
    new_exercise("bird-dog", tmp_path, force=True)
    assert load_exercises(OURS, tmp_path) == tuple(exercises().values())


@pytest.mark.parametrize("id_", ["Easy", "easy_reach", "../easy", "", "pull-up"])
def test_an_id_that_can_not_be_one(id_: str, tmp_path: Path) -> None:
    """What is no id, or another name of one of ours, is refused, and nothing is written."""
    with pytest.raises(RequestError):
        new_exercise(id_, tmp_path, force=True)
    assert list(tmp_path.iterdir()) == []
