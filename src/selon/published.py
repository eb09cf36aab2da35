"""When an article came out: metadata, address, dateline, or what the text itself gives away. Never the day it was fetched, never a silent guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from . import timexes
from .model import Article, Block, Published, Span, Timex
from .timerules import folded, grammar
from .timevalues import FUTURE

DAY = timedelta(days=1)
# A year, month and maybe day in an address, as the press writes them: /2023/05/28/, /2023-05-28-title, /20230528.
ADDRESS = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
ADDRESS_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/")
# Weekday names are used of the days around publication: at most so many days lie between the latest full date told and the article.
WEEK = 7
UNKNOWN = Published(None, None, "unknown")


def published(article: Article, declared: str | None = None) -> Published:
    """The publication day of an article, with where it was taken from and what other sources say.

    declared: what the caller told, if it is the article's date: it is then no metadata. Order: declared or metadata, address, dateline, the text.
    """
    told = [one for one in (_metadata(article, declared), _address(article), _dateline(article), _modified(article)) if one is not None]
    if not told or told[0].earliest is None:
        inferred = _inferred(article, told[0] if told else None)
        told = [inferred, *told] if inferred else told
    if not told:
        return UNKNOWN
    first, *others = told
    return replace(first, others=tuple(others), flags=(*first.flags, *(_disagreement(first, other) for other in others if _apart(first, other))))


def _apart(one: Published, other: Published) -> bool:
    """Whether two sources exclude each other."""
    if one.earliest is None or one.latest is None or other.earliest is None or other.latest is None:
        return False
    return one.latest < other.earliest or other.latest < one.earliest


def shown(one: Published) -> str:
    """The day or interval as it is written in words."""
    return f"{one.earliest}" if one.earliest == one.latest else f"{one.earliest}/{one.latest}"


def _disagreement(first: Published, other: Published) -> str:
    return f"published: {first.basis} says {shown(first)}, {other.basis} says {shown(other)}; {first.basis} was taken, which is the stronger source"


def _metadata(article: Article, declared: str | None) -> Published | None:
    if article.published is None:
        return None
    basis = "declared" if declared is not None and declared == article.published else "metadata"
    day = _iso(article.published)
    if day is None:
        return Published(None, None, basis, article.published, (article.published,), flags=(f"published: {article.published!r} is no date",))
    return Published(day, day, basis, article.published, (article.published,))


def _iso(written: str) -> str | None:
    """The day of an ISO 8601 time in its own zone, or None."""
    try:
        return datetime.fromisoformat(written.strip()).date().isoformat()
    except ValueError:
        return None


def _modified(article: Article) -> Published | None:
    day = _iso(article.modified) if article.modified else None
    if day is None:
        return None
    return Published(day, day, "metadata", article.modified, (str(article.modified),), flags=("published: only the day of the last change is told",))


def _address(article: Article) -> Published | None:
    if article.url is None:
        return None
    found = ADDRESS.search(article.url)
    if found is not None:
        day = _iso(f"{found[1]}-{found[3]}-{found[4]}")
        return Published(day, day, "address", None, (found[0],)) if day else None
    month = ADDRESS_MONTH.search(article.url)
    if month is None:
        return None
    first = date(int(month[1]), int(month[2]), 1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    return Published(first.isoformat(), last.isoformat(), "address", None, (month[0],))


def _dateline(article: Article) -> Published | None:
    """A full date in the page's furniture, or at the head of the first paragraph; without its year it tells no day, and is kept as evidence.

    A line that says it tells the publication goes before one that says nothing, or tells a change.
    """
    body = next((block for block in article.blocks if block.kind in ("p", "subtitle") and block.repeats is None), None)
    head = tuple(block for block in article.blocks if block.kind == "dateline" or block is body)
    times = timexes.find(replace(article, blocks=head), None)
    lines = [one for one in times if _kind(article, one) == "dateline" and one.granularity in ("day", "hour", "minute")]
    lines += _wire(article, body, times) if body else []
    for one in sorted(lines, key=lambda each: (each.earliest is None, not _told_as_published(article, each))):
        day = one.earliest[:10] if one.earliest else None
        return Published(day, day, "dateline", one.value, (one.span,))
    return None


def _told_as_published(article: Article, one: Timex) -> bool:
    """Whether the words right before a date in the furniture call it the publication's."""
    before = folded(article.text[article.block_at(one.span.start).start : one.span.start])
    return grammar(article.lang).furniture.search(before) is not None


