"""One exercise's TOML document to an Exercise, or every fault of it as Problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..checked import Table
from ..errors import Problem
from ..legible import MOST_ID, MOST_TITLE, told
from ..model.care import Caution, CautionCode, Effect, Variant
from ..model.exercise import (
    BeatWords,
    Dose,
    Equipment,
    Exercise,
    Focus,
    Kind,
    Part,
    Position,
    Range,
    Sides,
    Tempo,
    Version,
    Way,
)
from ..model.phrases import NUMBERS_TO
from ..units import Ms
from .ranges import read_range
from .spoken_text import check_said, names_in
from .version_file import parse_versions
from .word_file import read_words

_ID = re.compile(r"[a-z]+(-[a-z]+)*")

MOST_PERIOD = Ms(15_000)
_MOST_PART_SECONDS = 12.0
"""No part of a rep lasts longer; a larger figure is milliseconds given for seconds."""

SIDE_NAMES = frozenset({"side", "other", "Side", "Other"})
"""What a line may hold in braces."""


def parse_exercise(data: Mapping[str, Any], id_: str, where: str, problems: list[Problem]) -> Exercise:
    """One exercise from its TOML document; what is wrong is appended to ``problems``."""
    before = len(problems)
    top = Table(data, where, problems)
    exercise = Exercise(
        id=_checked_id(id_, top),
        name=top.text("name", most=MOST_TITLE),
        spoken=top.text("spoken"),
        aliases=top.texts("aliases", default=()),
        kinds=top.choices("kinds", Kind),
        focus=top.choices("focus", Focus),
        primary=top.texts("primary", least=1),
        secondary=top.texts("secondary", default=()),
        intensity=top.whole("intensity", 1, 5),
        positions=top.choices("positions", Position),
        equipment=top.alternatives("equipment", Equipment),
        sides=top.choice("sides", Sides),
        dose=_dose(top),
        tempo=_tempo(top),
        switch=top.duration("switch", 15, default=7),
        ways=_ways(top),
        words=read_words(top) or BeatWords(work=""),
        counterpose=top.flag("counterpose", default=False),
        wrists=top.flag("wrists", default=False),
        cautions=_cautions(top),
        source=top.texts("source", least=1),
        instead=top.texts("instead", default=()),
        **_told_lines(top),
        **_versions(top),
    )
    top.close()
    _check(exercise, top)
    if len(problems) == before:
        _check_versions(exercise, top)
    return exercise


def _told_lines(top: Table) -> dict[str, Any]:
    """What is said, by the fields of an exercise that hold it."""
    lines = top.table("lines") or Table({}, "", [])
    found = {
        "setup": lines.texts("setup", least=1),
        "setup_again": lines.text("setup_again"),
        "actions": lines.texts("actions", least=1),
        "breath": lines.text("breath"),
        "reminders": lines.texts("reminders", least=2),
        "praise": lines.texts("praise", least=1),
        "fault": lines.text("fault"),
        "feel": lines.text("feel"),
        "leave": lines.text("leave", default=""),
    }
    lines.close()
    return found


def _versions(top: Table) -> dict[str, Any]:
    """The other ways to do it, by the fields of an exercise that hold them."""
    options = top.table("options", optional=True) or Table({}, "", [])
    easier, harder = options.texts("easier", default=()), options.texts("harder", default=())
    options.close()
    found = parse_versions(top)
    by_option = {of: version for version, of in found if of is not None}
    return {
        "easier": easier,
        "harder": harder,
        "versions": tuple(version for version, of in found if of is None),
        "easier_version": by_option.get(Variant.EASIER),
        "harder_version": by_option.get(Variant.HARDER),
    }


def good_id(id_: str) -> bool:
    """Whether it may be an exercise's id: lower-case words joined by hyphens, short enough for a file's name."""
    return len(id_) <= MOST_ID and bool(_ID.fullmatch(id_))


def _checked_id(id_: str, top: Table) -> str:
    if not good_id(id_):
        allowed = f"lower-case words joined by hyphens, {MOST_ID} letters at most"
        top.fault("(file name)", f"{told(id_)} is not a good id", allowed)
    return id_


def _dose(top: Table) -> Dose:
    table = top.table("dose")
    if table is None:
        return Dose(sets=Range(default=1, least=1, most=1))
    reps, hold, sets = (
        read_range(table, "reps", 30),
        read_range(table, "hold", NUMBERS_TO),
        read_range(table, "sets", 6),
    )
    if (reps is None) == (hold is None):
        top.fault("dose", "needs exactly one of reps and hold", "reps (a count) or hold (seconds)")
    table.close()
    return Dose(sets=sets or Range(default=1, least=1, most=1), reps=reps, hold=hold)


def _tempo(top: Table) -> Tempo | None:
    table = top.table("tempo", optional=True)
    if table is None:
        return None
    before = len(table.problems)
    tempo = Tempo(
        work=table.duration("work", _MOST_PART_SECONDS),
        hold=table.duration("hold", _MOST_PART_SECONDS),
        back=table.duration("return", _MOST_PART_SECONDS),
        first=table.choice("first", Part, default=Part.WORK),
    )
    if len(table.problems) == before:
        _check_tempo(tempo, top)
    table.close()
    return tempo


def _check_tempo(tempo: Tempo, top: Table) -> None:
    """Rules that need all of a tempo's values, where these are right."""
    if tempo.first is Part.HOLD:
        top.fault("tempo.first", "a rep can't begin with its hold", "work or return")
    if tempo.work < Ms(1000):
        top.fault("tempo.work", "too fast to follow by ear", "1 to 12 seconds")
    if tempo.period > MOST_PERIOD:
        top.fault("tempo", f"a rep of {tempo.period / 1000:g} seconds", "at most 15 seconds a rep")


