"""A web page → its article: the body by trafilatura, and by a pass of our own what that drops (captions, byline, date with its zone)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from .errors import NoArticle

ARTICLE_TYPES = frozenset(
    {"NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "LiveBlogPosting", "BlogPosting", "BackgroundNewsArticle"}
)
# Fewer words than this in the body and there is no article, only its headline.
LEAST_WORDS = 15


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of its article. blocks: (kind, text) in reading order; dates: ISO 8601 as the page gives them, zone included."""

    blocks: tuple[tuple[str, str], ...]
    title: str | None
    outlet: str | None
    url: str | None
    section: str | None
    byline: str | None
    published: str | None
    modified: str | None
    lang: str | None
    flags: tuple[str, ...]


def parse(markup: str, url: str | None = None) -> Page:
    """Read a page; raises NoArticle when it holds none."""
    tree = _tree(markup)
    data, meta = _json_ld(tree), _meta(tree)
    title = _first(_text(data.get("headline")), _heading(tree), meta.get("og:title"))
    byline = _first(_names(data.get("author")), _byline(tree), meta.get("author"), meta.get("article:author"))
    body, guessed = _body(markup, url)
    published = _first(_text(data.get("datePublished")), meta.get("article:published_time"), meta.get("og:article:published_time"), _time(tree))
    flags = []
    if published is None and guessed:
        published = guessed
        flags.append(f"the page declares no date; {guessed} was guessed from its text and address")
    captions = _captions(tree)
    blocks = _ordered(title, byline, captions, body)
    if sum(len(text.split()) for kind, text in blocks if kind in ("p", "quote", "subtitle")) < LEAST_WORDS:
        if title is None or len(title.split()) < 3:
            raise NoArticle("no article in this page: no body text and no headline were found; selon reads pages that hold one article")
        flags.append("nothing but a headline was found in this page")
    return Page(
        tuple(blocks),
        title,
        _first(_names(data.get("publisher")), meta.get("og:site_name"), meta.get("application-name")),
        _first(_text(data.get("url")), meta.get("og:url"), url),
        _first(_names(data.get("articleSection")), meta.get("article:section")),
        byline,
        published,
        _first(_text(data.get("dateModified")), meta.get("article:modified_time")),
        _language(tree),
        tuple(flags),
    )


def _tree(markup: str) -> Any:
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        tree = lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoArticle(f"no article in this page: it cannot be parsed as HTML ({error})") from error
    return tree


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _clean(text: str | None) -> str | None:
    """White space put in order, no-break spaces kept (they belong to French typography)."""
    if not text:
        return None
    return " ".join(part for part in text.replace("\u200b", "").split(" ") if part.strip("\t\r\n")).replace("\n", " ").strip() or None


def _text(value: object) -> str | None:
    return _clean(value) if isinstance(value, str) else None


def _names(value: object) -> str | None:
    """A name, an object that has one, or several of either."""
    if isinstance(value, list):
        return ", ".join(name for name in map(_names, value) if name) or None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _json_ld(tree: Any) -> dict[str, Any]:
    """The first object of the page's JSON-LD that is an article; empty when there is none."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            loaded = json.loads(script.text_content(), strict=False)
        except ValueError:
            continue
        for item in _objects(loaded):
            kinds = item.get("@type")
            if ARTICLE_TYPES.intersection(kinds if isinstance(kinds, list) else [kinds]):
                return item
    return {}


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.get("@graph", []) if isinstance(value.get("@graph"), list) else ():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


def _meta(tree: Any) -> dict[str, str]:
    out: dict[str, str] = {}
    for tag in tree.xpath("//meta[@content]"):
        key = tag.get("property") or tag.get("name")
        value = _clean(tag.get("content"))
        if key and value:
            out.setdefault(key.lower(), value)
    return out


def _heading(tree: Any) -> str | None:
    found = tree.xpath("//h1")
    return _clean(found[0].text_content()) if found else None


def _byline(tree: Any) -> str | None:
    for tag in tree.xpath("//*[@itemprop='author' or @rel='author' or contains(@class, 'byline') or contains(@class, 'author')]")[:5]:
        text = _clean(tag.text_content())
        if text and len(text) < 120:
            return text
    return None


def _time(tree: Any) -> str | None:
    found = tree.xpath("//article//time[@datetime] | //header//time[@datetime] | //time[@datetime and @pubdate]")
    return _clean(found[0].get("datetime")) if found else None


def _language(tree: Any) -> str | None:
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return declared[:2].lower() or None


def _captions(tree: Any) -> list[str]:
    """Every caption under a picture, once each, in order."""
    scope = tree.xpath("//article//figcaption | //main//figcaption") or tree.xpath("//figcaption")
    found = (_clean(" ".join(tag.text_content().split())) for tag in scope)
    return list(dict.fromkeys(text for text in found if text))


def _body(markup: str, url: str | None) -> tuple[list[tuple[str, str]], str | None]:
    """The blocks of the body, and the date that trafilatura guesses."""
    import trafilatura

    found = trafilatura.bare_extraction(markup, url=url, with_metadata=True, include_comments=False, include_tables=False)
    if found is None or found.body is None:
        return [], None
    blocks: list[tuple[str, str]] = []
    for element in found.body:
        kind = {"head": "subhead", "quote": "quote"}.get(str(element.tag), "p")
        parts = [element] if element.tag in ("p", "head") else list(element) or [element]
        for part in parts:
            text = _clean(" ".join("".join(part.itertext()).split("\n")))
            if text:
                blocks.append((kind, text))
    return blocks, found.date


def _ordered(title: str | None, byline: str | None, captions: list[str], body: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Title, captions, byline, body: each once, though the page may tell some of them again inside its body."""
    out = [("title", title)] if title else []
    seen = {title}
    told = {text for _, text in body}
    for kind, text in [*(("caption", c) for c in captions), *([("byline", byline)] if byline and byline not in told else []), *body]:
        if text not in seen or kind == "p":
            out.append((kind, text))
        seen.add(text)
    return out
