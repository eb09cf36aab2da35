"""Questions in the query language → attributions, best or latest first, with what they show; facets with counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Column, ColumnElement, Connection, Integer, MetaData, Select, Table, Text, case, func, insert, literal, select, text

from ..errors import QueryError
from ..model import Attribution
from . import schema, vectors
from .archive import Archive
from .kept import Kept, key_of
from .matching import Matching
from .query import Either, Every, Node, Words, parse, words_of
from .snippets import Snippet, snippet

ORDERS = ("relevance", "date", "-date")
FACETS = ("speaker", "outlet", "act", "form", "lang", "month")
# Hits whose articles are fetched together.
TOGETHER = 100
# Of more hits than this none is ranked, and the latest come first: ranking reads each.
RANKED = 10_000
# Hits that a search by meaning joins, from the words and from the vectors; the constant of their fusion.
NEAREST, FUSION = 200, 60
# Values told of each facet.
VALUES = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One attribution found. score: the higher the better, 0.0 where nothing ranks. day: when said, else when published; None when not known."""

    key: str
    kept: Kept
    attribution: Attribution
    day: str | None
    score: float
    snippet: Snippet


@dataclass(frozen=True, slots=True)
class Found:
    """total: attributions found in all. hits: those asked for, as they are fetched; to be gone through once."""

    total: int
    hits: Iterator[Hit]


def find(archive: Archive, query: str, order: str = "relevance", limit: int | None = None, offset: int = 0) -> Found:
    """Attributions that a query finds. order: relevance, date (earliest first), -date; limit None: all. Raises QueryError."""
    if order not in ORDERS:
        raise QueryError(f"order {order!r} is none of {', '.join(ORDERS)}")
    node = parse(query)
    with archive.reading() as connection:
        at_work = Matching(connection)
        total = _total(connection, at_work, node)
        rows = _rows(connection, at_work, node, (order, total, None if limit is None else offset + limit))[offset:]
    return Found(total, _hits(archive, rows, words_of(node)))


def alike(archive: Archive, query: str, limit: int | None = None, offset: int = 0) -> Found:
    """Attributions found by their words or by what they mean, in any language; see `vectors.py`. Fields of the query hold for both. Raises QueryError, SettingError."""
    node = parse(query)
    asked = words_of(node)
    if not asked:
        raise QueryError("a search by meaning needs words to go by; fields alone have none")
    text = " ".join(each.text for each in asked)
    with archive.reading() as connection:
        at_work = Matching(connection)
        rows = {row.id: row for row in _rows(connection, at_work, node, ("relevance", _total(connection, at_work, node), NEAREST))}
        near = vectors.nearest(connection, text, at_work.where(_fields(node)), NEAREST)
        one = schema.attributions.c
        missing = [found for found in near if found not in rows]
        query_ = select(one.id, one.key, one.article_id, one.n, one.day, literal(0.0).label("score")).where(one.id.in_(missing))
        every = {row.id: row for row in connection.execute(query_)} | rows
    scores = fused([list(rows), near])
    order = sorted(every, key=lambda each: (-scores[each], each))
    some = [(every[each], scores[each]) for each in order][offset : None if limit is None else offset + limit]
    return Found(len(every), _hits(archive, [row for row, _ in some], asked, [score for _, score in some]))


def fused(rankings: Sequence[Sequence[int]]) -> dict[int, float]:
    """Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): id → the sum of 1 / (60 + rank) over the rankings that have it."""
    out: dict[int, float] = {}
    for ranking in rankings:
        for rank, one in enumerate(ranking, 1):
            out[one] = out.get(one, 0.0) + 1 / (FUSION + rank)
    return out


def _fields(node: Node) -> Node:
    """What a query asks beside its words: its fields, and what it excludes."""
    match node:
        case Every(several):
            return Every(tuple(each for each in map(_fields, several) if each != Every(())))
        case Words() | Either():
            return Every(()) if words_of(node) else node
        case _:
            return node


def chosen(archive: Archive, query: str) -> Select[Any]:
    """A select of ids of articles that hold something found: for `Archive.kept`."""
    with archive.reading() as connection:
        return select(schema.attributions.c.article_id).where(Matching(connection).where(parse(query)))


def keys(archive: Archive, query: str) -> set[str]:
    """Keys of all attributions found."""
    with archive.reading() as connection:
        return set(connection.execute(select(schema.attributions.c.key).where(Matching(connection).where(parse(query)))).scalars())


def narrowed(archive: Archive, query: str, without: Sequence[str] = ()) -> Iterator[Kept]:
    """Articles that hold something found, with what is found in each alone: its attributions, the answers between them, the events they tell or are.

    without: see `Archive.kept`. Raises QueryError.
    """
    found = np.fromiter((int(key, 16) for key in keys(archive, query)), dtype=np.uint64)
    found.sort()
    for kept in archive.kept(chosen(archive, query), without):
        reading = kept.reading
        wanted = np.array([int(key_of(kept.key, one.id), 16) for one in reading.attributions], dtype=np.uint64)
        places = np.minimum(np.searchsorted(found, wanted), len(found) - 1)
        some = tuple(one for one, has in zip(reading.attributions, found[places] == wanted, strict=True) if has)
        ids = {one.id for one in some}
        answers = tuple(one for one in reading.answers if one.answering in ids and one.answered in ids)
        events = tuple(one for one in reading.events if one.reported_in in ids or one.act_of in ids)
        yield replace(kept, reading=replace(reading, attributions=some, answers=answers, events=events))


