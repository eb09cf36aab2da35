"""What a person says about a record: never erased by a run, never erasing one, told apart from it for ever.

Each is kept once, with who, when and why; a later one of the same kind on the same record goes before it; `undo` adds one that withdraws another. They are laid over a reading
on its way out, so that search, questions and exports all see them. One about an attribution holds on to the words of its content: a new run may find that attribution again
with another id, and the correction follows it; where no content of the new reading shares half of its words, it is an orphan and is listed as one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from ..errors import ArchiveError, SettingError
from ..mentions import folded
from ..model import Article, Attribution, Dated, Entity, Judgement, Reading, Span, Why
from ..tagger.labels import ACTS, SLOTS
from . import schema
from .rows import entity_key

if TYPE_CHECKING:
    from .archive import Archive

# Of an attribution; of an article; of entities; of two attributions, whether they tell one utterance.
OF_SAYING = ("speaker", "principal", "act", "form", "date", "wrong")
OF_UTTERANCE = ("joined", "parted")
KINDS = (*OF_SAYING, "missing", "same", "different", *OF_UTTERANCE)
FORMS = ("direct", "mixed", "indirect")
PERSON = "person"
# Share of common characters from which a content is the one that a person spoke of.
SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Correction:
    """One. target: key of the article, or for same and different of an entity. value: what is said, by kind; docs/corrections.md. withdrawn: whether it still holds."""

    key: str
    made: str
    who: str
    why: str
    kind: str
    target: str
    value: Mapping[str, Any]
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What to say. who, why: by whom and why. key: of the attribution, article or entity that it is about."""

    kind: str
    key: str
    value: Mapping[str, Any]
    who: str
    why: str


# Saying


def judge(archive: Archive, said: Said) -> str:
    """Keep a correction; its key. Raises SettingError for what makes no sense, ArchiveError for a key that is not there."""
    if said.kind not in KINDS:
        raise SettingError(f"correction {said.kind!r} is none of {', '.join(KINDS)}")
    if not said.who.strip():
        raise SettingError("a correction needs the name of who makes it: --who, or SELON_WHO")
    _checked(said)
    if said.kind in ("same", "different"):
        return _of_entities(archive, said)
    if said.kind in OF_UTTERANCE:
        return _of_utterances(archive, said)
    kept = archive.one(said.key)
    value = dict(said.value)
    if said.kind == "missing":
        _missing(kept.reading.article, value, "")
    else:
        value |= _anchor(kept.reading, kept.key, said.key)
    with archive.writing() as connection:
        key = _put(connection, said, kept.key, value)
        _remake(archive, connection, [kept.key])
    return key


def undo(archive: Archive, key: str, who: str, why: str) -> str:
    """Withdraw a correction; the key of what withdraws it. Raises ArchiveError."""
    with archive.writing() as connection:
        found = connection.execute(select(schema.corrections).where(schema.corrections.c.key == key)).first()
        if found is None:
            raise ArchiveError(f"there is no correction {key!r}; 'selon corrections' lists them")
        if connection.execute(select(schema.corrections.c.id).where(schema.corrections.c.withdraws == key)).first():
            raise ArchiveError(f"correction {key} is withdrawn already")
        made = _put(connection, Said(found.kind, key, {}, who, why), found.target, {"withdraws": key}, withdraws=key)
        both = [found.target, str(json.loads(found.value).get("other"))]
        if found.kind not in OF_UTTERANCE:
            _remake(archive, connection, _holding(connection, both) if found.kind in ("same", "different") else [found.target])
    if found.kind in OF_UTTERANCE:
        _traced_anew(archive, both)
    return made


def _checked(said: Said) -> None:
    value = said.value
    if said.kind == "act" and value.get("act") not in ACTS:
        raise SettingError(f"act {value.get('act')!r} is none of {', '.join(ACTS)}")
    if said.kind == "form" and value.get("form") not in FORMS:
        raise SettingError(f"form {value.get('form')!r} is none of {', '.join(FORMS)}")
    if said.kind == "date" and value.get("date") is not None:
        try:
            date.fromisoformat(str(value["date"]))
        except ValueError:
            raise SettingError(f"date {value['date']!r} is no day; write 2023-05-28") from None


