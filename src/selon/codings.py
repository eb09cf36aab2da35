"""Events and sayings as the rows that analysts code by hand: PLOVER and CAMEO for events, the statements of discourse network analysis for sayings.

A row is flat: lists are joined by "; ", what is not known is empty. Offsets count Unicode code points of the article's text, half-open.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from . import ontology
from .model import Answer, Attribution, Entity, Event, Reading, Span

PLOVER = (
    "id article outlet url published date enddate actor actor_ids recipient recipient_ids event happening mode context quad_code cameo event_scale status reported_by reported_in "
    "event_loc loc_id loc_state latitude longitude trigger start end event_text confidence coder"
)
PLOVER_COLUMNS = tuple(PLOVER.split())
DNA = "id article outlet url date person organization concept agreement act form answers text start end confidence"
DNA_COLUMNS = tuple(DNA.split())
# How an answer stands to what it answers: in favour, against, neither.
AGREES: Mapping[str, str] = {"accepts": "1", "confirms": "1", "concedes": "1", "refuses": "0", "denies": "0", "retorts": "0"}
# Acts by which one says that the content does not hold, or that one does not want it.
AGAINST = frozenset(["deny", "refuse", "reject", "doubt", "criticise", "condemn"])
JOINT = "; "
# Types that PLOVER codes as a promise or a threat while they still lie ahead; talk that lies ahead is an agreement to it.
PROMISED = frozenset(["CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT"])
THREATENED = frozenset(["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"])


def plover_rows(reading: Reading) -> list[dict[str, str]]:
    """One row an event, with the field names of PLOVER 0.8 where it has one."""
    return [_plover(reading, one) for one in reading.events]


def plover_type(reading: Reading, one: Event) -> str:
    """The type that PLOVER gives an event: what its actor says he will do, or is ready to do, is AGREE or THREATEN, and cooperation denied is REJECT; else what happens."""
    told = next((a for a in reading.attributions if a.id == one.reported_in), None)
    own = told is not None and bool({*told.speakers, told.principal} & set(one.actors))
    if one.status == "planned" or (one.status == "hypothetical" and own):
        return "AGREE" if one.type in PROMISED else "THREATEN" if one.type in THREATENED else one.type
    return "REJECT" if one.status == "negated" and own and one.type in PROMISED else one.type


def _plover(reading: Reading, one: Event) -> dict[str, str]:
    article, trigger, where = reading.article, one.triggers[0], one.location
    told = next((a for a in reading.attributions if a.id == one.reported_in), None)
    block = article.block_at(trigger.start)
    coded = plover_type(reading, one)
    mode = one.mode if coded == one.type else None
    act = one.cameo if coded == one.type else ontology.cameo(coded, None, one.contexts, None)
    row: dict[str, object] = {
        "id": one.id,
        **_about(reading),
        "published": article.published,
        "date": one.date.earliest if one.date else None,
        "enddate": one.date.latest if one.date else None,
        "actor": _names(one.actors),
        "actor_ids": _ids(one.actors),
        "recipient": _names(one.recipients),
        "recipient_ids": _ids(one.recipients),
        "event": coded,
        "happening": one.type,
        "mode": mode,
        "context": JOINT.join(one.contexts),
        "quad_code": ontology.quad(coded),
        "cameo": act,
        "event_scale": ontology.score(coded, mode),
        "status": one.status,
        "reported_by": _names(told.speakers) if told else None,
        "reported_in": one.reported_in,
        "event_loc": where.name if where else JOINT.join(span.text for span in one.place),
        "loc_id": where.id if where else None,
        "loc_state": where.state if where else None,
        "latitude": where.latitude if where else None,
        "longitude": where.longitude if where else None,
        "trigger": JOINT.join(span.text for span in one.triggers),
        "start": trigger.start,
        "end": trigger.end,
        "event_text": " ".join(article.text[block.start : block.end].split()),
        "confidence": f"{one.confidence:.3f}",
        "coder": f"selon {reading.run.version} {reading.run.weights}",
    }
    return _written(row, PLOVER_COLUMNS)


def dna_rows(reading: Reading) -> list[dict[str, str]]:
    """One row a saying: who, for which organisation, which concept, for or against it.

    The concept of a saying is its content; that of an answer is the content of what it answers, which it accepts or refuses. agreement: 1, 0, or empty where the words do not tell.
    """
    answers = {one.answering: one for one in reading.answers}
    told = {one.id: one for one in reading.attributions}
    return [_dna(reading, one, answers.get(one.id), told) for one in reading.attributions]


def _dna(reading: Reading, one: Attribution, answer: Answer | None, told: Mapping[str, Attribution]) -> dict[str, str]:
    persons = [entity for entity in one.speakers if entity.kind == "person"]
    bodies = [entity for entity in (*one.speakers, *([one.principal] if one.principal else [])) if entity.kind != "person"]
    about = told[answer.answered] if answer else one
    agreement = AGREES.get(answer.how, "") if answer else "0" if one.act in AGAINST else "1"
    spans = one.content
    row: dict[str, object] = {
        "id": one.id,
        **_about(reading),
        "date": one.date.value if one.date else None,
        "person": _names(persons),
        "organization": _names(bodies) or (one.source.text if one.source and not persons else ""),
        "concept": _text(about.content),
        "agreement": agreement,
        "act": one.act,
        "form": one.form,
        "answers": answer.answered if answer else None,
        "text": _text(spans),
        "start": spans[0].start,
        "end": spans[-1].end,
        "confidence": f"{one.confidence:.3f}",
    }
    return _written(row, DNA_COLUMNS)


def _about(reading: Reading) -> dict[str, object]:
    article = reading.article
    return {"article": article.id, "outlet": article.outlet, "url": article.url}


def _names(entities: Sequence[Entity]) -> str:
    return JOINT.join(entity.name for entity in entities)


def _ids(entities: Sequence[Entity]) -> str:
    return JOINT.join(entity.id for entity in entities)


def _text(spans: Sequence[Span]) -> str:
    return " … ".join(" ".join(span.text.split()) for span in spans)


def _written(row: Mapping[str, object], columns: Sequence[str]) -> dict[str, str]:
    """Every column as text, in order. A cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    out = {}
    for name in columns:
        text = "" if row[name] is None else str(row[name])
        out[name] = "'" + text if text[:1] in ("=", "+", "-", "@") and not _number(text) else text
    return out


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def as_csv(rows: Sequence[Mapping[str, str]], columns: Sequence[str], header: bool) -> str:
    """Rows as comma-separated values (RFC 4180), with the names of the columns first where asked."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
