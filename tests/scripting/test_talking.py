"""What is said around the work: opening, introductions, changes, rests and closing, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from building import ask, composed, exercises, move, phrases, plan_of, sounds_of, text

from backrelief_audio.model.care import Avoid, Level
from backrelief_audio.model.exercise import Equipment, Focus, Position, Side
from backrelief_audio.model.plan import Move, PhaseName, Plan, StepKind
from backrelief_audio.model.request import Instruction, Request
from backrelief_audio.model.script import After, Chime, Cue, CueKind, Line, Overrun, Script, Slot
from backrelief_audio.planning.adapting import adapted
from backrelief_audio.scripting import write
from backrelief_audio.scripting.words import sentences

W, M, C = PhaseName.WARM_UP, PhaseName.MAIN, PhaseName.COOL_DOWN


def plan() -> Plan:
    """A session with something of everything."""
    moves = [
        move("shoulder-roll", W),
        move("wall-angel", M),
        move("seated-row", M, sets=2, equipment=(Equipment.CHAIR, Equipment.BAND)),
        move("bird-dog", M),
        move("childs-pose", C),
        move("neck-side-stretch", C),
        move("breath-reset", C, position=Position.SEAT, equipment=(Equipment.CHAIR,)),
    ]
    return plan_of(moves, ask(15, 5, focus=(Focus.NECK, Focus.POSTURE), equipment=tuple(Equipment)))


def brief() -> Plan:
    """A desk break."""
    moves = [move("shoulder-roll", W, reps=5), move("chin-tuck", M, reps=5), move("upper-back-stretch", C)]
    return plan_of(moves, ask(3, 5))


def script(made: Plan) -> Script:
    """Its script."""
    return write(made, phrases())


def said(slot: Slot, *kinds: CueKind) -> list[str]:
    """The words of a slot, of some kinds or of all."""
    return [text(cue.wordings[0]) for cue in slot.cues if not kinds or cue.kind in kinds]


def slots(made: Script, kind: StepKind) -> list[Slot]:
    """The slots of one kind."""
    return [slot for slot in made.slots if slot.kind is kind]


@pytest.mark.parametrize("make", [plan, brief])
def test_the_opening_is_in_its_order(make: Callable[[], Plan]) -> None:
    """A soft chime, what is coming and what is needed, then the safety lines, always the same; nothing is dropped."""
    opening = script(make()).slots[0]
    assert opening.kind is StepKind.OPENING
    kinds = [cue.kind for cue in opening.cues]
    safety = list(phrases().fixed["safety"])
    assert kinds[0] is CueKind.CHIME
    assert opening.cues[0].wordings == (Chime.START,)
    assert set(kinds[1 : -len(safety)]) == {CueKind.INTRO}
    assert said(opening)[-len(safety) :] == safety
    assert all(cue.overrun is Overrun.EXTEND for cue in opening.cues)


def test_the_opening_tells_the_plan() -> None:
    """Length, areas, number of moves and every piece of equipment are told, in words."""
    told = " ".join(said(script(plan()).slots[0], CueKind.INTRO)).lower()
    for words in ("fifteen minutes", "your neck and your posture", "seven", "a steady chair", "your band", "a mat"):
        assert words in told
    assert "dumbbells" not in told


def test_what_is_needed_is_told_in_one_order() -> None:
    """The same moves the other way round need the same things, and are told of them in the same words."""
    made = plan()
    opening = said(script(made).slots[0], CueKind.INTRO)
    assert said(script(plan_of(made.moves[::-1], made.request)).slots[0], CueKind.INTRO) == opening


def test_a_session_without_equipment_says_so() -> None:
    """Where nothing is needed that is told instead, and a balance of all areas is the upper back."""
    made = plan_of(
        [move("shoulder-roll", W), move("chest-opener"), move("upper-back-stretch", C, position=Position.STAND)]
    )
    opening = said(script(made).slots[0], CueKind.INTRO)
    bring = {line.format() for line in phrases().varied["bring-nothing"]}
    assert len(bring & set(opening)) == 1
    assert "your upper back" in " ".join(opening).lower()


@pytest.mark.parametrize("make", [plan, brief])
def test_the_closing_is_in_its_order(make: Callable[[], Plan]) -> None:
    """A few calm words, then the end chime, and nothing after it."""
    closing = script(make()).slots[-1]
    assert closing.kind is StepKind.CLOSING
    assert [cue.kind for cue in closing.cues] == [CueKind.CLOSING] * (len(closing.cues) - 1) + [CueKind.CHIME]
    assert closing.cues[-1].wordings == (Chime.END,)


def test_an_introduction_is_in_its_order() -> None:
    """Praise of the last move, the name, the way there, the setup, the action, the dose, then the word to begin."""
    made = script(plan())
    for slot in slots(made, StepKind.INTRODUCE):
        kinds = [cue.kind for cue in slot.cues]
        order = [CueKind.ENCOURAGEMENT, CueKind.TRANSITION, CueKind.SETUP, CueKind.ACTION]
        firsts = [kinds.index(kind) for kind in order if kind in kinds]
        assert firsts == sorted(firsts)
        assert kinds[-1] is CueKind.ACTION
        assert slot.index is not None
        exercise = plan().moves[slot.index].exercise
        assert exercise.spoken in said(slot, CueKind.TRANSITION)[0]
        sides = {"side": "right", "other": "left", "Side": "Right", "Other": "Left"}
        lines = said(slot)
        at = [lines.index(line.format(**sides)) for line in (*exercise.setup, *exercise.actions)]
        assert at == sorted(at)


def test_the_first_way_of_a_move_is_told_too() -> None:
    """Circles and letters say their first direction before the first rep, as they say the next one later."""
    rolls = next(slot for slot in slots(script(plan()), StepKind.INTRODUCE) if slot.index == 0)
    first, second = exercises()["shoulder-roll"].ways
    assert first.line in said(rolls)
    assert second.line in said(slots(script(plan()), StepKind.WAY)[0])


def test_the_way_there_is_told_where_it_changes() -> None:
    """A change of position is told with the place to go to, down to the mat and up again in their own words."""
    made = script(plan())
    introductions = slots(made, StepKind.INTRODUCE)
    places = phrases().places
    for slot, place in zip(introductions, ["stand", "wall", "seat", "quad", "kneel", "seat", "seat"], strict=True):
        told = [line for line in said(slot, CueKind.TRANSITION) if places[place] in line.lower()]
        assert len(told) == (slot is not introductions[-1]), place


def test_what_is_picked_up_is_told() -> None:
    """A band is asked for when it is needed; a chair one sits on is not fetched."""
    rows = slots(script(plan()), StepKind.INTRODUCE)[2]
    assert sum("your band" in line for line in said(rows, CueKind.TRANSITION)) == 1
    assert not any("steady chair" in line for slot in script(plan()).slots[1:] for line in said(slot))


def test_the_dose_is_told() -> None:
    """How many, how long, on which sides and in how many sets is told before the first rep."""
    introductions = [" ".join(said(slot, CueKind.SETUP)).lower() for slot in slots(script(plan()), StepKind.INTRODUCE)]
    for told, words in zip(
        introductions,
        [
            ["ten"],
            ["ten"],
            ["twelve", "two"],
            ["ten", "side"],
            ["forty-five seconds"],
            ["twenty-five seconds", "side"],
            ["six"],
        ],
        strict=True,
    ):
        assert all(word in told for word in words), (told, words)


def test_the_right_side_comes_first_and_says_so() -> None:
    """A move of each side begins on the right, names it, and its lines speak of it."""
    slot = slots(script(plan()), StepKind.INTRODUCE)[5]
    assert said(slot, CueKind.SIDE) == ["Right side first."]
    assert "Let your right arm hang heavy at your side." in said(slot, CueKind.SETUP)
    assert all(cue.side in (None, Side.RIGHT) for cue in slot.cues)


def test_changing_sides() -> None:
    """The side, the short setup for it, and in again: all of the left, nothing of the right alone.

    The chime for it is the end of the right side's work; the words keep a distance from it.
    """
    made = script(plan())
    (slot,) = slots(made, StepKind.SWITCH)
    before = made.slots[made.slots.index(slot) - 1]
    assert [cue.wordings for cue in before.cues if cue.kind is CueKind.CHIME] == [(Chime.SIDE,)]
    assert [cue.kind for cue in slot.cues] == [CueKind.SIDE, CueKind.SETUP, CueKind.ACTION]
    assert "left" in said(slot, CueKind.SIDE)[0].lower()
    assert said(slot, CueKind.SETUP) == ["Sit tall, left arm hanging heavy."]
    assert "Right ear toward your right shoulder" in said(slot, CueKind.ACTION)[0]
    assert all(cue.side is Side.LEFT for cue in slot.cues)


def test_a_short_rest_between_sets() -> None:
    """Let go, silence, the chime that it is over, which set comes, the short setup, one reminder, the word to begin."""
    (slot,) = slots(script(plan_of([move("box-cat", sets=2)])), StepKind.REST)
    kinds = [cue.kind for cue in slot.cues]
    assert kinds[0] is CueKind.REST
    after = [kind for kind in kinds if kind is not CueKind.REST]
    assert after[:3] == [CueKind.CHIME, CueKind.SETUP, CueKind.SETUP]
    assert after[3:] in ([CueKind.BREATH, CueKind.ACTION], [CueKind.FORM, CueKind.ACTION])
    over = slot.cues[kinds.index(CueKind.CHIME)]
    assert over.wordings == (Chime.REST_OVER,)
    assert isinstance(over.when, After)
    assert over.when.gap.most >= 60_000  # what is left of a rest is silence before it
    assert "set two of two" in said(slot, CueKind.SETUP)[0].lower()
    assert said(slot, CueKind.SETUP)[1] == exercises()["box-cat"].setup_again


def told_first(slot: Slot) -> None:
    """Hold that a rest begins with letting go, ends with its chime and the word to begin, and is silent before that."""
    kinds = [cue.kind for cue in slot.cues]
    assert kinds[0] is CueKind.REST
    assert kinds[-3:] == [CueKind.REST, CueKind.CHIME, CueKind.ACTION]
    assert "until" in said(slot)[-3].lower()  # so that nobody waits in position
    assert slot.cues[-2].wordings == (Chime.REST_OVER,)
    assert isinstance(slot.cues[-2].when, After)
    others = [cue.when.gap.most for cue in slot.cues if isinstance(cue.when, After) and cue is not slot.cues[-2]]
    assert slot.cues[-2].when.gap.most > 2 * max(others)  # what is left of the rest is silence
    assert slot.cues[-2].when.gap.most < slot.time.most
    assert kinds.count(CueKind.CHIME) == 1


def test_a_long_rest_carries_the_next_set() -> None:
    """Over half a minute of rest: let go, praise of what was done, which set comes and how; then silence, and begin."""
    (slot,) = slots(script(plan()), StepKind.REST)
    told_first(slot)
    assert "set two of two" in said(slot, CueKind.SETUP)[0].lower()
    assert said(slot, CueKind.SETUP)[1] == exercises()["seated-row"].setup_again
    assert set(said(slot, CueKind.ENCOURAGEMENT)) <= set(exercises()["seated-row"].praise)


def test_a_long_rest_carries_the_next_move() -> None:
    """After hard work the next move is told in the rest, then there is silence to its end."""
    made = script(plan_of([move("wall-angel"), move("plank-arm-raise"), move("open-book")]))
    first, second, third = slots(made, StepKind.INTRODUCE)
    told_first(third)
    assert set(exercises()["open-book"].actions) & set(said(third, CueKind.ACTION))
    for slot in (first, second):
        assert CueKind.CHIME not in [cue.kind for cue in slot.cues]


def superset(**options: object) -> Plan:
    """A row and a stretch of the chest in turn, at different places, three rounds of it."""
    moves = [
        move("shoulder-roll", W),
        move("seated-row", sets=3, group=1, equipment=(Equipment.CHAIR, Equipment.BAND)),
        move("chest-opener", sets=3, group=1),
        move("breath-reset", C),
    ]
    return plan_of(moves, ask(30, 5, **{"equipment": tuple(Equipment), **options}))


def test_a_superset_is_told_with_its_first_move() -> None:
    """How many rounds there are, and with what, is said once, as its first move is introduced."""
    told = [said(slot, CueKind.SETUP) for slot in slots(script(superset()), StepKind.INTRODUCE)]
    rounds = [[line for line in lines if "three" in line.lower()] for lines in told]
    assert [len(lines) for lines in rounds] == [0, 1, 0, 0]
    assert "chest opener" in rounds[1][0]


def test_going_back_to_a_move() -> None:
    """Which move and set, where to go, what to pick up, the short setup, and when to begin."""
    row, opener, *_ = slots(script(superset()), StepKind.REST)
    way = [line.lower() for line in said(row, CueKind.TRANSITION)]
    assert "seated row" in way[0]
    assert "set two of three" in way[0]
    assert "chair" in way[1]
    assert "band" in way[2]
    assert said(row, CueKind.SETUP) == [exercises()["seated-row"].setup_again]
    assert CueKind.REST not in [cue.kind for cue in row.cues]  # the chest opener was no work to rest from
    assert opener.cues[0].kind is CueKind.REST
    assert [cue.kind for cue in opener.cues][-2:] == [CueKind.CHIME, CueKind.ACTION]
    assert len(said(opener, CueKind.TRANSITION)) == 2
    assert said(opener)[-1] != said(row)[-1]


def test_going_back_in_few_words() -> None:
    """With brief instruction the way back is the name, the set and the way; there is time to get there."""
    made = script(superset(instruction=Instruction.BRIEF))
    row, opener, *_ = slots(made, StepKind.REST)
    for slot in (row, opener):
        assert said(slot, CueKind.SETUP, CueKind.BREATH, CueKind.FORM) == []
        assert [cue.kind for cue in slot.cues][-1] is CueKind.ACTION
    waiting = [cue.when.gap.least for cue in row.cues if isinstance(cue.when, After)]
    assert max(waiting) >= 5_000


def test_a_round_is_a_chapter() -> None:
    """Moves of a superset have a chapter each, and each later round has one of its own."""
    assert script(superset()).titles == (
        "Welcome",
        "Shoulder Rolls",
        "Seated Row",
        "Chest Opener",
        "Round 2: Seated Row and Chest Opener",
        "Round 3: Seated Row and Chest Opener",
        "Breath Reset",
        "Closing",
    )


def test_a_superset_at_the_end_is_not_the_last_exercise() -> None:
    """Where others still take their turns nothing is announced as the last exercise."""
    made = script(plan_of([move("shoulder-roll"), *superset().moves[1:3]]))
    assert not any("last exercise" in line.lower() for slot in made.slots for line in said(slot))


def test_turning_over_is_given_time() -> None:
    """The silence in which one turns over to the other side is longer where time is given."""
    waits = []
    for level in (Level.STANDARD, Level.GENTLE):
        (slot,) = slots(script(plan_of([move("open-book")], ask(15, level=level))), StepKind.SWITCH)
        setup = next(cue for cue in slot.cues if cue.kind is CueKind.SETUP)
        assert isinstance(setup.when, After)
        waits.append(setup.when.gap.least)
    assert waits[1] - waits[0] == 5_000


@pytest.mark.parametrize("make", [plan, brief])
def test_the_last_exercise_is_announced(make: Callable[[], Plan]) -> None:
    """The last move is announced as the last exercise, the first as the first, the others as neither."""
    introductions = slots(script(make()), StepKind.INTRODUCE)
    told = [said(slot, CueKind.TRANSITION)[0].lower() for slot in introductions]
    assert ["last exercise" in line for line in told] == [False] * (len(told) - 1) + [True]
    assert any(word in told[0] for word in ("begin", "first", "start", "open"))


def test_a_desk_break_is_brief() -> None:
    """In a desk break only the short setups are told, no doses, a short welcome and a short closing."""
    made = script(brief())
    introductions = slots(made, StepKind.INTRODUCE)
    for slot, id_ in zip(introductions, ["shoulder-roll", "chin-tuck", "upper-back-stretch"], strict=True):
        exercise = exercises()[id_]
        assert said(slot, CueKind.SETUP) == [exercise.setup_again]
        assert not set(exercise.setup) & set(said(slot))
    assert len(said(made.slots[0], CueKind.INTRO)) <= 2
    assert len(said(made.slots[-1], CueKind.CLOSING)) <= 2


def told_by(instruction: Instruction) -> Script:
    """The session with something of everything, told in so many words."""
    request = ask(15, 5, equipment=tuple(Equipment), instruction=instruction)
    return script(plan_of(plan().moves, request))


@pytest.mark.parametrize("instruction", Instruction)
def test_safety_is_told_in_full(instruction: Instruction) -> None:
    """However little is said otherwise, the safety lines, the dose and the side are."""
    made = told_by(instruction)
    assert said(made.slots[0], CueKind.SAFETY) == list(phrases().fixed["safety"])
    doses = ["ten", "ten", "twelve", "ten", "forty-five seconds", "twenty-five seconds", "six"]
    for slot, dose in zip(slots(made, StepKind.INTRODUCE), doses, strict=True):
        assert dose in " ".join(said(slot, CueKind.SETUP)).lower()
    assert said(slots(made, StepKind.INTRODUCE)[5], CueKind.SIDE) == ["Right side first."]
    assert "left" in said(slots(made, StepKind.SWITCH)[0], CueKind.SIDE)[0].lower()


def test_medium_instruction_tells_no_actions() -> None:
    """The full setup and no preview; how it goes is left to the first reps, but for the line that leads into a hold."""
    sides = {"side": "right", "other": "left", "Side": "Right", "Other": "Left"}
    made = told_by(Instruction.MEDIUM)
    for slot, one in zip(slots(made, StepKind.INTRODUCE), plan().moves, strict=True):
        exercise, lines = one.exercise, said(slot)
        assert [line for line in exercise.setup if line.format(**sides) not in lines] == []
        told = [line for line in exercise.actions if line.format(**sides) in lines]
        assert told == (list(exercise.actions[:1]) if exercise.dose.hold else []), exercise.id
        assert not set(phrases().varied["preview"]) & set(lines)
    first = slots(made, StepKind.INTRODUCE)[0]
    assert exercises()["shoulder-roll"].ways[0].line in said(first)


def test_medium_instruction_tells_what_reps_have_no_room_for() -> None:
    """Where the work of a rep is too short for its word, the line that leads into the movement is told before."""
    made = script(plan_of([move("chin-tuck")], ask(15, instruction=Instruction.MEDIUM)))
    first, *others = exercises()["chin-tuck"].actions
    lines = said(slots(made, StepKind.INTRODUCE)[0])
    assert first in lines
    assert not set(others) & set(lines)


def test_brief_instruction_is_a_name_a_setup_and_a_dose() -> None:
    """Only the short setup, no actions, no praise, and little talk in a rest."""
    made = told_by(Instruction.BRIEF)
    for slot, one in zip(slots(made, StepKind.INTRODUCE), plan().moves, strict=True):
        lines = said(slot)
        assert not set(one.exercise.setup) & set(lines)
        assert not set(one.exercise.actions) & set(lines)
        assert said(slot, CueKind.ENCOURAGEMENT) == []
        assert len(lines) <= 8
    (rest,) = slots(made, StepKind.REST)
    assert len(said(rest, CueKind.SETUP)) == 1
    assert said(rest, CueKind.BREATH, CueKind.FORM) == []


def test_a_desk_break_says_how_its_moves_go() -> None:
    """A desk break tells those who don't know its moves how they go; with brief instruction it doesn't."""
    actions = {line for one in brief().moves for line in one.exercise.actions}
    told = {line for slot in script(brief()).slots for line in said(slot)}
    assert actions <= told
    shorter = plan_of(brief().moves, ask(3, 5, instruction=Instruction.BRIEF))
    assert not actions & {line for slot in script(shorter).slots for line in said(slot)}


def paces(slot: Slot) -> set[float]:
    """How fast a slot's words are said."""
    return {line.pace for cue in slot.cues for line in cue.wordings if isinstance(line, Line)}


