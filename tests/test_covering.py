"""The generated cover."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from backrelief_audio.covering import SIZE, cover, cover_name
from backrelief_audio.model.exercise import Focus


def opened(picture: bytes) -> Image.Image:
    """The picture as pixels."""
    return Image.open(io.BytesIO(picture))


def test_cover_is_what_podcast_directories_take() -> None:
    """A cover is a square RGB JPEG of at least 1400 pixels and less than 200 kB."""
    picture = cover("90", "Upper back and neck, shoulders, core", "neck")
    image = opened(picture)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIZE, SIZE))
    assert SIZE >= 1400
    assert len(picture) < 200_000


def test_equal_words_give_equal_bytes() -> None:
    """The same words give the same file, other words another."""
    assert cover("15", "Posture", "posture") == cover("15", "Posture", "posture")
    assert cover("15", "Posture", "posture") != cover("20", "Posture", "posture")


def test_every_focus_has_a_colour_of_its_own() -> None:
    """Covers of different main focus differ in colour, so that they are told apart in a list."""
    corners = {opened(cover("15", "", focus.value)).getpixel((20, 700)) for focus in Focus}
    assert len(corners) == len(Focus)


def test_figure_is_legible_at_the_size_of_a_list() -> None:
    """At 100 pixels the figure still has strokes of plain white on a dark ground."""
    small = opened(cover("15", "Posture", "core")).convert("L").resize((100, 100), Image.Resampling.LANCZOS)
    foot = small.crop((5, 50, 60, 82))
    darkest, lightest = foot.getextrema()
    assert lightest > 240
    assert darkest < 90


def test_many_sessions_have_a_cover_without_a_figure() -> None:
    """The cover of many sessions is one that directories take, with a few words at the foot and none at the head."""
    picture = cover("", "Upper-back sessions", "calm")
    image = opened(picture)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIZE, SIZE))
    assert len(picture) < 200_000
    grey = image.convert("L")
    head, middle, foot = (grey.crop((100, top, 500, end)) for top, end in ((100, 200), (600, 1000), (1050, 1340)))
    assert [part.getextrema()[1] > 240 for part in (head, middle, foot)] == [False, False, True]
    assert cover_name("", "Upper-back sessions", "calm") != cover_name("5", "Upper-back sessions", "calm")


@pytest.mark.parametrize("minutes", ["1", "7.5", "22.25", "1234567.25"])
def test_long_words_are_made_to_fit(minutes: str) -> None:
    """No word runs into the right edge, however long it is."""
    picture = opened(cover(minutes, "shoulder blades, " * 12, "calm")).convert("L")
    plain = opened(cover("", "", "calm")).convert("L")
    edge = (SIZE - 90, 650, SIZE, SIZE)
    difference = zip(picture.crop(edge).tobytes(), plain.crop(edge).tobytes(), strict=True)
    assert max(abs(one - other) for one, other in difference) < 60
