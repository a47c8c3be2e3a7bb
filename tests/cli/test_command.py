"""The command line: what goes in, what comes out, on which stream and with which exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from commanding import Command
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from backrelief_audio import __version__
from backrelief_audio.cli.commands import commands
from backrelief_audio.covering import cover


def files(folder: Path) -> set[str]:
    """All files below a folder, hidden ones too."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_build_makes_three_files_and_prints_the_path(command: Command) -> None:
    """A build leaves MP3, document and lyrics in output/, and stdout holds the path alone."""
    told = command("build", "--minutes", "1", "--seed", "3")
    name = "upper-back-1min-seed3"
    assert (told.code, told.out, told.err) == (0, f"output/{name}.mp3\n", "")
    assert files(Path("output")) == {f"{name}.mp3", f"{name}.json", f"{name}.lrc"}


def test_without_a_bed_the_voice_is_alone(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """With --bed none the document has no bed and the file one channel."""
    monkeypatch.delenv("BACKRELIEF_BED")
    path = Path(command("build", "--minutes", "1", "--seed", "3", "--bed", "none").out.strip())
    assert json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["bed"] is None
    assert MP3(path).info.channels == 1


def test_plan_and_build_agree(command: Command) -> None:
    """What plan --json prints is what build writes beside the MP3."""
    planned = json.loads(command("plan", "--minutes", "2", "--seed", "5", "--json").out)
    command("build", "--minutes", "2", "--seed", "5", "-o", "two.mp3")
    assert json.loads(Path("two.json").read_text(encoding="utf-8")) == planned


def test_plan_prints_a_script_for_people(command: Command) -> None:
    """Without --json, plan prints the timed script, from welcome to end."""
    told = command("plan", "--minutes", "1", "--seed", "3")
    assert told.code == 0
    assert "00:00.000  == Welcome" in told.out
    assert told.out.endswith("01:00.000  end\n")


def test_json_tells_what_was_built(command: Command) -> None:
    """With --json, build tells path, length in seconds, size, seed and moves."""
    told = json.loads(command("build", "--minutes", "1", "--seed", "3", "-o", "folder/", "--json").out)
    path = Path(told["path"])
    assert (told["seconds"], told["seed"], told["bytes"]) == (60.0, 3, path.stat().st_size)
    assert path.parent == Path("folder")


def test_the_cover_shows_the_minutes_once(command: Command) -> None:
    """The cover in the file has the number alone as its large figure; its unit is drawn below it."""
    path = Path(command("build", "--minutes", "1.5", "--seed", "3", "--focus", "neck").out.strip())
    assert ID3(path).getall("APIC")[0].data == cover("1.5", "neck", "neck")


def test_a_seed_is_drawn_and_told(command: Command) -> None:
    """Without --seed one is drawn, and stands in name and document."""
    path = Path(command("build", "--minutes", "1").out.strip())
    document = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert path.stem == f"upper-back-1min-seed{document['seed']}"


@pytest.mark.parametrize("minutes", ["0", "-5", "nan", "inf", "1e9", "", "0.99", "90.1", "ten"])
def test_absurd_minutes_are_refused(command: Command, minutes: str) -> None:
    """A length that makes no sense is a usage error that says what is allowed, and nothing is made."""
    told = command("build", f"--minutes={minutes}")
    assert told.code == 2
    assert "1 to 90" in told.err
    assert files(Path()) == set()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--focus", "nek"], "did you mean neck?"),
        (["--equipment", "chiar"], "did you mean chair?"),
        (["--include", "bird-dogg"], "did you mean bird-dog?"),
        (["--exclude", "cobraa"], "did you mean cobra?"),
        (["--instruction", "breif"], "did you mean brief?"),
        (["--counting", "last"], "did you mean last-three?"),
        (["--bed", "warmpad"], "did you mean warm-pad?"),
        (["--bed", "no-such-music.mp3"], "no-such-music.mp3"),
        (["--bed-distance", "near"], "did you mean nearer?"),
        (["--voice", "clera"], "did you mean clear?"),
        (["--voice", "../../etc/passwd"], "'../../etc/passwd' is unknown"),
        (["--seed", "-1"], "whole number from 0"),
        (["--seed", "x"], "not a valid integer"),
        (["--include", "chin-up"], "chin-up needs bar"),
        (["--include", "cobra", "--exclude", "cobra"], "both included and excluded"),
        (["--nonsense"], "No such option"),
    ],
)
def test_a_wrong_option_is_told(command: Command, arguments: list[str], expected: str) -> None:
    """An unknown name or a clash is a usage error with the nearest right word or the reason."""
    told = command("build", "--minutes", "15", *arguments)
    assert told.code == 2
    assert expected in told.err
    assert told.out == ""