def test_calm_moves_and_the_closing_are_said_slowly() -> None:
    """Setups at 145 words a minute, calm moves and the closing at 100 to 115, desk breaks at up to 150."""
    made = script(plan())
    calm = {one.exercise.id in ("childs-pose", "breath-reset"): set[float]() for one in plan().moves}
    for slot in slots(made, StepKind.INTRODUCE):
        assert slot.index is not None
        calm[plan().moves[slot.index].exercise.id in ("childs-pose", "breath-reset")] |= paces(slot)
    assert calm[False] == paces(made.slots[0]) == {1.0}
    (slow,) = calm[True] | paces(made.slots[-1])
    assert 100 / 145 <= slow <= 115 / 145
    (fast,) = paces(script(brief()).slots[0])
    assert 1 < fast * 145 <= 150


@pytest.mark.parametrize(("asked", "calls"), [(3, 0), (9.9, 0), (10, 1), (14.9, 1), (15, 2), (90, 2)])
def test_calls_of_the_time(asked: float, calls: int) -> None:
    """The half is called from ten minutes on, the last two minutes from fifteen; nothing more."""
    made = write(plan_of(plan().moves, ask(asked, equipment=tuple(Equipment))), phrases())
    assert len(made.calls) == calls
    assert all(cue.kind is CueKind.TIME and cue.overrun is Overrun.DROP for cue in made.calls)


