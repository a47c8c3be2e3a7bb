"""Builders that tests of several rooms share: sounds of known length, plans by hand, whole sessions without sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydub import AudioSegment

from backrelief_audio import segments
from backrelief_audio.chiming import chime_measure
from backrelief_audio.content import load_exercises, load_phrases
from backrelief_audio.document import document
from backrelief_audio.layout import surplus
from backrelief_audio.model.exercise import Equipment, Exercise, Position
from backrelief_audio.model.phrases import Phrasebook
from backrelief_audio.model.plan import Move, PhaseName, Plan
from backrelief_audio.model.request import Request
from backrelief_audio.model.script import Line, Script, Sound
from backrelief_audio.model.sound import Block, Clip, Measure, Voice
from backrelief_audio.model.timeline import Timeline
from backrelief_audio.pipeline import composing as pipeline
from backrelief_audio.planning.steps import steps_of
from backrelief_audio.units import Db, Ms, minutes, ms_of, nearest_tick

MeasureOf = Callable[[Sound], Measure]


def length_of(text: str) -> Ms:
    """How long a line takes to say in tests."""
    return Ms(120 + 60 * len(text))


def fake_measure(sound: Sound) -> Measure:
    """A line 120 ms and 60 ms a letter long, heard 40 ms after its start; chimes as they are."""
    return scaled(1.0, 40)(sound)


def scaled(scale: float, centre: int) -> MeasureOf:
    """Measures of a voice that takes ``scale`` times as long, and longer where it is paced slower.

    Its beats are heard ``centre`` ms after the start.
    """

    def measure(sound: Sound) -> Measure:
        if isinstance(sound, Line):
            return Measure(Ms(round(length_of(sound.text) * scale / sound.pace)), Ms(centre))
        return chime_measure(sound)

    return measure


TONE_VOICE = Voice(
    name="test",
    title="Test",
    engine="tone",
    voice="tone",
    language="en",
    words_per_minute=150,
    pitch=50,
    gain=Db(0.0),
    ms_per_letter=66.0,
)
"""The tone engine's voice; others in tests are told as what differs from it."""


@cache
def exercises() -> Mapping[str, Exercise]:
    """The catalogue by id."""
    return {exercise.id: exercise for exercise in load_exercises()}


@cache
def phrases() -> Phrasebook:
    """Our own phrases."""
    return load_phrases()


def ask(asked: float, seed: int = 1, **options: Any) -> Request:
    """A request for so many minutes, to the tick as asking makes it."""
    return Request(length=ms_of(nearest_tick(minutes(asked))), seed=seed, **options)


def move(id_: str, phase: PhaseName = PhaseName.MAIN, **changes: Any) -> Move:
    """An exercise of the catalogue at its usual dose and place, with all it needs."""
    exercise = exercises()[id_]
    dose = exercise.dose
    usual: dict[str, Any] = {
        "exercise": exercise,
        "phase": phase,
        "position": exercise.positions[0],
        "equipment": exercise.equipment[0],
        "sets": dose.sets.default,
        "reps": dose.reps.default if dose.reps else None,
        "hold": Ms(dose.hold.default * 1000) if dose.hold else None,
    }
    return Move(**{**usual, **changes})


def plan_of(moves: Sequence[Move], request: Request | None = None) -> Plan:
    """A plan made by hand: these moves, with the steps that belong to them."""
    everything = tuple(Equipment)
    request = request or ask(15, equipment=everything)
    return Plan(request=request, moves=tuple(moves), steps=steps_of(moves, request))


def sounds_of(script: Script) -> tuple[Sound, ...]:
    """Every distinct sound that a script may need, in order of first use."""
    cues = [cue for slot in script.slots for cue in slot.cues] + list(script.calls)
    return tuple(dict.fromkeys(sound for cue in cues for sound in cue.wordings))


@dataclass(frozen=True)
class FakeSpeech:
    """What the pipeline asks of speech before anything is rendered: estimates and lengths, without a sound."""

    measure_of: MeasureOf
    estimate: Callable[[str], Ms]
    pauses: float = 1.0

    def measures(self, lines: Sequence[Line], progress: Callable[[int, int], None]) -> dict[Line, Measure]:
        """The length of every line."""
        progress(len(lines), len(lines))
        return {line: self.measure_of(line) for line in lines}


@dataclass(frozen=True)
class Made:
    """A whole session without sound."""

    plan: Plan
    script: Script
    measures: Mapping[Sound, Measure]
    timeline: Timeline

    @property
    def document(self) -> dict[str, Any]:
        """Its session document."""
        return document(self.plan, self.timeline)

    @property
    def surplus(self) -> Ms:
        """What is left of the length when everything has its natural length."""
        return surplus(self.script, self.measures, self.plan.request.length)


def compose(
    request: Request,
    measure_of: MeasureOf = fake_measure,
    estimate: Callable[[str], Ms] = length_of,
) -> Made:
    """A session as the pipeline composes it: fitted and planned again where talk is not as long as estimated."""
    speech: Any = FakeSpeech(measure_of, estimate)
    made = pipeline.compose(request, tuple(exercises().values()), phrases(), speech)
    measures = {sound: measure_of(sound) for sound in sounds_of(made.script)}
    return Made(made.plan, made.script, measures, made.timeline)


@cache
def composed(asked: float, seed: int = 1, **options: Any) -> Made:
    """A session composed once for all tests that look at it."""
    return compose(ask(asked, seed, **options))


class Clips(dict[Sound, Clip]):
    """Clips by what they say, as mixing asks for them; keeps what was asked for."""

    def __init__(self, clips: Mapping[Sound, Clip]) -> None:
        super().__init__(clips)
        self.rendered: list[Sound] = []

    def name(self, sound: Sound) -> str:
        """What a clip is called."""
        return self[sound].name

    def clip(self, sound: Sound) -> Clip:
        """The clip itself."""
        self.rendered.append(sound)
        return self[sound]


def rendered(block: Block) -> AudioSegment:
    """A block's whole sound."""
    pieces = list(block.render())
    return segments.segment_of(b"".join(piece.raw_data for piece in pieces), pieces[0].channels)


def ids(plan: Plan) -> list[str]:
    """The exercises of a plan, in order."""
    return [move.exercise.id for move in plan.moves]


def text(sound: Sound) -> str:
    """What a sound says; empty for a chime."""
    return sound.text if isinstance(sound, Line) else ""


def floor_positions() -> frozenset[Position]:
    """The positions down on the mat, told again here so that a change of the model is noticed."""
    return frozenset({Position.QUAD, Position.PLANK, Position.KNEEL, Position.PRONE, Position.SIDE})
