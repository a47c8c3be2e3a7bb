"""Whether it works here: really speaking, encoding, decoding and storing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ..chiming import chime_measure
from ..claims import temporary_folder
from ..encoding import decode, mp3_parts
from ..errors import BackreliefError
from ..mixing import blocks
from ..model.script import Chime, CueKind
from ..model.sound import Voice
from ..model.timeline import Placed, Timeline
from ..speech import check_voice, load_engine
from ..store import Store, write_together
from ..units import SAMPLES_PER_MS, Ms, ms_of, nearest_tick, samples_of, seconds
from .sounding import Chimes


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was tried, and whether it works."""

    what: str
    fine: bool
    told: str


def examine(voice: Voice, store: Store, models: Path) -> Iterator[Finding]:
    """Really speak, encode and decode a second of sound, telling what works as it is found out."""
    try:
        with closing(load_engine(voice.engine, models)) as engine:
            check_voice(engine, voice)
            problems = engine.check()
            told = "; ".join(map(str, problems)) or f"{engine.info.name} {engine.info.version} speaks"
            yield Finding(what="speech", fine=not problems, told=told)
        yield _coded()
        store.prove()
        yield Finding(what="store", fine=True, told=str(store.root))
    except BackreliefError as fault:
        yield Finding(what="trouble", fine=False, told=f"{fault}: {fault.hint}" if fault.hint else str(fault))


def _coded() -> Finding:
    """A second with a chime in it, encoded, decoded by another library, and heard where it was put."""
    with temporary_folder("doctor") as folder:
        path = folder / "second.mp3"
        timeline = _one_chime()
        write_together([(path, mp3_parts(path.parent, blocks(timeline, Chimes()), timeline.ticks))])
        samples = decode(path)
    cue = timeline.cues[0]
    loudest = int(abs(samples.astype(int)).argmax()) // SAMPLES_PER_MS
    fine = len(samples) == samples_of(ms_of(timeline.ticks)) and cue.start <= loudest <= cue.end
    told = f"{len(samples)} samples encoded and decoded, loudest at {loudest} ms"
    return Finding(what="sound", fine=fine, told=told)


def _one_chime() -> Timeline:
    """A second of sound."""
    start = Ms(240)
    chime = Placed(
        kind=CueKind.CHIME,
        sound=Chime.SIDE,
        start=start,
        end=Ms(start + chime_measure(Chime.SIDE).length),
    )
    return Timeline(ticks=nearest_tick(seconds(1.2)), cues=(chime,), stretches=(), chapters=())
