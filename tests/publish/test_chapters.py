"""Chapters as podcast apps fetch them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sites import DOCUMENTS, listed

from backrelief_audio.publish.chapters import chapters


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document["title"])
def test_chapters_are_the_document_s(document: dict[str, Any]) -> None:
    """Every chapter is there with its title and its moments to the millisecond, ascending and without a gap."""
    told = json.loads(chapters(listed(document=document)))
    assert told["version"] == "1.2.0"
    assert told["title"] == document["title"]
    found = [(one["startTime"], one["endTime"], one["title"]) for one in told["chapters"]]
    assert found == [(one["start"], one["end"], one["title"]) for one in document["chapters"]]
    assert found[0][0] == 0
    assert found[-1][1] == document["seconds"]
    assert [end for _, end, _ in found[:-1]] == [start for start, _, _ in found[1:]]


def test_it_is_plain_json() -> None:
    """Letters stand as they are, and the file ends in a line break."""
    told = chapters(listed(title="Rücken & “mehr”"))
    assert '"title": "Rücken & “mehr”"' in told
    assert told.endswith("}\n")
