#!/usr/bin/env python3
"""One program over one set of texts, in this process: run by peers.py, prints one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

begun = time.perf_counter()
Found = list[dict[str, Any]]


def of_selon(lang: str, _: str) -> Callable[[str], Found]:
    from selon import pipeline, views
    from selon.article import Declared, from_text

    tagger = pipeline.tagger(threads=1)
    return lambda text: views.gold_record(pipeline.read_article(from_text(text, Declared(lang=lang)), tagger))["quotes"]


def of_spacy(_: str, model: str) -> Callable[[str], Found]:
    import spacy

    parse = spacy.load(model)

    def run(text: str) -> Found:
        parse(text)
        return []

    return run


def of_textacy(_: str, model: str) -> Callable[[str], Found]:
    import spacy
    from textacy.extract import direct_quotations

    parse = spacy.load(model)

    def run(text: str) -> Found:
        try:
            found = list(direct_quotations(parse(text)))
        except ValueError:  # one odd quotation mark rejects the whole article
            return []
        return [
            {
                "content": [[q.content.start_char, q.content.end_char]],
                "source": [[t.idx, t.idx + len(t)] for t in q.speaker],
                "cue": [[t.idx, t.idx + len(t)] for t in q.cue],
                "kind": "direct",
            }
            for q in found
        ]

    return run


def main() -> None:
    what, lang, path, model = sys.argv[1:5]
    with open(path, encoding="utf-8") as lines:
        texts = [json.loads(line) for line in lines]
    run = {"selon": of_selon, "spacy": of_spacy, "textacy": of_textacy}[what](lang, model)
    run(texts[0]["text"])
    startup = time.perf_counter() - begun
    words = sum(len(t["text"].split()) for t in texts)
    start = time.perf_counter()
    found = [{"id": t["id"], "quotes": run(t["text"])} for t in texts]
    speed = words / (time.perf_counter() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"speed": speed, "startup": startup, "memory": memory, "found": found if what != "spacy" else []}))


if __name__ == "__main__":
    main()
