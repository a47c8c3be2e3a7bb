"""``program`` and ``program next``: what goes in, what comes out, on which stream and with which exit code."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import pytest
from commanding import Command
from programs_home import FAULT, Showing

from backrelief_audio.cli import programming
from backrelief_audio.errors import RequestError
from backrelief_audio.model.care import Avoid
from backrelief_audio.model.plan import Plan
from backrelief_audio.model.request import Request
from backrelief_audio.pipeline import Workshop, programs

PLANS: dict[Request, Plan] = {}
"""Of all these tests: the same request has the same plan."""

BEGIN = ("program", "--weeks", "4", "--days", "3", "--seed", "7", "--start", "2026-03-02", "-o", "back")


@pytest.fixture(autouse=True)
def showing(monkeypatch: pytest.MonkeyPatch) -> Showing:
    """Shows are made without sound, and plans once."""
    real = programs.estimated

    def plan(workshop: Workshop, request: Request) -> Plan:
        if request not in PLANS:
            PLANS[request] = real(workshop, request)
        return PLANS[request]

    made = Showing()
    monkeypatch.setattr(programs, "make_show", made)
    monkeypatch.setattr(programs, "estimated", plan)
    return made


def save_music(path: Path) -> None:
    """Six seconds of a sawtooth: sound enough for a bed."""
    samples = (number * 400 % 20_000 - 10_000 for number in range(6 * 48_000))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))


def state(folder: str = "back") -> dict[str, Any]:
    """What a program's folder remembers."""
    told: dict[str, Any] = json.loads((Path(folder) / "program.json").read_text(encoding="utf-8"))
    return told


def test_a_program_is_begun(command: Command) -> None:
    """Every path is on stdout, as of a playlist, the counts on stderr; begun again, everything is kept."""
    told = command(*BEGIN)
    names = ["day-1-strength.mp3", "day-3-mobility.mp3", "day-5-strength.mp3", "playlist.m3u8"]
    assert told.out.splitlines() == [f"back/week-1/{name}" for name in names]
    assert (told.code, told.err) == (0, "back: made 3, seed 7\n")
    assert (Path("back") / "program.ics").exists()
    assert (Path("back") / "overview.html").exists()
    again = command("program", "--weeks", "4", "--days", "3", "-o", "back", "--json")
    assert again.code == 0
    assert {key: len(value) for key, value in json.loads(again.out).items() if key in {"made", "kept"}} == {
        "made": 0,
        "kept": 3,
    }


def test_all_weeks_are_made_where_that_is_asked(command: Command) -> None:
    """With --all there is a folder a week."""
    made = json.loads(command(*BEGIN, "--all", "--json").out)["made"]
    assert sorted({Path(path).parent.name for path in made}) == ["week-1", "week-2", "week-3", "week-4"]
    assert len(made) == 12


def test_the_session_options_hold(command: Command, showing: Showing) -> None:
    """What is typed once, by option or environment, is in every session, and is remembered for the next ones."""
    command(*BEGIN, "--avoid", "wrist", "--focus", "neck", "--level", "gentle", "--equipment", "chair,wall,mat")
    requests = [one.request for _, wanted in showing.shows for one in wanted]
    assert {request.avoid for request in requests} == {(Avoid.WRIST,)}
    assert {request.focus[0].value for request in requests} == {"neck"}
    assert {request.voice for request in requests} == {"tone"}
    told = state()["options"]
    assert (told["avoid"], told["level"], told["seed"]) == (["wrist"], "gentle", 7)


def test_where_things_go_is_a_setting(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the environment is where the program's folder goes, and where the next session is looked for."""
    monkeypatch.setenv("BACKRELIEF_OUTPUT", "music")
    assert command(*BEGIN[:-2]).out.startswith("music/program/week-1/")
    assert command("program", "next", "--pain", "2").out == "music/program/week-1/day-1-strength.mp3\n"


def test_one_file_is_no_place_for_a_program(command: Command) -> None:
    """An .mp3 file that was typed is a usage error, as it is for a playlist."""
    told = command(*BEGIN[:-1], "back.mp3")
    assert (told.code, told.out) == (2, "")
    assert "try: --output back/" in told.err
    assert list(Path().iterdir()) == []


def test_it_starts_next_monday_by_itself(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --start the first day is the Monday after today; without --seed one is drawn."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772409600")  # 2 March 2026, a Monday
    monkeypatch.setattr(programming, "drawn_seed", lambda: 7)
    assert command("program", "--weeks", "4", "--days", "3", "-o", "back").code == 0
    assert (state()["start"], state()["options"]["seed"]) == ("2026-03-09", 7)
    assert b"DTSTAMP:20260302T000000Z" in (Path("back") / "program.ics").read_bytes()


def test_next_prints_its_path_and_says_why(command: Command) -> None:
    """The session's path is on stdout, the decision on stderr; by default the day is today."""
    command(*BEGIN)
    told = command("program", "next", "--pain", "2", "back")
    assert (told.code, told.out) == (0, "back/week-1/day-1-strength.mp3\n")
    assert told.err == "pain 2: comfortable, so it goes on at the load you have (the planned load)\n"
    held = json.loads(command("program", "next", "--pain", "5", "back", "--json").out)
    assert held == {
        "decision": "hold",
        "rung": -1,
        "session": "Week 1, day 1: strength",
        "path": "back/week-1/day-1-strength.mp3",
    }
    assert [report["pain"] for report in state()["reports"]] == [5]


@pytest.mark.parametrize(("pain", "path"), [("6", "back/gentle/2026-03-02.mp3\n"), ("9", "")])
def test_much_pain_asks_for_a_clinician(command: Command, pain: str, path: str) -> None:
    """The words say to rest or move gently, and whom to ask when; nothing promises anything."""
    command(*BEGIN)
    told = command("program", "next", "--pain", pain, "--day", "2026-03-02", "back")
    assert (told.code, told.out) == (0, path)
    assert "rest today" in told.err
    assert "Ask a clinician if pain stays raised beyond 24 hours" in told.err
    assert "1 step below the planned load" in told.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("program", "--weeks", "6"), "'6' is not one of"),
        (("program", "--days", "2"), "not in the range 3<=x<=7"),
        (("program", "--start", "monday"), "--start: 'monday' is no day"),
        (("program", "--start", "0999-01-01"), "is no day"),
        (("program", "--at", "half past"), "--at: 'half past' is no time of day"),
        (("program", "--avoid", "wrst"), "did you mean wrist?"),
        (("program", "--level", "hard"), "--level: 'hard' is unknown"),
        (("program", "--minutes", "10"), "No such option"),
        (("program", "next", "--pain", "11"), "not in the range 0<=x<=10"),
        (("program", "next", "--pain", "2", "--day", "x"), "--day: 'x' is no day"),
        (("program", "next"), "Missing option '--pain'"),
        (("program", "next", "--pain", "2", "nowhere"), "there is no program in nowhere"),
    ],
)
def test_a_wrong_option_is_told(command: Command, arguments: tuple[str, ...], told: str) -> None:
    """A slip is a usage error that says what was meant or allowed, and nothing is made."""
    outcome = command(*arguments)
    assert outcome.code == 2
    assert told in outcome.err
    assert outcome.out == ""
    assert list(Path().iterdir()) == []


