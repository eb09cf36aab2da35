"""The archive itself: opened, filled, asked for what it keeps.

What `add` acknowledges is durable: an article, its texts, readings, rows and words come in one transaction or not at all. Reading the same article again with the same run changes
nothing; with another run its rows become those of the new reading, and the earlier one is kept beside it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, OperationalError

from ..errors import ArchiveError, BrokenArchive, Busy, NewerArchive, Unreachable
from ..model import Article, Reading, Run
from ..records import packed, unpacked
from . import corrections, families, naming, rows, schema, search
from .engine import WAIT, connect, where
from .kept import Kept

MIGRATIONS = Path(__file__).parent / "migrations"
# Articles fetched together when many are streamed.
TOGETHER = 200
# The number under which writers of PostgreSQL wait for each other.
WRITERS = 0x73656C6F6E
# What databases say, and what it means for who uses one.
FAILURES: tuple[tuple[type[ArchiveError], tuple[str, ...], str], ...] = (
    (ArchiveError, ("is full", "no space left", "disk full", "file too large"), "what was kept before stays; make room and give the same command again"),
    (Busy, ("is locked", "is busy", "lock timeout", "deadlock"), "another process holds it; try again"),
    (ArchiveError, ("readonly", "read-only", "permission denied"), "it may not be written; look at its permissions"),
    (BrokenArchive, ("malformed", "not a database", "disk i/o error", "corrupt"), "'selon check' tells more, 'selon restore' takes a backup"),
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A reading to keep. origin, sign: see `ingest/found.py`. added: when it came into the archive that it is from; None: now."""

    reading: Reading
    origin: str
    sign: str | None = None
    added: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one. state: new, same (nothing changed), again (read by another run)."""

    key: str
    state: str


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read: where, why, since when, how often tried."""

    origin: str
    error: str
    reason: str
    first: str
    last: str
    tries: int


