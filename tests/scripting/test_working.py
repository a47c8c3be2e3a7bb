"""What is heard while one works: every rep on its beat, counted as asked, and both sides alike."""

from __future__ import annotations

from itertools import pairwise

import pytest
from building import exercises, move, phrases
from working import COACHING, NUMBERS, at, doses, said, words_of, works

from backrelief_audio.model.exercise import Exercise, Kind, Part, Side, Sides, Tempo
from backrelief_audio.model.request import Counting, Instruction
from backrelief_audio.model.script import Chime, Cue, CueKind, OnBeat, Overrun
from backrelief_audio.scripting.coaching import Coaching
from backrelief_audio.scripting.words import Words
from backrelief_audio.units import Ms

REPS = {id_: exercise for id_, exercise in exercises().items() if exercise.dose.reps}
STYLES = pytest.mark.parametrize("counting", Counting)


def told_tempo(exercise: Exercise) -> tuple[Tempo, int]:
    """The tempo of an exercise done in reps, and how long one of its reps takes: a pair where sides alternate."""
    tempo = exercise.tempo
    assert tempo is not None
    return tempo, tempo.period * (2 if exercise.sides is Sides.ALTERNATING else 1)


def learnt(exercise: Exercise) -> int:
    """In how many reps of the first set the tempo words are said."""
    return 1 if Kind.CALM in exercise.kinds else 2


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
        ((_, cues),) = works(move(id_, reps=dose, sets=1))
        called = [cue for cue in cues if cue.kind is CueKind.SIDE]
        assert [at(cue) for cue in called] == [number * tempo.period for number in range(2 * dose)]
        assert [cue.side for cue in called] == [Side.RIGHT, Side.LEFT] * dose
        for number, cue in enumerate(called):
            names = {"side": "right", "other": "left"} if number % 2 == 0 else {"side": "left", "other": "right"}
            assert said(cue) == (words.work if number < 4 else words.side).format(**names)
            assert cue.overrun is Overrun.FAIL


@pytest.mark.parametrize("id_", REPS)
def test_tempo_words_teach_the_first_reps(id_: str) -> None:
    """In the first two reps (of a calm move the first) every part is named, on its beat or right after the count."""
    exercise = REPS[id_]
    tempo, length = told_tempo(exercise)
    expected = {Part.WORK: exercise.words.work, Part.HOLD: exercise.words.hold, Part.RETURN: exercise.words.back}
    _, cues = works(move(id_))[0]
    for rep in range(learnt(exercise)):
        start = rep * length
        inside = [cue for cue in cues if start <= at(cue) < start + tempo.period]
        for part, offset in tempo.parts():
            word = expected[part].format(side="right", other="left")
            near = [cue for cue in inside if said(cue) == word and start + offset <= at(cue) <= start + offset + 900]
            assert len(near) == 1, (part, word)


@pytest.mark.parametrize("id_", REPS)
def test_after_that_there_is_quiet(id_: str) -> None:
    """Later one tempo word a rep is left: the return of longer holds. Breaths keep the turn, or both of theirs."""
    exercise = REPS[id_]
    tempo, length = told_tempo(exercise)
    _, cues = works(move(id_))[0]
    later = [cue for cue in cues if cue.kind is CueKind.ACTION and at(cue) >= learnt(exercise) * length]
    kept = {exercise.words.back, exercise.words.work} if exercise.words.every else {exercise.words.back}
    assert {said(cue) for cue in later} <= kept
    returns = [cue for cue in later if said(cue) == exercise.words.back]
    assert all(at(b) - at(a) >= tempo.period for a, b in pairwise(returns))
    if not exercise.words.every and tempo.hold < 2000:
        assert later == []


@pytest.mark.parametrize("id_", [id_ for id_ in REPS if REPS[id_].dose.sets.most > 1])
def test_later_sets_are_known(id_: str) -> None:
    """From the second set on no part is named but the ends of holds and breaths, and there is one reminder at most.

    A new way of a move is named in its first rep.
    """
    exercise = REPS[id_]
    _, length = told_tempo(exercise)
    for step, cues in works(move(id_, sets=max(2, exercise.dose.sets.least))):
        if step.set > 1:
            known = length if exercise.ways else 0
            later = {said(cue) for cue in cues if cue.kind is CueKind.ACTION and at(cue) >= known}
            assert later <= {exercise.words.back}
            assert sum(cue.kind in COACHING for cue in cues) <= 1


