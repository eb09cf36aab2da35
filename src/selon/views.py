"""A reading as its user sees it: terminal, JSON, the gold's own fields, a page."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from itertools import pairwise
from typing import Any

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from . import ontology
from .media import chain
from .model import Answer, Attribution, Block, Dated, Entity, Event, Judgement, Place, Published, Reading, Span, Timex, Why
from .published import shown

SCHEMA = "selon-reading/1"
# Slots that take several spans in the record; `source` takes one or none.
LISTS = ("cue", "content", "medium", "addressee", "place", "time")
COLOURS = {
    "source": "bold cyan",
    "cue": "yellow",
    "content": "green",
    "medium": "magenta",
    "addressee": "blue",
    "relay": "bold red",
    "place": "bright_black",
    "time": "bright_black",
}


# JSON


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _entity(entity: Entity) -> dict[str, Any]:
    return {"id": entity.id, "kind": entity.kind, "name": entity.name}


def _judgement(one: Judgement) -> dict[str, Any]:
    return {"field": one.field, "entities": list(one.entities), "rule": one.rule, "reason": one.reason, "score": round(one.score, 3)}


def timex_record(one: Timex) -> dict[str, Any]:
    """One time expression in selon's own schema; see docs/records.md."""
    plain = {name: getattr(one, name) for name in ("type", "value", "earliest", "latest", "granularity", "basis", "rule", "reason")}
    spans = {name: _span(span) if (span := getattr(one, name)) else None for name in ("anchor", "signal")}
    return {"span": _span(one.span), **plain, **spans, "score": round(one.score, 3)}


def published_record(one: Published) -> dict[str, Any]:
    """The publication date in selon's own schema; see docs/records.md."""
    evidence = [each if isinstance(each, str) else _span(each) for each in one.evidence]
    plain = {name: getattr(one, name) for name in ("earliest", "latest", "basis", "stated")}
    return {**plain, "evidence": evidence, "others": [published_record(other) for other in one.others], "flags": list(one.flags)}


def attribution_record(one: Attribution) -> dict[str, Any]:
    """One attribution in selon's own schema; see docs/records.md."""
    return {
        "id": one.id,
        "source": _span(one.source) if one.source else None,
        **{slot: [_span(span) for span in getattr(one, slot)] for slot in LISTS},
        "relay": [_span(span) for span in one.relay],
        "form": one.form,
        "said": one.said,
        "act": one.act,
        "within": one.within,
        "block": one.block,
        "confidence": round(one.confidence, 3),
        "speakers": [_entity(entity) for entity in one.speakers],
        "principal": _entity(one.principal) if one.principal else None,
        "relays": [_entity(entity) for entity in one.relays],
        "occasion": one.occasion,
        "carrier": _entity(one.carrier) if one.carrier else None,
        "date": _dated(one.date),
        "judgements": [_judgement(each) for each in one.judgements],
        "why": _why(one.why),
    }


def event_record(one: Event) -> dict[str, Any]:
    """One event in selon's own schema; see docs/records.md."""
    spans = {name: [_span(span) for span in getattr(one, name)] for name in ("triggers", "actor", "recipient", "place", "time")}
    people = {name: [_entity(entity) for entity in getattr(one, name)] for name in ("actors", "recipients")}
    plain = {name: getattr(one, name) for name in ("id", "type", "mode", "cameo", "status", "reported_in", "act_of")}
    return {
        **plain,
        "quad": ontology.quad(one.type),
        "contexts": list(one.contexts),
        **spans,
        **people,
        "date": _dated(one.date),
        "location": _place(one.location),
        "confidence": round(one.confidence, 3),
        "judgements": [_judgement(each) for each in one.judgements],
        "why": _why(one.why),
    }


def answer_record(one: Answer) -> dict[str, Any]:
    """One answer in selon's own schema; see docs/records.md."""
    plain = {name: getattr(one, name) for name in ("answering", "answered", "event", "asked", "how", "ahead", "reason")}
    return {**plain, "words": [_span(span) for span in one.words], "score": round(one.score, 3)}


def _dated(date: Dated | None) -> dict[str, Any] | None:
    return {name: getattr(date, name) for name in ("value", "earliest", "latest", "basis")} if date else None


def _place(place: Place | None) -> dict[str, Any] | None:
    names = ("id", "kind", "name", "state", "latitude", "longitude", "granularity", "basis", "reason")
    return {name: getattr(place, name) for name in names} if place else None


def _why(why: Why) -> dict[str, Any]:
    return {"anchor": _span(why.anchor), "scores": {name: round(score, 3) for name, score in why.scores}, "rules": list(why.rules)}


