"""Our catalogue against the facts of the domain reference, and what is told of a faulty exercise file."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from backrelief_audio.content import CONTENT, load_exercises
from backrelief_audio.content.exercise_file import parse_exercise
from backrelief_audio.content.toml import parse_toml
from backrelief_audio.errors import ContentError, Problem
from backrelief_audio.model.care import Effect, Level
from backrelief_audio.model.exercise import Exercise
from backrelief_audio.model.roles import is_work

# From the tables 1.1 and 1.2 of the domain reference. Dose is reps, or seconds where it ends in s; a dash where the
# reference gives no range. Cautions with ! exclude, the others modify.
FACTS = """
id                 | kinds                | dose | range | sets | sides       | tempo  | places            | needs         | int | focus                       | cautions
seated-row         | strength             | 12   | 10-15 | 1    | both        | 2/1/3  | seat              | chair+band    | 3   | scapular posture            | shoulder blood-pressure
reverse-fly        | strength             | 12   | 10-15 | 1    | both        | 2/1/3  | stand             | dumbbells     | 3   | scapular shoulders          | low-back disc shoulder osteoporosis head-down
chin-up            | strength             | 8    | 8-10  | 1    | both        | 2/1/3  | bar               | bar           | 5   | scapular shoulders          | shoulder! pregnancy-core! postnatal! blood-pressure neck
plank-arm-raise    | strength core        | 5    | 4-6   | 2    | alternating | 2/2/1  | plank             | mat           | 4   | core scapular               | wrist shoulder pregnancy-core! postnatal! blood-pressure
superman           | strength             | 10   | 10-12 | 1    | both        | 2/2/2  | prone             | mat           | 4   | scapular posture            | pregnancy-prone! postnatal low-back! neck blood-pressure
shoulder-roll      | mobility             | 10   | 10-15 | 2    | both        | 2/0/2  | stand seat        | nothing       | 1   | shoulders neck posture      | shoulder
wall-angel         | mobility posture     | 10   | 10-15 | 1    | both        | 3/1/3  | wall              | wall          | 2   | posture scapular thoracic   | shoulder
bird-dog           | strength core        | 10   | 10-12 | 1    | alternating | 2/2/2  | quad              | mat           | 3   | core scapular               | wrist knee balance postnatal
chest-opener       | activation posture   | 10   | 10-15 | 1    | both        | 2/2/2  | stand             | nothing       | 1   | chest posture               | shoulder postnatal
seated-twist       | mobility             | 10   | 10-12 | 1    | alternating | 2/2/2  | seat              | chair         | 1   | thoracic                    | osteoporosis disc pregnancy-core
downward-dog       | yoga                 | 30s  | 30-60 | 1    | both        | -      | quad              | mat           | 3   | shoulders thoracic          | head-down! wrist shoulder pregnancy-core
cat-cow            | yoga mobility        | 8    | 8-10  | 1    | both        | 3/0/3  | quad              | mat           | 1   | thoracic neck calm          | wrist knee osteoporosis disc pregnancy-core!
childs-pose        | yoga stretch         | 45s  | 30-60 | 1    | both        | -      | kneel             | mat           | 1   | calm thoracic               | knee! osteoporosis pregnancy-core head-down
cobra              | yoga                 | 15s  | 15-30 | 2    | both        | -      | prone             | mat           | 2   | thoracic chest              | pregnancy-prone! low-back wrist neck
camel              | yoga                 | 15s  | 15-60 | 2    | both        | -      | kneel             | mat           | 4   | chest thoracic              | pregnancy-core! neck! low-back! knee blood-pressure! migraine
locust             | yoga strength        | 10s  | -     | 3    | both        | -      | prone             | mat           | 3   | scapular posture            | pregnancy-prone! low-back blood-pressure
chin-tuck          | posture              | 10   | -     | 1    | both        | 1/5/1  | seat stand        | nothing       | 1   | neck posture                | neck
neck-side-stretch  | stretch              | 25s  | 20-30 | 1    | each        | -      | seat              | chair         | 1   | neck calm                   | neck
neck-turn          | mobility             | 6    | -     | 1    | alternating | 2/1/2  | seat stand        | nothing       | 1   | neck                        | neck
standing-twist     | mobility             | 8    | -     | 1    | alternating | 2/1/2  | stand             | nothing       | 1   | thoracic                    | osteoporosis disc balance pregnancy-core
shoulder-circle    | mobility             | 8    | -     | 2    | both        | 2/0/2  | stand seat        | nothing       | 1   | shoulders                   | shoulder
shoulder-opener    | stretch              | 25s  | 10-30 | 1    | both        | -      | stand seat        | nothing       | 2   | chest shoulders             | shoulder
upper-back-stretch | stretch              | 25s  | 10-30 | 1    | both        | -      | seat stand        | nothing       | 1   | thoracic calm               | osteoporosis! disc
thread-the-needle  | stretch mobility     | 30s  | -     | 1    | each        | -      | quad              | mat           | 2   | thoracic shoulders          | neck shoulder knee osteoporosis disc wrist
open-book          | mobility             | 6    | 5-10  | 1    | each        | 3/2/3  | side              | mat           | 1   | thoracic chest              | shoulder osteoporosis
thoracic-extension | mobility             | 8    | 5-10  | 1    | both        | 3/2/3  | seat              | chair         | 2   | thoracic posture            | neck low-back
scapular-squeeze   | activation           | 10   | -     | 1    | both        | 1/5/1  | seat stand        | nothing       | 1   | scapular posture            | shoulder
doorway-stretch    | stretch              | 30s  | 15-60 | 1    | both        | -      | stand             | doorway, wall | 2   | chest posture               | shoulder!
levator-stretch    | stretch              | 25s  | 20-30 | 1    | each        | -      | seat              | chair         | 1   | neck                        | neck
eagle-arms         | stretch              | 25s  | 15-30 | 1    | each        | -      | seat stand        | nothing       | 2   | shoulders thoracic          | shoulder
prone-ytw          | strength             | 5    | 3-5   | 3    | both        | 2/2/2  | prone             | mat+towel     | 3   | scapular posture            | pregnancy-prone! shoulder low-back
band-pull-apart    | strength             | 12   | -     | 1    | both        | 2/1/3  | stand seat        | band          | 2   | scapular posture            | shoulder
wall-push-up-plus  | strength             | 10   | -     | 1    | both        | 2/1/2  | wall              | wall          | 2   | shoulders scapular core     | shoulder wrist
wall-pelvic-tilt   | core                 | 10   | -     | 1    | both        | 1/4/1  | wall              | wall          | 1   | core                        | nothing
box-cat            | core mobility        | 10   | -     | 1    | both        | 2/3/2  | quad              | mat           | 1   | core thoracic               | osteoporosis wrist knee
wall-plank         | core                 | 15s  | -     | 3    | both        | -      | wall              | wall          | 2   | core                        | shoulder blood-pressure
breath-reset       | calm                 | 6    | -     | 1    | both        | 5/0/5  | seat stand kneel  | nothing       | 1   | calm                        | nothing
"""  # noqa: E501

HEAD, *ROWS = [[cell.strip() for cell in line.split("|")] for line in FACTS.strip().splitlines()]
BY_ID = {row[0]: dict(zip(HEAD, row, strict=True)) for row in ROWS}


def facts_of(exercise: Exercise) -> dict[str, str]:
    """What a file says, in the words of the table."""
    amount = exercise.dose.reps or exercise.dose.hold
    assert amount is not None
    unit = "s" if exercise.dose.hold else ""
    tempo = exercise.tempo
    return {
        "id": exercise.id,
        "kinds": " ".join(kind.value for kind in exercise.kinds),
        "dose": f"{amount.default}{unit}",
        "range": f"{amount.least}-{amount.most}",
        "sets": f"{exercise.dose.sets.default}",
        "sides": exercise.sides.value,
        "tempo": "/".join(f"{part / 1000:g}" for part in (tempo.work, tempo.hold, tempo.back)) if tempo else "-",
        "places": " ".join(position.value for position in exercise.positions),
        "needs": ", ".join("+".join(item.value for item in needs) for needs in exercise.equipment) or "nothing",
        "int": f"{exercise.intensity}",
        "focus": " ".join(focus.value for focus in exercise.focus),
        "cautions": " ".join(
            caution.code.value + ("!" if caution.effect is Effect.EXCLUDE else "") for caution in exercise.cautions
        ),
    }


def test_the_catalogue_is_whole(catalogue: tuple[Exercise, ...]) -> None:
    """All 37 exercises of the reference are there and no other, sorted by id."""
    assert len(BY_ID) == 37
    assert [exercise.id for exercise in catalogue] == sorted(BY_ID)


@pytest.mark.parametrize("id_", BY_ID)
def test_an_exercise_is_as_the_reference_has_it(id_: str, catalogue: tuple[Exercise, ...]) -> None:
    """Kinds, dose, sides, tempo, places, equipment, intensity, focus and cautions are those of the reference."""
    exercise = next(exercise for exercise in catalogue if exercise.id == id_)
    facts = facts_of(exercise)
    expected = dict(BY_ID[id_])
    if expected["range"] == "-":
        del expected["range"], facts["range"]
    assert set(facts.pop("cautions").split()) == set(expected.pop("cautions").replace("nothing", "").split())
    assert facts == expected


def test_a_counterpose_follows_the_deep_backbends(catalogue: tuple[Exercise, ...]) -> None:
    """Camel, cobra, locust and superman, and only these, ask for a neutral pose afterwards (2.3)."""
    assert {exercise.id for exercise in catalogue if exercise.counterpose} == {"camel", "cobra", "locust", "superman"}


def test_the_wrists_are_known(catalogue: tuple[Exercise, ...]) -> None:
    """Every floor exercise on the hands is marked, so that no three of them follow each other."""
    on_hands = {"bird-dog", "box-cat", "cat-cow", "cobra", "downward-dog", "plank-arm-raise", "thread-the-needle"}
    assert {exercise.id for exercise in catalogue if exercise.wrists} == on_hands


def test_circles_and_letters_have_their_ways(catalogue: tuple[Exercise, ...]) -> None:
    """Circles go both ways and face-down lifts make three letters, a set each."""
    ways = {exercise.id: len(exercise.ways) for exercise in catalogue if exercise.ways}
    assert ways == {"shoulder-roll": 2, "shoulder-circle": 2, "prone-ytw": 3}


def test_names_are_unique(catalogue: tuple[Exercise, ...]) -> None:
    """No id or alias stands for two exercises, and an alias can be typed: lower case, joined by hyphens."""
    names = [name for exercise in catalogue for name in (exercise.id, *exercise.aliases)]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and " " not in name and "_" not in name for name in names)


def test_the_names_of_the_seed_are_known(catalogue: tuple[Exercise, ...]) -> None:
    """What most people call the overhand chin-up, and the plural names of the article, are aliases."""
    names = {name: exercise.id for exercise in catalogue for name in (exercise.id, *exercise.aliases)}
    assert names["pull-up"] == "chin-up"
    assert names["shoulder-rolls"] == "shoulder-roll"
    assert names["wall-angels"] == "wall-angel"
    assert names["down-dog"] == "downward-dog"


# What is wrong with a file, and how it is told.

GONE = object()


def good(id_: str) -> dict[str, Any]:
    """One of our own files, to spoil."""
    text = (CONTENT / "exercises" / f"{id_}.toml").read_text(encoding="utf-8")
    data = parse_toml(text, id_, [])
    assert data is not None
    return deepcopy(dict(data))


def spoiled(id_: str, path: str, value: Any) -> dict[str, Any]:
    """A good file with one value changed, or gone."""
    data = good(id_)
    table: Any = data
    *outer, last = path.split(".")
    for key in outer:
        table = table[int(key)] if key.isdigit() else table[key]
    if value is GONE:
        del table[last]
    else:
        table[last] = value
    return data


def problems_of(data: dict[str, Any], id_: str = "made") -> list[Problem]:
    """All that is found wrong with a file."""
    problems: list[Problem] = []
    parse_exercise(data, id_, "made.toml", problems)
    return problems


LOCUST = "only your chest, low and short, breathing all the way through"

FAULTS: list[tuple[str, str, Any, str, str]] = [
    # file to spoil, key, value | key that is told, what is allowed
    ("bird-dog", "name", GONE, "name", "a text"),
    ("bird-dog", "name", "", "name", "a text"),
    ("bird-dog", "spoken", 7, "spoken", "a text"),
    ("bird-dog", "aliases", "birddog", "aliases", "a list of at least 0 texts"),
    ("bird-dog", "kinds", ["stretching"], "kinds", "one of strength, core"),
    ("bird-dog", "kinds", [], "kinds", "at least 1"),
    ("bird-dog", "focus", ["back"], "focus", "one of thoracic, scapular"),
    ("bird-dog", "focus", ["core", "core"], "focus", "each value once"),
    ("bird-dog", "primary", GONE, "primary", "at least 1"),
    ("bird-dog", "intensity", 6, "intensity", "a whole number from 1 to 5"),
    ("bird-dog", "intensity", "3", "intensity", "a whole number from 1 to 5"),
    ("bird-dog", "positions", ["floor"], "positions", "one of stand, seat"),
    ("bird-dog", "equipment", ["mat"], "equipment", "a list of lists of"),
    ("bird-dog", "equipment", [["rug"]], "equipment", "one of chair, wall, mat"),
    ("bird-dog", "equipment", [["mat"], []], "equipment", "mat among each alternative"),
    ("bird-dog", "sides", "left", "sides", "one of both, alternating, each"),
    ("bird-dog", "sides", GONE, "sides", "one of both, alternating, each"),
    ("bird-dog", "wrists", "yes", "wrists", "true or false"),
    ("bird-dog", "counterpose", 1, "counterpose", "true or false"),
    ("bird-dog", "source", [], "source", "at least 1"),
    ("bird-dog", "switch", 7, "switch", 'sides = "each"'),
    ("bird-dog", "colour", "red", "colour", "aliases, caution"),
    ("bird-dog", "dose", GONE, "dose", "a table"),
    ("bird-dog", "dose.reps", GONE, "dose", "reps (a count) or hold (seconds)"),
    ("bird-dog", "dose.hold", {"default": 30, "least": 20, "most": 40}, "dose", "reps (a count) or hold (seconds)"),
    ("bird-dog", "dose.reps.default", 13, "dose.reps", "least <= default <= most"),
    ("bird-dog", "dose.reps.most", 31, "dose.reps.most", "a whole number from 1 to 30"),
    ("bird-dog", "dose.reps.least", 0, "dose.reps.least", "a whole number from 1 to 30"),
    ("bird-dog", "dose.reps.fewest", 3, "dose.reps.fewest", "default, least, most"),
    ("bird-dog", "dose.sets.most", 7, "dose.sets.most", "a whole number from 1 to 6"),
    ("neck-side-stretch", "dose.hold.most", 25_000, "dose.hold.most", "a whole number from 1 to 90"),
    ("bird-dog", "tempo", GONE, "tempo", "work, hold and return in seconds"),
    ("neck-side-stretch", "tempo", {"work": 2, "hold": 0, "return": 2}, "tempo", "no tempo for a hold"),
    ("bird-dog", "tempo.work", 2000, "tempo.work", "a number from 0 to 12"),
    ("bird-dog", "tempo.work", 0.5, "tempo.work", "1 to 12 seconds"),
    ("bird-dog", "tempo.hold", -1, "tempo.hold", "a number from 0 to 12"),
    ("bird-dog", "tempo.return", 12, "tempo", "at most 15 seconds a rep"),
    ("bird-dog", "tempo.first", "hold", "tempo.first", "work or return"),
    ("bird-dog", "tempo.first", "left", "tempo.first", "one of work, hold, return"),
    ("bird-dog", "tempo.pause", 2, "tempo.pause", "first, hold, return, work"),
    ("bird-dog", "words", GONE, "words", "a table"),
    ("bird-dog", "words.work", GONE, "words.work", "a text"),
    ("bird-dog", "words.return", GONE, "words.return", "a text"),
    ("bird-dog", "words.hold", GONE, "words.hold", "a word or two"),
    ("bird-dog", "words.every", "no", "words.every", "true or false"),
    ("bird-dog", "words.down", "lower", "words.down", "every, hold, return, side, work"),
    ("bird-dog", "words.work", "{arm} up", "words.work", "Other, Side, other, side"),
    ("bird-dog", "words.work", "{side arm", "words.work", "braces only around side or other"),
    ("seated-row", "words.work", "pull {side}", "words.work", "no braces"),
    ("seated-row", "lines.setup_again", "Hold the {side} end.", "lines.setup_again", "no braces"),
    ("neck-side-stretch", "lines.setup", ["Sit tall, {hand} heavy."], "lines.setup", "Other, Side, other, side"),
    ("bird-dog", "lines", GONE, "lines", "a table"),
    ("bird-dog", "lines.setup", [], "lines.setup", "at least 1"),
    ("bird-dog", "lines.setup", ["Hands down.", ""], "lines.setup[1]", "a text"),
    ("bird-dog", "lines.setup_again", GONE, "lines.setup_again", "a text"),
    ("bird-dog", "lines.actions", GONE, "lines.actions", "at least 1"),
    ("bird-dog", "lines.breath", GONE, "lines.breath", "a text"),
    ("bird-dog", "lines.reminders", ["Only one."], "lines.reminders", "at least 2"),
    ("bird-dog", "lines.praise", [], "lines.praise", "at least 1"),
    ("bird-dog", "lines.fault", GONE, "lines.fault", "a text"),
    ("bird-dog", "lines.feel", GONE, "lines.feel", "a text"),
    ("bird-dog", "lines.feel", "Along the {side} side.", "lines.feel", "no braces"),
    ("bird-dog", "instead", "box-cat", "instead", "a list of at least 0 texts"),
    ("bird-dog", "options.easier", ["only the {side} arm"], "options", "no braces"),
    ("bird-dog", "caution.0.note", "on the {side} fist", "caution.note", "no braces"),
    ("bird-dog", "version.0.for", ["elbow"], "version[0].for", "one of easier, harder, or of pregnancy-prone"),
    ("bird-dog", "version.0.for", [], "version[0].for", "at least 1"),
    ("bird-dog", "version.0.for", ["shoulder"], "version 'on fists or forearms'", "codes of the file's cautions"),
    ("bird-dog", "version.0.option", GONE, "version[0].option", "a text"),
    ("bird-dog", "version.0.position", "sofa", "version[0].position", "one of stand, seat"),
    ("bird-dog", "version.0.position", "seat", "version[0].equipment", "what the version needs"),
    ("cat-cow", "version.1.equipment", ["mat"], "version[1].equipment", "chair among it"),
    ("bird-dog", "version.0.hold", {"default": 9, "least": 8, "most": 9}, "version 'on fists or forearms'", "hold"),
    ("locust", "version.0.reps", {"default": 3, "least": 3, "most": 4}, f"version {LOCUST!r}", "hold"),
    ("locust", "version.0.held", 3, f"version {LOCUST!r}", "a hold inside reps of up to 15 s"),
    ("bird-dog", "version.0.held", 12, "version 'on fists or forearms'", "a hold inside reps of up to 15 s"),
    ("bird-dog", "version.0.held", 13, "version[0].held", "a number from 0 to 12"),
    ("bird-dog", "version.0.setup", ["The {side} fist."], "version 'on fists or forearms'.setup", "no braces"),
    ("bird-dog", "version.1.words.work", GONE, "version[1].words.work", "a text"),
    ("bird-dog", "version.1.words.hold", GONE, "version 'only the arm, both knees staying down'", "words.hold"),
    ("bird-dog", "version.0.why", "x", "version[0].why", "actions, breath, equipment"),
    ("bird-dog", "lines.joke", "ha", "lines.joke", "actions, breath, fault"),
    ("bird-dog", "options.hardest", [], "options.hardest", "easier, harder"),
    ("bird-dog", "caution.0.code", "elbow", "caution[0].code", "one of pregnancy-prone"),
    ("bird-dog", "caution.0.effect", "avoid", "caution[0].effect", "one of exclude, modify"),
    ("bird-dog", "caution.0.why", "x", "caution[0].why", "code, effect, note"),
    ("shoulder-roll", "way.0.line", GONE, "way[0].line", "a text"),
    ("shoulder-roll", "way.1.names", "x", "way[1].names", "line, name"),
    ("shoulder-roll", "dose.sets.least", 1, "dose.sets", "multiples of 2"),
    ("shoulder-roll", "dose.sets.most", 3, "dose.sets", "multiples of 2"),
    ("prone-ytw", "dose.sets", GONE, "dose.sets", "multiples of 3"),
]


FOLLOWING = {
    ("equipment", "mat among each alternative"),  # an unknown thing is not the mat
    ("words.work", "no braces"),  # without knowing the sides, none may be put in
    ("tempo", "no tempo for a hold"),  # there is a hold now
    ("words.hold", "a word or two"),  # without its table
    ("version[0].equipment", "what the version needs, perhaps nothing"),  # in a place that there isn't
}
"""Problems that a fault elsewhere brings with it."""


@pytest.mark.parametrize(
    ("id_", "path", "value", "key", "allowed"),
    FAULTS,
    ids=[f"{id_} {path} {'gone' if value is GONE else value!r:.30}" for id_, path, value, _, _ in FAULTS],
)
def test_a_fault_is_told(id_: str, path: str, value: Any, key: str, allowed: str) -> None:
    """A wrong value is told by the file, the key's whole path, and what would have been right; first and once."""
    first, *others = problems_of(spoiled(id_, path, value))
    assert first.where == f"made.toml: {key}"
    assert allowed in first.allowed
    assert {(problem.where.removeprefix("made.toml: "), problem.allowed) for problem in others} <= FOLLOWING


