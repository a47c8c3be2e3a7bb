"""What several threads may be the first to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

AT_ONCE = """
import sys, threading
from backrelief_audio.importing import import_all

assert "numpy" not in sys.modules
sys.setswitchinterval(1e-6)
sums = []

def add():
    import_all("numpy", "numpy.fft")
    import numpy as np
    sums.append(int(np.fft.rfft(np.concatenate([np.ones(2), np.ones(2)]))[0].real))

threads = [threading.Thread(target=add) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sums)
"""


@pytest.mark.parametrize("_again", range(3))
def test_threads_may_all_be_the_first(_again: int) -> None:
    """Eight threads of a fresh process that need numpy at the same moment all get the whole of it."""
    done = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout, done.stderr) == (f"{[4] * 8}\n", "")
