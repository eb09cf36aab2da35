"""RSS, Atom and JSON feeds → the articles that they list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from ..errors import Damaged, NotAllowed
from .found import Failed

MARKS = (b"<rss", b"<feed", b"<rdf:rdf")
JSON_FEED = b"jsonfeed.org/version"
TITLE = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a feed. published: ISO 8601 with zone, None when not told. text: what the feed holds of it, as HTML. sign: changes when the feed's entry does."""

    url: str
    sign: str
    title: str | None = None
    published: str | None = None
    text: str = ""


def is_feed(head: bytes, kind: str) -> bool:
    """Whether an answer is a feed, by its first bytes (small letters) and its declared kind."""
    if head.startswith((b"<!doctype html", b"<html")):
        return False
    return any(mark in head for mark in MARKS) or (JSON_FEED in head.replace(b"\\/", b"/")) or "rss" in kind or "atom" in kind or "feed+json" in kind


def items(body: bytes, url: str, origin: str) -> Iterator[Item | Failed]:
    """The articles of a feed, in its order; what is wrong with an entry, or with the whole, comes as a failure. url: of the feed; origin: what it is called."""
    if body.lstrip()[:1] == b"{":
        yield from _json(body, url, origin)
        return
    if (wrong := _refused(body)) is not None:
        yield Failed(origin, wrong)
        return
    import feedparser

    told = feedparser.parse(body, resolve_relative_uris=False, sanitize_html=False)
    if not told.entries and not told.version:
        yield Failed(origin, Damaged(f"this feed cannot be read ({str(told.get('bozo_exception', 'no entries'))[:150]})"))
        return
    for number, one in enumerate(told.entries, 1):
        text = max((part.get("value", "") for part in one.get("content", [])), key=len, default="") or one.get("summary", "")
        yield _item(one, _link(one), url, (number, origin), text)
    if told.bozo and isinstance(told.bozo_exception, SAXException):
        yield Failed(f"{origin}#end", Damaged(f"the feed is broken ({str(told.bozo_exception)[:150]}); the {len(told.entries)} entries before it are kept"))


def _refused(body: bytes) -> NotAllowed | None:
    """A feed that declares entities is an attack or a mistake, and is not parsed."""
    from defusedxml import DefusedXmlException, sax

    try:
        sax.parseString(body, ContentHandler(), forbid_dtd=True)
    except DefusedXmlException:
        return NotAllowed("this feed declares a document type or entities, which no feed needs and which can be an attack")
    except (SAXException, ValueError):
        return None
    return None


def _link(one: Mapping[str, Any]) -> str | None:
    """Where the article stands: its own link, else an identifier that is an address."""
    link = next((each.get("href") for each in one.get("links", []) if each.get("rel", "alternate") == "alternate" and each.get("href")), None) or one.get("link")
    return link or (one.get("id") if str(one.get("id", "")).startswith(("http://", "https://")) else None)


def _item(one: dict[str, Any], link: str | None, url: str, at: tuple[int, str], text: str) -> Item | Failed:
    if not link:
        return Failed(f"{at[1]}#{at[0]}", Damaged(f"entry {at[0]} of the feed has no link: {str(one.get('title', ''))[:80]!r}"))
    moment = dict.get(one, "published_parsed") or dict.get(one, "updated_parsed")
    told = str(dict.get(one, "updated") or dict.get(one, "published") or one.get("id") or "")
    sign = sha256(f"{told}|{one.get('title', '')}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Item(urljoin(url, str(link).strip()), sign, str(one.get("title", ""))[:TITLE] or None, _iso(moment), text)


def _iso(moment: Any) -> str | None:
    """A time that feedparser brought to UTC."""
    try:
        return datetime(*moment[:6]).replace(tzinfo=UTC).isoformat() if moment else None
    except (ValueError, TypeError):
        return None


def _json(body: bytes, url: str, origin: str) -> Iterator[Item | Failed]:
    try:
        told = json.loads(body)
        listed = told["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        yield Failed(origin, Damaged(f"this JSON feed cannot be read ({type(error).__name__}: {str(error)[:100]})"))
        return
    for number, one in enumerate(listed if isinstance(listed, list) else [], 1):
        if not isinstance(one, dict):
            yield Failed(f"{origin}#{number}", Damaged(f"item {number} of the feed is no object"))
            continue
        link = one.get("url") or one.get("external_url") or (one.get("id") if str(one.get("id", "")).startswith("http") else None)
        dated = {"title": one.get("title") or "", "updated": one.get("date_modified") or one.get("date_published"), "id": one.get("id")}
        made = _item(dated, link, url, (number, origin), str(one.get("content_html") or one.get("content_text") or ""))
        published = _day(one.get("date_published"))
        yield made if isinstance(made, Failed) else Item(made.url, made.sign, made.title, published, made.text)


def _day(told: object) -> str | None:
    try:
        return datetime.fromisoformat(str(told)).isoformat() if told else None
    except ValueError:
        return None
