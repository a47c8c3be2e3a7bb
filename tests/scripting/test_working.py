"""What is heard while one works: every rep counted once and on its beat, holds with their quiet, both sides alike."""

from __future__ import annotations

from itertools import pairwise

import pytest
from building import exercises, move, phrases, plan_of, text

from backrelief_audio.model.exercise import Exercise, Part, Side, Sides, Tempo
from backrelief_audio.model.plan import Move, Step, StepKind
from backrelief_audio.model.script import Cue, CueKind, From, OnBeat, Overrun
from backrelief_audio.scripting.words import Words
from backrelief_audio.scripting.working import Coaching, hold, reps
from backrelief_audio.units import Ms

COACHING = {CueKind.BREATH, CueKind.FORM, CueKind.ENCOURAGEMENT}
NUMBERS = phrases().numbers

REPS = {id_: exercise for id_, exercise in exercises().items() if exercise.dose.reps}
HOLDS = {id_: exercise for id_, exercise in exercises().items() if exercise.dose.hold}


def works(one: Move, seed: int = 1) -> list[tuple[Step, list[Cue]]]:
    """Each piece of work of a move with its cues, in order."""
    choice = Words(phrases(), seed)
    coaching = Coaching(one.exercise, choice)
    write = reps if one.reps is not None else hold
    work = [step for step in plan_of([one]).steps if step.kind in (StepKind.REPS, StepKind.HOLD)]
    return [(step, write(one, step, coaching, choice)) for step in work]


