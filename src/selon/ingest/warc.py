"""Web archives → articles: WARC, plain or gzip, and WACZ, a zip of them.

Every response that is a page is an article found; WARC-Date is when it was fetched, never when it came out.

The records are parted here, not by fastwarc 2.0: that gives a record cut short as if it were whole, ends at the first broken one, and panics on a stream that cannot
seek. Here each is measured against its length, and behind a broken one the next is looked for.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipInfo

from .. import article
from ..article import Declared
from ..errors import ArticleError, Damaged, NotText, TooLong
from ..model import Article
from . import compressed
from .compressed import CHUNK, PAGE, Stream
from .found import Failed, Found

VERSION = re.compile(rb"^WARC/\d\.\d+\s*$")
MARK = re.compile(rb"(?:^|\n)(?=WARC/\d\.\d+\r?\n)")
# Bytes of a record's own headers, and of one line of them.
HEADERS, LINE = 65_536, 16_384
# A page with the headers of its answer.
RECORD = PAGE + HEADERS
PAGES = ("text/html", "application/xhtml+xml")
OPENING = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
HELD = (".warc", ".warc.gz")
ZIPS, ZIP = (".zip", ".wacz"), b"PK\x03\x04"
UNNAMED = "?"
# Broken records after which a file is given up: to look behind each for the next costs time, and a file of nothing else is an attack.
BROKEN = 1000


@dataclass(frozen=True, slots=True)
class Captured:
    """A page of a web archive. raw: the answer as it came, headers and all."""

    origin: str
    url: str | None
    raw: bytes

    @property
    def sign(self) -> str:
        """Of the answer."""
        return sha256(self.raw).hexdigest()

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError."""
        headers, body = answer(self.raw)
        body = decoded(headers, body)
        known = declared if declared.url or not self.url else replace(declared, url=self.url)
        return article.from_bytes(_utf8(body, headers.get("content-type", "")), known, markup=True)


def _utf8(body: bytes, kind: str) -> bytes:
    """A page in UTF-8 if the answer names another encoding and the bytes are not UTF-8 already."""
    named = re.search(r"charset=[\"']?([\w.:-]+)", kind, re.IGNORECASE)
    if named is None:
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return body.decode(named[1]).encode("utf-8")
        except (LookupError, ValueError):
            return body
    return body


def answer(raw: bytes) -> tuple[dict[str, str], bytes]:
    """An HTTP answer parted into headers (names in small letters; the status as `:status`) and body."""
    parted = re.search(rb"\r?\n\r?\n", raw[:HEADERS])
    if parted is None or not raw.startswith(b"HTTP/"):
        return {}, raw
    first, *rest = raw[: parted.start()].decode("latin-1").splitlines()
    pairs = (line.partition(":") for line in rest)
    headers = {name.strip().lower(): value.strip() for name, mark, value in pairs if mark}
    return {**headers, ":status": first.partition(" ")[2][:3]}, raw[parted.end() :]


