"""Reading the knowledge: the shipped rows from one generated file, a user's own from YAML; mistakes are listed and stop nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from ..language import codes
from . import decode
from .forms import BETWEEN, WITHIN, Table, forms, starts_from, starts_of, table_of
from .gather import gather
from .rows import Interval, Organisation, Outlet, Person, Problem, Row, State, Term, Treaty, Weapon, first_day, last_day
from .schema import SHAPES, Found, read

R = TypeVar("R", bound=Row)
ENVIRONMENT = "SELON_KNOWLEDGE"
BUILT = "built.json"
Rows = Mapping[str, Mapping[str, Mapping[str, Any]]]  # kind, id, values
Starts = Mapping[str, tuple[int, ...]]
P = TypeVar("P")


class Parcels(Mapping[str, P], Generic[P]):
    """Named texts, each unpacked when it is first asked for."""

    def __init__(self, texts: Mapping[str, str], unpacked: Callable[[str], P]) -> None:
        self._texts, self._unpacked, self._kept = texts, unpacked, dict[str, P]()

    def __getitem__(self, name: str) -> P:
        if name not in self._kept:
            self._kept[name] = self._unpacked(self._texts[name])
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class Shelf(Mapping[str, R], Generic[R]):
    """The rows of one kind by id; each is made when it is first asked for."""

    def __init__(self, rows: Rows, kind: str, made: Callable[[Mapping[str, Any]], R]) -> None:
        self._rows, self._kind, self._made, self._kept = rows, kind, made, dict[str, R]()

    @property
    def _raw(self) -> Mapping[str, Mapping[str, Any]]:
        return self._rows[self._kind]

    def __getitem__(self, name: str) -> R:
        if name not in self._kept:
            self._kept[name] = self._made(self._raw[name])
        return self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class Knowledge:
    """What is finite and exact: states, persons with dated offices, organisations, treaties, weapons, outlets.

    problems: what was wrong in a user's own files; the rows concerned are left out.
    """

    def __init__(self, rows: Rows, tables: Mapping[str, Table], starts: Mapping[str, Starts], problems: Iterable[Problem] = ()) -> None:
        self._raw = rows
        self._tables = tables
        self._starts = starts
        self.problems = tuple(problems)
        self.states: Mapping[str, State] = Shelf(rows, "states", decode.state)
        self.people: Mapping[str, Person] = Shelf(rows, "offices", decode.person)
        self.organisations: Mapping[str, Organisation] = Shelf(rows, "organisations", decode.organisation)
        self.treaties: Mapping[str, Treaty] = Shelf(rows, "treaties", decode.treaty)
        self.weapons: Mapping[str, Weapon] = Shelf(rows, "weapons", decode.weapon)
        self.outlets: Mapping[str, Outlet] = Shelf(rows, "outlets", decode.outlet)

    def state(self, code: str) -> State:
        """One state by its code; raises KeyError for an unknown one."""
        return self.states[code]

    def table(self, lang: str) -> Table:
        """Key to stored forms (see `forms`); raises KeyError for a language that is not read."""
        return self._tables[lang]

    def starts(self, lang: str) -> Starts:
        """How the keys of a language begin (see `forms.starts_of`)."""
        return self._starts[lang]

    @cached_property
    def _terms(self) -> dict[tuple[str, str], list[tuple[Term, str]]]:
        """Office and whose it is, to terms with their persons, the earliest start first. A term without end is over when a later one begins."""
        out: dict[tuple[str, str], list[tuple[Term, str]]] = {}
        for name, raw in self._raw["offices"].items():
            for each in raw.get("offices", ()):
                out.setdefault((each["office"], each["of"]), []).append((decode.term(each), name))
        for terms in out.values():
            terms.sort(key=lambda pair: (first_day(pair[0].start), pair[1]))
        return out

    def terms(self, office: str, of: str, when: str | tuple[str, str]) -> tuple[tuple[Term, Person], ...]:
        """The terms that overlap a date (of any precision) or an interval, the longest overlap first. An open one ends where another's begins."""
        interval = within(when)
        known = self._terms.get((office, of), [])
        out = []
        for number, (term, name) in enumerate(known):
            end = last_day(term.end)
            if term.end is None and not term.shared:
                end = next((first_day(later.start) for later, other in known[number + 1 :] if other != name and not later.acting and not later.shared), end)
            first, last = max(first_day(term.start), interval.first), min(end, interval.last)
            if first <= last:
                out.append((_days(first, last), term, name))
        out.sort(key=lambda each: (-each[0], each[1].acting))
        return tuple((term, self.people[name]) for _, term, name in out)

    def holders(self, office: str, of: str, when: str | tuple[str, str]) -> tuple[Person, ...]:
        """Who held an office on a date (2019, 2019-05, 2019-05-17) or in an interval, the longest time first; empty when nobody is known."""
        return tuple(dict.fromkeys(person for _, person in self.terms(office, of, when)))

    def offices(self, person: str, when: str | tuple[str, str]) -> tuple[Term, ...]:
        """The offices that a person held on a date or in an interval; raises KeyError for an unknown person."""
        return tuple(term for each in self.people[person].offices for term, holder in self.terms(each.office, each.of, when) if holder.id == person and term == each)

    def members(self, organisation: str, when: str) -> tuple[str, ...]:
        """Codes of the states in an organisation on a date; raises KeyError for an unknown organisation."""
        at = within(when)
        return tuple(dict.fromkeys(m.state for m in self.organisations[organisation].members if first_day(m.start) <= at.last and at.first <= last_day(m.end)))

    def union(self, code: str) -> Organisation | None:
        """The organisation that a code of the states also stands for (EU); None where there is none."""
        found = next((name for name, raw in self._raw["organisations"].items() if raw.get("same_as") == code), None)
        return self.organisations[found] if found else None

    @cached_property
    def _domains(self) -> dict[str, str]:
        return {domain: name for name, raw in self._raw["outlets"].items() for domain in raw.get("domain", ())}

    def outlet_of(self, url: str) -> Outlet | None:
        """The outlet that a page's address belongs to, by the longest known ending of its host; None for an unknown one."""
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").rstrip(".")
        parts = host.split(".")
        for start in range(len(parts) - 1):
            if name := self._domains.get(".".join(parts[start:])):
                return self.outlets[name]
        return None


