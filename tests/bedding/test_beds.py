"""The generated beds, looked at as samples: grid, level, peak, spectrum, channels and seams."""

from __future__ import annotations

import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from backrelief_audio import bedding
from backrelief_audio.bedding import BEDS, generated_bed, making
from backrelief_audio.bedding.grid import Grid, fitted
from backrelief_audio.bedding.making import loop_of
from backrelief_audio.bedding.recipes import RECIPES, Chords
from backrelief_audio.clipping import true_peaks
from backrelief_audio.errors import RequestError
from backrelief_audio.levels import integrated
from backrelief_audio.model.sound import BED_LEVEL, Passage
from backrelief_audio.units import SAMPLE_RATE, SAMPLES_PER_MS, Ms

EACH = pytest.mark.parametrize("name", BEDS)
BAR = 7300
"""Reps that neither seconds nor ticks divide: a bar of each bed, of seven beats."""


def passage(length: int = 30_000, zero: int = 0, bar: int | None = BAR, at: int = 0) -> Passage:
    """A passage by plain numbers."""
    return Passage(at=Ms(at), length=Ms(length), zero=Ms(zero), bar=None if bar is None else Ms(bar))


@cache
def loop(name: str, bar: int | None = BAR) -> np.ndarray:
    """A bed's loop, followed by its own first seconds."""
    recipe = RECIPES[name]
    once = loop_of(name, recipe, fitted(None if bar is None else Ms(bar), recipe.natural, recipe.least))
    return np.concatenate([once, once[: 3 * SAMPLE_RATE]])


