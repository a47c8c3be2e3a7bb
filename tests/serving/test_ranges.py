"""Which bytes of a file are asked for."""

from __future__ import annotations

import pytest

from backrelief_audio.serving.ranges import MOST_RANGES, Spans, UnsatisfiableError, spans

SIZE = 1000

ASKED: dict[str, Spans | None] = {
    "bytes=0-0": ((0, 1),),
    "bytes=0-": ((0, 1000),),
    "bytes=999-": ((999, 1000),),
    "bytes=-1": ((999, 1000),),
    "bytes=-5000": ((0, 1000),),
    "bytes=10-5000": ((10, 1000),),
    "BYTES = 5-6": ((5, 7),),
    "bytes=0-1,4-5": ((0, 2), (4, 6)),
    "bytes=4-5, 0-1": ((0, 2), (4, 6)),
    "bytes=0-10,5-20,21-30": ((0, 31),),
    "bytes=,0-1,": ((0, 2),),
    "bytes=0-1,5000-": ((0, 2),),
    "bytes=0-1,-0": ((0, 2),),
    "bytes=6-5": None,
    "bytes=0-1,6-5": None,
    "bytes=": None,
    "bytes": None,
    "bytes=-": None,
    "bytes=a-b": None,
    "bytes=1-2-3": None,
    "bytes=+1-2": None,
    "bytes=1_0-20": None,
    "bytes=٣-٤": None,
    "bytes=0x1-2": None,
    "bytes=0-1;2-3": None,
    "bytes=99999999999999999999-": None,
    "lines=0-1": None,
    "": None,
}


@pytest.mark.parametrize(("header", "found"), ASKED.items(), ids=ASKED)
def test_what_is_asked_for_is_found(header: str, found: Spans | None) -> None:
    """Bytes in order, each once; what is no range by the standard says nothing."""
    assert spans(header, SIZE) == found


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-2000,5000-", "bytes=-0"])
def test_what_is_not_there_can_not_be_sent(header: str) -> None:
    """Where nothing asked for lies in the file, that is an error and not all of it."""
    with pytest.raises(UnsatisfiableError):
        spans(header, SIZE)


def test_an_empty_file_has_no_bytes() -> None:
    """Whatever is asked for of it is not there."""
    for header in ("bytes=0-", "bytes=0-0", "bytes=-1"):
        with pytest.raises(UnsatisfiableError):
            spans(header, 0)


def test_few_ranges_are_served() -> None:
    """As many as allowed are, one more is refused, however small they are."""
    told = [f"{10 * number}-{10 * number}" for number in range(MOST_RANGES + 1)]
    assert len(spans("bytes=" + ",".join(told[:-1]), SIZE) or ()) == MOST_RANGES
    with pytest.raises(UnsatisfiableError):
        spans("bytes=" + ",".join(told), SIZE)
