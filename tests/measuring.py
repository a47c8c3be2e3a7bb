"""Sessions made by the installed command, decoded by ffmpeg, and measured by means that are not the product's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm
import soxr
from numpy.typing import NDArray
from writing import require

Floats = NDArray[np.float64]
Cue = dict[str, Any]

RATE = 48_000
TICK = 1152
"""Samples of an MP3 frame."""

OF_THE_MOVEMENT = ("count", "countdown", "action", "side")
"""Cues that lead through a set, between which a bed stays down."""

COMMAND = Path(sys.executable).parent / "backrelief-audio"


def home(folder: Path, **more: str) -> dict[str, str]:
    """An environment whose home is ``folder``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "BACKRELIEF_"))}
    return {**kept, "HOME": str(folder), "SOURCE_DATE_EPOCH": "1700000000", **more}


def run(folder: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """The command as a user has it, in a home of its own."""
    return subprocess.run(
        [COMMAND, *arguments], cwd=folder, env=home(folder), capture_output=True, text=True, check=False, **more
    )


@dataclass(frozen=True)
class Session:
    """A session that was made, with what its document says and what is heard."""

    path: Path
    document: dict[str, Any]
    sound: NDArray[np.int16]
    """As ffmpeg decodes it, of shape (samples, channels)."""

    def cues(self, *kinds: str) -> list[Cue]:
        """Cues of some kinds; of all without any."""
        return [cue for cue in self.document["cues"] if not kinds or cue["kind"] in kinds]

    def heard(self, start: float, end: float) -> Floats:
        """Both channels between two moments in seconds, full scale 1."""
        return self.sound[max(round(start * RATE), 0) : max(round(end * RATE), 0)] / 32768

    def middle(self, start: float, end: float) -> Floats:
        """The mean of the channels: the voice, and what of a bed is in the middle."""
        mean: Floats = self.heard(start, end).mean(axis=1)
        return mean

    def side(self, start: float, end: float) -> Floats:
        """Half the difference of the channels, in which a voice in the middle cancels out."""
        left, right = self.heard(start, end).T
        return (left - right) / 2

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.sound) / RATE

    @cached_property
    def borders(self) -> list[tuple[float, float]]:
        """From when to when, in seconds, there is digital silence for four whole ticks or more; the ends left out."""
        whole = self.sound[: len(self.sound) // TICK * TICK].reshape(-1, TICK * self.sound.shape[1])
        quiet = (np.abs(whole.astype(np.int32)).max(axis=1) <= 1).astype(int)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet, [0]])))
        runs = zip(edges[::2], edges[1::2], strict=True)
        return [(start * TICK / RATE, end * TICK / RATE) for start, end in runs if end - start >= 4]


def made(folder: Path, name: str, *options: str) -> Session:
    """A session that the command builds in ``folder`` with these options."""
    path = folder / f"{name}.mp3"
    done = run(folder, "build", *options, "-o", str(path))
    assert done.returncode == 0, done.stderr
    document = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return Session(path, document, decoded(path))


def decoded(path: Path) -> NDArray[np.int16]:
    """What ffmpeg hears, with as many channels as the file has."""
    ffmpeg = require("ffmpeg")
    raw = subprocess.run(
        [ffmpeg, "-v", "error", "-i", path, "-f", "s16le", "-"], capture_output=True, check=True
    ).stdout
    return np.frombuffer(raw, "<i2").reshape(-1, channels(path))


def channels(path: Path) -> int:
    """How many channels the first frame of a file has, by its header (ISO 11172-3, 2.4.2.3)."""
    data = path.read_bytes()
    tags = 10 + sum(byte << 7 * (3 - at) for at, byte in enumerate(data[6:10])) if data[:3] == b"ID3" else 0
    assert data[tags] == 0xFF, "no frame where the first one should be"
    return 1 if data[tags + 3] >> 6 == 3 else 2


def loudness(session: Session) -> float:
    """Integrated loudness of the whole, LUFS."""
    return float(pyloudnorm.Meter(RATE).integrated_loudness(session.sound / 32768))


def true_peak(session: Session) -> float:
    """The highest peak between samples, dBTP: by soxr, four times oversampled, a minute at a time."""
    around, highest = 480, 0.0
    for at in range(0, len(session.sound), 60 * RATE):
        piece = session.sound[max(at - around, 0) : at + 60 * RATE + around] / np.float32(32768)
        highest = max(highest, float(np.abs(soxr.resample(piece, RATE, 4 * RATE, quality="VHQ")).max()))
    return 20 * float(np.log10(highest))


def rise_of(sound: Floats, low: int = 250, high: int = 3000) -> Floats:
    """How steeply the energy between two frequencies rises at each sample; smoothed over 15 ms."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(hertz < low) | (hertz > high)] = 0
    energy = np.fft.irfft(spectrum, len(sound)) ** 2
    window = np.hanning(round(0.03 * RATE))
    steepness: Floats = np.diff(np.convolve(energy, window / window.sum(), mode="same"))
    return steepness


def centre_of(session: Session, cue: Cue) -> float:
    """The moment, in seconds, at which a cue's energy from 250 to 3000 Hz rises most steeply."""
    start = cue["start"] - 0.05
    return float(start + np.argmax(rise_of(session.middle(start, cue["end"]))) / RATE)


def onset_of(session: Session, cue: Cue) -> float:
    """The moment of the first steep rise of a chime of several notes: at least half as steep as its steepest."""
    start = cue["start"] - 0.05
    steep = rise_of(session.middle(start, cue["end"]), low=100)
    first = int(np.argmax(steep >= steep.max() / 2))
    few = steep[first : first + round(0.03 * RATE)]
    return start + (first + int(np.argmax(few))) / RATE


