"""Programs begun, gone on with, interrupted anywhere and repeated; without sound."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from building import TONE_VOICE
from programs_home import Showing

from backrelief_audio import pipeline, program_file
from backrelief_audio.errors import OutputError, RequestError
from backrelief_audio.model.care import Level
from backrelief_audio.model.plan import Plan
from backrelief_audio.model.program import Settled, Verdict
from backrelief_audio.model.request import Dosing, Request
from backrelief_audio.pipeline import Workshop, programs
from backrelief_audio.pipeline.following import Followed, begin, follow
from backrelief_audio.units import minutes

START = datetime.date(2026, 3, 2)
DAYS_DONE = [(0, 2), (2, 1), (4, 3), (7, 0)]
"""Days of the first reports, and their pain."""


def settled(**changes: Any) -> Settled:
    """Four weeks of three days, begun with other options."""
    options: dict[str, Any] = {
        **dict.fromkeys(program_file.LISTS, ()),
        "level": "strong",
        "instruction": "full",
        "counting": "full",
        "voice": TONE_VOICE.name,
        "bed": "none",
        "bed_distance": "standard",
        "seed": 7,
        **changes,
    }
    return Settled(weeks=4, days=3, start=START, at=None, options=tuple(options.items()))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Our own content, and the tone's voice."""
    nowhere = tmp_path_factory.mktemp("nowhere")
    return replace(pipeline.workshop(nowhere, nowhere, nowhere), voices=(TONE_VOICE,))


@pytest.fixture(scope="module", autouse=True)
def planned_once() -> Iterator[None]:
    """The same request has the same plan, so it is looked for once in all these tests."""
    known: dict[Request, Plan] = {}
    real = programs.estimated

    def plan(workshop: Workshop, request: Request) -> Plan:
        if request not in known:
            known[request] = real(workshop, request)
        return known[request]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(programs, "estimated", plan)
        yield


