"""What people ask an archive: everything that somebody said, what was said of somebody, a matter in the order of time, and who speaks most and through whom.

Each answer is rows of plain values, the same for a table, a file and a page, and streams where it can be long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, MetaData, Select, Table, and_, case, func, insert, or_, select

from .errors import QueryError
from .knowledge import load
from .model import Attribution, Entity
from .store import naming, schema
from .store.archive import Archive
from .store.finding import find
from .store.kept import Kept, key_of
from .store.matching import Matching
from .store.query import Words, parse

Row = dict[str, Any]
SAYINGS = ("day", "who", "act", "content", "form", "on", "chain", "answers", "outlet", "title", "copies", "key", "article", "url")
EVENTS = ("day", "type", "status", "actors", "recipients", "place", "words", "outlet", "title", "key", "article", "url")
STATS = ("what", "value", "other", "count")
# Articles fetched together; rows of each kind that `stats` tells.
TOGETHER, MOST = 100, 15
# Names of one entity that are looked for in contents.
NAMES = 12


@dataclass(frozen=True, slots=True)
class Said:
    """Rows of SAYINGS, as they are fetched; to be gone through once. total: how many there are in all. who: the entities that the name was taken for."""

    who: Sequence[naming.Match]
    total: int
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an entity: sayings whose words name it or that are addressed to it, and events that it has a part in (rows of EVENTS)."""

    who: Sequence[naming.Match]
    total: int
    rows: Iterator[Row]
    events_total: int
    events: Iterator[Row]


def who(archive: Archive, name: str, limit: int | None = None, offset: int = 0, latest: bool = False) -> Said:
    """Everything that a person, body or state said, or had said by a spokesman, by date. Raises QueryError for a name that the archive lacks, with those near it."""
    one, part = schema.attributions.c, schema.parts.c
    with archive.reading() as connection:
        meant = _meant(connection, name)
        speaks = select(part.attribution_id).where(part.role.in_(("speaker", "principal")), part.entity_id.in_([each.id for each in meant]))
        total, found = _page(connection, one.id.in_(speaks), (limit, offset, latest))
    return Said(meant, total, _sayings(archive, found))


def about(archive: Archive, name: str, limit: int | None = None, offset: int = 0, latest: bool = False) -> Told:
    """What others say of an entity, and the events it has a part in, by date. Raises QueryError as `who` does."""
    one, part, side, event = schema.attributions.c, schema.parts.c, schema.sides.c, schema.events.c
    page = (limit, offset, latest)
    with archive.reading() as connection:
        meant = _meant(connection, name)
        ids = [each.id for each in meant]
        at_work = Matching(connection)
        named = [at_work.where(Words(each, column=column)) for each in _names(meant, name) for column in ("content", "addressee")]
        own = select(part.attribution_id).where(part.role == "speaker", part.entity_id.in_(ids))
        total, found = _page(connection, and_(or_(*named), one.id.not_in(own)), page)
        partial = event.id.in_(select(side.event_id).where(side.entity_id.in_(ids)))
        events_total = connection.execute(select(func.count()).select_from(schema.events).where(partial)).scalar() or 0
        happened = connection.execute(_by_day(select(event.article_id, event.n, event.day, event.id).where(partial), event, page)).all()
    return Told(meant, total, _sayings(archive, found), events_total, _events(archive, happened))


def timeline(archive: Archive, query: str, limit: int | None = None, offset: int = 0) -> Said:
    """What a query finds, in the order in which it was said. Raises QueryError."""
    found = find(archive, query, "date", limit, offset)
    rows = (saying(hit.kept, hit.attribution, hit.day) for hit in found.hits)
    return Said((), found.total, rows)


def stats(archive: Archive, query: str | None = None, most: int = MOST) -> list[Row]:
    """Rows of STATS: the most frequent speakers, outlets, acts, forms, languages and relays, who relays whom, and all months; of what a query finds, else of all."""
    with archive.engine.connect() as connection, connection.begin() as transaction:
        met = None
        if query:
            where = Matching(connection).where(parse(query))
            met = Table("met", MetaData(), Column("id", Integer), prefixes=["TEMPORARY"])
            met.create(connection)
            connection.execute(insert(met).from_select(["id"], select(schema.attributions.c.id).where(where)))
        rows = [row for what, asked in _counts(met) for row in _counted(connection, what, asked, None if what == "month" else most)]
        transaction.rollback()
    return rows


def saying(kept: Kept, one: Attribution, day: str | None) -> Row:
    """A row of SAYINGS."""
    article = kept.reading.article
    told = {each.id: each for each in kept.reading.attributions}
    answers = [f"{each.how} {each.asked} of {party(told[each.answered])}" for each in kept.reading.answers if each.answering == one.id]
    on = [*([one.occasion] if one.occasion else []), *([one.carrier.name] if one.carrier else [])]
    return {
        "day": day,
        "who": party(one),
        "act": one.act,
        "content": " … ".join(span.text for span in one.content),
        "form": one.form,
        "on": " · ".join(on) or None,
        "chain": chain(one, article.outlet),
        "answers": "; ".join(answers) or None,
        **{name: getattr(article, name) for name in ("outlet", "title", "url")},
        "copies": kept.copies,
        "key": key_of(kept.key, one.id),
        "article": kept.key,
    }


def party(one: Attribution) -> str:
    """Who says it, in words; with "for" and the principal of a spokesman."""
    name = "; ".join(each.name for each in one.speakers) or (one.source.text if one.source else "nobody named")
    return f"{name} for {one.principal.name}" if one.principal else name


def chain(one: Attribution, outlet: str | None) -> str:
    """Through whom it came: relays, farthest first, then the outlet."""
    return " → ".join([*(each.name for each in reversed(one.relays)), outlet or "outlet not known"])


