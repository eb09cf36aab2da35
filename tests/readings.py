"""Readings for tests of the archive: the examples, read once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import selon
from selon.article import Declared
from selon.model import Reading

EXAMPLES = Path(__file__).parent.parent / "examples"


@cache
def example(name: str) -> Reading:
    """The reading of an example: "wire-fr", "wire-en"."""
    return selon.read((EXAMPLES / f"{name}.txt").read_text(encoding="utf-8"))


@cache
def changed(name: str, old: str, new: str, outlet: str | None = None) -> Reading:
    """An example with other words, as another outlet may print it."""
    text = (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    return selon.read(text.replace(old, new), declared=Declared(outlet=outlet))


def run_as(reading: Reading, weights: str) -> Reading:
    """The same reading by other weights."""
    return replace(reading, run=replace(reading.run, weights=weights))