def test_titles_are_those_of_the_moves() -> None:
    """There is a title for the opening, for each move, and for the closing."""
    assert script(plan()).titles == (
        "Welcome",
        "Shoulder Rolls",
        "Wall Angels",
        "Seated Row",
        "Bird Dog",
        "Child's Pose",
        "Neck Side Stretch",
        "Breath Reset",
        "Closing",
    )


def test_every_sound_is_listed_once() -> None:
    """All sounds that may be needed are there once, in order of first use, beginning with the chime."""
    made = script(plan())
    sounds = sounds_of(made)
    assert sounds[0] is Chime.START
    assert len(sounds) == len(set(sounds))
    needed = {sound for slot in made.slots for cue in slot.cues for sound in cue.wordings}
    assert set(sounds) == needed | {sound for cue in made.calls for sound in cue.wordings}


def test_the_same_plan_has_the_same_words() -> None:
    """Writing is a function of plan and phrases; another seed says it in other words."""
    assert script(plan()) == script(plan())
    other = plan_of(plan().moves, ask(15, 6, focus=(Focus.NECK, Focus.POSTURE), equipment=tuple(Equipment)))
    assert script(other) != script(plan())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("asked", [5, 15, 30])
def test_praise_is_rare(asked: float, seed: int) -> None:
    """Praise of a move done comes at least sixty seconds after the last, and some praise comes."""
    made = composed(asked, seed)
    praise = {line for one in made.plan.moves for line in one.exercise.praise}
    at = [cue.start for cue in made.timeline.cues if text(cue.sound) in praise]
    assert at
    assert all(b - a >= 60_000 for a, b in pairwise(at))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("asked", [3, 15, 30])
