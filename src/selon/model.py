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
        return self.blocks[self.block_number(offset)]

    def block_number(self, offset: int) -> int:
        """Index of the block that holds a code point; raises ValueError between blocks."""
        for number, block in enumerate(self.blocks):
            if block.start <= offset < block.end:
                return number
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
class Entity:
    """The thing itself that words name.

    id: that of the knowledge files ("BY", "cnn", "alexander-lukashenko"), or "article:" and a hash for one that only this article knows.
    kind: person, state, capital, organisation, institution, office (an unnamed spokesman), group, outlet, platform, treaty, weapon. name: in the article's language.
    """

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer about one field of a record, which can be looked into and withdrawn.

    field: speaker, principal, relays, medium or date. entities: ids of those meant, none when nobody is. rule: name of the rule or of the ranker's question.
    reason: in words, with the evidence. score: 0 to 1.
    """

    field: str
    entities: tuple[str, ...]
    rule: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Dated:
    """When something was said: a day, a month or a stretch.

    value: ISO day or month, or "first/last". earliest, latest: ISO days. basis: told (in the same sentence), continued (by the same speaker just before),
    heading (by the saying that a heading sums up).
    """

    value: str
    earliest: str
    latest: str
    basis: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reported saying or thought. The guidelines in `tests/gold/GUIDELINES.md` define every field.

    source: None when nobody is named. cue: empty when nothing reports it (a quotation left to its context). content: several spans when interrupted.
    relay: who passed it on, in text order. form: direct, mixed, indirect. said: said or held. act: what the speaker does by saying it.
    within: id of the attribution whose content holds this one, or None. block: kind of the block of its content.
    confidence: calibrated probability that content and source are right, 0 to 1.

    What the spans come to, with a judgement for each: speakers: none when nobody is named; several speak together. principal: on whose behalf, if another.
    relays: nearest to the reader first; the outlet itself is not among them. occasion: interview, press conference, speech, statement, post …;
    carrier: the outlet or platform it was said on. date: None when not told.
    """

    id: str
    source: Span | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    medium: tuple[Span, ...]
    addressee: tuple[Span, ...]
    relay: tuple[Span, ...]
    place: tuple[Span, ...]
    time: tuple[Span, ...]
    form: str
    said: str
    act: str
    within: str | None
    block: str
    confidence: float
    why: Why
    speakers: tuple[Entity, ...] = ()
    principal: Entity | None = None
    relays: tuple[Entity, ...] = ()
    occasion: str | None = None
    carrier: Entity | None = None
    date: Dated | None = None
    judgements: tuple[Judgement, ...] = ()

    def slots(self) -> Iterator[tuple[str, Span]]:
        """Every span with the name of its slot, in the order of the guidelines."""
        named = (("source", (self.source,) if self.source else ()), ("cue", self.cue), ("content", self.content), ("medium", self.medium))
        for slot, spans in (*named, ("addressee", self.addressee), ("relay", self.relay), ("place", self.place), ("time", self.time)):
            for span in spans:
                yield slot, span


