"""Scores attributions against gold ones, by the rules that `tests/gold/score_quotes.py` defines in its docstring.

Words under spans are compared, so that quotation marks, commas and a leading complementiser change nothing. Contents are paired one to one,
best Jaccard index first. A test holds this module to the digits of that program; beyond them it scores every slot, the fields, and parts of a set.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

WORD = re.compile(r"[^\W_]+")
Quote = Mapping[str, Any]
Document = Mapping[str, Any]
# Words that the rules name: complementisers dropped at the head of a content, and words that name nobody. They define the measure,
# not the language that is read, so they stand here as the rules give them.
HEADS = frozenset({"that", "que", "qu", "whether", "if", "si", "comme", "as"})
_SMALL_EN = "the a an of to in on at by for from and or"
_SMALL_FR = "le la les l un une des du de d au aux à et ou en dans par pour sur chez il est ce c"
SMALL = frozenset(f"{_SMALL_EN} {_SMALL_FR}".split())
SLOTS = ("source", "cue", "content", "medium", "addressee", "relay", "place", "time")
LEVELS = (0.3, 0.8)
# A slot is right when it shares this much with the gold one, on attributions whose contents share as much.
SLOT_LEVEL = 0.5


class Words:
    """The words of one text, found by character span."""

    def __init__(self, text: str) -> None:
        found = list(WORD.finditer(text))
        self.starts = [m.start() for m in found]
        self.ends = [m.end() for m in found]
        self.forms = [m[0].lower() for m in found]

    def under(self, spans: Sequence[Sequence[int]] | None) -> set[int]:
        """Indices of the words that spans touch."""
        out: set[int] = set()
        for start, end in spans or ():
            out.update(range(bisect.bisect_right(self.ends, start), bisect.bisect_left(self.starts, end)))
        return out

    def content(self, spans: Sequence[Sequence[int]] | None) -> set[int]:
        """The same less complementisers at the head."""
        out = self.under(spans)
        while len(out) > 1 and self.forms[min(out)] in HEADS:
            out.remove(min(out))
        return out

    def telling(self, spans: Sequence[Sequence[int]] | None) -> set[int]:
        """The same less words that name nobody, unless nothing is left."""
        out = self.under(spans)
        return {at for at in out if self.forms[at] not in SMALL} or out


def jaccard(one: set[int], two: set[int]) -> float:
    """Shared part of two sets; 0 when they share nothing."""
    both = len(one & two)
    return both / (len(one) + len(two) - both) if both else 0.0


def paired(gold: Sequence[set[int]], found: Sequence[set[int]]) -> list[tuple[float, int, int]]:
    """(Jaccard, gold index, found index), one to one, best first."""
    rows = [(jaccard(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found) if g & f]
    free_gold, free_found, out = set(range(len(gold))), set(range(len(found))), []
    for share, i, j in sorted(rows, key=lambda row: (-row[0], row[1], row[2])):
        if i in free_gold and j in free_found:
            free_gold.remove(i)
            free_found.remove(j)
            out.append((share, i, j))
    return out


@dataclass(frozen=True, slots=True)
class Figure:
    """Precision, recall and F1 in percent; None where nothing was asked."""

    precision: float | None
    recall: float | None
    f1: float | None


def figure(hits: int, found: int, asked: int) -> Figure:
    """From counts."""
    p = 100 * hits / found if found else None
    r = 100 * hits / asked if asked else None
    if p is None or r is None:
        return Figure(p, r, None)
    return Figure(p, r, 2 * p * r / (p + r) if p and r else 0.0)


def share(part: int, whole: int) -> float | None:
    """Percent, None of nothing."""
    return 100 * part / whole if whole else None


@dataclass(slots=True)
class Score:
    """Counts over a set; every figure is read off them."""

    count: Counter[Any] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def f(self, name: str) -> Figure:
        """exact, 0.3, 0.8, tokens or who+what."""
        if name == "tokens":
            return figure(self.count["token both"], self.count["token found"], self.count["token gold"])
        return figure(self.count[name], self.count["found"], self.count["gold"])

    def slot(self, name: str) -> Figure:
        """F1 of one slot, over attributions paired at SLOT_LEVEL."""
        return figure(self.count["slot", name], self.count["slot found", name], self.count["slot gold", name])

    def part(self, name: str, of: str) -> float | None:
        """Percent of a count in another: source any, source exact, cue any; form, said, act of paired."""
        return share(self.count[name], self.count[of])


Keep = Callable[[Document, Quote], bool]


def everything(_: Document, __: Quote) -> bool:
    """Ask for every gold attribution."""
    return True


def score(gold: Sequence[Document], found: Mapping[str, Document], asked: Keep = everything) -> Score:
    """Score found documents, by id, against gold ones. asked: which gold attributions count; the others are neither asked for nor held against a find."""
    out = Score()
    for document in gold:
        _one(out, document, found.get(document["id"], {"quotes": []}), asked)
    return out


def split_spans(documents: Sequence[Document]) -> list[Document]:
    """Every stretch of content as an attribution of its own, with the whole one's source and cue."""
    return [{**d, "quotes": [{**q, "content": [span]} for q in d["quotes"] for span in q["content"]]} for d in documents]


