"""What reported speech obeys, whatever the scores say: each rule takes one tag's roles and gives them back mended.

Words are counted by index; ranges are first and last inclusive. The engine knows no language: the marks come with the words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .decode import Range
from .labels import SLOTS
from .words import SPACE, Words

CONTENT, CUE = SLOTS.index("content"), SLOTS.index("cue")
Roles = tuple[tuple[Range, ...], ...]
# A quotation of which the tagger gives at least this share is kept whole. Gold dev, 23 Nov 2026, J>=0.8 F1 (with a gap of 0):
# 0.5 → 87.8, 0.6 → 88.1, 0.75 → 88.1, 0.9 → 88.1. 0.7 keeps room on both sides.
WHOLE_SHARE = 0.7
# Words between two pieces of one content that nothing of its own interrupts: they belong to it. Gold dev, same day, J>=0.8 F1
# (with a share of 0.75; 12 with 0.7): 0 → 88.1, 1 → 88.1, 2 → 88.1, 12 → 87.7: longer gaps are another's cue or an aside, and are right as the tagger gives them.
GAP_MOST = 2


@dataclass(frozen=True, slots=True)
class Text:
    """The words of an article as the rules see them. quotes: ranges in quotation marks, marks included. mute: words without a letter or digit."""

    words: Words
    quotes: tuple[Range, ...]
    mute: tuple[bool, ...]
    marks: frozenset[str]

    def quoted(self, at: int) -> bool:
        """Whether a word stands in quotation marks."""
        return self.words.quoted[at]


def seen(words: Words, marks: frozenset[str]) -> Text:
    """Prepare the words of one article for the rules."""
    quotes: list[Range] = []
    for at, inside in enumerate(words.quoted):
        opened = at and words.quoted[at - 1] and words.block[at] == words.block[at - 1] and not _closed(words, quotes, at, marks)
        if inside and opened:
            quotes[-1] = (quotes[-1][0], at)
        elif inside:
            quotes.append((at, at))
    mute = tuple(not any(unicodedata.category(c)[0] in "LN" for c in form) for form in words.form)
    return Text(words, tuple(quotes), mute, marks)


def _closed(words: Words, quotes: Sequence[Range], at: int, marks: frozenset[str]) -> bool:
    """Two quotations side by side: the last one ended with a mark and this word is a mark again."""
    return words.form[at - 1].strip(SPACE) in marks and words.form[at].strip(SPACE) in marks and quotes[-1][1] > quotes[-1][0]


def _without(ranges: Sequence[Range], taken: set[int]) -> list[Range]:
    """The ranges less some words."""
    out: list[Range] = []
    for first, last in ranges:
        run: list[int] = []
        for at in range(first, last + 1):
            if at in taken:
                out += [(run[0], run[-1])] if run else []
                run = []
            else:
                run.append(at)
        out += [(run[0], run[-1])] if run else []
    return out


def _inside(ranges: Sequence[Range]) -> set[int]:
    return {at for first, last in ranges for at in range(first, last + 1)}


def _own(roles: Roles) -> set[int]:
    """Words of the other slots: what may interrupt a content."""
    return {at for slot, ranges in enumerate(roles) if slot != CONTENT for at in _inside(ranges)}


def whole_quotations(text: Text, roles: Roles) -> Sequence[Range]:
    """A quotation of which most words are content is content whole; one of which only the edge is, is left alone."""
    content = _inside(roles[CONTENT])
    own = _own(roles)
    for first, last in text.quotes:
        quote = set(range(first, last + 1))
        told = {at for at in quote if not text.mute[at]} - own
        share = len(told & content) / max(len(told), 1)
        if not share:
            content -= quote
            continue
        if share >= WHOLE_SHARE:
            content |= quote - (own if own & quote - content else set())
        elif not _crossed(content, first, last):
            content -= quote
    return _runs(text, content)


def _crossed(content: set[int], first: int, last: int) -> bool:
    """Whether content lies inside a quotation without touching its edges: a saying told within a quotation."""
    inside = [at for at in range(first, last + 1) if at in content]
    return inside[0] > first + 1 or inside[-1] < last - 1 or not (first - 1 in content or last + 1 in content)


def _runs(text: Text, content: set[int]) -> list[Range]:
    out: list[Range] = []
    for at in sorted(content):
        if out and out[-1][1] == at - 1 and text.words.block[at] == text.words.block[at - 1]:
            out[-1] = (out[-1][0], at)
        else:
            out.append((at, at))
    return out


def one_piece(text: Text, roles: Roles) -> Sequence[Range]:
    """A content goes on over a gap in its block that holds nothing of its own attribution."""
    own = _own(roles)
    out: list[Range] = []
    for first, last in roles[CONTENT]:
        gap = range(out[-1][1] + 1, first) if out else range(0)
        near = out and text.words.block[out[-1][1]] == text.words.block[first] and len(gap) <= GAP_MOST
        if near and not own.intersection(gap) and not (text.quoted(out[-1][1]) and text.quoted(first) and not all(map(text.quoted, gap))):
            out[-1] = (out[-1][0], last)
        else:
            out.append((first, last))
    return out


def trimmed(text: Text, roles: Roles) -> Sequence[Range]:
    """No piece of content begins or ends with a stop or comma, unless a quotation ends there; none consists of marks alone."""
    out = []
    ends = {last for _, last in text.quotes}
    for first, last in roles[CONTENT]:
        while last > first and text.mute[last] and last not in ends and not _keeps(text, last):
            last -= 1
        while first < last and text.mute[first] and not _keeps(text, first):
            first += 1
        if any(not text.mute[at] for at in range(first, last + 1)):
            out.append((first, last))
    return out


# Marks that a content may end or begin with outside quotation marks: a question, an exclamation, a dialogue's dash, brackets, money.
KEPT = frozenset("?!—–-([)]$€£%+…'’#@°&")


def _keeps(text: Text, at: int) -> bool:
    form = text.words.form[at].strip(SPACE)
    return form in KEPT or form in text.marks


# A sentence ends with one of these.
STOPS = frozenset(".!?…")


def own_sentence(text: Text, roles: Roles) -> Sequence[Range]:
    """Before a quotation that its cue follows, the sentence before is no part of the content: an indirect content has its cue in its own sentence."""
    cue = _inside(roles[CUE])
    out = []
    for first, last in roles[CONTENT]:
        if cue and min(cue) > last:
            ends = [at for at in range(first, last) if text.words.form[at] in STOPS and not text.quoted(at) and text.quoted(at + 1)]
            first = ends[-1] + 1 if ends else first
        out.append((first, last))
    return out


# Words in another block that are too few to be a quotation without marks.
SCRAP = 5


def own_block(text: Text, roles: Roles) -> Sequence[Range]:
    """Scraps of unquoted words in another block are none of this content, if something is left. Longer ones may be: a block quotation, a dialogue."""
    block = text.words.block
    home = {block[at] for at in _inside(roles[CUE])}
    kept = [(a, b) for a, b in roles[CONTENT] if not home or block[a] in home or b - a >= SCRAP or any(map(text.quoted, range(a, b + 1)))]
    return kept or roles[CONTENT]


RULES: tuple[tuple[str, Callable[[Text, Roles], Sequence[Range]]], ...] = (
    ("whole-quotations", whole_quotations),
    ("one-piece", one_piece),
    ("own-sentence", own_sentence),
    ("own-block", own_block),
    ("trimmed", trimmed),
)


def mended(text: Text, roles: Roles) -> tuple[Roles, tuple[str, ...]]:
    """The roles after every rule, and the names of the rules that changed something."""
    applied = []
    for name, rule in RULES:
        content = tuple(rule(text, roles))
        if content != roles[CONTENT]:
            applied.append(name)
            roles = (*roles[:CONTENT], content, *roles[CONTENT + 1 :])
    return roles, tuple(applied)


def form(text: Text, content: Sequence[Range]) -> str:
    """direct when all its words stand in quotation marks or after a dialogue's dash, mixed when some do, else indirect."""
    told = {at: text.quoted(at) for first, last in content for at in range(first, last + 1) if not text.mute[at]}
    for first, last in content:
        if _marked(text, first, last):
            told.update({at: True for at in told if first <= at <= last})
    return "direct" if told and all(told.values()) else "mixed" if any(told.values()) else "indirect"


DASHES = frozenset("—–")


def _marked(text: Text, first: int, last: int) -> bool:
    """A piece that begins or ends with a mark whose twin is missing, or begins with a dialogue's dash."""
    edges = {text.words.form[at].strip(SPACE): at for at in (last, first)}
    lone = any(mark in text.marks and not text.quoted(at) for mark, at in edges.items())
    return lone or (text.words.form[first].strip(SPACE) in DASHES)