def test_praise_is_for_the_move_before(asked: float, seed: int) -> None:
    """Praise is specific to the move that was just done."""
    made = composed(asked, seed)
    for slot in slots(made.script, StepKind.INTRODUCE):
        assert slot.index is not None
        for line in said(slot, CueKind.ENCOURAGEMENT):
            assert line in made.plan.moves[slot.index - 1].exercise.praise


def test_no_cue_is_empty() -> None:
    """Every cue has something to say: words, or a chime."""
    for asked in (1, 3, 5, 15, 30):
        for slot in composed(asked, 2).script.slots:
            assert all(_heard(cue) for cue in slot.cues)


def _heard(cue: Cue) -> bool:
    return all(isinstance(sound, Chime) or sound.text.strip() == sound.text != "" for sound in cue.wordings)


def with_option(one: Move, request: Request) -> Move:
    """The move as this listener does it."""
    found = adapted(one.exercise, request)
    assert found is not None
    return replace(one, exercise=found.exercise, variant=found.variant, option=found.option)


@pytest.mark.parametrize("instruction", Instruction)
@pytest.mark.parametrize("asked", [3, 15])
def test_an_option_is_said_before_the_action(asked: float, instruction: Instruction) -> None:
    """However little is said, an option is told once one is in place and before the move begins; never dropped."""
    request = ask(asked, instruction=instruction, avoid=(Avoid.WRIST,))
    one = with_option(move("bird-dog"), request)
    (slot,) = slots(script(plan_of([one], request)), StepKind.INTRODUCE)
    told = {line.format(option="on fists or forearms") for line in phrases().varied["option"]}
    (at,) = [number for number, cue in enumerate(slot.cues) if text(cue.wordings[0]) in told]
    assert slot.cues[at].kind is CueKind.SETUP
    assert slot.cues[at].overrun is Overrun.EXTEND
    setup = (one.exercise.setup_again,) if request.brief else one.exercise.setup
    assert said(slot)[at - 1] == setup[-1]
    assert "fists" in " ".join(setup).lower()  # the setup is the option's own
    assert not set(said(slot)[:at]) & set(one.exercise.actions)


