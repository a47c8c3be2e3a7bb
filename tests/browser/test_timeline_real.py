"""What the page's script makes of session documents of every kind, against what the documents say, without a sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from building import ask, compose
from folders import Site
from showing import EARLY, changes, chapter_at, right_at
from visiting import Visit, Visiting

from backrelief_audio.model.care import Avoid
from backrelief_audio.model.exercise import Equipment, Focus
from backrelief_audio.model.request import AT_HOME, Counting, Instruction, Level, Request

pytestmark = pytest.mark.real

REQUESTS: dict[str, Request] = {
    "the shortest": ask(1, 1),
    "sides": ask(12, 3, focus=(Focus.NECK, Focus.SHOULDERS)),
    "brief, the last three counted": ask(10, 2, instruction=Instruction.BRIEF, counting=Counting.LAST_THREE),
    "nothing counted": ask(10, 4, counting=Counting.NONE),
    "learning": ask(8, 1, learn=True),
    "pregnancy": ask(10, 1, avoid=(Avoid.PREGNANCY,)),
    "rounds": ask(45, 2, equipment=(*AT_HOME, Equipment.BAND)),
    "the longest": ask(90, 5, level=Level.STRONG, equipment=(*AT_HOME, Equipment.BAND, Equipment.DUMBBELLS)),
}

LOOKED_AT = 400
"""Moments of one document, at most."""

MOMENTS = """import(arg.script).then(({ scoreOf, momentAt }) => {
  const score = scoreOf(arg.session);
  return arg.times.map((time) => {
    const { index, title, rep, side, next, left, fraction } = momentAt(score, time);
    return { index, move: title, rep, side: side ?? '', next, left, fraction };
  });
})"""


def moments(page: Visit, document: Mapping[str, Any], times: list[float]) -> list[dict[str, Any]]:
    """What the script says of some moments."""
    told = page.ask(MOMENTS, {"script": page.base + "page/timeline.js", "session": document, "times": times})
    assert len(told) == len(times)
    return list(told)


def looked_at(document: Mapping[str, Any]) -> list[float]:
    """Moments around everything that changes, and the ends."""
    everything = changes(document)
    chosen = everything[:: max(2 * len(everything) // LOOKED_AT, 1)]
    around = {round(at, 3) for change in chosen for at in (change - 0.2, change + 0.2) if at > 0}
    return sorted({*around, 0.0, document["seconds"] - 0.001, document["seconds"]})


@pytest.mark.parametrize("name", REQUESTS)
def test_the_script_reads_every_document(visit: Visiting, site: Site, name: str) -> None:
    """Around everything that changes in a session of any kind, the script says what its document says."""
    document = compose(REQUESTS[name]).document
    page = visit(site.sessions["neck"].page)
    times = looked_at(document)
    for time, told in zip(times, moments(page, document, times), strict=True):
        right = right_at(document, time, late=EARLY)
        assert told["rep"] in {one.rep for one in right}, (time, told)
        side = f"{told['side'].capitalize()} side" if told["side"] else ""
        assert side in {one.side for one in right}, (time, told)
        assert told["move"] in {one.move for one in right}, (time, told)
        assert f"Next: {told['next'] or 'the end'}" in {one.next for one in right}, (time, told)
        chapter = document["chapters"][told["index"]]
        assert told["index"] in {chapter_at(document, time), chapter_at(document, time + EARLY)}
        length = chapter["end"] - chapter["start"]
        assert told["left"] == pytest.approx(min(chapter["end"] - time, length), abs=0.001)
        assert told["fraction"] == pytest.approx(told["left"] / length, abs=0.001)
