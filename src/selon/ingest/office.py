"""PDF, DOCX, EML → text with what can be trusted of their metadata.

When a file was made is not when the article came out: dates of PDF and DOCX files are left alone, but for the publication date that publishers write (PRISM). A title in the
metadata counts only if the text begins with it: most are of the template. The Date of a mail is when it was sent, its From who sent it.
"""

from __future__ import annotations

import email
import io
import logging
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from zipfile import BadZipFile

from .. import article
from ..article import LONGEST, Declared
from ..errors import ArticleError, Damaged, EmptyArticle, NotText, SettingError, TooLong
from ..model import Article
from . import compressed
from .compressed import DOCUMENT

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Characters of a text layer on a page under which it is taken for a picture, and the share of letters and digits under which its fonts do not tell their characters.
LEAST, LETTERS = 20, 0.5
# Lines of a PDF. Apart by more than so many usual distances, or of a size that differs by so much: another block. Shorter than so much of the widest: the last line of one.
APART, SIZE, SHORT = 1.35, 0.1, 0.8
# A line at the edge of so many pages, figures aside, is a running head. So many lines from the edge.
RUNNING, EDGE = 3, 2
ENDS = tuple('.!?…»”"’):;')
LIGATURES = re.compile("[\ufb00-\ufb06]")
PRISM = re.compile(r"^\{http://prismstandard\.org/[^}]*\}publicationDate$")
# Blocks of a text among which the title of the metadata is looked for.
OPENING = 5
# Messages inside messages, and parts of one.
DEPTH, PARTS = 2, 1000
ATTACHED = {
    ".txt": "text",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".pdf": "pdf",
    ".docx": "docx",
    ".eml": "eml",
}
TYPES = {
    "text/html": "page",
    "application/xhtml+xml": "page",
    "text/plain": "text",
    "application/pdf": "pdf",
    "message/rfc822": "eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
# Attachments that hold several articles or are packed: told, not read.
APART_FROM_MAIL = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet", ".warc", ".wacz", ".zip", ".gz", ".7z", ".rar")


@dataclass(frozen=True, slots=True)
class Told:
    """A text, and what its file says of it."""

    text: str
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    byline: str | None = None
    flags: tuple[str, ...] = ()


def made(kind: str, raw: bytes, declared: Declared) -> Article:
    """An article from the bytes of a PDF (`pdf`), DOCX (`docx`) or mail (`eml`). Raises ArticleError."""
    if kind == "eml":
        return of_mail(message(raw), declared)
    told = pdf(raw) if kind == "pdf" else docx(raw)
    return _article(told, declared)


def _article(told: Told, declared: Declared) -> Article:
    return _completed(article.from_text(told.text, declared), told)


def _completed(one: Article, told: Told) -> Article:
    """What the file says, after what the caller declared and before what the text tells by its place."""
    return replace(
        one,
        title=told.title or one.title,
        published=one.published or told.published,
        outlet=one.outlet or told.outlet,
        byline=told.byline or one.byline,
        flags=one.flags + told.flags,
    )


def _titled(title: str | None, blocks: Sequence[str]) -> str | None:
    """A title of the metadata if the text begins with it."""
    wanted = " ".join((title or "").split())
    return wanted if wanted and any(" ".join(block.split()).casefold() == wanted.casefold() for block in blocks[:OPENING]) else None


# PDF


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page. x, y: where it begins, points from the lower left corner. size: of its letters."""

    text: str
    x: float
    y: float
    size: float


def pdf(raw: bytes) -> Told:
    """The text layer of a PDF, its lines put together to blocks. Raises Damaged, EmptyArticle without a text layer, NotText, TooLong."""
    try:
        import pypdf
    except ImportError:
        raise SettingError("PDF needs pypdf: pip install 'selon[archive]'") from None
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    at = raw[:1024].find(b"%PDF-")
    if at < 0:
        raise Damaged(f"this is no PDF file: it begins with {raw[:20]!r}")
    try:
        return _pdf(pypdf.PdfReader(io.BytesIO(raw[at:])))
    except ArticleError:
        raise
    except pypdf.errors.DependencyError:
        raise Damaged("encrypted with AES, which needs another package: pip install cryptography; or save it without protection") from None
    # pypdf meets hostile and half-written files: any of Python's own errors may come out of it.
    except Exception as error:
        raise Damaged(f"this PDF file is broken ({type(error).__name__}: {str(error)[:200]})") from error


def _pdf(reader: Any) -> Told:
    if reader.is_encrypted and not reader.decrypt(""):
        raise Damaged("encrypted: it opens with a password only; save it without one")
    pages, size = [], 0
    for page in reader.pages:
        pages.append(_lines(page))
        size += sum(len(line.text) for line in pages[-1])
        if size > LONGEST:
            raise TooLong(f"more than {LONGEST:,} characters on the first {len(pages)} of {len(reader.pages)} pages; split it into articles")
    empty = [number for number, lines in enumerate(pages, 1) if sum(len(line.text) for line in lines) < LEAST]
    if len(empty) == len(pages):
        raise EmptyArticle(f"no text layer: {len(pages)} pages of pictures; make one with a text recogniser, for instance ocrmypdf IN.pdf OUT.pdf")
    blocks = _dehyphenated(_blocks(_without_running_heads(pages)))
    text = "\n\n".join(blocks)
    marks = [mark for mark in text if not mark.isspace()]
    if sum(mark.isalnum() for mark in marks) < LETTERS * len(marks):
        raise NotText("the fonts of this PDF do not tell their characters; make a text layer with a text recogniser, for instance ocrmypdf --force-ocr IN.pdf OUT.pdf")
    flags = (f"no text on page {', '.join(map(str, empty[:20]))} of {len(pages)}: pictures are not read",) if empty else ()
    title = reader.metadata.title if reader.metadata else None
    return Told(text, title=_titled(str(title) if title else None, blocks), published=_prism(reader), flags=flags)


def _lines(page: Any) -> list[_Line]:
    """The lines of a page in the order in which the file gives them."""
    out: list[_Line] = []
    held: list[_Line] = []

    def close() -> None:
        text = LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), "".join(part.text for part in held))
        text = " ".join(text.replace("\x00", "").split(" ")).strip()
        if text:
            first = next(part for part in held if part.text.strip())
            out.append(_Line(text, first.x, first.y, max(part.size for part in held if part.text.strip())))
        held.clear()

    def seen(text: str, cm: Sequence[float], tm: Sequence[float], _font: object, size: float) -> None:
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = (abs(tm[3]) or abs(tm[1]) or 1) * (abs(cm[3]) or abs(cm[1]) or 1)
        for at, part in enumerate(text.split("\n")):
            if at:
                close()
            held.append(_Line(part, x, y, size * scale))

    page.extract_text(visitor_text=seen)
    close()
    return out


def _without_running_heads(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    """Pages without page numbers and what stands at the edge of most of them."""

    def bare(line: _Line) -> str:
        return re.sub(r"\d+", "#", line.text)

    edges = Counter(told for lines in pages for told in {bare(line) for line in (*lines[:EDGE], *lines[-EDGE:])})
    running = {told for told, count in edges.items() if len(pages) >= RUNNING and count > len(pages) / 2}
    out = []
    for lines in pages:
        inner = range(EDGE, len(lines) - EDGE)
        out.append([line for at, line in enumerate(lines) if at in inner or not (bare(line) in running or (len(pages) > 1 and line.text.isdigit()))])
    return out


def _blocks(pages: Sequence[Sequence[_Line]]) -> list[str]:
    """Lines put together to blocks: by the distance between them, the size of their letters, and where one ends."""
    out: list[list[str]] = []
    before: _Line | None = None
    for lines in pages:
        leading, width = _usual(lines)
        for line in lines:
            if before is None or _parted(before, line, leading, width):
                out.append([])
            out[-1].append(line.text)
            before = line
    return [" ".join(lines) for lines in out]


def _usual(lines: Sequence[_Line]) -> tuple[float, float]:
    """The usual distance between two lines of a page, and the characters of a long one."""
    gaps = [one.y - two.y for one, two in pairwise(lines) if one.y - two.y > 0]
    lengths = sorted(len(line.text) for line in lines)
    return (min(statistics.multimode(round(gap, 1) for gap in gaps)) if gaps else 0.0, lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0)


def _parted(before: _Line, line: _Line, leading: float, width: float) -> bool:
    """Whether a line begins a new block."""
    if abs(before.size - line.size) > SIZE * max(before.size, line.size):
        return True
    gap = before.y - line.y
    ended = before.text.endswith(ENDS) and len(before.text) < SHORT * width
    if gap <= 0:
        # Another column or page: the block goes on unless its last line looks like one.
        return ended or (before.text.endswith(ENDS) and not line.text[:1].islower() and line.x > before.x)
    return ended or gap > APART * leading


def _dehyphenated(blocks: Sequence[str]) -> list[str]:
    """Words that a line's end parted, put together: with their hyphen if the text writes them so elsewhere, else without."""
    whole = " ".join(blocks)
    written = Counter(re.findall(r"\w+(?:-\w+)*", whole))

    def joined(found: re.Match[str]) -> str:
        first, second = found[1], found[2]
        kept = f"{first}-{second}"
        return kept if written[kept] > written[first + second] else first + second

    return [re.sub(r"(\w+)\u00ad ?", r"\1", re.sub(r"(\w+(?:-\w+)*)- ([^\W\d_]+)", lambda found: joined(found) if found[2][0].islower() else found[0], block)) for block in blocks]


def _prism(reader: Any) -> str | None:
    """The day of publication that a publisher wrote into the metadata, ISO 8601."""
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    held = reader.trailer["/Root"].get("/Metadata")
    if held is None:
        return None
    try:
        tree = ElementTree.fromstring(held.get_object().get_data(), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, AttributeError):
        return None
    for element in tree.iter():
        told = [element.text] if PRISM.match(str(element.tag)) else [value for name, value in element.attrib.items() if PRISM.match(name)]
        for value in told:
            if value and _iso(value.strip()):
                return str(value.strip())
    return None


def _iso(told: str) -> bool:
    try:
        datetime.fromisoformat(told)
    except ValueError:
        return False
    return True


# DOCX


WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What is deleted or moved away, told twice for older programs, or a paragraph of its own.
PASSED = frozenset([f"{WORD}del", f"{WORD}moveFrom", f"{WORD}txbxContent", FALLBACK])
MARKS = {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}noBreakHyphen": "\u2011"}


def docx(raw: bytes) -> Told:
    """The paragraphs of a Word document, tables and text boxes with them, changes accepted; no footnotes, heads, feet. Raises Damaged, NotText, TooLong."""
    try:
        import docx as reader
    except ImportError:
        raise SettingError("DOCX needs python-docx: pip install 'selon[archive]'") from None
    _docx_checked(raw)
    try:
        document = reader.Document(io.BytesIO(raw))
        paragraphs = [text for text in map(_told, _paragraphs(document.element.body)) if text.strip()]
        title = document.core_properties.title
    # python-docx has no error of its own for most of what a broken package can hold.
    except Exception as error:
        raise Damaged(f"this Word document is broken ({type(error).__name__}: {str(error)[:200]})") from error
    if not paragraphs:
        raise EmptyArticle("this Word document holds no text; pictures are not read")
    return Told("\n\n".join(paragraphs), title=_titled(title, paragraphs))


def _docx_checked(raw: bytes) -> None:
    """Refuses what is no Word document, swells, or declares a document type, which no program writes. Raises ArticleError."""
    from defusedxml import DefusedXmlException, sax

    if raw.startswith(OLE):
        raise Damaged("encrypted, or of the old .doc kind; save it as .docx without a password")
    with compressed.unzipped(io.BytesIO(raw), len(raw), DOCUMENT) as package:
        names = package.namelist()
        if "word/document.xml" not in names:
            raise NotText("a zip file without a Word document; of office files selon reads .docx and .pdf")
        for name in names:
            if not name.lower().endswith((".xml", ".rels")):
                continue
            try:
                sax.parseString(package.read(name), ContentHandler(), forbid_dtd=True)
            except DefusedXmlException:
                raise Damaged(f"{name[-60:]!a} declares a document type; no word processor does, and it can be an attack") from None
            except (BadZipFile, EOFError, OSError, ValueError, NotImplementedError, SAXException) as error:
                raise Damaged(f"this Word document is broken at {name[-60:]!a} ({error})") from error


def _paragraphs(body: Any) -> Iterator[Any]:
    for paragraph in body.iter(f"{WORD}p"):
        if not any(above.tag == FALLBACK for above in paragraph.iterancestors()):
            yield paragraph


def _told(element: Any) -> str:
    """The text of a paragraph as it is read."""
    out = []
    for child in element:
        if child.tag == f"{WORD}t":
            out.append(child.text or "")
        elif child.tag not in PASSED:
            out.append(MARKS.get(child.tag) or _told(child))
    return "".join(out)


# Mail


@dataclass(frozen=True, slots=True)
class Attachment:
    """An article in a mail. trail: numbers of the parts that lead to it, from 1. problem: why it is not read."""

    trail: tuple[int, ...]
    kind: str
    problem: ArticleError | None = None


def message(raw: bytes) -> Message:
    """A mail from its bytes. Raises Damaged, NotText."""
    if raw.startswith(OLE):
        raise NotText("an Outlook message (.msg); save it as .eml")
    try:
        made_ = email.message_from_bytes(raw.lstrip(b"\r\n"), policy=compat32)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise Damaged(f"this mail cannot be read ({type(error).__name__}: {error})") from error
    if not any(name in made_ for name in ("from", "date", "subject", "received", "mime-version", "message-id")):
        raise NotText("this is no mail: it has no header such as From, Date or Subject")
    return made_


def leaves(mail: Message) -> list[Message]:
    """The parts that hold something, in order; a mail inside is one part. Raises Damaged."""
    out: list[Message] = []
    waiting = [mail]
    while waiting:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            waiting = [one for one in part.get_payload() if isinstance(one, Message)] + waiting
        else:
            out.append(part)
        if len(out) + len(waiting) > PARTS:
            raise Damaged(f"a mail of more than {PARTS:,} parts")
    return out


def attachments(mail: Message, trail: tuple[int, ...] = ()) -> Iterator[Attachment]:
    """The articles attached to a mail, those of mails inside it with them. Raises Damaged."""
    for number, part in enumerate(leaves(mail), 1):
        here = (*trail, number)
        if not _attached(part):
            continue
        kind, name = _kind(part), _named(part).lower()
        if kind is not None and not (kind == "eml" and len(here) > DEPTH):
            inner = _inner(part) if kind == "eml" else None
            if inner is None or has_body(inner):
                yield Attachment(here, kind)
            if inner is not None:
                yield from attachments(inner, here)
        elif kind == "eml":
            yield Attachment(here, kind, TooLong(f"a mail inside mails more than {DEPTH} deep; save it and give it by itself"))
        elif name.endswith(APART_FROM_MAIL):
            yield Attachment(here, "", NotText(f"{name[-60:]!a} in a mail is not opened; save it and give it by itself"))


def attached(mail: Message, trail: Sequence[int], declared: Declared) -> Article:
    """The article of an attachment. Raises ArticleError."""
    part = leaves(mail)[trail[0] - 1]
    kind = _kind(part)
    if kind == "eml":
        inner = _inner(part)
        return attached(inner, trail[1:], declared) if trail[1:] else of_mail(inner, declared)
    raw = _bytes(part)
    if len(raw) > DOCUMENT:
        raise TooLong(f"{len(raw):,} bytes; one document may have at most {DOCUMENT:,}")
    if kind in ("pdf", "docx"):
        return made(kind, raw, declared)
    return article.from_bytes(raw, declared, markup=True if kind == "page" else None)


def has_body(mail: Message) -> bool:
    """Whether a mail says something itself."""
    return any(_bytes(part).strip() for part in leaves(mail) if not _attached(part) and part.get_content_type() in ("text/plain", "text/html"))


def of_mail(mail: Message, declared: Declared) -> Article:
    """The body of a mail; its plain form, unless its page holds twice as much. Raises ArticleError."""
    parts = [part for part in leaves(mail) if not _attached(part)]
    plain = "\n\n".join(text for part in parts if part.get_content_type() == "text/plain" and (text := _text(part).strip()))
    pages = [_text(part) for part in parts if part.get_content_type() == "text/html"]
    told = _headers(mail, plain)
    page: Article | None = None
    if pages:
        try:
            page = article.from_html(max(pages, key=len), declared)
        except ArticleError:
            if not plain:
                raise
    if page is not None and (not plain or len(page.text.split()) > 2 * len(plain.split())):
        return _completed(page, replace(told, title=told.title or page.title))
    if not plain:
        raise EmptyArticle("this mail holds no text")
    return _article(told, declared)


def _headers(mail: Message, text: str) -> Told:
    """Subject, Date, From. Who sends to a list is an outlet; anybody else wrote the text."""
    name, address = parseaddr(_header(mail, "from"))
    sender = " ".join(name.split()) or address or None
    bulk = any(one in mail for one in ("list-id", "list-unsubscribe"))
    return Told(text, title=" ".join(_header(mail, "subject").split()) or None, published=_sent(mail), outlet=sender if bulk else None, byline=None if bulk else sender)


def _header(mail: Message, name: str) -> str:
    raw = mail.get(name)
    if raw is None:
        return ""
    try:
        return str(make_header(decode_header(raw)))
    except (LookupError, ValueError, MessageError):
        return str(raw).encode("utf-8", "replace").decode("utf-8")


def _sent(mail: Message) -> str | None:
    """When it was sent, in the sender's zone; None when the header tells no date."""
    try:
        sent = parsedate_to_datetime(str(mail.get("date") or ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # "-0000" is a time of the universal day whose zone is not told (RFC 5322 3.3).
    return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).isoformat()


def _attached(part: Message) -> bool:
    """Whether a part is no piece of the body."""
    return part.get_content_disposition() == "attachment" or bool(_named(part)) or part.get_content_type() not in ("text/plain", "text/html")


def _named(part: Message) -> str:
    """The name of an attached file: read for its ending, never as a path."""
    try:
        return str(make_header(decode_header(part.get_filename() or "")))
    except (LookupError, ValueError, MessageError, TypeError):
        return ""


def _kind(part: Message) -> str | None:
    if part.get_content_type() == "message/rfc822":
        return "eml"
    ending = PurePosixPath(_named(part).lower().replace("\\", "/")).suffix
    return ATTACHED.get(ending) or (TYPES.get(part.get_content_type()) if not ending else None)


def _inner(part: Message) -> Message:
    """The mail in a part. Raises ArticleError."""
    held = part.get_payload()
    if isinstance(held, list) and held and isinstance(held[0], Message):
        return held[0]
    return message(_bytes(part))


def _bytes(part: Message) -> bytes:
    """Raises Damaged."""
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, LookupError) as error:
        raise Damaged(f"a part of this mail cannot be decoded ({error})") from error
    return raw if isinstance(raw, bytes) else b""


def _text(part: Message) -> str:
    """A part of the body, in the encoding that it names or, where that does not fit, one that does. Raises ArticleError."""
    raw = _bytes(part)
    try:
        return _unflowed(part, raw.decode(part.get_content_charset() or "utf-8"))
    except (LookupError, UnicodeDecodeError):
        return _unflowed(part, article.decoded(raw)[0])


def _unflowed(part: Message, text: str) -> str:
    """Lines that the mail program broke, put together as RFC 3676 says: those that end with a space go on."""
    text = text.replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    text = re.sub(r"(?m)^ (?=[> F])", "", text)
    return re.sub(r"(?<!^--)(?<!\n--) \n(?!>)", "" if str(part.get_param("delsp", "")).lower() == "yes" else " ", text)