def _one(out: Score, document: Document, guess: Document, asked: Keep) -> None:
    words = Words(document["text"])
    want, have = document["quotes"], guess["quotes"]
    gold = [words.content(q["content"]) for q in want]
    found = [words.content(q["content"]) for q in have]
    wanted = [bool(g) and asked(document, q) for g, q in zip(gold, want, strict=True)]
    pairs = paired(gold, found)
    ignored = {j for _, i, j in pairs if not wanted[i]} | _unlooked(document, words, have, pairs)
    kept = [j for j in range(len(found)) if j not in ignored]
    out.count.update({"documents": 1, "words": len(words.starts), "gold": sum(wanted), "found": len(kept)})
    for level, i, j in pairs:
        if wanted[i]:
            _pair(out.count, words, want[i], have[j], level)
    _tokens(out.count, gold, wanted, [found[j] for j in kept])
    _slots(out.count, words, [q for q, w in zip(want, wanted, strict=True) if w], [have[j] for j in kept], pairs, (wanted, want, have))
    _missed(out.misses, document, (want, have), pairs, (wanted, ignored))


def _unlooked(document: Document, words: Words, have: Sequence[Quote], pairs: Sequence[tuple[float, int, int]]) -> set[int]:
    """Finds that pair with nothing where the annotators did not look."""
    if document.get("scope") is None:
        return set()
    scope = words.under(document["scope"])
    taken = {j for level, _, j in pairs if level >= min(LEVELS)}
    return {j for j, q in enumerate(have) if j not in taken and not words.under(q.get("cue")) & scope}


def _pair(count: Counter[Any], words: Words, want: Quote, have: Quote, level: float) -> None:
    for at in LEVELS:
        count[str(at)] += level >= at
    count["exact"] += level == 1
    if level >= SLOT_LEVEL:
        count["paired"] += 1
        for name in ("said", "act"):
            count[name] += want.get(name) is not None and want.get(name) == have.get(name)
        count["form"] += want.get("kind") == have.get("kind")
    if level < max(LEVELS):
        return
    who, guess = words.telling(want.get("source")), words.telling(have.get("source"))
    right = bool(who & guess) if who else True
    cue = words.under(want.get("cue"))
    count.update({"who+what": right, "source asked": bool(who), "source any": bool(who) and right, "source exact": bool(who) and who == guess})
    count.update({"cue asked": bool(cue), "cue any": bool(cue & words.under(have.get("cue")))})


def _tokens(count: Counter[Any], gold: Sequence[set[int]], wanted: Sequence[bool], found: Sequence[set[int]]) -> None:
    inside = set().union(*(g for g, w in zip(gold, wanted, strict=True) if w))
    spared = set().union(*(g for g, w in zip(gold, wanted, strict=True) if not w)) - inside
    marked = set().union(*found) - spared
    count.update({"token both": len(inside & marked), "token gold": len(inside), "token found": len(marked)})


def _slots(
    count: Counter[Any],
    words: Words,
    want: Sequence[Quote],
    have: Sequence[Quote],
    pairs: Sequence[tuple[float, int, int]],
    whole: tuple[Sequence[bool], Sequence[Quote], Sequence[Quote]],
) -> None:
    wanted, all_want, all_have = whole
    for slot in SLOTS:
        count["slot gold", slot] += sum(bool(q.get(slot)) for q in want)
        count["slot found", slot] += sum(bool(q.get(slot)) for q in have)
        for level, i, j in pairs:
            if wanted[i] and level >= SLOT_LEVEL:
                count["slot", slot] += jaccard(words.under(all_want[i].get(slot)), words.under(all_have[j].get(slot))) >= SLOT_LEVEL


def _missed(
    misses: list[str], document: Document, quotes: tuple[Sequence[Quote], Sequence[Quote]], pairs: Sequence[tuple[float, int, int]], told: tuple[Sequence[bool], set[int]]
) -> None:
    """Lines that tell each miss, with what was found in its place."""
    (want, have), (wanted, ignored) = quotes, told
    best = {i: (level, j) for level, i, j in pairs}
    good = {j for level, _, j in pairs if level >= max(LEVELS)} | ignored

    def cut(quote: Quote) -> str:
        who = " ".join(document["text"][a:b] for a, b in quote.get("source") or ())
        return f"{who or '—'}: " + " ⋯ ".join(document["text"][a:b] for a, b in quote["content"]).replace("\n", "⏎")[:200]

    for i, quote in enumerate(want):
        level, j = best.get(i, (0.0, -1))
        if wanted[i] and level < max(LEVELS):
            misses.append(f"missed {document['id']} [{quote.get('kind')}] {cut(quote)}" + (f"\n  found {level:.2f} {cut(have[j])}" if j >= 0 else ""))
    near = {j for _, j in best.values()}
    misses += [f"wrong  {document['id']} [{quote.get('kind')}] {cut(quote)}" for j, quote in enumerate(have) if j not in good and j not in near]
