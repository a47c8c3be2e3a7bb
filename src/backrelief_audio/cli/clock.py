"""The clock, read here alone."""

from __future__ import annotations

import datetime
import os
import time


def epoch() -> datetime.datetime | None:
    """The moment in SOURCE_DATE_EPOCH, which makes what is made the same on any day; None where it is not set."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.datetime.fromtimestamp(int(told), tz=datetime.timezone.utc) if told.isdigit() else None


def now() -> datetime.datetime:
    """The present moment, where the user is, or that of SOURCE_DATE_EPOCH."""
    return epoch() or datetime.datetime.now(tz=datetime.timezone.utc).astimezone()


def today() -> datetime.date:
    """The day for tags and programs."""
    return now().date()


def moment() -> float:
    """Seconds since 1970, whatever SOURCE_DATE_EPOCH says: for how old a file is."""
    return time.time()
