#!/usr/bin/env python3
"""Scores of time expressions: extents, types and values on gold dev, the phrases written by hand, and public dev sets that are at hand.

usage: gate_times.py [--errors N] [--data FOLDER]

strict F1: the same span; relaxed F1: spans that overlap; type and value: right among those that overlap. Words a second are printed, not held.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selon import gold, pipeline, timexes
from selon.article import Declared, from_record
from selon.language import language
from selon.model import Article, Published, Timex
from selon.tagger.words import split

HERE = Path(__file__).parent
ARTICLES = HERE / "gold" / "articles"
SHARED_DATA = "../shared/data"
PUBLIC = ("hand_fr", "hand_en", "fr_dev", "en_tbaq_aquaint")
Row = tuple[str, str, dict[str, float | None]]


@dataclass(slots=True)
class Counts:
    """What was counted over a set; misses and errors in words."""

    gold: int = 0
    found: int = 0
    same: int = 0
    gold_met: int = 0
    found_met: int = 0
    type: int = 0
    valued: int = 0
    value: int = 0
    words: int = 0
    seconds: float = 0.0
    errors: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float | None]:
        """Every figure in percent; None where the set does not ask it."""
        return {
            "strict F1": _f1(self.same, self.found, self.same, self.gold),
            "relaxed F1": _f1(self.found_met, self.found, self.gold_met, self.gold),
            "type": _share(self.type, self.gold_met),
            "value": _share(self.value, self.valued),
        }


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _f1(right: int, found: int, met: int, asked: int) -> float:
    precision, recall = right / max(found, 1), met / max(asked, 1)
    return 200 * precision * recall / max(precision + recall, 1e-9)


def tagged(article: Article) -> tuple[Timex, ...]:
    """The tagger's extents, as the pipeline makes them."""
    reader = pipeline.tagger()
    places = [(block.start, block.end) for block in article.blocks if block.repeats is None]
    tags = reader.tag(split(article.text, places, language(article.lang).marks))
    spans = ((article.span(tags.words.start[one.words[0]], tags.words.end[one.words[1]]), one) for one in tags.timexes)
    return tuple(Timex(span, one.kind, one.score) for span, one in spans)


def counted(documents: Sequence[Mapping[str, Any]], with_tagger: bool) -> Counts:
    """Counts over the documents of a set."""
    out = Counts()
    for document in documents:
        article = from_record({key: document[key] for key in ("id", "text", "lang", "blocks") if key in document}, Declared())
        day = str(document.get("published") or document.get("dct") or "")[:10]
        extents = tagged(article) if with_tagger else None
        start = time.perf_counter()
        found = timexes.find(article, Published(day, day, "metadata") if day else None, (), extents)
        out.seconds += time.perf_counter() - start
        out.words += len(article.text.split())
        _count(out, document, found)
    return out


def _count(out: Counts, document: Mapping[str, Any], found: Sequence[Timex]) -> None:
    asked = document["timexes"]
    out.gold += len(asked)
    out.found += len(found)
    for each in asked:
        start, end = each["span"]
        out.same += any((one.span.start, one.span.end) == (start, end) for one in found)
        over = [one for one in found if one.span.start < end and start < one.span.end]
        if not over:
            out.errors.append(_told(document, "missed", each, None))
            continue
        best = max(over, key=lambda one: min(one.span.end, end) - max(one.span.start, start))
        out.gold_met += 1
        out.type += best.type == each["type"]
        if each.get("value"):
            out.valued += 1
            out.value += best.value == each["value"]
            out.errors.extend([] if best.value == each["value"] else [_told(document, "value", each, best)])
    for one in found:
        met = any(one.span.start < each["span"][1] and each["span"][0] < one.span.end for each in asked)
        out.found_met += met
        out.errors.extend([] if met else [f"{document['id']} false: {one.span.text!r} {one.type} {one.value} ({one.rule})"])


def _told(document: Mapping[str, Any], kind: str, each: Mapping[str, Any], one: Timex | None) -> str:
    start, end = each["span"]
    context = document["text"][max(0, start - 40) : end + 30].replace("\n", " ")
    got = f" got {one.value} ({one.rule})" if one else ""
    return f"{document['id']} {kind}: {document['text'][start:end]!r} {each['type']} {each.get('value')}{got} … {context}"


def sets(data: Path) -> Iterator[tuple[str, str, Sequence[Mapping[str, Any]], bool]]:
    """Name, digest, documents, and whether the tagger is asked, of each set at hand."""
    documents = gold.dev_part(gold.load(ARTICLES))
    yield "times: gold dev", gold.digest(documents), documents, True
    yield "times: gold dev, rules alone", gold.digest(documents), documents, False
    for name in PUBLIC:
        path = data / "time" / f"{name}.jsonl"
        if not path.exists():
            print(f"skipped: {name} ({path.name} is not at hand; --data FOLDER names where it is)")
            continue
        public = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        yield f"times: {name}", gold.digest(public), public, True


def measured(data: Path, errors: int = 0) -> list[Row]:
    """Name, digest and figures of each set; as many errors of each are printed."""
    out: list[Row] = []
    for name, digest, documents, with_tagger in sets(data):
        counts = counted(documents, with_tagger)
        print(f"{name}: {counts.words / max(counts.seconds, 1e-9):,.0f} words/s")
        for line in counts.errors[:errors]:
            print(" ", line)
        out.append((name, digest, counts.figures()))
    return out


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--errors", type=int, default=0, metavar="N", help="print N errors of each set")
    cli.add_argument("--data", type=Path, default=Path(os.environ.get("SELON_DATA", HERE.parent / SHARED_DATA)))
    args = cli.parse_args()
    for name, digest, figures in measured(args.data, args.errors):
        print(f"{name} ({digest}): " + ", ".join(f"{title} {'–' if value is None else format(value, '.1f')}" for title, value in figures.items()))


if __name__ == "__main__":
    main()
