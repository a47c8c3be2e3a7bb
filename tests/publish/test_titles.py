"""What sessions of one title are called where they stand beside each other."""

from __future__ import annotations

from pathlib import PurePath

from building import composed
from sites import listed

from backrelief_audio.publish.titles import titles

ONE, OTHER = (composed(10, seed).document for seed in (1, 2))


def called(*paths_and_documents: tuple[str, dict[str, object]]) -> dict[str, str]:
    """Titles by names."""
    sessions = [listed(path, document) for path, document in paths_and_documents]
    return {path.stem: title for path, title in titles(sessions).items()}


def test_a_title_of_its_own_stays() -> None:
    """A session that shares its title with none is called by it."""
    neck = {**OTHER, "title": "Neck"}
    assert called(("a.mp3", ONE), ("b.mp3", neck)) == {"a": ONE["title"], "b": "Neck"}


def test_sessions_of_one_title_are_told_by_what_is_in_them() -> None:
    """Each has two of its hardest moves behind the title, in the order they are done."""
    told = called(("a.mp3", ONE), ("b.mp3", OTHER))
    assert told["a"] != told["b"]
    for title, document in zip(told.values(), (ONE, OTHER), strict=True):
        begins, _, moves = title.partition(": ")
        assert begins == document["title"]
        names = [move["name"] for move in document["moves"] if move["phase"] == "main"]
        first, second = moves.split(", ")
        assert names.index(first) < names.index(second)
        left = [
            move["intensity"] for move in document["moves"] if move["phase"] == "main" and move["name"] not in moves
        ]
        chosen = [move["intensity"] for move in document["moves"] if move["name"] in (first, second)]
        assert max(left, default=0) <= min(chosen)


def test_sessions_of_the_same_moves_are_told_by_their_seeds() -> None:
    """Where even that is alike, the seed tells them apart; without moves, too."""
    again = {**ONE, "seed": 77}
    told = called(("a.mp3", ONE), ("b.mp3", again))
    assert told["a"].endswith(f", seed {ONE['seed']}")
    assert told["b"].endswith(", seed 77")
    assert titles([listed("x.mp3", {**ONE, "moves": []})]) == {PurePath("x.mp3"): ONE["title"]}
