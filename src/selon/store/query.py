"""The query language: words, "phrases", prefix*, OR, -not, parentheses and fields; see docs/search.md.

A query is parsed into a small tree, and every error shows the place, what stands there and what would do.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from ..errors import QueryError
from ..tagger.labels import ACTS, EVENT_TYPES, STATUSES

# Field → example of a value. Those of words look into slots and texts, those of names for persons, states and bodies, those of lists at one of a few values.
WORDS = {"content": "uranium", "about": "uranium", "source": "spokesman", "medium": "Telegram", "addressee": "allies", "place": "Geneva", "title": "talks", "body": "talks"}
NAMES = {"speaker": '"Ada Lovelace"', "principal": "Kazakhstan", "relay": "CNN", "carrier": "Facebook", "actor": "Russia", "recipient": "Ukraine"}
PLAIN = {"outlet": "Tass", "occasion": "interview", "key": "0123456789abcdef"}
LISTS = {
    "act": ACTS,
    "form": ("direct", "mixed", "indirect"),
    "said": ("said", "held"),
    "lang": ("en", "fr"),
    "event": EVENT_TYPES,
    "status": STATUSES,
    "answers": ("yes", "no"),
}
DAYS, NUMBERS = ("date", "published"), ("confidence",)
FIELDS = (*NAMES, *LISTS, *PLAIN, *WORDS, *DAYS, *NUMBERS)
# Other words for a field.
SAME = {"about": "content", "type": "event", "who": "speaker", "via": "relay", "to": "addressee"}
OR = "OR"
# An apostrophe or hyphen inside a word does not end it; a field is letters and a colon right before its value.
TOKEN = re.compile(r'\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-)(?=[^\s)])|(?P<field>[A-Za-z_]+):(?!//)|[“"«](?P<quoted>[^"“”»]*)(?P<end>["”»]?)|(?P<word>[^\s()"“”«»]+))')
DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")
NUMBER = re.compile(r"(>=|<=|>|<|=)?(\d*\.?\d+)$")
# Nesting beyond this is no query that anybody typed.
DEEP = 40


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand together (one, or a phrase). column: None for content, source and title. prefix: the last one only begins so."""

    text: str
    prefix: bool = False
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Is:
    """A field that has a value."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Between:
    """A day (ISO 8601) or a number from first to last, both included; None: open."""

    field: str
    first: str | float | None
    last: str | float | None


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    one: Node


@dataclass(frozen=True, slots=True)
class Every:
    """All hold."""

    several: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One at least holds."""

    several: tuple[Node, ...]


Node = Words | Is | Between | Not | Every | Either


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(query: str) -> Node:
    """The tree of a query. Raises QueryError."""
    reader = _Reader(query, _tokens(query))
    node = reader.either()
    if reader.here is not None:
        raise _error(query, reader.here.at, "this parenthesis closes nothing; take it out or open one before")
    return node


def words_of(node: Node) -> list[Words]:
    """The words that a hit may show: all that are not excluded."""
    match node:
        case Words():
            return [node]
        case Every(several) | Either(several):
            return [word for one in several for word in words_of(one)]
        case _:
            return []


def _error(query: str, at: int, told: str) -> QueryError:
    """An error that shows the place; a long query is cut around it."""
    start = max(0, at - 60)
    return QueryError(f"{told}\n  {query[start : at + 60]}\n  {' ' * (at - start)}^")


