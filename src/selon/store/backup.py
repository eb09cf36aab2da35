"""A whole archive in one file, back from it, and looked through for damage; on both engines.

A backup is itself an archive, of SQLite: it can be searched and exported as it is. It is written beside its name and put in place when it is whole and on the disk.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, func, insert, select, text
from sqlalchemy.exc import DatabaseError

from ..errors import ArchiveError, BrokenArchive, SelonError, SettingError
from ..model import Reading, Span
from . import rows, schema, search
from .archive import Archive, indexed, plain_text, whole
from .engine import library

TOGETHER = 500
PAGES = 2_000
# Problems told at most; the rest are counted.
MOST = 100


@dataclass
class Report:
    """What `check` found. counts: rows of each table. problems: in words, the first hundred. found: how many in all."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    found: int = 0

    def add(self, problem: str) -> None:
        """One more."""
        self.found += 1
        if len(self.problems) < MOST:
            self.problems.append(problem)


# Writing


def backup(archive: Archive, target: Path, over: bool = False) -> dict[str, int]:
    """Write a backup while others go on using the archive; rows of each table. over: write over an older file. Raises SettingError, ArchiveError."""
    if target.exists() and not over:
        raise SettingError(f"{target} exists; name another file, or say --force to write over it")
    part = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _gone(part)
        if archive.engine.dialect.name == "sqlite":
            _pages(Path(archive.engine.url.database or ""), part)
        else:
            with Archive.open(str(part)) as copy, archive.reading() as connection:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
                _copied(connection, copy)
            _one_file(part)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
    except (OSError, library().Error, sqlite3.Error) as error:
        raise ArchiveError(f"the backup {target} could not be written: {error}; nothing of it is left") from None
    finally:
        with suppress(OSError):
            _gone(part)
    with Archive.open(str(target), create=False) as copy:
        counts = _counts(copy)
    _one_file(target)
    return counts


