"""Utterances of a whole archive, kept and brought up to date: a new attribution touches only its neighbourhood.

Attributions meet by keys (`traits.keys`); those that meet are compared, and the utterances of those that are near are put together anew with the new one. What costs
does not grow with the archive: keys
that many share are passed over, and of a large neighbourhood only a part is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from ..records import LEAVABLE
from ..store import schema
from ..store.archive import Archive, whole
from ..store.corrections import Correction, listed
from ..store.kept import Kept, key_of
from . import cluster, match, traits
from .traits import Traits

# Articles taken up in one transaction; attributions that a key may have before it is passed over; candidates compared; near from this score on; members of a neighbourhood
# put together anew.
TOGETHER, CROWD, CANDIDATES, NEAR, MEMBERS = 50, 60, 40, 0.2, 60
# Traits remembered.
KNOWN = 20_000
# Copies looked at for one.
COPIES = 5
KINDS = ("joined", "parted")


@dataclass
class _Work:
    """One call under way."""

    connection: Connection
    said: cluster.Said
    known: dict[int, Traits] = field(default_factory=dict)
    vectors: dict[int, Any] = field(default_factory=dict)

    def traits(self, ids: Iterable[int]) -> dict[int, Traits]:
        """Traits of attributions by row id."""
        wanted = list(ids)
        missing = [one for one in wanted if one not in self.known]
        if len(self.known) + len(missing) > KNOWN:
            self.known.clear()
            self.vectors.clear()
            missing = wanted
        if missing:
            one = schema.traces.c
            rows = self.connection.execute(
                select(one.attribution_id, one.body, schema.vectors.c.body.label("vector"))
                .join_from(schema.traces, schema.vectors, schema.vectors.c.attribution_id == one.attribution_id, isouter=True)
                .where(one.attribution_id.in_(missing))
            )
            for row in rows:
                self.known[row.attribution_id] = traits.unpacked(row.body)
                if row.vector is not None:
                    vector = np.frombuffer(row.vector, dtype=np.int8).astype(np.float32)
                    self.vectors[row.attribution_id] = vector / max(float(np.linalg.norm(vector)), 1e-9)
        return {one: self.known[one] for one in wanted if one in self.known}

    def score(self, one: int, two: int, rare: Mapping[str, float] = MappingProxyType({})) -> match.Pair:
        """Two attributions compared. rare: see `match.rarity`."""
        left, right = self.vectors.get(one), self.vectors.get(two)
        return match.compare(self.known[one], self.known[two], float(left @ right) if left is not None and right is not None else None, rare)


def spoken(archive: Archive) -> cluster.Said:
    """What people said of utterances: the later word about a pair goes before the earlier."""
    told: dict[tuple[str, str], str] = {}
    for one in listed(archive):
        if one.kind in KINDS and not one.withdrawn:
            told[_sorted(one)] = one.kind
    return cluster.Said(frozenset(pair for pair, kind in told.items() if kind == "joined"), frozenset(pair for pair, kind in told.items() if kind == "parted"))


def _sorted(one: Correction) -> tuple[str, str]:
    first, second = sorted([one.target, str(one.value["other"])])
    return first, second


def update_traces(archive: Archive, told: Callable[[int, int], None] = lambda done, all_: None) -> int:  # noqa: ARG005
    """Take up the attributions that are not traced yet; how many. told: called with how many are done and how many there were."""
    one = schema.attributions.c
    untraced = one.id.not_in(select(schema.traces.c.attribution_id))
    with archive.reading() as connection:
        every = connection.execute(select(func.count()).select_from(schema.attributions).where(untraced)).scalar() or 0
    said, done, known, vectors = spoken(archive), 0, {}, {}  # type: ignore[var-annotated]
    while done < every:
        with archive.writing() as connection:
            found = connection.execute(select(one.article_id).where(untraced).order_by(one.article_id).distinct().limit(TOGETHER)).scalars().all()
            if not found:
                break
            work = _Work(connection, said, known, vectors)
            for article, kept in whole(connection, list(found), LEAVABLE).items():
                done += _article(work, article, kept)
        told(done, every)
    return done


def _article(work: _Work, article: int, kept: Kept) -> int:
    """Take up the attributions of an article."""
    one = schema.attributions.c
    rows = {row.key: row.id for row in work.connection.execute(select(one.id, one.key).where(one.article_id == article, one.id.not_in(select(schema.traces.c.attribution_id))))}
    count = 0
    for each in kept.reading.attributions:
        row = rows.get(key_of(kept.key, each.id))
        if row is not None:
            _place(work, row, traits.of(kept, each))
            count += 1
    return count


def _place(work: _Work, row: int, one: Traits) -> None:
    """Give an attribution its utterance, and its neighbours theirs anew."""
    own = traits.print_key(one)
    copied = _copied(work, own, one)
    if copied is not None:
        work.connection.execute(insert(schema.traces).values(attribution_id=row, utterance=copied, **_row(one)))
        work.connection.execute(insert(schema.meetings).values(hash=own, attribution_id=row))
        return
    keys = sorted({*traits.keys(one), own})
    near = _candidates(work.connection, keys, one)
    work.connection.execute(insert(schema.traces).values(attribution_id=row, utterance=row, **_row(one)))
    work.connection.execute(insert(schema.meetings), [{"hash": key, "attribution_id": row} for key in keys])
    work.known[row] = one
    has = work.traits([row, *near])
    scores = {other: work.score(row, other).score for other in near if other in has}
    told = _told_of(work, one.key)
    close = sorted((other for other, score in scores.items() if score >= NEAR), key=lambda other: -scores[other]) + told
    if close:
        _gather(work, row, close)


def _copied(work: _Work, own: int, one: Traits) -> int | None:
    """The utterance of one that is word for word the same, of the same speaker and days; None when there is none, or a person spoke of this one."""
    if not one.names or not one.words or any(one.key in pair for pair in (*work.said.joined, *work.said.parted)):
        return None
    meet, trace = schema.meetings.c, schema.traces.c
    latest = list(work.connection.execute(select(meet.attribution_id).where(meet.hash == own).order_by(meet.attribution_id.desc()).limit(COPIES)).scalars())
    for other, has in work.traits(latest).items():
        if has.print == one.print and match.days_apart(has, one) <= cluster.SAME_WORDS:
            return work.connection.execute(select(trace.utterance).where(trace.attribution_id == other)).scalar()
    return None


def _told_of(work: _Work, key: str) -> list[int]:
    """Row ids of the attributions that a person joined with one."""
    others = [other for pair in work.said.joined if key in pair for other in pair if other != key]
    return list(work.connection.execute(select(schema.attributions.c.id).where(schema.attributions.c.key.in_(others))).scalars()) if others else []


def _row(one: Traits) -> dict[str, Any]:
    return {"first": one.first[:10], "last": one.last[:10], "body": one.packed()}


def _candidates(connection: Connection, keys: Sequence[int], one: Traits) -> list[int]:
    """Attributions that meet one by its keys and were said about the same time, those with most in common first."""
    meet, trace = schema.meetings.c, schema.traces.c
    crowds = select(meet.hash).where(meet.hash.in_(keys)).group_by(meet.hash).having(func.count() <= CROWD)
    met = func.count()
    query = select(meet.attribution_id).join_from(schema.meetings, schema.traces, trace.attribution_id == meet.attribution_id).where(meet.hash.in_(crowds))
    if one.first:
        around = timedelta(days=match.FAR)
        after, before = date.fromisoformat(one.first[:10]) - around, date.fromisoformat(one.last[:10]) + around
        query = query.where(or_(trace.first == "", and_(trace.last >= after.isoformat(), trace.first <= before.isoformat())))
    return list(connection.execute(query.group_by(meet.attribution_id).order_by(met.desc(), meet.attribution_id.desc()).limit(CANDIDATES)).scalars())


def _gather(work: _Work, row: int, close: Sequence[int]) -> None:
    """Put the utterances of neighbours together anew."""
    one = schema.traces.c
    utterances = list(dict.fromkeys(work.connection.execute(select(one.utterance).where(one.attribution_id.in_(close))).scalars()))
    members = list(work.connection.execute(select(one.attribution_id).where(one.utterance.in_(utterances), one.attribution_id != row).order_by(one.attribution_id)).scalars())
    if len(members) > MEMBERS:
        _attach(work, row, close)
        return
    regroup(work, [*members, row])


def _attach(work: _Work, row: int, close: Sequence[int]) -> None:
    """Give one the utterance that it is nearest to, of a neighbourhood too large to put together anew."""
    one = schema.traces.c
    of = {each.attribution_id: each.utterance for each in work.connection.execute(select(one.attribution_id, one.utterance).where(one.attribution_id.in_(close)))}
    means: dict[int, list[float]] = {}
    for other in close:
        if other in work.known and other in of:
            means.setdefault(of[other], []).append(work.score(row, other).score)
    barred = {other for other in close if other in work.known and tuple(sorted([work.known[row].key, work.known[other].key])) in work.said.parted}
    best = max(means, key=lambda utterance: (sum(means[utterance]) / len(means[utterance]), -utterance), default=None)
    if best is not None and sum(means[best]) / len(means[best]) >= match.model()["threshold"] and not any(of[other] == best for other in barred):
        work.connection.execute(update(schema.traces).where(one.attribution_id == row).values(utterance=best))


def regroup(work: _Work, rows: Sequence[int]) -> None:
    """Put attributions together anew, and keep for each utterance the number of its earliest row."""
    has = work.traits(rows)
    ids = sorted(has)
    some = [has[row] for row in ids]
    rare = match.rarity(some)
    found = cluster.utterances(some, lambda one, two: work.score(ids[one], ids[two], rare).score, work.said)
    one = schema.traces.c
    for group in found:
        numbers = [ids[at] for at in group]
        work.connection.execute(update(schema.traces).where(one.attribution_id.in_(numbers)).values(utterance=min(numbers)))


def told_anew(archive: Archive, keys: Sequence[str]) -> None:
    """After a person joined or parted attributions (by key): their utterances put together anew."""
    said = spoken(archive)
    one = schema.traces.c
    with archive.writing() as connection:
        work = _Work(connection, said)
        rows = select(schema.attributions.c.id).where(schema.attributions.c.key.in_(list(keys)))
        utterances = select(one.utterance).where(one.attribution_id.in_(rows))
        regroup(work, list(connection.execute(select(one.attribution_id).where(one.utterance.in_(utterances)).order_by(one.attribution_id)).scalars()))


def forget(archive: Archive) -> None:
    """Forget all traces: the next update makes them anew."""
    with archive.writing() as connection:
        connection.execute(delete(schema.meetings))
        connection.execute(delete(schema.traces))


def utterance_of(archive: Archive, key: str) -> list[str]:
    """Keys of the attributions that tell the same utterance as one, itself among them; it alone when it is not traced."""
    one, at = schema.traces.c, schema.attributions.c
    with archive.reading() as connection:
        number = connection.execute(select(one.utterance).join_from(schema.traces, schema.attributions).where(at.key == key)).scalar()
        if number is None:
            return [key]
        return list(connection.execute(select(at.key).join_from(schema.traces, schema.attributions).where(one.utterance == number).order_by(at.id)).scalars())


def utterances_of(connection: Connection, rows: Sequence[int]) -> Mapping[int, int]:
    """Row id of an attribution → number of its utterance."""
    one = schema.traces.c
    return {row.attribution_id: row.utterance for row in connection.execute(select(one.attribution_id, one.utterance).where(one.attribution_id.in_(list(rows))))}
