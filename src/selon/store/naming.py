"""Names as people type them → the entities that the archive has under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import Connection, Select, and_, func, or_, select

from ..knowledge import load
from ..mentions import folded
from ..names import resolve
from . import schema
from .folding import WORD

LANGUAGES = ("fr", "en")
# Letters of a word that is kept for look-up.
LONGEST = 64
# Entities told for one name.
MOST = 500


@dataclass(frozen=True, slots=True)
class Match:
    """An entity of the archive under a name. exact: whether the name is the whole of it, or knowledge says so. said: attributions it speaks in."""

    id: int
    key: str
    kind: str
    name: str
    exact: bool
    said: int


def words(name: str) -> list[str]:
    """The folded words of a name, each once, in order."""
    return list(dict.fromkeys(folded(found.group())[:LONGEST] for found in WORD.finditer(name)))


def known(name: str) -> frozenset[str]:
    """Keys that knowledge has for a name in any language: "Russie", "Moscou" as a state's capital not."""
    found = (resolve(name, 0, len(name), lang, load()) for lang in LANGUAGES)
    return frozenset(one.id for one in found if one is not None and one.kind in ("state", "person", "organisation", "outlet", "platform", "treaty", "weapon"))


def named(name: str) -> Select[tuple[int]]:
    """A select of ids of entities: those that have every word of a name in theirs, and that which knowledge means by it."""
    one, each = schema.entities.c, schema.entity_words.c
    spelt = [one.id.in_(select(each.entity_id).where(each.word == word)) for word in words(name)]
    meant = [one.key.in_(sorted(known(name)))]
    return select(one.id).where(or_(and_(*spelt), *meant) if spelt else meant[0])


def matches(connection: Connection, name: str) -> list[Match]:
    """The entities under a name: exact ones first, then those that speak most."""
    one, part = schema.entities.c, schema.parts.c
    said = select(func.count()).select_from(schema.parts).where(part.entity_id == one.id, part.role.in_(("speaker", "principal"))).scalar_subquery()
    found = connection.execute(select(one.id, one.key, one.kind, one.name, one.folded, said.label("said")).where(one.id.in_(named(name))).limit(MOST)).all()
    keys, bare = known(name), folded(name.strip())
    out = [Match(row.id, row.key, row.kind, row.name, row.key in keys or row.folded == bare, row.said) for row in found]
    return sorted(out, key=lambda each: (not each.exact, -each.said, each.name))


def near(connection: Connection, name: str) -> Sequence[str]:
    """Names in the archive that are spelt nearly so: for "did you mean"."""
    one, each = schema.entities.c, schema.entity_words.c
    alike: list[str] = []
    for word in words(name):
        beginning = connection.execute(select(each.word).where(each.word >= word[:2], each.word < word[:2] + "\U0010ffff").distinct().limit(20_000)).scalars()
        alike += get_close_matches(word, list(beginning), 3, 0.75)
    if not alike:
        return []
    query = select(one.name).join_from(schema.entities, schema.entity_words).where(each.word.in_(alike)).group_by(one.name).order_by(func.count().desc(), one.name).limit(5)
    return list(connection.execute(query).scalars())
