"""Our playlists against the domain reference, and what is told of a faulty routine file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from building import exercises

from backrelief_audio.content import CONTENT, load_routine, load_routines
from backrelief_audio.content.routine_file import parse_routine
from backrelief_audio.errors import ContentError, Problem
from backrelief_audio.model.care import Avoid
from backrelief_audio.model.exercise import Equipment, Exercise
from backrelief_audio.model.request import AT_HOME, Instruction
from backrelief_audio.model.routine import Routine
from backrelief_audio.units import minutes

# Section 5 of the domain reference: minutes, and the sequence.
SEQUENCES = """
desk-break         | 3     | shoulder-roll chin-tuck chest-opener seated-twist
tech-neck          | 10    | shoulder-roll neck-turn thoracic-extension chin-tuck scapular-squeeze levator-stretch neck-side-stretch breath-reset
morning-mobility   | 10    | shoulder-circle standing-twist cat-cow thread-the-needle open-book childs-pose breath-reset
strong-upper-back  | 20    | shoulder-roll wall-angel seated-row reverse-fly bird-dog prone-ytw childs-pose breath-reset
bedtime-release    | 10    | shoulder-roll neck-side-stretch upper-back-stretch cat-cow open-book childs-pose breath-reset
pregnancy-friendly | 10    | shoulder-roll seated-twist scapular-squeeze seated-row wall-push-up-plus wall-pelvic-tilt neck-side-stretch breath-reset
postpartum-feeding | 8     | shoulder-roll chin-tuck scapular-squeeze thoracic-extension doorway-stretch neck-side-stretch breath-reset
no-equipment       | 15    | shoulder-roll chest-opener standing-twist cat-cow bird-dog locust childs-pose thread-the-needle breath-reset
office-standing    | 7     | shoulder-circle standing-twist chest-opener wall-angel wall-push-up-plus doorway-stretch breath-reset
yoga-flow          | 15-20 | breath-reset cat-cow thread-the-needle downward-dog childs-pose cobra locust childs-pose camel childs-pose breath-reset
seed-ten           | 20    | shoulder-roll chest-opener wall-angel seated-twist seated-row reverse-fly chin-up bird-dog plank-arm-raise superman childs-pose
"""  # noqa: E501
ROWS = {
    row[0]: row[1:] for row in ([cell.strip() for cell in line.split("|")] for line in SEQUENCES.strip().split("\n"))
}


@pytest.fixture(scope="module")
def routines() -> dict[str, Routine]:
    """Our own, by id."""
    return {routine.id: routine for routine in load_routines(tuple(exercises().values()))}


def test_all_eleven_are_there(routines: dict[str, Routine]) -> None:
    """The playlists are those of the reference and no other, each with a title and a line of its own."""
    assert sorted(routines) == sorted(ROWS)
    assert len({routine.title for routine in routines.values()}) == 11
    assert all(routine.about.endswith(".") for routine in routines.values())
    assert not any(routine.own for routine in routines.values())


@pytest.mark.parametrize("id_", ROWS)
def test_a_playlist_is_as_the_reference_has_it(id_: str, routines: dict[str, Routine]) -> None:
    """What is not extra is the reference's sequence in its order, for its minutes."""
    asked, sequence = ROWS[id_]
    routine = routines[id_]
    assert [item.exercise for item in routine.items if not item.extra] == sequence.split()
    least, _, most = asked.partition("-")
    assert routine.length is not None
    assert minutes(float(least)) <= routine.length <= minutes(float(most or least))


def test_what_the_reference_says_of_single_moves(routines: dict[str, Routine]) -> None:
    """The row has two sets, or one more where there is no bar; camel is the first to go; nothing else has a dose."""
    items = {id_: {item.exercise: item for item in routine.items} for id_, routine in routines.items()}
    assert items["strong-upper-back"]["seated-row"].sets == 2
    assert items["seed-ten"]["chin-up"].more == "seated-row"
    flow = routines["yoga-flow"].items
    assert max(flow, key=lambda item: item.rank).exercise == "camel"
    dosed = [item for routine in routines.values() for item in routine.items if item.dosed or item.sets]
    assert [item.exercise for item in dosed] == ["seated-row"]