# Entities


def _meant(connection: Connection, name: str) -> list[naming.Match]:
    """The entities that a name is taken for: those of exactly that name where there are any, else all that have its words. Raises QueryError."""
    found = naming.matches(connection, name) if naming.words(name) else []
    if not found:
        near = naming.near(connection, name)
        raise QueryError(f"the archive has nobody under the name {name!r}" + (f"; near: {', '.join(near)}" if near else "; 'selon stats' tells who speaks"))
    return [each for each in found if each.exact] or found


def _names(meant: Sequence[naming.Match], given: str) -> list[str]:
    """The names by which contents may tell of entities: as they were given, as the archive has them, and of a person the family name where it is no common word."""
    names = [given]
    for each in meant:
        names += [each.name, *_also(each)]
        if each.kind == "person" and " " in each.name:
            names.append(each.name.rsplit(" ", 1)[1])
    return list(dict.fromkeys(one for one in names if naming.words(one)))[:NAMES]


def _also(one: naming.Match) -> list[str]:
    """The names that knowledge has for a state in the languages read."""
    state = load().states.get(one.key) if one.kind == "state" else None
    return [] if state is None else [name for lang in naming.LANGUAGES for name in state.names.of(lang)[:2]]


# Rows


def _page(connection: Connection, where: ColumnElement[bool], page: tuple[int | None, int, bool]) -> tuple[int, Sequence[Any]]:
    one = schema.attributions.c
    total = connection.execute(select(func.count()).select_from(schema.attributions).where(where)).scalar() or 0
    return total, connection.execute(_by_day(select(one.article_id, one.n, one.day, one.id).where(where), one, page)).all()


def _by_day(query: Select[Any], column: Any, page: tuple[int | None, int, bool]) -> Select[Any]:
    limit, offset, latest = page
    undated = case((column.day.is_(None), 1), else_=0)
    return query.order_by(undated, column.day.desc() if latest else column.day, column.id).limit(limit).offset(offset)


def _sayings(archive: Archive, found: Sequence[Any]) -> Iterator[Row]:
    for row, kept in _fetched(archive, found):
        yield saying(kept, kept.reading.attributions[row.n], row.day)


def _events(archive: Archive, found: Sequence[Any]) -> Iterator[Row]:
    for row, kept in _fetched(archive, found):
        one, article = kept.reading.events[row.n], kept.reading.article
        yield {
            "day": row.day,
            "type": one.type,
            "status": one.status,
            "actors": _joined(one.actors) or "; ".join(span.text for span in one.actor) or None,
            "recipients": _joined(one.recipients) or "; ".join(span.text for span in one.recipient) or None,
            "place": one.location.name if one.location else "; ".join(span.text for span in one.place) or None,
            "words": one.triggers[0].text,
            **{name: getattr(article, name) for name in ("outlet", "title", "url")},
            "key": key_of(kept.key, one.id),
            "article": kept.key,
        }


def _joined(some: Sequence[Entity]) -> str:
    return "; ".join(each.name for each in some)


def _fetched(archive: Archive, found: Sequence[Any]) -> Iterator[tuple[Any, Kept]]:
    """Rows with their articles, some hundred at a time."""
    for at in range(0, len(found), TOGETHER):
        some = found[at : at + TOGETHER]
        articles: Mapping[int, Kept] = archive.of(list(dict.fromkeys(row.article_id for row in some)))
        yield from ((row, articles[row.article_id]) for row in some)


# Counts


def _counts(met: Any) -> Iterator[tuple[str, Select[Any]]]:
    """What is counted, each as a select of value, other and count. met: a table of the attributions looked at, None for all."""
    one, article, part, entity = schema.attributions.c, schema.articles.c, schema.parts.c, schema.entities.c

    def of(query: Select[Any], column: Any) -> Select[Any]:
        return query if met is None else query.where(column.in_(select(met.c.id)))

    count = func.count().label("count")
    for role in ("speaker", "relay"):
        parties = select(entity.name, entity.kind, count).join_from(schema.parts, schema.entities).where(part.role == role)
        yield role, of(parties, part.attribution_id).group_by(entity.id, entity.name, entity.kind)
    by = select(article.outlet, func.count(func.distinct(article.id)), count).join_from(schema.attributions, schema.articles).where(article.outlet.is_not(None))
    yield "outlet", of(by, one.id).group_by(article.outlet)
    passing = select(article.outlet, entity.name, count).join_from(schema.parts, schema.entities).join(schema.attributions, one.id == part.attribution_id)
    passing = passing.join(schema.articles, article.id == one.article_id).where(part.role == "relay", article.outlet.is_not(None))
    yield "relays", of(passing, one.id).group_by(article.outlet, entity.id, entity.name)
    for name in ("act", "form"):
        yield name, of(select(one[name], _nothing(), count), one.id).group_by(one[name])
    yield "lang", of(select(article.lang, _nothing(), count).join_from(schema.attributions, schema.articles), one.id).group_by(article.lang)
    month = func.substr(one.day, 1, 7)
    yield "month", of(select(month, _nothing(), count).where(one.day.is_not(None)), one.id).group_by(month)


def _nothing() -> Any:
    from sqlalchemy import null

    return null().label("other")


def _counted(connection: Connection, what: str, asked: Select[Any], most: int | None) -> Iterator[Row]:
    order = (asked.selected_columns[0],) if what == "month" else (func.count().desc(), asked.selected_columns[0])
    for value, other, count in connection.execute(asked.order_by(*order).limit(most)):
        yield {"what": what, "value": value, "other": other, "count": count}
