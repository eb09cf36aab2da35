"""The index of words: stems of contents, sources, slots, titles and bodies. The engines hold stems only; what they mean is `folding.py`'s.

SQLite has two FTS5 tables without content of their own; PostgreSQL two tables of tsvectors. Slots share a column: each stem there begins with a letter of its slot that no
text has, so that `medium:facebook` finds the medium alone and a bare word none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from .folding import tokens

# What marks a stem as one of a slot.
SLOTS = {"medium": "ⓜ", "addressee": "ⓐ", "place": "ⓟ"}
# Columns of the index of sayings, with the weight letter of PostgreSQL and the weight of SQLite.
COLUMNS = {"content": ("A", 8.0), "source": ("B", 4.0), "title": ("C", 1.0), "slots": ("D", 1.0)}
# PostgreSQL keeps positions up to 16,383, lexemes up to 2 kB, vectors up to 1 MB: later words of a very long text are not indexed there.
LAST, LONGEST, MOST = 16_000, 250, 60_000
APART = 8

SQLITE = (
    "CREATE VIRTUAL TABLE saying_words USING fts5(content, source, title, slots, content='', contentless_delete=1, tokenize='ascii')",
    "CREATE VIRTUAL TABLE article_words USING fts5(title, body, content='', contentless_delete=1, tokenize='ascii')",
)
POSTGRES = (
    "CREATE TABLE saying_words (id integer PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE TABLE article_words (id integer PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX saying_words_gin ON saying_words USING gin (words)",
    "CREATE INDEX article_words_gin ON article_words USING gin (words)",
)


@dataclass(frozen=True, slots=True)
class IndexedSaying:
    """One attribution as the index keeps it. source: words of the source and names of the speakers. slots: slot → its words."""

    id: int
    content: str
    source: str
    slots: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Indexed:
    """One article as the index keeps it."""

    article_id: int
    lang: str
    title: str
    body: str
    attributions: Sequence[IndexedSaying] = field(default=())


def create(connection: Connection) -> None:
    """Make the tables."""
    for line in POSTGRES if _postgres(connection) else SQLITE:
        connection.execute(text(line))


def drop(connection: Connection) -> None:
    """Take the tables away."""
    for name in ("saying_words", "article_words"):
        connection.execute(text(f"DROP TABLE {name}"))


def index(connection: Connection, items: Sequence[Indexed]) -> None:
    """Index articles and their attributions."""
    sayings = [(one.id, _columns(one, each)) for each in items for one in each.attributions]
    articles = [(each.article_id, (_stems(each.title, each.lang), _stems(each.body, each.lang))) for each in items]
    if _postgres(connection):
        _put(connection, "INSERT INTO saying_words VALUES (:id, CAST(:words AS tsvector))", [{"id": n, "words": _vector(c, "ABCD")} for n, c in sayings])
        _put(connection, "INSERT INTO article_words VALUES (:id, CAST(:words AS tsvector))", [{"id": n, "words": _vector(c, "AB")} for n, c in articles])
        return
    rows = [{"id": n, **{name: " ".join(part) for name, part in zip(COLUMNS, columns, strict=True)}} for n, columns in sayings]
    _put(connection, "INSERT INTO saying_words(rowid, content, source, title, slots) VALUES (:id, :content, :source, :title, :slots)", rows)
    rows = [{"id": n, "title": " ".join(columns[0]), "body": " ".join(columns[1])} for n, columns in articles]
    _put(connection, "INSERT INTO article_words(rowid, title, body) VALUES (:id, :title, :body)", rows)


def unindex(connection: Connection, articles: Sequence[int], sayings: Sequence[int]) -> None:
    """Forget articles and attributions."""
    name = "id" if _postgres(connection) else "rowid"
    _put(connection, f"DELETE FROM article_words WHERE {name} = :id", [{"id": one} for one in articles])
    _put(connection, f"DELETE FROM saying_words WHERE {name} = :id", [{"id": one} for one in sayings])


def _postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _put(connection: Connection, line: str, rows: Sequence[dict[str, object]]) -> None:
    if rows:
        connection.execute(text(line), rows)


def _stems(told: str, lang: str) -> list[str]:
    return [each.stem for each in tokens(told, lang)]


def _columns(one: IndexedSaying, about: Indexed) -> tuple[list[str], ...]:
    slots = [SLOTS[slot] + stem for slot, words in one.slots for stem in _stems(words, about.lang)]
    return _stems(one.content, about.lang), _stems(one.source, about.lang), _stems(about.title, about.lang), slots


def _vector(columns: Iterable[Sequence[str]], letters: str) -> str:
    """Lexemes with their positions and weights, as a tsvector is written; some positions lie between columns, so that no phrase runs over."""
    out, at = [], 1
    for letter, stems in zip(letters, columns, strict=True):
        for stem in stems[:MOST]:
            if at < LAST and len(stem) <= LONGEST:
                out.append(f"'{stem}':{at}{letter}")
            at += 1
        at += APART
    return " ".join(out)
