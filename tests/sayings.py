"""Articles with their attributions marked by hand, so that what spans come to is tested without the tagger.

In a marked text `[k1 a dit]` is the cue of saying 1; the letters are those of the guidelines: s source, k cue, c content, m medium, a addressee, r relay, p place, t time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from selon import gold, pipeline, published, resolve, timexes
from selon.article import from_record
from selon.attributions import nested
from selon.model import Article, Attribution, Published, Span, Timex, Why

MARK = re.compile(r"\[([skcmarptefghi])(\d) |\]")
SLOTS = {"s": "source", "k": "cue", "c": "content", "m": "medium", "a": "addressee", "r": "relay", "p": "place", "t": "time"}
QUOTES = '«"“'
Slots = Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """An article read to its end. sayings: by number, as marked."""

    article: Article
    sayings: dict[int, Attribution]
    timexes: tuple[Timex, ...]
    published: Published
    cast: resolve.Cast

    def names(self, number: int) -> tuple[str, ...]:
        """The speakers of a saying."""
        return tuple(entity.name for entity in self.sayings[number].speakers)

    def principal(self, number: int) -> str | None:
        whom = self.sayings[number].principal
        return whom.name if whom else None

    def relays(self, number: int) -> tuple[str, ...]:
        return tuple(entity.name for entity in self.sayings[number].relays)

    def medium(self, number: int) -> tuple[str | None, str | None]:
        """Occasion and carrier."""
        one = self.sayings[number]
        return one.occasion, one.carrier.name if one.carrier else None

    def date(self, number: int) -> tuple[str, str] | None:
        """Value and what it rests on."""
        one = self.sayings[number].date
        return (one.value, one.basis) if one else None

    def value(self, words: str) -> tuple[str | None, str | None]:
        """Value and basis of the first time expression with these words."""
        return next((one.value, one.basis) for one in self.timexes if one.span.text == words)


def told(marked: str, lang: str = "fr", acts: Mapping[int, str] | None = None, **known: str) -> Told:
    """Read a marked text. acts: act of a saying by its number, "state" where none is given; known: outlet, published, url."""
    text, spans = unmarked(marked)
    article = from_record({"text": text, "lang": lang, **known})
    found = {number: _attribution(article, str(number), slots, (acts or {}).get(number, "state")) for number, slots in _slots(article, spans).items()}
    return _read(article, list(found.values()))


def unmarked(marked: str) -> tuple[str, list[tuple[int, str, int, int]]]:
    """The text without marks, and number, letter, start and end of each span."""
    text, at, opened, spans = "", 0, [], []
    for found in MARK.finditer(marked):
        text += marked[at : found.start()]
        at = found.end()
        if found[1]:
            opened.append((int(found[2]), found[1], len(text)))
        else:
            number, letter, start = opened.pop()
            spans.append((number, letter, start, len(text)))
    return text + marked[at:], sorted(spans, key=lambda span: span[2])


def _slots(article: Article, spans: Iterable[tuple[int, str, int, int]]) -> dict[int, dict[str, tuple[Span, ...]]]:
    out: dict[int, dict[str, tuple[Span, ...]]] = {}
    for number, letter, start, end in spans:
        if letter not in SLOTS:
            continue
        slots = out.setdefault(number, dict.fromkeys(SLOTS.values(), ()))
        slots[SLOTS[letter]] += (article.span(start, end),)
    return out


def _attribution(article: Article, name: str, slots: Slots, act: str) -> Attribution:
    source = slots["source"][0] if slots["source"] else None
    content = slots["content"] or slots["cue"]
    anchor = (slots["cue"] or content)[0]
    form = "direct" if content[0].text[0] in QUOTES else "mixed" if any(mark in content[0].text for mark in QUOTES) else "indirect"
    rest = {slot: slots[slot] for slot in ("cue", "medium", "addressee", "relay", "place", "time")}
    block = article.block_at(content[0].start).kind
    return Attribution(name, source, content=content, **rest, form=form, said="said", act=act, within=None, block=block, confidence=1.0, why=Why(anchor, (), ()))


def _read(article: Article, found: Sequence[Attribution]) -> Told:
    out = published.published(article)
    whole = pipeline.resolve_all(article, nested(found), out, timexes.spot(article))
    return Told(article, {int(one.id): one for one in whole.attributions}, whole.timexes, out, whole.cast)


@cache
def of_gold(name: str) -> Told:
    """An article of the gold with its annotated spans; sayings are numbered as there."""
    document = gold.read(Path(__file__).parent / "gold" / "articles" / f"{name}.txt")
    article = gold.article(document)
    return _read(article, gold.attributions(article, document))
