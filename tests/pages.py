"""What tests of the documents share: sentences of a page, held to the numbers of the code."""

from __future__ import annotations

import re

import pytest


def check_sentence(page: str, pattern: str, numbers: tuple[float, ...]) -> None:
    """Fail the test unless a sentence stands in the page exactly once, with these numbers in its groups."""
    found = re.findall(pattern, page)
    assert len(found) == 1, f"{len(found)} sentences such as: {pattern}"
    told = found[0] if isinstance(found[0], tuple) else (found[0],)
    assert tuple(map(float, told)) == pytest.approx(numbers)
