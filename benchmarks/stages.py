#!/usr/bin/env python3
"""Share of each stage in the processor time of reading gold dev, one thread: usage: stages.py."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selon import answers, attributions, events, gold, knowledge, media, names, parties, pipeline, published, resolve, timexes
from selon.language import language
from selon.tagger.words import split

ARTICLES = Path(__file__).parent.parent / "tests" / "gold" / "articles"


def main() -> None:
    spent: dict[str, float] = defaultdict(float)

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        spent[name] += time.process_time() - begun

    records = gold.dev_part(gold.load(ARTICLES))
    articles = [gold.article(one) for one in records]
    reader, facts = pipeline.tagger(None, 1), knowledge.load()
    for article in articles[:3]:
        pipeline.read_article(article, reader)
    for article in articles:
        with stage("tagger"):
            tags = reader.tag(split(article.text, [(b.start, b.end) for b in article.blocks], language(article.lang).marks))
        with stage("attributions"):
            found = attributions.find(article, tags, reader.settings)
        with stage("dates"):
            out = published.published(article)
            timexes.resolve(timexes.spot(article, []), out)
        with stage("names"):
            named = names.find(article.text, article.lang, facts, when=out.latest)
        with stage("speakers, relays, media"):
            known = resolve.known(article, facts, named)
            cast = resolve.Cast(article, found, known)
            who = {name: one.entities for name, one in cast.resolve().items()}
            media.Channels(cast.reader, known).passed(found, who)
        whole = pipeline.resolve_all(article, found, out, timexes.spot(article))
        with stage("events"):
            acting = parties.Parties(whole.cast, whole.attributions, facts, (out.earliest, out.latest) if out.earliest and out.latest else None)
            done = events.find(tags, events.Scene(article, whole.attributions, whole.timexes, acting, out.earliest))
        with stage("places"):
            pipeline._on_the_map(whole, done)
        with stage("answers"):
            answers.find(answers.Scene(article, whole.attributions, whole.cast), done)
    total = sum(spent.values())
    for name, seconds in spent.items():
        print(f"{name:24} {seconds:6.2f} s {100 * seconds / total:5.1f} %")


if __name__ == "__main__":
    main()
