"""The respellings, and what is told of a faulty file of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from saying import words

from backrelief_audio.content import load_pronunciation
from backrelief_audio.content.pronunciation_file import parse_pronunciation
from backrelief_audio.errors import ContentError, Problem


def test_our_respellings_load_and_are_all_needed() -> None:
    """Each word that is respelled can be said, and its respelling is another way to write it."""
    ours = load_pronunciation()
    tables = [ours.everywhere, *ours.engines.values()]
    assert any(tables)
    for table in tables:
        for word, respelled in table.items():
            assert set(word.split()) <= {said.lower() for said in words()}, word
            assert respelled.lower() != word or word in ours.everywhere


def test_a_good_file_is_a_pronunciation() -> None:
    """Words come over in small letters, for all engines and for one; a table may be missing."""
    problems: list[Problem] = []
    data = {"all": {"Live": "lyve", "letter Y": "letter why"}, "pyttsx3": {"row": "roe"}}
    made = parse_pronunciation(data, "en.toml", problems)
    assert problems == []
    assert made.everywhere == {"live": "lyve", "letter y": "letter why"}
    assert made.spoken("Live row, letter Y", "pyttsx3") == "Lyve roe, letter why"
    assert made.spoken("row", "piper") == "row"


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "an engine nobody knows": ({"pytsx3": {"row": "roe"}}, "pytsx3"),
    "no table": ({"all": "row"}, "all"),
    "no text": ({"all": {"row": 3}}, "all.row"),
    "empty": ({"all": {"row": " "}}, "all.row"),
    "no sound": ({"all": {"row": "--"}}, "all.row"),
    "a tab": ({"all": {"row": "r\toe"}}, "all.row"),
    "two spaces": ({"piper": {"letter  y": "letter why"}}, "piper.letter  y"),
    "a space at its end": ({"piper": {"row ": "roe"}}, "piper.row "),
    "a sign at its end": ({"all": {"row.": "roe"}}, "all.row."),
    "no word": ({"all": {"": "roe"}}, "all."),
    "twice": ({"all": {"row": "roe", "Row": "rho"}}, "all.Row"),
}


@pytest.mark.parametrize(("data", "where"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told(data: dict[str, Any], where: str) -> None:
    """What is wrong is told by its key, once, with what would have been right."""
    problems: list[Problem] = []
    parse_pronunciation(data, "en.toml", problems)
    assert [problem.where for problem in problems] == [f"en.toml: {where}"]
    assert problems[0].allowed


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    """One ContentError tells every fault, also of a file that is not there or no TOML."""
    path = tmp_path / "en.toml"
    with pytest.raises(ContentError, match="can't be read"):
        load_pronunciation(path)
    path.write_text('[all]\nrow = ""\nlive = 1\n[horn]\n')
    with pytest.raises(ContentError) as raised:
        load_pronunciation(path)
    assert len(raised.value.problems) == 3
    path.write_text("[all\n")
    with pytest.raises(ContentError, match="not TOML"):
        load_pronunciation(path)
