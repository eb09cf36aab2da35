"""A text as the reader of names sees it: its words, folded, its sentences, and what its capitals are worth."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from ..knowledge.folding import FOLDED, WORD

# What parts two words of one name or of one phrase. Anything else (a comma, a bracket, a new line) ends it.
SOFT = frozenset((" ", "", "-", "'", "’", "\u00a0", "\u202f", "‑", "‐", "–", "/", "  ", "ʼ", "‘", " \u00a0", " & "))
END = re.compile(r"[.!?…][\"”»’')\]]*\s+(?=[\"“«‘'(\[]?\s?[^\W\d_a-zà-ÿ]|[\"“«]?\s?\d)|\n+|\t+")
# A sentence whose words are mostly capitalised is a headline in the American style; from this share of the words of four letters and more, and this many of them.
# Of 200 English sentences of running text none came over 0.6; of 60 such headlines none under 0.75.
TITLE_SHARE, TITLE_WORDS = 0.7, 3
RUN = 3  # words in capitals one after the other that make a headline; acronyms come in twos at most


class Text:
    """A text in words. words: as written; folded: as compared; starts, ends: code points, half-open."""

    def __init__(self, raw: str, abbreviations: frozenset[str], headlines: bool = True) -> None:
        """abbreviations: folded words whose full stop ends no sentence. headlines: whether a sentence without a stop may have a capital on most words."""
        self.raw = raw
        self._headlines = headlines
        spans = [match.span() for match in WORD.finditer(raw)]
        self.words = [raw[start:end] for start, end in spans]
        known = FOLDED
        self.folded = [known[word] for word in self.words]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self._abbreviations = abbreviations
        self._looks: dict[int, tuple[bool, bool]] = {}
        self._sets: dict[int, frozenset[str]] = {}

    @cached_property
    def firsts(self) -> list[int]:
        """The index of the first word of every sentence."""
        firsts = [0]
        for match in END.finditer(self.raw):
            after = bisect_right(self.starts, match.end() - 1)
            before = after - 1
            if before < 0 or after >= len(self.words) or after == firsts[-1]:
                continue
            if "\n" in match.group() or "\t" in match.group() or not self._abbreviated(before, match):
                firsts.append(after)
        return firsts

    def _abbreviated(self, index: int, stop: re.Match[str]) -> bool:
        word = self.words[index]
        single = len(word) == 1 and word.isupper() and self.raw[self.ends[index] : self.ends[index] + 1] == "."
        return stop.group()[0] == "." and (single or self.folded[index] in self._abbreviations)

    def sentence(self, index: int) -> tuple[int, int]:
        """First word and the one after the last, of the sentence that holds a word."""
        number = bisect_right(self.firsts, index)
        return self.firsts[number - 1], self.firsts[number] if number < len(self.firsts) else len(self.words)

    def _look(self, index: int) -> tuple[bool, bool]:
        first, last = self.sentence(index)
        if first not in self._looks:
            words = [word for word in self.words[first:last] if not word.isdigit()]
            long = [word for word in words if len(word) >= 4]
            capitals = all(word.isupper() for word in words) and sum(map(len, words)) >= 6 and len(words) >= 2
            stop = self.raw[self.ends[last - 1] : self.ends[last - 1] + 1] == "."  # a headline has no full stop
            titled = self._headlines and not stop and len(long) >= TITLE_WORDS and sum(word[0].isupper() for word in long) >= TITLE_SHARE * len(long)
            self._looks[first] = capitals, titled and not capitals
        return self._looks[first]

    def capitals(self, index: int) -> bool:
        """Whether the sentence is written in capitals, or the words about this one are."""
        if not self.words[index].isupper():
            return False
        first, last = self.sentence(index)
        start, end = index, index + 1
        while start > first and self.words[start - 1].isupper() and self.soft(start):
            start -= 1
        while end < last and self.words[end].isupper() and self.soft(end):
            end += 1
        return end - start >= RUN or self._look(index)[0]

    def titled(self, index: int) -> bool:
        """Whether the sentence has a capital on most of its words."""
        return self._look(index)[1]

    def opens(self, index: int) -> bool:
        """Whether a word is the first of its sentence, or of a quotation or a headline's second part in it."""
        return index == self.sentence(index)[0] or any(mark in self.gap(index) for mark in '«“":')

    def gap(self, index: int) -> str:
        """What stands between a word and the one before it."""
        return self.raw[self.ends[index - 1] if index else 0 : self.starts[index] if index < len(self.starts) else len(self.raw)]

    def soft(self, index: int) -> bool:
        """Whether a word and the one before it may belong to one phrase."""
        gap = self.gap(index)
        return gap in SOFT or (gap in (".", ". ") and len(self.words[index - 1]) <= 3 and index not in self._starts)

    @cached_property
    def _starts(self) -> frozenset[int]:
        return frozenset(self.firsts)

    def around(self, index: int) -> frozenset[str]:
        """The folded words of a sentence."""
        first, last = self.sentence(index)
        if first not in self._sets:
            self._sets[first] = frozenset(self.folded[first:last])
        return self._sets[first]

    def capital(self, index: int) -> bool:
        """Whether a word begins with a capital."""
        return self.words[index][0].isupper()