def decoded(headers: Mapping[str, str], body: bytes) -> bytes:
    """The body as the page was, at most PAGE bytes. Many archives hold it unpacked beside headers that say otherwise: it is then taken as it is. Raises Damaged, TooLong."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    for packing in reversed([one.strip().lower() for one in headers.get("content-encoding", "").split(",")]):
        if OPENING.match(body[:1024]):
            break
        body = _unpacked(packing, body)
    if len(body) > PAGE:
        raise TooLong(f"{len(body):,} bytes; one page may have at most {PAGE:,}")
    return body


def _unpacked(packing: str, body: bytes) -> bytes:
    if packing in ("gzip", "x-gzip"):
        return compressed.inflated(body, PAGE, zlib.MAX_WBITS | 16) if body.startswith(compressed.GZIP) else body
    if packing == "deflate":
        return compressed.inflated(body, PAGE, zlib.MAX_WBITS if body[:1] == b"\x78" else -zlib.MAX_WBITS)
    if packing in ("br", "zstd"):
        return _foreign(packing, body)
    return body


def _foreign(packing: str, body: bytes) -> bytes:
    try:
        from fastwarc.stream_io import BrotliReader, ZstdReader
    except ImportError:
        raise Damaged(f"packed with {packing}, which needs fastwarc: pip install 'selon[archive]'") from None
    reader = (BrotliReader if packing == "br" else ZstdReader)(io.BytesIO(body))
    parts, size = [], 0
    try:
        while size <= PAGE and (part := reader.read(CHUNK)):
            parts.append(part)
            size += len(part)
    except OSError as error:
        raise Damaged(f"content packed with {packing} that cannot be unpacked ({error})") from error
    if size > PAGE or size > max(compressed.FLOOR, compressed.RATIO * len(body)):
        raise TooLong(f"packed content of {len(body):,} bytes swells to {size:,} or more")
    return b"".join(parts)


def _unchunked(body: bytes) -> bytes:
    """The pieces of a chunked body put together; a body that is not chunked as it is. Raises Damaged when it is cut short."""
    out: list[bytes] = []
    at = 0
    while True:
        end = body.find(b"\n", at, at + 1024)
        size = re.fullmatch(rb"\s*([0-9a-fA-F]{1,8})\s*(?:;.*)?", body[at:end].rstrip(b"\r")) if end >= 0 else None
        if size is None:
            if not out:
                return body
            raise Damaged(f"the answer is cut short: its piece {len(out) + 1} is missing or broken")
        length = int(size[1], 16)
        if not length:
            return b"".join(out)
        if end + 1 + length > len(body):
            raise Damaged(f"the answer is cut short: its piece {len(out) + 1} should have {length:,} bytes, {len(body) - end - 1:,} are left")
        out.append(body[end + 1 : end + 1 + length])
        at = end + 1 + length
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"


# Records


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a WARC. headers: names in small letters. content: None when it is longer than a page. damage: what is wrong with it."""

    headers: Mapping[str, str]
    content: bytes | None
    damage: ArticleError | None = None

    @property
    def id(self) -> str:
        """Its WARC-Record-ID without the brackets."""
        return self.headers.get("warc-record-id", "").strip("<> ") or UNNAMED


class _Feed:
    """A stream to which bytes can be given back."""

    def __init__(self, stream: Stream) -> None:
        self._stream, self._back = stream, b""
        self.at = 0

    @property
    def damage(self) -> ArticleError | None:
        return self._stream.damage

    def back(self, raw: bytes) -> None:
        """Give bytes back."""
        self._back = raw + self._back
        self.at -= len(raw)

    def line(self) -> bytes:
        """Up to the next line end or LINE bytes; empty at the end."""
        end = self._back.find(b"\n", 0, LINE) + 1
        if end or len(self._back) >= LINE:
            out, self._back = self._back[: end or LINE], self._back[end or LINE :]
        else:
            out, self._back = self._back + self._stream.readline(LINE), b""
        self.at += len(out)
        return out

    def take(self, count: int) -> bytes:
        """So many bytes; fewer at the end."""
        out, self._back = self._back[:count], self._back[count:]
        if len(out) < count:
            out += self._stream.read(count - len(out))
        self.at += len(out)
        return out

    def skip(self, count: int) -> int:
        """Pass over bytes; how many there were."""
        passed = 0
        while passed < count and (part := self.take(min(CHUNK, count - passed))):
            passed += len(part)
        return passed


def records(stream: Stream) -> Iterator[Record]:
    """The records of a WARC. A broken one has its damage; behind it the next is looked for."""
    feed, broken, told = _Feed(stream), 0, False
    while broken <= BROKEN and (line := feed.line()):
        if not line.strip():
            continue
        record = _begun(feed, line)
        if record.damage is not None:
            broken, told = broken + 1, told or feed.damage is not None
        yield record
    if broken > BROKEN:
        yield Record({}, None, Damaged(f"more than {BROKEN:,} broken records; the rest of the file was not read"))
    elif feed.damage is not None and not told:
        yield Record({}, None, feed.damage)


def _begun(feed: _Feed, line: bytes) -> Record:
    """The record that begins with a line."""
    if not VERSION.match(line):
        at = feed.at - len(line)
        _find(feed)
        return Record({}, None, Damaged(f"no record begins at byte {at:,}, where one should{_cause(feed)}"))
    headers = _headers(feed)
    length = headers.get("content-length", "")
    if re.fullmatch(r"\d{1,15}", length):
        return _record(feed, headers, int(length))
    more = feed.take(1)
    feed.back(more)
    _find(feed)
    return Record(headers, None, Damaged(f"the record tells no length{_cause(feed)}" if more else _short(feed)))


def _cause(feed: _Feed) -> str:
    return f" ({feed.damage})" if feed.damage is not None else ""


def _short(feed: _Feed) -> str:
    return f"the file ends inside this record{_cause(feed)}; those before it are kept"


