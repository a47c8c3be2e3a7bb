"""Fetching voices: whole and right, or not at all; and every way in which that may go wrong."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from voices_home import FOLDER, NAME, OTHER, Home, listed

from backrelief_audio.errors import FetchError, MissingError, OutputError, RequestError
from backrelief_audio.fetching import card_of, fetch, lacking, licence_lines, voice_at

MODEL = f"{FOLDER}{NAME}.onnx"


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy stands between these tests and this machine."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture
def home() -> Home:
    """A home that a test may spoil."""
    return Home()


@pytest.fixture
def address(home: Home) -> Iterator[str]:
    """Where it is served."""
    with home.served() as address:
        yield address


def get(address: str, folder: Path, name: str = NAME) -> None:
    """Fetch what a folder lacks of a voice."""
    voice = voice_at(address, name)
    fetch(address, lacking(voice, folder), folder)


def test_a_voice_is_fetched_whole(home: Home, address: str, tmp_path: Path) -> None:
    """Model, configuration and card are in the folder, byte for byte, under names made from the voice's own."""
    get(address, tmp_path / "new" / "models")
    kept = {path.name: path.read_bytes() for path in (tmp_path / "new" / "models").iterdir()}
    assert kept == {
        f"{NAME}.onnx": home.files[MODEL],
        f"{NAME}.onnx.json": home.files[f"{MODEL}.json"],
        f"{NAME}.MODEL_CARD": home.files[f"{FOLDER}MODEL_CARD"],
    }


def test_what_is_here_and_right_is_not_fetched_again(home: Home, address: str, tmp_path: Path) -> None:
    """Only files that are missing or not as the index has them are fetched."""
    get(address, tmp_path)
    voice = voice_at(address, NAME)
    assert lacking(voice, tmp_path) == ()
    (tmp_path / f"{NAME}.onnx").write_bytes(b"Model" * 100_000)
    assert [file.name for file in lacking(voice, tmp_path)] == [f"{NAME}.onnx"]
    home.asked.clear()
    get(address, tmp_path)
    assert home.asked == ["voices.json", MODEL]
    assert lacking(voice, tmp_path) == ()


def test_progress_is_told_in_bytes_of_all_files(home: Home, address: str, tmp_path: Path) -> None:
    """The bar grows over all files together and ends full."""
    told: list[tuple[int, int]] = []
    voice = voice_at(address, NAME)
    fetch(address, voice.files, tmp_path, lambda done, total: told.append((done, total)))
    whole = sum(map(len, home.files.values()))
    assert told == sorted(told)
    assert told[-1] == (whole, whole)
    assert len(told) > 3


def test_what_the_index_tells_of_a_voice(address: str) -> None:
    """Short name, title and language come from the index; an older name of a voice is understood."""
    voice = voice_at(address, "en-us-lessac-medium")
    assert (voice.name, voice.short, voice.language) == (NAME, "lessac", "en-US")
    assert voice.title == "Lessac, neural, English (United States), medium quality"


def test_a_name_may_have_letters_of_any_language(home: Home, tmp_path: Path) -> None:
    """A voice with an accent in its name is found at its address, and its short name has none."""
    path = f"pt/{OTHER}"
    data = {f"{path}.onnx": b"m", f"{path}.onnx.json": b"{}", "pt/MODEL_CARD": b"c"}
    home.files.update(data)
    home.index[OTHER]["files"] = listed(data)
    with home.served() as address:
        get(address, tmp_path, OTHER)
        assert voice_at(address, OTHER).short == "tugao"
    assert (tmp_path / f"{OTHER}.onnx").read_bytes() == b"m"


def test_the_licence_is_read_from_the_card(address: str) -> None:
    """The lines about data and licence are shown, without what a terminal would obey; all where none is found."""
    card = card_of(address, voice_at(address, NAME))
    assert licence_lines(card) == ("URL: https://example.org/speech", "License: for research [2J only")
    assert licence_lines("# A card\nthat says\n\nnothing\n") == ("# A card", "that says", "nothing")
    assert licence_lines("* Licence: MIT\n* Speakers: 1\n") == ("Licence: MIT",)


@pytest.mark.parametrize("name", ["en_US-lesac-medium", "lessac", "en_US-lessac-high", "EN_us-LESSAC-medium"])
def test_an_unknown_name_has_the_nearest(address: str, name: str) -> None:
    """A name the index does not have is refused with the nearest and the command for it."""
    with pytest.raises(RequestError, match=f"no voice '{name}'; it has {NAME}") as caught:
        voice_at(address, name)
    assert caught.value.hint == f"backrelief-audio voices get {NAME}"


def wrong_digest(home: Home) -> None:
    """One byte is another."""
    home.files[MODEL] = b"M" + home.files[MODEL][1:]


def too_short(home: Home) -> None:
    """The file is shorter than the index says."""
    home.files[MODEL] = home.files[MODEL][:-1]


def too_long(home: Home) -> None:
    """The file is longer than the index says."""
    home.files[MODEL] += b"more"


def broken_off(home: Home) -> None:
    """The connection ends in the middle."""
    home.cut.add(MODEL)


def not_there(home: Home) -> None:
    """The index names a file that is not there."""
    del home.files[MODEL]


def going_in_circles(home: Home) -> None:
    """The file is said to be where it was looked for."""
    home.moved[MODEL] = f"/{MODEL}"


