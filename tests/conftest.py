"""What all tests share: the content read once, profiles for generated examples, and no silent skips in CI."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from backrelief_audio.content import load_exercises, load_phrases
from backrelief_audio.model.exercise import Exercise
from backrelief_audio.model.phrases import Phrasebook

settings.register_profile(
    "quick",
    deadline=None,
    derandomize=True,
    max_examples=12,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "thorough", deadline=None, max_examples=300, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites the golden scripts."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden from what is made now")


def told_in_ci(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make a failure of a skip: in CI everything that a real test needs has to be there."""
    report.outcome = "failed"
    report.longrepr = f"skipped, and in CI nothing may be: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI, fail a real test that was skipped."""
    report = yield
    expected = hasattr(report, "wasxfail")
    if report.skipped and not expected and os.environ.get("CI") and item.get_closest_marker("real"):
        told_in_ci(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """In CI, fail a module that skipped itself whole, such as by ``importorskip``."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        told_in_ci(report)
    return report


@pytest.fixture(scope="session")
def catalogue() -> tuple[Exercise, ...]:
    """Our own exercises."""
    return load_exercises()


@pytest.fixture(scope="session")
def book() -> Phrasebook:
    """Our own English phrases."""
    return load_phrases()
