"""The format of the knowledge files: which keys a row of each kind has, what each holds, and how a mistake is told, with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .rows import Problem, first_day, last_day

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
LANGUAGE = re.compile(r"[a-z]{2,3}")
CODE = re.compile(r"[A-Z]{2}")
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

OFFICES = ("head of state", "head of government", "foreign minister", "head", "high representative")
STATE_OFFICES = OFFICES[:3]
STATE_KINDS = ("state", "territory", "former", "union")
ORGANISATION_KINDS = ("international organisation", "alliance", "agency", "court", "bank", "movement", "body", "company")
OUTLET_KINDS = ("agency", "newspaper", "magazine", "journal", "broadcaster", "radio", "site", "platform")


class Wrong(ValueError):
    """A value that breaks the format, at its line (counted from 0)."""

    def __init__(self, node: yaml.Node | None, message: str) -> None:
        super().__init__(message)
        self.line = int(node.start_mark.line) if node else 0


Field = Callable[[yaml.Node], Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping's keys. needed: those that every row has."""

    needed: Mapping[str, Field]
    optional: Mapping[str, Field] = field(default_factory=dict)

    def __call__(self, node: yaml.Node) -> dict[str, Any]:
        """The values by key; raises Wrong at the first mistake."""
        if not isinstance(node, yaml.MappingNode):
            raise Wrong(node, "not a mapping of keys to values")
        known, out = {**self.needed, **self.optional}, {}
        for name, value in node.value:
            if name.value not in known:
                raise Wrong(name, f"key {name.value!r} is not known; known are {', '.join(known)}")
            if name.value in out:
                raise Wrong(name, f"key {name.value!r} twice in a row")
            if (read := known[name.value](value)) is not None:
                out[name.value] = read
        if missing := [name for name in self.needed if name not in out]:
            raise Wrong(node, f"no {' and no '.join(missing)}")
        return out


def text(node: yaml.Node) -> str | None:
    """One value as written; None for null."""
    if not isinstance(node, yaml.ScalarNode):
        raise Wrong(node, "a single value belongs here")
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def flag(node: yaml.Node) -> bool:
    """true or false."""
    if (word := text(node)) not in ("true", "false"):
        raise Wrong(node, f"{word!r} is neither true nor false")
    return word == "true"


def matching(pattern: re.Pattern[str], what: str) -> Field:
    """A value of a certain form."""

    def read(node: yaml.Node) -> str | None:
        word = text(node)
        if word is not None and not pattern.fullmatch(word):
            raise Wrong(node, f"{word!r} is not {what}")
        return word

    return read


def one_of(choices: Iterable[str]) -> Field:
    """One of a few values."""
    allowed = tuple(choices)

    def read(node: yaml.Node) -> str:
        word = text(node)
        if word not in allowed:
            raise Wrong(node, f"{word!r} is none of {', '.join(allowed)}")
        return word

    return read


def many(inner: Field) -> Field:
    """A list; a single value is a list of one."""

    def read(node: yaml.Node) -> list[Any]:
        return [inner(each) for each in node.value] if isinstance(node, yaml.SequenceNode) else [inner(node)]

    return read


def by_language(node: yaml.Node) -> dict[str, list[str]]:
    """Language code to its names."""
    if not isinstance(node, yaml.MappingNode):
        raise Wrong(node, "language codes with their names belong here")
    out = {}
    for code, names in node.value:
        if not LANGUAGE.fullmatch(code.value):
            raise Wrong(code, f"{code.value!r} is not a language code of ISO 639")
        out[code.value] = [name for name in many(text)(names) if name]
    return {code: names for code, names in out.items() if names}


def by_office(node: yaml.Node) -> list[dict[str, Any]]:
    """Office to its titles by language."""
    if not isinstance(node, yaml.MappingNode):
        raise Wrong(node, "offices with their titles belong here")
    return [{"office": one_of(OFFICES)(office), "names": by_language(titles)} for office, titles in node.value]


date = matching(DATE, "a date (2019, 2019-05 or 2019-05-17)")
code = matching(CODE, "a state's code")
identifier = matching(IDENTIFIER, "an id (small letters, figures and hyphens)")
body = matching(re.compile(f"{IDENTIFIER.pattern}|EU"), "the id of an organisation, or EU")

SOURCED: Mapping[str, Field] = {"source": text, "checked": date}
NOTED: Mapping[str, Field] = {"note": text, "weak": many(text)}
CITY = Shape({"names": by_language}, {"demonyms": by_language})
METONYM = Shape({"part": one_of(("GOV", "LEG")), "names": by_language}, {"office": one_of(STATE_OFFICES), "ordinary": flag, "note": text})
PART = Shape({"names": by_language}, {"demonyms": by_language, "note": text})
TERM = Shape({"office": one_of(OFFICES), "of": text}, {"from": date, "to": date, "acting": flag, "shared": flag, "note": text})
MEMBER = Shape({"state": code}, {"from": date, "to": date, "note": text})
PARTIES = Shape({}, {"as_of": date, "states": many(code), "all_but": many(code), "signatories_only": many(code), "withdrawn": many(code), "note": text})