def test_all_faults_are_told_at_once(command: Command) -> None:
    """Three wrong options are three lines of one message."""
    told = command("plan", "--minutes", "nan", "--focus", "nek", "--equipment", "chiar")
    assert [part in told.err for part in ("--minutes", "--focus", "--equipment")] == [True, True, True]


def test_what_is_there_stays(command: Command) -> None:
    """A file of the name is not replaced without --force, whatever is in it, and no work is done."""
    Path("mine.lrc").write_text("mine", encoding="utf-8")
    told = command("build", "--minutes", "1", "-o", "mine.mp3")
    assert (told.code, files(Path())) == (1, {"mine.lrc"})
    assert "mine.lrc" in told.err
    assert "--force" in told.err
    assert Path("mine.lrc").read_text(encoding="utf-8") == "mine"


def test_force_replaces(command: Command) -> None:
    """With --force the three files are replaced."""
    Path("mine.lrc").write_text("mine", encoding="utf-8")
    assert command("build", "--minutes", "1", "-o", "mine.mp3", "--force").code == 0
    assert Path("mine.lrc").read_text(encoding="utf-8") != "mine"


def test_an_unwritable_place_is_named(command: Command) -> None:
    """Where no folder can be made, the message names it and nothing is left."""
    Path("file").write_text("not a folder", encoding="utf-8")
    told = command("build", "--minutes", "1", "-o", "file/session.mp3")
    assert told.code == 1
    assert "file" in told.err
    assert "--output" in told.err
    assert files(Path()) == {"file"}


def test_a_name_too_long_for_a_file_is_told(command: Command) -> None:
    """A file name that no disk takes is refused before anything is made, with what is allowed."""
    told = command("build", "--minutes", "1", "-o", f"{'a' * 300}.mp3")
    assert told.code == 2
    assert "has a name of 304 bytes; allowed: 240" in told.err
    assert files(Path()) == set()


def test_another_kind_of_file_is_refused(command: Command) -> None:
    """An output that is neither an MP3 nor a folder is a usage error, not a folder of that name."""
    told = command("build", "--minutes", "1", "-o", "x.wav")
    assert told.code == 2
    assert "--output x.mp3" in told.err
    assert not Path("x.wav").exists()


