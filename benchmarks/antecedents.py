#!/usr/bin/env python3
"""Fits the antecedent ranker on the training articles and writes `src/selon/antecedents.yaml`; prints how it does on train and dev.

usage: antecedents.py [--write] [--passes N]

Spans and speakers are the gold ones; each source is answered with the gold speaker before the next is asked, so that no error is learned from. One softmax over the
candidates of each question, by stochastic gradient with an L2 penalty. Printed for each kind of question: how many, how often the right candidate is among those asked
about, how often it comes first.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from selon import gold, knowledge, names, resolve
from selon.agreement import agree
from selon.antecedents import UNNAMED, Character, Question, Scene, features
from selon.model import Entity

HERE = Path(__file__).parent.parent
WEIGHTS = HERE / "src" / "selon" / "antecedents.yaml"
RATE, PENALTY, SEED = 0.3, 1e-3, 1
# Weights under this are left out of the file.
LEAST = 0.01
Row = dict[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its candidates' features, and the numbers of the right ones."""

    kind: str
    rows: list[Row]
    right: list[int]


class Asking(resolve.Cast):
    """A cast that keeps every question it is asked."""

    asked: list[tuple[Question, list[Character | None], list[Row]]]

    def ranked(self, question: Question) -> list[tuple[float, Character | None]]:
        scene, candidates = Scene(self, question), self.candidates(question)
        self.asked.append((question, candidates, [features(scene, c) for c in candidates]))
        return super().ranked(question)


def asked(record: dict[str, Any]) -> list[Asked]:
    """Every question that one article asks."""
    article = gold.article(record)
    facts = knowledge.load()
    known = resolve.known(article, facts, names.find(article.text, article.lang, facts, when=article.published))
    told = {str(quote["n"]): quote for quote in record["quotes"]}
    cast = Asking(article, gold.attributions(article, record), known)
    out = []
    for one in sorted(sorted(cast.attributions, key=lambda a: (a.source or a.why.anchor).start), key=cast._late):
        cast.asked = []
        found = cast.speaker(one)
        quote = told[one.id]
        for question, candidates, rows in cast.asked:
            want = quote["principal"] if question.kind == "owner" else quote["speaker"]
            if (question.kind == "owner" and want is None) or (want and ";" in want) or (question.one is None and question.kind != "owner"):
                continue
            right = [number for number, c in enumerate(candidates) if _right(c, want, article.lang)]
            out.append(Asked(question.kind, rows, right))
        cast.settle(one, _taught(cast, found, quote["speaker"]))
    return out


def _right(candidate: Character | None, want: str | None, lang: str) -> bool:
    if candidate is None or candidate.entity.kind == UNNAMED:
        return want is None
    return want is not None and agree(candidate.entity.name, want, lang)


def _taught(cast: Asking, found: resolve.Resolution, speaker: str | None) -> resolve.Resolution:
    """The gold speakers in the place of those found."""
    entities = []
    for name in speaker.split("; ") if speaker else ():
        same = [e for e in found.entities if agree(e.name, name, cast.article.lang)]
        same += [c.entity for c in cast.characters.values() if c.entity.kind != UNNAMED and agree(c.entity.name, name, cast.article.lang)]
        kind = "institution" if name[0].islower() else "person" if " " in name else "organisation"
        entities.append(same[0] if same else Entity("gold", kind, name))
    return resolve.Resolution(tuple(entities), found.rule, found.reason, found.score, found.principal)


def fitted(questions: Sequence[Asked], passes: int) -> dict[str, dict[str, float]]:
    """Weights by kind of question."""
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for one in questions:
        if one.right:
            kinds[one.kind].append(one)
    return {kind: _fit(items, passes) for kind, items in sorted(kinds.items())}


def _fit(items: Sequence[Asked], passes: int) -> dict[str, float]:
    titles = sorted({name for one in items for row in one.rows for name in row})
    column = {name: at for at, name in enumerate(titles)}
    tables = []
    for one in items:
        table = np.zeros((len(one.rows), len(titles)))
        for at, row in enumerate(one.rows):
            table[at, [column[name] for name in row]] = list(row.values())
        tables.append((table, one.right))
    weight, squares = np.zeros(len(titles)), np.full(len(titles), 1e-6)
    draw = random.Random(SEED)
    for _ in range(passes):
        draw.shuffle(tables)
        for table, right in tables:
            scores = np.exp(table @ weight - (table @ weight).max())
            share = scores / scores.sum()
            target = np.zeros(len(share))
            target[right] = share[right] / max(share[right].sum(), 1e-12)
            slope = table.T @ (share - target) + PENALTY * weight
            squares += slope * slope
            weight -= RATE * slope / np.sqrt(squares)
    return {name: round(float(value), 3) for name, value in zip(titles, weight, strict=True) if abs(value) >= LEAST}


def shown(questions: Sequence[Asked], weights: dict[str, dict[str, float]]) -> None:
    counts: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for one in questions:
        table = weights.get(one.kind, {})
        scores = [sum(table.get(name, 0.0) * value for name, value in row.items()) for row in one.rows]
        counts[one.kind].append((bool(one.right), scores.index(max(scores)) in one.right))
    for kind, each in sorted(counts.items()):
        print(f"  {kind:12} {len(each):5} asked, right one among them {100 * sum(a for a, _ in each) / len(each):5.1f} %, first {100 * sum(b for _, b in each) / len(each):5.1f} %")


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--write", action="store_true", help="write the weights")
    cli.add_argument("--passes", type=int, default=30)
    args = cli.parse_args()
    records = gold.load(HERE / "tests" / "gold" / "articles")
    train = [one for record in gold.train_part(records) for one in asked(record)]
    weights = fitted(train, args.passes)
    print("train")
    shown(train, weights)
    print("dev")
    shown([one for record in gold.dev_part(records) for one in asked(record)], weights)
    if args.write:
        head = f"# Weights of the antecedent ranker, by kind of question. Made by benchmarks/antecedents.py from {gold.digest(gold.train_part(records))}; not written by hand.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(weights, allow_unicode=True, sort_keys=True), encoding="utf-8")


if __name__ == "__main__":
    main()