@pytest.fixture(scope="module")
def begun(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A program just begun, which is only copied."""
    path = tmp_path_factory.mktemp("begun") / "back"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(programs, "make_show", Showing())
        start(workshop, path)
    return path


@pytest.fixture
def folder(begun: Path, tmp_path: Path) -> Path:
    """A program just begun."""
    return Path(shutil.copytree(begun, tmp_path / "back"))


@pytest.fixture
def showing(monkeypatch: pytest.MonkeyPatch) -> Showing:
    """Shows are made without sound."""
    made = Showing()
    monkeypatch.setattr(programs, "make_show", made)
    return made


def start(workshop: Workshop, path: Path, with_: Settled | None = None, *, all_weeks: bool = False) -> list[str]:
    """Begin a program, and say what was told."""
    told: list[str] = []
    begin(
        workshop,
        path,
        with_ or settled(),
        all_weeks=all_weeks,
        force=False,
        stamp=None,
        progress=None,
        notice=told.append,
    )
    return told


def tell(
    workshop: Workshop, path: Path, day: int, pain: int, notice: Callable[[str], None] = lambda _: None
) -> Followed:
    """Tell of a pain on a day of the program."""
    when = START + datetime.timedelta(days=day)
    return follow(workshop, path, pain, when, stamp=None, progress=None, notice=notice)


def content(path: Path) -> dict[str, bytes]:
    """All files of a folder."""
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_a_program_is_begun_with_its_first_week(begun: Path) -> None:
    """The first week's sessions are there, with state, calendar and overview of all weeks; nothing else."""
    names = {name for name in content(begun) if not name.endswith(".json")}
    assert names == {
        "overview.html",
        "program.ics",
        "week-1/day-1-strength.mp3",
        "week-1/day-3-mobility.mp3",
        "week-1/day-5-strength.mp3",
    }
    calendar = (begun / "program.ics").read_bytes()
    assert calendar.count(b"BEGIN:VEVENT") == 12
    assert calendar.count(b"DESCRIPTION:Moves: Move of day") == 3
    assert calendar.count(b"DESCRIPTION:Planned moves: ") == 9
    assert b"DTSTAMP:20260302T000000Z" in calendar
    assert (begun / "overview.html").read_bytes().count(b"<strong>") == 12


def test_every_session_is_asked_to_differ_from_those_before(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """With all weeks made, each has the exercises of the three planned before it as the recent ones."""
    start(workshop, folder, all_weeks=True)
    kept = program_file.read(folder)
    assert kept is not None
    requests = [one.request for _, wanted in showing.shows for one in wanted]
    assert len(requests) == 12
    assert requests[0].recent == ()
    moves = [planned.moves for planned in kept.planned]
    assert requests[5].recent == (*moves[4][::-1], *moves[3][::-1], *moves[2][::-1])


def test_begun_again_it_makes_only_what_is_missing(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """Nothing of a whole folder changes; what was taken away comes back as it was."""
    before = content(folder)
    start(workshop, folder)
    assert content(folder) == before
    (folder / "week-1" / "day-3-mobility.mp3").unlink()
    (folder / "program.ics").unlink()
    start(workshop, folder)
    assert content(folder) == before
    assert len(showing.shows) == 2


def test_another_program_is_never_written_over_it(workshop: Workshop, folder: Path) -> None:
    """What differs is told, and every file stays."""
    before = content(folder)
    with pytest.raises(OutputError, match="--start, --avoid differ"):
        start(workshop, folder, replace(settled(avoid=("wrist",)), start=START + datetime.timedelta(days=7)))
    assert content(folder) == before


def test_what_can_never_be_planned_leaves_nothing(workshop: Workshop, tmp_path: Path, showing: Showing) -> None:
    """A listener whose options clash is told which session it is, and no folder is made."""
    with pytest.raises(RequestError, match="Week 1, day 1: strength"):
        start(workshop, tmp_path / "back", settled(include=("bird-dog",), avoid=("floor",)))
    assert not (tmp_path / "back").exists()
    assert showing.shows == []


def test_a_session_that_cant_be_filled_is_shorter(
    workshop: Workshop, tmp_path: Path, showing: Showing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the exercises left don't fill a session, it is shortened, told, and the same on every later day."""
    real = programs.estimated

    def plan(workshop: Workshop, request: Request) -> Plan:
        if request.length > minutes(16):
            raise RequestError("nothing fills that")
        return real(workshop, request)

    monkeypatch.setattr(programs, "estimated", plan)
    told = start(workshop, tmp_path / "back", all_weeks=True)
    assert [one.split(",")[0] for one in told] == ["Week 4"] * 3
    assert "15 minutes instead of 20" in told[0]
    lengths = [round(one.request.length / 60_000) for one in showing.shows[-1][1]]
    assert lengths == [15, 15, 15]
    assert b"strength\\, 15 minutes" in (tmp_path / "back" / "program.ics").read_bytes()


def test_sessions_follow_each_other(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """Comfortable reports go from session to session; after two strength sessions the load is a step above the plan."""
    paths = [str(tell(workshop, folder, day, pain).path) for day, pain in DAYS_DONE]
    names = [path.removeprefix(f"{folder}/") for path in paths]
    assert names == [
        "week-1/day-1-strength.mp3",
        "week-1/day-3-mobility.mp3",
        "week-1/day-5-strength.mp3",
        "week-2/day-1-strength.mp3",
    ]
    last = showing.shows[-1][1][-1]
    assert last.request.dosing is Dosing.HIGH
    assert last.title == "Week 2, day 1: strength"


def test_a_second_report_on_one_day_replaces_the_first(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """The same session is due, at the load of the later number, and the first is forgotten."""
    tell(workshop, folder, 0, 2)
    once = content(folder)
    assert tell(workshop, folder, 0, 2).path == folder / "week-1" / "day-1-strength.mp3"
    assert content(folder) == once
    held = tell(workshop, folder, 0, 5)
    assert (held.decision.verdict, held.path) == (Verdict.HOLD, folder / "week-1" / "day-1-strength.mp3")
    tell(workshop, folder, 0, 2)
    assert content(folder) == once
    assert len(showing.shows) == 4


def test_much_pain_brings_gentle_mobility_or_rest(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """At 6 there is a gentle session that stands for none of the program's; at 8 none; then the program goes on."""
    eased = tell(workshop, folder, 0, 6)
    assert (eased.decision.verdict, eased.session) == (Verdict.EASE, None)
    assert eased.path == folder / "gentle" / "2026-03-02.mp3"
    assert eased.path.exists()
    assert showing.shows[-1][1][0].request.level is Level.GENTLE
    number = len(showing.shows)
    rested = tell(workshop, folder, 1, 8)
    assert (rested.decision.verdict, rested.path, len(showing.shows)) == (Verdict.REST, None, number)
    on = tell(workshop, folder, 3, 1)
    assert on.session is not None
    assert (on.session.number, on.decision.rung) == (1, -2)


def test_the_other_sessions_of_the_week_stay_in_its_show(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """What is there of the week is wanted with today's session, as it was made, in the order of days."""
    for day, pain in [(0, 2), (2, 5), (4, 1)]:
        tell(workshop, folder, day, pain)
    before = content(folder)
    title, wanted = showing.shows[-1]
    assert title == "4 weeks for your upper back: week 1"
    assert [one.stem for one in wanted] == ["day-1-strength", "day-3-mobility", "day-5-strength"]
    assert [one.track for one in wanted] == [(1, 3), (2, 3), (3, 3)]
    start(workshop, folder)
    assert content(folder) == before


def test_two_days_of_strength_are_told(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """Who comes back the day after a strength session for another one hears to wait, and may have it."""
    assert showing.shows == []
    for day, pain in DAYS_DONE:
        tell(workshop, folder, day, pain)
    told: list[str] = []
    assert tell(workshop, folder, 8, 1, told.append).path is not None
    assert len(told) == 1
    assert "yesterday was for strength too" in told[0]


def test_a_session_that_fails_is_due_again(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """It is told why, and neither today nor tomorrow counts as a session done."""
    (folder / "week-1" / "day-1-strength.mp3").unlink()
    showing.refuses = "day-1-strength"
    failed = tell(workshop, folder, 0, 2)
    assert (failed.path, failed.failed) == (None, "the horn cracked")
    showing.refuses = ""
    again = tell(workshop, folder, 1, 2)
    assert again.session is not None
    assert again.session.number == 1


def test_the_end_is_told(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """After the last session there is nothing to be made, and it is told; a day before the last report is refused."""
    assert showing.shows == []
    for number in range(12):
        tell(workshop, folder, 2 * number, 1)
    with pytest.raises(RequestError, match="all 12 sessions"):
        tell(workshop, folder, 30, 1)
    with pytest.raises(RequestError, match="2026-03-03 is before the last report, of 2026-03-24"):
        tell(workshop, folder, 1, 1)


def test_without_a_program_it_is_told(workshop: Workshop, tmp_path: Path) -> None:
    """A folder without a program leads to the command that begins one, and is not made."""
    with pytest.raises(RequestError, match="there is no program"):
        tell(workshop, tmp_path / "none", 0, 1)
    assert not (tmp_path / "none").exists()


class Killed(BaseException):
    """The process ended here."""


class Steps:
    """Counts the steps of what is done, and ends it at one of them."""

    def __init__(self) -> None:
        self.done = 0
        self.last = -1

    def __call__(self) -> None:
        """One step more."""
        if self.done == self.last:
            raise Killed
        self.done += 1

    def around(self, real: Callable[..., None]) -> Callable[..., None]:
        """A write that is a step before it and one after it."""

        def write(*arguments: Any) -> None:
            self()
            real(*arguments)
            self()

        return write


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch, showing: Showing) -> Steps:
    """Every write of a program is counted, and may be the last."""
    counted = Steps()
    showing.step = counted
    monkeypatch.setattr(program_file, "write_atomically", counted.around(program_file.write_atomically))
    monkeypatch.setattr(programs, "write_together", counted.around(programs.write_together))
    return counted


@pytest.mark.parametrize("report", [(9, 2), (9, 5), (9, 6), (9, 9)])
def test_killed_anywhere_it_can_be_repeated(
    workshop: Workshop, folder: Path, steps: Steps, tmp_path: Path, report: tuple[int, int]
) -> None:
    """Ended before or after any of its writes and typed again, ``next`` leaves what it would have left at once."""
    for day, pain in DAYS_DONE:
        tell(workshop, folder, day, pain)
    whole = Path(shutil.copytree(folder, tmp_path / "whole"))
    steps.done = 0
    tell(workshop, whole, *report)
    number = steps.done
    assert number >= 2
    for last in range(number):
        path = Path(shutil.copytree(folder, tmp_path / f"killed-{last}"))
        steps.done, steps.last = 0, last
        with pytest.raises(Killed):
            tell(workshop, path, *report)
        steps.last = -1
        tell(workshop, path, *report)
        assert content(path) == content(whole)


def test_a_beginning_killed_anywhere_can_be_repeated(
    workshop: Workshop, begun: Path, steps: Steps, tmp_path: Path
) -> None:
    """The same for the first command of all: typed again, it completes the folder."""
    start(workshop, tmp_path / "counted")
    for last in (0, 1, steps.done // 2, steps.done - 1):
        path = tmp_path / f"killed-{last}"
        steps.done, steps.last = 0, last
        with pytest.raises(Killed):
            start(workshop, path)
        steps.last = -1
        start(workshop, path)
        assert content(path) == content(begun)


def test_gentle_days_are_kept_together(workshop: Workshop, folder: Path, showing: Showing) -> None:
    """Each gentle day has a session of its own in one show; those before it stay in it, as they were made."""
    for day, pain in [(0, 6), (1, 9), (2, 7)]:
        tell(workshop, folder, day, pain)
    title, wanted = showing.shows[-1]
    assert title.endswith("gentle days")
    assert [one.stem for one in wanted] == ["2026-03-02", "2026-03-04"]
    assert wanted[0].request == showing.shows[0][1][0].request
    assert wanted[0].request.seed != wanted[1].request.seed
