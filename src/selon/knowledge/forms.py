"""The written forms of every row in one language: what a reader of names looks up.

A form is stored as text, `kind~id~how~mask~weak`, several of one key with `|` between, so that a start reads no more than it needs.
The mask has one letter for each word of the form, which says what its
letters must look like in a text that is not all capitals: U begins with a capital, A is capitals, l is anything, 0 is figures; a comma stands before a word that follows one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from .folding import WORD, key, words

Stored = list[Any]
Table = dict[str, str]  # key to stored forms
BETWEEN, WITHIN = "|", "~"
Names = Mapping[str, list[str]]
SEPARATOR = "/"  # between the masculine and the feminine form


@dataclass(frozen=True, slots=True)
class Grammar:
    """How forms are made in one language. plural: ending and its plural, the first that fits; articles: those a title may drop. folded, titles by office."""

    lang: str
    plural: tuple[tuple[str, str], ...]
    articles: frozenset[str]
    adjectives: str
    titles: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def grammar(lang: str) -> Grammar:
    """What `lang/<code>/names.yaml` says of forms."""
    content = yaml.load(resources.files("selon").joinpath("lang", lang, "names.yaml").read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    forms = content["forms"]
    plural = tuple((ending, made) for ending, made in forms["plural"])
    named = tuple((office, tuple(titles)) for office, titles in content["titles"].items())
    return Grammar(lang, plural, frozenset(forms["articles"]), forms["adjectives"], named)


def plural(word: str, rules: Grammar) -> str:
    """The plural of one word, by the first ending that fits."""
    for ending, made in rules.plural:
        if word.endswith(ending):
            return word[: len(word) - len(ending)] + made
    return word


def genders(name: str) -> list[str]:
    """The masculine and the feminine form of `a/b`, or the one there is."""
    return [part.strip() for part in name.split(SEPARATOR)] if SEPARATOR in name else [name]


def inflected(name: str, rules: Grammar) -> list[str]:
    """Singular and plural, masculine and feminine of an adjective or a noun."""
    return [form for single in genders(name) for form in dict.fromkeys((single, plural(single, rules)))]


def look(word: str) -> str:
    """What the letters of one word of a name must look like in a text."""
    capitals = sum(letter.isupper() for letter in word)
    if word.isdigit():
        return "0"
    if capitals >= 2 and capitals * 2 >= len(word):
        return "A"
    return "U" if word[0].isupper() else "l"


def mask(name: str) -> str:
    """The looks of all words of a name; a comma where the name has one."""
    out, end = "", 0
    for word in WORD.finditer(name):
        out += ("," if "," in name[end : word.start()] else "") + look(word.group())
        end = word.end()
    return out


def latin(name: str) -> bool:
    """Whether a name is written in Latin letters."""
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


class Forms:
    """Collects the forms of rows in one language. table: key to stored forms, in the order of the rows."""

    def __init__(self, lang: str) -> None:
        self.rules = grammar(lang)
        self.table: dict[str, list[Stored]] = {}

    def put(self, name: str, stored: Stored, weak: frozenset[str] = frozenset()) -> None:
        """One form. stored: kind, id and how; the mask and the weakness are added."""
        if not (its := key(name)):
            return
        anyhow = stored[2] == "title" or (stored[2] == "adjective" and self.rules.adjectives == "l" and not name.isupper())
        entry = [*stored, "l" * len(its.split()) if anyhow else mask(name), int(its in weak)]
        entries = self.table.setdefault(its, [])
        if not any(known[:3] == entry[:3] and known[3] == entry[3] for known in entries):
            entries.append(entry)

    def own(self, names: Names | None) -> Iterator[str]:
        """The names in this language, and those in letters that are not Latin."""
        for code, listed in (names or {}).items():
            yield from (name for name in listed if code == self.rules.lang or not latin(name))

    def foreign(self, names: Names | None) -> Iterator[str]:
        """The names in other languages, in Latin letters."""
        for code, listed in (names or {}).items():
            yield from (name for name in listed if code != self.rules.lang and latin(name))

    def state(self, row: Mapping[str, Any]) -> None:
        """A state with its parts, its capital, what stands for it and its own titles."""
        kind = {"territory": "territory", "union": "organisation"}.get(row["kind"], "state")
        code, weak = row["id"], weak_of(row, self.rules.lang)
        for name in self.own(row["names"]):
            self.put(name, [kind, code, "name"], weak)
        for name in self.own(row.get("acronyms")):
            self.put(name, [kind, code, "acronym"], weak)
        for name in self.own(row.get("epithets")):
            self.put(name, [kind, code, "epithet"], weak)
        self.adjectives(row.get("demonyms"), code, weak)
        for part in row.get("parts", ()):
            for name in self.own(part["names"]):
                self.put(name, [kind, code, "part"], weak)
            self.adjectives(part.get("demonyms"), code, weak)
        self.places(row)
        for title in row.get("titles", ()):
            for name in self.own(title["names"]):
                self.title(name, f"{code}:{title['office']}")

    def places(self, row: Mapping[str, Any]) -> None:
        """A state's capital and its metonyms."""
        if (capital := row.get("capital")) and row["kind"] != "union":
            for name in self.own(capital["names"]):
                self.put(name, ["capital", row["id"], "name"], weak_of(row, self.rules.lang))
            for name in self.foreign(capital["names"]):
                self.put(name, ["capital", row["id"], "foreign"], weak_of(row, self.rules.lang))
            self.adjectives(capital.get("demonyms"), row["id"], weak_of(row, self.rules.lang))
        for metonym in row.get("metonyms", ()):
            for how, names in (("name", self.own(metonym["names"])), ("foreign", self.foreign(metonym["names"]))):
                for name in names:
                    weak = frozenset((key(name),)) if metonym.get("ordinary") else weak_of(row, self.rules.lang)
                    self.put(name, ["metonym", f"{row['id']}:{metonym['part']}", how], weak)

    def adjectives(self, names: Names | None, code: str, weak: frozenset[str]) -> None:
        """Words for a people, in all their forms."""
        for name in (names or {}).get(self.rules.lang, ()):
            for form in inflected(name, self.rules):
                self.put(form, ["demonym", code, "adjective"], weak)

    def title(self, name: str, office: str) -> None:
        """A title, masculine and feminine. office: a code or `*`, a colon, the office."""
        for form in genders(name):
            self.put(form, ["title", office, "title"])

    def person(self, row: Mapping[str, Any]) -> None:
        """A person: full names, and what the press uses alone."""
        weak = weak_of(row, self.rules.lang)
        for names in (self.own(row["names"]), self.foreign(row["names"])):
            for name in names:
                self.put(name, ["person", row["id"], "name" if len(words(name)) > 1 else "family"], weak)
        for names in (self.own(row.get("family")), self.foreign(row.get("family"))):
            for name in names:
                self.put(name, ["person", row["id"], "family"], weak)

    def thing(self, kind: str, row: Mapping[str, Any]) -> None:
        """An organisation, a treaty, a weapon, an outlet or a platform."""
        weak = weak_of(row, self.rules.lang)
        for how, names in (("name", self.own(row["names"])), ("foreign", self.foreign(row["names"]))):
            for name in names:
                self.put(name, [kind, row["id"], how], weak)
        for how, names in (("acronym", self.own(row.get("acronyms"))), ("foreign", self.foreign(row.get("acronyms")))):
            for name in names:
                self.put(name, [kind, row["id"], how], weak)
        for name in self.own(row.get("epithets")):
            self.put(name, [kind, row["id"], "epithet"], weak)

    def outlet(self, row: Mapping[str, Any]) -> None:
        """An outlet; a title of an article and one word is weak even where the row does not say so: there are many a Matin and Union."""
        kind = "platform" if row["kind"] == "platform" else "outlet"
        short = [name for listed in row["names"].values() for name in listed if len(words(name)) == 2 and key(words(name)[0]) in self.rules.articles]
        self.thing(kind, {**row, "weak": [*row.get("weak", ()), *short]})
        for name in [*self.own(row["names"]), *self.foreign(row["names"])]:
            first, *rest = words(name)
            if rest and key(first) in self.rules.articles:
                bare = name[name.index(rest[0], len(first)) :]
                weak = {key(bare)} if row.get("ordinary") or len(rest) == 1 else set()
                self.put(bare, [kind, row["id"], "bare"], weak_of(row, self.rules.lang) | weak)

    def row(self, kind: str, row: Mapping[str, Any]) -> None:
        """All forms of one row."""
        if kind in ("states", "offices", "outlets"):
            {"states": self.state, "offices": self.person, "outlets": self.outlet}[kind](row)
        else:
            self.thing({"organisations": "organisation", "treaties": "treaty", "weapons": "weapon"}[kind], row)

    def common(self) -> None:
        """The titles that every state may have."""
        for office, titles in self.rules.titles:
            for name in titles:
                self.title(name, f"*:{office}")


