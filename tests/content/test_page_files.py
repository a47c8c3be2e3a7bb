"""The files of the pages: they are all there, fit together, and fetch nothing from elsewhere."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from backrelief_audio.content import CONTENT, PAGE_FILES, load_page
from backrelief_audio.errors import ContentError

FOLDER = CONTENT / "page"
SHELLS = ("session.html", "library.html")
SCRIPTS = tuple(name for name in PAGE_FILES if name.endswith(".js"))
STARTS = {"session.html": "session.js", "library.html": "library.js"}
"""The script that each page begins with."""


def text(name: str) -> str:
    """A file of the pages."""
    return load_page()[name].decode("utf-8")


def imported(name: str) -> set[str]:
    """The scripts that a script imports, and those that these import."""
    found = set(re.findall(r'from "\./([^"]+)"', text(name)))
    return found | {more for one in found for more in imported(one)}


def test_every_file_of_the_folder_is_loaded() -> None:
    """The names that are loaded are those of the folder: none is forgotten, and none is left over."""
    assert sorted(load_page()) == sorted(path.name for path in FOLDER.iterdir())


def test_every_missing_file_is_told(tmp_path: Path) -> None:
    """A folder that lacks files is refused with all of their names."""
    shutil.copytree(FOLDER, tmp_path / "page")
    for name in ("page.css", "phone.js"):
        (tmp_path / "page" / name).unlink()
    with pytest.raises(ContentError) as caught:
        load_page(tmp_path / "page")
    assert [problem.where for problem in caught.value.problems] == ["page/page.css", "page/phone.js"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_small_and_imports_what_is_there(name: str) -> None:
    """No script outgrows 200 lines, and each imports only scripts that are beside it, and names that they export."""
    assert len(text(name).splitlines()) <= 200
    for names, other in re.findall(r'import \{([^}]+)\} from "([^"]+)"', text(name)):
        assert other.startswith("./") and other[2:] in SCRIPTS
        for one in names.split(","):
            exported = rf"^export (async )?(function|class|const) {one.strip()}\b"
            assert re.search(exported, text(other[2:]), re.MULTILINE), (other, one)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_page_fetches_its_scripts_at_once(shell: str) -> None:
    """A page names the script it begins with and, to be fetched beside it, every script that this one imports."""
    page = text(shell)
    assert re.findall(r'<script type="module" src="\$assets/([^"]+)"', page) == [STARTS[shell]]
    assert set(re.findall(r'<link rel="modulepreload" href="\$assets/([^"]+)"', page)) == imported(STARTS[shell])


def test_every_script_is_used() -> None:
    """No script is there that no page leads to."""
    assert set(SCRIPTS) == {one for start in STARTS.values() for one in (start, *imported(start))}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_scripts_find_what_they_look_for(shell: str) -> None:
    """Each id that a page's scripts ask for is in the page."""
    start = STARTS[shell]
    asked = {id_ for name in (start, *imported(start)) for id_ in re.findall(r'\belement\("([^"]+)"\)', text(name))}
    assert len(asked) >= 5
    assert asked <= set(re.findall(r'\bid="([^"]+)"', text(shell)))


@pytest.mark.parametrize("name", PAGE_FILES)
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    """No file names an address of another host, but for the name of the SVG language; no style imports another."""
    addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+[^\s\"']*", text(name))
    assert [one for one in addresses if one != "http://www.w3.org/2000/svg"] == []
    assert "@import" not in text(name) and "url(http" not in text(name)


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_inline_stands_in_a_shell(shell: str) -> None:
    """No script, style or handler stands in it, which the policy of the pages forbids; of scripts only the data."""
    assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", text(shell))
    inline = [body for body in re.findall(r"<script[^>]*>(.*?)</script>", text(shell), re.DOTALL) if body]
    assert inline in ([], ["$data"])


def test_scripts_write_no_markup() -> None:
    """Scripts put text into the page as text: what a title holds can't become an element."""
    for name in SCRIPTS:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|Function\(", text(name))
