"""How well a recogniser understands voices: the evidence by which those in ``voices/`` were chosen.

    pip install pocketsphinx
    python benchmarks/voices.py                              # our own voices
    python benchmarks/voices.py gmw/en-us gmw/en-gb-x-rp     # voices of eSpeak, at the speed and pitch of "clear"

For each voice: how many of the counts and calls are understood by a recogniser that knows nothing else, and which share
of the words of the catalogue's setups by one for all English, both through the voice's equaliser. The figures compare
voices; people understand more. Last, what a voice file wants to know: how long a letter of the catalogue's lines takes.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from backrelief_audio import clipping, segments
from backrelief_audio.cli.options import data_folder
from backrelief_audio.content import load_exercises, load_phrases, load_voices
from backrelief_audio.model.exercise import Side
from backrelief_audio.model.sound import Clip, Voice
from backrelief_audio.pipeline import models_in
from backrelief_audio.pipeline.voicing import conditions
from backrelief_audio.scripting.words import Words
from backrelief_audio.speech import Engine, load_engine

HERTZ = 16_000
"""What the recogniser's model was trained on."""

SETUPS = 40
COUNTED_TO = 15


def main(names: Sequence[str]) -> None:
    """Print a line a voice."""
    try:
        import pocketsphinx
    except ImportError:
        sys.exit("this needs a recogniser: pip install pocketsphinx")
    ours = load_voices()
    models = models_in(data_folder())
    here = [one.voice for one in conditions(ours, models) if one.works]
    plain = replace(next(voice for voice in ours if voice.name == "clear"), shelves=())
    voices = [replace(plain, name=name, voice=name) for name in names] or here
    words = Words(load_phrases(), seed=0)
    counts = [words.number(value) for value in range(1, COUNTED_TO + 1)]
    counts += [call for key in ("three-more", "last-three", "last-one") for call in words.fixed(key)]
    catalogue = load_exercises()
    setups = [words.sided(line, Side.RIGHT) for exercise in catalogue for line in exercise.setup]
    setups = random.Random(11).sample(setups, SETUPS)
    lines = {
        words.sided(line, Side.RIGHT)
        for exercise in catalogue
        for line in (*exercise.setup, *exercise.actions, exercise.breath, exercise.setup_again)
    }
    with tempfile.TemporaryDirectory() as folder:
        grammar = Path(folder) / "counts.gram"
        grammar.write_text(f"#JSGF V1.0;\ngrammar counts;\npublic <count> = {' | '.join(counts)} ;\n", encoding="utf-8")
        knows_counts = pocketsphinx.Decoder(samprate=HERTZ, jsgf=str(grammar), lm=None, loglevel="FATAL")
        knows_english = pocketsphinx.Decoder(samprate=HERTZ, loglevel="FATAL")
        for voice in voices:
            engine = load_engine(voice.engine, models)
            right = sum(understood(knows_counts, engine, voice, text) == spelled(text) for text in counts)
            shares = [alike(spelled(text), understood(knows_english, engine, voice, text)) for text in setups]
            with ThreadPoolExecutor(4) as pool:
                spoken = sum(pool.map(lambda text: said(engine, voice, text).measure.length, lines))  # noqa: B023 (done)
            engine.close()
            pace = f"{spoken / sum(map(len, lines)):.1f} ms a letter over {len(lines)} lines"
            found = f"counts {right:>2} of {len(counts)}   words of setups {np.mean(shares):4.0%}"
            print(f"{voice.name:<20} {found}   {pace}", flush=True)


def said(engine: Engine, voice: Voice, text: str) -> Clip:
    """A text as a session has it."""
    spoken = engine.speak(text, voice, 1.0)
    return clipping.clip_of(spoken.samples, spoken.rate, name=text, gain=voice.gain, shelves=voice.shelves)


def understood(recogniser: Any, engine: Engine, voice: Voice, text: str) -> list[str]:
    """The words that a recogniser hears when a voice says a text."""
    heard = segments.samples(said(engine, voice, text).audio) / 32768
    quiet = np.zeros(len(heard) // 4 + 9600)
    at_rate = soxr.resample(np.concatenate([quiet, heard * 0.4, quiet]), 48_000, HERTZ)
    noise = np.random.default_rng(0).standard_normal(len(at_rate)) * 0.0005  # digital silence confuses recognisers
    recogniser.start_utt()
    recogniser.process_raw(((at_rate + noise) * 32767).astype("<i2").tobytes(), full_utt=True)
    recogniser.end_utt()
    found = recogniser.hyp()
    return spelled(found.hypstr) if found else []


def spelled(text: str) -> list[str]:
    """A text's words, as recognisers write them."""
    return "".join(letter if letter.isalpha() or letter == "'" else " " for letter in text.lower()).split()


def alike(said: list[str], heard: list[str]) -> float:
    """The share of said words that were heard in their order."""
    blocks = SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(said)


if __name__ == "__main__":
    main(sys.argv[1:])