def weak_of(row: Mapping[str, Any], lang: str) -> frozenset[str]:
    """The keys of a row's forms that count only in a context: those listed, and all of an outlet with an ordinary name."""
    ordinary = row.get("ordinary")
    if isinstance(ordinary, dict):
        return frozenset(form for name in ordinary.get(lang, ()) for form in (key(single) for gender in genders(name) for single in (gender, plural(gender, grammar(lang)))))
    names = [name for listed in row["names"].values() for name in listed] if ordinary else []
    return frozenset(key(name) for name in [*names, *row.get("weak", ())])


def forms(lang: str, rows: Iterable[tuple[str, Mapping[str, Any]]], common: bool = True) -> Table:
    """Key to stored forms of all rows in a language. common: with the titles that need no row."""
    made = Forms(lang)
    if common:
        made.common()
    for kind, row in rows:
        made.row(kind, row)
    return {its: BETWEEN.join(WITHIN.join(map(str, entry)) for entry in entries) for its, entries in made.table.items()}


def text_of(table: Table) -> str:
    """A table as one text, a key a line."""
    return "\n".join(f"{its}={entries}" for its, entries in table.items())


def table_of(text: str) -> Table:
    """The table that a text holds."""
    return dict(line.split("=", 1) for line in text.split("\n")) if text else {}


def starts_of(keys: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """A key of one word, or the first two words of longer ones, to the numbers of words of the keys that begin so, the longest first."""
    out: dict[str, set[int]] = {}
    for its in keys:
        first, _, rest = its.partition(" ")
        out.setdefault(f"{first} {rest.partition(' ')[0]}" if rest else first, set()).add(its.count(" ") + 1)
    return {start: tuple(sorted(counts, reverse=True)) for start, counts in out.items()}


def starts_text(starts: Mapping[str, tuple[int, ...]]) -> str:
    """The result of `starts_of` as one text, a start a line."""
    return "\n".join(f"{start}={' '.join(map(str, counts))}" for start, counts in starts.items())


def starts_from(text: str) -> dict[str, tuple[int, ...]]:
    """The starts that a text holds."""
    lines = [line.split("=", 1) for line in text.split("\n")]
    read = {counts: tuple(map(int, counts.split())) for counts in {counts for _, counts in lines}}
    return {start: read[counts] for start, counts in lines}
