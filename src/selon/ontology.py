"""What kinds of events there are and what they are called: PLOVER 0.8, with the CAMEO code that fits each best.

`ontology.yaml` holds types, modes, contexts, codes and scores; `lang/*/contexts.yaml` the words that show a context. Nothing here reads an article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .errors import SettingError
from .knowledge.folding import FOLDED, words
from .language import packaged, resource

# Contexts told of one event. Sentences of 2,760 training triggers (2026-11) show none in 49 %, one in 38 %, two in 11 %, three in 42, more in 5.
MOST = 3
# How a file writes any ending of a word, both of two contexts, and the code where no context says more.
ANY, BOTH, OTHERWISE = "*", " + ", "otherwise"
# Letters that patterns are kept by: a word with ANY ending has at least as many.
FIRST = 3

Codes = Mapping[str, str]
Pattern = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mode:
    """A mode of a type. code: a context, a family of contexts or two joined, to the code; OTHERWISE is always there. beyond: not in PLOVER 0.8."""

    means: str
    score: float
    code: Codes
    beyond: bool


@dataclass(frozen=True, slots=True)
class Type:
    """A type of event. example: a sentence by language. acts: an act of attribution to the code. spellings: other words for a mode; None is no mode."""

    quad: str
    means: str
    example: Mapping[str, str]
    score: float
    code: Codes
    acts: Mapping[str, str]
    modes: Mapping[str, Mode]
    spellings: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Told:
    """Something with a definition and an example by language."""

    means: str
    example: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mild:
    """Sayings of a type that are no demands: with these acts, the root of the code changes and its other digits stay."""

    type: str
    acts: frozenset[str]
    root: str
    into: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """All of it. families: name to contexts. cameo: code to what it stands for."""

    types: Mapping[str, Type]
    contexts: Mapping[str, str]
    families: Mapping[str, frozenset[str]]
    statuses: Mapping[str, Told]
    cameo: Mapping[str, str]
    mild: Mild


def _codes(told: str | Codes) -> Codes:
    return {OTHERWISE: told} if isinstance(told, str) else told


def _modes(row: Mapping[str, Any]) -> Mapping[str, Mode]:
    known = {name: (each, False) for name, each in row.get("modes", {}).items()} | {name: (each, True) for name, each in row.get("beyond", {}).items()}
    return {name: Mode(each["means"], each.get("score", row["score"]), _codes(each["code"]), beyond) for name, (each, beyond) in known.items()}


def _example(row: Mapping[str, Any]) -> Mapping[str, str]:
    """Every key of two letters is a language."""
    return {name: text for name, text in row.items() if len(name) == 2}


def _type(row: Mapping[str, Any]) -> Type:
    return Type(row["quad"], row["means"], _example(row), row["score"], _codes(row["code"]), row.get("acts", {}), _modes(row), row.get("spellings", {}))


@cache
def ontology() -> Ontology:
    """What `ontology.yaml` says, read once."""
    told = packaged("ontology.yaml")
    families = {name: frozenset(members) for name, members in told["families"].items()}
    statuses = {name: Told(row["means"], _example(row)) for name, row in told["statuses"].items()}
    mild = told["mild"]
    types = {name: _type(row) for name, row in told["types"].items()}
    return Ontology(types, told["contexts"], families, statuses, told["cameo"], Mild(mild["type"], frozenset(mild["acts"]), mild["from"], mild["to"]))


def _known(kind: str) -> Type:
    found = ontology().types.get(kind)
    if found is None:
        raise SettingError(f"no type of event {kind!r}; there are {', '.join(ontology().types)}")
    return found


def quad(kind: str) -> str:
    """Verbal or material, cooperation or conflict. Raises SettingError for a type that does not exist, like all functions here."""
    return _known(kind).quad


def modes(kind: str) -> tuple[str, ...]:
    """The modes of a type: those of PLOVER 0.8, then those beyond it; none for a type that has none."""
    return tuple(_known(kind).modes)


def mode(kind: str, word: str | None) -> str | None:
    """A mode under its own name, however it is spelt; None for None and for a word that is no mode of the type."""
    known = _known(kind)
    spelt = known.spellings.get(word, word) if word is not None else None
    return spelt if spelt in known.modes else None


def score(kind: str, mode: str | None = None) -> float:
    """PLOVER's score, from -10 (conflict) to 10 (cooperation); of a mode without one, that of its type."""
    known = _known(kind)
    return known.score if mode is None else _mode(kind, mode).score


