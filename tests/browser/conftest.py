"""What all tests in a browser share: Chromium, a site of real sessions, and visits that tell every fault."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from folders import OTHER_NAME, Site, make, served
from visiting import PHONE, WATCH, Visit, Visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
"""What the browser is called on the path. Chromium of a distribution decodes MP3; a build without codecs does not."""

HOW_TO_GET_IT = (
    "no Chromium on the path: apt-get install chromium, or another package that brings a command of its name"
)

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--mute-audio",
    f"--host-resolver-rules=MAP {OTHER_NAME} 127.0.0.1",
)


@pytest.fixture(scope="session")
def program() -> str:
    """The browser. Skips where there is none, or nothing to lead it by."""
    pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install -e '.[browser]'")
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip(HOW_TO_GET_IT)
    return found


@pytest.fixture(scope="session")
def place(program: str, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:  # noqa: ARG001 (first)
    """A home whose ``output`` has the sessions and the site's files; made once for all workers of a run."""
    if worker_id == "master":
        place = tmp_path_factory.mktemp("site")
        make(place)
        return place
    import fcntl

    place = tmp_path_factory.getbasetemp().parent / "browsed-site"
    place.mkdir(exist_ok=True)
    whole = place / "whole"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            make(place)
            whole.touch()
    return place


@pytest.fixture(scope="session")
def site(place: Path) -> Iterator[Site]:
    """The site of plain files. A module that has another one overrides this fixture."""
    with served(place / "output") as site:
        yield site


@pytest.fixture(scope="module")
def chromium(program: str) -> Iterator[Browser]:
    """A browser without a profile. One a module: while it runs, this thread can have no event loop of its own."""
    from playwright.sync_api import sync_playwright

    as_root = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS, *as_root])
        yield browser
        browser.close()


def watched(chromium: Browser, **options: Any) -> Page:
    """A page of its own, as large as a phone's where nothing else is asked for."""
    context = chromium.new_context(**{"viewport": PHONE["viewport"], **options})
    context.add_init_script(path=WATCH)
    return context.new_page()


@pytest.fixture(scope="module")
def common(chromium: Browser) -> Page:
    """The page of every visit that asks for nothing else: one of its own costs a second."""
    return watched(chromium)


@pytest.fixture
def visit(chromium: Browser, common: Page, site: Site) -> Iterator[Visiting]:
    """Begin a visit; every fault seen in it fails the test. See ``Visiting``."""
    with ExitStack() as visits:
        free = True

        def begin(address: str = "", *, insecure: bool = False, alone: bool = False, **options: Any) -> Visit:
            nonlocal free
            shared = free and not (alone or options)
            page = common if shared else watched(chromium, **options)
            free = free and not shared
            begun = Visit(page, site.insecure if insecure else site.secure, shared=shared)
            visits.callback(begun.close)
            begun.go(address)
            return begun

        yield begin