def _kind(article: Article, one: Timex) -> str:
    return article.block_at(one.span.start).kind


def _wire(article: Article, body: Block, times: Sequence[Timex]) -> list[Timex]:
    """The date of a wire dateline ("MOSCOU, 28 mai (AFP) –") at the head of the first paragraph."""
    text = article.text[body.start : body.end]
    found = grammar(article.lang).wire.match(folded(text))
    if found is None or not text[found.start("place") : found.end("place")][:1].isupper():
        return []
    return [one for one in times if body.start <= one.span.start < body.start + found.end() and one.granularity == "day"]


def _inferred(article: Article, partial: Published | None) -> Published | None:
    """From the latest full date that the text tells and the weekdays it names; None when there is no full date.

    Only a caption's date, or one told with its weekday, is news of the day: any other may be history, and is a lower bound, which is told in a flag.
    A caption is a weak bound too: its picture may come from an archive. A weekday with "this" and a past tense is the day of publication or the one before it.
    """
    spotted = timexes.spot(article)
    times = timexes.resolve(spotted, None)
    full = [(one, spot) for one, spot in zip(times, spotted.spots, strict=True) if _full(one) and spot.tense != FUTURE]
    if not full:
        return None
    bound, bound_spot = max(full, key=lambda pair: pair[0].earliest or "")
    first = date.fromisoformat(bound.earliest or "")
    if partial is not None and partial.stated is not None:
        return _with_year(partial, bound, first)
    these = [one for one in spotted.spots if one.parts.weekday is not None and one.parts.day is None and one.parts.turn == 0 and one.tense != FUTURE]
    days = [day for day in _following(first) if all(day.isoweekday() in _today_or_next(one.parts.weekday or 1) for one in these)]
    caption = _kind(article, bound) == "caption"
    if not these or not days or not (caption or bound_spot.parts.weekday is not None):
        return Published(None, None, "unknown", None, (bound.span,), flags=(f"published: nobody says when; not before {bound.span.text!r}, which the text tells",))
    evidence = (bound.span, *(article.span(one.start, one.end) for one in these))
    flags = [f"published: nobody says when; inferred from {', '.join(repr(one.text) for one in _once(evidence))}"]
    if caption:
        flags.append("published: the lower bound is the date of a caption, whose picture may be older")
    return Published(days[0].isoformat(), days[-1].isoformat(), "inferred", None, evidence, flags=tuple(flags))


def _full(one: Timex) -> bool:
    return one.basis == "explicit" and one.granularity == "day" and one.earliest is not None


def _once(spans: Sequence[Span]) -> Iterator[Span]:
    seen = set()
    for one in spans:
        if one.text not in seen:
            seen.add(one.text)
            yield one


def _today_or_next(weekday: int) -> tuple[int, int]:
    return weekday, weekday % 7 + 1


def _following(first: date) -> list[date]:
    return [first + step * DAY for step in range(WEEK)]


def _with_year(partial: Published, bound: Timex, first: date) -> Published | None:
    """A dateline without its year: the first such day from the latest full date on."""
    month_day = (partial.stated or "").removeprefix("XXXX-")[:5]
    for number in (first.year, first.year + 1):
        day = _iso(f"{number}-{month_day}")
        if day is not None and day >= first.isoformat():
            flag = f"published: the dateline tells no year; it was taken from {bound.span.text!r}"
            return Published(day, day, "inferred", partial.stated, (*partial.evidence, bound.span), flags=(flag,))
    return None
