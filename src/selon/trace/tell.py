"""An utterance, a story, a position as people look at them: built from the archive, as plain values for the command line, files and pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..errors import ArchiveError, QueryError
from ..model import Attribution
from ..questions import party, saying
from ..store import schema
from ..store.archive import Archive
from ..store.finding import find, keys
from ..store.kept import Kept, key_of
from . import changes, index, relays, traits
from .changes import Piece
from .relays import Told

Row = dict[str, Any]
# Utterances that a story of a search may take in; hits of words that a trace begins from.
MOST, HITS = 500, 50
# Share of the words of the longest version from which one has the words in full.
FULL = 0.6
# Changes by which outlets contradict each other.
CONTRADICTING = ("speaker", "date", "occasion", "addressee", "number", "negation", "actor")
# What an answer means for a position: for, against, neither.
FOR = frozenset(["accept", "agree", "confirm", "admit", "praise", "support", "promise", "offer", "invite", "propose"])
AGAINST = frozenset(["refuse", "reject", "deny", "condemn", "criticise", "accuse", "threaten", "doubt"])


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an utterance. changes: against the version of reference, None for that one itself. pieces: its words beside those of the reference; none across languages."""

    told: Told
    changes: tuple[changes.Change, ...] | None
    pieces: tuple[Piece, ...] = ()

    def row(self) -> Row:
        """As plain values."""
        row = saying(self.told.kept, self.told.one, _day(self.told.one, self.told.kept))
        altered = None if self.changes is None else [{"kind": one.kind, "before": one.before, "after": one.after, "grave": one.grave} for one in self.changes]
        pieces = [{"kind": one.kind, "before": one.before, "after": one.after} for one in self.pieces]
        return {**row, "published": self.told.when or None, "lang": self.told.kept.reading.article.lang, "changes": altered, "pieces": pieces}


@dataclass(frozen=True, slots=True)
class Utterance:
    """One saying with all its versions, in order of publication. id: key of the attribution that has it first in the archive."""

    id: str
    versions: tuple[Version, ...]
    way: relays.Way

    @property
    def reference(self) -> Version:
        """The version that others are compared with."""
        return next(one for one in self.versions if one.changes is None)

    def record(self) -> Row:
        """As plain values."""
        edges = [{"from": one.source, "to": one.target, "kind": one.kind, "version": one.version, "words": one.words} for one in self.way.edges]
        return {
            "id": self.id,
            "reference": self.reference.told.key,
            "first": self.way.first,
            "sources": list(self.way.sources),
            "independent": len(self.way.sources),
            "unnamed": list(self.way.unnamed),
            "edges": edges,
            "versions": [one.row() for one in self.versions],
        }


def _day(one: Attribution, kept: Kept) -> str | None:
    return one.date.earliest if one.date else kept.reading.published.earliest


def utterance(archive: Archive, key: str) -> Utterance:
    """The utterance that an attribution tells. Raises ArchiveError for a key that is none."""
    return built(_told(archive, index.utterance_of(archive, key), key))


def _told(archive: Archive, several: Sequence[str], asked: str) -> list[Told]:
    """Attributions by their keys, with their articles."""
    rows = schema.attributions.c
    with archive.reading() as connection:
        found = {row.key: row.article_id for row in connection.execute(select(rows.key, rows.article_id).where(rows.key.in_(several)))}
    if asked not in found:
        archive.one(asked)  # tells the keys near it
        raise ArchiveError(f"{asked!r} is no attribution; 'selon search' shows their keys")
    articles = archive.of(list(dict.fromkeys(found.values())))
    out = []
    for kept in articles.values():
        stated = kept.reading.published.stated or kept.reading.article.published or kept.reading.published.earliest or ""
        out += [Told(kept, one, key, stated) for one in kept.reading.attributions if (key := key_of(kept.key, one.id)) in found]
    return out


def built(told: Sequence[Told]) -> Utterance:
    """An utterance of its versions."""
    way = relays.way(told)
    marks = {one.key: traits.of(one.kept, one.one) for one in told}
    order = sorted(told, key=lambda one: (relays.moment(one.when) if one.when else "~", len(one.one.relays), one.key))
    head = reference(order, marks)
    base = changes.Version(head.one, marks[head.key])
    versions = tuple(Version(one, None) if one is head else _version(base, one, marks[one.key]) for one in order)
    return Utterance(way.first or head.key, versions, way)


def _version(base: changes.Version, one: Told, marks: traits.Traits) -> Version:
    pieces = changes.aligned(base.traits, marks) if base.traits.lang == marks.lang else []
    return Version(one, tuple(changes.changes(base, changes.Version(one.one, marks))), tuple(pieces))


def reference(order: Sequence[Told], marks: Mapping[str, traits.Traits]) -> Told:
    """The version that others are compared with: the earliest of those with the words in full, quoted before told, at first hand before relayed."""
    longest = max(len(marks[one.key].words) for one in order)

    def worth(one: Told) -> tuple[bool, bool, bool, int]:
        full = len(marks[one.key].words) >= FULL * longest
        return one.one.form == "direct" and full, full, one.one.block != "title", -order.index(one)

    return max(order, key=worth)


def matching(archive: Archive, query: str) -> list[Utterance]:
    """The utterances whose versions a search finds, those with most versions first. Raises QueryError when nothing is found."""
    hits = list(find(archive, query, "relevance", HITS).hits)
    if not hits:
        raise QueryError(f"nothing is found for {query!r}; 'selon search' tells what there is")
    seen: set[str] = set()
    out = []
    for hit in hits:
        if hit.key not in seen:
            one = utterance(archive, hit.key)
            seen.update(version.told.key for version in one.versions)
            out.append(one)
    return sorted(out, key=lambda one: -len(one.versions))


