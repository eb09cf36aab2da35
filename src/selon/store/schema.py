"""The tables of the archive. One schema for SQLite and PostgreSQL; changes come as migrations in `migrations/versions`.

Rows hold what is asked for (who, act, day, outlet); the whole reading is kept beside them, packed, and is what every export and page is made from. Only the newest reading of
an article has rows; those of earlier runs are kept packed, to be compared. What a person says (`corrections`) stands apart from what a run read and is never overwritten by one.
Times are ISO 8601 in UTC, days ISO 8601. Full text has its own tables, made by `search.py`, since the engines differ there.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, SmallInteger, String, Table, Text, UniqueConstraint

metadata = MetaData()


def _own(name: str, column: str, index: bool = False) -> Column[int]:
    """A reference that goes with what it refers to."""
    return Column(name, ForeignKey(column, ondelete="CASCADE"), nullable=False, index=index)


# What read, and with what. key: of version, weights and knowledge.
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(16), nullable=False, unique=True),
    Column("version", String(32), nullable=False),
    Column("weights", String(64), nullable=False),
    Column("made", String(32), nullable=False),
)

# Each text once, however many outlets print it. digest: SHA-256; body: zlib of UTF-8 with surrogates kept; family: number shared by nearly equal texts; signature: MinHash.
texts = Table(
    "texts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("length", Integer, nullable=False),
    Column("family", Integer, index=True),
    Column("signature", LargeBinary),
)

# Where texts with like signatures meet: a few hashes a text.
bands = Table("bands", metadata, Column("hash", Integer, primary_key=True, autoincrement=False), Column("text_id", ForeignKey("texts.id", ondelete="CASCADE"), primary_key=True))

# earliest, latest: days of publication as far as told; day: the first of them, by which lists are sorted.
articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(16), nullable=False, unique=True),
    Column("text_id", ForeignKey("texts.id"), nullable=False, index=True),
    Column("given", Text, nullable=False),
    Column("lang", String(8), nullable=False),
    Column("title", Text),
    Column("outlet", Text, index=True),
    Column("url", Text, index=True),
    Column("published", String(40)),
    Column("earliest", String(10)),
    Column("latest", String(10)),
    Column("day", String(10), index=True),
    Column("origin", Text, nullable=False),
    Column("added", String(32), nullable=False),
)

# body: the packed reading without the text. current: whether its rows are those of the tables below.
readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    _own("article_id", "articles.id", index=True),
    Column("run_id", ForeignKey("runs.id"), nullable=False),
    Column("made", String(32), nullable=False),
    Column("current", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
    UniqueConstraint("article_id", "run_id"),
)

# key: of knowledge ("BY"), or made of kind and name for a person or body that knowledge lacks; a described one ("un diplomate") is of its article alone. folded: for look-up.
entities = Table(
    "entities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, index=True),
)

# Folded words of names, by which entities are looked up.
entity_words = Table(
    "entity_words",
    metadata,
    Column("word", String(64), primary_key=True),
    Column("entity_id", ForeignKey("entities.id", ondelete="CASCADE"), primary_key=True, index=True),
)

# n: place in the reading; start, end: of the first stretch of content; earliest, latest: days of the saying, None when not told; day: when said, else when published.
attributions = Table(
    "attributions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(16), nullable=False, unique=True),
    _own("article_id", "articles.id", index=True),
    Column("n", SmallInteger, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("form", String(8), nullable=False),
    Column("said", String(4), nullable=False),
    Column("act", String(16), nullable=False, index=True),
    Column("occasion", String(24)),
    Column("earliest", String(10)),
    Column("latest", String(10)),
    Column("day", String(10), index=True),
    Column("confidence", Float, nullable=False),
    sqlite_autoincrement=True,  # an id is never given twice: what was found after another is told by it
)

# role: speaker, principal, relay, carrier. rank: order of several (relays: nearest to the reader first).
parts = Table(
    "parts",
    metadata,
    Column("attribution_id", ForeignKey("attributions.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(10), primary_key=True),
    Column("rank", SmallInteger, primary_key=True),
    Column("entity_id", ForeignKey("entities.id"), nullable=False),
    Index("parts_by_entity", "entity_id", "role"),
)

# Words of the slots that have no entity, as they stand. slot: medium, addressee, place, source. folded: for look-up; folded words of the place where knowledge has it, too.
slots = Table(
    "slots",
    metadata,
    Column("attribution_id", ForeignKey("attributions.id", ondelete="CASCADE"), primary_key=True),
    Column("slot", String(10), primary_key=True),
    Column("folded", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(16), nullable=False, unique=True),
    _own("article_id", "articles.id", index=True),
    Column("n", SmallInteger, nullable=False),
    Column("type", String(16), nullable=False, index=True),
    Column("mode", String(24)),
    Column("cameo", String(8), nullable=False),
    Column("status", String(16), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("earliest", String(10)),
    Column("latest", String(10)),
    Column("day", String(10), index=True),
    Column("place", Text),
    Column("state", String(8)),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("confidence", Float, nullable=False),
)

# role: actor, recipient.
sides = Table(
    "sides",
    metadata,
    Column("event_id", ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(10), primary_key=True),
    Column("entity_id", ForeignKey("entities.id"), primary_key=True),
    Index("sides_by_entity", "entity_id", "role"),
)

answers = Table(
    "answers",
    metadata,
    Column("answering", ForeignKey("attributions.id", ondelete="CASCADE"), primary_key=True),
    Column("answered", ForeignKey("attributions.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("asked", String(16), nullable=False),
    Column("how", String(16), nullable=False),
    Column("ahead", Boolean),
    Column("score", Float, nullable=False),
)

timexes = Table(
    "timexes",
    metadata,
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("type", String(8), nullable=False),
    Column("value", String(32)),
    Column("earliest", String(16)),
    Column("latest", String(16)),
)

# What a person says, each once and for ever. kind: see `corrections.py`. target: key of an article, or of an entity. value: JSON. withdraws: key of an earlier one that
# no longer holds (undo).
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(16), nullable=False, unique=True),
    Column("made", String(32), nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("target", String(64), nullable=False, index=True),
    Column("value", Text, nullable=False),
    Column("withdraws", String(16), index=True),
)

# Where things came from: what was there last time needs no reading. sign: see `ingest/found.py`.
origins = Table(
    "origins",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("sign", Text),
    _own("article_id", "articles.id", index=True),
    Column("seen", String(32), nullable=False),
)

# What could not be read, until it can. error: name of the class.
failures = Table(
    "failures",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("sign", Text),
    Column("error", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("first", String(32), nullable=False),
    Column("last", String(32), nullable=False),
    Column("tries", Integer, nullable=False),
)

# Addresses fetched: what to ask with next time. value: JSON.
addresses = Table("addresses", metadata, Column("address", Text, primary_key=True), Column("value", Text, nullable=False))

# Sentence vectors of contents, where they were asked for. model: what made them; body: int8, one a dimension.
vectors = Table(
    "vectors",
    metadata,
    Column("attribution_id", ForeignKey("attributions.id", ondelete="CASCADE"), primary_key=True),
    Column("model", String(40), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# Which attributions tell the same utterance: number of it, the days between which it was said ("" where nothing tells them), and the traits that are compared
# (`trace/traits.py`).
traces = Table(
    "traces",
    metadata,
    Column("attribution_id", ForeignKey("attributions.id", ondelete="CASCADE"), primary_key=True),
    Column("utterance", Integer, nullable=False, index=True),
    Column("first", String(10), nullable=False),
    Column("last", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

# Where attributions that may tell the same utterance meet.
meetings = Table(
    "meetings",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("attribution_id", ForeignKey("attributions.id", ondelete="CASCADE"), primary_key=True, index=True),
)

# Saved searches. channels: JSON. seen: id of the last attribution looked at.
searches = Table(
    "searches",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("query", Text, nullable=False),
    Column("made", String(32), nullable=False),
    Column("channels", Text, nullable=False),
    Column("seen", Integer, nullable=False),
)

# What was found for a saved search and where it was told: at least once each, with a key the receiver can tell doubles by.
deliveries = Table(
    "deliveries",
    metadata,
    Column("search", ForeignKey("searches.name", ondelete="CASCADE"), primary_key=True),
    Column("attribution", String(16), primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("found", String(32), nullable=False),
    Column("told", String(32)),
    Column("tries", Integer, nullable=False),
)
