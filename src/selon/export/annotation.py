"""W3C Web Annotations (REC-annotation-model-20170223): one a line, an attribution each, anchored by position and by quotation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ..model import Article, Attribution, Entity, Span
from ..store.kept import Kept, key_of

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
# Code points before and after a quotation by which it is found again.
AROUND = 32


def write(some: Iterator[Kept], out: BinaryIO) -> int:
    """Write annotations; how many."""
    count = 0
    for kept in some:
        for one in kept.reading.attributions:
            out.write(json.dumps(annotation(kept, one), ensure_ascii=True).encode() + b"\n")
            count += 1
    return count


def annotation(kept: Kept, one: Attribution) -> dict[str, Any]:
    """An attribution as an annotation. Offsets of TextPositionSelector count code points, as the recommendation asks."""
    article, run = kept.reading.article, kept.reading.run
    return {
        "@context": CONTEXT,
        "id": f"urn:selon:{key_of(kept.key, one.id)}",
        "type": "Annotation",
        "motivation": "identifying",
        "creator": {"id": f"urn:selon:run:{run.version}:{run.weights}", "type": "Software", "name": f"selon {run.version}"},
        "generated": kept.added,
        "body": [*_described(one), *_slots(one)],
        "target": [_target(article, kept.key, span) for span in one.content or one.cue],
    }


def _described(one: Attribution) -> list[dict[str, Any]]:
    told = [_tag("form", one.form), _tag("act", one.act), *([_tag("day", one.date.value)] if one.date else [])]
    parties = [("speaker", who) for who in one.speakers] + ([("principal", one.principal)] if one.principal else []) + [("relay", who) for who in one.relays]
    return told + [_identified(role, who) for role, who in parties]


def _tag(name: str, value: str) -> dict[str, Any]:
    return {"type": "TextualBody", "purpose": "tagging", "value": f"{name}:{value}", "format": "text/plain"}


def _identified(role: str, who: Entity) -> dict[str, Any]:
    return {"type": "SpecificResource", "purpose": "identifying", "source": {"id": f"urn:selon:entity:{who.id}", "type": who.kind, "name": who.name}, "role": role}


def _slots(one: Attribution) -> list[dict[str, Any]]:
    """Words of the other slots with their offsets."""
    return [
        {"type": "TextualBody", "purpose": "describing", "value": f"{slot}: {span.text}", "format": "text/plain", "selector": _position(span)}
        for slot, span in one.slots()
        if slot != "content"
    ]


def _position(span: Span) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": span.start, "end": span.end}


def _target(article: Article, key: str, span: Span) -> dict[str, Any]:
    text = article.text
    quote = {"type": "TextQuoteSelector", "exact": span.text, "prefix": text[max(0, span.start - AROUND) : span.start], "suffix": text[span.end : span.end + AROUND]}
    return {"source": article.url or f"urn:selon:article:{key}", "selector": [_position(span), quote]}