def test_a_harder_option_has_its_own_words() -> None:
    """What asks for more is told as such, and the reps are held as long as it says."""
    request = ask(15, level=Level.STRONG)
    one = with_option(move("bird-dog"), request)
    (slot,) = slots(script(plan_of([one], request)), StepKind.INTRODUCE)
    told = {line.format(option="hold each reach for five counts") for line in phrases().varied["option-harder"]}
    assert len(told & set(said(slot, CueKind.SETUP))) == 1
    assert one.exercise.tempo is not None
    assert one.exercise.tempo.hold == 5000
    assert "Hold for five counts, then lower softly." in said(slot, CueKind.ACTION)


def test_a_version_has_its_own_words_and_doses() -> None:
    """What is said as the work begins, and how long it is held, are the version's where it has some."""
    request = ask(15, avoid=(Avoid.LOW_BACK,))
    one = with_option(move("locust"), request)
    assert one.exercise.dose.hold is not None
    assert (one.exercise.dose.hold.least, one.exercise.dose.hold.most) == (5, 8)
    (slot,) = slots(script(plan_of([one], request)), StepKind.INTRODUCE)
    assert said(slot, CueKind.ACTION)[-1].startswith("Chest up a little, and ")


def test_a_move_with_nothing_to_change_is_told_without_option() -> None:
    """A move done as it usually is has no option to tell of."""
    lines = {line for slot in script(plan()).slots for line in said(slot)}
    assert not [line for line in lines if "option" in line.lower()]


