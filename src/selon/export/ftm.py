"""FollowTheMoney entities, one a line, for Aleph and its kin: articles, who speaks, and a Mention for each time one does.

Schemata and properties are those of FollowTheMoney 4: Article, Person, Organization, PublicBody (a state as well), Mention. Ids are made of the archive's keys,
so that the same export twice gives the same entities.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator
from hashlib import sha1
from typing import Any, BinaryIO

from ..store.kept import Kept, key_of
from ..store.rows import entity_key

SCHEMATA = {"person": "Person", "outlet": "Organization", "organisation": "Organization", "institution": "PublicBody", "state": "PublicBody", "platform": "Organization"}
# Parties already written, so that each is written about once and memory does not grow.
REMEMBERED = 50_000


def write(some: Iterator[Kept], out: BinaryIO) -> int:
    """Write entities; how many."""
    written: OrderedDict[str, None] = OrderedDict()
    count = 0
    for kept in some:
        for node in entities(kept):
            if node["schema"] != "Mention" and node["schema"] != "Article":
                if node["id"] in written:
                    continue
                written[node["id"]] = None
                if len(written) > REMEMBERED:
                    written.popitem(last=False)
            out.write(json.dumps(node, ensure_ascii=True).encode() + b"\n")
            count += 1
    return count


def _id(told: str) -> str:
    return sha1(told.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def entities(kept: Kept) -> Iterator[dict[str, Any]]:
    """The entities of one article."""
    article = kept.reading.article
    here = _id(f"article|{kept.key}")
    told = {"title": article.title, "sourceUrl": article.url, "publishedAt": (article.published or "")[:10] or None, "publisher": article.outlet, "author": article.byline}
    yield _entity(here, "Article", {**told, "language": {"fr": "fra", "en": "eng"}.get(article.lang), "bodyText": article.text, "contentHash": None})
    for one in kept.reading.attributions:
        for who in one.speakers:
            if who.kind not in SCHEMATA:
                continue
            party = _id(f"entity|{entity_key(who)}")
            yield _entity(party, SCHEMATA[who.kind], {"name": who.name, "country": who.id.lower() if who.kind == "state" and len(who.id) == 2 else None})
            words = " … ".join(span.text for span in one.content)
            mention = {"document": here, "resolved": party, "name": who.name, "detectedSchema": SCHEMATA[who.kind], "date": one.date.earliest if one.date else None}
            yield _entity(_id(f"mention|{key_of(kept.key, one.id)}|{party}"), "Mention", {**mention, "summary": words[:2000], "description": f"{one.act} ({one.form})"})


def _entity(made: str, schema: str, fields: dict[str, str | None]) -> dict[str, Any]:
    return {"id": made, "schema": schema, "properties": {name: [value.encode("utf-8", "replace").decode()] for name, value in fields.items() if value}}
