"""Words over a bed."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from building import Clips, rendered
from numpy.typing import NDArray

from backrelief_audio import segments
from backrelief_audio.levels import true_peaks
from backrelief_audio.mixing import beneath, blocks_over_bed
from backrelief_audio.mixing.beneath import PEAK, VOICE_LEVEL, under_voice
from backrelief_audio.mixing.ducking import DUCK
from backrelief_audio.model.plan import StepKind
from backrelief_audio.model.request import BedDistance
from backrelief_audio.model.script import CueKind, Line
from backrelief_audio.model.sound import BED_LEVEL, Clip, Measure, Passage, PlacedBlock
from backrelief_audio.model.timeline import Placed, Stretch, Timeline
from backrelief_audio.units import SAMPLES_PER_MS, TICK_MS, TICK_SAMPLES, Ms, Tick, ms_of

LEFT, RIGHT = 0.02, -0.01


@dataclass
class Hum:
    """A bed that is one value on the left and another on the right, so that its gain can be read off."""

    name: str = "hum"
    scale: float = 1.0
    played: list[Passage] = field(default_factory=list)

    def key(self, passage: Passage) -> str:
        """Where it is does not matter."""
        return f"{self.name} {self.scale} {passage.length} {passage.zero} {passage.bar}"

    def play(self, passage: Passage) -> NDArray[np.float32]:
        """So many samples of it."""
        self.played.append(passage)
        one = np.array([LEFT, RIGHT], dtype=np.float32) * np.float32(self.scale)
        return np.tile(one, (passage.length * SAMPLES_PER_MS, 1))


def spoken(text: str, length: int, height: int = 3000) -> Clip:
    """A clip that is one value from end to end."""
    audio = segments.segment(np.full(length * SAMPLES_PER_MS, height, dtype="<i2"))
    return Clip(name=hashlib.sha256(text.encode()).hexdigest(), audio=audio, measure=Measure(Ms(length), Ms(0)))


CLIPS = Clips({Line("one"): spoken("one", 1000), Line("loud"): spoken("loud", 1000, 32_000)})


def session(*starts: int, borders: Sequence[int] = (0, 24_000), text: str = "one") -> Timeline:
    """A word of a second at each of these milliseconds, in steps between borders."""
    cues = tuple(Placed(kind=CueKind.FORM, sound=Line(text), start=Ms(start), end=Ms(start + 1000)) for start in starts)
    steps = tuple(
        Stretch(kind=StepKind.REST, index=None, start=Ms(start), end=Ms(end)) for start, end in pairwise(borders)
    )
    return Timeline(ticks=Tick(borders[-1] // TICK_MS), cues=cues, stretches=steps, chapters=())


def mixed(timeline: Timeline, bed: Hum, distance: BedDistance = BedDistance.STANDARD) -> list[PlacedBlock]:
    """Its blocks."""
    return list(blocks_over_bed(timeline, CLIPS, bed, distance))


def sound(placed: PlacedBlock) -> NDArray[np.float64]:
    """A block's samples, full scale 1."""
    return segments.samples(rendered(placed.block)) / 32767


@pytest.mark.parametrize(
    ("distance", "under"), [(BedDistance.NEARER, -10), (BedDistance.STANDARD, -14), (BedDistance.FARTHER, -18)]
)
def test_the_bed_is_so_far_under_the_voice_and_ducked_under_words(distance: BedDistance, under: int) -> None:
    """Between words a bed of -24 LUFS is at the voice's level less the distance asked for; under words 6 dB lower."""
    talk = session(1000, 2000, 3000, 4000, 5000, 6000, 7000, 12_000, *range(14_000, 22_000, 1000))
    (placed,) = mixed(talk, Hum(), distance)
    heard = sound(placed)
    own = LEFT * 10 ** ((VOICE_LEVEL + under - BED_LEVEL) / 20)
    assert heard[10_000 * SAMPLES_PER_MS, 0] == pytest.approx(own, abs=2e-5)
    assert heard[10_000 * SAMPLES_PER_MS, 1] == pytest.approx(own * RIGHT / LEFT, abs=2e-5)
    under_words = heard[12_500 * SAMPLES_PER_MS] - 3000 / 32767
    assert under_words[0] == pytest.approx(own * 10 ** (DUCK / 20), abs=4e-5)


@pytest.mark.parametrize(("every", "under"), [(1500, -14), (3000, -15), (6000, -18), (20_000, -20)])
def test_where_little_is_said_the_bed_is_farther(every: int, under: int) -> None:
    """A bed is never so loud that a meter takes it for the session: the less is said, the farther away it is."""
    quiet = session(*range(1000, 23_000, every))
    assert under_voice(quiet, BedDistance.STANDARD) == under
    assert under_voice(quiet, BedDistance.FARTHER) == min(under, -18)
    assert under_voice(quiet, BedDistance.NEARER) == -10


def test_words_are_in_the_middle_at_their_sample() -> None:
    """Over a bed of silence each word stands at its sample, on both sides alike, and nothing else is heard."""
    placed = mixed(session(2400, 12_007), Hum(scale=0.0))
    (block,) = placed
    expected = np.zeros(24_000 * SAMPLES_PER_MS)
    for start in (2400, 12_007):
        expected[start * SAMPLES_PER_MS : (start + 1000) * SAMPLES_PER_MS] = 3000 / 32767
    heard = sound(block)
    assert np.abs(heard[:, 0] - expected).max() <= 1e-6
    assert np.array_equal(heard[:, 0], heard[:, 1])


