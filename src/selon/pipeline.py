"""The stages, in order.

bytes, text, page, record ─▶ Article          article.py
                  Article ─▶ Words ─▶ Tags     tagger/
                     Tags ─▶ Attribution       attributions.py
                  Article ─▶ Published, Timex  published.py, timexes.py
                  Article ─▶ Named             names/, knowledge/
 Attribution, Named, Timex ─▶ speakers, principals, relays, media, dates   resolve.py, media.py, sayingdates.py
  Tags, all of the above ─▶ Event, Answer      events.py, answers.py, places.py
                           ─▶ Reading
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from . import answers, article, attributions, events, knowledge, media, names, parties, places, published, resolve, sayingdates, timexes
from ._version import VERSION
from .language import language
from .model import Article, Attribution, Event, Judgement, Place, Published, Reading, Run, Span, Timex
from .tagger.encoder import Tagger, Tags, Typed, default_folder
from .tagger.words import split

_loading = threading.Lock()


@cache
def _load(folder: Path, threads: int | None) -> Tagger:
    return Tagger(folder, threads)


def tagger(folder: Path | None = None, threads: int | None = None) -> Tagger:
    """The tagger of a folder of weights, loaded once; None: the shipped one, or that of SELON_WEIGHTS."""
    with _loading:
        return _load(folder or default_folder(), threads)


def read_article(given: Article, reader: Tagger | None = None, declared: str | None = None) -> Reading:
    """Read one article. Pure: the same article, weights and knowledge give the same reading. declared: the publication date, if the caller told it."""
    reader = reader or tagger()
    stretches = [(block.start, block.end) for block in given.blocks if block.repeats is None]
    words = split(given.text, stretches, language(given.lang).marks)
    tags = reader.tag(words)
    found = attributions.find(given, tags, reader.settings)
    out = published.published(given, declared)
    spotted = timexes.spot(given, [Timex(_span(given, tags, one), one.kind, one.score) for one in tags.timexes])
    whole = resolve_all(given, found, out, spotted)
    acting = parties.Parties(whole.cast, whole.attributions, knowledge.load(), _when(out))
    done = events.find(tags, events.Scene(given, whole.attributions, whole.timexes, acting, out.earliest))
    done, said = _on_the_map(whole, done)
    exchanges = answers.find(answers.Scene(given, whole.attributions, whole.cast), done)
    return Reading(given, whole.attributions, whole.timexes, done, exchanges, Run(VERSION, reader.digest), out, said)


def _on_the_map(whole: Resolved, done: Sequence[Event]) -> tuple[tuple[Event, ...], tuple[tuple[str, Place], ...]]:
    """Events with the place where their words put them, and attribution id → where it was said; what is unknown is left out."""
    given = whole.cast.article
    outlet = knowledge.load().outlet_of(given.url) if given.url else None
    around = places.around(given.lang, whole.cast.known, outlet.country if outlet else None)
    slots = [(event.id, span) for event in done for span in event.place[:1]] + [(one.id, span) for one in whole.attributions for span in one.place[:1]]
    found = zip(slots, places.located([span.text for _, span in slots], around), strict=True)
    known = {name: place for (name, _), place in found if isinstance(place, Place)}
    said = tuple((one.id, known[one.id]) for one in whole.attributions if one.id in known)
    return tuple(replace(one, location=known.get(one.id)) for one in done), said


def _span(given: Article, tags: Tags, one: Typed) -> Span:
    first, last = one.words
    return given.span(tags.words.start[first], tags.words.end[last])


@dataclass(frozen=True, slots=True)
class Resolved:
    """Attributions with what their spans come to, the time expressions, and the cast of the article."""

    attributions: tuple[Attribution, ...]
    timexes: tuple[Timex, ...]
    cast: resolve.Cast


def _when(out: Published) -> tuple[str, str] | None:
    """The publication as a stretch of days, if it is known."""
    return (out.earliest, out.latest) if out.earliest and out.latest else None


def resolve_all(given: Article, found: Sequence[Attribution], out: Published, spotted: timexes.Spotted) -> Resolved:
    """Who, for whom, through whom and when of every attribution; and the time expressions, those inside a saying counted from its day."""
    facts = knowledge.load()
    known = resolve.known(given, facts, names.find(given.text, given.lang, facts, when=out.latest if _when(out) else None))
    cast = resolve.Cast(given, found, known)
    resolutions = cast.resolve()
    speakers = {name: one.entities for name, one in resolutions.items()}
    ways = media.Channels(cast.reader, known).passed(found, speakers)
    times = timexes.resolve(spotted, out)
    blocks = {one.id: given.block_number(one.why.anchor.start) for one in found}
    lead = next((n for n, b in enumerate(given.blocks) if b.kind == "p"), -1)
    days = sayingdates.dated(found, sayingdates.Scene(times, speakers, {name: way.occasion for name, way in ways.items()}, blocks, lead))
    quoted = [(s.start, s.end, days[one.id][0].value) for one in found if one.id in days for s in one.content]
    times = timexes.resolve(spotted, out, quoted) if quoted else times
    return Resolved(tuple(_full(one, resolutions[one.id], ways[one.id], days.get(one.id)) for one in found), times, cast)


def _full(one: Attribution, who: resolve.Resolution, way: media.Passed, day: sayingdates.Day | None) -> Attribution:
    """An attribution with what its spans come to."""
    judged = [Judgement("speaker", tuple(e.id for e in who.entities), who.rule, who.reason, who.score)]
    if who.principal is not None:
        judged.append(Judgement("principal", (who.principal.id,), "principal", f"speaks for {who.principal.name}", who.score))
    judged += [*way.judgements, *((day[1],) if day else ())]
    return replace(
        one,
        speakers=who.entities,
        principal=who.principal,
        relays=way.relays,
        occasion=way.occasion,
        carrier=way.carrier,
        date=day[0] if day else None,
        judgements=tuple(judged),
    )


def read(source: str | bytes | Path | Article, declared: article.Declared = article.NOTHING) -> Reading:
    """Read one article: its text, its bytes, the path of its file, or an Article.

    A string is the text itself, never a path. HTML is told by its first characters, or by the file's name. Raises ArticleError
    when there is nothing to read, OSError when there is no such file.
    """
    return read_article(_article(source, declared), declared=declared.published)


def _article(source: str | bytes | Path | Article, declared: article.Declared) -> Article:
    if isinstance(source, Article):
        return source
    if isinstance(source, Path):
        markup = True if source.suffix.lower() in (".html", ".htm", ".xhtml") else None
        return article.from_bytes(source.read_bytes(), declared, markup)
    if isinstance(source, bytes):
        return article.from_bytes(source, declared)
    return article.from_html(source, declared) if article.looks_like_markup(source) else article.from_text(source, declared)
