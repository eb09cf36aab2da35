"""Rules of time expressions: what is written in `lang/<code>/timexes.yaml`, made ready to run.

A rule's pattern is a regular expression over folded text (see `folded`). In it `{weekday}` stands for any word of the class
`weekday` and keeps its value under that name, `{weekday2}` for a second one, `{_weekday}` keeps nothing; a name under `macros` is put in as
it is. A group `x` marks the expression when the pattern needs a word before it. All rules of a language are one alternation, tried in
order at each word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from .language import resource

# Typographic apostrophes, dashes and spaces, one code point for one, so that offsets stay.
PLAIN = str.maketrans({**dict.fromkeys("’ʼ‘", "'"), **dict.fromkeys("‐‑–—−", "-"), **dict.fromkeys("\u00a0\u202f\u2009\u2007\t\r\n", " ")})
NAMED = re.compile(r"\{(_?)([a-z]+)(\d?)\}")
SPACE = re.compile(r"(\[[^\]]*\])| \??")
GROUP = re.compile(r"\?P<\w+>")
NAME = re.compile(r"\(\?P<(\w+)>")
# Code points that a rule's `left` and `not_left` look back over.
LOOK_BACK = 60


@dataclass(frozen=True, slots=True)
class Parts:
    """What the words of an expression say, before it is known what day it is. None: not said.

    weekday: 1 (Monday) to 7. hour: 0 to 24; afternoon: whether 12 is to be added. number: a count, infinite when it is vague.
    unit: code of TIMEX3 (S, MIN, H, D, W, WE, M, Q, Y, and DE decade, C century, FN fortnight). turn: -1 last, 0 this, 1 next. direction: -1 before, 1 after.
    part: code of TIMEX3 (MO, AF, EV, NI …). days: from today or from the day last told. base: `told` where the day last told is meant, not today.
    """

    weekday: int | None = None
    weekday2: int | None = None
    day: int | None = None
    day2: int | None = None
    month: int | None = None
    month2: int | None = None
    year: int | None = None
    year2: int | None = None
    decade: int | None = None
    century: int | None = None
    season: str | None = None
    holiday: str | None = None
    ordinal: int | None = None
    number: float | None = None
    number2: float | None = None
    unit: str | None = None
    unit2: str | None = None
    half: float | None = None
    part: str | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    afternoon: int | None = None
    turn: int | None = None
    direction: int | None = None
    days: int | None = None
    base: str | None = None
    value: str | None = None


# Classes of words that fill the slot of another: forms that only some rules take.
ALIASES = {"weekdays": "weekday", "turntold": "turn", "feast": "holiday"}
SLOTS = frozenset(field.name for field in fields(Parts))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the expression in brackets, and what it must come to. A value of None: none can be told; interval: earliest/latest."""

    text: str
    published: str | None
    value: str | None
    interval: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to word a time.

    means: name of the operation in `timevalues` that gives the value. weak: the words mean a time only when the tagger says so. sure: the tagger's type does not matter.
    left, not_left: what must, and must not, stand right before. capital: groups that are written with a capital.
    fixed: parts that the rule itself knows.
    """

    name: str
    type: str
    means: str
    pattern: re.Pattern[str]
    fixed: Mapping[str, Any]
    weak: bool
    sure: bool
    capital: tuple[str, ...]
    left: re.Pattern[str] | None
    not_left: re.Pattern[str] | None
    examples: tuple[Example, ...]

    def stands(self, before: str) -> bool:
        """Whether what stands right before lets the rule hold."""
        return not ((self.left and not self.left.search(before)) or (self.not_left and self.not_left.search(before)))


@dataclass(frozen=True, slots=True)
class Tenses:
    """Words that tell when the verb of a clause is.

    verb: groups `past` and `future`. except_: whole words that only look like verbs. boundary: what ends a clause. before: prepositions that settle it.
    brake: what a verb behind it seldom reaches over. done: verbs that make the past of a preposition that looks ahead ("had closed by Monday").
    """

    verb: re.Pattern[str]
    except_: frozenset[str]
    boundary: re.Pattern[str]
    before: re.Pattern[str]
    brake: re.Pattern[str]
    done: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything written down of a language's time expressions.

    signal: what joins a length of time to the event it is counted from. opens: prepositions that make of a time the edge of a longer one.
    clause: what ends the clause of such an event. wire: a wire dateline at the head of a paragraph. furniture: the words of a publication line of the page.
    words: class to its forms, each with its value. numerals: any number word.
    """

    rules: tuple[Rule, ...]
    scan: re.Pattern[str]
    tenses: Tenses
    signal: re.Pattern[str]
    opens: re.Pattern[str]
    clause: re.Pattern[str]
    wire: re.Pattern[str]
    furniture: re.Pattern[str]
    words: Mapping[str, Mapping[str, Any]]
    numerals: re.Pattern[str]

    def parts(self, rule: Rule, found: re.Match[str]) -> Parts:
        """The parts that a match of a rule tells."""
        told: dict[str, Any] = dict(rule.fixed)
        for group, text in found.groupdict().items():
            name = group.partition("__")[0]
            slot = ALIASES.get(name, name)
            if text is not None and slot in SLOTS:
                told[slot] = self.read(name.rstrip("2"), text)
        return Parts(**told)

    def read(self, kind: str, text: str) -> Any:
        """The value of a word of a class; figures and number words stand for themselves."""
        plain = " ".join(text.split())
        known = self.words.get(kind, {}).get(plain)
        return self.number(plain) if known is None else known

    def number(self, text: str) -> float | int:
        """A number in figures or words; infinite when its words are vague. Raises ValueError for what is none."""
        digits = text.replace(" ", "")
        if digits[:1].isdigit():
            return int(digits) if digits.isdigit() else float(re.sub(r"[.,](?=\d{3}\b)", "", digits).replace(",", "."))
        total = 0
        for word in self.numerals.findall(text):
            one = self.words["numeral"][word]
            if one == "X":
                return float("inf")
            value = int(one)
            if total == 1 and value < 100:
                total = 0
            total = max(total, 1) * value if value in (100, 1000) else total + value
        if not total:
            raise ValueError(f"{text!r} is no number that lang/*/timexes.yaml knows")
        return total


