"""A reading → the rows by which it is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ..mentions import folded
from ..model import Article, Attribution, Dated, Entity, Event, Reading, Span
from .kept import key_of

Row = dict[str, Any]
# Kinds that are the same wherever they have the same name; others, described in words, are of their article alone.
NAMED = frozenset(["person", "organisation", "outlet", "institution", "state", "platform", "treaty", "weapon"])
LOCAL = "article:"


@dataclass
class Rows:
    """All rows of one reading. Entities by key; the others refer to them by it, and to attributions and events by their place in the reading."""

    entities: dict[str, Row] = field(default_factory=dict)
    attributions: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    slots: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    sides: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    timexes: list[Row] = field(default_factory=list)

    def entity(self, one: Entity) -> str:
        """Keep an entity; its key."""
        key = entity_key(one)
        self.entities.setdefault(key, {"key": key, "kind": one.kind, "name": one.name, "folded": folded(one.name)})
        return key


def entity_key(one: Entity) -> str:
    """That of knowledge; of kind and name where the name tells who it is; else that of its article."""
    if not one.id.startswith(LOCAL) or one.kind not in NAMED or (one.kind == "person" and " " not in one.name):
        return one.id
    return "name:" + sha256(f"{one.kind}|{folded(one.name)}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def article_key(one: Article) -> str:
    """16 hexadecimal digits of what an article is: text, outlet, address, publication as stated."""
    return sha256("|".join([one.digest, one.outlet or "", one.url or "", one.published or ""]).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def rows(reading: Reading, key: str) -> Rows:
    """Rows of one reading of the article with a key."""
    out = Rows()
    numbers = {one.id: n for n, one in enumerate(reading.attributions)}
    first = reading.published.earliest
    for n, one in enumerate(reading.attributions):
        out.attributions.append({**_attribution(one, n, first), "key": key_of(key, one.id)})
        out.parts += [{"n": n, "role": role, "rank": rank, "entity": out.entity(who)} for role, rank, who in _who(one)]
        out.slots += [{"n": n, "slot": slot, "folded": words} for slot, words in _slots(one, reading)]
    for n, event in enumerate(reading.events):
        out.events.append({**_event(event, n, first), "key": key_of(key, event.id)})
        for role, entities in (("actor", event.actors), ("recipient", event.recipients)):
            out.sides += [{"n": n, "role": role, "entity": name} for name in dict.fromkeys(out.entity(who) for who in entities)]
    for answer in reading.answers:
        told = {"asked": answer.asked, "how": answer.how, "ahead": answer.ahead, "score": round(answer.score, 3)}
        out.answers.append({"answering": numbers[answer.answering], "answered": numbers[answer.answered], **told})
    out.timexes = list(_timexes(reading))
    return out


def _days(date: Dated | None, published: str | None) -> Row:
    return {"earliest": date.earliest if date else None, "latest": date.latest if date else None, "day": date.earliest if date else published}


def _edges(spans: Sequence[Span], other: Span) -> Row:
    one = spans[0] if spans else other
    return {"start": one.start, "end": one.end}


def _attribution(one: Attribution, n: int, published: str | None) -> Row:
    plain = {name: getattr(one, name) for name in ("form", "said", "act", "occasion")}
    return {"n": n, **plain, **_edges(one.content, one.why.anchor), **_days(one.date, published), "confidence": round(one.confidence, 3)}


def _who(one: Attribution) -> Iterator[tuple[str, int, Entity]]:
    for role, entities in (("speaker", one.speakers), ("principal", (one.principal,)), ("relay", one.relays), ("carrier", (one.carrier,))):
        for rank, entity in enumerate(each for each in entities if each is not None):
            yield role, rank, entity


def _slots(one: Attribution, reading: Reading) -> Iterator[tuple[str, str]]:
    """Folded words of the slots; the place where it was said with the names that knowledge has for it."""
    places: Mapping[str, Any] = dict(reading.places)
    for slot in ("medium", "addressee", "place"):
        words = [span.text for span in getattr(one, slot)]
        if slot == "place" and one.id in places:
            words += [places[one.id].name, places[one.id].state]
        if words:
            yield slot, " ".join(folded(word) for word in words)


def _event(one: Event, n: int, published: str | None) -> Row:
    plain = {name: getattr(one, name) for name in ("type", "mode", "cameo", "status")}
    where = one.location
    place = {"place": where.name if where else one.place[0].text if one.place else None, "state": where.state if where else None}
    point = {"latitude": where.latitude if where else None, "longitude": where.longitude if where else None}
    return {"n": n, **plain, **_edges(one.triggers, one.why.anchor), **_days(one.date, published), **place, **point, "confidence": round(one.confidence, 3)}


def _timexes(reading: Reading) -> Iterator[Row]:
    seen: set[int] = set()
    for one in reading.timexes:
        if one.span.start not in seen:
            seen.add(one.span.start)
            yield {"start": one.span.start, "end": one.span.end, "type": one.type, "value": one.value, "earliest": one.earliest, "latest": one.latest}
