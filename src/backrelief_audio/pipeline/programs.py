"""A program as it lies in its folder: what it remembers, its sessions, its calendar and its page."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ..asking import Asked
from ..errors import RequestError
from ..model.program import Kept, Listing, Planned, Program, Session, week_folder
from ..model.request import Request
from ..programming import LOOKS_BACK, at_load, lasting, relief, schedule
from ..publish.calendar import calendar
from ..publish.overview import overview
from ..store import read_json, write_together
from ..units import Ms, minutes, minutes_number, minutes_text, ms_of, nearest_tick
from . import Notice, Progress, Workshop, make_folder
from .estimating import estimated
from .showing import ShowMade, Wanted, make_show

_SHORTER = (1.0, 0.9, 0.75, 0.6, 0.5)
"""What is left of a session's length, tried in turn, where the listener's exercises do not fill it."""

_LEAST = minutes(8)
"""No session is made shorter than this."""

_OTHERWISE = "other --equipment, less to --avoid, fewer to --include or --exclude, or another --seed"

EASED = "gentle"
"""Folder of the sessions for days on which one of the program's would be too much."""

_CARE = "General exercise guidance, not medical advice."

CALENDAR, OVERVIEW = "program.ics", "overview.html"


@dataclass(frozen=True, slots=True)
class ProgramFolder:
    """A program in its folder, and what it takes to go on with it."""

    workshop: Workshop
    path: Path
    kept: Kept
    listener: Request
    program: Program

    def wanted(self, session: Session, rung: int = 0) -> Wanted:
        """A session at so many rungs from its plan."""
        recent = _recent(self.kept.planned[: session.number - 1])
        request = at_load(session, rung, self.listener.level, recent)
        if rung:
            with suppress(RequestError):  # where nothing fits, making it says why
                request, _ = self.fitted(request)
        track = 1 + self.program.week(session.week).index(session), self.program.days
        return Wanted(stem=session.stem, request=request, title=session.title, track=track)

    def fitted(self, request: Request) -> tuple[Request, tuple[str, ...]]:
        """A request that can be planned by estimates, shorter where it must be, and the ids of its exercises.

        Raises RequestError, about the whole length, where nothing down to ``_LEAST`` can.
        """
        refused: RequestError | None = None
        for share in _SHORTER:
            shorter = replace(request, length=ms_of(nearest_tick(Ms(round(request.length * share)))))
            if refused and shorter.length < _LEAST:
                break
            try:
                made = estimated(self.workshop, shorter)
            except RequestError as fault:
                refused = refused or fault
            else:
                return shorter, tuple(move.exercise.id for move in made.moves)
        assert refused is not None
        raise refused

    def show(
        self, week: int, wanted: Sequence[Wanted], force: bool, progress: Progress | None, notice: Notice
    ) -> ShowMade:
        """Sessions of one week, made where they are missing or changed."""
        first = self.program.week(week)[0]
        return make_show(
            self.workshop,
            _made(self.path / week_folder(week)),
            title=f"{self.program.title}: week {week}",
            about=f"Week {week} of {self.program.weeks}: {first.stage.value}. {_CARE}",
            wanted=wanted,
            force=force,
            date=first.date.isoformat(),
            progress=progress,
            notice=notice,
        )

    def ease(self, progress: Progress | None, notice: Notice) -> ShowMade:
        """The gentle session of the last report's day, beside those there are of earlier such days."""
        folder = _made(self.path / EASED)
        eased = [report.day for report in self.kept.reports if report.session is None]
        days = [day for day in eased[:-1] if (folder / f"{day.isoformat()}.mp3").exists()] + eased[-1:]
        return make_show(
            self.workshop,
            folder,
            title=f"{self.program.title}: gentle days",
            about=f"For days on which a session would be too much. {_CARE}",
            wanted=[self._eased(day, number) for number, day in enumerate(days, 1)],
            date=self.program.start.isoformat(),
            progress=progress,
            notice=notice,
        )

    def _eased(self, day: datetime.date, number: int) -> Wanted:
        title = f"Gentle mobility, {day.isoformat()}"
        return Wanted(stem=day.isoformat(), request=relief(self.program, day), title=title, track=(number, number))

    def publish(self, stamp: datetime.datetime | None) -> None:
        """Calendar and overview, as things are now; made, as they say, on the first day where no ``stamp`` is given.

        Raises OutputError.
        """
        stamp = stamp or datetime.datetime.combine(self.program.start, datetime.time(), datetime.timezone.utc)
        listings = [self._listing(session) for session in self.program.sessions]
        told = calendar(self.program, listings, at=self.kept.settled.at, stamp=stamp)
        page = overview(self.program)
        write_together([(self.path / CALENDAR, [told.encode()]), (self.path / OVERVIEW, [page.encode()])])

    def _listing(self, session: Session) -> Listing:
        """With the moves of its file where that is there: what is spoken may need others than were planned."""
        path = self.path / session.path
        try:
            told = read_json(path.with_suffix(".json"))
            names = tuple(str(move["name"]) for move in told["moves"])
        except (OSError, ValueError, RecursionError, KeyError, TypeError):
            known = {exercise.id: exercise.name for exercise in self.workshop.catalogue}
            names = tuple(known.get(id_, id_) for id_ in self.kept.planned[session.number - 1].moves)
            return Listing(session=session, moves=names, there=False)
        return Listing(session=session, moves=names, there=path.exists())


def _made(folder: Path) -> Path:
    make_folder(folder)
    return folder


def opened(workshop: Workshop, path: Path, kept: Kept) -> ProgramFolder:
    """The program that a folder remembers, scheduled again. Raises RequestError where an option is unknown."""
    settled = kept.settled
    try:
        listener = workshop.request(Asked(minutes="10", **dict(settled.options)))
    except RequestError as fault:
        fault.hint = "backrelief-audio program --help"
        raise
    program = schedule(settled.weeks, settled.days, settled.start, listener, workshop.catalogue)
    if kept.planned:
        timed = zip(program.sessions, kept.planned, strict=True)
        sessions = tuple(lasting(session, planned.length) for session, planned in timed)
        program = replace(program, sessions=sessions)
    return ProgramFolder(workshop, path, kept, listener, program)


def planned_for(folder: ProgramFolder, progress: Progress | None, notice: Notice) -> tuple[Planned, ...]:
    """Every session, planned by estimates, each after those before it; told where one has to be shorter.

    Raises RequestError, with the session, where one can't be planned.
    """
    found: list[Planned] = []
    for session in folder.program.sessions:
        try:
            request, moves = folder.fitted(at_load(session, 0, folder.listener.level, _recent(found)))
        except RequestError as fault:
            raise RequestError(f"{session.title}: {fault}", hint=_OTHERWISE) from fault
        if request.length < session.length:
            told = f"{minutes_text(request.length)} instead of {minutes_number(session.length)}"
            notice(f"{session.title}: {told}, because more would need other equipment, or less to be avoided")
        found.append(Planned(length=request.length, moves=moves))
        if progress:
            progress("plan", session.number, len(folder.program.sessions))
    return tuple(found)


def _recent(planned: Sequence[Planned]) -> tuple[str, ...]:
    """Ids of the exercises of the last sessions, the latest first."""
    return tuple(id_ for one in list(planned)[::-1][:LOOKS_BACK] for id_ in reversed(one.moves))
