"""The forms of all names in one language, ready to be matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from ..knowledge.forms import BETWEEN, WITHIN, starts_of
from ..knowledge.load import Knowledge
from .grammar import Grammar, grammar
from .text import Text

# Kinds whose names of several words are also met with small letters: "république de Corée" for "République de Corée".
LOOSE = frozenset(("treaty", "organisation", "metonym", "state", "territory"))
SHORT = 4  # letters from which an acronym may be written as a word: Otan, Unesco
LONG = 3  # words from which a treaty's name needs no capital: "nuclear ban treaty"


@dataclass(frozen=True, slots=True)
class Form:
    """One written form. looks: a letter for each word (see `knowledge.forms`); commas: indices of the words that follow a comma."""

    kind: str
    id: str
    how: str
    looks: str
    commas: frozenset[int]
    weak: bool

    def fits(self, text: Text, start: int) -> bool:
        """Whether the letters of the words at start look as they must."""
        missed = [index for index, look in enumerate(self.looks) if not alike(text.words[start + index], look, self.how == "foreign")]
        return not missed or (self._loosely(text, start, missed) and not (self.weak and self.kind != "metonym"))

    def _loosely(self, text: Text, start: int, missed: list[int]) -> bool:
        capitals = [index for index, look in enumerate(self.looks) if look in "UA" and index not in missed]
        if any(self.looks[index] == "A" for index in missed) or len(self.looks) < 2:
            return False
        if self.kind == "person":
            return bool(capitals) and capitals[0] == 0 and capitals[-1] == len(self.looks) - 1
        if self.kind == "treaty" and len(self.looks) >= LONG:
            return True
        return self.kind in LOOSE and any(not text.opens(start + index) for index in capitals)


def alike(word: str, look: str, strictly: bool = False) -> bool:
    """Whether a word's letters are as a name's look asks. strictly: initials are not written as a word."""
    if look == "U":
        return word[0].isupper()
    if look == "A":
        return word.isupper() or (not strictly and len(word) >= SHORT and word[0].isupper()) or sum(map(str.isupper, word)) >= 2
    return True


def formed(stored: str) -> Form:
    """A stored form; see `knowledge.forms`."""
    kind, name, how, mask, weak = stored.split(WITHIN)
    looks, commas = "", set()
    for letter in mask:
        if letter == ",":
            commas.add(len(looks))
        else:
            looks += letter
    return Form(kind, name, how, looks, frozenset(commas), weak == "1")


class Lexicon:
    """Keys to forms; a language's fixed phrases that hold no name are keys too.

    starts: one word that is a key, or the first two of longer ones, to their numbers of words, longest first. firsts: first words of keys.
    """

    def __init__(self, knowledge: Knowledge, rules: Grammar) -> None:
        self.table = knowledge.table(rules.lang)
        self.fixed: Mapping[str, str] = rules.fixed
        self.starts = dict(knowledge.starts(rules.lang))
        for start, counts in starts_of(rules.fixed).items():
            self.starts[start] = tuple(sorted({*counts, *self.starts.get(start, ())}, reverse=True))
        self.firsts = frozenset(start.partition(" ")[0] for start in self.starts)
        self._made: dict[str, tuple[Form, ...]] = {}

    def counts(self, folded: list[str], index: int) -> tuple[int, ...]:
        """The numbers of words that a key beginning here may have, the longest first; empty where none begins."""
        word = folded[index]
        if word not in self.firsts:
            return ()
        longer = self.starts.get(f"{word} {folded[index + 1]}", ()) if index + 1 < len(folded) else ()
        return (*longer, 1) if word in self.starts else longer

    def forms(self, key: str) -> tuple[Form, ...]:
        """The forms of a key; empty when there is none."""
        if key not in self._made:
            self._made[key] = tuple(formed(each) for each in self.table[key].split(BETWEEN)) if key in self.table else ()
        return self._made[key]

    def titled(self, key: str) -> tuple[str, ...]:
        """The offices that a key is a title of: `BY:head of state`, or `*:head of state` for any state."""
        return tuple(form.id for form in self.forms(key) if form.kind == "title") if key in self.table else ()


_KEPT: WeakKeyDictionary[Knowledge, dict[str, Lexicon]] = WeakKeyDictionary()


def lexicon(knowledge: Knowledge, lang: str) -> Lexicon:
    """The forms of one language, made once for each knowledge."""
    kept = _KEPT.setdefault(knowledge, {})
    if lang not in kept:
        kept[lang] = Lexicon(knowledge, grammar(lang))
    return kept[lang]