def _ways(top: Table) -> tuple[Way, ...]:
    ways = []
    for table in top.tables("way"):
        ways.append(Way(name=table.text("name"), line=table.text("line")))
        table.close()
    return tuple(ways)


def _cautions(top: Table) -> tuple[Caution, ...]:
    cautions = []
    for table in top.tables("caution"):
        caution = Caution(
            code=table.choice("code", CautionCode),
            effect=table.choice("effect", Effect),
            note=table.text("note", default=""),
        )
        table.close()
        cautions.append(caution)
    return tuple(cautions)


def _check(exercise: Exercise, top: Table) -> None:
    """The rules that need more than one key."""
    if exercise.dose.reps is not None and exercise.tempo is None:
        top.fault("tempo", "missing, and the dose is in reps", "work, hold and return in seconds")
    if exercise.dose.hold is not None and exercise.tempo is not None:
        top.fault("tempo", "given, but the dose is a hold", "no tempo for a hold")
    if exercise.tempo and exercise.tempo.hold and not exercise.words.hold:
        top.fault("words.hold", "missing, and the tempo has a hold", "a word or two")
    sets = exercise.dose.sets
    if exercise.ways and any(number % len(exercise.ways) for number in (sets.default, sets.least, sets.most)):
        top.fault("dose.sets", "is not one set a way", f"multiples of {len(exercise.ways)}")
    if exercise.sides is not Sides.EACH and top.has("switch"):
        top.fault("switch", "given, but the sides are not done in turn", 'sides = "each"')
    _check_words(exercise, top)
    needs_mat = all(position.on_floor for position in exercise.positions)
    if needs_mat and not all(Equipment.MAT in needed for needed in exercise.equipment):
        top.fault("equipment", "a floor exercise without the mat", "mat among each alternative")


def _check_words(exercise: Exercise, top: Table) -> None:
    """What is spoken can be."""
    for key, line in _lines(exercise):
        _check_sides(exercise, key, line, top)
    for key, texts in _unsided(exercise):
        check_said(top, key, texts)