# Stories


@dataclass(frozen=True, slots=True)
class Story:
    """Articles about one matter. utterances: in the order of saying. contradictions: of outlets, in words. exchange: who answers whom."""

    articles: tuple[Kept, ...]
    utterances: tuple[Utterance, ...]
    exchange: tuple[Row, ...]
    contradictions: tuple[Row, ...]

    def record(self) -> Row:
        """As plain values."""
        about = [{"key": one.key, **{name: getattr(one.reading.article, name) for name in ("title", "outlet", "url", "published", "lang")}} for one in self.articles]
        return {"articles": about, "utterances": [one.record() for one in self.utterances], "exchange": list(self.exchange), "contradictions": list(self.contradictions)}


def story(archive: Archive, query: str) -> Story:
    """The story that a search leads to: the articles found, those that tell the same utterances, and all that they tell. Raises QueryError."""
    hits = list(find(archive, query, "relevance", MOST).hits)
    if not hits:
        raise QueryError(f"nothing is found for {query!r}; 'selon search' tells what there is")
    articles = _together(archive, {hit.kept.key for hit in hits[:HITS]})
    found: dict[str, Utterance] = {}
    seen: set[str] = set()
    for kept in articles:
        for one in kept.reading.attributions:
            key = key_of(kept.key, one.id)
            if key not in seen and len(found) < MOST:
                made = utterance(archive, key)
                seen.update(version.told.key for version in made.versions)
                found[made.id] = made
    order = sorted(found.values(), key=lambda one: (said_on(one) or "~", one.id))
    return Story(tuple(articles), tuple(order), tuple(_exchange(order)), tuple(_contradictions(order)))


def _together(archive: Archive, wanted: set[str]) -> list[Kept]:
    """Articles, and those that share an utterance of theirs."""
    one, trace, at = schema.articles.c, schema.traces.c, schema.attributions.c
    with archive.reading() as connection:
        inside = select(trace.utterance).join_from(schema.traces, schema.attributions).join(schema.articles).where(one.key.in_(list(wanted)))
        shared = select(at.article_id).join_from(schema.traces, schema.attributions).where(trace.utterance.in_(inside))
        ids = list(connection.execute(select(one.id).where(one.key.in_(list(wanted)) | one.id.in_(shared)).order_by(one.day, one.id)).scalars())
    return list(archive.of(ids).values())


def said_on(one: Utterance) -> str | None:
    """The day of saying, as most versions that tell it have it; else the day of the first appearance."""
    days = Counter(version.told.one.date.earliest for version in one.versions if version.told.one.date)
    published = sorted(version.told.when[:10] for version in one.versions if version.told.when)
    return days.most_common(1)[0][0] if days else published[0] if published else None


def _exchange(utterances: Sequence[Utterance]) -> Iterator[Row]:
    """Who answers whom, between utterances, each once."""
    of = {version.told.key: one for one in utterances for version in one.versions}
    met = set()
    for one in utterances:
        for version in one.versions:
            kept = version.told.kept
            for answer in kept.reading.answers:
                if key_of(kept.key, answer.answering) != version.told.key:
                    continue
                asked = of.get(key_of(kept.key, answer.answered))
                if asked is not None and asked.id != one.id and (one.id, asked.id) not in met:
                    met.add((one.id, asked.id))
                    yield {
                        "who": party(one.reference.told.one),
                        "how": answer.how,
                        "asked": answer.asked,
                        "whom": party(asked.reference.told.one),
                        "answering": one.id,
                        "answered": asked.id,
                        "ahead": (said_on(one) or "~") < (said_on(asked) or ""),
                        "day": said_on(one),
                        "outlet": kept.reading.article.outlet,
                    }


def _contradictions(utterances: Sequence[Utterance]) -> Iterator[Row]:
    """What outlets tell differently of one utterance: who, when, where, to whom, what."""
    for one in utterances:
        for version in one.versions:
            for change in version.changes or ():
                if change.kind in CONTRADICTING:
                    outlets = [each.told.kept.reading.article.outlet for each in (one.reference, version)]
                    yield {
                        "utterance": one.id,
                        "kind": change.kind,
                        "one": outlets[0],
                        "tells": change.before,
                        "other": outlets[1],
                        "instead": change.after,
                        "version": version.told.key,
                    }


# Positions


def positions(archive: Archive, name: str, query: str | None = None) -> list[Row]:
    """What a person, body or state said on a matter over time, one row an utterance; a turn from for to against, or back, is marked with the passage it turns from.

    Raises QueryError.
    """
    from ..questions import who

    wanted = keys(archive, query) if query else None
    rows, seen = [], set()
    for row in who(archive, name).rows:
        if wanted is not None and row["key"] not in wanted:
            continue
        made = utterance(archive, row["key"])
        if made.id not in seen:
            seen.add(made.id)
            rows.append({**row, "versions": len(made.versions), "utterance": made.id, "stand": stand(row)})
    last: Row | None = None
    for row in rows:
        row["turn"] = None
        if row["stand"] is not None:
            if last is not None and last["stand"] != row["stand"]:
                row["turn"] = {"from": last["stand"], "key": last["key"], "day": last["day"], "content": last["content"]}
            last = row
    return rows


def stand(row: Mapping[str, Any]) -> str | None:
    """Whether a saying is for or against what it is about, by its act; None for one that is neither."""
    return "for" if row["act"] in FOR else "against" if row["act"] in AGAINST else None
