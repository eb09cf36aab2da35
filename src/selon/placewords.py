"""The words of a place slot → the names that may stand in them, and what the words beside a name tell. Words in `lang/*/places.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .knowledge.folding import WORD, fold, key, words
from .language import resource

# Marks that part a place from what is told beside it.
APART = frozenset(",;()[]–—/\n")
HYPHENS = frozenset("-‐‑")
# Words of one place that are read: more are a sentence.
LONGEST = 16


@dataclass(frozen=True, slots=True)
class Words:
    """What `places.yaml` says of a language, folded; each list is explained there.

    led: every word that may stand before a name; near: those that may do so without a preposition after them. divisions, beside: folded name → article
    (empty where it takes none) and ISO 3166-2 code. labels: code → name to print.
    """

    led: frozenset[str]
    near: frozenset[str]
    around: frozenset[str]
    within: frozenset[str]
    outside: tuple[tuple[str, ...], ...]
    strong: tuple[tuple[str, ...], ...]
    articles: Mapping[str, str]
    bare: frozenset[str]
    joining: frozenset[str]
    tails: frozenset[str]
    fixed: frozenset[str]
    divisions: Mapping[str, tuple[str, str]]
    beside: Mapping[str, str]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words between two marks. glued: indices of words that a hyphen joins to the one before."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    glued: frozenset[int]


@dataclass(frozen=True, slots=True)
class Name:
    """A name that may stand in a stretch. words: as written. head: the folded word before it, empty where none stands there.

    granularity: within or around, None for the place itself.
    """

    words: tuple[str, ...]
    head: str
    granularity: str | None

    @property
    def key(self) -> str:
        """The name folded."""
        return " ".join(map(fold, self.words))

    @property
    def text(self) -> str:
        """The name as a reason quotes it."""
        return " ".join(self.words)

    @property
    def capital(self) -> bool:
        """Whether the name begins as the names of cities do."""
        return self.words[0][0].isupper()


def _set(listed: Iterable[str]) -> frozenset[str]:
    """The folded words of a list of words and phrases."""
    return frozenset(word for phrase in listed for word in key(phrase).split())


def _phrases(listed: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(key(phrase).split()) for phrase in listed)


def _parted(name: str, articles: Iterable[str]) -> tuple[str, str]:
    """Article, and the rest of a name, folded."""
    first, *rest = key(name).split()
    return (first, " ".join(rest)) if rest and first in articles and name[0].islower() else ("", key(name))


def _divisions(told: Mapping[str, Any], articles: frozenset[str]) -> dict[str, tuple[str, str]]:
    """Folded name → article and code."""
    parted = ((_parted(name, articles), code) for code, names in told["regions"].items() for name in names)
    return {its: (article, code) for (article, its), code in parted}


def _label(name: str, articles: frozenset[str]) -> str:
    """A division's name without its article."""
    first = words(name)[0]
    return name[len(first) :].lstrip(" '’") if _parted(name, articles)[0] else name


@cache
def vocabulary(code: str) -> Words:
    """The words of a language; raises SettingError for one that is not read."""
    told = resource(code, "places.yaml")
    at, around, within = _set(told["at"]), _set(told["around"]), _set(told["within"])
    contracted = {fold(word): article for word, article in told["articles"].items()}
    articles = frozenset(contracted.values())
    return Words(
        led=at | around | within | _set(told["holders"]),
        near=at | around | within,
        around=around,
        within=within | _set(told["holders"]),
        outside=_phrases(told["outside"]),
        strong=_phrases(told["strong"]),
        articles=contracted,
        bare=_set(told["bare"]),
        joining=_set(told["and"]),
        tails=frozenset(map(key, told["tails"])),
        fixed=frozenset(map(key, told["fixed"])),
        divisions=_divisions(told, articles),
        beside={key(name): iso for iso, names in told["beside"].items() for name in names},
        labels={iso: _label(names[0], articles) for iso, names in (told["beside"] | told["regions"]).items()},
    )


def stretches(text: str) -> tuple[Stretch, ...]:
    """The stretches of a text between commas, brackets and dashes, in its order; those without a word are left out."""
    marked = "".join("\0" if mark in APART and not _inside(text, at) else mark for at, mark in enumerate(text))
    return tuple(made for part in marked.split("\0") if (made := _stretch(part)).words)