def test_a_plain_build_has_a_bed_and_the_same_bytes_each_time(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing says otherwise the bed is warm-pad, in stereo; builds are equal to the byte, whatever the store."""
    monkeypatch.delenv("BACKRELIEF_BED")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    asked = ("--minutes", "1", "--seed", "4")
    command("build", *asked, "-o", "a.mp3")
    command("build", *asked, "-o", "b.mp3")
    monkeypatch.setenv("BACKRELIEF_CACHE", str(tmp_path / "another"))
    command("build", *asked, "-o", "c.mp3")
    assert Path("a.mp3").read_bytes() == Path("b.mp3").read_bytes() == Path("c.mp3").read_bytes()
    assert (tmp_path / "another").is_dir()
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["bed"] == "warm-pad"
    assert MP3("a.mp3").info.channels == 2


def test_exercises_are_listed_and_shown(command: Command) -> None:
    """The list has a line an exercise; show has everything of one; both also as JSON; aliases are understood."""
    assert len(command("exercises").out.splitlines()) == 37
    assert len(json.loads(command("exercises", "--json").out)) == 37
    page = command("exercises", "show", "pull-up").out
    assert page.startswith("Chin-Up")
    assert "shoulder (exclude)" in page
    assert json.loads(command("exercises", "show", "cat-cow", "--json").out)["tempo"]["work"] == 3000


@pytest.mark.parametrize("typed", [("bird dog",), ("Bird", "Dog"), ("bird_dog",), ("BIRD-DOG",)])
def test_an_exercise_is_shown_by_its_words(command: Command, typed: tuple[str, ...]) -> None:
    """A name may have spaces, as elsewhere; how it feels, its versions and what can take its place are shown."""
    page = command("exercises", "show", *typed).out
    assert page.startswith("Bird Dog")
    for words in ("feel      You may feel", "versions  wrist: on fists or forearms", "instead   wall-plank, "):
        assert words in page
    assert "knee, wrist: seated, hands on your thighs [seat, chair]" in command("exercises", "show", "cat", "cow").out


def test_an_unknown_exercise_has_a_suggestion(command: Command) -> None:
    """Showing a wrong id tells the command to type next."""
    told = command("exercises", "show", "brid-dog")
    assert told.code == 2
    assert "exercises show bird-dog" in told.err


def test_doctor_tries_everything(command: Command) -> None:
    """The doctor speaks, encodes, decodes and stores, and says so."""
    told = command("doctor", "--voice", "tone")
    assert told.code == 0
    assert [line.split()[:2] for line in told.out.splitlines()] == [
        ["ok", "content"],
        ["ok", "speech"],
        ["ok", "sound"],
        ["ok", "store"],
    ]


def test_doctor_says_what_is_missing(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where something does not work, doctor names it and ends with 4."""
    (tmp_path / "blocked").write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv("BACKRELIEF_CACHE", str(tmp_path / "blocked"))
    told = command("doctor", "--voice", "tone")
    assert told.code == 4
    assert "MISSING" in told.out
    assert "blocked" in told.out


def test_settings_are_taken_from_file_then_environment_then_options(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file gives defaults, variables win over it, and options over both."""
    folder = tmp_path / "config" / "backrelief-audio"
    (folder / "config.toml").write_text('minutes = 2\nequipment = ["chair"]\nseed = 9\n', encoding="utf-8")
    request = json.loads(command("plan", "--json").out)["request"]
    assert (request["minutes"], request["equipment"], request["seed"]) == (2, ["chair"], 9)
    monkeypatch.setenv("BACKRELIEF_MINUTES", "3")
    assert json.loads(command("plan", "--json").out)["request"]["minutes"] == 3
    assert json.loads(command("plan", "--json", "--minutes", "4").out)["request"]["minutes"] == 4


def test_how_much_is_said_is_a_setting_too(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instruction and counting come from file, environment or option, and change what is heard."""
    folder = tmp_path / "config" / "backrelief-audio"
    (folder / "config.toml").write_text('minutes = 4\nseed = 9\ninstruction = "medium"\n', encoding="utf-8")
    monkeypatch.setenv("BACKRELIEF_COUNTING", "sparse")
    document = json.loads(command("plan", "--json").out)
    assert (document["request"]["instruction"], document["request"]["counting"]) == ("medium", "sparse")
    other = json.loads(command("plan", "--json", "--instruction", "brief", "--counting", "none").out)
    assert (other["request"]["instruction"], other["request"]["counting"]) == ("brief", "none")
    assert not {"count", "countdown"} & {cue["kind"] for cue in other["cues"] if cue["text"] != "last time"}
    monkeypatch.setenv("BACKRELIEF_INSTRUCTION", "short")
    told = command("plan")
    assert told.code == 2
    assert "--instruction: 'short' is unknown" in told.err


def test_a_faulty_settings_file_is_told(command: Command, tmp_path: Path) -> None:
    """An unknown key of the settings file is named with what is allowed."""
    folder = tmp_path / "config" / "backrelief-audio"
    (folder / "config.toml").write_text("minuts = 2\n", encoding="utf-8")
    told = command("plan")
    assert told.code == 1
    assert "minuts" in told.err
    assert "minutes" in told.err


def test_help_leads_with_examples(command: Command) -> None:
    """Help begins with what to type, and the version is told."""
    told = command("--help").out
    assert told.index("backrelief-audio build --minutes 15") < told.index("Options:")
    assert __version__ in command("--version").out


def test_help_imports_no_command() -> None:
    """Help answers at once: it imports no command and nothing of what these do, and no library that takes long."""
    import subprocess
    import sys

    unneeded = {"numpy", "pydub", "rich", "mutagen", "PIL"}
    unneeded |= {f"backrelief_audio.{room}" for room in ("cli.making", "cli.options", "model", "pipeline", "store")}
    code = "import atexit, sys\nfrom backrelief_audio.cli import main\n"
    code += "atexit.register(lambda: print(*sys.modules))\nsys.argv[1:] = ['--help']\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert "Make one session" in done.stdout
    assert unneeded.isdisjoint(done.stdout.split())


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_listed_command_is_there(name: str, command: Command) -> None:
    """What the list of commands names can be asked for its own help, and stands there with the whole of its line."""
    listed = next(line for line in command("--help").out.splitlines() if line.startswith(f"  {name} "))
    assert listed.endswith(".")
    assert not listed.endswith("...")
    told = command(name, "--help")
    assert told.code == 0
    assert told.out.startswith(f"Usage: backrelief-audio {name} ")