@pytest.mark.parametrize("id_", BY_ID)
def test_our_own_files_have_no_faults(id_: str) -> None:
    """The files that the faults above are made from are right before they are spoiled."""
    assert problems_of(good(id_), id_) == []


@pytest.mark.parametrize("id_", ["Bird-Dog", "bird_dog", "bird dog", "-dog", "dog-", "dog2", ""])
def test_a_file_name_has_to_be_an_id(id_: str) -> None:
    """The file's name is the id: lower-case words joined by hyphens."""
    problems = problems_of(good("bird-dog"), id_)
    assert [problem.where for problem in problems] == ["made.toml: (file name)"]


def test_a_missing_tempo_return_names_one_key() -> None:
    """A tempo without its return is told by that key, and nothing else breaks."""
    problems = problems_of(spoiled("bird-dog", "tempo.return", GONE))
    assert [problem.where for problem in problems] == ["made.toml: tempo.return"]


def alone(id_: str) -> str:
    """The text of one of our files, without the names of others that take its place."""
    text = (CONTENT / "exercises" / f"{id_}.toml").read_text(encoding="utf-8")
    return re.sub(r"^instead = .*\n", "", text, flags=re.MULTILINE)


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    """One ContentError tells every fault of every file, each by its file."""
    text = alone("bird-dog")
    (tmp_path / "bird-dog.toml").write_text(text.replace("intensity = 3", "intensity = 9").replace("wrists", "wrist"))
    (tmp_path / "other-dog.toml").write_text(text)
    (tmp_path / "broken.toml").write_text("name = \n")
    (tmp_path / "bytes.toml").write_bytes(b"name = '\xff'\n")
    with pytest.raises(ContentError) as raised:
        load_exercises(tmp_path)
    told = [problem.where for problem in raised.value.problems]
    assert told == [
        "bird-dog.toml: intensity",
        "bird-dog.toml: wrist",
        "broken.toml",
        "bytes.toml",
        "other-dog.toml: aliases",
        "other-dog.toml: aliases",
    ]
    message = str(raised.value)
    assert "6 fault(s)" in message
    assert all(where in message for where in told)


