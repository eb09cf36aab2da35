"""Rules over the words around a name: the small language they are written in, and how they are tried.

A pattern is a row of items, read away from the name. An item is a word (compared folded), a <class> of words, or one of
  <Name>  a capitalised word that is no common one   <any>  any word        <num>  figures       <cap>  a word in capitals or with a capital
  ^       the sentence begins here                   $      it ends here     , : ( ) " . &        that mark stands here
`?` after an item: it may be missing; `*`: up to three of it. Items follow each other without punctuation unless the pattern has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from ..knowledge.folding import fold
from .text import Text

Classes = Mapping[str, frozenset[str]]
MARKS = {",": ",;", ":": ":", "(": "([", ")": ")]", '"': '"«»“”', ".": ".!?", "&": "&"}
STARRED = 3
HYPHENS = ("-", "‑", "‐", "–")


@dataclass(frozen=True, slots=True)
class Item:
    """One item. words: those it allows; None for a special one. sort: word, Name, any, num, cap, begin, end, mark."""

    sort: str
    words: frozenset[str] | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of reading a pattern: its items, read away from the name."""

    items: tuple[Item, ...]
    step: int

    def holds(self, text: Text, start: int, end: int, common: frozenset[str]) -> bool:
        """Whether the items stand before words[start] (step -1) or from words[end] on (step 1)."""
        at = end if self.step > 0 else start - 1
        free = False  # a mark allows the gap it stands in
        for item in self.items:
            gap = at if self.step > 0 else at + 1
            if item.sort == "mark":
                if not any(mark in item.mark for mark in text.gap(gap)):
                    return False
                free = True
                continue
            if item.sort in ("begin", "end"):
                if not self._edge(text, item, gap, start):
                    return False
                continue
            if not 0 <= at < len(text.words) or not (free or text.soft(gap)) or not fits(text, at, item, common):
                return False
            if item.sort == "Name" and text.gap(gap) in HYPHENS:  # what hangs on a hyphen is judged by the scan
                return False
            at, free = at + self.step, False
        return True

    def _edge(self, text: Text, item: Item, gap: int, start: int) -> bool:
        first, last = text.sentence(start)
        return gap <= first or text.opens(gap) if item.sort == "begin" else gap >= last or any(mark in ".!?»”" for mark in text.gap(gap))


def fits(text: Text, at: int, item: Item, common: frozenset[str]) -> bool:
    """Whether one word is what an item asks."""
    word = text.words[at]
    if item.words is not None:
        return text.folded[at] in item.words
    if item.sort == "any":
        return True
    if item.sort == "num":
        return word.isdigit()
    if item.sort == "cap":
        return word[0].isupper()
    return word[0].isupper() and text.folded[at] not in common and not text.titled(at) and not text.capitals(at)


def items(written: str, classes: Classes) -> Iterator[tuple[Item, ...]]:
    """Every way of reading a pattern, optional items in and out. Raises KeyError for an unknown class."""
    choices: list[list[tuple[Item, ...]]] = []
    for piece in written.split():
        body, often = (piece[:-1], piece[-1]) if len(piece) > 1 and piece[-1] in "?*" else (piece, "")
        item = _item(body, classes)
        most = {"?": 1, "*": STARRED}.get(often, 1)
        choices.append([(item,) * count for count in range(most + 1)] if often else [(item,)])
    for choice in product(*choices):
        yield tuple(item for part in choice for item in part)


def _item(body: str, classes: Classes) -> Item:
    special = {"<Name>": "Name", "<any>": "any", "<num>": "num", "<cap>": "cap", "^": "begin", "$": "end"}
    if body in special:
        return Item(special[body])
    if body in MARKS:
        return Item("mark", mark=MARKS[body])
    if body.startswith("<"):
        return Item("word", classes[body[1:-1]])
    return Item("word", frozenset(fold(word) for word in body.split("|")))


class Patterns:
    """Patterns on one side of a name, of which one must hold; those that want a certain word beside it are tried only where it stands."""

    def __init__(self, written: Sequence[str], step: int, classes: Classes) -> None:
        """step: -1 before the name, 1 after it. Raises KeyError for an unknown class."""
        read = [each[::step] for line in written for each in items(line, classes) if each]
        self.step = step
        self.every = tuple(Pattern(each, step) for each in read if each[0].words is None)
        self.by_word: dict[str, list[Pattern]] = {}
        for each in read:
            for word in each[0].words or ():
                self.by_word.setdefault(word, []).append(Pattern(each, step))

    def __bool__(self) -> bool:
        return bool(self.every or self.by_word)

    def hold(self, text: Text, start: int, end: int, common: frozenset[str]) -> bool:
        """Whether one of them holds for the name words[start:end]."""
        beside = end if self.step > 0 else start - 1
        word = text.folded[beside] if 0 <= beside < len(text.folded) else ""
        return any(pattern.holds(text, start, end, common) for pattern in (*self.by_word.get(word, ()), *self.every))


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold around a name, all of it. before, after: one of the patterns; near: a word of the sentence; lacking: no word of it. None or empty: asks nothing."""

    before: Patterns | None = None
    after: Patterns | None = None
    not_before: Patterns | None = None
    not_after: Patterns | None = None
    near: frozenset[str] | None = None
    lacking: frozenset[str] | None = None
    opens: bool | None = None
    capitals: bool | None = None
    written: re.Pattern[str] | None = None

    def holds(self, text: Text, start: int, end: int, common: frozenset[str]) -> bool:
        """Whether it holds for the name words[start:end]."""
        if self.before and not self.before.hold(text, start, end, common):
            return False
        if self.after and not self.after.hold(text, start, end, common):
            return False
        if self.near is not None and self.near.isdisjoint(text.around(start)):
            return False
        if self.lacking is not None and not self.lacking.isdisjoint(text.around(start)):
            return False
        if not self._looks(text, start, end):
            return False
        return not any(beside and beside.hold(text, start, end, common) for beside in (self.not_before, self.not_after))

    def _looks(self, text: Text, start: int, end: int) -> bool:
        if self.opens is not None and text.opens(start) != self.opens:
            return False
        if self.capitals is not None and text.capitals(start) != self.capitals:
            return False
        return self.written is None or bool(self.written.fullmatch(text.raw[text.starts[start] : text.ends[end - 1]]))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its name, and what it must be read as: kind and id, or none."""

    text: str
    start: int
    end: int
    expect: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a language.

    action: forbid strikes the reading when it holds, demand when it does not; of the allow rules that speak of a reading one must hold; prefer puts the reading first.
    kinds, hows, forms (folded), ids: which readings it speaks of; None is all. weak: only those marked so. when: any of the conditions; none is always.
    """

    name: str
    why: str
    action: str
    kinds: frozenset[str] | None
    hows: frozenset[str] | None
    forms: frozenset[str] | None
    ids: frozenset[str] | None
    weak: bool | None
    when: tuple[Condition, ...]
    examples: tuple[Example, ...]

    def holds(self, text: Text, start: int, end: int, common: frozenset[str]) -> bool:
        """Whether any of its conditions holds."""
        return not self.when or any(condition.holds(text, start, end, common) for condition in self.when)
