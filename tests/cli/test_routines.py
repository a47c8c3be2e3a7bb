"""Routines and people's own content on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commanding import Command
from mutagen.id3 import ID3

from backrelief_audio.content.template import template
from backrelief_audio.covering import cover

MINE = """title = "My morning"
items = [
  { exercise = "shoulder-roll", reps = 10 },
  { exercise = "chin-tuck", reps = 20 },
  { exercise = "cat-cow", reps = 8 },
  { exercise = "open-book", reps = 6 },
]
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The user's configuration folder."""
    return tmp_path / "config" / "backrelief-audio"


def put(folder: Path, name: str, text: str) -> Path:
    """A file of the user's."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def planned(command: Command, *arguments: str) -> dict[str, Any]:
    """The session document that plan prints."""
    told = command("plan", "--seed", "3", "--json", *arguments)
    assert told.code == 0, told.err
    document: dict[str, Any] = json.loads(told.out)
    return document


def test_a_playlist_is_planned_by_its_name(command: Command) -> None:
    """With --routine alone a playlist has its own length, focus and title, and its moves in order, unwarned."""
    told = command("plan", "--seed", "3", "--json", "--routine", "office-standing")
    document = json.loads(told.out)
    assert (told.code, told.err) == (0, "")
    assert (document["title"], document["seconds"]) == ("Standing at the office, 7 minutes", 420.0)
    request = document["request"]
    assert (request["routine"], request["focus"]) == ("office-standing", ["posture", "chest"])
    moves = [move["exercise"] for move in document["moves"]]
    assert moves[:2] + moves[-2:] == ["shoulder-circle", "standing-twist", "doorway-stretch", "breath-reset"]


def test_a_routine_decides_what_is_not_typed(command: Command, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A usual length or focus in settings or environment gives way to the routine's; what is typed does not."""
    put(own, "config.toml", 'focus = ["calm"]\nequipment = ["chair", "wall"]\n')
    monkeypatch.setenv("BACKRELIEF_MINUTES", "20")
    request = planned(command, "--routine", "postpartum-feeding")["request"]
    assert (request["minutes"], request["focus"]) == (8, ["posture", "neck"])
    assert request["equipment"] == ["chair", "wall"]
    assert request["avoid"] == ["postpartum"]
    request = planned(command, "--routine", "desk-break", "--minutes", "2", "--instruction", "medium")["request"]
    assert (request["minutes"], request["instruction"]) == (2, "medium")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--routine", "tech-nek"], "did you mean tech-neck?"),
        (["--routine", "nothing-like-it"], "there are: bedtime-release, desk-break"),
        (["--routine", "./none.toml"], "there is no file ./none.toml"),
        (["--routine", "tech-neck", "--focus", "neck"], "--focus: the routine tech-neck settles the moves"),
        (["--routine", "tech-neck", "--include", "cobra"], "--include: the routine tech-neck settles the moves"),
        (["--routine", "tech-neck", "--minutes", "2"], "can last from"),
        (["--routine", "tech-neck", "--minutes", "nan"], "--minutes: 'nan' is not a number"),
    ],
)
def test_a_wrong_routine_is_told(command: Command, arguments: list[str], expected: str) -> None:
    """An unknown name, options that clash with it, and lengths that it can't have are usage errors with a way on."""
    told = command("plan", *arguments)
    assert (told.code, told.out) == (2, "")
    assert expected in told.err
    assert "try: " in told.err


def test_an_offered_length_is_met(command: Command) -> None:
    """The option that a refusal tells to type works."""
    told = command("plan", "--routine", "tech-neck", "--minutes", "2", "--seed", "3")
    offered = told.err.rpartition("try: ")[2].split()
    assert command("plan", "--routine", "tech-neck", "--seed", "3", *offered).code == 0


def test_a_build_is_called_by_its_routine(command: Command) -> None:
    """File name, title and cover are the routine's."""
    path = Path(command("build", "--routine", "desk-break", "--minutes", "1.5", "--seed", "3").out.strip())
    assert path.name == "desk-break-1.5min-seed3.mp3"
    marks = ID3(path)
    assert str(marks["TIT2"]) == "Desk break, 1.5 minutes"
    assert marks.getall("APIC")[0].data == cover("1.5", "Desk break", "posture")


def test_a_file_with_settled_doses_has_its_own_length(command: Command) -> None:
    """A routine of the user's is made exactly as written, as long as that takes, and told where it is unusual."""
    path = put(Path(), "My morning.toml", MINE)
    told = command("plan", "--seed", "3", "--json", "--routine", f"./{path}")
    document = json.loads(told.out)
    assert told.code == 0
    assert [(move["exercise"], move["reps"]) for move in document["moves"]] == [
        *(("shoulder-roll", 10), ("chin-tuck", 20), ("cat-cow", 8), ("open-book", 6))
    ]
    assert 300 < document["seconds"] < 700
    assert document["request"]["routine"] == "my-morning"
    assert "warning: chin-tuck: 20 reps (usual: 8 to 12)" in told.err
    assert "warning: open-book: ends on the floor (better: standing or sitting)" in told.err
    again = command("plan", "--seed", "3", "--json", "--routine", f"./{path}", "--minutes", "30")
    assert again.code == 2
    assert "the routine my-morning can last from" in again.err