def within(when: str | tuple[str, str]) -> Interval:
    """A date of any precision, or first and last date, as an interval of days."""
    first, last = (when, when) if isinstance(when, str) else when
    return Interval(first_day(first), last_day(last))


def _days(first: str, last: str) -> int:
    """About how many days lie between two days; only compared."""
    (a, b, c), (d, e, f) = (tuple(map(int, day.split("-"))) for day in (first, last))
    return (d - a) * 372 + (e - b) * 31 + f - c


def shipped_folder() -> Path:
    """Where the shipped files lie."""
    return Path(str(resources.files("selon").joinpath("knowledge")))


def read_folder(folder: Path) -> tuple[list[Found], list[Problem]]:
    """Every row of the YAML files of a folder, in the order of the files' names, and what is wrong in them."""
    found: list[Found] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        rows, wrong = read(path)
        found += rows
        problems += wrong
    return found, problems


def from_files(folder: Path) -> tuple[Rows, list[Problem]]:
    """The rows of the YAML files of a folder, kind by kind, those that fit together; and what is wrong."""
    found, problems = read_folder(folder)
    rows, wrong = gather(found)
    return rows, problems + wrong


def flat(rows: Rows) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Kind and values of every row."""
    return ((kind, row) for kind in SHAPES for row in rows[kind].values())


@cache
def _shipped() -> tuple[Rows, Mapping[str, Table], Mapping[str, Starts], tuple[Problem, ...]]:
    path = shipped_folder() / BUILT
    if path.exists():
        built = json.loads(path.read_text(encoding="utf-8"))
        return Parcels(built["rows"], json.loads), Parcels(built["forms"], table_of), Parcels(built["starts"], starts_from), ()
    rows, problems = from_files(shipped_folder())
    tables = {lang: forms(lang, flat(rows)) for lang in codes()}
    return rows, tables, {lang: starts_of(table) for lang, table in tables.items()}, tuple(problems)


def with_own(folder: Path) -> Knowledge:
    """The shipped rows with a user's own: a row with a known id takes the other's place, an `offices` row adds its terms."""
    shipped, tables, _, _ = _shipped()
    found, problems = read_folder(folder)
    rows, wrong = gather(found, shipped)
    changed = {(each.kind, each.row["id"]) for each in found}
    gone = {name for _, name in changed}
    own = [(kind, row) for kind, row in flat(rows) if (kind, row["id"]) in changed]
    merged = {lang: _merged(tables[lang], forms(lang, own, common=False), gone) for lang in tables}
    return Knowledge(rows, merged, {lang: starts_of(table) for lang, table in merged.items()}, [*problems, *wrong])


def _merged(table: Table, own: Table, gone: set[str]) -> Table:
    """A table of forms without those of rows that a user has changed, and with the user's own first."""
    out = {}
    for its, entries in table.items():
        kept = [entry for entry in entries.split(BETWEEN) if entry.split(WITHIN)[1].partition(":")[0] not in gone]
        if kept:
            out[its] = BETWEEN.join(kept)
    return out | {its: BETWEEN.join(filter(None, (entries, out.get(its)))) for its, entries in own.items()}


@cache
def _load(folder: Path | None) -> Knowledge:
    return Knowledge(*_shipped()) if folder is None else with_own(folder)


def load(folder: Path | None = None) -> Knowledge:
    """The shipped knowledge, with the rows of a user's own folder (or of the one that SELON_KNOWLEDGE names); kept once read.

    Raises FileNotFoundError for a folder that is not there; what is wrong in it is in `problems`.
    """
    named = os.environ.get(ENVIRONMENT)
    own = folder or (Path(named) if named else None)
    if own is not None and not own.is_dir():
        raise FileNotFoundError(f"no folder {own} of knowledge files")
    return _load(own)
