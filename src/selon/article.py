"""Bytes, text, a page or a record → Article."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from . import blocks as plain
from .errors import BadRecord, EmptyArticle, NotText, SettingError, TooLong
from .language import codes, identify, language
from .model import Article, Block

# Code points; the longest pieces of the press run to some 100,000. More is a dump or an attack, and would take minutes.
LONGEST = 1_000_000
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
FOREIGN = ((b"%PDF", "a PDF file"), (b"PK\x03\x04", "a zip archive or office file"), (b"\x89PNG", "a PNG image"), (b"\xff\xd8\xff", "a JPEG image"), (b"\x1f\x8b", "a gzip file"))
MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|article|div|p)\b", re.IGNORECASE)
DECLARED = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
# Control characters that text may hold: tab, line ends, form feed, next line.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
CONTROL_SHARE = 0.01
KINDS = frozenset(["outlet", "title", "subtitle", "section", "caption", "credit", "byline", "dateline", "subhead", "p", "quote", "note"])
FIELDS = ("url", "section", "title", "byline", "outlet", "published", "modified")


@dataclass(frozen=True, slots=True)
class Declared:
    """What the caller knows of an article; it goes before what the article says. None: not known.

    published: ISO 8601, day or time with zone.
    """

    id: str | None = None
    lang: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if self.lang is not None and self.lang not in codes():
            raise SettingError(f"language {self.lang!r} is not read; selon reads {', '.join(codes())}")
        if self.published is not None:
            _dated(self.published)


def _dated(value: str) -> None:
    try:
        datetime.fromisoformat(value) if len(value) > len("2023-05-28") else date.fromisoformat(value)
    except ValueError:
        raise SettingError(f"published {value!r} is no ISO 8601 date; write 2023-05-28 or 2023-05-28T21:14:00+02:00") from None


NOTHING = Declared()


def decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Bytes as text, with flags for what was odd. Raises NotText, EmptyArticle, TooLong."""
    if len(raw) > 4 * LONGEST:
        raise TooLong(f"{len(raw):,} bytes; one article may have at most {LONGEST:,} characters: split the file into articles")
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise EmptyArticle(f"nothing to read: {len(raw)} bytes, all of them white space or a byte order mark")
    for magic, name in FOREIGN:
        if raw.startswith(magic):
            raise NotText(f"this is {name}, not text; selon reads plain text, HTML and JSON Lines")
    for bom, codec in BOMS:
        if raw.startswith(bom):
            return _strictly(raw, codec), ()
    declared = DECLARED.search(raw[:4096])
    for codec in dict.fromkeys(("utf-8", declared[1].decode("ascii").lower() if declared else "utf-8")):
        try:
            return _checked(raw.decode(codec)), ()
        except (UnicodeDecodeError, LookupError):
            continue
    text = _checked(raw.decode("cp1252", "replace"))
    return text, ("the bytes are not UTF-8; read as windows-1252",)


def _strictly(raw: bytes, codec: str) -> str:
    try:
        return _checked(raw.decode(codec))
    except UnicodeDecodeError as error:
        raise NotText(f"the byte order mark says {codec}, but byte {error.start} does not fit it") from error


def _checked(text: str) -> str:
    strange = len(CONTROL.findall(text[:100_000]))
    if strange > CONTROL_SHARE * min(len(text), 100_000):
        raise NotText(f"{strange} control characters among the first {min(len(text), 100_000):,}: these are no bytes of a text; selon reads plain text, HTML and JSON Lines")
    return text


def from_bytes(raw: bytes, declared: Declared = NOTHING, markup: bool | None = None) -> Article:
    """An article from the bytes of a file. markup: whether it is HTML; None: look."""
    text, flags = decoded(raw)
    if markup is None:
        markup = looks_like_markup(text)
    article = from_html(text, declared) if markup else from_text(text, declared)
    return replace(article, flags=flags + article.flags)


def looks_like_markup(text: str) -> bool:
    """Whether a text begins as a page does."""
    return text.lstrip().startswith("<") and MARKUP.search(text[:2000]) is not None


def _sized(text: str) -> None:
    if len(text) > LONGEST:
        raise TooLong(f"{len(text):,} characters; one article may have at most {LONGEST:,}: split it into articles")
    if not any(character.isalnum() for character in text):
        raise EmptyArticle(f"nothing to read: {len(text)} characters, no letter or digit among them")


