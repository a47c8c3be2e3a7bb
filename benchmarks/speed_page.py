"""What benchmarks/speed.py found, as the tables of docs/performance.md and as a picture."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from results import NEW, Growth, Profile, Results, Row, session_name
from speed_picture import picture
from stages import ENCODING, SPEECH, STAGES

PICTURE = "speed.svg"

MOST_MEGABYTES, MOST_GROWTH = 150, 1.1
"""What is wanted of memory: so much at most for the long session, and so many times that of the shortest."""


def sections(results: Results) -> dict[str, str]:
    """The Markdown of every section, by its name in the page."""
    return {
        "measured": _measured(results),
        "table": _table(results.rows),
        "changed": _changed(results),
        "growth": _growth(results.growth),
        "folders": _folders(results),
        "stages": stages(results.profiles),
        "floor": _floor(results),
    }


def write(results: Results, docs: Path) -> None:
    """Replace the sections of the page, and the picture. Exits where the page lacks one of them."""
    page = docs / "performance.md"
    text = page.read_text(encoding="utf-8")
    for name, section in sections(results).items():
        begin, end = f"<!-- speed: {name} -->\n", f"<!-- /speed: {name} -->"
        if begin not in text or end not in text:
            sys.exit(f"{page.name} has no place for {name}: {begin.strip()} ... {end}")
        found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
        text = found.sub(lambda _, b=begin, s=section, e=end: f"{b}{s}\n{e}", text)  # type: ignore[misc]
    page.write_text(text, encoding="utf-8")
    (docs / "pictures").mkdir(exist_ok=True)
    picture(results).save(docs / "pictures" / PICTURE)


def stages(profiles: Sequence[Profile]) -> str:
    """Where processor time goes, a column a build; and what of it nobody could spare."""
    titles = [f"{one.minutes:g} min, {_kind(one.bed)}, {'built before' if one.warm else 'new'}" for one in profiles]
    lines = [_row(["processor seconds", *titles]), _rule(len(profiles))]
    lines += [_row([name, *(f"{one.stages[name]:.2f}" for one in profiles)]) for name in STAGES]
    whole = [sum(one.stages.values()) for one in profiles]
    lines.append(_row(["**all**", *(f"**{seconds:.2f}**" for seconds in whole)]))
    lines.append(_row(["**least**", *(f"**{one.least:.2f}**" for one in profiles)]))
    times = ["" if one.warm else f"{all_ / one.least:.1f}" for all_, one in zip(whole, profiles, strict=True)]
    lines.append(_row(["all, times least", *times]))
    lines.append(_row(["lines spoken", *(f"{one.amounts['lines']:.0f}" for one in profiles)]))
    lines.append(_row(["seconds of sound encoded", *(f"{one.amounts['encoded']:.0f}" for one in profiles)]))
    lines.append(_row(["a line spoken, ms", *(_each(one, SPEECH, "lines") for one in profiles)]))
    lines.append(_row(["a second encoded, ms", *(_each(one, ENCODING, "encoded") for one in profiles)]))
    return "\n".join(lines)


def _each(profile: Profile, stage: str, amount: str) -> str:
    many = profile.amounts[amount]
    return f"{profile.stages[stage] / many * 1000:.1f}" if many else ""


def _measured(results: Results) -> str:
    if results.quick:
        return f"**Not measured yet**: a quick try with sessions of a minute, on {results.machine}."
    runs = f"Medians of {results.runs}; memory is the most of all runs."
    return f"Measured on {results.machine}; {results.versions}. {runs}"


def _table(rows: Sequence[Row]) -> str:
    titles = ["case", "ours", "processor", "memory", "the plain way", "memory", "times as fast", "wanted", "reached"]
    return "\n".join([_row(titles), _rule(len(titles) - 1), *map(_case, rows)])


def _case(row: Row) -> str:
    ours = [f"{row.ours.seconds:.2f} s", f"{row.ours.processor:.2f} s", f"{row.ours.megabytes:.0f} MB"]
    plain = [f"{row.plain.seconds:.2f} s", f"{row.plain.megabytes:.0f} MB"] if row.plain else ["", ""]
    ratio = f"{row.ratio:.1f}" if row.ratio else ""
    wanted = f"{row.limit:g} s at most" if row.limit is not None else f"{row.times or 0:g}"
    return _row([row.case, *ours, *plain, ratio, wanted, "yes" if row.met else "**no**"])


def _changed(results: Results) -> str:
    changed = results.changed
    named = {"nothing stored": changed.cold, "built before": changed.warm, "one exercise changed": changed.changed}
    titles = ["a routine over a bed", "seconds", "processor", "memory"]
    lines = [_row(titles), _rule(len(titles) - 1)]
    for name, cost in named.items():
        lines.append(_row([name, f"{cost.seconds:.2f}", f"{cost.processor:.2f}", f"{cost.megabytes:.0f} MB"]))
    return "\n".join(
        [
            *lines,
            "",
            f"The new exercise is {changed.share:.0%} of the session. Beyond a build of what is stored, the change"
            f" cost as much processor time as {changed.exercises:.1f} such exercises in a new session"
            " (wanted: about one).",
        ]
    )


def _growth(growth: Sequence[Growth]) -> str:
    titles = ["a session", "new", "processor", "memory", "built before", "processor", "memory", "MP3", "store"]
    lines = [_row(titles), _rule(len(titles) - 1)]
    for one in growth:
        cells = [session_name(one.minutes, one.bed)]
        for cost in (one.cold, one.warm):
            cells += [f"{cost.seconds:.2f} s", f"{cost.processor:.2f} s", f"{cost.megabytes:.0f} MB"]
        lines.append(_row([*cells, f"{one.size / 1e6:.1f} MB", f"{one.stored / 1e6:.1f} MB"]))
    return "\n".join([*lines, "", *_memory(growth)])


def _memory(growth: Sequence[Growth]) -> Iterator[str]:
    """Whether memory stays flat, for a voice alone and over a bed."""
    for bed in sorted({one.bed for one in growth}):
        peaks = {one.minutes: max(one.cold.megabytes, one.warm.megabytes) for one in growth if one.bed == bed}
        least = min(peaks)
        long = min((length for length in peaks if length >= 60), default=max(peaks))
        times = peaks[long] / peaks[least]
        met = times <= MOST_GROWTH and peaks[long] < MOST_MEGABYTES
        yield (
            f"- {_kind(bed).capitalize()}: {long:g} minutes take {peaks[long]:.0f} MB, {times:.2f} times as much as"
            f" {least:g} (wanted: {MOST_GROWTH:g} times at most, and under {MOST_MEGABYTES} MB):"
            f" {'reached' if met else '**not reached**'}."
        )


def _folders(results: Results) -> str:
    minutes = results.folders[0].minutes
    titles = [f"sessions of {minutes:g} minutes", "made", "a session", "processor, a session", "memory"]
    titles += ["looked through again", "store", "a session"]
    lines = [_row(titles), _rule(len(titles) - 1)]
    for one in results.folders:
        each = [f"{one.made.seconds / one.sessions:.2f} s", f"{one.made.processor / one.sessions:.2f} s"]
        stored = [f"{one.stored / 1e6:.1f} MB", f"{one.stored / one.sessions / 1e6:.2f} MB"]
        cells = [f"{one.made.seconds:.1f} s", *each, f"{one.made.megabytes:.0f} MB", f"{one.kept.seconds:.1f} s"]
        lines.append(_row([str(one.sessions), *cells, *stored]))
    return "\n".join(lines)


def _floor(results: Results) -> str:
    """How many times as fast as the plain way a first build could be at most, if all but the least cost nothing."""
    rows = {row.case: row for row in results.rows}
    cores = f"least, on {results.cores} cores"
    titles = [NEW, "the plain way", "least processor time", cores, "so at most", "times as fast now", "wanted"]
    lines = [_row(titles), _rule(len(titles) - 1)]
    for one in results.profiles:
        name = session_name(one.minutes, one.bed)
        row = rows.get(f"{name}: {NEW}")
        if one.warm or row is None or row.plain is None:
            continue
        plain, seconds = row.plain.seconds, one.least / results.cores
        cells = [f"{plain:.1f} s", f"{one.least:.2f} s", f"{seconds:.2f} s", f"{plain / seconds:.1f}"]
        lines.append(_row([name, *cells, f"{row.ratio or 0:.1f}", f"{row.times or 0:g}"]))
    return "\n".join(lines)


def _kind(bed: bool) -> str:
    return "over a bed" if bed else "voice only"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _rule(figures: int) -> str:
    """The line below a table's titles: text on the left, then so many columns of figures on the right."""
    return f"|---|{'---:|' * figures}"
