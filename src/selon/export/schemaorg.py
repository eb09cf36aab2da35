"""schema.org as JSON-LD: each article a NewsArticle, its direct and mixed attributions Quotations, the others Statements, one graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from ..model import Attribution, Entity
from ..store.kept import Kept, key_of

KINDS = {
    "person": "Person",
    "outlet": "NewsMediaOrganization",
    "state": "Country",
    "institution": "GovernmentOrganization",
    "organisation": "Organization",
    "platform": "Organization",
}


def write(some: Iterator[Kept], out: BinaryIO) -> int:
    """Write one graph; how many attributions."""
    count = 0
    out.write(b'{"@context": "https://schema.org", "@graph": [')
    for number, kept in enumerate(some):
        nodes = [article(kept), *(quotation(kept, one) for one in kept.reading.attributions)]
        out.write((b",\n" if number else b"\n") + ",\n".join(json.dumps(node, ensure_ascii=True) for node in nodes).encode())
        count += len(nodes) - 1
    out.write(b"\n]}\n")
    return count


def _told(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def article(kept: Kept) -> dict[str, Any]:
    """An article."""
    one = kept.reading.article
    publisher = {"@type": "NewsMediaOrganization", "name": one.outlet} if one.outlet else None
    told = {"headline": one.title, "url": one.url, "inLanguage": one.lang, "datePublished": one.published, "dateModified": one.modified, "articleSection": one.section}
    return _told({"@type": "NewsArticle", "@id": f"urn:selon:article:{kept.key}", **told, "publisher": publisher, "author": one.byline})


def quotation(kept: Kept, one: Attribution) -> dict[str, Any]:
    """An attribution."""
    return _told(
        {
            "@type": "Statement" if one.form == "indirect" else "Quotation",
            "@id": f"urn:selon:{key_of(kept.key, one.id)}",
            "text": " … ".join(span.text for span in one.content),
            "inLanguage": kept.reading.article.lang,
            "creator": [_party(who) for who in one.speakers],
            "sourceOrganization": _party(one.principal) if one.principal else None,
            "dateCreated": one.date.value if one.date and "/" not in one.date.value else None,
            "temporalCoverage": one.date.value if one.date and "/" in one.date.value else None,
            "isPartOf": {"@id": f"urn:selon:article:{kept.key}"},
            "contributor": [_party(who) for who in one.relays],
            "genre": one.act,
        }
    )


def _party(who: Entity) -> dict[str, Any]:
    return {"@type": KINDS.get(who.kind, "Thing"), "@id": f"urn:selon:entity:{who.id}", "name": who.name}
