"""The two formats of a file, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import SAMPLE_RATE, TICK_SAMPLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """Channels and rate of an MPEG-1 layer III file at 48 kHz; the rate is constant, so all frames have one size.

    LAME takes joint stereo for two channels: each frame as left and right or as middle and side, as suits it.
    """

    channels: int
    """1, or 2: left and right."""

    kbps: int
    lowpass: int
    """Hertz: what LAME chooses for such a file. The header frame tells it, nothing else uses it."""

    @property
    def frame_bytes(self) -> int:
        """Bytes of every frame, header and all."""
        return self.kbps * 1000 // 8 * TICK_SAMPLES // SAMPLE_RATE

    @property
    def side_info_bytes(self) -> int:
        """Bytes between a frame's header and its data."""
        return 17 if self.channels == 1 else 32


MONO = Format(channels=1, kbps=64, lowpass=16_500)
"""Voice alone. LAME turns everything down by 0.45 dB (measured): its presets for low rates scale by 0.95."""

STEREO = Format(channels=2, kbps=112, lowpass=15_600)
"""Voice over a bed; turned down by 0.45 dB as well (measured).

A centred voice 14 LU above a bed of ours comes out cleaner than alone in MONO, and over dense chords with hiss cleaner
than MONO was at quality 5. Voice to noise of the middle in dB, 300 s of a session, quality 7 (5 in brackets): MONO has
34.0 (27.2) alone; 96 kbit/s has 33.7 (26.5) over warm-pad, 29.0 (22.6) over the chords, 24.7 (21.2) over broad noise;
112 has 36.4 (29.1), 30.6 (25.0) and 25.5 (23.4), 128 has 39.0 (32.0), 31.9 (27.8) and 26.3 (24.7). By noise to mask, 96
at 7 is 0.3 to 1 dB worse than 112 was at 5: so 112 stays. ``benchmarks/encoders.py`` measures it.
"""
