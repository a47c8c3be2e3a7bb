"""Which quality and which rate LAME should be given: each code's distance to the uncoded sound, measured blind.

    python benchmarks/encoders.py [SECONDS]        # 300 seconds of a session take about six minutes

The same session as a voice alone, over a bed of ours, over dense music (chords rich in overtones, plucked twice a
second, with hiss) and over broad noise. Each is coded at each rate and quality, and at half the sampling rate. Decoded,
a code gets a name drawn by lot, and what measures it sees the samples under that name alone. The names are opened when
all figures are written down.

- **noise to mask**: mean of the ratio of noise to what the sound masks, in dB; lower is better. Powers in 24 bands of a
  Bark, from frames of 43 ms; masking falls by 25 dB a Bark towards low and by 10 towards high sounds, 12 dB below what
  masks. A plain model: it compares codes of the same sound, and is not what anybody hears.
- **above**: the share of bands and frames in which noise is over the mask.
- **sound to noise**, and **voice to noise** of the middle (left and right together), which drowns words.
- processor seconds to encode a minute.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from uncoded import Material, materials

from backrelief_audio.encoding import decode
from backrelief_audio.units import SAMPLE_RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pcm = NDArray[np.int16]
    Sound = NDArray[np.float32]

SECONDS = 300

FULL_SCALE = np.float32(32768.0)

QUALITIES = (2, 5, 7, 9)
RATES = {1: (40, 48, 56, 64), 2: (64, 80, 96, 112, 128)}
"""Kilobits a second, by channels."""

HALF = SAMPLE_RATE // 2
HALF_QUALITY = 7

FRAME = 2048
BARKS = 24
"""Up to 15.5 kHz."""

OFFSET, TOWARDS_LOW, TOWARDS_HIGH = -12.0, 25.0, -10.0
"""Decibels: of the mask below what masks, and a Bark to either side of it."""

QUIET = 1e-4 * FRAME
"""Power of a band below which nothing is heard: about 96 dB below a full tone."""

SOUNDING = 1e-2 * FRAME
"""Power of a frame from which on it counts."""


@dataclass(frozen=True, slots=True)
class Code:
    """One way to encode."""

    rate: int
    """Samples a second."""

    kbps: int
    quality: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How far a code is from what was coded, in decibels but for the share."""

    noise_to_mask: float
    above: float
    sound_to_noise: float
    voice_to_noise: float


def codes(channels: int) -> tuple[Code, ...]:
    """Every way to be compared."""
    whole = [Code(SAMPLE_RATE, kbps, quality) for kbps in RATES[channels] for quality in QUALITIES]
    return (*whole, *(Code(HALF, kbps, HALF_QUALITY) for kbps in RATES[channels]))


def encoded(pcm: Pcm, code: Code) -> tuple[bytes, float]:
    """A sound as MP3, and the processor seconds it took; LAME gets the sound at the code's own rate."""
    import lameenc
    import soxr

    if code.rate != SAMPLE_RATE:
        pcm = soxr.resample(pcm, SAMPLE_RATE, code.rate, quality="HQ").astype("<i2")
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(pcm.shape[1])
    encoder.set_in_sample_rate(code.rate)
    encoder.set_out_sample_rate(code.rate)
    encoder.set_bit_rate(code.kbps)
    encoder.set_quality(code.quality)
    start = time.thread_time()
    piece = 12 * code.rate
    made = [encoder.encode(np.ascontiguousarray(pcm[at : at + piece])) for at in range(0, len(pcm), piece)]
    return b"".join([*made, encoder.flush()]), time.thread_time() - start


def decoded(mp3: bytes, code: Code, like: Pcm, folder: Path) -> Sound:
    """What a decoder makes of it, at 48 kHz, laid exactly on what was encoded and as loud."""
    import soxr

    path = folder / "code.mp3"
    path.write_bytes(mp3)
    sound = decode(path).reshape(-1, like.shape[1]).astype(np.float32) / FULL_SCALE
    if code.rate != SAMPLE_RATE:
        sound = soxr.resample(sound, code.rate, SAMPLE_RATE, quality="VHQ")
    original = like.astype(np.float32) / FULL_SCALE
    late = _late(original[:, 0], sound[:, 0])
    sound = np.concatenate([sound[late:], np.zeros((len(original), sound.shape[1]), np.float32)])[: len(original)]
    alike = np.vdot(original, sound)
    assert alike > 0.9 * np.sqrt(np.vdot(original, original) * np.vdot(sound, sound)), "not laid on what was encoded"
    louder = float(alike / np.vdot(sound, sound))
    laid: Sound = sound * np.float32(louder)
    return laid


