"""Folders of sessions: what is made, kept and left alone, and what is found again whenever it was killed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from building import TONE_VOICE, ask
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from backrelief_audio import pipeline
from backrelief_audio.errors import OutputError
from backrelief_audio.model.exercise import Focus
from backrelief_audio.model.request import Request
from backrelief_audio.pipeline import Workshop
from backrelief_audio.pipeline.showing import ShowMade, Wanted, exit_code, make_show, seed_of
from backrelief_audio.units import Db

NAMES = ("1-neck", "2-chest")
OTHERS = {"playlist.m3u8", "index.txt", "playlist.json"}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A workshop with the tone voice, whose store is filled by the first who needs it."""
    home = tmp_path_factory.mktemp("home")
    made = pipeline.workshop(home / "cache", home / "own", home / "data")
    return replace(made, voices=(TONE_VOICE,))


def asked(focus: Focus, **options: Any) -> Request:
    """Two minutes for an area."""
    return ask(2, seed=3, focus=(focus,), **{"voice": TONE_VOICE.name, **options})


WANTED = (
    Wanted(stem=NAMES[0], request=asked(Focus.NECK)),
    Wanted(stem=NAMES[1], request=asked(Focus.CHEST), title="A title of its own"),
)


def make(workshop: Workshop, folder: Path, wanted: Sequence[Wanted] = WANTED, **options: Any) -> ShowMade:
    """The show of these tests."""
    fixed = {"title": "Two areas", "about": "", "date": "2024-01-01", "seed": 7}
    return make_show(workshop, folder, wanted=wanted, **{**fixed, **options})


def outcome(made: ShowMade) -> tuple[list[str], list[str], list[str]]:
    """Stems of what was made, kept and failed."""
    return [path.stem for path in made.made], [path.stem for path in made.kept], [stem for stem, _ in made.failed]


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def whole(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The show as it was made once; not to be changed."""
    folder = tmp_path_factory.mktemp("whole")
    make(workshop, folder)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(whole, tmp_path / "show")


def test_everything_is_there(whole: Path) -> None:
    """Each session has its three files; beside them are playlist, index and manifest, and nothing else."""
    sessions = {f"{name}{ending}" for name in NAMES for ending in (".mp3", ".json", ".lrc")}
    assert set(content(whole)) == sessions | OTHERS
    assert seed_of(whole) == 7


def test_players_see_an_album(whole: Path) -> None:
    """Tags have album, number and total; a title of its own stands in tags, lyrics, document and playlist alike."""
    told = [ID3(whole / f"{name}.mp3", translate=False) for name in NAMES]
    assert [(str(each["TALB"]), str(each["TRCK"])) for each in told] == [("Two areas", "1/2"), ("Two areas", "2/2")]
    assert [str(each["TIT2"]) for each in told] == ["2 minutes for your neck", "A title of its own"]
    assert json.loads((whole / f"{NAMES[1]}.json").read_text(encoding="utf-8"))["title"] == "A title of its own"
    assert "[ti:A title of its own]" in (whole / f"{NAMES[1]}.lrc").read_text(encoding="utf-8")
    lines = (whole / "playlist.m3u8").read_text(encoding="utf-8").splitlines()
    assert lines[2:] == [
        "#EXTINF:120,2 minutes for your neck",
        "1-neck.mp3",
        "#EXTINF:120,A title of its own",
        "2-chest.mp3",
    ]
    assert MP3(whole / lines[3]).info.length == pytest.approx(120, abs=0.03)


def test_the_index_has_every_move(whole: Path) -> None:
    """All moves of the documents are in the index, with the safety that is said."""
    index = (whole / "index.txt").read_text(encoding="utf-8")
    for name in NAMES:
        document = json.loads((whole / f"{name}.json").read_text(encoding="utf-8"))
        assert all(f"- {move['name']}: " in index for move in document["moves"])
        assert all(cue["text"] in index for cue in document["cues"] if cue["kind"] == "safety")


def test_what_is_there_is_kept(workshop: Workshop, folder: Path, whole: Path) -> None:
    """Made again, nothing is written at all."""
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert outcome(make(workshop, folder, date="2031-12-31")) == ([], list(NAMES), [])
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert content(folder) == content(whole)


def cut(path: Path) -> None:
    """Lose the end of a file."""
    path.write_bytes(path.read_bytes()[:-100])


def twist(path: Path) -> None:
    """Change a byte in the middle of a file, and not its length."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [cut, twist, Path.unlink])
@pytest.mark.parametrize("ending", [".mp3", ".json", ".lrc"])
def test_what_is_damaged_is_made_again(
    workshop: Workshop, folder: Path, whole: Path, harm: Callable[[Path], None], ending: str
) -> None:
    """A file of a session that was cut, changed or lost is noticed, and only its session is made again."""
    harm(folder / f"{NAMES[0]}{ending}")
    assert outcome(make(workshop, folder)) == ([NAMES[0]], [NAMES[1]], [])
    assert content(folder) == content(whole)


def test_lost_lists_are_written_again(workshop: Workshop, folder: Path, whole: Path) -> None:
    """Playlist and index come back without a session being made."""
    (folder / "playlist.m3u8").unlink()
    (folder / "index.txt").write_text("scribbles", encoding="utf-8")
    assert outcome(make(workshop, folder)) == ([], list(NAMES), [])
    assert content(folder) == content(whole)


def test_only_what_an_exercise_is_in_is_made_again(workshop: Workshop, folder: Path) -> None:
    """Where the words of an exercise change, the sessions that say them are made again, and no other."""
    documents = {name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in NAMES}
    first, second = ([move["exercise"] for move in documents[name]["moves"]] for name in NAMES)
    lone = next(id_ for id_ in second if id_ not in first)
    changed = tuple(
        replace(exercise, spoken="The Changed Move") if exercise.id == lone else exercise
        for exercise in workshop.catalogue
    )
    assert outcome(make(replace(workshop, catalogue=changed), folder)) == ([NAMES[1]], [NAMES[0]], [])
    assert "The Changed Move" in (folder / f"{NAMES[1]}.lrc").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "options", [{"title": "Another album"}, {"wanted": [replace(want, title="!") for want in WANTED]}]
)
def test_what_players_show_is_part_of_it(workshop: Workshop, folder: Path, options: dict[str, Any]) -> None:
    """Another album or title makes the sessions again."""
    assert outcome(make(workshop, folder, **options)) == (list(NAMES), [], [])


