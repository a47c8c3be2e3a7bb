"""What was typed becomes a request, or every fault of it is told at once with the nearest right word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from building import exercises
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.asking import FOCUS_ALIASES, Asked, request_from
from backrelief_audio.errors import RequestError
from backrelief_audio.model.exercise import Equipment, Focus
from backrelief_audio.model.request import AT_HOME, BedDistance, Counting, Instruction, Request
from backrelief_audio.units import TICK_MS

VOICES = ("clear", "low")
BEDS = ("warm-pad", "soft-rain")
USUAL: dict[str, Any] = {"minutes": "15", "seed": 1, "voice": "clear"}


def asked(**options: Any) -> Request:
    """The request for these options, the others as they usually are."""
    return request_from(Asked(**{**USUAL, **options}), tuple(exercises().values()), VOICES, BEDS)


def refused(**options: Any) -> str:
    """What is told of options that can't be understood."""
    with pytest.raises(RequestError) as raised:
        asked(**options)
    assert raised.value.exit_code == 2
    return str(raised.value)


def test_nothing_but_a_length() -> None:
    """With nothing else typed a request has the defaults: what is at home, a balance of all areas."""
    assert asked() == Request(length=900_000, seed=1, equipment=AT_HOME, voice="clear")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "length"),
    [
        ("15", 900_000),
        ("8.5", 510_000),
        (" 10 ", 600_000),
        ("1", 60_000),
        ("90", 5_400_000),
        ("7.77", 466_200),
        ("1e1", 600_000),
        ("7.7701", 466_200),
    ],
)
def test_minutes_as_typed(typed: str, length: int) -> None:
    """Whole or with a fraction, minutes become the nearest tick."""
    assert asked(minutes=typed).length == length


@pytest.mark.parametrize(
    "typed",
    ["0", "-5", "0.99", "90.01", "1e9", "nan", "inf", "-inf", "", " ", "fifteen", "15m", "15:00", "8,5", "0x10"],
)
def test_minutes_that_are_none(typed: str) -> None:
    """What is no number from 1 to 90 is told with what was typed and what is allowed."""
    told = refused(minutes=typed)
    assert "--minutes" in told
    assert repr(typed) in told
    assert "from 1 to 90" in told


@given(st.floats(min_value=1, max_value=90))
def test_any_length_in_range_is_taken(value: float) -> None:
    """Every number from 1 to 90 is a length on a tick, at most half a tick from what was typed."""
    length = asked(minutes=repr(value)).length
    assert length % TICK_MS == 0
    assert abs(length - value * 60_000) <= TICK_MS / 2 + 0.5


def asked_or_refused(**options: Any) -> Request | RequestError:
    """A request, or what is told."""
    try:
        return asked(**options)
    except RequestError as told:
        return told


@given(st.text(max_size=8))
def test_no_text_breaks_it(typed: str) -> None:
    """Whatever is typed for any option, the answer is a request, or a RequestError that names the option."""
    for name, value in (
        ("minutes", typed),
        ("voice", typed),
        ("instruction", typed),
        ("counting", typed),
        ("focus", [typed]),
        ("include", [typed]),
        ("equipment", [typed]),
    ):
        made = asked_or_refused(**{name: value})
        assert isinstance(made, Request) or f"--{name}" in str(made)


@pytest.mark.parametrize("instruction", Instruction)
@pytest.mark.parametrize("counting", Counting)
def test_how_much_is_said_and_counted(instruction: Instruction, counting: Counting) -> None:
    """Each by its name, in capitals or with spaces too."""
    made = asked(instruction=instruction.value.upper(), counting=counting.value.replace("-", " "))
    assert (made.instruction, made.counting) == (instruction, counting)