def hold_seconds(id_: str, counting: Counting) -> list[tuple[int, int, str]]:
    """Of the first set, what is heard on the seconds of holds inside reps: rep, second of the hold, word or "tick"."""
    exercise = REPS[id_]
    tempo, length = told_tempo(exercise)
    start = dict(tempo.parts()).get(Part.HOLD, Ms(0))
    _, cues = works(move(id_), counting)[0]
    coached = {at(cue) // length for cue in cues if cue.kind in COACHING}
    heard = []
    for cue in cues:
        into = (at(cue) % length) % tempo.period - start
        second = cue.wordings == (Chime.TICK,) or (cue.kind is CueKind.COUNT and cue.rep is None)
        if second and at(cue) // length not in coached and isinstance(cue.when, OnBeat) and 0 <= into < tempo.hold:
            heard.append((at(cue) // length + 1, into // 1000, said(cue) or "tick"))
    return heard


@STYLES
def test_two_count_holds_tick(counting: Counting) -> None:
    """A hold of two seconds inside a rep is spoken in the first rep, and ticks after it, a tick a second.

    Where numbers are spared it ticks from the start; the word that begins it in the first two reps is its first beat.
    """
    first = "two" if counting in (Counting.FULL, Counting.SPARSE) else "tick"
    heard = hold_seconds("chest-opener", counting)
    assert heard[:2] == [(1, 1, first), (2, 1, "tick")]
    later = [one for one in heard if one[0] > 2]
    assert len(later) >= 10
    assert {(second, word) for _, second, word in later} == {(0, "tick"), (1, "tick")}


def test_long_holds_tick_once() -> None:
    """Of a longer hold inside a rep only the beginning ticks: a tick every second wears."""
    heard = hold_seconds("chin-tuck", Counting.FULL)
    assert heard[:4] == [(1, 1, "two"), (1, 2, "three"), (1, 3, "four"), (1, 4, "five")]
    assert heard[4:]
    assert {(second, word) for _, second, word in heard[4:]} == {(0, "tick")}


@pytest.mark.parametrize("id_", REPS)
@STYLES
def test_sets_end_with_a_signal(id_: str, counting: Counting) -> None:
    """At the very end of every set a signal must be heard: that the other side comes, or that it is done."""
    for step, cues in works(move(id_), counting):
        (end,) = [cue for cue in cues if cue.kind is CueKind.CHIME and cue.overrun is Overrun.FAIL]
        assert end.wordings == ((Chime.SIDE if step.side is Side.RIGHT else Chime.DONE),)
        assert end.when == OnBeat(at=step.time.natural)


COUNTED = {
    Counting.FULL: "one two three four five six seven three two one",
    Counting.SPARSE: "one two - - five - - three two one",
    Counting.LAST_THREE: "- - - - - - - three two one",
    Counting.NONE: "- - - - - - - - - -",
}


@STYLES
def test_styles_of_counting(counting: Counting) -> None:
    """A set of ten in each style: a number or a soft tick for every rep, on its beat, and the ends announced."""
    ((_, cues),) = works(move("wall-angel", reps=10), counting)
    counts = [cue for cue in cues if cue.rep is not None]
    assert " ".join(said(cue) or "-" for cue in counts) == COUNTED[counting]
    assert [at(cue) for cue in counts] == list(range(0, 70_000, 7000))
    assert {cue.overrun for cue in counts if not said(cue)} <= {Overrun.DROP}
    near = [said(cue) for cue in cues if cue.kind is CueKind.COUNTDOWN and cue.rep is None]
    assert near == (["last time"] if counting is Counting.NONE else ["last three"])


PAIRS = {
    Counting.FULL: "one two three four five six seven eight nine ten",
    Counting.SPARSE: "one two five eight nine ten",
    Counting.LAST_THREE: "eight nine ten",
    Counting.NONE: "",
}


@STYLES
@pytest.mark.parametrize("id_", ["bird-dog", "neck-turn"])
def test_pairs_are_counted_by_style(id_: str, counting: Counting) -> None:
    """Which arm is said in every style; the numbers of pairs follow it, with a tick or the return in their place."""
    exercise = REPS[id_]
    ((_, cues),) = works(move(id_, reps=10), counting)
    assert sum(cue.kind is CueKind.SIDE for cue in cues) == 20
    assert " ".join(said(cue) for cue in cues if cue.rep is not None and said(cue)) == PAIRS[counting]
    tempo, length = told_tempo(exercise)
    back = tempo.period + dict(tempo.parts())[Part.RETURN]
    for rep in range(10):
        heard = [cue for cue in cues if isinstance(cue.when, OnBeat) and at(cue) == rep * length + back]
        assert len(heard) == 1, rep


@pytest.mark.parametrize("id_", REPS)
def test_without_counting_there_is_no_number(id_: str) -> None:
    """Nothing said in any rep is a number."""
    for dose in doses(REPS[id_]):
        for _, cues in works(move(id_, reps=dose), Counting.NONE):
            assert not any(set(said(cue).split()) & set(NUMBERS) for cue in cues if cue.kind not in COACHING)


@STYLES
def test_a_calm_breath_has_one_word(counting: Counting) -> None:
    """After two guided breaths each has its number and a tick as it turns, or a tick and the word that turns it."""
    ((_, cues),) = works(move("breath-reset", reps=10), counting)
    beats = {at(cue): said(cue) or "tick" for cue in cues if isinstance(cue.when, OnBeat)}
    for rep in range(2, 10):
        pair = {beats[rep * 10_000], beats[rep * 10_000 + 5000]}
        assert "tick" in pair
        assert len(pair - {"tick"}) == 1
        assert (pair == {"tick", "breathe out"}) == (COUNTED[counting].split()[rep] == "-")


@pytest.mark.parametrize("dose", [1, 2, 3, 4, 5])
def test_short_sets_count_their_last_three(dose: int) -> None:
    """Where only the last three are counted, they are in short sets too."""
    ((_, cues),) = works(move("superman", reps=dose), Counting.LAST_THREE)
    heard = [said(cue) or "-" for cue in cues if cue.rep is not None]
    assert heard == [*["-"] * (dose - 3), *["three", "two", "one"][-dose:]]


@pytest.mark.parametrize("id_", REPS)
def test_less_instruction_has_fewer_reminders(id_: str) -> None:
    """Medium instruction has at most half as many, brief one a move: the breath."""
    heard = {
        how: [cue for _, cues in works(move(id_), instruction=how) for cue in cues if cue.kind in COACHING]
        for how in Instruction
    }
    full, medium, brief = (len(heard[how]) for how in Instruction)
    assert medium <= -(-full // 2) + 1
    assert brief == min(full, 1)
    assert {cue.kind for cue in heard[Instruction.BRIEF]} <= {CueKind.BREATH}


def test_words_are_paced() -> None:
    """Counts and words of short parts are crisp, words of longer parts and reminders slower, a calm move slowest."""
    (_, tuck), *_ = works(move("chin-tuck"))
    (_, angel), *_ = works(move("wall-angel"))
    (_, breath), *_ = works(move("breath-reset"))

    def paces(cues: list[Cue], *kinds: CueKind) -> set[float]:
        return {line.pace for cue in cues if cue.kind in kinds for line in words_of(cue)}

    counts = (CueKind.COUNT, CueKind.COUNTDOWN)
    assert paces([*tuck, *angel, *breath], *counts) == {1.0}
    assert {line.pace for cue in tuck for line in words_of(cue) if line.text == "slide"} == {1.0}
    moving, calm = paces(angel, CueKind.BREATH, CueKind.FORM), paces(breath, CueKind.ACTION, CueKind.BREATH)
    assert (len(moving), len(calm)) == (1, 1)
    assert 110 / 145 <= moving.pop() <= 130 / 145
    assert 100 / 145 <= calm.pop() <= 115 / 145


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
    points = [coaching.next(None) for _ in range(2 * len(exercise.reminders) + 1)]
    first, *others = [point for point in points if point is not None]
    assert first == (CueKind.BREATH, exercise.breath.format(**names))
    told = [line for kind, line in others if kind is CueKind.FORM]
    every = sorted(line.format(**names) for line in exercise.reminders)
    assert sorted(told[: len(every)]) == sorted(told[len(every) :]) == every


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
    """Nothing is meant for a moment before or after the work it belongs to; only its signal is for its end."""
    exercise = exercises()[id_]
    for dose in doses(exercise):
        changes = {"reps": dose} if exercise.dose.reps else {"hold": Ms(dose * 1000)}
        for step, cues in works(move(id_, **changes)):
            *inside, end = sorted(cues, key=at)
            assert all(0 <= at(cue) < step.time.natural for cue in inside)
            assert at(end) == step.time.natural