def test_every_block_starts_and_ends_in_silence() -> None:
    """The bed breathes: a step rises from digital silence and falls to it, whole ticks long, five ticks apart."""
    placed = mixed(session(2400, 12_000, borders=(0, 9600, 19_200)), Hum())
    assert len(placed) == 2
    for one in placed:
        heard = sound(one)
        assert len(heard) == one.block.ticks * TICK_SAMPLES
        assert np.abs(heard[:48]).max() <= 2 / 32767
        assert np.abs(heard[-48:]).max() <= 2 / 32767
        assert np.abs(heard).max() > 0.005
    first, second = placed
    assert second.start - (first.start + first.block.ticks) == 5


def test_the_bed_moves_without_clicks() -> None:
    """Where no word is, the sound steps by less than a thousandth of the bed from sample to sample."""
    (placed,) = mixed(session(12_000), Hum(scale=10.0))
    heard = sound(placed)
    words = slice(11_999 * SAMPLES_PER_MS, 13_001 * SAMPLES_PER_MS)
    steps = np.abs(np.diff(heard[:, 0]))
    steps[words] = 0
    assert steps.max() <= 0.2 * 1e-3 + 1 / 32767


def test_no_true_peak_is_above_the_limit() -> None:
    """Where voice and bed together would be too loud the limiter holds them, alike on both sides."""
    (placed,) = mixed(session(12_000, text="loud"), Hum(scale=10.0))
    heard = sound(placed)[11_900 * SAMPLES_PER_MS : 13_100 * SAMPLES_PER_MS]
    assert 20 * np.log10(true_peaks(heard.astype(np.float32)).max()) <= PEAK + 0.1


def test_equal_parts_have_equal_names_wherever_they_are() -> None:
    """A step that sounds the same at another time of the session has the same name, so it is encoded once."""
    one, two, _ = mixed(session(2400, 12_000, 21_600, borders=(0, 9600, 19_200, 28_800)), Hum())
    assert one.block.name != two.block.name  # the session's first rise is longer
    later = mixed(session(2400, 12_000, 21_600, 31_200, borders=(0, 9600, 19_200, 28_800, 38_400)), Hum())
    assert later[1].block.name == later[2].block.name == two.block.name


def test_whatever_changes_the_sound_changes_the_name() -> None:
    """Another bed, distance, word, place or beat makes another name."""
    base = session(2400)
    other = Placed(kind=CueKind.COUNT, sound=Line("one"), start=Ms(2400), end=Ms(3400), set=1)
    beat = Timeline(ticks=base.ticks, cues=(other,), stretches=base.stretches, chapters=())
    made = [
        mixed(base, Hum()),
        mixed(base, Hum(scale=0.5)),
        mixed(base, Hum(), BedDistance.NEARER),
        mixed(session(2401), Hum()),
        mixed(session(2400, text="loud"), Hum()),
        mixed(beat, Hum()),
    ]
    assert len({block.block.name for (block,) in made}) == len(made)


def busy() -> Timeline:
    """Words near and far apart, some loud enough for the limiter, over half a minute."""
    talk = session(480, 1480, 4100, 11_900, 13_000, 20_000, borders=(0, 28_800), text="loud")
    return Timeline(
        ticks=talk.ticks,
        cues=(*talk.cues, *session(21_001, 25_000).cues),
        stretches=talk.stretches,
        chapters=(),
    )


@pytest.mark.parametrize("piece", [24, 333, 1001, 7000])
def test_pieces_of_any_length_give_the_same_sound(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bed, words, gain and limiter do not hang on how much is mixed at a time, to the last bit but one."""
    (placed,) = mixed(busy(), Hum(scale=3.0), BedDistance.NEARER)
    monkeypatch.setattr(beneath, "_PIECE", Ms(100_000))
    whole = segments.samples(rendered(placed.block)).astype(int)
    assert np.abs(whole).max() < 0.8 * 32_767  # the limiter had to work
    monkeypatch.setattr(beneath, "_PIECE", Ms(piece))
    pieces = list(placed.block.render())
    assert [len(one) for one in pieces[:-1]] == [piece] * (len(pieces) - 1)
    assert np.abs(segments.samples(rendered(placed.block)) - whole).max() <= 1


def test_a_word_is_fetched_once_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many pieces a word reaches over, its clip is asked for once, when its first piece is mixed."""
    monkeypatch.setattr(beneath, "_PIECE", Ms(240))
    clips = Clips(CLIPS)
    (placed,) = blocks_over_bed(busy(), clips, Hum(), BedDistance.STANDARD)
    pieces = placed.block.render()
    asked = []
    for _ in pieces:
        asked.append(len(clips.rendered))
    assert asked[0] == 0
    assert max(b - a for a, b in pairwise(asked)) == 1
    assert len(clips.rendered) == len(busy().cues)


def test_a_long_block_takes_little_memory() -> None:
    """Ten minutes in one block, which is 230 MB of samples, are mixed within a small part of that."""
    talk = session(*range(2000, 590_000, 5000), borders=(0, 600_000))
    (placed,) = mixed(talk, Hum())
    tracemalloc.start()
    try:
        ticks = sum(piece.frame_count() for piece in placed.block.render()) / TICK_SAMPLES
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert ticks == 25_000
    assert peak < 40_000_000


def test_nothing_is_played_before_it_is_wanted() -> None:
    """Blocks that were encoded before cost neither bed nor clip."""
    bed = Hum()
    (placed,) = mixed(session(2400), bed)
    assert bed.played == []
    rendered(placed.block)
    assert min(passage.at for passage in bed.played) == ms_of(Tick(0))