@pytest.mark.parametrize("change", [{"words_per_minute": 151}, {"gain": Db(-3.0)}])
def test_another_voice_makes_all_again(workshop: Workshop, folder: Path, change: dict[str, Any]) -> None:
    """Where the voice speaks otherwise, every session is made again, also where no moment of it changes."""
    other = replace(TONE_VOICE, **change)
    assert outcome(make(replace(workshop, voices=(other,)), folder)) == (list(NAMES), [], [])


def test_one_session_more_changes_the_totals(workshop: Workshop, folder: Path) -> None:
    """A third session changes the others' tags, which say how many there are."""
    more = (*WANTED, Wanted(stem="3-core", request=asked(Focus.CORE)))
    assert outcome(make(workshop, folder, more)) == ([*NAMES, "3-core"], [], [])
    assert str(ID3(folder / "1-neck.mp3", translate=False)["TRCK"]) == "1/3"


def test_what_is_not_wanted_any_more_stays(workshop: Workshop, folder: Path) -> None:
    """A session of an earlier run stays, is told, is not in the playlist, and is known when it is wanted again."""
    told: list[str] = []
    alone = [replace(WANTED[0], stem="1-alone")]
    assert outcome(make(workshop, folder, alone, notice=told.append)) == (["1-alone"], [], [])
    assert told == [f"no longer part of {folder}, and left as they are: 1-neck.mp3, 2-chest.mp3"]
    assert "1-neck" not in (folder / "playlist.m3u8").read_text(encoding="utf-8")
    assert outcome(make(workshop, folder)) == ([], list(NAMES), [])


def test_somebody_else_s_file_stops_its_session_alone(workshop: Workshop, tmp_path: Path, whole: Path) -> None:
    """A file that was there before is left as it is, the others are made; when it is gone its session is made."""
    folder = tmp_path / "show"
    folder.mkdir()
    (folder / f"{NAMES[0]}.lrc").write_text("mine", encoding="utf-8")
    for _ in range(2):
        made = make(workshop, folder)
        assert outcome(made)[2] == [NAMES[0]]
        assert exit_code([made]) == 3
        assert "already there" in made.failed[0][1]
        assert (folder / f"{NAMES[0]}.lrc").read_text(encoding="utf-8") == "mine"
        assert not (folder / f"{NAMES[0]}.mp3").exists()
        assert (folder / "playlist.m3u8").read_text(encoding="utf-8").count("#EXTINF") == 1
    (folder / f"{NAMES[0]}.lrc").unlink()
    assert outcome(make(workshop, folder)) == ([NAMES[0]], [NAMES[1]], [])
    assert content(folder) == content(whole)


def test_force_replaces_somebody_else_s_file(workshop: Workshop, tmp_path: Path, whole: Path) -> None:
    """With force, what was in the way is replaced, lists and manifest too."""
    folder = tmp_path / "show"
    folder.mkdir()
    for name in (f"{NAMES[0]}.lrc", *OTHERS):
        (folder / name).write_text("mine", encoding="utf-8")
    assert outcome(make(workshop, folder, force=True)) == (list(NAMES), [], [])
    assert content(folder) == content(whole)


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_somebody_else_s_list_stops_the_show(workshop: Workshop, tmp_path: Path, name: str) -> None:
    """A playlist, index or manifest that this program did not write is told, and nothing is made."""
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=name) as raised:
        make(workshop, tmp_path)
    assert "--force" in raised.value.hint
    assert content(tmp_path) == {name: b"mine"}


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ('{"version": 2, "title": "x", "sessions": []}', "newer"),
        ('{"version": 1, "title": "x", "sessions": [{"stem": "../x"}]}', "no name of a file"),
        ("[]", "version: missing"),
        ("[" * 100_000, "can't be read"),
        ('{"version": 1, "tit', "can't be read"),
    ],
)
def test_a_manifest_that_is_none_is_told(workshop: Workshop, tmp_path: Path, manifest: str, told: str) -> None:
    """A manifest of a newer version, with names from elsewhere or broken is told, and left as it is."""
    (tmp_path / "playlist.json").write_text(manifest, encoding="utf-8")
    assert seed_of(tmp_path) is None
    with pytest.raises(OutputError, match=told):
        make(workshop, tmp_path)
    assert set(content(tmp_path)) == {"playlist.json"}


