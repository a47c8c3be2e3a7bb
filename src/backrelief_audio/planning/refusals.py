"""Saying no well: which options clash, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ..errors import Problem, RequestError
from ..model.care import Avoid, Level
from ..model.exercise import Equipment, Exercise
from ..model.request import AT_HOME, DESK_BREAK_UNDER, LEAST_MINUTES, MOST_MINUTES, Request
from ..model.roles import COUNTERPOSE, is_calm
from ..units import Ms
from .adapting import left_out_by
from .budgets import Budget
from .fitting import Fitted
from .placing import usable

_HALF = 30_000
"""Offered lengths are in half minutes."""

_STEPS = (0, 2, 4, 8, 12, 16, 24, 32, 40, 50)
"""Half minutes from the nearest miss at which a length that works is looked for."""


_FROM = "which starts at"
"""Said of the floor in a desk break, which has none."""


class Shortfall:
    """How near the drafts came, for an explanation."""

    def __init__(self, asked: Ms, include: Iterable[str]) -> None:
        self.asked = asked
        self._include = frozenset(include)
        self.longest = 0
        self.shortest = 0
        """Of those with everything that has to be in; 0 where there was none."""

        self.faults: Counter[str] = Counter()

    def fits(self, fitted: Fitted) -> bool:
        """Whether the session can be stretched or shrunk to the asked length; remembers the nearest misses."""
        self.longest = max(self.longest, fitted.total.most)
        if self._include <= {move.exercise.id for move in fitted.moves}:
            self.shortest = min(self.shortest or fitted.total.least, fitted.total.least)
        return fitted.total.least <= self.asked <= fitted.total.most

    def all_short(self) -> bool:
        """Whether there were drafts, and all too short."""
        return 0 < self.longest < self.asked

    def passes(self, faults: Sequence[Problem]) -> bool:
        """Whether there is no fault; counts those there are."""
        self.faults.update(fault.what for fault in faults)
        return not faults

    def offers(self) -> tuple[Ms, ...]:
        """Lengths in half minutes that may work instead, the most likely first."""
        if self.longest and self.longest < self.asked:
            steps = [self.longest // _HALF - step for step in _STEPS]
        else:
            nearest = max(self.shortest, self.asked)
            steps = [-(-nearest // _HALF) + step for step in _STEPS]
        return tuple(Ms(step * _HALF) for step in steps if LEAST_MINUTES <= step / 2 <= MOST_MINUTES)


def refuse_clashes(request: Request, catalogue: Sequence[Exercise], limits: Budget) -> None:
    """Raise RequestError for what can be known before any draft is made; every clash at once."""
    left = {exercise.id for exercise in catalogue if usable(exercise, request)}
    by_id = {exercise.id: exercise for exercise in catalogue}
    clashes = []
    for wanted in request.include:
        why = why_not(by_id[wanted], by_id, request)
        if why:
            instead = [other for other in by_id[wanted].instead if other in left][:2]
            clashes.append(why + (f"; instead: {' or '.join(instead)}" if instead else ""))
    clashes += _focus_clash(request, catalogue, left)
    room = sum(limits.counts[phase][1] for phase in limits.counts)
    if len(request.include) > room:
        clashes.append(
            f"{len(request.include)} included exercises; --minutes {request.length / 60_000:g} has room for {room}"
        )
    if clashes:
        raise RequestError(
            "these options clash: " + "; ".join(clashes),
            hint=_ways_out(request, "; ".join(clashes)),
        )
    if not left:
        raise RequestError(f"no exercise is left by {_options(request)}", hint=_ways_out(request))


def why_not(exercise: Exercise, catalogue: Mapping[str, Exercise], request: Request) -> str:
    """Which options leave an exercise out, in words; empty where it can stand in a session of this request."""
    if exercise.id in request.exclude:
        return f"{exercise.id} is both included and excluded"
    clashes = tuple(_clashes(exercise, request))
    if clashes:
        return "; ".join(clashes)
    if exercise.counterpose and (pose := catalogue.get(COUNTERPOSE)) and (why := why_not(pose, catalogue, request)):
        told_why = f"which {_left_out(why, COUNTERPOSE)}" if COUNTERPOSE in request.exclude else f"and {why}"
        return f"{exercise.id} has to be followed by {COUNTERPOSE}, {told_why}"
    return "" if usable(exercise, request) else _no_place(exercise, request)


def _clashes(exercise: Exercise, request: Request) -> Iterator[str]:
    """Which of the options for equipment, cautions and level leave an exercise out."""
    have = set(request.equipment)
    if not any(have.issuperset(needs) for needs in exercise.equipment):
        needed = " or ".join("+".join(item.value for item in needs) for needs in exercise.equipment)
        yield f"{exercise.id} needs {needed}; --equipment has {told(have)}"
    codes = left_out_by(exercise, request)
    if codes:
        avoided = [f"--avoid {avoid.value}" for avoid in request.avoid if avoid.codes & codes]
        yield f"{exercise.id} is left out by {' and '.join(avoided)}"
    if exercise.intensity - request.level.plain_to > 1:
        yield f"{exercise.id} is left out by --level {request.level.value}, as too hard for it"


def _left_out(why: str, id_: str) -> str:
    """The reason that a pose can't follow, after its name."""
    return "--exclude leaves out" if "both included" in why else why.removeprefix(id_).strip()


