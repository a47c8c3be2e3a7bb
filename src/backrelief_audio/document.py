"""Plan and Timeline to the session document: what is heard when, for programs and people."""

from __future__ import annotations

import re
from typing import Any

from .model.areas import purpose
from .model.exercise import Equipment
from .model.plan import Move, Plan
from .model.request import NO_BED, Request
from .model.script import Line, Sound
from .model.timeline import Placed, Timeline
from .units import in_seconds, minutes_text, ms_of

VERSION = 1
"""Of the document's form."""


def document(plan: Plan, timeline: Timeline) -> dict[str, Any]:
    """The session document. Times are seconds from the file's start, to the millisecond."""
    request = plan.request
    return {
        "version": VERSION,
        "title": title(request),
        "seconds": in_seconds(ms_of(timeline.ticks)),
        "seed": request.seed,
        "request": _request(request),
        "voice": request.voice,
        "bed": None if request.bed == NO_BED else _bed(request),
        "moves": [_move(plan, timeline, index) for index in range(len(plan.moves))],
        "chapters": [
            {"title": chapter.title, "start": in_seconds(chapter.start), "end": in_seconds(chapter.end)}
            for chapter in timeline.chapters
        ],
        "cues": [_cue(plan, placed) for placed in timeline.cues],
    }


def title(request: Request) -> str:
    """What a session is called in players."""
    if request.routine is not None:
        return f"{request.routine.title}, {minutes_text(request.length)}"
    about = f"{minutes_text(request.length)} for {purpose(request.focus)}"
    return f"Learn the moves: {about}" if request.learn else about


def text_of(sound: Sound) -> str:
    """What a sound says; a chime's name."""
    return sound.text if isinstance(sound, Line) else sound.value


def _bed(request: Request) -> str:
    """A bed's name; of the listener's own file the last part of its path: where it lies is nobody's business."""
    return re.split(r"[/\\]", request.bed)[-1]


def _request(request: Request) -> dict[str, Any]:
    return {
        "minutes": round(request.length / 60_000, 6),
        "focus": [focus.value for focus in request.focus],
        "equipment": [item.value for item in request.equipment],
        "include": list(request.include),
        "exclude": list(request.exclude),
        "level": request.level.value,
        "avoid": [avoid.value for avoid in request.avoid],
        "dosing": request.dosing.value,
        "sets": request.sets,
        "learn": request.learn,
        "recent": list(request.recent),
        "routine": request.routine.id if request.routine else None,
        "instruction": request.instruction.value,
        "counting": request.counting.value,
        "voice": request.voice,
        "bed": None if request.bed == NO_BED else _bed(request),
        "bed_distance": request.bed_distance.value,
        "seed": request.seed,
    }


def _move(plan: Plan, timeline: Timeline, index: int) -> dict[str, Any]:
    move = plan.moves[index]
    exercise = move.exercise
    stretches = [stretch for stretch in timeline.stretches if stretch.index == index]
    return {
        "exercise": exercise.id,
        "name": exercise.name,
        "phase": move.phase.value,
        "variant": move.variant.value,
        "position": move.position.value,
        "equipment": _sorted(move.equipment),
        "focus": [focus.value for focus in exercise.focus],
        "intensity": exercise.intensity,
        "sets": move.sets,
        "reps": move.reps,
        "hold": _hold(move),
        "sides": exercise.sides.value,
        "start": in_seconds(stretches[0].start),
        "end": in_seconds(stretches[-1].end),
    }


def _sorted(equipment: tuple[Equipment, ...]) -> list[str]:
    return [item.value for item in Equipment if item in equipment]


def _hold(move: Move) -> float | None:
    """Seconds held, in each rep where there are reps."""
    held = move.hold if move.hold is not None else move.exercise.tempo.hold if move.exercise.tempo else None
    return in_seconds(held) if held else None


def _cue(plan: Plan, placed: Placed) -> dict[str, Any]:
    return {
        "kind": placed.kind.value,
        "text": text_of(placed.sound),
        "start": in_seconds(placed.start),
        "end": in_seconds(placed.end),
        "beat": None if placed.beat is None else in_seconds(placed.beat),
        "exercise": None if placed.index is None else plan.moves[placed.index].exercise.id,
        "side": placed.side.value if placed.side else None,
        "set": placed.set,
        "rep": placed.rep,
    }
