"""An archive's worth of articles made from our own: halves of two gold articles put together, with another outlet and another day.

Every half keeps its readings: spans are moved, what refers to the other half is left out. So texts differ, names and words do not wear out, and nothing is read again.
"""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from selon import gold, pipeline
from selon.model import Article, Attribution, Dated, Event, Published, Reading, Span

ARTICLES = Path(__file__).parent.parent / "tests" / "gold" / "articles"
OUTLETS = [
    f"{kind} {place}"
    for kind in ("Le Courrier", "La Gazette", "The Herald", "The Post", "Radio", "L'Écho", "The Times")
    for place in ("du Nord", "de Lutz", "of Varrow", "Littoral", "des Alpes", "of Kelm")
]
FIRST, DAYS = date(2016, 1, 1), 3650


def read_once(kept: Path) -> list[Reading]:
    """Readings of all gold articles, from a file where there is one: reading them takes some minutes."""
    if kept.exists():
        return list(pickle.loads(kept.read_bytes()))
    readings = [pipeline.read_article(gold.article(record)) for record in gold.load(ARTICLES)]
    kept.write_bytes(pickle.dumps(readings))
    return readings


def made(readings: list[Reading], count: int, seed: int = 1) -> Iterator[Reading]:
    """Articles of two halves, the same ones for the same seed."""
    draw = random.Random(seed)
    by_lang = {lang: [one for one in readings if one.article.lang == lang and len(one.article.blocks) > 3] for lang in ("fr", "en")}
    for number in range(count):
        lang = "fr" if draw.random() < 0.6 else "en"
        one, two = draw.sample(by_lang[lang], 2)
        yield _joined(one, two, number, draw)


def _joined(one: Reading, two: Reading, number: int, draw: random.Random) -> Reading:
    first, second = _cut(one), _cut(two)
    head = one.article.text[:first] + "\n\n"
    text = head + two.article.text[second:]
    by = len(head) - second
    day = FIRST + timedelta(days=draw.randrange(DAYS))
    told = str(day)
    moved = [_part(one, 0, first, 0, text, f"a{number}", day), _part(two, second, len(two.article.text), by, text, f"b{number}", day)]
    blocks = tuple(b for b in one.article.blocks if b.end <= first) + tuple(
        replace(b, start=b.start + by, end=b.end + by, repeats=None) for b in two.article.blocks if b.start >= second
    )
    article = Article(f"m{number}", text, one.article.lang, blocks, one.article.title, draw.choice(OUTLETS), f"https://example.org/{number}", published=told)
    several: dict[str, Any] = {name: moved[0][name] + moved[1][name] for name in ("attributions", "events", "answers", "timexes")}
    return Reading(article=article, run=one.run, published=Published(told, told, "metadata", told), **several)


def _cut(one: Reading) -> int:
    """Where the second half of an article begins."""
    return one.article.blocks[len(one.article.blocks) // 2].start


def _part(one: Reading, start: int, end: int, by: int, text: str, mark: str, day: date) -> dict[str, Any]:
    """What lies wholly inside a half, moved, with ids of its own and days counted from the new one."""
    published = date.fromisoformat(one.published.earliest or "2023-01-01")
    said = {a.id for a in one.attributions if _inside(a, start, end)}
    done = {e.id for e in one.events if _inside(e, start, end)}

    def name(old: str | None, known: set[str]) -> str | None:
        return mark + old if old in known and old is not None else None

    def shifted(dated: Dated | None) -> Dated | None:
        if dated is None:
            return None
        days = [str(date.fromisoformat(each) + (day - published)) for each in (dated.earliest, dated.latest)]
        return Dated(days[0] if days[0] == days[1] else "/".join(days), *days, dated.basis)

    attributions = [replace(_moved(a, by, text), id=mark + a.id, within=name(a.within, said), date=shifted(a.date)) for a in one.attributions if a.id in said]
    events = [
        replace(_moved(e, by, text), id=mark + e.id, reported_in=name(e.reported_in, said), act_of=name(e.act_of, said), date=shifted(e.date)) for e in one.events if e.id in done
    ]
    answers = [
        replace(_moved(x, by, text), answering=mark + x.answering, answered=mark + x.answered, event=name(x.event, done))
        for x in one.answers
        if x.answering in said and x.answered in said and _inside(x, start, end)
    ]
    timexes = [_moved(t, by, text) for t in one.timexes if _inside(t, start, end)]
    return {"attributions": tuple(attributions), "events": tuple(events), "answers": tuple(answers), "timexes": tuple(timexes)}


def _walk(value: Any, visit: Callable[[Span], Span]) -> Any:
    """A record with every span visited."""
    if isinstance(value, Span):
        return visit(value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _walk(getattr(value, one.name), visit) for one in fields(value)})
    return tuple(_walk(each, visit) for each in value) if isinstance(value, tuple) else value


def _inside(record: Attribution | Event | Any, start: int, end: int) -> bool:
    met: list[Span] = []

    def seen(span: Span) -> Span:
        met.append(span)
        return span

    _walk(record, seen)
    return all(start <= span.start and span.end <= end for span in met)


def _moved(record: Any, by: int, text: str) -> Any:
    return _walk(record, lambda span: Span(span.start + by, span.end + by, text[span.start + by : span.end + by]))
