"""The planner against the best session there is, on catalogues so small that every session can be tried."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from random import Random
from typing import Any

from building import exercises

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "optimum.py"


def benchmark() -> Any:
    """The benchmark as a module."""
    spec = importlib.util.spec_from_file_location("optimum", BENCHMARK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["optimum"] = module
    spec.loader.exec_module(module)
    return module


def test_the_planner_is_near_the_best_there_is() -> None:
    """Over small catalogues no session found is better than the best of all, and the mean is within 3 % of it."""
    optimum = benchmark()
    everything = tuple(exercises().values())
    seen = [optimum.tried(4, number, optimum.small(everything, 7, Random(number))) for number in range(8)]
    gaps = [each.gap for each in seen if each is not None]
    assert len(gaps) >= 6
    assert min(gaps) >= -1e-9
    assert sum(gaps) / len(gaps) < 0.03


def test_changing_moves_is_worth_it() -> None:
    """The drafts alone are further from the best than what is made of them."""
    optimum = benchmark()
    everything = tuple(exercises().values())
    seen = [optimum.tried(4, number, optimum.small(everything, 8, Random(number))) for number in range(5)]
    drafts = [each.best - each.drafted for each in seen if each is not None]
    assert sum(drafts) > 2 * sum(each.best - each.found for each in seen if each is not None)