def _inside(text: str, at: int) -> bool:
    """Whether a mark stands between two letters without a space, as a hyphen does."""
    return text[at] in "–—/" and 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def _stretch(part: str) -> Stretch:
    found = list(WORD.finditer(part))
    glued = frozenset(n for n in range(1, len(found)) if part[found[n - 1].end() : found[n].start()] in HYPHENS and found[n].start() > found[n - 1].end())
    written = tuple(one.group() for one in found)
    return Stretch(written, tuple(map(fold, written)), glued)


def names(stretch: Stretch, its: Words) -> Iterator[Name]:
    """The names that a stretch may hold when every other word of it is listed, the longest first; none in one that is too long or fixed."""
    count = len(stretch.words)
    if count > LONGEST or any(f" {each} " in f" {' '.join(stretch.folded)} " for each in its.fixed):
        return
    starts = [at for at in range(count) if at not in stretch.glued and _leads(stretch, at, its)]
    ends = _ends(stretch, its)
    for start, end in sorted(((s, e) for s in starts for e in ends if s < e), key=lambda pair: (pair[0] - pair[1], pair[0])):
        yield _name(stretch, start, end, its)


def led(stretch: Stretch, its: Words) -> Iterator[tuple[Stretch, Name]]:
    """The names at the end of a stretch behind a word that says "there", and what stands before that word, whatever it is; the longest name first."""
    for start in range(1, min(len(stretch.words), LONGEST)):
        phrase = next((each for each in its.strong if stretch.folded[:start][-len(each) :] == each), None)
        for end in _ends(stretch, its) if phrase and start not in stretch.glued else ():
            if start < end:
                yield _part(stretch, 0, start - len(phrase or ())), _name(stretch, start, end, its)


def _ends(stretch: Stretch, its: Words) -> list[int]:
    """Where a name may end, the last first: at the end, or before words that may stand behind a name."""
    count = len(stretch.words)
    return [end for end in range(count, 0, -1) if end not in stretch.glued and (end == count or " ".join(stretch.folded[end:]) in its.tails)]


def halves(stretch: Stretch, its: Words) -> Iterator[tuple[Stretch, Stretch]]:
    """What stands before and after each word that joins two places."""
    for at in range(1, len(stretch.words) - 1):
        if stretch.folded[at] in its.joining and at not in stretch.glued:
            yield _part(stretch, 0, at), _part(stretch, at + 1, len(stretch.words))


def _part(stretch: Stretch, start: int, end: int) -> Stretch:
    return Stretch(stretch.words[start:end], stretch.folded[start:end], frozenset(at - start for at in stretch.glued if start < at < end))


def _leads(stretch: Stretch, start: int, its: Words) -> bool:
    """Whether all words before a name are listed, and the last of them may stand there: "port of Sfax", not "Port Sfax"."""
    head = stretch.folded[:start]
    if not head:
        return True
    small = all(word[0].islower() or word.isdigit() for word in stretch.words[1:start])
    last = head[-1] in its.near and (head[-1] not in its.within or stretch.words[start - 1][0].islower())
    return small and last and all(word in its.led or word.isdigit() for word in head)


def _name(stretch: Stretch, start: int, end: int, its: Words) -> Name:
    head = stretch.folded[:start]
    granularity = "around" if end < len(stretch.words) else _granularity(head, its)
    return Name(stretch.words[start:end], head[-1] if head else "", granularity)


def _granularity(head: tuple[str, ...], its: Words) -> str | None:
    """What the words before a name tell: that it is near, a part of it, or nothing."""
    if not its.around.isdisjoint(head) or any(_apart(head, phrase, its) for phrase in its.outside):
        return "around"
    return None if its.within.isdisjoint(head) else "within"


def _apart(head: tuple[str, ...], phrase: tuple[str, ...], its: Words) -> bool:
    """Whether a phrase stands in the words before a name, without an article before it."""
    for at in range(len(head) - len(phrase) + 1):
        if head[at : at + len(phrase)] == phrase:
            return at == 0 or head[at - 1] not in its.articles
    return False
