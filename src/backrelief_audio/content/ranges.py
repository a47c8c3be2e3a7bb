"""A range of doses as content files tell it: default, least and most."""

from __future__ import annotations

from ..checked import Table
from ..model.exercise import Range


def read_range(table: Table, key: str, most: int) -> Range | None:
    """A range of whole numbers up to ``most`` from the table under ``key``; None where there is none."""
    inner = table.table(key, optional=True)
    if inner is None:
        return None
    before = len(table.problems)
    values = Range(
        default=inner.whole("default", 1, most), least=inner.whole("least", 1, most), most=inner.whole("most", 1, most)
    )
    inner.close()
    if len(table.problems) == before and not values.least <= values.default <= values.most:
        told = f"least {values.least}, default {values.default}, most {values.most}"
        table.fault(key, told, "least <= default <= most")
    return values
