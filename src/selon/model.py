"""The records: what selon knows of an article, and where it stands in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of `Article.text`.

    start, end: Unicode code points, half-open: `article.text[start:end] == text`.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the page as its reader sees it.

    kind: one of outlet, title, subtitle (the lead in), section, caption, credit, byline, dateline, subhead, p, quote, note.
    repeats: the index of an earlier block that says the same (a caption told twice), else None. A repeat is not read again.
    """

    kind: str
    start: int
    end: int
    repeats: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One text as published.

    id: given by the caller, or the first 16 hexadecimal digits of the text's SHA-256.
    text: canonical; every span counts its code points. lang: ISO 639-1.
    published: ISO 8601, with its zone where the page gives one; None when nobody says.
    flags: what was odd in the input and how it was met, in words; empty for a clean article.
    """

    id: str
    text: str
    lang: str
    blocks: tuple[Block, ...]
    title: str | None = None
    outlet: str | None = None
    url: str | None = None
    section: str | None = None
    byline: str | None = None
    published: str | None = None
    modified: str | None = None
    flags: tuple[str, ...] = ()

    def span(self, start: int, end: int) -> Span:
        """The stretch from start to end."""
        return Span(start, end, self.text[start:end])

    def block_at(self, offset: int) -> Block:
        """The block that holds a code point; raises ValueError between blocks."""
        for block in self.blocks:
            if block.start <= offset < block.end:
                return block
        raise ValueError(f"offset {offset} lies in no block")

    @property
    def digest(self) -> str:
        """SHA-256 of the text, hexadecimal."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a record is there.

    anchor: the word that the tagger took for the mark of a saying. scores: name and probability (0 to 1) of each part, in the order found.
    rules: names of the written rules that changed or set something, in the order applied.
    """

    anchor: Span
    scores: tuple[tuple[str, float], ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reported saying or thought. The guidelines in `tests/gold/GUIDELINES.md` define every field.

    source: None when nobody is named. cue: empty when nothing reports it (a quotation left to its context). content: several spans when interrupted.
    relays: who passed it on, in text order. form: direct, mixed, indirect. said: said or held. act: what the speaker does by saying it.
    within: id of the attribution whose content holds this one, or None. block: kind of the block of its content.
    confidence: calibrated probability that content and source are right, 0 to 1.
    """

    id: str
    source: Span | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    medium: tuple[Span, ...]
    addressee: tuple[Span, ...]
    relays: tuple[Span, ...]
    place: tuple[Span, ...]
    time: tuple[Span, ...]
    form: str
    said: str
    act: str
    within: str | None
    block: str
    confidence: float
    why: Why

    def slots(self) -> Iterator[tuple[str, Span]]:
        """Every span with the name of its slot, in the order of the guidelines."""
        named = (("source", (self.source,) if self.source else ()), ("cue", self.cue), ("content", self.content), ("medium", self.medium))
        for slot, spans in (*named, ("addressee", self.addressee), ("relay", self.relays), ("place", self.place), ("time", self.time)):
            for span in spans:
                yield slot, span


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression (TIMEX3): where it stands and its type DATE, TIME, DURATION or SET. Its value is not resolved yet."""

    span: Span
    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells an event between political or social actors, with its PLOVER 0.8 type. Actors are not resolved yet."""

    span: Span
    type: str
    score: float


@dataclass(frozen=True, slots=True)
class Run:
    """What made a record: version of selon, digest of the weights."""

    version: str
    weights: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one article gave, in text order, with the run that gave it."""

    article: Article
    attributions: tuple[Attribution, ...]
    timexes: tuple[Timex, ...]
    triggers: tuple[Trigger, ...]
    run: Run

    def _repr_html_(self) -> str:
        from .views import html_fragment

        return html_fragment(self)
