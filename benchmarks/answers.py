#!/usr/bin/env python3
"""Fits the ranker of answers on the training articles and writes `src/selon/answers.yaml`; prints F1 on train and dev for several floors.

usage: answers.py [--write] [--passes N]

Spans and answers are the gold ones, acts once those of the gold and once those that the cues alone tell; speakers and dates are those that selon resolves, as they will
be when it reads. One softmax over all other attributions of the article and nobody, by stochastic gradient with an L2 penalty.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from antecedents import _fit
from selon import acts, answers, gold, pipeline, published, timexes
from selon.model import Attribution
from selon.tagger.labels import ACTS

HERE = Path(__file__).parent.parent
WEIGHTS = HERE / "src" / "selon" / "answers.yaml"
FLOORS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """One attribution with the features of nobody and of every other, and the number of the right one."""

    rows: list[Row]
    right: list[int]


def by_cue(one: Attribution, lang: str) -> Attribution:
    """An attribution with the act that its cue alone tells: wrong as often as acts are when selon reads."""
    act, _ = acts.chosen(lang, [span.text for span in one.cue], any("?" in span.text for span in one.content), [1.0] * len(ACTS))
    return replace(one, act=act)


def asked(record: dict[str, Any], told_acts: bool = True) -> list[Asked]:
    """Every attribution of one article. told_acts: whether with the acts of the gold or with those of the cues."""
    article = gold.article(record)
    out = published.published(article)
    given = gold.attributions(article, record)
    given = given if told_acts else tuple(by_cue(one, article.lang) for one in given)
    whole = pipeline.resolve_all(article, given, out, timexes.spot(article))
    scene = answers.Scene(article, whole.attributions, whole.cast)
    told = {str(quote["n"]): quote["answers"] for quote in record["quotes"]}
    items = []
    for one in whole.attributions:
        others = [None, *(other for other in whole.attributions if other is not one)]
        want = str(told[one.id]) if told[one.id] is not None else None
        right = [at for at, other in enumerate(others) if (other.id if other else None) == want]
        items += [Asked([answers.features(scene, one, other) for other in others], right)] if right else []
    return items


def shown(items: Sequence[Asked], weights: Row) -> None:
    """F1 of pairs for each floor of the probability that somebody is answered."""
    import math

    rows = []
    for one in items:
        values = [sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in one.rows]
        top = max(values)
        chances = [math.exp(value - top) for value in values]
        somebody = 1 - chances[0] / sum(chances)
        best = max(range(1, len(chances)), key=chances.__getitem__) if len(chances) > 1 else 0
        rows.append((somebody, best, one.right[0]))
    asked_ = sum(right != 0 for _, _, right in rows)
    for floor in FLOORS:
        given = [(best, right) for somebody, best, right in rows if somebody >= floor]
        same = sum(best == right for best, right in given)
        found = sum(right != 0 for _, right in given)
        pair, somebody_ = (200 * n / max(len(given) + asked_, 1) for n in (same, found))
        print(f"  floor {floor}: pairs F1 {pair:5.1f}, that somebody is answered F1 {somebody_:5.1f}, given {len(given)} of {asked_}")


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--write", action="store_true", help="write the weights")
    cli.add_argument("--passes", type=int, default=15)
    args = cli.parse_args()
    records = gold.load(HERE / "tests" / "gold" / "articles")
    train = [one for told_acts in (True, False) for record in gold.train_part(records) for one in asked(record, told_acts)]
    weights = _fit(train, args.passes)
    for name, items in (("train", train), ("dev", [one for record in gold.dev_part(records) for one in asked(record)])):
        print(name, len(items))
        shown(items, weights)
    if args.write:
        head = f"# Weights of the ranker of answers. Made by benchmarks/answers.py from {gold.digest(gold.train_part(records))}; not written by hand.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(weights, allow_unicode=True, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main()