def moved_to_a_file(home: Home) -> None:
    """A home that would have a file of this machine read."""
    home.moved[MODEL] = "file:///etc/hostname"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (wrong_digest, "MD5 is [0-9a-f]{32}, not"),
        (too_short, "499999 of 500000 bytes came"),
        (too_long, "longer than it may be: 500000 bytes"),
        (broken_off, "broke off"),
        (not_there, "404"),
        (going_in_circles, "302"),
        (moved_to_a_file, "302"),
    ],
)
def test_what_is_not_right_is_not_kept(
    home: Home, address: str, tmp_path: Path, spoil: Callable[[Home], None], told: str
) -> None:
    """A model that is not as promised is named in the error, and no file is left, nor are those that were right."""
    spoil(home)
    with pytest.raises(FetchError, match=rf"{NAME}\.onnx.*{told}") as caught:
        get(address, tmp_path)
    assert caught.value.exit_code == 1
    assert caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_voice_that_is_here_survives_a_bad_fetch(home: Home, address: str, tmp_path: Path) -> None:
    """Where one file has to be fetched again and is wrong, the others stay as they are."""
    get(address, tmp_path)
    (tmp_path / f"{NAME}.onnx").unlink()
    wrong_digest(home)
    with pytest.raises(FetchError, match="MD5"):
        get(address, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{NAME}.MODEL_CARD", f"{NAME}.onnx.json"]


def test_a_moved_file_is_followed(home: Home, address: str, tmp_path: Path) -> None:
    """A home may answer with another address, as the real one does for large files."""
    home.files["far/away"] = home.files[MODEL]
    home.moved[MODEL] = f"{address}far/away"
    get(address, tmp_path)
    assert (tmp_path / f"{NAME}.onnx").read_bytes() == home.files["far/away"]


def test_a_folder_may_be_a_home(home: Home, tmp_path: Path) -> None:
    """A file address is a home too, for machines without a connection."""
    for path in ("voices.json", *home.files):
        (tmp_path / "home" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "home" / path).write_bytes(home.answer(path) or b"")
    get((tmp_path / "home").as_uri(), tmp_path / "models")
    assert len(list((tmp_path / "models").iterdir())) == 3


def test_without_a_connection_it_says_so(tmp_path: Path) -> None:
    """Where nobody answers, the address is named and something of the environment is missing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    for home in (address, (tmp_path / "none").as_uri(), "http://[::1", "http://"):
        with pytest.raises(MissingError, match="can't reach") as caught:
            voice_at(home, NAME)
        assert "BACKRELIEF_PIPER_VOICES" in caught.value.hint


@pytest.mark.parametrize("home", ["ftp://example.org/", "voices", "data:text/plain,x", ""])
def test_a_home_of_another_kind_is_refused(home: str) -> None:
    """Only http, https and file addresses are opened."""
    with pytest.raises(RequestError, match="no http, https or file address"):
        voice_at(home, NAME)


def put(*keys: str, value: Any) -> Callable[[Any], Any]:
    """A change of the index somewhere below the voice's entry."""

    def spoil(index: Any) -> Any:
        at = index[NAME]
        for key in keys[:-1]:
            at = at[key]
        at[keys[-1]] = value
        return index

    return spoil


SPOILED: dict[str, Callable[[Any], Any]] = {
    "a list": lambda _: [],
    "an entry that is a text": lambda _: {NAME: "model"},
    "no files": put("files", value={}),
    "files that are a list": put("files", value=[]),
    "no digest": put("files", MODEL, value={"size_bytes": 3}),
    "a negative size": put("files", MODEL, value={"size_bytes": -1, "md5_digest": "0"}),
    "an absurd size": put("files", MODEL, value={"size_bytes": 10**12, "md5_digest": "0"}),
    "a size that is a text": put("files", MODEL, value={"size_bytes": "3", "md5_digest": "0"}),
    "a name that is a number": put("name", value=7),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_an_index_that_makes_no_sense_is_told(
    home: Home, address: str, tmp_path: Path, spoil: Callable[[Any], Any]
) -> None:
    """Whatever is wrong with the index is one error, and nothing is fetched."""
    home.index = spoil(home.index)
    with pytest.raises(FetchError, match="index at"):
        get(address, tmp_path)
    assert home.asked == ["voices.json"]


def test_an_index_that_is_no_json_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of a network that wants a login first is no index."""
    monkeypatch.setattr(home, "answer", lambda _: b"<html>Please log in</html>")
    with home.served() as address, pytest.raises(FetchError, match="is no JSON"):
        voice_at(address, NAME)


@pytest.mark.parametrize("name", ["../../evil-voice", "a/b-c", "..", "en_US-x-y/../../z", "/etc/x-y", "a-b\n", "C:x-y"])
def test_a_name_can_not_leave_the_folder(home: Home, address: str, tmp_path: Path, name: str) -> None:
    """A name in the index that is no name of a voice is refused, even where its files are served."""
    home.index[name] = {**home.index[NAME], "files": dict(home.index[NAME]["files"])}
    models = tmp_path / "models"
    with pytest.raises(FetchError, match="is no name of a voice"):
        get(address, models, name)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "path", [f"../{NAME}.onnx", f"http://example.org/{NAME}.onnx", f"//x/{NAME}.onnx", f"a?b/{NAME}.onnx"]
)
def test_a_path_can_not_leave_the_home(home: Home, address: str, tmp_path: Path, path: str) -> None:
    """Paths in the index that lead elsewhere are not followed."""
    files = home.index[NAME]["files"]
    home.index[NAME]["files"] = {path: files.pop(MODEL), **files}
    with pytest.raises(FetchError, match="no path below the home"):
        get(address, tmp_path)
    assert home.asked == ["voices.json"]


def test_a_folder_that_can_not_be_written_has_its_own_advice(address: str, tmp_path: Path) -> None:
    """Where there is no room for models, the advice is about their folder."""
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(OutputError) as caught:
        get(address, tmp_path / "file" / "models")
    assert "BACKRELIEF_DATA" in caught.value.hint