def test_what_can_not_be_made_is_refused(command: Command) -> None:
    """A dose that nobody can follow is a fault of the file, told with its path."""
    path = put(Path(), "mine.toml", MINE.replace("20", "500"))
    told = command("plan", "--routine", f"./{path}")
    assert told.code == 1
    assert "mine.toml: items[1].reps: 500 is out of range; allowed: a whole number from 1 to 60" in told.err


def test_who_is_spared_is_told(command: Command) -> None:
    """What a listener can't do of a routine is left out or replaced, and told on stderr; what it needs they have."""
    told = command("plan", "--seed", "3", "--json", "--routine", "seed-ten", "--minutes", "12", "--avoid", "low-back")
    document = json.loads(told.out)
    assert told.code == 0
    assert document["request"]["equipment"] == ["chair", "wall", "mat", "band", "dumbbells"]
    assert "superman" not in [move["exercise"] for move in document["moves"]]
    assert "warning: superman is left out by --avoid low-back" in told.err
    assert "warning: chin-up is left out (needs bar; see --equipment); a set more of seated-row" in told.err


def test_own_content_is_used(command: Command, own: Path) -> None:
    """Exercises, playlists and phrases in the configuration folder are there for every session."""
    put(own / "exercises", "easy-reach.toml", template("easy-reach"))
    put(own / "playlists", "mine.toml", MINE.replace("cat-cow", "easy-reach").replace("8 }", "8 }"))
    put(own / "phrases", "en.toml", '[fixed]\nsafety = ["Be kind to yourself."]\n')
    document = planned(command, "--routine", "mine")
    assert "easy-reach" in [move["exercise"] for move in document["moves"]]
    assert "Be kind to yourself." in [cue["text"] for cue in document["cues"]]
    listed = command("exercises").out.splitlines()
    assert len(listed) == 38
    assert [line.split()[0] for line in listed if line.endswith("(yours)")] == ["easy-reach"]
    assert str(own / "exercises" / "easy-reach.toml") in command("exercises", "show", "easy-reach").out
    told = {one["id"]: one["own"] for one in json.loads(command("exercises", "--json").out)}
    assert [id_ for id_, mine in told.items() if mine] == ["easy-reach"]


@pytest.mark.parametrize("kind", ["exercises", "playlists", "phrases"])
def test_a_bad_own_file_is_named(command: Command, own: Path, kind: str) -> None:
    """One bad file of the user's ends the command with 1, its whole path and how to go on."""
    path = put(own / kind, "en.toml", "colour = 1\n")
    told = command("plan", "--minutes", "3")
    assert told.code == 1
    assert f"{path}: colour: unknown key" in told.err
    assert f"try: mend the file, or move it out of {path.parent}" in told.err


def test_an_exercise_is_begun(command: Command, own: Path) -> None:
    """The new file's path is printed, it works as it stands, and it is not written over without --force."""
    told = command("exercises", "new", "easy-reach")
    path = own / "exercises" / "easy-reach.toml"
    assert (told.code, told.out, told.err) == (0, f"{path}\n", "")
    document = planned(command, "--minutes", "5", "--include", "easy-reach")
    assert "easy-reach" in [move["exercise"] for move in document["moves"]]
    told = command("exercises", "new", "easy-reach")
    assert told.code == 1
    assert "--force" in told.err
    assert command("exercises", "new", "easy-reach", "--force").code == 0
    assert command("exercises", "new", "Easy Reach").code == 2


def test_an_id_that_is_none_is_told_with_an_example(command: Command) -> None:
    """What can't be a file's name or an id says what can, and shows one; nothing is written."""
    for typed in ("a/b", "../x", "A B", "", "x" * 61):
        told = command("exercises", "new", "--", typed)
        assert (told.code, told.out) == (2, "")
        assert "words joined by hyphens, 60 letters at most" in told.err
        assert "try: backrelief-audio exercises new my-move" in told.err


def test_faults_of_settings_name_their_file(command: Command, tmp_path: Path) -> None:
    """Settings that are no TOML, or a folder, are told by their full path, with what to do."""
    path = tmp_path / "config" / "backrelief-audio" / "config.toml"
    path.write_text("minutes = [", encoding="utf-8")
    told = command("plan")
    assert (told.code, told.out) == (1, "")
    assert f"{path}: not TOML" in told.err
    assert f"try: mend {path}" in told.err
    path.unlink()
    path.mkdir()
    assert f"{path}: can't be read" in command("plan").err


@pytest.mark.parametrize("name", ["exercises", "playlists", "phrases", "voices"])
def test_a_file_in_place_of_an_own_folder_is_told(command: Command, tmp_path: Path, name: str) -> None:
    """It is refused, and not taken for an empty folder."""
    place = tmp_path / "config" / "backrelief-audio" / name
    if place.exists():
        place.rename(place.with_name("elsewhere"))
    place.write_text("mine", encoding="utf-8")
    told = command("playlist")
    assert (told.code, told.out) == (1, "")
    assert f"{place}: is a file; allowed: a folder of TOML files" in told.err
