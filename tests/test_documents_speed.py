"""docs/performance.md, held to what benchmarks/speed.py last found, and the benchmarks' own arithmetic."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

PROJECT = Path(__file__).parent.parent
DOCS = PROJECT / "docs"
PAGE = (DOCS / "performance.md").read_text(encoding="utf-8")
BENCHMARKS = PROJECT / "benchmarks"
KEPT = json.loads((BENCHMARKS / "speed.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _benchmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmarks can be imported, as one of them imports another."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in which the benchmark has told its last full run anew, into a page whose places are empty."""
    import speed

    emptied = re.sub(r"(<!-- speed: (\w+) -->\n).*?(<!-- /speed: \2 -->)", r"\1\3", PAGE, flags=re.DOTALL)
    assert emptied != PAGE
    (tmp_path / "performance.md").write_text(emptied, encoding="utf-8")
    (tmp_path / "speed.json").write_text(json.dumps(KEPT), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["speed.py", "--told", "--into", str(tmp_path)])
    speed.main()
    return tmp_path


def test_the_page_is_what_the_benchmark_wrote(told: Path) -> None:
    """Tables and picture are those that the last full run makes, to the letter."""
    assert (told / "performance.md").read_text(encoding="utf-8") == PAGE
    assert (told / "pictures" / "speed.svg").read_bytes() == (DOCS / "pictures" / "speed.svg").read_bytes()


def test_what_is_kept_is_what_was_read(told: Path) -> None:
    """Results that are read and kept again lose nothing."""
    assert json.loads((told / "speed.json").read_text(encoding="utf-8")) == KEPT


def test_the_last_full_run_was_full() -> None:
    """What the page tells is medians of five runs or more, of every length and number of sessions."""
    assert KEPT["runs"] >= 5
    assert {one["minutes"] for one in KEPT["growth"]} == {5, 15, 30, 60, 90}
    assert [one["sessions"] for one in KEPT["folders"]] == [1, 10, 100]


def test_what_was_not_reached_is_told() -> None:
    """A case that is not as fast as is wanted says no, one that is just so says yes; what a change cost is counted."""
    import speed_page
    from results import Changed, Results, Row, results_from
    from running import Cost

    def cost(seconds: float) -> Cost:
        return Cost(seconds, seconds, 50.0)

    rows = (
        Row("slow", cost(2.1), cost(10.0), times=5),
        Row("fast", cost(2.0), cost(10.0), times=5),
        Row("late", cost(0.31), limit=0.3),
    )
    kept = results_from(KEPT)
    changed = Changed(cold=cost(5.0), warm=cost(1.0), changed=cost(1.8), share=0.1)
    found = Results(kept.machine, kept.cores, False, "", 5, rows, changed, kept.growth, kept.folders, kept.profiles)
    sections = speed_page.sections(found)
    assert [line.split("|")[-2].strip() for line in sections["table"].splitlines()[2:]] == ["**no**", "yes", "**no**"]
    assert changed.exercises == pytest.approx(2.0)
    assert "as 2.0 such exercises" in sections["changed"]


@pytest.fixture
def encoders() -> ModuleType:
    """The measure of codes."""
    import encoders

    return encoders


def test_the_measure_of_codes_hears_what_is_masked(encoders: ModuleType) -> None:
    """Noise counts by its level, less beside the tone that masks it than far from it, and less above it than below."""
    from uncoded import Material

    at = np.arange(48_000) / 48_000
    tone = np.sin(2 * np.pi * 1000 * at) * 8000
    material = Material("tone", tone.astype("<i2")[:, None], tone.astype("<i2"))
    original = material.pcm.astype(np.float32) / 32768

    def masked(hertz: float, level: float) -> float:
        noise = (np.sin(2 * np.pi * hertz * at) * level)[:, None].astype(np.float32)
        figures = encoders.figures(material, original + noise)
        assert figures.voice_to_noise == pytest.approx(figures.sound_to_noise, abs=0.01)
        return float(figures.noise_to_mask)

    assert masked(1050, 0.01) - masked(1050, 0.001) == pytest.approx(20.0, abs=0.5)
    assert masked(1050, 0.01) < masked(1600, 0.01) < masked(5000, 0.01)
    assert masked(1600, 0.01) < masked(600, 0.01)


def test_a_decoded_code_lies_on_what_was_encoded(encoders: ModuleType, tmp_path: Path) -> None:
    """Delays of encoder and decoder and the gain are taken out, at 48 and at 24 kHz: what is left is small noise."""
    drawn = np.random.default_rng(3)
    slow = np.convolve(drawn.standard_normal(48_000 * 12), np.hanning(64), mode="same")
    pcm = (slow / np.abs(slow).max() * 20_000).astype("<i2")[:, None]
    for rate in (48_000, 24_000):
        code = encoders.Code(rate, 64, 7)
        mp3, _ = encoders.encoded(pcm, code)
        sound = encoders.decoded(mp3, code, pcm, tmp_path)
        noise = sound - pcm.astype(np.float32) / 32768
        assert 10 * np.log10(np.vdot(noise, noise) / np.vdot(pcm / 32768, pcm / 32768)) < -12
