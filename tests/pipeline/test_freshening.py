"""Which of several seeds is taken where none was typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from building import ask

from backrelief_audio import pipeline
from backrelief_audio.errors import RequestError
from backrelief_audio.model.plan import Plan
from backrelief_audio.model.request import Request
from backrelief_audio.pipeline import Workshop, freshening
from backrelief_audio.pipeline.freshening import candidates, fresh
from backrelief_audio.planning.freshness import familiar
from backrelief_audio.units import minutes


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Our own content, with nothing of a user's."""
    nowhere = tmp_path_factory.mktemp("nowhere")
    return pipeline.workshop(nowhere, nowhere, nowhere)


@pytest.fixture
def planned(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Plan]]:
    """The plans that are made, as they are made."""
    made: list[Plan] = []
    real = freshening.estimated

    def plan(*arguments: object) -> Plan:
        made.append(real(*arguments))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(freshening, "estimated", plan)
    return iter([made])


def ids(made: Plan) -> list[str]:
    """The exercises of a plan."""
    return [move.exercise.id for move in made.moves]


def test_the_least_familiar_is_taken(workshop: Workshop, planned: Iterator[list[Plan]]) -> None:
    """Of all that were planned, the one whose moves were heard least lately; nothing but the seed changes."""
    made = next(planned)
    first = ask(3, 11)
    recent = ("chest-opener", "shoulder-roll", "seated-twist", "chin-tuck", "neck-turn")
    seeds = iter(range(100, 200))
    taken = fresh(workshop, first, lambda: next(seeds), recent)
    assert [one.request.seed for one in made] == [11, 100, 101, 102, 103, 104]
    least = min(made, key=lambda one: familiar(ids(one), recent))
    assert taken == least.request
    assert taken == Request(**{**{name: getattr(first, name) for name in Request.__slots__}, "seed": taken.seed})


def test_without_a_history_the_first_seed_is_taken_at_once(workshop: Workshop, planned: Iterator[list[Plan]]) -> None:
    """Nothing is planned and nothing drawn where there is nothing to differ from."""

    def drawn() -> int:
        raise AssertionError("a seed was drawn")

    assert fresh(workshop, ask(3, 11), drawn, ()) == ask(3, 11)
    assert next(planned) == []


def test_what_no_seed_can_meet_stays_as_it_is(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refusal is left to the build, which words it."""

    def refusing(*_: object) -> Plan:
        raise RequestError("no")

    monkeypatch.setattr(freshening, "estimated", refusing)
    assert fresh(workshop, ask(3, 11), lambda: 5, ("cat-cow",)) == ask(3, 11)


def test_long_sessions_try_fewer_seeds() -> None:
    """A desk break, which is planned soonest, tries most seeds, six; the longest sessions none but the first."""
    tried = [candidates(minutes(length)) for length in (1, 15, 45, 90)]
    assert tried == sorted(tried, reverse=True)
    assert (tried[0], tried[-1]) == (6, 1)
