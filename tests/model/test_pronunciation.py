"""Respelling: whole words, one pass, in any case of letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backrelief_audio.model.pronunciation import Pronunciation

MADE = Pronunciation(
    everywhere={
        "live": "lyve",
        "row": "roe",
        "letter y": "letter why",
        "pull": "pool",
        "let": "lett",
        "two": "too",
        "too": "two",
        "lead": "[[li:d]]",
        "up and down": "updown",
        "up": "upp",
    },
    engines={"horn": {"row": "rough", "two": "two"}, "drum": {}},
)

CASES = {
    "a word": ("seated row", "seated roe"),
    "at the start": ("row your elbows back", "roe your elbows back"),
    "between signs": ('"Row," and (row).', '"Roe," and (roe).'),
    "a capital": ("Live it up.", "Lyve it upp."),
    "capitals": ("LIVE", "Lyve"),
    "a phrase": ("Letter Y: arms long", "Letter why: arms long"),
    "the longer wins": ("go up and down, then up", "go updown, then upp"),
    "part of a longer word": ("rowing, arrow, alive, upper", "rowing, arrow, alive, upper"),
    "part of a hyphenated word": ("band pull-apart", "band pool-apart"),
    "before an apostrophe": ("let's let go", "let's lett go"),
    "before a curly one": ("let\u2019s", "let\u2019s"),
    "after an apostrophe": ("o'row", "o'row"),
    "in quotes": ("'row'", "'roe'"),
    "beside a digit": ("row2 2row row_a", "row2 2row row_a"),
    "one pass": ("two too two", "too two too"),
    "what is not plain keeps its letters": ("Lead on", "[[li:d]] on"),
    "letters that only look alike": ("\u017frow", "\u017frow"),
    "nothing to respell": ("Hold, and breathe.", "Hold, and breathe."),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "respelled"), CASES.values(), ids=CASES)
def test_whole_words_are_respelled(text: str, respelled: str) -> None:
    """Words and phrases in any case of letters, never parts of words, each once, capitals kept."""
    assert MADE.spoken(text, "drum") == respelled


def test_an_engines_own_respelling_wins() -> None:
    """What an engine has of its own replaces what is for all, also where it says a word right; the rest stays."""
    assert MADE.spoken("two rows row live", "horn") == "two rows rough lyve"
    assert MADE.spoken("two row", "unknown") == "too roe"


def test_without_respellings_nothing_changes() -> None:
    """No tables, the same text."""
    assert Pronunciation(everywhere={}, engines={}).spoken("Live!", "horn") == "Live!"


@given(st.text(alphabet="aSKk\u017f\u212a '-.Y2", max_size=30))
def test_any_text_can_be_respelled(text: str) -> None:
    """Letters whose small form is another letter, signs and spaces: no text is refused, and other words stay."""
    made = Pronunciation(everywhere={"sk": "x", "k": "kay", "a": "uh"}, engines={})
    assert made.spoken(f"{text} wall", "drum").endswith(" wall")
    assert made.spoken(text, "drum") == made.spoken(text, "drum")
