"""What is heard in a hold: quiet, few words at a calm pace, its end counted as asked, and a signal at its very end."""

from __future__ import annotations

import pytest
from building import exercises, length_of, move
from working import COACHING, NUMBERS, at, doses, said, words_of, works

from backrelief_audio.model.exercise import Side, Sides
from backrelief_audio.model.request import Counting, Instruction
from backrelief_audio.model.script import Chime, Cue, CueKind, OnBeat, Overrun
from backrelief_audio.units import Ms

HOLDS = {id_: exercise for id_, exercise in exercises().items() if exercise.dose.hold}
STYLES = pytest.mark.parametrize("counting", Counting)


def counted(cues: list[Cue]) -> list[tuple[int, str]]:
    """The words that must be heard, but for the release, and when."""
    musts = [cue for cue in cues if cue.overrun is Overrun.FAIL and cue.kind is not CueKind.CHIME]
    return [(at(cue), said(cue)) for cue in musts if cue.kind is not CueKind.ACTION]


@pytest.mark.parametrize("id_", HOLDS)
@STYLES
def test_the_end_of_a_hold(id_: str, counting: Counting) -> None:
    """A hold of eight seconds or more ends with "three", "two" and its release; a shorter one is counted, or ticks.

    Without counting there is the release alone. The words must be heard, a second apart.
    """
    for dose in {5, 6, 7, 8, 15, *doses(HOLDS[id_])}:
        for step, cues in works(move(id_, hold=Ms(dose * 1000)), counting):
            inside = range(1, dose - 1)
            short = [(number * 1000, NUMBERS[number - 1]) for number in inside] if counting is Counting.FULL else []
            long = [(dose * 1000 - 3000, "three"), (dose * 1000 - 2000, "two")]
            assert counted(cues) == (short if dose < 8 else [] if counting is Counting.NONE else long)
            ticks = [at(cue) for cue in cues if cue.wordings == (Chime.TICK,)]
            assert ticks == ([n * 1000 for n in inside] if dose < 8 and counting is not Counting.FULL else [])
            assert all(cue.set == step.set and cue.side is step.side for cue in cues)


@pytest.mark.parametrize("id_", HOLDS)
@STYLES
def test_a_hold_is_released_and_marked(id_: str, counting: Counting) -> None:
    """The release word comes a second before the end, in shorter words where it must, and at the end the signal."""
    for step, cues in works(move(id_), counting):
        length = step.time.natural
        side, other = ("left", "right") if step.side is Side.LEFT else ("right", "left")
        word = HOLDS[id_].words.back.format(side=side, other=other)
        (release,) = [cue for cue in cues if cue.kind is CueKind.ACTION]
        assert (said(release), release.when, release.overrun) == (
            f"and {word}",
            OnBeat(at=Ms(length - 1000)),
            Overrun.FAIL,
        )
        texts = [line.text for line in words_of(release)]
        assert texts[-2:] == ["release", "done"]
        assert length_of(texts[-1]) <= 400
        (end,) = [cue for cue in cues if cue.kind is CueKind.CHIME]
        assert end.wordings == ((Chime.SIDE if step.side is Side.RIGHT else Chime.DONE),)
        assert (end.when, end.overrun) == (OnBeat(at=length), Overrun.FAIL)


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


@pytest.mark.parametrize("id_", HOLDS)
@pytest.mark.parametrize("dose", [10, 15, 20, 25, 30, 45, 60])
def test_a_hold_is_mostly_silent(id_: str, dose: int) -> None:
    """Of any hold of ten seconds or more at most a quarter is speech, and all but its end is said slowly."""
    for _, cues in works(move(id_, hold=Ms(dose * 1000))):
        lines = [words_of(cue)[0] for cue in cues if words_of(cue)]
        assert sum(length_of(line.text) / line.pace for line in lines) <= 0.25 * dose * 1000
        slow = {line.pace for cue in cues if cue.overrun is not Overrun.FAIL for line in words_of(cue)}
        assert all(100 / 145 <= pace <= 115 / 145 for pace in slow)


def test_long_holds_are_coached() -> None:
    """Where there is room, something is said: the breath or a reminder, and later a choice."""
    for id_ in ("childs-pose", "downward-dog", "doorway-stretch", "upper-back-stretch"):
        ((_, cues),) = works(move(id_, hold=Ms(60_000)))
        assert [cue.kind in COACHING for cue in cues].count(True) >= 2
        assert cues[0].kind is CueKind.BREATH
    assert any(cue.kind in COACHING for _, cues in works(move("neck-side-stretch", hold=Ms(20_000))) for cue in cues)


def test_brief_holds_have_one_reminder() -> None:
    """With brief instruction a move has one reminder at most."""
    for id_ in HOLDS:
        heard = [cue for _, cues in works(move(id_), instruction=Instruction.BRIEF) for cue in cues]
        assert sum(cue.kind in (CueKind.BREATH, CueKind.FORM) for cue in heard) <= 1


@pytest.mark.parametrize("id_", [id_ for id_, exercise in HOLDS.items() if exercise.sides is Sides.EACH])
def test_the_change_of_sides_is_warned_of(id_: str) -> None:
    """On the right side of a longer hold the change is told some seconds ahead; on the left there is none to come."""
    for step, cues in works(move(id_, hold=Ms(30_000))):
        warned = [cue for cue in cues if cue.kind is CueKind.SIDE]
        assert len(warned) == (step.side is Side.RIGHT)
        assert all(30_000 - 8000 <= at(cue) <= 30_000 - 4000 for cue in warned)