def _block(block: Block) -> dict[str, Any]:
    return {"kind": block.kind, "start": block.start, "end": block.end, **({"repeats": block.repeats} if block.repeats is not None else {})}


def record(reading: Reading) -> dict[str, Any]:
    """A reading in selon's own schema; see docs/records.md."""
    article = reading.article
    about = {name: getattr(article, name) for name in ("id", "lang", "title", "outlet", "url", "section", "byline", "published", "modified")}
    return {
        "schema": SCHEMA,
        **about,
        "flags": list(article.flags),
        "text": article.text,
        "blocks": [_block(block) for block in article.blocks],
        "attributions": [attribution_record(one) for one in reading.attributions],
        "publication": published_record(reading.published),
        "timexes": [timex_record(one) for one in reading.timexes],
        "events": [event_record(one) for one in reading.events],
        "answers": [answer_record(one) for one in reading.answers],
        "places": {name: _place(place) for name, place in reading.places},
        "run": {"version": reading.run.version, "weights": reading.run.weights},
    }


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def gold_record(reading: Reading) -> dict[str, Any]:
    """The fields of `gold.py --jsonl`: offsets into the given text. Answers and events are not resolved yet: null."""
    article = reading.article
    numbers = {one.id: number for number, one in enumerate(reading.attributions, 1)}
    answered = {one.answering: numbers[one.answered] for one in reading.answers}
    quotes = []
    for number, one in enumerate(reading.attributions, 1):
        slots = {slot: _pairs(getattr(one, slot)) for slot in LISTS}
        fields: dict[str, Any] = {
            "form": one.form,
            "said": one.said,
            "act": one.act,
            "speaker": "; ".join(entity.name for entity in one.speakers) or None,
            "principal": one.principal.name if one.principal else None,
            "date": one.date.value if one.date else None,
            "relays": [entity.name for entity in one.relays],
            "answers": answered.get(one.id),
            "kind": one.form,
        }
        quotes.append({"n": number, "source": _pairs([one.source] if one.source else []), **slots, "relay": _pairs(one.relay), **fields, "confidence": round(one.confidence, 3)})
    return {
        **{name: getattr(article, name) for name in ("id", "lang", "outlet", "published", "section")},
        "text": article.text,
        "blocks": [{"kind": block.kind, "start": block.start, "end": block.end} for block in article.blocks],
        "quotes": quotes,
        "events": [gold_event(n, one, numbers) for n, one in enumerate(reading.events, 1)],
        "timexes": [{"span": [one.span.start, one.span.end], "type": one.type, "value": one.value} for one in reading.timexes],
    }


def gold_event(number: int, one: Event, numbers: Mapping[str, int]) -> dict[str, Any]:
    """An event as the gold writes it. numbers: attribution id → number."""
    return {
        "n": number,
        "trigger": _pairs(one.triggers),
        "type": one.type,
        "mode": one.mode,
        "actor": [entity.name for entity in one.actors],
        "recipient": [entity.name for entity in one.recipients],
        "date": one.date.value if one.date else None,
        "place": one.location.name if one.location else one.place[0].text if one.place else None,
        "status": one.status,
        "in": numbers[one.reported_in] if one.reported_in else None,
        "confidence": round(one.confidence, 3),
    }


def line(record_: dict[str, Any]) -> str:
    """One record as one line of JSON; a lone surrogate is written as its escape."""
    written = json.dumps(record_, ensure_ascii=False)
    try:
        written.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(record_)
    return written


# Terminal

# Code points shown on each side of an attribution, when its block is longer.
CONTEXT = 60
# Around the content, so that it shows where there are no colours.
OPEN, CLOSE = "▸", "◂"


def table(reading: Reading, why: bool = False) -> RenderableType:
    """A reading for the terminal: what the article is, then one row an attribution, with the quotation in its sentence."""
    article = reading.article
    head = " · ".join(
        part
        for part in (article.outlet, article.section, _day(reading.published), article.lang, f"{len(reading.attributions)} attributions", f"{len(reading.events)} events")
        if part
    )
    parts: list[RenderableType] = [Text(article.title or article.id, style="bold"), Text(head, style="dim")]
    parts += [Text(f"! {flag}", style="yellow") for flag in (*article.flags, *reading.published.flags)]
    rows = Table(show_lines=True, expand=True, header_style="bold", padding=(0, 1))
    rows.add_column("", justify="right", style="dim", no_wrap=True)
    rows.add_column("who", ratio=2)
    rows.add_column("said what", ratio=6)
    rows.add_column("how, to whom, where, when", ratio=3)
    numbers = {one.id: at for at, one in enumerate(reading.attributions, 1)}
    for at, one in enumerate(reading.attributions, 1):
        rows.add_row(str(at), _who(one), _sentence(reading, one), _how(reading, one, numbers, why))
    parts.append(rows if reading.attributions else Text("No attribution found."))
    if reading.events:
        parts.append(_events(reading, numbers, why))
    return Group(*parts)


