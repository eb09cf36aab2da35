"""Time expressions: where they stand, by the rules of `lang/*/timexes.yaml` and the tagger's extents, and what they come to.

`spot` finds them once; `resolve` gives values, and may be called again when more is known of the days on which quoted words were said.
`find` is the two in one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import timevalues
from .model import Article, Block, Published, Span, Timex
from .timerules import LOOK_BACK, Grammar, Parts, Rule, folded, grammar
from .timevalues import FUTURE, PAST, Seen, Value

# A stretch of text whose words were said on a day: start, end, ISO day or None when that is not known.
Quotation = tuple[int, int, str | None]
# Under this score the tagger's extent alone, which no rule reads, is no finding: gold dev and fr_dev, 2023-05; tried 0.6, 0.9, 0.97 and none at all.
TAGGED_ALONE = 0.9
# A publication date known no better than this many days is not counted from.
DAYS_TRIED = 8
# Code points between a time and a verb that a comma between the two counts for.
COMMA = 25
# The same for a relative pronoun or conjunction between, and for a verb that comes behind.
BRAKE, BEHIND = 40, 5
# Code points that a clause may reach to either side: a verb farther off tells nothing, and a text without a full stop stays cheap.
CLAUSE = 400
SENTENCE = re.compile(r"[.!?…]\W*\s")
NOWHERE = Block("p", 0, 0)


@dataclass(frozen=True, slots=True)
class Spot:
    """An expression found: start and end in the article, the rule that reads it and its parts (None: only the tagger knows it), tense of its clause.

    signal, anchor: start and end, or None.
    """

    start: int
    end: int
    rule: Rule | None
    parts: Parts
    type: str
    score: float = 1.0
    block: Block = NOWHERE
    tense: int = 0
    signal: tuple[int, int] | None = None
    anchor: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Spotted:
    """The expressions of an article in text order, not yet resolved."""

    article: Article
    spots: tuple[Spot, ...]


def find(article: Article, published: Published | None, quotations: Sequence[Quotation] = (), tagged: Sequence[Timex] | None = None) -> tuple[Timex, ...]:
    """The time expressions of an article in text order.

    published: None: unknown. quotations: contents of sayings with the day each was said; what stands in one with a day is counted from it.
    tagged: the learned tagger's extents in text order; None: it was not asked, and words that mean a time only now and then are left out.
    """
    return resolve(spot(article, tagged), published, quotations)


@dataclass(frozen=True, slots=True)
class Page:
    """An article's text as it stands and folded, with the rules of its language."""

    rules: Grammar
    article: Article
    plain: str


def spot(article: Article, tagged: Sequence[Timex] | None = None) -> Spotted:
    """Where the time expressions stand. A block that repeats another is not read again."""
    page = Page(grammar(article.lang), article, folded(article.text))
    found: list[Spot] = []
    for block in article.blocks:
        if block.repeats is None:
            found.extend(_scanned(page, block))
    kept = _agreed(page, found, tagged) if tagged is not None else [one for one in found if one.rule and not one.rule.weak]
    return Spotted(article, tuple(_placed(page, one) for one in kept))


def _scanned(page: Page, block: Block) -> Iterator[Spot]:
    """What the rules find in one block; of two that overlap, the first."""
    at = block.start
    while (hit := page.rules.scan.search(page.plain, at, block.end)) is not None:
        first = hit.start()
        read = _read(page, block, first, page.rules.rules[int((hit.lastgroup or "r0")[1:]) :])
        if read is not None:
            yield read[0]
        at = max(read[1] if read else 0, first + 1)


def _read(page: Page, block: Block, at: int, rules: Sequence[Rule]) -> tuple[Spot, int] | None:
    """The first of the rules that holds at an offset, with where it stops."""
    text, before = page.article.text, page.plain[max(block.start, at - LOOK_BACK) : at]
    for rule in rules:
        found = rule.pattern.match(page.plain, at, block.end)
        if found is None or found.end() == at or not rule.stands(before):
            continue
        if any(found[name] and not text[found.start(name)].isupper() for name in rule.capital):
            continue
        try:
            parts = page.rules.parts(rule, found)
        except ValueError:
            continue
        a, b = found.span("x") if "x" in rule.pattern.groupindex and found["x"] else found.span()
        return Spot(a, b, rule, parts, rule.type, block=block), found.end()
    return None