def folded(text: str) -> str:
    """The text as patterns read it: lower case, plain apostrophes, dashes and spaces; as many code points as before."""
    plain = text.translate(PLAIN)
    lower = plain.lower()
    return lower if len(lower) == len(plain) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


@cache
def grammar(code: str) -> Grammar:
    """The rules of a language; raises KeyError or re.error when its file is wrong."""
    written = resource(code, "timexes.yaml")
    words = {kind: {form: value for value, forms in table.items() for form in forms} for kind, table in written["words"].items()}
    macros = dict(written["macros"])

    rules = tuple(_rule(one, words, macros) for one in written["rules"])
    scan = "|".join(f"(?P<r{at}>{GROUP.sub('?:', rule.pattern.pattern)})" for at, rule in enumerate(rules))
    sure = {name: re.compile(_filled(written[name], words, macros)) for name in ("signal", "opens", "clause", "wire", "furniture")}
    numerals = re.compile(rf"(?<!\w)(?:{_filled('{_numeral}', words, macros)})(?!\w)")
    return Grammar(rules, re.compile(rf"(?<!\w)(?:{scan})"), _tenses(written["tenses"], words, macros), words=words, numerals=numerals, **sure)


def _tenses(given: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]], macros: Mapping[str, str]) -> Tenses:
    future, past = (_joined(given[name], words, macros) for name in ("future", "past"))
    verb = re.compile(rf"(?<!\w)(?:(?P<future>{future})|(?P<past>{past}))(?!\w)")
    boundary, before, brake, done = (re.compile(_filled(given[name], words, macros)) for name in ("boundary", "before", "brake", "done"))
    return Tenses(verb, frozenset(given["except"]), boundary, before, brake, done)


def _joined(patterns: list[str], words: Mapping[str, Mapping[str, Any]], macros: Mapping[str, str]) -> str:
    return "|".join(_filled(pattern, words, macros) for pattern in patterns)


def _rule(one: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]], macros: Mapping[str, str]) -> Rule:
    def context(name: str) -> re.Pattern[str] | None:
        return re.compile(rf"(?:{_filled(one[name], words, macros)})\Z") if name in one else None

    return Rule(
        name=one["name"],
        type=one["type"],
        means=one["means"],
        pattern=re.compile(_filled(one["match"], words, macros) + r"(?!\w)"),
        fixed=one.get("set", {}),
        weak=bool(one.get("weak", False)),
        sure=bool(one.get("sure", False)),
        capital=tuple(one.get("capital", ())),
        left=context("left"),
        not_left=context("not_left"),
        examples=tuple(_examples(one.get("examples", ()))),
    )


def _examples(given: Any) -> Iterator[Example]:
    for text, published, value, interval in given:
        yield Example(*(None if each is None else str(each) for each in (text, published, value, interval)))  # type: ignore[arg-type]


def _filled(pattern: str, words: Mapping[str, Mapping[str, Any]], macros: Mapping[str, str]) -> str:
    """A pattern with its classes and macros put in, and room for more than one space."""

    def put(found: re.Match[str]) -> str:
        silent, name, number = found.groups()
        if name in macros:
            return GROUP.sub("?:", _put(macros[name])) if silent else _put(macros[name])
        forms = "|".join(re.escape(form) for form in sorted(words[name], key=len, reverse=True))
        return f"(?:{forms})" if silent else f"(?P<{name}{number}>{forms})"

    def _put(text: str) -> str:
        return NAMED.sub(put, text)

    spaced = SPACE.sub(lambda found: found[1] or (" *" if found[0].endswith("?") else " +"), _put(pattern).replace(r"\ ", " "))
    names: Counter[str] = Counter()
    return NAME.sub(lambda found: _numbered(found[1], names), spaced)


def _numbered(name: str, names: Counter[str]) -> str:
    """A group's name, which a pattern may hold once only: the second `part` is `part__2`."""
    names[name] += 1
    return f"(?P<{name}>" if names[name] == 1 else f"(?P<{name}__{names[name]}>"