def _late(original: Sound, sound: Sound) -> int:
    """Samples by which a sound is later: at most 8192, which is more than any encoder's and decoder's delay.

    It is looked for where most sounds: elsewhere may be silence.
    """
    size, most = 2**18, 8192
    loudest = np.add.reduceat(original**2, np.arange(0, len(original) - 2 * size, size)).argmax() * size
    piece = original[loudest : loudest + size]
    product = np.fft.rfft(sound[loudest : loudest + size + most], 4 * size) * np.conj(np.fft.rfft(piece, 4 * size))
    return int(np.argmax(np.fft.irfft(product)[:most]))


def figures(material: Material, sound: Sound) -> Figures:
    """A decoded sound against what was encoded."""
    original = material.pcm.astype(np.float32) / FULL_SCALE
    noise = sound - original
    ratios = np.concatenate([_noise_to_mask(original[:, side], noise[:, side]) for side in range(sound.shape[1])])
    voice = material.voice.astype(np.float32) / FULL_SCALE
    middle = noise.mean(axis=1)
    return Figures(
        noise_to_mask=_decibels(float(ratios.mean())),
        above=float((ratios > 1.0).mean()),
        sound_to_noise=_decibels(float(np.vdot(original, original) / np.vdot(noise, noise))),
        voice_to_noise=_decibels(float(np.vdot(voice, voice) / np.vdot(middle, middle))),
    )


def _noise_to_mask(original: Sound, noise: Sound) -> NDArray[np.float64]:
    """The ratio of noise to mask in each band of each frame that sounds: of shape (frames, BARKS)."""
    masking, heard = _barks(original), _barks(noise)
    apart = np.arange(BARKS)[None, :] - np.arange(BARKS)[:, None]  # from what masks, down, to what is masked, across
    spread = 10.0 ** (np.where(apart >= 0, TOWARDS_HIGH, TOWARDS_LOW) * apart / 10.0)
    mask = masking @ spread * 10.0 ** (OFFSET / 10.0) + QUIET
    sounding = masking.sum(axis=1) > SOUNDING
    found: NDArray[np.float64] = (heard / mask)[sounding]
    return found


def _barks(sound: Sound) -> NDArray[np.float64]:
    """Power in each Bark of each frame, by Traunmüller's formula."""
    hertz = np.fft.rfftfreq(FRAME, 1.0 / SAMPLE_RATE)
    bark = np.maximum(26.81 * hertz / (1960.0 + hertz) - 0.53, 0.0).astype(int)
    edges = np.searchsorted(bark, np.arange(BARKS + 1))
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME)[:: FRAME // 2]
    window = np.hanning(FRAME)
    found = []
    for at in range(0, len(frames), 500):
        power = np.abs(np.fft.rfft(frames[at : at + 500] * window)) ** 2
        found.append(np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1))
    return np.concatenate(found)


def _decibels(ratio: float) -> float:
    return float(10.0 * np.log10(ratio))


def blind(material: Material, among: Sequence[Code]) -> Mapping[Code, tuple[Figures, float]]:
    """Figures and processor seconds of each code; they are measured in the order of names drawn by lot."""
    names = [f"{number:03}" for number in range(len(among))]
    random.SystemRandom().shuffle(names)
    key = dict(zip(names, among, strict=True))
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, code in key.items():
            mp3, seconds[name] = encoded(material.pcm, code)
            np.save(Path(folder) / f"{name}.npy", decoded(mp3, code, material.pcm, Path(folder)))
        written = {path.stem: figures(material, np.load(path)) for path in sorted(Path(folder).glob("*.npy"))}
    return {key[name]: (found, seconds[name]) for name, found in written.items()}


def table(seconds: int) -> Iterator[str]:
    """The figures as Markdown."""
    titles = [
        "sound",
        "kHz",
        "kbit/s",
        "quality",
        "noise to mask",
        "above",
        "sound to noise",
        "voice to noise",
        "a minute",
    ]
    yield f"| {' | '.join(titles)} |"
    yield f"|---|{'---:|' * (len(titles) - 1)}"
    for material in materials(seconds):
        found = blind(material, codes(material.pcm.shape[1]))
        length = len(material.pcm) / SAMPLE_RATE / 60
        for code, (one, took) in sorted(found.items(), key=lambda each: (-each[0].rate, each[0].kbps, each[0].quality)):
            way = f"| {material.name} | {code.rate // 1000} | {code.kbps} | {code.quality} "
            mask = f"| {one.noise_to_mask:.1f} dB | {one.above:.2%} "
            noise = f"| {one.sound_to_noise:.1f} dB | {one.voice_to_noise:.1f} dB "
            yield f"{way}{mask}{noise}| {took / length:.2f} s |"


if __name__ == "__main__":
    for line in table(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS):
        print(line, flush=True)
