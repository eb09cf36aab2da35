"""Words that meet across languages, and words that turn or temper a saying: `concepts.txt` and `words.yaml`, looked up by folded word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from ..mentions import folded

COLUMNS = ("fr", "en", "de", "es", "ru")
# What a saying may carry beside its words.
FLAGS = ("negation", "condition", "possible", "necessary", "hedge", "strong", "future")
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*")
ANY = "*"
# Letters of a beginning by which patterns are found; words whose answer is remembered.
HEAD, KNOWN = 3, 200_000
# Letters of Russian names as the press of other languages writes them, nearly enough to meet: the first letters count.
LATIN = {"а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s"}
LATIN |= {"т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sh", "ы": "y", "э": "e", "ю": "iu", "я": "ia", "ь": "", "ъ": ""}


@dataclass(frozen=True, slots=True)
class Patterns:
    """Words and beginnings of words → what they stand for. Expressions of several words: each as its words."""

    words: Mapping[str, frozenset[str]]
    beginnings: Mapping[str, Sequence[tuple[str, str]]]
    expressions: Sequence[tuple[tuple[str, ...], str]]

    def of(self, word: str) -> frozenset[str]:
        """What a folded word stands for."""
        found = self.words.get(word, frozenset())
        more = [name for start, name in self.beginnings.get(word[:HEAD], ()) if word.startswith(start)]
        short = [name for start, name in self.beginnings.get("", ()) if word.startswith(start)]
        return found.union(more, short)


def patterns(several: Iterable[tuple[str, str]]) -> Patterns:
    """Of pairs of a pattern and what it stands for."""
    words: dict[str, set[str]] = {}
    beginnings: dict[str, list[tuple[str, str]]] = {}
    expressions = []
    for pattern, name in several:
        told = folded(pattern.strip())
        if " " in told:
            expressions.append((tuple(told.split()), name))
        elif told.endswith(ANY):
            start = told[:-1]
            beginnings.setdefault(start[:HEAD] if len(start) >= HEAD else "", []).append((start, name))
        else:
            words.setdefault(told, set()).add(name)
    return Patterns({word: frozenset(names) for word, names in words.items()}, beginnings, expressions)


@cache
def _words() -> Mapping[str, dict[str, list[str]]]:
    # BaseLoader: "no" is a Spanish and an English word, not a truth value.
    told: dict[str, dict[str, list[str]]] = yaml.load(resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    return told


@cache
def _concepts(lang: str) -> Patterns:
    """The concepts of a language; their names are their first French word."""
    pairs = []
    for line in resources.files(__package__).joinpath("concepts.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            parts = [part.split() for part in line.split("|")]
            pairs += [(pattern, parts[0][0].rstrip(ANY)) for pattern in parts[COLUMNS.index(lang)]]
    return patterns(pairs)


@lru_cache(KNOWN)
def concepts(word: str, lang: str) -> frozenset[str]:
    """The concepts that a folded word stands for; none in a language that the table lacks."""
    return _concepts(lang).of(word) if lang in COLUMNS else frozenset()


@cache
def _flags(lang: str) -> Patterns:
    given = _words().get(lang, {})
    return patterns((pattern, name) for name in FLAGS for pattern in given.get(name, ()))


def flags(words: Sequence[str], lang: str) -> dict[str, tuple[str, ...]]:
    """What the folded words of a content carry: flag → the words that show it, in order."""
    found: dict[str, list[str]] = {}
    known = _flags(lang)
    for word in words:
        for name in known.of(word):
            found.setdefault(name, []).append(word)
    for expression, name in known.expressions:
        if any(tuple(words[at : at + len(expression)]) == expression for at in range(len(words) - len(expression) + 1)):
            found.setdefault(name, []).append(" ".join(expression))
    return {name: tuple(told) for name, told in found.items()}


@cache
def _opposites() -> Sequence[tuple[Patterns, Patterns]]:
    sides: Any = _words()["opposites"]
    return [(patterns((each, "one") for each in one), patterns((each, "two") for each in two)) for one, two in sides]


@cache
def _numbers() -> Mapping[str, str]:
    told: Any = _words()["numbers"]
    return {folded(str(word)): str(number) for number, words in told.items() for word in words}


def number(word: str) -> str | None:
    """The number that a folded word is; None for "one", which is an article, too."""
    return _numbers().get(word)


@lru_cache(KNOWN)
def turns(word: str) -> frozenset[tuple[int, int]]:
    """The pairs of opposites that a folded word belongs to: number of the pair and side."""
    return frozenset((number, side) for number, pair in enumerate(_opposites()) for side in (0, 1) if pair[side].of(word))


@cache
def _cues(lang: str) -> Patterns:
    given: dict[str, dict[str, list[str]]] = _words()["cues"]  # type: ignore[assignment]
    return patterns((pattern, name) for name, some in given.get(lang, {}).items() for pattern in some)


def strength(cue: str, lang: str) -> int:
    """What a cue makes of a saying: -1 doubts, 0 tells, 1 presses."""
    words = [folded(found.group()) for found in WORD.finditer(cue)]
    named = {name for word in words for name in _cues(lang).of(word)}
    named |= {name for expression, name in _cues(lang).expressions if any(tuple(words[at : at + len(expression)]) == expression for at in range(len(words)))}
    return -1 if "doubt" in named else 1 if "press" in named else 0


@lru_cache(KNOWN)
def latin(word: str) -> str:
    """A folded word in Latin letters."""
    return word if word.isascii() else "".join(LATIN.get(c, c) for c in word)
