"""Saved searches: what they find anew is told to a terminal, an RSS file or a webhook, at least once each.

What is found is written down with the place where the search has come to, in one transaction; only then is it told, and only when telling succeeded is that written down.
A crash in between tells it again: each has a key (the id of an RSS item, `webhook-id`), the same every time, by which the receiver knows doubles.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from . import questions
from .errors import ArchiveError, SelonError, SettingError
from .store import schema
from .store.archive import Archive, now
from .store.finding import newer
from .store.kept import key_of
from .store.query import parse

NAME = re.compile(r"[\w.-]{1,80}")
KINDS = ("terminal", "rss", "webhook")
SECRET = "SELON_WEBHOOK_SECRET"
PREFIX = "whsec_"
# Items an RSS file keeps; seconds that a receiver has; tries before it is left until the next run.
ITEMS, PATIENCE, TRIES = 200, 10.0, 3

Post = Callable[[str, bytes, Mapping[str, str]], int]


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a saved search is told. kind: terminal, rss or webhook. target: the file or address; None for a terminal. secret: name of the setting that holds a webhook's secret."""

    kind: str
    target: str | None = None
    secret: str = SECRET


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search. made: ISO time. waiting: how many findings are not told yet."""

    name: str
    query: str
    made: str
    channels: tuple[Channel, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One attribution found for a search. id: the same whenever it is told."""

    id: str
    search: str
    query: str
    found: str
    row: Mapping[str, Any]

    def line(self) -> str:
        """It in one line, without control characters."""
        row = self.row
        told = f"[{self.search}] {row['day'] or 'no day'}  {row['who']}  {row['act']}: {row['content']}  via {row['chain']}  {row['key']}"
        return "".join(c if c.isprintable() else " " for c in told)


# Saving


def save(archive: Archive, name: str, query: str, channels: Sequence[Channel], everything: bool = False) -> None:
    """Save a search, or write over the one of that name. everything: tell what is there already, too. Raises SettingError, QueryError."""
    if not NAME.fullmatch(name):
        raise SettingError(f"a saved search cannot be called {name!r}; use up to 80 letters, digits, hyphens, dots")
    parse(query)
    several = tuple(channels) or (Channel("terminal"),)
    for one in several:
        _checked(one)
    if len({one.kind for one in several}) < len(several):
        raise SettingError("a saved search is told on one channel of each kind; save it again under another name for more")
    with archive.writing() as connection:
        last = 0 if everything else connection.execute(select(func.max(schema.attributions.c.id))).scalar() or 0
        connection.execute(delete(schema.searches).where(schema.searches.c.name == name))
        told = json.dumps([{"kind": one.kind, "target": one.target, "secret": one.secret} for one in several])
        connection.execute(insert(schema.searches).values(name=name, query=query, made=now(), channels=told, seen=last))


def remove(archive: Archive, name: str) -> None:
    """Forget a saved search. Raises ArchiveError when there is none."""
    with archive.writing() as connection:
        if connection.execute(delete(schema.searches).where(schema.searches.c.name == name)).rowcount == 0:
            names = list(connection.execute(select(schema.searches.c.name).order_by(schema.searches.c.name)).scalars())
            raise ArchiveError(f"there is no saved search {name!r}" + (f"; there are: {', '.join(names)}" if names else "; 'selon alert add' saves one"))


def saved(archive: Archive) -> list[Saved]:
    """All saved searches, by name."""
    one, told = schema.searches.c, schema.deliveries.c
    with archive.reading() as connection:
        waiting = select(func.count()).select_from(schema.deliveries).where(told.search == one.name, told.told.is_(None)).scalar_subquery()
        found = connection.execute(select(one.name, one.query, one.made, one.channels, waiting.label("waiting")).order_by(one.name)).all()
    return [Saved(row.name, row.query, row.made, tuple(Channel(**each) for each in json.loads(row.channels)), row.waiting) for row in found]


def _checked(one: Channel) -> None:
    from .ingest.addresses import checked

    if one.kind not in KINDS:
        raise SettingError(f"channel {one.kind!r} is none of {', '.join(KINDS)}")
    if one.kind == "rss" and not one.target:
        raise SettingError("an RSS file needs a path: --rss alerts.xml")
    if one.kind == "webhook":
        checked(one.target or "")
        _secret(one)