def newer(archive: Archive, query: str, than: int) -> list[tuple[int, str]]:
    """Row id and key of attributions found whose row came after another, earliest first."""
    one = schema.attributions.c
    with archive.reading() as connection:
        found = connection.execute(select(one.id, one.key).where(one.id > than, Matching(connection).where(parse(query))).order_by(one.id))
        return [(row.id, row.key) for row in found]


def facets(archive: Archive, query: str) -> dict[str, list[tuple[str, int]]]:
    """For each facet its most frequent values among all found, with counts."""
    one = schema.attributions.c
    with archive.engine.connect() as connection, connection.begin() as transaction:
        where = Matching(connection).where(parse(query))
        met = Table("met", MetaData(), *(Column(name, Integer) for name in ("id", "article_id")), *(Column(name, Text) for name in ("act", "form", "day")), prefixes=["TEMPORARY"])
        met.create(connection)
        connection.execute(insert(met).from_select(list(met.c.keys()), select(one.id, one.article_id, one.act, one.form, one.day).where(where)))
        out = {name: _counted(connection, question) for name, question in _questions(met)}
        transaction.rollback()
    return out


def _questions(met: Any) -> Iterator[tuple[str, Select[Any]]]:
    article, part, entity = schema.articles.c, schema.parts.c, schema.entities.c
    speaker = select(entity.name, func.count()).join_from(met, schema.parts, part.attribution_id == met.c.id).join(schema.entities).where(part.role == "speaker")
    yield "speaker", speaker.group_by(entity.id, entity.name)
    about = select(article.outlet, func.count()).join_from(met, schema.articles, article.id == met.c.article_id)
    yield "outlet", about.where(article.outlet.is_not(None)).group_by(article.outlet)
    yield "act", select(met.c.act, func.count()).group_by(met.c.act)
    yield "form", select(met.c.form, func.count()).group_by(met.c.form)
    yield "lang", select(article.lang, func.count()).join_from(met, schema.articles, article.id == met.c.article_id).group_by(article.lang)
    month = func.substr(met.c.day, 1, 7)
    yield "month", select(month, func.count()).where(met.c.day.is_not(None)).group_by(month)


def _counted(connection: Connection, query: Select[Any]) -> list[tuple[str, int]]:
    found = connection.execute(query.order_by(func.count().desc(), query.selected_columns[0]).limit(VALUES))
    return [(row[0], row[1]) for row in found]


def _total(connection: Connection, at_work: Matching, node: Node) -> int:
    expression = at_work.write.expression(node)
    if expression is not None:
        return connection.execute(select(func.count()).select_from(at_work.write.matching("saying_words", expression).subquery())).scalar() or 0
    return connection.execute(select(func.count()).select_from(schema.attributions).where(at_work.where(node))).scalar() or 0


def _rows(connection: Connection, at_work: Matching, node: Node, how: tuple[str, int, int | None]) -> Sequence[Any]:
    """Id, key, article, number, day and score of what is found, in order. how: the order, how many there are, how many to give."""
    order, total, most = how
    one = schema.attributions.c
    columns = (one.id, one.key, one.article_id, one.n, one.day)
    undated = case((one.day.is_(None), 1), else_=0)
    together, rest = at_work.parted(node.several) if isinstance(node, Every) else (node, [])
    expression = at_work.write.expression(together) if together is not None else None
    if order == "relevance" and together is not None and expression is not None and total <= RANKED:
        found, rank = at_work.write.ranked(expression, at_work.write.joined([at_work.write.words(each) for each in words_of(together)], [], "or"))
        where: list[ColumnElement[bool]] = [at_work.where(each) for each in rest]
        query = select(*columns, (-found.c[rank.name] if rank.name in found.c else -rank).label("score")).join_from(found, schema.attributions, one.id == found.c.id)
        return connection.execute(query.where(*where).order_by(rank, undated, one.day.desc(), one.id).limit(most)).all()
    by = (undated, one.day.asc() if order == "date" else one.day.desc(), one.id)
    return connection.execute(select(*columns, text("0.0 AS score")).where(at_work.where(node)).order_by(*by).limit(most)).all()


def _hits(archive: Archive, rows: Sequence[Any], asked: Sequence[Words], scores: Sequence[float] | None = None) -> Iterator[Hit]:
    for at in range(0, len(rows), TOGETHER):
        some = rows[at : at + TOGETHER]
        articles = archive.of(list(dict.fromkeys(row.article_id for row in some)))
        for number, row in enumerate(some, at):
            kept = articles[row.article_id]
            one = kept.reading.attributions[row.n]
            article = kept.reading.article
            yield Hit(row.key, kept, one, row.day, float(row.score if scores is None else scores[number]), snippet(article.text, article.lang, one, asked))
