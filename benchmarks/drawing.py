"""Pictures as SVG, written a shape at a time: enough for the ones in docs/pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

INK, SOFT, GRID, WORDS, BEDS, ACCENT = "#1f2933", "#5b6775", "#d9dee4", "#c9d8ee", "#2b6cb0", "#c2410c"
"""Colours: of text, of what is beside it, of lines behind, of words, of what was measured, of what is pointed at."""


class Drawing:
    """An SVG picture, written a shape at a time."""

    def __init__(self, width: int, height: int, title: str, told: str) -> None:
        self._shapes = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
            f' font-family="Helvetica, Arial, sans-serif" font-size="14" fill="{INK}"><title>{escape(title)}</title>',
            f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff" stroke="{GRID}"/>',
        ]
        self.text(20, 30, title, size=18, weight="bold")
        self.text(20, 52, told, fill=SOFT)

    def text(self, x: float, y: float, told: str, **look: str | float) -> None:
        """A line of text; ``look`` is size, weight, anchor, fill."""
        names = {"size": "font-size", "weight": "font-weight", "anchor": "text-anchor", "fill": "fill"}
        self._shapes.append(f'<text x="{x:.1f}" y="{y:.1f}"{_look(look, names)}>{escape(told)}</text>')

    def sideways(self, x: float, y: float, told: str) -> None:
        """The title of an upright axis, its middle at that point."""
        turned = f'<text transform="translate({x:.1f} {y:.1f}) rotate(-90)" text-anchor="middle" fill="{SOFT}">'
        self._shapes.append(f"{turned}{escape(told)}</text>")

    def rect(self, x: float, y: float, width: float, height: float, fill: str, **look: str | float) -> None:
        """A filled rectangle."""
        size = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{max(height, 0):.1f}"'
        self._shapes.append(f'<rect {size} fill="{fill}"{_look(look)}/>')

    def line(self, points: Sequence[tuple[float, float]], stroke: str, **look: str | float) -> None:
        """Straight lines from point to point; filled below where ``look`` has a fill."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        fill = "" if "fill" in look else ' fill="none"'
        self._shapes.append(f'<polyline points="{path}" stroke="{stroke}"{fill}{_look(look)}/>')

    def dot(self, x: float, y: float, fill: str) -> None:
        """A small round mark."""
        self._shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{fill}" stroke="#ffffff"/>')

    def save(self, path: Path) -> None:
        """Write it."""
        path.write_text("\n".join([*self._shapes, "</svg>", ""]), encoding="utf-8")


def _look(look: dict[str, str | float], names: dict[str, str] | None = None) -> str:
    names = names or {}
    return "".join(f' {names.get(key, key.replace("_", "-"))}="{value}"' for key, value in look.items())