def _mode(kind: str, word: str) -> Mode:
    name = mode(kind, word)
    if name is None:
        raise SettingError(f"{kind} has no mode {word!r}; it has {', '.join(modes(kind)) or 'none'}")
    return _known(kind).modes[name]


def _shows(name: str, context: str) -> bool:
    """Whether a context is what a key of the codes names: itself, or one of a family."""
    return name == context or context in ontology().families.get(name, ())


def _refined(codes: Codes, contexts: Sequence[str]) -> str:
    """The code for these contexts: two together before one, the one shown most before others, a context before its family."""
    for key, code in codes.items():
        if BOTH in key and all(any(_shows(part, each) for each in contexts) for part in key.split(BOTH)):
            return code
    for each in contexts:
        if each in codes:
            return codes[each]
        family = next((code for key, code in codes.items() if _shows(key, each)), None)
        if family is not None:
            return family
    return codes[OTHERWISE]


def cameo(kind: str, mode: str | None = None, contexts: Sequence[str] = (), act: str | None = None) -> str:
    """The CAMEO code that fits best, three or four digits. contexts: most shown first. act: of the saying that the event is, where it is one.

    Raises SettingError for a mode that the type does not have under any spelling; a spelling that stands for no mode is none.
    """
    known = _known(kind)
    if mode is not None and known.spellings.get(mode, mode) is None:
        mode = None
    if mode is None and act is not None and act in known.acts:
        return known.acts[act]
    code = _refined(known.code if mode is None else _mode(kind, mode).code, contexts)
    mild = ontology().mild
    return mild.into + code.removeprefix(mild.root) if kind == mild.type and act in mild.acts else code


@cache
def _patterns(lang: str) -> Mapping[str, tuple[tuple[str, Pattern], ...]]:
    """First letters of a pattern to contexts and patterns. A pattern is folded words one behind the other, each whole or with ANY ending."""
    found: dict[str, list[tuple[str, Pattern]]] = {}
    for context, shown in resource(lang, "contexts.yaml").items():
        for text in shown:
            pattern = tuple(str(text).split())
            found.setdefault(pattern[0][:FIRST].removesuffix(ANY), []).append((context, pattern))
    return {first: tuple(each) for first, each in found.items()}


def _fits(pattern: Pattern, at: Sequence[str]) -> bool:
    """Whether words begin with a pattern."""
    return len(pattern) <= len(at) and all(word.startswith(each[:-1]) if each.endswith(ANY) else word == each for each, word in zip(pattern, at, strict=False))


def _shown(text: Sequence[str], lang: str) -> Iterator[str]:
    """The context of each pattern met, in text order. The longest at a place takes its words: no other begins among them."""
    patterns, free = _patterns(lang), 0
    for number, word in enumerate(text):
        met = [(len(pattern), context) for context, pattern in patterns.get(word[:FIRST], ()) if _fits(pattern, text[number : number + len(pattern)])]
        if number >= free and met:
            longest = max(met)[0]
            free = number + longest
            yield from dict.fromkeys(context for length, context in met if length == longest)


def contexts(words_: Sequence[str], lang: str) -> tuple[str, ...]:
    """What words are about: the contexts they show, most shown first, the earlier of two shown alike; at most MOST.

    words_: of the clause or sentence of the trigger, as written, in order, without regard to where apostrophes and hyphens were parted.
    Raises SettingError for a language that is not read.
    """
    text = [FOLDED[each] for word in words_ for each in words(word)]
    return tuple(context for context, _ in Counter(_shown(text, lang)).most_common(MOST))