def _secret(one: Channel) -> bytes:
    told = os.environ.get(one.secret, "")
    if len(told) < 16:
        raise SettingError(f"a webhook is signed: set {one.secret} to a secret of at least 16 characters, the same that the receiver has")
    if told.startswith(PREFIX):
        try:
            return base64.b64decode(told.removeprefix(PREFIX), validate=True)
        except ValueError:
            raise SettingError(f"{one.secret} begins with {PREFIX} but what follows is no base64") from None
    return told.encode()


# Telling


def run(archive: Archive, post: Post | None = None) -> Iterator[str]:
    """Look for what is new to every saved search and tell it. Gives the lines for a terminal, and a line for each channel that failed. post: how to send to an address."""
    for one in saved(archive):
        try:
            _look(archive, one)
        except SelonError as error:
            yield f"[{one.name}] not searched: {error}"
            continue
        for channel in one.channels:
            yield from _tell(archive, one, channel, post or posted)


def _look(archive: Archive, one: Saved) -> None:
    """Write down what is found anew, and how far the search has come."""
    with archive.reading() as connection:
        seen = connection.execute(select(schema.searches.c.seen).where(schema.searches.c.name == one.name)).scalar() or 0
        last = connection.execute(select(func.max(schema.attributions.c.id))).scalar() or 0
    if last <= seen:
        return
    found = [(row, key) for row, key in newer(archive, one.query, seen) if row <= last]
    moment = now()
    with archive.writing() as connection:
        for _, key in found:
            for channel in one.channels:
                connection.execute(_once(connection, {"search": one.name, "attribution": key, "channel": channel.kind, "found": moment, "told": None, "tries": 0}))
        connection.execute(update(schema.searches).where(schema.searches.c.name == one.name).values(seen=last))


def _once(connection: Connection, row: Mapping[str, Any]) -> Any:
    made = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(schema.deliveries).values(**row)
    return made.on_conflict_do_nothing(index_elements=["search", "attribution", "channel"])


def _tell(archive: Archive, one: Saved, channel: Channel, post: Post) -> Iterator[str]:
    waiting = _findings(archive, one, channel.kind, waiting=True)
    if not waiting:
        return
    if channel.kind == "terminal":
        for finding in waiting:
            yield finding.line()
            _told(archive, one, channel.kind, [finding])
        return
    try:
        if channel.kind == "rss":
            _written(Path(channel.target or ""), feed(one, _findings(archive, one, channel.kind)))
            _told(archive, one, channel.kind, waiting)
        else:
            for finding in waiting:
                _send(finding, channel, post)
                _told(archive, one, channel.kind, [finding])
    except (SelonError, OSError) as error:
        _tried(archive, one, channel.kind)
        yield f"[{one.name}] {channel.kind} {channel.target} failed, is tried again with the next run: {error}"


def _findings(archive: Archive, one: Saved, channel: str, waiting: bool = False) -> list[Finding]:
    """What was found for a search: what is not told yet, earliest first; else the latest, last first. What is no longer in the archive is left out."""
    told = schema.deliveries.c
    query = select(told.attribution, told.found).where(told.search == one.name, told.channel == channel)
    query = query.where(told.told.is_(None)).order_by(told.found, told.attribution) if waiting else query.order_by(told.found.desc(), told.attribution).limit(ITEMS)
    with archive.reading() as connection:
        rows = connection.execute(query).all()
    out, gone = [], []
    for row in rows:
        told_row = _row(archive, row.attribution)
        if told_row is None:
            gone.append(row.attribution)
        else:
            out.append(Finding(sha256(f"{one.name}|{row.attribution}".encode()).hexdigest()[:32], one.name, one.query, row.found, told_row))
    if gone and waiting:
        with archive.writing() as connection:
            connection.execute(delete(schema.deliveries).where(told.search == one.name, told.channel == channel, told.attribution.in_(gone)))
    return out