def now() -> str:
    """This moment, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Archive:
    """One archive. Opened with `Archive.open`; safe to use from several processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._entities: dict[str, int] = {}

    @classmethod
    def open(cls, given: str | Path | None = None, create: bool = True) -> Self:
        """Open an archive, make it where there is none, bring an older one up to date.

        given: a file or an address of a database; None: SELON_ARCHIVE, else selon.db here. Raises ArchiveError, NewerArchive, Unreachable, Busy, SettingError.
        """
        address = where(given)
        path = Path(address.removeprefix("sqlite:///")) if address.startswith("sqlite:///") else None
        if path is not None and not path.exists():
            if not create:
                raise ArchiveError(f"there is no archive {path}; 'selon add' makes one, --archive names another")
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self = cls(connect(address))
            self._up_to_date()
        except OperationalError as error:
            raise Busy(f"archive {address}: {error.orig}; another process may hold it") from None
        except DatabaseError as error:
            raise BrokenArchive(f"archive {address}: {error.orig}; 'selon check' tells more, 'selon restore' takes a backup") from None
        return self

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that may write. Raises Busy when another process writes for too long, ArchiveError when the disk is full; nothing of it is kept then."""
        try:
            with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
                if connection.dialect.name == "postgresql":
                    _wait(connection)
                yield connection
        except DatabaseError as error:
            raise _told(error) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees one state of the archive. Raises Unreachable, BrokenArchive."""
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except DatabaseError as error:
            raise _told(error) from None

    def _up_to_date(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        scripts = ScriptDirectory.from_config(config)
        with self.engine.connect() as connection:
            has = MigrationContext.configure(connection).get_current_revision()
        if has == scripts.get_current_head():
            return
        if has is not None and has not in {one.revision for one in scripts.walk_revisions()}:
            raise NewerArchive(f"the archive is of a newer version (schema {has}; this selon knows {scripts.get_current_head()}): install a newer selon")
        with self.writing() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    # Filling

    def add(self, incoming: Sequence[Incoming]) -> list[Added]:
        """Keep readings, all in one transaction."""
        with self.writing() as connection:
            known = dict(self._entities)
            added = [self._one(connection, one, known) for one in incoming]
        self._entities = known
        return added

    def _one(self, connection: Connection, one: Incoming, known: dict[str, int]) -> Added:
        key = rows.article_key(one.reading.article)
        run = self._run(connection, one.reading.run)
        article = connection.execute(select(schema.articles.c.id).where(schema.articles.c.key == key)).scalar()
        state = "again"
        if article is None:
            article, state = self._article(connection, one, key), "new"
        elif connection.execute(select(schema.readings.c.id).where(schema.readings.c.article_id == article, schema.readings.c.run_id == run)).scalar() is not None:
            state = "same"
        if state != "same":
            connection.execute(update(schema.readings).where(schema.readings.c.article_id == article).values(current=False))
            connection.execute(insert(schema.readings).values(article_id=article, run_id=run, made=now(), current=True, body=packed(one.reading, with_text=False)))
            said = corrections.of(connection, [key])
            self._rows(connection, said.applied(one.reading, key), (article, key), known)
        self._seen(connection, (one.origin, one.sign), article)
        return Added(key, state)

    def _run(self, connection: Connection, run: Run) -> int:
        key = _run_key(run)
        found = connection.execute(select(schema.runs.c.id).where(schema.runs.c.key == key)).scalar()
        if found is not None:
            return found
        return _new(connection, schema.runs, {"key": key, "version": run.version, "weights": run.weights, "made": now()})

    def _text(self, connection: Connection, body: str, digest: str) -> int:
        found = connection.execute(select(schema.texts.c.id).where(schema.texts.c.digest == digest)).scalar()
        if found is not None:
            return found
        made = _new(connection, schema.texts, {"digest": digest, "body": zlib.compress(body.encode("utf-8", "surrogatepass"), 6), "length": len(body)})
        families.join(connection, made, body)
        return made

    def _article(self, connection: Connection, one: Incoming, key: str) -> int:
        article, when = one.reading.article, one.reading.published
        about = {name: getattr(article, name) for name in ("lang", "title", "outlet", "url", "published")}
        days = {"earliest": when.earliest, "latest": when.latest, "day": when.earliest}
        body = self._text(connection, article.text, article.digest)
        return _new(connection, schema.articles, {"key": key, "text_id": body, "given": article.id, **_storable(about), **days, "origin": one.origin, "added": one.added or now()})

    def remade(self, connection: Connection, articles: Sequence[int]) -> None:
        """The rows of articles made anew, after a person corrected something. Inside a transaction that may write."""
        known: dict[str, int] = {}
        for at in range(0, len(articles), TOGETHER):
            for article, kept in whole(connection, list(articles[at : at + TOGETHER])).items():
                self._rows(connection, kept.reading, (article, kept.key), known)

    def _rows(self, connection: Connection, reading: Reading, at: tuple[int, str], known: dict[str, int]) -> None:
        """The rows of a reading, in place of those that the article had."""
        article, key = at
        earlier = list(connection.execute(select(schema.attributions.c.id).where(schema.attributions.c.article_id == article)).scalars())
        search.unindex(connection, [article], earlier)
        for table in (schema.attributions, schema.events, schema.timexes):
            connection.execute(delete(table).where(table.c.article_id == article))
        made = rows.rows(reading, key)
        sayings = _rows_in(connection, schema.attributions, made.attributions, article)
        happenings = _rows_in(connection, schema.events, made.events, article)
        ids = self._ids(connection, made.entities, known)
        _put(connection, schema.parts, [{"attribution_id": sayings[r["n"]], "role": r["role"], "rank": r["rank"], "entity_id": ids[r["entity"]]} for r in made.parts])
        _put(connection, schema.slots, [{"attribution_id": sayings[r["n"]], "slot": r["slot"], "folded": r["folded"]} for r in made.slots])
        _put(connection, schema.sides, [{"event_id": happenings[r["n"]], "role": r["role"], "entity_id": ids[r["entity"]]} for r in made.sides])
        _put(connection, schema.answers, [{**r, "answering": sayings[r["answering"]], "answered": sayings[r["answered"]]} for r in made.answers])
        _put(connection, schema.timexes, [{"article_id": article, **r} for r in made.timexes])
        search.index(connection, [indexed(reading, article, sayings)])

    def _ids(self, connection: Connection, wanted: Mapping[str, Mapping[str, Any]], known: dict[str, int]) -> dict[str, int]:
        """Entity key → row id, made where it is new."""
        missing = [key for key in wanted if key not in known]
        if missing:
            found = connection.execute(select(schema.entities.c.key, schema.entities.c.id).where(schema.entities.c.key.in_(missing)))
            known |= {row.key: row.id for row in found}
        for key in missing:
            if key not in known:
                known[key] = _new(connection, schema.entities, _storable(wanted[key]))
                _put(connection, schema.entity_words, [{"word": word, "entity_id": known[key]} for word in naming.words(wanted[key]["name"])])
        return {key: known[key] for key in wanted}

    def _seen(self, connection: Connection, at: tuple[str, str | None], article: int) -> None:
        row = {"origin": at[0], "sign": at[1], "article_id": article, "seen": now()}
        connection.execute(_upsert(connection, schema.origins, _storable(row), ["origin"]))
        connection.execute(delete(schema.failures).where(schema.failures.c.origin == at[0]))

    def failed(self, origin: str, sign: str | None, error: Exception) -> None:
        """Keep that something could not be read."""
        moment = now()
        row = {"origin": origin, "sign": sign, "error": type(error).__name__, "reason": str(error), "first": moment, "last": moment, "tries": 1}
        with self.writing() as connection:
            tries = connection.execute(select(schema.failures.c.tries, schema.failures.c.first).where(schema.failures.c.origin == origin)).first()
            row |= {"first": tries.first, "tries": tries.tries + 1} if tries else {}
            connection.execute(_upsert(connection, schema.failures, _storable(row), ["origin"]))

    def unchanged(self, origin: str, sign: str | None) -> bool:
        """Whether what stands there was read when it had the same sign."""
        if sign is None:
            return False
        with self.reading() as connection:
            return connection.execute(select(schema.origins.c.sign).where(schema.origins.c.origin == origin)).scalar() == sign

    def has(self, article: Article, run: Run, origin: str, sign: str | None) -> bool:
        """Whether an article was read by a run; if so, that it stands at this origin, too, is kept."""
        one = schema.articles.c
        with self.reading() as connection:
            query = select(one.id).join_from(schema.articles, schema.readings).join(schema.runs).where(one.key == rows.article_key(article), schema.runs.c.key == _run_key(run))
            found = connection.execute(query).scalar()
        if found is not None:
            with self.writing() as connection:
                self._seen(connection, (origin, sign), found)
        return found is not None

    @property
    def memory(self) -> Addresses:
        """What is remembered of addresses."""
        return Addresses(self)

    def failures(self) -> list[Failure]:
        """What could not be read, latest first."""
        names = ("origin", "error", "reason", "first", "last", "tries")
        with self.reading() as connection:
            found = connection.execute(select(*(schema.failures.c[name] for name in names)).order_by(schema.failures.c.last.desc(), schema.failures.c.origin))
            return [Failure(*row) for row in found]

    def forget(self, origins: Sequence[str]) -> None:
        """Forget failures."""
        with self.writing() as connection:
            for origin in origins:
                connection.execute(delete(schema.failures).where(schema.failures.c.origin == origin))

    # Asking

    def kept(self, chosen: Select[Any] | None = None, without: Sequence[str] = ()) -> Iterator[Kept]:
        """Articles with their current reading, in the order they came. chosen: a select of `articles.id`; None: all. Streams: memory does not grow.

        without: parts of readings that are not needed, see `records.LEAVABLE`.
        """
        last = 0
        while True:
            with self.reading() as connection:
                query = select(schema.articles.c.id).where(schema.articles.c.id > last).order_by(schema.articles.c.id).limit(TOGETHER)
                query = query if chosen is None else query.where(schema.articles.c.id.in_(chosen))
                ids = list(connection.execute(query).scalars())
                found = whole(connection, ids, without)
            if not ids:
                return
            last = ids[-1]
            yield from (found[one] for one in ids if one in found)

    def of(self, ids: Sequence[int]) -> dict[int, Kept]:
        """Row id of an article → the article."""
        with self.reading() as connection:
            return whole(connection, list(ids))

    def one(self, key: str) -> Kept:
        """The article with a key, or that which holds the attribution or event with it. Raises ArchiveError, naming keys that begin alike."""
        with self.reading() as connection:
            found = connection.execute(select(schema.articles.c.id).where(schema.articles.c.key == key)).scalar()
            for table in (schema.attributions, schema.events):
                found = found or connection.execute(select(table.c.article_id).where(table.c.key == key)).scalar()
            if found is not None:
                return whole(connection, [found])[found]
            near = [
                k for t in (schema.attributions, schema.articles, schema.events) for k in connection.execute(select(t.c.key).where(t.c.key.like(key[:4] + "%")).limit(3)).scalars()
            ]
        raise ArchiveError(f"nothing in the archive has the key {key!r}" + (f"; near: {', '.join(near)}" if near and key else "; 'selon search' shows keys"))

    def readings(self, article: str) -> Iterator[tuple[str, Reading]]:
        """Every reading of an article, by run key, earliest run first. Raises ArchiveError when there is no such article."""
        with self.reading() as connection:
            query = select(schema.runs.c.key, schema.readings.c.body, schema.texts.c.body.label("text")).join_from(schema.readings, schema.runs).join(schema.articles)
            found = connection.execute(query.join(schema.texts).where(schema.articles.c.key == article).order_by(schema.readings.c.id)).all()
        if not found:
            raise ArchiveError(f"nothing in the archive has the key {article!r}")
        for row in found:
            yield row.key, unpacked(row.body, plain_text(row.text))

    def runs(self) -> list[tuple[str, Run, str, int]]:
        """Key, run, when first used, number of readings."""
        one = schema.runs.c
        with self.reading() as connection:
            query = select(one.key, one.version, one.weights, one.made, func.count(schema.readings.c.id)).join_from(schema.runs, schema.readings, isouter=True)
            found = connection.execute(query.group_by(one.id, one.key, one.version, one.weights, one.made).order_by(one.id)).all()
        return [(key, Run(version, weights), made, count) for key, version, weights, made, count in found]

    def counts(self) -> dict[str, int]:
        """Rows of each table that a user knows of."""
        tables = (schema.articles, schema.texts, schema.attributions, schema.events, schema.entities, schema.corrections, schema.failures)
        with self.reading() as connection:
            return {table.name: connection.execute(select(func.count()).select_from(table)).scalar() or 0 for table in tables}


def _wait(connection: Connection) -> None:
    """One writer at a time, as with SQLite: two that make the same entities in another order would wait for each other for ever. Raises Busy."""
    try:
        connection.execute(text(f"SET LOCAL lock_timeout = {WAIT}"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS})"))
    except OperationalError as error:
        raise Busy(f"the archive is held by another process: {error.orig}") from None


def _told(error: DatabaseError) -> Exception:
    """What a failure of the database comes to, for who uses it. One that is nobody's fault but the program's stays as it is."""
    told = " ".join(str(error.orig).split())
    for kind, words, advice in FAILURES:
        if any(word in told.lower() for word in words):
            return kind(f"the archive: {told}; {advice}")
    return Unreachable(f"the archive: {told}; the server is gone, try again") if error.connection_invalidated else error


def _run_key(run: Run) -> str:
    return sha256(f"{run.version}|{run.weights}".encode()).hexdigest()[:16]


def whole(connection: Connection, ids: Sequence[int], without: Sequence[str] = ()) -> dict[int, Kept]:
    """Articles with their text and current reading; without: see `Archive.kept`."""
    one, told = schema.articles.c, schema.texts.c
    query = select(one.id, one.key, one.origin, one.added, told.body.label("text"), told.family, schema.readings.c.body)
    query = query.join_from(schema.articles, schema.texts).join(schema.readings, (schema.readings.c.article_id == one.id) & schema.readings.c.current)
    found = connection.execute(query.where(one.id.in_(ids))).all()
    copies = _copies(connection, {row.family for row in found if row.family is not None})
    said = corrections.of(connection, [row.key for row in found])
    out = {}
    for row in found:
        reading = said.applied(unpacked(row.body, plain_text(row.text), without), row.key)
        out[row.id] = Kept(row.key, reading, row.origin, row.added, row.family, copies.get(row.family, 1))
    return out


def _copies(connection: Connection, wanted: set[int]) -> dict[int | None, int]:
    if not wanted:
        return {}
    query = select(schema.texts.c.family, func.count(schema.articles.c.id).label("copies")).join_from(schema.texts, schema.articles)
    return {row.family: row.copies for row in connection.execute(query.where(schema.texts.c.family.in_(wanted)).group_by(schema.texts.c.family))}


def plain_text(body: bytes) -> str:
    """A text as it was before it was kept."""
    return zlib.decompress(body).decode("utf-8", "surrogatepass")


def indexed(reading: Reading, article: int, sayings: Mapping[int, int]) -> search.Indexed:
    """What the index of words takes of a reading. article: its row id; sayings: place in the reading → row id."""
    said = []
    for n, one in enumerate(reading.attributions):
        names = " ".join([*(who.name for who in one.speakers), one.source.text if one.source else ""])
        slots = tuple((slot, " ".join(span.text for span in getattr(one, slot))) for slot in search.SLOTS)
        said.append(search.IndexedSaying(sayings[n], " ".join(span.text for span in one.content), names, slots))
    return search.Indexed(article, reading.article.lang, reading.article.title or "", reading.article.text, said)


def _storable(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose texts a database takes: lone surrogates and NUL become the replacement character."""
    return {name: _clean(value) if isinstance(value, str) else value for name, value in row.items()}


def _clean(told: str) -> str:
    return told if told.isascii() and "\0" not in told else told.encode("utf-8", "replace").decode().replace("\0", "�")


def _new(connection: Connection, table: Any, row: Mapping[str, Any]) -> int:
    """Insert one row; its id."""
    return int(connection.execute(insert(table).values(**row).returning(table.c.id)).scalar_one())


def _put(connection: Connection, table: Any, some: Sequence[Mapping[str, Any]]) -> None:
    if some:
        connection.execute(insert(table), [_storable(row) for row in some])


def _rows_in(connection: Connection, table: Any, some: Sequence[Mapping[str, Any]], article: int) -> dict[int, int]:
    """Insert the attributions or events of an article; place in the reading → row id."""
    _put(connection, table, [{"article_id": article, **row} for row in some])
    return {row.n: row.id for row in connection.execute(select(table.c.n, table.c.id).where(table.c.article_id == article))}


def _upsert(connection: Connection, table: Any, row: Mapping[str, Any], on: Sequence[str]) -> Any:
    """Insert, or write over the row that has the same key."""
    made = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table).values(**row)
    return made.on_conflict_do_update(index_elements=list(on), set_={name: value for name, value in row.items() if name not in on})


class Addresses:
    """What is remembered of addresses between two runs of fetching: kept in the archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def get(self, address: str) -> dict[str, Any] | None:
        """What was put for an address, or None."""
        with self.archive.reading() as connection:
            found = connection.execute(select(schema.addresses.c.value).where(schema.addresses.c.address == address)).scalar()
        return json.loads(found) if found else None

    def put(self, address: str, value: Mapping[str, Any]) -> None:
        """Keep something for an address."""
        with self.archive.writing() as connection:
            connection.execute(_upsert(connection, schema.addresses, {"address": address, "value": json.dumps(dict(value))}, ["address"]))
