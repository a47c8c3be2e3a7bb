"""A line too long for its place: the shorter wording, then a little faster, then a longer place, then left out."""

from __future__ import annotations

import pytest

from backrelief_audio.errors import LayoutError
from backrelief_audio.layout import crowded, hurried, lay_out
from backrelief_audio.layout.crowding import HURRY
from backrelief_audio.model.plan import Glue, StepKind
from backrelief_audio.model.script import After, Cue, CueKind, From, Line, OnBeat, Overrun, Script, Slot, Sound
from backrelief_audio.model.sound import Measure
from backrelief_audio.units import Ms


class Voice(dict[Sound, Measure]):
    """Ten milliseconds a letter at the usual pace, heard 24 ms after its start."""

    def __missing__(self, sound: Sound) -> Measure:
        assert isinstance(sound, Line)
        return Measure(Ms(round(10 * len(sound.text) / sound.pace)), Ms(24))


VOICE = Voice()


def word(length: int) -> Line:
    """A word of so many milliseconds."""
    return Line("x" * (length // 10))


def on(at: int, *wordings: Line, kind: CueKind = CueKind.ACTION, overrun: Overrun = Overrun.DROP) -> Cue:
    """A word on a beat."""
    return Cue(kind=kind, wordings=wordings, when=OnBeat(at=Ms(at)), overrun=overrun)


def between(at: int, until: int, *wordings: Line, kind: CueKind = CueKind.FORM) -> Cue:
    """Words that find their place between beats."""
    return Cue(kind=kind, wordings=wordings, when=From(at=Ms(at), until=Ms(until)), overrun=Overrun.DROP)


def flowing(*wordings: Line) -> Cue:
    """A line of talk."""
    gap = Glue(least=Ms(240), natural=Ms(480), most=Ms(960))
    return Cue(kind=CueKind.SETUP, wordings=wordings, when=After(gap=gap), overrun=Overrun.EXTEND)


def script(*work: Cue, switch: tuple[Cue, ...] = (), longest: int = 2400) -> Script:
    """Work of 2400 ms, a change of sides of at most ``longest``, and work again."""
    return Script(
        slots=(
            Slot(kind=StepKind.OPENING, chapter="Welcome", time=Glue.fixed(Ms(240)), cues=()),
            Slot(kind=StepKind.INTRODUCE, index=0, chapter="Made", time=Glue.fixed(Ms(240)), cues=()),
            Slot(kind=StepKind.REPS, index=0, time=Glue.fixed(Ms(2400)), cues=work),
            Slot(
                kind=StepKind.SWITCH, index=0, time=Glue(least=Ms(240), natural=Ms(480), most=Ms(longest)), cues=switch
            ),
            Slot(
                kind=StepKind.CLOSING,
                chapter="Closing",
                time=Glue(least=Ms(0), natural=Ms(240), most=Ms(24_000)),
                cues=(),
            ),
        ),
        calls=(),
    )


def heard(written: Script) -> list[Line]:
    """What is heard once everything was tried, as the pipeline tries it."""
    tight = crowded(written, VOICE)
    final = hurried(written, tight) if tight else written
    timeline = lay_out(final, VOICE, Ms(12_000))
    return [cue.sound for cue in timeline.cues if isinstance(cue.sound, Line)]


def test_what_fits_is_said_as_it_is() -> None:
    """Nothing is shortened or hurried where there is room."""
    assert heard(script(on(0, word(400), word(200)), on(1200, word(500)))) == [word(400), word(500)]


def test_a_shorter_wording_comes_before_haste() -> None:
    """A wording that fits is taken before any is spoken faster."""
    first, second = on(0, word(1000), overrun=Overrun.FAIL), between(900, 2300, word(800), word(600))
    assert heard(script(first, second)) == [word(1000), word(800)]
    assert heard(script(first, second, on(2300, word(90)))) == [word(1000), word(600), word(90)]


def test_haste_is_as_little_as_does_it() -> None:
    """A word slightly too long for its place is spoken a little faster; the first of the two rates where that does."""
    for length, ratio in ((1140, None), (1200, HURRY[0]), (1290, HURRY[1])):
        said = heard(script(on(0, word(length)), on(1200, word(500), overrun=Overrun.FAIL)))
        assert said[0] == (word(length) if ratio is None else Line(word(length).text, ratio))


def test_what_no_haste_makes_fit_is_left_out_whole() -> None:
    """A line that would have to be spoken much faster is dropped, and what it stood beside stays."""
    assert heard(script(on(0, word(1500)), on(1200, word(500), overrun=Overrun.FAIL))) == [word(500)]


def test_of_two_in_one_place_the_less_important_is_dropped() -> None:
    """Side before countdown before what names the movement before half-way before coaching before encouragement."""
    kinds = [
        CueKind.SIDE,
        CueKind.COUNTDOWN,
        CueKind.ACTION,
        CueKind.HALFWAY,
        CueKind.FORM,
        CueKind.ENCOURAGEMENT,
    ]
    for first, kept in enumerate(kinds):
        for lost in kinds[first + 1 :]:
            cues = [between(1000, 1000, word(400), kind=lost), between(1000, 1000, word(600), kind=kept)]
            assert heard(script(*cues)) == [word(600)], (kept, lost)


def test_a_warning_of_the_switch_is_dearer_than_half_way_on_its_beat() -> None:
    """Priority goes by what a cue is for, and by its beat only among equals."""
    half, warning = on(1000, word(300), kind=CueKind.HALFWAY), between(900, 900, word(400), kind=CueKind.SIDE)
    assert heard(script(half, warning)) == [word(400)]
    action, squeeze = on(1000, word(300)), between(900, 900, word(400), kind=CueKind.ACTION)
    assert heard(script(squeeze, action)) == [word(300)]


def test_a_change_of_sides_takes_shorter_words_and_then_haste() -> None:
    """Talk that has to fit a change of sides is shortened, then hurried; what fits so keeps the change short."""
    long, short = word(1800), word(1200)
    assert heard(script(switch=(flowing(long, short),))) == [long]
    assert heard(script(switch=(flowing(long, short),), longest=1500)) == [short]
    assert heard(script(switch=(flowing(word(1800)),), longest=1920)) == [Line(word(1800).text, HURRY[0])]


def test_a_change_of_sides_is_not_hurried_in_vain() -> None:
    """Where no haste would do, the change of sides grows and everything is said at its own pace."""
    assert heard(script(switch=(flowing(word(3000)), flowing(word(3000))))) == [word(3000), word(3000)]


@pytest.mark.parametrize(("length", "named"), [(1800, False), (2100, True), (2280, True), (2400, False)])
def test_only_what_haste_may_help_is_named(length: int, named: bool) -> None:
    """A change of sides in which nothing fits even when hurried is not named, so that nobody speaks it in vain."""
    cue = flowing(word(length))
    assert crowded(script(switch=(cue,), longest=2160), VOICE) == ((cue,) if named else ())


def test_a_word_that_must_be_heard_fails_with_its_milliseconds() -> None:
    """What may neither be dropped nor fits at the fastest is a Problem that says by how much, and where."""
    written = script(on(0, word(1500), overrun=Overrun.FAIL), on(1200, word(500), overrun=Overrun.FAIL))
    final = hurried(written, crowded(written, VOICE))
    with pytest.raises(LayoutError) as raised:
        lay_out(final, VOICE, Ms(12_000))
    (problem,) = raised.value.problems
    assert problem.where == "Made"
    fastest = round(500 / HURRY[1])
    lacking = 1500 - 24 + 60 - (1200 - 24)
    assert problem.what == f"{word(500).text!r} takes {fastest} ms, {lacking} ms more than there is"