def lag_of(session: Session, other: Session, cue: Cue) -> float:
    """How much later than in another session a cue is heard, in seconds: where both agree most, within 100 ms."""
    most = round(0.1 * RATE)
    template = other.middle(cue["start"], cue["end"])
    around = session.middle(cue["start"] - 0.1, cue["end"] + 0.1)
    size = len(around) + len(template)
    agreement = np.fft.irfft(np.fft.rfft(around, size) * np.fft.rfft(template, size).conj(), size)
    return float(np.argmax(agreement[: 2 * most + 1]) - most) / RATE


def highs_of(sound: Floats) -> Floats:
    """What is above 8 kHz."""
    reach = np.arange(-128, 129)
    lows = np.sinc(reach / 3) / 3 * np.hanning(257)
    size = 1 << (len(sound) + 256).bit_length()
    through = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(lows, size), size)[128 : 128 + len(sound)]
    highs: Floats = sound - through
    return highs


def level(sound: Floats) -> float:
    """Root mean square, decibels to full scale."""
    return 10 * float(np.log10(np.mean(sound**2) + 1e-15))


def decibels(value: float) -> float:
    """Of an amplitude to full scale."""
    return 20 * float(np.log10(value + 1e-9))


def outside(session: Session, margin: float) -> Iterator[tuple[float, float]]:
    """From when to when no cue is heard, so many seconds after one and before the next; the ends of the file too."""
    edges = [{"end": -margin}, *session.cues(), {"start": session.seconds + margin}]
    for before, after in pairwise(edges):
        start, end = before["end"] + margin, after["start"] - margin
        if end - start > 0.01:
            yield start, end


def gaps(session: Session, longer: float, shorter: float = 1e9) -> list[tuple[Cue, Cue]]:
    """Neighbouring cues with a silence of so many seconds between; ticks, which no bed goes down for, are passed over.

    Without silences in which a bed breathes, and those of counted sets, which are another matter.
    """
    cues = [cue for cue in session.cues() if cue["text"] != "tick"]

    def wanted(before: Cue, after: Cue) -> bool:
        alike = [(before["end"], after["start"])] == list(_unbreathed(session, before["end"], after["start"]))
        return longer < after["start"] - before["end"] < shorter and alike and not _in_set(session, before, after)

    return [pair for pair in pairwise(cues) if wanted(*pair)]


def edges_of(session: Session, longer: float) -> tuple[list[float], list[float]]:
    """When words begin after such silences, and when words end before them, both in seconds.

    Only where the bed does not breathe from 1.3 seconds before to half a second after, and the other way round.
    """
    cues = [cue for cue in session.cues() if cue["text"] != "tick"]
    wide = [
        (before["end"], after["start"])
        for before, after in pairwise(cues)
        if after["start"] - before["end"] > longer and not _in_set(session, before, after)
    ]

    def steady(start: float, end: float) -> bool:
        return list(_unbreathed(session, start, end)) == [(start, end)]

    begin = [start for _, start in wide if steady(start - 1.3, start + 0.5)]
    return begin, [end for end, _ in wide if steady(end - 0.5, end + 1.3)]


def silences_of(session: Session, longer: float) -> list[tuple[float, float]]:
    """Where a bed has its full level: in silences of so many seconds, a second from words and from where it breathes.

    Not between the words of a set, through which it stays down.
    """
    cues = [cue for cue in session.cues() if cue["text"] != "tick"]
    wide = [
        (before["end"] + 1, after["start"] - 1)
        for before, after in pairwise(cues)
        if after["start"] - before["end"] > longer and not _in_set(session, before, after)
    ]
    return [part for span in wide for part in _unbreathed(session, *span)]


def _unbreathed(session: Session, start: float, end: float) -> Iterator[tuple[float, float]]:
    """What is left of a span without what is less than 0.8 seconds from a border, or 2.6 from an end of the file."""
    for quiet, loud in [(0.0, 1.8), *session.borders, (session.seconds - 1.8, session.seconds)]:
        if quiet - 0.8 < end and loud + 0.8 > start:
            if quiet - 0.8 > start:
                yield start, quiet - 0.8
            start = loud + 0.8
    if start < end:
        yield start, end


def counted(cue: Cue) -> bool:
    """Whether it is a word of the movement on a beat, such as a count."""
    return cue["beat"] is not None and cue["kind"] in OF_THE_MOVEMENT


def _in_set(session: Session, before: Cue, after: Cue) -> bool:
    """Whether two cues have words of the same movement around them, less than eight seconds apart, or are such."""
    words = [cue for cue in session.cues(*OF_THE_MOVEMENT) if cue["set"] is not None]
    return any(
        one["start"] <= before["start"] and other["start"] >= after["start"] and other["start"] - one["end"] < 8
        for one, other in pairwise(words)
    )


def curve(session: Session, moments: Sequence[float], start: float, end: float) -> tuple[Floats, Floats]:
    """The side's mean level, in decibels, from so long before to so long after moments; every 10 ms, over 40 ms."""
    offsets = np.arange(round(start * 100), round(end * 100) + 1) / 100
    powers = [
        np.mean([np.mean(session.side(moment + offset - 0.02, moment + offset + 0.02) ** 2) for moment in moments])
        for offset in offsets
    ]
    return offsets, 10 * np.log10(np.array(powers))