def _tokens(query: str) -> list[_Token]:
    out, at = [], 0
    while at < len(query.rstrip()):
        found = TOKEN.match(query, at)
        kind = found.lastgroup if found else None
        if found is None or kind is None:
            raise _error(query, at, f"{query[at:].strip()[:1]!r} cannot stand here")
        quoted = found["quoted"]
        start = found.start("quoted") - 1 if quoted is not None else found.start(kind)
        if quoted is not None and not found["end"]:
            raise _error(query, start, "this quotation mark is not closed; close it, or leave it out")
        out.append(_Token("quoted", quoted, start) if quoted is not None else _Token(kind, found[kind], start))
        at = found.end()
    return out


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, query: str, tokens: Sequence[_Token]) -> None:
        self.query, self.tokens, self.at, self.depth = query, tokens, 0, 0

    @property
    def here(self) -> _Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def either(self) -> Node:
        several = [self.every()]
        while self.here is not None and self.here.kind == "word" and self.here.text == OR:
            self.at += 1
            several.append(self.every())
        return several[0] if len(several) == 1 else Either(tuple(several))

    def every(self) -> Node:
        several = []
        while self.here is not None and self.here.kind != "close" and not (self.here.kind == "word" and self.here.text == OR):
            several.append(self.one())
        if not several:
            place = self.here.at if self.here else len(self.query)
            raise _error(self.query, place, 'nothing to search for here; write words, a "phrase", or a field such as speaker:name')
        return several[0] if len(several) == 1 else Every(tuple(several))

    def one(self) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        self.depth += 1
        if self.depth > DEEP and token.kind in ("open", "minus"):
            raise _error(self.query, token.at, f"more than {DEEP} parentheses and minus signs inside each other")
        try:
            return self._one(token)
        finally:
            self.depth -= 1

    def _one(self, token: _Token) -> Node:
        if token.kind == "minus":
            if self.here is None or self.here.kind == "close":
                raise _error(self.query, token.at, "a minus needs something after it")
            return Not(self.one())
        if token.kind == "open":
            return self.inside(token)
        if token.kind == "field":
            return self.field(token)
        return self.words(token, None)

    def inside(self, opening: _Token) -> Node:
        node = self.either()
        if self.here is None:
            raise _error(self.query, opening.at, "this parenthesis is not closed; close it, or leave it out")
        self.at += 1
        return node

    def words(self, token: _Token, column: str | None) -> Node:
        text, prefix = token.text, token.kind == "word" and token.text.endswith("*")
        bare = text.rstrip("*") if token.kind == "word" else text
        if not any(c.isalnum() for c in bare):
            raise _error(self.query, token.at, f"{text!r} holds no letter or digit to search for")
        return Words(bare, prefix, column)

    def field(self, token: _Token) -> Node:
        name = SAME.get(token.text.lower(), token.text.lower())
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, 2, 0.5)
            told = f"did you mean {' or '.join(f'{one}:' for one in near)}?" if near else f"fields are {', '.join(FIELDS)}"
            raise _error(self.query, token.at, f"there is no field {token.text!r}; {told}; to look for the word itself put it in quotation marks")
        value = self.here
        if value is None or value.kind not in ("word", "quoted") or not value.text.strip():
            raise _error(self.query, token.at, f"{name}: needs a value, such as {name}:{_example(name)}")
        self.at += 1
        if name in DAYS:
            return self.days(name, value)
        if name in NUMBERS:
            return self.number(name, value)
        if name in WORDS:
            return self.words(value, name)
        return Is(name, self.listed(name, value) if name in LISTS else value.text)

    def listed(self, name: str, token: _Token) -> str:
        """One of the values that a field has, in its own letters."""
        found = next((each for each in LISTS[name] if each.lower() == token.text.lower()), None)
        if found is not None:
            return found
        near = get_close_matches(token.text.lower(), [each.lower() for each in LISTS[name]], 2, 0.5)
        told = f"did you mean {' or '.join(near)}?" if near else f"it has {', '.join(LISTS[name])}"
        raise _error(self.query, token.at, f"{name}: has no value {token.text!r}; {told}")

    def days(self, name: str, token: _Token) -> Between:
        text = token.text
        mark = next((mark for mark in (">=", "<=", ">", "<") if text.startswith(mark)), "")
        parts = [text.removeprefix(mark)] if mark else text.split("..")
        edges = [_edges(part) if part else None for part in parts]
        if len(parts) > 2 or not any(parts) or any(part and not edge for part, edge in zip(parts, edges, strict=True)):
            told = ", ".join(f"{name}:{each}" for each in ("2023", "2023-05", "2023-05-28", "2023-05..2023-06", ">=2023-05-01"))
            raise _error(self.query, token.at, f"{text!r} is no date; write {told}")
        first, last = edges[0], edges[-1]
        if mark and first:
            day = timedelta(days=1)
            low, high = {">=": (first[0], None), ">": (first[1] + day, None), "<=": (None, first[1]), "<": (None, first[0] - day)}[mark]
        else:
            low, high = first[0] if first else None, last[1] if last else None
        if low and high and low > high:
            raise _error(self.query, token.at, f"{text!r} ends before it begins; write {name}:{parts[-1]}..{parts[0]}")
        return Between(name, str(low) if low else None, str(high) if high else None)

    def number(self, name: str, token: _Token) -> Between:
        found = NUMBER.match(token.text)
        if found is None:
            raise _error(self.query, token.at, f"{token.text!r} is no number; write {name}:>0.8")
        value = float(found[2])
        return Between(name, value if found[1] in (None, ">", ">=", "=") else None, value if found[1] in ("<", "<=", "=") else None)


def _example(name: str) -> str:
    if name in LISTS:
        return LISTS[name][0]
    return {**WORDS, **NAMES, **PLAIN}.get(name, "2023-05" if name in DAYS else ">0.8")


def _edges(text: str) -> tuple[date, date] | None:
    """First and last day of a year, a month or a day; None when it is none."""
    found = DAY.match(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        return first, date(first.year, month or 12, day or monthrange(first.year, month or 12)[1])
    except ValueError:
        return None