def _gone(part: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _pages(source: Path, target: Path) -> None:
    """Copy page by page, as SQLite itself does it beside writers."""
    sqlite = library()
    with closing(sqlite.connect(str(source), timeout=30)) as one, closing(sqlite.connect(str(target))) as other:
        one.backup(other, pages=PAGES)
    _one_file(target)


def _one_file(path: Path) -> None:
    """Leave no second file beside an archive that lies still."""
    with closing(library().connect(str(path))) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")


def restore(source: Path, target: Archive) -> dict[str, int]:
    """Fill an empty archive from a backup; rows of each table. Raises SettingError when it is not empty, BrokenArchive for a damaged backup; the archive is then as before."""
    if not source.is_file():
        raise SettingError(f"there is no backup {source}")
    held = _counts(target)
    if any(held.values()):
        told = ", ".join(f"{count} {name}" for name, count in held.items() if count)
        raise SettingError(f"the archive is not empty ({told}); restore into a new one: --archive NEW, then move it where you want it")
    with Archive.open(str(source), create=False) as backed:
        report = check(backed)
        if report.found:
            raise BrokenArchive(f"the backup {source} has {report.found} faults, the first: {report.problems[0]}")
        with backed.reading() as connection:
            _copied(connection, target)
    return _counts(target)


def _copied(source: Connection, target: Archive) -> None:
    """All rows, in one transaction; then the index of words, which the engines keep each in its way."""
    with target.writing() as connection:
        for table in schema.metadata.sorted_tables:
            found = source.execution_options(stream_results=True).execute(select(table).order_by(*table.primary_key.columns))
            for some in found.mappings().partitions(TOGETHER):
                connection.execute(insert(table), [dict(row) for row in some])
        if connection.dialect.name == "postgresql":
            _sequences(connection)
        _reindexed(connection)


def _sequences(connection: Connection) -> None:
    """The next id of each table is beyond those that came with the rows."""
    for table in schema.metadata.sorted_tables:
        key = list(table.primary_key.columns)
        if len(key) == 1 and key[0].name == "id" and isinstance(key[0].type, Integer):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"))


def _reindexed(connection: Connection) -> None:
    last = 0
    while True:
        ids = list(connection.execute(select(schema.articles.c.id).where(schema.articles.c.id > last).order_by(schema.articles.c.id).limit(TOGETHER)).scalars())
        if not ids:
            return
        one = schema.attributions.c
        numbers: dict[int, dict[int, int]] = {}
        for row in connection.execute(select(one.article_id, one.n, one.id).where(one.article_id.in_(ids))):
            numbers.setdefault(row.article_id, {})[row.n] = row.id
        for article in ids:
            with suppress(BrokenArchive, zlib.error, UnicodeDecodeError, KeyError):  # one that is damaged stays without words; `check` tells of it
                search.index(connection, [indexed(whole(connection, [article])[article].reading, article, numbers.get(article, {}))])
        last = ids[-1]


def _counts(archive: Archive) -> dict[str, int]:
    with archive.reading() as connection:
        return {table.name: connection.execute(select(func.count()).select_from(table)).scalar() or 0 for table in schema.metadata.sorted_tables}


# Checking


def check(archive: Archive) -> Report:
    """Look through the whole archive: the database itself, hashes of texts, every span against its text, rows against readings. Changes nothing."""
    report = Report()
    try:
        report.counts = _counts(archive)
        with archive.reading() as connection:
            for problem in _engine(connection):
                report.add(problem)
        for problem in _texts(archive):
            report.add(problem)
        for problem in _articles(archive):
            report.add(problem)
        for problem in _loose(archive):
            report.add(problem)
    except (DatabaseError, BrokenArchive) as error:
        told = getattr(error, "orig", None) or error
        report.add(f"the database cannot be read on: {told}")
    return report


def _engine(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for row in connection.execute(text("PRAGMA integrity_check")):
        if row[0] != "ok":
            yield f"database: {row[0]}"
    for row in connection.execute(text("PRAGMA foreign_key_check")):
        yield f"table {row[0]}, row {row[1]}: refers to a row of {row[2]} that is not there"


def _texts(archive: Archive) -> Iterator[str]:
    one, last = schema.texts.c, 0
    while True:
        with archive.reading() as connection:
            found = connection.execute(select(one.id, one.digest, one.body, one.length).where(one.id > last).order_by(one.id).limit(TOGETHER)).all()
        if not found:
            return
        last = found[-1].id
        for row in found:
            try:
                body = plain_text(row.body)
            except Exception as error:
                yield f"text {row.id}: cannot be unpacked ({error})"
                continue
            if sha256(body.encode("utf-8", "surrogatepass")).hexdigest() != row.digest:
                yield f"text {row.id}: its SHA-256 is not {row.digest[:16]}…: it was changed"
            elif len(body) != row.length:
                yield f"text {row.id}: has {len(body)} characters, not {row.length}"


def _articles(archive: Archive) -> Iterator[str]:
    one, last = schema.articles.c, 0
    while True:
        with archive.reading() as connection:
            found = connection.execute(select(one.id, one.key).where(one.id > last).order_by(one.id).limit(TOGETHER)).all()
            if not found:
                return
            ids = [row.id for row in found]
            has = {name: _keys(connection, table, ids) for name, table in (("attributions", schema.attributions), ("events", schema.events))}
            words = _words(connection, ids)
            kept = _read(connection, found)
        last = ids[-1]
        for row in found:
            reading = kept[row.id]
            if isinstance(reading, str):
                yield f"article {row.key}: {reading}"
                continue
            yield from (f"article {row.key}: {problem}" for problem in _fits(reading, row, has))
            if row.id not in words:
                yield f"article {row.key}: its words are not in the index"


def _read(connection: Connection, found: Sequence[Any]) -> dict[int, Reading | str]:
    """The readings of articles; of one that cannot be had, why."""
    out: dict[int, Reading | str] = {}
    for row in found:
        try:
            kept = whole(connection, [row.id]).get(row.id)
            out[row.id] = kept.reading if kept else "has no current reading"
        except SelonError as error:
            out[row.id] = str(error)
        except Exception as error:
            out[row.id] = f"cannot be read ({type(error).__name__}: {error})"
    return out


def _keys(connection: Connection, table: Any, ids: Sequence[int]) -> dict[int, set[str]]:
    out: dict[int, set[str]] = {}
    for article, key in connection.execute(select(table.c.article_id, table.c.key).where(table.c.article_id.in_(ids))):
        out.setdefault(article, set()).add(key)
    return out


def _words(connection: Connection, ids: Sequence[int]) -> set[int]:
    name = "id" if connection.dialect.name == "postgresql" else "rowid"
    some = ", ".join(str(one) for one in ids)
    return {row[0] for row in connection.execute(text(f"SELECT {name} FROM article_words WHERE {name} IN ({some})"))}


def _fits(reading: Reading, row: Any, has: dict[str, dict[int, set[str]]]) -> Iterator[str]:
    """Whether every span lies in the text, and the rows are those of the reading."""
    if rows.article_key(reading.article) != row.key:
        yield "its text, outlet, address or date is not that of its key: it was changed"
    length = len(reading.article.text)
    for one in reading.attributions:
        for slot, span in one.slots():
            if not _lies(span, length):
                yield f"attribution {one.id}: {slot} [{span.start}, {span.end}) does not lie in the text"
    for event in reading.events:
        for span in event.triggers:
            if not _lies(span, length):
                yield f"event {event.id}: trigger [{span.start}, {span.end}) does not lie in the text"
    made = rows.rows(reading, row.key)
    for name, wanted in (("attributions", made.attributions), ("events", made.events)):
        missing = {each["key"] for each in wanted} ^ has[name].get(row.id, set())
        if missing:
            yield f"{len(missing)} {name} of the reading and of the rows are not the same, such as {min(missing)}"


def _lies(span: Span, length: int) -> bool:
    return 0 <= span.start < span.end <= length


def _loose(archive: Archive) -> Iterator[str]:
    """Corrections whose article is not there."""
    one = schema.corrections.c
    with archive.reading() as connection:
        keys = select(schema.articles.c.key)
        found = connection.execute(select(one.key, one.target).where(one.kind.not_in(("same", "different", "joined", "parted")), one.target.not_in(keys), one.withdraws.is_(None)))
        for row in found:
            yield f"correction {row.key}: its article {row.target} is not there"