def _check_versions(exercise: Exercise, top: Table) -> None:
    """The versions against the exercise, where that is right: else one fault would be told of each of them."""
    for version in _all_versions(exercise):
        for key, line in _version_lines(version):
            _check_sides(exercise, key, line, top)
        _check_version(exercise, version, top)


def _all_versions(exercise: Exercise) -> Iterator[Version]:
    yield from exercise.versions
    yield from (version for version in (exercise.easier_version, exercise.harder_version) if version is not None)


def _check_version(exercise: Exercise, version: Version, top: Table) -> None:
    """What a version changes is there to be changed, and what it answers is among the cautions."""
    key, tempo = f"version {version.option!r}", exercise.tempo
    cautions = {caution.code for caution in exercise.cautions if caution.effect is Effect.MODIFY}
    if unknown := [code.value for code in version.answers if code not in cautions]:
        top.fault(key, f"for {', '.join(unknown)}, which is no caution that modifies", "codes of the file's cautions")
    if version.reps is not None and exercise.dose.reps is None:
        top.fault(key, "reps, but the dose is a hold", "hold")
    if version.hold is not None and exercise.dose.hold is None:
        top.fault(key, "hold, but the dose is in reps", "reps, or held for the hold inside each rep")
    if version.held is not None and (tempo is None or tempo.work + version.held + tempo.back > MOST_PERIOD):
        top.fault(key, "held, where there is no tempo or a rep grows too long", "a hold inside reps of up to 15 s")
    words = version.words or exercise.words
    if tempo is not None and (version.held or tempo.hold) and not words.hold:
        top.fault(key, "a hold inside each rep without a word for it", "words.hold")


def _lines(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Every line that is spoken, with its key."""
    yield from _told("lines", exercise)
    yield from (
        (f"lines.{key}", line) for key in ("praise", "feel", "leave") for line in _as_lines(getattr(exercise, key))
    )
    yield from _beat_words("words", exercise.words)
    yield from (("options", line) for line in (*exercise.easier, *exercise.harder))
    yield from (("caution.note", caution.note) for caution in exercise.cautions)


def _unsided(exercise: Exercise) -> Iterator[tuple[str, Iterable[str]]]:
    """What is spoken as it stands, with its key."""
    yield "spoken", [exercise.spoken]
    yield "lines.fault", [exercise.fault]
    yield "way", [text for way in exercise.ways for text in (way.name, way.line)]


def _version_lines(version: Version) -> Iterator[tuple[str, str]]:
    """The same of a version."""
    key = f"version {version.option!r}"
    yield from _told(key, version)
    yield f"{key}.option", version.option
    if version.words is not None:
        yield from _beat_words(f"{key}.words", version.words)


def _told(key: str, done: Exercise | Version) -> Iterator[tuple[str, str]]:
    """The lines that tell how something is done."""
    for name in ("setup", "actions", "reminders", "setup_again", "breath"):
        yield from ((f"{key}.{name}", line) for line in _as_lines(getattr(done, name)))


def _as_lines(told: str | tuple[str, ...]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else told


def _beat_words(key: str, words: BeatWords) -> Iterator[tuple[str, str]]:
    for name, line in {"work": words.work, "hold": words.hold, "return": words.back, "side": words.side}.items():
        yield f"{key}.{name}", line


def _check_sides(exercise: Exercise, key: str, line: str, top: Table) -> None:
    """Placeholders are known, and stand only where there are sides to put in."""
    if not line:
        return
    names = names_in(top, key, line, "braces only around side or other")
    if not names:
        return
    on_beat = key.rpartition(".")[0].endswith("words")
    allowed = SIDE_NAMES if exercise.sides is Sides.EACH or on_beat else frozenset()
    if exercise.sides is Sides.BOTH and not (on_beat and key.endswith(".side")):
        allowed = frozenset()
    if key == "options" or key.endswith((".note", ".option")):
        allowed = frozenset()
    if names - allowed:
        top.fault(key, f"{told(line)} names {sorted(names - allowed)}", ", ".join(sorted(allowed)) or "no braces")
