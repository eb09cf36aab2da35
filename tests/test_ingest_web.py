"""Addresses → articles: asked politely, never into a private network. The web is a server on this machine, let through by name."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from selon.article import NOTHING
from selon.errors import ArticleError, NotAllowed, NotFetched
from selon.ingest import addresses, fetch

TEXT = "La ministre a annoncé lundi que le pont serait fermé. Le maire a répondu qu'il n'en savait rien et que personne ne l'avait prévenu."
PAGE = f'<!DOCTYPE html><html lang="fr"><head><title>Le pont</title></head><body><article><h1>Le pont</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>'
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Le Relais</title>
<item><title>Le pont</title><link>/a.html</link><guid>1</guid><pubDate>Mon, 29 May 2023 06:00:00 GMT</pubDate></item>
<item><title>Sans lien</title><guid isPermaLink="false">2</guid></item>
<item><title>Le port</title><link>/b.html</link><guid>3</guid></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>R</title><entry><title>Le pont</title><id>x</id><updated>2023-05-29T08:00:00+02:00</updated>
<link href="/a.html"/></entry></feed>"""
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP = f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{NEWS}"><url><loc>BASE/a.html</loc>
<n:news><n:publication_date>2023-05-29T08:00:00+02:00</n:publication_date><n:title>Le pont</n:title></n:news></url></urlset>"""
XXE = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&e;</title><link>/a.html</link></item></channel></rss>'

Answer = tuple[int, Mapping[str, str], bytes]


@dataclass
class Web:
    """Pages by path, and what was asked for."""

    base: str = ""
    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        self.asked.append((path, headers))
        page = self.pages.get(path)
        if callable(page):
            return page(headers)
        if page is None:
            return 404, {}, b""
        kind = "text/html; charset=utf-8" if path.endswith("html") else "application/xml"
        return page if isinstance(page, tuple) else (200, {"Content-Type": kind}, page.encode())


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    made = Web(pages={"/a.html": PAGE, "/b.html": PAGE.replace("pont", "port")})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = made.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.base = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("SELON_ALLOW_HOSTS", made.base.removeprefix("http://"))
    yield made
    server.shutdown()
    server.server_close()


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now, self.slept = 0.0, []  # type: float, list[float]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


class Remembered(dict[str, Any]):
    def put(self, address: str, value: Mapping[str, Any]) -> None:
        self[address] = dict(value)


def fetcher(memory: Any = None) -> tuple[fetch.Fetcher, Time]:
    time = Time()
    return fetch.Fetcher(memory=memory, sleep=time.sleep, clock=time.clock), time


def read(web: Web, path: str) -> tuple[list[Any], list[str]]:
    made, failed = [], []
    for one in fetch.found(web.base + path, fetcher()[0]):
        try:
            made.append(one.article(NOTHING))
        except ArticleError as error:
            failed.append(f"{type(error).__name__}: {error}")
    return made, failed


@pytest.mark.parametrize(
    ("path", "page", "count", "told"),
    [
        ("/a.html", PAGE, 1, None),
        ("/rss.xml", FEED, 2, "entry 2 of the feed has no link"),
        ("/atom.xml", ATOM, 1, None),
        (
            "/feed.json",
            (200, {"Content-Type": "application/feed+json"}, json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/a.html"}, 7]}).encode()),
            1,
            "no object",
        ),
        ("/map.xml", SITEMAP, 1, None),
        ("/map.xml.gz", (200, {"Content-Type": "application/gzip"}, b"GZ"), 1, None),
        ("/index.xml", '<sitemapindex xmlns="x"><sitemap><loc>BASE/map.xml</loc></sitemap></sitemapindex>', 1, None),
        ("/packed.html", (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE.encode())), 1, None),
        ("/moved", (301, {"Location": "/a.html"}, b""), 1, None),
        ("/evil.xml", XXE, 0, "declares a document type"),
        ("/evilmap.xml", XXE.replace("rss", "urlset"), 0, "declares a document type"),
        ("/nothing", None, 0, "status 404, there is nothing"),
        ("/forbidden", (403, {}, b""), 0, "the site refuses"),
        ("/picture", (200, {"Content-Type": "image/png"}, b"\x89PNG"), 0, "of the kind 'image/png'"),
        ("/loop", (302, {"Location": "/loop"}, b""), 0, "more than 5 redirects"),
        ("/away", (302, {"Location": "http://169.254.169.254/latest"}, b""), 0, "private network"),
        ("/scheme", (302, {"Location": "file:///etc/passwd"}, b""), 0, "only http:// and https://"),
        ("/huge.html", (200, {"Content-Type": "text/html"}, b"a" * 10_000_001), 0, "more than 10,000,000 bytes"),
        ("/bomb.html", (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(b"a" * 50_000_000)), 0, "more than 10,000,000 bytes"),
        ("/cut.xml", FEED[: FEED.index("Le port")], 1, "has no link"),
    ],
)
def test_an_address_gives_its_articles_or_the_reason(web: Web, path: str, page: Any, count: int, told: str | None) -> None:
    web.pages["/map.xml"] = SITEMAP.replace("BASE", web.base)
    if isinstance(page, str):
        page = page.replace("BASE", web.base)
    elif page and page[2] == b"GZ":
        page = (page[0], page[1], gzip.compress(SITEMAP.replace("BASE", web.base).encode()))
    web.pages[path] = page

    made, failed = read(web, path)

    assert len(made) == count
    assert told is None or any(told in each for each in failed), failed
    assert told is not None or not failed


def test_a_feed_tells_the_date_where_the_page_does_not(web: Web) -> None:
    web.pages["/rss.xml"] = FEED
    made, _ = read(web, "/rss.xml")

    assert [one.published for one in made] == ["2023-05-29T06:00:00+00:00", None]
    assert "published as the feed says" in made[0].flags


def test_what_cannot_be_fetched_is_read_from_a_feed_that_holds_it_whole(web: Web) -> None:
    text = f"<p>{TEXT}</p>" * 10
    web.pages["/rss.xml"] = FEED.replace("<guid>1</guid>", f"<guid>1</guid><description><![CDATA[{text}]]></description>")
    web.pages["/a.html"] = (402, {}, b"")

    (first, *_), _ = read(web, "/rss.xml")

    assert any("read from the feed" in flag for flag in first.flags)


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: selon\nDisallow: /a", False),
        ("User-agent: other\nDisallow: /", True),
        ((404, {}, b""), True),
        ((500, {}, b""), False),
        ("\x00\x01 nonsense", True),
    ],
)
def test_robots_txt_is_obeyed(web: Web, robots: Any, allowed: bool) -> None:
    web.pages["/robots.txt"] = robots
    made, failed = read(web, "/a.html")

    assert bool(made) is allowed
    assert bool(failed) is not allowed


def test_a_host_is_asked_one_at_a_time_with_pauses(web: Web) -> None:
    web.pages["/robots.txt"] = "User-agent: *\nCrawl-delay: 7"
    some, time = fetcher()
    for path in ("/a.html", "/b.html", "/a.html"):
        some.get(web.base + path)

    assert [round(each) for each in time.slept if each][-2:] == [7, 7]
    assert all("selon/" in headers["user-agent"] and "cookie" not in headers for _, headers in web.asked)


@pytest.mark.parametrize(("told", "waited"), [("30", 30), ("9999", 60), (None, 2)])
def test_a_busy_site_is_asked_again_when_it_says(web: Web, told: str | None, waited: int) -> None:
    answers = iter([(503, {"Retry-After": told} if told else {}, b""), (200, {"Content-Type": "text/html"}, PAGE.encode())])
    web.pages["/busy"] = lambda _: next(answers)
    some, time = fetcher()

    assert some.get(web.base + "/busy").body == PAGE.encode()
    assert round(max(time.slept)) == waited


def test_a_site_that_stays_busy_is_given_up(web: Web) -> None:
    web.pages["/busy"] = (429, {"Retry-After": "1"}, b"")

    with pytest.raises(NotFetched, match="too many requests"):
        fetcher()[0].get(web.base + "/busy")
    assert [path for path, _ in web.asked].count("/busy") == fetch.TRIES


def test_a_feed_is_asked_for_again_only_if_it_changed(web: Web) -> None:
    def feed(headers: Mapping[str, str]) -> Answer:
        return (304, {}, b"") if headers.get("if-none-match") == '"1"' else (200, {"Content-Type": "application/rss+xml", "ETag": '"1"'}, FEED.encode())

    web.pages["/rss.xml"] = feed
    memory = Remembered()

    counts = [len(list(fetch.found(web.base + "/rss.xml", fetcher(memory)[0]))) for _ in range(2)]

    assert counts == [3, 0]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "http://",
        "http://user:word@example.org/",
        "http://example.org:22/",
        "http://exa mple.org/",
        "http://example.org/\n",
        "http://[::1",
        "http://example.org/" + "a" * 3000,
    ],
)
def test_an_address_that_makes_no_sense_is_refused(url: str) -> None:
    with pytest.raises(NotAllowed):
        addresses.checked(url, lambda _host, _port: ["93.184.216.34"], ())


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
        ("2001:0:5db8:d822:0:0:80ff:fffe", False),
        ("nonsense", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_connected_to(address: str, public: bool) -> None:
    assert addresses.public(address) is public


@pytest.mark.parametrize("answers", [["93.184.216.34", "127.0.0.1"], ["::1"]])
def test_one_private_address_of_a_name_is_enough_to_refuse(answers: list[str]) -> None:
    with pytest.raises(NotAllowed, match="private network"):
        addresses.checked("http://example.org/", lambda _host, _port: answers, ())


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    place = addresses.checked("https://example.org/x?y=1", resolve, ())

    assert (place.pinned, place.host, asked) == ("https://93.184.216.34/x?y=1", "example.org", ["example.org"])


def test_a_feed_of_many_with_one_bad(web: Web) -> None:
    entries = "".join(f"<item><title>{n}</title><link>/p{n}</link></item>" if n != 500 else "<item><title>bad</title></item>" for n in range(2000))
    web.pages["/rss.xml"] = f'<rss version="2.0"><channel>{entries}</channel></rss>'
    some = list(fetch.found(web.base + "/rss.xml", fetcher()[0]))

    assert len(some) == 2000
    assert sum(isinstance(one, fetch.Failed) for one in some) == 1