def test_options_vary_in_their_phrasing() -> None:
    """In a session of many options no phrasing comes again within four."""
    request = ask(15, avoid=(Avoid.SHOULDER,))
    names = ["shoulder-roll", "chest-opener", "scapular-squeeze", "wall-angel", "wall-push-up-plus", "wall-plank"]
    made = script(plan_of([with_option(move(id_), request) for id_ in names], request))
    told = [line for slot in made.slots for line in said(slot, CueKind.SETUP) if "option" in line.lower()]
    ways = [line.partition(":")[0] for line in told]
    assert len(ways) == len(names)
    assert all(len(set(ways[at : at + 5])) == 5 for at in range(len(ways) - 4))


SPARED = {
    (): (),
    (Avoid.PREGNANCY,): ("safety-pregnancy",),
    (Avoid.POSTPARTUM, Avoid.NECK): ("safety-postpartum", "safety-neck"),
    (Avoid.BLOOD_PRESSURE, Avoid.HEAD_DOWN): ("safety-blood-pressure", "safety-head-down"),
    (Avoid.WRIST, Avoid.KNEE, Avoid.FLOOR): (),
}


@pytest.mark.parametrize("avoid", SPARED)
def test_the_opening_says_what_to_mind(avoid: tuple[Avoid, ...]) -> None:
    """After the lines that everybody hears come those for what this listener asks to be spared, each once."""
    made = script(plan_of(plan().moves, ask(15, 5, avoid=avoid, equipment=tuple(Equipment))))
    fixed = phrases().fixed
    expected = [*fixed["safety"], *(line for key in SPARED[avoid] for line in fixed[key])]
    assert said(made.slots[0], CueKind.SAFETY) == expected
    assert made.slots[0].cues[-1].kind is CueKind.SAFETY
    assert all(cue.overrun is Overrun.EXTEND for cue in made.slots[0].cues)


