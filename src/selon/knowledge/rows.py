"""The rows of the knowledge files, as they are passed about: frozen, typed, without a dict.

Dates are ISO 8601 and as precise as the source: a day, a month or a year. None for a start means unknown, None for an end not ended as far as known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

STANDARD = "en"


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called. forms: language code (ISO 639-1) and its names, the preferred one first."""

    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def of(self, lang: str) -> tuple[str, ...]:
        """Every name in a language; empty where none is known."""
        return next((names for code, names in self.forms if code == lang), ())

    def preferred(self, lang: str) -> str:
        """The name to print in a language, else the standard English one, else the first at hand; empty when there is none at all."""
        for code in (lang, STANDARD):
            if names := self.of(code):
                return names[0]
        return self.forms[0][1][0] if self.forms else ""

    @property
    def standard(self) -> str:
        """The standard English name."""
        return self.preferred(STANDARD)


@dataclass(frozen=True, slots=True)
class City:
    """A capital: its names and the adjectives made from them."""

    names: Names
    demonyms: Names = Names()


@dataclass(frozen=True, slots=True)
class Metonym:
    """A building, a street or another word that stands for a power. part: GOV the executive, LEG the parliament.

    office: head of state or head of government, when it is one person's house; None when not said.
    """

    part: str
    names: Names
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A country within a state, that the news takes for the state."""

    names: Names
    demonyms: Names = Names()


@dataclass(frozen=True, slots=True)
class Title:
    """How the press calls the holder of an office in one state."""

    office: str
    names: Names


@dataclass(frozen=True, slots=True)
class State:
    """A state, a territory, a vanished state or the Union. id: ISO 3166-1 alpha-2, XK, EU, SU, YU, DD or CS.

    leader: the office whose holder is called the leader: head of state, or head of government where the head of state reigns only.
    """

    id: str
    kind: str
    names: Names
    demonyms: Names = Names()
    capital: City | None = None
    metonyms: tuple[Metonym, ...] = ()
    parts: tuple[Part, ...] = ()
    epithets: Names = Names()
    titles: tuple[Title, ...] = ()
    leader: str | None = None
    start: str | None = None
    end: str | None = None

    def name(self, lang: str) -> str:
        """The name to print in a language."""
        return self.names.preferred(lang)


@dataclass(frozen=True, slots=True)
class Term:
    """A time in an office. office: head of state, head of government, foreign minister, head, high representative. of: id of a state or an organisation.

    start, end: first and last day. acting: holds it for another. shared: held by several at once (two captains regent, three presidents).
    """

    office: str
    of: str
    start: str | None
    end: str | None
    acting: bool = False
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with dated offices. family: what the press uses alone; empty when it is never alone. gender: m, f or None."""

    id: str
    names: Names
    family: Names = Names()
    gender: str | None = None
    offices: tuple[Term, ...] = ()

    def name(self, lang: str) -> str:
        """The name to print in a language."""
        return self.names.preferred(lang)


@dataclass(frozen=True, slots=True)
class Member:
    """A state in an organisation, from its first day to its last."""

    state: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, an organ of one (`of`), a body of a state (`state`), a movement or one of the few companies."""

    id: str
    kind: str
    names: Names
    acronyms: Names = Names()
    of: str | None = None
    state: str | None = None
    founded: str | None = None
    ended: str | None = None
    members: tuple[Member, ...] = ()

    def name(self, lang: str) -> str:
        """The name to print in a language."""
        return self.names.preferred(lang)


@dataclass(frozen=True, slots=True)
class Parties:
    """Who is bound by a treaty, as of a day: the states listed, or all but those listed. note: what a list cannot say."""

    as_of: str | None = None
    states: tuple[str, ...] = ()
    all_but: tuple[str, ...] = ()
    signatories_only: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Treaty:
    """A treaty, an agreement or a resolution with a name. parties: None when not written down."""

    id: str
    names: Names
    acronyms: Names = Names()
    opened: str | None = None
    in_force: str | None = None
    ended: str | None = None
    parties: Parties | None = None

    def name(self, lang: str) -> str:
        """The name to print in a language."""
        return self.names.preferred(lang)


@dataclass(frozen=True, slots=True)
class Weapon:
    """A weapon system. sort: what it is, in words, by language. maker: states."""

    id: str
    names: Names
    sort: Names = Names()
    maker: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        """The name to print in a language."""
        return self.names.preferred(lang)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A paper, an agency, a broadcaster, a site, or a platform. ordinary: its name is also an ordinary word or phrase."""

    id: str
    kind: str
    names: Names
    country: str | None = None
    lang: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    ordinary: bool = False

    def name(self, lang: str) -> str:
        """The name to print in a language."""
        return self.names.preferred(lang)


Row = State | Person | Organisation | Treaty | Weapon | Outlet


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a knowledge file, and where. line: counted from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Interval:
    """First and last day, ISO 8601, both included."""

    first: str
    last: str
    named: bool = field(default=True, compare=False)  # False when it is only the day of publication


@cache
def first_day(date: str | None) -> str:
    """The earliest day that a date of any precision may mean; the beginning of time for None."""
    return "0001-01-01" if date is None else (date + "-01-01")[:10] if len(date) < 10 else date[:10]


@cache
def last_day(date: str | None) -> str:
    """The latest day that a date of any precision may mean; the end of time for None. Months end on the 31st: days are only compared."""
    return "9999-12-31" if date is None else (date + "-12-31")[:10] if len(date) == 4 else (date + "-31")[:10] if len(date) == 7 else date[:10]