def test_one_that_fails_does_not_stop_the_others(workshop: Workshop, tmp_path: Path) -> None:
    """A session that can't be made is told with the reason; the others are there."""
    bad = Wanted(stem="0-bar", request=asked(Focus.NECK, include=("chin-up",)))
    made = make(workshop, tmp_path, [bad, *WANTED])
    assert outcome(made) == (list(NAMES), [], ["0-bar"])
    assert "chin-up needs bar" in made.failed[0][1]
    assert exit_code([made]) == 3
    assert [path.name for path in made.there] == ["1-neck.mp3", "2-chest.mp3", "playlist.m3u8"]


def test_where_all_fail_nothing_is_left(workshop: Workshop, tmp_path: Path) -> None:
    """Where no session can be made there is no folder, and the code is that of the request."""
    bad = [replace(want, request=replace(want.request, include=("chin-up",))) for want in WANTED]
    made = make(workshop, tmp_path / "show", bad)
    assert (exit_code([made]), made.there, list(tmp_path.iterdir())) == (2, (), [])


def test_failures_of_several_kinds_are_a_failure() -> None:
    """All failed for different reasons is 1; one show that was made turns it into 3; nothing failed is 0."""
    failed = ShowMade(folder=Path(), made=(), kept=(), failed=(("a", ""), ("b", "")), faults=(2, 4))
    fine = ShowMade(folder=Path(), made=(), kept=(Path("a.mp3"),), failed=())
    assert [exit_code(shows) for shows in ([failed], [failed, fine], [fine], [])] == [1, 3, 0, 0]


def test_each_session_hears_of_those_before(workshop: Workshop, tmp_path: Path) -> None:
    """Each request has the moves of all sessions before it, the latest first and each once, then what it had itself."""
    wanted = [Wanted(stem=f"{n}", request=replace(asked(Focus.NECK, recent=("cobra",)), seed=n)) for n in range(3)]
    make(workshop, tmp_path, wanted, fresh=True)
    documents = [json.loads((tmp_path / f"{n}.json").read_text(encoding="utf-8")) for n in range(3)]
    moves = [[move["exercise"] for move in document["moves"]] for document in documents]
    recent = [document["request"]["recent"] for document in documents]
    assert recent[0] == ["cobra"]
    assert recent[1] == [*dict.fromkeys(reversed(moves[0])), "cobra"]
    assert recent[2] == [*dict.fromkeys([*reversed(moves[1]), *reversed(moves[0])]), "cobra"]


def test_one_that_is_in_the_way_changes_nothing_for_the_others(workshop: Workshop, tmp_path: Path) -> None:
    """A session that can't be written is heard of by those after it all the same: they stay when it can be."""
    (tmp_path / f"{NAMES[0]}.lrc").write_text("mine", encoding="utf-8")
    assert outcome(make(workshop, tmp_path, fresh=True)) == ([NAMES[1]], [], [NAMES[0]])
    (tmp_path / f"{NAMES[0]}.lrc").unlink()
    assert outcome(make(workshop, tmp_path, fresh=True)) == ([NAMES[0]], [NAMES[1]], [])


def test_one_engine_serves_the_whole_show(workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sessions there are, the voice's engine is loaded once."""
    load, loaded = pipeline.load_engine, []

    def counting(name: str, models: Path | None = None) -> Any:
        loaded.append(name)
        return load(name, models)

    monkeypatch.setattr(pipeline, "load_engine", counting)
    make(workshop, tmp_path)
    assert loaded == ["tone"]


def test_whenever_it_was_killed_it_goes_on(
    workshop: Workshop, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the state before any of its files gets its name, a second run leads to the same folder, without litter."""
    folder, states = tmp_path / "show", []
    put = Path.replace

    def seen(temporary: Path, target: Path) -> Path:
        if target.parent == folder:
            states.append(shutil.copytree(folder, tmp_path / f"state-{len(states)}"))
        return put(temporary, target)

    with monkeypatch.context() as watching:
        watching.setattr(Path, "replace", seen)
        make(workshop, folder)
    assert len(states) == 11  # the manifest three times, two sessions of three files, playlist and index
    for number, state in enumerate(states):
        shutil.copytree(state, again := tmp_path / f"again-{number}")
        made = make(workshop, again)
        assert made.failed == ()
        assert len(made.kept) == (number >= 5) + (number >= 9)  # a session counts from its line in the manifest
        assert content(again) == content(whole)
