"""The pictures of docs/sound.md, and the figures it gives of a whole session, measured on what a player gets.

    python benchmarks/sound_pictures.py

A session is made with a fixed seed in a temporary folder and its MP3 decoded. The bed is then seen alone in the
difference of the channels, where the voice, which is in the middle, is not; the voice is looked at in their mean. The
pictures go into docs/pictures; the figures are printed. The same versions of all that makes sound give the same bytes.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from drawing import ACCENT, BEDS, GRID, INK, SOFT, WORDS, Drawing

from backrelief_audio import pipeline
from backrelief_audio.asking import Asked
from backrelief_audio.clipping import LEAD, centre_of
from backrelief_audio.document import text_of
from backrelief_audio.encoding import decode
from backrelief_audio.levels import integrated, true_peaks
from backrelief_audio.mixing.beneath import FADE, LONG_FADE, under_voice
from backrelief_audio.mixing.ducking import DUCK, breathe, duck
from backrelief_audio.mixing.parts import parts
from backrelief_audio.model.plan import StepKind
from backrelief_audio.model.script import Chime, CueKind
from backrelief_audio.model.timeline import Placed, Timeline
from backrelief_audio.pipeline.composing import compose
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, Db, Ms, clock, ms_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"

MINUTES, SEED = "15", 7
VOICE, BED = "clear", "warm-pad"

WINDOW = Ms(50)
"""Over so long the bed's level is taken."""

BEFORE, SHOWN = Ms(9000), Ms(32_000)
"""The stretch of the first picture: from so long before the first hold, so long."""

LOUDEST, SOFTEST = Db(3.0), Db(-33.0)
"""Its axis; what is softer lies on its lower end."""

EARLY, LATE = Ms(-200), Ms(460)
"""The stretch around a beat that is shown of a count."""

STEP = Ms(3)
"""A point of a count's energy each so many milliseconds."""

