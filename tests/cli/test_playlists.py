"""The command ``playlist`` and ``build --split``: folders, what is told on which stream, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commanding import Command
from mutagen.id3 import ID3


def document(path: str | Path) -> dict[str, object]:
    """The session document beside an MP3."""
    found: dict[str, object] = json.loads(Path(path).with_suffix(".json").read_text(encoding="utf-8"))
    return found


def requested(path: str | Path) -> dict[str, object]:
    """What was asked for, by the document beside an MP3."""
    found = document(path)["request"]
    assert isinstance(found, dict)
    return found


def test_an_area_makes_a_folder(command: Command) -> None:
    """Sessions and their playlist are told on stdout, one path a line; the count and the seed on stderr."""
    told = command("playlist", "--focus", "neck", "--minutes", "2", "-n", "2", "--seed", "5")
    names = ["01-neck-2min.mp3", "02-neck-2min.mp3", "playlist.m3u8"]
    assert told.out.splitlines() == [f"output/neck-2min/{name}" for name in names]
    assert (told.code, told.err) == (0, "output/neck-2min: made 2, seed 5\n")
    assert all(Path(path).is_file() for path in told.out.splitlines())


def test_sessions_know_of_each_other(command: Command) -> None:
    """The second session is asked not to repeat the first, by another seed; tags have the place in the album."""
    first, second, _ = command("playlist", "--focus", "neck", "--minutes", "2", "-n", "2").out.splitlines()
    moves = document(first)["moves"]
    assert isinstance(moves, list)
    assert requested(second)["recent"] == [move["exercise"] for move in reversed(moves)]
    assert requested(first)["seed"] != requested(second)["seed"]
    tags = ID3(second, translate=False)
    assert [str(tags[key]) for key in ("TALB", "TRCK", "TIT2")] == ["Neck, 2 minutes", "2/2", "Neck 2, 2 minutes"]


def test_run_again_it_keeps_what_is_there(command: Command) -> None:
    """Without a seed the folder's own is taken again: stdout is the same and nothing is made; one lost is made."""
    asked = ("playlist", "--focus", "neck", "--minutes", "2", "-n", "2")
    first = command(*asked)
    again = command(*asked)
    assert again.out == first.out
    assert again.err == first.err.replace("made", "kept")
    Path("output/neck-2min/01-neck-2min.lrc").unlink()
    assert "made 1, kept 1, seed" in command(*asked).err
    assert "made 2" in command(*asked, "--seed", "77777").err


def test_each_area_has_its_folder(command: Command) -> None:
    """Several areas make a folder each inside the one that was asked for, each session with its area alone."""
    told = command("playlist", "--focus", "neck,stress", "--minutes", "2", "-n", "1", "-o", "mine", "--seed", "1")
    assert [Path(path).parent.name for path in told.out.splitlines() if path.endswith(".mp3")] == [
        "neck-2min",
        "calm-2min",
    ]
    assert requested("mine/neck-2min/01-neck-2min.mp3")["focus"] == ["neck"]
    assert requested("mine/calm-2min/01-calm-2min.mp3")["focus"] == ["calm"]


def test_all_areas(command: Command) -> None:
    """There are eight areas, each with its folder."""
    told = command("playlist", "--all-focuses", "--minutes", "2", "-n", "1")
    assert told.code == 0, told.err
    assert len({Path(path).parent for path in told.out.splitlines()}) == 8


def test_json_tells_what_became_of_it(command: Command) -> None:
    """With --json, what was made, kept and failed is on stdout, with the folder, its title and the seed."""
    folder = Path("mine")
    folder.mkdir()
    (folder / "02-neck-2min.lrc").write_text("mine", encoding="utf-8")
    asked = ("playlist", "--focus", "neck", "--minutes", "2", "-n", "2", "-o", "mine", "--seed", "4", "--json")
    told = json.loads(command(*asked).out)
    assert told["folders"] == [{"folder": "mine", "title": "Neck, 2 minutes", "seed": 4}]
    assert told["made"] == ["mine/01-neck-2min.mp3"]
    assert [one["session"] for one in told["failed"]] == ["mine/02-neck-2min"]
    again = json.loads(command(*asked).out)
    assert (again["made"], again["kept"]) == ([], ["mine/01-neck-2min.mp3"])


