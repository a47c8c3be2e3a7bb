"""The rests and transitions of the domain reference (2.4)."""

from __future__ import annotations

import pytest
from building import exercises, move

from backrelief_audio.model.exercise import Equipment, Kind, Position, Sides
from backrelief_audio.model.plan import Glue
from backrelief_audio.planning.transitions import (
    rest_after,
    rest_between_sets,
    side_switch,
    travel,
    turn_after,
    way_turn,
)

CHANGES = [
    # from, to, least and most seconds
    ("stand", "wall", 5, 8),
    ("wall", "stand", 5, 8),
    ("quad", "plank", 5, 8),
    ("plank", "quad", 5, 8),
    ("quad", "kneel", 5, 8),
    ("kneel", "quad", 5, 8),
    ("stand", "seat", 8, 10),
    ("seat", "stand", 8, 10),
    ("seat", "wall", 8, 10),
    ("quad", "prone", 8, 10),
    ("prone", "side", 8, 10),
    ("side", "quad", 8, 10),
    ("stand", "quad", 15, 15),
    ("wall", "prone", 15, 15),
    ("seat", "side", 15, 15),
    ("quad", "stand", 20, 20),
    ("kneel", "seat", 20, 20),
    ("stand", "bar", 15, 15),
    ("bar", "quad", 15, 20),
]


def within(glue: Glue, least: float, most: float) -> bool:
    """Whether a rest stays within so many seconds however it is bent."""
    return least * 1000 <= glue.least <= glue.natural <= glue.most <= most * 1000


@pytest.mark.parametrize(("here", "there", "least", "most"), CHANGES)
def test_changing_position_takes_its_time(here: str, there: str, least: float, most: float) -> None:
    """Between two positions there is the time of the table, with nothing to fetch."""
    before = move("cat-cow", position=Position(here), equipment=())
    after = move("breath-reset", position=Position(there), equipment=())
    assert least * 1000 <= travel(before, after) <= most * 1000


@pytest.mark.parametrize("position", Position)
def test_staying_takes_no_time(position: Position) -> None:
    """Where the position stays the same and nothing is fetched there is nothing to wait for."""
    before, after = (move(id_, position=position, equipment=()) for id_ in ("cat-cow", "breath-reset"))
    assert travel(before, after) == 0


@pytest.mark.parametrize("item", [Equipment.BAND, Equipment.DUMBBELLS, Equipment.TOWEL])
def test_fetching_takes_ten_seconds_once(item: Equipment) -> None:
    """A band, dumbbells or a towel take 10 to 12 seconds to fetch, besides the way, unless they are at hand."""
    empty = move("shoulder-roll", equipment=())
    holding = move("chest-opener", equipment=(item,))
    assert 10_000 <= travel(empty, holding) <= 12_000
    assert 10_000 <= travel(None, holding) <= 12_000
    assert travel(holding, holding) == 0
    assert travel(holding, empty) == 0
    seated = move("seated-row", position=Position.SEAT, equipment=(Equipment.CHAIR, item))
    assert travel(empty, seated) == travel(empty, holding) + 8_000


def test_the_chair_and_the_mat_are_not_fetched() -> None:
    """Chair, wall and mat stand where they are: going there is all it takes."""
    assert travel(None, move("seated-twist")) == 8_000
    assert travel(None, move("shoulder-roll")) == 0


SETS = [
    ("cat-cow", 5, 12),
    ("bird-dog", 20, 45),
    ("wall-plank", 20, 45),
    ("wall-pelvic-tilt", 20, 45),
    ("seated-row", 30, 60),
    ("band-pull-apart", 30, 60),
    ("prone-ytw", 30, 60),
    ("superman", 60, 120),
    ("plank-arm-raise", 60, 120),
    ("chin-up", 60, 120),
]


@pytest.mark.parametrize(("id_", "least", "most"), SETS)
def test_rests_between_sets(id_: str, least: float, most: float) -> None:
    """Core rests 20 to 45 seconds between sets, light strength 30 to 60, hard strength 60 to 120."""
    assert within(rest_between_sets(exercises()[id_]), least, most)


@pytest.mark.parametrize("id_", [id_ for id_, exercise in exercises().items() if exercise.kinds[0] is Kind.MOBILITY])
def test_after_mobility(id_: str) -> None:
    """From a mobility move to the next there are 5 to 8 seconds."""
    assert within(rest_after(move(id_), move("wall-angel")), 5, 8)


def test_after_strength() -> None:
    """After strength or core there are at least 20 seconds, after the hardest a minute unless a stretch follows."""
    assert rest_after(move("bird-dog"), move("cat-cow")).least == 20_000
    assert rest_after(move("superman"), move("bird-dog")).least == 60_000
    assert rest_after(move("superman"), move("childs-pose")).least == 20_000
    assert rest_after(None, move("bird-dog")).most == 0


STRETCHES = [
    id_ for id_, exercise in exercises().items() if exercise.sides is Sides.EACH and Kind.STRETCH in exercise.kinds
]


@pytest.mark.parametrize("id_", STRETCHES)
def test_stretches_change_sides_quickly(id_: str) -> None:
    """A stretch changes sides in 6 to 8 seconds, give or take a second where time is short or long."""
    glue = side_switch(exercises()[id_])
    assert 6_000 <= glue.natural <= 8_000
    assert within(glue, 5, 9)


def test_turning_over_takes_longer() -> None:
    """Lying on the other side takes some ten seconds."""
    assert side_switch(exercises()["open-book"]).natural == 10_000


def test_hard_work_in_a_superset_needs_its_rest_before_itself_only() -> None:
    """After a hard move its partner may begin as after core work; alone it would take a minute."""
    plank, fly = move("plank-arm-raise", group=1), move("open-book", group=1)
    assert rest_after(plank, fly).least == turn_after(plank).least == 20_000
    assert rest_after(move("plank-arm-raise"), move("open-book")).least == 60_000


def longer(usual: Glue, slow: Glue) -> bool:
    """Whether one is half as long again as the other, at least, naturally and at most."""
    pairs = ((usual.least, slow.least), (usual.natural, slow.natural), (usual.most, slow.most))
    return all(b == a * 1.5 for a, b in pairs)


def test_time_is_given_where_it_is_asked_for() -> None:
    """Every rest, way and change of side takes half as long again for those who are to be given time."""
    bird, book = move("bird-dog"), move("open-book")
    for id_, _, _ in SETS:
        exercise = exercises()[id_]
        assert longer(rest_between_sets(exercise), rest_between_sets(exercise, slow=True))
    assert longer(rest_after(bird, book), rest_after(bird, book, slow=True))
    assert longer(turn_after(bird), turn_after(bird, slow=True))
    assert longer(side_switch(book.exercise), side_switch(book.exercise, slow=True))
    assert longer(way_turn(), way_turn(slow=True))
    for here, there, *_ in CHANGES:
        before, after = (move(id_, position=Position(at)) for id_, at in (("cat-cow", here), ("breath-reset", there)))
        assert travel(before, after, slow=True) == travel(before, after) * 1.5