def doses(exercise: Exercise) -> list[int]:
    """The doses worth looking at: half the least, the least, the usual, the most."""
    amount = exercise.dose.reps or exercise.dose.hold
    assert amount is not None
    return sorted({-(-amount.least // 2), amount.least, amount.default, amount.most})


def told_tempo(exercise: Exercise) -> tuple[Tempo, int]:
    """The tempo of an exercise done in reps, and how long one of its reps takes: a pair where sides alternate."""
    tempo = exercise.tempo
    assert tempo is not None
    return tempo, tempo.period * (2 if exercise.sides is Sides.ALTERNATING else 1)


def at(cue: Cue) -> int:
    """When a cue is meant to be heard."""
    assert isinstance(cue.when, OnBeat | From)
    return cue.when.at


def said(cue: Cue) -> str:
    """The fullest wording of a cue."""
    return text(cue.wordings[0])


@pytest.mark.parametrize("id_", REPS)
def test_every_rep_is_counted_once_on_its_beat(id_: str) -> None:
    """Each rep is counted or counted down exactly once and must be heard, with the right rep, set and side.

    It is counted as it begins, or where sides alternate as the second side returns.
    """
    exercise = REPS[id_]
    tempo, length = told_tempo(exercise)
    alternating = exercise.sides is Sides.ALTERNATING
    for dose in doses(exercise):
        for step, cues in works(move(id_, reps=dose)):
            counts = [cue for cue in cues if cue.rep is not None]
            assert [cue.rep for cue in counts] == list(range(1, dose + 1))
            for rep, cue in enumerate(counts, 1):
                beat = (rep - 1) * length
                if alternating:
                    beat += tempo.period + dict(tempo.parts())[Part.RETURN]
                assert cue.when == OnBeat(at=Ms(beat))
                assert cue.overrun is Overrun.FAIL
                assert cue.set == step.set
                assert cue.side is (Side.LEFT if alternating else step.side)
                left = NUMBERS[dose - rep]
                assert said(cue) == (left if cue.kind is CueKind.COUNTDOWN else NUMBERS[rep - 1])


@pytest.mark.parametrize("id_", [id_ for id_ in REPS if REPS[id_].sides is not Sides.ALTERNATING])
def test_the_last_three_are_counted_down(id_: str) -> None:
    """In sets of seven or more the last three reps are counted down, having been announced; shorter sets just count."""
    for dose in doses(REPS[id_]):
        for _, cues in works(move(id_, reps=dose)):
            down = [cue for cue in cues if cue.kind is CueKind.COUNTDOWN and cue.rep]
            assert [said(cue) for cue in down] == (["three", "two", "one"] if dose >= 7 else [])
            announced = [cue for cue in cues if cue.kind is CueKind.COUNTDOWN and not cue.rep]
            assert len(announced) == bool(down)
            if down:
                assert at(cues[0]) <= at(announced[0]) < at(down[0])


@pytest.mark.parametrize("id_", [id_ for id_ in REPS if REPS[id_].sides is Sides.ALTERNATING])
def test_pairs_name_each_side_before_it_works(id_: str) -> None:
    """Right, then left, is said as each half of a pair begins; in the first two pairs with all it does."""
    exercise = REPS[id_]
    (tempo, _), words = told_tempo(exercise), exercise.words
    for dose in doses(exercise):
        ((_, cues),) = works(move(id_, reps=dose))
        called = [cue for cue in cues if cue.kind is CueKind.SIDE]
        assert [at(cue) for cue in called] == [number * tempo.period for number in range(2 * dose)]
        assert [cue.side for cue in called] == [Side.RIGHT, Side.LEFT] * dose
        for number, cue in enumerate(called):
            names = {"side": "right", "other": "left"} if number % 2 == 0 else {"side": "left", "other": "right"}
            assert said(cue) == (words.work if number < 4 else words.side).format(**names)
            assert cue.overrun is Overrun.FAIL


@pytest.mark.parametrize("id_", REPS)
def test_tempo_words_teach_the_first_two_reps(id_: str) -> None:
    """In the first two reps every part of the movement is named, on its beat or right after the count."""
    exercise = REPS[id_]
    tempo, length = told_tempo(exercise)
    expected = {Part.WORK: exercise.words.work, Part.HOLD: exercise.words.hold, Part.RETURN: exercise.words.back}
    _, cues = works(move(id_))[0]
    for rep in range(2):
        start = rep * length
        inside = [cue for cue in cues if start <= at(cue) < start + tempo.period]
        for part, offset in tempo.parts():
            word = expected[part].format(side="right", other="left")
            near = [cue for cue in inside if said(cue) == word and start + offset <= at(cue) <= start + offset + 900]
            assert len(near) == 1, (part, word)


@pytest.mark.parametrize("id_", REPS)
def test_after_that_there_is_quiet(id_: str) -> None:
    """From the third rep on, one tempo word a rep is left: the return of long holds. Breaths keep both of theirs."""
    exercise = REPS[id_]
    tempo, length = told_tempo(exercise)
    _, cues = works(move(id_))[0]
    later = [cue for cue in cues if cue.kind is CueKind.ACTION and at(cue) >= 2 * length]
    kept = {exercise.words.back, exercise.words.work} if exercise.words.every else {exercise.words.back}
    assert {said(cue) for cue in later} <= kept
    returns = [cue for cue in later if said(cue) == exercise.words.back]
    assert all(at(b) - at(a) >= tempo.period for a, b in pairwise(returns))
    if not exercise.words.every and tempo.hold < 2000:
        assert later == []


@pytest.mark.parametrize("id_", REPS)
def test_half_way_is_told_at_the_half(id_: str) -> None:
    """Where half-way is told, it is told when half of the reps are done and before the next is: never early."""
    exercise = REPS[id_]
    tempo, length = told_tempo(exercise)
    for dose in doses(exercise):
        for _, cues in works(move(id_, reps=dose)):
            half = [cue for cue in cues if cue.kind is CueKind.HALFWAY]
            assert len(half) == (dose >= 10)
            for cue in half:
                slack = tempo.back if exercise.sides is Sides.ALTERNATING else 0
                assert dose // 2 * length - slack <= at(cue) <= dose // 2 * length + 1000


@pytest.mark.parametrize("id_", exercises())
def test_coaching_comes_at_most_every_twelve_seconds(id_: str) -> None:
    """There are at least twelve seconds from one coaching point to the next, and each may be left out."""
    exercise = exercises()[id_]
    for dose in doses(exercise):
        changes = {"reps": dose} if exercise.dose.reps else {"hold": Ms(dose * 1000)}
        for _, cues in works(move(id_, **changes)):
            points = [cue for cue in cues if cue.kind in COACHING]
            assert all(at(b) - at(a) >= 12_000 for a, b in pairwise(points))
            assert all(cue.overrun is Overrun.DROP for cue in points)


@pytest.mark.parametrize("id_", exercises())
def test_coaching_points_take_turns(id_: str) -> None:
    """The breath comes first, then each reminder once before any comes again."""
    exercise = exercises()[id_]
    coaching = Coaching(exercise, Words(phrases(), 3))
    names = {"side": "right", "other": "left"}
    first, *others = [coaching.next(None) for _ in range(2 * len(exercise.reminders) + 1)]
    assert first == (CueKind.BREATH, exercise.breath.format(**names))
    told = [line for kind, line in others if kind is CueKind.FORM]
    every = sorted(line.format(**names) for line in exercise.reminders)
    assert sorted(told[: len(every)]) == sorted(told[len(every) :]) == every


@pytest.mark.parametrize("id_", HOLDS)
def test_the_end_of_a_hold_is_counted(id_: str) -> None:
    """A hold of eight seconds or more ends with "three", "two" and the words that release it; a shorter one is counted.

    All of that has to be heard, a second apart.
    """
    for dose in {5, 6, 7, 8, 15, *doses(HOLDS[id_])}:
        for step, cues in works(move(id_, hold=Ms(dose * 1000))):
            must = [cue for cue in cues if cue.overrun is Overrun.FAIL]
            side = step.side.value if step.side else "right"
            release = "and " + HOLDS[id_].words.back.format(side=side, other="left" if side == "right" else "right")
            if dose < 8:
                expected = [(number * 1000, NUMBERS[number - 1]) for number in range(1, dose - 1)]
            else:
                expected = [(dose * 1000 - 3000, "three"), (dose * 1000 - 2000, "two")]
            assert [(at(cue), said(cue)) for cue in must] == [*expected, (dose * 1000 - 1000, release)]
            assert all(cue.set == step.set and cue.side is step.side for cue in must)


@pytest.mark.parametrize("id_", HOLDS)
def test_a_long_hold_tells_its_half(id_: str) -> None:
    """Over twenty seconds the half is told, on its beat; up to twenty it is not."""
    for dose in {10, 15, 20, 21, 25, 30, 45, 60, *doses(HOLDS[id_])}:
        for _, cues in works(move(id_, hold=Ms(dose * 1000))):
            half = [at(cue) for cue in cues if cue.kind is CueKind.HALFWAY]
            assert half == ([dose * 500] if dose > 20 else [])


@pytest.mark.parametrize("id_", HOLDS)
def test_entering_a_hold_is_followed_by_quiet(id_: str) -> None:
    """For the first four seconds of a hold of eight or more nothing is said."""
    for dose in {8, 15, 30, *doses(HOLDS[id_])} - set(range(8)):
        for _, cues in works(move(id_, hold=Ms(dose * 1000))):
            assert min(at(cue) for cue in cues) >= 4000


@pytest.mark.parametrize("id_", [id_ for id_, exercise in HOLDS.items() if exercise.sides is Sides.EACH])
def test_the_change_of_sides_is_warned_of(id_: str) -> None:
    """On the right side of a longer hold the change is told some seconds ahead; on the left there is none to come."""
    for step, cues in works(move(id_, hold=Ms(30_000))):
        warned = [cue for cue in cues if cue.kind is CueKind.SIDE]
        assert len(warned) == (step.side is Side.RIGHT)
        assert all(30_000 - 8000 <= at(cue) <= 30_000 - 4000 for cue in warned)


@pytest.mark.parametrize("id_", [id_ for id_, exercise in exercises().items() if exercise.sides is Sides.EACH])
def test_both_sides_hear_as_much(id_: str) -> None:
    """Right and left get the same number of coaching points, counts and tempo words, at every dose."""
    exercise = exercises()[id_]
    amount = exercise.dose.reps or exercise.dose.hold
    assert amount is not None
    for dose in range(amount.least, amount.most + 1):
        changes = {"reps": dose} if exercise.dose.reps else {"hold": Ms(dose * 1000)}
        heard = [
            sorted(_group(cue) for cue in cues if cue.kind is not CueKind.SIDE)
            for _, cues in works(move(id_, **changes))
        ]
        assert heard[0] == heard[1], dose


def _group(cue: Cue) -> str:
    """What a cue is for, coaching points being one."""
    return "coaching" if cue.kind in COACHING else cue.kind.value


@pytest.mark.parametrize("id_", exercises())
def test_every_cue_lies_within_its_work(id_: str) -> None:
    """Nothing is meant for a moment before or after the work it belongs to."""
    exercise = exercises()[id_]
    for dose in doses(exercise):
        changes = {"reps": dose} if exercise.dose.reps else {"hold": Ms(dose * 1000)}
        for step, cues in works(move(id_, **changes)):
            assert all(0 <= at(cue) < step.time.natural for cue in cues)
