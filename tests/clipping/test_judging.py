"""What can not be the text that was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sounds import Floats

from backrelief_audio import clipping

NOISE = np.random.default_rng(5).standard_normal(8000).astype(np.float32) * np.float32(0.1)
IMPLAUSIBLE = {
    "no samples": (np.zeros(0, dtype=np.float32), "no samples"),
    "not a number": (np.full(9000, np.nan, dtype=np.float32), "no numbers"),
    "silence": (np.zeros(22_050, dtype=np.float32), "silence"),
    "an offset": (np.full(22_050, 0.3, dtype=np.float32), "silence"),
    "a whisper below hearing": (NOISE * np.float32(0.002), "silence"),
    "far too short": (NOISE[:2000], "91 ms of sound"),
    "far too long": (np.tile(NOISE, 40), "ms of sound"),
    "a click and a murmur": (np.concatenate([NOISE[:200], NOISE * np.float32(0.02), NOISE[:20]]), "above a murmur"),
}


@pytest.mark.parametrize(("samples", "told"), IMPLAUSIBLE.values(), ids=IMPLAUSIBLE)
def test_what_can_not_be_the_text_is_told(samples: Floats, told: str) -> None:
    """Silence, fragments, endless sound and broken numbers are recognised, with the reason."""
    assert told in clipping.implausible("three more", samples, 22_050, 150.0)


@given(st.integers(1, 200), st.floats(80, 300))
def test_the_length_expected_is_plausible(letters: int, words_per_minute: float) -> None:
    """Sound of the expected length is accepted for any text and speed, as 16-bit numbers too."""
    expected = (120 + 62 * letters) * 150 / words_per_minute
    sound = np.resize(NOISE, int(22.05 * expected))
    assert clipping.implausible("a" * letters, sound, 22_050, words_per_minute) == ""
    assert clipping.implausible("a" * letters, (sound * 9000).astype(np.int16), 22_050, words_per_minute) == ""


def test_digits_may_take_as_long_as_words() -> None:
    """The text "2024" has four letters and is three words."""
    assert clipping.implausible("2024", np.resize(NOISE, 22_050 * 2), 22_050, 150.0) == ""