def _find(feed: _Feed) -> None:
    """Go on to the next record, if any."""
    while line := feed.line():
        if VERSION.match(line):
            feed.back(line)
            return


def _headers(feed: _Feed) -> dict[str, str]:
    out: dict[str, str] = {}
    size = 0
    while (line := feed.line()).strip() and size < HEADERS:
        if VERSION.match(line):
            feed.back(line)
            break
        size += len(line)
        name, mark, value = line.decode("utf-8", "replace").partition(":")
        if mark:
            out.setdefault(name.strip().lower(), value.strip())
    return out


def _record(feed: _Feed, headers: dict[str, str], length: int) -> Record:
    """The record whose headers were read. What ends it must be an empty line; if not, its length is wrong, and a record that it swallowed is given back."""
    content = feed.take(min(length, RECORD))
    over = feed.skip(length - len(content)) if length > RECORD else 0
    if len(content) + over < length:
        _regive(feed, content)
        return Record(headers, None, Damaged(_short(feed)))
    end = feed.line()
    if end.strip():
        feed.back(end)
        if VERSION.match(end):
            return Record(headers, content if not over else None)
        _regive(feed, content)
        return Record(headers, None, Damaged(f"the record is cut short, or longer than its {length:,} bytes{_cause(feed)}"))
    return Record(headers, content if not over else None)


def _regive(feed: _Feed, content: bytes) -> None:
    """Give back what follows the first record inside another's content; without one, look for the next."""
    found = MARK.search(content)
    if found:
        feed.back(content[found.end() :])
    else:
        _find(feed)


def found(stream: Stream, name: str) -> Iterator[Found]:
    """The pages of a WARC, and what of it is broken; name: what the file is called."""
    number = 0
    for record in records(stream):
        number += 1
        # An id must not be mistaken for another page's: an unnamed record has its number.
        origin = f"{name}#{record.id}" if record.id != UNNAMED else f"{name}#record-{number}"
        if record.damage is not None:
            yield Failed(origin, record.damage)
        elif record.headers.get("warc-type", "").lower() == "response":
            one = _page(record, origin)
            if one is not None:
                yield one
    if not number:
        yield Failed(f"{name}#end", Damaged("this is no WARC file: it holds no record"))


def _page(record: Record, origin: str) -> Found | None:
    """The page of a response; None when it is something else: a picture, a redirect, an error page."""
    if record.content is None:
        return Failed(origin, TooLong(f"a record of {int(record.headers['content-length']):,} bytes; one page may have at most {PAGE:,}"))
    headers, body = answer(record.content)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if headers.get(":status") != "200" or not (kind in PAGES or (not kind and OPENING.match(body[:1024]))):
        return None
    return Captured(origin, record.headers.get("warc-target-uri", "").strip("<> ") or None, record.content)


# Zips of them


def found_in_zip(path: Path, name: str) -> Iterator[Found]:
    """The pages of all WARCs in a WACZ. The names inside are read to choose by, never as paths. Raises OSError, ArticleError before the first page."""
    with path.open("rb") as file:
        archive = compressed.unzipped(file, path.stat().st_size, None)
        held = [(number, one) for number, one in enumerate(archive.infolist(), 1) if one.filename.lower().endswith(HELD + ZIPS)]
        if not any(one.filename.lower().endswith(HELD) for _, one in held):
            raise NotText("this zip file holds no WARC: it is no web archive (WACZ); unpack it, and give the files or their folder")
        for number, one in held:
            if one.filename.lower().endswith(ZIPS):
                yield Failed(f"{name}#entry-{number}", NotText(f"a zip file inside another is not unpacked ({_told(one)}); take it out and give it by itself"))
                continue
            try:
                with archive.open(one) as entry:
                    ahead = io.BufferedReader(entry, CHUNK)  # type: ignore[type-var]
                    if ahead.peek(4).startswith(ZIP):
                        yield Failed(f"{name}#entry-{number}", NotText(f"a zip file under the name of a WARC ({_told(one)}) is not unpacked"))
                    else:
                        yield from found(compressed.stream(ahead, resume=True), name)
            except (BadZipFile, OSError, zlib.error, NotImplementedError, RuntimeError) as error:
                yield Failed(f"{name}#entry-{number}", Damaged(f"the zip file is broken at {_told(one)} ({error}); the pages before are kept"))


def _told(one: ZipInfo) -> str:
    return ascii(one.filename[-60:])