def level(sound: np.ndarray) -> float:
    """Integrated loudness by our own meter: of every fourth sample, as nothing in a bed is above 5 kHz."""
    return integrated(sound[::4], SAMPLE_RATE // 4)


def energies(sound: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hertz, and the energy of both channels there."""
    power = (np.abs(np.fft.rfft(sound[: 10 * SAMPLE_RATE], axis=0)) ** 2).sum(axis=1)
    return np.fft.rfftfreq(10 * SAMPLE_RATE, 1 / SAMPLE_RATE), power / power.sum()


def energy_per_ms(sound: np.ndarray, window: int) -> np.ndarray:
    """The energy of each millisecond, smoothed."""
    energy = (sound.astype(np.float64) ** 2).sum(axis=1).reshape(-1, SAMPLES_PER_MS).sum(axis=1)
    shape = np.hanning(window + 2)[1:-1]
    return np.convolve(energy, shape / shape.sum(), mode="same")


@EACH
def test_a_bed_has_its_level_by_the_oracle(name: str) -> None:
    """A quarter of a minute from anywhere integrates to -24 LUFS to half a LU, as pyloudnorm measures it."""
    pyloudnorm = pytest.importorskip("pyloudnorm")
    heard = generated_bed(name).play(passage(15_000, zero=2100))
    assert pyloudnorm.Meter(SAMPLE_RATE).integrated_loudness(heard) == pytest.approx(BED_LEVEL, abs=0.5)


@EACH
@pytest.mark.parametrize("bar", [4000, *(pytest.param(bar, marks=pytest.mark.real) for bar in (None, 13_000))])
def test_a_bed_has_its_level_whatever_its_bar(name: str, bar: int | None) -> None:
    """The loop for reps of any length is at -24 LUFS."""
    assert level(loop(name, bar)) == pytest.approx(BED_LEVEL, abs=0.3)


@EACH
def test_a_bed_is_steady(name: str) -> None:
    """No 3 s of a bed are more than 3 LU from its level, so that the voice always stands as far above it."""
    heard = loop(name)
    levels = [level(heard[at : at + 3 * SAMPLE_RATE]) for at in range(0, len(heard) - 3 * SAMPLE_RATE, 2 * SAMPLE_RATE)]
    assert max(levels) <= BED_LEVEL + 3
    assert min(levels) >= BED_LEVEL - 3


@EACH
def test_a_bed_has_no_spikes(name: str) -> None:
    """The true peak of both channels is at most -9 dB to full scale."""
    for channel in loop(name).T:
        assert true_peaks(np.ascontiguousarray(channel), above=0.2).max() <= 10 ** (-9 / 20)


MOST_SPEECH_BAND = {"ocean": 0.08, "soft-rain": 0.15}


@EACH
def test_a_bed_leaves_room_for_the_voice(name: str) -> None:
    """Of the loudness little lies from 1 to 4 kHz, where words are understood, and nothing above 5 kHz."""
    hertz, share = energies(loop(name))
    assert share[(hertz >= 1000) & (hertz < 4000)].sum() < MOST_SPEECH_BAND.get(name, 0.02)
    assert share[hertz >= 5000].sum() < 1e-4


@EACH
def test_a_bed_is_heard_on_a_phone(name: str) -> None:
    """A good part of the energy lies from 300 to 1000 Hz, where a phone's speaker begins to play."""
    hertz, share = energies(loop(name))
    assert share[(hertz >= 300) & (hertz < 1000)].sum() > 0.25


@EACH
def test_a_bed_is_stereo_and_stays_in_mono(name: str) -> None:
    """The channels differ, and their mean loses between 0.1 and 2 dB; neither channel is softer than the other."""
    heard = loop(name).astype(np.float64)
    left, right = (heard**2).mean(axis=0)
    lost = 10 * np.log10((left + right) / 2 / (heard.mean(axis=1) ** 2).mean())
    assert 0.1 <= lost <= 2
    assert abs(10 * np.log10(left / right)) < 1.5


@EACH
def test_a_loop_has_no_seam(name: str) -> None:
    """Neither the step nor the bend from the last sample to the first is above what there is elsewhere."""
    heard = loop(name)[-8 * SAMPLE_RATE :]
    seam = 5 * SAMPLE_RATE
    for order in (1, 2, 3):
        size = np.abs(np.diff(heard, order, axis=0)).max(axis=1)
        assert size[seam - 4 : seam + 4].max() <= size[: seam - 4].max()


@EACH
def test_nothing_startles(name: str) -> None:
    """Over 30 ms a bed never gets 9 dB louder."""
    energy = energy_per_ms(loop(name), 30)[100:-100]
    assert (energy[30:] / np.maximum(energy[:-30], np.median(energy) / 10)).max() < 10**0.9


@pytest.mark.parametrize(("name", "beats"), [("slow-pulse", 7), ("soft-bells", 2)])
def test_pulses_lie_on_the_beats(name: str, beats: int) -> None:
    """The steepest rise of each pulse or bell is within 10 ms of a beat of the reps, before the first one too."""
    zero = 1234
    heard = generated_bed(name).play(passage(zero=zero))
    rise = np.gradient(energy_per_ms(heard, 41))
    steps = [number * BAR / 7 for number in range(-1, 7 * 4 - 2)]
    if beats == 2:
        steps = [number * BAR + beat * BAR / 7 for number in range(3) for beat in (0, 3)]
    for step in steps:
        expected = zero + step
        around = range(round(expected) - 120, round(expected) + 120)
        assert around[int(np.argmax(rise[around.start : around.stop]))] == pytest.approx(expected, abs=10), step


@pytest.mark.parametrize("name", ["warm-pad", "low-strings"])
@pytest.mark.parametrize("bar", [BAR, 3000, None])
def test_chords_change_with_the_reps(name: str, bar: int | None) -> None:
    """From the first beat on, each bar but its ends holds its own chord, the tonic first, and no note of another."""
    zero = 2345
    (layer,) = RECIPES[name].layers
    assert isinstance(layer, Chords)
    each = {BAR: BAR, 3000: 6000, None: RECIPES[name].natural}[bar]
    heard = generated_bed(name).play(passage(zero=zero, bar=bar, length=zero + 4 * each)).mean(axis=1)
    everything = {note for chord in layer.chords for note in chord}
    for number, chord in enumerate(layer.chords):
        start = zero + number * each + layer.overlap // 2
        part = heard[start * SAMPLES_PER_MS :][: (each - layer.overlap) * SAMPLES_PER_MS]
        power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
        hertz = np.fft.rfftfreq(len(part), 1 / SAMPLE_RATE)
        sounding = {note: power[np.abs(hertz / note - 1) < 0.01].sum() for note in everything}
        overtones = {partial * note for note in chord for partial in range(2, 5)}
        others = {note for note in everything - set(chord) if all(abs(note / over - 1) > 0.02 for over in overtones)}
        assert min(sounding[note] for note in chord) > 30 * max(sounding[note] for note in others), number


def test_what_follows_is_as_loud_as_what_ends_on_the_first_beat() -> None:
    """Of two pieces crossfaded the old and the new are equally loud at the beat, the sum's power never changes."""
    old, new = np.zeros((2, 500, 2), dtype=np.float32)
    old[:, 0] = new[:, 1] = 1
    circle = making._joined([old, new], 2, 400, 100)
    assert np.allclose((circle**2).sum(axis=1), 1, atol=1e-5)
    for beat in (0, 400):
        before, after = circle[beat - 1], circle[beat]
        assert np.allclose(before[::-1], after, atol=1e-5)
        assert abs(before[0] - before[1]) < 0.02
    assert np.allclose(circle[60:340], [1, 0])
    assert np.allclose(circle[460:740], [0, 1])


@pytest.mark.parametrize("bar", [6000, None])
def test_waves_come_with_the_reps(bar: int | None) -> None:
    """The ocean's swell at the rate of the bars is highest on their first beat, to a tenth of a bar."""
    zero = 1700
    each = bar or RECIPES["ocean"].natural
    heard = generated_bed("ocean").play(passage(zero=zero, bar=bar, length=5 * each))
    energy = energy_per_ms(heard, 201)
    turns = np.exp(-2j * np.pi * (np.arange(len(energy)) - zero) / each)
    assert abs(np.angle((energy * turns).sum())) < 0.2 * np.pi
    assert abs((energy * turns).sum()) > 0.1 * energy.sum()


@EACH
def test_the_tonic_is_on_the_first_beat(name: str) -> None:
    """Wherever a passage's first beat is, what follows is the same from there on, and before it is the bar before."""
    bed = generated_bed(name)
    early, late = bed.play(passage(12_000, zero=0)), bed.play(passage(12_000, zero=3456))
    after = 3456 * SAMPLES_PER_MS
    assert np.array_equal(early[:-after], late[after:])
    whole = RECIPES[name].bars * BAR
    around = bed.play(passage(whole + 1, zero=0))
    assert np.array_equal(around[:-SAMPLES_PER_MS][-after:], late[:after])


@EACH
def test_a_passage_is_as_long_as_asked(name: str) -> None:
    """The samples are those of the length: both channels, 32-bit floats, and one's own to change."""
    for length in (0, 1, 777, 61_000):
        heard = generated_bed(name).play(passage(length))
        assert heard.shape == (length * SAMPLES_PER_MS, 2)
        assert heard.dtype == np.float32
    heard *= 0


@EACH
def test_a_loop_is_the_same_each_time(name: str) -> None:
    """Made again, it has the same bytes."""
    recipe = RECIPES[name]
    grid = fitted(Ms(BAR), recipe.natural, recipe.least)
    assert loop_of(name, recipe, grid).tobytes() == loop(name)[: -3 * SAMPLE_RATE].tobytes()


def test_keys_tell_sounds_apart() -> None:
    """A key is of the bed, the length, the first beat and the reps; where in the session it is doesn't matter."""
    bed = generated_bed("warm-pad")
    keys = [
        bed.key(passage()),
        bed.key(passage(length=30_001)),
        bed.key(passage(zero=1)),
        bed.key(passage(bar=None)),
        bed.key(passage(bar=7301)),
        generated_bed("ocean").key(passage()),
    ]
    assert len(set(keys)) == len(keys)
    assert bed.key(passage(at=99_000)) == keys[0]
    assert np.array_equal(bed.play(passage(at=99_000)), bed.play(passage()))


def test_beds_are_told_and_found_by_name() -> None:
    """Every bed has a title and its name; another name is refused with those there are."""
    assert len(BEDS) >= 4
    for name, title in BEDS.items():
        assert generated_bed(name).name == name
        assert title
        assert not title.endswith(".")
    with pytest.raises(RequestError, match="no bed 'kazoo'") as told:
        generated_bed("kazoo")
    assert all(name in told.value.hint for name in BEDS)


def test_a_loop_is_made_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads that want loops at once get one and the same for each; all are made in one thread, none of theirs."""
    made: list[tuple[Grid, int]] = []

    def making(_name: str, _recipe: object, grid: Grid) -> np.ndarray:
        made.append((grid, threading.get_ident()))
        return np.zeros((10, 2), dtype=np.float32)

    monkeypatch.setattr(bedding, "loop_of", making)
    loops = bedding._Loops(10_000)
    all_here = threading.Barrier(6)

    def asking(number: int) -> tuple[int, int]:
        all_here.wait(10)
        return id(loops.get("ocean", Grid(number % 2, 1))), threading.get_ident()

    with ThreadPoolExecutor(6) as threads:
        got = list(threads.map(asking, range(6)))
    assert len({loop for loop, _ in got}) == 2
    assert sorted(grid.bar for grid, _ in made) == [0, 1]
    assert len({maker for _, maker in made}) == 1
    assert made[0][1] not in {asker for _, asker in got}


def test_a_loop_that_is_played_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread keeps the loop it plays whatever others ask for, and who wants it meanwhile is given the same."""
    made: list[int] = []

    def making(_name: str, _recipe: object, grid: Grid) -> np.ndarray:
        made.append(grid.bar)
        return np.zeros((grid.bar, 2), dtype=np.float32)

    monkeypatch.setattr(bedding, "loop_of", making)
    loops = bedding._Loops(room=0)
    mine = loops.get("ocean", Grid(10, 1))
    with ThreadPoolExecutor(1) as other:
        for bar in (11, 12, 11):
            other.submit(loops.get, "ocean", Grid(bar, 1)).result(10)
        assert other.submit(loops.get, "ocean", Grid(10, 1)).result(10) is mine
    assert loops.get("ocean", Grid(10, 1)) is mine
    assert made == [10, 11, 12, 11]


@EACH
def test_parts_of_a_passage_are_the_passage(name: str) -> None:
    """Played piece by piece, a passage has the same samples, before its first beat and around the loop's end."""
    bed, whole = generated_bed(name), passage(70_000, zero=3456)
    edges = [0, 1, 999, 3456, 31_000, 62_001, 70_000]
    parts = [bed.play(whole.part(Ms(start), Ms(end))) for start, end in itertools.pairwise(edges)]
    assert np.array_equal(np.concatenate(parts), bed.play(whole))


def test_loops_take_no_more_than_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those unused for longest are forgotten and made again when wanted; one too large for the room is kept alone."""
    made: list[int] = []

    def making(_name: str, _recipe: object, grid: Grid) -> np.ndarray:
        made.append(grid.bar)
        return np.zeros((grid.bar, 2), dtype=np.float32)

    monkeypatch.setattr(bedding, "loop_of", making)
    loops = bedding._Loops(8 * 30)
    for bar in (10, 11, 9, 10, 12, 10, 11, 50, 50, 10):
        loops.get("ocean", Grid(bar, 1))
    assert made == [10, 11, 9, 12, 11, 50, 10]


def test_a_loop_is_made_at_once() -> None:
    """Loops are made as a session is mixed: in the processor's time, a second is more than enough for all six beds."""
    before = time.thread_time()
    for name, recipe in RECIPES.items():
        loop_of(name, recipe, fitted(Ms(7999), recipe.natural, recipe.least))
    assert time.thread_time() - before < 1.5
