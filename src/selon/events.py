"""Triggers → events: who did what to whom, where and when, and whether anybody asserts it.

A trigger and its arguments are bound inside one block, an actor and an act inside one sentence or the one before; a place never becomes an actor. What stands inside
somebody's saying is never asserted by the article unless the article also tells it in its own voice.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from . import ontology
from .actors import Chosen, Question, chosen
from .model import Article, Attribution, Dated, Event, Judgement, Span, Timex, Why
from .parties import Parties
from .sayingdates import written
from .statuses import ASSERTED, Standing, chances
from .tagger.decode import Happening, Range
from .tagger.encoder import Tags
from .tagger.labels import ARGUMENTS, EVENT_TYPES, MODES, STATUSES
from .telling import Near, Telling, joined

# The article itself must be taken to assert an event with at least this probability. Tried on gold dev, see docs/experiments.md.
ASSERTED_FLOOR = 0.5
# An argument of which the tagger is less sure is left out.
ARGUMENT_FLOOR = 0.2
# Sentences before that of the trigger in which an argument may stand.
BACK = 1


@dataclass(frozen=True, slots=True)
class Scene:
    """What events of one article are made from. published: first day of the publication, ISO, or None."""

    article: Article
    attributions: Sequence[Attribution]
    timexes: Sequence[Timex]
    parties: Parties
    published: str | None = None

    def holder(self, start: int, but: Attribution | None) -> Attribution | None:
        """The innermost attribution whose content holds a code point. but: never this one."""
        around = [one for one in self.attributions if one is not but and any(s.start <= start < s.end for s in one.content)]
        return min(around, key=lambda one: sum(s.end - s.start for s in one.content), default=None)

    def act(self, trigger: Span) -> Attribution | None:
        """The attribution whose cue a trigger is."""
        return next((one for one in self.attributions if any(s.start < trigger.end and trigger.start < s.end for s in one.cue)), None)


def find(tags: Tags, scene: Scene) -> tuple[Event, ...]:
    """The events of an article, in text order of their first triggers."""
    tellings = [_telling(tags, one, scene) for one in tags.triggers]
    return tuple(sorted((_event(group, scene) for group in joined(tellings, scene.parties.cast)), key=lambda one: one.triggers[0].start))


def _spans(tags: Tags, article: Article, ranges: Sequence[Range]) -> tuple[Span, ...]:
    return tuple(article.span(tags.words.start[a], tags.words.end[b]) for a, b in ranges)


def _telling(tags: Tags, one: Happening, scene: Scene) -> Telling:
    """One trigger with its arguments resolved."""
    article = scene.article
    trigger = _spans(tags, article, one.arguments[0])[0]
    act = scene.act(trigger)
    trigger = next((s for s in act.cue if s.start < trigger.end and trigger.start < s.end), trigger) if act else trigger
    told = {name: _bound(trigger, _spans(tags, article, one.arguments[at]), scene) if one.sure[at] >= ARGUMENT_FLOOR else () for at, name in enumerate(ARGUMENTS) if at}
    if act is not None and act.source is not None:
        told["actor"] = (act.source,)
    if act is not None and act.addressee and not told["recipient"]:
        told["recipient"] = act.addressee
    people = {name: [scene.parties.of(span) for span in told[name]] for name in ("actor", "recipient")}
    if act is not None and act.source is None and act.speakers:
        people["actor"] = [scene.parties.acting(act)]
    for side, parties in people.items():
        for span, party in zip(told[side], parties, strict=False):
            for entity in party.entities:
                scene.parties.spoken(entity, span.start)
    sure = {name: 1.0 if act is not None and name == "actor" and told[name] == (act.source,) else one.sure[ARGUMENTS.index(name)] for name in people}
    inside = scene.holder(trigger.start, act)
    kind = EVENT_TYPES[max(range(len(EVENT_TYPES)), key=one.types.__getitem__)]
    standing = Standing(trigger, one.statuses, kind, act, inside, told["time"], scene.parties.cast, scene.timexes, scene.published)
    words = (told["actor"], told["recipient"], told["place"], told["time"])
    return Telling(trigger, act, inside, one.types, one.modes, chances(standing), *words, people["actor"], people["recipient"], sure, one.score, _near(tags, one))


def _near(tags: Tags, one: Happening) -> Near:
    """How far the words around a trigger are its actor or recipient, asked by the code point where a mention begins."""

    def near(side: str, start: int) -> float:
        at = min(bisect_right(tags.words.end, start), len(tags.words) - 1)
        return one.share(ARGUMENTS.index(side), at, at)

    return near


def _bound(trigger: Span, spans: Sequence[Span], scene: Scene) -> tuple[Span, ...]:
    """Arguments in the block of the trigger, in its sentence or the one before."""
    cast = scene.parties.cast
    block, here = scene.article.block_number(trigger.start), cast.sentence(trigger.start)
    near = (s for s in spans if 0 <= here - cast.sentence(s.start) <= BACK and scene.article.block_number(s.start) == block)
    return tuple(s for s in near if s.end <= trigger.start or trigger.end <= s.start or (trigger.start <= s.start and s.end < trigger.end))


def _event(group: Sequence[Telling], scene: Scene) -> Event:
    """One event of all its tellings."""
    first = group[0]
    kind, kind_score = _most(EVENT_TYPES, [one.types for one in group])
    told_mode, mode_score = _most(MODES, [one.modes for one in group])
    mode = ontology.mode(kind, None if told_mode == "none" else told_mode)
    status, status_score = status_of([one.statuses for one in group])
    act = next((one.act for one in group if one.act is not None), None)
    own = status == "asserted" and any(one.inside is None for one in group)
    contexts = ontology.contexts([scene.article.text[slice(*_sentence(scene, one.trigger))] for one in group], scene.article.lang)
    actors = chosen(Question(scene.parties, group, "actor"))
    recipients = chosen(Question(scene.parties, group, "recipient", actors.entities))
    date, dated = _date(group, act, scene)
    surest = max(group, key=lambda one: one.score)
    judged = [_judgement("actor", actors), _judgement("recipient", recipients), *((dated,) if dated else ())]
    told = "|".join([scene.article.digest, kind, str(first.trigger.start)])
    return Event(
        id=sha256(told.encode()).hexdigest()[:16],
        type=kind,
        mode=mode,
        contexts=contexts,
        cameo=ontology.cameo(kind, mode, contexts, act.act if act else None),
        triggers=tuple(one.trigger for one in group),
        actor=_unique(s for one in group for s in one.actor),
        recipient=_unique(s for one in group for s in one.recipient),
        place=_unique(s for one in group for s in one.place),
        time=_unique(s for one in group for s in one.time),
        actors=actors.entities,
        recipients=tuple(e for e in recipients.entities if e not in actors.entities),
        date=date,
        location=None,
        status=status,
        reported_in=None if own or first.inside is None else first.inside.id,
        act_of=act.id if act else None,
        confidence=surest.score,
        why=Why(surest.trigger, (("trigger", surest.score), ("type", kind_score), ("mode", mode_score), ("status", status_score)), _rules(group)),
        judgements=tuple(one for one in judged if one is not None),
    )


def _rules(group: Sequence[Telling]) -> tuple[str, ...]:
    rules = ["joined"] * (len(group) > 1) + ["act"] * any(one.act is not None for one in group) + ["inside-a-saying"] * all(one.inside is not None for one in group)
    return tuple(rules)


def _unique(spans: object) -> tuple[Span, ...]:
    return tuple(sorted(set(spans), key=lambda s: s.start))  # type: ignore[call-overload]


def _most(names: Sequence[str], rows: Sequence[Sequence[float]]) -> tuple[str, float]:
    """The likeliest name over several rows of probabilities, and its mean probability."""
    means = [math.exp(sum(math.log(row[at] + 1e-6) for row in rows) / len(rows)) for at in range(len(names))]
    best = max(range(len(names)), key=means.__getitem__)
    return names[best], means[best] / sum(means)


def status_of(rows: Sequence[Sequence[float]]) -> tuple[str, float]:
    """What all tellings together say: asserted where the article tells it once in its own voice and nothing denies it, else the likeliest of the others."""
    told = max(rows, key=lambda row: row[ASSERTED])
    if told[ASSERTED] >= ASSERTED_FLOOR:
        return STATUSES[ASSERTED], told[ASSERTED]
    rest = [0.0 if at == ASSERTED else max(row[at] for row in rows) for at in range(len(STATUSES))]
    best = max(range(len(rest)), key=rest.__getitem__)
    return STATUSES[best], rest[best]


def _judgement(field: str, who: Chosen) -> Judgement | None:
    return Judgement(field, tuple(e.id for e in who.entities), who.rule, who.reason, who.score) if who.entities else None


def _sentence(scene: Scene, span: Span) -> tuple[int, int]:
    """Start and end of the sentence of a span, inside its block."""
    cast, block = scene.parties.cast, scene.article.block_at(span.start)
    number = cast.sentence(span.start)
    start = max(cast.sentences[number - 1] if number else 0, block.start)
    end = min(cast.sentences[number] if number < len(cast.sentences) else block.end, block.end)
    return start, max(end, span.end)


def _date(group: Sequence[Telling], act: Attribution | None, scene: Scene) -> tuple[Dated | None, Judgement | None]:
    """When: the time that a telling names; for an act of speech the day of the saying."""
    for one in group:
        inside = [t for t in scene.timexes if any(s.start < t.span.end and t.span.start < s.end for s in one.time) and t.type in ("DATE", "TIME") and t.earliest and t.latest]
        if inside:
            begin, end = (inside[0].earliest or "")[:10], (inside[-1].latest or "")[:10]
            value = written(begin, end, inside[0].granularity if len(inside) == 1 else None)
            return Dated(value, begin, end, "told"), Judgement("date", (), inside[0].rule or "time", f"“{inside[0].span.text}” is {value}", inside[0].score)
    if act is not None and act.date is not None:
        return act.date, Judgement("date", (), "saying", f"the day of the saying, {act.date.value}", 0.8)
    return None, None


def by_attribution(found: Sequence[Event]) -> Mapping[str, Event]:
    """Attribution id → the event that it is."""
    return {one.act_of: one for one in found if one.act_of is not None}
