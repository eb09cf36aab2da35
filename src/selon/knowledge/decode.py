"""Stored values to rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .rows import City, Member, Metonym, Names, Organisation, Outlet, Part, Parties, Person, State, Term, Title, Treaty, Weapon

Raw = Mapping[str, Any]


def names(raw: Raw | None) -> Names:
    """Names by language; none for nothing."""
    return Names(tuple((lang, tuple(listed)) for lang, listed in raw.items())) if raw else Names()


def city(raw: Raw) -> City:
    """A capital."""
    return City(names(raw["names"]), names(raw.get("demonyms")))


def state(raw: Raw) -> State:
    """A row of the states."""
    return State(
        raw["id"],
        raw["kind"],
        names(raw["names"]),
        names(raw.get("demonyms")),
        city(raw["capital"]) if "capital" in raw else None,
        tuple(Metonym(each["part"], names(each["names"]), each.get("office")) for each in raw.get("metonyms", ())),
        tuple(Part(names(each["names"]), names(each.get("demonyms"))) for each in raw.get("parts", ())),
        names(raw.get("epithets")),
        tuple(Title(each["office"], names(each["names"])) for each in raw.get("titles", ())),
        raw.get("leader"),
        raw.get("from"),
        raw.get("to"),
    )


def term(raw: Raw) -> Term:
    """A time in an office."""
    return Term(raw["office"], raw["of"], raw.get("from"), raw.get("to"), raw.get("acting", False), raw.get("shared", False))


def person(raw: Raw) -> Person:
    """A row of the offices."""
    return Person(raw["id"], names(raw["names"]), names(raw.get("family")), raw.get("gender"), tuple(term(each) for each in raw.get("offices", ())))


def organisation(raw: Raw) -> Organisation:
    """A row of the organisations."""
    members = tuple(Member(each["state"], each.get("from"), each.get("to")) for each in raw.get("members", ()))
    own = (raw.get("of"), raw.get("state"), raw.get("founded"), raw.get("ended"))
    return Organisation(raw["id"], raw["kind"], names(raw["names"]), names(raw.get("acronyms")), *own, members)


def parties(raw: Raw) -> Parties:
    """Who is bound by a treaty."""
    states, all_but, signatories, withdrawn = (tuple(raw.get(name, ())) for name in ("states", "all_but", "signatories_only", "withdrawn"))
    return Parties(raw.get("as_of"), states, all_but, signatories, withdrawn, raw.get("note", ""))


def treaty(raw: Raw) -> Treaty:
    """A row of the treaties."""
    dates = (raw.get("opened"), raw.get("in_force"), raw.get("ended"))
    return Treaty(raw["id"], names(raw["names"]), names(raw.get("acronyms")), *dates, parties(raw["parties"]) if "parties" in raw else None)


def weapon(raw: Raw) -> Weapon:
    """A row of the weapons."""
    return Weapon(raw["id"], names(raw["names"]), names(raw.get("kind")), tuple(raw.get("maker", ())))


def outlet(raw: Raw) -> Outlet:
    """A row of the outlets."""
    return Outlet(raw["id"], raw["kind"], names(raw["names"]), raw.get("country"), tuple(raw.get("lang", ())), tuple(raw.get("domain", ())), raw.get("ordinary", False))
