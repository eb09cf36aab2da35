"""Cities by any of their names: one sorted table of GeoNames, searched where it lies, so that nothing is loaded.

`cities.tsv` is made by `python -m selon.knowledge.cities_build`; format and source stand in its first lines.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = "cities.tsv"
FIELDS = 8


@dataclass(frozen=True, slots=True)
class Settlement:
    """A populated place of GeoNames.

    id: its number there. state: ISO 3166-1 alpha-2, or XK. region: GeoNames' code of the first division of the state, empty where it gives none.
    population: 0 where GeoNames gives none. latitude, longitude: degrees, WGS 84.
    """

    id: int
    name: str
    state: str
    region: str
    population: int
    latitude: float
    longitude: float


class Cities:
    """The table of one file. Lines are sorted by their bytes; the first field is the folded name."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def named(self, key: str) -> tuple[Settlement, ...]:
        """Every settlement that bears a name, folded as `folding.key` does it, the most populous first; empty when there is none."""
        found = {}
        for fields in self._lines(key):
            if len(fields) == FIELDS:
                found[int(fields[1])] = _settlement(fields)
            else:
                found |= {one.id: one for one in map(_settlement, self._full(fields[2])) if one.id == int(fields[1])}
        return tuple(sorted(found.values(), key=lambda one: (-one.population, one.id)))

    def _full(self, key: str) -> Iterator[list[str]]:
        return (fields for fields in self._lines(key) if len(fields) == FIELDS)

    def _lines(self, key: str) -> Iterator[list[str]]:
        """The fields of the lines of a key."""
        wanted = key.encode() + b"\t"
        at = self._first(wanted)
        while self._bytes[at : at + len(wanted)] == wanted:
            end = self._bytes.find(b"\n", at)
            yield self._bytes[at:end].decode().split("\t")
            at = end + 1

    def _first(self, wanted: bytes) -> int:
        """Where the first line stands that is not less than the words wanted; the length of the file after the last."""
        low, high = 0, len(self._bytes)
        while low < high:
            middle = self._bytes.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = self._bytes.find(b"\n", middle)
            if self._bytes[middle : middle + len(wanted)] < wanted:
                low = end + 1
            else:
                high = middle
        return low


def _settlement(fields: list[str]) -> Settlement:
    _, number, state, region, population, latitude, longitude, name = fields
    return Settlement(int(number), name, state, region, int(population), float(latitude), float(longitude))


@cache
def cities() -> Cities:
    """The shipped table."""
    return Cities(Path(__file__).parent / TABLE)
