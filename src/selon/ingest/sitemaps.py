"""Sitemaps and news sitemaps → the pages that they list."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from ..errors import Damaged, NotAllowed
from . import compressed
from .compressed import DOCUMENT
from .feeds import Item

# What the protocol lets one sitemap hold.
MOST = 50_000
MARKS = (b"<urlset", b"<sitemapindex")


def is_sitemap(body: bytes) -> bool:
    """Whether an answer is a sitemap, packed or not."""
    return body.startswith(compressed.GZIP) or any(mark in body[:2000].lower() for mark in MARKS)


def read(body: bytes, url: str) -> tuple[list[Item], list[str]]:
    """The pages and the further sitemaps that one lists. Raises Damaged, NotAllowed, TooLong."""
    from defusedxml import DefusedXmlException, ElementTree

    stream = compressed.stream(io.BytesIO(body))
    raw = compressed.capped(stream, DOCUMENT)
    if stream.damage is not None:
        raise stream.damage
    try:
        tree = ElementTree.fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise NotAllowed("this sitemap declares a document type, which none needs and which can be an attack") from None
    except ElementTree.ParseError as error:
        raise Damaged(f"this sitemap cannot be read ({error}): {url[:100]}") from error
    children = [one for one in tree if _bare(one.tag) in ("url", "sitemap")][:MOST]
    maps = [address for one in children if _bare(one.tag) == "sitemap" and (address := _text(one, "loc"))]
    return [made for one in children if _bare(one.tag) == "url" and (made := _page(one))], maps


def _bare(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _text(one: Any, name: str) -> str | None:
    found = next((each for each in one.iter() if _bare(each.tag) == name and each.text), None)
    return found.text.strip() if found is not None else None


def _page(one: Any) -> Item | None:
    address = _text(one, "loc")
    if not address:
        return None
    changed, published = _text(one, "lastmod"), _text(one, "publication_date")
    return Item(address, changed or published or "listed", _text(one, "title"), published if published and _iso(published) else None)


def _iso(told: str) -> bool:
    try:
        datetime.fromisoformat(told)
    except ValueError:
        return False
    return True