def _no_place(exercise: Exercise, request: Request) -> str:
    """Why an exercise whose equipment is there has no place."""
    if all(position.on_floor for position in exercise.positions) and request.no_floor:
        if request.desk_break:
            starts = f"{_FROM} {DESK_BREAK_UNDER // 60_000} minutes (--minutes {request.length / 60_000:g})"
            return f"{exercise.id} is done on the floor, {starts}"
        return f"{exercise.id} is done on the floor, which --avoid floor leaves out"
    if Avoid.PREGNANCY in request.avoid and (exercise.dose.hold or is_calm(exercise)):
        return f"{exercise.id} means standing still, which --avoid pregnancy leaves out (--equipment {_have(request)})"
    if exercise.intensity > request.level.plain_to:
        return f"{exercise.id} is left out by --level {request.level.value}, as no easier way of it is possible here"
    return f"{exercise.id} has no place with {_options(request)} at --minutes {request.length / 60_000:g}"


def _ways_out(request: Request, told: str = "") -> str:
    """What to type next: what the clashes that were ``told`` name; where none was, by what was asked for."""
    ways = []
    if request.include:
        ways.append("leave out an --include")
    if _FROM in told:
        ways.append(f"--minutes {DESK_BREAK_UNDER // 60_000}")
    if request.avoid and (not told or "--avoid" in told):
        ways.append("leave out an --avoid that does not apply to you")
    if request.exclude and (not told or "excluded" in told):
        ways.append("exclude fewer exercises")
    if request.level is Level.GENTLE and (not told or "--level" in told):
        ways.append("--level standard")
    if " needs " in told if told else not set(AT_HOME).issubset(request.equipment):
        ways.append("name more --equipment")
    return ", or ".join(ways) or "another --minutes or --focus; backrelief-audio exercises lists what there is"


def _focus_clash(request: Request, catalogue: Sequence[Exercise], left: Collection[str]) -> list[str]:
    """The first focus has to be worked on; with what, where nothing usable does it."""
    focus = request.focus[:1]
    works = [exercise for exercise in catalogue if set(focus) & set(exercise.focus)]
    if not focus or any(exercise.id in left for exercise in works):
        return []
    have = set(request.equipment)
    if not any(have.issuperset(needs) for exercise in works for needs in exercise.equipment):
        needs = sorted({told(needed) for exercise in works for needed in exercise.equipment})
        has = f"--equipment has {_have(request)}, --minutes {request.length / 60_000:g}"
        return [f"every exercise for {focus[0].value} needs one of: {'; '.join(needs)}; {has}"]
    return [f"no exercise for {focus[0].value} is left by {_options(request)} at --minutes {request.length / 60_000:g}"]


def _have(request: Request) -> str:
    return told(request.equipment)


def told(equipment: Iterable[Equipment]) -> str:
    """Equipment for a message."""
    return ", ".join(sorted(item.value for item in equipment)) or "none"


def explain(request: Request, left: int, shortfall: Shortfall, offer: Ms | None) -> RequestError:
    """The error for a request that no draft met.

    ``left`` is how many exercises the options leave, ``offer`` another length at which it can be met.
    """
    options = _options(request)
    instead = f"--minutes {offer / 60_000:g}, or " if offer else ""
    if shortfall.longest and shortfall.longest < shortfall.asked:
        by = (shortfall.asked - shortfall.longest) / 1000
        return RequestError(
            f"the {left} exercises left by {options} fill at most {_clock(shortfall.longest)}; "
            f"--minutes asks for {_clock(shortfall.asked)}, {by:.0f} s more",
            hint=instead + _ways_out(request),
        )
    if shortfall.shortest > shortfall.asked:
        by = (shortfall.shortest - shortfall.asked) / 1000
        return RequestError(
            f"{options} need at least {_clock(shortfall.shortest)}; "
            f"--minutes gives {_clock(shortfall.asked)}, {by:.0f} s too little",
            hint=instead + _ways_out(request),
        )
    common = "; ".join(what for what, _ in shortfall.faults.most_common(3)) or "no order of the moves keeps the rules"
    return RequestError(f"no sound session found for {options}: {common}", hint=instead + _ways_out(request))


def _options(request: Request) -> str:
    parts = [f"--equipment {_have(request)}"]
    if request.level is not Level.STANDARD:
        parts.append(f"--level {request.level.value}")
    parts += [f"--avoid {avoid.value}" for avoid in request.avoid]
    parts += ["--learn"] * request.learn
    parts += [f"--focus {focus.value}" for focus in request.focus]
    parts += [f"--include {wanted}" for wanted in request.include]
    parts += [f"--exclude {unwanted}" for unwanted in request.exclude]
    return " ".join(parts)


def _clock(length: int) -> str:
    return f"{length // 60_000}:{length // 1000 % 60:02d}"