def test_a_fault_in_the_text_has_line_and_column() -> None:
    """What is not TOML at all is told by line and column."""
    problems: list[Problem] = []
    assert parse_toml('a = 1\nb = "x\n', "made.toml", problems) is None
    assert "line 2" in problems[0].what


def test_two_owners_of_an_alias_are_both_named(tmp_path: Path) -> None:
    """An alias that is another file's id is told with both files."""
    text = alone("locust")
    (tmp_path / "locust.toml").write_text(text.replace('["locust-pose"]', '["grasshopper"]'))
    (tmp_path / "grasshopper.toml").write_text(text)
    with pytest.raises(ContentError) as raised:
        load_exercises(tmp_path)
    (problem,) = raised.value.problems
    assert "grasshopper" in problem.what
    assert {"locust", "grasshopper"} == {problem.where.split(".")[0], problem.what.split()[-1]}


def told_of_substitutes(tmp_path: Path, **instead: str) -> list[str]:
    """What is told of a catalogue of four, some of whose substitutes are changed."""
    kept = {"bird-dog": "[]", "chin-tuck": '["neck-turn"]', "neck-turn": "[]", "wall-plank": '["neck-turn"]'}
    for id_, row in {**kept, **{name.replace("_", "-"): row for name, row in instead.items()}}.items():
        (tmp_path / f"{id_}.toml").write_text(f"instead = {row}\n{alone(id_)}", encoding="utf-8")
    try:
        load_exercises(tmp_path)
    except ContentError as error:
        return [f"{problem.where} | {problem.what} | {problem.allowed}" for problem in error.problems]
    return []


