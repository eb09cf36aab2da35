"""selon's own records, one article a line: everything that was read and how it came into the archive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from .. import views
from ..errors import ArticleError, BadRecord
from ..records import reading
from ..store.archive import Incoming
from ..store.kept import Kept

# What the archive adds to a record.
KEPT = ("key", "origin", "added", "family", "copies")


def record(kept: Kept) -> dict[str, Any]:
    """A record with what the archive knows of it under `archive`."""
    return {**views.record(kept.reading), "archive": {name: getattr(kept, name) for name in KEPT}}


def write(some: Iterator[Kept], out: BinaryIO) -> int:
    """Write articles; how many."""
    count = 0
    for kept in some:
        count += 1
        out.write((views.line(record(kept)) + "\n").encode("utf-8"))
    return count


def incoming(lines: Iterator[bytes]) -> Iterator[tuple[int, Incoming | ArticleError]]:
    """Lines of an export → what to keep, with their numbers; what is wrong with a line in its place."""
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            try:
                yield number, _one(raw, number)
            except ArticleError as error:
                yield number, error


def _one(raw: bytes, number: int) -> Incoming:
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"line {number} is no JSON ({error}); 'selon export --as jsonl' writes what is read here") from None
    if not isinstance(told, Mapping):
        raise BadRecord(f"line {number} is no record; 'selon export --as jsonl' writes what is read here")
    about = told.get("archive") or {}
    return Incoming(reading(told), str(about.get("origin") or f"import:{number}"), None, about.get("added"))