def test_some_failed_is_3(command: Command) -> None:
    """Where a file of somebody else's is in the way of one session, it stays, is told, and the code is 3."""
    folder = Path("output/neck-2min")
    folder.mkdir(parents=True)
    (folder / "02-neck-2min.mp3").write_text("mine", encoding="utf-8")
    asked = ("playlist", "--focus", "neck", "--minutes", "2", "-n", "2")
    told = command(*asked)
    assert told.code == 3
    assert told.err.startswith("error: output/neck-2min/02-neck-2min: already there: output/neck-2min/02-neck-2min.mp3")
    assert "made 1, failed 1, seed" in told.err
    assert (folder / "02-neck-2min.mp3").read_text(encoding="utf-8") == "mine"
    assert "made 1, kept 1" in command(*asked, "--force").err


def test_a_show_that_can_not_begin_does_not_stop_the_others(command: Command) -> None:
    """A folder that holds somebody else's playlist is told and left; the other area is made; alone it is a failure."""
    folder = Path("output/neck-2min")
    folder.mkdir(parents=True)
    (folder / "playlist.m3u8").write_text("mine", encoding="utf-8")
    told = command("playlist", "--focus", "neck", "--focus", "chest", "--minutes", "2", "-n", "1")
    assert told.code == 3
    assert "already there: output/neck-2min/playlist.m3u8" in told.err
    assert Path("output/chest-2min/playlist.m3u8").is_file()
    alone = command("playlist", "--focus", "neck", "--minutes", "2", "-n", "1")
    assert (alone.code, alone.out) == (1, "")
    assert "--force" in alone.err


def test_what_can_not_be_made_at_all_is_usage(command: Command) -> None:
    """Where the options clash in every session, each is told, the code is 2 and nothing is left."""
    told = command("playlist", "--focus", "neck", "--include", "chin-up", "--minutes", "5", "-n", "2")
    assert (told.code, told.out) == (2, "")
    assert told.err.count("chin-up needs bar") == 2
    assert "Traceback" not in told.err
    assert list(Path().rglob("*")) == []


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--focus", "nek"], "did you mean neck?"),
        (["--focus", "neck", "-n", "0"], "1<=x<=99"),
        (["--focus", "neck", "--all-focuses"], "exclude each other"),
        (["workday", "--all-focuses"], "exclude each other"),
        (["no-such-thing"], "there is no playlist 'no-such-thing'"),
        (["neck"], "backrelief-audio playlist --focus neck"),
        (["--focus", "neck", "-o", "x.mp3"], "--output x/"),
        (["--focus", "neck", "--minutes", "nan"], "1 to 90"),
    ],
)
def test_a_wrong_playlist_is_told(command: Command, arguments: list[str], expected: str) -> None:
    """What is asked for wrongly is a usage error that says what to type, and nothing is made."""
    told = command("playlist", *arguments)
    assert (told.code, told.out) == (2, "")
    assert expected in told.err
    assert list(Path().rglob("*")) == []


TEA_BREAK = """title = "Tea Break"
about = "Two quiet minutes."
minutes = 2
items = [{ exercise = "shoulder-roll" }, { exercise = "chin-tuck", rank = 2 }]
"""


@pytest.fixture
def tea_break(command: Command, tmp_path: Path) -> Command:
    """The command, for somebody who has a playlist of their own."""
    folder = tmp_path / "config" / "backrelief-audio" / "playlists"
    folder.mkdir(parents=True)
    (folder / "tea-break.toml").write_text(TEA_BREAK, encoding="utf-8")
    return command


def test_named_playlists_are_listed(tea_break: Command) -> None:
    """Without anything, all named playlists are listed, a line each; as JSON with their titles."""
    lines = tea_break("playlist").out.splitlines()
    assert len(lines) == 12
    assert "tea-break           Two quiet minutes." in lines
    told = {each["name"]: each for each in json.loads(tea_break("playlist", "--json").out)}
    assert told["tea-break"] == {"name": "tea-break", "title": "Tea Break", "about": "Two quiet minutes."}
    assert "did you mean tea-break?" in tea_break("playlist", "teabreak").err


