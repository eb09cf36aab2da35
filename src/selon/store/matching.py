"""A query tree → a condition on attributions, in the words of each engine.

Words that must hold together go to the index of words as one question; fields go to indexed columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, column, exists, func, not_, or_, select, table, text, true
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.sql.expression import cast, literal

from ..mentions import folded
from . import naming, schema
from .folding import STEMMERS, tokens
from .query import LISTS, NAMES, Between, Either, Every, Is, Node, Not, Words
from .search import COLUMNS, SLOTS

SAYINGS, ARTICLES = "saying_words", "article_words"
# Columns of each index that a bare word looks into.
BARE = ("content", "source", "title")
SIDES = ("actor", "recipient")


class Matching:
    """Builds conditions for one connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.write: Writer = Postgres() if connection.dialect.name == "postgresql" else Sqlite()

    def where(self, node: Node) -> ColumnElement[bool]:
        """What holds of an attribution that is found."""
        expression = self.write.expression(node)
        if expression is not None:
            return schema.attributions.c.id.in_(self.write.matching(SAYINGS, expression))
        match node:
            case Words(column="body"):
                return schema.attributions.c.article_id.in_(self.write.matching(ARTICLES, self.write.words(node)))
            case Every(several):
                together, rest = self.parted(several)
                return and_(true(), *(self.where(each) for each in ([together] if together else []) + rest))
            case Either(several):
                return or_(*(self.where(each) for each in several))
            case Not(one):
                return not_(self.where(one))
            case Between():
                return _between(node)
            case Is():
                return self._is(node)
            case _:
                return true()

    def parted(self, several: Sequence[Node]) -> tuple[Node | None, list[Node]]:
        """The part that the index of words answers in one question, and the rest."""
        words = [each for each in several if self.write.expression(each) is not None]
        if not words:
            return None, list(several)
        words += [each for each in several if isinstance(each, Not) and self.write.expression(each.one) is not None]
        return words[0] if len(words) == 1 else Every(tuple(words)), [each for each in several if each not in words]

    def _is(self, node: Is) -> ColumnElement[bool]:
        one, article = schema.attributions.c, schema.articles.c
        if node.field in NAMES:
            return _named(node.field, node.value)
        if node.field in ("event", "status"):
            told = schema.events.c
            return one.article_id.in_(select(told.article_id).where(told.type == node.value if node.field == "event" else told.status == node.value))
        if node.field == "answers":
            answering = exists().where(schema.answers.c.answering == one.id)
            return answering if node.value == "yes" else not_(answering)
        if node.field == "lang":
            return one.article_id.in_(select(article.id).where(article.lang == node.value))
        if node.field == "outlet":
            return one.article_id.in_(select(article.id).where(article.outlet.in_(self._outlets(node.value))))
        if node.field == "key":
            return or_(one.key == node.value.lower(), one.article_id.in_(select(article.id).where(article.key == node.value.lower())))
        return one[node.field] == (node.value if node.field in LISTS else folded(node.value).replace("_", " "))

    def _outlets(self, name: str) -> list[str]:
        """Outlets that have every word of a name in theirs."""
        wanted = set(naming.words(name))
        every = self.connection.execute(select(schema.articles.c.outlet).where(schema.articles.c.outlet.is_not(None)).distinct()).scalars()
        return [one for one in every if wanted <= set(naming.words(one))]


def _named(role: str, name: str) -> ColumnElement[bool]:
    one = schema.attributions.c
    if role in SIDES:
        side, event = schema.sides.c, schema.events.c
        inside = select(event.article_id).join_from(schema.events, schema.sides).where(side.role == role, side.entity_id.in_(naming.named(name)))
        return one.article_id.in_(inside)
    part = schema.parts.c
    return one.id.in_(select(part.attribution_id).where(part.entity_id.in_(naming.named(name)), part.role == role))


def _between(node: Between) -> ColumnElement[bool]:
    one, article = schema.attributions.c, schema.articles.c
    if node.field == "confidence":
        return and_(*([one.confidence >= node.first] if node.first is not None else []), *([one.confidence <= node.last] if node.last is not None else []))
    if node.field == "published":
        return one.article_id.in_(select(article.id).where(*_overlap(article.day, article.latest, node)))
    return and_(*_overlap(one.day, one.latest, node))


def _overlap(first: Any, last: Any, node: Between) -> list[ColumnElement[bool]]:
    """That a stretch of days, the last of which may be untold, shares a day with another."""
    before = [first <= node.last] if node.last is not None else []
    return [*before, or_(first >= node.first, last >= node.first)] if node.first is not None else before


# How each engine writes words


def variants(node: Words) -> list[list[str]]:
    """The stems that words may stand as in the index: one list a language, of a prefix also as it was typed."""
    mark = SLOTS.get(node.column or "", "")
    out = []
    for lang in STEMMERS:
        stems = [mark + each.stem for each in tokens(node.text, lang)]
        if stems and stems not in out:
            out.append(stems)
    plain = [mark + word for word in naming.words(node.text)]
    if (node.prefix or not out) and plain not in out:
        out.append(plain)
    return out


