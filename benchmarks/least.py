"""The least that the speech of a session costs: eSpeak NG alone saying each of its lines once, its sound thrown away.

    python benchmarks/least.py SESSION.json OUT.json

Linux, where eSpeak NG comes with the program; OUT.json has the processor ``seconds``, or 0 elsewhere.
"""

from __future__ import annotations

import ctypes
import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path

SYNCHRONOUS, RATE, CHARACTERS, UTF8 = 2, 1, 1, 1
"""Numbers of eSpeak's speak_lib.h."""

WORDS_PER_MINUTE = 145
"""The voice "clear"."""


def spoken(texts: Iterable[str]) -> float:
    """Processor seconds to say them, its own start not counted."""
    import espeakng_loader

    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    espeak.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    take = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(lambda *_: 0)
    espeak.espeak_SetSynthCallback(take)
    espeak.espeak_SetVoiceByName(b"en-us")
    espeak.espeak_SetParameter(RATE, WORDS_PER_MINUTE, 0)
    start = time.process_time()
    for text in texts:
        told = text.encode() + b"\0"
        if espeak.espeak_Synth(told, ctypes.c_size_t(len(told)), 0, CHARACTERS, 0, UTF8, None, None):
            sys.exit(f"eSpeak NG did not say {text!r}")
    return time.process_time() - start


def main(session: Path, out: Path) -> None:
    """Write what the session's lines cost."""
    cues = json.loads(session.read_text(encoding="utf-8"))["cues"]
    texts = dict.fromkeys(cue["text"] for cue in cues if cue["kind"] != "chime")
    seconds = spoken(texts) if sys.platform == "linux" else 0.0
    out.write_text(json.dumps({"seconds": seconds, "lines": len(texts)}), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