def test_substitutes_exist_and_end_where_nothing_is_needed(tmp_path: Path) -> None:
    """What takes an exercise's place is in the catalogue, is another, and at last needs nothing; told all at once."""
    assert told_of_substitutes(tmp_path) == []
    told = told_of_substitutes(
        tmp_path, bird_dog='["dead-bug", "neck-turn"]', chin_tuck='["chin-tuck"]', neck_turn='["wall-plank"]'
    )
    assert [line.split(" | ")[0] for line in told] == [
        "bird-dog.toml: instead",
        "chin-tuck.toml: instead",
        "neck-turn.toml: instead",
    ]
    for line, words in zip(told, ("'dead-bug' is no exercise", "names itself", "which needs equipment"), strict=True):
        assert words in line


def test_everything_has_a_substitute(catalogue: tuple[Exercise, ...]) -> None:
    """Each of our exercises says what takes its place, by the reference's order of substitution."""
    assert all(exercise.instead for exercise in catalogue)
    by_id = {exercise.id: exercise for exercise in catalogue}
    prone = ["scapular-squeeze", "band-pull-apart", "wall-angel", "bird-dog"]
    for id_ in ("cobra", "locust", "prone-ytw"):
        assert [name for name in by_id[id_].instead if name in prone] == prone
    assert set(prone) <= set(by_id["superman"].instead)
    assert by_id["band-pull-apart"].instead[:2] == ("scapular-squeeze", "prone-ytw")
    assert by_id["chin-up"].instead[0] == "seated-row"
    assert by_id["cat-cow"].instead[0] == "box-cat"
    assert by_id["plank-arm-raise"].instead[0] == "wall-plank"
    assert by_id["camel"].instead[0] == "thoracic-extension"
    for id_ in ("seated-twist", "standing-twist", "upper-back-stretch", "cat-cow"):
        assert "wall-angel" in by_id[id_].instead
    for id_ in ("childs-pose", "bird-dog", "thread-the-needle"):
        assert any(not by_id[name].positions[0].on_floor for name in by_id[id_].instead)


