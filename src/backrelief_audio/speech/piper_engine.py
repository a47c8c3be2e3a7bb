"""The engine ``piper``: neural voices, offline, from models that ``voices get`` fetches.

A voice is the name of a model in the folder of models, such as ``en_US-lessac-medium`` (the files NAME.onnx and
NAME.onnx.json), or the path of an .onnx file with its .onnx.json beside it; a path that is not absolute is looked for
in the folder of models. Piper has no pitch. At noise 0 and rhythm noise 0 a voice repeats itself to the byte; with
noise each reading is another one, of which the store keeps the first.
"""

from __future__ import annotations

import hashlib
import math
import re
import threading
import unicodedata
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MissingError, Problem, SpeechError
from ..model.sound import Voice
from . import EngineInfo, EngineVoice, Spoken, check_line, unknown
from .trying import try_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from piper import AudioChunk, PiperVoice

OWN_SPEED = 150
"""The words a minute that a model's own speed counts as: one with ``words_per_minute = 150`` is left as it was trained.

Models do not tell theirs. 150 is the speed at which a letter takes 62 ms, the measure that ``clipping.implausible`` has
from eSpeak; no model could be measured here.
"""

_NAME = re.compile(r"\w[\w+-]*")
_VOWELS = frozenset("iyɨʉɯuɪʏʊeøɘɵɤoəɛœɜɞʌɔæɐaɶɑɒɚɝᵻε")
_STRESS = "ˈˌ"
"""First and second stress: a word alone may have the second only, as eSpeak's "one" has."""

_ONLY_FATAL = 4
"""Severity below which onnxruntime is silent; its faults come as exceptions as well."""

_RATES = range(8_000, 192_001)

_UNTOLD = 512
"""Samples that a chunk may have more or fewer than its phonemes are said to last; with more, they are not believed."""


