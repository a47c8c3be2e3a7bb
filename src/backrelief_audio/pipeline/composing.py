"""A request to a session in absolute time: planned, written, spoken and measured, laid out, until it fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ..checks import CHECKS
from ..chiming import chime_measure
from ..document import document
from ..errors import LayoutError, LengthError, RequestError
from ..layout import crowded, hurried, lay_out, surplus
from ..model.exercise import Exercise
from ..model.phrases import Phrasebook
from ..model.plan import Plan
from ..model.request import LEAST_MINUTES, MOST_MINUTES, Request
from ..model.script import Chime, Line, Script, Sound
from ..model.sound import Measure
from ..model.timeline import Timeline
from ..planning import plan, refit
from ..scripting import with_pauses, write
from ..speech.stored import StoredSpeech
from ..units import NO_TIME, Ms, minutes_text

Progress = Callable[[str, int, int], None]
"""Told a stage (plan, speak, encode), how much is done and how much there is."""

ROUNDS = 3
"""How often doses may be changed when spoken lines turn out longer or shorter than estimated."""

ATTEMPTS = 6
"""How often other moves may be chosen where no doses do."""

GOOD = 0.015
"""Share of the length by which the natural length may be off before a better plan is looked for."""

GOOD_ENOUGH = Ms(4000)
"""The same for short sessions, whose pauses give that much."""

_HINT = "another --minutes or --seed, or fewer exercises included"


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A session that has its times, and nothing rendered."""

    plan: Plan
    script: Script
    timeline: Timeline

    @property
    def document(self) -> dict[str, Any]:
        """The session document."""
        return document(self.plan, self.timeline)


def compose(
    request: Request,
    catalogue: tuple[Exercise, ...],
    book: Phrasebook,
    speech: StoredSpeech,
    progress: Progress | None = None,
) -> Composed:
    """Plan, script and timeline of a request.

    Where the spoken lines are not as long as was estimated, the doses are fitted again; where that is not enough, other
    moves are chosen. Raises RequestError where the request can't be met, SpeechError where a line can't be spoken.
    """
    composing = _Composing(request, catalogue, book, speech, progress)
    spare = NO_TIME
    refused: RequestError | None = None
    for attempt in range(ATTEMPTS):
        try:
            composing.choose(spare, attempt)
        except RequestError:
            if not spare:
                raise
            spare = Ms(spare // 2)  # it is the correction that can't be met: less of it may do, and other drafts
            continue
        if composing.best is not None:
            return composing.best
        spare = Ms(spare + composing.left)
        told = f"{abs(composing.left) / 1000:.0f} s too {'short' if composing.left > 0 else 'long'}"
        hint = _HINT if request.routine is None else _other_length(Ms(request.length - composing.left))
        refused = RequestError(f"can't be bent to {minutes_text(request.length)}: the best try is {told}", hint=hint)
    assert refused is not None
    raise refused


def _other_length(natural: Ms) -> str:
    """The option for a length that a settled sequence has of itself, in tenths of a minute."""
    return f"--minutes {min(max(round(natural / 6000) / 10, LEAST_MINUTES), MOST_MINUTES):g}"


def natural_length(request: Request, catalogue: tuple[Exercise, ...], book: Phrasebook, speech: StoredSpeech) -> Ms:
    """How long the plan of a request is when all that may give way has its natural length."""
    composing = _Composing(request, catalogue, book, speech, None)
    composing.choose(NO_TIME, 0)
    return Ms(request.length - composing.left)


class _Measures(dict[Sound, Measure]):
    """Measures of what a session says.

    What a cue may say instead, where it finds no room, is not spoken before layout asks for it: of most, nothing ever
    is. An estimate is its answer then, which is of no use but to find what else is lacking.
    """

    def __init__(self, estimate: Callable[[str], Ms]) -> None:
        super().__init__({chime: chime_measure(chime) for chime in Chime})
        self._estimate = estimate
        self.lacking: dict[Line, None] = {}

    def __missing__(self, sound: Sound) -> Measure:
        assert isinstance(sound, Line), sound
        self.lacking[sound] = None
        return Measure(length=Ms(round(self._estimate(sound.text) / sound.pace)), centre=Ms(0))


@dataclass(frozen=True, slots=True)
class _Laid:
    """What became of a plan's script."""

    script: Script
    left: Ms
    """Of the length, everything at its natural length."""

    timeline: Timeline | None
    """None where it can't be bent to the length."""


class _Composing:
    """Plans of one request, tried against what their lines really last."""

    def __init__(
        self,
        request: Request,
        catalogue: tuple[Exercise, ...],
        book: Phrasebook,
        speech: StoredSpeech,
        progress: Progress | None,
    ) -> None:
        self._request = request
        self._catalogue = catalogue
        self._book = book
        self._speech = speech
        self._progress = progress
        self._good = max(round(GOOD * request.length), GOOD_ENOUGH)
        self._measures = _Measures(speech.estimate)
        self._off = 0
        self.left = NO_TIME
        """What the last plan left of the length, everything at its natural length."""

        self.best: Composed | None = None
        """The best that could be laid out so far."""

    def choose(self, spare: Ms, attempt: int) -> None:
        """Choose moves, and fit their doses until the natural length is near. Raises RequestError from the planner."""
        self._tell("plan", 0, 1)
        made = plan(self._request, self._catalogue, CHECKS, self._speech.estimate, spare=spare, attempt=attempt)
        self._tell("plan", 1, 1)
        for _ in range(ROUNDS):
            self._try(made)
            if abs(self.left) <= self._good:
                return
            spare = Ms(spare + self.left)
            refitted = refit(made, self._speech.estimate, spare)
            if refitted.moves == made.moves:
                return
            made = refitted

    def _try(self, made: Plan) -> None:
        laid = self._measured(with_pauses(write(made, self._book), self._speech.pauses))
        self.left = laid.left
        if laid.timeline is not None and (self.best is None or abs(self.left) < self._off):
            self._off = abs(self.left)
            self.best = Composed(plan=made, script=laid.script, timeline=laid.timeline)

    def _measured(self, script: Script) -> _Laid:
        """A script laid out by what its sounds were measured to be. Raises LayoutError as ``lay_out`` does."""
        self._speak(sound for sound in script.expected() if isinstance(sound, Line))
        while True:
            try:
                laid = self._laid(script)
            except LayoutError:
                if not self._measures.lacking:
                    raise
            else:
                if not self._measures.lacking:
                    return laid
            self._speak(self._measures.lacking)

    def _speak(self, lines: Iterable[Line]) -> None:
        """Measure lines, all together; only what was not before is asked for."""
        wanted = [line for line in lines if line not in self._measures]
        self._measures.lacking = {}
        spoken = self._speech.measures(wanted, progress=lambda done, total: self._tell("speak", done, total))
        for line, measure in spoken.items():
            self._measures[line] = measure

    def _laid(self, script: Script) -> _Laid:
        measures, length = self._measures, self._request.length
        tight = crowded(script, measures)
        if tight:
            script = hurried(script, tight)
        left = surplus(script, measures, length)
        try:
            return _Laid(script, left, lay_out(script, measures, length))
        except LengthError:
            return _Laid(script, left, None)

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self._progress:
            self._progress(stage, done, total)
