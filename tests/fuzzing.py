"""Coverage-guided fuzzing of one target of ``hostile``: ``python tests/fuzzing.py TARGET CORPUS SECONDS``.

It begins with the kept corpus and good files, puts what finds new ways into the folder CORPUS, and ends with 0 after so
many seconds; an exception, a hang or too much memory ends it at once, with the input in a file that it names. Such an
input goes into ``tests/corpus/TARGET``, under a name that says what it did.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["backrelief_audio", "tomllib", "json"]):
    import hostile

SEED = 1
LONGEST = 20_000
"""Bytes of an input."""

HANGS = 20
"""Seconds for one input."""

MEMORY = 2_000
"""Megabytes."""


def main(target: str, corpus: Path, seconds: int) -> None:
    """Fuzz, and end the process."""
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(hostile.seeds(target)):
        (corpus / f"good-{number}").write_bytes(data)
    folder = Path(tempfile.mkdtemp(dir=corpus.parent))
    told = [f"-seed={SEED}", f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={HANGS}"]
    told += [
        f"-rss_limit_mb={MEMORY}",
        f"-artifact_prefix={corpus.parent}/found-",
        f"-dict={hostile.TOKENS}",
        "-print_final_stats=1",
    ]
    run = hostile.TARGETS[target]
    atheris.Setup([sys.argv[0], *told, str(corpus), str(hostile.CORPUS / target)], lambda data: run(folder, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