def test_a_damaged_program_is_told_and_left(command: Command) -> None:
    """Both commands name the file and what to do, and change nothing."""
    command(*BEGIN)
    path = Path("back") / "program.json"
    path.write_bytes(path.read_bytes()[:-40])
    before = {file: file.read_bytes() for file in Path("back").rglob("*") if file.is_file()}
    for arguments in (BEGIN, ("program", "next", "--pain", "2", "back")):
        told = command(*arguments)
        assert told.code == 1
        assert "program.json: is no JSON" in told.err
        assert "move it away" in told.err
    assert before == {file: file.read_bytes() for file in Path("back").rglob("*") if file.is_file()}


def test_another_program_is_refused(command: Command) -> None:
    """Other options in the same folder are told by name."""
    command(*BEGIN)
    told = command(*BEGIN[:3], "--days", "4", "--seed", "8", "-o", "back")
    assert told.code == 1
    assert "back holds another program already: --days, --seed differ" in told.err


def test_what_failed_is_told_and_the_rest_made(command: Command, showing: Showing) -> None:
    """One session of a batch that fails is exit code 3; of ``next``, which makes one, its own."""
    showing.refuses = "day-3-mobility"
    told = command(*BEGIN)
    assert (told.code, "day-3" in told.out) == (3, False)
    assert "error: back/week-1/day-3-mobility: the horn cracked\nback: made 2, failed 1, seed 7" in told.err
    failed = json.loads(command(*BEGIN, "--json").out)["failed"]
    assert failed == [{"session": "back/week-1/day-3-mobility", "why": "the horn cracked"}]
    command("program", "next", "--pain", "2", "--day", "2026-03-02", "back")
    due = command("program", "next", "--pain", "2", "--day", "2026-03-04", "back")
    assert (due.code, due.out) == (FAULT, "")
    assert "the horn cracked" in due.err


def test_where_all_fails_the_code_is_theirs(command: Command, showing: Showing) -> None:
    """A batch of which nothing was made ends as its failures would have alone, and has no path on stdout."""
    showing.refuses = "day-"
    told = command(*BEGIN)
    assert (told.code, told.out) == (FAULT, "")
    assert "back: failed 3, seed 7" in told.err


def test_a_bed_of_ones_own_is_found_from_anywhere(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is kept whole, because the next session may be asked for from another folder."""
    monkeypatch.delenv("BACKRELIEF_BED")
    save_music(Path("music.wav"))
    assert command(*BEGIN, "--bed", "./music.wav").code == 0
    assert state()["options"]["bed"] == str(Path("music.wav").absolute())


def test_a_bed_that_is_not_there_is_told_before_anything_is_remembered(command: Command) -> None:
    """A missing sound file is refused before the folder is a program's, so the slip can be mended there."""
    told = command(*BEGIN, "--bed", "./music.wav")
    assert told.code == 2
    assert "there is no file" in told.err
    assert list(Path().iterdir()) == []
    assert command(*BEGIN).code == 0


@pytest.mark.parametrize("arguments", [BEGIN, ("program", "next", "--pain", "2", "back")])
def test_a_file_in_the_folder_s_place_is_told(command: Command, arguments: tuple[str, ...]) -> None:
    """Both commands say that it is a file."""
    Path("back").write_text("mine", encoding="utf-8")
    told = command(*arguments)
    assert (told.code, told.out) == (1, "")
    assert "back is a file, and a program has a folder" in told.err


def test_a_listener_who_can_do_nothing_is_told(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can't be planned is refused with its session, before anything is made."""

    def plan(*_: object) -> Plan:
        raise RequestError("nothing is left", hint="less to avoid")

    monkeypatch.setattr(programs, "estimated", plan)
    told = command(*BEGIN)
    assert told.code == 2
    assert "Week 1, day 1: strength: nothing is left" in told.err
    assert list(Path().iterdir()) == []


def test_help_leads_with_examples(command: Command) -> None:
    """Both show how they are used before all options, and that this is no medical advice."""
    told = command("program", "--help").out
    assert told.index("Examples:") < told.index("Options:")
    assert "not medical advice" in told
    assert "Example:" in command("program", "next", "--help").out