def _agreed(page: Page, found: Sequence[Spot], tagged: Sequence[Timex]) -> list[Spot]:
    """Rules and tagger put together: a weak rule needs the tagger; the tagger alone needs a high score; where both speak the rule reads, in the tagger's type if it can."""
    out: list[Spot] = []
    starts = [each.span.start for each in tagged]
    for one in found:
        near = tagged[max(0, bisect_left(starts, one.start) - 1) : bisect_left(starts, one.end)]
        best = max((each for each in near if one.start < each.span.end), key=lambda each: each.score, default=None)
        if best is not None:
            out.append(replace(one if best.type == one.type or (one.rule and one.rule.sure) else _retyped(page, one, best), score=best.score))
        elif one.rule is not None and not one.rule.weak:
            out.append(one)
    read = [one.start for one in out]
    alone = [each for each in tagged if each.score >= TAGGED_ALONE and not _covered(out, read, each)]
    return sorted([*out, *(_alone(page, each) for each in alone)], key=lambda one: one.start)


def _covered(found: Sequence[Spot], starts: Sequence[int], each: Timex) -> bool:
    """Whether an extent overlaps something found. starts: of what was found, in text order."""
    near = found[max(0, bisect_left(starts, each.span.start) - 1) : bisect_left(starts, each.span.end)]
    return any(each.span.start < one.end for one in near)


def _retyped(page: Page, one: Spot, best: Timex) -> Spot:
    """The same words read by another rule, of the type that the tagger gives, if there is one."""
    rules = [rule for rule in page.rules.rules if rule.type == best.type]
    for at in dict.fromkeys((one.start, best.span.start)):
        read = _read(page, one.block, at, rules)
        if read is not None and read[0].start < one.end and one.start < read[0].end:
            return read[0]
    return one


def _alone(page: Page, each: Timex) -> Spot:
    """What only the tagger gives, and no rule reads: it has no value."""
    block = page.article.block_at(each.span.start)
    return Spot(each.span.start, each.span.end, None, Parts(), each.type, each.score, block=block)


def _placed(page: Page, one: Spot) -> Spot:
    """With the tense of its clause, and its signal and anchor."""
    rules, plain, end = page.rules, page.plain, one.block.end
    tense = tense_of(page, one) if one.rule and one.rule.means in timevalues.TENSED else 0
    if one.type == "DURATION" and (joined := rules.signal.match(plain, one.end, end)):
        at, last = joined.span("signal")
        stop = rules.clause.search(plain, last, end)
        anchor = _trimmed(plain, last, stop.start() if stop else end)
        return replace(one, tense=tense, signal=(at, last), anchor=anchor) if anchor else one
    before = rules.opens.search(plain, max(one.block.start, one.start - LOOK_BACK), one.start)
    return replace(one, tense=tense, signal=before.span("signal") if before else None)


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int] | None:
    inner = plain[start:end]
    left, right = len(inner) - len(inner.lstrip()), len(inner.rstrip())
    return (start + left, start + right) if left < right else None


def tense_of(page: Page, one: Spot) -> int:
    """Tense of the clause around an expression: -1 past, 1 future, 0 when no verb tells. The preposition before it, then the nearest verb, decides."""
    tenses, plain, block = page.rules.tenses, page.plain, one.block
    settled = tenses.before.search(plain, max(block.start, one.start - LOOK_BACK), one.start)
    start, end = max(block.start, one.start - CLAUSE), min(block.end, one.end + CLAUSE)
    first = max((found.end() for found in tenses.boundary.finditer(plain, start, one.start)), default=start)
    after = tenses.boundary.search(plain, one.end, end)
    last = after.start() if after else end
    if settled is not None:
        return PAST if settled.lastgroup == "past" or tenses.done.search(plain, first, last) else FUTURE
    best, tense = 10**6, 0
    for found in tenses.verb.finditer(plain, first, last):
        if found[0] in tenses.except_ or (found.start() < one.end and one.start < found.end()) or _a_name(page, found):
            continue
        far = _far(page, one, found)
        if far < best:
            best, tense = far, PAST if found.lastgroup == "past" else FUTURE
    return tense


def _a_name(page: Page, verb: re.Match[str]) -> bool:
    """Whether what looks like a future verb is a name: one word with a capital."""
    return verb.lastgroup == "future" and " " not in verb[0] and page.article.text[verb.start()].isupper()