def from_text(text: str, declared: Declared = NOTHING) -> Article:
    """An article from plain text, which is kept as it is, to the last space. Raises ArticleError."""
    _sized(text)
    lang = declared.lang or identify(text)
    found = plain.find(text, language(lang))
    article = _made(text, lang, found, declared, {})
    return replace(article, flags=_odd(article))


def from_html(markup: str, declared: Declared = NOTHING) -> Article:
    """An article from a page: its canonical text is made here, one blank line between blocks. Raises ArticleError."""
    from . import page

    _sized(markup)
    found = page.parse(markup, declared.url)
    text, laid = _laid(found.blocks)
    _sized(text)
    lang = declared.lang or identify(text)
    said = {field: getattr(found, field) for field in FIELDS}
    article = _made(text, lang, plain.twice(text, laid), declared, said)
    return replace(article, flags=found.flags + _odd(article))


def _laid(parts: tuple[tuple[str, str], ...]) -> tuple[str, list[Block]]:
    out, at = [], 0
    for kind, text in parts:
        out.append(Block(kind, at, at + len(text)))
        at += len(text) + 2
    return "\n\n".join(text for _, text in parts), out


def from_record(record: Mapping[str, Any], declared: Declared = NOTHING) -> Article:
    """An article from one object of JSON Lines: {"id", "text", "published"?, "outlet"?, "lang"?, "url"?, "section"?, "blocks"?}. Raises ArticleError."""
    text = record.get("text")
    if not isinstance(text, str):
        raise BadRecord(f'a record needs "text", a string; this one has {", ".join(sorted(map(str, record))) or "nothing"}')
    _sized(text)
    known = {field: _field(record, field) for field in ("id", "lang", "outlet", "published", "url")}
    try:
        merged = Declared(**{field: getattr(declared, field) or known[field] for field in known})
    except SettingError as error:
        raise BadRecord(f"record {known['id']!r}: {error}") from None
    lang = merged.lang or identify(text)
    given = _blocks(record.get("blocks"), text)
    article = _made(text, lang, plain.twice(text, given) if given else plain.find(text, language(lang)), merged, {f: _field(record, f) for f in FIELDS})
    return replace(article, flags=_odd(article))


def _field(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    return None if value is None or value == "" else str(value)


def _blocks(given: object, text: str) -> list[Block]:
    """Blocks that a record declares, or none when any of them does not fit its text."""
    if not isinstance(given, list):
        return []
    try:
        out = [Block(str(b["kind"]), int(b["start"]), int(b["end"])) for b in given]
    except (TypeError, KeyError, ValueError):
        return []
    edges = [0, *(edge for block in out for edge in (block.start, block.end)), len(text)]
    fit = edges == sorted(edges) and all(block.kind in KINDS and block.start < block.end for block in out)
    return out if fit else []


def from_line(line: str, declared: Declared = NOTHING) -> Article:
    """An article from one line of JSON Lines. Raises ArticleError."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise BadRecord(f"this line is no JSON ({error}); each line of JSON Lines holds one object") from None
    if not isinstance(record, dict):
        raise BadRecord(f'this line holds {type(record).__name__}, not an object with "text"')
    return from_record(record, declared)


def _made(text: str, lang: str, found: tuple[Block, ...], declared: Declared, said: Mapping[str, str | None]) -> Article:
    def told(kind: str) -> str | None:
        block = next((b for b in found if b.kind == kind), None)
        return text[block.start : block.end] if block else None

    return Article(
        id=declared.id or sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        text=text,
        lang=lang,
        blocks=found,
        title=said.get("title") or told("title"),
        outlet=declared.outlet or said.get("outlet") or told("outlet"),
        url=declared.url or said.get("url"),
        section=said.get("section") or told("section"),
        byline=said.get("byline") or told("byline"),
        published=declared.published or said.get("published"),
        modified=said.get("modified"),
    )


def _odd(article: Article) -> tuple[str, ...]:
    """What a reader of the records should know of the text."""
    out = []
    if not any(block.kind in ("p", "quote", "subtitle") for block in article.blocks):
        out.append("nothing but a headline")
    if any("\ud800" <= character <= "\udfff" for character in article.text):
        out.append("the text holds lone surrogates, which no encoding writes")
    if "\ufffd" in article.text:
        out.append("the text holds characters that an earlier program could not read")
    return tuple(out)
