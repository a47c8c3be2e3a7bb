"""A program as one page to be printed: plain HTML, no script, nothing fetched."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from html import escape

from ..model.care import Level
from ..model.program import DayKind, Program, Session, Stage
from ..model.request import Dosing
from ..units import counted

_STYLE = """
@page { size: A4 landscape; margin: 11mm; }
body { font: 13px/1.35 system-ui, sans-serif; color: #111; background: #fff; margin: 1.5em auto; max-width: 72em;
  padding: 0 1em; }
h1 { font-size: 1.5em; margin: 0 0 .2em; }
h2 { font-size: 1.1em; margin: .8em 0 .2em; }
p { margin: .2em 0; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
caption { text-align: left; margin-bottom: .3em; }
th, td { border: 1px solid #888; padding: .25em .35em; text-align: left; vertical-align: top; }
td.rest { color: #555; }
.rules { display: flex; flex-wrap: wrap; gap: 0 2em; }
.rules section { flex: 1 1 18em; }
ul { margin: .2em 0; padding-left: 1.2em; }
@media print {
  body { font-size: 10px; margin: 0; max-width: none; padding: 0; }
  tr, section { break-inside: avoid; }
  .rules { flex-wrap: nowrap; }
  .rules section { flex-basis: 0; }
}
"""

_STAGES = {
    Stage.LEARN: "Learn the moves",
    Stage.BUILD: "Build",
    Stage.STRENGTHEN: "Strengthen",
    Stage.MAINTAIN: "Maintain",
}

_DOSES = {Dosing.LOW: "low reps", Dosing.FULL: "usual reps", Dosing.HIGH: "high reps"}
_LEVELS = {Level.GENTLE: "easier moves", Level.STANDARD: "standard moves", Level.STRONG: "some harder moves"}

_RULES = (
    (
        "Before a session: yesterday's pain, 0 to 10",
        (
            "0 to 3: go on. After two comfortable strength sessions, a little more.",
            "4 or 5: stay where you are, with a smaller range or less load; it should settle within 24 hours.",
            "6 or 7: a step back, and today rest or gentle mobility.",
            "8 to 10: a step back, and rest today.",
            "Still raised after 24 hours: a step back, and ask a clinician.",
            "Type: backrelief-audio program next --pain N, and this folder's name.",
        ),
    ),
    (
        "How it progresses",
        (
            "First more of each dose, then another set, then the next level; never all at once.",
            "Strength on two or three days a week, never on two days in a row.",
            "Missed a day? Go on with the next session; don't do two in one day.",
        ),
    ),
    (
        "Safety",
        (
            "General exercise guidance, not medical advice. New or unexplained pain should be assessed first.",
            "Stop for sharp, electric or spreading pain, numbness, tingling, dizziness, chest pain or unusual "
            "breathlessness, and get help if it continues.",
            "Get emergency help for sudden severe back pain, back pain with chest, jaw or arm pain, weakness in the "
            "legs, or new trouble with bladder or bowel.",
        ),
    ),
)
"""What the page says besides the grid (domain reference, 2.5 and 3)."""


def overview(program: Program) -> str:
    """The page: a grid of weeks and days, then the rules. What is done in a session, the calendar tells."""
    return "\n".join(_page(program)) + "\n"


def intent(session: Session) -> str:
    """What a session asks for, in a few words."""
    load = session.load
    sets = f"{'up to ' if load.sets > 1 else ''}{counted(load.sets, 'set')}"
    return f"{sets}, {_DOSES[load.dosing]}, {_LEVELS[load.level]}"


def _page(program: Program) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield f'<head>\n<meta charset="utf-8">\n<title>{escape(program.title)}</title>'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<style>{_STYLE}</style>\n</head>"
    yield f"<body>\n<h1>{escape(program.title)}</h1>"
    yield "<table>"
    yield f"<caption>{program.days} sessions a week from {_day(program.start)}.</caption>"
    names = "".join(f'<th scope="col">{_column(program, day)}</th>' for day in range(7))
    yield f'<thead>\n<tr><th scope="col">Week</th>{names}</tr>\n</thead>'
    yield "<tbody>"
    by_day = {(one.week, one.day): one for one in program.sessions}
    for week in range(1, program.weeks + 1):
        yield _row(program, week, by_day)
    yield "</tbody>\n</table>"
    yield '<div class="rules">'
    for title, rules in _RULES:
        points = "".join(f"<li>{escape(rule)}</li>" for rule in rules)
        yield f"<section>\n<h2>{escape(title)}</h2>\n<ul>{points}</ul>\n</section>"
    yield "</div>\n</body>\n</html>"


def _row(program: Program, week: int, by_day: Mapping[tuple[int, int], Session]) -> str:
    stage = next(session.stage for session in program.week(week))
    cells = [_cell(by_day.get((week, day))) for day in range(1, 8)]
    return f'<tr><th scope="row">{week}<br>{escape(_STAGES[stage])}</th>{"".join(cells)}</tr>'


def _cell(session: Session | None) -> str:
    if session is None:
        return '<td class="rest">rest</td>'
    kind = {DayKind.STRENGTH: "Strength", DayKind.MOBILITY: "Mobility"}[session.kind]
    what = f"<strong>{kind}, {session.length / 60_000:g} min</strong>"
    return f"<td>{what}<br>{escape(intent(session))}</td>"


def _column(program: Program, day: int) -> str:
    return f"{program.start + datetime.timedelta(days=day):%A}"


def _day(day: datetime.date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
