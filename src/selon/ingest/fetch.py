"""Addresses fetched politely: one request a host at a time, with a pause, by the rules of its robots.txt, asked only for what is new, backing off when told to."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import httpx

from .. import article
from .._version import VERSION
from ..article import Declared
from ..errors import ArticleError, NotAllowed, NotFetched, TooLong
from ..model import Article
from . import addresses, feeds, sitemaps
from .compressed import PAGE
from .found import Failed, Found
from .robots import Robots

AGENT = "selon"
# Seconds: between two requests to one host, the longest pause that a site may ask for, to connect, between two bytes, for a whole answer.
PAUSE, LONGEST_PAUSE, CONNECT, SILENCE, WHOLE = 2.0, 60.0, 10.0, 20.0, 60.0
REDIRECTS, TRIES = 5, 3
BUSY = frozenset([429, 502, 503, 504])
KINDS = (
    "text/",
    "application/xhtml",
    "application/xml",
    "application/rss",
    "application/atom",
    "application/rdf",
    "application/feed",
    "application/json",
    "application/gzip",
    "application/x-gzip",
)
# Words of a feed's own text of an item under which it is a teaser.
WHOLE_TEXT = 150
DEPTH = 2


class Memory(Protocol):
    """What is remembered of addresses between runs: see `store.archive.Addresses`."""

    def get(self, address: str) -> dict[str, Any] | None:
        """What was put for an address, or None."""

    def put(self, address: str, value: Mapping[str, Any]) -> None:
        """Keep something for an address."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the last address after redirects, headers in small letters, the body unpacked. body: None when nothing changed since last time."""

    url: str
    headers: Mapping[str, str]
    body: bytes | None


