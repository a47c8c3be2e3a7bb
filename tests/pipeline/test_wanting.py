"""Which sessions a show is made of."""

from __future__ import annotations

import pytest
from building import ask

from backrelief_audio.errors import RequestError
from backrelief_audio.model.care import Avoid
from backrelief_audio.model.exercise import Focus
from backrelief_audio.model.routine import Routine
from backrelief_audio.pipeline.wanting import area_show, desk_breaks, routine_show, stem_of


def test_each_session_of_an_area_has_that_area_alone() -> None:
    """Sessions of an area have its focus, seeds of their own, and names in the order they are heard."""
    show = area_show(ask(8.5, seed=7, focus=(Focus.CHEST, Focus.NECK)), Focus.NECK, 11)
    assert show.name == "neck-8.5min"
    assert [want.stem for want in show.wanted][:2] == ["01-neck-8.5min", "02-neck-8.5min"]
    assert sorted(want.stem for want in show.wanted) == [want.stem for want in show.wanted]
    assert {want.request.focus for want in show.wanted} == {(Focus.NECK,)}
    assert len({want.request.seed for want in show.wanted}) == 11


def test_the_largest_seed_has_a_next_one() -> None:
    """Seeds stay in the range that can be typed."""
    show = area_show(ask(3, seed=2**32 - 1), Focus.NECK, 2)
    assert [want.request.seed for want in show.wanted] == [2**32 - 1, 0]


def test_a_routine_is_followed_in_every_variation() -> None:
    """A named playlist gives one session of its name; more are variations with numbers."""
    routine = Routine(id="morning", title="Good Morning", about="To begin the day.", items=())
    one, two = (routine_show(ask(10, routine=routine), count) for count in (1, 2))
    assert (one.name, one.title, one.about) == ("morning", "Good Morning", "To begin the day.")
    assert [(want.stem, want.title) for want in one.wanted] == [("01-morning-10min", "Good Morning, 10 minutes")]
    assert [want.title for want in two.wanted] == ["Good Morning 1, 10 minutes", "Good Morning 2, 10 minutes"]
    assert all(want.request.routine is routine for want in two.wanted)


@pytest.mark.parametrize(("asked", "parts"), [(15, 5), (10, 3), (90, 12), (2, 2), (61.7, 7)])
def test_breaks_last_together_as_long_as_the_session(asked: float, parts: int) -> None:
    """The parts add up to the asked length to the millisecond and differ by a tick at most; none needs the floor."""
    request = ask(asked, avoid=(Avoid.NECK,))
    lengths = [want.request.length for want in desk_breaks(request, parts).wanted]
    assert len(lengths) == parts
    assert sum(lengths) == request.length
    assert max(lengths) - min(lengths) in (0, 24)
    assert all(want.request.no_floor for want in desk_breaks(request, parts).wanted)
    assert {want.request.avoid for want in desk_breaks(request, parts).wanted} == {(Avoid.NECK, Avoid.FLOOR)}


def test_breaks_are_named_by_number_and_length() -> None:
    """Names tell which break it is and how long; numbers have one width, so that players sort them."""
    assert [want.stem for want in desk_breaks(ask(15), 5).wanted][:2] == ["1-break-3min", "2-break-3min"]
    assert desk_breaks(ask(24), 12).wanted[0].stem == "01-break-2min"
    assert desk_breaks(ask(15, seed=9), 5).name == "desk-breaks-15min-seed9"


@pytest.mark.parametrize(
    ("asked", "parts", "told", "hint"),
    [
        (15, 1, "2 to 12", "--split 5"),
        (15, 13, "2 to 12", "--split 5"),
        (15, -5, "2 to 12", "--split 5"),
        (5, 6, "shorter than 1 minute", "--split 5, or --minutes 6"),
        (1, 2, "shorter than 1 minute", "--minutes 2"),
    ],
)
def test_an_absurd_split_is_told(asked: float, parts: int, told: str, hint: str) -> None:
    """Too few, too many or too short breaks are refused with what is allowed and what to type."""
    with pytest.raises(RequestError, match=told) as raised:
        desk_breaks(ask(asked), parts)
    assert raised.value.hint == hint


def test_a_routine_is_not_split() -> None:
    """What is settled as one session can't be made into breaks that differ."""
    routine = Routine(id="morning", title="Good Morning", about="To begin the day.", items=())
    with pytest.raises(RequestError, match="routine"):
        desk_breaks(ask(15, routine=routine), 5)


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Good Morning", "good-morning"),
        ("  Élan & Größe: 10/20 min.mp3 ", "elan-groe-10-20-min-mp3"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 200, "x" * 60),
    ],
)
def test_any_title_makes_a_name(title: str, stem: str) -> None:
    """Titles of any kind become plain names."""
    assert stem_of(title) == stem


def test_a_title_without_latin_letters_has_a_name_of_its_own() -> None:
    """Where nothing is left of a title its name is still stable, and another's is another."""
    assert stem_of("Утро") == stem_of("Утро") != stem_of("Вечер")
    assert stem_of("Утро").isascii()