@dataclass(frozen=True, slots=True)
class Published:
    """When an article came out, as far as it can be told. Never the day it was fetched.

    earliest, latest: ISO days, the same when the day is known; None when nothing tells it. stated: the date as it was given, with time and zone, or None.
    basis: declared (by the caller), metadata, address, dateline, inferred, unknown. evidence: spans of the text, or words of the metadata or address.
    others: what weaker sources tell, strongest first. flags: which sources disagree and why this one was taken, in words.
    """

    earliest: str | None
    latest: str | None
    basis: str
    stated: str | None = None
    evidence: tuple[Span | str, ...] = ()
    others: tuple[Published, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timex:
    """A time expression (TIMEX3): where it stands, its type DATE, TIME, DURATION or SET, and what it comes to.

    score: probability that the learned tagger gives it; 1 for one that only a written rule found.
    value: TIMEX3, as in the guidelines; None when it cannot be told; with X for the part that cannot.
    earliest, latest: ISO days, or minutes where a clock is told; both None for what is no stretch of the calendar.
    granularity: year, quarter, month, week, day, hour, minute, decade, century, season, weekend, vague; None when nothing is known.
    basis: what it was counted from: explicit (the words alone), publication, utterance (the day of the saying it stands in), event (a day told before, or
    the anchor), inferred (a publication date that was inferred), unresolved; None for a span that no rule reads.
    anchor, signal: "two days after the signing": the words that tell the event, and the word that joins the two. A signal alone opens or closes a stretch ("since 1991").
    rule: name of the rule of `lang/*/timexes.yaml` that reads it. reason: why it has no value, in words.
    """

    span: Span
    type: str
    score: float
    value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    granularity: str | None = None
    basis: str | None = None
    anchor: Span | None = None
    signal: Span | None = None
    rule: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place that words name.

    id: "geonames:" and a number for a city, the code of a state, the ISO 3166-2 code of a first division. kind: state, region, capital, city.
    name: as knowledge and `places.yaml` have it in the article's language, else GeoNames' name. state: its code.
    latitude, longitude: degrees, WGS 84, of a city; None for a state or a region, which is no point.
    granularity: state, region or city; within, when the words tell a part of it or something in it; around, when they tell that it is near or about it.
    basis: the rule that chose: knowledge, division, beside (a country, division or city told beside it), article (a country that the article names),
    home (the outlet's country), largest. reason: the rule in words, with what it met.
    """

    id: str
    kind: str
    name: str
    state: str
    latitude: float | None
    longitude: float | None
    granularity: str
    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class Event:
    """One act between political or social actors, however often the article tells it. docs/events.md says what is coded.

    type, mode: PLOVER 0.8; mode None when the type has none or none is told. contexts: those of PLOVER that the words show, at most three. cameo: the best CAMEO code.
    triggers: every telling of it, in text order. actor, recipient, place, time: the words that name them, in text order. actors, recipients: whom these come to: a
    state for its minister, a body for its spokesman; none when nobody is told.
    date: None when not told. location: None when the words tell no place that is known.
    status: asserted (by the article itself), attributed, planned, hypothetical, negated, historical. reported_in: id of the innermost attribution whose content
    holds the first trigger, None when the article also tells it in its own voice. act_of: id of the attribution that is the act itself (inviting, threatening).
    confidence: probability that the trigger tells an event, 0 to 1. why: anchor is the surest trigger.
    """

    id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    cameo: str
    triggers: tuple[Span, ...]
    actor: tuple[Span, ...]
    recipient: tuple[Span, ...]
    place: tuple[Span, ...]
    time: tuple[Span, ...]
    actors: tuple[Entity, ...]
    recipients: tuple[Entity, ...]
    date: Dated | None
    location: Place | None
    status: str
    reported_in: str | None
    act_of: str | None
    confidence: float
    why: Why
    judgements: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One attribution that answers another of the same article.

    answering, answered: ids of attributions. event: id of the event that the answer is, None for one in words alone. asked: what is answered: invitation, offer,
    demand, accusation, claim, threat, question. how: accepts, refuses, denies, confirms, concedes, retorts, evades, replies. words: those that show it. ahead: whether it was
    given before what it answers was said, by their dates; None when the dates do not tell. score: probability. reason: in words.
    """

    answering: str
    answered: str
    event: str | None
    asked: str
    how: str
    words: tuple[Span, ...]
    ahead: bool | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Run:
    """What made a record: version of selon, digest of the weights."""

    version: str
    weights: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one article gave, in text order, with the run that gave it. places: attribution id → where it was said, of those whose place is known."""

    article: Article
    attributions: tuple[Attribution, ...]
    timexes: tuple[Timex, ...]
    events: tuple[Event, ...]
    answers: tuple[Answer, ...]
    run: Run
    published: Published
    places: tuple[tuple[str, Place], ...] = ()

    def _repr_html_(self) -> str:
        from .views import html_fragment

        return html_fragment(self)