# Letter before the number of an event, so that it is not taken for an attribution.
EVENT = "E"
STATUS_COLOURS = {"asserted": "green", "attributed": "cyan", "planned": "blue", "hypothetical": "yellow", "negated": "red", "historical": "bright_black"}


def _events(reading: Reading, numbers: Mapping[str, int], why: bool) -> Table:
    """The events, one row each: who to whom, the words that tell it, what it is."""
    rows = Table(show_lines=True, expand=True, header_style="bold", padding=(0, 1))
    rows.add_column("", justify="right", style="dim", no_wrap=True)
    rows.add_column("who → to whom", ratio=2)
    rows.add_column("did what", ratio=6)
    rows.add_column("what kind, where, when", ratio=3)
    for at, one in enumerate(reading.events, 1):
        rows.add_row(f"{EVENT}{at}", _parties(one), _telling(reading, one), _kind(one, numbers, why))
    return rows


def _parties(one: Event) -> Text:
    actors, recipients = ("; ".join(entity.name for entity in side) for side in (one.actors, one.recipients))
    return Text(f"{actors or '—'}" + (f"\n→ {recipients}" if recipients else ""), style=COLOURS["source"] if actors else "cyan")


def _telling(reading: Reading, one: Event) -> Text:
    """The first telling in its block, its trigger between OPEN and CLOSE; how often it is told again."""
    text, trigger = reading.article.text, one.triggers[0]
    block = reading.article.block_at(trigger.start)
    begin, end = max(block.start, trigger.start - 2 * CONTEXT), min(block.end, trigger.end + 2 * CONTEXT)
    out = Text("…" if begin > block.start else "")
    out.append(text[begin : trigger.start].replace("\n", " "), style="dim")
    out.append(OPEN + trigger.text + CLOSE, style="bold yellow")
    out.append(text[trigger.end : end].replace("\n", " "), style="dim")
    out.append("…" if end < block.end else "")
    more = [span.text for span in one.triggers[1:]]
    out.append(f"\ntold again: {', '.join(more)}" if more else "", style="dim")
    return out


def event_facts(one: Event, numbers: Mapping[str, int]) -> list[str]:
    """What is known of an event beside who and what, one line each. numbers: attribution id → number."""
    out = [one.type + (f", {one.mode}" if one.mode else "") + f" · CAMEO {one.cameo}"]
    out += [", ".join(one.contexts)] if one.contexts else []
    told = f", in {numbers[one.reported_in]}" if one.reported_in else ""
    out.append(f"{one.status}{told}  {one.confidence:.0%}")
    out += [f"is saying {numbers[one.act_of]}"] if one.act_of else []
    out += [f"on {one.date.value}"] if one.date else []
    out += [f"at {one.location.name if one.location else one.place[0].text}"] if one.place else []
    return out


def _kind(one: Event, numbers: Mapping[str, int], why: bool) -> Text:
    lines = event_facts(one, numbers)
    if why:
        lines += [f"{each.field}: {each.reason} [{each.rule} {each.score:.2f}]" for each in one.judgements]
        lines += [f"place: {one.location.reason} [{one.location.basis}]"] if one.location else []
        lines.append("found at: " + one.why.anchor.text + "; " + ", ".join(f"{name} {score:.2f}" for name, score in one.why.scores))
    out = Text("\n".join(lines))
    out.highlight_words([one.status], style=STATUS_COLOURS[one.status])
    return out


def exchanged(one: Answer, numbers: Mapping[str, int]) -> str:
    """An answer in words: "refuses the invitation of 4, before it was made". numbers: attribution id → number."""
    article = "the " + one.asked
    return f"{one.how} {article} of {numbers[one.answered]}" + (", given before it was said" if one.ahead else "")


def _day(one: Published) -> str | None:
    """The publication day with what it rests on, when that is not plain."""
    if one.earliest is None:
        return "date unknown"
    return shown(one) if one.basis in ("declared", "metadata") else f"{shown(one)} ({one.basis})"


def speaker(one: Attribution) -> str | None:
    """Those who speak, in one string."""
    return "; ".join(entity.name for entity in one.speakers) or None