@pytest.mark.parametrize("asked", [3, 5, 7.9])
def test_a_short_session_tells_what_means_stop(asked: float) -> None:
    """Where the time is short only the signs to stop at are told, those of pregnancy in few words."""
    made = script(plan_of(brief().moves, ask(asked, 5, avoid=(Avoid.PREGNANCY, Avoid.SHOULDER, Avoid.DISC))))
    fixed = phrases().fixed
    expected = [*fixed["safety"], *fixed["safety-pregnancy-brief"], *fixed["safety-disc"]]
    assert said(made.slots[0], CueKind.SAFETY) == expected


LESSONS = [move("shoulder-roll", W), move("bird-dog"), move("neck-side-stretch", C)]


@pytest.mark.parametrize("instruction", Instruction)
@pytest.mark.parametrize("asked", [3, 8])
def test_a_lesson_is_told_in_full(asked: float, instruction: Instruction) -> None:
    """To learn a move one hears its setup and actions, where it is felt and what often happens, in this order."""
    made = script(plan_of(LESSONS, ask(asked, 5, learn=True, instruction=instruction)))
    sides = {"side": "right", "other": "left", "Side": "Right", "Other": "Left"}
    for slot, one in zip(slots(made, StepKind.INTRODUCE), LESSONS, strict=True):
        exercise, lines = one.exercise, said(slot)
        parts = (*exercise.setup, *exercise.actions, exercise.feel)
        at = [lines.index(line.format(**sides)) for line in parts]
        assert at == sorted(at)
        fault = exercise.fault[0].lower() + exercise.fault[1:-1]
        often = [number for number, line in enumerate(lines) if fault in line]
        assert len(often) == 1
        assert often[0] > at[-1]


