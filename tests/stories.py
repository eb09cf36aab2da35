"""The stories of the gold as archives keep them: attributions by hand, with the utterance each tells and what it changes. `gold/STORIES.md` says what is annotated."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from selon import gold, media
from selon.attributions import nested
from selon.language import codes
from selon.mentions import folded
from selon.model import Article, Attribution, Block, Dated, Entity, Published, Reading, Run, Span, Why
from selon.store import families
from selon.store.corrections import person
from selon.store.kept import Kept, key_of
from selon.store.rows import article_key
from selon.tagger.labels import SLOTS
from selon.trace import traits
from selon.trace.relays import Told
from selon.trace.traits import Traits

FOLDER = Path(__file__).parent / "gold" / "stories"
# Stories whose names begin so are touched only by the gate.
KEPT_BACK = "nopqrstuvwxyz"
REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Telling:
    """One attribution of a story. alters: None for the version of reference. family: as annotated; that of `told` is found by the program."""

    told: Told
    traits: Traits
    utterance: str
    alters: frozenset[str] | None
    family: int | None


@dataclass(frozen=True, slots=True)
class Story:
    """A story with all its attributions, in the order of its files."""

    name: str
    articles: tuple[Kept, ...]
    tellings: tuple[Telling, ...]


def stories(gate: bool | None = None) -> list[Story]:
    """The stories for development (False), those of the gate (True), or all (None)."""
    folders = sorted(one for one in FOLDER.iterdir() if one.is_dir()) if FOLDER.is_dir() else []
    return [story(one.name) for one in folders if gate is None or (one.name[0] in KEPT_BACK) == gate]


@cache
def story(name: str) -> Story:
    """A story by its name."""
    records = gold.load(FOLDER / name)
    found = _families([record["text"] for record in records])
    kept = [_kept(record, family) for record, family in zip(records, found, strict=True)]
    tellings = tuple(each for record, one in zip(records, kept, strict=True) for each in _tellings(record, one))
    return Story(name, tuple(kept), tellings)


def _families(texts: Sequence[str]) -> list[int | None]:
    """The text families of some texts, as an archive finds them."""
    marks = [families.signature(text) for text in texts]
    out: list[int | None] = [None] * len(texts)
    for two, mark in enumerate(marks):
        for one, other in enumerate(marks[:two]):
            if mark and other and families.related(families.agreeing(mark, other), len(texts[two]), len(texts[one])):
                out[one] = out[one] if out[one] is not None else one
                out[two] = out[one]
    return out


def _kept(record: dict[str, Any], family: int | None) -> Kept:
    text = record["text"]
    blocks = tuple(Block(each["kind"], each["start"], each["end"]) for each in record["blocks"])
    title = next((text[each.start : each.end] for each in blocks if each.kind == "title"), None)
    when = record["published"]
    article = Article(record["id"], text, record["lang"], blocks, title=title, outlet=record["outlet"], published=when)
    found = tuple(_attribution(article, quote) for quote in record["quotes"])
    reading = Reading(article, nested(found), (), (), (), Run("gold", "gold"), Published(when[:10], when[:10], "declared", when))
    return Kept(article_key(article), reading, record["id"], when, family, 1)


def _attribution(article: Article, quote: dict[str, Any]) -> Attribution:
    spans: dict[str, Any] = {slot: tuple(article.span(*pair) for pair in quote[slot]) for slot in SLOTS}
    source = next(iter(spans.pop("source")), None)
    anchor = (spans["cue"] or spans["content"])[0]
    speakers = tuple(person(name.strip()) for name in (quote.get("speaker") or "").split(";") if name.strip())
    told = quote.get("date")
    first, _, last = (told or "").partition("/")
    return Attribution(
        id=str(quote["n"]),
        source=source,
        **spans,
        **{name: quote[name] for name in ("form", "said", "act")},
        within=None,
        block=article.block_at(quote["content"][0][0]).kind,
        confidence=1.0,
        why=Why(anchor, (), ()),
        speakers=speakers,
        principal=person(quote["principal"], "organisation") if quote.get("principal") else None,
        relays=tuple(Entity(f"relay:{name}", "outlet", name) for name in quote.get("relays") or ()),
        occasion=_occasion(article.lang, spans["medium"]),
        date=Dated(told, _edge(first, 0), _edge(last or first, -1), "told") if told else None,
    )


def _occasion(lang: str, medium: Sequence[Span]) -> str | None:
    """What the words of the medium tell, in the languages that are read."""
    plain = " ".join(folded(span.text) for span in medium)
    return next((kind for kind, pattern in media.words(lang).occasions if pattern.search(plain)), None) if lang in codes() else None


def _edge(told: str, at: int) -> str:
    """First (0) or last (-1) day of a year, a month or a day."""
    year, month, day = [*(int(part) for part in told.split("-")), 0, 0][:3]
    month = month or (1, 12)[at]
    return date(year, month, day or (1, monthrange(year, month)[1])[at]).isoformat()


def _tellings(record: dict[str, Any], kept: Kept) -> Iterator[Telling]:
    quotes = {str(quote["n"]): quote for quote in record["quotes"]}
    for one in kept.reading.attributions:
        quote = quotes[one.id]
        told = Told(kept, one, key_of(kept.key, one.id), record["published"])
        alters = None if quote["alters"] == REFERENCE else frozenset(quote["alters"])
        family = sum(ord(c) * (at + 1) for at, c in enumerate(record["family"])) if record.get("family") else None
        yield Telling(told, traits.of(kept, one), quote["utterance"], alters, family)


def pairs(tellings: Sequence[Telling]) -> Iterator[tuple[int, int, bool]]:
    """All pairs of a story, and whether they tell the same utterance."""
    for two in range(len(tellings)):
        for one in range(two):
            yield one, two, tellings[one].utterance == tellings[two].utterance