def _who(one: Attribution) -> Text:
    """The speaker as resolved; under him the words of the text where they differ, and for whom he speaks."""
    said = one.source.text if one.source else None
    who = speaker(one)
    out = Text(who or said or "—", style=COLOURS["source"] if who else "cyan")
    if who and said and said != who:
        out.append(f"\n“{said}”", style="dim")
    if one.principal:
        out.append(f"\nfor {one.principal.name}", style="dim")
    return out


def _sentence(reading: Reading, one: Attribution) -> Text:
    """The attribution in its block, its content between OPEN and CLOSE, its parts coloured; far ends of a long block are cut off."""
    text = reading.article.text
    spans = sorted((span.start, span.end, slot) for slot, span in one.slots())
    block = reading.article.block_at(one.why.anchor.start)
    first, last = min(block.start, spans[0][0]), max(block.end, max(end for _, end, _ in spans))
    begin, end = max(first, spans[0][0] - CONTEXT), min(last, max(e for _, e, _ in spans) + CONTEXT)
    out = Text("…" if begin > first else "")
    edges = sorted({begin, end, *(edge for start, stop, _ in spans for edge in (start, stop))})
    for a, b in pairwise(edges):
        over = [slot for start, stop, slot in spans if start <= a and b <= stop]
        out.append(OPEN * ((a, "content") in {(start, slot) for start, _, slot in spans}), style=COLOURS["content"])
        out.append(text[a:b].replace("\n", " "), style=" ".join(COLOURS[slot] for slot in over) or "dim")
        out.append(CLOSE * ((b, "content") in {(stop, slot) for _, stop, slot in spans}), style=COLOURS["content"])
    out.append("…" if end < last else "")
    return out


def facts(reading: Reading, one: Attribution) -> list[str]:
    """What is known of how, when, to whom and through whom, one line each."""
    out = [f"on {one.date.value}" + ("" if one.date.basis == "told" else f" ({one.date.basis})")] if one.date else []
    medium = " · ".join(part for part in (one.occasion, one.carrier.name if one.carrier else None) if part)
    out += [f"medium: {span.text}" for span in one.medium]
    out += [f"  = {medium}"] if medium else []
    out += [f"to: {span.text}" for span in one.addressee]
    out += [f"via {chain(one.relays, reading.article.outlet)}"] if one.relays else []
    for name, spans in (("place", one.place), ("time", one.time)):
        out += [f"{name}: {span.text}" for span in spans]
    return out


def _how(reading: Reading, one: Attribution, numbers: dict[str, int], why: bool) -> Text:
    kind = f"{one.form}, {one.act}" + ("" if one.said == "said" else f", {one.said}") + f"  {one.confidence:.0%}"
    lines = [kind]
    if one.within:
        lines.append(f"inside {numbers[one.within]}")
    lines += [exchanged(each, numbers) for each in reading.answers if each.answering == one.id]
    lines += facts(reading, one)
    if why:
        lines += [f"{each.field}: {each.reason} [{each.rule} {each.score:.2f}]" for each in one.judgements]
        lines += [f"answers: {each.reason} [{each.score:.2f}]" for each in reading.answers if each.answering == one.id]
        lines.append("found at: " + one.why.anchor.text + "; " + ", ".join(f"{name} {score:.2f}" for name, score in one.why.scores))
        lines += [f"rules: {', '.join(one.why.rules)}"] if one.why.rules else []
    return Text("\n".join(lines))


def failure(name: str, error: Exception) -> str:
    """One line for an article that could not be read, as rich markup."""
    return f"[red]{escape(name)}[/red]: {escape(str(error))}"


# Page

STYLE = (resources.files("selon") / "reading.css").read_text(encoding="utf-8")


def html_fragment(reading: Reading) -> str:
    """The article marked up, with its attributions beside it, as one HTML element (for notebooks)."""
    article = reading.article
    about = " · ".join(
        html.escape(part) for part in (article.outlet, _day(reading.published), article.lang, f"{len(reading.attributions)} attributions", f"{len(reading.events)} events") if part
    )
    flags = "".join(f'<p class="flag">{html.escape(flag)}</p>' for flag in (*article.flags, *reading.published.flags))
    key = "".join(f'<mark class="{slot}">{slot}</mark>' for slot in (*COLOURS, "trigger"))
    blocks = "".join(f'<p class="{block.kind}">{_marked(reading, block)}</p>' for block in article.blocks)
    items = "".join(_item(at, one, reading) for at, one in enumerate(reading.attributions, 1))
    numbers = {one.id: at for at, one in enumerate(reading.attributions, 1)}
    done = "".join(_event_item(at, one, numbers) for at, one in enumerate(reading.events, 1))
    events = f'<h2>Events</h2><ul class="events">{done}</ul>' if done else ""
    return (
        f'<div class="selon" lang="{article.lang}"><style>{STYLE}</style><h1>{html.escape(article.title or article.id)}</h1>'
        f'<p class="about">{about}</p><p class="about key">{key}</p><div class="text">{flags}{blocks}</div><div><ol>{items}</ol>{events}</div></div>'
    )


