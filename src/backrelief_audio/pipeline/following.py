"""Programs: begun in a folder, and followed from session to session by how the listener is getting on.

All that has to be remembered is in ``program.json``. It is written before a session is made, with what was decided, and
after it, with the session as made: so whatever is interrupted can be done again, and nothing counts twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .. import program_file
from ..errors import OutputError, RequestError
from ..model.program import Decision, Kept, Report, Session, Settled, Verdict
from ..programming.climbing import decide, due, standing, strength_before, two_in_a_row
from . import Notice, Progress, Workshop, make_folder
from .programs import ProgramFolder, opened, planned_for
from .showing import ShowMade
from .underlying import check_bed


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of a report."""

    decision: Decision
    session: Session | None
    """The one that is due; None where today is for rest, or gentle mobility."""

    path: Path | None
    """What there is to listen to today, if anything."""

    failed: str = ""
    """Why it could not be made."""

    exit_code: int = 0
    """What the failure ends a command with."""


def begin(
    workshop: Workshop,
    path: Path,
    settled: Settled,
    *,
    all_weeks: bool,
    force: bool,
    stamp: datetime.datetime | None,
    progress: Progress | None,
    notice: Notice,
) -> tuple[ShowMade, ...]:
    """Begin a program in a folder, or make what is missing of the one that is there: its first week, or all weeks.

    Calendar and overview are of all weeks. Raises RequestError where a session can't be planned or the bed can't be
    used, OutputError where the folder holds another program or can't be written, ContentError where what it holds can't
    be read, MissingError as ``check_bed`` does.
    """
    there = program_file.read(path)
    if there is None:
        folder = opened(workshop, path, Kept(settled=settled, planned=()))
        check_bed(folder.listener, path)  # before it is remembered: another bed would be another program
        folder = opened(workshop, path, Kept(settled=settled, planned=planned_for(folder, progress, notice)))
        make_folder(path)
        program_file.write(path, folder.kept)
    else:
        _check_same(there.settled, settled, path)
        folder = opened(workshop, path, there)
    rungs = {report.session: report.rung for report in folder.kept.reports if report.session}
    shows = []
    for week in range(1, settled.weeks + 1 if all_weeks else 2):
        wanted = [folder.wanted(session, rungs.get(session.number, 0)) for session in folder.program.week(week)]
        shows.append(folder.show(week, wanted, force, progress, notice))
    folder.publish(stamp)
    return tuple(shows)


def follow(
    workshop: Workshop,
    path: Path,
    pain: int,
    day: datetime.date,
    *,
    stamp: datetime.datetime | None,
    progress: Progress | None,
    notice: Notice,
) -> Followed:
    """Take yesterday's pain, decide by the rules of ``programming.climbing``, and make what is for today.

    A second report on one day replaces the first. Raises RequestError where there is no program, where it is done, or
    where a later day was reported already; ContentError where what is remembered can't be read.
    """
    kept = _told_until(path, day)
    before = tuple(report for report in kept.reports if report.day != day)
    folder = opened(workshop, path, kept)
    session = _due(folder, before)
    decision = decide(standing(before, folder.program), pain, strength_before(before, folder.program))
    eased = decision.verdict in (Verdict.EASE, Verdict.REST)
    report = Report(day=day, pain=pain, session=None if eased else session.number, rung=decision.rung)
    folder = replace(folder, kept=replace(kept, reports=(*before, report)))
    program_file.write(path, folder.kept)
    if not eased and two_in_a_row(before, day, session, folder.program):
        notice("yesterday was for strength too: better wait a day with this one, and type the same again then")
    if decision.verdict is Verdict.REST:
        return Followed(decision=decision, session=None, path=None)
    made, failed, code = _today(folder, session, report, progress, notice)
    if made is not None:
        program_file.write(path, replace(kept, reports=(*before, replace(report, made=True))))
        folder.publish(stamp)
    return Followed(decision=decision, session=None if eased else session, path=made, failed=failed, exit_code=code)


def _told_until(path: Path, day: datetime.date) -> Kept:
    """What a program's folder remembers. Raises RequestError where there is none, or a later day was reported."""
    kept = program_file.read(path)
    if kept is None:
        raise RequestError(f"there is no program in {path}", hint=f"backrelief-audio program -o {path}")
    if kept.reports and day < kept.reports[-1].day:
        last = kept.reports[-1].day.isoformat()
        raise RequestError(f"{day.isoformat()} is before the last report, of {last}", hint=f"--day {last}")
    return kept


def _due(folder: ProgramFolder, reports: Sequence[Report]) -> Session:
    """The session after those made. Raises RequestError where all are."""
    number = due(reports, folder.program)
    if number is None:
        raise RequestError(
            f"all {len(folder.program.sessions)} sessions of the program in {folder.path} are done",
            hint="backrelief-audio program -o ANOTHER-FOLDER, to begin another",
        )
    return folder.program.sessions[number - 1]


def _today(
    folder: ProgramFolder, session: Session, report: Report, progress: Progress | None, notice: Notice
) -> tuple[Path | None, str, int]:
    """Make what is for today, beside what is there of its week; its path, or why there is none and its exit code."""
    if report.session is None:
        stem, shown = report.day.isoformat(), folder.ease(progress, notice)
    else:
        rungs = {one.session: one.rung for one in folder.kept.reports if one.session}
        week = folder.program.week(session.week)
        there = [one for one in week if one == session or (folder.path / one.path).exists()]
        wanted = [folder.wanted(one, rungs.get(one.number, 0)) for one in there]
        stem, shown = session.stem, folder.show(session.week, wanted, False, progress, notice)
    made = next((one for one in (*shown.made, *shown.kept) if one.stem == stem), None)
    faults = zip(shown.failed, shown.faults, strict=True)
    why, code = next(((why, code) for (name, why), code in faults if name == stem), ("", 0))
    return made, why, code


def _check_same(there: Settled, asked: Settled, path: Path) -> None:
    """Raises OutputError where a folder holds another program than is asked for."""
    if there == asked:
        return
    names = [name for name in ("weeks", "days", "start", "at") if getattr(there, name) != getattr(asked, name)]
    was, now = dict(there.options), dict(asked.options)
    names += [name.replace("_", "-") for name in now if was.get(name) != now[name]]
    raise OutputError(
        f"{path} holds another program already: --{', --'.join(names)} {'differs' if len(names) == 1 else 'differ'}",
        hint=f"backrelief-audio program -o ANOTHER-FOLDER, or backrelief-audio program next --pain N {path}",
    )