def _far(page: Page, one: Spot, verb: re.Match[str]) -> int:
    """How far a verb is from an expression: code points, and more for what stands between the two."""
    left = verb.end() <= one.start
    a, b = (verb.end(), one.start) if left else (one.end, verb.start())
    brakes = len(page.rules.tenses.brake.findall(page.plain, a, b))
    return b - a + COMMA * page.plain.count(",", a, b) + BRAKE * brakes + (0 if left else BEHIND)


def resolve(spotted: Spotted, published: Published | None, quotations: Sequence[Quotation] = ()) -> tuple[Timex, ...]:
    """Values of what was spotted. Where the publication day is known to a few days only, a value stands if each of them gives it."""
    days: Sequence[date | None] = _days(published) or [None]
    basis = "inferred" if published is not None and published.basis == "inferred" else "publication"
    runs = [_resolved(spotted, day, basis, quotations) for day in days]
    return tuple(_timex(spotted, one, _same(values)) for one, values in zip(spotted.spots, zip(*runs, strict=True), strict=True))


def _days(published: Published | None) -> list[date]:
    """The days on which an article may have come out; empty when they are unknown or too many."""
    if published is None or published.earliest is None or published.latest is None:
        return []
    first, last = date.fromisoformat(published.earliest), date.fromisoformat(published.latest)
    return [first + timedelta(step) for step in range((last - first).days + 1)] if (last - first).days < DAYS_TRIED else []


def _same(values: Sequence[Value]) -> Value:
    """What all possible days agree on: the value, or the stretch that holds them all."""
    first = values[0]
    if all(one == first for one in values):
        return first
    ends = [(one.earliest, one.latest) for one in values if one.earliest and one.latest]
    if all(one.value == first.value for one in values) or len(ends) < len(values):
        return replace(first, earliest=None, latest=None)
    return Value(None, min(a for a, _ in ends), max(b for _, b in ends), first.granularity, "unresolved", "the days on which the article may have come out give different values")


def _resolved(spotted: Spotted, day: date | None, basis: str, quotations: Sequence[Quotation]) -> list[Value]:
    """Values in text order, as counted from one day of publication."""
    out: list[Value] = []
    told = Told()
    for one in spotted.spots:
        said = _said(one, quotations)
        near = told.day if told.day is not None and _near(spotted, told, one) else None
        seen = Seen(said or day, "utterance" if said else basis if day else "unresolved", one.tense, told.day, near, told.date)
        found = timevalues.value(one.rule.means, one.parts, seen) if one.rule else Value()
        out.append(replace(found, basis="event") if one.anchor is not None else found)
        told = told.after(found, one)
    return out


@dataclass(frozen=True, slots=True)
class Told:
    """What was told last: a day, and a date of any grain. at: offset behind the day."""

    day: Value | None = None
    date: Value | None = None
    at: int = -1

    def after(self, found: Value, one: Spot) -> Told:
        """What is told last when an expression has been read."""
        if found.earliest is None or one.type not in ("DATE", "TIME"):
            return self
        return Told(found, found, one.end) if _tells(found) else replace(self, date=found)


def _tells(found: Value) -> bool:
    """Whether a value is a day that later words may be counted from."""
    if found.earliest is None or found.latest is None:
        return False
    return (date.fromisoformat(found.latest[:10]) - date.fromisoformat(found.earliest[:10])).days <= 1


def _near(spotted: Spotted, told: Told, one: Spot) -> bool:
    return told.at >= one.block.start and SENTENCE.search(spotted.article.text, told.at, one.start) is None


def _said(one: Spot, quotations: Sequence[Quotation]) -> date | None:
    """The day of the innermost saying that an expression stands in, or None."""
    around = [(end - start, day) for start, end, day in quotations if start <= one.start and one.end <= end and day and len(day) == len("2023-05-28")]
    return date.fromisoformat(min(around)[1]) if around else None


def _timex(spotted: Spotted, one: Spot, found: Value) -> Timex:
    def span(place: tuple[int, int] | None) -> Span | None:
        return spotted.article.span(*place) if place else None

    return Timex(
        span=spotted.article.span(one.start, one.end),
        type=one.type,
        score=one.score,
        value=found.value,
        earliest=found.earliest,
        latest=found.latest,
        granularity=found.granularity,
        basis=found.basis,
        anchor=span(one.anchor),
        signal=span(one.signal),
        rule=one.rule.name if one.rule else None,
        reason=found.reason,
    )