def _anchor(reading: Reading, article: str, key: str) -> dict[str, Any]:
    """What a correction of an attribution holds on to."""
    from .kept import key_of

    one = next((each for each in reading.attributions if key_of(article, each.id) == key), None)
    if one is None:
        raise ArchiveError(f"{key!r} is no attribution; 'selon search' shows their keys")
    return {"attribution": key, "content": [[span.start, span.end] for span in one.content or one.cue]}


def _of_utterances(archive: Archive, said: Said) -> str:
    """Two attributions that tell one utterance, or do not."""
    other = str(said.value.get("other"))
    if said.key == other:
        raise SettingError("an attribution tells the same as itself; name two")
    with archive.writing() as connection:
        has = set(connection.execute(select(schema.attributions.c.key).where(schema.attributions.c.key.in_([said.key, other]))).scalars())
        for key in (said.key, other):
            if key not in has:
                raise ArchiveError(f"{key!r} is no attribution; 'selon search' shows their keys")
        made = _put(connection, said, said.key, {"other": other})
    _traced_anew(archive, [said.key, other])
    return made


def _traced_anew(archive: Archive, keys: Sequence[str]) -> None:
    from ..trace.index import told_anew

    told_anew(archive, keys)


def _of_entities(archive: Archive, said: Said) -> str:
    other = str(said.value.get("other"))
    with archive.writing() as connection:
        found = set(connection.execute(select(schema.entities.c.key).where(schema.entities.c.key.in_([said.key, other]))).scalars())
        for key in (said.key, other):
            if key not in found:
                raise ArchiveError(f"the archive has no entity {key!r}; 'selon who NAME' shows their keys")
        if said.key == other:
            raise SettingError("an entity is the same as itself; name two")
        reverse = next((each for each in _every(connection) if not each.withdrawn and each.kind != said.kind and {each.target, each.value.get("other")} == {said.key, other}), None)
        if reverse is not None:
            raise ArchiveError(f"{reverse.who} said on {reverse.made[:10]} that they are {reverse.kind}; withdraw {reverse.key} first: selon judge --undo {reverse.key}")
        articles = _holding(connection, [said.key, other])
        key = _put(connection, said, said.key, {"other": other})
        _remake(archive, connection, articles)
    return key


def _holding(connection: Connection, keys: Sequence[str]) -> list[str]:
    """Keys of the articles in which entities stand, and of those whose entities became them by an earlier correction."""
    entity, part, side, article = schema.entities.c, schema.parts.c, schema.sides.c, schema.articles.c
    ids = select(entity.id).where(entity.key.in_(keys))
    said = select(schema.attributions.c.article_id).join_from(schema.attributions, schema.parts).where(part.entity_id.in_(ids))
    done = select(schema.events.c.article_id).join_from(schema.events, schema.sides).where(side.entity_id.in_(ids))
    return list(connection.execute(select(article.key).where(article.id.in_(said) | article.id.in_(done))).scalars())


