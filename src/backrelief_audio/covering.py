"""The generated cover: a calm gradient, a spine from which sound spreads like shoulder blades, and few words."""

from __future__ import annotations

import colorsys
import hashlib
import io
import json
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

VERSION = 2
"""Part of every cover's name: raise it when the same words would look different."""

SIZE = 1400
"""Pixels a side: the least that podcast directories take."""

_QUALITY = 85
_PRODUCT = "Backrelief"
_MARGIN = 100
_WHITE = (255, 255, 255)

_HUES = {
    "thoracic": 206,
    "scapular": 174,
    "neck": 268,
    "chest": 345,
    "shoulders": 18,
    "core": 38,
    "posture": 140,
    "calm": 230,
}
"""Degrees of the colour circle for each focus."""

_SPINE = (985, 500)
"""Where the sound spreads from, pixels from the left and the top."""

_FINE = 2
"""The drawing is made so many times as large and scaled down: Pillow draws lines without smoothing."""


def cover_name(number: str, subtitle: str, key: str) -> str:
    """A name for the cover of such words, 64 hexadecimal digits: equal names are equal covers. Draws nothing."""
    import PIL

    return hashlib.sha256(json.dumps([VERSION, PIL.__version__, number, subtitle, key]).encode()).hexdigest()


def cover(number: str, subtitle: str, key: str) -> bytes:
    """A square JPEG of SIZE pixels, RGB, below 200 kB; the same words give the same bytes.

    ``number`` is the large figure ("15"), under which its unit is drawn; empty for the cover of many sessions, where
    the product's name is in its place. ``subtitle`` is a few words ("Shoulder blades, posture"); ``key`` the name of
    the main focus, which chooses the colour: any other key gets a colour of its own.
    """
    from PIL import Image

    ink = _motif()
    _words(ink, number, subtitle)
    picture = _background(_hue(key))
    picture.paste(Image.new("RGB", (SIZE, SIZE), _WHITE), mask=ink)
    kept = io.BytesIO()
    picture.save(kept, format="JPEG", quality=_QUALITY, optimize=True)
    return kept.getvalue()


def _hue(key: str) -> int:
    return _HUES.get(key, hashlib.sha256(key.encode()).digest()[0] * 360 // 256)


def _colour(hue: float, saturation: float, lightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue / 360 % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def _background(hue: int) -> Image.Image:
    """Dark at the foot, where the words are; a neighbouring, lighter colour at the head; a glow behind the motif."""
    from PIL import Image, ImageOps

    down = Image.linear_gradient("L").resize((1, SIZE), Image.Resampling.BICUBIC)  # all columns are alike
    column = ImageOps.colorize(
        down, _colour(hue + 22, 0.42, 0.41), _colour(hue - 8, 0.55, 0.13), mid=_colour(hue, 0.48, 0.28)
    )
    picture = column.resize((SIZE, SIZE), Image.Resampling.NEAREST)
    wide = 1500
    # the gradient reaches 181 at the middle of each edge: the glow has to be out before
    glow = Image.radial_gradient("L").resize((wide, wide), Image.Resampling.BICUBIC)
    glow = glow.point([max(0, round(105 * (1 - value / 178))) for value in range(256)])
    light = Image.new("RGB", (wide, wide), _colour(hue + 30, 0.6, 0.62))
    picture.paste(light, (_SPINE[0] - wide // 2, _SPINE[1] - wide // 2), glow)
    return picture


def _motif() -> Image.Image:
    """How white each pixel becomes by the spine and the arcs."""
    from PIL import Image, ImageDraw

    mask = Image.new("L", (SIZE * _FINE, SIZE * _FINE))
    draw = ImageDraw.Draw(mask)
    x, y = _SPINE
    for ring in range(4):
        radius = 205 + 84 * ring
        opening = 50 - 6 * ring
        for towards in (0, 180):
            turns = (towards - opening, towards + opening)
            _arc(draw, (x, y), radius, turns, width=32 - 4 * ring, white=215 - 45 * ring)
    for bone in range(17):
        curve = math.pi * (bone - 5) / 6  # two and a half bends; straight where the arcs are
        centre = (x + 20 * math.sin(curve), y + (bone - 5) * (84 + 1.6 * bone))
        tilt = -0.12 * math.cos(curve)
        _capsule(draw, centre, 50 + 3 * bone, tilt, width=38 + bone, white=max(0, 240 - 15 * bone))
    return mask.reduce(_FINE)


def _arc(
    draw: ImageDraw.ImageDraw,
    centre: tuple[float, float],
    radius: float,
    degrees: tuple[float, float],
    *,
    width: float,
    white: int,
) -> None:
    """A stroke with round ends along a circle."""
    x, y = centre
    steps = 90
    for step in range(steps + 1):
        turn = math.radians(degrees[0] + (degrees[1] - degrees[0]) * step / steps)
        _dot(draw, (x + radius * math.cos(turn), y + radius * math.sin(turn)), width / 2, white)


def _capsule(
    draw: ImageDraw.ImageDraw, centre: tuple[float, float], half: float, tilt: float, *, width: float, white: int
) -> None:
    """A rounded bar so far to either side of its centre."""
    steps = 24
    for step in range(steps + 1):
        along = half * (2 * step / steps - 1)
        _dot(draw, (centre[0] + along * math.cos(tilt), centre[1] + along * math.sin(tilt)), width / 2, white)


def _dot(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, white: int) -> None:
    x, y = centre[0] * _FINE, centre[1] * _FINE
    reach = radius * _FINE
    draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=white)


def _words(ink: Image.Image, number: str, subtitle: str) -> None:
    """Write the words over the motif: product at the head; figure, unit and subtitle at the foot.

    Without a figure the product's name is large at the foot, and nothing at the head.
    """
    from PIL import ImageDraw

    draw = ImageDraw.Draw(ink)
    if number:
        unit = "minute" if number == "1" else "minutes"
        _line(draw, _PRODUCT, 170, 76, room=520, weight=2)
        _line(draw, number, 1110, 560, room=860, weight=12)
        _line(draw, unit, 1222, 110, room=700, weight=3)
    else:
        _line(draw, _PRODUCT, 1210, 236, room=725, weight=5)
    _line(draw, subtitle, 1320, 72, room=SIZE - 2 * _MARGIN, weight=1)


def _line(draw: ImageDraw.ImageDraw, text: str, base: int, size: int, *, room: int, weight: int) -> None:
    """A line of text on its base line, made smaller where it would be wider than its room. ``weight`` thickens it."""
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    while (wide := draw.textlength(text, font=font)) > room and size > 1:
        size = min(size - 1, int(size * room / wide))
        font = ImageFont.load_default(size)
    ink = font.getmask(text).getbbox()
    air = ink[0] if ink else 0  # before the first letter: lines begin at the margin with their ink
    left = _MARGIN + weight - air
    draw.text((left, base), text, fill=255, font=font, anchor="ls", stroke_width=weight, stroke_fill=255)