WIDE = 24
"""Milliseconds on either side of zero in the distribution; what is farther off is counted in its last bar."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was made, as it was laid out and as it is heard."""

    timeline: Timeline
    under: Db
    """The bed's level between words, relative to the voice."""

    sound: Sound
    """Decoded: of shape (samples, 2), full scale 1."""

    def bed(self) -> Sound:
        """The difference of the channels: the bed without the voice."""
        return (self.sound[:, 0] - self.sound[:, 1]) / np.float32(2.0)

    def counts(self) -> list[Placed]:
        """All that is counted aloud on a beat."""
        counted = (CueKind.COUNT, CueKind.COUNTDOWN)
        return [cue for cue in self.timeline.cues if cue.kind in counted and cue.beat is not None]

    def longest_set(self) -> list[Placed]:
        """The reps counted aloud in the set that has most of them."""
        sets: dict[object, list[Placed]] = {}
        for cue in self.counts():
            if cue.rep is not None:
                sets.setdefault((cue.index, cue.side, cue.set), []).append(cue)
        return max(sets.values(), key=len)

    def first_hold(self) -> Ms:
        """When the first hold begins."""
        return next(stretch.start for stretch in self.timeline.stretches if stretch.kind is StepKind.HOLD)

    def off(self, cue: Placed) -> int:
        """Milliseconds by which a count's perceptual centre, as heard, is after its beat."""
        assert cue.beat is not None
        heard = self.sound[cue.start * SAMPLES_PER_MS : cue.end * SAMPLES_PER_MS].mean(axis=1)
        return cue.start + centre_of(heard) - cue.beat

    def levels(self) -> Sound:
        """The bed's level in each window, in decibels to what it is, in the middle, where nothing turns it down."""
        windows = self.bed()[: len(self.sound) // (WINDOW * SAMPLES_PER_MS) * WINDOW * SAMPLES_PER_MS]
        power = np.square(windows, dtype=np.float64).reshape(-1, WINDOW * SAMPLES_PER_MS).mean(axis=1)
        level = 10.0 * np.log10(np.maximum(power, 1e-12))
        relative: Sound = level - np.median(level[self.where(1.0)])
        return relative

    def meant(self) -> NDArray[np.float64]:
        """The bed's gain at each millisecond, as mixing wants it."""
        gain = np.zeros(ms_of(self.timeline.ticks) + 1)
        cut = list(parts(self.timeline))
        for number, part in enumerate(cut):
            start, length = ms_of(part.start), part.passage.length
            rise = LONG_FADE if number == 0 else FADE
            fall = LONG_FADE if number == len(cut) - 1 else FADE
            gain[start : start + length + 1] = duck(part.cues, start, length) * breathe(length, rise, fall)
        return gain

    def where(self, gain: float) -> NDArray[np.bool_]:
        """The windows through all of which the bed's gain is meant to be so much."""
        each = self.meant()[: len(self.sound) // SAMPLES_PER_MS].reshape(-1, WINDOW)
        return np.asarray(np.all(np.abs(each - gain) < 1e-3, axis=1))


def made() -> Session:
    """The session of the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workshop = pipeline.workshop(folder / "cache", folder / "own", folder / "data")
        request = workshop.request(Asked(minutes=MINUTES, seed=SEED, voice=VOICE, bed=BED))
        built = workshop.build(request, target=folder / "session.mp3", date="2000-01-01")
        with workshop.speech(VOICE) as speech:
            timeline = compose(request, workshop.catalogue, workshop.book, speech).timeline
        sound = decode(built.path).astype(np.float32) / np.float32(32768.0)
        return Session(timeline, under_voice(timeline, request.bed_distance), sound)


def ducking(session: Session) -> Drawing:
    """The bed's level under some words."""
    begin = (session.first_hold() - BEFORE) // WINDOW * WINDOW
    end = begin + SHOWN
    drawing = Drawing(
        1000,
        460,
        "The bed makes room for the words",
        f"{SHOWN // 1000} seconds of a session over {BED}, decoded from its MP3. "
        f"0 dB: the bed between words, {-session.under:.0f} LU under the voice.",
    )
    left, right, top, bottom = 74.0, 980.0, 170.0, 400.0

    def x(ms: float) -> float:
        return left + (ms - begin) / SHOWN * (right - left)

    def y(level: float) -> float:
        return top + (LOUDEST - min(max(level, SOFTEST), LOUDEST)) / (LOUDEST - SOFTEST) * (bottom - top)

    for cue in session.timeline.cues:
        if cue.end > begin and cue.start < end:
            place = x(max(cue.start, begin)), x(min(cue.end, end))
            drawing.rect(place[0], top - 18, place[1] - place[0], 12, BEDS)
            drawing.rect(place[0], top, place[1] - place[0], bottom - top, WORDS, opacity=0.6)
    for middle, row, text in _labels(session, begin, end, x):
        drawing.text(middle, top - 26 - 18 * row, text, anchor="middle", size=13)
    _scales(drawing, range(-(-begin // 2000) * 2000, end + 1, 2000), x, y)
    gain, levels = session.meant(), session.levels()
    meant = 20.0 * np.log10(np.maximum(gain[begin : end + 1 : 25], 1e-6))
    drawing.line([(x(begin + 25 * n), y(v)) for n, v in enumerate(meant)], ACCENT, stroke_dasharray="5 4")
    heard = levels[begin // WINDOW : end // WINDOW]
    middles = (begin + (np.arange(len(heard)) + 0.5) * WINDOW).tolist()
    drawing.line([(x(ms), y(v)) for ms, v in zip(middles, heard, strict=True)], BEDS, stroke_width=2)
    for part in parts(session.timeline):
        if begin < ms_of(part.start) < end - SHOWN // 4:  # where there is room to say what it is
            drawing.text(x(ms_of(part.start)) + 12, bottom - 12, "silence between two steps", size=13)
    return drawing


def _scales(drawing: Drawing, moments: Sequence[int], x: Callable[[float], float], y: Callable[[float], float]) -> None:
    """The axes of the first picture, and what its lines mean."""
    bottom = y(SOFTEST)
    for level in range(0, int(SOFTEST) - 1, -6):
        drawing.line([(74.0, y(level)), (980.0, y(level))], GRID)
        drawing.text(66.0, y(level) + 5, _signed(level), anchor="end")
    for ms in moments:
        drawing.line([(x(ms), bottom), (x(ms), bottom + 5)], SOFT)
        drawing.text(x(ms), bottom + 21, clock(Ms(ms))[:5], anchor="middle", size=13)
    drawing.sideways(26, (y(LOUDEST) + bottom) / 2, "level of the bed, dB")
    drawing.text(74, 448, "minutes and seconds from the start", fill=SOFT)
    _legend(drawing, 448, ((430, BEDS, "", f"measured, {WINDOW} ms windows"), (690, ACCENT, "5 4", "meant")))
    drawing.rect(800, 439, 20, 10, WORDS)
    drawing.text(826, 448, "something is said")


def _signed(value: int, unit: str = "") -> str:
    """A number with its sign, as it is printed."""
    return f"{value:+d}{unit}".replace("-", "\u2212") if value else f"0{unit}"


def _legend(drawing: Drawing, y: float, entries: Sequence[tuple[float, str, str, str]]) -> None:
    """What the lines mean: where, colour, dashes and text."""
    for at, colour, dashes, told in entries:
        drawing.line([(at, y - 5), (at + 26, y - 5)], colour, stroke_width=2, stroke_dasharray=dashes or "none")
        drawing.text(at + 32, y, told)


def _labels(session: Session, begin: int, end: int, x: Callable[[float], float]) -> Iterator[tuple[float, int, str]]:
    """The middle, row and text of each label: in the lowest row in which it touches none before it."""
    taken: dict[int, float] = {}
    for cue in session.timeline.cues:
        if cue.start < begin or cue.end > end:
            continue
        text = text_of(cue.sound)
        half, middle = len(text) * 3.3 + 4, (x(cue.start) + x(cue.end)) / 2
        middle = min(max(middle, x(begin) + half), x(end) - half)
        row = next(row for row in range(9) if taken.get(row, 0.0) <= middle - half)
        taken[row] = middle + half
        yield middle, row, text


def beats(session: Session) -> Drawing:
    """The counts of one set on their beats, and how far all counts are off."""
    rows = session.longest_set()
    title = "The counts fall on the beat"
    told = f"Every count of one set, around its beat: energy from 250 to 3000 Hz in the decoded MP3, over {BED}."
    drawing = Drawing(1000, 346 + 30 * len(rows), title, told)
    left, right, top = 170.0, 960.0, 104.0

    def x(ms: float) -> float:
        return left + (ms - EARLY) / (LATE - EARLY) * (right - left)

    bottom = top + 30 * len(rows)
    for ms in range(EARLY, LATE + 1, 50):
        drawing.line([(x(ms), top - 8), (x(ms), bottom)], GRID)
        if ms % 100 == 0:
            drawing.text(x(ms), top - 14, _signed(ms, " ms") if ms else "beat", anchor="middle")
    for number, cue in enumerate(rows):
        base = top + 30 * number + 27
        energy = energy_of(session, cue)
        points = [(x(ms), base - 24 * v) for ms, v in zip(range(EARLY, LATE, STEP), energy, strict=True)]
        drawing.line([(left, base), *points, (right, base)], BEDS, fill=WORDS, stroke_width=1)
        drawing.text(left - 14, base - 2, text_of(cue.sound), anchor="end")
        drawing.text(20, base - 2, clock(cue.beat or Ms(0)), fill=SOFT, size=13)
    drawing.line([(x(0), top - 8), (x(0), bottom)], ACCENT, stroke_width=1.5)
    for number, cue in enumerate(rows):
        assert cue.beat is not None
        begins = x(cue.start + LEAD - cue.beat)
        drawing.line([(begins, top + 30 * number + 15), (begins, top + 30 * number + 29)], INK, stroke_width=2)
        drawing.dot(x(session.off(cue)), top + 30 * number + 14, ACCENT)
    drawing.dot(x(170), bottom + 20, ACCENT)
    drawing.text(x(170) + 10, bottom + 25, "perceptual centre, found in the decoded MP3")
    drawing.line([(left, bottom + 13), (left, bottom + 27)], INK, stroke_width=2)
    drawing.text(left + 8, bottom + 25, "the word begins")
    _spread(drawing, session, bottom + 50)
    return drawing


def _spread(drawing: Drawing, session: Session, top: float) -> None:
    """How far all counts of the session are off their beats."""
    counts = session.counts()
    off = Counter(min(max(session.off(cue), -WIDE), WIDE) for cue in counts)
    drawing.text(20, top + 20, f"All {len(counts)} counts of the session", weight="bold")
    drawing.text(20, top + 40, "perceptual centre minus beat", fill=SOFT)
    left, right, base, height = 300.0, 960.0, top + 148, 118.0
    wide, most = (right - left) / (2 * WIDE + 1), max(off.values())
    for ms in range(-WIDE, WIDE + 1):
        middle = left + (ms + WIDE + 0.5) * wide
        if off[ms]:
            drawing.rect(
                middle - wide * 0.42, base - height * off[ms] / most, wide * 0.84, height * off[ms] / most, BEDS
            )
            drawing.text(middle, base - height * off[ms] / most - 4, str(off[ms]), anchor="middle", size=12)
        if ms % 6 == 0:
            drawing.text(middle, base + 18, _signed(ms), anchor="middle", size=13)
    drawing.line([(left, base), (right, base)], SOFT)
    drawing.text((left + right) / 2, base + 38, "milliseconds after the beat", anchor="middle", fill=SOFT)
    drawing.text(20, top + 60, "one bar a millisecond, with", fill=SOFT)
    drawing.text(20, top + 78, "the number of counts on it", fill=SOFT)


def energy_of(session: Session, cue: Placed) -> Sound:
    """A count's energy from 250 to 3000 Hz around its beat, a value each STEP, smoothed over 20 ms; at most 1."""
    assert cue.beat is not None
    start, samples = (cue.beat + EARLY) * SAMPLES_PER_MS, (LATE - EARLY) * SAMPLES_PER_MS
    sound = session.sound[start : start + samples].mean(axis=1)
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(samples, 1.0 / SAMPLE_RATE)
    spectrum[(hertz < 250) | (hertz > 3000)] = 0
    window = np.hanning(40 * SAMPLES_PER_MS)
    smooth = np.convolve(np.fft.irfft(spectrum, samples) ** 2, window, mode="same")[:: STEP * SAMPLES_PER_MS]
    scaled: Sound = np.maximum(smooth / smooth.max(), 0.0)
    return scaled


def figures(session: Session) -> Iterator[str]:
    """What docs/sound.md tells of a whole session."""
    peak = 20.0 * np.log10(true_peaks(session.sound).max())
    yield f"loudness {integrated(session.sound):.2f} LUFS, true peak {peak:.2f} dBTP"
    levels = session.levels()
    down = levels[session.where(10.0 ** (DUCK / 20.0))]
    yield f"the bed under words: {np.median(down):+.2f} dB, in the middle, to what it is between them"
    off = np.array([session.off(cue) for cue in session.counts()])
    within = " ".join(f"{np.mean(np.abs(off) <= ms):.0%} within {ms} ms" for ms in (1, 10, 20))
    yield f"{len(off)} counts: centre minus beat {off.min():+d} to {off.max():+d} ms, {within}"
    starts = np.array([cue.start - (cue.beat or 0) for cue in session.counts()])
    yield f"their clips begin {-starts.max()} to {-starts.min()} ms before the beat"
    said = sum(cue.end - cue.start for cue in session.timeline.cues if cue.sound is not Chime.TICK)
    yield f"{said / ms_of(session.timeline.ticks):.0%} of the session has words or chimes; bed {session.under:+.0f} LU"


def main() -> None:
    """Make the pictures and print the figures."""
    session = made()
    PICTURES.mkdir(exist_ok=True)
    ducking(session).save(PICTURES / "ducking.svg")
    beats(session).save(PICTURES / "beats.svg")
    print(*figures(session), sep="\n")


if __name__ == "__main__":
    main()