def test_faults_of_saying_and_counting() -> None:
    """A name that is none is told with what there is and what is near; two at once are one too many; all at once."""
    told = refused(instruction="breif", counting="full,none", minutes="0")
    assert "--instruction: 'breif' is unknown; did you mean brief? (there are: full, medium, brief)" in told
    assert "--counting: 'full,none' is more than one; choose one" in told
    assert "--minutes" in told


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1])
def test_seeds(seed: int) -> None:
    """A seed is a whole number from 0 to four thousand million."""
    assert asked(seed=seed).seed == seed


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_seeds_that_are_none(seed: int) -> None:
    """A seed out of range is told with its range."""
    assert f"--seed: {seed} is not a whole number from 0 to 4294967295" in refused(seed=seed)


@pytest.mark.parametrize(
    ("typed", "focus"),
    [
        ([], ()),
        (["neck"], (Focus.NECK,)),
        (["neck", "calm"], (Focus.NECK, Focus.CALM)),
        (["calm,neck"], (Focus.CALM, Focus.NECK)),
        (["calm, neck", "core"], (Focus.CALM, Focus.NECK, Focus.CORE)),
        (["Neck"], (Focus.NECK,)),
        (["neck", "NECK", "stiff-neck"], (Focus.NECK,)),
        (["tech neck"], (Focus.POSTURE,)),
        (["tech_neck"], (Focus.POSTURE,)),
        (["thor"], (Focus.THORACIC,)),
        (["rhomboids"], (Focus.SCAPULAR,)),
        (["rounded-shoulders"], (Focus.CHEST,)),
        (["bedtime"], (Focus.CALM,)),
    ],
)
def test_areas_as_typed(typed: Sequence[str], focus: tuple[Focus, ...]) -> None:
    """Areas are taken by name or by what people search for, repeated or after commas, each once and in order."""
    assert asked(focus=typed).focus == focus


def test_every_area_can_be_named() -> None:
    """Every area answers to its own name, and to one alias or more."""
    for focus in Focus:
        assert asked(focus=[focus.value]).focus == (focus,)
        assert focus in FOCUS_ALIASES.values()
    assert not set(FOCUS_ALIASES) & {focus.value for focus in Focus}


@pytest.mark.parametrize(
    ("typed", "equipment"),
    [
        ([], AT_HOME),
        (["none"], ()),
        (["None"], ()),
        (["mat"], (Equipment.MAT,)),
        (["mat,chair"], (Equipment.CHAIR, Equipment.MAT)),
        (["band", "mat , band"], (Equipment.MAT, Equipment.BAND)),
        (["chair,wall,mat,band,dumbbells,bar,doorway,towel"], tuple(Equipment)),
    ],
)
def test_equipment_as_typed(typed: Sequence[str], equipment: tuple[Equipment, ...]) -> None:
    """Equipment is taken repeated or after commas, none means none, and nothing typed means what is at home."""
    assert asked(equipment=typed).equipment == equipment


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        (["bird-dog"], ("bird-dog",)),
        (["pull-up"], ("chin-up",)),
        (["bird dog, cobra"], ("bird-dog", "cobra")),
        (["Bird_Dog"], ("bird-dog",)),
        (["bird-dog", "birddog", "bird-dogs"], ("bird-dog",)),
    ],
)
@pytest.mark.parametrize("option", ["include", "exclude"])
def test_exercises_as_typed(option: str, typed: Sequence[str], ids: tuple[str, ...]) -> None:
    """Exercises are taken by id or alias, each once and in order."""
    assert getattr(asked(**{option: typed}), option) == ids


FAULTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"focus": ["nek"]}, ["--focus: 'nek' is unknown", "did you mean neck?", "thoracic, scapular, neck"]),
    ({"focus": ["postures"]}, ["did you mean posture?"]),
    ({"focus": ["xyzzy"]}, ["--focus: 'xyzzy' is unknown (there are: thoracic"]),
    ({"focus": ["neck,,core"]}, ["--focus: '' is unknown"]),
    ({"equipment": ["dumbells"]}, ["--equipment: 'dumbells' is unknown", "did you mean dumbbells?", "towel, none"]),
    ({"equipment": ["none", "mat"]}, ["--equipment", "none", "choose one"]),
    ({"equipment": ["none,mat"]}, ["--equipment", "none", "choose one"]),
    ({"equipment": [""]}, ["--equipment: '' is unknown"]),
    (
        {"include": ["bird-dogg"]},
        ["--include: 'bird-dogg' is unknown", "did you mean bird-dog", "band-pull-apart, bird-dog"],
    ),
    ({"exclude": ["camels"]}, ["--exclude: 'camels' is unknown", "did you mean camel?"]),
    ({"voice": "cleer"}, ["--voice: 'cleer' is unknown", "did you mean clear?", "clear, low"]),
    ({"voice": "../../etc/passwd"}, ["--voice: '../../etc/passwd' is unknown", "clear, low"]),
    ({"voice": ""}, ["--voice: '' is unknown"]),
]


@pytest.mark.parametrize(("options", "words"), FAULTS)
def test_a_fault_is_told(options: dict[str, Any], words: list[str]) -> None:
    """What is not understood is told by option and word, with the nearest right one and all there are."""
    told = refused(**options)
    assert all(word in told for word in words), told
    assert len(told.splitlines()) == 1


def test_only_one_voice_can_be_meant() -> None:
    """Two voices at once are a fault and not silently the first."""
    assert "--voice" in refused(voice="clear,low")


def test_all_faults_are_told_at_once() -> None:
    """Several faults are told together, a line each, in the order of the options."""
    told = refused(
        minutes="0", seed=-1, focus=["nek"], equipment=["none,mat,rug"], include=["x"], exclude=["y"], voice="z"
    )
    starts = [line.split(":")[0] for line in told.splitlines()]
    assert starts == [
        "--minutes",
        "--seed",
        "--focus",
        "--equipment",
        "--equipment",
        "--include",
        "--exclude",
        "--voice",
    ]


def test_options_do_not_change_each_other() -> None:
    """The same typed options give equal requests."""
    options: dict[str, Any] = {
        "minutes": "20",
        "seed": 9,
        "focus": ["core"],
        "equipment": ["mat"],
        "exclude": ["camel"],
    }
    assert asked(**options) == asked(**options)
    assert asked(**options) != asked(**{**options, "seed": 8})


@pytest.mark.parametrize("typed", ["warm-pad", "Warm Pad", "warm_pad", " WARM-PAD "])
def test_a_bed_by_its_name(typed: str) -> None:
    """A generated bed is known however its name is spelled."""
    assert asked(bed=typed).bed == "warm-pad"


@pytest.mark.parametrize(
    "typed", ["music.mp3", "./Music", "../Rain And Wind.FLAC", "C:\\Music\\rain.ogg", "/music/rain"]
)
def test_a_bed_by_its_file(typed: str) -> None:
    """What has a folder or an ending is a file, kept as it was typed."""
    assert asked(bed=typed).bed == typed


@pytest.mark.parametrize(("typed", "meant"), [("warmpad", "warm-pad"), ("rain", "soft-rain"), ("xyz", "")])
def test_an_unknown_bed_is_told(typed: str, meant: str) -> None:
    """A name that is neither bed nor file is a fault, with the nearest, all beds, and how a file is typed."""
    told = refused(bed=typed)
    assert f"--bed: {typed!r} is unknown" in told
    assert f"did you mean {meant}" in told if meant else "did you mean" not in told
    assert "warm-pad, soft-rain, none, or a sound file such as ./music.mp3" in told


def test_a_bed_is_nearer_or_farther() -> None:
    """Its distance is one of three, and there is no bed where none is wanted."""
    assert asked(bed="none").bed == "none"
    assert asked(bed_distance="Farther").bed_distance is BedDistance.FARTHER
    assert "--bed-distance: 'far' is unknown; did you mean farther?" in refused(bed_distance="far")