def test_a_lesson_is_slow_and_says_that_it_is_one() -> None:
    """A session to learn in says so, with how many moves, and its words are slower than other sessions'."""
    made = script(plan_of(LESSONS, ask(8, 5, learn=True)))
    told = " ".join(said(made.slots[0], CueKind.INTRO))
    assert "learn" in told.lower()
    assert "three moves" in told
    assert "eight minutes" in told.lower()
    (slow,) = paces(made.slots[0])
    assert 0.9 <= slow < 1
    single = " ".join(said(script(plan_of(LESSONS[:1], ask(2, 5, learn=True))).slots[0], CueKind.INTRO))
    assert "one move " in single


def test_a_lesson_under_five_minutes_is_no_desk_break() -> None:
    """Learning goes first: doses and a whole closing are told however short the session is."""
    made = script(plan_of(LESSONS, ask(3, 5, learn=True)))
    wholes, briefs = (
        {sentence for line in phrases().varied[kind] for sentence in sentences(line)}
        for kind in ("closing", "closing-brief")
    )
    assert not (briefs - wholes) & set(said(made.slots[-1], CueKind.CLOSING))
    rolls = slots(made, StepKind.INTRODUCE)[0]
    doses = {line.format(count="Ten") for line in phrases().varied["dose-ways"]}
    doses |= {line.format(count="ten") for line in phrases().varied["dose-ways"]}
    assert doses & set(said(rolls, CueKind.SETUP))


def test_one_is_led_out_of_what_nobody_can_rest_in() -> None:
    """After a plank the knees come down before anything else is told; after a row nothing is said of leaving it."""
    made = script(
        plan_of([move("plank-arm-raise", sets=2), move("open-book"), move("seated-row"), move("breath-reset")])
    )
    _, book, row, breath = slots(made, StepKind.INTRODUCE)
    (rest,) = slots(made, StepKind.REST)
    lower = list(sentences(exercises()["plank-arm-raise"].leave))
    for slot in (book, rest):
        assert said(slot)[: len(lower)] == lower
    assert not any(line in said(slot) for slot in (row, breath) for line in lower)


@pytest.mark.parametrize("position", [Position.KNEEL, Position.SEAT])
def test_who_ends_on_the_mat_is_told_to_come_up(position: Position) -> None:
    """The closing ends with the way up where the last move was on the floor, and says nothing of it elsewhere."""
    made = script(plan_of([move("cat-cow"), move("breath-reset", C, position=position)]))
    rise = set(phrases().fixed["rise"])
    assert (rise <= set(said(made.slots[-1]))) == (position is Position.KNEEL)