def _put(connection: Connection, said: Said, target: str, value: Mapping[str, Any], withdraws: str | None = None) -> str:
    from .archive import now

    count = connection.execute(select(schema.corrections.c.id).order_by(schema.corrections.c.id.desc()).limit(1)).scalar() or 0
    told = json.dumps(dict(value), ensure_ascii=True, sort_keys=True)
    key = sha256(f"{count}|{said.kind}|{target}|{told}|{said.who}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
    row = {"key": key, "made": now(), "who": said.who, "why": said.why, "kind": said.kind, "target": target, "value": told, "withdraws": withdraws}
    connection.execute(insert(schema.corrections).values(**row))
    return key


def _remake(archive: Archive, connection: Connection, articles: Sequence[str]) -> None:
    ids = connection.execute(select(schema.articles.c.id).where(schema.articles.c.key.in_(articles))).scalars()
    archive.remade(connection, list(ids))


# Listing


def listed(archive: Archive) -> list[Correction]:
    """All corrections, earliest first; those that withdraw another are told by it alone."""
    with archive.reading() as connection:
        return _every(connection)


def orphans(archive: Archive) -> list[Correction]:
    """Those that hold, but whose attribution the current reading does not have."""
    every = [one for one in listed(archive) if not one.withdrawn and one.kind in OF_SAYING]
    articles = {one.target: archive.one(one.target).reading for one in every}
    return [one for one in every if one.kind != "wrong" and _meant(one, articles[one.target].attributions) is None]


def _every(connection: Connection, targets: Iterable[str] | None = None) -> list[Correction]:
    one = schema.corrections.c
    query = select(schema.corrections).order_by(one.id)
    rows = connection.execute(query if targets is None else query.where(one.target.in_(list(targets)))).all()
    gone = {row.withdraws for row in rows if row.withdraws}
    return [Correction(row.key, row.made, row.who, row.why, row.kind, row.target, json.loads(row.value), row.key in gone) for row in rows if not row.withdraws]


# Laying over


@dataclass(frozen=True, slots=True)
class Overlay:
    """The corrections that hold for some articles. merged: key of an entity → the entity it is by the word of a person."""

    by_article: Mapping[str, Sequence[Correction]]
    merged: Mapping[str, Entity]

    def applied(self, reading: Reading, article: str) -> Reading:
        """A reading with what people said laid over it."""
        reading = _renamed(reading, self.merged) if self.merged else reading
        for one in self.by_article.get(article, ()):
            reading = _one(reading, one)
        return reading


def of(connection: Connection, articles: Sequence[str]) -> Overlay:
    """The corrections of some articles, and those of entities."""
    by_article: dict[str, list[Correction]] = {}
    for one in _every(connection, articles):
        if not one.withdrawn:
            by_article.setdefault(one.target, []).append(one)
    return Overlay(by_article, _merged(connection))


def _merged(connection: Connection) -> dict[str, Entity]:
    """Every entity that a person said to be another → that one; chains followed to their end."""
    column = schema.corrections.c
    if connection.execute(select(column.id).where(column.kind == "same").limit(1)).scalar() is None:
        return {}
    targets = connection.execute(select(column.target).where(column.kind == "same")).scalars()
    into = {str(one.value["other"]): one.target for one in _every(connection, set(targets)) if one.kind == "same" and not one.withdrawn}
    for key, target in list(into.items()):
        seen = {key}
        while target in into and target not in seen:
            seen.add(target)
            target = into[target]
        into[key] = target
    found = connection.execute(select(schema.entities).where(schema.entities.c.key.in_(list(into.values()))))
    known = {row.key: Entity(row.key, row.kind, row.name) for row in found}
    return {key: known[target] for key, target in into.items() if target in known}


def _renamed(reading: Reading, merged: Mapping[str, Entity]) -> Reading:
    def now(one: Entity) -> Entity:
        return merged.get(entity_key(one), one)

    def several(some: Sequence[Entity]) -> tuple[Entity, ...]:
        return tuple(dict.fromkeys(now(one) for one in some))

    attributions = tuple(
        replace(one, speakers=several(one.speakers), principal=now(one.principal) if one.principal else None, relays=several(one.relays)) for one in reading.attributions
    )
    events = tuple(replace(one, actors=several(one.actors), recipients=several(one.recipients)) for one in reading.events)
    return replace(reading, attributions=attributions, events=events)


def _one(reading: Reading, said: Correction) -> Reading:
    if said.kind == "missing":
        return _with(reading, _missing(reading.article, said.value, said.key))
    at = _meant(said, reading.attributions)
    if at is None:
        return reading
    if said.kind == "wrong":
        return _without(reading, reading.attributions[at].id)
    made = _changed(reading.attributions[at], said)
    return replace(reading, attributions=(*reading.attributions[:at], made, *reading.attributions[at + 1 :]))


def _meant(said: Correction, some: Sequence[Attribution]) -> int | None:
    """Place of the attribution that a correction is about."""
    wanted = {at for start, end in said.value.get("content", ()) for at in range(start, end)}
    best, place = 0.0, None
    for number, one in enumerate(some):
        has = {at for span in one.content or one.cue for at in range(span.start, span.end)}
        share = len(wanted & has) / len(wanted | has) if wanted | has else 0.0
        if share > best:
            best, place = share, number
    return place if best >= SHARED else None


def _changed(one: Attribution, said: Correction) -> Attribution:
    value = said.value
    if said.kind == "speaker":
        some = tuple(Entity(**each) for each in value["speakers"])
        return replace(one, speakers=some, judgements=_judged(one, said, [each.id for each in some]))
    if said.kind == "principal":
        whom = Entity(**value["principal"]) if value.get("principal") else None
        return replace(one, principal=whom, judgements=_judged(one, said, [whom.id] if whom else []))
    if said.kind == "date":
        day = value.get("date")
        return replace(one, date=Dated(day, day, day, PERSON) if day else None, judgements=_judged(one, said, []))
    return replace(one, **{said.kind: value[said.kind]}, judgements=_judged(one, said, []))


def _judged(one: Attribution, said: Correction, entities: Sequence[str]) -> tuple[Judgement, ...]:
    """The judgements of an attribution with that of a person in place of the program's own."""
    told = Judgement(said.kind, tuple(entities), PERSON, f"{said.who}, {said.made[:10]}: {said.why or 'no reason given'} (correction {said.key})", 1.0)
    return (*(each for each in one.judgements if each.field != said.kind), told)


def _without(reading: Reading, gone: str) -> Reading:
    """A reading without an attribution and what hangs on it; what stood in its content stands where it did."""
    kept = tuple(replace(one, within=None) if one.within == gone else one for one in reading.attributions if one.id != gone)
    events = tuple(replace(one, reported_in=None if one.reported_in == gone else one.reported_in, act_of=None if one.act_of == gone else one.act_of) for one in reading.events)
    answers = tuple(one for one in reading.answers if gone not in (one.answering, one.answered))
    return replace(reading, attributions=kept, events=events, answers=answers, places=tuple(each for each in reading.places if each[0] != gone))


def _with(reading: Reading, one: Attribution) -> Reading:
    some = sorted((*reading.attributions, one), key=lambda each: each.content[0].start if each.content else each.why.anchor.start)
    return replace(reading, attributions=tuple(some))


def _missing(article: Article, value: Mapping[str, Any], key: str) -> Attribution:
    """The attribution that a person adds. value: slots as pairs of offsets, act, form, said, speakers. Raises SettingError."""
    slots: dict[str, tuple[Span, ...]] = {slot: tuple(_span(article, slot, pair) for pair in value.get(slot) or ()) for slot in SLOTS}
    if not slots["content"]:
        raise SettingError("a missing attribution needs the start and end of its content")
    source = next(iter(slots.pop("source")), None)
    content = slots["content"]
    form = value.get("form") or ("direct" if content[0].text[:1] in "\"“«'‘" else "indirect")
    told = {"act": value.get("act") or "state", "form": form, "said": value.get("said") or "said"}
    _checked(Said("act", "", told, "", ""))
    _checked(Said("form", "", told, "", ""))
    why = Why((slots["cue"] or content)[0], (), (f"added by a person (correction {key})",))
    about: dict[str, Any] = {**slots, **told, "speakers": tuple(Entity(**each) for each in value.get("speakers") or ())}
    return Attribution(id=f"{PERSON}:{key}", source=source, **about, within=None, block=article.block_at(content[0].start).kind, confidence=1.0, why=why)


def _span(article: Article, slot: str, pair: Sequence[int]) -> Span:
    start, end = pair
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(article.text)):
        raise SettingError(f"{slot}: [{start}, {end}) does not lie in the article, which has {len(article.text):,} characters")
    return article.span(start, end)


def person(name: str, kind: str = "person") -> Entity:
    """An entity made of a name that a person gives."""
    return Entity("name:" + sha256(f"{kind}|{folded(name)}".encode("utf-8", "surrogatepass")).hexdigest()[:16], kind, name)