class PiperEngine:
    """Piper in this process. Each model is loaded when it is first spoken with, once, and shared by all threads.

    ``models`` is the folder of models; without one, only absolute paths can be voices.
    """

    def __init__(self, models: Path | None = None) -> None:
        self._models = models
        self._lock = threading.Lock()
        self._loaded: dict[Path, PiperVoice] = {}
        self._editions: dict[Path, str] = {}

    @cached_property
    def info(self) -> EngineInfo:
        """What it is, from the versions of the installed packages. Raises MissingError without piper-tts."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            parts = [f"{package} {version(package)}" for package in ("piper-tts", "onnxruntime")]
        except PackageNotFoundError as fault:
            told = "the package piper-tts is not installed"
            raise MissingError(told, hint="pip install 'backrelief-audio[piper]'") from fault
        return EngineInfo(
            name="piper",
            version=", ".join([*parts, "aligned"] if _can_align() else parts),
            offline=True,
            licence="GPL-3.0-or-later (Piper); each voice has its own",
            languages=(),
            slowest=0.5,
            fastest=2.0,
        )

    def voices(self) -> tuple[EngineVoice, ...]:
        """The models in the folder of models that have their configuration beside them."""
        assert self.info
        found = sorted(self._models.glob("*.onnx")) if self._models else []
        return tuple(
            EngineVoice(id=path.stem, name=path.stem, language=path.stem.partition("-")[0].replace("_", "-"))
            for path in found
            if _config(path).is_file()
        )

    def check_voice(self, voice: Voice) -> None:
        """Whether its files are here; they are not opened."""
        assert self.info
        self._files(voice.voice)

    def edition(self, voice: Voice) -> str:
        """A digest of the model and its configuration: another of the same name is another voice."""
        model, config = self._files(voice.voice)
        with self._lock:
            if model not in self._editions:
                self._editions[model] = f"model {_digest(model, config)[:32]}"
            return self._editions[model]

    def check(self) -> list[Problem]:
        """Speak a word with a model that is here."""
        allowed = "a model; try: backrelief-audio voices get en_US-lessac-medium"
        voiceless = Problem(where="piper", what=f"there is no model in {self._models}", allowed=allowed)
        return try_word(self, "piper", voiceless)

    def speak(self, text: str, voice: Voice, rate: float) -> Spoken:
        """Speak one line, its sentences one after the other."""
        import numpy as np

        check_line(text, rate, self.info)
        loaded = self._voice(voice.voice)
        try:
            chunks = _chunks(loaded, text, voice, rate)
        except Exception as fault:  # whatever the model or its configuration makes these libraries raise
            told = f"can't speak {text[:60]!r} with {voice.voice}: {_reason(fault)}"
            raise SpeechError(told, hint=_again(voice.voice)) from fault
        lost = _lost(loaded, chunks)
        if lost or not chunks:
            why = f"it has no sound for {lost}" if lost else "nothing came"
            raise SpeechError(f"can't speak {text[:60]!r} with {voice.voice}: {why}", hint="another --voice")
        samples = np.concatenate([np.atleast_1d(chunk.audio_float_array) for chunk in chunks])
        return Spoken(samples=samples, rate=loaded.config.sample_rate, vowel=stressed_vowel(chunks))

    def close(self) -> None:
        """Let go of the models."""
        with self._lock:
            self._loaded.clear()

    def _voice(self, name: str) -> PiperVoice:
        model, config = self._files(name)
        with self._lock:
            if model not in self._loaded:
                self._loaded[model] = _load(name, model, config)
            return self._loaded[model]

    def _files(self, name: str) -> tuple[Path, Path]:
        """The model and the configuration of a voice. Raises RequestError, MissingError."""
        given = name.endswith(".onnx")
        if not given and not _NAME.fullmatch(name):
            raise unknown("piper", "voice", name, [voice.id for voice in self.voices()])
        model = Path(name).expanduser() if given else Path(f"{name}.onnx")
        model = self._models / model if self._models else model
        missing = next((path for path in (model, _config(model)) if not path.is_file()), None)
        if missing and given:
            raise MissingError(f"there is no file {missing}", hint="the path of an .onnx file beside its .onnx.json")
        if missing:
            raise MissingError(f"the model {name} is not here", hint=f"backrelief-audio voices get {name}")
        return model, _config(model)


def length_scale(own: float, words_per_minute: int, rate: float) -> float:
    """How much longer than trained a model is to speak: its ``own`` scale at OWN_SPEED, less where faster."""
    return own * OWN_SPEED / (words_per_minute * rate)


def stressed_vowel(chunks: Sequence[AudioChunk]) -> int | None:
    """The sample at which the first stressed vowel begins; None where not every chunk says when its phonemes sound."""
    for mark in _STRESS:
        before = 0
        for chunk in chunks:
            parts = chunk.phoneme_alignments
            if parts is None or abs(sum(part.num_samples for part in parts) - chunk.audio_float_array.size) > _UNTOLD:
                return None
            stressed = False
            for part in parts:
                if stressed and part.phoneme[:1] in _VOWELS:
                    return before
                stressed = stressed or part.phoneme == mark
                before += int(part.num_samples)
    return None


def _chunks(loaded: PiperVoice, text: str, voice: Voice, rate: float) -> list[AudioChunk]:
    from piper import SynthesisConfig

    how = SynthesisConfig(
        length_scale=length_scale(loaded.config.length_scale, voice.words_per_minute, rate),
        noise_scale=voice.noise,
        noise_w_scale=voice.rhythm_noise,
        normalize_audio=False,  # it would bring each sentence to the same peak
    )
    return list(loaded.synthesize(text, how, include_alignments=True))


def _lost(loaded: PiperVoice, chunks: Sequence[AudioChunk]) -> str:
    """Letters of what was said that the model does not know; Piper leaves them out and says so to a log only."""
    from piper import PhonemeType

    if loaded.config.phoneme_type not in (PhonemeType.ESPEAK, PhonemeType.TEXT):
        return ""  # the others make phonemes that are not looked up one by one
    known = loaded.config.phoneme_id_map
    said = dict.fromkeys(phoneme for chunk in chunks for phoneme in chunk.phonemes)
    return " ".join(sound for sound in said if sound not in known and unicodedata.category(sound[0])[0] == "L")


def _load(name: str, model: Path, config: Path) -> PiperVoice:
    """A model, ready to speak. Raises MissingError where it, or its configuration, is broken."""
    import logging

    import onnxruntime
    from piper import PiperVoice

    logging.getLogger("piper").addHandler(logging.NullHandler())
    onnxruntime.set_default_logger_severity(_ONLY_FATAL)
    try:
        loaded = PiperVoice.load(model, config, include_alignments=_can_align())
        settings = loaded.config
        if settings.sample_rate not in _RATES or not 0 < settings.length_scale < math.inf:
            raise ValueError(f"sample rate {settings.sample_rate!r}, length scale {settings.length_scale!r}")
    except Exception as fault:  # json, onnx, onnxruntime and piper each have errors of their own for broken files
        raise MissingError(f"the model {name} can't be loaded: {_reason(fault)}", hint=_again(name)) from fault
    return loaded


def _can_align() -> bool:
    """Whether Piper can tell when each phoneme sounds: it needs the package onnx to open a model for that."""
    return find_spec("onnx") is not None


def _config(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def _digest(*paths: Path) -> str:
    """Of the files, one after the other. Raises MissingError where one can't be read."""
    digest = hashlib.sha256()
    for path in paths:
        try:
            with path.open("rb") as file:
                while piece := file.read(1 << 20):
                    digest.update(piece)
        except OSError as fault:
            raise MissingError(f"can't read {path}: {fault.strerror or fault}") from fault
    return digest.hexdigest()


def _reason(fault: Exception) -> str:
    """An error of a library as one line."""
    told = " ".join(str(fault).split())[:200]
    return f"{type(fault).__name__}: {told}" if told else type(fault).__name__


def _again(name: str) -> str:
    """What to type where a model is broken."""
    return "mend or replace the files" if name.endswith(".onnx") else f"backrelief-audio voices get {name}"
