"""Choosing words: nothing comes again too soon, sides and numbers are put in, lengths are told as one says them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from building import phrases
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.model.exercise import Side
from backrelief_audio.model.phrases import FEWEST, VARIED
from backrelief_audio.scripting.words import Words, flat, sentences
from backrelief_audio.units import Ms, minutes

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)


def words(seed: int = 1) -> Words:
    """The choice of words of one session."""
    return Words(phrases(), seed)


def filled(key: str) -> dict[str, str]:
    """Something for every name that a phrasing holds, so that phrasings stay distinguishable."""
    return dict.fromkeys(VARIED[key], "x")


@pytest.mark.parametrize("key", VARIED)
def test_nothing_comes_again_within_four(key: str) -> None:
    """However often it is asked for, no phrasing of a kind is among the four before it, and all of them come."""
    choice = words()
    said = [choice.varied(key, **filled(key)) for _ in range(60)]
    for number, phrase in enumerate(said):
        assert phrase not in said[max(number - 4, 0) : number]
    assert len(set(said)) == len(phrases().varied[key])


@given(SEEDS, st.lists(st.sampled_from(sorted(VARIED)), max_size=30))
def test_the_same_seed_says_the_same(seed: int, keys: list[str]) -> None:
    """The same seed asked for the same things in the same order gives the same words."""
    one, two = words(seed), words(seed)
    assert [one.varied(key, **filled(key)) for key in keys] == [two.varied(key, **filled(key)) for key in keys]


@given(SEEDS, st.lists(st.sampled_from(sorted(VARIED)), max_size=30))
def test_kinds_do_not_disturb_each_other(seed: int, keys: list[str]) -> None:
    """What is said of one kind is the same whatever else is said between: a changed exercise changes its own words."""
    alone, among = words(seed), words(seed)
    key = sorted(VARIED)[0]
    told = [alone.varied(key, **filled(key)) for _ in keys]
    again = []
    for other in keys:
        if other != key:
            among.varied(other, **filled(other))
        again.append(among.varied(key, **filled(key)))
    assert again == told


@given(SEEDS, st.sampled_from(sorted(VARIED)), st.integers(min_value=0, max_value=FEWEST - 1))
def test_a_move_that_says_nothing_changes_no_other(seed: int, key: str, silent: int) -> None:
    """Of as many moves as there are phrasings, each says its own whether or not one of the others says any."""
    whole, fewer = words(seed), words(seed)
    for place in range(FEWEST):
        whole.place = fewer.place = place
        said = whole.varied(key, **filled(key))
        assert place == silent or fewer.varied(key, **filled(key)) == said


def test_seeds_say_it_differently() -> None:
    """Over twenty seeds every way of saying a thing is heard first some time."""
    first = Counter(words(seed).varied("ready") for seed in range(40))
    assert len(first) == len(phrases().varied["ready"])


@pytest.mark.parametrize(("texts", "apart"), [(("a",), 0), (("a", "b"), 1), (("a", "b", "c"), 2)])
def test_few_texts_take_turns(texts: tuple[str, ...], apart: int) -> None:
    """Of fewer than five texts none comes again before all the others have."""
    choice = words()
    said = [choice.one_of("key", texts) for _ in range(12)]
    for number, text in enumerate(said):
        assert text not in said[max(number - apart, 0) : number]


def test_kinds_are_remembered_apart() -> None:
    """What was said of one kind does not keep the same words from another."""
    choice = words()
    assert [choice.one_of(key, ("only",)) for key in "abc"] == ["only"] * 3


@pytest.mark.parametrize(
    ("text", "side", "said"),
    [
        ("{side} arm, {other} leg", Side.RIGHT, "right arm, left leg"),
        ("{side} arm, {other} leg", Side.LEFT, "left arm, right leg"),
        ("{Side} arm under your {other}.", Side.LEFT, "Left arm under your right."),
        ("{Other} ear", Side.RIGHT, "Left ear"),
        ("{side} arm", None, "right arm"),
        ("Tall, feet flat.", Side.LEFT, "Tall, feet flat."),
    ],
)
def test_sides_are_put_in(text: str, side: Side | None, said: str) -> None:
    """A side and its opposite stand where the line wants them; the right where no side is meant."""
    assert words().sided(text, side) == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (1, "one minute"),
        (1.5, "one and a half minutes"),
        (2, "two minutes"),
        (7.5, "seven and a half minutes"),
        (7.77, "about eight minutes"),
        (8.5, "eight and a half minutes"),
        (8.51, "eight and a half minutes"),
        (1.2, "about one minute"),
        (1.7, "about two minutes"),
        (15, "fifteen minutes"),
        (15.01, "fifteen minutes"),
        (15.05, "about fifteen minutes"),
        (22.25, "about twenty-two minutes"),
        (89.9, "about ninety minutes"),
        (90, "ninety minutes"),
    ],
)
def test_a_length_as_one_says_it(asked: float, said: str) -> None:
    """Whole and half minutes are said as they are, to the second; others as about so many."""
    assert words().minutes(minutes(asked)) == said


@given(st.integers(min_value=60_000, max_value=5_400_000).map(Ms))
def test_every_length_can_be_said(length: Ms) -> None:
    """Any length from one to ninety minutes has words, never more than half a minute off, and no digit."""
    said = words().minutes(length)
    found = re.fullmatch(r"(about )?(?P<number>[a-z-]+?)(?P<half> and a half)? minutes?", said)
    assert found, said
    told = (phrases().numbers.index(found["number"]) + 1 + 0.5 * bool(found["half"])) * 60_000
    assert abs(told - length) <= (30_000 if found[1] else 1000)


@pytest.mark.parametrize(
    ("items", "said"),
    [(["a mat"], "a mat"), (["a mat", "a band"], "a mat and a band"), (["a", "b", "c"], "a, b, and c"), ([], "")],
)
def test_a_listing(items: list[str], said: str) -> None:
    """Several things are told in one phrase."""
    assert words().listing(items) == said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One.", ("One.",)),
        ("One. Two! Three?", ("One.", "Two!", "Three?")),
        ("A mild stretch is fine; more is not.", ("A mild stretch is fine; more is not.",)),
        ("  Letter Y: thumbs up.  ", ("Letter Y: thumbs up.",)),
        ("", ()),
    ],
)
def test_sentences_are_spoken_one_at_a_time(text: str, parts: tuple[str, ...]) -> None:
    """A text is cut after each sentence and nowhere else."""
    assert sentences(text) == parts
    assert flat([text, text]) == (*parts, *parts)


def test_what_is_put_in_first_becomes_a_capital() -> None:
    """Sentences that begin with what was put in begin with a capital, in each sentence of a phrasing."""
    choice = words()
    for _ in range(12):
        for part in sentences(choice.varied("intro", minutes="ten minutes", areas="your neck", moves="seven")):
            assert part[0].isupper()
        assert choice.varied("dose", count="ten")[0].isupper()
    assert choice.sentence("{side} arm under", Side.LEFT) == "Left arm under."
