"""What is written down of one language for reading names: `lang/<code>/names.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from ..errors import SettingError
from ..knowledge.folding import FOLDED, key, words
from .context import Classes, Condition, Example, Patterns, Rule

Raw = Mapping[str, Any]
# Every value is text: in YAML the words "on", "no" and "yes" would be truth values.
PLAIN = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
OPTION = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Offices:
    """How offices are told: where the adjective stands (before, after, both), the words between a title and its state, and what spoils a title."""

    adjective: str
    of: frozenset[str]
    determiners: frozenset[str]
    possessive: frozenset[str]
    former: frozenset[str]
    spoilt_before: frozenset[str]
    spoilt_after: frozenset[str]
    association: frozenset[str]
    alone: frozenset[str]
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dates:
    """Months to numbers, words before a bare year, endings of ordinal numbers."""

    months: Mapping[str, int]
    year: frozenset[str]
    ordinals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language.

    fixed: key of a phrase that holds no name, to the phrase. common: folded words that are no name though capitalised. titled: whether headlines have capitals on
    most words; glued: whether any small word may hang on a name by a hyphen. genders: the titles that a man (m) or a woman (f) does not bear.
    given: family names that are also first names or words. hints: state to words that tell it from one of the same name. order: rank of kinds.
    """

    lang: str
    classes: Classes
    common: frozenset[str]
    abbreviations: frozenset[str]
    glue: frozenset[str]
    titled: bool
    glued: bool
    fixed: Mapping[str, str]
    rules: tuple[Rule, ...]
    offices: Offices
    dates: Dates
    lead: frozenset[str]
    given: frozenset[str]
    roles: frozenset[str]
    genders: Mapping[str, frozenset[str]]
    hints: Mapping[str, frozenset[str]]
    order: Mapping[str, int]


def alternatives(written: str) -> list[str]:
    """Every reading of a phrase with optional parts in brackets: `guinea pig(s)`."""
    found = OPTION.search(written)
    if not found:
        return [" ".join(written.split())]
    return [each for part in ("", found[1]) for each in alternatives(written[: found.start()] + part + written[found.end() :])]


def conjugated(raw: Raw) -> dict[str, frozenset[str]]:
    """Class to verb forms. raw: `endings` (group, tense, endings) and `verbs` (class, group, stems)."""
    out: dict[str, set[str]] = {}
    for name, groups in raw["verbs"].items():
        for group, stems in groups.items():
            for tense, endings in raw["endings"][group].items():
                made = {fold_all(alone) for stem in stems for ending in endings for alone in (stem + ending,)}
                out.setdefault(name, set()).update(made) if tense == "finite" else out.setdefault(f"{name}-{tense}", set()).update(made)
    return {name: frozenset(forms) for name, forms in out.items()}


def fold_all(phrase: str) -> str:
    """A word folded; of several, the last."""
    return FOLDED[words(phrase)[-1]]


def classes_of(raw: Raw) -> dict[str, frozenset[str]]:
    """Class to folded words; `@other` in a list takes in another class."""
    out = conjugated(raw["conjugation"])
    for name, listed in raw["classes"].items():
        members: set[str] = set()
        for each in listed:
            members |= out[each[1:]] if str(each).startswith("@") else {key(form) for form in alternatives(str(each))}
        out[name] = frozenset(members)
    return out


def condition(raw: Raw, classes: Classes) -> Condition:
    """One condition of a rule."""
    if strange := set(raw) - {"before", "after", "not_before", "not_after", "near", "lacking", "opens", "capitals", "written"}:
        raise KeyError(f"unknown in a condition: {', '.join(sorted(strange))}")
    lists = {name: [raw[name]] if isinstance(raw.get(name), str) else raw.get(name, []) for name in ("before", "after", "not_before", "not_after")}
    made = {name: Patterns(written, -1 if name.endswith("before") else 1, classes) for name, written in lists.items() if written}
    return Condition(
        **made,
        near=members(raw["near"], classes) if "near" in raw else None,
        lacking=members(raw["lacking"], classes) if "lacking" in raw else None,
        opens=truth(raw.get("opens")),
        capitals=truth(raw.get("capitals")),
        written=re.compile(raw["written"]) if "written" in raw else None,
    )


def truth(written: str | None) -> bool | None:
    """true or false as written; None when nothing is."""
    return None if written is None else {"true": True, "false": False}[written]


def members(listed: Any, classes: Classes) -> frozenset[str]:
    """Words, and those of <classes>."""
    out: set[str] = set()
    for each in [listed] if isinstance(listed, str) else listed:
        out |= classes[each[1:-1]] if each.startswith("<") else {key(each)}
    return frozenset(out)


def example(raw: Any) -> Example:
    """`text with [[name]] -> kind id`, or `-> none`."""
    written, _, expect = str(raw).rpartition("->")
    before, _, rest = written.strip().partition("[[")
    inside, _, after = rest.partition("]]")
    return Example(before + inside + after, len(before), len(before) + len(inside), expect.strip())


def rule(raw: Raw, classes: Classes) -> Rule:
    """One rule; raises SettingError with its name for a mistake."""

    def listed(name: str) -> frozenset[str] | None:
        value = raw.get(name)
        return None if value is None else frozenset([value] if isinstance(value, str) else map(str, value))

    try:
        conditions = raw.get("when", [])
        forms = listed("forms")
        return Rule(
            raw["name"],
            raw["why"],
            raw["action"],
            listed("kinds"),
            listed("hows"),
            None if forms is None else frozenset(key(alone) for form in forms for alone in alternatives(form)),
            listed("ids"),
            truth(raw.get("weak")),
            tuple(condition(each, classes) for each in ([conditions] if isinstance(conditions, dict) else conditions)),
            tuple(example(each) for each in raw.get("examples", ())),
        )
    except (KeyError, TypeError) as wrong:
        raise SettingError(f"rule {raw.get('name')!r} of names.yaml is wrong: {wrong}") from wrong


def offices_of(raw: Raw, classes: Classes) -> Offices:
    """How offices are told."""
    sets = ("of", "determiners", "possessive", "former", "spoilt_before", "spoilt_after", "association", "alone", "articles")
    return Offices(raw["adjective"], *(members(raw[name], classes) for name in sets))


@cache
def grammar(lang: str) -> Grammar:
    """What is known of a language; raises SettingError for a mistake in its file."""
    raw = yaml.load(resources.files("selon").joinpath("lang", lang, "names.yaml").read_text(encoding="utf-8"), Loader=PLAIN)
    classes = classes_of(raw)
    fixed = {key(form): each for each in raw["fixed"] for form in alternatives(each)}
    dates = Dates(
        {key(form): number for number, month in enumerate(raw["dates"]["months"], 1) for form in month}, members(raw["dates"]["year"], classes), tuple(raw["dates"]["ordinals"])
    )
    return Grammar(
        lang,
        classes,
        frozenset().union(*(classes[name] for name in raw["common"])),
        classes["abbreviations"],
        classes["glue"],
        bool(truth(raw["forms"]["titled"])),
        bool(truth(raw["forms"]["glued"])),
        fixed,
        tuple(rule(each, classes) for each in raw["rules"]),
        offices_of(raw["offices"], classes),
        dates,
        classes["lead"],
        classes["given"],
        classes["roles"],
        {"m": classes["feminine"], "f": classes["masculine"]},
        {code: frozenset(map(key, listed)) for code, listed in raw["hints"].items()},
        {kind: number for number, kind in enumerate(raw["order"])},
    )
