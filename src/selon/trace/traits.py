"""What can be compared of an attribution: whose, when, in what words, with what names and numbers, turned or tempered how."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

import orjson

from ..mentions import folded
from ..model import Attribution
from ..store.folding import APOSTROPHES, ELIDED, stem
from ..store.kept import Kept, key_of
from ..store.rows import entity_key
from . import lexicon

WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*|\d+(?:[.,\u202f\u00a0 ]\d{3})*(?:[.,]\d+)?")
# Letters by which a name is met in another spelling or ending; shorter words are no names; letters of a word of content; contents of fewer words than this tell nothing by them.
HEAD, SHORT, SOLID = 5, 3, 3
# A number from which on the one before it is how often.
HUNDRED = 100
# Days around a saying within which it may be dated otherwise; days of a stretch by which sayings are looked up.
SLACK, STRETCH = 4, 14
# Least hashes of each kind by which an attribution is looked up.
WORDS, CONCEPTS, PAIRS = 4, 4, 2


@dataclass(frozen=True)
class Traits:
    """One attribution as it is compared.

    key, article, family, lang, outlet: where it stands; when: publication as far as told, ISO. first, last: days of the saying, or those between which it must lie; dated:
    whether the article tells the day.
    speakers: keys of those who speak and for whom; names: first letters of their names. relays, carrier: names folded. words: folded stems of the content in order, plain:
    the same words folded.
    names_said: first letters of names inside the content; numbers: inside the content. flags: see `lexicon.FLAGS`. quoted: the form is direct.
    """

    key: str
    article: str
    family: int | None
    lang: str
    outlet: str
    when: str
    first: str
    last: str
    dated: bool
    speakers: tuple[str, ...]
    names: tuple[str, ...]
    relays: tuple[str, ...]
    carrier: str
    occasion: str
    act: str
    form: str
    block: str
    words: tuple[str, ...]
    plain: tuple[str, ...]
    names_said: tuple[str, ...]
    numbers: tuple[str, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems that tell something."""
        return frozenset(one for one in self.words if len(one) >= SOLID)

    @cached_property
    def concepts(self) -> frozenset[str]:
        """The concepts of the content."""
        return frozenset(concept for word in self.plain for concept in lexicon.concepts(word, self.lang))

    @cached_property
    def cognates(self) -> frozenset[str]:
        """First letters of long words, in Latin letters: names and words that languages share."""
        return frozenset(lexicon.latin(word)[:HEAD] for word in self.plain if len(word) >= HEAD + 1)

    @cached_property
    def turned(self) -> dict[str, tuple[str, ...]]:
        """Flags of the content with their words."""
        return lexicon.flags(self.plain, self.lang)

    @cached_property
    def sides(self) -> frozenset[tuple[int, int]]:
        """The pairs of opposites met, with the side."""
        return frozenset(each for word in self.plain for each in lexicon.turns(word))

    @property
    def print(self) -> str:
        """The same for attributions that are word for word the same: who and what."""
        return f"{'|'.join(sorted(self.names))}#{self.lang}#{' '.join(self.words)}"

    def packed(self) -> bytes:
        """As bytes."""
        return zlib.compress(orjson.dumps(astuple(self)), 6)


_COUNT = len(fields(Traits))


def unpacked(body: bytes) -> Traits:
    """Traits that were packed."""
    told: list[Any] = orjson.loads(zlib.decompress(body))
    values: list[Any] = [tuple(each) if isinstance(each, list) else each for each in told[:_COUNT]]
    return Traits(*values)


def of(kept: Kept, one: Attribution) -> Traits:
    """The traits of an attribution."""
    article, published = kept.reading.article, kept.reading.published
    parties = [*one.speakers, *([one.principal] if one.principal else [])]
    names = _heads([each.name for each in parties] or ([one.source.text] if one.source else []))
    text = " ".join(span.text for span in one.content)
    plain, stems, said, numbers = _words(text, article.lang)
    when = (published.stated or article.published or published.earliest or "")[:25]
    first, last = _days(one, published.earliest or "", published.latest or "")
    return Traits(
        key=key_of(kept.key, one.id),
        article=kept.key,
        family=kept.family,
        lang=article.lang,
        outlet=folded(article.outlet or ""),
        when=when,
        first=first,
        last=last,
        dated=one.date is not None,
        speakers=tuple(dict.fromkeys(entity_key(each) for each in parties)),
        names=names,
        relays=tuple(folded(each.name) for each in one.relays),
        carrier=folded(one.carrier.name) if one.carrier else "",
        occasion=one.occasion or "",
        act=one.act,
        form=one.form,
        block=one.block,
        words=stems,
        plain=plain,
        names_said=said,
        numbers=numbers,
    )