def test_every_modifying_caution_says_how(catalogue: tuple[Exercise, ...]) -> None:
    """A caution that modifies has words for it that can be said where nothing but the usual things is there."""
    for exercise in catalogue:
        for caution in exercise.cautions:
            assert bool(caution.note) == (caution.effect is Effect.MODIFY), (exercise.id, caution.code)


ASKED = {Level.GENTLE: 3, Level.STANDARD: 5}
"""The intensity that each level takes by its easier option."""


def test_what_a_level_changes_has_an_option(catalogue: tuple[Exercise, ...]) -> None:
    """Moves that a level takes by an easier option have one, work has a harder one, and neither is another exercise."""
    names = {name.replace("-", " ") for exercise in catalogue for name in (exercise.id, *exercise.aliases)}
    for exercise in catalogue:
        if exercise.intensity in ASKED.values():
            assert exercise.easier, exercise.id
        if is_work(exercise):
            assert exercise.harder, exercise.id
        for option in (*exercise.easier[:1], *exercise.harder[:1]):
            assert not re.search(r"\bchange to\b|counter", option), (exercise.id, option)
            assert option not in names
        for option, version in ((exercise.easier, exercise.easier_version), (exercise.harder, exercise.harder_version)):
            assert version is None or version.option == option[0], exercise.id


def test_holds_told_by_an_option_are_done(catalogue: tuple[Exercise, ...]) -> None:
    """An option that names a number of counts has a version whose reps are held so long."""
    counts = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    found = 0
    for exercise in filter(is_work, catalogue):
        told = re.search(r"for (\w+) counts", exercise.harder[0])
        if told:
            found += 1
            assert exercise.harder_version is not None, exercise.id
            assert exercise.harder_version.held == counts[told[1]] * 1000, exercise.id
    assert found >= 8
