"""Pictures of both pages, measured by their pixels, and kept where they can be looked at."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from folders import Session, Site
from numpy.typing import NDArray
from PIL import Image
from visiting import PHONE, TABLET, Visit, Visiting, opened

pytestmark = pytest.mark.real

Pixels = NDArray[np.float64]

SCREENS = {"phone": PHONE, "tablet": TABLET}

SCHEMES = ("dark", "light")

WHERE = "BACKRELIEF_PICTURES"
"""The environment variable that names a folder to keep the pictures in."""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the pictures are kept."""
    folder = Path(os.environ.get(WHERE, tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


STEPS = np.arange(256) / 255
LINEAR = np.where(STEPS <= 0.04045, STEPS / 12.92, ((STEPS + 0.055) / 1.055) ** 2.4)
"""What each value of a colour's part counts in light (WCAG 2.2, "relative luminance")."""


def luminance(picture: Image.Image) -> Pixels:
    """The relative luminance of each pixel, 0 to 1."""
    light: Pixels = LINEAR[np.asarray(picture.convert("RGB"))] @ np.array([0.2126, 0.7152, 0.0722])
    return light


def contrast(light: Pixels) -> float:
    """The contrast of what is written to what it is written on, the most frequent luminance (WCAG 2.2)."""
    steps, counts = np.unique(light.round(3), return_counts=True)
    ground = steps[counts.argmax()]
    written = light.flat[np.abs(light - ground).argmax()]
    return float((max(ground, written) + 0.05) / (min(ground, written) + 0.05))


def taken(page: Visit, path: Path, screen: dict[str, Any]) -> Image.Image:
    """A picture of what is on the screen, kept under a name, and of the right size."""
    data = page.page.screenshot(path=path)
    picture = Image.open(io.BytesIO(data))
    scale = screen["device_scale_factor"]
    assert picture.size == (screen["viewport"]["width"] * scale, screen["viewport"]["height"] * scale)
    return picture


def part(page: Visit, selector: str) -> Pixels:
    """The luminance of one element alone."""
    return luminance(Image.open(io.BytesIO(page.page.locator(selector).first.screenshot())))


def judged(picture: Image.Image, scheme: str) -> None:
    """Hold that a picture shows something, and is as dark or as light as was asked for."""
    light = luminance(picture)
    assert len(np.unique(light.round(2))) > 10, "it is blank"
    assert (light.mean() < 0.15) if scheme == "dark" else (light.mean() > 0.6)


@pytest.mark.parametrize("screen", SCREENS)
def test_pictures_of_a_session_page(visit: Visiting, site: Site, kept: Path, screen: str) -> None:
    """In the middle of a move the page is dark or light as asked, and its words stand out from their ground."""
    session = site.sessions["neck"]
    page = opened(visit, session, **SCREENS[screen])
    page.seek(middle(session))
    page.play()
    page.pause()
    page.until("watching.shown().rep !== '' && watching.shown().side !== ''")
    for scheme in SCHEMES:
        page.page.emulate_media(color_scheme=scheme)
        judged(taken(page, kept / f"session-{screen}-{scheme}.png", SCREENS[screen]), scheme)
        for selector, least in {"#move": 7.0, "#left": 7.0, "#rep": 4.5, "#side": 4.5, "#next": 4.5}.items():
            assert contrast(part(page, selector)) >= least, (selector, scheme)
    before = part(page, "#ring")
    page.seek(session.chapters[1]["start"] + 0.1)
    page.until("watching.shown().fraction > 0.98")
    assert np.abs(part(page, "#ring") - before).max() > 0.2, "the ring has not changed"


def middle(session: Session) -> float:
    """A moment with rep and side in the second half of a set."""
    called = [cue["end"] for cue in session.document["cues"] if cue["rep"] and cue["side"]]
    return float(called[len(called) // 2])


@pytest.mark.parametrize("screen", SCREENS)
def test_pictures_of_the_library(visit: Visiting, kept: Path, screen: str) -> None:
    """The list of sessions is dark or light as asked, and its titles stand out from their ground."""
    page = visit(**SCREENS[screen])
    page.page.locator("#filters").wait_for()
    for scheme in SCHEMES:
        page.page.emulate_media(color_scheme=scheme)
        judged(taken(page, kept / f"library-{screen}-{scheme}.png", SCREENS[screen]), scheme)
        assert contrast(part(page, "#sessions a[href$='.html']")) >= 4.5
        assert contrast(part(page, "h1")) >= 4.5
