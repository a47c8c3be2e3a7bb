"""How near the planner comes to the best session there is: small catalogues, every session of which can be tried.

    python benchmarks/optimum.py [CATALOGUES] [SEEDS]

Exercises are drawn at random, slow breath and a stretch among them. All sequences that the phases and the rules of
order allow are tried, with doses fitted as the planner fits them and valued by the same score, the seed's taste
included. The table tells by how much the planner's session is worth less than the best, as a share of the best.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from backrelief_audio.checks import CHECKS
from backrelief_audio.content import load_exercises
from backrelief_audio.model.exercise import Exercise
from backrelief_audio.model.plan import PhaseName
from backrelief_audio.model.request import Request
from backrelief_audio.model.roles import CALM_DOWN, fits_warm_up, is_still
from backrelief_audio.planning.budgets import budget
from backrelief_audio.planning.choosing import counts
from backrelief_audio.planning.ordering import Path, Unit
from backrelief_audio.planning.searching import Search, Searching
from backrelief_audio.units import NO_TIME, Ms, minutes, ms_of, nearest_tick

KINDS = ((3, 8), (4, 8), (5, 8), (6, 9))
"""Minutes of a session, and exercises of a catalogue."""


@dataclass(frozen=True)
class Tried:
    """What one request showed."""

    sessions: int
    """Sound ones there are."""

    best: float
    found: float
    """What the best of them and the planner's are worth."""

    drafted: float
    """What the best of ten drafts is worth, without a change."""

    @property
    def gap(self) -> float:
        """By how much the planner's is worth less, as a share of the best."""
        return (self.best - self.found) / self.best


def length_of(text: str) -> Ms:
    """How long a line takes to say: about 16 letters a second."""
    return Ms(120 + 60 * len(text))


def small(everything: Sequence[Exercise], size: int, random: Random) -> tuple[Exercise, ...]:
    """A small catalogue in which sessions are likely: slow breath, a stretch and two warm-ups are in it."""
    chosen = {exercise.id: exercise for exercise in everything if exercise.id == CALM_DOWN}
    for fits, many in ((is_still, 1), (fits_warm_up, 2), (lambda _: True, size)):
        left = [exercise for exercise in everything if exercise.id not in chosen and fits(exercise)]
        for exercise in random.sample(left, min(many, size - len(chosen))):
            chosen[exercise.id] = exercise
    return tuple(sorted(chosen.values(), key=lambda exercise: exercise.id))


def tried(asked: float, seed: int, catalogue: Sequence[Exercise]) -> Tried | None:
    """The planner against all sessions there are; None where there is none within the usual budget."""
    request = Request(length=ms_of(nearest_tick(minutes(asked))), seed=seed)
    searching = Searching(catalogue, CHECKS, length_of)
    search = searching.search(request, budget(request.length), NO_TIME, 0)
    worths = [found.score for path in _paths(search) if (found := search.fitted(path)) is not None]
    found, drafted = search.best(f"{seed} "), search.best(f"{seed} ", starts=10, looks=0)
    if not worths or found is None or drafted is None:
        return None
    best = max([*worths, found.score])  # a draft that finds nothing for a place has a move less than the usual number
    return Tried(len(worths), best, found.score, drafted.score)


def _paths(search: Search) -> Iterator[Path]:
    """Every order of moves that phases, numbers and rules allow."""
    sizes = [range(least, most + 1) for least, most in counts(search.limits, search.request).values()]
    for wanted in product(*sizes):
        for units in _grown(
            search, [], [phase for phase, many in zip(PhaseName, wanted, strict=True) for _ in range(many)]
        ):
            path = Path(search.limits, search.places)
            if path.follow(units):
                yield path


def _grown(search: Search, units: list[Unit], phases: Sequence[PhaseName]) -> Iterator[list[Unit]]:
    if len(units) == len(phases):
        yield units
        return
    phase = phases[len(units)]
    there = {id_ for _, id_ in units}
    last = [CALM_DOWN] if phase is PhaseName.COOL_DOWN else []
    for id_ in (*search.places.ids(phase), *last):
        grown = [*units, (phase, id_)]
        if id_ not in there and Path(search.limits, search.places).follow(grown):
            yield from _grown(search, grown, phases)


def table(catalogues: int, seeds: int) -> Iterator[str]:
    """The figures as Markdown."""
    everything = load_exercises()
    yield "| minutes | exercises | requests | sound ones | the best found | mean gap | worst gap | gap of ten drafts |"
    yield "|---|---|---|---|---|---|---|---|"
    for asked, size in KINDS:
        shown = []
        for number in range(catalogues):
            catalogue = small(everything, size, Random(number))
            shown += [seen for seed in range(seeds) if (seen := tried(asked, seed, catalogue)) is not None]
        drafts = sum((seen.best - seen.drafted) / seen.best for seen in shown) / len(shown)
        gaps = sorted(seen.gap for seen in shown)
        found = sum(gap < 1e-9 for gap in gaps) / len(gaps)
        sessions = sorted(seen.sessions for seen in shown)[len(shown) // 2]
        yield (
            f"| {asked} | {size} | {len(shown)} | {sessions} | {found:.0%} |"
            f" {sum(gaps) / len(gaps):.2%} | {gaps[-1]:.1%} | {drafts:.1%} |"
        )


if __name__ == "__main__":
    for line in table(*(int(word) for word in [*sys.argv[1:], *("20", "5")[len(sys.argv) - 1 :]])):
        print(line, flush=True)