def _row(archive: Archive, key: str) -> Mapping[str, Any] | None:
    try:
        kept = archive.one(key)
    except ArchiveError:
        return None
    one = next((each for each in kept.reading.attributions if key_of(kept.key, each.id) == key), None)
    return None if one is None else questions.saying(kept, one, one.date.earliest if one.date else kept.reading.published.earliest)


def _told(archive: Archive, one: Saved, channel: str, some: Sequence[Finding]) -> None:
    _mark(archive, one, channel, [str(each.row["key"]) for each in some], {"told": now(), "tries": schema.deliveries.c.tries + 1})


def _tried(archive: Archive, one: Saved, channel: str) -> None:
    _mark(archive, one, channel, None, {"tries": schema.deliveries.c.tries + 1})


def _mark(archive: Archive, one: Saved, channel: str, keys: Sequence[str] | None, values: Mapping[str, Any]) -> None:
    told = schema.deliveries.c
    where = [told.search == one.name, told.channel == channel, *([told.told.is_(None)] if keys is None else [told.attribution.in_(list(keys))])]
    with archive.writing() as connection:
        connection.execute(update(schema.deliveries).where(*where).values(**values))


# RSS


def feed(one: Saved, findings: Sequence[Finding]) -> bytes:
    """RSS 2.0, the latest first."""
    root = ElementTree.Element("rss", version="2.0")
    channel = ElementTree.SubElement(root, "channel")
    for name, value in (("title", f"selon: {one.name}"), ("link", "urn:selon:archive"), ("description", one.query), ("generator", "selon")):
        ElementTree.SubElement(channel, name).text = _xml(value)
    for finding in findings:
        row, item = finding.row, ElementTree.SubElement(channel, "item")
        ElementTree.SubElement(item, "title").text = _xml(f"{row['who']} ({row['act']}): {row['content']}"[:300])
        if str(row["url"] or "").startswith(("http://", "https://")):
            ElementTree.SubElement(item, "link").text = _xml(str(row["url"]))
        told = f"{row['day'] or 'no day'} · {row['who']} · {row['act']}\n{row['content']}\nvia {row['chain']} · {row['title'] or ''} · {row['key']}"
        ElementTree.SubElement(item, "description").text = _xml(told)
        ElementTree.SubElement(item, "guid", isPermaLink="false").text = f"urn:selon:{finding.id}"
        ElementTree.SubElement(item, "pubDate").text = format_datetime(datetime.strptime(finding.found, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC))
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"


def _xml(told: str) -> str:
    """Text without what XML 1.0 cannot hold."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", told)


def _written(path: Path, body: bytes) -> None:
    """A file in place of the one before, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


# Webhook


def signed(body: bytes, ident: str, moment: int, secret: bytes) -> dict[str, str]:
    """The headers of Standard Webhooks 1.0: HMAC-SHA256 of id, time and body."""
    mac = hmac.new(secret, f"{ident}.{moment}.".encode() + body, sha256).digest()
    return {"webhook-id": ident, "webhook-timestamp": str(moment), "webhook-signature": "v1," + base64.b64encode(mac).decode(), "content-type": "application/json"}


def _send(finding: Finding, channel: Channel, post: Post) -> None:
    """Post one finding; some tries. Raises ArchiveError when none is taken."""
    body = json.dumps({"type": "selon.found", "timestamp": finding.found, "data": {"search": finding.search, "query": finding.query, **finding.row}}, ensure_ascii=True).encode()
    answer = 0
    for attempt in range(TRIES):
        time.sleep(0.5 * attempt)
        answer = post(channel.target or "", body, signed(body, finding.id, int(time.time()), _secret(channel)))
        if 200 <= answer < 300:
            return
        if 400 <= answer < 500 and answer not in (408, 425, 429):
            break
    raise ArchiveError(f"it answered {answer}" if answer else "it did not answer")


def posted(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post to an address outside this network; its status, 0 for no answer. Redirects are not followed. Raises NotAllowed, NotFetched."""
    import httpx

    from .ingest.addresses import checked

    place = checked(url)
    try:
        with httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client:
            request = client.build_request("POST", place.pinned, content=body, headers={**headers, "host": place.header}, extensions={"sni_hostname": place.host})
            return client.send(request).status_code
    except httpx.HTTPError:
        return 0
