"""Rows for spreadsheets and databases: attributions, events, answers, articles."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from .. import codings
from ..model import Attribution, Entity, Reading, Span
from ..store.kept import Kept, key_of

Row = dict[str, Any]
JOINT = "; "
# First letters that a spreadsheet takes for the beginning of a formula (OWASP): such a cell gets an apostrophe before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")

# fmt: off
ATTRIBUTIONS = (
    "key", "article", "outlet", "title", "url", "lang", "published", "day", "earliest", "latest", "date_basis", "speakers", "speaker_ids", "source", "principal",
    "principal_id", "act", "form", "said", "content", "cue", "medium", "occasion", "carrier", "addressee", "place", "place_id", "latitude", "longitude", "relays",
    "relay_ids", "relay", "time", "answers", "how", "start", "end", "within", "block", "confidence", "run",
)
# fmt: on
ANSWERS = ("article", "answering", "answered", "who", "whom", "asked", "how", "ahead", "words", "score", "event", "reason")
# fmt: off
ARTICLES = (
    "key", "id", "outlet", "title", "url", "lang", "published", "earliest", "latest", "published_basis", "section", "byline", "words", "attributions", "events",
    "answers", "family", "copies", "origin", "added", "sha256", "run",
)
# fmt: on
EVENTS = ("key", *codings.PLOVER_COLUMNS)
DNA = codings.DNA_COLUMNS


def attributions(kept: Kept) -> Iterator[Row]:
    """The attributions of an article, as rows of ATTRIBUTIONS. Offsets count code points; latitude and longitude are degrees."""
    reading = kept.reading
    answers = {one.answering: one for one in reading.answers}
    places = dict(reading.places)
    about = _about(kept)
    for one in reading.attributions:
        answer, place = answers.get(one.id), places.get(one.id)
        yield {
            "key": key_of(kept.key, one.id),
            **about,
            **_days(one, reading),
            **_who(one),
            **{name: getattr(one, name) for name in ("act", "form", "said", "occasion", "block")},
            **{slot: _words(getattr(one, slot)) for slot in ("content", "cue", "medium", "addressee", "relay", "time")},
            "carrier": one.carrier.name if one.carrier else None,
            "place": place.name if place else _words(one.place),
            "place_id": place.id if place else None,
            "latitude": place.latitude if place else None,
            "longitude": place.longitude if place else None,
            "answers": key_of(kept.key, answer.answered) if answer else None,
            "how": answer.how if answer else None,
            "start": one.content[0].start if one.content else one.why.anchor.start,
            "end": one.content[-1].end if one.content else one.why.anchor.end,
            "within": key_of(kept.key, one.within) if one.within else None,
            "confidence": round(one.confidence, 3),
            "run": f"{reading.run.version} {reading.run.weights}",
        }


def _about(kept: Kept) -> Row:
    article = kept.reading.article
    return {"article": kept.key, **{name: getattr(article, name) for name in ("outlet", "title", "url", "lang", "published")}}


def _days(one: Attribution, reading: Reading) -> Row:
    date = one.date
    told = {"earliest": date.earliest if date else None, "latest": date.latest if date else None, "date_basis": date.basis if date else None}
    return {"day": date.earliest if date else reading.published.earliest, **told}


def _who(one: Attribution) -> Row:
    return {
        "speakers": _names(one.speakers),
        "speaker_ids": _ids(one.speakers),
        "source": one.source.text if one.source else None,
        "principal": one.principal.name if one.principal else None,
        "principal_id": one.principal.id if one.principal else None,
        "relays": _names(one.relays),
        "relay_ids": _ids(one.relays),
    }


def _names(some: Sequence[Entity]) -> str | None:
    return JOINT.join(one.name for one in some) or None


def _ids(some: Sequence[Entity]) -> str | None:
    return JOINT.join(one.id for one in some) or None


def _words(some: Sequence[Span]) -> str | None:
    return " … ".join(span.text for span in some) or None


def answers(kept: Kept) -> Iterator[Row]:
    """The answers of an article, as rows of ANSWERS."""
    told = {one.id: one for one in kept.reading.attributions}
    for one in kept.reading.answers:
        yield {
            "article": kept.key,
            "answering": key_of(kept.key, one.answering),
            "answered": key_of(kept.key, one.answered),
            "who": _names(told[one.answering].speakers),
            "whom": _names(told[one.answered].speakers),
            **{name: getattr(one, name) for name in ("asked", "how", "ahead", "reason")},
            "words": _words(one.words),
            "score": round(one.score, 3),
            "event": key_of(kept.key, one.event) if one.event else None,
        }


def events(kept: Kept) -> Iterator[Row]:
    """The events of an article, as rows of EVENTS."""
    for row in codings.plover_rows(kept.reading):
        yield {"key": key_of(kept.key, row["id"]), **row, "reported_in": key_of(kept.key, row["reported_in"]) if row["reported_in"] else ""}


def articles(kept: Kept) -> Iterator[Row]:
    """One row of ARTICLES."""
    reading, article = kept.reading, kept.reading.article
    yield {
        **{name: getattr(kept, name) for name in ("key", "family", "copies", "origin", "added")},
        **{name: getattr(article, name) for name in ("id", "outlet", "title", "url", "lang", "published", "section", "byline")},
        "earliest": reading.published.earliest,
        "latest": reading.published.latest,
        "published_basis": reading.published.basis,
        "words": len(article.text.split()),
        **{name: len(getattr(reading, name)) for name in ("attributions", "events", "answers")},
        "sha256": article.digest,
        "run": f"{reading.run.version} {reading.run.weights}",
    }


def dna(kept: Kept) -> Iterator[Row]:
    """The statements of an article, as rows of DNA."""
    yield from codings.dna_rows(kept.reading)


def cell(value: Any) -> str:
    """A value as a cell that no spreadsheet runs."""
    if value is None:
        return ""
    told = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return "'" + told if isinstance(value, str) and told.startswith(FORMULA) else told


def uncelled(told: str) -> str:
    """The text that a cell was made of."""
    return told[1:] if told.startswith("'") and told[1:].startswith(FORMULA) else told


def _csv(columns: Sequence[str], made: Callable[[Kept], Iterator[Mapping[str, Any]]]) -> Callable[[Iterator[Kept], BinaryIO], int]:
    def write(some: Iterator[Kept], out: BinaryIO) -> int:
        """Write rows (RFC 4180, UTF-8), the names of the columns first; how many."""
        held, count = io.StringIO(newline=""), 0
        writer = csv.writer(held, lineterminator="\r\n")
        writer.writerow(columns)
        for kept in some:
            for row in made(kept):
                writer.writerow([cell(row.get(name)) for name in columns])
                count += 1
            out.write(held.getvalue().encode("utf-8", "replace"))
            held.seek(0)
            held.truncate()
        out.write(held.getvalue().encode("utf-8", "replace"))
        return count

    return write


attributions_csv = _csv(ATTRIBUTIONS, attributions)
events_csv = _csv(EVENTS, events)
answers_csv = _csv(ANSWERS, answers)
articles_csv = _csv(ARTICLES, articles)
dna_csv = _csv(DNA, dna)