@dataclass
class Fetcher:
    """Fetches; keeps the pauses of each host. memory: None to remember nothing. resolve, sleep, clock: for tests."""

    memory: Memory | None = None
    resolve: addresses.Resolve = addresses.resolved
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    pause: float = PAUSE
    _free: dict[str, float] = field(default_factory=dict)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _pauses: dict[str, float] = field(default_factory=dict)
    _client: httpx.Client | None = None

    def get(self, url: str, only_new: bool = False) -> Answer:
        """Fetch an address. only_new: body None when it is as at the last `seen`. Raises NotAllowed, NotFetched, TooLong."""
        for _ in range(REDIRECTS + 1):
            place = addresses.checked(url, self.resolve)
            self._may(url)
            answer, onward = self._asked(place, self._since(url) if only_new else {})
            if onward is None:
                return answer
            url = urljoin(url, onward)
        raise NotFetched(f"{url[:100]}: more than {REDIRECTS} redirects")

    def seen(self, asked: str, answer: Answer) -> None:
        """Remember an answer once what it held is dealt with, so that it is asked for again only if it changed."""
        told = {name: answer.headers[name] for name in ("etag", "last-modified") if name in answer.headers}
        if self.memory is not None and told:
            self.memory.put(asked, told)

    def _since(self, url: str) -> dict[str, str]:
        told = (self.memory.get(url) if self.memory else None) or {}
        return {name: told[key] for key, name in (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since")) if key in told}

    def _may(self, url: str) -> None:
        """Ask the site's robots.txt. Raises NotAllowed, NotFetched."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if parts.path == "/robots.txt":
            return
        if site not in self._robots:
            self._robots[site] = self._rules(site)
        rules = self._robots[site]
        if not rules.allows(url, AGENT):
            raise NotAllowed(f"{url[:100]}: the site's robots.txt does not let {AGENT} fetch it")
        self._pauses[parts.hostname or ""] = min(max(rules.pause(AGENT) or 0.0, self.pause), LONGEST_PAUSE)

    def _rules(self, site: str) -> Robots:
        url = f"{site}/robots.txt"
        for _ in range(REDIRECTS + 1):
            place = addresses.checked(url, self.resolve)
            try:
                answer, onward = self._asked(place, {}, most=512_000)
            except _Status as error:
                if error.status < 500:
                    return Robots("")
                raise NotFetched(f"{url}: {error.status}; a site whose robots.txt cannot be had is not fetched: try later") from None
            if onward is None:
                return Robots((answer.body or b"").decode("utf-8", "replace"))
            url = urljoin(url, onward)
        return Robots("")

    def _asked(self, place: addresses.Place, headers: Mapping[str, str], most: int = PAGE) -> tuple[Answer, str | None]:
        """One address asked, again when the site is busy: the answer, and where it sends on to."""
        host = urlsplit(place.url).hostname or ""
        for number in range(TRIES):
            self.sleep(max(0.0, self._free.get(host, 0.0) - self.clock()))
            try:
                return self._once(place, headers, most)
            except _Status as error:
                if error.status not in BUSY or number == TRIES - 1:
                    raise
                self._free[host] = self.clock() + min(error.after if error.after is not None else 4.0**number, LONGEST_PAUSE)
                continue
            except httpx.HTTPError as error:
                if number == TRIES - 1:
                    raise NotFetched(f"{place.url[:100]}: {_told(error)}, tried {TRIES} times") from None
                self._free[host] = self.clock() + 4.0**number
                continue
            finally:
                self._free[host] = max(self._free.get(host, 0.0), self.clock() + self._pauses.get(host, self.pause))
        raise AssertionError

    def _once(self, place: addresses.Place, headers: Mapping[str, str], most: int) -> tuple[Answer, str | None]:
        if self._client is None:
            limits = httpx.Timeout(SILENCE, connect=CONNECT)
            self._client = httpx.Client(timeout=limits, follow_redirects=False, trust_env=False, headers={"User-Agent": agent(), "Accept-Encoding": "gzip"})
        request = self._client.build_request("GET", place.pinned, headers={**headers, "Host": place.header}, extensions={"sni_hostname": place.host})
        response = self._client.send(request, stream=True)
        try:
            told = {name.lower(): value for name, value in response.headers.items()}
            if response.status_code == 304:
                return Answer(place.url, told, None), None
            if response.is_redirect:
                return Answer(place.url, told, b""), told.get("location", "")
            if response.status_code != 200:
                raise _Status(place.url, response.status_code, _after(told.get("retry-after")))
            kind = told.get("content-type", "").lower()
            if kind and not kind.startswith(KINDS):
                raise NotFetched(f"{place.url[:100]} is of the kind {kind[:60]!r}; pages, feeds and sitemaps are read: save it and give the file")
            return Answer(place.url, told, self._body(response, most)), None
        finally:
            response.close()

    def _body(self, response: httpx.Response, most: int) -> bytes:
        parts, size, end = [], 0, self.clock() + WHOLE
        for part in response.iter_bytes(65_536):
            parts.append(part)
            size += len(part)
            if size > most:
                raise TooLong(f"{str(response.url)[:100]}: more than {most:,} bytes; one page may have at most so many")
            if self.clock() > end:
                raise NotFetched(f"{str(response.url)[:100]}: not whole after {WHOLE:.0f} seconds")
        return b"".join(parts)


class _Status(NotFetched):
    """An answer that is none. after: seconds that the site asks to wait."""

    def __init__(self, url: str, status: int, after: float | None = None) -> None:
        self.status, self.after = status, after
        why = {401: "it wants a password", 402: "it wants payment", 403: "the site refuses", 404: "there is nothing", 410: "it was taken away", 429: "too many requests"}
        super().__init__(f"{url[:100]}: status {status}" + (f", {why[status]}" if status in why else ""))


def _told(error: Exception) -> str:
    return f"no answer ({type(error).__name__}{': ' + str(error)[:100] if str(error) else ''})"


def _after(told: str | None) -> float | None:
    """Seconds of a Retry-After header."""
    if told is None:
        return None
    if told.strip().isdigit():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def agent() -> str:
    """What selon calls itself; SELON_CONTACT is added, an address where its user can be reached."""
    contact = "".join(c for c in os.environ.get("SELON_CONTACT", "") if c.isprintable())[:100]
    return f"{AGENT}/{VERSION}" + (f" (+{contact})" if contact else "")


# What an address holds


@dataclass(frozen=True, slots=True)
class Page:
    """An article on the web. item: what a feed or sitemap says of it; answer: if it was fetched already."""

    origin: str
    sign: str | None
    fetcher: Fetcher = field(compare=False, repr=False)
    item: feeds.Item | None = None
    answer: Answer | None = field(default=None, compare=False, repr=False)

    def article(self, declared: Declared) -> Article:
        """Read it in: the page, or what the feed holds of it where that is a whole text. Raises ArticleError."""
        try:
            got = self.answer or self.fetcher.get(self.origin)
            made = article.from_bytes(got.body or b"", declared if declared.url else replace(declared, url=got.url), markup=True)
        except ArticleError as error:
            if self.item is None or len(self.item.text.split()) < WHOLE_TEXT:
                raise
            made = article.from_html(self.item.text, declared if declared.url else replace(declared, url=self.origin))
            made = replace(made, flags=(*made.flags, f"read from the feed: {error}"))
        return self._completed(made)

    def _completed(self, made: Article) -> Article:
        """What the feed says where the page is silent."""
        if self.item is None:
            return made
        flags = ("published as the feed says",) if made.published is None and self.item.published else ()
        return replace(made, published=made.published or self.item.published, title=made.title or self.item.title, flags=(*made.flags, *flags))


def found(address: str, fetcher: Fetcher, depth: int = 0) -> Iterator[Found]:
    """The articles of an address: of a feed or sitemap, each that it lists, else the page itself. A feed that is as last time gives none."""
    try:
        got = fetcher.get(address, only_new=True)
    except ArticleError as error:
        yield Failed(address, error)
        return
    if got.body is None:
        return
    head = got.body[:2000].lstrip().lower()
    if feeds.is_feed(head, got.headers.get("content-type", "")):
        yield from _listed(feeds.items(got.body, got.url, address), fetcher)
    elif sitemaps.is_sitemap(got.body):
        yield from _mapped(got, address, fetcher, depth)
    else:
        yield Page(address, None, fetcher, None, got)
    fetcher.seen(address, got)


def _listed(some: Iterator[feeds.Item | Failed], fetcher: Fetcher) -> Iterator[Found]:
    for one in some:
        yield one if isinstance(one, Failed) else Page(one.url, one.sign, fetcher, one)


def _mapped(got: Answer, address: str, fetcher: Fetcher, depth: int) -> Iterator[Found]:
    try:
        pages, maps = sitemaps.read(got.body or b"", got.url)
    except ArticleError as error:
        yield Failed(address, error)
        return
    yield from _listed(iter(pages), fetcher)
    for one in maps:
        if depth >= DEPTH:
            yield Failed(one, NotFetched(f"a sitemap more than {DEPTH} sitemaps deep"))
        else:
            yield from found(one, fetcher, depth + 1)
