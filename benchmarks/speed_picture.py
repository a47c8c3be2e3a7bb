"""The picture of docs/performance.md and README: our sessions beside the plain way's, and how cost grows."""

from __future__ import annotations

from collections.abc import Sequence

from drawing import ACCENT, BEDS, GRID, INK, SOFT, Drawing
from results import Growth, Results, Row

WIDTH = 1000
LEFT, RIGHT = 340.0, 720.0
"""Where bars begin, and where the plain way's end."""

BAR, ROW = 15.0, 23.0
PANEL = 210.0

KINDS = {"over a bed": (True, ACCENT), "voice only": (False, BEDS)}
DASHED = {"stroke_dasharray": "5 4"}


def picture(results: Results) -> Drawing:
    """Bars above, each group in proportion to its plain way; below, seconds and memory by minutes of session."""
    groups = grouped(results.rows)
    bars = sum(ROW * (len(rows) + 1) + 14 for rows in groups)
    told = f"Grey: the same session by pyttsx3, pydub and ffmpeg alone, the plain way. {results.machine}"
    drawing = Drawing(WIDTH, round(76 + bars + 40 + PANEL + 88), "What a session costs", told)
    top = 76.0
    for rows in groups:
        top = _group(drawing, rows, top)
    top += 40
    _panel(drawing, results, (70.0, 470.0, top), memory=False)
    _panel(drawing, results, (570.0, 970.0, top), memory=True)
    _legend(drawing, top + PANEL + 66)
    return drawing


def grouped(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that have a plain way, those with the same one together."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.plain:
            groups.setdefault(row.case.partition(":")[0], []).append(row)
    return list(groups.values())


def _group(drawing: Drawing, rows: Sequence[Row], top: float) -> float:
    plain = rows[0].plain
    assert plain is not None
    name = rows[0].case.partition(":")[0]
    shown = [("the plain way", plain, ""), *((_case(row), row.ours, _times(row)) for row in rows)]
    drawing.text(20, top + 12, name, weight="bold")
    for number, (told, cost, times) in enumerate(shown):
        y = top + ROW * number
        wide = (RIGHT - LEFT) * cost.seconds / plain.seconds
        drawing.text(LEFT - 10, y + 12, told, anchor="end", fill=SOFT if not number else INK, size=13)
        drawing.rect(LEFT, y, wide, BAR, GRID if not number else BEDS)
        drawing.text(LEFT + wide + 8, y + 12, f"{_seconds(cost.seconds)}, {cost.megabytes:.0f} MB{times}", size=13)
    return top + ROW * len(shown) + 14


def _case(row: Row) -> str:
    return row.case.partition(": ")[2]


def _times(row: Row) -> str:
    return f", {row.ratio:.1f} times as fast" if row.ratio else ""


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 20 else f"{seconds:.0f} s"


def _panel(drawing: Drawing, results: Results, place: tuple[float, float, float], *, memory: bool) -> None:
    """Curves over the minutes of a session: seconds, or memory with that of the plain way."""
    left, right, top = place
    bottom = top + PANEL
    longest = max(one.minutes for one in results.growth)
    curves = _curves(results.growth, memory)
    most = max(value for points, _, _ in curves for _, value in points)
    step = _step(most * 1.15)
    full = step * (int(most * 1.15 / step) + 1)

    def at(minutes: float, value: float) -> tuple[float, float]:
        return left + (right - left) * minutes / longest, bottom - PANEL * value / full

    title = "Peak memory, MB" if memory else "Seconds to build"
    drawing.text(left - 50, top - 18, title, weight="bold")
    for number in range(int(full / step) + 1):
        y = at(0, number * step)[1]
        drawing.line([(left, y), (right, y)], GRID)
        drawing.text(left - 8, y + 5, f"{number * step:g}", anchor="end", size=13, fill=SOFT)
    for minutes in sorted({one.minutes for one in results.growth}):
        drawing.text(at(minutes, 0)[0], bottom + 20, f"{minutes:g}", anchor="middle", size=13, fill=SOFT)
    drawing.text((left + right) / 2, bottom + 40, "minutes of session", anchor="middle", fill=SOFT)
    for points, colour, dashes in curves:
        placed = [at(*point) for point in points]
        drawing.line(placed, colour, stroke_width=2, **(DASHED if dashes else {}))
        for point in placed:
            drawing.dot(*point, colour)


def _curves(growth: Sequence[Growth], memory: bool) -> list[tuple[list[tuple[float, float]], str, bool]]:
    """Points and colour of each curve, and whether it is dashed: of what was built before."""
    found = []
    for bed, colour in KINDS.values():
        for warm in (False, True):
            costs = [(one.minutes, one.warm if warm else one.cold) for one in growth if one.bed == bed]
            if not costs:
                continue
            points = [(minutes, cost.megabytes if memory else cost.seconds) for minutes, cost in costs]
            found.append((points, colour, warm))
    return found


def _legend(drawing: Drawing, y: float) -> None:
    """Which curve is which."""
    x = 70.0
    for name, (_, colour) in KINDS.items():
        for told, look in ((f"{name}: nothing stored", {}), (f"{name}: built before", DASHED)):
            drawing.line([(x, y - 5), (x + 26, y - 5)], colour, stroke_width=2, **look)
            drawing.text(x + 34, y, told, size=13)
            x += 226


def _step(most: float) -> float:
    """A round distance of lines, four or so to a panel."""
    return min(
        (step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500) if most / step <= 6), default=1000.0
    )
