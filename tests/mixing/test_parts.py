"""Where a session over a bed is parted."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from building import composed

from backrelief_audio.mixing.parts import APART, LEAST, NEAR, Part, parts
from backrelief_audio.model.plan import StepKind
from backrelief_audio.model.script import CueKind, Line
from backrelief_audio.model.timeline import Placed, Stretch, Timeline
from backrelief_audio.units import TICK_MS, Ms, Tick, ms_of


def cue(start: int, end: int) -> Placed:
    """Something said from one millisecond to another."""
    return Placed(kind=CueKind.FORM, sound=Line("word"), start=Ms(start), end=Ms(end))


def timeline(borders: list[int], cues: list[Placed], bar: int | None = None) -> Timeline:
    """Steps between borders, in milliseconds, the second of them reps."""
    stretches = tuple(
        Stretch(
            kind=StepKind.REPS if number == 1 else StepKind.REST,
            index=0,
            start=Ms(start),
            end=Ms(end),
            bar=Ms(bar) if bar and number == 1 else None,
        )
        for number, (start, end) in enumerate(pairwise(borders))
    )
    return Timeline(ticks=Tick(borders[-1] // TICK_MS), cues=tuple(cues), stretches=stretches, chapters=())


def hold_parts(made: list[Part], whole: Timeline) -> None:
    """Parts are in order with APART ticks between them, hold every cue, and leave nothing else out."""
    assert made[0].start == 0
    assert made[-1].end == whole.ticks
    assert all(b.start - a.end == APART for a, b in pairwise(made))
    assert all(part.end - part.start >= LEAST - APART for part in made)
    assert tuple(cue for part in made for cue in part.cues) == whole.cues
    for part in made:
        assert all(ms_of(part.start) <= cue.start and cue.end <= ms_of(part.end) for cue in part.cues)
        assert (part.passage.at, part.passage.length) == (ms_of(part.start), ms_of(part.end - part.start))
        assert part.passage.zero >= 0


@pytest.mark.parametrize(("asked", "seed"), [(3, 1), (5, 2), (15, 3), (30, 4)])
def test_sessions_are_parted_at_their_steps(asked: int, seed: int) -> None:
    """Nearly every step of a session is a part of its own, and every set of reps is parted with its beats."""
    whole = composed(asked, seed).timeline
    made = list(parts(whole))
    hold_parts(made, whole)
    assert len(made) >= 0.9 * len(whole.stretches)
    for stretch in whole.stretches:
        if stretch.bar is not None:
            (part,) = [part for part in made if part.passage.bar and abs(ms_of(part.start) - stretch.start) <= NEAR]
            assert part.passage.bar == stretch.bar
            assert (ms_of(part.start) + part.passage.zero - stretch.start) % stretch.bar == 0


def test_a_part_begins_on_its_border_where_that_is_silent() -> None:
    """In the middle of a silence the part begins exactly with its step."""
    made = list(parts(timeline([0, 4800, 9600], [cue(0, 3000), cue(6000, 9000)])))
    assert [part.start for part in made] == [0, 200]


def test_a_count_on_the_first_beat_begins_its_own_part() -> None:
    """A word that begins a little before its step, to be heard on the beat, belongs to the step's part."""
    made = list(parts(timeline([0, 4800, 9600], [cue(0, 3000), cue(4700, 5000)], bar=2000)))
    assert made[1].start == 4700 // TICK_MS
    assert made[1].passage.zero == 4800 - ms_of(made[1].start)
    assert made[1].passage.bar == 2000


def test_a_word_that_runs_over_delays_the_next_part() -> None:
    """What is still said when a step ends stays whole; the next part begins after it, its beats where they were."""
    made = list(parts(timeline([0, 4800, 9600], [cue(0, 5300), cue(6500, 7000)], bar=2000)))
    start = -(-5300 // TICK_MS) + APART
    assert made[1].start == start
    assert (ms_of(start) + made[1].passage.zero - 4800) % 2000 == 0


def test_steps_without_silence_between_stay_together() -> None:
    """Where talk goes on over a border there is one part, with the beats of the work in it."""
    talk = [cue(start, start + 950) for start in range(0, 9000, 1000)]
    (part,) = parts(timeline([0, 4800, 9600], talk, bar=2000))
    assert part.passage == part.passage.__class__(at=Ms(0), length=Ms(9600), zero=Ms(4800), bar=Ms(2000))


@pytest.mark.parametrize("kind", [StepKind.INTRODUCE, StepKind.REST])
@pytest.mark.parametrize("back", [(), (CueKind.REST,), (CueKind.REST, CueKind.ENCOURAGEMENT)])
def test_words_about_the_work_stay_with_it(kind: StepKind, back: tuple[CueKind, ...]) -> None:
    """What a step says first of the work before is in the part of that work; the next begins with what comes."""
    kinds = [CueKind.FORM, *back, CueKind.TRANSITION, CueKind.ENCOURAGEMENT]
    told = [replace(cue(at, at + 900), kind=kind) for at, kind in zip(range(2500, 20_000, 1900), kinds, strict=False)]
    whole = timeline([0, 4000, 24_000], told)
    first, second = whole.stretches
    whole = replace(whole, stretches=(first, replace(second, kind=kind, bar=None)))
    before, after = parts(whole)
    assert [cue.kind for cue in before.cues] == [CueKind.FORM, *back]
    assert [cue.kind for cue in after.cues] == [CueKind.TRANSITION, CueKind.ENCOURAGEMENT]
    hold_parts([before, after], whole)


def test_a_short_step_is_no_part_of_its_own() -> None:
    """A bed needs time to rise and fall."""
    made = list(parts(timeline([0, 4800, 5520, 12_000], [cue(0, 3000), cue(8000, 9000)])))
    assert [part.start for part in made] == [0, 200]