def test_a_named_playlist_is_a_folder_of_its_name(tea_break: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name makes one session, as long as usual; more are variations; an area in the settings is no clash."""
    monkeypatch.setenv("BACKRELIEF_FOCUS", "neck")
    told = tea_break("playlist", "Tea Break", "--seed", "3")
    assert told.out.splitlines() == ["output/tea-break/01-tea-break-2min.mp3", "output/tea-break/playlist.m3u8"]
    found = requested(told.out.splitlines()[0])
    assert (found["minutes"], found["routine"], found["focus"]) == (2.0, "tea-break", [])
    longer = tea_break("playlist", "--routine", "tea-break", "--minutes", "3", "-n", "2", "-o", "here")
    assert longer.out.splitlines()[:2] == ["here/01-tea-break-3min.mp3", "here/02-tea-break-3min.mp3"]


def test_what_holds_for_every_session_is_told_once(tea_break: Command) -> None:
    """A move left out of all variations is one warning."""
    told = tea_break("playlist", "tea-break", "--exclude", "chin-tuck", "-n", "2")
    assert told.code == 0
    assert told.err.count("chin-tuck is left out") == 1


def test_a_named_playlist_spares_what_it_always_spares(command: Command) -> None:
    """What a playlist avoids holds in its folder too, as does what is asked for beside it."""
    told = command("playlist", "pregnancy-friendly", "--minutes", "8", "--avoid", "wrist")
    assert requested(told.out.splitlines()[0])["avoid"] == ["pregnancy", "wrist"]


def test_where_things_go_is_a_setting(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the environment is where the show's folder goes; a file there is nothing for a show."""
    asked = ("playlist", "--focus", "neck", "--minutes", "2", "-n", "1")
    monkeypatch.setenv("BACKRELIEF_OUTPUT", "music")
    assert command(*asked).out.startswith("music/neck-2min/")
    monkeypatch.setenv("BACKRELIEF_OUTPUT", "music/one.mp3")
    assert command(*asked).out.startswith("output/neck-2min/")


def test_a_session_is_split_into_breaks(command: Command) -> None:
    """Breaks last together as long as was asked, each after the first hears of those before, and none has the floor."""
    told = command("build", "--minutes", "7", "--split", "3", "--seed", "8")
    folder = Path("output/desk-breaks-7min-seed8")
    names = [f"{number}-break-2.33min.mp3" for number in (1, 2, 3)]
    assert told.out.splitlines() == [str(folder / name) for name in [*names, "playlist.m3u8"]]
    assert (told.code, told.err) == (0, f"{folder}: made 3, seed 8\n")
    documents = [document(folder / name) for name in names]
    assert sum(round(float(str(each["seconds"])) * 1000) for each in documents) == 420_000
    assert requested(folder / names[2])["recent"]
    assert {tuple(each["avoid"]) for each in map(requested, (folder / name for name in names))} == {("floor",)}  # type: ignore[arg-type]
    assert command("build", "--minutes", "7", "--split", "3", "--seed", "8").err == f"{folder}: kept 3, seed 8\n"


def test_breaks_in_a_folder_of_their_own_are_kept(command: Command) -> None:
    """A folder that was named is found again with its seed where none is typed."""
    asked = ("build", "--minutes", "2", "--split", "2", "-o", "desk/")
    command(*asked)
    assert command(*asked).err.startswith("desk: kept 2, seed ")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["build", "--split", "13"], "2 to 12"),
        (["build", "--split", "x"], "not a valid integer"),
        (["build", "--minutes", "2", "--split", "3"], "shorter than 1 minute"),
        (["build", "--split", "3", "-o", "x.mp3"], "--output x/"),
        (["plan", "--split", "3"], "only build can split"),
    ],
)
def test_a_wrong_split_is_told(command: Command, arguments: list[str], expected: str) -> None:
    """A split that can't be is a usage error that says why, and nothing is made."""
    told = command(*arguments)
    assert (told.code, told.out) == (2, "")
    assert expected in told.err
    assert list(Path().rglob("*")) == []


@pytest.mark.parametrize("command_name", ["build", "plan", "playlist", "program"])
def test_a_wrong_option_leads_to_the_help_of_its_command(command: Command, command_name: str) -> None:
    """What to type next is the help of the command that was typed."""
    told = command(command_name, "--focus", "nek")
    assert (told.code, told.out) == (2, "")
    assert told.err.endswith(f"try: backrelief-audio {command_name} --help\n")


def test_two_names_exclude_each_other(command: Command) -> None:
    """A named playlist beside another --routine is a usage error, and neither is made."""
    told = command("playlist", "tech-neck", "--routine", "yoga-flow")
    assert (told.code, told.out) == (2, "")
    assert "tech-neck, yoga-flow" in told.err
    assert list(Path().iterdir()) == []