class Writer:
    """What is common to both: which trees the index of words can answer alone."""

    def words(self, node: Words) -> str:
        """Words as the engine's language has them."""
        raise NotImplementedError

    def joined(self, several: Sequence[str], excluded: Sequence[str], how: str) -> str:
        """Several that hold together ("and") or one of which does ("or")."""
        raise NotImplementedError

    def matching(self, index: str, expression: str) -> Any:
        """A select of the row ids that an index finds."""
        raise NotImplementedError

    def ranked(self, expression: str, shown: str) -> tuple[Any, Any]:
        """A select of row ids of sayings that match, with the rank that the words to be shown give them; and that rank, the lower the better."""
        raise NotImplementedError

    def expression(self, node: Node) -> str | None:
        """The whole tree in the engine's language; None where it needs more than words, or only excludes."""
        match node:
            case Words(column=where):
                return None if where == "body" else self.words(node)
            case Every(several):
                held = [self.expression(each) for each in several if not isinstance(each, Not)]
                excluded = [self.expression(each.one) for each in several if isinstance(each, Not)]
                return self._all(held, excluded, "and")
            case Either(several):
                return self._all([self.expression(each) for each in several], [], "or")
            case _:
                return None

    def _all(self, held: Sequence[str | None], excluded: Sequence[str | None], how: str) -> str | None:
        some, others = [each for each in held if each], [each for each in excluded if each]
        if not some or len(some) < len(held) or len(others) < len(excluded):
            return None
        return self.joined(some, others, how)


class Sqlite(Writer):
    """FTS5."""

    def words(self, node: Words) -> str:
        """`{content source title} : ("a b" OR "c d" *)`."""
        some = " OR ".join('"' + " ".join(each) + '"' + (" *" if node.prefix else "") for each in variants(node))
        columns = "slots" if node.column in SLOTS else node.column or " ".join(BARE)
        return f"({{{columns}}} : ({some}))"

    def joined(self, several: Sequence[str], excluded: Sequence[str], how: str) -> str:
        """`(a AND b) NOT (c OR d)`."""
        held = f" {how.upper()} ".join(several)
        return f"(({held}) NOT ({' OR '.join(excluded)}))" if excluded else f"({held})"

    def matching(self, index: str, expression: str) -> Any:
        """`SELECT rowid … MATCH`."""
        found = table(index, column("rowid"), column(index))
        return select(found.c.rowid).where(found.c[index].op("MATCH")(expression))

    def ranked(self, expression: str, shown: str) -> tuple[Any, Any]:  # noqa: ARG002
        """By bm25, which is the better the lower, and leaves out by itself what is excluded."""
        found = table(SAYINGS, column("rowid"), column(SAYINGS))
        weights = ", ".join(str(weight) for _, weight in COLUMNS.values())
        rank = text(f"bm25({SAYINGS}, {weights}) AS rank")
        made = select(found.c.rowid.label("id"), rank).where(found.c[SAYINGS].op("MATCH")(expression)).subquery("ranked")
        return made, column("rank")


class Postgres(Writer):
    """Vectors of lexemes."""

    def words(self, node: Words) -> str:
        """`('a':ABC <-> 'b':ABC | …)`."""
        letters = "B" if node.column == "body" else "".join(COLUMNS["slots" if node.column in SLOTS else each][0] for each in ((node.column,) if node.column else BARE))
        some = []
        for each in variants(node):
            marks = [letters] * (len(each) - 1) + [letters + ("*" if node.prefix else "")]
            some.append("(" + " <-> ".join(f"'{stem}':{mark}" for stem, mark in zip(each, marks, strict=True)) + ")")
        return "(" + " | ".join(some) + ")"

    def joined(self, several: Sequence[str], excluded: Sequence[str], how: str) -> str:
        """`(a & b & !(c | d))`."""
        held = (" & " if how == "and" else " | ").join(several)
        return f"({held} & !({' | '.join(excluded)}))" if excluded else f"({held})"

    def matching(self, index: str, expression: str) -> Any:
        """`SELECT id … @@`."""
        found = table(index, column("id"), column("words", TSVECTOR))
        return select(found.c.id).where(found.c.words.op("@@")(_query(expression)))

    def ranked(self, expression: str, shown: str) -> tuple[Any, Any]:
        """By weighted frequency, negated so that lower is better as with the other."""
        found = table(SAYINGS, column("id"), column("words", TSVECTOR))
        rank = (-func.ts_rank(text("'{0.1, 0.1, 0.5, 1.0}'::float4[]"), found.c.words, _query(shown))).label("rank")
        made = select(found.c.id, rank).where(found.c.words.op("@@")(_query(expression))).subquery("ranked")
        return made, made.c.rank


def _query(expression: str) -> Any:
    return cast(literal(expression), TSQUERY())