def _days(one: Attribution, earliest: str, latest: str) -> tuple[str, str]:
    """The days between which a saying lies: as told, else some days before its publication."""
    if one.date is not None:
        return one.date.earliest, one.date.latest
    if not earliest:
        return "", ""
    return (date.fromisoformat(earliest[:10]) - timedelta(days=SLACK)).isoformat(), (latest or earliest)[:10]


def _heads(names: Iterable[str]) -> tuple[str, ...]:
    """First letters of the words of names."""
    words = [lexicon.latin(folded(found.group())) for name in names for found in lexicon.WORD.finditer(name)]
    return tuple(dict.fromkeys(word[:HEAD] for word in words if len(word) > SHORT))


def _figure(word: str) -> str:
    """A number as it is compared: without marks between thousands, with a point before decimals."""
    if re.fullmatch(r"\d{1,3}(?:[.,\u202f\u00a0 ]\d{3})+", word):
        return re.sub(r"\D", "", word)
    return re.sub(r"[\u202f\u00a0 ]", "", word).replace(",", ".")


def _words(text: str, lang: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Folded words, stems, names and numbers of a content."""
    plain, stems, names, numbers = [], [], [], []
    start, counted = True, False
    for found in WORD.finditer(text):
        word, end = found.group(), found.end()
        if word[0].isdigit():
            counted = True
            figure = _figure(word)
            numbers.append(figure)
            plain.append(figure)
            stems.append(figure)
            continue
        bare = folded(word)
        if text[end : end + 1] and text[end : end + 1] in APOSTROPHES and bare in ELIDED and bare != "n":
            if bare == "s" and text[end + 1 : end + 3] == "il":
                plain.append("si")
                stems.append("si")
            continue
        number = lexicon.number(bare)
        if number is not None:
            numbers.append(str(int(numbers.pop()) * int(number)) if int(number) >= HUNDRED and counted and numbers[-1].isdigit() else number)
        counted = number is not None
        plain.append(bare)
        stems.append(stem(word, lang))
        if word[0].isupper() and not start and len(bare) > SHORT and lang != "de":
            names.append(lexicon.latin(bare)[:HEAD])
        start = text[end : end + 2].strip()[:1] in (".", "!", "?", ":", "«", '"', "“") and bool(text[end : end + 1].strip())
    return tuple(plain), tuple(stems), tuple(dict.fromkeys(names)), tuple(dict.fromkeys(numbers))


# Looking up


def keys(one: Traits) -> list[int]:
    """Numbers by which attributions that may tell the same utterance meet: who and when with some words or concepts, or pairs of words whoever says them."""
    out: set[int] = set()
    whom = one.names[-1:] + one.names[:1] if one.names else ()
    for name in dict.fromkeys(whom):
        for stretch in _stretches(one):
            at = f"{name}|{stretch}|"
            out.update(_least((f"{at}{word}" for word in one.stems), WORDS))
            out.update(_least((f"{at}={concept}" for concept in one.concepts), CONCEPTS))
            out.update(_hash(f"{at}#{number}") for number in one.numbers[:2])
    solid = [word for word in one.words if len(word) > SOLID]
    out.update(_least((f"{one.lang}|{first} {second}" for first, second in pairwise(solid)), PAIRS))
    return sorted(out)


def print_key(one: Traits) -> int:
    """The number by which copies, word for word, meet."""
    return _hash(one.print)


def _stretches(one: Traits) -> list[int]:
    if not one.first:
        return [0]
    days = [date.fromisoformat(one.first[:10]).toordinal(), date.fromisoformat(one.last[:10]).toordinal()]
    return sorted({(min(days) - SLACK) // STRETCH, (max(days) + SLACK) // STRETCH})


def _least(some: Iterator[str] | Iterable[str], count: int) -> list[int]:
    return sorted(_hash(each) for each in some)[:count]


def _hash(told: str) -> int:
    """A signed 63-bit number, the same in every process."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