STATE = Shape(
    {"id": code, "kind": one_of(STATE_KINDS), "names": by_language, **SOURCED},
    {
        "acronyms": by_language, "demonyms": by_language, "capital": CITY, "metonyms": many(METONYM), "parts": many(PART), "epithets": by_language,
        "titles": by_office, "leader": one_of(STATE_OFFICES), "from": date, "to": date, "ordinary": by_language, "note": text,
    },
)  # fmt: skip
PERSON = Shape(
    {"id": identifier, "names": by_language, **SOURCED},
    {"family": by_language, "gender": one_of("mf"), "offices": many(TERM), **NOTED},
)
ORGANISATION = Shape(
    {"id": identifier, "kind": one_of(ORGANISATION_KINDS), "names": by_language, **SOURCED},
    {
        "acronyms": by_language, "epithets": by_language, "of": body, "state": code, "founded": date, "ended": date,
        "members": many(MEMBER), "same_as": text, **NOTED,
    },
)  # fmt: skip
TREATY = Shape(
    {"id": identifier, "names": by_language, **SOURCED},
    {"kind": text, "acronyms": by_language, "epithets": by_language, "opened": date, "in_force": date, "ended": date, "parties": PARTIES, **NOTED},
)
WEAPON = Shape(
    {"id": identifier, "names": by_language, **SOURCED},
    {"kind": by_language, "acronyms": by_language, "maker": many(code), "ordinary": flag, **NOTED},
)
OUTLET = Shape(
    {"id": identifier, "kind": one_of(OUTLET_KINDS), "names": by_language, **SOURCED},
    {"acronyms": by_language, "country": code, "lang": many(text), "domain": many(text), "ordinary": flag, "ended": date, **NOTED},
)

# Kind of row to its shape; a file is known by the beginning of its name.
SHAPES: Mapping[str, Shape] = {"states": STATE, "offices": PERSON, "organisations": ORGANISATION, "treaties": TREATY, "weapons": WEAPON, "outlets": OUTLET}


@dataclass(frozen=True, slots=True)
class Found:
    """A row as read: its kind, its values, and where it stands."""

    kind: str
    row: dict[str, Any]
    file: str
    line: int


def kind_of(path: Path) -> str | None:
    """The kind of rows in a file, by its name (offices-africa.yaml holds offices); None when the name says none."""
    return next((kind for kind in SHAPES if path.stem == kind or path.stem.startswith(f"{kind}-")), None)


def pieces(content: str) -> Iterable[tuple[int, str]]:
    """The rows of a file apart, so that a slip in one spoils no other: first line (from 0) and text."""
    lines = content.splitlines(keepends=True)
    starts = [number for number, line in enumerate(lines) if line.startswith("- ")] or [0]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start, "".join(lines[start:end])


def check_order(row: Mapping[str, Any], node: yaml.Node) -> None:
    """Raises Wrong for a time that ends before it begins, anywhere in a row."""
    if first_day(row.get("from")) > last_day(row.get("to")):
        raise Wrong(node, f"from {row['from']} is after to {row['to']}")
    for name, value in row.items():
        inner = next((each for key, each in node.value if key.value == name), node)
        if isinstance(value, list) and isinstance(inner, yaml.SequenceNode):
            for each, its in zip(value, inner.value, strict=True):
                if isinstance(each, dict):
                    check_order(each, its)


def row_of(kind: str, piece: str) -> dict[str, Any]:
    """One row; raises Wrong, or yaml.YAMLError for what is no YAML."""
    node = yaml.compose(piece, Loader=LOADER)
    if not isinstance(node, yaml.SequenceNode) or len(node.value) != 1:
        raise Wrong(node, "a file is a list of rows, each beginning with '- '")
    row = SHAPES[kind](node.value[0])
    check_order(row, node.value[0])
    return row


def read(path: Path) -> tuple[list[Found], list[Problem]]:
    """The rows of a file that are right, and what is wrong with the others."""
    kind = kind_of(path)
    if kind is None:
        return [], [Problem(path.name, 1, f"a file of what? its name begins with one of {', '.join(SHAPES)}")]
    found, problems = [], []
    for line, piece in pieces(path.read_text(encoding="utf-8")):
        try:
            found.append(Found(kind, row_of(kind, piece), path.name, line + 1))
        except Wrong as wrong:
            problems.append(Problem(path.name, line + wrong.line + 1, str(wrong)))
        except yaml.YAMLError as wrong:
            mark = getattr(wrong, "problem_mark", None)
            problems.append(Problem(path.name, line + (mark.line if mark else 0) + 1, f"no YAML: {getattr(wrong, 'problem', wrong)}"))
    return found, problems