def test_who_a_playlist_is_for(routines: dict[str, Routine]) -> None:
    """Two playlists spare what their listeners need spared; three may end on the mat; most need only what is there."""
    assert {id_: routine.avoid for id_, routine in routines.items() if routine.avoid} == {
        "pregnancy-friendly": (Avoid.PREGNANCY,),
        "postpartum-feeding": (Avoid.POSTPARTUM,),
    }
    assert {id_ for id_, routine in routines.items() if routine.ends_on_floor} == {
        *("yoga-flow", "bedtime-release", "seed-ten")
    }
    for routine in routines.values():
        have = {*AT_HOME, *routine.equipment}
        needing = [item.exercise for item in routine.items if not _doable(exercises()[item.exercise], have)]
        assert needing == (["chin-up"] if routine.id == "seed-ten" else [])


def _doable(exercise: Exercise, have: set[Equipment]) -> bool:
    return any(have.issuperset(needs) for needs in exercise.equipment)


GOOD: dict[str, Any] = {
    "title": "Mine",
    "items": [{"exercise": "shoulder-roll"}, {"exercise": "bird-dog", "reps": 8}, {"exercise": "childs-pose"}],
}


def read(data: dict[str, Any], id_: str = "mine") -> tuple[Routine, list[Problem]]:
    """A routine from a document, and all that is found wrong with it."""
    problems: list[Problem] = []
    return parse_routine(data, id_, "mine.toml", problems, exercises(), own=True), problems


def with_item(**keys: Any) -> dict[str, Any]:
    """A routine with one more item."""
    return {**GOOD, "items": [*GOOD["items"], keys]}


def test_a_routine_needs_little() -> None:
    """A title and exercises are enough; other names of an exercise are understood."""
    routine, problems = read(with_item(exercise="Pull Up", sets=2, rank=3, extra=True))
    assert problems == []
    assert (routine.length, routine.focus, routine.dosed, routine.own) == (None, (), False, True)
    assert routine.items[-1].exercise == "chin-up"
    assert (routine.items[1].reps, routine.items[1].sets, routine.items[1].rank) == (8, None, 1)


def test_everything_that_can_be_said_of_a_routine() -> None:
    """Every key has its place in the noun."""
    routine, problems = read(
        {
            **with_item(exercise="neck-side-stretch", hold=40, sets=2),
            **{"about": "Why.", "minutes": 7.77, "focus": ["neck"], "avoid": ["wrist"], "equipment": ["band"]},
            **{"instruction": "brief", "ends_on_floor": True},
        }
    )
    assert problems == []
    assert routine.length == 466_200 - 466_200 % 24
    assert (routine.about, routine.instruction) == ("Why.", Instruction.BRIEF.value)
    assert (routine.avoid, routine.equipment, routine.ends_on_floor) == ((Avoid.WRIST,), (Equipment.BAND,), True)
    assert routine.items[-1].hold == 40_000


def test_what_is_listed_is_at_hand() -> None:
    """Without a list of equipment, a routine needs what its exercises do; with one, what the list says."""
    needing = with_item(exercise="prone-ytw")
    assert read(needing)[0].equipment == (Equipment.TOWEL,)
    assert read({**needing, "equipment": ["band"]})[0].equipment == (Equipment.BAND,)
    assert read(GOOD)[0].equipment == ()


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"items": GOOD["items"]}, "title", "a text"),
    ({"title": "Mine"}, "items", "at least one exercise"),
    ({"title": "Mine", "items": []}, "items", "at least one exercise"),
    ({"title": "Mine", "items": ["bird-dog"]}, "items[0]", "a table"),
    ({"title": "Mine", "items": [{"exercise": "cobra"}] * 61}, "items", "at most 60"),
    ({"title": "Mine", "items": [{"exercise": "cobra", "extra": True}]}, "items", "at least one that is always there"),
    (with_item(exercise="brid-dog"), "items[3].exercise", "such as bird-dog"),
    (with_item(exercise="bird-dog", reps=0), "items[3].reps", "a whole number from 1 to 60"),
    (with_item(exercise="bird-dog", reps=500), "items[3].reps", "a whole number from 1 to 60"),
    (with_item(exercise="bird-dog", hold=20), "items[3].hold", "reps, from 1 to 60"),
    (with_item(exercise="childs-pose", hold=1200), "items[3].hold", "a whole number from 5 to 90"),
    (with_item(exercise="childs-pose", reps=5), "items[3].reps", "hold, from 5 to 90 seconds"),
    (with_item(exercise="bird-dog", sets=11), "items[3].sets", "a whole number from 1 to 10"),
    (with_item(exercise="shoulder-circle", sets=3), "items[3].sets", "2, 4, 6"),
    (with_item(exercise="bird-dog", rank=0), "items[3].rank", "a whole number from 1 to 9"),
    (with_item(exercise="bird-dog", extra="yes"), "items[3].extra", "true or false"),
    (with_item(exercise="chin-up", more="seated-row"), "items[3].more", "an exercise of this routine"),
    (with_item(exercise="bird-dog", dose=8), "items[3].dose", "exercise, extra, hold, more, rank, reps, sets"),
    ({**GOOD, "minutes": 0.5}, "minutes", "a number from 1 to 90"),
    ({**GOOD, "focus": ["back"]}, "focus", "one of thoracic"),
    ({**GOOD, "avoid": ["stairs"]}, "avoid", "one of pregnancy"),
    ({**GOOD, "equipment": ["rug"]}, "equipment", "one of chair"),
    ({**GOOD, "instruction": "short"}, "instruction", "one of full"),
    ({**GOOD, "ends_on_floor": 1}, "ends_on_floor", "true or false"),
    ({**GOOD, "colour": "red"}, "colour", "about, avoid"),
]


