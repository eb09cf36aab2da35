"""Two runs over the same articles, side by side: what one found and the other did not, and what they tell differently of the same saying or event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..errors import ArchiveError
from ..model import Attribution, Event, Reading, Span
from ..records import unpacked
from . import schema
from .archive import Archive, plain_text
from .kept import key_of

# Share of common characters from which two contents, or two sets of triggers, are those of the same saying or event.
SAME = 0.5
# What is compared of each.
OF_SAYING = ("content", "cue", "source", "medium", "addressee", "relay", "place", "time", "form", "said", "act", "speakers", "principal", "relays", "occasion", "carrier", "date")
OF_EVENT = ("triggers", "type", "mode", "cameo", "status", "actors", "recipients", "date", "location")
COLUMNS = ("article", "title", "kind", "what", "field", "before", "after", "key")
TOGETHER = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One. kind: attribution or event. what: gone, new or changed. field: which, of what changed. before, after: in words. key: of the later one, of one that is gone its own."""

    article: str
    title: str | None
    kind: str
    what: str
    field: str | None
    before: str | None
    after: str | None
    key: str

    def row(self) -> dict[str, Any]:
        """As plain values, by COLUMNS."""
        return {name: getattr(self, name) for name in COLUMNS}


def run_key(archive: Archive, given: str) -> str:
    """The run that a key, the beginning of one, or `last` and `first` means. Raises ArchiveError, naming all."""
    runs = [key for key, *_ in archive.runs()]
    if given in ("first", "last") and runs:
        return runs[0 if given == "first" else -1]
    found = [key for key in runs if key.startswith(given)]
    if len(found) != 1:
        raise ArchiveError(f"run {given!r} is {'none' if not found else 'several'} of: {', '.join(runs) or 'no runs'}; 'selon runs' lists them, first and last will do")
    return found[0]


def shared(archive: Archive, before: str, after: str) -> int:
    """How many articles both runs have read."""
    return sum(1 for _ in _pairs(archive, before, after))


def differences(archive: Archive, before: str, after: str) -> Iterator[Difference]:
    """All differences between two runs (keys), article by article in the order they came. Corrections stand apart from runs and are not compared."""
    for key, one, two in _pairs(archive, before, after):
        told = two.article.title
        both: tuple[tuple[str, Sequence[Any], Sequence[Any], Sequence[str]], ...] = (
            ("attribution", one.attributions, two.attributions, OF_SAYING),
            ("event", one.events, two.events, OF_EVENT),
        )
        for kind, some, others, fields in both:
            yield from (Difference(key, told, kind, *each) for each in _between(some, others, fields, key))


def _pairs(archive: Archive, before: str, after: str) -> Iterator[tuple[str, Reading, Reading]]:
    runs = schema.runs.c
    ids = {}
    with archive.reading() as connection:
        for key in (before, after):
            ids[key] = connection.execute(select(runs.id).where(runs.key == key)).scalar()
    first, second = schema.readings.alias(), schema.readings.alias()
    last = 0
    while True:
        query = select(schema.articles.c.id, schema.articles.c.key, schema.texts.c.body, first.c.body, second.c.body)
        query = query.join_from(schema.articles, schema.texts).join(first, first.c.article_id == schema.articles.c.id).join(second, second.c.article_id == schema.articles.c.id)
        query = query.where(first.c.run_id == ids[before], second.c.run_id == ids[after], schema.articles.c.id > last).order_by(schema.articles.c.id).limit(TOGETHER)
        with archive.reading() as connection:
            found = connection.execute(query).all()
        if not found:
            return
        for number, key, text, body, other in found:
            told = plain_text(text)
            yield key, unpacked(body, told), unpacked(other, told)
            last = number


def _between(some: Sequence[Any], others: Sequence[Any], fields: Sequence[str], article: str) -> Iterator[tuple[Any, ...]]:
    """What, field, before, after and key of each difference, in text order."""
    met = _matched(some, others)
    back = {there: here for here, there in met.items()}
    out: list[tuple[int, tuple[Any, ...]]] = []
    for number, one in enumerate(some):
        if number not in met:
            out.append((_start(one), ("gone", None, _words(one), None, key_of(article, one.id))))
    for number, one in enumerate(others):
        key = key_of(article, one.id)
        if number not in back:
            out.append((_start(one), ("new", None, None, _words(one), key)))
            continue
        earlier = some[back[number]]
        for name in fields:
            was, is_ = told(getattr(earlier, name)), told(getattr(one, name))
            if was != is_:
                out.append((_start(one), ("changed", name, was, is_, key)))
    yield from (each for _, each in sorted(out, key=lambda pair: pair[0]))


def _spans(one: Any) -> Sequence[Span]:
    return (one.content or one.cue or (one.why.anchor,)) if isinstance(one, Attribution) else one.triggers


def _start(one: Any) -> int:
    return _spans(one)[0].start


def _words(one: Any) -> str:
    if isinstance(one, Event):
        return f"{one.type}: {told(one.triggers)}"
    return f"{told(one.speakers) or told(one.source) or 'nobody named'}: {told(_spans(one))}"


def _matched(some: Sequence[Any], others: Sequence[Any]) -> dict[int, int]:
    """Those of one run → those of the other that share most of their characters, each once."""
    places = [[{at for span in _spans(one) for at in range(span.start, span.end)} for one in each] for each in (some, others)]
    shares = []
    for here, left in enumerate(places[0]):
        for there, right in enumerate(places[1]):
            common = len(left & right)
            if common and common / len(left | right) >= SAME:
                shares.append((common / len(left | right), here, there))
    out: dict[int, int] = {}
    for _, here, there in sorted(shares, key=lambda each: (-each[0], each[1], each[2])):
        if here not in out and there not in out.values():
            out[here] = there
    return out


def told(value: Any) -> str | None:
    """A field in words; None for an empty one."""
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return "; ".join(told(each) or "" for each in value)
    if isinstance(value, str):
        return value
    for name in ("text", "name", "value"):
        if hasattr(value, name):
            return str(getattr(value, name))
    return str(value)