def html_page(reading: Reading) -> str:
    """A standalone page: nothing is loaded from anywhere."""
    title = html.escape(reading.article.title or reading.article.id)
    head = f'<!doctype html><html lang="{reading.article.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>'
    return f'{head}<body style="margin:0">{html_fragment(reading)}</body></html>\n'.encode("utf-8", "replace").decode("utf-8")


def _marked(reading: Reading, block: Block) -> str:
    """A block with its overlapping spans: cut at every edge, each stretch carrying the classes of all that cover it."""
    slots = [(span, slot, str(at)) for at, one in enumerate(reading.attributions, 1) for slot, span in one.slots()]
    slots += [(span, "trigger", f"{EVENT}{at}") for at, one in enumerate(reading.events, 1) for span in one.triggers]
    spans = [(span.start, span.end, slot, at) for span, slot, at in slots if span.start < block.end and span.end > block.start]
    edges = sorted({block.start, block.end, *(min(max(edge, block.start), block.end) for start, end, _, _ in spans for edge in (start, end))})
    return "".join(_stretches(reading.article.text, edges, spans))


def _stretches(text: str, edges: Sequence[int], spans: Sequence[tuple[int, int, str, str]]) -> Iterator[str]:
    for first, last in pairwise(edges):
        over = [(slot, at) for start, end, slot, at in spans if start <= first and end >= last]
        for at in sorted({at for start, _, slot, at in spans if start == first and slot in ("content", "trigger")}, key=lambda at: (at[:1] == EVENT, int(at.lstrip(EVENT)))):
            yield f'<sup><a href="#a{at}">{at}</a></sup>'
        written = html.escape(text[first:last])
        if not over:
            yield written
            continue
        classes = sorted({slot for slot, _ in over}) + (["nested"] if sum(slot == "content" for slot, _ in over) > 1 else [])
        told = ", ".join(f"{slot} of {at}" for slot, at in over)
        yield f'<mark class="{" ".join(classes)}" title="{told}">{written}</mark>'


def _item(at: int, one: Attribution, reading: Reading) -> str:
    who = html.escape(speaker(one) or (one.source.text if one.source else "")) or "<i>no source named</i>"
    what = " … ".join(html.escape(span.text) for span in one.content)
    more = [f"{one.form}, {one.act}" + ("" if one.said == "said" else f", {one.said}"), f"confidence {one.confidence:.0%}"]
    more += [f"for {html.escape(one.principal.name)}"] if one.principal else []
    numbers = {other.id: n for n, other in enumerate(reading.attributions, 1)}
    more += [html.escape(exchanged(each, numbers)) for each in reading.answers if each.answering == one.id]
    more += [html.escape(line.strip(" =")) for line in facts(reading, one)]
    if one.within:
        more.append(f"inside {numbers[one.within]}")
    scores = ", ".join(f"{name} {score:.2f}" for name, score in one.why.scores)
    rules = f"; rules: {', '.join(one.why.rules)}" if one.why.rules else ""
    judged = "; ".join(f"{each.field}: {each.reason}" for each in one.judgements)
    why = html.escape(f"{judged}; found at “{one.why.anchor.text}”; {scores}{rules}")
    return f'<li id="a{at}"><b>{who}</b>: {what}<br><small>{" · ".join(more)}<br><span title="{why}">why?</span></small></li>'


def _event_item(at: int, one: Event, numbers: Mapping[str, int]) -> str:
    actors, recipients = ("; ".join(html.escape(entity.name) for entity in side) for side in (one.actors, one.recipients))
    who = (actors or "<i>nobody told</i>") + (f" → {recipients}" if recipients else "")
    what = ", ".join(html.escape(span.text) for span in one.triggers)
    more = " · ".join(html.escape(line) for line in event_facts(one, numbers))
    judged = "; ".join(f"{each.field}: {each.reason}" for each in one.judgements)
    return f'<li id="a{EVENT}{at}" class="{one.status}"><b>{EVENT}{at} {who}</b>: {what}<br><small>{more}<br><span title="{html.escape(judged)}">why?</span></small></li>'
