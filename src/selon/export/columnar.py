"""Parquet: one row an attribution, with typed columns, for data frames and databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, BinaryIO

import pyarrow as arrow
from pyarrow import parquet

from ..store.kept import Kept
from . import tables

TOGETHER = 10_000
IN_ORDER = itemgetter(*tables.ATTRIBUTIONS)
DAYS = ("day", "earliest", "latest")
NUMBERS = {"start": arrow.int32(), "end": arrow.int32(), "latitude": arrow.float64(), "longitude": arrow.float64(), "confidence": arrow.float32()}
LISTS = ("speakers", "speaker_ids", "relays", "relay_ids")
FEW = ("outlet", "lang", "act", "form", "said", "occasion", "carrier", "block", "date_basis", "how", "run")


def _type(name: str) -> Any:
    if name in DAYS:
        return arrow.date32()
    if name in LISTS:
        return arrow.list_(arrow.string())
    return NUMBERS.get(name, arrow.string())


SCHEMA = arrow.schema([arrow.field(name, _type(name)) for name in tables.ATTRIBUTIONS], metadata={"made": "selon; docs/export.md says what every column is"})


def write(some: Iterator[Kept], out: BinaryIO) -> int:
    """Write row groups of some thousand attributions; how many."""
    count = 0
    with parquet.ParquetWriter(out, SCHEMA, compression="zstd", use_dictionary=list(FEW)) as file:
        held: list[dict[str, Any]] = []
        for kept in some:
            held.extend(tables.attributions(kept))
            if len(held) >= TOGETHER:
                file.write_table(_table(held))
                count += len(held)
                held = []
        file.write_table(_table(held))
    return count + len(held)


@lru_cache(10_000)
def _day(told: str) -> date:
    return date.fromisoformat(told)


def _array(values: Sequence[Any], kind: Any) -> Any:
    """A column. Lone surrogates, which UTF-8 has not, become �."""
    try:
        return arrow.array(values, kind)
    except UnicodeEncodeError:
        return arrow.array([_clean(value) for value in values], kind)


def _clean(value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _table(rows: list[dict[str, Any]]) -> Any:
    columns = []
    for field, told in zip(SCHEMA, zip(*map(IN_ORDER, rows), strict=True) if rows else ([],) * len(SCHEMA), strict=True):
        values: Sequence[Any] = told
        if field.name in DAYS:
            values = [_day(value) if value else None for value in told]
        elif field.name in LISTS:
            values = [value.split(tables.JOINT) if value else [] for value in told]
        columns.append(_array(values, field.type))
    return arrow.Table.from_arrays(columns, schema=SCHEMA)