@pytest.mark.parametrize(
    ("data", "key", "allowed"), FAULTS, ids=[f"{key} {number}" for number, (_, key, _) in enumerate(FAULTS)]
)
def test_a_fault_is_told(data: dict[str, Any], key: str, allowed: str) -> None:
    """A wrong value is told once, by the file, the key's whole path, and what would have been right."""
    _, problems = read(data)
    assert [problem.where for problem in problems] == [f"mine.toml: {key}"]
    assert allowed in problems[0].allowed


@pytest.mark.parametrize("id_", ["My Routine", "mine_too", "", "-mine"])
def test_a_file_name_has_to_be_an_id(id_: str) -> None:
    """In the folder of playlists a file's name is what is typed for it."""
    assert [problem.where for problem in read(GOOD, id_)[1]] == ["mine.toml: (file name)"]


TOML = 'title = "Mine"\nitems = [{ exercise = "shoulder-roll" }, { exercise = "%s", reps = 8 }]\n'


def test_a_file_anywhere_is_read(tmp_path: Path) -> None:
    """A routine can be in any file; its id is made of the name, and its faults are told by its whole path."""
    path = tmp_path / "My Ten Minutes.toml"
    path.write_text(TOML % "bird-dog", encoding="utf-8")
    routine = load_routine(path, tuple(exercises().values()))
    assert (routine.id, routine.own) == ("my-ten-minutes", True)
    path.write_text((TOML % "bird-dgo").replace("8", "0"), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_routine(path, tuple(exercises().values()))
    assert [problem.where for problem in raised.value.problems] == [
        f"{path}: items[1].exercise",
        f"{path}: items[1].reps",
    ]


def test_own_playlists_stand_beside_ours_or_in_their_place(tmp_path: Path) -> None:
    """A file of the user's folder is a playlist too; with the name of one of ours it is the one that is meant."""
    (tmp_path / "mine.toml").write_text(TOML % "bird-dog", encoding="utf-8")
    (tmp_path / "tech-neck.toml").write_text(TOML % "neck-turn", encoding="utf-8")
    found = {
        routine.id: routine for routine in load_routines(tuple(exercises().values()), CONTENT / "playlists", tmp_path)
    }
    assert len(found) == 12
    assert [id_ for id_, routine in found.items() if routine.own] == ["mine", "tech-neck"]
    assert found["tech-neck"].title == "Mine"


def test_faults_of_all_own_playlists_come_at_once(tmp_path: Path) -> None:
    """Every fault of every file is told by its whole path, with a way on."""
    (tmp_path / "one.toml").write_text("title = ", encoding="utf-8")
    (tmp_path / "two.toml").write_text(TOML % "nothing-like-it", encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_routines(tuple(exercises().values()), CONTENT / "playlists", tmp_path)
    assert [problem.where for problem in raised.value.problems] == [
        f"{tmp_path / 'one.toml'}",
        f"{tmp_path / 'two.toml'}: items[1].exercise",
    ]
    assert f"move it out of {tmp_path}" in raised.value.hint
