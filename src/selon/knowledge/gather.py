"""Rows of several files put together: what names a row that does not exist, comes twice, or cannot be true beside another is left out and told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .rows import Problem, first_day, last_day
from .schema import SHAPES, STATE_OFFICES, Found

Values = Mapping[str, Any]
Table = dict[str, dict[str, Values]]  # kind, id, values
Rows = Mapping[str, Mapping[str, Values]]


def problem(found: Found, message: str) -> Problem:
    """What is wrong with a row, with its id."""
    return Problem(found.file, found.line, f"{found.row['id']}: {message}")


def states_in(value: Any) -> Iterator[str]:
    """Every code of a state that a row names."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in ("state", "country"):
                yield inner
            elif name in ("states", "all_but", "signatories_only", "withdrawn", "maker"):
                yield from inner
            else:
                yield from states_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from states_in(inner)


def unknown(found: Found, rows: Rows) -> str | None:
    """What a row names that no row is; None when all is known."""
    if strange := [code for code in states_in(found.row) if code not in rows["states"]]:
        return f"no state has the code {', '.join(dict.fromkeys(strange))}"
    for term in found.row.get("offices", ()):
        table, what = ("states", "state") if term["office"] in STATE_OFFICES else ("organisations", "organisation")
        if term["of"] not in rows[table] and not (term["office"] == "high representative" and term["of"] in rows["states"]):
            return f"no {what} has the id {term['of']}"
    if found.kind == "organisations" and found.row.get("of", found.row["id"]) not in (*rows["organisations"], *rows["states"]):
        return f"no organisation has the id {found.row['of']}"
    return None


def joined(known: Values, more: Values) -> dict[str, Any]:
    """One person told in two files: the names of both, the terms of both."""
    out = dict(known)
    for part in ("names", "family"):
        both = {lang: list(names) for lang, names in known.get(part, {}).items()}
        for lang, names in more.get(part, {}).items():
            both[lang] = list(dict.fromkeys([*both.get(lang, []), *names]))
        if both:
            out[part] = both
    out["offices"] = [*known.get("offices", ()), *(term for term in more.get("offices", ()) if term not in known.get("offices", ()))]
    return out


def placed(found: Iterable[Found], shipped: Rows | None) -> tuple[Table, list[Found], list[Problem]]:
    """Every row in its place by kind and id; those that were taken; and the ids that come twice in these files."""
    rows: Table = {kind: dict(shipped[kind]) if shipped else {} for kind in SHAPES}
    seen: dict[tuple[str, str], Found] = {}
    taken, problems = [], []
    for each in found:
        name, kind = each.row["id"], each.kind
        before = seen.get((kind, name))
        if before and (kind != "offices" or before.file == each.file):
            problems.append(problem(each, f"the id is taken by {before.file}:{before.line}"))
            continue
        seen[kind, name] = each
        taken.append(each)
        known = rows[kind].get(name)
        rows[kind][name] = joined(known, each.row) if known and kind == "offices" else {key: value for key, value in each.row.items() if key not in ("source", "checked")}
        rows[kind][name] = {key: value for key, value in rows[kind][name].items() if key not in ("source", "checked", "note")}
    return rows, taken, problems


def meets(one: Values, other: Values) -> bool:
    """Whether two terms surely overlap: even if the one that begins later begins as late as its date allows, the other has not ended."""
    first, second = sorted((one, other), key=lambda term: first_day(term.get("from")))
    if "to" not in first:
        return "to" not in second and first.get("from") == second.get("from")
    latest_start = second["from"] if "from" in second and len(second["from"]) == 10 else last_day(second.get("from"))
    return latest_start < first_day(first["to"]) and "from" in second


def overlaps(rows: Rows) -> Iterator[tuple[str, Values, str]]:
    """Person, term, and the other person whose term of the same office it overlaps, though neither is acting nor shared."""
    offices: dict[tuple[str, str], list[tuple[Values, str]]] = {}
    for name, row in rows["offices"].items():
        for term in row.get("offices", ()):
            if not term.get("acting") and not term.get("shared"):
                offices.setdefault((term["office"], term["of"]), []).append((term, name))
    for terms in offices.values():
        for number, (term, name) in enumerate(terms):
            for other, rival in terms[:number]:
                if rival != name and meets(term, other):
                    yield name, term, rival


def gather(found: Iterable[Found], shipped: Rows | None = None) -> tuple[Table, list[Problem]]:
    """The rows that fit together, over the shipped ones where given; and what is wrong."""
    rows, taken, problems = placed(found, shipped)
    for each in taken:
        if wrong := unknown(each, rows):
            problems.append(problem(each, wrong))
            fallback = shipped[each.kind].get(each.row["id"]) if shipped else None
            if fallback is None:
                rows[each.kind].pop(each.row["id"], None)
            else:
                rows[each.kind][each.row["id"]] = fallback
    where = {each.row["id"]: each for each in taken if each.kind == "offices"}
    for name, term, rival in list(overlaps(rows)):
        culprit = name if name in where else rival
        if culprit in where:
            told = f"{term['office']} of {term['of']} from {term.get('from')} to {term.get('to')} overlaps {rival if culprit == name else name}'s term"
            problems.append(problem(where[culprit], told))
            own = rows["offices"][culprit]
            rows["offices"][culprit] = {**own, "offices": [each for each in own["offices"] if each["office"] != term["office"] or each["of"] != term["of"]]}
    return rows, problems
